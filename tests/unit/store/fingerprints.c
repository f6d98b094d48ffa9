/* Fingerprints on each engine: they follow every kind of statement and every undo, and any row that
 * comes, goes or changes by another way is named.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "both.h"

#include "store/fingerprint_in.h"

#include <stdio.h>
#include <string.h>

static const engine *under_test;

/* ---- queries as sqlgen makes them, and the same without their effects
 * ------------------------- */

#define ALL "name, value FROM setting"
QUERY(PUT_AFTER,
    "INSERT INTO setting (name, value) VALUES ($1, $2) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value RETURNING name, value",
    2, true);
QUERY(BY_NAME, "SELECT " ALL " WHERE name = $1", 1, false);
QUERY(CHANGE_AFTER, "UPDATE setting SET value = $1 WHERE name = $2 RETURNING name, value", 2, true);
QUERY(CUT_AFTER, "DELETE FROM setting WHERE name = $1 RETURNING name, value", 1, true);
QUERY(KEEP_AFTER,
    "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING name, "
    "value",
    2, true);
static const uint8_t in_order[] = { 1, 2 };
static const uint8_t first[] = { 0 };
static const uint8_t second[] = { 1 };
static store_effect add_effect = { .kind = STORE_ADDS, .places = in_order };
static store_effect put_effect = {
    .kind = STORE_ADDS, .before = &BY_NAME, .takes = first, .after = &PUT_AFTER
};
static store_effect keep_effect = { .kind = STORE_ADDS, .after = &KEEP_AFTER };
static store_effect change_effect = {
    .kind = STORE_CHANGES, .before = &BY_NAME, .takes = second, .after = &CHANGE_AFTER
};
static store_effect cut_effect = { .kind = STORE_CUTS, .after = &CUT_AFTER };

#define HEAD "INSERT INTO setting (name, value) VALUES "
static const store_query ADD = { .name = "add",
    .text = HEAD "($1, $2)",
    .param_count = 2,
    .writes = true,
    .insert_head = HEAD,
    .insert_tail = "",
    .effect = &add_effect };
static const store_query PUT = { .name = "put",
    .text = HEAD "($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    .param_count = 2,
    .writes = true,
    .insert_head = HEAD,
    .effect = &put_effect,
    .insert_tail = " ON CONFLICT (name) DO UPDATE SET value = excluded.value" };
static const store_query KEEP = { .name = "keep",
    .text = HEAD "($1, $2) ON CONFLICT DO NOTHING",
    .param_count = 2,
    .writes = true,
    .insert_head = HEAD,
    .insert_tail = " ON CONFLICT DO NOTHING",
    .effect = &keep_effect };
static const store_query CHANGE = { .name = "change",
    .text = "UPDATE setting SET value = $1 WHERE name = $2",
    .param_count = 2,
    .writes = true,
    .effect = &change_effect };
static const store_query CUT = { .name = "cut",
    .text = "DELETE FROM setting WHERE name = $1",
    .param_count = 1,
    .writes = true,
    .effect = &cut_effect };
QUERY(SEAL_CHANGE, "UPDATE fingerprint SET sealed = $1", 1, true);
QUERY(SEAL_CUT, "DELETE FROM fingerprint", 0, true);
QUERY(SEAL, "SELECT sealed FROM fingerprint", 0, false);

/* ---- around ---------------------------------------------------------------------------------- */

typedef struct world {
    store *store, *strange; /* the same database, with and without the key */
    store_conn *conn, *stranger;
    arena memory;
    int told;
    bool is_named;
    char table[40], key[40];
    int64_t rows;
} world;

static void table_told(void *self, const char *table, const char *key, int64_t rows)
{
    world *w = self;
    w->told++;
    w->is_named = key != NULL;
    w->rows = rows;
    snprintf(w->table, sizeof w->table, "%s", table);
    snprintf(w->key, sizeof w->key, "%s", key ? key : "");
}

static int set_up(void **state)
{
    static world w;
    static const uint8_t key[32] = { 7, 7, 7 };
    err error = { 0 };
    store_effect *const effects[] = { &add_effect, &put_effect, &keep_effect, &change_effect,
        &cut_effect };
    int table = 0;
    while (strcmp(STORE_TABLES[table].name, "setting") != 0)
        table++;
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
        effects[i]->table = table;
    w = (world){ 0 };
    assert_true(arena_open(&w.memory, 16 << 20));
    under_test->wipe();
    MUST(store_open(under_test->driver, under_test->where, &w.store, &error));
    store_protect(w.store, key);
    MUST(store_connect(w.store, STORE_WRITE, &w.conn, &error));
    MUST(store_migrate(w.conn, 1, &error));
    MUST(store_open(under_test->driver, under_test->where, &w.strange, &error));
    MUST(store_connect(w.strange, STORE_WRITE, &w.stranger, &error));
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    store_disconnect(w->conn);
    store_disconnect(w->stranger);
    store_close(w->store);
    store_close(w->strange);
    arena_close(&w->memory);
    return 0;
}

static store_txn *begin(world *w, store_conn *conn)
{
    err error = { 0 };
    store_txn *txn = NULL;
    MUST(store_begin(conn, &w->memory, &txn, &error));
    return txn;
}

static void commit(store_txn *txn)
{
    err error = { 0 };
    MUST(store_commit(txn, NULL, &error));
}

static void put(store_txn *txn, const store_query *q, const char *name, const char *value)
{
    err error = { 0 };
    const store_value row[] = { store_text(span_of(name)), store_text(span_of(value)) };
    MUST(store_put(txn, q, row, 2, &error));
}

static int64_t run(store_txn *txn, const store_query *q, const char *one, const char *two)
{
    err error = { 0 };
    int64_t changed = 0;
    const store_value in[] = { store_text(span_of(one)), store_text(span_of(two)) };
    MUST(store_run(txn, q, in, q->param_count, &changed, &error));
    return changed;
}

/* One statement of somebody without the key. */
static void strange(world *w, const store_query *q, const char *one, const char *two)
{
    store_txn *txn = begin(w, w->stranger);
    run(txn, q, one, two);
    commit(txn);
}

static bool agrees(world *w)
{
    err error = { 0 };
    w->told = 0;
    bool is_good = store_fingerprints_check(w->conn, table_told, w, &error);
    assert_true(is_good == (w->told == 0));
    assert_int_equal(error.code, is_good ? ERR_NONE : ERR_DAMAGE);
    return is_good;
}

static void told(world *w, const char *key, int64_t rows)
{
    assert_false(agrees(w));
    assert_int_equal(w->told, 1);
    assert_string_equal(w->table, "setting");
    assert_int_equal(w->is_named, key != NULL);
    assert_string_equal(w->key, key ? key : "");
    assert_int_equal(w->rows, rows);
}

/* Three settings of our own. */
static void three(world *w)
{
    store_txn *txn = begin(w, w->conn);
    put(txn, &ADD, "a", "1");
    put(txn, &ADD, "b", "2");
    put(txn, &ADD, "c", "");
    commit(txn);
    assert_true(agrees(w));
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void test_a_statements_are_followed(void **state)
{
    world *w = *state;
    assert_true(agrees(w));
    three(w);
    store_txn *txn = begin(w, w->conn);
    put(txn, &PUT, "a", "new");
    put(txn, &PUT, "a", "newer");
    put(txn, &PUT, "d", "4");
    put(txn, &KEEP, "a", "not this");
    put(txn, &KEEP, "e", "this");
    assert_int_equal(run(txn, &KEEP, "e", "nor that"), 0);
    assert_int_equal(run(txn, &ADD, "f", "6"), 1);
    assert_int_equal(run(txn, &CHANGE, "changed", "b"), 1);
    assert_int_equal(run(txn, &CHANGE, "nobody", "nowhere"), 0);
    assert_int_equal(run(txn, &CUT, "c", ""), 1);
    commit(txn);
    assert_true(agrees(w));
}

static void test_a_undone_rows_do_not_count(void **state)
{
    world *w = *state;
    err error = { 0 };
    three(w);
    store_txn *txn = begin(w, w->conn);
    MUST(store_mark(txn, &error)); /* the whole transaction */
    run(txn, &CUT, "a", "");
    put(txn, &ADD, "x", "1");
    MUST(store_undo(txn, &error));
    MUST(store_mark(txn, &error));
    put(txn, &ADD, "y", "1");
    MUST(store_mark(txn, &error)); /* behind y */
    run(txn, &CHANGE, "other", "b");
    put(txn, &ADD, "z", "1");
    MUST(store_flush(txn, &error));
    MUST(store_undo(txn, &error));
    commit(txn);
    assert_true(agrees(w));
    txn = begin(w, w->conn);
    run(txn, &CUT, "b", "");
    store_rollback(txn);
    assert_true(agrees(w));
}

/* Changes the value of `name`, telling what it was. */
static bool run_known(
    store_txn *txn, const char *name, const char *was, const char *becomes, err *error)
{
    const store_value in[] = { store_text(span_of(becomes)), store_text(span_of(name)) };
    const store_value before[] = { in[1], store_text(span_of(was)) };
    const store_value after[] = { in[1], in[0] };
    const store_known known = { &ADD, before, after, 1 };
    return store_run_known(txn, &CHANGE, in, 2, &known, error);
}

static void test_a_known_rows_are_not_read(void **state)
{
    world *w = *state;
    err error = { 0 };
    three(w);
    store_txn *txn = begin(w, w->conn);
    MUST(run_known(txn, "b", "2", "known", &error));
    commit(txn);
    assert_true(agrees(w));
    /* A row that is not there; its change goes alone. */
    txn = begin(w, w->conn);
    put(txn, &ADD, "d", "4");
    MUST(store_mark(txn, &error));
    assert_false(run_known(txn, "nobody", "0", "1", &error));
    assert_int_equal(error.code, ERR_STALE);
    MUST(store_undo(txn, &error));
    commit(txn);
    assert_true(agrees(w));
    /* Who tells what was not so is found. */
    txn = begin(w, w->conn);
    MUST(run_known(txn, "a", "not this", "3", &error));
    commit(txn);
    told(w, "a", 0);
}

static void test_b_one_row_is_named(void **state)
{
    world *w = *state;
    three(w);
    strange(w, &CHANGE, "3", "b");
    told(w, "b", 0);
    strange(w, &CHANGE, "2", "b");
    assert_true(agrees(w));
    strange(w, &CUT, "c", "");
    told(w, "c", -1);
    strange(w, &ADD, "c", "");
    strange(w, &ADD, "longer than eight", "x");
    told(w, "longer t", 1);
}

static void test_b_several_rows_are_counted(void **state)
{
    world *w = *state;
    three(w);
    strange(w, &CHANGE, "3", "b");
    strange(w, &CHANGE, "3", "a");
    told(w, NULL, 0);
    strange(w, &CUT, "a", "");
    strange(w, &CUT, "c", "");
    told(w, NULL, -2);
}

/* Values that change places leave the same values in the table. */
static void test_b_values_change_places(void **state)
{
    world *w = *state;
    three(w);
    strange(w, &CHANGE, "2", "a");
    strange(w, &CHANGE, "1", "b");
    told(w, NULL, 0);
}

static void test_c_the_seal(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_rows rows = { 0 };
    three(w);
    MUST(store_query_open(w->stranger, &SEAL, NULL, 0, &rows, &error));
    assert_true(store_rows_next(&rows));
    span sealed = arena_copy(&w->memory, store_rows_text(&rows, 0));
    MUST(store_rows_close(&rows, &error));
    char *changed = ARENA_NEW(&w->memory, char, sealed.size);
    memcpy(changed, sealed.at, sealed.size);
    changed[sealed.size / 2] ^= 1;
    const store_value bytes[] = { store_bytes((span){ changed, sealed.size }) };
    store_txn *txn = begin(w, w->stranger);
    MUST(store_run(txn, &SEAL_CHANGE, bytes, 1, NULL, &error));
    commit(txn);
    assert_false(store_fingerprints_check(w->conn, table_told, w, &error));
    assert_int_equal(error.code, ERR_DAMAGE);
    /* Nothing is written on top of it. */
    txn = begin(w, w->conn);
    put(txn, &ADD, "g", "7");
    assert_false(store_commit(txn, NULL, &error));
    assert_int_equal(error.code, ERR_DAMAGE);
    txn = begin(w, w->stranger);
    MUST(store_run(txn, &SEAL_CUT, NULL, 0, NULL, &error));
    commit(txn);
    assert_false(store_fingerprints_check(w->conn, table_told, w, &error));
    assert_int_equal(error.code, ERR_DAMAGE);
}

int prints_run(const engine *e)
{
    under_test = e;
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_a_statements_are_followed),
        CASE(test_a_undone_rows_do_not_count),
        CASE(test_a_known_rows_are_not_read),
        CASE(test_b_one_row_is_named),
        CASE(test_b_several_rows_are_counted),
        CASE(test_b_values_change_places),
        CASE(test_c_the_seal),
    };
    return cmocka_run_group_tests_name("fingerprints", tests, NULL, NULL);
}
