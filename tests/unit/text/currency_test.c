/* Currencies and their amounts.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text_test.h"

#include "text/currency.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void each_stands_once(void **state)
{
    (void)state;
    size_t count = 0;
    const currency *all = currency_all(&count);
    assert_true(count > 1 && count <= CURRENCIES_MAX);
    assert_int_equal(all[0].asset, CURRENCY_CNY);
    assert_string_equal(all[0].code, "CNY");
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(strlen(all[i].code), 3);
        assert_true(all[i].scale >= 0 && all[i].scale <= 3 && all[i].asset < 1000);
        assert_true(all[i].zh[0] && all[i].en[0]);
        assert_ptr_equal(currency_of(all[i].asset), &all[i]);
        assert_ptr_equal(currency_find(span_of(all[i].code)), &all[i]);
    }
    assert_null(currency_find(span_of("hkd")));
    assert_null(currency_find(span_of("")));
    assert_string_equal(currency_of(156)->code, "XXX");
}

static void names_of_people_are_understood(void **state)
{
    (void)state;
    const currency *of = NULL;
    err e = { 0 };
    assert_true(currency_parse(span_of(""), &of, &e));
    assert_int_equal(of->asset, CURRENCY_CNY);
    assert_true(currency_parse(span_of(" hkd "), &of, &e));
    assert_string_equal(of->code, "HKD");
    static const char *const bad[] = { "RMB", "XXX", "HK", "HKDX", "港元", "HK$" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        e = (err){ 0 };
        assert_false(currency_parse(span_of(bad[i]), &of, &e));
        assert_string_equal(e.field, "currency");
        assert_int_equal(e.code, ERR_INPUT);
        assert_non_null(e.hint);
    }
}

static void amounts_have_the_decimals_of_their_currency(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        int64_t amount;
        const char *said, *plain;
    } rows[] = {
        { "CNY", 123450, "¥1,234.50", "1234.50" },
        { "HKD", -123450, "HKD -1,234.50", "-1234.50" },
        { "JPY", 1234, "JPY 1,234", "1234" },
        { "JPY", 0, "JPY 0", "0" },
        { "KWD", 1234567, "KWD 1,234.567", "1234.567" },
        { "KWD", 5, "KWD 0.005", "0.005" },
        { "USD", MONEY_MAX_FEN, "USD 90,000,000,000,000.00", "90000000000000.00" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const currency *of = currency_find(span_of(rows[i].code));
        char said[CURRENCY_TEXT_SIZE];
        buffer b = buffer_in(&home, 64);
        err e = { 0 };
        int64_t back = 0;
        currency_write(said, of->asset, rows[i].amount);
        assert_string_equal(said, rows[i].said);
        text_add_amount_plain(&b, of->asset, rows[i].amount);
        assert_true(span_is(buffer_span(&b), rows[i].plain));
        assert_true(currency_amount_parse(buffer_span(&b), of, &back, &e));
        assert_int_equal(back, rows[i].amount);
    }
}

static void other_decimals_are_refused(void **state)
{
    (void)state;
    int64_t amount = 7;
    err e = { 0 };
    const currency *yen = currency_find(span_of("JPY"));
    const currency *dinar = currency_find(span_of("KWD"));
    assert_false(currency_amount_parse(span_of("10.5"), yen, &amount, &e));
    assert_string_equal(e.message, "An amount of this currency has at most %d decimals");
    assert_false(currency_amount_parse(span_of("1.2345"), dinar, &amount, &e));
    assert_int_equal(amount, 7);
    assert_true(currency_amount_parse(span_of("1.2万"), yen, &amount, &e));
    assert_int_equal(amount, 12000);
    assert_true(currency_amount_parse(span_of("1,000.00"), yen, &amount, &e));
    assert_int_equal(amount, 1000);
}

static void hundredths_become_smallest_units(void **state)
{
    (void)state;
    int64_t amount = 7;
    const currency *yen = currency_find(span_of("JPY"));
    const currency *dinar = currency_find(span_of("KWD"));
    assert_true(currency_fit(currency_of(CURRENCY_CNY), 12345, &amount));
    assert_int_equal(amount, 12345);
    assert_true(currency_fit(yen, -120000, &amount));
    assert_int_equal(amount, -1200);
    assert_true(currency_fit(dinar, 1250, &amount));
    assert_int_equal(amount, 12500);
    assert_false(currency_fit(yen, 1050, &amount));
    assert_false(currency_fit(dinar, MONEY_MAX_FEN, &amount));
    assert_false(currency_fit(dinar, INT64_MAX, &amount));
}

int currency_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_stands_once, home_reset),
        cmocka_unit_test_setup(names_of_people_are_understood, home_reset),
        cmocka_unit_test_setup(amounts_have_the_decimals_of_their_currency, home_reset),
        cmocka_unit_test_setup(other_decimals_are_refused, home_reset),
        cmocka_unit_test_setup(hundredths_become_smallest_units, home_reset),
    };
    return cmocka_run_group_tests_name("currency", tests, NULL, NULL);
}
