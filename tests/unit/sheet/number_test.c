/* Decimal literals and serial days.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

static void number_is(const char *literal, int decimals, int64_t value, bool is_exact)
{
    int64_t got = 0;
    bool got_exact = !is_exact;
    print_message("%s\n", literal);
    assert_true(sheet_number(span_of(literal), decimals, &got, &got_exact));
    assert_int_equal(got, value);
    assert_int_equal(got_exact, is_exact);
}

static void numbers_are_exact(void **state)
{
    (void)state;
    number_is("0", 2, 0, true);
    number_is("-0.00", 2, 0, true);
    number_is("200", 2, 20000, true);
    number_is("0.5", 2, 50, true);
    number_is("+12.30", 2, 1230, true);
    number_is("-12.34", 2, -1234, true);
    number_is("1.5E2", 2, 15000, true);
    number_is("1.5e+2", 0, 150, true);
    number_is("100000E-5", 2, 100, true);
    number_is("90000000000000.01", 2, INT64_C(9000000000000001), true);
    number_is("9007199254740993", 2, INT64_C(900719925474099300), true);
}

/* What binary floating point leaves behind the digits that the sender saw. */
static void noise_is_rounded_off(void **state)
{
    (void)state;
    number_is("7.0000000000000007E-2", 2, 7, true);
    number_is("0.30000000000000004", 2, 30, true);
    number_is("1.1000000000000001", 2, 110, true);
    number_is("8.9999999999999997E-2", 2, 9, true);
    number_is("99999.999999999985", 2, 10000000, true);
    number_is("43854.099999999999", 10, INT64_C(438541000000000), true);
}

static void more_decimals_are_told(void **state)
{
    (void)state;
    number_is("1.005", 2, 101, false);
    number_is("-1.005", 2, -101, false);
    number_is("238276.830000001", 2, 23827683, false);
    number_is("933274.129999999", 2, 93327413, false);
    number_is("0.001", 2, 0, false);
    number_is("1E-300", 2, 0, false);
    number_is("0.999", 2, 100, false);
    number_is("9.99999", 2, 1000, false);
}

static void others_are_no_numbers(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "-", ".", "1,000", "1.2.3", "E5", "1E", "1E+", "1e999",
        "0x10", " 1", "1 ", "１", "NaN", "1e18", "12345678901234567890123456789012345678901",
        "99999999999999999.99" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t got = 77;
        bool is_exact = false;
        print_message("%s\n", bad[i]);
        assert_false(sheet_number(span_of(bad[i]), 2, &got, &is_exact));
        assert_int_equal(got, 77);
    }
}

static void serial_is(const char *literal, bool is_1904, int32_t day, int32_t second)
{
    date got = { 0 };
    int32_t got_second = -1;
    assert_true(sheet_serial(span_of(literal), is_1904, &got, &got_second));
    assert_int_equal(got.day, day);
    assert_int_equal(got_second, second);
}

static void serials_are_days(void **state)
{
    (void)state;
    serial_is("43860", false, 20200130, 0);
    serial_is("61", false, 19000301, 0);
    serial_is("2958465", false, 99991231, 0);
    serial_is("43860.770891203700", false, 20200130, 18 * 3600 + 30 * 60 + 5);
    serial_is("43859.9999999", false, 20200130, 0);
    serial_is("42398", true, 20200130, 0);
    date day;
    int32_t second;
    assert_false(sheet_serial((span)SPAN("60"), false, &day, &second));
    assert_false(sheet_serial((span)SPAN("2958466"), false, &day, &second));
    assert_false(sheet_serial((span)SPAN("-43860"), false, &day, &second));
    assert_false(sheet_serial((span)SPAN("2020-01-30"), false, &day, &second));
}

int number_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_exact),
        cmocka_unit_test(noise_is_rounded_off),
        cmocka_unit_test(more_decimals_are_told),
        cmocka_unit_test(others_are_no_numbers),
        cmocka_unit_test(serials_are_days),
    };
    return cmocka_run_group_tests_name("sheet number", tests, NULL, NULL);
}
