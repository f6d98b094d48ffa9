/* Integers and amounts, read and written.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text_test.h"

#include "text/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void integers_are_strict(void **state)
{
    (void)state;
    uint64_t number = 7;
    assert_true(text_parse_uint(span_of("0"), 9, &number));
    assert_int_equal(number, 0);
    assert_true(text_parse_uint(span_of("18446744073709551615"), UINT64_MAX, &number));
    assert_true(number == UINT64_MAX);
    static const char *const bad[] = { "", "01", "00", "+5", "-0", "-5", " 5", "5 ", "5\r", "1e3",
        "0x1", "１", "18446744073709551616", "99999999999999999999", "111111111111111111111",
        "1.0" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_parse_uint(span_of(bad[i]), UINT64_MAX, &number));
    assert_true(number == UINT64_MAX);
    assert_true(text_parse_uint(span_of("10"), 10, &number));
    assert_false(text_parse_uint(span_of("11"), 10, &number));
    assert_false(text_parse_uint((span){ "5\0", 2 }, 10, &number));
    assert_false(text_parse_uint((span){ NULL, 0 }, 10, &number));
}

static void signed_integers_are_strict(void **state)
{
    (void)state;
    int64_t number = 7;
    assert_true(text_parse_int(span_of("-9223372036854775808"), &number));
    assert_true(number == INT64_MIN);
    assert_true(text_parse_int(span_of("9223372036854775807"), &number));
    assert_true(number == INT64_MAX);
    static const char *const bad[] = { "", "-", "--1", "-0", "-01", "9223372036854775808",
        "-9223372036854775809", "- 1", "+1" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_parse_int(span_of(bad[i]), &number));
}

static void reads_amounts_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t fen;
    } pairs[] = {
        { "0", 0 },
        { "0.00", 0 },
        { "-0.00", 0 },
        { "5", 500 },
        { "1234.5", 123450 },
        { "1,234.50", 123450 },
        { "¥1,234.50", 123450 },
        { "￥1,234.50", 123450 },
        { "3，６１７，９００．００", 361790000 },
        { "￥３，６１７，９００．００", 361790000 },
        { "361.79万", 361790000 },
        { "361.79 万元", 361790000 },
        { "3亿", INT64_C(30000000000) },
        { "0.5亿元整", INT64_C(5000000000) },
        { "+5.00", 500 },
        { "-200.00", -20000 },
        { "−200.00", -20000 },
        { "－200.00", -20000 },
        { "(200.00)", -20000 },
        { "（200.00）", -20000 },
        { "(¥200.00)", -20000 },
        { "¥-200.00", -20000 },
        { "-¥200.00", -20000 },
        { "100元", 10000 },
        { "100圆整", 10000 },
        { "100整", 10000 },
        { " 100 ", 10000 },
        { "　100　", 10000 },
        { "\u200b100\ufeff", 10000 },
        { "1 234.50", 123450 },
        { "1\u00a0234.50", 123450 },
        { "100.00\t", 10000 },
        { "1.500", 150 },
        { "1.5000000000", 150 },
        { "0.123456万", 123456 },
        { "0.1234560万", 123456 },
        { "0.0000000001亿", 1 },
        { ".50", 50 },
        { "007", 700 },
        { "0.01", 1 },
        { "１２", 1200 },
        { "90000000000000", MONEY_MAX_FEN },
        { "90,000,000,000,000.00", MONEY_MAX_FEN },
        { "900000亿", MONEY_MAX_FEN },
        { "-90000000000000.00", -MONEY_MAX_FEN },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        err e = { 0 };
        money m = { 7 };
        if (!text_parse_money(span_of(pairs[i].text), &m, &e) || m.fen != pairs[i].fen)
            fail_msg("%s: %lld", pairs[i].text, (long long)m.fen);
    }
}

static void refused(const char *text, size_t size, const char *message)
{
    err e = { 0 };
    money m = { 7 };
    if (text_parse_money((span){ text, size }, &m, &e))
        fail_msg("%s was read as %lld", text, (long long)m.fen);
    assert_int_equal(m.fen, 7);
    assert_int_equal(e.code, ERR_INPUT);
    assert_string_equal(e.message, message);
}

static void refuses_what_is_no_amount(void **state)
{
    (void)state;
    static const char *const bad[] = { "1,23", "1,2345", ",123", "1234,567", "1,234,56", "1,,234",
        "1.2.3", "1.", ".", "-", "+", "¥", "元", "万", "()", "(5", "5)", "(-5)", "-(5)", "--5",
        "+-5", "¥¥5", "5-", "5¥", "1e3", "0x10", "1'234", "abc", "5元5", "5整元", "5亿万", "5万万",
        "1.234,50", "五", "5Y", "5W", "Y5", "５Ｗ", "NaN", "1/2", "5%", "$5", "5\xff", "\xff",
        "1.,5", "1,234.5,0", "12345678901234567890123456789012345678901234567890123456789012345" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refused(bad[i], strlen(bad[i]), "This is not an amount: %.*s");
    refused("", 0, "Enter the amount");
    refused(" 　\u200b", strlen(" 　\u200b"), "Enter the amount");
    refused(NULL, 0, "Enter the amount");
}

static void refuses_decimals_and_sizes(void **state)
{
    (void)state;
    static const char *const fine[] = { "0.005", "1.001", "0.0000001万", "1.2345678万",
        "0.00000000001亿", "-0.005" };
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        refused(fine[i], strlen(fine[i]), "Amount must have at most two decimals");
    static const char *const large[] = { "90000000000000.01", "90,000,000,000,001", "900001亿",
        "9000000000.1万", "99999999999999999999999999999999999999", "-90000000000000.01",
        "18446744073709551616", "92233720368547758.08" };
    for (size_t i = 0; i < sizeof large / sizeof *large; i++)
        refused(large[i], strlen(large[i]), "Amount can be at most ¥90,000,000,000,000.00");
}

static void a_message_repeats_only_utf8(void **state)
{
    (void)state;
    err e = { 0 };
    money m = { 0 };
    assert_false(text_parse_money(span_of("ab\xff\x01"), &m, &e));
    assert_string_equal(e.args[0].text, "ab");
    assert_non_null(e.hint);
}

static void writes_amounts(void **state)
{
    (void)state;
    static const struct {
        int64_t fen;
        const char *text, *plain;
    } pairs[] = {
        { 0, "0.00", "0.00" },
        { 1, "0.01", "0.01" },
        { -1, "-0.01", "-0.01" },
        { 123450, "1,234.50", "1234.50" },
        { -123450, "-1,234.50", "-1234.50" },
        { 99999, "999.99", "999.99" },
        { 100000, "1,000.00", "1000.00" },
        { 361790000, "3,617,900.00", "3617900.00" },
        { MONEY_MAX_FEN, "90,000,000,000,000.00", "90000000000000.00" },
        { INT64_MIN, "-92,233,720,368,547,758.08", "-92233720368547758.08" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        buffer b = buffer_in(&home, 64);
        text_add_money(&b, (money){ pairs[i].fen });
        assert_true(span_is(buffer_span(&b), pairs[i].text));
        b = buffer_in(&home, 64);
        text_add_money_plain(&b, (money){ pairs[i].fen });
        assert_true(span_is(buffer_span(&b), pairs[i].plain));
    }
    buffer b = buffer_in(&home, 64);
    text_add_count(&b, 22767);
    buffer_byte(&b, ' ');
    text_add_count(&b, 0);
    buffer_byte(&b, ' ');
    text_add_count(&b, -1000);
    assert_true(span_is(buffer_span(&b), "22,767 0 -1,000"));
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    uint64_t random = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        money m = { (int64_t)(random % (2 * (uint64_t)MONEY_MAX_FEN + 1)) - MONEY_MAX_FEN };
        m.fen /= (int64_t[]){ 1, 1000, 1000000, 1000000000 }[i % 4];
        home_reset(NULL);
        buffer b = buffer_in(&home, 64);
        if (i % 2)
            text_add_money(&b, m);
        else
            text_add_money_plain(&b, m);
        err e = { 0 };
        money back = { 0 };
        if (!text_parse_money(buffer_span(&b), &back, &e) || back.fen != m.fen)
            fail_msg("%lld", (long long)m.fen);
    }
}

static void capitals(void **state)
{
    (void)state;
    static const struct {
        int64_t fen;
        const char *text;
    } pairs[] = {
        { 140950, "壹仟肆佰零玖元伍角" },
        { 600714, "陆仟零柒元壹角肆分" },
        { 1640902, "壹万陆仟肆佰零玖元零贰分" },
        { 361790000, "叁佰陆拾壹万柒仟玖佰元整" },
        { 50000000, "伍拾万元整" },
        { 0, "零元整" },
        { 5, "伍分" },
        { 50, "伍角" },
        { 55, "伍角伍分" },
        { 100, "壹元整" },
        { 105, "壹元零伍分" },
        { 150, "壹元伍角" },
        { 1000, "壹拾元整" },
        { 1050, "壹拾元零伍角" },
        { 1005, "壹拾元零伍分" },
        { 10000, "壹佰元整" },
        { 10100, "壹佰零壹元整" },
        { 100100, "壹仟零壹元整" },
        { 101000, "壹仟零壹拾元整" },
        { 168032, "壹仟陆佰捌拾元零叁角贰分" },
        { 10700053, "壹拾万零柒仟元零伍角叁分" },
        { 10050000, "壹拾万零伍佰元整" },
        { 1000000, "壹万元整" },
        { 1000100, "壹万零壹元整" },
        { 100010000, "壹佰万零壹佰元整" },
        { INT64_C(10000000000), "壹亿元整" },
        { INT64_C(10000000100), "壹亿零壹元整" },
        { INT64_C(10001000000), "壹亿零壹万元整" },
        { INT64_C(11000000000), "壹亿壹仟万元整" },
        { INT64_C(100000000000000), "壹万亿元整" },
        { INT64_C(100010000000000), "壹万零壹亿元整" },
        { INT64_C(123456789012345), "壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分" },
        { MONEY_MAX_FEN, "玖拾万亿元整" },
        { -20000, "负贰佰元整" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        buffer b = buffer_in(&home, 64);
        text_add_money_capitals(&b, (money){ pairs[i].fen });
        span got = buffer_span(&b);
        assert_true(span_starts(got, span_of("人民币")));
        if (!span_is(span_slice(got, strlen("人民币"), got.size), pairs[i].text))
            fail_msg("%lld: %.*s", (long long)pairs[i].fen, SPAN_PRINT(got));
    }
}

static void money_stands_in_sentences(void **state)
{
    (void)state;
    char text[TEXT_MONEY_SIZE];
    text_money_write(text, (money){ 123450 });
    assert_string_equal(text, "¥1,234.50");
    text_money_write(text, (money){ -7 });
    assert_string_equal(text, "¥-0.07");
    text_money_write(text, (money){ MONEY_MAX_FEN });
    assert_string_equal(text, "¥90,000,000,000,000.00");
}

int amount_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_stands_in_sentences),
        cmocka_unit_test_setup(integers_are_strict, home_reset),
        cmocka_unit_test_setup(signed_integers_are_strict, home_reset),
        cmocka_unit_test_setup(reads_amounts_as_people_write_them, home_reset),
        cmocka_unit_test_setup(refuses_what_is_no_amount, home_reset),
        cmocka_unit_test_setup(refuses_decimals_and_sizes, home_reset),
        cmocka_unit_test_setup(a_message_repeats_only_utf8, home_reset),
        cmocka_unit_test_setup(writes_amounts, home_reset),
        cmocka_unit_test_setup(what_is_written_reads_back, home_reset),
        cmocka_unit_test_setup(capitals, home_reset),
    };
    return cmocka_run_group_tests_name("amount", tests, NULL, NULL);
}
