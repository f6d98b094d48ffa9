/* The inside of the PostgreSQL driver: the link (link.c), values on the wire (wire.c), queries that
 * run (cursor.c), copies (copy.c).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_STORE_PG_PG_IN_H
#define NUAN_STORE_PG_PG_IN_H

#include "store/driver.h"

#include <libpq-fe.h>

/* Types by their fixed numbers in pg_type.dat of PostgreSQL's sources. */
enum {
    PG_BOOL = 16,
    PG_BYTEA = 17,
    PG_NAME = 19,
    PG_INT8 = 20,
    PG_INT2 = 21,
    PG_INT4 = 23,
    PG_TEXT = 25,
    PG_VARCHAR = 1043,
    PG_BYTEA_ARRAY = 1001,
    PG_INT2_ARRAY = 1005,
    PG_INT4_ARRAY = 1007,
    PG_TEXT_ARRAY = 1009,
    PG_VARCHAR_ARRAY = 1015,
    PG_INT8_ARRAY = 1016
};

enum {
    PG_WAIT_S = 30,        /* for an answer; statement_timeout does not end a wait for a standby */
    PG_WAIT_LONG_S = 7200, /* for a schema file or a copy */
    PG_ROWS_MAX = 2048     /* rows sent or fetched at once */
};

/* A query as it is prepared on the server, under the number of its place. */
typedef struct pg_statement {
    const store_query *query;
    int64_t generation;      /* connection on which it was prepared */
    int64_t many_generation; /* the same for its form that takes arrays */
    Oid types[STORE_PARAMS_MAX];
} pg_statement;

/* A query that runs.  Outside of transactions its rows are taken one by one as they arrive, so that
 * a large table does not lie in memory; as soon as the connection is needed for something else, the
 * rest is gathered. */
typedef struct pg_cursor {
    struct pg_link *link;
    PGresult *result; /* what `row` counts in; NULL: the cursor is free */
    PGresult *rest;   /* rows behind those of `result`, gathered early */
    int row;
    bool is_failed; /* the gathering failed, as `error` says */
    err error;
} pg_cursor;

typedef struct pg_link {
    PGconn *conn; /* NULL when it was dropped */
    const char *where;
    store_mode mode;
    bool is_claimed; /* to be claimed again behind a reconnect */
    bool is_in_txn;
    bool is_warned;     /* the server sent a warning since it was last set to false */
    int64_t generation; /* number of the connection, 1.. */
    int statement_count;
    pg_cursor *stream;                             /* its rows are still arriving, or NULL */
    arena scratch;                                 /* parameters of one call */
    pg_statement statements[STORE_STATEMENTS_MAX]; /* open addressing by the query's address */
    pg_cursor cursors[STORE_CURSORS_MAX];
} pg_link;

/* Values of one statement as libpq wants them; all binary. */
typedef struct pg_params {
    int count;
    const char *values[STORE_PARAMS_MAX];
    int sizes[STORE_PARAMS_MAX];
    int formats[STORE_PARAMS_MAX];
    char numbers[STORE_PARAMS_MAX][8];
} pg_params;

/* ---- link.c --------------------------------------------------------------------------------- */

/* One attempt to connect and set the session up. */
WARN_UNUSED bool pg_link_open(pg_link *link, err *reterr);
/* Makes sure that there is a connection: reconnects with growing pauses, as long as a failover may
 * take. */
WARN_UNUSED bool pg_link_ready(pg_link *link, err *reterr);
/* Ends a connection that can't be trusted any more. */
void pg_link_drop(pg_link *link);
/* Takes the session lock of the one writer. */
WARN_UNUSED bool pg_link_claim(pg_link *link, err *reterr);
/* Takes what is left of the stream off the connection; kept for the cursor, or thrown away. */
void pg_stream_end(pg_link *link, bool is_kept);
/* Makes the connection free for the next thing to send: gathers what is still arriving. */
WARN_UNUSED bool pg_free(pg_link *link, err *reterr);
/* Waits for the next result of a query in single-row mode; NULL when there is none, or with
 * *ret_is_failed. */
PGresult *pg_answer_part(pg_link *link, bool *ret_is_failed, err *reterr);
/* Waits for the answer to what was sent; NULL with *reterr set when it failed or did not come. */
PGresult *pg_answer(pg_link *link, int wait_s, err *reterr);
/* Sends a text without parameters and waits until it is done. */
WARN_UNUSED bool pg_text_run(pg_link *link, const char *text, int wait_s, err *reterr);
/* Says that the connection is gone, and drops it. */
bool pg_lost(pg_link *link, err *reterr);

/* ---- wire.c --------------------------------------------------------------------------------- */

/* Puts one row of values into `p` by the types that the server told.  Texts are not copied. */
WARN_UNUSED bool pg_params_fill(
    pg_params *p, const Oid *types, const store_value *in, int count, err *reterr);
/* Puts rows into `p` as one array a column; the arrays live in `home`. */
WARN_UNUSED bool pg_params_arrays(pg_params *p, arena *home, const Oid *types,
    const store_cell *cells, int row_count, err *reterr);
Oid pg_array_of(Oid type); /* 0: none that the store knows */
/* The value of a binary result; false for a type that the store does not know. */
bool pg_value(const PGresult *result, int row, int column, store_value *ret_value);
/* Integers in network order. */
void pg_number_put(char *at, uint64_t number, int size);
uint64_t pg_number_get(const char *at, int size);

/* ---- cursor.c ------------------------------------------------------------------------------- */

bool pg_query(
    void *self, const store_query *q, const store_value *in, void **ret_cursor, err *reterr);
store_step pg_next(void *cursor, err *reterr);
bool pg_column(void *cursor, int column, store_value *ret_value);
void pg_close(void *cursor);

/* ---- statement.c ---------------------------------------------------------------------------- */

enum { PG_NAME_SIZE = 16 };
/* Finds the query's place and name; prepares it if this connection has not seen it. */
WARN_UNUSED bool pg_statement_find(
    pg_link *link, const store_query *q, char name[PG_NAME_SIZE], pg_statement **ret, err *reterr);
/* Sends a query with one row of values; the answer is to be waited for. */
WARN_UNUSED bool pg_statement_send(
    pg_link *link, const store_query *q, const store_value *in, err *reterr);

/* ---- pg.c, copy.c --------------------------------------------------------------------------- */

/* Rows for an insert that takes arrays. */
typedef struct pg_rows {
    const Oid *types; /* one a column */
    const store_cell *cells;
    int column_count;
    int row_count;
} pg_rows;

/* Sends rows through a prepared insert that takes arrays, in pieces of PG_ROWS_MAX. */
WARN_UNUSED bool pg_rows_send(pg_link *link, const char *statement_name, pg_rows rows, err *reterr);
bool pg_backup(void *self, const char *path, err *reterr);
bool pg_restore(void *self, const char *path, err *reterr);

#endif
