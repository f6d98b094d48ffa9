/* Merging hours with few gifts.
 * SPDX-License-Identifier: Apache-2.0 */
#include "disclose/hours.h"

#include <assert.h>

enum { HOUR_UNKNOWN = 24 };

static void join(public_hour *into, const public_hour *next)
{
    into->hours = next->hour + next->hours - into->hour;
    into->gifts += next->gifts;
    into->fen += next->fen;
}

static bool same_day(const public_hour *a, const public_hour *b)
{
    return a->day.day == b->day.day && a->hour < HOUR_UNKNOWN && b->hour < HOUR_UNKNOWN;
}

/* The piece at the end of a day takes what is left into the one before it. */
static size_t day_close(public_hour *pieces, size_t count)
{
    if (count < 2 || pieces[count - 1].gifts >= HOURS_GIFTS_MIN ||
        !same_day(&pieces[count - 2], &pieces[count - 1]))
        return count;
    join(&pieces[count - 2], &pieces[count - 1]);
    return count - 1;
}

/* All channels of the hour that begins at `at`; returns the index behind it. */
static size_t hour_sum(const campaign_figures *f, size_t at, public_hour *ret)
{
    int32_t hour = f->hours[at].hour;
    *ret = (public_hour){ .day = { hour / 100 }, .hour = hour % 100, .hours = 1 };
    for (; at < f->hour_count && f->hours[at].hour == hour; at++) {
        ret->gifts += f->hours[at].gifts;
        ret->fen += f->hours[at].fen;
    }
    return at;
}

size_t hours_public(const campaign_figures *f, public_hour *into, size_t size)
{
    assert(f && (into || size == 0));
    size_t count = 0;
    for (size_t at = 0; at < f->hour_count;) {
        public_hour hour = { 0 };
        at = hour_sum(f, at, &hour);
        if (hour.gifts == 0)
            continue;
        bool joins = count > 0 && same_day(&into[count - 1], &hour) &&
                     into[count - 1].gifts < HOURS_GIFTS_MIN;
        if (joins) {
            join(&into[count - 1], &hour);
            continue;
        }
        if (count > 0 && !same_day(&into[count - 1], &hour))
            count = day_close(into, count);
        if (count == size)
            return count;
        into[count++] = hour;
    }
    return day_close(into, count);
}
