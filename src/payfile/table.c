/* A table of payments as its profile describes it: rows that are payments, and those that are not.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/table_in.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

/* So many rows at least make a sum that no word tells. */
enum { HEADINGS_LEAST = 2, BARE_ROWS_LEAST = 2 };

/* ---- rows that are no payments -------------------------------------------------------------- */

static span first_text(payfile *p)
{
    for (size_t i = 0; i < p->source.row.count; i++) {
        span s = cell_name(&p->source, (int)i);
        if (s.size > 0)
            return s;
    }
    return (span){ "", 0 };
}

/* A header that stands again at the top of a printed page. */
static bool is_heading(payfile *p)
{
    int same = 0;
    for (int role = 0; role < ROLE_COUNT; role++) {
        int column = p->table.columns[role];
        same += column >= 0 && name_of(p, column).size > 0 &&
                span_equal(cell_text(&p->source, column), name_of(p, column));
    }
    return same >= HEADINGS_LEAST;
}

static bool is_of_page(span label)
{
    static const char *const parts[] = { "小计", "本页", "页计", "承前页", "过次页", NULL };
    for (const char *const *part = parts; *part; part++) {
        if (text_has(label, *part))
            return true;
    }
    return false;
}

static total_grade label_grade(const payfile_profile *profile, arena *scratch, span label)
{
    total_grade grade = total_of_label(scratch, label);
    for (size_t i = 0; grade == TOTAL_NOT && i < profile->totals.count; i++) {
        if (span_starts(label, profile->totals.words[i]))
            grade = TOTAL_SURE; /* a word that nobody but the profile knows */
    }
    return grade;
}

/* Sums in the columns of the data, a count before them, or both in words. */
static void totals_read(payfile *p, span label)
{
    const int *columns = p->table.columns;
    money sum;
    bool is_none = true;
    const char *rule = NULL;
    if (is_of_page(label))
        return;
    /* In a total a formula is what publishers use. */
    for (size_t i = 0; p->source.book && i < p->source.row.count; i++)
        p->source.row.marks[i] &= (uint8_t)~SHEET_FORMULA;
    profile_role in = columns[ROLE_IN] >= 0 ? ROLE_IN : ROLE_AMOUNT;
    if (columns[in] >= 0 && role_money(p, in, &is_none, &sum, &rule) && !is_none) {
        p->stated.has_amount = true;
        p->stated.amount = sum;
    }
    if (columns[ROLE_OUT] >= 0 && role_money(p, ROLE_OUT, &is_none, &sum, &rule) && !is_none) {
        p->stated.has_out = true;
        p->stated.out.fen = sum.fen < 0 ? -sum.fen : sum.fen;
    }
    for (size_t i = 0; i < p->source.row.count; i++)
        said_read(cell_name(&p->source, (int)i), &p->stated);
}

static bool has_amount(payfile *p)
{
    const int *columns = p->table.columns;
    static const profile_role amounts[] = { ROLE_AMOUNT, ROLE_IN, ROLE_OUT };
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        if (columns[amounts[i]] >= 0 &&
            !cell_is_nothing(cell_text(&p->source, columns[amounts[i]])))
            return true;
    }
    return false;
}

static bool has_day(payfile *p)
{
    int column = p->table.columns[ROLE_TIME];
    date day;
    int32_t second;
    if (column < 0 || cell_is_nothing(cell_text(&p->source, column)))
        return false;
    return cell_usual_when(cell_text(&p->source, column), &day, &second) ||
           (cell_marks(&p->source, column) & SHEET_DATE) ||
           when_read(cell_name(&p->source, column), &p->table.above.covers, &day, &second) ||
           when_is_yearless(cell_name(&p->source, column));
}

/* A line of marks, with a text between them or not, or a comment; a masked number is none. Who calls
 * knows that no money stands in it. */
static bool is_rule_line(span s)
{
    if (s.size == 0 ||
        (s.at[0] != '#' && !span_starts(s, (span)SPAN("----")) &&
            !span_starts(s, (span)SPAN("====")) && !span_starts(s, (span)SPAN("****"))))
        return false;
    size_t marks = 0;
    while (marks < s.size && strchr("#-=*_~+.", s.at[marks]) != NULL && s.at[marks] != '\0')
        marks++;
    return s.at[0] == '#' || marks == s.size || !span_is_ascii(s);
}

/* Does an amount stand in the row that can be read? */
static bool has_money(payfile *p)
{
    static const profile_role amounts[] = { ROLE_AMOUNT, ROLE_IN, ROLE_OUT };
    money amount;
    bool is_none = true;
    const char *rule = NULL;
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        if (p->table.columns[amounts[i]] >= 0 &&
            role_money(p, amounts[i], &is_none, &amount, &rule) && !is_none)
            return true;
    }
    return false;
}

/* The rows of a roll whose cells below the title's day are empty but for name and amount. */
static bool is_bare_amount(payfile *p)
{
    const int *columns = p->table.columns;
    return columns[ROLE_PAYER] >= 0 &&
           cell_is_nothing(cell_text(&p->source, columns[ROLE_PAYER])) &&
           cell_is_nothing(cell_text(&p->source, columns[ROLE_TIME] >= 0 ? columns[ROLE_TIME] : 0));
}

/* Who made the table and when: 制表人：某某, with perhaps a day below the amounts. */
static bool is_signature(span first)
{
    static const char *const words[] = { "制表", "审核", "经办", "填表", "复核", "负责人", "会计",
        "出纳", NULL };
    static const char *const behind[] = { "人", "员", "单位", "日期", "时间", ":", "：", "(",
        NULL };
    for (const char *const *word = words; *word; word++) {
        if (!span_starts(first, span_of(*word)))
            continue;
        span rest = span_slice(first, strlen(*word), first.size);
        bool is = rest.size == 0;
        for (const char *const *next = behind; *next; next++)
            is |= span_starts(rest, span_of(*next));
        return is;
    }
    return false;
}

/* The second row of a header names the ways of the money below a word that spans both. */
static bool is_second_header(payfile *p)
{
    int ways = 0;
    for (size_t i = 0; i < p->source.row.count; i++) {
        span s = cell_name(&p->source, (int)i);
        const profile_words *in = &p->profile->names[ROLE_IN], *out = &p->profile->names[ROLE_OUT];
        for (size_t w = 0; w < in->count; w++)
            ways += span_equal(s, in->words[w]);
        for (size_t w = 0; w < out->count; w++)
            ways += span_equal(s, out->words[w]);
    }
    return ways >= HEADINGS_LEAST;
}

/* The header of another table, whose columns stand elsewhere. */
static bool is_other_header(payfile *p)
{
    int moved = 0;
    for (int role = 0; role < ROLE_SERIAL; role++) {
        const profile_words *names = &p->profile->names[role];
        int column = p->table.columns[role];
        for (size_t i = 0; i < p->source.row.count && column >= 0; i++) {
            span s = cell_name(&p->source, (int)i);
            for (size_t w = 0; w < names->count && (int)i != column; w++)
                moved += span_equal(s, names->words[w]);
        }
    }
    return moved >= HEADINGS_LEAST;
}

/* The title of another account's table below the first. */
static bool names_other_account(payfile *p)
{
    span account = { "", 0 };
    span first = first_text(p);
    span next = p->source.row.count > 1 ? cell_name(&p->source, 1) : account;
    return p->table.above.account.size > 0 && account_in(first, next, &account) &&
           !span_equal(account, p->table.above.account);
}

/* A day and an amount in their usual forms: then it is a payment, and nothing else need be asked. */
static bool is_usual_payment(payfile *p, payfile_row *row)
{
    int column = p->table.columns[ROLE_TIME];
    p->table.has_usual_day =
        column >= 0 && cell_marks(&p->source, column) == 0 &&
        when_short(&p->table, cell_text(&p->source, column), &row->day, &row->second);
    return p->table.has_usual_day && has_amount(p);
}

/* A header in a second language has words where numbers should be. */
static bool has_digit(payfile *p)
{
    for (size_t i = 0; i < p->source.row.count; i++) {
        span s = cell_normal(&p->source, (int)i);
        for (size_t k = 0; k < s.size; k++) {
            if (s.at[k] >= '0' && s.at[k] <= '9')
                return true;
        }
    }
    return false;
}

static const char note_reason[] = N_("A heading or a note, no payment");

static bool row_ignore(payfile_row *row, const char *reason)
{
    row->kind = PAYFILE_IGNORED;
    row->reason = reason;
    row->is_counted = false;
    return true;
}

/* A row that adds up others. *ret_taken: it is to be handed out, since its words or their absence
 * alone do not tell; money that is no total is never passed over. */
static bool total_take(payfile *p, payfile_row *row, span first, bool *ret_taken)
{
    table *t = &p->table;
    if (has_day(p))
        return false;
    bool has_sum = has_amount(p);
    bool is_bare = has_sum && is_bare_amount(p) && t->columns[ROLE_BALANCE] < 0;
    total_grade grade = label_grade(p->profile, &p->source.scratch, first);
    if (grade == TOTAL_NOT && !is_bare)
        return false;
    *ret_taken = grade != TOTAL_SURE && has_sum;
    if (*ret_taken && !row_adds_up(p, grade == TOTAL_MAYBE ? 1 : BARE_ROWS_LEAST)) {
        row->second = -1;
        table_reject(p, row, t->columns[ROLE_PAYER],
            grade == TOTAL_MAYBE
                ? total_unknown
                : N_("No giver stands here, and it is not the sum of the rows above"));
        return true;
    }
    totals_read(p, first);
    sums_close(&t->sums);
    if (*ret_taken)
        return row_ignore(row, total_reason);
    *ret_taken = grade == TOTAL_MAYBE && !has_digit(p) && row_ignore(row, note_reason);
    return true;
}

/* True when the row is to be handed out. */
static bool row_take(payfile *p, payfile_row *row)
{
    if (is_usual_payment(p, row))
        return true;
    span first = first_text(p);
    const payfile_profile *profile = p->profile;
    if (profile->end.size > 0 && span_search(first, profile->end) < first.size) {
        p->table.has_end = true;
        return false;
    }
    if (is_rule_line(first) && !has_money(p)) {
        said_read(first, &p->stated);
        /* Without its line break it may be the beginning of a name. */
        return !p->source.row.has_end && row_ignore(row, note_reason);
    }
    if (is_signature(first) && !has_money(p))
        return false;
    bool is_taken = false;
    if (total_take(p, row, first, &is_taken))
        return is_taken;
    if (is_heading(p))
        return false;
    p->table.has_two_headers = p->table.rows == 0 && !has_day(p) && is_second_header(p);
    if ((has_amount(p) || has_day(p)) && has_digit(p))
        return true;
    p->table.has_two_tables = p->table.rows > 0 && !has_digit(p) && is_other_header(p);
    p->table.has_two_accounts = names_other_account(p);
    for (size_t i = 0; i < p->source.row.count; i++)
        said_read(cell_name(&p->source, (int)i), &p->stated);
    return row_ignore(row, note_reason);
}

/* A last row without its line break may have lost some of its end.  It is whole if the balances or
 * the file's own count say so. */
static bool end_check(payfile *p, const payfile_row *row, err *reterr)
{
    const table *t = &p->table;
    bool has_all = p->source.row.count >= (size_t)t->count &&
                   (t->rows == 1 || row->account.size == t->account_size);
    bool is_proved = (row->has_balance && balance_fits(&t->chain)) ||
                     (p->stated.has_count && p->stated.count == t->rows);
    if (has_all && is_proved)
        return true;
    (void)err_set(reterr, ERR_INPUT,
        N_("The file ends in the middle of row %lld; download it again"),
        (long long)p->source.row.number);
    return err_hint(reterr,
        N_("If the file is whole, open it in an editor and end its last line with a line break"));
}

static bool table_end(payfile *p, err *reterr)
{
    const table *t = &p->table;
    if (p->profile->end.size > 0 && !t->has_end)
        return err_set(reterr, ERR_INPUT,
            N_("The file ends before its closing line, behind row %lld; download it again"),
            (long long)p->source.row.number);
    /* One amount, no sign, no mark: then the balances alone know which way it went. */
    bool has_way = t->columns[ROLE_OUT] >= 0 || t->columns[ROLE_MARK] >= 0 || t->has_sign;
    if (!has_way && balance_turns(&t->chain)) {
        (void)err_set(reterr, ERR_INPUT,
            N_("The balances say that some of these amounts went out, but no column says which"));
        return err_hint(reterr, N_("Say which column tells income from spending: on the page of "
                                   "profiles, or with nuan profile suggest"));
    }
    /* 借 is money out for the bank, and money in for who keeps the account in own books. */
    enum { TURNED_LEAST = 3 };
    if (t->chain.count >= TURNED_LEAST && balance_turns_all(&t->chain)) {
        (void)err_set(reterr, ERR_INPUT,
            N_("By the balances all money went the other way than the columns say"));
        return err_hint(reterr, N_("In a book of your own debit is money in: exchange the two "
                                   "columns, in a profile of its own"));
    }
    balance_state(&t->chain, &p->stated);
    bool is_told = t->money && p->stated.balance_count > 0;
    if (is_told && !(currency_exact(t->money, t->fine, &p->stated.opening) &&
                       currency_exact(t->money, t->fine, &p->stated.closing)))
        p->stated.balance_count = 0; /* of yen with sen nobody can tell */
    return true;
}

/* What makes the whole file another than the one that was begun. */
static bool shape_check(const payfile *p, err *reterr)
{
    if (p->table.has_two_headers) {
        (void)err_set(reterr, ERR_INPUT, N_("The header has two rows, down to row %lld"),
            (long long)p->source.row.number);
        return err_hint(
            reterr, N_("Give each column one name, in one row, and take the other row out"));
    }
    if (p->table.has_two_tables) {
        (void)err_set(reterr, ERR_INPUT, N_("Another table with other columns begins in row %lld"),
            (long long)p->source.row.number);
        return err_hint(reterr, N_("Save each table as a file of its own"));
    }
    if (p->table.has_two_accounts) {
        (void)err_set(reterr, ERR_INPUT, N_("Another account begins in row %lld"),
            (long long)p->source.row.number);
        return err_hint(reterr, N_("Save the table of each account as a file of its own"));
    }
    return true;
}

/* A note may end a file without a line break; the beginning of a row may not. */
static bool note_check(payfile *p, err *reterr)
{
    static const char *const words[] = { ":", "。", "*", "打印", "本页", "截止", "注", NULL };
    span first = first_text(p);
    size_t filled = 0;
    for (size_t i = 0; i < p->source.row.count; i++)
        filled += cell_text(&p->source, (int)i).size > 0;
    bool is_note = span_starts(first, (span)SPAN("----")) || span_starts(first, (span)SPAN("===="));
    for (const char *const *word = words; *word; word++)
        is_note |= text_has(first, *word);
    if (span_is_ascii(first) && text_has(first, "*") && has_digit(p))
        is_note = false; /* a masked number */
    if (filled == 1 && is_note && (first.at[0] < '0' || first.at[0] > '9'))
        return true;
    (void)row_cut(p, reterr);
    return err_hint(reterr,
        N_("If the file is whole, open it in an editor and end its last line with a line break"));
}

/* A row that can't be read is in the sums of the file all the same. */
static void sums_note(payfile *p, payfile_row *row)
{
    const int *columns = p->table.columns;
    payfile_row read = *row;
    bool is_none = true;
    const char *rule = NULL;
    profile_role in = columns[ROLE_IN] >= 0 ? ROLE_IN : ROLE_AMOUNT;
    if (row->reason == total_reason) {
        sums_close(&p->table.sums);
        return;
    }
    if (row->kind == PAYFILE_REJECTED && !row->has_flow && columns[in] >= 0)
        (void)role_money(p, in, &is_none, &read.amount, &rule);
    sums_add(&p->table.sums, &read);
}

static bool table_next(payfile *p, payfile_row *row, bool *ret_more, err *reterr)
{
    table *t = &p->table;
    for (;;) {
        if (!source_next(&p->source, ret_more, reterr))
            return false;
        if (!*ret_more)
            return table_end(p, reterr);
        const sheet_row *from = &p->source.row;
        bool is_blank = row_is_blank(from);
        if (is_blank && !from->has_end && from->count > 1 && from->count < (size_t)t->count)
            return row_cut(p, reterr);
        if (is_blank)
            continue;
        *row = (payfile_row){ .number = from->number,
            .offset = from->offset,
            .length = from->length,
            .second = -1,
            .is_counted = true,
            .kind = PAYFILE_GIFT };
        bool is_taken = row_take(p, row);
        if (!shape_check(p, reterr))
            return false;
        if (is_taken)
            break;
    }
    if (!row->is_counted)
        return p->source.row.has_end || row->reason == total_reason || note_check(p, reterr);
    t->rows++;
    if ((row->kind != PAYFILE_REJECTED && !row_money(p, row, reterr)) ||
        (!p->source.row.has_end && !end_check(p, row, reterr)))
        return false;
    t->account_size = row->account.size;
    sums_note(p, row);
    return true;
}

static int table_column(const payfile *p, const payfile_row *row, payfile_field field)
{
    const int *columns = p->table.columns;
    switch (field) {
    case PAYFILE_NUMBER: return columns[ROLE_NUMBER];
    case PAYFILE_AMOUNT:
        return columns[ROLE_AMOUNT] >= 0            ? columns[ROLE_AMOUNT]
               : row->has_flow && row->flow.fen < 0 ? columns[ROLE_OUT]
                                                    : columns[ROLE_IN];
    case PAYFILE_TIME: return columns[ROLE_TIME];
    case PAYFILE_CURRENCY: return columns[ROLE_CURRENCY];
    }
    return -1;
}

static int table_fee_column(const payfile *p)
{
    return p->table.columns[ROLE_FEE];
}

const table_format profile_format = {
    .name = "profile",
    .open = table_open,
    .next = table_next,
    .column = table_column,
    .fee_column = table_fee_column,
};
