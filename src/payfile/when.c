/* Days and times as banks, wallets and clerks write them: 2020-01-29 10:30:05, 2020/1/29,
 * 20200129103005, 2020年1月29日, 2020-01-29-10.30.05, 29-Jan-2020, and 01-29 or 1月29日, whose
 * year stands above the table.  Text is read without its blanks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { YEAR_MIN = 1990, YEAR_MAX = 2099, DAY_SECONDS = 86400 };

/* A text that is read from the front. */
typedef struct scan {
    span rest;
} scan;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take(scan *s, const char *text)
{
    span word = span_of(text);
    if (!span_starts(s->rest, word))
        return false;
    s->rest = span_slice(s->rest, word.size, s->rest.size);
    return true;
}

/* At least `least`, at most `most` digits; -1 when there are fewer. */
static int take_digits(scan *s, size_t least, size_t most)
{
    size_t count = 0;
    int value = 0;
    while (count < most && count < s->rest.size && is_digit(s->rest.at[count]))
        value = value * 10 + (s->rest.at[count++] - '0');
    if (count < least)
        return -1;
    s->rest = span_slice(s->rest, count, s->rest.size);
    return value;
}

static bool day_make(int year, int month, int day, date *ret)
{
    *ret = (date){ year * 10000 + month * 100 + day };
    return year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
           day <= 31 && date_is_valid(*ret);
}

/* The day of a month: two digits if that makes a day that exists, else one. */
static bool take_day(scan *s, int year, int month, date *ret)
{
    scan two = *s;
    int day = take_digits(&two, 2, 2);
    if (day > 0 && day_make(year, month, day, ret)) {
        *s = two;
        return true;
    }
    day = take_digits(s, 1, 1);
    return day > 0 && day_make(year, month, day, ret);
}

static bool take_mark(scan *s)
{
    return take(s, "-") || take(s, "/") || take(s, ".");
}

/* 2020-01-29, 2020/1/29, 2020.1.29, 2020年1月29日. */
static bool take_parted(scan *s, date *ret)
{
    scan at = *s;
    int year = take_digits(&at, 4, 4);
    bool is_chinese = take(&at, "年");
    if (year < 0 || (!is_chinese && !take_mark(&at)))
        return false;
    int month = take_digits(&at, 1, 2);
    if (month < 1 || !(is_chinese ? take(&at, "月") : take_mark(&at)) ||
        !take_day(&at, year, month, ret))
        return false;
    if (is_chinese)
        (void)(take(&at, "日") || take(&at, "号"));
    *s = at;
    return true;
}

/* 20200129. */
static bool take_compact(scan *s, date *ret)
{
    scan at = *s;
    int value = take_digits(&at, 8, 8);
    if (value < 0 || !day_make(value / 10000, value / 100 % 100, value % 100, ret))
        return false;
    *s = at;
    return true;
}

/* 25/02/2020, 02/25/2020: three numbers, the year last. */
static bool take_three(scan *s, int parts[3])
{
    static const char *const marks[] = { "/", "-", "." };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        scan at = *s;
        parts[0] = take_digits(&at, 1, 2);
        bool is = parts[0] > 0 && take(&at, marks[i]);
        parts[1] = is ? take_digits(&at, 1, 2) : -1;
        is = parts[1] > 0 && take(&at, marks[i]);
        parts[2] = is ? take_digits(&at, 4, 4) : -1;
        if (parts[2] >= YEAR_MIN && parts[2] <= YEAR_MAX) {
            *s = at;
            return true;
        }
    }
    return false;
}

static bool is_within(const period *of, date day)
{
    return !of->is_year_only && of->first.day != 0 && day.day >= of->first.day &&
           day.day <= of->last.day;
}

/* Which of both is the day, the file as a whole says, or the period above; else nothing is
 * guessed. */
static bool take_year_last(scan *s, const period *of, date *ret)
{
    int parts[3];
    scan at = *s;
    date day_first, month_first;
    if (!take_three(&at, parts))
        return false;
    bool may_day = day_make(parts[2], parts[1], parts[0], &day_first);
    bool may_month = day_make(parts[2], parts[0], parts[1], &month_first);
    if (may_day && may_month && parts[0] != parts[1]) {
        bool by_period = is_within(of, day_first) != is_within(of, month_first);
        may_day = of->order == ORDER_DAY_FIRST ||
                  (of->order == ORDER_UNKNOWN && by_period && is_within(of, day_first));
        may_month = of->order == ORDER_MONTH_FIRST ||
                    (of->order == ORDER_UNKNOWN && by_period && is_within(of, month_first));
    }
    *ret = may_day ? day_first : month_first;
    *s = at;
    return may_day || may_month;
}

day_order when_order(span text)
{
    int parts[3];
    scan s = { text };
    if (!take_three(&s, parts) || (parts[0] > 12) == (parts[1] > 12))
        return ORDER_UNKNOWN;
    return parts[0] > 12 ? ORDER_DAY_FIRST : ORDER_MONTH_FIRST;
}

bool when_is_unordered(span text)
{
    int parts[3];
    scan s = { text };
    return take_three(&s, parts) && parts[0] <= 12 && parts[1] <= 12;
}

/* Letters without regard to case. */
static bool begins_like(span s, const char *word)
{
    for (size_t i = 0; word[i]; i++) {
        if (i >= s.size || (s.at[i] | 0x20) != word[i])
            return false;
    }
    return true;
}

/* 29-Jan-2020, 29JAN2020. */
static bool take_named(scan *s, date *ret)
{
    static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug",
        "sep", "oct", "nov", "dec" };
    scan at = *s;
    int day = take_digits(&at, 1, 2);
    (void)take_mark(&at);
    int month = 0;
    for (int i = 0; i < 12; i++) {
        if (begins_like(at.rest, months[i]))
            month = i + 1;
    }
    if (day < 1 || month == 0)
        return false;
    at.rest = span_slice(at.rest, 3, at.rest.size);
    (void)take_mark(&at);
    int year = take_digits(&at, 4, 4);
    if (year < 0 || !day_make(year, month, day, ret))
        return false;
    *s = at;
    return true;
}

/* The year in which a month and day fall into the period of the file. */
static bool year_find(const period *of, int month, int day, date *ret)
{
    if (of->first.day == 0)
        return false;
    int last = of->last.day ? of->last.day : of->first.day;
    for (int year = of->first.day / 10000; year <= last / 10000; year++) {
        if (day_make(year, month, day, ret) && ret->day >= of->first.day && ret->day <= last)
            return true;
    }
    /* A title that names one year only, or the day up to which the table goes. */
    bool is_known = (of->is_year_only && !of->is_month) || of->first.day == last;
    return of->first.day / 10000 == last / 10000 && is_known &&
           day_make(last / 10000, month, day, ret) && (of->is_year_only || ret->day <= last);
}

/* 01-29, 1/29, 1月29日: the year stands above. */
static bool take_yearless(scan *s, const period *of, date *ret)
{
    scan at = *s;
    int month = take_digits(&at, 1, 2);
    bool is_chinese = take(&at, "月");
    if (month < 1 || (!is_chinese && !take_mark(&at)))
        return false;
    int day = take_digits(&at, 1, 2);
    if (day < 1 || !year_find(of, month, day, ret))
        return false;
    if (is_chinese)
        (void)(take(&at, "日") || take(&at, "号"));
    *s = at;
    return true;
}

/* 上午, AM: -1 none, else 0 or 12 hours to add. */
static int take_half(scan *s)
{
    static const struct {
        const char *word;
        int hours;
    } words[] = { { "上午", 0 }, { "下午", 12 }, { "AM", 0 }, { "PM", 12 }, { "am", 0 },
        { "pm", 12 } };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (take(s, words[i].word))
            return words[i].hours;
    }
    return -1;
}

/* Twelve is the hour before one; without a half it is what it is. */
static int hour_of(int hour, int half)
{
    if (half < 0 || hour > 12)
        return half == 0 ? -1 : hour;
    return hour % 12 + half;
}

/* 10:30:05, 10:30, 103005, 93005 (a number that lost its zero), 10.30.05, 10时30分05秒, perhaps with
 * fractions. */
static bool take_clock(scan *s, int32_t *ret_second)
{
    size_t digits = 0;
    int half = take_half(s);
    while (digits < s->rest.size && is_digit(s->rest.at[digits]))
        digits++;
    int hour = take_digits(s, 1, digits == 5 ? 1 : 2);
    bool is_parted = take(s, ":") || take(s, ".") || take(s, "时") || take(s, "点");
    int minute = take_digits(s, 2, 2);
    (void)(take(s, ":") || take(s, ".") || take(s, "分"));
    int second = 0;
    half = half < 0 ? take_half(s) : half;
    if (s->rest.size > 0) {
        second = take_digits(s, 2, 2);
        (void)take(s, "秒");
        if (second >= 0 && s->rest.size > 0 && s->rest.at[0] == '.') {
            (void)take(s, ".");
            while (take_digits(s, 1, 1) >= 0)
                ;
        }
        half = half < 0 ? take_half(s) : half;
    } else if (!is_parted) {
        return false;
    }
    hour = hour < 0 ? hour : hour_of(hour, half);
    *ret_second = hour * 3600 + minute * 60 + second;
    return hour >= 0 && minute >= 0 && second >= 0 && hour < 24 && minute < 60 && second < 60 &&
           s->rest.size == 0;
}

bool when_read(span text, const period *of, date *ret_day, int32_t *ret_second)
{
    assert(ret_day && ret_second);
    scan s = { text };
    *ret_second = -1;
    if (!take_parted(&s, ret_day) && !take_named(&s, ret_day) && !take_compact(&s, ret_day) &&
        !take_year_last(&s, of, ret_day) && !take_yearless(&s, of, ret_day))
        return false;
    (void)(take(&s, "T") || take(&s, "-") || take(&s, ","));
    return s.rest.size == 0 || take_clock(&s, ret_second);
}

bool clock_read(span text, int32_t *ret_second)
{
    scan s = { text };
    return take_clock(&s, ret_second);
}

bool when_is_yearless(span text)
{
    const period year = { .first = { 20200101 }, .last = { 20201231 }, .is_year_only = true };
    scan s = { text };
    date day;
    return !take_parted(&s, &day) && !take_named(&s, &day) && !take_compact(&s, &day) &&
           take_yearless(&s, &year, &day);
}

bool day_scan(span *rest, date *ret)
{
    bool after_digit = false;
    for (size_t i = 0; i < rest->size; i++) {
        scan s = { span_slice(*rest, i, rest->size) };
        bool is_here = is_digit(rest->at[i]) && !after_digit &&
                       (take_parted(&s, ret) || take_named(&s, ret) || take_compact(&s, ret));
        after_digit = is_digit(rest->at[i]);
        if (is_here) {
            *rest = s.rest;
            return true;
        }
    }
    *rest = (span){ "", 0 };
    return false;
}

bool year_scan(span text, int *ret_year)
{
    size_t at = span_search(text, (span)SPAN("年"));
    if (at >= text.size || at < 4)
        return false;
    scan s = { span_slice(text, at - 4, text.size) };
    *ret_year = take_digits(&s, 4, 4);
    return *ret_year >= YEAR_MIN && *ret_year <= YEAR_MAX;
}

bool month_day_scan(span *rest, int year, date *ret)
{
    static const span month_sign = SPAN("月");
    for (;;) {
        size_t at = span_search(*rest, month_sign);
        size_t from = at;
        if (at >= rest->size)
            return false;
        while (from > 0 && at - from < 2 && is_digit(rest->at[from - 1]))
            from--;
        scan s = { span_slice(*rest, from, rest->size) };
        *rest = span_slice(*rest, at + month_sign.size, rest->size);
        int month = take_digits(&s, 1, 2);
        if (month < 1 || month > 12 || !take(&s, "月") || !take_day(&s, year, month, ret))
            continue;
        (void)(take(&s, "日") || take(&s, "号"));
        *rest = s.rest;
        return true;
    }
}

bool month_scan(span text, int *ret_month)
{
    static const span month_sign = SPAN("月");
    size_t at = span_search(text, (span)SPAN("年"));
    if (at >= text.size)
        return false;
    scan s = { span_slice(text, at, text.size) };
    (void)take(&s, "年");
    *ret_month = take_digits(&s, 1, 2);
    return *ret_month >= 1 && *ret_month <= 12 && take(&s, "月") &&
           (s.rest.size == 0 || !is_digit(s.rest.at[0])) &&
           span_search(s.rest, month_sign) >= s.rest.size;
}
