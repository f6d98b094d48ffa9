/* Which profile a table fits, and where its columns stand.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/table_in.h"

#include "text/currency.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { HEADINGS_LEAST = 2 };

/* ---- which profile -------------------------------------------------------------------------- */

static int find_words(const head_row *row, const profile_words *names, int not_this)
{
    for (size_t w = 0; w < names->count; w++) {
        for (size_t i = 0; i < row->count; i++) {
            if ((int)i != not_this && span_equal(row->names[i], names->words[w]))
                return (int)i;
        }
    }
    for (size_t w = 0; w < names->count; w++) {
        for (size_t i = 0; i < row->count; i++) {
            if ((int)i != not_this && span_equal(row->bare[i], names->words[w]))
                return (int)i;
        }
    }
    return -1;
}

static bool head_has_sign(const head *h, span sign)
{
    for (size_t i = 0; i < h->count; i++) {
        for (size_t k = 0; k < h->rows[i].count; k++) {
            span name = h->rows[i].names[k];
            if (name.size >= sign.size && span_search(name, sign) < name.size)
                return true;
        }
    }
    return false;
}

/* How many columns of the profile the row names; 0 when a needed one is missing. */
static int row_score(const payfile_profile *p, const head_row *row)
{
    int score = 0;
    bool has[ROLE_COUNT] = { false };
    for (int role = 0; role < ROLE_COUNT; role++) {
        has[role] = p->names[role].count > 0 && find_words(row, &p->names[role], -1) >= 0;
        score += has[role];
    }
    bool has_day = has[ROLE_TIME] || p->has_day_above;
    bool has_in = has[ROLE_IN] || has[ROLE_AMOUNT];
    bool has_need = p->needs_one == 0;
    for (int role = 0; role < ROLE_COUNT; role++)
        has_need |= has[role] && (p->needs_one & UINT32_C(1) << role) != 0;
    bool is_barred = p->without.count > 0 && find_words(row, &p->without, -1) >= 0;
    return !is_barred && has_day && has_in && has_need && score >= HEADINGS_LEAST ? score : 0;
}

/* A list of what was spent has names and amounts like one of gifts; its title says what it is. */
static bool is_of_spending(const payfile_profile *p, const head *h, int row)
{
    static const char *const givers[] = { "捐", "善", "赠", "支持", "爱心", "付款", "汇款", "Donor",
        NULL };
    int column = find_words(&h->rows[row], &p->names[ROLE_PAYER], -1);
    if (!p->has_day_above || column < 0)
        return false;
    for (const char *const *word = givers; *word; word++) {
        if (text_has(h->rows[row].names[column], *word))
            return false;
    }
    for (int i = 0; i < row; i++) {
        if (title_tells_of_spending(&h->rows[i]))
            return true;
    }
    return false;
}

int profile_claims(const payfile_profile *p, const head *h, int *ret_score)
{
    int best = -1;
    *ret_score = 0;
    for (size_t i = 0; i < p->signs.count; i++) {
        if (!head_has_sign(h, p->signs.words[i]))
            return -1;
    }
    for (size_t i = 0; i < h->count; i++) {
        int score = row_score(p, &h->rows[i]);
        if (score > *ret_score && !is_of_spending(p, h, (int)i)) {
            *ret_score = score;
            best = (int)i;
        }
    }
    *ret_score = best < 0 ? 0 : *ret_score * 2 + (int)p->signs.count * 3;
    return best;
}

/* ---- opening -------------------------------------------------------------------------------- */

static void columns_find(table *t, const head_row *names)
{
    const payfile_profile *p = t->profile;
    for (int role = 0; role < ROLE_COUNT; role++)
        t->columns[role] = p->names[role].count
                               ? find_words(names, &p->names[role],
                                     role == ROLE_CLOCK ? t->columns[ROLE_TIME] : -1)
                               : -1;
    const profile_words *notes = &p->names[ROLE_NOTE];
    for (size_t w = 0; w < notes->count && t->note_count < TABLE_NOTES_MAX; w++) {
        const profile_words one = { 1, &notes->words[w] };
        int column = find_words(names, &one, -1);
        if (column >= 0 && column != t->columns[ROLE_KIND])
            t->notes[t->note_count++] = column;
    }
    for (size_t i = 0; i < names->count; i++)
        t->count = names->names[i].size > 0 ? (int)i + 1 : t->count;
}

/* ---- columns that are known by what stands in them ------------------------------------------- */

/* Kind and remark may be of that kind all the same. */
static bool is_used(const table *t, int column)
{
    bool is = false;
    for (int role = 0; role < ROLE_COUNT; role++)
        is |= t->columns[role] == column && role != ROLE_KIND && role != ROLE_NOTE;
    return is;
}

static bool is_mark(const payfile_profile *p, span cell)
{
    for (size_t i = 0; i < p->marks_in.count; i++) {
        if (span_equal(p->marks_in.words[i], cell))
            return true;
    }
    for (size_t i = 0; i < p->marks_out.count; i++) {
        if (span_equal(p->marks_out.words[i], cell))
            return true;
    }
    return false;
}

static bool is_currency(const payfile_profile *p, span cell)
{
    (void)p;
    return currency_code(&cell) && currency_find(cell) != NULL;
}

/* The only column without a role whose cells are all of a kind in the first rows; -1 when there is
 * none, or two. */
static int column_of_values(
    const table *t, const head *h, int row, bool (*is)(const payfile_profile *p, span cell))
{
    int found = -1;
    for (int column = 0; column < t->count; column++) {
        size_t filled = 0, fitting = 0;
        for (size_t i = (size_t)row + 1; i < h->count; i++) {
            const head_row *at = &h->rows[i];
            span cell = (size_t)column < at->count ? at->names[column] : (span){ "", 0 };
            bool is_row = at->count * 2 > (size_t)t->count; /* a note below is none */
            filled += is_row && cell.size > 0;
            fitting += is_row && cell.size > 0 && is(t->profile, cell);
        }
        if (fitting == 0 || fitting != filled || is_used(t, column))
            continue;
        if (found >= 0)
            return -1;
        found = column;
    }
    return found;
}

/* A mark of direction or a currency under a name that no profile knows would be missed silently:
 * money would go the wrong way, or be of the wrong kind. */
static void columns_guess(table *t, const head *h, int row)
{
    int *columns = t->columns;
    if (columns[ROLE_AMOUNT] >= 0 && columns[ROLE_OUT] < 0 && columns[ROLE_MARK] < 0)
        columns[ROLE_MARK] = column_of_values(t, h, row, is_mark);
    if (columns[ROLE_CURRENCY] < 0)
        columns[ROLE_CURRENCY] = column_of_values(t, h, row, is_currency);
}

/* What some days say of the order of theirs. */
typedef struct orders {
    bool has[ORDER_MONTH_FIRST + 1];
    bool is_open; /* a day that may be read either way */
} orders;

static void orders_add(orders *o, span cell)
{
    o->has[when_order(cell)] = true;
    o->is_open |= when_is_unordered(cell);
}

static bool orders_tell(const orders *o)
{
    return o->has[ORDER_DAY_FIRST] || o->has[ORDER_MONTH_FIRST];
}

/* Of all rows of a CSV file, up to the first that tells it. */
static void orders_of_rows(const source *from, int64_t header, size_t column, orders *o)
{
    arena scratch = { 0 };
    err ignored = { 0 };
    sheet_csv csv;
    bool more = arena_open(&scratch, SCRATCH_SIZE);
    sheet_row *row = more ? ARENA_NEW(&scratch, sheet_row, 1) : NULL;
    size_t mark = scratch.used;
    sheet_csv_init(&csv, from->bytes, from->csv.separator);
    while (row && more && !orders_tell(o)) {
        arena_reset(&scratch, mark);
        if (!sheet_csv_next(&csv, &scratch, row, &more, &ignored))
            break; /* told when it is read */
        if (more && row->number > header && column < row->count)
            orders_add(o, name_normal(&scratch, row->fields[column]));
    }
    arena_close(&scratch);
}

/* Whether the day or the month stands first, where the year stands last: the profile says it, or
 * the days themselves do, unless they contradict each other. */
static day_order order_of_days(const payfile *p, const head *h, int row)
{
    orders o = { 0 };
    size_t column = (size_t)p->table.columns[ROLE_TIME];
    if (p->profile->order != ORDER_UNKNOWN || p->table.columns[ROLE_TIME] < 0)
        return p->profile->order;
    for (size_t i = (size_t)row + 1; i < h->count; i++) {
        if (column < h->rows[i].count)
            orders_add(&o, h->rows[i].names[column]);
    }
    if (!orders_tell(&o) && o.is_open && !p->source.book)
        orders_of_rows(&p->source, h->rows[row].number, column, &o);
    return o.has[ORDER_DAY_FIRST] == o.has[ORDER_MONTH_FIRST] ? ORDER_UNKNOWN
           : o.has[ORDER_DAY_FIRST]                           ? ORDER_DAY_FIRST
                                                              : ORDER_MONTH_FIRST;
}

/* Amount (HKD), 金额(美元): the currency in the name of an amount; else in that of the balance. */
static void currency_of_names(payfile *p)
{
    static const profile_role roles[] = { ROLE_AMOUNT, ROLE_IN, ROLE_OUT, ROLE_BALANCE };
    table *t = &p->table;
    bool is_named = false;
    for (size_t i = 0; !is_named && i < sizeof roles / sizeof *roles; i++) {
        span name = t->columns[roles[i]] < 0
                        ? (span){ "", 0 }
                        : name_normal(&p->source.scratch, name_of(p, t->columns[roles[i]]));
        size_t at = span_find(name, '(');
        span code = span_slice(name, at + 1, name.size);
        code = span_slice(code, 0, span_find(code, ')'));
        if (span_starts(code, (span)SPAN("单位:")))
            code = span_slice(code, sizeof "单位:" - 1, code.size);
        is_named = code.size > 0 && currency_code(&code) && currency_find(code);
        if (is_named && !span_is(code, "CNY"))
            t->above.currency = arena_copy(p->home, code);
    }
}

/* 人民币, 美元 as columns of their own: nothing of them may be lost silently. */
static bool currencies_are_rows(const table *t, const head_row *names, err *reterr)
{
    for (size_t i = 0; i < names->count; i++) {
        span code = names->names[i];
        if (code.size > 0 && !is_used(t, (int)i) && currency_code(&code) && currency_find(code)) {
            (void)err_set(reterr, ERR_INPUT, N_("The column %.*s holds money of a currency"),
                SPAN_PRINT(names->said[i]));
            return err_hint(reterr, N_("Put all money into one column, and its currency beside it "
                                       "in a column of that name"));
        }
    }
    return true;
}

/* Money of a currency that nobody knows is not booked as yuan. */
static bool currency_is_known(const table *t, err *reterr)
{
    if (t->above.currency.size > 0 || t->columns[ROLE_CURRENCY] >= 0 ||
        t->above.unknown_currency.size == 0)
        return true;
    (void)err_set(reterr, ERR_INPUT, N_("The currency %.*s above the table is not known"),
        SPAN_PRINT(t->above.unknown_currency));
    return err_hint(reterr, N_("Write its three letters there: CNY, HKD, USD"));
}

/* A column that is used and stands twice would be read from the wrong place. */
static bool columns_are_single(const table *t, const head_row *names, err *reterr)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        int column = t->columns[role];
        for (size_t i = 0; column >= 0 && i < names->count; i++) {
            if ((int)i != column && span_equal(names->names[i], names->names[column])) {
                (void)err_set(reterr, ERR_INPUT, N_("The column %.*s stands twice in the header"),
                    SPAN_PRINT(names->said[i]));
                return err_hint(reterr,
                    N_("Put the rows of the second half below those of the first, or name the "
                       "columns differently"));
            }
        }
    }
    return true;
}

/* Amounts in ten thousands, said by the column's own name. */
static bool is_in_wan(const payfile *p, const table *t)
{
    int column = t->columns[ROLE_AMOUNT] >= 0 ? t->columns[ROLE_AMOUNT] : t->columns[ROLE_IN];
    return column >= 0 && text_has(name_of(p, column), "万元");
}

/* Its own name counts more than what stands above. */
static bool is_in_yuan(const payfile *p, const table *t)
{
    int column = t->columns[ROLE_AMOUNT] >= 0 ? t->columns[ROLE_AMOUNT] : t->columns[ROLE_IN];
    return column >= 0 && text_has(name_of(p, column), "元") && !is_in_wan(p, t);
}

bool table_open(payfile *p, const head *h, int row, err *reterr)
{
    table *t = &p->table;
    *t = (table){ .profile = p->profile };
    columns_find(t, &h->rows[row]);
    if (!columns_are_single(t, &h->rows[row], reterr))
        return false;
    columns_guess(t, h, row);
    if (!currencies_are_rows(t, &h->rows[row], reterr))
        return false;
    rules_note(t);
    preface_read(h, (size_t)row, &t->above);
    /* Who made a profile for a table of her own has seen what money it is. */
    t->is_foreign = span_is(t->profile->code, "bank");
    for (size_t i = 0; i < h->rows[row].count; i++)
        t->is_foreign &= span_is_ascii(h->rows[row].names[i]);
    t->above.covers.order = order_of_days(p, h, row);
    currency_of_names(p);
    if (!currency_is_known(t, reterr))
        return false;
    p->stated = t->above.said;
    p->stated.is_of_flows = true;
    p->stated.first_day = t->above.covers.is_year_only ? (date){ 0 } : t->above.covers.first;
    p->stated.last_day = t->above.covers.is_year_only ? (date){ 0 } : t->above.covers.last;
    t->currency = t->above.currency.size > 0 ? t->above.currency : (span)SPAN("CNY");
    table_currency(t, t->currency);
    t->is_in_wan = (t->above.is_in_wan && !is_in_yuan(p, t)) || is_in_wan(p, t);
    if (t->above.account.size > 0) {
        t->above.account = arena_copy(p->home, t->above.account);
        p->stated.account = t->above.account;
    }
    if (t->above.owner.size > 0)
        t->above.owner = arena_copy(p->home, t->above.owner);
    return rows_seen_open(&t->seen, reterr);
}
