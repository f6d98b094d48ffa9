/* The people of a collective gift: number, name, amount, in two columns a page.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/receipt_in.h"

#include "text/currency.h"
#include "text/text.h"

#include <stdio.h>

enum {
    ROWS = 38,
    PER_PAGE = 2 * ROWS,
    TOP = MM(42), /* of the first row */
    ROW = MM(6),
    GAP = MM(8),
    COLUMN = (FORM_RIGHT - FORM_LEFT - GAP) / 2,
    NAME = MM(13) /* from the column's left edge */
};

uint32_t receipt_list_pages(size_t member_count)
{
    return (uint32_t)((member_count + PER_PAGE - 1) / PER_PAGE);
}

static void draw_top(const canvas *c, const receipt_job *job)
{
    const paper_receipt *v = job->values;
    const canvas_pen head = form_pen(POINT_8, INK_MUTED);
    buffer b = buffer_in(job->home, 256);
    char amount[CURRENCY_TEXT_SIZE];
    currency_write(amount, v->asset, v->amount.fen);
    form_ground(c, v->lang, v->is_demo, v->is_void);
    canvas_text(c, FORM_LEFT, MM(24), form_bold(POINT_13, INK), CANVAS_LEFT,
        form_say(v->lang, N_("Who gave")));
    canvas_text(c, FORM_RIGHT, MM(24), form_bold(POINT_11, INK), CANVAS_RIGHT, v->number);
    buffer_format(&b, say(v->lang, N_("%.*s, %zu people, %s in all")), SPAN_PRINT(v->giver),
        v->member_count, amount);
    canvas_text(c, FORM_LEFT, MM(30),
        canvas_fit(
            c, form_pen(POINT_9_5, INK_MUTED), FORM_RIGHT - FORM_LEFT, POINT_8, buffer_span(&b)),
        CANVAS_LEFT, buffer_span(&b));
    for (int32_t i = 0, x = FORM_LEFT; i < 2; i++, x += COLUMN + GAP) {
        canvas_text(c, x, TOP - MM(2), head, CANVAS_LEFT, form_say(v->lang, N_("No.")));
        canvas_text(c, x + NAME, TOP - MM(2), head, CANVAS_LEFT,
            form_say(v->lang, N_("Name of the giver")));
        canvas_text(
            c, x + COLUMN, TOP - MM(2), head, CANVAS_RIGHT, form_say(v->lang, N_("Amount")));
        canvas_fill(c, (canvas_box){ x, TOP, COLUMN, 40 }, INK);
    }
}

static void draw_member(const canvas *c, const receipt_job *job, size_t index, int32_t x, int32_t y)
{
    const paper_receipt_member *m = &job->values->members[index];
    const int32_t base = y + ROW / 2 + POINT_9 * 38 / 100;
    char number[32], amount[CURRENCY_TEXT_SIZE];
    (void)snprintf(number, sizeof number, "%zu", index + 1);
    currency_write(amount, job->values->asset, m->amount.fen);
    const canvas_pen pen = form_pen(POINT_9, INK);
    const int32_t wide = COLUMN - NAME - canvas_width(c, pen, span_of(amount)) - MM(2);
    canvas_text(c, x, base, form_pen(POINT_9, INK_MUTED), CANVAS_LEFT, span_of(number));
    const canvas_box room = { x + NAME, y, wide, ROW };
    (void)canvas_lines(c, &room, canvas_fit(c, pen, wide, POINT_9 * 6 / 10, m->name), ROW, m->name);
    canvas_text(c, x + COLUMN, base, pen, CANVAS_RIGHT, span_of(amount));
    canvas_fill(c, (canvas_box){ x, y + ROW, COLUMN, 15 }, INK_LINE);
}

void receipt_list_draw(pdf *document, const receipt_job *job)
{
    const paper_receipt *v = job->values;
    const uint32_t pages = receipt_list_pages(v->member_count);
    for (uint32_t page = 0; page < pages; page++) {
        const canvas c = pdf_page(document, FORM_WIDE, FORM_HIGH);
        buffer foot = buffer_in(job->home, 64);
        draw_top(&c, job);
        for (size_t i = 0; i < PER_PAGE; i++) {
            const size_t index = (size_t)page * PER_PAGE + i;
            const int32_t column = (int32_t)(i / ROWS), row = (int32_t)(i % ROWS);
            if (index < v->member_count)
                draw_member(&c, job, index, FORM_LEFT + column * (COLUMN + GAP), TOP + row * ROW);
        }
        form_add_page(&foot, v->lang, page + 2, job->pages);
        form_foot(&c, v->contact, buffer_span(&foot));
        pdf_page_end(document);
    }
}
