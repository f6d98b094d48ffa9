/* SQLite: what all engines owe, and what is its own: modes of files, pragmas, damage, full disks.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../both.h"

#include "store/sqlite/sqlite.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/nuan-sqlite-XXXXXX";
static char file[64], wal[80], shm[80], copy[80];

static void wipe(void)
{
    unlink(file);
    unlink(wal);
    unlink(shm);
    unlink(copy);
}

static void restore_copy(store **ret_store)
{
    err error = { 0 };
    MUST(store_open(&store_sqlite, copy, ret_store, &error));
}

static const engine sqlite = {
    .driver = &store_sqlite, .where = file, .wipe = wipe, .copy = copy, .restore = restore_copy
};

static int make_folder(void)
{
    if (!mkdtemp(folder))
        return 1;
    snprintf(file, sizeof file, "%s/nuan.db", folder);
    snprintf(wal, sizeof wal, "%s-wal", file);
    snprintf(shm, sizeof shm, "%s-shm", file);
    snprintf(copy, sizeof copy, "%s/copy.db", folder);
    return 0;
}

/* ---- its own -------------------------------------------------------------------------------- */

QUERY(JOURNAL, "SELECT CASE WHEN journal_mode = 'wal' THEN 1 ELSE 0 END FROM pragma_journal_mode",
    0, false);
QUERY(SYNCHRONOUS, "SELECT synchronous FROM pragma_synchronous", 0, false);
QUERY(PAGE_SIZE, "SELECT page_size FROM pragma_page_size", 0, false);
QUERY(CACHE_SIZE, "SELECT cache_size FROM pragma_cache_size", 0, false);
QUERY(SECURE_DELETE, "SELECT secure_delete FROM pragma_secure_delete", 0, false);
QUERY(FOREIGN_KEYS, "SELECT foreign_keys FROM pragma_foreign_keys", 0, false);
QUERY(QUERY_ONLY, "SELECT query_only FROM pragma_query_only", 0, false);
QUERY(QUOTES, "SELECT \"no such column\"", 0, false);
QUERY(SETTING_COUNT, "SELECT count(*) FROM setting", 0, false);
QUERY(SETTING_CUT, "DELETE FROM setting", 0, false); /* said to be a reading one */
INSERT(SETTING_ADD, "INSERT INTO setting (name, value) VALUES ", "($1, $2)", "", 2);

static void test_a_pragmas(void **state)
{
    (void)state;
    err error = { 0 };
    store *s = NULL;
    store_conn *writer = NULL, *reader = NULL;
    both_open(&sqlite, &s, &writer);
    MUST(store_connect(s, STORE_READ, &reader, &error));
    MUST(store_writer_claim(writer, &error));
    assert_int_equal(both_number(writer, &JOURNAL), 1);
    assert_int_equal(both_number(writer, &SYNCHRONOUS), 2);
    assert_int_equal(both_number(writer, &PAGE_SIZE), 4096);
    assert_int_equal(both_number(writer, &CACHE_SIZE), -32768);
    assert_int_equal(both_number(reader, &CACHE_SIZE), -8192);
    assert_int_equal(both_number(writer, &SECURE_DELETE), 1);
    assert_int_equal(both_number(writer, &FOREIGN_KEYS), 1);
    assert_int_equal(both_number(writer, &QUERY_ONLY), 0);
    assert_int_equal(both_number(reader, &QUERY_ONLY), 1);
    assert_string_equal(store_engine(s), "sqlite");
    store_disconnect(reader);
    store_disconnect(writer);
    store_close(s);
}

static void test_a_files_are_private(void **state)
{
    (void)state;
    err error = { 0 };
    store *s = NULL;
    store_conn *writer = NULL;
    both_open(&sqlite, &s, &writer);
    MUST(store_backup(writer, copy, &error));
    const char *const all[] = { file, wal, shm, copy };
    for (int i = 0; i < 4; i++) {
        struct stat st;
        assert_int_equal(stat(all[i], &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
    assert_false(store_restore(writer, copy, &error));
    assert_int_equal(error.code, ERR_INPUT);
    store_disconnect(writer);
    store_close(s);
}

static void test_a_no_file(void **state)
{
    (void)state;
    err error = { 0 };
    store *s = NULL;
    store_conn *c = NULL;
    wipe();
    MUST(store_open(&store_sqlite, file, &s, &error));
    assert_false(store_connect(s, STORE_READ, &c, &error));
    assert_int_equal(error.code, ERR_ABSENT);
    assert_int_equal(access(file, F_OK), -1);
    store_close(s);
}

static void test_a_readers_can_not_write(void **state)
{
    (void)state;
    err error = { 0 };
    store *s = NULL;
    store_conn *writer = NULL, *reader = NULL;
    both_open(&sqlite, &s, &writer);
    MUST(store_connect(s, STORE_READ, &reader, &error));
    store_rows rows = { 0 };
    MUST(store_query_open(reader, &SETTING_CUT, NULL, 0, &rows, &error));
    assert_false(store_rows_next(&rows));
    assert_false(store_rows_close(&rows, &error));
    assert_int_equal(error.code, ERR_STORE);
    assert_false(store_query_open(reader, &QUOTES, NULL, 0, &rows, &error));
    store_disconnect(reader);
    store_disconnect(writer);
    store_close(s);
}

/* More queries open on one connection than it has room for is an answer, not an accident. */
static void test_a_too_many_open_queries(void **state)
{
    (void)state;
    err error = { 0 };
    store *s = NULL;
    store_conn *c = NULL;
    both_open(&sqlite, &s, &c);
    store_rows rows[40] = { 0 };
    int count = 0;
    while (count < 40 && store_query_open(c, &SETTING_COUNT, NULL, 0, &rows[count], &error))
        assert_true(store_rows_next(&rows[count++]));
    assert_in_range(count, 16, 39);
    assert_int_equal(error.code, ERR_STORE);
    while (count > 0)
        MUST(store_rows_close(&rows[--count], &error));
    assert_int_equal(both_number(c, &SETTING_COUNT), 0);
    store_disconnect(c);
    store_close(s);
}

static void put_settings(store_conn *c, int from, int count)
{
    err error = { 0 };
    ARENA memory = { 0 };
    assert_true(arena_open(&memory, 8 * 1024 * 1024));
    store_txn *txn = NULL;
    MUST(store_begin(c, &memory, &txn, &error));
    for (int i = from; i < from + count; i++) {
        char name[32];
        int size = snprintf(name, sizeof name, "name %d", i);
        const store_value row[] = { store_text((span){ name, (size_t)size }),
            store_text((span){ name, (size_t)size }) };
        MUST(store_put(txn, &SETTING_ADD, row, 2, &error));
    }
    MUST(store_commit(txn, NULL, &error));
}

static void test_b_damage(void **state)
{
    (void)state;
    err error = { 0 };
    store *s = NULL;
    store_conn *c = NULL;
    both_open(&sqlite, &s, &c);
    put_settings(c, 0, 20000);
    store_disconnect(c);

    FILE *f = fopen(file, "r+b");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    char junk[4096];
    memset(junk, 0xA5, sizeof junk);
    for (long at = size / 2 / 4096 * 4096; at < size; at += 4096) {
        fseek(f, at, SEEK_SET);
        fwrite(junk, sizeof junk, 1, f);
    }
    fclose(f);
    MUST(store_connect(s, STORE_READ, &c, &error));
    assert_false(store_integrity(c, &error));
    assert_int_equal(error.code, ERR_DAMAGE);
    store_disconnect(c);

    f = fopen(file, "wb");
    assert_non_null(f);
    for (int i = 0; i < 4; i++)
        fwrite(junk, sizeof junk, 1, f);
    fclose(f);
    assert_false(store_connect(s, STORE_WRITE, &c, &error));
    assert_int_equal(error.code, ERR_DAMAGE);
    store_close(s);
}

/* Commits large rows until one is refused, then checks that all before it stands and that work goes
 * on. */
static void fill_until_refused(store *s, store_conn **c, void (*make_room)(void))
{
    err error = { 0 };
    static char value[4096];
    memset(value, 'x', sizeof value);
    bool is_refused = false;
    for (int round = 0; round < 400 && !is_refused; round++) {
        ARENA memory = { 0 };
        assert_true(arena_open(&memory, 1024 * 1024));
        store_txn *txn = NULL;
        is_refused = !store_begin(*c, &memory, &txn, &error);
        for (int i = 0; i < 10 && !is_refused; i++) {
            char name[32];
            int size = snprintf(name, sizeof name, "large %d %d", round, i);
            const store_value row[] = { store_text((span){ name, (size_t)size }),
                store_text((span){ value, sizeof value }) };
            MUST(store_put(txn, &SETTING_ADD, row, 2, &error));
        }
        is_refused = is_refused || !store_commit(txn, NULL, &error);
    }
    make_room();
    assert_true(is_refused);
    assert_int_equal(error.code, ERR_STORE);
    assert_non_null(error.hint);

    MUST(store_integrity(*c, &error));
    int64_t kept = both_number(*c, &SETTING_COUNT);
    assert_int_equal((kept - 100) % 10, 0);
    put_settings(*c, 1000, 10);
    store_disconnect(*c);
    MUST(store_connect(s, STORE_WRITE, c, &error));
    MUST(store_integrity(*c, &error));
    assert_int_equal(both_number(*c, &SETTING_COUNT), kept + 10);
}

static struct rlimit old_limit;

static void lift_limit(void)
{
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old_limit), 0);
}

/* A limit on the size of a file fails a write in the middle of a commit. */
static void test_c_a_write_fails(void **state)
{
    (void)state;
    store *s = NULL;
    store_conn *c = NULL;
    both_open(&sqlite, &s, &c);
    put_settings(c, 0, 100);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old_limit), 0);
    struct rlimit low = old_limit;
    low.rlim_cur = 512 * 1024;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    fill_until_refused(s, &c, lift_limit);
    store_disconnect(c);
    store_close(s);
}

static char disk[64], ballast[80];

static void drop_ballast(void)
{
    assert_int_equal(unlink(ballast), 0);
}

/* A disk of 2 MiB of its own, as far as this machine allows one. */
static void test_c_the_disk_is_full(void **state)
{
    (void)state;
    err error = { 0 };
    store *s = NULL;
    store_conn *c = NULL;
    char place[80];
    snprintf(disk, sizeof disk, "%s/disk", folder);
    snprintf(ballast, sizeof ballast, "%s/ballast", disk);
    snprintf(place, sizeof place, "%s/nuan.db", disk);
    assert_int_equal(mkdir(disk, 0700), 0);
    if (mount("none", disk, "tmpfs", 0, "size=2m") != 0) {
        rmdir(disk);
        print_message("skipped: no disk can be mounted here\n");
        skip();
    }
    FILE *f = fopen(ballast, "wb");
    assert_non_null(f);
    static char block[400 * 1024];
    fwrite(block, sizeof block, 1, f);
    fclose(f);
    MUST(store_open(&store_sqlite, place, &s, &error));
    MUST(store_connect(s, STORE_WRITE, &c, &error));
    MUST(store_migrate(c, 1, &error));
    put_settings(c, 0, 100);
    fill_until_refused(s, &c, drop_ballast);
    store_disconnect(c);
    store_close(s);
    assert_int_equal(umount2(disk, MNT_DETACH), 0);
    rmdir(disk);
}

int main(void)
{
    if (make_folder() != 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pragmas),
        cmocka_unit_test(test_a_files_are_private),
        cmocka_unit_test(test_a_no_file),
        cmocka_unit_test(test_a_readers_can_not_write),
        cmocka_unit_test(test_a_too_many_open_queries),
        cmocka_unit_test(test_b_damage),
        cmocka_unit_test(test_c_a_write_fails),
        cmocka_unit_test(test_c_the_disk_is_full),
    };
    int failed = both_run(&sqlite) + prints_run(&sqlite) +
                 cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);
    wipe();
    rmdir(folder);
    return failed;
}
