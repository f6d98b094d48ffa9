/* A batch as large as its bounds is cut back to its mark.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "work/donation/donation_in.h"

int mark_tests(void);

enum { ROOM = 16 << 20 };

static void counts_come_back(void **state)
{
    (void)state;
    static donations d;
    ARENA home = { 0 };
    assert_true(arena_open(&home, ROOM));
    d.hours = ARENA_NEW(&home, donation_hour, 1);
    d.touches = ARENA_NEW(&home, hour_touch, HOUR_TOUCHES_MAX);
    d.seen = ARENA_NEW(&home, seen_key, SEEN_MAX);
    d.seen_slots = ARENA_NEW(&home, uint32_t, SEEN_SLOTS);
    assert_non_null(d.seen_slots);
    sys_mutex_init(&d.lock);
    batch_part part = donations_part(&d);
    static const uint32_t counts[] = { 0, 1, 16383, 16384, 20000, HOUR_TOUCHES_MAX - 1 };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        d.touch_count = d.seen_count = counts[i];
        d.campaign_count = CAMPAIGNS_MAX;
        d.purpose_count = PURPOSES_MAX;
        size_t mark = part.mark(&d);
        d.touch_count++;
        d.seen_count++;
        part.truncate(&d, mark);
        assert_int_equal(d.touch_count, counts[i]);
        assert_int_equal(d.seen_count, counts[i]);
        assert_int_equal(d.campaign_count, CAMPAIGNS_MAX);
        assert_int_equal(d.purpose_count, PURPOSES_MAX);
    }
    sys_mutex_done(&d.lock);
}

int mark_tests(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(counts_come_back) };
    return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
