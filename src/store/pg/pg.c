/* PostgreSQL as an engine of the store.
 * A query is prepared once a connection; the server then tells the types of its parameters, and all
 * values travel in binary.  The rows of a batch go as one array a column through `INSERT .. SELECT
 * * FROM unnest(..)`: one statement, prepared once, for any number of rows.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/pg/pg.h"

#include "store/pg/pg_in.h"

#include "base/buffer.h"
#include "pg_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { SCRATCH_SIZE = 64 * 1024 * 1024 }; /* costs nothing until used */

/* ---- rows ----------------------------------------------------------------------------------- */

bool pg_rows_send(pg_link *link, const char *statement_name, pg_rows rows, err *reterr)
{
    assert(link && statement_name && rows.types && rows.cells && reterr);
    for (int done = 0; done < rows.row_count; done += PG_ROWS_MAX) {
        int left = rows.row_count - done;
        const store_cell *cells = rows.cells + (size_t)done * (size_t)rows.column_count;
        pg_params p = { .count = rows.column_count };
        arena_reset(&link->scratch, 0);
        if (!pg_params_arrays(&p, &link->scratch, rows.types, cells,
                left < PG_ROWS_MAX ? left : PG_ROWS_MAX, reterr))
            return false;
        if (!pg_free(link, reterr))
            return false;
        if (!PQsendQueryPrepared(
                link->conn, statement_name, p.count, p.values, p.sizes, p.formats, 1))
            return pg_lost(link, reterr);
        PGresult *result = pg_answer(link, PG_WAIT_S, reterr);
        PQclear(result);
        if (!result)
            return false;
    }
    return true;
}

/* Prepares the form of an insert that takes arrays. */
static bool many_prepare(pg_link *link, const char *name, pg_statement *s, err *reterr)
{
    Oid types[STORE_PARAMS_MAX];
    const store_query *q = s->query;
    arena_reset(&link->scratch, 0);
    buffer text = buffer_in(&link->scratch, 1024);
    span head = span_of(q->insert_head);
    buffer_add(&text, span_slice(head, 0, span_search(head, (span)SPAN("VALUES"))));
    buffer_text(&text, "SELECT * FROM unnest(");
    for (int i = 0; i < q->param_count; i++) {
        types[i] = pg_array_of(s->types[i]);
        buffer_format(&text, "%s$%d", i > 0 ? ", " : "", i + 1);
    }
    buffer_byte(&text, ')');
    buffer_text(&text, q->insert_tail);
    buffer_byte(&text, '\0');
    if (!buffer_check(&text, reterr))
        return false;
    if (!PQsendPrepare(link->conn, name, buffer_span(&text).at, q->param_count, types))
        return pg_lost(link, reterr);
    PGresult *result = pg_answer(link, PG_WAIT_S, reterr);
    PQclear(result);
    if (!result)
        return false;
    s->many_generation = link->generation;
    return true;
}

static bool pg_insert(
    void *self, const store_query *q, const store_cell *cells, int row_count, err *reterr)
{
    pg_link *link = self;
    pg_statement *s = NULL;
    char name[PG_NAME_SIZE];
    if (!pg_free(link, reterr) || !pg_statement_find(link, q, name, &s, reterr))
        return false;
    name[0] = 'm';
    if (s->many_generation != link->generation && !many_prepare(link, name, s, reterr))
        return false;
    return pg_rows_send(
        link, name, (pg_rows){ s->types, cells, q->param_count, row_count }, reterr);
}

static bool pg_run(
    void *self, const store_query *q, const store_value *in, int64_t *ret_changed, err *reterr)
{
    if (!pg_statement_send(self, q, in, reterr))
        return false;
    PGresult *result = pg_answer(self, PG_WAIT_S, reterr);
    if (!result)
        return false;
    int64_t changed = 0;
    for (const char *at = q->writes ? PQcmdTuples(result) : ""; *at >= '0' && *at <= '9'; at++)
        changed = changed * 10 + (*at - '0');
    PQclear(result);
    *ret_changed = changed;
    return true;
}

/* ---- transactions --------------------------------------------------------------------------- */

static bool pg_begin(void *self, err *reterr)
{
    pg_link *link = self;
    static const char text[] = "BEGIN ISOLATION LEVEL READ COMMITTED";
    if (!pg_link_ready(link, reterr))
        return false;
    bool is_begun = pg_text_run(link, text, PG_WAIT_S, reterr);
    if (!is_begun && !link->conn) /* it was gone already: nothing has been asked of it yet */
        is_begun = pg_link_ready(link, reterr) && pg_text_run(link, text, PG_WAIT_S, reterr);
    link->is_in_txn = is_begun;
    return is_begun;
}

static void pg_rollback(void *self)
{
    pg_link *link = self;
    err ignored = { 0 };
    link->is_in_txn = false;
    if (link->conn && !pg_text_run(link, "ROLLBACK", PG_WAIT_S, &ignored))
        pg_link_drop(link);
}

/* What a COMMIT that did not plainly succeed leaves behind. */
static bool commit_err(bool *ret_unknown, err *reterr)
{
    *ret_unknown = true;
    err_set(reterr, ERR_STORE, N_("the database did not confirm the commit"));
    return err_hint(reterr, N_("what was sent is checked before it is tried again"));
}

static bool pg_commit(void *self, bool *ret_unknown, err *reterr)
{
    pg_link *link = self;
    link->is_in_txn = false;
    link->is_warned = false;
    if (!pg_free(link, reterr)) /* lost before: the server rolled back */
        return false;
    if (!PQsendQuery(link->conn, "COMMIT")) {
        pg_link_drop(link);
        return commit_err(ret_unknown, reterr);
    }
    PGresult *result = pg_answer(link, PG_WAIT_S, reterr);
    if (!result) {
        if (!link->conn)
            return commit_err(ret_unknown, reterr);
        pg_rollback(link);
        return false;
    }
    bool is_rolled_back = strcmp(PQcmdStatus(result), "ROLLBACK") == 0;
    PQclear(result);
    if (is_rolled_back)
        return err_set(reterr, ERR_STORE, N_("an earlier statement of this transaction failed"));
    /* A warning here says that it is committed on this server alone. */
    return !link->is_warned || commit_err(ret_unknown, reterr);
}

static bool pg_point(void *self, store_point what, err *reterr)
{
    const char *text = what == STORE_POINT_SET ? "SAVEPOINT change"
                       : what == STORE_POINT_KEEP
                           ? "RELEASE SAVEPOINT change"
                           : "ROLLBACK TO SAVEPOINT change; RELEASE SAVEPOINT change";
    return pg_text_run(self, text, PG_WAIT_S, reterr);
}

/* ---- opening and the rest ------------------------------------------------------------------- */

static void pg_disconnect(void *self)
{
    pg_link *link = self;
    pg_link_drop(link);
    for (int i = 0; i < STORE_CURSORS_MAX; i++) {
        PQclear(link->cursors[i].result);
        PQclear(link->cursors[i].rest);
    }
    arena_close(&link->scratch);
}

static bool pg_connect(
    const char *where, store_mode mode, arena *home, void **ret_link, err *reterr)
{
    pg_link *link = ARENA_NEW(home, pg_link, 1);
    if (!link || !arena_open(&link->scratch, SCRATCH_SIZE))
        return err_set(reterr, ERR_MEMORY, N_("out of memory"));
    link->where = where;
    link->mode = mode;
    if (!pg_link_open(link, reterr)) {
        pg_disconnect(link);
        return false;
    }
    *ret_link = link;
    return true;
}

static bool pg_claim(void *self, err *reterr)
{
    pg_link *link = self;
    return pg_link_ready(link, reterr) && pg_link_claim(link, reterr);
}

static bool pg_script(void *self, const char *text, err *reterr)
{
    return pg_text_run(self, text, PG_WAIT_LONG_S, reterr);
}

/* PostgreSQL checks its pages as it reads them (data checksums): so all of them are read. */
static bool pg_integrity(void *self, err *reterr)
{
    static const char text[] =
        "DO $body$ DECLARE t text; n bigint; BEGIN"
        " SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL "
        "enable_bitmapscan = off;"
        " FOR t IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema() "
        "LOOP"
        " EXECUTE format('SELECT count(*) FROM %I x WHERE x IS DISTINCT FROM NULL', t) INTO n;"
        " END LOOP; END $body$";
    pg_link *link = self;
    return pg_link_ready(link, reterr) && pg_text_run(link, text, PG_WAIT_LONG_S, reterr);
}

static bool pg_snapshot(void *self, bool begins, err *reterr)
{
    pg_link *link = self;
    const char *text = begins ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "COMMIT";
    return pg_link_ready(link, reterr) && pg_text_run(link, text, PG_WAIT_LONG_S, reterr);
}

const store_driver store_pg = {
    .engine = "postgresql",
    .link_size = sizeof(pg_link) + 64,
    .connect = pg_connect,
    .disconnect = pg_disconnect,
    .claim = pg_claim,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .point = pg_point,
    .insert = pg_insert,
    .run = pg_run,
    .query = pg_query,
    .next = pg_next,
    .column = pg_column,
    .close = pg_close,
    .script = pg_script,
    .has_schema = &PG_HAS_SCHEMA,
    .backup = pg_backup,
    .restore = pg_restore,
    .integrity = pg_integrity,
    .snapshot = pg_snapshot,
};
