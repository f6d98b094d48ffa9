/* The tree in memory: read by id, laid out so that a subtree is an interval. Rows come in the
 * order of their ids, so siblings keep the order in which they were made; a unit that was moved
 * below a younger one is no exception, since parents are looked up, not assumed to come first.
 * SPDX-License-Identifier: Apache-2.0 */
#include "org/org.h"
#include "org_sql.h"

#include <assert.h>
#include <stdlib.h>

/* What is needed while the tree is laid out; indexes are places in the order of ids, -1 is none. */
typedef struct layout {
    org *rows; /* by id */
    int32_t count;
    int32_t *parent;
    int32_t *child;   /* first child */
    int32_t *sibling; /* next sibling */
    int32_t root;     /* first root; the others are its siblings */
} layout;

typedef struct listed {
    struct listed *next;
    org data;
} listed;

static bool no_memory(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("too many units for the memory"));
}

static bool copy_text(arena *a, store_rows *rows, int column, span *ret)
{
    span text = store_rows_text(rows, column);
    *ret = arena_copy(a, text);
    return ret->at != NULL;
}

static bool row_read(arena *a, store_rows *rows, org *o)
{
    *o = (org){ .id = { store_rows_int(rows, 0) },
        .parent = { store_rows_int(rows, 1) },
        .legal = { store_rows_int(rows, 2) },
        .kind = (org_kind)store_rows_int(rows, 9),
        .level = (int32_t)store_rows_int(rows, 10),
        .opened = { (int32_t)store_rows_int(rows, 11) },
        .closed = { (int32_t)store_rows_int(rows, 12) },
        .version = store_rows_int(rows, 13) };
    return copy_text(a, rows, 3, &o->code) && copy_text(a, rows, 4, &o->path) &&
           copy_text(a, rows, 5, &o->name_zh) && copy_text(a, rows, 6, &o->name_en) &&
           copy_text(a, rows, 7, &o->region_code) && copy_text(a, rows, 8, &o->uscc);
}

/* One statement, so that the count and the rows are of the same moment. */
static bool rows_read(store_conn *conn, arena *a, org **ret_rows, int32_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, &ORG_ALL, NULL, 0, &rows, reterr))
        return false;
    listed *first = NULL, **last = &first;
    int32_t count = 0;
    bool is_full = false;
    while (!is_full && store_rows_next(&rows)) {
        listed *item = ARENA_NEW(a, listed, 1);
        is_full = !item || count == INT32_MAX || !row_read(a, &rows, &item->data);
        if (is_full)
            break;
        *last = item;
        last = &item->next;
        count++;
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    org *into = ARENA_NEW(a, org, (size_t)count + 1);
    if (is_full || !into)
        return no_memory(reterr);
    for (int32_t i = 0; first; first = first->next)
        into[i++] = first->data;
    *ret_rows = into;
    *ret_count = count;
    return true;
}

static int32_t place_of(const org *rows, int32_t count, int64_t id)
{
    int32_t low = 0, high = count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (rows[middle].id.value < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && rows[low].id.value == id ? low : -1;
}

/* Hangs each unit under its parent.  From the last to the first, so that lists come out in the
 * order of ids. */
static bool link_all(layout *l, err *reterr)
{
    l->root = -1;
    for (int32_t i = 0; i < l->count; i++)
        l->child[i] = -1;
    for (int32_t i = l->count; i-- > 0;) {
        int64_t parent = l->rows[i].parent.value;
        l->parent[i] = parent == 0 ? -1 : place_of(l->rows, l->count, parent);
        if (parent != 0 && l->parent[i] < 0)
            return err_set(reterr, ERR_DAMAGE, N_("the unit above %.*s is missing"),
                SPAN_PRINT(l->rows[i].code));
        int32_t *head = l->parent[i] < 0 ? &l->root : &l->child[l->parent[i]];
        l->sibling[i] = *head;
        *head = i;
    }
    return true;
}

/* Copies the rows in tree order and closes the interval of each unit when the walk leaves it. */
static bool lay_out(const layout *l, org *orgs, int32_t *place, err *reterr)
{
    int32_t count = 0;
    int32_t at = l->root;
    while (at >= 0) {
        place[at] = count;
        orgs[count++] = l->rows[at];
        if (l->child[at] >= 0) {
            at = l->child[at];
            continue;
        }
        while (at >= 0) {
            orgs[place[at]].end = count;
            if (l->sibling[at] >= 0)
                break;
            at = l->parent[at];
        }
        at = at < 0 ? -1 : l->sibling[at];
    }
    return count == l->count || err_set(reterr, ERR_DAMAGE, N_("units stand below themselves"));
}

static int compare_codes(const void *a, const void *b, void *orgs)
{
    const org *all = orgs;
    return span_compare(all[*(const int32_t *)a].code, all[*(const int32_t *)b].code);
}

static int compare_ids(const void *a, const void *b, void *orgs)
{
    const org *all = orgs;
    int64_t x = all[*(const int32_t *)a].id.value, y = all[*(const int32_t *)b].id.value;
    return (x > y) - (x < y);
}

bool org_tree_load(store_conn *conn, arena *a, org_tree *ret_tree, err *reterr)
{
    assert(conn && a && ret_tree);
    layout l = { 0 };
    if (!rows_read(conn, a, &l.rows, &l.count, reterr))
        return false;
    size_t size = (size_t)l.count + 1;
    l.parent = ARENA_NEW(a, int32_t, size);
    l.child = ARENA_NEW(a, int32_t, size);
    l.sibling = ARENA_NEW(a, int32_t, size);
    int32_t *place = ARENA_NEW(a, int32_t, size);
    org_tree tree = { .orgs = ARENA_NEW(a, org, size),
        .count = l.count,
        .by_code = ARENA_NEW(a, int32_t, size),
        .by_id = ARENA_NEW(a, int32_t, size) };
    if (!l.parent || !l.child || !l.sibling || !place || !tree.orgs || !tree.by_code || !tree.by_id)
        return no_memory(reterr);
    if (!link_all(&l, reterr) || !lay_out(&l, tree.orgs, place, reterr))
        return false;
    for (int32_t i = 0; i < tree.count; i++)
        tree.by_code[i] = tree.by_id[i] = i;
    qsort_r(tree.by_code, (size_t)tree.count, sizeof *tree.by_code, compare_codes, tree.orgs);
    qsort_r(tree.by_id, (size_t)tree.count, sizeof *tree.by_id, compare_ids, tree.orgs);
    *ret_tree = tree;
    return true;
}

const org *org_find(const org_tree *tree, org_id id)
{
    assert(tree);
    int32_t low = 0, high = tree->count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        const org *o = &tree->orgs[tree->by_id[middle]];
        if (o->id.value == id.value)
            return o;
        if (o->id.value < id.value)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const org *org_find_by_code(const org_tree *tree, span code)
{
    assert(tree);
    int32_t low = 0, high = tree->count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        const org *o = &tree->orgs[tree->by_code[middle]];
        int order = span_compare(o->code, code);
        if (order == 0)
            return o;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const org *org_up(const org_tree *tree, const org *o)
{
    assert(tree && o);
    return o->parent.value == 0 ? NULL : org_find(tree, o->parent);
}

bool org_is_within(const org_tree *tree, org_id id, org_id head)
{
    assert(tree);
    const org *below = org_find(tree, id);
    const org *above = org_find(tree, head);
    return below && above && below >= above && below < tree->orgs + above->end;
}
