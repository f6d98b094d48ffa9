/* Outlines as points, compound glyphs put together: for pictures, where no viewer draws the font.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/font_in.h"

/* One coordinate of all points: a byte, a word, or the same as before, as each flag says. */
static size_t axis_read(span o, size_t at, const uint8_t *flags, size_t count, int32_t *values,
    uint8_t is_short, uint8_t is_same)
{
    int32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        if (flags[i] & is_short) {
            const int32_t step = at < o.size ? (uint8_t)o.at[at] : 0;
            value += flags[i] & is_same ? step : -step;
            at++;
        } else if (!(flags[i] & is_same)) {
            value += font_i16(o, at);
            at += 2;
        }
        values[i] = value;
    }
    return at;
}

static size_t flags_read(span o, size_t at, uint8_t *flags, size_t count)
{
    enum { REPEAT = 8 };
    for (size_t i = 0; i < count;) {
        const uint8_t flag = at < o.size ? (uint8_t)o.at[at] : 0;
        at++;
        size_t times = 1;
        if (flag & REPEAT) {
            times += at < o.size ? (uint8_t)o.at[at] : 0;
            at++;
        }
        for (; times > 0 && i < count; times--)
            flags[i++] = flag;
    }
    return at;
}

/* The points of a glyph that is drawn and not put together; their number. */
static size_t simple_points(span o, font_point *points, size_t room)
{
    static _Thread_local uint8_t flags[FONT_POINTS_MAX];
    static _Thread_local int32_t x[FONT_POINTS_MAX], y[FONT_POINTS_MAX];
    const int32_t contours = font_i16(o, 0);
    if (contours <= 0)
        return 0;
    const size_t ends = 10, after = ends + 2 * (size_t)contours;
    const size_t count = font_u16(o, after - 2) + 1;
    if (count > room)
        return 0;
    size_t at = after + 2 + font_u16(o, after);
    at = flags_read(o, at, flags, count);
    at = axis_read(o, at, flags, count, x, 2, 16);
    (void)axis_read(o, at, flags, count, y, 4, 32);
    for (size_t i = 0; i < count; i++)
        points[i] = (font_point){ x[i], y[i], flags[i] & 1, false };
    for (size_t i = ends; i < after; i += 2)
        if (font_u16(o, i) < count)
            points[font_u16(o, i)].is_last = true;
    return count;
}

static int32_t scaled(const font_part *part, size_t axis, int32_t x, int32_t y)
{
    const int64_t sum = (int64_t)part->scale[axis] * x + (int64_t)part->scale[axis + 2] * y;
    return (int32_t)(sum / 16384) + part->move[axis];
}

static size_t any_points(const font *f, uint32_t glyph, int depth, font_point *points, size_t room)
{
    font_part parts[FONT_PARTS_MAX];
    const span outline = font_outline(f, glyph);
    const size_t part_count = font_parts(outline, parts, NULL);
    if (part_count == 0)
        return outline.size ? simple_points(outline, points, room) : 0;
    size_t count = 0;
    for (size_t i = 0; i < part_count && depth < FONT_DEPTH_MAX; i++) {
        const size_t more = any_points(f, parts[i].glyph, depth + 1, points + count, room - count);
        for (font_point *p = points + count; p < points + count + more; p++) {
            const int32_t x = p->x, y = p->y;
            p->x = scaled(&parts[i], 0, x, y);
            p->y = scaled(&parts[i], 1, x, y);
        }
        count += more;
    }
    return count;
}

size_t font_points(const font *f, uint32_t glyph, font_point points[FONT_POINTS_MAX])
{
    return any_points(f, glyph, 0, points, FONT_POINTS_MAX);
}

/* Where a contour is drawn, sixths of units. */
typedef struct place {
    int32_t x, y;
} place;

static place place_of(const font_point *p)
{
    return (place){ p->x * FONT_PART, p->y * FONT_PART };
}

static place between(const font_point *a, const font_point *b)
{
    return (place){ (a->x + b->x) * FONT_PART / 2, (a->y + b->y) * FONT_PART / 2 };
}

/* A quadratic curve as a cubic one: its control points lie two thirds of the way to the one. */
static place curve(const font_walker *w, void *to, place from, const font_point *control, place end)
{
    const int32_t x = control->x * 2 * FONT_PART / 3, y = control->y * 2 * FONT_PART / 3;
    w->curve(to,
        (int32_t[]){ from.x / 3 + x, from.y / 3 + y, end.x / 3 + x, end.y / 3 + y, end.x, end.y });
    return end;
}

/* Between two control points side by side lies a point of the curve, halfway. */
static void contour_walk(const font_point *points, size_t count, const font_walker *w, void *to)
{
    const font_point *first = &points[0], *last = &points[count - 1];
    const place start = first->is_on  ? place_of(first)
                        : last->is_on ? place_of(last)
                                      : between(first, last);
    place at = start;
    w->move(to, start.x, start.y);
    for (size_t i = first->is_on; i < count; i++) {
        const font_point *p = &points[i], *next = i + 1 < count ? &points[i + 1] : NULL;
        if (p->is_on) {
            at = place_of(p);
            w->line(to, at.x, at.y);
        } else {
            at = curve(w, to, at, p,
                !next         ? start
                : next->is_on ? place_of(next)
                              : between(p, next));
        }
    }
    w->close(to);
}

void font_walk(const font *f, uint32_t glyph, const font_walker *walker, void *to)
{
    static _Thread_local font_point points[FONT_POINTS_MAX];
    const size_t count = font_points(f, glyph, points);
    for (size_t i = 0, from = 0; i < count; i++) {
        if (!points[i].is_last)
            continue;
        contour_walk(points + from, i + 1 - from, walker, to);
        from = i + 1;
    }
}
