/* Migrations: numbered schema files, each in a transaction of its own, never changed once released.
 * What ran is recorded with the digest of its file, so that a schema made by another program, or by
 * an edited file, is refused instead of guessed at.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/migration_in.h"
#include "store/store_in.h"
#include "store_sql.h"

#include <assert.h>

enum { MIGRATION_MEMORY = 256 * 1024 };

static const char VERSION_TABLE_SQLITE[] =
    "CREATE TABLE IF NOT EXISTS schema_version (number INTEGER NOT NULL "
    "PRIMARY KEY, digest BLOB NOT NULL, at_us INTEGER NOT NULL) STRICT";
static const char VERSION_TABLE_POSTGRESQL[] =
    "CREATE TABLE IF NOT EXISTS schema_version (number BIGINT NOT NULL "
    "PRIMARY KEY, digest BYTEA NOT NULL, at_us BIGINT NOT NULL)";

static bool is_sqlite(const store_conn *c)
{
    return span_is(span_of(c->driver->engine), "sqlite");
}

/* Compares one recorded migration with what this program knows. */
static bool version_check(int64_t expected, int64_t number, span digest, err *reterr)
{
    if (number > STORE_MIGRATION_COUNT) {
        err_set(reterr, ERR_CONFLICT, N_("the database has schema %lld, this program knows %d"),
            (long long)number, STORE_MIGRATION_COUNT);
        return err_hint(reterr, N_("use the newer program"));
    }
    const store_migration *known = &STORE_MIGRATIONS[expected - 1];
    span own = { (const char *)known->digest, STORE_DIGEST_SIZE };
    if (number != expected || !span_equal(digest, own))
        return err_set(reterr, ERR_CONFLICT,
            N_("schema %lld of the database was not made by this program"), (long long)number);
    return true;
}

/* Counts the recorded migrations; each must be the one that this program knows. */
static bool versions_read(store_conn *c, int *ret_count, err *reterr)
{
    int64_t table_count = 0;
    bool is_found = false;
    *ret_count = 0;
    if (!store_find_int(c, c->driver->has_schema, NULL, 0, &table_count, &is_found, reterr))
        return false;
    if (table_count == 0)
        return true;
    store_rows rows = { 0 };
    if (!store_query_open(c, &SCHEMA_LIST, NULL, 0, &rows, reterr))
        return false;
    int count = 0;
    bool is_known = true;
    while (is_known && store_rows_next(&rows)) {
        count++;
        is_known =
            version_check(count, store_rows_int(&rows, 0), store_rows_text(&rows, 1), reterr);
    }
    err ignored = { 0 };
    if (!store_rows_close(&rows, is_known ? reterr : &ignored) || !is_known)
        return false;
    *ret_count = count;
    return true;
}

/* Runs one file and records it. */
static bool migration_run(store_conn *c, const store_migration *m, int64_t now_us, err *reterr)
{
    ARENA home = { 0 };
    if (!arena_open(&home, MIGRATION_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("out of memory"));
    store_txn *txn = NULL;
    if (!store_begin(c, &home, &txn, reterr))
        return false;
    c->prints.state = FINGERPRINT_OFF; /* rows may change as a whole: they are counted at the end */
    const char *table = is_sqlite(c) ? VERSION_TABLE_SQLITE : VERSION_TABLE_POSTGRESQL;
    const char *text = is_sqlite(c) ? m->sqlite : m->postgresql;
    const store_value row[] = {
        store_int(m->number),
        store_bytes((span){ (const char *)m->digest, STORE_DIGEST_SIZE }),
        store_int(now_us),
    };
    if (!c->driver->script(c->link, table, reterr) || !c->driver->script(c->link, text, reterr) ||
        !store_run(txn, &SCHEMA_ADD, row, 3, NULL, reterr) ||
        (m->number == STORE_MIGRATION_COUNT && !fingerprints_recount(c, reterr))) {
        store_rollback(txn);
        return false;
    }
    return store_commit(txn, NULL, reterr);
}

bool store_migrate(store_conn *c, int64_t now_us, err *reterr)
{
    assert(c && reterr && c->mode == STORE_WRITE && !c->txn);
    int count = 0;
    if (!versions_read(c, &count, reterr))
        return false;
    for (int i = count; i < STORE_MIGRATION_COUNT; i++)
        if (!migration_run(c, &STORE_MIGRATIONS[i], now_us, reterr))
            return false;
    return true;
}

bool store_schema_any(store_conn *c, bool *ret_any, err *reterr)
{
    assert(c && ret_any);
    int64_t table_count = 0;
    bool is_found = false;
    bool is_good =
        store_find_int(c, c->driver->has_schema, NULL, 0, &table_count, &is_found, reterr);
    *ret_any = is_good && table_count > 0;
    return is_good;
}

bool store_schema_check(store_conn *c, err *reterr)
{
    assert(c && reterr);
    int count = 0;
    if (!versions_read(c, &count, reterr))
        return false;
    if (count == STORE_MIGRATION_COUNT)
        return true;
    err_set(reterr, ERR_CONFLICT, N_("the database has schema %d, this program needs %d"), count,
        STORE_MIGRATION_COUNT);
    return err_hint(reterr, N_("start the server once, it brings the schema up to date"));
}
