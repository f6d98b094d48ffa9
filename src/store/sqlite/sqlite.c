/* SQLite as an engine of the store.
 * Statements are prepared once a connection and found by the address of their query.  `$1` is a
 * name to SQLite, not a number, so the place of each parameter is looked up when the statement is
 * prepared.  Rows of a batch are bound many at a time to one wide statement, those left over one by
 * one; their texts stay where the store buffered them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite/sqlite.h"

#include "store/driver.h"
#include "store/sqlite/checkpoint_in.h"
#include "sys/sys.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum {
    BUSY_WAIT_MS = 5000, /* another process checkpoints or copies */
    SPARE_MAX = STORE_CURSORS_MAX,
    PRAGMA_MAX = 16,
    WIDE_ROWS = 32, /* rows of a wide insert */
    WIDE_PARAMS_MAX = 1024
};

/* A prepared query; also the cursor of a query that runs. */
typedef struct statement {
    const store_query *query;
    sqlite3_stmt *inner;
    sqlite3_stmt *wide; /* an insert of many rows, once it was needed */
    int wide_rows;
    struct sqlite_link *link;
    bool is_open;  /* a cursor stands on it */
    bool is_spare; /* prepared for one use, because the kept one was open or the table is full */
    uint8_t place[STORE_PARAMS_MAX]; /* SQLite's index of $1.., 0: not used in the text */
} statement;

typedef struct sqlite_link {
    sqlite3 *db;
    store_mode mode;
    int kept_count;
    statement kept[STORE_STATEMENTS_MAX]; /* open addressing by the query's address */
    statement spare[SPARE_MAX];
    checkpointer checkpoints; /* of a writing link */
} sqlite_link;

#define STATEMENT(variable, sql, is_writing)                                                       \
    static const store_query variable = { .name = #variable, .text = sql, .writes = is_writing }

STATEMENT(BEGIN, "BEGIN IMMEDIATE", true);
STATEMENT(COMMIT, "COMMIT", true);
STATEMENT(ROLLBACK, "ROLLBACK", true);
STATEMENT(POINT_SET, "SAVEPOINT change", true);
STATEMENT(POINT_KEEP, "RELEASE change", true);
STATEMENT(POINT_UNDO, "ROLLBACK TO change", true);
STATEMENT(HAS_SCHEMA,
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'", false);
STATEMENT(JOURNAL, "PRAGMA journal_mode", false);
STATEMENT(INTEGRITY, "PRAGMA integrity_check(1)", false);
static const store_query COPY_INTO = {
    .name = "COPY_INTO", .text = "VACUUM INTO $1", .param_count = 1, .writes = true
};

/* Says why SQLite failed, in words that an operator can act on. */
static bool sqlite_err(sqlite3 *db, int code, err *reterr)
{
    const char *text = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    switch (code & 0xFF) {
    case SQLITE_CONSTRAINT:
        if (code == SQLITE_CONSTRAINT_DATATYPE)
            return err_set(reterr, ERR_STORE, N_("a value has the wrong type: %s"), text);
        return err_set(reterr, ERR_CONFLICT, N_("the database refused a row: %s"), text);
    case SQLITE_FULL:
        err_set(reterr, ERR_STORE, N_("the disk is full"));
        return err_hint(reterr, N_("make room on the disk, then try again"));
    case SQLITE_IOERR:
        err_set(reterr, ERR_STORE, N_("the disk failed or is full: %s"), sqlite3_errstr(code));
        return err_hint(reterr, N_("look at the free room and the health of the disk"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        err_set(reterr, ERR_DAMAGE, N_("the database file is damaged: %s"), text);
        return err_hint(reterr, N_("restore the last backup"));
    case SQLITE_NOMEM: return err_set(reterr, ERR_MEMORY, N_("out of memory"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return err_set(reterr, ERR_STORE, N_("the database is busy"));
    default: return err_set(reterr, ERR_STORE, N_("the database failed: %s"), text);
    }
}

/* ---- statements ----------------------------------------------------------------------------- */

/* A statement that alters many rows would keep a copy of each page that it alters, so as to undo
 * itself alone when a row is refused.  Nobody needs that: what failed is undone with its change or
 * its transaction (store_txn_fail). */
#define UPDATE_WORD "UPDATE "
#define INSERT_WORD "INSERT "
#define OR_FAIL "OR FAIL "

static int text_prepare(sqlite_link *link, const char *text, unsigned int flags, sqlite3_stmt **ret)
{
    if (strncmp(text, UPDATE_WORD, strlen(UPDATE_WORD)) != 0)
        return sqlite3_prepare_v3(link->db, text, -1, flags, ret, NULL);
    char *made = sqlite3_mprintf("%s%s%s", UPDATE_WORD, OR_FAIL, text + strlen(UPDATE_WORD));
    if (!made)
        return SQLITE_NOMEM;
    int code = sqlite3_prepare_v3(link->db, made, -1, flags, ret, NULL);
    sqlite3_free(made);
    return code;
}

static bool statement_prepare(sqlite_link *link, const store_query *q, statement *s, err *reterr)
{
    sqlite3_stmt *inner = NULL;
    unsigned int flags = s->is_spare ? 0 : SQLITE_PREPARE_PERSISTENT;
    int code = text_prepare(link, q->text, flags, &inner);
    if (code != SQLITE_OK)
        return sqlite_err(link->db, code, reterr);
    s->query = q;
    s->inner = inner;
    s->link = link;
    for (int i = 0; i < q->param_count; i++) {
        char name[16];
        snprintf(name, sizeof name, "$%d", i + 1);
        s->place[i] = (uint8_t)sqlite3_bind_parameter_index(inner, name);
    }
    return true;
}

/* A statement for one use: the kept one is open, or there is no place for another. */
static bool spare_find(sqlite_link *link, const store_query *q, statement **ret, err *reterr)
{
    for (int i = 0; i < SPARE_MAX; i++) {
        statement *s = &link->spare[i];
        if (s->inner)
            continue;
        s->is_spare = true;
        if (!statement_prepare(link, q, s, reterr))
            return false;
        *ret = s;
        return true;
    }
    return err_set(reterr, ERR_STORE, N_("too many queries are open on one connection"));
}

static bool statement_find(sqlite_link *link, const store_query *q, statement **ret, err *reterr)
{
    assert(q->param_count <= STORE_PARAMS_MAX);
    size_t slot = (size_t)(((uintptr_t)q >> 4) * 0x9E3779B1u) % STORE_STATEMENTS_MAX;
    while (link->kept[slot].query && link->kept[slot].query != q)
        slot = (slot + 1) % STORE_STATEMENTS_MAX;
    statement *s = &link->kept[slot];
    if (!s->query) {
        if (link->kept_count >= STORE_STATEMENTS_MAX / 4 * 3)
            return spare_find(link, q, ret, reterr);
        if (!statement_prepare(link, q, s, reterr))
            return false;
        link->kept_count++;
    }
    if (s->is_open)
        return spare_find(link, q, ret, reterr);
    *ret = s;
    return true;
}

/* Makes the statement ready for its next use; values that were bound are let go. */
static void statement_rest(statement *s)
{
    s->is_open = false;
    if (s->is_spare) {
        sqlite3_finalize(s->inner);
        *s = (statement){ 0 };
        return;
    }
    sqlite3_reset(s->inner);
    sqlite3_clear_bindings(s->inner);
}

static int bind_bytes(
    statement *s, int place, uint32_t kind, span bytes, sqlite3_destructor_type life)
{
    const char *at = bytes.size > 0 ? bytes.at : "";
    if (kind == STORE_TEXT)
        return sqlite3_bind_text(s->inner, place, at, (int)bytes.size, life);
    return sqlite3_bind_blob(s->inner, place, at, (int)bytes.size, life);
}

static bool values_bind(
    statement *s, const store_value *in, sqlite3_destructor_type life, err *reterr)
{
    for (int i = 0; i < s->query->param_count; i++) {
        assert(in[i].bytes.size <= INT32_MAX);
        int place = s->place[i];
        int code = in[i].kind == STORE_NULL  ? sqlite3_bind_null(s->inner, place)
                   : in[i].kind == STORE_INT ? sqlite3_bind_int64(s->inner, place, in[i].number)
                                             : bind_bytes(s, place, in[i].kind, in[i].bytes, life);
        if (code != SQLITE_OK)
            return sqlite_err(s->link->db, code, reterr);
    }
    return true;
}

/* ---- running -------------------------------------------------------------------------------- */

static bool sqlite_run(
    void *self, const store_query *q, const store_value *in, int64_t *ret_changed, err *reterr)
{
    sqlite_link *link = self;
    statement *s = NULL;
    if (!statement_find(link, q, &s, reterr))
        return false;
    bool is_done = values_bind(s, in, SQLITE_STATIC, reterr);
    if (is_done) {
        int code = SQLITE_ROW;
        while (code == SQLITE_ROW) /* bounded by the rows that the statement touches */
            code = sqlite3_step(s->inner);
        is_done = code == SQLITE_DONE || sqlite_err(link->db, code, reterr);
    }
    if (is_done && ret_changed)
        *ret_changed = q->writes ? sqlite3_changes64(link->db) : 0;
    statement_rest(s);
    return is_done;
}

/* The parameters of an insert are numbered in their order, also in a wide one. */
static int cells_bind(sqlite3_stmt *inner, const store_cell *cell, int count)
{
    int code = SQLITE_OK;
    for (int place = 1; place <= count && code == SQLITE_OK; place++, cell++) {
        switch (cell->kind) {
        case STORE_INT: code = sqlite3_bind_int64(inner, place, cell->number); break;
        case STORE_TEXT:
            code = sqlite3_bind_text(inner, place, cell->at, (int)cell->size, SQLITE_STATIC);
            break;
        case STORE_BYTES:
            code = sqlite3_bind_blob(inner, place, cell->at, (int)cell->size, SQLITE_STATIC);
            break;
        default: code = sqlite3_bind_null(inner, place);
        }
    }
    return code;
}

/* The insert with its tuple many times: a row costs half of what it costs in a statement of its
 * own. */
static int wide_prepare(statement *s)
{
    const store_query *q = s->query;
    int fit = WIDE_PARAMS_MAX / q->param_count;
    s->wide_rows = fit < WIDE_ROWS ? fit : WIDE_ROWS;
    sqlite3_str *text = sqlite3_str_new(s->link->db);
    bool is_plain = q->insert_tail[0] == '\0';
    assert(strncmp(q->insert_head, INSERT_WORD, strlen(INSERT_WORD)) == 0);
    sqlite3_str_appendf(
        text, "%s%s%s", INSERT_WORD, is_plain ? OR_FAIL : "", q->insert_head + strlen(INSERT_WORD));
    for (int row = 0; row < s->wide_rows; row++) {
        sqlite3_str_appendall(text, row == 0 ? "(?" : "), (?");
        for (int i = 1; i < q->param_count; i++)
            sqlite3_str_appendall(text, ", ?");
    }
    sqlite3_str_appendf(text, ")%s", q->insert_tail);
    char *made = sqlite3_str_finish(text);
    if (!made)
        return SQLITE_NOMEM;
    int code = sqlite3_prepare_v3(s->link->db, made, -1, SQLITE_PREPARE_PERSISTENT, &s->wide, NULL);
    sqlite3_free(made);
    return code;
}

/* Binds `cell_count` cells and runs the insert to its end. */
static int cells_insert(sqlite3_stmt *inner, const store_cell *cells, int cell_count)
{
    int code = cells_bind(inner, cells, cell_count);
    if (code != SQLITE_OK)
        return code;
    while ((code = sqlite3_step(inner)) == SQLITE_ROW)
        continue;
    return code == SQLITE_DONE ? sqlite3_reset(inner) : code;
}

/* Inserts as many rows as fill wide statements; *ret_rows of them. */
static int wide_insert(statement *s, const store_cell *cells, int row_count, int *ret_rows)
{
    int code = SQLITE_OK;
    *ret_rows = 0;
    if (row_count < WIDE_ROWS || s->is_spare)
        return code;
    if (!s->wide)
        code = wide_prepare(s);
    int width = s->wide_rows * s->query->param_count;
    for (; code == SQLITE_OK && row_count - *ret_rows >= s->wide_rows; cells += width) {
        code = cells_insert(s->wide, cells, width);
        *ret_rows += s->wide_rows;
    }
    if (s->wide) {
        sqlite3_reset(s->wide);
        sqlite3_clear_bindings(s->wide);
    }
    return code;
}

static bool sqlite_insert(
    void *self, const store_query *q, const store_cell *cells, int row_count, err *reterr)
{
    sqlite_link *link = self;
    statement *s = NULL;
    if (!statement_find(link, q, &s, reterr))
        return false;
    assert(q->param_count > 0 && s->place[q->param_count - 1] == q->param_count);
    int row = 0;
    int code = wide_insert(s, cells, row_count, &row);
    for (; row < row_count && code == SQLITE_OK; row++)
        code = cells_insert(s->inner, cells + (size_t)row * (size_t)q->param_count, q->param_count);
    bool is_done = code == SQLITE_OK || sqlite_err(link->db, code, reterr);
    statement_rest(s);
    return is_done;
}

static bool sqlite_query(
    void *self, const store_query *q, const store_value *in, void **ret_cursor, err *reterr)
{
    statement *s = NULL;
    if (!statement_find(self, q, &s, reterr))
        return false;
    if (!values_bind(s, in, SQLITE_TRANSIENT, reterr)) {
        statement_rest(s);
        return false;
    }
    s->is_open = true;
    *ret_cursor = s;
    return true;
}

static store_step sqlite_next(void *cursor, err *reterr)
{
    statement *s = cursor;
    int code = sqlite3_step(s->inner);
    if (code == SQLITE_ROW)
        return STORE_STEP_ROW;
    if (code == SQLITE_DONE)
        return STORE_STEP_END;
    sqlite_err(s->link->db, code, reterr);
    return STORE_STEP_FAILED;
}

static bool sqlite_column(void *cursor, int column, store_value *ret_value)
{
    const statement *s = cursor;
    assert(column < sqlite3_data_count(s->inner));
    switch (sqlite3_column_type(s->inner, column)) {
    case SQLITE_NULL: *ret_value = store_null(); return true;
    case SQLITE_INTEGER:
        *ret_value = store_int(sqlite3_column_int64(s->inner, column));
        return true;
    case SQLITE_TEXT: {
        const char *at = (const char *)sqlite3_column_text(s->inner, column);
        *ret_value = store_text((span){ at, (size_t)sqlite3_column_bytes(s->inner, column) });
        return true;
    }
    case SQLITE_BLOB: {
        const char *at = sqlite3_column_blob(s->inner, column);
        *ret_value =
            store_bytes((span){ at ? at : "", (size_t)sqlite3_column_bytes(s->inner, column) });
        return true;
    }
    default: return false;
    }
}

static void sqlite_close(void *cursor)
{
    statement_rest(cursor);
}

/* ---- transactions --------------------------------------------------------------------------- */

static bool sqlite_begin(void *self, err *reterr)
{
    return sqlite_run(self, &BEGIN, NULL, NULL, reterr);
}

static void sqlite_rollback(void *self)
{
    sqlite_link *link = self;
    err ignored = { 0 };
    /* SQLite rolls back by itself when the disk is full; then nothing is open any more. */
    if (!sqlite3_get_autocommit(link->db))
        sqlite_run(link, &ROLLBACK, NULL, NULL, &ignored);
}

static bool sqlite_commit(void *self, bool *ret_unknown, err *reterr)
{
    sqlite_link *link = self;
    if (sqlite_run(link, &COMMIT, NULL, NULL, reterr))
        return true;
    /* A failed sync may leave a whole commit in the log, which a restart would find. */
    *ret_unknown = (sqlite3_extended_errcode(link->db) & 0xFF) == SQLITE_IOERR;
    sqlite_rollback(link);
    return false;
}

static bool sqlite_point(void *self, store_point what, err *reterr)
{
    if (what == STORE_POINT_SET)
        return sqlite_run(self, &POINT_SET, NULL, NULL, reterr);
    if (what == STORE_POINT_UNDO && !sqlite_run(self, &POINT_UNDO, NULL, NULL, reterr))
        return false;
    return sqlite_run(self, &POINT_KEEP, NULL, NULL, reterr);
}

/* The lock file of the data folder keeps a second writer out. */
static bool sqlite_claim(void *self, err *reterr)
{
    (void)self;
    (void)reterr;
    return true;
}

/* ---- opening -------------------------------------------------------------------------------- */

static const char *const WRITER_PRAGMAS[PRAGMA_MAX] = {
    "PRAGMA page_size = 4096",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -32768",
    "PRAGMA secure_delete = ON", /* an erasure leaves nothing in free pages */
    "PRAGMA foreign_keys = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
};
static const char *const READER_PRAGMAS[PRAGMA_MAX] = {
    "PRAGMA query_only = ON",
    "PRAGMA cache_size = -8192",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
};

static bool text_run(sqlite_link *link, const char *text, err *reterr)
{
    int code = sqlite3_exec(link->db, text, NULL, NULL, NULL);
    return code == SQLITE_OK || sqlite_err(link->db, sqlite3_extended_errcode(link->db), reterr);
}

/* Runs a pragma that answers one word; another word than `expected` is an error that names it. */
static bool answer_is(sqlite_link *link, const store_query *q, const char *expected, err_code code,
    const char *message, err *reterr)
{
    void *cursor = NULL;
    if (!sqlite_query(link, q, NULL, &cursor, reterr))
        return false;
    store_value said = store_null();
    store_step step = sqlite_next(cursor, reterr);
    bool is_same =
        step == STORE_STEP_ROW && sqlite_column(cursor, 0, &said) && span_is(said.bytes, expected);
    if (!is_same && step != STORE_STEP_FAILED)
        err_set(reterr, code, message, SPAN_PRINT(said.bytes));
    sqlite_close(cursor);
    return is_same;
}

static bool link_prepare(sqlite_link *link, err *reterr)
{
    sqlite3_busy_timeout(link->db, BUSY_WAIT_MS);
    sqlite3_db_config(link->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(link->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(link->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    const char *const *pragmas = link->mode == STORE_WRITE ? WRITER_PRAGMAS : READER_PRAGMAS;
    for (int i = 0; i < PRAGMA_MAX && pragmas[i]; i++)
        if (!text_run(link, pragmas[i], reterr))
            return false;
    /* Readers come behind the writer that made the file; a copy that was never opened for writing
     * is fine. */
    return link->mode == STORE_READ || answer_is(link, &JOURNAL, "wal", ERR_STORE,
                                           N_("the file system of the data folder allows no "
                                              "write-ahead log (journal mode %.*s)"),
                                           reterr);
}

static void sqlite_disconnect(void *self)
{
    sqlite_link *link = self;
    checkpointer_close(&link->checkpoints);
    for (int i = 0; i < STORE_STATEMENTS_MAX; i++) {
        sqlite3_finalize(link->kept[i].inner);
        sqlite3_finalize(link->kept[i].wide);
    }
    for (int i = 0; i < SPARE_MAX; i++)
        sqlite3_finalize(link->spare[i].inner);
    sqlite3_close_v2(link->db);
}

/* SQLite would count every piece of memory under one lock of all threads, for nobody. */
static void library_prepare(void)
{
    static atomic_flag is_done = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&is_done))
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static bool sqlite_connect(
    const char *where, store_mode mode, arena *home, void **ret_link, err *reterr)
{
    library_prepare();
    /* SQLite would make the file readable for all; its log takes over the mode of the file. */
    if (mode == STORE_WRITE && !sys_file_exists(where) &&
        !sys_file_write(where, (span){ NULL, 0 }, 0600, reterr))
        return false;
    sqlite_link *link = ARENA_NEW(home, sqlite_link, 1);
    if (!link)
        return err_set(reterr, ERR_MEMORY, N_("out of memory"));
    link->mode = mode;
    int flags = (mode == STORE_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(where, &link->db, flags, NULL);
    bool is_open = code == SQLITE_OK;
    if (code == SQLITE_CANTOPEN)
        err_set(reterr, sys_file_exists(where) ? ERR_STORE : ERR_ABSENT,
            N_("cannot open the database file %s"), where);
    else if (!is_open)
        sqlite_err(link->db, code, reterr);
    if (!is_open || !link_prepare(link, reterr)) {
        sqlite_disconnect(link);
        return false;
    }
    if (mode == STORE_WRITE)
        checkpointer_open(&link->checkpoints, link->db);
    *ret_link = link;
    return true;
}

/* ---- whole database ------------------------------------------------------------------------- */

static bool sqlite_script(void *self, const char *text, err *reterr)
{
    return text_run(self, text, reterr);
}

static bool sqlite_snapshot(void *self, bool begins, err *reterr)
{
    return text_run(self, begins ? "BEGIN" : "COMMIT", reterr);
}

static bool sqlite_backup(void *self, const char *path, err *reterr)
{
    sqlite_link *link = self;
    if (sys_file_exists(path))
        return err_set(reterr, ERR_CONFLICT, N_("the file %s is there already"), path);
    if (!sys_file_write(path, (span){ NULL, 0 }, 0600, reterr))
        return false;
    /* query_only would refuse the writing of the copy, too; the file itself is open for reading
     * only. */
    bool is_reader = link->mode == STORE_READ;
    const store_value in[] = { store_text(span_of(path)) };
    bool is_done = (!is_reader || text_run(link, "PRAGMA query_only = OFF", reterr)) &&
                   sqlite_run(link, &COPY_INTO, in, NULL, reterr);
    err ignored = { 0 };
    if (is_reader)
        text_run(link, "PRAGMA query_only = ON", &ignored);
    if (!is_done)
        (void)!sys_file_remove(path, &ignored);
    return is_done;
}

static bool sqlite_restore(void *self, const char *path, err *reterr)
{
    (void)self;
    err_set(reterr, ERR_INPUT, N_("%s is a copy for PostgreSQL's restore; this database is a file"),
        path);
    return err_hint(reterr, N_("put the copy in place of the database file"));
}

static bool sqlite_integrity(void *self, err *reterr)
{
    return answer_is(
        self, &INTEGRITY, "ok", ERR_DAMAGE, N_("the database file is damaged: %.*s"), reterr);
}

const store_driver store_sqlite = {
    .engine = "sqlite",
    .link_size = sizeof(sqlite_link) + 64,
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .claim = sqlite_claim,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .point = sqlite_point,
    .insert = sqlite_insert,
    .run = sqlite_run,
    .query = sqlite_query,
    .next = sqlite_next,
    .column = sqlite_column,
    .close = sqlite_close,
    .script = sqlite_script,
    .has_schema = &HAS_SCHEMA,
    .backup = sqlite_backup,
    .restore = sqlite_restore,
    .integrity = sqlite_integrity,
    .snapshot = sqlite_snapshot,
};
