/* A small font out of a large one: only the outlines that a document shows are in it.  Each is
 * written anew, because a receipt is sent by phone: parts are put together (a part of its own
 * costs more than it saves where few characters share it), instructions for the pixels of old
 * screens are left out, and the grid has 512 units: at the largest letters of a form 0.02 mm.
 * The tables are those that PDF asks for (ISO 32000-1, 9.9).
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/font_in.h"

#include <assert.h>
#include <stdalign.h>

enum {
    UNITS = 512,
    TABLE_COUNT = 6,
    HEAD_SIZE = 54,
    HHEA_SIZE = 36,
    MAXP_SIZE = 32,
    HEAD_SUM_AT = 8
};

/* The new tables while they grow. */
typedef struct subset {
    const font *face;
    buffer glyf, hmtx;
    uint32_t *offsets; /* where each outline begins, and where the last one ends */
    int32_t box[4];    /* around all outlines */
    size_t points_max, contours_max;
} subset;

static void put_u16(char *at, uint32_t value)
{
    at[0] = (char)(value >> 8);
    at[1] = (char)value;
}

static void put_u32(char *at, uint32_t value)
{
    put_u16(at, value >> 16);
    put_u16(at + 2, value);
}

static void add_u16(buffer *b, uint32_t value)
{
    char bytes[2];
    put_u16(bytes, value);
    buffer_add(b, (span){ bytes, sizeof bytes });
}

static void add_u32(buffer *b, uint32_t value)
{
    add_u16(b, value >> 16);
    add_u16(b, value & 0xFFFF);
}

static int32_t rescaled(const font *f, int32_t value)
{
    const int32_t twice = 2 * value * UNITS, half = value < 0 ? -f->units : f->units;
    return (twice + half) / (2 * f->units);
}

static void widen(int32_t box[4], int32_t x, int32_t y)
{
    box[0] = x < box[0] ? x : box[0];
    box[1] = y < box[1] ? y : box[1];
    box[2] = x > box[2] ? x : box[2];
    box[3] = y > box[3] ? y : box[3];
}

/* Steps from point to point, one coordinate: nothing for 0, a byte up to 255, else two.  Gives the
 * bits that tell which. */
static uint8_t step_add(buffer *b, int32_t step, uint8_t is_short, uint8_t is_same)
{
    if (step == 0)
        return is_same;
    if (step >= -255 && step <= 255) {
        buffer_byte(b, (char)(step < 0 ? -step : step));
        return step > 0 ? is_short | is_same : is_short;
    }
    add_u16(b, (uint32_t)step & 0xFFFF);
    return 0;
}

static void add_flags(buffer *b, const uint8_t *flags, size_t count)
{
    enum { REPEAT = 8 };
    for (size_t i = 0; i < count;) {
        size_t run = 1;
        while (i + run < count && run < 256 && flags[i + run] == flags[i])
            run++;
        if (run > 2) {
            buffer_byte(b, (char)(flags[i] | REPEAT));
            buffer_byte(b, (char)(run - 1));
        } else {
            buffer_byte(b, (char)flags[i]);
            run = 1;
        }
        i += run;
    }
}

/* The outline of these points, its box before it; buffers x and y are for its coordinates. */
static void add_outline(subset *s, const font_point *points, size_t count, buffer *x, buffer *y)
{
    static _Thread_local uint8_t flags[FONT_POINTS_MAX];
    buffer *b = &s->glyf;
    int32_t at_x = 0, at_y = 0;
    size_t contours = 0;
    int32_t box[] = { INT16_MAX, INT16_MAX, INT16_MIN, INT16_MIN };
    x->used = y->used = 0;
    for (size_t i = 0; i < count; i++) {
        flags[i] = points[i].is_on;
        flags[i] |= step_add(x, points[i].x - at_x, 2, 16);
        flags[i] |= step_add(y, points[i].y - at_y, 4, 32);
        at_x = points[i].x;
        at_y = points[i].y;
        widen(box, at_x, at_y);
        contours += points[i].is_last;
    }
    add_u16(b, (uint32_t)contours);
    for (size_t i = 0; i < 4; i++)
        add_u16(b, (uint32_t)box[i] & 0xFFFF);
    for (size_t i = 0; i < count; i++)
        if (points[i].is_last)
            add_u16(b, (uint32_t)i);
    add_u16(b, 0); /* no instructions */
    add_flags(b, flags, count);
    buffer_add(b, buffer_span(x));
    buffer_add(b, buffer_span(y));
    widen(s->box, box[0], box[1]);
    widen(s->box, box[2], box[3]);
    s->contours_max = contours > s->contours_max ? contours : s->contours_max;
}

static void add_glyphs(subset *s, const uint32_t *glyphs, size_t count)
{
    static _Thread_local font_point points[FONT_POINTS_MAX];
    buffer x = buffer_in(s->glyf.home, 512), y = buffer_in(s->glyf.home, 512);
    for (size_t i = 0; i < count; i++) {
        const size_t point_count = font_points(s->face, glyphs[i], points);
        int32_t left = 0;
        for (size_t k = 0; k < point_count; k++) {
            points[k].x = rescaled(s->face, points[k].x);
            points[k].y = rescaled(s->face, points[k].y);
            left = k == 0 || points[k].x < left ? points[k].x : left;
        }
        s->offsets[i] = (uint32_t)s->glyf.used;
        if (point_count > 0)
            add_outline(s, points, point_count, &x, &y);
        if (s->glyf.used % 2 != 0)
            buffer_byte(&s->glyf, 0);
        add_u16(&s->hmtx, (uint32_t)(font_width(s->face, glyphs[i]) * UNITS / FONT_EM));
        add_u16(&s->hmtx, (uint32_t)left & 0xFFFF);
        s->points_max = point_count > s->points_max ? point_count : s->points_max;
    }
    s->offsets[count] = (uint32_t)s->glyf.used;
    s->glyf.is_full |= x.is_full || y.is_full;
}

/* Where each outline begins: two bytes count in twos, and are enough for most documents. */
static void add_places(const subset *s, size_t count, bool is_long, buffer *loca)
{
    for (size_t i = 0; i <= count; i++) {
        if (is_long)
            add_u32(loca, s->offsets[i]);
        else
            add_u16(loca, s->offsets[i] / 2);
    }
}

static void put_heads(
    const subset *s, size_t count, bool is_long, char *head, char *hhea, char *maxp)
{
    const font *f = s->face;
    put_u32(head, 0x10000);
    put_u32(head + 12, 0x5F0F3CF5);
    put_u16(head + 16, 3); /* base line at 0, left edge where the width begins */
    put_u16(head + 18, UNITS);
    for (size_t i = 0; i < 4; i++)
        put_u16(head + 36 + 2 * i, (uint32_t)s->box[i] & 0xFFFF);
    put_u16(head + 46, 8); /* smallest size that reads, pixels */
    put_u16(head + 48, 2);
    put_u16(head + 50, is_long);
    put_u32(hhea, 0x10000);
    put_u16(hhea + 4, (uint32_t)(f->ascent * UNITS / FONT_EM) & 0xFFFF);
    put_u16(hhea + 6, (uint32_t)(f->descent * UNITS / FONT_EM) & 0xFFFF);
    put_u16(hhea + 10, UNITS);
    put_u16(hhea + 18, 1); /* an upright caret */
    put_u16(hhea + 34, (uint32_t)count);
    put_u32(maxp, 0x10000);
    put_u16(maxp + 4, (uint32_t)count);
    put_u16(maxp + 6, (uint32_t)s->points_max);
    put_u16(maxp + 8, (uint32_t)s->contours_max);
    put_u16(maxp + 14, 1);
}

static uint32_t sum_of(span s)
{
    uint32_t sum = 0;
    for (size_t i = 0; i + 4 <= s.size; i += 4)
        sum += font_u32(s, i);
    for (size_t i = s.size & ~(size_t)3, shift = 24; i < s.size; i++, shift -= 8)
        sum += (uint32_t)(uint8_t)s.at[i] << shift;
    return sum;
}

/* The directory, then the tables, each at a multiple of four. */
static void add_tables(buffer *out, const span tables[TABLE_COUNT])
{
    static const char names[TABLE_COUNT][5] = { "head", "glyf", "hhea", "hmtx", "loca", "maxp" };
    /* in the order of their names but for head, whose sum is then at a known place */
    static const char top[] = { 0, 1, 0, 0, 0, TABLE_COUNT, 0, 64, 0, 2, 0, 32 };
    static const uint8_t sorted[TABLE_COUNT] = { 1, 0, 2, 3, 4, 5 };
    size_t places[TABLE_COUNT];
    size_t at = sizeof top + 16 * TABLE_COUNT;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        places[i] = at;
        at += (tables[i].size + 3) & ~(size_t)3;
    }
    buffer_add(out, (span){ top, sizeof top });
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        const size_t table = sorted[i];
        buffer_text(out, names[table]);
        add_u32(out, sum_of(tables[table]));
        add_u32(out, (uint32_t)places[table]);
        add_u32(out, (uint32_t)tables[table].size);
    }
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        buffer_add(out, tables[i]);
        for (size_t size = tables[i].size; size % 4 != 0; size++)
            buffer_byte(out, 0);
    }
}

bool font_subset(const font *f, const uint32_t *glyphs, size_t count, buffer *out, err *reterr)
{
    assert(count > 0 && count <= UINT16_MAX && glyphs[0] == 0);
    char head[HEAD_SIZE] = { 0 }, hhea[HHEA_SIZE] = { 0 }, maxp[MAXP_SIZE] = { 0 };
    subset s = { .face = f, .box = { INT16_MAX, INT16_MAX, INT16_MIN, INT16_MIN } };
    const size_t start = out->used;
    s.offsets = arena_room(out->home, sizeof *s.offsets * (count + 1), alignof(uint32_t));
    s.hmtx = buffer_in(out->home, 4 * count);
    buffer loca = buffer_in(out->home, 4 * (count + 1));
    s.glyf = buffer_in(out->home, 192 * count);
    if (!s.offsets)
        return err_set(reterr, ERR_MEMORY, N_("no room for a page"));
    add_glyphs(&s, glyphs, count);
    const bool is_long = s.glyf.used > 2 * UINT16_MAX;
    add_places(&s, count, is_long, &loca);
    put_heads(&s, count, is_long, head, hhea, maxp);
    add_tables(out, (span[]){ { head, sizeof head }, buffer_span(&s.glyf), { hhea, sizeof hhea },
                        buffer_span(&s.hmtx), buffer_span(&loca), { maxp, sizeof maxp } });
    if (s.glyf.is_full || loca.is_full || s.hmtx.is_full || out->is_full)
        return err_set(reterr, ERR_MEMORY, N_("no room for a page"));
    const uint32_t sum = sum_of(span_slice(buffer_span(out), start, out->used));
    put_u32(out->at + start + 12 + 16 * TABLE_COUNT + HEAD_SUM_AT, 0xB1B0AFBAu - sum);
    return true;
}
