/* Pictures by cairo: glyphs are filled as paths, the same outlines that a PDF's viewer draws.  cairo
 * measures in double; nothing of that leaves this file.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/image_in.h"

#include <assert.h>

static void colour_set(cairo_t *c, uint32_t colour)
{
    cairo_set_source_rgb(
        c, (colour >> 16 & 0xFF) / 255.0, (colour >> 8 & 0xFF) / 255.0, (colour & 0xFF) / 255.0);
}

static void move(void *to, int32_t x, int32_t y)
{
    cairo_move_to(to, x, y);
}

static void line(void *to, int32_t x, int32_t y)
{
    cairo_line_to(to, x, y);
}

static void curve(void *to, const int32_t p[6])
{
    cairo_curve_to(to, p[0], p[1], p[2], p[3], p[4], p[5]);
}

static void close_path(void *to)
{
    cairo_close_path(to);
}

static const font_walker walker = { move, line, curve, close_path };

static void run(void *to, const canvas_run *r)
{
    image *i = to;
    cairo_t *c = i->cairo;
    const double units = (double)i->face->units * FONT_PART;
    const double scale = (double)r->pen.size / units;
    const cairo_matrix_t turn = { r->cosine / 1000.0, -r->sine / 1000.0, r->sine / 1000.0,
        r->cosine / 1000.0, r->x, r->y };
    cairo_save(c);
    cairo_transform(c, &turn);
    cairo_scale(c, scale, -scale);
    cairo_new_path(c);
    for (size_t k = 0; k < r->count; k++) {
        font_walk(i->face, r->glyphs[k], &walker, c);
        const double wide = (double)font_width(i->face, r->glyphs[k]) * units / FONT_EM;
        cairo_translate(c, wide + r->pen.spacing / scale, 0);
    }
    colour_set(c, r->pen.colour);
    if (r->pen.is_bold) {
        cairo_set_line_width(c, units / CANVAS_BOLD);
        cairo_stroke_preserve(c);
    }
    cairo_fill(c);
    cairo_restore(c);
}

static void boxes(void *to, const canvas_boxes *all)
{
    image *i = to;
    const double unit = all->unit;
    cairo_new_path(i->cairo);
    for (size_t k = 0; k < all->count; k++) {
        const canvas_box *b = &all->box[k];
        cairo_rectangle(
            i->cairo, all->x + b->x * unit, all->y + b->y * unit, b->wide * unit, b->high * unit);
    }
    colour_set(i->cairo, all->colour);
    cairo_set_antialias(i->cairo, CAIRO_ANTIALIAS_NONE); /* edges of a symbol stay sharp */
    cairo_fill(i->cairo);
    cairo_set_antialias(i->cairo, CAIRO_ANTIALIAS_DEFAULT);
}

static const canvas_way image_way = { run, boxes };

bool image_begin(
    const font *face, canvas_box size, int32_t pixels, image *ret, canvas *ret_canvas, err *reterr)
{
    const int wide = size.wide * pixels / MM(1), high = size.high * pixels / MM(1);
    assert(wide > 0 && wide <= IMAGE_SIDE_MAX && high > 0 && high <= IMAGE_SIDE_MAX);
    ret->face = face;
    ret->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, wide, high);
    ret->cairo = cairo_create(ret->surface);
    if (cairo_status(ret->cairo) != CAIRO_STATUS_SUCCESS)
        return err_set(reterr, ERR_MEMORY, N_("no room for a page"));
    colour_set(ret->cairo, 0xFFFFFF);
    cairo_paint(ret->cairo);
    cairo_scale(ret->cairo, pixels / (double)MM(1), pixels / (double)MM(1));
    cairo_set_line_join(ret->cairo, CAIRO_LINE_JOIN_ROUND);
    *ret_canvas = (canvas){ face, size.wide, size.high, &image_way, ret };
    return true;
}

static cairo_status_t keep(void *to, const unsigned char *bytes, unsigned size)
{
    buffer_add(to, (span){ (const char *)bytes, size });
    return CAIRO_STATUS_SUCCESS;
}

bool image_write(image *i, buffer *out, err *reterr)
{
    if (cairo_surface_write_to_png_stream(i->surface, keep, out) != CAIRO_STATUS_SUCCESS)
        return err_set(reterr, ERR_MEMORY, N_("no room for a page"));
    return buffer_check(out, reterr);
}

void image_close(image *i)
{
    if (i->cairo)
        cairo_destroy(i->cairo);
    if (i->surface)
        cairo_surface_destroy(i->surface);
    *i = (image){ 0 };
}
