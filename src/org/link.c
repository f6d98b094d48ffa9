/* How the rows of an import hang together: doubles, parents, cycles, levels, legal entities.
 * A row whose parent is broken is not judged for that: one mistake is told once.
 * SPDX-License-Identifier: Apache-2.0 */
#include "org/org_in.h"
#include "text/text.h"

#include <assert.h>
#include <stdlib.h>

static int compare_rows(const void *a, const void *b, void *rows)
{
    const check_row *all = rows;
    const check_row *x = &all[*(const int32_t *)a], *y = &all[*(const int32_t *)b];
    int order = span_compare(x->draft.code, y->draft.code);
    return order != 0 ? order : (x->draft.row > y->draft.row) - (x->draft.row < y->draft.row);
}

/* The first row with this code, or -1. */
static int32_t row_find(const check *k, span code)
{
    int32_t low = 0, high = k->count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (span_compare(k->rows[k->by_code[middle]].draft.code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == k->count || !span_equal(k->rows[k->by_code[low]].draft.code, code))
        return -1;
    return k->by_code[low];
}

static void find_doubles(check *k)
{
    for (int32_t i = 1; i < k->count; i++) {
        check_row *row = &k->rows[k->by_code[i]];
        const check_row *before = &k->rows[k->by_code[i - 1]];
        if (row->draft.code.size == 0 || !span_equal(row->draft.code, before->draft.code))
            continue;
        err e = { 0 };
        err_field(
            &e, "code", N_("The code stands in row %lld already"), (long long)before->draft.row);
        err_hint(&e, N_("Give one of the two units another code, or take one row out."));
        check_fault(k, row, COLUMN_CODE, &e);
    }
}

/* ---- rows that are units already ------------------------------------------------------------ */

/* The first of the columns about the unit's place in which a row differs; COLUMN_COUNT: none. */
static check_column place_difference(const check *k, const check_row *row, const org *o)
{
    const org_draft *d = &row->draft;
    const org *up = org_up(k->tree, o);
    const org *legal = org_find(k->tree, o->legal);
    span up_code = up ? up->code : (span){ "", 0 };
    span legal_code = legal ? legal->code : o->code;
    if (!span_equal(d->parent, up_code))
        return COLUMN_PARENT;
    if (d->kind != o->kind)
        return COLUMN_KIND;
    span said = span_is(d->legal, "self") ? d->code : d->legal;
    return said.size > 0 && !span_equal(said, legal_code) ? COLUMN_LEGAL : COLUMN_COUNT;
}

/* The first column in which a row differs from the unit in the tree; COLUMN_COUNT when none does.
 * What the file leaves empty does not differ. */
static check_column difference(const check *k, const check_row *row, const org *o)
{
    const org_draft *d = &row->draft;
    const struct {
        check_column column;
        bool differs;
    } columns[] = {
        { COLUMN_NAME_ZH, !span_equal(d->name_zh, o->name_zh) },
        { COLUMN_NAME_EN, !span_equal(d->name_en, o->name_en) },
        { COLUMN_REGION, !span_equal(d->region_code, o->region_code) },
        { COLUMN_USCC, !span_equal(d->uscc, o->uscc) },
        { COLUMN_OPENED, d->opened.day != o->opened.day },
        { COLUMN_CLOSED, d->closed.day != o->closed.day },
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (columns[i].differs && span_trim(row->cells[columns[i].column]).size > 0)
            return columns[i].column;
    }
    return place_difference(k, row, o);
}

static void find_known(check *k)
{
    for (int32_t i = 0; i < k->count; i++) {
        check_row *row = &k->rows[i];
        row->same = org_find_by_code(k->tree, row->draft.code);
        if (!row->same || row->is_broken)
            continue;
        check_column column = difference(k, row, row->same);
        if (column == COLUMN_COUNT) {
            k->out->same_count++;
            continue;
        }
        err e = { 0 };
        err_field(&e, "code",
            N_("The unit %.*s is there already, with another value in this column"),
            SPAN_PRINT(row->draft.code));
        err_hint(
            &e, N_("An import only adds units: take the row out, or give the unit another code."));
        check_fault(k, row, column, &e);
    }
}

/* ---- parents -------------------------------------------------------------------------------- */

static void refuse_root(check *k, check_row *row)
{
    if (k->source->scope.value == 0)
        return;
    const org *head = org_find(k->tree, k->source->scope);
    err e = { 0 };
    err_field(&e, "parent", N_("Enter the code of the unit above"));
    if (head)
        err_set(&e, ERR_INPUT, N_("Enter the code of the unit above: %.*s or one below it"),
            SPAN_PRINT(head->code));
    err_hint(
        &e, N_("Only the operator of the installation can add a unit that has none above it."));
    check_fault(k, row, COLUMN_PARENT, &e);
}

static void judge_parent_in_tree(check *k, check_row *row)
{
    const org *above = row->above;
    err e = { 0 };
    if (k->source->scope.value != 0 && !org_is_within(k->tree, above->id, k->source->scope)) {
        err_field(&e, "parent", N_("The unit above is not within your scope"));
        err_hint(&e, N_("Ask somebody who may add units there."));
    } else if (above->closed.day != 0 && row->draft.closed.day == 0) {
        err_field(&e, "parent", N_("The unit above was closed (%s)"),
            check_day_print(above->closed).text);
        err_hint(&e, N_("Put the unit under one that is open."));
    } else {
        return;
    }
    check_fault(k, row, COLUMN_PARENT, &e);
}

static void find_parents(check *k)
{
    for (int32_t i = 0; i < k->count; i++) {
        check_row *row = &k->rows[i];
        row->parent = row->legal = -1;
        if (row->same)
            continue;
        if (row->draft.parent.size == 0) {
            refuse_root(k, row);
            continue;
        }
        row->above = org_find_by_code(k->tree, row->draft.parent);
        row->parent = row->above ? -1 : row_find(k, row->draft.parent);
        if (row->above) {
            judge_parent_in_tree(k, row);
        } else if (row->parent < 0) {
            err e = { 0 };
            err_field(&e, "parent", N_("No unit has this code, neither here nor in the file"));
            err_hint(&e, N_("Add a row for the unit above, or correct the code."));
            check_fault(k, row, COLUMN_PARENT, &e);
        }
    }
}

/* ---- levels and cycles ---------------------------------------------------------------------- */

static void refuse_cycle(check *k, int32_t start)
{
    int32_t at = start;
    do {
        check_row *row = &k->rows[at];
        row->state = LINK_CYCLE;
        err e = { 0 };
        err_field(
            &e, "parent", N_("The unit stands below itself: %.*s"), SPAN_PRINT(row->draft.code));
        err_hint(&e, N_("Give one of the units in this circle another unit above."));
        check_fault(k, row, COLUMN_PARENT, &e);
        at = row->parent;
    } while (at != start);
}

static void settle(check *k, int32_t i)
{
    check_row *row = &k->rows[i];
    org_draft *d = &row->draft;
    const check_row *parent = row->parent >= 0 ? &k->rows[row->parent] : NULL;
    if (parent && (parent->state == LINK_CYCLE || parent->state == LINK_LOST)) {
        row->state = LINK_LOST;
        return;
    }
    row->state = LINK_DONE;
    d->level = row->above ? row->above->level + 1 : parent ? parent->draft.level + 1 : 0;
    if (d->level > ORG_LEVEL_MAX && !(parent && parent->draft.level > ORG_LEVEL_MAX)) {
        err e = { 0 };
        err_field(&e, "parent", N_("The tree would have more than %d levels"), ORG_LEVEL_MAX);
        err_hint(&e, N_("Put the unit higher up."));
        check_fault(k, row, COLUMN_PARENT, &e);
    }
    k->order[k->order_count++] = i;
}

/* Walks up from each row to the first that is settled, then settles the way back down. */
static void find_levels(check *k, int32_t *way)
{
    for (int32_t i = 0; i < k->count; i++) {
        int32_t length = 0, at = i;
        while (at >= 0 && k->rows[at].state == LINK_NEW) {
            k->rows[at].state = LINK_OPEN;
            way[length++] = at;
            at = k->rows[at].parent;
        }
        if (at >= 0 && k->rows[at].state == LINK_OPEN)
            refuse_cycle(k, at);
        while (length-- > 0) {
            if (k->rows[way[length]].state == LINK_OPEN)
                settle(k, way[length]);
        }
    }
}

/* ---- legal entities ------------------------------------------------------------------------- */

/* Takes over the legal entity of the unit above. */
static void legal_inherit(const check *k, check_row *row)
{
    if (row->parent >= 0) {
        row->legal = k->rows[row->parent].legal;
        row->draft.legal = k->rows[row->parent].draft.legal;
        return;
    }
    const org *unit = row->above ? org_find(k->tree, row->above->legal) : NULL;
    row->draft.legal = unit ? unit->code : row->draft.code;
}

/* Looks upward for the code; true when it is a legal entity above the row, which is then noted
 * in it. */
static bool legal_find(const check *k, check_row *row, span code)
{
    const check_row *at = row;
    while (at->parent >= 0) {
        int32_t index = at->parent;
        at = &k->rows[index];
        if (span_equal(at->draft.code, code)) {
            row->legal = index;
            return at->is_self;
        }
    }
    for (const org *up = at->above; up; up = org_up(k->tree, up)) {
        if (span_equal(up->code, code))
            return up->legal.value == up->id.value;
    }
    return false;
}

static void find_legal(check *k, int32_t index)
{
    check_row *row = &k->rows[index];
    org_draft *d = &row->draft;
    bool is_root = !row->above && row->parent < 0;
    row->is_self = span_is(d->legal, "self") || span_equal(d->legal, d->code) ||
                   (d->legal.size == 0 && is_root);
    if (row->is_self) {
        row->legal = index;
        d->legal = d->code;
    } else if (d->legal.size == 0) {
        legal_inherit(k, row);
    } else if (!legal_find(k, row, d->legal)) {
        err e = { 0 };
        err_field(&e, "legal", N_("This is no legal entity above the unit"));
        err_hint(&e, N_("Write self for a unit with its own books, or the code of the one above "
                        "that keeps them."));
        check_fault(k, row, COLUMN_LEGAL, &e);
    }
}

bool check_link(check *k)
{
    assert(k && k->tree && k->out);
    size_t size = (size_t)k->count + 1;
    int32_t *way = ARENA_NEW(k->home, int32_t, size);
    k->by_code = ARENA_NEW(k->home, int32_t, size);
    k->order = ARENA_NEW(k->home, int32_t, size);
    if (!way || !k->by_code || !k->order)
        return false;
    for (int32_t i = 0; i < k->count; i++)
        k->by_code[i] = i;
    qsort_r(k->by_code, (size_t)k->count, sizeof *k->by_code, compare_rows, k->rows);
    find_doubles(k);
    find_known(k);
    find_parents(k);
    find_levels(k, way);
    for (int32_t i = 0; i < k->order_count; i++) {
        if (!k->rows[k->order[i]].same)
            find_legal(k, k->order[i]);
    }
    return true;
}
