/* The core of the store against an engine that only writes down what it is asked: the exact order
 * of inserts, savepoints and statements, and what is no longer sent after a failure.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/driver.h"
#include "store/migration_in.h"

#include <stdio.h>
#include <string.h>

/* ---- the engine ------------------------------------------------------------------------------ */

static char said[4096];
static const char *fails_at; /* the call that fails, as it would be written down */
static bool is_unknown_next;

__attribute__((format(printf, 1, 2))) static bool say(const char *format, ...)
{
    char word[200];
    va_list args;
    va_start(args, format);
    vsnprintf(word, sizeof word, format, args);
    va_end(args);
    size_t used = strlen(said);
    assert_true(used + strlen(word) + 2 < sizeof said);
    snprintf(said + used, sizeof said - used, "%s%s", used ? " " : "", word);
    return !fails_at || strcmp(fails_at, word) != 0;
}

static bool answer(bool is_done, err *reterr)
{
    return is_done || err_set(reterr, ERR_CONFLICT, "asked to fail");
}

static bool fake_connect(
    const char *where, store_mode mode, arena *home, void **ret_link, err *reterr)
{
    *ret_link = ARENA_NEW(home, int, 1);
    return answer(say("connect(%s,%d)", where, (int)mode), reterr);
}
static void fake_disconnect(void *link)
{
    (void)link;
    say("disconnect");
}
static bool fake_claim(void *link, err *reterr)
{
    (void)link;
    return answer(say("claim"), reterr);
}
static bool fake_begin(void *link, err *reterr)
{
    (void)link;
    return answer(say("begin"), reterr);
}
static bool fake_commit(void *link, bool *ret_unknown, err *reterr)
{
    (void)link;
    bool is_done = say("commit");
    if (!is_done)
        *ret_unknown = is_unknown_next;
    return answer(is_done, reterr);
}
static void fake_rollback(void *link)
{
    (void)link;
    say("rollback");
}
static bool fake_point(void *link, store_point what, err *reterr)
{
    (void)link;
    return answer(say("%s", (const char *[]){ "set", "keep", "undo" }[what]), reterr);
}
static bool fake_insert(
    void *link, const store_query *q, const store_cell *cells, int row_count, err *reterr)
{
    (void)link;
    char word[160];
    int used = snprintf(word, sizeof word, "%s(", q->name);
    for (int i = 0; i < row_count; i++) {
        const store_cell *cell = cells + i * q->param_count;
        used += cell->kind == STORE_INT ? snprintf(word + used, sizeof word - (size_t)used,
                                              "%s%lld", i ? "," : "", (long long)cell->number)
                                        : snprintf(word + used, sizeof word - (size_t)used,
                                              "%s%.*s", i ? "," : "", (int)cell->size, cell->at);
        if (used >= (int)sizeof word - 40)
            break;
    }
    return answer(say("%s)", word), reterr);
}
static bool fake_run(
    void *link, const store_query *q, const store_value *in, int64_t *ret_changed, err *reterr)
{
    (void)link;
    (void)in;
    *ret_changed = 7;
    return answer(say("run:%s", q->name), reterr);
}
static bool fake_query(
    void *link, const store_query *q, const store_value *in, void **ret_cursor, err *reterr)
{
    (void)in;
    *ret_cursor = link;
    return answer(say("query:%s", q->name), reterr);
}
static store_step fake_next(void *cursor, err *reterr)
{
    (void)cursor;
    if (say("next"))
        return STORE_STEP_END;
    err_set(reterr, ERR_DAMAGE, "asked to fail");
    return STORE_STEP_FAILED;
}
static bool fake_column(void *cursor, int column, store_value *ret_value)
{
    (void)cursor;
    (void)column;
    *ret_value = store_null();
    return true;
}
static void fake_close(void *cursor)
{
    (void)cursor;
    say("close");
}
static bool fake_script(void *link, const char *text, err *reterr)
{
    (void)link;
    (void)text;
    return answer(say("script"), reterr);
}

static const store_query HAS_SCHEMA = { .name = "has_schema", .text = "" };
static const store_driver fake = {
    .engine = "sqlite",
    .link_size = 64,
    .connect = fake_connect,
    .disconnect = fake_disconnect,
    .claim = fake_claim,
    .begin = fake_begin,
    .commit = fake_commit,
    .rollback = fake_rollback,
    .point = fake_point,
    .insert = fake_insert,
    .run = fake_run,
    .query = fake_query,
    .next = fake_next,
    .column = fake_column,
    .close = fake_close,
    .script = fake_script,
    .has_schema = &HAS_SCHEMA,
};

static const store_query A = {
    .name = "a", .text = "", .param_count = 1, .writes = true, .insert_head = "h", .insert_tail = ""
};
static const store_query B = {
    .name = "b", .text = "", .param_count = 1, .writes = true, .insert_head = "h", .insert_tail = ""
};
static const store_query WRITING = { .name = "w", .text = "", .writes = true };
static const store_query READING = { .name = "r", .text = "" };

/* ---- around ---------------------------------------------------------------------------------- */

typedef struct world {
    store *store;
    store_conn *conn;
    store_txn *txn;
    arena memory;
    err error;
} world;

static int set_up(void **state)
{
    static world w;
    w = (world){ 0 };
    fails_at = NULL;
    is_unknown_next = false;
    assert_true(arena_open(&w.memory, 4 * 1024 * 1024));
    assert_true(store_open(&fake, "place", &w.store, &w.error));
    assert_true(store_connect(w.store, STORE_WRITE, &w.conn, &w.error));
    assert_true(store_begin(w.conn, &w.memory, &w.txn, &w.error));
    said[0] = '\0';
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

static void put(world *w, const store_query *q, int64_t number)
{
    assert_true(store_put(w->txn, q, (store_value[]){ store_int(number) }, 1, &w->error));
}

static void read_now(world *w, const store_query *q)
{
    store_rows rows = { 0 };
    assert_true(store_read(w->txn, q, NULL, 0, &rows, &w->error));
    assert_true(store_rows_close(&rows, &w->error));
}

/* ---- order ----------------------------------------------------------------------------------- */

static void test_a_rows_go_by_query_in_order_of_first_use(void **state)
{
    world *w = *state;
    put(w, &B, 1);
    put(w, &A, 2);
    put(w, &B, 3);
    assert_string_equal(said, "");
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "b(1,3) a(2) commit");
}

static void test_a_nothing_to_send(void **state)
{
    world *w = *state;
    assert_true(store_flush(w->txn, &w->error));
    assert_true(store_mark(w->txn, &w->error));
    assert_true(store_flush(w->txn, &w->error));
    assert_true(store_undo(w->txn, &w->error));
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "commit");
}

static void test_a_rows_are_sent_once(void **state)
{
    world *w = *state;
    put(w, &A, 1);
    assert_true(store_flush(w->txn, &w->error));
    put(w, &A, 2);
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "a(1) a(2) commit");
}

static void test_b_refusal_cuts_the_buffers(void **state)
{
    world *w = *state;
    put(w, &A, 1);
    assert_true(store_mark(w->txn, &w->error));
    put(w, &A, 2);
    put(w, &B, 3);
    assert_true(store_undo(w->txn, &w->error));
    assert_true(store_mark(w->txn, &w->error));
    put(w, &A, 4);
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "a(1,4) commit");
}

static void test_b_the_savepoint_stands_behind_earlier_rows(void **state)
{
    world *w = *state;
    put(w, &A, 1);
    assert_true(store_mark(w->txn, &w->error));
    put(w, &B, 2);
    put(w, &A, 3);
    read_now(w, &READING);
    put(w, &A, 4);
    assert_true(store_undo(w->txn, &w->error));
    put(w, &A, 5);
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "a(1) set a(3) b(2) query:r close undo a(5) commit");
}

static void test_b_a_read_alone_needs_no_savepoint(void **state)
{
    world *w = *state;
    put(w, &A, 1);
    assert_true(store_mark(w->txn, &w->error));
    read_now(w, &READING);
    put(w, &A, 2);
    assert_true(store_undo(w->txn, &w->error));
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "a(1) query:r close commit");
}

static void test_b_a_writing_statement_needs_one(void **state)
{
    world *w = *state;
    int64_t changed = 0;
    put(w, &A, 1);
    assert_true(store_mark(w->txn, &w->error));
    assert_true(store_run(w->txn, &WRITING, NULL, 0, &changed, &w->error));
    assert_int_equal(changed, 7);
    read_now(w, &WRITING);
    assert_true(store_mark(w->txn, &w->error));
    assert_true(store_run(w->txn, &READING, NULL, 0, NULL, &w->error));
    assert_true(store_undo(w->txn, &w->error));
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "a(1) set run:w query:w close keep run:r commit");
}

static void test_b_the_first_change_begins_anew(void **state)
{
    world *w = *state;
    assert_true(store_mark(w->txn, &w->error));
    put(w, &A, 1);
    assert_true(store_run(w->txn, &WRITING, NULL, 0, NULL, &w->error));
    assert_true(store_undo(w->txn, &w->error));
    assert_true(store_mark(w->txn, &w->error));
    put(w, &A, 2);
    assert_true(store_run(w->txn, &WRITING, NULL, 0, NULL, &w->error));
    assert_true(store_mark(w->txn, &w->error));
    assert_true(store_run(w->txn, &WRITING, NULL, 0, NULL, &w->error));
    assert_true(store_undo(w->txn, &w->error));
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "a(1) run:w rollback begin a(2) run:w set run:w undo commit");
}

static void test_b_beginning_anew_may_fail(void **state)
{
    world *w = *state;
    assert_true(store_mark(w->txn, &w->error));
    assert_true(store_run(w->txn, &WRITING, NULL, 0, NULL, &w->error));
    fails_at = "begin";
    assert_false(store_undo(w->txn, &w->error));
    assert_false(store_put(w->txn, &A, (store_value[]){ store_int(9) }, 1, &w->error));
    assert_false(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "run:w rollback begin rollback");
}

static void test_b_without_a_mark_there_is_no_savepoint(void **state)
{
    world *w = *state;
    put(w, &A, 1);
    assert_true(store_run(w->txn, &WRITING, NULL, 0, NULL, &w->error));
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "a(1) run:w commit");
}

static void test_b_look_sends_nothing(void **state)
{
    world *w = *state;
    store_rows rows = { 0 };
    put(w, &A, 1);
    assert_true(store_look(w->txn, &READING, NULL, 0, &rows, &w->error));
    assert_true(store_rows_close(&rows, &w->error));
    assert_string_equal(said, "query:r close");
}

/* ---- texts ----------------------------------------------------------------------------------- */

static void put_text(world *w, const char *text, size_t size)
{
    assert_true(
        store_put(w->txn, &A, (store_value[]){ store_text((span){ text, size }) }, 1, &w->error));
}

static void test_c_texts_are_copied(void **state)
{
    world *w = *state;
    char text[8] = "first";
    put_text(w, text, 5);
    memcpy(text, "second", 6);
    assert_true(store_mark(w->txn, &w->error));
    put_text(w, text, 6);
    memcpy(text, "xxxxxx", 6);
    assert_true(store_undo(w->txn, &w->error));
    put_text(w, "third", 5);
    put_text(w, NULL, 0);
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "a(first,third,) commit");
}

/* Flushing again and again takes no more memory than one flush. */
static void test_c_memory_is_used_again(void **state)
{
    world *w = *state;
    static char large[100 * 1024];
    memset(large, 'x', sizeof large);
    size_t used = 0;
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 8; i++) {
            put_text(w, large, sizeof large / 2 * (size_t)(i % 3));
            put(w, &B, i);
        }
        assert_true(store_flush(w->txn, &w->error));
        said[0] = '\0';
        if (round == 1)
            used = w->memory.used;
    }
    assert_int_equal(w->memory.used, used);
}

static void test_c_undo_gives_the_texts_back(void **state)
{
    world *w = *state;
    static char large[30 * 1024];
    memset(large, 'x', sizeof large);
    put_text(w, "kept", 4);
    size_t used = 0;
    for (int round = 0; round < 50; round++) {
        assert_true(store_mark(w->txn, &w->error));
        for (int i = 0; i < 5; i++)
            put_text(w, large, sizeof large);
        assert_true(store_undo(w->txn, &w->error));
        if (round == 0)
            used = w->memory.used;
    }
    assert_int_equal(w->memory.used, used);
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "a(kept) commit");
}

/* ---- failures -------------------------------------------------------------------------------- */

static void test_d_failure_behind_the_savepoint(void **state)
{
    world *w = *state;
    put(w, &A, 1);
    assert_true(store_mark(w->txn, &w->error));
    put(w, &A, 2);
    put(w, &B, 3);
    fails_at = "b(3)";
    assert_false(store_flush(w->txn, &w->error));
    assert_int_equal(w->error.code, ERR_CONFLICT);
    assert_false(store_put(w->txn, &A, (store_value[]){ store_int(9) }, 1, &w->error));
    assert_int_equal(w->error.code, ERR_STORE);
    assert_false(store_run(w->txn, &WRITING, NULL, 0, NULL, &w->error));
    assert_false(store_mark(w->txn, &w->error));
    assert_true(store_undo(w->txn, &w->error));
    put(w, &B, 4);
    assert_true(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "a(1) set a(2) b(3) undo b(4) commit");
}

static void test_d_failure_before_the_mark(void **state)
{
    world *w = *state;
    put(w, &A, 1);
    assert_true(store_mark(w->txn, &w->error));
    put(w, &B, 2);
    fails_at = "a(1)";
    assert_false(store_run(w->txn, &WRITING, NULL, 0, NULL, &w->error));
    assert_false(store_undo(w->txn, &w->error));
    assert_int_equal(w->error.code, ERR_STORE);
    assert_false(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "a(1) rollback");
}

static void test_d_a_failed_change_is_not_committed(void **state)
{
    world *w = *state;
    assert_true(store_mark(w->txn, &w->error));
    fails_at = "run:w";
    assert_false(store_run(w->txn, &WRITING, NULL, 0, NULL, &w->error));
    bool is_unknown = true;
    assert_false(store_commit(w->txn, &is_unknown, &w->error));
    assert_false(is_unknown);
    assert_string_equal(said, "run:w rollback");
}

static void test_d_failure_while_reading(void **state)
{
    world *w = *state;
    store_rows rows = { 0 };
    fails_at = "next";
    assert_true(store_look(w->txn, &READING, NULL, 0, &rows, &w->error));
    assert_false(store_rows_next(&rows));
    assert_false(store_rows_next(&rows));
    assert_false(store_rows_close(&rows, &w->error));
    assert_int_equal(w->error.code, ERR_DAMAGE);
    assert_false(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "query:r next close rollback");
}

static void test_d_failure_of_the_savepoint(void **state)
{
    world *w = *state;
    put(w, &B, 1);
    assert_true(store_mark(w->txn, &w->error));
    put(w, &A, 1);
    assert_true(store_flush(w->txn, &w->error));
    fails_at = "undo";
    assert_false(store_undo(w->txn, &w->error));
    assert_false(store_commit(w->txn, NULL, &w->error));
    assert_string_equal(said, "b(1) set a(1) undo rollback");
}

static void test_d_unknown_outcome(void **state)
{
    world *w = *state;
    bool is_unknown = false;
    is_unknown_next = true;
    fails_at = "commit";
    assert_false(store_commit(w->txn, &is_unknown, &w->error));
    assert_true(is_unknown);
    assert_string_equal(said, "commit");
    fails_at = "begin";
    assert_false(store_begin(w->conn, &w->memory, &w->txn, &w->error));
    fails_at = NULL;
    assert_true(store_begin(w->conn, &w->memory, &w->txn, &w->error));
}

static void test_e_opening_that_fails(void **state)
{
    world *w = *state;
    store_conn *c = NULL;
    fails_at = "connect(place,0)";
    assert_false(store_connect(w->store, STORE_READ, &c, &w->error));
    assert_null(c);
    assert_true(store_writer_claim(w->conn, &w->error));
    store_disconnect(w->conn);
    w->conn = NULL;
    assert_string_equal(said, "connect(place,0) claim rollback disconnect");
    store_close(NULL);
}

static void test_e_migration_that_fails(void **state)
{
    world *w = *state;
    store_rollback(w->txn);
    said[0] = '\0';
    fails_at = "script";
    assert_false(store_migrate(w->conn, 1, &w->error));
    assert_string_equal(said, "query:has_schema next close begin script rollback");
    assert_true(STORE_MIGRATION_COUNT >= 1);
    for (int i = 0; i < STORE_MIGRATION_COUNT; i++)
        assert_int_equal(STORE_MIGRATIONS[i].number, i + 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_rows_go_by_query_in_order_of_first_use),
        CASE(test_a_nothing_to_send),
        CASE(test_a_rows_are_sent_once),
        CASE(test_b_refusal_cuts_the_buffers),
        CASE(test_b_the_savepoint_stands_behind_earlier_rows),
        CASE(test_b_the_first_change_begins_anew),
        CASE(test_b_beginning_anew_may_fail),
        CASE(test_b_a_read_alone_needs_no_savepoint),
        CASE(test_b_a_writing_statement_needs_one),
        CASE(test_b_without_a_mark_there_is_no_savepoint),
        CASE(test_b_look_sends_nothing),
        CASE(test_c_texts_are_copied),
        CASE(test_c_memory_is_used_again),
        CASE(test_c_undo_gives_the_texts_back),
        CASE(test_d_failure_behind_the_savepoint),
        CASE(test_d_failure_before_the_mark),
        CASE(test_d_a_failed_change_is_not_committed),
        CASE(test_d_failure_while_reading),
        CASE(test_d_failure_of_the_savepoint),
        CASE(test_d_unknown_outcome),
        CASE(test_e_opening_that_fails),
        CASE(test_e_migration_that_fails),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
