/* A disclosure is laid out twice: once without drawing, to know how many pages there will be.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/form_in.h"
#include "paper/disclosure.h"
#include "paper/paper_in.h"
#include "paper/pdf_in.h"

#include <assert.h>

enum {
    WIDE = FORM_RIGHT - FORM_LEFT,
    TOP = MM(32),     /* of what stands on a page behind the first */
    BOTTOM = MM(276), /* nothing stands lower but the foot */
    ROW = 580,
    CELL_LEAD = 440, /* from line to line inside of a cell */
    HEAD_PAD = 60,
    CELL_GAP = MM(3),
    LEAD = 580
};

/* The disclosure while it is laid out. */
typedef struct flow {
    const paper_disclosure *values;
    const qr *symbol; /* or NULL */
    arena *home;
    pdf *document; /* NULL while pages are counted */
    canvas c;
    int32_t y;
    uint32_t page, pages;
} flow;

static void page_begin(flow *f)
{
    f->page++;
    if (f->document)
        f->c = pdf_page(f->document, FORM_WIDE, FORM_HIGH);
    form_ground(&f->c, f->values->lang, f->values->is_demo, false);
}

static void page_end(flow *f)
{
    buffer b = buffer_in(f->home, 64);
    form_add_page(&b, f->values->lang, f->page, f->pages);
    form_foot(&f->c, f->values->contact, buffer_span(&b));
    if (f->document)
        pdf_page_end(f->document);
}

/* The next page, with its name in small. */
static void page_turn(flow *f)
{
    const canvas_pen pen = form_pen(POINT_9, INK_MUTED);
    const paper_disclosure *v = f->values;
    page_end(f);
    page_begin(f);
    const int32_t left =
        WIDE - canvas_text(&f->c, FORM_RIGHT, MM(22), pen, CANVAS_RIGHT, v->number) - MM(4);
    canvas_text(&f->c, FORM_LEFT, MM(22), canvas_fit(&f->c, pen, left, POINT_8 / 2, v->title),
        CANVAS_LEFT, v->title);
    form_rule(&f->c, MM(25));
    f->y = TOP;
}

static void room_make(flow *f, int32_t high)
{
    if (f->y + high > BOTTOM)
        page_turn(f);
}

static void draw_head(flow *f)
{
    const paper_disclosure *v = f->values;
    const canvas *c = &f->c;
    const canvas_box room = { FORM_LEFT, MM(44), WIDE, 2 * MM(12) };
    canvas_text(c, FORM_LEFT, MM(26),
        canvas_fit(c, form_bold(POINT_11, INK), MM(110), POINT_8, v->organisation), CANVAS_LEFT,
        v->organisation);
    canvas_text(c, FORM_RIGHT, MM(26), form_bold(POINT_11, INK), CANVAS_RIGHT, v->number);
    if (v->is_demo)
        canvas_text(c, FORM_LEFT, MM(32), form_bold(POINT_9_5, INK_BAD), CANVAS_LEFT,
            form_say(v->lang, N_("Sample data: no real figures")));
    f->y = canvas_lines(c, &room, form_bold(POINT_21, INK), MM(11), v->title) + MM(4);
}

/* Period, instant, and the figures, each a row. */
static void draw_figures(flow *f)
{
    const paper_disclosure *v = f->values;
    const paper_figure times[] = {
        { form_say(v->lang, N_("Period of the disclosure")), v->period },
        { form_say(v->lang, N_("Figures as of")), v->as_of },
        { form_say(v->lang, N_("Known at")), v->known_at },
    };
    form_rule(&f->c, f->y);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (times[i].value.size > 0)
            f->y =
                form_row(&f->c, f->y, &(form_cells){ times[i].label, times[i].value, 2, FORM_PAD });
    f->y += MM(6);
    for (size_t i = 0; i < v->figure_count; i++) {
        const canvas_pen big =
            canvas_fit(&f->c, form_bold(POINT_16, INK), WIDE / 2, POINT_9, v->figures[i].value);
        room_make(f, MM(12));
        canvas_text(&f->c, FORM_LEFT, f->y + MM(8), form_pen(POINT_10_5, INK_MUTED), CANVAS_LEFT,
            v->figures[i].label);
        canvas_text(&f->c, FORM_RIGHT, f->y + MM(8), big, CANVAS_RIGHT, v->figures[i].value);
        f->y += MM(11);
        form_rule(&f->c, f->y);
    }
    f->y += MM(5);
}

/* Paragraphs, line by line, so that one may go on on the next page. */
static void draw_text(flow *f)
{
    const canvas_pen pen = form_pen(POINT_10_5, INK);
    span rest = f->values->text, line = { NULL, 0 };
    while (canvas_break(&f->c, pen, WIDE, &rest, &line)) {
        room_make(f, LEAD);
        canvas_text(
            &f->c, FORM_LEFT, f->y + LEAD / 2 + POINT_10_5 * 38 / 100, pen, CANVAS_LEFT, line);
        f->y += LEAD;
    }
    f->y += f->values->text.size > 0 ? MM(4) : 0;
}

/* A number in one line, a text in as many as it needs. */
static int32_t draw_cell(
    const canvas *c, const paper_column *column, const canvas_box *room, canvas_pen pen, span text)
{
    const int32_t pad = (ROW - CELL_LEAD) / 2;
    const canvas_box inner = { room->x, room->y + pad, room->wide, 0 };
    if (!column->is_number)
        return canvas_lines(c, &inner, pen, CELL_LEAD, text) + pad;
    pen = canvas_fit(c, pen, room->wide, pen.size / 2, text);
    canvas_text(
        c, room->x + room->wide, room->y + ROW / 2 + pen.size * 38 / 100, pen, CANVAS_RIGHT, text);
    return room->y + ROW;
}

/* A row of cells, each in its column's share of the width; the y below the highest. */
static int32_t draw_row(
    const canvas *c, int32_t y, const paper_table *t, const span *cells, canvas_pen pen)
{
    int32_t all = 0, before = 0, below = y + ROW;
    const int32_t wide = WIDE + CELL_GAP;
    for (size_t i = 0; i < t->column_count; i++)
        all += t->columns[i].share;
    assert(all > 0);
    for (size_t i = 0; i < t->column_count; i++) {
        const int32_t left = (int32_t)((int64_t)wide * before / all);
        before += t->columns[i].share;
        const int32_t right = (int32_t)((int64_t)wide * before / all);
        const canvas_box room = { FORM_LEFT + left, y, right - left - CELL_GAP, ROW };
        const int32_t end = draw_cell(c, &t->columns[i], &room, pen, cells[i]);
        below = end > below ? end : below;
    }
    return below;
}

static void draw_heads(flow *f, const paper_table *t)
{
    span heads[PAPER_COLUMNS_MAX];
    for (size_t i = 0; i < t->column_count; i++)
        heads[i] = t->columns[i].head;
    f->y = draw_row(&f->c, f->y, t, heads, form_pen(POINT_8, INK_MUTED)) + HEAD_PAD;
    canvas_fill(&f->c, (canvas_box){ FORM_LEFT, f->y - 40, WIDE, 40 }, INK);
}

/* A row, on the next page if it does not fit on this one. */
static void draw_next(flow *f, const paper_table *t, size_t row)
{
    const bool is_total = t->has_total && row + 1 == t->row_count;
    const canvas_pen pen = is_total ? form_bold(POINT_9, INK) : form_pen(POINT_9, INK);
    const span *cells = t->cells + row * t->column_count;
    canvas measure = f->c;
    measure.way = NULL;
    if (draw_row(&measure, f->y, t, cells, pen) > BOTTOM) {
        page_turn(f);
        draw_heads(f, t);
    }
    f->y = draw_row(&f->c, f->y, t, cells, pen);
    canvas_fill(&f->c, (canvas_box){ FORM_LEFT, f->y - 15, WIDE, 15 }, INK_LINE);
}

static void draw_table(flow *f, const paper_table *t)
{
    const canvas_box note = { FORM_LEFT, 0, WIDE, 0 };
    canvas_box room = note;
    room_make(f, MM(10) + 4 * ROW);
    canvas_text(&f->c, FORM_LEFT, f->y + MM(6), form_bold(POINT_13, INK), CANVAS_LEFT, t->title);
    room.y = f->y + MM(8);
    f->y = canvas_lines(&f->c, &room, form_pen(POINT_8, INK_MUTED), 460, t->note) + MM(1);
    draw_heads(f, t);
    for (size_t i = 0; i < t->row_count; i++)
        draw_next(f, t, i);
    f->y += MM(7);
}

static void draw_proof(flow *f)
{
    enum { SIDE = MM(28) };
    const paper_disclosure *v = f->values;
    if (!f->symbol)
        return;
    room_make(f, SIDE + MM(2));
    const int32_t quiet = SIDE / qr_view(f->symbol) * QR_QUIET;
    const int32_t side = canvas_qr(&f->c, FORM_LEFT - quiet, f->y, SIDE, f->symbol);
    const int32_t x = FORM_LEFT + side - 2 * quiet + MM(6);
    canvas_box room = { x, f->y + quiet, FORM_RIGHT - x, 0 };
    room.y = canvas_lines(&f->c, &room, form_pen(POINT_9_5, INK), 520,
        form_say(v->lang, N_("Scan for this disclosure on the web, where every figure opens the "
                             "gifts it is made of and can be "
                             "checked against the public ledger.")));
    if (v->fingerprint.size > 0) {
        const int32_t base = room.y + 520 / 2 + POINT_9 * 38 / 100;
        const int32_t wide = canvas_text(&f->c, x, base, form_pen(POINT_9, INK_MUTED), CANVAS_LEFT,
            form_say(v->lang, N_("Fingerprint")));
        canvas_text(
            &f->c, x + wide + MM(2), base, form_pen(POINT_9, INK), CANVAS_LEFT, v->fingerprint);
    }
    f->y += side;
}

static void flow_run(flow *f)
{
    f->page = 0;
    page_begin(f);
    draw_head(f);
    draw_figures(f);
    draw_text(f);
    for (size_t i = 0; i < f->values->table_count; i++)
        draw_table(f, &f->values->tables[i]);
    draw_proof(f);
    page_end(f);
}

static bool is_within(const paper_disclosure *v, err *reterr)
{
    for (size_t i = 0; i < v->table_count; i++) {
        if (v->tables[i].column_count == 0 || v->tables[i].column_count > PAPER_COLUMNS_MAX)
            return err_set(
                reterr, ERR_LIMIT, N_("A printed table has 1 to %d columns"), PAPER_COLUMNS_MAX);
        if (v->tables[i].row_count > PAPER_TABLE_ROWS_MAX)
            return err_set(
                reterr, ERR_LIMIT, N_("A printed table has at most %d rows"), PAPER_TABLE_ROWS_MAX);
    }
    return true;
}

bool paper_disclosure_draw(
    paper *p, arena *home, const paper_disclosure *values, span *ret, err *reterr)
{
    assert(p && home && values && ret);
    qr symbol = { 0 };
    pdf document = { 0 };
    flow f = { .values = values, .home = home };
    if (!is_within(values, reterr) ||
        (values->address.size > 0 && !qr_make(values->address, &symbol, reterr)))
        return false;
    f.symbol = values->address.size > 0 ? &symbol : NULL;
    const size_t mark = home->used;
    f.c = (canvas){ &p->face, FORM_WIDE, FORM_HIGH, NULL, NULL };
    flow_run(&f);
    arena_reset(home, mark);
    f.pages = f.page;
    if (f.pages > PDF_PAGES_MAX)
        return err_set(reterr, ERR_LIMIT, N_("The document has more than %d pages"), PDF_PAGES_MAX);
    if (!pdf_begin(p, home, NULL, &document, reterr))
        return false;
    f.document = &document;
    flow_run(&f);
    const pdf_about about = { values->title, values->organisation, values->number, values->lang,
        values->created_us, values->offset_s };
    return pdf_end(&document, &about, ret, reterr);
}
