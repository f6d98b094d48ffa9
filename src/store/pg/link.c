/* The connection: its waits, its loss and its return.
 * Three rules from trials with killed servers: whether a connection is gone is told by PQstatus,
 * not by an error code; every wait has a deadline of our own, because a server that waits for a
 * standby keeps to none; nothing that was sent is ever cancelled, because a cancelled COMMIT
 * answers that it succeeded.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/pg/pg_in.h"

#include "pg_sql.h"
#include "sys/sys.h"

#include <assert.h>
#include <poll.h>
#include <string.h>

enum {
    FAILOVER_S = 45, /* a dead node with default timers was replaced in 31 s */
    READER_S = 5,
    PAUSE_FIRST_MS = 50,
    PAUSE_MAX_MS = 1000
};

static const int64_t WRITER_LOCK = 0x6E75616E; /* any number, the same in every nuan */

/* ---- errors --------------------------------------------------------------------------------- */

/* The first line of what the server or libpq said. */
static span first_line(const char *text)
{
    span all = span_of(text);
    return span_trim(span_slice(all, 0, span_find(all, '\n')));
}

bool pg_lost(pg_link *link, err *reterr)
{
    pg_link_drop(link);
    err_set(reterr, ERR_STORE, N_("the connection to the database was lost"));
    return err_hint(reterr, N_("it is tried again by itself"));
}

/* Says why a statement failed; drops a connection that leads to the wrong server. */
static bool result_err(pg_link *link, const PGresult *result, err *reterr)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (PQstatus(link->conn) != CONNECTION_OK || !state)
        return pg_lost(link, reterr);
    span code = span_of(state);
    span text = span_of(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    if (span_starts(code, (span)SPAN("23")) || span_starts(code, (span)SPAN("22")))
        return err_set(
            reterr, ERR_CONFLICT, N_("the database refused a row: %.*s"), SPAN_PRINT(text));
    if (span_is(code, "40001") || span_is(code, "40P01"))
        return err_set(reterr, ERR_STORE, N_("the database is busy"));
    if (span_is(code, "53100")) {
        err_set(reterr, ERR_STORE, N_("the disk of the database server is full"));
        return err_hint(reterr, N_("make room on the disk, then try again"));
    }
    if (span_is(code, "XX001") || span_is(code, "XX002")) {
        err_set(reterr, ERR_DAMAGE, N_("the database is damaged: %.*s"), SPAN_PRINT(text));
        return err_hint(reterr, N_("restore the last backup"));
    }
    /* Shutting down, or a primary that became a standby: another server is the right one now. */
    if (span_starts(code, (span)SPAN("08")) || span_starts(code, (span)SPAN("57P0")) ||
        span_is(code, "25006"))
        return pg_lost(link, reterr);
    return err_set(reterr, ERR_STORE, N_("the database failed: %.*s"), SPAN_PRINT(text));
}

static void notice_take(void *self, const PGresult *result)
{
    pg_link *link = self;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && strcmp(severity, "WARNING") == 0)
        link->is_warned = true;
}

/* ---- waiting -------------------------------------------------------------------------------- */

/* Waits until an answer can be taken without blocking. */
static bool link_wait(pg_link *link, int64_t until_us)
{
    bool is_sent = false;
    while (true) { /* bounded by until_us */
        if (!is_sent) {
            int left = PQflush(link->conn);
            if (left < 0)
                return false;
            is_sent = left == 0;
        }
        if (is_sent && !PQisBusy(link->conn))
            return true;
        int64_t left_us = until_us - sys_steady_us();
        if (left_us <= 0)
            return false;
        struct pollfd pfd = { .fd = PQsocket(link->conn),
            .events = (short)(POLLIN | (is_sent ? 0 : POLLOUT)) };
        if (poll(&pfd, 1, (int)(left_us / 1000 + 1)) > 0 && (pfd.revents & ~POLLOUT) &&
            !PQconsumeInput(link->conn))
            return false;
    }
}

static bool is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
}

/* Appends the one row of `part`; false when libpq has no memory. */
static bool row_append(PGresult *all, const PGresult *part)
{
    int row = PQntuples(all);
    for (int i = 0; i < PQnfields(part); i++) {
        bool is_null = PQgetisnull(part, 0, i);
        /* PQsetvalue keeps a copy, but takes its text as not constant. */
        char *text = is_null ? NULL : PQgetvalue(part, 0, i);
        if (!PQsetvalue(all, row, i, text, is_null ? -1 : PQgetlength(part, 0, i)))
            return false;
    }
    return true;
}

void pg_stream_end(pg_link *link, bool is_kept)
{
    pg_cursor *c = link->stream;
    assert(c && c->result && !c->rest);
    c->rest = is_kept ? PQcopyResult(c->result, PG_COPYRES_ATTRS) : NULL;
    bool is_whole = !is_kept || c->rest;
    while (true) { /* bounded by the rows of the query */
        bool is_failed = false;
        PGresult *part = pg_answer_part(link, &is_failed, &c->error);
        c->is_failed = c->is_failed || is_failed;
        if (!part && (!is_failed || !link->conn))
            break;
        if (is_kept && part && PQntuples(part) == 1)
            is_whole = is_whole && row_append(c->rest, part);
        PQclear(part);
    }
    link->stream = NULL;
    if (!is_whole && !c->is_failed)
        c->is_failed = !err_set(&c->error, ERR_MEMORY, N_("out of memory"));
}

bool pg_free(pg_link *link, err *reterr)
{
    if (link->stream)
        pg_stream_end(link, true);
    return link->conn || pg_lost(link, reterr);
}

PGresult *pg_answer_part(pg_link *link, bool *ret_is_failed, err *reterr)
{
    *ret_is_failed = true;
    if (!link->conn || !link_wait(link, sys_steady_us() + (int64_t)PG_WAIT_S * 1000000)) {
        pg_lost(link, reterr);
        return NULL;
    }
    PGresult *part = PQgetResult(link->conn);
    *ret_is_failed = part && !is_good(part);
    if (!*ret_is_failed)
        return part;
    result_err(link, part, reterr);
    PQclear(part);
    return NULL;
}

PGresult *pg_answer(pg_link *link, int wait_s, err *reterr)
{
    assert(link && link->conn && wait_s > 0 && reterr);
    int64_t until_us = sys_steady_us() + (int64_t)wait_s * 1000000;
    PGresult *kept = NULL;
    while (true) { /* one round a statement of the text that was sent */
        if (!link_wait(link, until_us)) {
            PQclear(kept);
            pg_lost(link, reterr);
            return NULL;
        }
        PGresult *next = PQgetResult(link->conn);
        if (!next)
            break;
        if (kept && !is_good(kept)) {
            PQclear(next);
            continue;
        }
        PQclear(kept);
        kept = next;
    }
    if (kept && is_good(kept))
        return kept;
    result_err(link, kept, reterr);
    PQclear(kept);
    return NULL;
}

bool pg_text_run(pg_link *link, const char *text, int wait_s, err *reterr)
{
    assert(link && text && reterr);
    if (!pg_free(link, reterr))
        return false;
    if (!PQsendQuery(link->conn, text))
        return pg_lost(link, reterr);
    PGresult *result = pg_answer(link, wait_s, reterr);
    bool is_done = result != NULL;
    PQclear(result);
    return is_done;
}

/* ---- connecting ----------------------------------------------------------------------------- */

void pg_link_drop(pg_link *link)
{
    PQfinish(link->conn);
    link->conn = NULL;
    if (!link->stream)
        return;
    link->stream->is_failed = true;
    err_set(&link->stream->error, ERR_STORE, N_("the connection to the database was lost"));
    link->stream = NULL;
}

/* Runs one of our own queries that answers a number. */
static bool number_ask(
    pg_link *link, const store_query *q, const int64_t *in, int64_t *ret, err *reterr)
{
    char number[8];
    const char *const values[] = { number };
    const int sizes[] = { 8 }, formats[] = { 1 };
    const Oid types[] = { PG_INT8 };
    assert(q->param_count == (in ? 1 : 0));
    if (in)
        pg_number_put(number, (uint64_t)*in, 8);
    if (!pg_free(link, reterr))
        return false;
    if (!PQsendQueryParams(link->conn, q->text, q->param_count, types, values, sizes, formats, 1))
        return pg_lost(link, reterr);
    PGresult *result = pg_answer(link, PG_WAIT_S, reterr);
    if (!result)
        return false;
    store_value value = store_int(0);
    bool is_known =
        PQntuples(result) == 1 && pg_value(result, 0, 0, &value) && value.kind == STORE_INT;
    PQclear(result);
    assert(is_known);
    *ret = value.number;
    return true;
}

bool pg_link_claim(pg_link *link, err *reterr)
{
    int64_t is_ours = 0;
    if (!number_ask(link, &PG_CLAIM, &WRITER_LOCK, &is_ours, reterr))
        return false;
    if (!is_ours)
        return err_set(reterr, ERR_CONFLICT, N_("another writer is at work on this database"));
    link->is_claimed = true;
    return true;
}

/* Sessions that need no more than the server's defaults, but never less than durable. */
static bool session_set(pg_link *link, err *reterr)
{
    static const char both[] =
        "SET client_min_messages = warning; SET idle_in_transaction_session_timeout = 0;"
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') = 'off'";
    if (!pg_text_run(link, both, PG_WAIT_S, reterr))
        return false;
    if (link->mode == STORE_READ)
        return pg_text_run(link, "SET default_transaction_read_only = on", PG_WAIT_S, reterr);
    int64_t is_sorted = 0;
    if (!number_ask(link, &PG_IS_SORTED_BY_BYTES, NULL, &is_sorted, reterr))
        return false;
    if (is_sorted)
        return true;
    err_set(reterr, ERR_INPUT, N_("the database is not UTF-8 with the locale C.UTF-8"));
    return err_hint(reterr, N_("make it with: CREATE DATABASE nuan TEMPLATE template0 ENCODING "
                               "'UTF8' LOCALE 'C.UTF-8'"));
}

bool pg_link_open(pg_link *link, err *reterr)
{
    assert(link && !link->conn && reterr);
    /* What the operator's string says comes last and wins.  The times let a vanished host be
     * noticed. */
    const char *names[] = { "application_name", "connect_timeout", "keepalives_idle",
        "keepalives_interval", "keepalives_count", "tcp_user_timeout", "client_encoding",
        "target_session_attrs", "dbname", NULL };
    const char *values[] = { "nuan", "5", "5", "2", "3", "10000", "UTF8",
        link->mode == STORE_WRITE ? "read-write" : "any", link->where, NULL };
    link->conn = PQconnectdbParams(names, values, 1);
    link->generation++;
    link->is_in_txn = false;
    if (PQstatus(link->conn) != CONNECTION_OK || PQsetnonblocking(link->conn, 1) != 0) {
        span text = first_line(link->conn ? PQerrorMessage(link->conn) : "out of memory");
        err_set(reterr, ERR_STORE, N_("cannot reach the database: %.*s"), SPAN_PRINT(text));
        pg_link_drop(link);
        return false;
    }
    PQsetNoticeReceiver(link->conn, notice_take, link);
    if (session_set(link, reterr) && (!link->is_claimed || pg_link_claim(link, reterr)))
        return true;
    pg_link_drop(link);
    return false;
}

bool pg_link_ready(pg_link *link, err *reterr)
{
    if (link->conn && PQstatus(link->conn) == CONNECTION_OK)
        return true;
    int64_t until_us =
        sys_steady_us() + (int64_t)(link->mode == STORE_WRITE ? FAILOVER_S : READER_S) * 1000000;
    int pause_ms = PAUSE_FIRST_MS;
    while (true) { /* bounded by until_us */
        pg_link_drop(link);
        if (pg_link_open(link, reterr))
            return true;
        if (sys_steady_us() >= until_us)
            return false;
        uint8_t jitter = 0;
        sys_random(&jitter, 1);
        poll(NULL, 0, pause_ms + pause_ms * jitter / 512);
        pause_ms = pause_ms * 2 < PAUSE_MAX_MS ? pause_ms * 2 : PAUSE_MAX_MS;
    }
}
