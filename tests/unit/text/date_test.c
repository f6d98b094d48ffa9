/* Days, clock times and instants.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text_test.h"

#include "text/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

static void reads_days(void **state)
{
    (void)state;
    static const char *const same[] = { "2020-02-03", "2020/2/3", "2020/02/03", "2020.02.03",
        "2020.2.3", "20200203", "2020年2月3日", "2020年02月03日", "２０２０年２月３日",
        "２０２０－０２－０３", " 2020-2-3 ", "2020 年 2 月 3 日", "\u200b2020-02-03\ufeff",
        "２０２００２０３" };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        err e = { 0 };
        date d = { 0 };
        if (!text_parse_date(span_of(same[i]), &d, &e) || d.day != 20200203)
            fail_msg("%s: %d", same[i], d.day);
    }
    err e = { 0 };
    date d = { 0 };
    assert_true(text_parse_date(span_of("2020-02-29"), &d, &e));
    assert_true(text_parse_date(span_of("1900-01-01"), &d, &e));
    assert_true(text_parse_date(span_of("9999-12-31"), &d, &e));
}

static void refuses_what_is_no_day(void **state)
{
    (void)state;
    static const char *const bad[] = { "", " ", "2020", "2020-02", "2020-2", "202002", "2020020",
        "202002031", "20-02-03", "02-03-2020", "2020-02/03", "2020-02-03T00:00", "2020-02-033",
        "2020-002-03", "2020年2月3", "2020年2-3", "2020-2月3日", "2020n2y3r", "２０２０ｎ２ｙ３ｒ",
        "-2020-02-03", "2020--2-3", "2020-02-03-", "2020-0a-03", "二〇二〇年二月三日",
        "2020-02-0\xff", "000000000000000000000000000000000000" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err e = { 0 };
        date d = { 7 };
        if (text_parse_date(span_of(bad[i]), &d, &e))
            fail_msg("%s was read as %d", bad[i], d.day);
        assert_int_equal(e.code, ERR_INPUT);
        assert_string_equal(e.message, "This is not a date: %.*s");
        assert_non_null(e.hint);
        assert_int_equal(d.day, 7);
    }
}

static void names_the_day_that_does_not_exist(void **state)
{
    (void)state;
    static const char *const pairs[][2] = { { "2020-02-30", "2020-02-30" },
        { "2019/2/29", "2019-02-29" }, { "20200431", "2020-04-31" },
        { "2020年13月1日", "2020-13-01" }, { "2020-00-10", "2020-00-10" },
        { "2020-01-00", "2020-01-00" }, { "1899-12-31", "1899-12-31" },
        { "0000-01-01", "0000-01-01" } };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        err e = { 0 };
        date d = { 0 };
        assert_false(text_parse_date(span_of(pairs[i][0]), &d, &e));
        assert_string_equal(e.message, "There is no day %s");
        assert_string_equal(e.args[0].text, pairs[i][1]);
    }
}

static void writes_days(void **state)
{
    (void)state;
    buffer b = buffer_in(&home, 64);
    text_add_date(&b, (date){ 20200203 });
    text_add_date(&b, (date){ 99991231 });
    assert_true(span_is(buffer_span(&b), "2020-02-039999-12-31"));
}

static void reads_clock_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t us;
    } pairs[] = {
        { "00:00", 0 },
        { "18:30", INT64_C(66600000000) },
        { "18:30:05", INT64_C(66605000000) },
        { "8:05", INT64_C(29100000000) },
        { "18:30:05.123456", INT64_C(66605123456) },
        { "18:30:05.1", INT64_C(66605100000) },
        { "１８：３０", INT64_C(66600000000) },
        { " 23:59:59.999999 ", INT64_C(86399999999) },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        err e = { 0 };
        int64_t us = 0;
        if (!text_parse_clock(span_of(pairs[i].text), &us, &e) || us != pairs[i].us)
            fail_msg("%s: %lld", pairs[i].text, (long long)us);
    }
    static const char *const bad[] = { "", "18", "18:", "18:3", "24:00", "18:60", "18:30:60",
        "18:30:", "18:30:5", "18:30:05.", "18:30:05.1234567", "-1:00", "18.30", "018:30", "18:30Z",
        "18:30 pm", "1830" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err e = { 0 };
        int64_t us = 7;
        if (text_parse_clock(span_of(bad[i]), &us, &e))
            fail_msg("%s was read as %lld", bad[i], (long long)us);
        assert_int_equal(us, 7);
    }
}

static void reads_instants(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t us;
    } pairs[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "2020-02-03T18:30:00+08:00", INT64_C(1580725800000000) },
        { "2020-02-03T10:30:00Z", INT64_C(1580725800000000) },
        { "2020-02-03t10:30:00z", INT64_C(1580725800000000) },
        { "2020-02-03T10:30:00-00:00", INT64_C(1580725800000000) },
        { "2020-02-03T00:30:00.5-10:00", INT64_C(1580725800500000) },
        { "2020-02-03T10:30:00.123456789Z", INT64_C(1580725800123456) },
        { "1969-12-31T23:59:59.999999Z", -1 },
        { "1900-01-01T00:00:00+23:59", INT64_C(-2209075140000000) },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        err e = { 0 };
        int64_t us = 0;
        if (!text_parse_instant(span_of(pairs[i].text), &us, &e) || us != pairs[i].us)
            fail_msg("%s: %lld", pairs[i].text, (long long)us);
    }
}

static void refuses_what_is_no_instant(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "2020-02-03", "2020-02-03T18:30:00",
        "2020-02-03T18:30+08:00", "2020-02-03 18:30:00Z", "2020-02-30T00:00:00Z",
        "2020-2-03T00:00:00Z", "2020-02-03T24:00:00Z", "2020-02-03T23:60:00Z",
        "2020-02-03T23:59:60Z", "2020-02-03T23:59:59.Z", "2020-02-03T23:59:59,5Z",
        "2020-02-03T23:59:59.1234567890Z", "2020-02-03T23:59:59+24:00", "2020-02-03T23:59:59+08:60",
        "2020-02-03T23:59:59+0800", "2020-02-03T23:59:59+08", "2020-02-03T23:59:59ZZ",
        " 2020-02-03T23:59:59Z", "2020-02-03T23:59:59Z\n", "1899-12-31T23:59:59Z",
        "02020-02-03T23:59:59Z", "2020-13-01T00:00:00Z" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err e = { 0 };
        int64_t us = 7;
        if (text_parse_instant(span_of(bad[i]), &us, &e))
            fail_msg("%s was read as %lld", bad[i], (long long)us);
        assert_int_equal(us, 7);
    }
}

static void writes_instants(void **state)
{
    (void)state;
    static const struct {
        int64_t us;
        int32_t offset_s;
        const char *text;
    } pairs[] = {
        { 0, 0, "1970-01-01T00:00:00Z" },
        { -1, 0, "1969-12-31T23:59:59Z" },
        { INT64_C(1580725800999999), 28800, "2020-02-03T18:30:00+08:00" },
        { INT64_C(1580725800000000), -12600, "2020-02-03T07:00:00-03:30" },
        { INT64_C(1580745599000000), 28800, "2020-02-03T23:59:59+08:00" },
        { INT64_C(1580745600000000), 28800, "2020-02-04T00:00:00+08:00" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        buffer b = buffer_in(&home, 64);
        text_add_instant(&b, pairs[i].us, pairs[i].offset_s);
        assert_true(span_is(buffer_span(&b), pairs[i].text));
        err e = { 0 };
        int64_t back = 0;
        assert_true(text_parse_instant(buffer_span(&b), &back, &e));
        assert_true(back <= pairs[i].us && pairs[i].us - back < 1000000);
    }
}

int date_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(reads_days, home_reset),
        cmocka_unit_test_setup(refuses_what_is_no_day, home_reset),
        cmocka_unit_test_setup(names_the_day_that_does_not_exist, home_reset),
        cmocka_unit_test_setup(writes_days, home_reset),
        cmocka_unit_test_setup(reads_clock_times, home_reset),
        cmocka_unit_test_setup(reads_instants, home_reset),
        cmocka_unit_test_setup(refuses_what_is_no_instant, home_reset),
        cmocka_unit_test_setup(writes_instants, home_reset),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
