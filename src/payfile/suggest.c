/* Proposing a profile for a table that no profile fits: each column by its name, where the words
 * of the house know it, else by the values of the first rows.  A person looks at it before it is
 * used.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { HEAD_MEMORY = 4 * 1024 * 1024, HEADER_LEAST = 3, VALUE_KEPT = 80 };

static const char by_name[] = N_("by its name");
static const char by_values[] = N_("by its values");

/* ---- by name -------------------------------------------------------------------------------- */

/* Roles in the order in which they take a column. */
static const profile_role order[] = { ROLE_BALANCE, ROLE_TIME, ROLE_IN, ROLE_OUT, ROLE_AMOUNT,
    ROLE_MARK, ROLE_CLOCK, ROLE_CURRENCY, ROLE_PAYER, ROLE_PAYER_ACCOUNT, ROLE_NUMBER, ROLE_KIND,
    ROLE_NOTE, ROLE_ACCOUNT, ROLE_STATE, ROLE_FEE, ROLE_MERCHANT, ROLE_SERIAL };

static bool words_know(payfile_profiles house, profile_role role, span name)
{
    for (size_t i = 0; i < house.count; i++) {
        const profile_words *words = &house.list[i]->names[role];
        for (size_t w = 0; w < words->count; w++) {
            if (span_equal(words->words[w], name))
                return true;
        }
    }
    return false;
}

/* Pieces of names, for what is in no list. */
static const struct {
    const char *piece;
    profile_role role;
} pieces[] = { { "余额", ROLE_BALANCE }, { "对方户名", ROLE_PAYER },
    { "对方账", ROLE_PAYER_ACCOUNT }, { "对方卡", ROLE_PAYER_ACCOUNT }, { "对方", ROLE_PAYER },
    { "收入", ROLE_IN }, { "贷方", ROLE_IN }, { "存入", ROLE_IN }, { "支出", ROLE_OUT },
    { "借方", ROLE_OUT }, { "支取", ROLE_OUT }, { "借贷", ROLE_MARK }, { "收支", ROLE_MARK },
    { "币种", ROLE_CURRENCY }, { "流水", ROLE_NUMBER }, { "日期", ROLE_TIME }, { "日", ROLE_TIME },
    { "时间", ROLE_TIME }, { "金额", ROLE_AMOUNT }, { "发生额", ROLE_AMOUNT },
    { "附言", ROLE_NOTE }, { "备注", ROLE_NOTE }, { "用途", ROLE_NOTE }, { "摘要", ROLE_KIND },
    { "姓名", ROLE_PAYER }, { "户名", ROLE_PAYER }, { "捐", ROLE_PAYER }, { "date", ROLE_TIME },
    { "Date", ROLE_TIME }, { "amount", ROLE_AMOUNT }, { "Amount", ROLE_AMOUNT },
    { "alance", ROLE_BALANCE }, { "redit", ROLE_IN }, { "ebit", ROLE_OUT }, { "arty", ROLE_PAYER },
    { "ayer", ROLE_PAYER }, { "emark", ROLE_NOTE }, { "escription", ROLE_NOTE } };

static bool is_free(const suggestion *s, profile_role role)
{
    for (size_t i = 0; i < s->column_count; i++) {
        if (s->columns[i].is_taken && s->columns[i].role == role && role != ROLE_NOTE)
            return false;
    }
    return true;
}

static void column_take(suggest_column *c, profile_role role, const char *because)
{
    c->is_taken = true;
    c->role = role;
    c->because = because;
}

static void names_take(suggestion *s, payfile_profiles house)
{
    for (size_t o = 0; o < sizeof order / sizeof *order; o++) {
        for (size_t i = 0; i < s->column_count; i++) {
            suggest_column *c = &s->columns[i];
            if (!c->is_taken && is_free(s, order[o]) && words_know(house, order[o], c->plain))
                column_take(c, order[o], by_name);
        }
    }
    for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
        for (size_t i = 0; i < s->column_count; i++) {
            suggest_column *c = &s->columns[i];
            if (!c->is_taken && is_free(s, pieces[p].role) && c->name.size > 0 &&
                span_search(c->plain, span_of(pieces[p].piece)) < c->plain.size)
                column_take(c, pieces[p].role, by_name);
        }
    }
}

/* ---- by values ------------------------------------------------------------------------------ */

/* How many of a column's values are days, amounts, marks. */
typedef struct value_tally {
    size_t filled, days, amounts, marks;
} value_tally;

static bool is_amount(arena *a, span s)
{
    money amount;
    const char *rule = NULL;
    return (span_find(s, '.') < s.size || span_find(s, ',') < s.size) &&
           money_of(a, s, 0, NULL, &amount, &rule);
}

static bool is_mark(span s)
{
    static const char *const marks[] = { "借", "贷", "收", "付", "支", "收入", "支出", "D", "C",
        "DR", "CR", "Dr", "Cr", "转入", "转出", NULL };
    for (const char *const *mark = marks; *mark; mark++) {
        if (span_is(s, *mark))
            return true;
    }
    return false;
}

static value_tally values_tally(arena *a, const suggestion *s, const suggest_column *c)
{
    value_tally t = { 0 };
    const period year = { .first = { 20200101 }, .last = { 20201231 }, .is_year_only = true };
    for (size_t i = 0; i < s->row_count; i++) {
        date day;
        int32_t second;
        span value = name_normal(a, c->values[i]);
        t.filled += value.size > 0;
        bool is_open = when_is_unordered(value);
        t.days += value.size > 0 && (is_open || when_read(value, &year, &day, &second));
        t.amounts += is_amount(a, value);
        t.marks += is_mark(value);
    }
    return t;
}

static void values_take(arena *a, suggestion *s)
{
    for (size_t i = 0; i < s->column_count; i++) {
        suggest_column *c = &s->columns[i];
        value_tally t = values_tally(a, s, c);
        profile_role role = t.filled == 0           ? ROLE_COUNT
                            : t.days == t.filled    ? ROLE_TIME
                            : t.marks == t.filled   ? ROLE_MARK
                            : t.amounts == t.filled ? ROLE_AMOUNT
                                                    : ROLE_COUNT;
        if (!c->is_taken && role != ROLE_COUNT && is_free(s, role) &&
            (role != ROLE_AMOUNT || is_free(s, ROLE_IN)))
            column_take(c, role, by_values);
    }
}

/* ---- the profile ---------------------------------------------------------------------------- */

static bool word_put(arena *home, profile_words *list, span word, err *reterr)
{
    span *more = ARENA_NEW(home, span, list->count + 1);
    if (!more)
        return err_set(reterr, ERR_MEMORY, N_("no room for a profile"));
    if (list->count > 0)
        memcpy(more, list->words, list->count * sizeof *more);
    more[list->count] = word;
    *list = (profile_words){ list->count + 1, more };
    return true;
}

/* Can its days be read either way? */
static bool has_open_days(arena *home, const suggestion *s, const suggest_column *c)
{
    bool is_open = false, is_told = false;
    size_t mark = home->used;
    for (size_t i = 0; i < s->row_count; i++) {
        span value = name_normal(home, c->values[i]);
        is_open |= when_is_unordered(value);
        is_told |= when_order(value) != ORDER_UNKNOWN;
    }
    arena_reset(home, mark);
    return is_open && !is_told;
}

static const char *lacking(const payfile_profile *p)
{
    if (p->names[ROLE_TIME].count == 0)
        return N_("No column is the day of the payment");
    if (p->names[ROLE_IN].count == 0 && p->names[ROLE_AMOUNT].count == 0)
        return N_("No column is the amount that came in");
    return NULL;
}

/* The profile of the columns as they are taken now: marks and rules are those of banks. */
static bool profile_of(arena *home, suggestion *s, err *reterr)
{
    payfile_profile *p = s->profile;
    for (int role = 0; role < ROLE_COUNT; role++)
        p->names[role] = (profile_words){ 0 };
    s->asks_order = false;
    for (size_t i = 0; i < s->column_count; i++) {
        const suggest_column *c = &s->columns[i];
        if (c->is_taken && c->role == ROLE_TIME)
            s->asks_order = has_open_days(home, s, c);
        if (c->is_taken && c->plain.size > 0 &&
            !word_put(home, &p->names[c->role], c->plain, reterr))
            return false;
    }
    s->lacks = lacking(p);
    return true;
}

static bool profile_begin(arena *home, payfile_profiles house, suggestion *s, err *reterr)
{
    s->profile = ARENA_NEW(home, payfile_profile, 1);
    if (!s->profile)
        return err_set(reterr, ERR_MEMORY, N_("no room for a profile"));
    for (size_t i = 0; i < house.count; i++) {
        if (span_is(house.list[i]->code, "bank"))
            *s->profile = *house.list[i];
    }
    s->profile->code = (span)SPAN("my-bank");
    s->profile->name_zh = (span)SPAN("我的银行");
    s->profile->name_en = (span)SPAN("My bank");
    s->profile->needs_one = 0;
    return true;
}

/* ---- the table ------------------------------------------------------------------------------ */

/* The row of the head that looks most like a header: many cells, all of them texts. */
static int header_find(arena *a, const head *h, payfile_profiles house)
{
    int best = -1;
    size_t most = 0;
    for (size_t i = 0; i < h->count; i++) {
        size_t points = 0;
        size_t filled = 0;
        for (size_t k = 0; k < h->rows[i].count; k++) {
            span name = h->rows[i].names[k];
            bool is_value = name.size > 0 && name.at[0] >= '0' && name.at[0] <= '9';
            filled += name.size > 0;
            points += name.size > 0 && !is_value && !is_amount(a, name);
            for (int role = 0; role < ROLE_COUNT; role++)
                points += name.size > 0 && words_know(house, (profile_role)role, name) ? 2 : 0;
        }
        if (filled >= HEADER_LEAST && points > most) {
            most = points;
            best = (int)i;
        }
    }
    return best;
}

static bool columns_copy(arena *home, const head_row *header, suggestion *ret)
{
    ret->header = header->number;
    for (size_t i = 0; i < header->count && i < SUGGEST_COLUMNS_MAX; i++) {
        ret->columns[i].name = arena_copy(home, header->said[i]);
        ret->columns[i].plain = arena_copy(home, header->names[i]);
        if (!ret->columns[i].name.at || !ret->columns[i].plain.at)
            return false;
        ret->column_count = i + 1;
    }
    return true;
}

/* Values of the rows below the header. */
static bool values_copy(arena *home, source *from, suggestion *ret, err *reterr)
{
    bool more = true;
    while (more && ret->row_count < SUGGEST_SAMPLE_ROWS) {
        if (!source_next(from, &more, reterr))
            return ret->row_count > 0;
        if (!more || from->row.number <= ret->header || row_is_blank(&from->row))
            continue;
        for (size_t i = 0; i < ret->column_count; i++) {
            span *into = &ret->columns[i].values[ret->row_count];
            *into = arena_copy(home, span_head(cell_normal(from, (int)i), VALUE_KEPT));
            if (!into->at)
                return err_set(reterr, ERR_MEMORY, N_("no room for a profile"));
        }
        ret->row_count++;
    }
    return true;
}

/* Puts a source before its first row again. */
static bool source_again(source *from, span bytes, err *reterr)
{
    if (from->book)
        return sheet_book_choose(from->book, 0, reterr);
    sheet_csv_init(&from->csv, bytes, from->csv.separator);
    return true;
}

static bool table_look(arena *home, source *from, span bytes, suggestion *ret, err *reterr)
{
    ARENA work = { 0 };
    payfile_profiles house = { 0 };
    if (!arena_open(&work, HEAD_MEMORY + PROFILE_HOUSE_SIZE))
        return err_set(reterr, ERR_MEMORY, N_("no room for a profile"));
    head *h = ARENA_NEW(&work, head, 1);
    if (!profile_house(home, &house, reterr) || !head_read(from, &work, h, reterr))
        return false;
    int header = header_find(&work, h, house);
    if (header < 0) {
        (void)err_set(reterr, ERR_INPUT, N_("No row of the file looks like a header"));
        return err_hint(reterr, N_("Put a row with the names of the columns above the data"));
    }
    if (!columns_copy(home, &h->rows[header], ret))
        return err_set(reterr, ERR_MEMORY, N_("no room for a profile"));
    if (!source_again(from, bytes, reterr) || !values_copy(home, from, ret, reterr))
        return false;
    names_take(ret, house);
    values_take(&work, ret);
    return profile_begin(home, house, ret, reterr) && profile_of(home, ret, reterr);
}

bool profile_suggest(arena *home, span bytes, suggestion *ret, err *reterr)
{
    assert(home && ret);
    *ret = (suggestion){ 0 };
    source *from = ARENA_NEW(home, source, 1);
    if (!from)
        return err_set(reterr, ERR_MEMORY, N_("no room for a profile"));
    if (!bytes_check(bytes, reterr) || !source_open(from, bytes, reterr))
        return false;
    bool is_good = table_look(home, from, bytes, ret, reterr);
    source_close(from);
    return is_good;
}

bool suggestion_set(arena *home, suggestion *s, size_t column, profile_role role, err *reterr)
{
    assert(home && s && s->profile && column < s->column_count && role <= ROLE_COUNT);
    suggest_column *c = &s->columns[column];
    for (size_t i = 0; i < s->column_count; i++) {
        if (s->columns[i].is_taken && s->columns[i].role == role && role != ROLE_NOTE)
            s->columns[i].is_taken = false;
    }
    c->is_taken = role != ROLE_COUNT;
    c->role = role;
    c->because = NULL;
    return profile_of(home, s, reterr);
}
