/* Bars over time as a drawing: geometry only, written by chart.html as SVG.  Two drawings, one for
 * wide screens and one for phones, so that no script has to measure anything.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_CHART_H
#define NUAN_DOOR_WEB_CHART_H

#include "base/arena.h"
#include "base/err.h"
#include "base/money.h"
#include "base/span.h"

#include <stddef.h>
#include <stdint.h>

enum { CHART_BARS_MAX = 1500, CHART_TICKS_MAX = 8, CHART_DAYS_MAX = 64 };

/* One bar: from hour `hour` of `day` on, for `hours` hours (several are merged when few gifts fell
 * into each: then the bar shows their mean). */
typedef struct chart_hour {
    date day;
    int hour;  /* 0..23 */
    int hours; /* >= 1 */
    int64_t count;
    money amount;
} chart_hour;

typedef struct chart_tick { /* of the value axis */
    int64_t value;
    int32_t y; /* tenths of a unit, as all geometry here */
} chart_tick;

typedef struct chart_day { /* where a day begins */
    date day;
    int hour; /* 0 but for the first */
    int32_t x, label_x;
    bool has_label;
} chart_day;

typedef struct chart_drawing {
    int32_t width, height;
    int32_t left, right, base, top; /* of the field of bars */
    span bars;                      /* path */
    int tick_count;
    chart_tick ticks[CHART_TICKS_MAX];
    int day_count;
    chart_day days[CHART_DAYS_MAX];
    chart_hour peak;
    int32_t peak_x, peak_y;
    int peak_side; /* text begins 0, is centred 1, ends 2 at peak_x */
} chart_drawing;

typedef struct chart_view {
    const chart_hour *hours; /* NULL: nothing to draw */
    size_t hour_count;
    bool is_merged; /* some bars stand for several hours */
    chart_drawing wide, narrow;
} chart_view;

/* Lays out bars in the order of time; they may leave gaps.  Owner: `a` holds paths, the caller
 * keeps `hours` (at most CHART_BARS_MAX).  With no bars at all ret->hours is NULL.
 * Errors: ERR_MEMORY. */
WARN_UNUSED bool chart_fill(
    arena *a, const chart_hour *hours, size_t count, chart_view *ret, err *reterr);

#endif
