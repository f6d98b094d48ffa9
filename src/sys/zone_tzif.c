/* TZif files and the rule in their footer.  Every number of the file is checked before it is used:
 * the files are the system's, but a damaged one must not end the server.
 * Source: RFC 9636; the footer is the TZ string of POSIX with the hours of version 3 (-167..167).
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/sys_in.h"

#include <assert.h>
#include <string.h>

enum { HEAD_SIZE = 44, OFFSET_MAX_S = 26 * 3600, DAY_S = 86400, YEAR_MIN = 1900, YEAR_MAX = 9999 };

typedef struct tzif_head {
    size_t utc_count, standard_count, leap_count, time_count, type_count, letter_count;
} tzif_head;

static uint64_t number_at(span s, size_t at, size_t size)
{
    assert(at + size <= s.size);
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | (unsigned char)s.at[at + i];
    return number;
}

static bool head_read(span s, tzif_head *ret)
{
    static const span magic = SPAN("TZif");
    if (s.size < HEAD_SIZE || !span_starts(s, magic) || s.at[4] < '2')
        return false;
    *ret = (tzif_head){
        .utc_count = number_at(s, 20, 4),
        .standard_count = number_at(s, 24, 4),
        .leap_count = number_at(s, 28, 4),
        .time_count = number_at(s, 32, 4),
        .type_count = number_at(s, 36, 4),
        .letter_count = number_at(s, 40, 4),
    };
    return ret->time_count <= ZONE_TRANSITIONS_MAX && ret->type_count >= 1 &&
           ret->type_count <= ZONE_TYPES_MAX && ret->leap_count <= ZONE_TRANSITIONS_MAX &&
           ret->utc_count <= ZONE_TYPES_MAX && ret->standard_count <= ZONE_TYPES_MAX &&
           ret->letter_count <= 1024;
}

static size_t body_size(const tzif_head *head, size_t time_size)
{
    return head->time_count * (time_size + 1) + head->type_count * 6 + head->letter_count +
           head->leap_count * (time_size + 4) + head->standard_count + head->utc_count;
}

/* ---- the footer ----------------------------------------------------------------------------- */

static bool take(span *s, char c)
{
    if (s->size == 0 || s->at[0] != c)
        return false;
    *s = span_slice(*s, 1, s->size);
    return true;
}

static bool take_number(span *s, int32_t max, int32_t *ret)
{
    int32_t number = 0;
    size_t at = 0;
    for (; at < s->size && at < 3 && s->at[at] >= '0' && s->at[at] <= '9'; at++)
        number = number * 10 + (s->at[at] - '0');
    if (at == 0 || number > max)
        return false;
    *s = span_slice(*s, at, s->size);
    *ret = number;
    return true;
}

/* [+-]hh[:mm[:ss]] -> seconds */
static bool take_time(span *s, int32_t *ret_s)
{
    bool is_negative = take(s, '-');
    if (!is_negative)
        take(s, '+');
    int32_t hour = 0, minute = 0, second = 0;
    if (!take_number(s, 167, &hour))
        return false;
    if (take(s, ':') && !take_number(s, 59, &minute))
        return false;
    if (take(s, ':') && !take_number(s, 59, &second))
        return false;
    int32_t all = hour * 3600 + minute * 60 + second;
    *ret_s = is_negative ? -all : all;
    return true;
}

/* CST or <+08> */
static bool take_letters(span *s)
{
    size_t at = 0;
    if (take(s, '<')) {
        at = span_find(*s, '>');
        *s = span_slice(*s, at, s->size);
        return at > 0 && take(s, '>');
    }
    while (at < s->size &&
           ((s->at[at] >= 'A' && s->at[at] <= 'Z') || (s->at[at] >= 'a' && s->at[at] <= 'z')))
        at++;
    *s = span_slice(*s, at, s->size);
    return at >= 3;
}

/* ,Mm.w.d[/time] */
static bool take_turn(span *s, zone_turn *ret)
{
    zone_turn turn = { .second = 2 * 3600 };
    if (!take(s, ',') || !take(s, 'M') || !take_number(s, 12, &turn.month) || !take(s, '.') ||
        !take_number(s, 5, &turn.week) || !take(s, '.') || !take_number(s, 6, &turn.weekday))
        return false;
    if (turn.month < 1 || turn.week < 1 || (take(s, '/') && !take_time(s, &turn.second)))
        return false;
    *ret = turn;
    return true;
}

static bool rule_read(span s, zone_rule *ret)
{
    zone_rule rule = { .is_known = true };
    int32_t west_s = 0;
    if (!take_letters(&s) || !take_time(&s, &west_s) || west_s > OFFSET_MAX_S ||
        west_s < -OFFSET_MAX_S)
        return false;
    rule.standard_s = -west_s;
    if (s.size > 0) {
        rule.has_summer = true;
        rule.summer_s = rule.standard_s + 3600;
        if (!take_letters(&s))
            return false;
        if (s.size > 0 && s.at[0] != ',') {
            if (!take_time(&s, &west_s) || west_s > OFFSET_MAX_S || west_s < -OFFSET_MAX_S)
                return false;
            rule.summer_s = -west_s;
        }
        if (!take_turn(&s, &rule.begin) || !take_turn(&s, &rule.end))
            return false;
    }
    *ret = rule;
    return s.size == 0;
}

/* The local second, since 1970, at which the turn of a year comes. */
static int64_t turn_at(const zone_turn *turn, int32_t year)
{
    int32_t first = date_to_number((date){ year * 10000 + turn->month * 100 + 1 });
    int32_t weekday = (first % 7 + 7 + 4) % 7; /* day 0 was a Thursday */
    int32_t day = first + (turn->weekday - weekday + 7) % 7 + (turn->week - 1) * 7;
    date shown = date_of_number(day);
    if (shown.day / 100 % 100 != turn->month)
        day -= 7; /* "the fifth" means the last */
    return (int64_t)day * DAY_S + turn->second;
}

static int32_t rule_offset(const zone_rule *rule, int64_t at_s)
{
    if (!rule->has_summer)
        return rule->standard_s;
    int64_t local_s = at_s + rule->standard_s;
    int64_t number = local_s / DAY_S - (local_s % DAY_S < 0);
    int32_t year = date_of_number((int32_t)number).day / 10000;
    year = year < YEAR_MIN ? YEAR_MIN : year > YEAR_MAX ? YEAR_MAX : year;
    int64_t begin_s = turn_at(&rule->begin, year) - rule->standard_s;
    int64_t end_s = turn_at(&rule->end, year) - rule->summer_s;
    bool is_summer =
        begin_s < end_s ? at_s >= begin_s && at_s < end_s : !(at_s >= end_s && at_s < begin_s);
    return is_summer ? rule->summer_s : rule->standard_s;
}

/* ---- the tables ----------------------------------------------------------------------------- */

static bool tables_read(arena *a, span body, const tzif_head *head, sys_zone *zone)
{
    size_t times = head->time_count;
    size_t types_at = times * 9;
    zone->at_s = ARENA_NEW(a, int64_t, times);
    zone->offset_s = ARENA_NEW(a, int32_t, times);
    if (!zone->at_s || !zone->offset_s)
        return false;
    zone->transition_count = times;
    int32_t offsets[ZONE_TYPES_MAX];
    for (size_t i = 0; i < head->type_count; i++) {
        offsets[i] = (int32_t)(uint32_t)number_at(body, types_at + i * 6, 4);
        if (offsets[i] > OFFSET_MAX_S || offsets[i] < -OFFSET_MAX_S)
            return false;
    }
    zone->first_s = offsets[0];
    for (size_t i = 0; i < times; i++) {
        size_t type = (unsigned char)body.at[times * 8 + i];
        zone->at_s[i] = (int64_t)number_at(body, i * 8, 8);
        if (type >= head->type_count || (i > 0 && zone->at_s[i] <= zone->at_s[i - 1]))
            return false;
        zone->offset_s[i] = offsets[type];
    }
    return true;
}

bool zone_read(arena *a, span file, sys_zone *ret_zone, err *reterr)
{
    assert(a && ret_zone);
    static const char *const message = N_("This is not a time zone file");
    tzif_head head = { 0 };
    if (!head_read(file, &head) || file.size < HEAD_SIZE + body_size(&head, 4))
        return err_set(reterr, ERR_INPUT, message);
    /* The first part has times of 32 bits for old readers; the second is the same in 64. */
    span rest = span_slice(file, HEAD_SIZE + body_size(&head, 4), file.size);
    if (!head_read(rest, &head) || rest.size < HEAD_SIZE + body_size(&head, 8))
        return err_set(reterr, ERR_INPUT, message);
    sys_zone zone = { 0 };
    span body = span_slice(rest, HEAD_SIZE, rest.size);
    if (!tables_read(a, body, &head, &zone))
        return err_set(reterr, ERR_INPUT, message);
    span footer = span_slice(body, body_size(&head, 8), body.size);
    span line = { 0 };
    /* An unknown or missing rule leaves the last offset in force. */
    if (take(&footer, '\n') && span_split(&footer, '\n', &line))
        rule_read(line, &zone.rule);
    *ret_zone = zone;
    return true;
}

int32_t zone_offset(const sys_zone *zone, int64_t at_s)
{
    assert(zone);
    size_t count = zone->transition_count;
    if (count == 0 || at_s >= zone->at_s[count - 1]) {
        if (zone->rule.is_known)
            return rule_offset(&zone->rule, at_s);
        return count == 0 ? zone->first_s : zone->offset_s[count - 1];
    }
    if (at_s < zone->at_s[0])
        return zone->first_s;
    size_t low = 0, high = count - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->at_s[middle] <= at_s)
            low = middle;
        else
            high = middle;
    }
    return zone->offset_s[low];
}
