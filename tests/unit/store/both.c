/* What every engine owes the store: rows, undo, refusals, migrations, copies.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "both.h"

#include "store/driver.h"
#include "store/migration_in.h"

#include <stdio.h>
#include <string.h>

#define COUNT_OF(array) ((int)(sizeof(array) / sizeof *(array)))

static const engine *under_test;

/* ---- queries -------------------------------------------------------------------------------- */

INSERT(SETTING_ADD, "INSERT INTO setting (name, value) VALUES ", "($1, $2)", "", 2);
INSERT(SETTING_SET, "INSERT INTO setting (name, value) VALUES ", "($1, $2)",
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value", 2);
INSERT(PERSON_ADD,
    "INSERT INTO donation_person (org_id, donation_id, label, name, message) VALUES ",
    "($1, $2, $3, $4, $5)", "", 5);
INSERT(TRANSFER_ADD,
    "INSERT INTO transfer (org_id, id, entry_id, debit_account, credit_account, asset_id, amount, "
    "effective_day, "
    "entered_day, reason, source_id, reverses_id) VALUES ",
    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", "", 12);
INSERT(CHANGE_ADD,
    "INSERT INTO change (node, seq, at_us, actor_id, address, kind, org_id, object_id, key, "
    "digest, outcome) VALUES ",
    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", "", 11);
INSERT(LEAF_ADD,
    "INSERT INTO log_leaf (number, hash, bytes, org_id, project_id, kind, seq, source_id) VALUES ",
    "($1, $2, $3, $4, $5, $6, $7, $8)", "", 8);
INSERT(DAY_ADD,
    "INSERT INTO account_day AS d (org_id, account_id, effective_day, entered_day, node, debit, "
    "credit, count) VALUES ",
    "($1, $2, $3, $4, $5, $6, $7, $8)",
    " ON CONFLICT (org_id, account_id, effective_day, entered_day, node) DO UPDATE SET debit = "
    "d.debit + "
    "excluded.debit, credit = d.credit + excluded.credit, count = d.count + excluded.count",
    8);
QUERY(SETTING_FIND, "SELECT value FROM setting WHERE name = $1", 1, false);
QUERY(SETTING_COUNT, "SELECT count(*) FROM setting", 0, false);
QUERY(SETTING_LIST, "SELECT name FROM setting ORDER BY name", 0, false);
QUERY(SETTING_CHANGE, "UPDATE setting SET value = $2 WHERE name = $1", 2, true);
QUERY(SETTING_SWAP, "UPDATE setting SET value = $2 WHERE name = $1 RETURNING name, value", 2, true);
QUERY(PERSON_FIND,
    "SELECT label, name, message, org_id FROM donation_person WHERE org_id = 1 AND donation_id = "
    "$1",
    1, false);
QUERY(TRANSFER_COUNT, "SELECT count(*) FROM transfer", 0, false);
QUERY(TRANSFER_SUM, "SELECT CAST(sum(amount) AS BIGINT) FROM transfer", 0, false);
QUERY(TRANSFER_LAST, "SELECT max(id) FROM transfer", 0, false);
QUERY(DAY_FIND, "SELECT debit, credit, count FROM account_day WHERE org_id = 1 AND account_id = $1",
    1, false);
QUERY(SWAPPED, "SELECT $2 || $1", 2, false);
QUERY(REAL, "SELECT 1.5", 0, false);
QUERY(VERSION_COUNT, "SELECT count(*) FROM schema_version", 0, false);
QUERY(VERSION_NEWER, "INSERT INTO schema_version (number, digest, at_us) VALUES ($1, $2, 0)", 2,
    true);
QUERY(VERSION_EDIT, "UPDATE schema_version SET digest = $1 WHERE number = 1", 1, true);
QUERY(BROKEN, "SELECT nothing FROM nowhere", 0, false);

/* ---- around ---------------------------------------------------------------------------------- */

void both_fail(const err *e)
{
    char text[400];
    err_render(e, e->message ? e->message : "no message", text, sizeof text);
    fail_msg("error %d: %s", (int)e->code, text);
}

void both_open(const engine *e, store **ret_store, store_conn **ret_conn)
{
    err error = { 0 };
    e->wipe();
    MUST(store_open(e->driver, e->where, ret_store, &error));
    MUST(store_connect(*ret_store, STORE_WRITE, ret_conn, &error));
    MUST(store_migrate(*ret_conn, 1, &error));
}

int64_t both_number(store_conn *c, const store_query *q)
{
    err error = { 0 };
    int64_t number = 0;
    bool is_found = false;
    MUST(store_find_int(c, q, NULL, 0, &number, &is_found, &error));
    assert_true(is_found);
    return number;
}

typedef struct world {
    store *store;
    store_conn *conn;
    arena memory;
} world;

static int set_up(void **state)
{
    static world w;
    w = (world){ 0 };
    assert_true(arena_open(&w.memory, 16 * 1024 * 1024));
    both_open(under_test, &w.store, &w.conn);
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    store_disconnect(w->conn);
    store_close(w->store);
    arena_close(&w->memory);
    return 0;
}

static store_txn *begin(world *w)
{
    err error = { 0 };
    store_txn *txn = NULL;
    MUST(store_begin(w->conn, &w->memory, &txn, &error));
    return txn;
}

static void commit(store_txn *txn)
{
    err error = { 0 };
    MUST(store_commit(txn, NULL, &error));
}

static void put_setting(store_txn *txn, const char *name, const char *value)
{
    err error = { 0 };
    const store_value row[] = { store_text(span_of(name)), store_text(span_of(value)) };
    MUST(store_put(txn, &SETTING_ADD, row, 2, &error));
}

static void put_transfer(store_txn *txn, int64_t id, int64_t amount)
{
    err error = { 0 };
    const store_value row[] = { store_int(1), store_int(id), store_int(id), store_int(10),
        store_int(20), store_int(1), store_int(amount), store_int(20200201), store_int(20200201),
        store_int(1), store_int(id), store_null() };
    MUST(store_put(txn, &TRANSFER_ADD, row, COUNT_OF(row), &error));
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void test_a_rows_come_back(void **state)
{
    world *w = *state;
    err error = { 0 };
    static const char bytes[] = { 'a', 0, (char)0xFF, '\'' };
    store_txn *txn = begin(w);
    const store_value full[] = { store_int(1), store_int(INT64_MAX),
        store_text(span_of("王\"O'Brien\" \\n; --")), store_bytes((span){ bytes, sizeof bytes }),
        store_null() };
    const store_value empty[] = { store_int(1), store_int(INT64_MIN), store_text((span){ NULL, 0 }),
        store_bytes((span){ NULL, 0 }), store_bytes(span_of("")) };
    MUST(store_put(txn, &PERSON_ADD, full, 5, &error));
    MUST(store_put(txn, &PERSON_ADD, empty, 5, &error));
    commit(txn);

    store_rows rows = { 0 };
    MUST(store_query_open(
        w->conn, &PERSON_FIND, (store_value[]){ store_int(INT64_MAX) }, 1, &rows, &error));
    assert_true(store_rows_next(&rows));
    assert_true(span_is(store_rows_text(&rows, 0), "王\"O'Brien\" \\n; --"));
    assert_true(span_equal(store_rows_text(&rows, 1), (span){ bytes, sizeof bytes }));
    assert_true(store_rows_is_null(&rows, 2));
    assert_null(store_rows_text(&rows, 2).at);
    assert_int_equal(store_rows_int(&rows, 2), 0);
    assert_int_equal(store_rows_int(&rows, 3), 1);
    assert_false(store_rows_next(&rows));
    MUST(store_rows_close(&rows, &error));

    MUST(store_query_open(
        w->conn, &PERSON_FIND, (store_value[]){ store_int(INT64_MIN) }, 1, &rows, &error));
    assert_true(store_rows_next(&rows));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(store_rows_text(&rows, i).size, 0);
        assert_false(store_rows_is_null(&rows, i));
    }
    MUST(store_rows_close(&rows, &error));
    MUST(store_rows_close(&(store_rows){ 0 }, &error));
}

static void test_a_numbered_parameters(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_rows rows = { 0 };
    const store_value in[] = { store_text(span_of("one")), store_text(span_of("two")) };
    MUST(store_query_open(w->conn, &SWAPPED, in, 2, &rows, &error));
    assert_true(store_rows_next(&rows));
    assert_true(span_is(store_rows_text(&rows, 0), "twoone"));
    MUST(store_rows_close(&rows, &error));
}

static void test_a_find_int(void **state)
{
    world *w = *state;
    err error = { 0 };
    int64_t number = 7;
    bool is_found = true;
    MUST(store_find_int(w->conn, &TRANSFER_LAST, NULL, 0, &number, &is_found, &error));
    assert_false(is_found);
    MUST(store_find_int(
        w->conn, &DAY_FIND, (store_value[]){ store_int(1) }, 1, &number, &is_found, &error));
    assert_false(is_found);
    assert_int_equal(number, 7);
    assert_int_equal(both_number(w->conn, &TRANSFER_COUNT), 0);
}

static void test_a_query_that_can_not_run(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_rows rows = { 0 };
    bool is_open = store_query_open(w->conn, &BROKEN, NULL, 0, &rows, &error);
    assert_false(is_open);
    assert_int_equal(error.code, ERR_STORE);
    MUST(store_rows_close(&rows, &error));
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 0);
}

static void test_a_real_is_damage(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_rows rows = { 0 };
    MUST(store_query_open(w->conn, &REAL, NULL, 0, &rows, &error));
    assert_true(store_rows_next(&rows));
    store_rows_int(&rows, 0);
    assert_false(store_rows_next(&rows));
    assert_false(store_rows_close(&rows, &error));
    assert_int_equal(error.code, ERR_DAMAGE);
}

static void test_b_many_rows(void **state)
{
    world *w = *state;
    store_txn *txn = begin(w);
    char name[40];
    for (int i = 1; i <= 3000; i++) {
        put_transfer(txn, i, i);
        snprintf(name, sizeof name, "name-%d", i);
        put_setting(txn, name, "v");
    }
    commit(txn);
    assert_int_equal(both_number(w->conn, &TRANSFER_COUNT), 3000);
    assert_int_equal(both_number(w->conn, &TRANSFER_SUM), 3000 * 3001 / 2);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 3000);
}

/* Rows that go to the engine together keep their own values, also those without one. */
static void test_b_each_row_its_values(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_txn *txn = begin(w);
    for (int i = 0; i < 77; i++) {
        char label[16];
        snprintf(label, sizeof label, "label %d", i);
        const store_value row[] = { store_int(1), store_int(i),
            i % 3 == 0 ? store_null() : store_text(span_of(label)),
            i % 2 == 0 ? store_null() : store_bytes((span){ label, (size_t)(i % 6) }),
            store_null() };
        MUST(store_put(txn, &PERSON_ADD, row, 5, &error));
    }
    commit(txn);
    for (int i = 0; i < 77; i++) {
        char label[16];
        snprintf(label, sizeof label, "label %d", i);
        store_rows rows = { 0 };
        MUST(store_query_open(
            w->conn, &PERSON_FIND, (store_value[]){ store_int(i) }, 1, &rows, &error));
        assert_true(store_rows_next(&rows));
        assert_int_equal(store_rows_is_null(&rows, 0), i % 3 == 0);
        assert_true(i % 3 == 0 || span_is(store_rows_text(&rows, 0), label));
        assert_int_equal(store_rows_is_null(&rows, 1), i % 2 == 0);
        assert_int_equal(store_rows_text(&rows, 1).size, i % 2 == 0 ? 0 : (size_t)(i % 6));
        assert_true(store_rows_is_null(&rows, 2));
        MUST(store_rows_close(&rows, &error));
    }
}

static void test_b_one_bad_of_many_rows(void **state)
{
    world *w = *state;
    err error = { 0 };
    for (int bad = 1; bad <= 100; bad += 33) {
        store_txn *txn = begin(w);
        for (int i = 1; i <= 100; i++)
            put_transfer(txn, i, i == bad ? 0 : 1);
        assert_false(store_commit(txn, NULL, &error));
        assert_int_equal(error.code, ERR_CONFLICT);
        assert_int_equal(both_number(w->conn, &TRANSFER_COUNT), 0);
    }
    store_txn *txn = begin(w);
    for (int i = 1; i <= 100; i++)
        put_transfer(txn, i, 1);
    commit(txn);
    assert_int_equal(both_number(w->conn, &TRANSFER_COUNT), 100);
}

static void test_b_text_sorts_by_bytes(void **state)
{
    world *w = *state;
    err error = { 0 };
    static const char *const sorted[] = { "", " a", "A", "Z", "_", "a", "a b", "ab", "中", "武" };
    store_txn *txn = begin(w);
    for (int i = COUNT_OF(sorted) - 1; i >= 0; i--)
        put_setting(txn, sorted[i], "");
    commit(txn);
    store_rows rows = { 0 };
    MUST(store_query_open(w->conn, &SETTING_LIST, NULL, 0, &rows, &error));
    for (int i = 0; i < COUNT_OF(sorted); i++) {
        assert_true(store_rows_next(&rows));
        assert_true(span_is(store_rows_text(&rows, 0), sorted[i]));
    }
    MUST(store_rows_close(&rows, &error));
}

static void test_b_totals_add_up(void **state)
{
    world *w = *state;
    err error = { 0 };
    for (int round = 1; round <= 2; round++) {
        store_txn *txn = begin(w);
        for (int account = 1; account <= 5; account++) {
            const store_value row[] = { store_int(1), store_int(account), store_int(20200201),
                store_int(20200201), store_int(0), store_int(100 * round), store_int(account),
                store_int(1) };
            MUST(store_put(txn, &DAY_ADD, row, 8, &error));
        }
        commit(txn);
    }
    store_rows rows = { 0 };
    MUST(store_query_open(w->conn, &DAY_FIND, (store_value[]){ store_int(3) }, 1, &rows, &error));
    assert_true(store_rows_next(&rows));
    assert_int_equal(store_rows_int(&rows, 0), 300);
    assert_int_equal(store_rows_int(&rows, 1), 6);
    assert_int_equal(store_rows_int(&rows, 2), 2);
    MUST(store_rows_close(&rows, &error));
}

static void test_b_queries_inside_queries(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_txn *txn = begin(w);
    for (int i = 0; i < 4; i++)
        put_setting(txn, (const char *[]){ "a", "b", "c", "d" }[i], "");
    commit(txn);
    int seen = 0;
    store_rows outer = { 0 }, inner = { 0 };
    MUST(store_query_open(w->conn, &SETTING_LIST, NULL, 0, &outer, &error));
    while (store_rows_next(&outer)) {
        MUST(store_query_open(w->conn, &SETTING_LIST, NULL, 0, &inner, &error));
        while (store_rows_next(&inner))
            seen++;
        MUST(store_rows_close(&inner, &error));
    }
    MUST(store_rows_close(&outer, &error));
    assert_int_equal(seen, 16);
}

static void test_b_changed_rows_are_counted(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_txn *txn = begin(w);
    put_setting(txn, "a", "1");
    const store_value known[] = { store_text(span_of("a")), store_text(span_of("2")) };
    const store_value unknown[] = { store_text(span_of("x")), store_text(span_of("2")) };
    int64_t changed = -1;
    MUST(store_run(txn, &SETTING_CHANGE, known, 2, &changed, &error));
    assert_int_equal(changed, 1);
    MUST(store_run(txn, &SETTING_CHANGE, unknown, 2, &changed, &error));
    assert_int_equal(changed, 0);
    store_rows rows = { 0 };
    MUST(store_read(txn, &SETTING_SWAP, known, 2, &rows, &error));
    assert_true(store_rows_next(&rows));
    assert_true(span_is(store_rows_text(&rows, 1), "2"));
    assert_false(store_rows_next(&rows));
    MUST(store_rows_close(&rows, &error));
    commit(txn);
}

/* ---- undo ------------------------------------------------------------------------------------ */

static void test_c_rollback(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_txn *txn = begin(w);
    put_setting(txn, "a", "");
    MUST(store_flush(txn, &error));
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 1);
    store_rollback(txn);
    store_rollback(NULL);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 0);
}

static void test_c_undo_of_buffers(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_txn *txn = begin(w);
    MUST(store_mark(txn, &error));
    put_setting(txn, "kept", "1");
    MUST(store_mark(txn, &error));
    put_setting(txn, "refused", "a value that is longer than the others");
    put_transfer(txn, 1, 1);
    MUST(store_undo(txn, &error));
    MUST(store_mark(txn, &error));
    put_setting(txn, "also kept", "2");
    commit(txn);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 2);
    assert_int_equal(both_number(w->conn, &TRANSFER_COUNT), 0);
}

static void test_c_undo_of_flushed_rows(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_rows rows = { 0 };
    const store_value refused[] = { store_text(span_of("refused")) };
    store_txn *txn = begin(w);
    put_setting(txn, "kept", "1");
    MUST(store_mark(txn, &error));
    put_setting(txn, "refused", "2");
    MUST(store_read(txn, &SETTING_FIND, refused, 1, &rows, &error));
    assert_true(store_rows_next(&rows));
    MUST(store_rows_close(&rows, &error));
    put_transfer(txn, 1, 1);
    MUST(store_undo(txn, &error));
    MUST(store_look(txn, &SETTING_FIND, refused, 1, &rows, &error));
    assert_false(store_rows_next(&rows));
    MUST(store_rows_close(&rows, &error));
    MUST(store_mark(txn, &error));
    put_setting(txn, "last", "3");
    commit(txn);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 2);
    assert_int_equal(both_number(w->conn, &TRANSFER_COUNT), 0);
}

static void test_c_undo_of_a_statement(void **state)
{
    world *w = *state;
    err error = { 0 };
    const store_value edit[] = { store_text(span_of("a")), store_text(span_of("edited")) };
    store_txn *txn = begin(w);
    put_setting(txn, "a", "first");
    for (int i = 0; i < 3; i++) {
        MUST(store_mark(txn, &error));
        MUST(store_run(txn, &SETTING_CHANGE, edit, 2, NULL, &error));
        MUST(store_undo(txn, &error));
    }
    commit(txn);
    store_rows rows = { 0 };
    MUST(store_query_open(w->conn, &SETTING_FIND, edit, 1, &rows, &error));
    assert_true(store_rows_next(&rows));
    assert_true(span_is(store_rows_text(&rows, 0), "first"));
    MUST(store_rows_close(&rows, &error));
}

static void test_c_look_does_not_flush(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_rows rows = { 0 };
    const store_value name[] = { store_text(span_of("a")) };
    store_txn *txn = begin(w);
    put_setting(txn, "a", "");
    MUST(store_look(txn, &SETTING_FIND, name, 1, &rows, &error));
    assert_false(store_rows_next(&rows));
    MUST(store_rows_close(&rows, &error));
    MUST(store_read(txn, &SETTING_FIND, name, 1, &rows, &error));
    assert_true(store_rows_next(&rows));
    MUST(store_rows_close(&rows, &error));
    store_rollback(txn);
}

/* ---- refusals -------------------------------------------------------------------------------- */

static void test_d_a_refused_statement_is_undone(void **state)
{
    world *w = *state;
    err error = { 0 };
    const store_value twice[] = { store_text(span_of("a")), store_text(span_of("")) };
    store_txn *txn = begin(w);
    put_setting(txn, "a", "");
    MUST(store_mark(txn, &error));
    put_transfer(txn, 1, 1);
    assert_false(store_run(txn, &SETTING_ADD, twice, 2, NULL, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    assert_false(store_flush(txn, &error));
    assert_int_equal(error.code, ERR_STORE);
    MUST(store_undo(txn, &error));
    MUST(store_mark(txn, &error));
    put_setting(txn, "b", "");
    commit(txn);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 2);
    assert_int_equal(both_number(w->conn, &TRANSFER_COUNT), 0);
}

static void test_d_a_refused_row_of_an_earlier_change(void **state)
{
    world *w = *state;
    err error = { 0 };
    const store_value edit[] = { store_text(span_of("a")), store_text(span_of("x")) };
    store_txn *txn = begin(w);
    put_setting(txn, "a", "");
    put_setting(txn, "a", "");
    MUST(store_mark(txn, &error));
    assert_false(store_run(txn, &SETTING_CHANGE, edit, 2, NULL, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    assert_false(store_undo(txn, &error));
    assert_int_equal(error.code, ERR_STORE);
    bool is_unknown = true;
    assert_false(store_commit(txn, &is_unknown, &error));
    assert_false(is_unknown);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 0);
    txn = begin(w);
    put_setting(txn, "a", "");
    commit(txn);
}

static void test_d_a_refused_row_at_commit(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_txn *txn = begin(w);
    put_transfer(txn, 1, 1);
    put_transfer(txn, 2, 0);
    bool is_unknown = true;
    assert_false(store_commit(txn, &is_unknown, &error));
    assert_false(is_unknown);
    assert_int_equal(error.code, ERR_CONFLICT);
    assert_int_equal(both_number(w->conn, &TRANSFER_COUNT), 0);
}

static void test_d_null_where_none_may_be(void **state)
{
    world *w = *state;
    err error = { 0 };
    const store_value row[] = { store_text(span_of("a")), store_null() };
    store_txn *txn = begin(w);
    assert_false(store_run(txn, &SETTING_ADD, row, 2, NULL, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    store_rollback(txn);
}

static void test_d_a_value_of_the_wrong_type(void **state)
{
    world *w = *state;
    err error = { 0 };
    const store_value row[] = { store_int(1), store_text(span_of("x")), store_null(), store_null(),
        store_null() };
    for (int i = 0; i < 2; i++) {
        store_txn *txn = begin(w);
        bool is_done =
            i == 0 ? store_run(txn, &PERSON_ADD, row, 5, NULL, &error)
                   : store_put(txn, &PERSON_ADD, row, 5, &error) && store_flush(txn, &error);
        assert_false(is_done);
        assert_int_equal(error.code, ERR_STORE);
        store_rollback(txn);
    }
}

static void test_d_append_only(void **state)
{
    world *w = *state;
    err error = { 0 };
    QUERY(transfer_edit, "UPDATE transfer SET amount = 2", 0, true);
    QUERY(transfer_cut, "DELETE FROM transfer", 0, true);
    QUERY(change_edit, "UPDATE change SET outcome = 2", 0, true);
    QUERY(change_cut, "DELETE FROM change", 0, true);
    QUERY(leaf_edit, "UPDATE log_leaf SET number = 2", 0, true);
    QUERY(leaf_cut, "DELETE FROM log_leaf", 0, true);
    static const store_query *const all[] = { &transfer_edit, &transfer_cut, &change_edit,
        &change_cut, &leaf_edit, &leaf_cut };
    const span text = SPAN("0123456789abcdef");
    const store_value change[] = { store_int(0), store_int(1), store_int(1), store_int(1),
        store_text(text), store_int(1), store_int(1), store_int(1), store_null(), store_bytes(text),
        store_int(1) };
    const store_value leaf[] = { store_int(0), store_bytes(text), store_bytes(text), store_int(1),
        store_int(1), store_int(1), store_int(1), store_int(1) };
    store_txn *txn = begin(w);
    put_transfer(txn, 1, 1);
    MUST(store_put(txn, &CHANGE_ADD, change, COUNT_OF(change), &error));
    MUST(store_put(txn, &LEAF_ADD, leaf, COUNT_OF(leaf), &error));
    for (int i = 0; i < COUNT_OF(all); i++) {
        MUST(store_mark(txn, &error));
        assert_false(store_run(txn, all[i], NULL, 0, NULL, &error));
        assert_int_equal(error.code, ERR_CONFLICT);
        MUST(store_undo(txn, &error));
    }
    commit(txn);
    assert_int_equal(both_number(w->conn, &TRANSFER_SUM), 1);
}

static void test_d_the_batch_has_a_bound(void **state)
{
    world *w = *state;
    err error = { 0 };
    static char large[256 * 1024];
    memset(large, 'x', sizeof large);
    arena small = { 0 };
    assert_true(arena_open(&small, 512 * 1024));
    store_txn *txn = NULL;
    MUST(store_begin(w->conn, &small, &txn, &error));
    put_setting(txn, "a", "1");
    MUST(store_mark(txn, &error));
    bool is_full = false;
    for (int i = 0; i < 8 && !is_full; i++) {
        const store_value row[] = { store_text(span_of("b")),
            store_text((span){ large, sizeof large }) };
        is_full = !store_put(txn, &SETTING_ADD, row, 2, &error);
    }
    assert_true(is_full);
    assert_int_equal(error.code, ERR_MEMORY);
    MUST(store_undo(txn, &error));
    commit(txn);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 1);
    arena_close(&small);
}

/* ---- connections ----------------------------------------------------------------------------- */

static void test_e_readers_see_what_was_committed(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_conn *reader = NULL;
    MUST(store_connect(w->store, STORE_READ, &reader, &error));
    MUST(store_schema_check(reader, &error));
    store_txn *txn = begin(w);
    put_setting(txn, "a", "");
    MUST(store_flush(txn, &error));
    assert_int_equal(both_number(reader, &SETTING_COUNT), 0);
    commit(txn);
    assert_int_equal(both_number(reader, &SETTING_COUNT), 1);
    store_disconnect(reader);
    store_disconnect(NULL);
}

static void test_e_parts_stay_with_the_connection(void **state)
{
    world *w = *state;
    static int memory;
    store_txn *txn = begin(w);
    assert_null(store_txn_part(txn, STORE_PART_LEDGER));
    store_txn_part_set(txn, STORE_PART_LEDGER, &memory);
    assert_ptr_equal(store_txn_conn(txn), w->conn);
    store_rollback(txn);
    txn = begin(w);
    assert_ptr_equal(store_txn_part(txn, STORE_PART_LEDGER), &memory);
    store_rollback(txn);
}

static void test_e_closing_rolls_back(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_conn *other = NULL;
    MUST(store_connect(w->store, STORE_WRITE, &other, &error));
    store_txn *txn = NULL;
    MUST(store_begin(other, &w->memory, &txn, &error));
    put_setting(txn, "a", "");
    MUST(store_flush(txn, &error));
    store_disconnect(other);
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 0);
}

/* ---- schema ---------------------------------------------------------------------------------- */

static void test_f_migrate_twice(void **state)
{
    world *w = *state;
    err error = { 0 };
    MUST(store_migrate(w->conn, 2, &error));
    MUST(store_schema_check(w->conn, &error));
    assert_int_equal(both_number(w->conn, &VERSION_COUNT), STORE_MIGRATION_COUNT);
}

static void test_f_empty_database(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_disconnect(w->conn);
    under_test->wipe();
    MUST(store_connect(w->store, STORE_WRITE, &w->conn, &error));
    assert_false(store_schema_check(w->conn, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    assert_non_null(error.hint);
}

static void test_f_newer_schema(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_txn *txn = begin(w);
    const store_value row[] = { store_int(STORE_MIGRATION_COUNT + 1), store_bytes(span_of("x")) };
    MUST(store_run(txn, &VERSION_NEWER, row, 2, NULL, &error));
    commit(txn);
    assert_false(store_migrate(w->conn, 2, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    assert_false(store_schema_check(w->conn, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
}

static void test_f_altered_digest(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_txn *txn = begin(w);
    uint8_t digest[STORE_DIGEST_SIZE];
    memcpy(digest, STORE_MIGRATIONS[0].digest, sizeof digest);
    digest[31] ^= 1;
    const store_value row[] = { store_bytes((span){ (const char *)digest, sizeof digest }) };
    MUST(store_run(txn, &VERSION_EDIT, row, 1, NULL, &error));
    commit(txn);
    assert_false(store_migrate(w->conn, 2, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    assert_false(store_schema_check(w->conn, &error));
}

/* ---- whole database -------------------------------------------------------------------------- */

static void test_g_integrity(void **state)
{
    world *w = *state;
    err error = { 0 };
    MUST(store_integrity(w->conn, &error));
}

static void test_g_copy(void **state)
{
    world *w = *state;
    err error = { 0 };
    static const char bytes[] = { 0, (char)0x80, 'x' };
    store_txn *txn = begin(w);
    for (int i = 1; i <= 5000; i++)
        put_transfer(txn, i, i);
    const store_value row[] = { store_int(1), store_int(5), store_text(span_of("武汉")),
        store_bytes((span){ bytes, sizeof bytes }), store_null() };
    MUST(store_put(txn, &PERSON_ADD, row, 5, &error));
    commit(txn);

    store_conn *reader = NULL;
    MUST(store_connect(w->store, STORE_READ, &reader, &error));
    MUST(store_backup(reader, under_test->copy, &error));
    assert_false(store_backup(reader, under_test->copy, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    store_disconnect(reader);

    store *copy = NULL;
    under_test->restore(&copy);
    MUST(store_connect(copy, STORE_READ, &reader, &error));
    MUST(store_schema_check(reader, &error));
    assert_int_equal(both_number(reader, &TRANSFER_COUNT), 5000);
    assert_int_equal(both_number(reader, &TRANSFER_SUM), 5000 * 5001 / 2);
    store_rows rows = { 0 };
    MUST(store_query_open(reader, &PERSON_FIND, (store_value[]){ store_int(5) }, 1, &rows, &error));
    assert_true(store_rows_next(&rows));
    assert_true(span_is(store_rows_text(&rows, 0), "武汉"));
    assert_true(span_equal(store_rows_text(&rows, 1), (span){ bytes, sizeof bytes }));
    assert_true(store_rows_is_null(&rows, 2));
    MUST(store_rows_close(&rows, &error));
    store_disconnect(reader);
    store_close(copy);
}

static void test_g_upsert_of_one_row(void **state)
{
    world *w = *state;
    err error = { 0 };
    for (int i = 0; i < 2; i++) {
        store_txn *txn = begin(w);
        const store_value row[] = { store_text(span_of("a")),
            store_text(span_of(i == 0 ? "1" : "2")) };
        MUST(store_put(txn, &SETTING_SET, row, 2, &error));
        commit(txn);
    }
    assert_int_equal(both_number(w->conn, &SETTING_COUNT), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int both_run(const engine *e)
{
    under_test = e;
    const struct CMUnitTest tests[] = {
        CASE(test_a_rows_come_back),
        CASE(test_a_numbered_parameters),
        CASE(test_a_find_int),
        CASE(test_a_query_that_can_not_run),
        CASE(test_a_real_is_damage),
        CASE(test_b_many_rows),
        CASE(test_b_each_row_its_values),
        CASE(test_b_one_bad_of_many_rows),
        CASE(test_b_text_sorts_by_bytes),
        CASE(test_b_totals_add_up),
        CASE(test_b_queries_inside_queries),
        CASE(test_b_changed_rows_are_counted),
        CASE(test_c_rollback),
        CASE(test_c_undo_of_buffers),
        CASE(test_c_undo_of_flushed_rows),
        CASE(test_c_undo_of_a_statement),
        CASE(test_c_look_does_not_flush),
        CASE(test_d_a_refused_statement_is_undone),
        CASE(test_d_a_refused_row_of_an_earlier_change),
        CASE(test_d_a_refused_row_at_commit),
        CASE(test_d_null_where_none_may_be),
        CASE(test_d_a_value_of_the_wrong_type),
        CASE(test_d_append_only),
        CASE(test_d_the_batch_has_a_bound),
        CASE(test_e_readers_see_what_was_committed),
        CASE(test_e_parts_stay_with_the_connection),
        CASE(test_e_closing_rolls_back),
        CASE(test_f_migrate_twice),
        CASE(test_f_empty_database),
        CASE(test_f_newer_schema),
        CASE(test_f_altered_digest),
        CASE(test_g_integrity),
        CASE(test_g_copy),
        CASE(test_g_upsert_of_one_row),
    };
    return cmocka_run_group_tests_name("what every engine owes the store", tests, NULL, NULL);
}
