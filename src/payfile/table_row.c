/* What a row of a profiled table is: its kind by the rules, its day, its number.  Nothing is
 * guessed: a row that has an amount but can't be read is rejected.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/table_in.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { TAIL_DIGITS = 4, NUMBER_LEAST = 8, WORD_START = 3, WORD_START_MAX = 9 };

/* ---- what the row is ------------------------------------------------------------------------ */

typedef struct row_words {
    span state, kind, payer, note;
} row_words;

static bool in_any(const profile_words *list, const row_words *w)
{
    return words_fit(list, w->kind) || words_fit(list, w->payer) || words_fit(list, w->note);
}

static bool rule_fits(const profile_rule *rule, way which, const row_words *w)
{
    static const way ways[] = { [FLOW_IN] = WAY_IN, [FLOW_OUT] = WAY_OUT, [FLOW_NONE] = WAY_NONE };
    return (rule->flow == FLOW_ANY || ways[rule->flow] == which) &&
           (rule->state.count == 0 || words_fit(&rule->state, w->state)) &&
           (rule->kind.count == 0 || words_fit(&rule->kind, w->kind)) &&
           (rule->payer.count == 0 || words_fit(&rule->payer, w->payer)) &&
           (rule->note.count == 0 || words_fit(&rule->note, w->note)) &&
           (rule->text.count == 0 || in_any(&rule->text, w)) &&
           (rule->without.count == 0 || !in_any(&rule->without, w));
}

/* A bit for the bytes with which a word begins: a Chinese character, two or three of a longer
 * word. */
static uint32_t word_bit(const char *at, size_t size)
{
    uint64_t bytes = size;
    for (size_t i = 0; i < size; i++)
        bytes = bytes << 8 | (unsigned char)at[i];
    return (uint32_t)(bytes * UINT64_C(0x9E3779B97F4A7C15) >> 48);
}

static bool has_bit(const uint64_t *bits, uint32_t bit)
{
    return bits[bit / 64] >> bit % 64 & 1;
}

static void set_bit(uint64_t *bits, uint32_t bit)
{
    bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

static void word_note(void *self, span word)
{
    table *t = self;
    if (word.size > 1 && word.at[0] == '=')
        word = span_slice(word, 1, word.size);
    if (word.size < WORD_START) {
        t->has_short_words = true;
        return;
    }
    size_t start = word.size / WORD_START * WORD_START;
    set_bit(t->word_bits, word_bit(word.at, start < WORD_START_MAX ? start : WORD_START_MAX));
    set_bit(t->start_bits, word_bit(word.at, WORD_START));
}

static void words_note(table *t, const profile_words *list)
{
    for (size_t i = 0; i < list->count; i++)
        word_note(t, list->words[i]);
}

void rules_note(table *t)
{
    static const profile_flow flows[] = {
        [WAY_IN] = FLOW_IN, [WAY_OUT] = FLOW_OUT, [WAY_NONE] = FLOW_NONE
    };
    total_words_each(t->columns[ROLE_IN] >= 0 || t->columns[ROLE_MARK] >= 0, word_note, t);
    for (size_t i = 0; i < t->profile->rule_count; i++) {
        const profile_rule *rule = &t->profile->rules[i];
        const profile_words *lists[] = { &rule->state, &rule->kind, &rule->payer, &rule->note,
            &rule->text };
        size_t words = 0;
        for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
            words_note(t, lists[k]);
            words += lists[k]->count;
        }
        /* A rule that only forbids words can't be told so. */
        t->has_short_words |= words == 0 && rule->without.count > 0;
        for (int k = WAY_IN; words == 0 && k <= WAY_NONE; k++) {
            if (!t->plain_rules[k] && (rule->flow == FLOW_ANY || rule->flow == flows[k]))
                t->plain_rules[k] = rule;
        }
    }
}

/* Can any word of a rule stand in the cell? */
static bool may_have_word(const table *t, span cell)
{
    for (size_t i = 0; i + WORD_START <= cell.size; i++) {
        if (((unsigned char)cell.at[i] & 0xC0) == 0x80) /* inside of a character */
            continue;
        if (!has_bit(t->start_bits, word_bit(cell.at + i, WORD_START)))
            continue;
        for (size_t start = WORD_START; start <= WORD_START_MAX && i + start <= cell.size;
             start += WORD_START) {
            if (has_bit(t->word_bits, word_bit(cell.at + i, start)))
                return true;
        }
    }
    return false;
}

/* The same of a cell that mostly says what it said in the row before. */
static bool may_have_word_again(const table *t, plain_cell *last, span cell)
{
    if (cell.size == 0 || span_equal(cell, (span){ last->text, last->size }))
        return false;
    if (may_have_word(t, cell))
        return true;
    if (cell.size <= sizeof last->text) {
        memcpy(last->text, cell.at, cell.size);
        last->size = cell.size;
    }
    return false;
}

const char total_reason[] = N_("A total or a balance carried forward, no payment");
const char total_unknown[] =
    N_("It can't be told whether this is a total or a giver: it is not the sum of the rows above");
static const profile_rule total_rule = { .becomes = PAYFILE_IGNORED, .reason = total_reason };
static const profile_rule maybe_rule = { .becomes = PAYFILE_REJECTED, .reason = total_unknown };
static const char unknown_way[] = N_("It is not known whether this is money in or money out");
static const profile_rule out_rule = { .becomes = PAYFILE_REJECTED, .reason = unknown_way };

/* An amount of a row that may be a total, where a formula is what publishers use. */
static bool sum_read(payfile *p, profile_role role, bool *ret_none, money *ret)
{
    int column = p->table.columns[role];
    const char *rule = NULL;
    *ret_none = true;
    if (column < 0)
        return true;
    uint8_t marks = cell_marks(&p->source, column);
    if (marks & SHEET_FORMULA)
        p->source.row.marks[column] &= (uint8_t)~SHEET_FORMULA;
    bool is_read = role_money(p, role, ret_none, ret, &rule);
    if (marks & SHEET_FORMULA)
        p->source.row.marks[column] = marks;
    return is_read;
}

bool row_adds_up(payfile *p, uint64_t least)
{
    const table *t = &p->table;
    money in, out;
    bool no_in, no_out;
    bool is_read = sum_read(p, t->columns[ROLE_IN] >= 0 ? ROLE_IN : ROLE_AMOUNT, &no_in, &in) &&
                   sum_read(p, ROLE_OUT, &no_out, &out);
    return is_read && sums_fit(&t->sums, least, no_in ? NULL : &in, no_out ? NULL : &out);
}

/* What the words say before any rule is asked. */
static const profile_rule *rule_of_words(payfile *p, way which, const row_words *w)
{
    const table *t = &p->table;
    arena *scratch = &p->source.scratch;
    total_grade grade = total_of_label(scratch, w->payer);
    if (text_is_total(scratch, w->kind) || text_is_total(scratch, w->note) || grade == TOTAL_SURE)
        return &total_rule;
    if (grade == TOTAL_MAYBE)
        return row_adds_up(p, 1) ? &total_rule : &maybe_rule;
    bool has_way = t->columns[ROLE_IN] >= 0 || t->columns[ROLE_MARK] >= 0 || t->has_sign;
    bool is_roll = t->profile->has_day_above;
    bool is_out =
        which == WAY_IN && !has_way && !is_roll && (text_is_out(w->kind) || text_is_out(w->note));
    return is_out ? &out_rule : NULL;
}

static const profile_rule *rule_find(payfile *file, way which, const row_words *w)
{
    table *t = &file->table;
    const payfile_profile *p = t->profile;
    if (!t->has_short_words && !may_have_word_again(t, &t->plain_state, w->state) &&
        !may_have_word_again(t, &t->plain_kind, w->kind) && !may_have_word(t, w->payer) &&
        !may_have_word_again(t, &t->plain_note, w->note))
        return t->plain_rules[which];
    const profile_rule *said = rule_of_words(file, which, w);
    if (said)
        return said;
    for (size_t i = 0; i < p->rule_count; i++) {
        if (rule_fits(&p->rules[i], which, w))
            return &p->rules[i];
    }
    return NULL;
}

static void kind_plain(payfile_row *row, way which)
{
    row->kind = which == WAY_IN ? PAYFILE_GIFT : PAYFILE_IGNORED;
    if (which != WAY_IN)
        row->reason = profile_reason(which == WAY_OUT ? "spending" : "neutral");
}

/* Money that came in and was taken back: a receipt less than 0, or words that say so. */
static bool is_reversal(const payfile *p, way which, const row_words *w)
{
    static const char *const words[] = { "冲正", "冲账", "冲帐", "冲销", "抹账", "红冲", "Reversal",
        "REVERSAL", NULL };
    static const char *const others[] = { "息", "费", NULL };
    bool is = which == WAY_OUT && p->table.is_turned;
    for (const char *const *word = words; *word && which == WAY_OUT; word++)
        is |= text_has(w->kind, *word) || text_has(w->note, *word);
    for (const char *const *word = others; *word && is; word++)
        is = !text_has(w->kind, *word);
    return is;
}

static void reversal_reject(payfile *p, payfile_row *row)
{
    const int *columns = p->table.columns;
    int column = columns[ROLE_AMOUNT] >= 0                     ? columns[ROLE_AMOUNT]
                 : p->table.is_turned || columns[ROLE_OUT] < 0 ? columns[ROLE_IN]
                                                               : columns[ROLE_OUT];
    row_reject(row,
        (payfile_fault){ .column = name_of(p, column),
            .value = cell_text(&p->source, column),
            .rule =
                N_("Money that had come in was taken back: a gift of it may stand in the books"),
            .hint = N_("Find the gift of that payer and amount and give it back as a refund; this "
                       "row needs nothing else") });
}

/* Between us and us. */
static bool is_own(const payfile *p, const row_words *w)
{
    span owner = p->table.above.owner;
    return owner.size > 0 && span_equal(owner, w->payer);
}

static bool row_kind(payfile *p, payfile_row *row, way which, const row_words *w)
{
    const profile_rule *rule = rule_find(p, which, w);
    row->amount.fen = row->flow.fen < 0 ? -row->flow.fen : row->flow.fen;
    if ((!rule || rule->becomes == PAYFILE_GIFT) && which == WAY_IN && is_own(p, w)) {
        row->kind = PAYFILE_IGNORED;
        row->reason = profile_reason("own-transfer");
        return true;
    }
    if (!rule && is_reversal(p, which, w)) {
        reversal_reject(p, row);
        return false;
    }
    if (!rule) {
        kind_plain(row, which);
        return true;
    }
    row->kind = rule->becomes;
    row->reason = rule->reason;
    row->settles = rule->settles;
    bool is_move = row->kind == PAYFILE_FEE || row->kind == PAYFILE_SETTLEMENT;
    if (is_move && row->flow.fen == 0) {
        row->kind = PAYFILE_IGNORED;
        row->reason = profile_reason("neutral");
        return true;
    }
    /* A charge that is given back, a payout that is taken back: less than 0. */
    if (row->kind == PAYFILE_FEE)
        row->amount.fen = -row->flow.fen;
    else if (row->settles.size > 0)
        row->amount.fen = row->flow.fen;
    if (row->kind == PAYFILE_REJECTED) {
        int column = p->table.columns[rule == &out_rule     ? ROLE_AMOUNT
                                      : rule == &maybe_rule ? ROLE_PAYER
                                                            : ROLE_STATE];
        table_reject(p, row, column, rule->reason);
        return false;
    }
    bool needs_amount = row->kind == PAYFILE_GIFT || row->kind == PAYFILE_REFUND;
    if (needs_amount && row->amount.fen <= 0)
        table_reject(p, row, p->table.columns[ROLE_AMOUNT], N_("Amount must be more than 0"));
    return row->kind != PAYFILE_REJECTED;
}

/* ---- day, currency, numbers ----------------------------------------------------------------- */

/* The day of a row that has none: of the rows above it in its block, or of the title. */
static date day_before(const table *t)
{
    return t->profile->has_day_above && t->last_day.day != 0 ? t->last_day : t->above.day;
}

bool when_short(const table *t, span s, date *ret_day, int32_t *ret_second)
{
    if (cell_usual_when(s, ret_day, ret_second))
        return true;
    *ret_second = -1;
    *ret_day = t->day;
    return s.size > 0 && s.size == t->day_size && memcmp(s.at, t->day_text, s.size) == 0;
}

/* 10:30:05. */
static bool clock_short(span s, int32_t *ret_second)
{
    enum { CLOCK_SIZE = 8 };
    int parts[3];
    if (s.size != CLOCK_SIZE || s.at[2] != ':' || s.at[5] != ':')
        return false;
    for (int i = 0; i < 3; i++) {
        const char *at = s.at + 3 * i;
        if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
            return false;
        parts[i] = (at[0] - '0') * 10 + (at[1] - '0');
    }
    *ret_second = parts[0] * 3600 + parts[1] * 60 + parts[2];
    return parts[0] < 24 && parts[1] < 60 && parts[2] < 60;
}

/* A day alone stands in many rows in the same form. */
static void day_note(table *t, span s, date day, int32_t second)
{
    if (second >= 0 || s.size > DAY_TEXT_MAX)
        return;
    memcpy(t->day_text, s.at, s.size);
    t->day_size = s.size;
    t->day = day;
}

/* Why there is no day. */
static const char *day_rule(const table *t, span cell, span name)
{
    if (cell_is_nothing(cell))
        return t->above.has_days ? N_("Several days stand above the table, and the row doesn't say "
                                      "which is its own")
                                 : N_("The day is missing, and no title tells it");
    if (when_is_unordered(name))
        return N_("It can't be told whether the day or the month stands first");
    if (!when_is_yearless(name))
        return N_("This is not a day and time that exist");
    return t->above.covers.is_month
               ? N_("The year is missing, and the day is outside the month that the title tells")
               : N_("The year is missing, and no period above the table tells it");
}

static bool row_day(payfile *p, payfile_row *row)
{
    table *t = &p->table;
    source *from = &p->source;
    int column = t->columns[ROLE_TIME];
    span s = cell_text(from, column);
    if (t->has_usual_day)
        return true;
    row->second = -1;
    if (cell_is_nothing(s) && day_before(t).day != 0) {
        row->day = day_before(t);
        return true;
    }
    if (t->above.day.day != 0 && clock_read(cell_name(from, column), &row->second)) {
        row->day = t->above.day;
        return true;
    }
    if (cell_marks(from, column) & SHEET_DATE) {
        if (cell_when(from, column, &row->day, &row->second))
            return true;
    } else if (cell_usual_when(s, &row->day, &row->second) ||
               when_read(cell_name(from, column), &t->above.covers, &row->day, &row->second)) {
        day_note(t, s, row->day, row->second);
        return true;
    }
    table_reject(p, row, column, day_rule(t, s, cell_name(from, column)));
    return false;
}

/* The time of day, where it has a column of its own. */
static bool row_clock(payfile *p, payfile_row *row)
{
    table *t = &p->table;
    source *from = &p->source;
    int column = t->columns[ROLE_CLOCK];
    if (column < 0 || row->second > 0)
        return true;
    span s = cell_text(from, column);
    if (cell_is_nothing(s) || (cell_marks(from, column) == 0 && clock_short(s, &row->second)))
        return true;
    date ignored;
    if ((cell_marks(from, column) & SHEET_DATE)
            ? cell_serial_clock(s, &row->second)
            : clock_read(cell_name(from, column), &row->second) ||
                  when_read(cell_name(from, column), &t->above.covers, &ignored, &row->second))
        return true;
    table_reject(p, row, column, N_("This is not a day and time that exist"));
    return false;
}

static bool row_when(payfile *p, payfile_row *row)
{
    if (!row_day(p, row))
        return false;
    p->table.last_day = row->day;
    return row_clock(p, row);
}

void table_currency(table *t, span code)
{
    const currency *of = currency_find(code);
    t->fine = of && of->scale > 2 ? of : NULL;
    t->money = of;
}

static bool row_currency(payfile *p, payfile_row *row)
{
    table *t = &p->table;
    row->currency = t->currency;
    if (t->columns[ROLE_CURRENCY] < 0)
        return true;
    span s = role_normal(p, ROLE_CURRENCY);
    if (s.size > 0)
        row->currency = s;
    if (currency_code(&row->currency)) {
        table_currency(t, row->currency);
        return true;
    }
    table_reject(p, row, t->columns[ROLE_CURRENCY], N_("This currency is not known"));
    return false;
}

/* The currency that stands beside the amount counts where nothing else names one; two that differ
 * are no amount. */
static bool row_currency_said(payfile *p, payfile_row *row)
{
    const table *t = &p->table;
    bool is_told = t->above.currency.size > 0 || role_normal(p, ROLE_CURRENCY).size > 0;
    if (t->is_foreign && !is_told && t->said.size == 0 && row->flow.fen != 0) {
        row_reject(row, (payfile_fault){ .column = (span)SPAN("Currency"),
                            .value = (span)SPAN(""),
                            .rule = N_("No currency is told, and nothing says that it is yuan"),
                            .hint = N_("Add a column Currency to the file") });
        return false;
    }
    if (t->said.size == 0 || currency_agrees(t->said, row->currency))
        return true;
    if (!is_told && !span_is(t->said, "$")) {
        row->currency = t->said;
        return true;
    }
    int column = t->columns[ROLE_AMOUNT] >= 0 ? t->columns[ROLE_AMOUNT]
                 : row->flow.fen < 0          ? t->columns[ROLE_OUT]
                                              : t->columns[ROLE_IN];
    table_reject(p, row, column, N_("The amount names another currency than its row"));
    return false;
}

/* A number of the provider; absent when the cell holds none. */
static bool row_number(payfile *p, payfile_row *row, profile_role role, span *ret)
{
    const char *rule = NULL;
    *ret = (span){ "", 0 };
    int column = p->table.columns[role];
    if (column < 0 || cell_is_nothing(cell_text(&p->source, column)))
        return true;
    if (cell_code(&p->source, column, ret, &rule))
        return true;
    *ret = (span){ "", 0 };
    /* A bank's own number only helps; one that all the world knows must be whole. */
    if (rule == cell_code_missing || p->profile->has_own_numbers)
        return true;
    table_reject(p, row, column, rule);
    return false;
}

/* The last digits of an account's number; empty when they are not told. */
static span account_tail(span account)
{
    size_t from = account.size;
    while (from > 0 && account.at[from - 1] >= '0' && account.at[from - 1] <= '9' &&
           account.size - from < TAIL_DIGITS)
        from--;
    return account.size - from == TAIL_DIGITS ? span_slice(account, from, account.size)
                                              : (span){ "", 0 };
}

/* What tells rows apart whose number does not: with a balance, the balance; else a bank's own
 * number, which may stand in several rows; else all that is said. */
static bool number_make(
    payfile *p, payfile_row *row, const row_words *w, bool has_number, err *reterr)
{
    static const span none = SPAN("");
    const int64_t facts[] = { row->day.day, row->flow.fen,
        row->has_balance ? row->balance.fen : 0 };
    bool by_number = !row->has_balance && has_number;
    bool by_words = !row->has_balance && !has_number;
    const span pieces[] = { { (const char *)facts, sizeof facts }, row->currency, { "", 1 },
        by_number ? row->order_no : none, { "", 1 }, by_words ? w->payer : none, { "", 1 },
        by_words ? row->payer_account : none, { "", 1 }, by_words ? w->note : none };
    const row_facts facts_of = {
        .day = row->day, .pieces = pieces, .count = sizeof pieces / sizeof *pieces
    };
    row->scope = account_tail(row->account);
    return rows_seen_number(&p->table.seen, &p->source.scratch, &facts_of, &row->identity, reterr);
}

/* A refund is told by a number of its own, and names the payment that it gives back. */
static bool refund_key(payfile *p, payfile_row *row, const row_words *w, err *reterr)
{
    bool has_number = row->order_no.size > 0;
    row->is_made = !has_number;
    if (row->refund_no.size > 0 && has_number)
        return true;
    if (!number_make(p, row, w, has_number, reterr))
        return false;
    if (row->refund_no.size == 0)
        row->refund_no = row->identity;
    if (!has_number)
        row->order_no = row->identity;
    row->identity = row->scope = (span){ "", 0 };
    return true;
}

static bool row_key(payfile *p, payfile_row *row, const row_words *w, err *reterr)
{
    bool is_well = row_number(p, row, ROLE_NUMBER, &row->order_no) &&
                   row_number(p, row, ROLE_MERCHANT, &row->merchant_no) &&
                   row_number(p, row, ROLE_REFUND_NO, &row->refund_no);
    if (!is_well)
        return true;
    bool is_own = p->profile->has_own_numbers;
    /* A short number of a bank counts its rows; another bank's does, too. */
    if (is_own && row->order_no.size < NUMBER_LEAST)
        row->order_no = (span){ "", 0 };
    if (row->kind == PAYFILE_REFUND)
        return refund_key(p, row, w, reterr);
    row->refund_no = (span){ "", 0 };
    bool has_number = row->order_no.size > 0;
    row->is_made = !has_number;
    if (has_number && !is_own)
        return true;
    if (!number_make(p, row, w, has_number, reterr))
        return false;
    if (!has_number)
        row->order_no = row->identity;
    return true;
}

/* ---- one row -------------------------------------------------------------------------------- */

/* The remarks of a row: of one column as it stands, of several joined. */
static bool notes_join(payfile *p, span *ret, err *reterr)
{
    const table *t = &p->table;
    span one = { "", 0 };
    buffer b = { 0 };
    for (int i = 0; i < t->note_count; i++) {
        span s = cell_normal(&p->source, t->notes[i]);
        if (cell_is_nothing(s) || span_equal(s, one))
            continue;
        if (one.size == 0) {
            one = s;
            continue;
        }
        if (!b.home) {
            b = buffer_in(&p->source.scratch, 256);
            buffer_add(&b, one);
        }
        buffer_text(&b, " ");
        buffer_add(&b, s);
    }
    *ret = b.home ? buffer_span(&b) : one;
    return !b.home || buffer_check(&b, reterr);
}

static bool words_of(payfile *p, row_words *w, err *reterr)
{
    w->state = role_normal(p, ROLE_STATE);
    w->kind = role_normal(p, ROLE_KIND);
    w->payer = role_normal(p, ROLE_PAYER);
    return notes_join(p, &w->note, reterr);
}

static bool row_fee(payfile *p, payfile_row *row)
{
    int64_t mfen = 0;
    int column = p->table.columns[ROLE_FEE];
    if (column < 0 || cell_is_nothing(cell_text(&p->source, column)))
        return true;
    if (!cell_fee(&p->source, column, &mfen)) {
        table_reject(p, row, column, N_("The fee is not an amount"));
        return false;
    }
    mfen = mfen < 0 ? -mfen : mfen;
    row->fee_mfen = row->kind == PAYFILE_REFUND ? -mfen : mfen;
    return true;
}

static void row_balance(payfile *p, payfile_row *row)
{
    bool is_none = true;
    const char *rule = NULL;
    row->has_balance = p->table.columns[ROLE_BALANCE] >= 0 &&
                       role_money(p, ROLE_BALANCE, &is_none, &row->balance, &rule) && !is_none;
}

/* More cells than the header names are a comma in a remark; nothing may shift silently. */
static bool width_check(payfile *p, payfile_row *row)
{
    const sheet_row *from = &p->source.row;
    for (size_t i = (size_t)p->table.count; !p->source.book && i < from->count; i++) {
        if (cell_text(&p->source, (int)i).size > 0) {
            table_reject(p, row, (int)i, N_("The row has more columns than the header"));
            return false;
        }
    }
    return true;
}

static bool is_of_account(char c)
{
    return (c >= '0' && c <= '9') || c == '*';
}

/* Account and name in one cell: 6217000010000000001/王小明, 王小明 6217000010000000001. */
static void payer_part(row_words *w, payfile_row *row)
{
    span s = w->payer, account = { "", 0 };
    size_t at = 0, end = s.size;
    while (at < s.size && is_of_account(s.at[at]))
        at++;
    while (end > 0 && is_of_account(s.at[end - 1]))
        end--;
    if (at >= NUMBER_LEAST && at + 1 < s.size && s.at[at] == '/') {
        account = span_slice(s, 0, at);
        w->payer = span_trim(span_slice(s, at + 1, s.size));
    } else if (end > 0 && s.size - end >= NUMBER_LEAST) {
        account = span_slice(s, end, s.size);
        w->payer = span_trim(span_slice(s, 0, end));
        if (w->payer.size > 1 && strchr("/|-,", w->payer.at[w->payer.size - 1]))
            w->payer = span_trim(span_slice(w->payer, 0, w->payer.size - 1));
    }
    if (row->payer_account.size == 0)
        row->payer_account = account;
}

bool row_money(payfile *p, payfile_row *row, err *reterr)
{
    row_words w = { 0 };
    if (!width_check(p, row) || !row_when(p, row) || !row_currency(p, row))
        return true;
    way which = row_way(p, row);
    if (which == WAY_BROKEN || !row_currency_said(p, row))
        return true;
    row_balance(p, row);
    if (!words_of(p, &w, reterr))
        return false;
    row->payer_account = role_normal(p, ROLE_PAYER_ACCOUNT);
    payer_part(&w, row);
    row->payer_name = w.payer;
    row->note = w.note.size > 0 ? w.note : w.kind;
    row->account = role_normal(p, ROLE_ACCOUNT);
    if (row->account.size == 0)
        row->account = p->table.above.account;
    balance_add(&p->table.chain, row); /* also of a row that is rejected for what it means */
    if (!row_kind(p, row, which, &w))
        return true;
    bool has_key =
        row->kind != PAYFILE_IGNORED && (row->kind != PAYFILE_SETTLEMENT || row->settles.size > 0);
    return !row_fee(p, row) || !has_key || row_key(p, row, &w, reterr);
}
