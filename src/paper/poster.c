/* One drawing serves both shapes: it is measured in millimetres of an A4 page and scaled, down the
 * page by what the shape is lower.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/form_in.h"
#include "paper/image_in.h"
#include "paper/paper_in.h"
#include "paper/pdf_in.h"
#include "paper/poster.h"

#include <assert.h>

enum { INK_BAND_TEXT = 0xFFE9DC, DESIGN_WIDE = 210, DESIGN_HIGH = 297, SIDE_PAD = 18 };

static const struct {
    canvas_box size;
    int32_t pixels; /* a millimetre */
} shapes[] = {
    [PAPER_POSTER] = { { 0, 0, FORM_WIDE, FORM_HIGH }, 6 },
    [PAPER_CARD] = { { 0, 0, MM(90), MM(120) }, 12 },
};

/* Millimetres of the design as lengths on the canvas, across and down. */
static int32_t across(const canvas *c, int32_t mm)
{
    return mm * c->wide / DESIGN_WIDE;
}

static int32_t down(const canvas *c, int32_t mm)
{
    return mm * c->high / DESIGN_HIGH;
}

/* Lines of like length: as narrow as the number of lines allows. */
static void draw_balanced(const canvas *c, canvas_box room, canvas_pen pen, int32_t lead, span text)
{
    canvas measure = *c;
    measure.way = NULL;
    const int32_t end = canvas_lines(&measure, &room, pen, lead, text);
    if (canvas_width(c, pen, text) > room.wide) {
        canvas_box narrow = room;
        narrow.high = 0;
        while (narrow.wide > pen.size && canvas_lines(&measure, &narrow, pen, lead, text) == end) {
            room.wide = narrow.wide;
            narrow.wide -= pen.size;
        }
    }
    (void)canvas_lines(c, &room, pen, lead, text);
}

/* Who appeals for what, on a ground of colour. */
static void draw_band(const canvas *c, const paper_poster *v)
{
    const int32_t left = across(c, SIDE_PAD), wide = c->wide - 2 * left;
    const canvas_box purpose = { left, down(c, 68), wide, 2 * across(c, 11) };
    canvas_fill(c, (canvas_box){ 0, 0, c->wide, down(c, 100) }, INK_ACCENT);
    const canvas_pen who = form_pen(across(c, 7), INK_BAND_TEXT);
    canvas_text(c, left, down(c, 26), canvas_fit(c, who, wide, across(c, 4), v->organisation),
        CANVAS_LEFT, v->organisation);
    const canvas_pen name = form_bold(across(c, 27), INK_WHITE);
    canvas_text(c, left, down(c, 57), canvas_fit(c, name, wide, across(c, 8), v->campaign),
        CANVAS_LEFT, v->campaign);
    draw_balanced(c, purpose, form_pen(across(c, 7), INK_WHITE), across(c, 11), v->purpose);
}

/* The symbol in the middle, what it is for and whose it is. */
static void draw_symbol(const canvas *c, const paper_poster *v, const qr *symbol)
{
    const int32_t room = across(c, 96), view = qr_view(symbol);
    const int32_t side = room / view * view;
    const canvas_pen call = form_bold(across(c, 11), INK);
    canvas_qr(c, (c->wide - side) / 2, down(c, 102), room, symbol);
    canvas_text(c, c->wide / 2, down(c, 102) + side + across(c, 7), call, CANVAS_MIDDLE,
        form_say(v->lang, N_("Scan to give")));
    const canvas_pen unit = form_pen(across(c, 7), INK_ACCENT);
    canvas_text(c, c->wide / 2, down(c, 102) + side + across(c, 18),
        canvas_fit(c, unit, c->wide - across(c, 2 * SIDE_PAD), across(c, 4), v->unit),
        CANVAS_MIDDLE, v->unit);
}

/* What anybody can check, one sentence a knot. */
static void draw_checks(const canvas *c, arena *home, const paper_poster *v)
{
    const int32_t left = across(c, SIDE_PAD), lead = across(c, 7), size = across(c, 5);
    buffer site = buffer_in(home, 256);
    if (v->site.size > 0)
        buffer_format(&site,
            say(v->lang, N_("Our address begins with %.*s; any other is not ours.")),
            SPAN_PRINT(v->site));
    const span sentences[] = {
        form_say(v->lang, N_("Every gift is entered in a public ledger that anybody can check.")),
        form_say(v->lang,
            N_("After giving you get a code that shows your gift, where it went and its proof.")),
        buffer_span(&site),
    };
    canvas_box room = { left + across(c, 7), down(c, 233), c->wide - 2 * left - across(c, 7), 0 };
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        if (sentences[i].size == 0)
            continue;
        canvas_fill(c,
            (canvas_box){ left, room.y + lead / 2 - across(c, 1), across(c, 2), across(c, 2) },
            INK_ACCENT);
        room.y = canvas_lines(c, &room, form_pen(size, INK), lead, sentences[i]) + across(c, 1);
    }
}

static void draw_foot(const canvas *c, const paper_poster *v)
{
    const int32_t left = across(c, SIDE_PAD), wide = c->wide - 2 * left, base = down(c, 283);
    const canvas_pen pen = form_pen(across(c, 4), INK_MUTED);
    canvas_fill(c, (canvas_box){ left, down(c, 275), wide, across(c, 1) / 4 + 1 }, INK_LINE);
    canvas_text(c, left, base, canvas_fit(c, pen, wide * 6 / 10, across(c, 3), v->filing),
        CANVAS_LEFT, v->filing);
    canvas_text(c, c->wide - left, base,
        canvas_fit(c, pen, wide * 4 / 10, across(c, 3), v->contact), CANVAS_RIGHT, v->contact);
    if (v->is_demo)
        canvas_text(c, left, down(c, 290), form_bold(across(c, 4), INK_BAD), CANVAS_LEFT,
            form_say(v->lang, N_("Sample data: please don't give")));
}

static void poster_draw(const canvas *c, arena *home, const paper_poster *v, const qr *symbol)
{
    if (v->is_demo)
        canvas_across(c, c->wide / 2, c->high * 2 / 3, form_bold(across(c, 60), INK_DEMO), 35,
            form_say(v->lang, N_("DEMO")));
    draw_band(c, v);
    draw_symbol(c, v, symbol);
    draw_checks(c, home, v);
    draw_foot(c, v);
}

bool paper_poster_pdf(
    paper *p, arena *home, const paper_poster *values, paper_shape shape, span *ret, err *reterr)
{
    assert(p && home && values && ret);
    qr symbol = { 0 };
    pdf document = { 0 };
    const canvas_box *size = &shapes[shape].size;
    if (!qr_make(values->address, &symbol, reterr) || !pdf_begin(p, home, NULL, &document, reterr))
        return false;
    const canvas c = pdf_page(&document, size->wide, size->high);
    poster_draw(&c, home, values, &symbol);
    pdf_page_end(&document);
    const pdf_about about = { values->campaign, values->organisation, values->unit, values->lang,
        values->created_us, values->offset_s };
    return pdf_end(&document, &about, ret, reterr);
}

bool paper_poster_png(
    paper *p, arena *home, const paper_poster *values, paper_shape shape, span *ret, err *reterr)
{
    assert(p && home && values && ret);
    qr symbol = { 0 };
    image picture = { 0 };
    canvas c = { 0 };
    buffer out = buffer_in(home, 256 << 10);
    if (!qr_make(values->address, &symbol, reterr))
        return false;
    bool is_made =
        image_begin(&p->face, shapes[shape].size, shapes[shape].pixels, &picture, &c, reterr);
    if (is_made) {
        poster_draw(&c, home, values, &symbol);
        is_made = image_write(&picture, &out, reterr);
    }
    image_close(&picture);
    *ret = is_made ? buffer_span(&out) : *ret;
    return is_made;
}
