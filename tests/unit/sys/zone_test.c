/* Zones: the built-in ones, files made by hand, rules with summer time, damaged files.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys_test.h"

#include "base/buffer.h"
#include "sys/sys.h"
#include "sys/sys_in.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

static void number_add(buffer *b, uint64_t number, int size)
{
    for (int i = size - 1; i >= 0; i--)
        buffer_byte(b, (char)(number >> (i * 8) & 255));
}

static void head_add(buffer *b, uint32_t times, uint32_t types)
{
    buffer_text(b, "TZif2");
    for (int i = 0; i < 15; i++)
        buffer_byte(b, '\0');
    number_add(b, 0, 4);
    number_add(b, 0, 4);
    number_add(b, 0, 4);
    number_add(b, times, 4);
    number_add(b, types, 4);
    number_add(b, 4, 4);
}

/* Two offsets, one transition at 2000-01-01T00:00Z from the first to the second, and a footer. */
static span file_of(int32_t before_s, int32_t after_s, const char *footer)
{
    buffer b = buffer_in(&home, 256);
    for (int pass = 0; pass < 2; pass++) {
        head_add(&b, 1, 2);
        number_add(&b, 946684800, pass == 0 ? 4 : 8);
        buffer_byte(&b, 1);
        number_add(&b, (uint32_t)before_s, 4);
        number_add(&b, 0, 2);
        number_add(&b, (uint32_t)after_s, 4);
        number_add(&b, 0, 2);
        buffer_add(&b, (span){ "ABC", 4 });
    }
    buffer_format(&b, "\n%s\n", footer);
    return buffer_span(&b);
}

static int64_t instant_of(const sys_zone *zone, int32_t day, int32_t hour, int32_t minute)
{
    return sys_zone_instant(zone, (sys_local){ .day = { day }, .hour = hour, .minute = minute }) /
           1000000;
}

static void shanghai_and_utc(void **state)
{
    (void)state;
    err e = { 0 };
    const sys_zone *zone = NULL, *again = NULL;
    assert_true(sys_zone_find(span_of("Asia/Shanghai"), &zone, &e));
    assert_true(sys_zone_find(span_of("Asia/Shanghai"), &again, &e));
    assert_ptr_equal(zone, again);
    sys_local local = sys_zone_local(zone, INT64_C(1580725800123456));
    assert_int_equal(local.day.day, 20200203);
    assert_int_equal(local.hour, 18);
    assert_int_equal(local.minute, 30);
    assert_int_equal(local.second, 0);
    assert_int_equal(local.microsecond, 123456);
    assert_int_equal(local.offset_s, 28800);
    assert_true(sys_zone_instant(zone, local) == INT64_C(1580725800123456));
    /* Midnight is another day in Beijing than in Greenwich. */
    assert_int_equal(sys_zone_local(zone, INT64_C(1580745600000000)).day.day, 20200204);
    assert_true(sys_zone_find(span_of("UTC"), &zone, &e));
    local = sys_zone_local(zone, -1);
    assert_int_equal(local.day.day, 19691231);
    assert_int_equal(local.microsecond, 999999);
    assert_int_equal(local.offset_s, 0);
    assert_true(sys_zone_instant(zone, local) == -1);
}

static void refuses_names(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "Asia/Nowhere", "/etc/passwd", "../../../etc/passwd",
        "Asia", "Asia/../UTC", "Asia/Shanghai\n", "posix Rules", "亚洲/上海",
        "a/very/long/name/of/a/time/zone/that/is/longer/than/any/name/of/one" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err e = { 0 };
        const sys_zone *zone = NULL;
        assert_false(sys_zone_find(span_of(bad[i]), &zone, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_null(zone);
    }
}

static void days_outside_are_held_at_the_edge(void **state)
{
    (void)state;
    err e = { 0 };
    const sys_zone *zone = NULL;
    assert_true(sys_zone_find(span_of("UTC"), &zone, &e));
    assert_int_equal(sys_zone_local(zone, INT64_MIN).day.day, 19000103);
    assert_int_equal(sys_zone_local(zone, INT64_MAX).day.day, 99991230);
    assert_true(date_is_valid(sys_zone_local(zone, INT64_C(253402300800000000)).day));
    assert_true(instant_of(zone, 19000101, 0, 0) == -INT64_C(2208988800));
    assert_true(instant_of(zone, 99991231, 23, 59) == INT64_C(253402300740));
}

static void a_transition_without_rule(void **state)
{
    (void)state;
    err e = { 0 };
    sys_zone zone = { 0 };
    assert_true(zone_read(&home, file_of(3600, 7200, ""), &zone, &e));
    assert_int_equal(zone_offset(&zone, 946684799), 3600);
    assert_int_equal(zone_offset(&zone, 946684800), 7200);
    assert_int_equal(zone_offset(&zone, INT64_C(4000000000)), 7200);
    assert_true(zone_read(&home, file_of(3600, 7200, "<-03>3:30"), &zone, &e));
    assert_int_equal(zone_offset(&zone, 946684799), 3600);
    assert_int_equal(zone_offset(&zone, 946684800), -12600);
}

static void gaps_and_doubles(void **state)
{
    (void)state;
    err e = { 0 };
    sys_zone zone = { 0 };
    /* At 01:00 the clock jumps to 02:00: 01:30 does not exist and is taken with the offset
     * before. */
    assert_true(zone_read(&home, file_of(3600, 7200, ""), &zone, &e));
    assert_true(instant_of(&zone, 20000101, 0, 59) == 946684800 - 60);
    assert_true(instant_of(&zone, 20000101, 1, 30) == 946684800 + 1800);
    assert_true(instant_of(&zone, 20000101, 2, 0) == 946684800);
    /* At 02:00 it goes back to 01:00: 01:30 comes twice, the first one is meant. */
    assert_true(zone_read(&home, file_of(7200, 3600, ""), &zone, &e));
    assert_true(instant_of(&zone, 20000101, 0, 30) == 946684800 - 5400);
    assert_true(instant_of(&zone, 20000101, 1, 30) == 946684800 - 1800);
    assert_true(instant_of(&zone, 20000101, 2, 0) == 946684800 + 3600);
}

static void rules_with_summer_time(void **state)
{
    (void)state;
    err e = { 0 };
    sys_zone zone = { 0 };
    assert_true(zone_read(&home, file_of(0, 3600, "CET-1CEST,M3.5.0,M10.5.0/3"), &zone, &e));
    assert_int_equal(zone_offset(&zone, 1585443599), 3600); /* 2020-03-29T00:59:59Z */
    assert_int_equal(zone_offset(&zone, 1585443600), 7200);
    assert_int_equal(zone_offset(&zone, 1603587599), 7200); /* 2020-10-25T00:59:59Z */
    assert_int_equal(zone_offset(&zone, 1603587600), 3600);
    /* South of the equator summer runs over the new year. */
    assert_true(zone_read(&home, file_of(0, 3600, "AEST-10AEDT,M10.1.0,M4.1.0/3"), &zone, &e));
    assert_int_equal(zone_offset(&zone, 1577836800), 39600); /* 2020-01-01 */
    assert_int_equal(zone_offset(&zone, 1586015999), 39600); /* 2020-04-04T15:59:59Z */
    assert_int_equal(zone_offset(&zone, 1586016000), 36000);
    assert_int_equal(zone_offset(&zone, 1601740799), 36000); /* 2020-10-03T15:59:59Z */
    assert_int_equal(zone_offset(&zone, 1601740800), 39600);
    /* Half an hour of summer, hours beyond a day, before midnight. */
    assert_true(
        zone_read(&home, file_of(0, 3600, "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"), &zone, &e));
    assert_int_equal(zone_offset(&zone, 1577836800), 39600);
    assert_true(zone_read(&home, file_of(0, 3600, "EET-2EEST,M3.4.4/50,M10.4.4/50"), &zone, &e));
    assert_int_equal(zone_offset(&zone, 1593561600), 10800);
    assert_true(zone_read(&home, file_of(0, 3600, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"), &zone, &e));
    assert_int_equal(zone_offset(&zone, 1585443600), -3600);
    assert_int_equal(zone_offset(&zone, 1585443599), -7200);
    assert_int_equal(zone_offset(&zone, INT64_C(253402300799)), -7200);
}

static void unknown_rules_are_left_out(void **state)
{
    (void)state;
    static const char *const odd[] = { "CET-1CEST,J60,J300", "CET-1CEST,59,299", "CET", "C-1",
        "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-999", "CET-1x", "<>-1",
        "<CET-1", "CET-1:60", "CET-27", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-",
        "CET-1CEST-30,M3.5.0,M10.5.0" };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        err e = { 0 };
        sys_zone zone = { 0 };
        assert_true(zone_read(&home, file_of(0, 5400, odd[i]), &zone, &e));
        if (zone.rule.is_known)
            fail_msg("%s", odd[i]);
        assert_int_equal(zone_offset(&zone, 1585443600), 5400);
    }
}

static void damaged_files_are_refused(void **state)
{
    (void)state;
    span good = file_of(0, 3600, "CET-1CEST,M3.5.0,M10.5.0/3");
    err e = { 0 };
    sys_zone zone = { 0 };
    size_t mark = home.used;
    size_t body_end = good.size - strlen("\nCET-1CEST,M3.5.0,M10.5.0/3\n");
    for (size_t size = 0; size < good.size; size++) {
        bool is_read = zone_read(&home, span_slice(good, 0, size), &zone, &e);
        assert_true(is_read == (size >= body_end));
        arena_reset(&home, mark);
    }
    /* Any one byte changed: refused or read, but never outside of the file. */
    char *bytes = arena_take(&home, good.size, 1, 1);
    mark = home.used;
    for (size_t i = 0; i < good.size * 4; i++) {
        memcpy(bytes, good.at, good.size);
        bytes[i / 4] = (char)(bytes[i / 4] ^ (int[]){ 0x01, 0x80, 0x7f, 0xff }[i % 4]);
        if (zone_read(&home, (span){ bytes, good.size }, &zone, &e)) {
            int32_t offset_s = zone_offset(&zone, 1585443600);
            assert_true(offset_s <= 26 * 3600 && offset_s >= -26 * 3600);
        }
        arena_reset(&home, mark);
    }
}

/* What the C library knows of a zone must be what we read; absent where the files are not
 * installed. */
static void the_files_of_the_system(void **state)
{
    (void)state;
    static const char *const names[] = { "Asia/Shanghai", "Europe/London", "America/New_York",
        "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "Africa/Casablanca",
        "Pacific/Apia", "Asia/Gaza", "America/Scoresbysund" };
    int count = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", names[i]);
        if (!sys_file_exists(path))
            continue;
        count++;
        err e = { 0 };
        const sys_zone *zone = NULL;
        assert_true(sys_zone_find(span_of(names[i]), &zone, &e));
        setenv("TZ", names[i], 1);
        tzset();
        for (int64_t at = INT64_C(-2200000000); at < INT64_C(8000000000); at += 2000003) {
            time_t now = (time_t)at;
            struct tm want = { 0 };
            assert_non_null(localtime_r(&now, &want));
            sys_local got = sys_zone_local(zone, at * 1000000);
            int32_t day = (want.tm_year + 1900) * 10000 + (want.tm_mon + 1) * 100 + want.tm_mday;
            if (got.offset_s != want.tm_gmtoff || got.day.day != day || got.hour != want.tm_hour)
                fail_msg("%s at %lld", names[i], (long long)at);
            int64_t back = sys_zone_instant(zone, got);
            if (back != at * 1000000 && sys_zone_local(zone, back).hour != got.hour)
                fail_msg("%s back at %lld", names[i], (long long)at);
        }
    }
    unsetenv("TZ");
    if (count == 0) {
        print_message("skipped: no time zone files\n");
        skip();
    }
}

int zone_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shanghai_and_utc),
        cmocka_unit_test(refuses_names),
        cmocka_unit_test(days_outside_are_held_at_the_edge),
        cmocka_unit_test(a_transition_without_rule),
        cmocka_unit_test(gaps_and_doubles),
        cmocka_unit_test(rules_with_summer_time),
        cmocka_unit_test(unknown_rules_are_left_out),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(the_files_of_the_system),
    };
    return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
