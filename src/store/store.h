/* The store: one interface over two native drivers (store/sqlite, store/pg). Queries are named
 * texts from .sql files, compiled to constants by tools/sqlgen; no SQL is put together from
 * strings.  A connection belongs to one thread at a time.  Only the writer begins and commits; a
 * domain's apply() gets a store_txn, adds rows to its buffers (store_put) and, if it must, runs
 * single statements (store_run).
 *
 * Buffers and refusal.  store_put keeps rows in memory; they reach the database at store_flush in
 * one multi-row insert per query.  A change that is refused is undone by store_undo to the mark
 * taken before it: normally the buffers are just truncated; if rows of this change had already
 * reached the database (a store_run or store_read in it), a savepoint opened lazily at the mark is
 * rolled back.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_STORE_STORE_H
#define NUAN_STORE_STORE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

/* ---- values and queries --------------------------------------------------------------------- */

typedef enum store_kind { STORE_NULL, STORE_INT, STORE_TEXT, STORE_BYTES } store_kind;

typedef struct store_value {
    store_kind kind;
    int64_t number;
    span bytes; /* text or bytes; kept by the caller during the call only */
} store_value;

/* Values of parameters and columns; texts and bytes are not copied. */
static inline store_value store_null(void)
{
    return (store_value){ .kind = STORE_NULL };
}
static inline store_value store_int(int64_t number)
{
    return (store_value){ .kind = STORE_INT, .number = number };
}
static inline store_value store_text(span s)
{
    return (store_value){ .kind = STORE_TEXT, .bytes = s };
}
static inline store_value store_bytes(span s)
{
    return (store_value){ .kind = STORE_BYTES, .bytes = s };
}

typedef struct store_effect store_effect;
/* One named query, made by tools/sqlgen from `-- name: org_find` in a .sql file as the constant
 * ORG_FIND. Parameters are $1..$n.  An insert of the form `INSERT INTO t (..) VALUES ($1, .., $n)
 * [tail]` also carries its parts, so that the PostgreSQL driver can send many rows at once.
 * What writes carries its effect: how the rows that it touches are seen (store_protect). */
typedef struct store_query {
    const char *name;
    const char *text;
    int param_count;
    bool writes;
    const char *insert_head; /* up to and including VALUES; NULL if not such an insert */
    const char *insert_tail; /* behind the tuple: "" or " ON CONFLICT .." */
    const store_effect *effect;
} store_query;

typedef enum store_effect_kind { STORE_ADDS, STORE_CHANGES, STORE_CUTS } store_effect_kind;

struct store_effect {
    int table; /* its place among all tables, by name */
    store_effect_kind kind;
    const uint8_t *places;     /* plain insert: the parameter of each column, from 1; 0 for NULL */
    const store_query *before; /* reads the rows as they were; NULL: they were not there */
    const uint8_t *takes;      /* parameters of the query that `before` takes, from 0 */
    const store_query *after;  /* the query, returning what it added, changed or cut */
};

/* ---- opening -------------------------------------------------------------------------------- */

typedef struct store store;           /* a database: driver, place, connections */
typedef struct store_conn store_conn; /* one connection, of one thread at a time */

typedef enum store_mode { STORE_READ, STORE_WRITE } store_mode;

/* The engines; a driver's file exports one constant (store_sqlite, store_pg) and main hands them
 * down. */
typedef struct store_driver store_driver;

/* Opens a database.  `where` is the path of a SQLite file or a postgresql:// address; `driver` fits
 * it. Creates nothing.  Owner: the process. */
WARN_UNUSED bool store_open(
    const store_driver *driver, const char *where, store **ret_store, err *reterr);
void store_close(store *s);
/* Keeps fingerprints of all tables under this key from now on: each commit also writes, sealed, the
 * keyed sum over the rows of every table, so that store_fingerprints_check finds any row that was
 * altered, cut or added behind the store's back.  Before the first connection. */
void store_protect(store *s, const uint8_t key[32]);
const char *store_engine(const store *s); /* "sqlite" or "postgresql" */
WARN_UNUSED bool store_connect(store *s, store_mode mode, store_conn **ret_conn, err *reterr);
void store_disconnect(store_conn *c); /* accepts NULL */
/* On PostgreSQL: takes the lock of the one writer on this connection (held until it ends).  On
 * SQLite the lock file of the data folder does that, and this returns true.  Errors: ERR_CONFLICT
 * another writer is at work. */
WARN_UNUSED bool store_writer_claim(store_conn *c, err *reterr);

/* ---- migrations ----------------------------------------------------------------------------- */

/* Brings the schema up to what this program knows: each numbered file of store/migration in one
 * transaction, its digest recorded in schema_version.  Errors: ERR_CONFLICT the database is newer,
 * or a recorded digest differs. */
WARN_UNUSED bool store_migrate(store_conn *c, int64_t now_us, err *reterr);
/* True in *ret_any if the database holds a schema of any version. */
WARN_UNUSED bool store_schema_any(store_conn *c, bool *ret_any, err *reterr);
/* Refuses (ERR_CONFLICT) a database whose schema is not exactly what this program knows; for
 * readers. */
WARN_UNUSED bool store_schema_check(store_conn *c, err *reterr);

/* ---- reading -------------------------------------------------------------------------------- */

typedef struct store_rows {
    store_conn *conn;
    void *cursor; /* driver's */
    bool is_failed;
    err error;
} store_rows;

/* Starts a query.  Close with store_rows_close (also after the last row).  Values of a row live
 * until the next step. */
WARN_UNUSED bool store_query_open(store_conn *c, const store_query *q, const store_value *in,
    int count, store_rows *ret_rows, err *reterr);
/* True while there is a row; false at the end and on failure, which store_rows_close then tells. */
bool store_rows_next(store_rows *r);
int64_t store_rows_int(store_rows *r, int column); /* NULL reads as 0 */
span store_rows_text(store_rows *r, int column);   /* NULL reads as {NULL, 0}; bytes likewise */
bool store_rows_is_null(store_rows *r, int column);
bool store_rows_close(
    store_rows *r, err *reterr); /* accepts a zeroed one; false if a step failed */
/* First column of the first row as an integer; *ret_found is false for no row and for NULL. */
WARN_UNUSED bool store_find_int(store_conn *c, const store_query *q, const store_value *in,
    int count, int64_t *ret, bool *ret_found, err *reterr);

/* Begins (or ends) a stretch of reading in which a connection sees one state of the database,
 * whatever is written meanwhile; many small queries are also cheaper inside.  Short: a second at
 * most, but for verification. */
WARN_UNUSED bool store_snapshot(store_conn *c, bool begins, err *reterr);

/* ---- writing -------------------------------------------------------------------------------- */

enum { STORE_PARTS_MAX = 8 };

typedef struct store_txn store_txn;
/* Memory of domains that lives with the writer (balances, sets of keys): slots named here, filled
 * by main.  They belong to the connection and stay from one transaction to the next. */
typedef enum store_part {
    STORE_PART_LEDGER,
    STORE_PART_DONATION,
    STORE_PART_STATEMENT,
    STORE_PART_ORG,
    STORE_PART_FIGURES,
    STORE_PART_ACCESS,
    STORE_PART_MATCH
} store_part;

/* Begins a write transaction; there is at most one per connection.  `home` holds the buffered rows
 * until the end: it may be used by others, too, but not be reset below what it holds now before the
 * commit or rollback. */
WARN_UNUSED bool store_begin(store_conn *c, arena *home, store_txn **ret_txn, err *reterr);
/* Flushes and commits; durable when it returns true.  After false the transaction is rolled back;
 * ERR_STORE with *ret_unknown (if not NULL) true means that the outcome is not known (connection
 * lost during commit). */
WARN_UNUSED bool store_commit(store_txn *txn, bool *ret_unknown, err *reterr);
void store_rollback(store_txn *txn); /* accepts NULL */
store_conn *store_txn_conn(store_txn *txn);
void *store_txn_part(store_txn *txn, store_part part);
void store_txn_part_set(store_txn *txn, store_part part, void *memory);

/* Adds a row for an insert (one with an insert_head); values are copied into the transaction's
 * arena.  Rows that an ON CONFLICT DO UPDATE could meet twice in one flush must be merged by the
 * caller: PostgreSQL refuses them.
 * Errors: ERR_MEMORY. */
WARN_UNUSED bool store_put(
    store_txn *txn, const store_query *insert, const store_value *values, int count, err *reterr);
/* Marks the start of a change; store_undo takes back all that came since.  One mark is open at a
 * time: the next one accepts what came before it.  store_undo returns false when more than this
 * change is lost (a statement failed on rows of the changes before it, or the connection is gone):
 * then the transaction can only be rolled back. */
WARN_UNUSED bool store_mark(store_txn *txn, err *reterr);
WARN_UNUSED bool store_undo(store_txn *txn, err *reterr);
/* Sends all buffered rows, in the order in which their queries were first used. */
WARN_UNUSED bool store_flush(store_txn *txn, err *reterr);
/* Flushes, then runs one statement now.  *ret_changed (may be NULL): rows changed.
 * Errors: ERR_CONFLICT a unique or check constraint refused it. */
WARN_UNUSED bool store_run(store_txn *txn, const store_query *q, const store_value *in, int count,
    int64_t *ret_changed, err *reterr);
/* Rows as a change finds and leaves them, in the values of the plain insert of their table. */
typedef struct store_known {
    const store_query *insert;
    const store_value *before, *after; /* row by row */
    int row_count;
} store_known;
/* The same of an update whose rows the caller read in this transaction: they are not read again for
 * their fingerprints.  Errors: ERR_STALE it changed another number of rows. */
WARN_UNUSED bool store_run_known(store_txn *txn, const store_query *q, const store_value *in,
    int count, const store_known *known, err *reterr);
/* Flushes, then reads: sees what this transaction wrote. */
WARN_UNUSED bool store_read(store_txn *txn, const store_query *q, const store_value *in, int count,
    store_rows *ret_rows, err *reterr);
/* Reads without flushing: sees what was flushed; for tables whose buffered rows the caller knows
 * itself. */
WARN_UNUSED bool store_look(store_txn *txn, const store_query *q, const store_value *in, int count,
    store_rows *ret_rows, err *reterr);

/* ---- whole database ------------------------------------------------------------------------- */

/* Writes a consistent copy of the database to a new file (SQLite: VACUUM INTO; PostgreSQL: a
 * portable dump of all tables in our own format, see store/README.md). */
WARN_UNUSED bool store_backup(store_conn *c, const char *path, err *reterr);
/* Reads such a copy into a database whose schema is up to date and whose tables are empty, in one
 * transaction. PostgreSQL only: on SQLite the copy is itself a database, restoring is to put the
 * file in place.
 * Errors: ERR_CONFLICT tables are not empty, or another schema; ERR_DAMAGE the file is cut or
 * altered. */
WARN_UNUSED bool store_restore(store_conn *c, const char *path, err *reterr);
/* Counts every table and compares it with its fingerprint.  `tell` gets each table that differs:
 * with the key of the row, as text, when a single row explains the difference, else with NULL, and
 * by how many rows the table is too long (negative: too short; 0: rows were changed).  The store
 * must be protected.
 * Errors: ERR_DAMAGE something differs; the fingerprints are missing or altered. */
typedef void store_table_tell(void *self, const char *table, const char *key, int64_t rows);
WARN_UNUSED bool store_fingerprints_check(
    store_conn *c, store_table_tell *tell, void *self, err *reterr);
/* The engine's own integrity check; ERR_DAMAGE with its first complaint. */
WARN_UNUSED bool store_integrity(store_conn *c, err *reterr);

#endif
