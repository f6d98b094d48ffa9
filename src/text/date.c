/* Days, clock times and instants, as people and as machines write them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/text_in.h"

#include <assert.h>

enum { DATE_SIZE_MAX = 24, CLOCK_SIZE_MAX = 24, DAY_S = 86400 };

/* Folded signs are control characters, which folding drops from what was typed. */
enum { SIGN_YEAR = 1, SIGN_MONTH, SIGN_DAY };

static char date_letter(uint32_t rune)
{
    switch (rune) {
    case 0x5E74: return SIGN_YEAR;  /* 年 */
    case 0x6708: return SIGN_MONTH; /* 月 */
    case 0x65E5: return SIGN_DAY;   /* 日 */
    default: return '\0';
    }
}

static char no_letter(uint32_t rune)
{
    (void)rune;
    return '\0';
}

/* Takes `least` to `most` digits off the front. */
static bool take_number(span *s, size_t least, size_t most, int32_t *ret)
{
    int32_t number = 0;
    size_t count = 0;
    while (count < s->size && count < most && s->at[count] >= '0' && s->at[count] <= '9')
        number = number * 10 + (s->at[count++] - '0');
    if (count < least)
        return false;
    *s = span_slice(*s, count, s->size);
    *ret = number;
    return true;
}

static bool take(span *s, char c)
{
    if (s->size == 0 || s->at[0] != c)
        return false;
    *s = span_slice(*s, 1, s->size);
    return true;
}

/* The rest of a day behind its year: month, day, and the marks around them. */
static bool marked_read(span s, int32_t *month, int32_t *day)
{
    char mark = s.at[0];
    bool is_chinese = mark == SIGN_YEAR;
    return take(&s, mark) && take_number(&s, 1, 2, month) &&
           take(&s, is_chinese ? SIGN_MONTH : mark) && take_number(&s, 1, 2, day) &&
           (!is_chinese || take(&s, SIGN_DAY)) && s.size == 0;
}

/* True when the text has the form of a day; the day itself may not exist. */
static bool day_read(span s, int32_t *year, int32_t *month, int32_t *day)
{
    if (!take_number(&s, 4, 4, year) || s.size == 0)
        return false;
    char mark = s.at[0];
    if (mark == SIGN_YEAR || mark == '-' || mark == '/' || mark == '.')
        return marked_read(s, month, day);
    return take_number(&s, 2, 2, month) && take_number(&s, 2, 2, day) && s.size == 0;
}

static void digits_put(char *into, int32_t number, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        into[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* Puts the digits into the form 0000-00-00. */
static void date_put(char *form, date d)
{
    digits_put(form, d.day / 10000, 4);
    digits_put(form + 5, d.day / 100 % 100, 2);
    digits_put(form + 8, d.day % 100, 2);
}

bool text_parse_date(span s, date *ret, err *reterr)
{
    assert(ret);
    char room[DATE_SIZE_MAX];
    span folded = { 0 };
    int32_t year = 0, month = 0, day = 0;
    if (!text_fold(s, date_letter, room, sizeof room, &folded) ||
        !day_read(folded, &year, &month, &day)) {
        span shown = text_shown(s);
        err_set(reterr, ERR_INPUT, N_("This is not a date: %.*s"), SPAN_PRINT(shown));
        return err_hint(reterr, N_("Write it like 2020-02-03"));
    }
    date parsed = { year * 10000 + month * 100 + day };
    if (!date_is_valid(parsed)) {
        char text[11] = "0000-00-00";
        date_put(text, parsed);
        return err_set(reterr, ERR_INPUT, N_("There is no day %s"), text);
    }
    *ret = parsed;
    return true;
}

void text_add_date(buffer *b, date d)
{
    assert(d.day >= 0 && d.day <= 99991231);
    char text[10] = "0000-00-00";
    date_put(text, d);
    buffer_add(b, (span){ text, sizeof text });
}

/* Digits after the point as microseconds; digits behind the sixth are dropped. */
static bool take_fraction(span *s, size_t digits_max, int32_t *ret_us)
{
    int32_t us = 0;
    size_t count = 0;
    for (; count < s->size && s->at[count] >= '0' && s->at[count] <= '9'; count++) {
        if (count < 6)
            us = us * 10 + (s->at[count] - '0');
    }
    for (size_t i = count; i < 6; i++)
        us *= 10;
    if (count == 0 || count > digits_max)
        return false;
    *s = span_slice(*s, count, s->size);
    *ret_us = us;
    return true;
}

bool text_parse_clock(span s, int64_t *ret_us, err *reterr)
{
    assert(ret_us);
    char room[CLOCK_SIZE_MAX];
    span rest = { 0 };
    int32_t hour = 0, minute = 0, second = 0, us = 0;
    bool is_clock = text_fold(s, no_letter, room, sizeof room, &rest) &&
                    take_number(&rest, 1, 2, &hour) && take(&rest, ':') &&
                    take_number(&rest, 2, 2, &minute);
    if (is_clock && take(&rest, ':'))
        is_clock = take_number(&rest, 2, 2, &second) &&
                   (!take(&rest, '.') || take_fraction(&rest, 6, &us));
    if (!is_clock || rest.size > 0 || hour > 23 || minute > 59 || second > 59) {
        span shown = text_shown(s);
        err_set(reterr, ERR_INPUT, N_("This is not a time of day: %.*s"), SPAN_PRINT(shown));
        return err_hint(reterr, N_("Write it like 18:30"));
    }
    *ret_us = (int64_t)(hour * 3600 + minute * 60 + second) * 1000000 + us;
    return true;
}

/* Z or +hh:mm -> seconds east of Greenwich */
static bool take_offset(span *s, int32_t *ret_s)
{
    if (take(s, 'Z') || take(s, 'z')) {
        *ret_s = 0;
        return true;
    }
    bool is_west = take(s, '-');
    int32_t hour = 0, minute = 0;
    if ((!is_west && !take(s, '+')) || !take_number(s, 2, 2, &hour) || !take(s, ':') ||
        !take_number(s, 2, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *ret_s = (hour * 60 + minute) * (is_west ? -60 : 60);
    return true;
}

static bool take_day(span *s, date *ret)
{
    int32_t year = 0, month = 0, day = 0;
    if (!take_number(s, 4, 4, &year) || !take(s, '-') || !take_number(s, 2, 2, &month) ||
        !take(s, '-') || !take_number(s, 2, 2, &day))
        return false;
    *ret = (date){ year * 10000 + month * 100 + day };
    return date_is_valid(*ret);
}

/* hh:mm:ss -> seconds of the day; a leap second is refused, no clock of ours shows one. */
static bool take_seconds(span *s, int32_t *ret)
{
    int32_t hour = 0, minute = 0, second = 0;
    if (!take_number(s, 2, 2, &hour) || !take(s, ':') || !take_number(s, 2, 2, &minute) ||
        !take(s, ':') || !take_number(s, 2, 2, &second))
        return false;
    *ret = hour * 3600 + minute * 60 + second;
    return hour <= 23 && minute <= 59 && second <= 59;
}

static bool instant_read(span s, int64_t *ret_us)
{
    date day = { 0 };
    int32_t second = 0, us = 0, offset_s = 0;
    if (!take_day(&s, &day) || !(take(&s, 'T') || take(&s, 't')) || !take_seconds(&s, &second))
        return false;
    if ((take(&s, '.') && !take_fraction(&s, 9, &us)) || !take_offset(&s, &offset_s) || s.size > 0)
        return false;
    int64_t all_s = (int64_t)date_to_number(day) * DAY_S + second;
    *ret_us = (all_s - offset_s) * 1000000 + us;
    return true;
}

bool text_parse_instant(span s, int64_t *ret_us, err *reterr)
{
    assert(ret_us);
    if (instant_read(s, ret_us))
        return true;
    span shown = text_shown(s);
    err_set(reterr, ERR_INPUT, N_("This is not an instant: %.*s"), SPAN_PRINT(shown));
    return err_hint(reterr, N_("Write it like 2020-02-03T18:30:00+08:00"));
}

void text_add_instant(buffer *b, int64_t us, int32_t offset_s)
{
    assert(offset_s > -DAY_S && offset_s < DAY_S);
    int64_t at_s = us / 1000000 - (us % 1000000 < 0) + offset_s;
    int64_t number = at_s / DAY_S - (at_s % DAY_S < 0);
    assert(number >= INT32_MIN && number <= INT32_MAX);
    int32_t second = (int32_t)(at_s - number * DAY_S);
    text_add_date(b, date_of_number((int32_t)number));
    char text[9] = "T00:00:00";
    digits_put(text + 1, second / 3600, 2);
    digits_put(text + 4, second / 60 % 60, 2);
    digits_put(text + 7, second % 60, 2);
    buffer_add(b, (span){ text, sizeof text });
    if (offset_s == 0) {
        buffer_byte(b, 'Z');
        return;
    }
    int32_t east = (offset_s < 0 ? -offset_s : offset_s) / 60;
    char zone[6] = "+00:00";
    zone[0] = offset_s < 0 ? '-' : '+';
    digits_put(zone + 1, east / 60, 2);
    digits_put(zone + 4, east % 60, 2);
    buffer_add(b, (span){ zone, sizeof zone });
}
