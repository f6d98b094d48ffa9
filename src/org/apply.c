/* Writing a checked import: ids, paths and places are settled here, against the store as it
 * stands now.
 * SPDX-License-Identifier: Apache-2.0 */
#include "org/org.h"
#include "base/buffer.h"
#include "org_sql.h"

#include <assert.h>

/* Where a unit stands. */
typedef struct place {
    bool is_there;
    org_id id;
    span path;
    int32_t level;
    date closed;
} place;

static bool no_memory(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("too many units for the memory"));
}

static bool place_find(store_txn *txn, arena *a, span code, place *ret, err *reterr)
{
    const store_value in[] = { store_text(code) };
    store_rows rows = { 0 };
    *ret = (place){ 0 };
    if (!store_read(txn, &ORG_PLACE_BY_CODE, in, 1, &rows, reterr))
        return false;
    if (store_rows_next(&rows)) {
        *ret = (place){ .is_there = true,
            .id = { store_rows_int(&rows, 0) },
            .path = arena_copy(a, store_rows_text(&rows, 1)),
            .level = (int32_t)store_rows_int(&rows, 2),
            .closed = { (int32_t)store_rows_int(&rows, 3) } };
    }
    bool is_full = ret->is_there && !ret->path.at;
    return store_rows_close(&rows, reterr) && (!is_full || no_memory(reterr));
}

/* The path of the head that units are added below; empty when they may stand anywhere. */
static bool head_path(store_txn *txn, const change *c, span *ret, err *reterr)
{
    *ret = (span){ "", 0 };
    if (c->org.value == 0)
        return true;
    const store_value in[] = { store_int(c->org.value) };
    store_rows rows = { 0 };
    if (!store_read(txn, &ORG_PATH_BY_ID, in, 1, &rows, reterr))
        return false;
    if (store_rows_next(&rows))
        *ret = arena_copy(c->home, store_rows_text(&rows, 0));
    if (!store_rows_close(&rows, reterr))
        return false;
    return ret->size > 0 || err_set(reterr, ERR_ABSENT, N_("No such unit"));
}

static bool parent_find(
    store_txn *txn, const change *c, const org_draft *d, span head, place *ret, err *reterr)
{
    *ret = (place){ .path = SPAN("/"), .level = -1 };
    if (d->parent.size == 0)
        return head.size == 0 ||
               err_set(reterr, ERR_DENIED, N_("The unit above is not within your scope"));
    if (!place_find(txn, c->home, d->parent, ret, reterr))
        return false;
    if (!ret->is_there || (ret->closed.day != 0 && d->closed.day == 0))
        return err_set(reterr, ERR_CONFLICT,
            N_("The unit %.*s is gone or closed meanwhile; check the file again"),
            SPAN_PRINT(d->parent));
    if (!span_starts(ret->path, head))
        return err_set(reterr, ERR_DENIED, N_("The unit above is not within your scope"));
    return true;
}

/* ORG_LEVEL_MAX bounds the path: every code in it has at most ORG_CODE_MAX bytes. */
static bool path_make(arena *a, span above, span code, span *ret, err *reterr)
{
    buffer b = buffer_in(a, above.size + code.size + 2);
    buffer_add(&b, above);
    buffer_add(&b, code);
    buffer_byte(&b, '/');
    *ret = buffer_span(&b);
    return buffer_check(&b, reterr);
}

/* The id of a legal entity: another draft, or a unit of the store. */
static bool legal_find(
    store_txn *txn, const change *c, const org_draft *d, const org *made, org_id *ret, err *reterr)
{
    place there = { 0 };
    if (d->legal_draft >= 0) {
        *ret = made[d->legal_draft].id;
        return true;
    }
    if (!place_find(txn, c->home, d->legal, &there, reterr))
        return false;
    *ret = there.id;
    return there.is_there ||
           err_set(reterr, ERR_CONFLICT,
               N_("The unit %.*s is gone or closed meanwhile; check the file again"),
               SPAN_PRINT(d->legal));
}

/* One run of an import. */
typedef struct applying {
    store_txn *txn;
    change *c;
    const org_import *in;
    span head; /* path of the unit that all must stand below, or empty */
    org *made; /* one a draft */
} applying;

/* Where a draft will stand: below another draft, below a unit of the store, or nowhere. */
static bool above_find(const applying *x, size_t index, place *ret, err *reterr)
{
    const org_draft *d = &x->in->drafts[index];
    if (d->parent_draft < 0)
        return parent_find(x->txn, x->c, d, x->head, ret, reterr);
    assert(d->parent_draft < (int32_t)index);
    const org *above = &x->made[d->parent_draft];
    *ret = (place){ .is_there = true, .id = above->id, .path = above->path, .level = above->level };
    return true;
}

static bool unit_make(const applying *x, size_t index, err *reterr)
{
    const org_draft *d = &x->in->drafts[index];
    org *o = &x->made[index];
    place there = { 0 }, above = { 0 };
    if (!place_find(x->txn, x->c->home, d->code, &there, reterr) ||
        !above_find(x, index, &above, reterr))
        return false;
    if (there.is_there)
        return err_set(reterr, ERR_CONFLICT,
            N_("A unit %.*s is there meanwhile; check the file again"), SPAN_PRINT(d->code));
    *o = (org){ .id = { id_next(x->c->ids, x->c->real_us) },
        .parent = above.id,
        .code = d->code,
        .name_zh = d->name_zh,
        .name_en = d->name_en,
        .region_code = d->region_code,
        .uscc = d->uscc,
        .kind = d->kind,
        .level = above.level + 1,
        .opened = d->opened,
        .closed = d->closed,
        .version = 1 };
    if (o->level > ORG_LEVEL_MAX)
        return err_set(
            reterr, ERR_CONFLICT, N_("The tree would have more than %d levels"), ORG_LEVEL_MAX);
    return path_make(x->c->home, above.path, d->code, &o->path, reterr) &&
           legal_find(x->txn, x->c, d, x->made, &o->legal, reterr);
}

static store_value text_or_null(span s)
{
    return s.size > 0 ? store_text(s) : store_null();
}

bool org_put(store_txn *txn, const org *o, err *reterr)
{
    assert(txn && o);
    assert(o->id.value != 0 && o->legal.value != 0 && o->code.size > 0 && o->path.size > 0);
    const store_value row[] = { store_int(o->id.value),
        o->parent.value ? store_int(o->parent.value) : store_null(), store_text(o->path),
        store_text(o->code), store_text(o->name_zh), store_text(o->name_en), store_int(o->kind),
        store_int(o->level), store_int(o->legal.value), text_or_null(o->region_code),
        text_or_null(o->uscc), store_int(o->opened.day),
        o->closed.day ? store_int(o->closed.day) : store_null(), store_int(o->version) };
    return store_put(txn, &ORG_ROW_PUT, row, sizeof row / sizeof *row, reterr);
}

bool org_import_apply(store_txn *txn, change *c, const org_import *import, err *reterr)
{
    assert(txn && c && import);
    assert(c->ids && c->home);
    if (import->fault_count > 0)
        return err_set(reterr, ERR_INPUT, N_("The file of units has %zu faults; nothing was added"),
            import->fault_count);
    applying x = {
        .txn = txn, .c = c, .in = import, .made = ARENA_NEW(c->home, org, import->draft_count + 1)
    };
    if (!x.made)
        return no_memory(reterr);
    if (!head_path(txn, c, &x.head, reterr))
        return false;
    for (size_t i = 0; i < import->draft_count; i++) {
        if (!unit_make(&x, i, reterr))
            return false;
    }
    for (size_t i = 0; i < import->draft_count; i++) {
        if (!org_put(txn, &x.made[i], reterr))
            return false;
    }
    c->object_id = import->draft_count > 0 ? x.made[0].id.value : c->org.value;
    c->outcome = (int64_t)import->draft_count;
    return true;
}

static bool apply_import(store_txn *txn, change *c, err *reterr)
{
    return org_import_apply(txn, c, c->input, reterr);
}

const change_kind org_import_add = { 51, "org.import", RIGHT_ORG_EDIT, apply_import };
