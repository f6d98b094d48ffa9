/* Runs, boxes and symbols, whatever draws them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/canvas_in.h"

#include "text/text.h"

#include <assert.h>

enum { GETA = 0x3013 /* stands for a character that the font has not */, WHITE = 0xFFFFFF };

static uint32_t glyph_of(const font *f, uint32_t rune)
{
    const uint32_t glyph = font_glyph(f, rune);
    return glyph ? glyph : font_glyph(f, GETA);
}

/* Latin letters, a blank, or the end of the text. */
static bool is_narrow(uint32_t rune)
{
    return rune < 0x250;
}

/* The font's quotes are as wide as a Chinese character; among Latin letters narrow ones stand. */
static uint32_t quote_of(uint32_t left, uint32_t quote, span rest)
{
    uint32_t right = 0;
    (void)text_rune(&rest, &right);
    if (!is_narrow(left) || !is_narrow(right))
        return quote;
    return quote < 0x201C ? '\'' : '"';
}

bool canvas_rune(span *rest, uint32_t left, uint32_t *ret)
{
    if (!text_rune(rest, ret))
        return false;
    if (*ret == 0x2018 || *ret == 0x2019 || *ret == 0x201C || *ret == 0x201D)
        *ret = quote_of(left, *ret, *rest);
    return true;
}

static int32_t width_of(const canvas_pen *pen, int64_t thousandths, size_t count)
{
    return (int32_t)(thousandths * pen->size / FONT_EM) + pen->spacing * (int32_t)count;
}

int32_t canvas_width(const canvas *c, canvas_pen pen, span text)
{
    int64_t sum = 0;
    size_t count = 0;
    for (uint32_t rune = 0; canvas_rune(&text, rune, &rune); count++)
        sum += font_width(c->face, glyph_of(c->face, rune));
    return width_of(&pen, sum, count);
}

/* Hands a text over in runs, each where the one before ended. */
static int32_t draw(const canvas *c, canvas_run run, span text)
{
    uint32_t glyphs[CANVAS_RUN_MAX], runes[CANVAS_RUN_MAX], left = 0;
    const int32_t x = run.x, y = run.y;
    int64_t sum = 0;
    size_t all = 0;
    int32_t wide = 0;
    run.glyphs = glyphs;
    run.runes = runes;
    while (text.size > 0) {
        run.count = 0;
        while (run.count < CANVAS_RUN_MAX && canvas_rune(&text, left, &runes[run.count])) {
            left = runes[run.count];
            glyphs[run.count] = font_glyph(c->face, runes[run.count]);
            if (glyphs[run.count] == 0)
                glyphs[run.count] = font_glyph(c->face, runes[run.count] = GETA);
            sum += font_width(c->face, glyphs[run.count++]);
        }
        if (run.count == 0)
            break;
        run.x = x + wide * run.cosine / FONT_EM;
        run.y = y - wide * run.sine / FONT_EM;
        if (c->way)
            c->way->run(c->to, &run);
        all += run.count;
        wide = width_of(&run.pen, sum, all);
    }
    return wide;
}

int32_t canvas_text(
    const canvas *c, int32_t x, int32_t y, canvas_pen pen, canvas_side side, span text)
{
    if (side != CANVAS_LEFT) {
        const int32_t wide = canvas_width(c, pen, text) - pen.spacing;
        x -= side == CANVAS_MIDDLE ? wide / 2 : wide;
    }
    return draw(c, (canvas_run){ .x = x, .y = y, .cosine = FONT_EM, .pen = pen }, text);
}

/* Sine of whole degrees, thousandths; whole numbers alone, so that every machine draws the same.
 * Source: Bhaskara's formula, which is off by less than 0.002. */
static int32_t sine_of(int32_t degrees)
{
    const int32_t product = degrees * (180 - degrees);
    return 4 * product * FONT_EM / (40500 - product);
}

void canvas_across(
    const canvas *c, int32_t x, int32_t y, canvas_pen pen, int32_t degrees, span text)
{
    assert(degrees >= 0 && degrees <= 90);
    const int32_t sine = sine_of(degrees), cosine = sine_of(90 - degrees);
    const int32_t half = (canvas_width(c, pen, text) - pen.spacing) / 2;
    const int32_t drop = pen.size * 38 / 100; /* from the middle of the letters to their base */
    const canvas_run run = {
        .x = x + (-half * cosine + drop * sine) / FONT_EM,
        .y = y + (half * sine + drop * cosine) / FONT_EM,
        .cosine = cosine,
        .sine = sine,
        .pen = pen,
    };
    (void)draw(c, run, text);
}

canvas_pen canvas_fit(const canvas *c, canvas_pen pen, int32_t wide, int32_t least, span text)
{
    const int32_t now = canvas_width(c, pen, text);
    if (now > wide && now > 0) {
        const int32_t size = (int32_t)((int64_t)pen.size * wide / now);
        pen.size = size > least ? size : least;
    }
    return pen;
}

static void hand_over(const canvas *c, const canvas_boxes *all)
{
    if (c->way && all->count > 0)
        c->way->boxes(c->to, all);
}

void canvas_fill(const canvas *c, canvas_box box, uint32_t colour)
{
    hand_over(c, &(canvas_boxes){ .unit = 1, .colour = colour, .box = &box, .count = 1 });
}

void canvas_frame(const canvas *c, canvas_box b, int32_t thick, uint32_t colour)
{
    const canvas_box edges[] = {
        { b.x, b.y, b.wide, thick },
        { b.x, b.y + b.high - thick, b.wide, thick },
        { b.x, b.y + thick, thick, b.high - 2 * thick },
        { b.x + b.wide - thick, b.y + thick, thick, b.high - 2 * thick },
    };
    hand_over(
        c, &(canvas_boxes){
               .unit = 1, .colour = colour, .box = edges, .count = sizeof edges / sizeof *edges });
}

int32_t canvas_qr(const canvas *c, int32_t x, int32_t y, int32_t side, const qr *q)
{
    canvas_box boxes[CANVAS_BOXES_MAX];
    const int32_t view = qr_view(q), unit = side / view;
    canvas_boxes all = { .x = x, .y = y, .unit = unit, .box = boxes };
    assert(unit > 0);
    canvas_fill(c, (canvas_box){ x, y, unit * view, unit * view }, WHITE);
    for (int32_t row = 0; row < q->side; row++) {
        int32_t run = 0;
        for (int32_t column = 0; qr_run(q, row, &column, &run); column += run) {
            if (all.count == CANVAS_BOXES_MAX) {
                hand_over(c, &all);
                all.count = 0;
            }
            boxes[all.count++] = (canvas_box){ column + QR_QUIET, row + QR_QUIET, run, 1 };
        }
    }
    hand_over(c, &all);
    return unit * view;
}
