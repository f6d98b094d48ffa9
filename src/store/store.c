/* Databases, connections and reading: thin over the driver, with the checks that both engines
 * share. A connection owns one arena that holds it and everything its driver needs, so closing it
 * is one step.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/store_in.h"

#include <assert.h>
#include <string.h>

bool store_open(const store_driver *driver, const char *where, store **ret_store, err *reterr)
{
    assert(driver && where && ret_store && reterr);
    arena home = { 0 };
    size_t size = strlen(where) + 1;
    if (!arena_open(&home, sizeof(store) + size + alignof(max_align_t)))
        return err_set(reterr, ERR_MEMORY, N_("out of memory"));
    store *s = ARENA_NEW(&home, store, 1);
    span kept = arena_copy(&home, (span){ where, size - 1 });
    assert(s && kept.at);
    *s = (store){ .home = home, .driver = driver, .where = kept.at };
    *ret_store = s;
    return true;
}

void store_close(store *s)
{
    if (!s)
        return;
    arena home = s->home;
    arena_close(&home);
}

const char *store_engine(const store *s)
{
    assert(s);
    return s->driver->engine;
}

bool store_connect(store *s, store_mode mode, store_conn **ret_conn, err *reterr)
{
    assert(s && ret_conn && reterr);
    arena home = { 0 };
    if (!arena_open(&home, sizeof(store_conn) + alignof(max_align_t) + s->driver->link_size))
        return err_set(reterr, ERR_MEMORY, N_("out of memory"));
    store_conn *c = ARENA_NEW(&home, store_conn, 1);
    assert(c);
    *c = (store_conn){ .home = home, .driver = s->driver, .mode = mode, .keys = &s->keys };
    if (!s->driver->connect(s->where, mode, &c->home, &c->link, reterr)) {
        home = c->home;
        arena_close(&home);
        return false;
    }
    *ret_conn = c;
    return true;
}

void store_disconnect(store_conn *c)
{
    if (!c)
        return;
    if (c->txn)
        c->driver->rollback(c->link);
    c->driver->disconnect(c->link);
    arena home = c->home;
    arena_close(&home);
}

bool store_writer_claim(store_conn *c, err *reterr)
{
    assert(c && reterr && c->mode == STORE_WRITE);
    return c->driver->claim(c->link, reterr);
}

/* ---- reading -------------------------------------------------------------------------------- */

bool store_query_open(store_conn *c, const store_query *q, const store_value *in, int count,
    store_rows *ret_rows, err *reterr)
{
    assert(c && q && ret_rows && reterr && (in || count == 0));
    assert(count == q->param_count && count <= STORE_PARAMS_MAX);
    assert(!q->writes || (c->txn && c->prints.state == FINGERPRINT_OFF));
    *ret_rows = (store_rows){ 0 };
    void *cursor = NULL;
    if (!c->driver->query(c->link, q, in, &cursor, reterr)) {
        store_txn_fail(c->txn);
        return false;
    }
    *ret_rows = (store_rows){ .conn = c, .cursor = cursor };
    return true;
}

bool store_rows_next(store_rows *r)
{
    assert(r && r->conn);
    if (!r->cursor || r->is_failed)
        return false;
    store_step step = r->conn->driver->next(r->cursor, &r->error);
    if (step == STORE_STEP_FAILED) {
        r->is_failed = true;
        store_txn_fail(r->conn->txn);
    }
    return step == STORE_STEP_ROW;
}

/* The value of a column; a type that nobody writes (a real, a numeric) ends the reading. */
static store_value rows_value(store_rows *r, int column)
{
    assert(r && r->cursor && column >= 0);
    store_value value = store_null();
    if (!r->conn->driver->column(r->cursor, column, &value) && !r->is_failed) {
        r->is_failed = true;
        err_set(&r->error, ERR_DAMAGE, N_("column %d of a query holds no integer, text or bytes"),
            column + 1);
    }
    return value;
}

int64_t store_rows_int(store_rows *r, int column)
{
    store_value value = rows_value(r, column);
    assert(value.kind == STORE_INT || value.kind == STORE_NULL);
    return value.number;
}

span store_rows_text(store_rows *r, int column)
{
    store_value value = rows_value(r, column);
    assert(value.kind != STORE_INT);
    return value.bytes;
}

bool store_rows_is_null(store_rows *r, int column)
{
    return rows_value(r, column).kind == STORE_NULL;
}

bool store_rows_close(store_rows *r, err *reterr)
{
    assert(r && reterr);
    bool is_done = !r->is_failed;
    if (r->cursor)
        r->conn->driver->close(r->cursor);
    if (!is_done)
        *reterr = r->error;
    *r = (store_rows){ 0 };
    return is_done;
}

bool store_find_int(store_conn *c, const store_query *q, const store_value *in, int count,
    int64_t *ret, bool *ret_found, err *reterr)
{
    assert(ret && ret_found);
    store_rows rows = { 0 };
    if (!store_query_open(c, q, in, count, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows) && !store_rows_is_null(&rows, 0);
    int64_t number = is_found ? store_rows_int(&rows, 0) : 0;
    if (!store_rows_close(&rows, reterr))
        return false;
    *ret_found = is_found;
    if (is_found)
        *ret = number;
    return true;
}

/* ---- whole database ------------------------------------------------------------------------- */

bool store_backup(store_conn *c, const char *path, err *reterr)
{
    assert(c && path && reterr && !c->txn);
    return c->driver->backup(c->link, path, reterr);
}

bool store_restore(store_conn *c, const char *path, err *reterr)
{
    assert(c && path && reterr && !c->txn && c->mode == STORE_WRITE);
    return c->driver->restore(c->link, path, reterr);
}

bool store_snapshot(store_conn *c, bool begins, err *reterr)
{
    assert(c && reterr && !c->txn);
    return c->driver->snapshot(c->link, begins, reterr);
}

bool store_integrity(store_conn *c, err *reterr)
{
    assert(c && reterr && !c->txn);
    return c->driver->integrity(c->link, reterr);
}
