/* Checked sums and civil days.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base_test.h"

#include "base/money.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void adds_within_the_bound(void **state)
{
    (void)state;
    money sum = { 7 };
    assert_true(money_add((money){ 150 }, (money){ -50 }, &sum));
    assert_int_equal(sum.fen, 100);
    assert_true(money_add((money){ MONEY_MAX_FEN }, (money){ 0 }, &sum));
    assert_true(money_add((money){ MONEY_MAX_FEN }, (money){ -MONEY_MAX_FEN }, &sum));
    assert_int_equal(sum.fen, 0);
}

static void refuses_beyond_the_bound(void **state)
{
    (void)state;
    money sum = { 7 };
    assert_false(money_add((money){ MONEY_MAX_FEN }, (money){ 1 }, &sum));
    assert_false(money_add((money){ -MONEY_MAX_FEN }, (money){ -1 }, &sum));
    assert_false(money_add((money){ INT64_MAX }, (money){ INT64_MAX }, &sum));
    assert_false(money_add((money){ INT64_MIN }, (money){ INT64_MIN }, &sum));
    assert_int_equal(sum.fen, 7);
}

static void knows_days_that_exist(void **state)
{
    (void)state;
    const int32_t real[] = { 19000101, 19700101, 20000229, 20200229, 20200131, 20241231, 99991231 };
    const int32_t unreal[] = { 0, -20200101, 18991231, 19000229, 20190229, 20200230, 20200431,
        20200100, 20200001, 20201301, 100000101, 21000229, INT32_MAX, INT32_MIN };
    for (size_t i = 0; i < sizeof real / sizeof *real; i++)
        assert_true(date_is_valid((date){ real[i] }));
    for (size_t i = 0; i < sizeof unreal / sizeof *unreal; i++)
        assert_false(date_is_valid((date){ unreal[i] }));
}

static void counts_every_day_of_all_years(void **state)
{
    (void)state;
    assert_int_equal(date_to_number((date){ 19700101 }), 0);
    assert_int_equal(date_to_number((date){ 20000301 }), 11017);
    assert_int_equal(date_to_number((date){ 19000101 }), -25567);
    assert_int_equal(date_to_number((date){ 99991231 }), 2932896);
    date last = { 0 };
    for (int32_t number = -25567; number <= 2932896; number++) {
        date d = date_of_number(number);
        if (!date_is_valid(d) || d.day <= last.day || date_to_number(d) != number)
            fail_msg("day %d is %d", number, d.day);
        last = d;
    }
    assert_int_equal(last.day, 99991231);
}

static void adds_days(void **state)
{
    (void)state;
    assert_int_equal(date_add((date){ 20200228 }, 1).day, 20200229);
    assert_int_equal(date_add((date){ 20200301 }, -1).day, 20200229);
    assert_int_equal(date_add((date){ 20191231 }, 366).day, 20201231);
    assert_int_equal(date_add((date){ 20200203 }, 0).day, 20200203);
}

static void far_days_stay_days(void **state)
{
    (void)state;
    assert_int_equal(date_add((date){ 99991231 }, 1).day, 99991231);
    assert_int_equal(date_add((date){ 19000101 }, -1).day, 19000101);
    assert_int_equal(date_add((date){ 20200101 }, INT32_MAX).day, 99991231);
    assert_int_equal(date_add((date){ 20200101 }, INT32_MIN).day, 19000101);
}

static void rounds_fees_half_away_from_zero(void **state)
{
    (void)state;
    assert_int_equal(money_fen_of(0), 0);
    assert_int_equal(money_fen_of(499), 0);
    assert_int_equal(money_fen_of(500), 1);
    assert_int_equal(money_fen_of(1499), 1);
    assert_int_equal(money_fen_of(-499), 0);
    assert_int_equal(money_fen_of(-500), -1);
    assert_int_equal(money_fen_of(-1501), -2);
}

int money_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_within_the_bound),
        cmocka_unit_test(refuses_beyond_the_bound),
        cmocka_unit_test(knows_days_that_exist),
        cmocka_unit_test(counts_every_day_of_all_years),
        cmocka_unit_test(adds_days),
        cmocka_unit_test(far_days_stay_days),
        cmocka_unit_test(rounds_fees_half_away_from_zero),
    };
    return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
