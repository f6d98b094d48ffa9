/* Geometry of charts and clocks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "web_test.h"

#include "door/web/view.h"

#include <string.h>

static chart_view filled(const chart_hour *hours, size_t count)
{
    chart_view v;
    err e = { 0 };
    assert_true(chart_fill(&home, hours, count, &v, &e));
    return v;
}

static size_t bar_count(const chart_drawing *d)
{
    size_t count = 0;
    for (size_t i = 0; i < d->bars.size; i++)
        count += d->bars.at[i] == 'M';
    return count;
}

static void nothing_draws_nothing(void **state)
{
    (void)state;
    chart_view v = filled(NULL, 0);
    assert_null(v.hours);
}

static void axis_is_round(void **state)
{
    (void)state;
    static const struct {
        int64_t peak, step;
        int ticks;
    } cases[] = {
        { 1, 1, 5 },
        { 4, 1, 5 },
        { 5, 2, 4 },
        { 1436, 500, 4 },
        { 1600, 500, 5 },
        { 2001, 1000, 4 },
        { 99999, 50000, 3 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        chart_hour hour = { { 20200201 }, 8, 1, cases[i].peak, { 0 } };
        chart_view v = filled(&hour, 1);
        assert_int_equal(v.wide.tick_count, cases[i].ticks);
        assert_int_equal(v.wide.ticks[0].value, 0);
        assert_int_equal(v.wide.ticks[0].y, v.wide.base);
        assert_int_equal(v.wide.ticks[1].value, cases[i].step);
        assert_int_equal(v.wide.ticks[v.wide.tick_count - 1].y, v.wide.top);
        assert_true(v.wide.ticks[v.wide.tick_count - 1].value >= cases[i].peak);
    }
}

static void bars_stand_in_their_hours(void **state)
{
    (void)state;
    const chart_hour hours[] = { { { 20200201 }, 22, 1, 100, { 0 } },
        { { 20200202 }, 0, 6, 60, { 0 } }, { { 20200202 }, 8, 1, 0, { 0 } },
        { { 20200202 }, 9, 1, 1, { 0 } } };
    chart_view v = filled(hours, 4);
    assert_true(v.is_merged);
    assert_int_equal(bar_count(&v.wide), 3); /* an hour without gifts has no bar */
    assert_int_equal(bar_count(&v.narrow), 3);
    assert_int_equal(v.wide.day_count, 2);
    assert_int_equal(v.wide.days[0].hour, 22);
    assert_int_equal(v.wide.days[0].x, v.wide.left);
    assert_int_equal(v.wide.days[1].hour, 0);
    assert_int_equal(v.wide.days[1].x, v.wide.left + (v.wide.right - v.wide.left) * 2 / 12);
    assert_int_equal(v.wide.peak.count, 100);
    assert_true(v.narrow.right < 3600 && v.narrow.peak_x >= v.narrow.left);
}

static void many_bars_fit(void **state)
{
    (void)state;
    chart_hour *hours = ARENA_NEW(&home, chart_hour, CHART_BARS_MAX);
    assert_non_null(hours);
    for (int i = 0; i < CHART_BARS_MAX; i++)
        hours[i] = (chart_hour){ date_add((date){ 20200201 }, i / 24), i % 24, 1, i, { 0 } };
    chart_view v = filled(hours, CHART_BARS_MAX);
    assert_int_equal(bar_count(&v.wide), CHART_BARS_MAX - 1);
    assert_true(v.wide.day_count <= CHART_DAYS_MAX);
    int32_t free_from = 0;
    for (int i = 0; i < v.wide.day_count; i++) /* names of days don't run into each other */
        if (v.wide.days[i].has_label) {
            assert_true(v.wide.days[i].x >= free_from);
            free_from = v.wide.days[i].x + 600;
        }
}

static void memory_ends(void **state)
{
    (void)state;
    ARENA small = { 0 };
    assert_true(arena_open(&small, 64));
    const chart_hour hour = { { 20200201 }, 8, 1, 5, { 0 } };
    chart_view v;
    err e = { 0 };
    assert_false(chart_fill(&small, &hour, 1, &v, &e));
    assert_int_equal(e.code, ERR_MEMORY);
}

static const int64_t hour_us = INT64_C(3600000000);

/* The start of a day of February 2020 in Beijing. */
static int64_t day_us(int day)
{
    return (date_to_number((date){ 20200200 + day }) * INT64_C(24) - 8) * hour_us;
}

static void clock_runs(void **state)
{
    (void)state;
    clock_view c = { 0 };
    clock_fill(&c, day_us(1), day_us(1), (date){ 20200205 }, 8 * 3600);
    assert_int_equal(c.left_us, 5 * 24 * hour_us);
    assert_int_equal(c.cell_count, 5);
    assert_int_equal(c.tone, CLOCK_OK);
    assert_int_equal(c.filled[0], 0);
    clock_fill(&c, day_us(1), day_us(2) + 12 * hour_us, (date){ 20200205 }, 8 * 3600);
    assert_int_equal(c.filled[0], 100);
    assert_int_equal(c.filled[1], 50);
    assert_int_equal(c.filled[2], 0);
    assert_int_equal(c.tone, CLOCK_OK);
    clock_fill(&c, day_us(1), day_us(4) + 1, (date){ 20200205 }, 8 * 3600);
    assert_int_equal(c.tone, CLOCK_SOON);
    clock_fill(&c, day_us(1), day_us(5) + 1, (date){ 20200205 }, 8 * 3600);
    assert_int_equal(c.tone, CLOCK_LATE);
    clock_fill(&c, day_us(1), day_us(7), (date){ 20200205 }, 8 * 3600);
    assert_int_equal(c.left_us, -24 * hour_us);
    assert_int_equal(c.filled[4], 100);
}

static void clock_of_odd_dates(void **state)
{
    (void)state;
    clock_view c = { 0 };
    clock_fill(&c, day_us(9), day_us(9), (date){ 20200205 }, 8 * 3600); /* over before it began */
    assert_int_equal(c.cell_count, 1);
    assert_int_equal(c.tone, CLOCK_LATE);
    clock_fill(&c, day_us(1), day_us(1), (date){ 20210205 }, 8 * 3600);
    assert_int_equal(c.cell_count, CLOCK_CELLS_MAX);
}

int chart_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_draws_nothing, home_reset),
        cmocka_unit_test_setup(axis_is_round, home_reset),
        cmocka_unit_test_setup(bars_stand_in_their_hours, home_reset),
        cmocka_unit_test_setup(many_bars_fit, home_reset),
        cmocka_unit_test_setup(memory_ends, home_reset),
        cmocka_unit_test_setup(clock_runs, home_reset),
        cmocka_unit_test_setup(clock_of_odd_dates, home_reset),
    };
    return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
