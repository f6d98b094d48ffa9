/* Zones: found once by name and kept, then local time from instants and back.
 * Shanghai is known without a file, with its offset of today for all days; the file also knows
 * the summer times of 1940-1991.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/sys_in.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum {
    ZONES_MAX = 64,
    ZONE_FILE_MAX = 64 << 10,
    ZONE_MEMORY_MAX = 4 << 20,
    DAY_S = 86400,
};

/* The years 1900 to 9999 less two days at each end, which no offset can leave; seconds since
 * 1970. */
static const int64_t local_min_s = INT64_C(-2208816000);
static const int64_t local_max_s = INT64_C(253402128000);

static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;
static arena zones_home;
static sys_zone *zones;
static size_t zone_count;

static bool name_fits(span name)
{
    if (name.size == 0 || name.size >= ZONE_NAME_MAX || name.at[0] == '/')
        return false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.at[i];
        bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_letter && !(c >= '0' && c <= '9') &&
            !(c == '/' || c == '_' || c == '+' || c == '-'))
            return false;
    }
    return true;
}

static bool zone_known(span name, sys_zone *ret_zone)
{
    bool is_shanghai = span_is(name, "Asia/Shanghai");
    if (!is_shanghai && !span_is(name, "UTC"))
        return false;
    int32_t offset_s = is_shanghai ? 8 * 3600 : 0;
    *ret_zone =
        (sys_zone){ .first_s = offset_s, .rule = { .is_known = true, .standard_s = offset_s } };
    return true;
}

static bool zone_load(span name, sys_zone *ret_zone, err *reterr)
{
    char path[128];
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%.*s", SPAN_PRINT(name));
    span file = { 0 };
    err ignored = { 0 };
    if (sys_file_read(&zones_home, path, ZONE_FILE_MAX, &file, &ignored) &&
        zone_read(&zones_home, file, ret_zone, &ignored))
        return true;
    if (zone_known(name, ret_zone))
        return true;
    return err_set(reterr, ERR_INPUT, N_("There is no time zone %.*s"), SPAN_PRINT(name));
}

static bool zone_find_locked(span name, const sys_zone **ret_zone, err *reterr)
{
    for (size_t i = 0; i < zone_count; i++) {
        if (span_is(name, zones[i].name)) {
            *ret_zone = &zones[i];
            return true;
        }
    }
    if (!zones_home.start && !arena_open(&zones_home, ZONE_MEMORY_MAX))
        return err_set(
            reterr, ERR_MEMORY, N_("no memory for the time zone %.*s"), SPAN_PRINT(name));
    if (!zones)
        zones = ARENA_NEW(&zones_home, sys_zone, ZONES_MAX);
    if (!zones || zone_count == ZONES_MAX)
        return err_set(
            reterr, ERR_MEMORY, N_("no memory for the time zone %.*s"), SPAN_PRINT(name));
    size_t mark = zones_home.used;
    sys_zone *zone = &zones[zone_count];
    if (!zone_load(name, zone, reterr)) {
        arena_reset(&zones_home, mark);
        return false;
    }
    memcpy(zone->name, name.at, name.size);
    zone->name[name.size] = '\0';
    zone_count++;
    *ret_zone = zone;
    return true;
}

bool sys_zone_find(span name, const sys_zone **ret_zone, err *reterr)
{
    assert(ret_zone);
    if (!name_fits(name))
        return err_set(reterr, ERR_INPUT, N_("This is not the name of a time zone"));
    pthread_mutex_lock(&zones_lock);
    bool is_found = zone_find_locked(name, ret_zone, reterr);
    pthread_mutex_unlock(&zones_lock);
    return is_found;
}

static int64_t floor_division(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

sys_local sys_zone_local(const sys_zone *zone, int64_t us)
{
    assert(zone);
    int64_t at_s = floor_division(us, 1000000);
    int32_t microsecond = (int32_t)(us % 1000000);
    if (microsecond < 0)
        microsecond += 1000000;
    if (at_s < local_min_s || at_s > local_max_s) {
        at_s = at_s < 0 ? local_min_s : local_max_s;
        microsecond = 0;
    }
    int32_t offset_s = zone_offset(zone, at_s);
    int64_t local_s = at_s + offset_s;
    int64_t day = floor_division(local_s, DAY_S);
    int32_t second = (int32_t)(local_s - day * DAY_S);
    return (sys_local){
        .day = date_of_number((int32_t)day),
        .hour = second / 3600,
        .minute = second / 60 % 60,
        .second = second % 60,
        .microsecond = microsecond,
        .offset_s = offset_s,
    };
}

int64_t sys_zone_instant(const sys_zone *zone, sys_local local)
{
    assert(zone && date_is_valid(local.day));
    int64_t local_s = (int64_t)date_to_number(local.day) * DAY_S + local.hour * 3600 +
                      local.minute * 60 + local.second;
    /* No zone changes its offset twice within two days. */
    int32_t before_s = zone_offset(zone, local_s - DAY_S);
    int32_t after_s = zone_offset(zone, local_s + DAY_S);
    int32_t offset_s = before_s;
    if (zone_offset(zone, local_s - before_s) != before_s &&
        zone_offset(zone, local_s - after_s) == after_s)
        offset_s = after_s;
    return (local_s - offset_s) * 1000000 + local.microsecond;
}
