/* Copies of a whole database in a file of our own, the same for every PostgreSQL (format:
 * README.md). Written from one snapshot, read in one transaction; a digest at the end tells a cut
 * or altered file. Names of tables and columns come from the catalogue or from the file, and are
 * only ever letters, digits and _.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/pg/pg_in.h"

#include "store/pg/pg.h"

#include "base/buffer.h"
#include "crypt/crypt.h"
#include "pg_sql.h"
#include "sys/sys.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char MAGIC[] = "nuan copy 1\n";

enum {
    MAGIC_SIZE = sizeof MAGIC - 1,
    NAME_MAX_SIZE = 63,
    TABLES_MAX = 256,
    ROWS_MEMORY = 32 * 1024 * 1024,
    FILE_BUFFER = 256 * 1024
};

static bool name_is_plain(span name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.at[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return name.size > 0 && name.size <= NAME_MAX_SIZE;
}

/* Puts a statement together from constants and one checked name; runs it. */
static PGresult *named_run(
    pg_link *link, const char *before, span name, const char *after, err *reterr)
{
    char text[256];
    assert(name_is_plain(name));
    int size = snprintf(text, sizeof text, "%s%.*s%s", before, SPAN_PRINT(name), after);
    assert(size > 0 && (size_t)size < sizeof text);
    if (!pg_free(link, reterr))
        return NULL;
    if (!PQsendQueryParams(link->conn, text, 0, NULL, NULL, NULL, NULL, 1)) {
        pg_lost(link, reterr);
        return NULL;
    }
    return pg_answer(link, PG_WAIT_LONG_S, reterr);
}

static bool named_do(pg_link *link, const char *before, span name, const char *after, err *reterr)
{
    PGresult *result = named_run(link, before, name, after, reterr);
    PQclear(result);
    return result != NULL;
}

/* ---- writing -------------------------------------------------------------------------------- */

typedef struct copy_out {
    FILE *file;
    crypt_hasher hash;
    bool is_full;
} copy_out;

static void out_bytes(copy_out *out, const char *at, size_t size)
{
    if (size == 0)
        return;
    crypt_hasher_add(&out->hash, (span){ at, size });
    out->is_full = out->is_full || fwrite(at, 1, size, out->file) != size;
}

static void out_number(copy_out *out, uint64_t number, int size)
{
    char bytes[8];
    pg_number_put(bytes, number, size);
    out_bytes(out, bytes, (size_t)size);
}

static void out_name(copy_out *out, const char *name)
{
    size_t size = strlen(name);
    out_number(out, size, 2);
    out_bytes(out, name, size);
}

/* The kind of a column in the file; 0 for a type that a copy does not know. */
static char kind_of(Oid type)
{
    return type == PG_INT8 ? 'i' : type == PG_TEXT ? 't' : type == PG_BYTEA ? 'b' : 0;
}

static Oid type_of(char kind)
{
    return kind == 'i' ? PG_INT8 : kind == 't' ? PG_TEXT : kind == 'b' ? PG_BYTEA : 0;
}

static bool out_head(copy_out *out, span table, const PGresult *result, err *reterr)
{
    int count = PQnfields(result);
    out_bytes(out, "T", 1);
    out_number(out, table.size, 2);
    out_bytes(out, table.at, table.size);
    out_number(out, (uint64_t)count, 2);
    for (int i = 0; i < count; i++) {
        char kind = kind_of(PQftype(result, i));
        if (!kind)
            return err_set(reterr, ERR_STORE,
                N_("column %s of table %.*s has a type that a copy does not know"),
                PQfname(result, i), SPAN_PRINT(table));
        out_bytes(out, &kind, 1);
        out_name(out, PQfname(result, i));
    }
    return true;
}

static void out_rows(copy_out *out, const PGresult *result)
{
    for (int row = 0; row < PQntuples(result); row++) {
        out_bytes(out, "R", 1);
        for (int i = 0; i < PQnfields(result); i++) {
            bool is_null = PQgetisnull(result, row, i);
            int size = PQgetlength(result, row, i);
            out_number(out, is_null ? UINT32_MAX : (uint64_t)size, 4);
            if (!is_null)
                out_bytes(out, PQgetvalue(result, row, i), (size_t)size);
        }
    }
}

static bool out_table(pg_link *link, copy_out *out, span table, err *reterr)
{
    if (!named_do(link, "DECLARE copied NO SCROLL CURSOR FOR SELECT * FROM ", table, "", reterr))
        return false;
    uint64_t row_count = 0;
    for (bool is_first = true, is_more = true; is_more; is_first = false) {
        PGresult *result = named_run(link, "FETCH 2048 FROM ", (span)SPAN("copied"), "", reterr);
        if (!result)
            return false;
        if (is_first && !out_head(out, table, result, reterr)) {
            PQclear(result);
            return false;
        }
        out_rows(out, result);
        is_more = PQntuples(result) > 0 && !out->is_full;
        row_count += (uint64_t)PQntuples(result);
        PQclear(result);
    }
    out_bytes(out, "E", 1);
    out_number(out, row_count, 8);
    return named_do(link, "CLOSE ", (span)SPAN("copied"), "", reterr);
}

static bool out_tables(pg_link *link, copy_out *out, err *reterr)
{
    out_bytes(out, MAGIC, MAGIC_SIZE);
    if (!pg_free(link, reterr))
        return false;
    if (!PQsendQueryParams(link->conn, PG_TABLES.text, 0, NULL, NULL, NULL, NULL, 1))
        return pg_lost(link, reterr);
    PGresult *tables = pg_answer(link, PG_WAIT_S, reterr);
    if (!tables)
        return false;
    bool is_done = true;
    for (int i = 0; i < PQntuples(tables) && is_done; i++) {
        span name = { PQgetvalue(tables, i, 0), (size_t)PQgetlength(tables, i, 0) };
        is_done = !name_is_plain(name) || out_table(link, out, name, reterr);
    }
    PQclear(tables);
    out_bytes(out, "Z", 1);
    return is_done;
}

/* All tables from one snapshot, and the digest. */
static bool out_all(pg_link *link, copy_out *out, err *reterr)
{
    if (!pg_text_run(link, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", PG_WAIT_S, reterr))
        return false;
    bool is_done = out_tables(link, out, reterr);
    err ignored = { 0 };
    if (link->conn && !pg_text_run(link, "ROLLBACK", PG_WAIT_S, &ignored))
        pg_link_drop(link);
    crypt_hash digest = crypt_hasher_end(&out->hash);
    out->is_full = out->is_full ||
                   fwrite(digest.bytes, 1, sizeof digest.bytes, out->file) != sizeof digest.bytes;
    return is_done;
}

bool pg_backup(void *self, const char *path, err *reterr)
{
    pg_link *link = self;
    if (sys_file_exists(path))
        return err_set(reterr, ERR_CONFLICT, N_("the file %s is there already"), path);
    /* Made first so that nobody else can read it. */
    if (!pg_link_ready(link, reterr) || !sys_file_write(path, (span){ NULL, 0 }, 0600, reterr))
        return false;
    copy_out out = { .file = fopen(path, "wbe") };
    bool is_done = out.file && crypt_hasher_open(&out.hash, reterr);
    if (is_done) {
        setvbuf(out.file, NULL, _IOFBF, FILE_BUFFER);
        is_done = out_all(link, &out, reterr);
        crypt_hasher_close(&out.hash);
    }
    bool is_closed = out.file && fclose(out.file) == 0;
    if (is_done && (out.is_full || !is_closed))
        is_done = err_set(reterr, ERR_STORE, N_("the file %s could not be written whole"), path);
    else if (!out.file)
        err_set(reterr, ERR_STORE, N_("the file %s could not be written whole"), path);
    err ignored = { 0 };
    if (!is_done)
        (void)!sys_file_remove(path, &ignored);
    return is_done;
}

/* ---- reading -------------------------------------------------------------------------------- */

typedef struct copy_in {
    pg_link *link;
    span rest;
    bool is_cut;
    arena rows;
    int column_count;
    Oid types[STORE_PARAMS_MAX];
    span table;
} copy_in;

static span in_bytes(copy_in *in, uint64_t size)
{
    if (size > in->rest.size) {
        in->is_cut = true;
        return (span){ NULL, 0 };
    }
    span bytes = span_slice(in->rest, 0, size);
    in->rest = span_slice(in->rest, size, in->rest.size);
    return bytes;
}

static uint64_t in_number(copy_in *in, int size)
{
    span bytes = in_bytes(in, (uint64_t)size);
    return in->is_cut ? 0 : pg_number_get(bytes.at, size);
}

static span in_name(copy_in *in)
{
    span name = in_bytes(in, in_number(in, 2));
    in->is_cut = in->is_cut || !name_is_plain(name);
    return name;
}

static bool in_damage(err *reterr)
{
    return err_set(reterr, ERR_DAMAGE, N_("the copy is cut or altered"));
}

static bool in_cell(copy_in *in, Oid type, store_cell *ret_cell)
{
    uint64_t size = in_number(in, 4);
    *ret_cell = (store_cell){ .kind = STORE_NULL };
    if (in->is_cut || size == UINT32_MAX)
        return !in->is_cut;
    span bytes = in_bytes(in, size);
    if (in->is_cut || (type == PG_INT8 && size != 8) || size > INT32_MAX)
        return false;
    if (type == PG_INT8)
        *ret_cell =
            (store_cell){ .kind = STORE_INT, .number = (int64_t)pg_number_get(bytes.at, 8) };
    else
        *ret_cell = (store_cell){ .kind = type == PG_TEXT ? STORE_TEXT : STORE_BYTES,
            .at = bytes.at,
            .size = (uint32_t)size };
    return true;
}

/* Reads the head of a table; *ret_text is the insert that takes its rows as arrays. */
static bool in_head(copy_in *in, const char **ret_text, err *reterr)
{
    arena_reset(&in->rows, 0);
    in->table = in_name(in);
    in->column_count = (int)in_number(in, 2);
    if (in->is_cut || in->column_count < 1 || in->column_count > STORE_PARAMS_MAX)
        return in_damage(reterr);
    buffer numbers = buffer_in(&in->rows, 1024);
    buffer text = buffer_in(&in->rows, 4096);
    buffer_format(&text, "INSERT INTO %.*s (", SPAN_PRINT(in->table));
    for (int i = 0; i < in->column_count; i++) {
        span kind = in_bytes(in, 1);
        span name = in_name(in);
        in->types[i] = in->is_cut ? 0 : type_of(*kind.at);
        if (in->types[i] == 0)
            return in_damage(reterr);
        buffer_format(&text, "%s%.*s", i > 0 ? ", " : "", SPAN_PRINT(name));
        buffer_format(&numbers, "%s$%d", i > 0 ? ", " : "", i + 1);
    }
    buffer_text(&text, ") SELECT * FROM unnest(");
    buffer_add(&text, buffer_span(&numbers));
    buffer_text(&text, ")");
    buffer_byte(&text, '\0');
    *ret_text = buffer_span(&text).at;
    return buffer_check(&numbers, reterr) && buffer_check(&text, reterr);
}

/* Makes sure that the table is there and empty, and prepares its insert. */
static bool in_table_ready(copy_in *in, const char *text, err *reterr)
{
    PGresult *result = named_run(in->link, "SELECT 1 FROM ", in->table, " LIMIT 1", reterr);
    if (!result)
        return false;
    bool is_empty = PQntuples(result) == 0;
    PQclear(result);
    if (!is_empty)
        return err_set(reterr, ERR_CONFLICT,
            N_("table %.*s is not empty; a copy is read into a fresh database"),
            SPAN_PRINT(in->table));
    Oid arrays[STORE_PARAMS_MAX];
    for (int i = 0; i < in->column_count; i++)
        arrays[i] = pg_array_of(in->types[i]);
    if (!pg_free(in->link, reterr))
        return false;
    if (!PQsendPrepare(in->link->conn, "", text, in->column_count, arrays))
        return pg_lost(in->link, reterr);
    result = pg_answer(in->link, PG_WAIT_S, reterr);
    PQclear(result);
    return result != NULL;
}

/* Reads up to PG_ROWS_MAX rows; *ret_is_last when the table ends behind them. */
static bool in_rows(copy_in *in, store_cell *cells, int *ret_count, bool *ret_is_last, err *reterr)
{
    int count = 0;
    for (; count < PG_ROWS_MAX; count++) {
        span tag = in_bytes(in, 1);
        if (in->is_cut || (*tag.at != 'R' && *tag.at != 'E'))
            return in_damage(reterr);
        if (*tag.at == 'E')
            break;
        for (int i = 0; i < in->column_count; i++)
            if (!in_cell(in, in->types[i], &cells[count * in->column_count + i]))
                return in_damage(reterr);
    }
    *ret_is_last = count < PG_ROWS_MAX;
    *ret_count = count;
    return true;
}

/* The recorded migrations must be the same as those of this database. */
static bool in_versions_check(copy_in *in, const store_cell *cells, int count, err *reterr)
{
    int64_t known = 0;
    for (int row = 0; row <= count; row++) {
        const store_cell *cell = cells + row * in->column_count;
        const store_query *q = row < count ? &PG_VERSION_KNOWN : &PG_VERSION_COUNT;
        store_value values[2] = { store_null(), store_null() };
        if (row < count) {
            values[0] = store_int(cell[0].number);
            values[1] = store_bytes((span){ cell[1].at, cell[1].size });
        }
        void *cursor = NULL;
        store_value answer = store_int(0);
        if (!store_pg.query(in->link, q, values, &cursor, reterr))
            return false;
        bool is_answered =
            store_pg.next(cursor, reterr) == STORE_STEP_ROW && store_pg.column(cursor, 0, &answer);
        assert(is_answered);
        store_pg.close(cursor);
        known += row < count ? answer.number : 0;
        if (row == count && (answer.number != count || known != count))
            return err_set(
                reterr, ERR_CONFLICT, N_("the copy has another schema than this database"));
    }
    return true;
}

/* Those of the copy take the place of its own: their times belong to the fingerprint of the
 * table. */
static bool in_versions_replace(
    copy_in *in, const char *text, const store_cell *cells, int count, err *reterr)
{
    return in_versions_check(in, cells, count, reterr) &&
           named_do(in->link, "DELETE FROM ", in->table, "", reterr) &&
           in_table_ready(in, text, reterr);
}

static bool in_table(copy_in *in, err *reterr)
{
    const char *text = NULL;
    if (!in_head(in, &text, reterr))
        return false;
    bool is_versions = span_is(in->table, "schema_version");
    if (!is_versions && !in_table_ready(in, text, reterr))
        return false;
    store_cell *cells =
        ARENA_NEW(&in->rows, store_cell, (size_t)PG_ROWS_MAX * (size_t)in->column_count);
    assert(cells);
    uint64_t row_count = 0;
    for (bool is_last = false; !is_last;) {
        int count = 0;
        if (!in_rows(in, cells, &count, &is_last, reterr))
            return false;
        const pg_rows rows = { in->types, cells, in->column_count, count };
        if ((is_versions && !in_versions_replace(in, text, cells, count, reterr)) ||
            !pg_rows_send(in->link, "", rows, reterr))
            return false;
        row_count += (uint64_t)count;
    }
    if (in_number(in, 8) != row_count || in->is_cut)
        return in_damage(reterr);
    return true;
}

static bool in_tables(copy_in *in, err *reterr)
{
    for (int i = 0; i < TABLES_MAX; i++) {
        span tag = in_bytes(in, 1);
        if (in->is_cut || (*tag.at != 'T' && *tag.at != 'Z'))
            return in_damage(reterr);
        if (*tag.at == 'Z')
            return in->rest.size == 0 || in_damage(reterr);
        if (!in_table(in, reterr))
            return false;
    }
    return in_damage(reterr);
}

/* The digest is checked before anything is believed. */
static bool in_all(pg_link *link, span file, err *reterr)
{
    if (file.size < MAGIC_SIZE + CRYPT_HASH_SIZE || !span_starts(file, (span){ MAGIC, MAGIC_SIZE }))
        return err_set(reterr, ERR_DAMAGE, N_("the file is not a copy of a database"));
    span body = span_slice(file, 0, file.size - CRYPT_HASH_SIZE);
    crypt_hash digest = crypt_sha256(body);
    if (!span_equal(crypt_hash_span(&digest), span_slice(file, body.size, file.size)))
        return in_damage(reterr);
    copy_in in = { .link = link, .rest = span_slice(body, MAGIC_SIZE, body.size) };
    if (!arena_open(&in.rows, ROWS_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("out of memory"));
    bool is_done = store_pg.begin(link, reterr);
    bool is_unknown = false;
    if (is_done && !in_tables(&in, reterr)) {
        store_pg.rollback(link);
        is_done = false;
    } else if (is_done) {
        is_done = store_pg.commit(link, &is_unknown, reterr);
    }
    arena_close(&in.rows);
    return is_done;
}

bool pg_restore(void *self, const char *path, err *reterr)
{
    sys_map map = { 0 };
    if (!sys_map_open(path, SIZE_MAX, &map, reterr))
        return false;
    bool is_done = in_all(self, map.bytes, reterr);
    sys_map_close(&map);
    return is_done;
}
