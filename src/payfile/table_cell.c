/* What a cell of a profiled table says: texts, amounts, and which way the money of a row went.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/table_in.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { WAN_DECIMALS = 6 };

/* ---- cells ---------------------------------------------------------------------------------- */

static bool is_word_for_nothing(span s)
{
    static const span words[] = { SPAN("—"), SPAN("——"), SPAN("－"), SPAN("无"), SPAN("null"),
        SPAN("NULL") };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (s.size == words[i].size && memcmp(s.at, words[i].at, s.size) == 0)
            return true;
    }
    return false;
}

bool cell_says_nothing(span s)
{
    for (size_t i = 0; i < s.size; i++) {
        if (s.at[i] != '-' && s.at[i] != '/' && s.at[i] != ' ')
            return is_word_for_nothing(s);
    }
    return true;
}

/* A text cell in normal form; empty when it holds a dash or the like. */
span role_normal(payfile *p, profile_role role)
{
    int column = p->table.columns[role];
    span s = column < 0 ? (span){ "", 0 } : cell_normal(&p->source, column);
    return cell_is_nothing(s) ? (span){ "", 0 } : s;
}

static const char hint_correct[] =
    N_("Correct the cell in the file, or ask who made it; if all rows are so, correct the profile");

void table_reject(payfile *p, payfile_row *row, int column, const char *rule)
{
    row_reject(row, (payfile_fault){ .column = name_of(p, column),
                        .value = cell_text(&p->source, column),
                        .rule = rule,
                        .hint = hint_correct });
}

static bool is_plain(span s)
{
    return s.size > 0 && (unsigned char)s.at[0] < 0x80 && (unsigned char)s.at[s.size - 1] < 0x80 &&
           strchr("+-.0123456789", s.at[0]) != NULL && s.at[s.size - 1] >= '0' &&
           s.at[s.size - 1] <= '9';
}

/* An amount in the unit of the table; *ret_none when the cell says that there is none. */
bool role_money(payfile *p, profile_role role, bool *ret_none, money *ret, const char **rule)
{
    int column = p->table.columns[role];
    source *from = &p->source;
    span s = cell_text(from, column);
    *ret = (money){ 0 };
    *rule = NULL;
    *ret_none = cell_is_nothing(s);
    if (*ret_none)
        return true;
    const currency *of = p->table.fine;
    if (!of && !p->table.is_in_wan && cell_marks(from, column) == 0 && digits_grouped(s, ret) &&
        ret->fen <= MONEY_MAX_FEN && ret->fen >= -MONEY_MAX_FEN)
        return true;
    if (!is_plain(s)) {
        span said = { "", 0 };
        s = amount_undress(&from->scratch, s, &said);
        if (role != ROLE_BALANCE && said.size > 0)
            p->table.said = said;
    }
    *ret_none = cell_is_nothing(s);
    if (*ret_none)
        return true;
    if (!p->table.is_in_wan || role == ROLE_BALANCE)
        return money_of(&from->scratch, s, cell_marks(from, column), of, ret, rule);
    bool is_exact = false;
    if (sheet_number(s, WAN_DECIMALS + (of ? of->scale - 2 : 0), &ret->fen, &is_exact) && is_exact)
        return true;
    *rule = N_("This is not an amount that can be booked");
    return false;
}

/* ---- which way ------------------------------------------------------------------------------ */

static bool word_fits(span word, span cell)
{
    if (word.size > 1 && word.at[0] == '=')
        return span_equal(span_slice(word, 1, word.size), cell);
    return cell.size >= word.size && span_search(cell, word) < cell.size;
}

bool words_fit(const profile_words *list, span cell)
{
    for (size_t i = 0; cell.size > 0 && i < list->count; i++) {
        if (word_fits(list->words[i], cell))
            return true;
    }
    return false;
}

static bool words_are(const profile_words *list, span cell)
{
    for (size_t i = 0; i < list->count; i++) {
        if (span_equal(list->words[i], cell))
            return true;
    }
    return false;
}

/* The amount of two columns: one of them holds it. */
static way way_of_columns(payfile *p, payfile_row *row)
{
    money in, out;
    bool no_in = true, no_out = true;
    const char *rule = NULL;
    const int *columns = p->table.columns;
    if (columns[ROLE_IN] >= 0 && !role_money(p, ROLE_IN, &no_in, &in, &rule)) {
        table_reject(p, row, columns[ROLE_IN], rule);
        return WAY_BROKEN;
    }
    if (columns[ROLE_OUT] >= 0 && !role_money(p, ROLE_OUT, &no_out, &out, &rule)) {
        table_reject(p, row, columns[ROLE_OUT], rule);
        return WAY_BROKEN;
    }
    int64_t in_fen = no_in ? 0 : in.fen;
    /* Some write what went out with its sign. */
    int64_t out_fen = no_out ? 0 : out.fen;
    if (in_fen != 0 && out_fen != 0) {
        table_reject(p, row, columns[ROLE_OUT], N_("Money in and money out stand in one row"));
        return WAY_BROKEN;
    }
    if (in_fen < 0 || (out_fen < 0 && p->table.has_positive_out)) {
        row->flow.fen = in_fen < 0 ? in_fen : -out_fen;
    } else {
        row->flow.fen = in_fen > 0 ? in_fen : out_fen > 0 ? -out_fen : out_fen;
    }
    p->table.has_positive_out |= out_fen > 0;
    p->table.is_turned = in_fen < 0;
    return row->flow.fen > 0 ? WAY_IN : row->flow.fen < 0 ? WAY_OUT : WAY_NONE;
}

static way way_of_mark(payfile *p, payfile_row *row)
{
    const payfile_profile *profile = p->profile;
    span mark = role_normal(p, ROLE_MARK);
    bool is_in = words_are(&profile->marks_in, mark);
    bool is_out = words_are(&profile->marks_out, mark);
    bool is_missing = mark.size == 0 && profile->marks_none.count == 0 && row->flow.fen != 0;
    if (!is_missing && (mark.size == 0 || words_are(&profile->marks_none, mark))) {
        row->has_flow = false;
        return WAY_NONE;
    }
    if (!is_in && !is_out) {
        table_reject(p, row, p->table.columns[ROLE_MARK],
            N_("It is not known whether this is money in or money out"));
        return WAY_BROKEN;
    }
    /* The sign may say it a second time; against the mark it is a correction. */
    if (is_out && row->flow.fen > 0)
        row->flow.fen = -row->flow.fen;
    p->table.is_turned = is_in && row->flow.fen < 0;
    return row->flow.fen > 0 ? WAY_IN : row->flow.fen < 0 ? WAY_OUT : WAY_NONE;
}

/* Which way the money of the row went and how much; row->flow is signed. */
way row_way(payfile *p, payfile_row *row)
{
    const int *columns = p->table.columns;
    row->has_flow = true;
    p->table.said = (span){ "", 0 };
    p->table.is_turned = false;
    if (columns[ROLE_AMOUNT] < 0 || columns[ROLE_OUT] >= 0)
        return way_of_columns(p, row);
    bool is_none = false;
    const char *rule = NULL;
    if (!role_money(p, ROLE_AMOUNT, &is_none, &row->flow, &rule)) {
        table_reject(p, row, columns[ROLE_AMOUNT], rule);
        return WAY_BROKEN;
    }
    p->table.has_sign |= row->flow.fen < 0;
    if (columns[ROLE_MARK] >= 0)
        return way_of_mark(p, row);
    return row->flow.fen > 0 ? WAY_IN : row->flow.fen < 0 ? WAY_OUT : WAY_NONE;
}
