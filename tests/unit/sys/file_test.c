/* Files, maps, folders, locks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys_test.h"

#include "sys/sys.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void wrote(const char *path, const char *text)
{
    err e = { 0 };
    assert_true(sys_file_write(path, span_of(text), 0600, &e));
}

static void removed(const char *path)
{
    err e = { 0 };
    assert_true(sys_file_remove(path, &e));
    assert_false(sys_file_exists(path));
}

static void writes_and_reads_whole_files(void **state)
{
    (void)state;
    const char *path = scratch("whole");
    err e = { 0 };
    span got = { 0 };
    assert_false(sys_file_exists(path));
    assert_true(sys_file_write(path, (span){ "a\0b", 3 }, 0644, &e));
    assert_true(sys_file_exists(path));
    struct stat found = { 0 };
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0644);
    assert_true(sys_file_read(&home, path, 3, &got, &e));
    assert_true(span_equal(got, (span){ "a\0b", 3 }));
    wrote(path, "");
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_true(sys_file_read(&home, path, 0, &got, &e));
    assert_int_equal(got.size, 0);
    assert_non_null(got.at);
    removed(path);
    removed(path);
}

static void refuses_what_is_no_file(void **state)
{
    (void)state;
    err e = { 0 };
    span got = { 0 };
    sys_map map = { 0 };
    assert_false(sys_file_read(&home, scratch("absent"), 10, &got, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_false(sys_map_open(scratch("absent"), 10, &map, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_false(sys_file_read(&home, scratch(""), 10, &got, &e));
    assert_int_equal(e.code, ERR_STORE);
    assert_false(sys_map_open(scratch(""), 10, &map, &e));
    assert_int_equal(e.code, ERR_STORE);
    /* A pipe in the place of a file must not block the one who opens it. */
    assert_int_equal(mkfifo(scratch("pipe"), 0600), 0);
    assert_false(sys_file_read(&home, scratch("pipe"), 10, &got, &e));
    assert_int_equal(e.code, ERR_STORE);
    assert_false(sys_map_open(scratch("pipe"), 10, &map, &e));
    removed(scratch("pipe"));
    assert_false(sys_file_write(scratch("absent/x"), span_of("x"), 0600, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_null(map.base);
    assert_null(got.at);
}

static void refuses_what_is_too_large(void **state)
{
    (void)state;
    const char *path = scratch("large");
    err e = { 0 };
    span got = { 0 };
    sys_map map = { 0 };
    wrote(path, "12345");
    assert_false(sys_file_read(&home, path, 4, &got, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_false(sys_map_open(path, 4, &map, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    char room[4];
    arena small = { .start = (unsigned char *)room, .size = sizeof room };
    assert_false(sys_file_read(&small, path, 5, &got, &e));
    assert_int_equal(e.code, ERR_MEMORY);
    removed(path);
}

static void a_failed_write_leaves_the_old_file(void **state)
{
    (void)state;
    err e = { 0 };
    assert_true(sys_folder_make(scratch("taken/inner"), &e));
    /* A folder stands where the file should go: the temporary file must be gone again. */
    assert_false(sys_file_write(scratch("taken"), span_of("x"), 0600, &e));
    assert_int_equal(e.code, ERR_STORE);
    /* Only an empty folder can be removed like a file. */
    assert_false(sys_file_remove(scratch("taken"), &e));
    assert_int_equal(e.code, ERR_STORE);
    removed(scratch("taken/inner"));
    removed(scratch("taken"));
    char longer[5000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_false(sys_file_write(longer, span_of("x"), 0600, &e));
    assert_int_equal(e.code, ERR_STORE);
}

static void files_without_a_name(void **state)
{
    (void)state;
    err e = { 0 };
    sys_map map = { 0 };
    int fd = -1;
    struct stat stat = { 0 };
    assert_int_equal(setenv("TMPDIR", scratch("absent"), 1), 0);
    assert_true(sys_file_nameless(&fd, &e));
    assert_int_equal(unsetenv("TMPDIR"), 0);
    assert_int_equal(fstat(fd, &stat), 0);
    assert_int_equal(stat.st_nlink, 0);
    assert_int_equal(stat.st_mode & 0777, 0600);
    assert_int_equal(write(fd, "unpacked", 8), 8);
    assert_true(sys_map_fd(fd, 100, &map, &e));
    sys_fd_close(fd);
    assert_true(span_is(map.bytes, "unpacked"));
    sys_map_close(&map);
}

static void maps_files(void **state)
{
    (void)state;
    const char *path = scratch("mapped");
    err e = { 0 };
    sys_map map = { 0 };
    wrote(path, "mapped bytes");
    assert_true(sys_map_open(path, 100, &map, &e));
    assert_true(span_is(map.bytes, "mapped bytes"));
    sys_map_close(&map);
    sys_map_close(&map);
    assert_null(map.bytes.at);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_true(sys_map_fd(fd, 100, &map, &e));
    assert_true(span_is(map.bytes, "mapped bytes"));
    sys_map_close(&map);
    assert_true(fcntl(fd, F_GETFD) >= 0);
    sys_fd_close(fd);
    wrote(path, "");
    assert_true(sys_map_open(path, 0, &map, &e));
    assert_int_equal(map.bytes.size, 0);
    assert_non_null(map.bytes.at);
    sys_map_close(&map);
    removed(path);
}

static void makes_folders(void **state)
{
    (void)state;
    err e = { 0 };
    assert_true(sys_folder_make(scratch("a//b/c/"), &e));
    assert_true(sys_folder_make(scratch("a/b/c"), &e));
    struct stat found = { 0 };
    assert_int_equal(stat(scratch("a/b/c"), &found), 0);
    assert_true(S_ISDIR(found.st_mode));
    assert_int_equal(found.st_mode & 0777, 0700);
    wrote(scratch("a/file"), "");
    assert_false(sys_folder_make(scratch("a/file"), &e));
    assert_false(sys_folder_make(scratch("a/file/x"), &e));
    assert_false(sys_folder_make("", &e));
    removed(scratch("a/file"));
    assert_int_equal(rmdir(scratch("a/b/c")), 0);
    assert_int_equal(rmdir(scratch("a/b")), 0);
    assert_int_equal(rmdir(scratch("a")), 0);
}

typedef struct listing {
    char names[256];
    int count_max;
} listing;

static bool name_add(void *self, const char *name)
{
    listing *all = self;
    size_t used = strlen(all->names);
    snprintf(all->names + used, sizeof all->names - used, "%s,", name);
    return --all->count_max > 0;
}

static bool name_remove(void *self, const char *name)
{
    (void)self;
    char path[64];
    snprintf(path, sizeof path, "list/%s", name);
    removed(scratch(path));
    return true;
}

static void lists_folders_in_order(void **state)
{
    (void)state;
    err e = { 0 };
    assert_true(sys_folder_make(scratch("list"), &e));
    static const char *const names[] = { "list/b", "list/a", "list/.hidden", "list/10", "list/9",
        "list/B" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        wrote(scratch(names[i]), "");
    listing all = { .count_max = 100 };
    assert_true(sys_folder_list(scratch("list"), name_add, &all, &e));
    assert_string_equal(all.names, ".hidden,10,9,B,a,b,");
    all = (listing){ .count_max = 2 };
    assert_true(sys_folder_list(scratch("list"), name_add, &all, &e));
    assert_string_equal(all.names, ".hidden,10,");
    assert_true(sys_folder_list(scratch("list"), name_remove, NULL, &e));
    all = (listing){ .count_max = 100 };
    assert_true(sys_folder_list(scratch("list"), name_add, &all, &e));
    assert_string_equal(all.names, "");
    assert_int_equal(rmdir(scratch("list")), 0);
    assert_false(sys_folder_list(scratch("list"), name_add, &all, &e));
    assert_int_equal(e.code, ERR_ABSENT);
}

static void locks_hold_between_processes(void **state)
{
    (void)state;
    const char *path = scratch("lock");
    err e = { 0 };
    sys_lock lock = { -1 };
    assert_true(sys_lock_take(path, &lock, &e));
    assert_true(lock.fd >= 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        sys_lock other = { -1 };
        err failed = { 0 };
        bool is_refused = !sys_lock_take(path, &other, &failed) && failed.code == ERR_CONFLICT;
        _exit(is_refused && other.fd == -1 ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    sys_lock_give(&lock);
    assert_int_equal(lock.fd, -1);
    sys_lock_give(&lock);
    assert_true(sys_lock_take(path, &lock, &e));
    sys_lock_give(&lock);
    removed(path);
    assert_false(sys_lock_take(scratch("absent/lock"), &lock, &e));
    assert_int_equal(e.code, ERR_ABSENT);
}

static void the_disk(void **state)
{
    (void)state;
    assert_true(sys_disk_free(scratch("")) > 0);
    assert_int_equal(sys_disk_free(scratch("absent")), -1);
}

int file_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_and_reads_whole_files),
        cmocka_unit_test(refuses_what_is_no_file),
        cmocka_unit_test(refuses_what_is_too_large),
        cmocka_unit_test(a_failed_write_leaves_the_old_file),
        cmocka_unit_test(maps_files),
        cmocka_unit_test(files_without_a_name),
        cmocka_unit_test(makes_folders),
        cmocka_unit_test(lists_folders_in_order),
        cmocka_unit_test(locks_hold_between_processes),
        cmocka_unit_test(the_disk),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
