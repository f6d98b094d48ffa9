/* Queries that run.  Rows are taken as they arrive, one result a row, while nothing else wants the
 * connection; then the rest is gathered into one result, so that queries can run inside queries.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/pg/pg_in.h"

#include <assert.h>

/* Sends the query; its first result, or NULL. */
static PGresult *query_start(
    pg_link *link, const store_query *q, const store_value *in, err *reterr)
{
    if (!pg_statement_send(link, q, in, reterr))
        return NULL;
    if (link->is_in_txn || !PQsetSingleRowMode(link->conn))
        return pg_answer(link, PG_WAIT_S, reterr);
    bool is_failed = false, is_ignored = false;
    err ignored = { 0 };
    PGresult *first = pg_answer_part(link, &is_failed, reterr);
    if (first && PQresultStatus(first) == PGRES_SINGLE_TUPLE)
        return first;
    if (!first && !is_failed)
        pg_lost(link, reterr);
    /* No row, or an error: the end follows at once. */
    while (link->conn) {
        PGresult *more = pg_answer_part(link, &is_ignored, &ignored);
        PQclear(more);
        if (!more && !is_ignored)
            break;
    }
    return first;
}

bool pg_query(
    void *self, const store_query *q, const store_value *in, void **ret_cursor, err *reterr)
{
    pg_link *link = self;
    pg_cursor *c = link->cursors;
    while (c < link->cursors + STORE_CURSORS_MAX && c->result)
        c++;
    if (c == link->cursors + STORE_CURSORS_MAX)
        return err_set(reterr, ERR_STORE, N_("too many queries are open on one connection"));
    if (!link->is_in_txn && !pg_link_ready(link, reterr))
        return false;
    PGresult *first = query_start(link, q, in, reterr);
    /* A dead connection is replaced, and the query, which only reads, asked again. */
    if (!first && !link->conn && !link->is_in_txn && pg_link_ready(link, reterr))
        first = query_start(link, q, in, reterr);
    if (!first)
        return false;
    *c = (pg_cursor){ .link = link, .result = first, .row = -1 };
    if (PQresultStatus(first) == PGRES_SINGLE_TUPLE)
        link->stream = c;
    *ret_cursor = c;
    return true;
}

/* Takes the next row of the stream. */
static store_step stream_next(pg_cursor *c, err *reterr)
{
    bool is_failed = false;
    PGresult *part = pg_answer_part(c->link, &is_failed, reterr);
    if (part && PQntuples(part) == 1) {
        PQclear(c->result);
        c->result = part;
        c->row = 0;
        return STORE_STEP_ROW;
    }
    PQclear(part);
    c->error = *reterr;
    c->is_failed = is_failed;
    if (c->link->stream)
        pg_stream_end(c->link, false);
    *reterr = c->error;
    return is_failed ? STORE_STEP_FAILED : STORE_STEP_END;
}

store_step pg_next(void *cursor, err *reterr)
{
    pg_cursor *c = cursor;
    if (++c->row < PQntuples(c->result))
        return STORE_STEP_ROW;
    if (c->link->stream == c)
        return stream_next(c, reterr);
    if (c->rest && PQntuples(c->rest) > 0) {
        PQclear(c->result);
        c->result = c->rest;
        c->rest = NULL;
        c->row = 0;
        return STORE_STEP_ROW;
    }
    if (c->is_failed) {
        *reterr = c->error;
        return STORE_STEP_FAILED;
    }
    return STORE_STEP_END;
}

bool pg_column(void *cursor, int column, store_value *ret_value)
{
    const pg_cursor *c = cursor;
    assert(c->row >= 0 && c->row < PQntuples(c->result));
    return pg_value(c->result, c->row, column, ret_value);
}

void pg_close(void *cursor)
{
    pg_cursor *c = cursor;
    if (c->link->stream == c)
        pg_stream_end(c->link, false);
    PQclear(c->result);
    PQclear(c->rest);
    *c = (pg_cursor){ 0 };
}
