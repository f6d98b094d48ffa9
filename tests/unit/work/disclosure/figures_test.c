/* Sums of frozen rows: what is of the period, what came later, what the log must close with.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "work/disclosure/deadline.h"
#include "work/disclosure/disclosure.h"

enum { CNY = 1, HKD = 344, WECHAT = 1, BANK = 3 };

static const disclosure_row rows[] = {
    { DISCLOSURE_GIFTS, CNY, { 20200131 }, BANK, 1, 1, 5000 },
    { DISCLOSURE_GIFTS, CNY, { 20200201 }, WECHAT, 3, 2, 300 },
    { DISCLOSURE_GIFTS, CNY, { 20200201 }, BANK, 1, 1, 10000 },
    { DISCLOSURE_GIFTS, CNY, { 20200202 }, WECHAT, 2, 2, 700 },
    { DISCLOSURE_GIFTS, CNY, { 20200203 }, WECHAT, 4, 4, 40 },
    { DISCLOSURE_GIFTS, HKD, { 20200202 }, BANK, 1, 1, 8800 },
    { DISCLOSURE_REFUNDS, CNY, { 0 }, 0, 2, 0, 90 },
    { DISCLOSURE_REFUNDS, HKD, { 0 }, 0, 1, 0, 100 },
    { DISCLOSURE_FEES, CNY, { 0 }, 0, 0, 0, 12 },
    { DISCLOSURE_NEW, CNY, { 0 }, 0, 5, 0, 500 },
};
enum { ROWS = sizeof rows / sizeof *rows };
static const date from = { 20200201 };
static const date as_of = { 20200202 };

static void sums_are_cut_by_the_period(void **state)
{
    (void)state;
    disclosure_figures f = { 0 };
    disclosure_sums(rows, ROWS, CNY, from, as_of, &f);
    assert_int_equal(f.total.count, 7);
    assert_int_equal(f.total.givers, 6);
    assert_int_equal(f.total.amount, 16000);
    assert_int_equal(f.period.count, 6);
    assert_int_equal(f.period.amount, 11000);
    assert_int_equal(f.later.count, 4);
    assert_int_equal(f.refunds.count, 2);
    assert_int_equal(f.fees.amount, 12);
    assert_int_equal(f.fresh.amount, 500);
    assert_int_equal(f.back.count, 0);
    disclosure_sums(rows, ROWS, HKD, from, as_of, &f);
    assert_int_equal(f.total.amount, 8800);
    assert_int_equal(f.refunds.amount, 100);
    disclosure_sums(NULL, 0, CNY, from, as_of, &f);
    assert_int_equal(f.total.count, 0);
}

/* The log counts entries of every currency and adds up CNY alone. */
static void closes_count_all_and_add_yuan(void **state)
{
    (void)state;
    int64_t count = 0;
    int64_t sum = 0;
    disclosure_close(rows, ROWS, DISCLOSURE_GIFTS, &count, &sum);
    assert_int_equal(count, 12);
    assert_int_equal(sum, 16040);
    disclosure_close(rows, ROWS, DISCLOSURE_REFUNDS, &count, &sum);
    assert_int_equal(count, 3);
    assert_int_equal(sum, 90);
}

static void rows_are_summed_by_day_and_by_channel(void **state)
{
    (void)state;
    disclosure_row into[8];
    assert_int_equal(disclosure_by(rows, ROWS, CNY, as_of, false, into, 8), 3);
    assert_int_equal(into[0].day.day, 20200131);
    assert_int_equal(into[1].count, 4);
    assert_int_equal(into[1].amount, 10300);
    assert_int_equal(disclosure_by(rows, ROWS, CNY, as_of, true, into, 8), 2);
    assert_int_equal(into[0].channel, WECHAT);
    assert_int_equal(into[0].amount, 1000);
    assert_int_equal(into[1].amount, 15000);
    assert_int_equal(disclosure_by(rows, ROWS, CNY, as_of, false, into, 1), 1);
}

static void other_currencies_are_found_once(void **state)
{
    (void)state;
    int64_t assets[4];
    assert_int_equal(disclosure_assets(rows, ROWS, assets, 4), 1);
    assert_int_equal(assets[0], HKD);
    assert_int_equal(disclosure_assets(rows, ROWS, assets, 0), 0);
}

static void words_go_there_and_back(void **state)
{
    (void)state;
    disclosure_state parsed = 0;
    for (int s = 1; s < DISCLOSURE_STATE_COUNT; s++) {
        assert_true(
            disclosure_state_parse(span_of(disclosure_state_name((disclosure_state)s)), &parsed));
        assert_int_equal(parsed, s);
    }
    assert_false(disclosure_state_parse((span)SPAN("gone"), &parsed));
    for (int p = 1; p < DISCLOSURE_PART_COUNT; p++)
        assert_true(disclosure_part_name((disclosure_part)p)[0] != '\0');
}

static void a_deadline_is_counted_in_hours(void **state)
{
    (void)state;
    const deadline five = { .from = { 20200101 }, .days = 5, .warn_days = 4 };
    deadline_kind kind = 0;
    assert_int_equal(deadline_due_us(&five, 1000), INT64_C(432000001000));
    assert_int_equal(deadline_warn_us(&five, 1000), INT64_C(345600001000));
    assert_true(deadline_kind_parse((span)SPAN("disclosure"), &kind));
    assert_int_equal(kind, DEADLINE_DISCLOSURE);
    assert_false(deadline_kind_parse((span)SPAN(""), &kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_cut_by_the_period),
        cmocka_unit_test(closes_count_all_and_add_yuan),
        cmocka_unit_test(rows_are_summed_by_day_and_by_channel),
        cmocka_unit_test(other_currencies_are_found_once),
        cmocka_unit_test(words_go_there_and_back),
        cmocka_unit_test(a_deadline_is_counted_in_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
