/* Runs and boxes as operators of a page.  The page counts in hundredths of a millimetre, so all its
 * numbers are whole.  What stands already (font, colour) is not said again.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper_in.h"
#include "paper/pdf_in.h"

#include <assert.h>

enum { FONT_STOCK, FONT_OWN };

/* A part of one, three decimals. */
static void add_part(buffer *b, int32_t thousandths)
{
    if (thousandths < 0) {
        buffer_byte(b, '-');
        thousandths = -thousandths;
    }
    if (thousandths >= 1000) {
        buffer_byte(b, '1');
        return;
    }
    const char digits[] = { '.', (char)('0' + thousandths / 100),
        (char)('0' + thousandths / 10 % 10), (char)('0' + thousandths % 10) };
    buffer_add(b, (span){ digits, sizeof digits });
}

static void add_colour(buffer *b, uint32_t colour, const char *verb)
{
    for (int shift = 16; shift >= 0; shift -= 8) {
        add_part(b, (int32_t)((colour >> shift & 0xFF) * 1000 / 255));
        buffer_byte(b, ' ');
    }
    buffer_text(b, verb);
}

static void add_pair(buffer *b, int64_t x, int64_t y, const char *verb)
{
    buffer_int(b, x);
    buffer_byte(b, ' ');
    buffer_int(b, y);
    buffer_text(b, verb);
}

static void colour_set(pdf *p, uint32_t colour)
{
    if (p->now.has_colour && p->now.pen.colour == colour)
        return;
    add_colour(&p->content, colour, "rg\n");
    p->now.has_colour = true;
    p->now.pen.colour = colour;
    if (p->now.pen.is_bold)
        add_colour(&p->content, colour, "RG\n");
}

/* Bold letters are the same outlines with an edge: the font has one weight. */
static void weight_set(pdf *p, const canvas_pen *pen)
{
    if (pen->is_bold == p->now.pen.is_bold && (!pen->is_bold || pen->size == p->now.pen.size))
        return;
    buffer *b = &p->content;
    if (!pen->is_bold) {
        buffer_text(b, "0 Tr\n");
    } else {
        if (!p->now.pen.is_bold)
            add_colour(b, pen->colour, "RG\n");
        buffer_int(b, pen->size / CANVAS_BOLD);
        buffer_text(b, " w 2 Tr\n");
    }
    p->now.pen.is_bold = pen->is_bold;
}

static void pen_set(pdf *p, const canvas_pen *pen)
{
    colour_set(p, pen->colour);
    weight_set(p, pen);
    if (pen->spacing != p->now.pen.spacing) {
        buffer_int(&p->content, pen->spacing);
        buffer_text(&p->content, " Tc\n");
        p->now.pen.spacing = pen->spacing;
    }
    if (pen->size != p->now.pen.size)
        p->now.font = -1;
    p->now.pen.size = pen->size;
}

/* Which font has the glyph, and its code there. */
static uint32_t code_of(pdf *p, uint32_t glyph, uint32_t rune, int *ret_font)
{
    const uint32_t code = p->stock ? p->stock->glyphs.code_of[glyph] : 0;
    *ret_font = code ? FONT_STOCK : FONT_OWN;
    return code ? code : pdf_glyphs_code(&p->glyphs, glyph, rune);
}

static void add_code(buffer *b, uint32_t code)
{
    static const char digits[] = "0123456789ABCDEF";
    const char hex[] = { digits[code >> 12 & 15], digits[code >> 8 & 15], digits[code >> 4 & 15],
        digits[code & 15] };
    buffer_add(b, (span){ hex, sizeof hex });
}

static void add_glyphs(pdf *p, const canvas_run *run)
{
    buffer *b = &p->content;
    bool is_open = false;
    for (size_t i = 0; i < run->count; i++) {
        int which = 0;
        const uint32_t code = code_of(p, run->glyphs[i], run->runes[i], &which);
        if (which != p->now.font) {
            buffer_text(b, is_open ? "> Tj\n" : "");
            buffer_text(b, which == FONT_STOCK ? "/A " : "/B ");
            buffer_int(b, run->pen.size);
            buffer_text(b, " Tf\n");
            p->now.font = which;
            is_open = false;
        }
        buffer_text(b, is_open ? "" : "<");
        is_open = true;
        add_code(b, code);
    }
    buffer_text(b, is_open ? "> Tj\n" : "");
}

static void move(void *to, int32_t x, int32_t y)
{
    add_pair(to, x, y, " m\n");
}

static void line(void *to, int32_t x, int32_t y)
{
    add_pair(to, x, y, " l\n");
}

static void curve(void *to, const int32_t p[6])
{
    add_pair(to, p[0], p[1], " ");
    add_pair(to, p[2], p[3], " ");
    add_pair(to, p[4], p[5], " c\n");
}

static void close_path(void *to)
{
    buffer_text(to, "h\n");
}

/* What lies across the page is drawn, not written: it must not stand among the words of who copies
 * or searches the text. */
static void mark(pdf *p, const canvas_run *r)
{
    static const font_walker walker = { move, line, curve, close_path };
    enum { PARTS = 1000000 };
    const font *f = &p->house->face;
    buffer *b = &p->content;
    const int64_t units = (int64_t)f->units * FONT_PART;
    const int64_t cosine = (int64_t)r->cosine * r->pen.size * (PARTS / 1000) / units;
    const int64_t sine = (int64_t)r->sine * r->pen.size * (PARTS / 1000) / units;
    int64_t along = 0;
    colour_set(p, r->pen.colour);
    for (size_t i = 0; i < r->count; i++) {
        const int64_t x = r->x + along * r->cosine / 1000,
                      y = p->high - r->y + along * r->sine / 1000;
        assert(cosine >= 0 && cosine < PARTS && sine >= 0 && sine < PARTS);
        buffer_format(b, "q .%06d .%06d -.%06d .%06d %d %d cm\n", (int)cosine, (int)sine, (int)sine,
            (int)cosine, (int)x, (int)y);
        font_walk(f, r->glyphs[i], &walker, b);
        buffer_text(b, "f Q\n");
        along += (int64_t)font_width(f, r->glyphs[i]) * r->pen.size / FONT_EM + r->pen.spacing;
    }
}

static void run(void *to, const canvas_run *r)
{
    pdf *p = to;
    buffer *b = &p->content;
    if (r->sine != 0) {
        mark(p, r);
        return;
    }
    buffer_text(b, "BT\n");
    pen_set(p, &r->pen);
    add_pair(b, r->x, p->high - r->y, " Td\n");
    add_glyphs(p, r);
    buffer_text(b, "ET\n");
}

/* A grid counts downwards, so its numbers stay small. */
static void boxes(void *to, const canvas_boxes *all)
{
    pdf *p = to;
    buffer *b = &p->content;
    const bool is_grid = all->unit > 1;
    colour_set(p, all->colour);
    if (is_grid) {
        buffer_format(b, "q %d 0 0 -%d ", all->unit, all->unit);
        add_pair(b, all->x, p->high - all->y, " cm\n");
    }
    for (size_t i = 0; i < all->count; i++) {
        const canvas_box *box = &all->box[i];
        add_pair(b, box->x, is_grid ? box->y : p->high - box->y - box->high, " ");
        add_pair(b, box->wide, box->high, " re\n");
    }
    buffer_text(b, is_grid ? "f Q\n" : "f\n");
}

const canvas_way pdf_way = { run, boxes };
