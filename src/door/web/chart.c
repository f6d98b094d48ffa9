/* Geometry of bars over time.  The value axis starts at 0 and has 3 to 5 round steps.
 * All lengths are tenths of a unit of the drawing.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/chart.h"

#include "base/buffer.h"

#include <assert.h>

enum {
    HEIGHT = 2200,
    TOP = 260,
    BASE = 1940,
    LEFT = 400,
    MARGIN = 60,
    WIDE = 10400,
    NARROW = 3600,
    LABEL_ROOM = 750, /* what the name of a day needs */
    NOTE_ROOM = 1100, /* half of what the note at the peak needs */
    NOTE_HEIGHT = 130
};

static int64_t hour_number(const chart_hour *h)
{
    return (int64_t)date_to_number(h->day) * 24 + h->hour;
}

/* Mean of an hour in a bar, rounded up so that a bar of one gift is seen. */
static int64_t height_of(const chart_hour *h)
{
    return (h->count + h->hours - 1) / h->hours;
}

/* The smallest of 1, 2, 5 times a power of ten that reaches `max` in at most 4 steps. */
static int64_t step_for(int64_t max)
{
    for (int64_t power = 1; power <= INT64_C(1000000000000); power *= 10)
        for (int i = 0; i < 3; i++) {
            static const int64_t factor[] = { 1, 2, 5 };
            if (factor[i] * power * 4 >= max)
                return factor[i] * power;
        }
    return max;
}

static void add_tenths(buffer *b, int64_t tenths)
{
    buffer_int(b, tenths / 10);
    if (tenths % 10)
        buffer_format(b, ".%d", (int)(tenths % 10));
}

/* One bar as a closed path: up, across, down. */
static void bar_add(buffer *b, int64_t x, int64_t width, int64_t height)
{
    buffer_byte(b, 'M');
    add_tenths(b, x);
    buffer_byte(b, ' ');
    add_tenths(b, BASE);
    buffer_text(b, "v-");
    add_tenths(b, height);
    buffer_byte(b, 'h');
    add_tenths(b, width);
    buffer_byte(b, 'v');
    add_tenths(b, height);
    buffer_byte(b, 'z');
}

typedef struct frame {
    const chart_hour *hours;
    size_t count;
    int64_t first, total; /* hours */
    int64_t top_value;
    const chart_hour *peak;
} frame;

static int64_t x_at(const chart_drawing *d, const frame *f, int64_t hour)
{
    return d->left + (hour - f->first) * (d->right - d->left) / f->total;
}

static void days_fill(chart_drawing *d, const frame *f)
{
    int64_t hour = f->first;
    int64_t free_from = 0;
    for (d->day_count = 0; d->day_count < CHART_DAYS_MAX && hour < f->first + f->total;) {
        chart_day *day = &d->days[d->day_count++];
        day->day = date_of_number((int32_t)(hour / 24));
        day->hour = (int)(hour % 24);
        day->x = (int32_t)x_at(d, f, hour);
        day->label_x = d->day_count == 1 ? day->x : day->x + 30;
        day->has_label = day->x >= free_from && day->x + LABEL_ROOM <= d->width;
        if (day->has_label)
            free_from = day->x + LABEL_ROOM;
        hour = (hour / 24 + 1) * 24;
    }
}

static void peak_fill(chart_drawing *d, const frame *f)
{
    const chart_hour *peak = f->peak;
    d->peak = *peak;
    int64_t at = hour_number(peak);
    d->peak_x = (int32_t)((x_at(d, f, at) + x_at(d, f, at + peak->hours)) / 2);
    d->peak_y = (int32_t)(BASE - height_of(peak) * (BASE - TOP) / f->top_value - 60);
    if (d->peak_y - TOP < NOTE_HEIGHT)
        d->peak_y = TOP - 50; /* above the highest line, not across it */
    d->peak_side = d->peak_x - d->left < NOTE_ROOM ? 0 : d->right - d->peak_x < NOTE_ROOM ? 2 : 1;
    if (d->peak_side == 0)
        d->peak_x = d->peak_x - 80 > d->left ? d->peak_x - 80 : d->left + 20;
    if (d->peak_side == 2)
        d->peak_x = d->right;
}

static bool draw(arena *a, chart_drawing *d, const frame *f, int32_t width, err *reterr)
{
    *d = (chart_drawing){ .width = width,
        .height = HEIGHT,
        .left = LEFT,
        .right = width - MARGIN,
        .base = BASE,
        .top = TOP };
    int64_t step = step_for(f->top_value);
    for (int64_t value = 0; value <= f->top_value && d->tick_count < CHART_TICKS_MAX; value += step)
        d->ticks[d->tick_count++] = (chart_tick){ .value = value,
            .y = (int32_t)(BASE - value * (BASE - TOP) / f->top_value) };
    days_fill(d, f);
    peak_fill(d, f);
    buffer path = buffer_in(a, 40 * f->count + 64);
    int64_t slot = (d->right - d->left) / f->total;
    int64_t gap = slot >= 40 ? 20 : slot >= 20 ? 10 : 0;
    for (size_t i = 0; i < f->count; i++) {
        const chart_hour *h = &f->hours[i];
        int64_t x = x_at(d, f, hour_number(h));
        int64_t end = x_at(d, f, hour_number(h) + h->hours);
        int64_t height = height_of(h) * (BASE - TOP) / f->top_value;
        if (h->count && height < 10)
            height = 10; /* something is never drawn as nothing */
        int64_t room = end - x > gap ? end - x - gap : end - x;
        if (h->count)
            bar_add(&path, x + gap / 2, room > 0 ? room : 1, height);
    }
    d->bars = buffer_span(&path);
    return buffer_check(&path, reterr);
}

bool chart_fill(arena *a, const chart_hour *hours, size_t count, chart_view *ret, err *reterr)
{
    assert(a && ret && (hours || count == 0) && count <= CHART_BARS_MAX);
    *ret = (chart_view){ 0 };
    if (count == 0)
        return true;
    ret->hours = hours;
    ret->hour_count = count;
    const chart_hour *peak = &hours[0];
    for (size_t i = 0; i < count; i++) {
        assert(hours[i].hours >= 1);
        ret->is_merged |= hours[i].hours > 1;
        if (height_of(&hours[i]) > height_of(peak))
            peak = &hours[i];
    }
    int64_t top = height_of(peak) > 4 ? height_of(peak) : 4;
    int64_t step = step_for(top);
    frame f = { .hours = hours,
        .count = count,
        .first = hour_number(&hours[0]),
        .peak = peak,
        .top_value = (top + step - 1) / step * step };
    f.total = hour_number(&hours[count - 1]) + hours[count - 1].hours - f.first;
    assert(f.total >= 1);
    return draw(a, &ret->wide, &f, WIDE, reterr) && draw(a, &ret->narrow, &f, NARROW, reterr);
}
