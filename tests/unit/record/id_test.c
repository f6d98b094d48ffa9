/* Ids: order, uniqueness, clocks that stand still or go back.
 * SPDX-License-Identifier: Apache-2.0 */
#include "record/record.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const int64_t start_us = INT64_C(1580725800123456); /* 2020-02-03T18:30:00.123456+08:00 */

static void holds_time_node_and_sequence(void **state)
{
    (void)state;
    id_maker m = { .node = 1023 };
    int64_t id = id_next(&m, start_us);
    assert_true(id > 0);
    assert_true(id_instant_us(id) == INT64_C(1580725800123000));
    assert_int_equal(id >> 12 & 1023, 1023);
    assert_int_equal(id & 4095, 0);
    assert_true(id_next(&m, start_us) == id + 1);
    /* 2020-01-01 is the first millisecond; one later is 1 << 22. */
    assert_true(id_instant_us(INT64_C(1) << 22) == INT64_C(1577836800001000));
}

static void rises_whatever_the_clock_does(void **state)
{
    (void)state;
    id_maker m = { .node = 5 };
    int64_t last = 0;
    static const int64_t step[] = { 0, 0, 1, 999, 1000, -5000000, 0, 3600000000, -3600000000, 17,
        -1 };
    int64_t now = start_us;
    for (int i = 0; i < 200000; i++) {
        now += step[i % (int)(sizeof step / sizeof *step)];
        int64_t id = id_next(&m, now);
        if (id <= last)
            fail_msg("%lld after %lld", (long long)id, (long long)last);
        last = id;
    }
}

static void a_full_millisecond_goes_on_in_the_next(void **state)
{
    (void)state;
    id_maker m = { 0 };
    int64_t first = id_next(&m, start_us);
    for (int i = 1; i < 4096; i++)
        assert_true(id_next(&m, start_us) == first + i);
    int64_t next = id_next(&m, start_us);
    assert_true(id_instant_us(next) == id_instant_us(first) + 1000);
    assert_int_equal(next & 4095, 0);
}

static void runs_are_consecutive(void **state)
{
    (void)state;
    id_maker m = { .node = 1 };
    int64_t end = 0;
    for (int i = 0; i < 5000; i++) {
        int count = 1 + i % 64;
        int64_t first = id_next_run(&m, start_us, count);
        assert_true(first > end);
        end = first + count - 1;
        /* No run crosses from one millisecond, or one node, into another. */
        assert_true(end >> 12 == first >> 12);
    }
    m = (id_maker){ 0 };
    for (int i = 0; i < 4095; i++)
        assert_true(id_next(&m, start_us) > 0);
    assert_int_equal(id_next_run(&m, start_us, 2) & 4095, 0);
}

static void before_2020_is_not_none(void **state)
{
    (void)state;
    id_maker m = { 0 };
    assert_true(id_next(&m, 0) > 0);
    assert_true(id_next(&m, INT64_MIN) > 0);
}

static void nodes_never_meet(void **state)
{
    (void)state;
    id_maker a = { .node = 1 }, b = { .node = 2 };
    for (int i = 0; i < 5000; i++)
        assert_true((id_next(&a, start_us) >> 12 & 1023) != (id_next(&b, start_us) >> 12 & 1023));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_time_node_and_sequence),
        cmocka_unit_test(rises_whatever_the_clock_does),
        cmocka_unit_test(a_full_millisecond_goes_on_in_the_next),
        cmocka_unit_test(runs_are_consecutive),
        cmocka_unit_test(before_2020_is_not_none),
        cmocka_unit_test(nodes_never_meet),
    };
    return cmocka_run_group_tests_name("id", tests, NULL, NULL);
}
