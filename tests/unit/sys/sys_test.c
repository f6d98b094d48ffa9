/* Clocks, randomness and the process; runs all tests of sys in a scratch folder of their own.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys_test.h"

#include "base/buffer.h"
#include "sys/sys.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

arena home;
static char folder[] = "/tmp/nuan-sys-test-XXXXXX";

const char *scratch(const char *name)
{
    buffer b = buffer_in(&home, 256);
    buffer_format(&b, "%s/%s", folder, name);
    buffer_byte(&b, '\0');
    return b.at;
}

static void clocks(void **state)
{
    (void)state;
    const sys_clock real = { 0 };
    int64_t now = sys_real_us(&real);
    assert_true(now > INT64_C(1577836800000000)); /* 2020 */
    assert_true(sys_real_us(&real) >= now);
    assert_true(llabs(sys_civil_us(&real) - now) < 10000000);
    const sys_clock shifted = { .civil_offset_us = INT64_C(-86400000000) };
    assert_true(llabs(sys_civil_us(&shifted) + INT64_C(86400000000) - now) < 10000000);
    assert_true(llabs(sys_real_us(&shifted) - now) < 10000000);
    const sys_clock fixed = { .civil_offset_us = 5, .fixed_us = 42 };
    assert_int_equal(sys_real_us(&fixed), 42);
    assert_int_equal(sys_civil_us(&fixed), 42);
    int64_t steady = sys_steady_us();
    assert_true(sys_steady_us() >= steady);
}

static void random_bytes_differ(void **state)
{
    (void)state;
    unsigned char first[4096] = { 0 };
    unsigned char second[4096] = { 0 };
    sys_random(first, sizeof first);
    sys_random(second, sizeof second);
    assert_memory_not_equal(first, second, sizeof first);
    int seen[256] = { 0 };
    for (size_t i = 0; i < sizeof first; i++)
        seen[first[i]]++;
    for (int i = 0; i < 256; i++)
        assert_true(seen[i] < 64);
    /* Only what was asked for is written. */
    unsigned char edge[3] = { 7, 0, 7 };
    sys_random(edge + 1, 1);
    sys_random(NULL, 0);
    assert_int_equal(edge[0], 7);
    assert_int_equal(edge[2], 7);
}

static void the_process(void **state)
{
    (void)state;
    span name = sys_user_name(&home);
    assert_true(name.size > 0);
    assert_true(sys_open_files_raise() >= 64);
    int64_t before = sys_open_files_raise();
    assert_true(sys_open_files_raise() == before);
    int pipe_fds[2];
    assert_int_equal(pipe(pipe_fds), 0);
    assert_false(sys_is_terminal(pipe_fds[0]));
    assert_false(sys_is_terminal(-1));
    sys_fd_close(pipe_fds[0]);
    sys_fd_close(pipe_fds[1]);
    sys_fd_close(-1);
}

static int process_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clocks),
        cmocka_unit_test(random_bytes_differ),
        cmocka_unit_test(the_process),
    };
    return cmocka_run_group_tests_name("process", tests, NULL, NULL);
}

int main(void)
{
    if (!arena_open(&home, 8 << 20) || !mkdtemp(folder))
        return 1;
    int failed = process_tests() + file_tests() + thread_tests() + zone_tests();
    rmdir(folder);
    arena_close(&home);
    return failed;
}
