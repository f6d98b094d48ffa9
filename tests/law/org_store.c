/* The tree on a real database: whatever table is brought in, in whatever order and in how many
 * pieces, the tree that is read back is the one that was told.  Runs on PostgreSQL when NUAN_PG
 * holds the connection string of a database that may be wiped, else on SQLite.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buffer.h"
#include "org/org.h"
#include "store/driver.h"
#include "store/pg/pg.h"
#include "store/sqlite/sqlite.h"
#include "sys/sys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { UNITS_MAX = 400, ROUNDS = 12 };

static char folder[] = "/tmp/nuan-org-XXXXXX";
static char database[64];
static const store_driver *driver;
static const char *where;

static void fail_with(const err *e)
{
    char text[400];
    err_render(e, e->message ? e->message : "no message", text, sizeof text);
    fail_msg("error %d: %s", (int)e->code, text);
}
#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_with(&error);                                                                     \
    } while (0)

/* One round's house. */
typedef struct house {
    arena home;
    store *store;
    store_conn *writer, *reader;
    id_maker ids;
    org_tree tree;
} house;

static void wipe_pg(void)
{
    err error = { 0 };
    ARENA home = { 0 };
    void *link = NULL;
    bool is_unknown = false;
    assert_true(arena_open(&home, driver->link_size + 64));
    MUST(driver->connect(where, STORE_WRITE, &home, &link, &error));
    MUST(driver->begin(link, &error));
    MUST(driver->script(link, "DROP SCHEMA public CASCADE; CREATE SCHEMA public", &error));
    MUST(driver->commit(link, &is_unknown, &error));
    driver->disconnect(link);
}

static void wipe(void)
{
    if (driver == &store_pg) {
        wipe_pg();
        return;
    }
    static const char *const ends[] = { "", "-wal", "-shm" };
    for (size_t i = 0; i < 3; i++) {
        char path[80];
        snprintf(path, sizeof path, "%s%s", database, ends[i]);
        unlink(path);
    }
}

static void tree_read(house *h)
{
    err error = { 0 };
    MUST(org_tree_load(h->reader, &h->home, &h->tree, &error));
}

static house open_house(void)
{
    err error = { 0 };
    house h = { 0 };
    wipe();
    assert_true(arena_open(&h.home, 128 << 20));
    MUST(store_open(driver, where, &h.store, &error));
    MUST(store_connect(h.store, STORE_WRITE, &h.writer, &error));
    MUST(store_migrate(h.writer, 1, &error));
    MUST(store_connect(h.store, STORE_READ, &h.reader, &error));
    tree_read(&h);
    return h;
}

static void close_house(house *h)
{
    store_disconnect(h->reader);
    store_disconnect(h->writer);
    store_close(h->store);
    arena_close(&h->home);
}

static org_import check_bytes(house *h, span bytes)
{
    err error = { 0 };
    org_import in = { 0 };
    const org_source source = { .bytes = bytes, .today = { 20200203 } };
    MUST(org_import_check(&h->home, &h->tree, &source, &in, &error));
    if (in.fault_count > 0)
        fail_with(&in.faults[0].rule);
    return in;
}

static bool apply(house *h, org_import *in, err *reterr)
{
    store_txn *txn = NULL;
    err error = { 0 };
    MUST(store_begin(h->writer, &h->home, &txn, &error));
    MUST(store_mark(txn, &error));
    change c = { .kind = &org_import_add,
        .input = in,
        .ids = &h->ids,
        .home = &h->home,
        .real_us = INT64_C(1700000000000000),
        .civil_day = { 20200203 } };
    bool is_done = org_import_add.apply(txn, &c, reterr);
    if (is_done)
        assert_int_equal(c.outcome, in->draft_count);
    else
        assert_true(store_undo(txn, &error));
    MUST(store_commit(txn, NULL, &error));
    tree_read(h);
    return is_done;
}

static void add(house *h, span bytes)
{
    err error = { 0 };
    org_import in = check_bytes(h, bytes);
    MUST(apply(h, &in, &error));
}

/* ---- random trees --------------------------------------------------------------------------- */

/* A unit as the test made it up. */
typedef struct told {
    int parent; /* -1: a root */
    int level;
    int legal; /* index */
    bool says_self;
} told;

static uint64_t dice;

static uint32_t roll(uint32_t below)
{
    dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((dice >> 33) % below);
}

static int make_up(told *units)
{
    int count = 1 + (int)roll(UNITS_MAX - 1);
    for (int i = 0; i < count; i++) {
        int parent = i > 0 && roll(20) > 0 ? (int)roll((uint32_t)i) : -1;
        if (parent >= 0 && units[parent].level == ORG_LEVEL_MAX)
            parent = -1;
        bool says_self = roll(3) == 0;
        units[i] = (told){ .parent = parent,
            .level = parent < 0 ? 0 : units[parent].level + 1,
            .legal = parent < 0 || says_self ? i : units[parent].legal,
            .says_self = says_self };
    }
    return count;
}

static void shuffle(int *order, int from, int to)
{
    for (int i = from; i < to; i++)
        order[i] = i;
    for (int i = to - 1; i > from; i--) {
        int other = from + (int)roll((uint32_t)(i - from + 1)), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

/* Units from..to as a table, in random order. */
static span write_table(house *h, const told *units, int from, int to)
{
    static int order[UNITS_MAX];
    buffer b = buffer_in(&h->home, 64 * 1024);
    shuffle(order, from, to);
    buffer_text(&b, "code,parent,kind,name_zh,legal\n");
    for (int i = from; i < to; i++) {
        const told *u = &units[order[i]];
        buffer_format(&b, "u%d,", order[i]);
        if (u->parent >= 0)
            buffer_format(&b, "u%d", u->parent);
        buffer_format(&b, ",union,单位%d,%s\n", order[i], u->says_self ? "self" : "");
    }
    return buffer_span(&b);
}

static const org *unit(const house *h, int index)
{
    char code[16];
    snprintf(code, sizeof code, "u%d", index);
    const org *o = org_find_by_code(&h->tree, span_of(code));
    if (!o)
        fail_msg("no unit %s", code);
    return o;
}

static bool is_told_within(const told *units, int index, int head)
{
    while (index >= 0 && index != head)
        index = units[index].parent;
    return index == head;
}

static void assert_as_told(const house *h, const told *units, int count)
{
    assert_int_equal(h->tree.count, count);
    for (int i = 0; i < count; i++) {
        const org *o = unit(h, i);
        const org *up = org_up(&h->tree, o);
        assert_int_equal(o->level, units[i].level);
        assert_int_equal(o->legal.value, unit(h, units[i].legal)->id.value);
        assert_ptr_equal(up, units[i].parent < 0 ? NULL : unit(h, units[i].parent));
        if (up)
            assert_true(span_starts(o->path, up->path));
        for (int tries = 0; tries < 20; tries++) {
            int head = (int)roll((uint32_t)count);
            assert_int_equal(
                org_is_within(&h->tree, o->id, unit(h, head)->id), is_told_within(units, i, head));
        }
    }
}

static void test_a_trees_come_back_as_told(void **state)
{
    (void)state;
    static told units[UNITS_MAX];
    for (int round = 0; round < ROUNDS; round++) {
        house h = open_house();
        dice = (uint64_t)round + 1;
        int count = make_up(units);
        int cut = (int)roll((uint32_t)count + 1);
        if (cut > 0)
            add(&h, write_table(&h, units, 0, cut));
        assert_as_told(&h, units, cut);
        if (cut < count)
            add(&h, write_table(&h, units, cut, count));
        assert_as_told(&h, units, count);
        org_import again = check_bytes(&h, write_table(&h, units, 0, count));
        assert_int_equal(again.same_count, count);
        assert_int_equal(again.draft_count, 0);
        close_house(&h);
    }
}

static void test_b_a_refused_import_leaves_nothing(void **state)
{
    (void)state;
    house h = open_house();
    err e = { 0 };
    static const char table[] = "code,parent,kind,name_zh\nu0,,federation,总\nu1,u0,union,甲\n";
    static const char other[] = "code,parent,kind,name_zh\nu2,,federation,二\nu1,u2,union,乙\n";
    org_import late = check_bytes(&h, span_of(other));
    add(&h, span_of(table));
    assert_false(apply(&h, &late, &e));
    assert_int_equal(e.code, ERR_CONFLICT);
    assert_int_equal(h.tree.count, 2);
    assert_true(span_is(unit(&h, 1)->name_zh, "甲"));
    close_house(&h);
}

static void test_c_the_demo_tree(void **state)
{
    (void)state;
    house h = open_house();
    err error = { 0 };
    span bytes = { 0 };
    MUST(sys_file_read(&h.home, "scenario/beijing-2020/orgs.csv", 1 << 20, &bytes, &error));
    add(&h, bytes);
    assert_true(h.tree.count > 180);
    assert_true(span_is(h.tree.orgs[0].code, "beijing"));
    const org *district = org_find_by_code(&h.tree, (span)SPAN("xicheng"));
    assert_true(district && span_is(district->region_code, "110102") && district->closed.day == 0);
    assert_true(span_is(district->path, "/beijing/xicheng/"));
    close_house(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_trees_come_back_as_told),
        cmocka_unit_test(test_b_a_refused_import_leaves_nothing),
        cmocka_unit_test(test_c_the_demo_tree),
    };
    const char *pg = getenv("NUAN_PG");
    if (!mkdtemp(folder))
        return 1;
    snprintf(database, sizeof database, "%s/nuan.db", folder);
    driver = pg && pg[0] ? &store_pg : &store_sqlite;
    where = driver == &store_pg ? pg : database;
    int failed = cmocka_run_group_tests_name("units in the store", tests, NULL, NULL);
    wipe();
    return failed + (rmdir(folder) != 0);
}
