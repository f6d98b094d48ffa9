/* What a row of a profiled table is: the first rule that fits its words, and what no rule need say.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/table_in.h"

#include <string.h>

enum { WORD_START = 3, WORD_START_MAX = 9 };

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

bool row_kind(payfile *p, payfile_row *row, way which, const row_words *w)
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
