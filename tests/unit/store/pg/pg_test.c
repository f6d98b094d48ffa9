/* PostgreSQL: what all engines owe, and what is its own: the writer's lock, lost connections,
 * copies. Runs when NUAN_PG holds the connection string of an empty database that may be wiped
 * (tools/pg-loopback).
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../both.h"

#include "store/driver.h"
#include "store/pg/pg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *where;
static char folder[] = "/tmp/nuan-pg-XXXXXX";
static char copy[64], altered[64];

QUERY(OWN_PID, "SELECT pg_backend_pid()", 0, false);
QUERY(KILL, "SELECT pg_terminate_backend(CAST($1 AS INTEGER))", 1, false);
QUERY(READ_ONLY,
    "SELECT CASE WHEN current_setting('transaction_read_only') = 'on' THEN 1 ELSE 0 END", 0, false);
QUERY(SETTING_COUNT, "SELECT count(*) FROM setting", 0, false);
QUERY(SETTING_CUT, "DELETE FROM setting", 0, false); /* said to be a reading one */
QUERY(NUMERIC, "SELECT CAST(1.5 AS NUMERIC)", 0, false);
QUERY(LATE, "INSERT INTO late (id, other) VALUES ($1, $2)", 2, true);
QUERY(SERIES,
    "SELECT n, 'text ' || CAST(n AS TEXT), CASE WHEN n % 3 = 0 THEN NULL ELSE n END "
    "FROM generate_series(1, CAST($1 AS BIGINT)) n",
    1, false);
QUERY(
    SERIES_BAD, "SELECT 10 / (CAST($1 AS BIGINT) - n) FROM generate_series(1, 100000) n", 1, false);
INSERT(SETTING_ADD, "INSERT INTO setting (name, value) VALUES ", "($1, $2)", "", 2);

/* Runs a text that no query file would hold. */
static void script(const char *text)
{
    err error = { 0 };
    arena home = { 0 };
    void *link = NULL;
    bool is_unknown = false;
    assert_true(arena_open(&home, store_pg.link_size + 64));
    MUST(store_pg.connect(where, STORE_WRITE, &home, &link, &error));
    MUST(store_pg.begin(link, &error));
    MUST(store_pg.script(link, text, &error));
    MUST(store_pg.commit(link, &is_unknown, &error));
    store_pg.disconnect(link);
    arena_close(&home);
}

static void wipe(void)
{
    unlink(copy);
    script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

static void restore_copy(store **ret_store)
{
    err error = { 0 };
    store_conn *c = NULL;
    script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    MUST(store_open(&store_pg, where, ret_store, &error));
    MUST(store_connect(*ret_store, STORE_WRITE, &c, &error));
    MUST(store_migrate(c, 1, &error));
    MUST(store_restore(c, copy, &error));
    assert_false(store_restore(c, copy, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    store_disconnect(c);
}

static engine pg = { .driver = &store_pg, .wipe = wipe, .copy = copy, .restore = restore_copy };

typedef struct world {
    store *store;
    store_conn *conn, *other;
    arena memory;
} world;

static int set_up(void **state)
{
    static world w;
    err error = { 0 };
    w = (world){ 0 };
    assert_true(arena_open(&w.memory, 16 * 1024 * 1024));
    both_open(&pg, &w.store, &w.conn);
    MUST(store_connect(w.store, STORE_WRITE, &w.other, &error));
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    store_disconnect(w->other);
    store_disconnect(w->conn);
    store_close(w->store);
    arena_close(&w->memory);
    return 0;
}

static store_txn *begin_with_row(world *w, const char *name)
{
    err error = { 0 };
    store_txn *txn = NULL;
    MUST(store_begin(w->conn, &w->memory, &txn, &error));
    const store_value row[] = { store_text(span_of(name)), store_text(span_of("")) };
    MUST(store_put(txn, &SETTING_ADD, row, 2, &error));
    return txn;
}

/* Ends the server's side of the first connection. */
static void kill_conn(world *w, int64_t pid)
{
    err error = { 0 };
    int64_t is_done = 0;
    bool is_found = false;
    MUST(store_find_int(
        w->other, &KILL, (store_value[]){ store_int(pid) }, 1, &is_done, &is_found, &error));
    assert_int_equal(is_done, 1);
    usleep(100000);
}

static void test_a_readers_can_not_write(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_conn *reader = NULL;
    store_rows rows = { 0 };
    MUST(store_connect(w->store, STORE_READ, &reader, &error));
    assert_int_equal(both_number(reader, &READ_ONLY), 1);
    assert_int_equal(both_number(w->conn, &READ_ONLY), 0);
    assert_false(store_query_open(reader, &SETTING_CUT, NULL, 0, &rows, &error));
    assert_int_equal(error.code, ERR_STORE);
    assert_string_equal(store_engine(w->store), "postgresql");
    store_disconnect(reader);
}

static void test_a_a_numeric_is_damage(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_rows rows = { 0 };
    MUST(store_query_open(w->conn, &NUMERIC, NULL, 0, &rows, &error));
    assert_true(store_rows_next(&rows));
    store_rows_int(&rows, 0);
    assert_false(store_rows_close(&rows, &error));
    assert_int_equal(error.code, ERR_DAMAGE);
}

static void test_a_nobody_there(void **state)
{
    (void)state;
    err error = { 0 };
    store *s = NULL;
    store_conn *c = NULL;
    MUST(store_open(&store_pg, "postgresql://nuan@127.0.0.1:1/nuan", &s, &error));
    assert_false(store_connect(s, STORE_WRITE, &c, &error));
    assert_int_equal(error.code, ERR_STORE);
    store_close(s);
}

/* Checks the row of SERIES that the cursor stands on. */
static void series_row_check(store_rows *rows, int64_t n)
{
    char text[32];
    snprintf(text, sizeof text, "text %lld", (long long)n);
    assert_int_equal(store_rows_int(rows, 0), n);
    assert_true(span_is(store_rows_text(rows, 1), text));
    assert_int_equal(store_rows_is_null(rows, 2), n % 3 == 0);
}

/* Rows still arriving when another query wants the connection are gathered, none is lost. */
static void test_b_streams_inside_streams(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_rows outer = { 0 }, inner = { 0 };
    const store_value many[] = { store_int(20000) }, few[] = { store_int(10) };
    MUST(store_query_open(w->conn, &SERIES, many, 1, &outer, &error));
    for (int n = 1; n <= 20000; n++) {
        assert_true(store_rows_next(&outer));
        if (n == 500 || n == 7000) {
            span text = store_rows_text(&outer, 1);
            MUST(store_query_open(w->conn, &SERIES, n == 500 ? many : few, 1, &inner, &error));
            for (int k = 1; k <= 10; k++) {
                assert_true(store_rows_next(&inner));
                series_row_check(&inner, k);
            }
            assert_true(span_starts(text, span_of("text ")));
            MUST(store_rows_close(&inner, &error));
        }
        series_row_check(&outer, n);
    }
    assert_false(store_rows_next(&outer));
    assert_false(store_rows_next(&outer));
    MUST(store_rows_close(&outer, &error));
    MUST(store_query_open(w->conn, &SERIES, (store_value[]){ store_int(0) }, 1, &outer, &error));
    assert_false(store_rows_next(&outer));
    MUST(store_rows_close(&outer, &error));
}

static void test_b_a_stream_before_a_transaction(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_rows rows = { 0 };
    MUST(store_query_open(w->conn, &SERIES, (store_value[]){ store_int(1000) }, 1, &rows, &error));
    assert_true(store_rows_next(&rows));
    store_txn *txn = begin_with_row(w, "a");
    MUST(store_commit(txn, NULL, &error));
    for (int n = 2; n <= 1000; n++) {
        assert_true(store_rows_next(&rows));
        series_row_check(&rows, n);
    }
    assert_false(store_rows_next(&rows));
    MUST(store_rows_close(&rows, &error));
}

/* The error comes behind rows that were good. */
static void test_b_a_stream_that_fails(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_rows rows = { 0 };
    const store_value late[] = { store_int(50000) };
    for (int round = 0; round < 3; round++) {
        MUST(store_query_open(w->conn, &SERIES_BAD, late, 1, &rows, &error));
        int seen = 0;
        while (store_rows_next(&rows))
            if (++seen == 10 && round == 1) /* gathered with its error */
                assert_int_equal(both_number(w->conn, &SETTING_COUNT), 0);
        assert_int_equal(seen, 49999);
        assert_false(store_rows_close(&rows, &error));
        assert_int_equal(error.code, ERR_CONFLICT);
        assert_int_equal(both_number(w->conn, &SETTING_COUNT), 0);
    }
    store_rows first = { 0 };
    assert_false(
        store_query_open(w->conn, &SERIES_BAD, (store_value[]){ store_int(1) }, 1, &first, &error));
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 0);
}

static void test_b_a_stream_that_is_cut(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_rows rows = { 0 };
    int64_t pid = both_number(w->conn, &OWN_PID);
    for (int round = 0; round < 2; round++) {
        MUST(store_query_open(
            w->conn, &SERIES, (store_value[]){ store_int(2000000) }, 1, &rows, &error));
        assert_true(store_rows_next(&rows));
        kill_conn(w, pid);
        if (round == 1) {
            int64_t number = 0;
            bool is_found = false;
            MUST(store_find_int(w->conn, &SETTING_COUNT, NULL, 0, &number, &is_found, &error));
        }
        int seen = 1;
        while (store_rows_next(&rows))
            seen++;
        assert_in_range(seen, 1, 1999999);
        assert_false(store_rows_close(&rows, &error));
        assert_int_equal(error.code, ERR_STORE);
        pid = both_number(w->conn, &OWN_PID);
    }
}

static void test_b_one_writer(void **state)
{
    world *w = *state;
    err error = { 0 };
    MUST(store_writer_claim(w->conn, &error));
    assert_false(store_writer_claim(w->other, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    store_disconnect(w->conn);
    w->conn = NULL;
    bool is_ours = false;
    for (int i = 0; i < 50 && !is_ours; i++) {
        is_ours = store_writer_claim(w->other, &error);
        usleep(is_ours ? 0 : 20000);
    }
    assert_true(is_ours);
}

static void test_c_lost_while_idle(void **state)
{
    world *w = *state;
    err error = { 0 };
    MUST(store_writer_claim(w->conn, &error));
    kill_conn(w, both_number(w->conn, &OWN_PID));
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 0);
    assert_false(store_writer_claim(w->other, &error));
    kill_conn(w, both_number(w->conn, &OWN_PID));
    store_txn *txn = begin_with_row(w, "a");
    MUST(store_commit(txn, NULL, &error));
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 1);
}

static void test_c_lost_inside_a_transaction(void **state)
{
    world *w = *state;
    err error = { 0 };
    bool is_unknown = true;
    int64_t pid = both_number(w->conn, &OWN_PID);
    store_txn *txn = begin_with_row(w, "a");
    MUST(store_mark(txn, &error));
    MUST(store_flush(txn, &error));
    kill_conn(w, pid);
    assert_false(store_run(txn, &SETTING_ADD,
        (store_value[]){ store_text(span_of("b")), store_text(span_of("")) }, 2, NULL, &error));
    assert_int_equal(error.code, ERR_STORE);
    assert_false(store_undo(txn, &error));
    assert_false(store_commit(txn, &is_unknown, &error));
    assert_false(is_unknown);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 0);
    txn = begin_with_row(w, "b");
    MUST(store_commit(txn, NULL, &error));
}

static void test_c_lost_at_the_commit(void **state)
{
    world *w = *state;
    err error = { 0 };
    bool is_unknown = false;
    int64_t pid = both_number(w->conn, &OWN_PID);
    store_txn *txn = begin_with_row(w, "a");
    MUST(store_flush(txn, &error));
    kill_conn(w, pid);
    assert_false(store_commit(txn, &is_unknown, &error));
    assert_true(is_unknown);
    assert_int_equal(error.code, ERR_STORE);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 0);
}

/* A constraint that is only checked by the COMMIT: refused, and that is known. */
static void test_c_refused_by_the_commit(void **state)
{
    world *w = *state;
    err error = { 0 };
    bool is_unknown = true;
    script("CREATE TABLE late (id BIGINT PRIMARY KEY, other BIGINT REFERENCES late DEFERRABLE "
           "INITIALLY DEFERRED)");
    store_txn *txn = begin_with_row(w, "a");
    MUST(store_run(txn, &LATE, (store_value[]){ store_int(1), store_int(2) }, 2, NULL, &error));
    assert_false(store_commit(txn, &is_unknown, &error));
    assert_false(is_unknown);
    assert_int_equal(error.code, ERR_CONFLICT);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 0);
}

/* A warning during the COMMIT is how a server says that its standby has not confirmed. */
static void test_c_a_warning_at_the_commit(void **state)
{
    world *w = *state;
    err error = { 0 };
    bool is_unknown = false;
    script("CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $b$ BEGIN RAISE WARNING "
           "'alone'; RETURN NULL; "
           "END $b$; CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON setting DEFERRABLE INITIALLY "
           "DEFERRED FOR EACH ROW "
           "EXECUTE FUNCTION warn()");
    store_txn *txn = begin_with_row(w, "a");
    assert_false(store_commit(txn, &is_unknown, &error));
    assert_true(is_unknown);
    assert_int_equal(error.code, ERR_STORE);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 1);
}

static void alter_copy(long at, bool is_cut)
{
    char bytes[64 * 1024];
    FILE *f = fopen(copy, "rb");
    assert_non_null(f);
    size_t size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    assert_in_range(size, 200, sizeof bytes - 1);
    size_t place = at < 0 ? size - (size_t)-at : (size_t)at;
    bytes[place] ^= 1;
    f = fopen(altered, "wb");
    assert_non_null(f);
    fwrite(bytes, 1, is_cut ? place : size, f);
    fclose(f);
}

static void test_d_altered_copies_are_refused(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_txn *txn = begin_with_row(w, "a");
    MUST(store_commit(txn, NULL, &error));
    MUST(store_backup(w->conn, copy, &error));
    struct stat st;
    assert_int_equal(stat(copy, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_false(store_restore(w->conn, copy, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    static const long places[] = { 0, 20, 150, -1, -40 };
    for (int i = 0; i < 10; i++) {
        alter_copy(places[i / 2], i % 2 == 1);
        assert_false(store_restore(w->conn, altered, &error));
        assert_int_equal(error.code, ERR_DAMAGE);
    }
    assert_false(store_restore(w->conn, "/no/such/file", &error));
    unlink(altered);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    where = getenv("NUAN_PG");
    if (!where || !*where) {
        printf("skipped: NUAN_PG is not set (see tools/pg-loopback)\n");
        return 0;
    }
    if (!mkdtemp(folder))
        return 1;
    snprintf(copy, sizeof copy, "%s/copy", folder);
    snprintf(altered, sizeof altered, "%s/altered", folder);
    pg.where = where;
    const struct CMUnitTest tests[] = {
        CASE(test_a_readers_can_not_write),
        CASE(test_a_a_numeric_is_damage),
        CASE(test_a_nobody_there),
        CASE(test_b_streams_inside_streams),
        CASE(test_b_a_stream_before_a_transaction),
        CASE(test_b_a_stream_that_fails),
        CASE(test_b_a_stream_that_is_cut),
        CASE(test_b_one_writer),
        CASE(test_c_lost_while_idle),
        CASE(test_c_lost_inside_a_transaction),
        CASE(test_c_lost_at_the_commit),
        CASE(test_c_refused_by_the_commit),
        CASE(test_c_a_warning_at_the_commit),
        CASE(test_d_altered_copies_are_refused),
    };
    int failed = both_run(&pg) + prints_run(&pg) +
                 cmocka_run_group_tests_name("postgresql", tests, NULL, NULL);
    wipe();
    rmdir(folder);
    return failed;
}
