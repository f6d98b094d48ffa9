/* What the forms share.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/form_in.h"

#include <assert.h>

enum { RULE = 25, ROW_LEAD = 580 };

span form_say(say_lang lang, const char *id)
{
    return span_of(say(lang, id));
}

const char *form_comma(say_lang lang)
{
    return lang == SAY_ZH ? "，" : ", ";
}

void form_add_date(buffer *b, say_lang lang, date d)
{
    static const char *months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
        "Oct", "Nov", "Dec" };
    assert(date_is_valid(d));
    const int year = d.day / 10000, month = d.day / 100 % 100, day = d.day % 100;
    if (lang == SAY_ZH)
        buffer_format(b, "%d年%d月%d日", year, month, day);
    else
        buffer_format(b, "%d %s %d", day, months[month - 1], year);
}

void form_add_page(buffer *b, say_lang lang, uint32_t page, uint32_t pages)
{
    buffer_format(b, say(lang, N_("Page %u of %u")), page, pages);
}

void form_ground(const canvas *c, say_lang lang, bool is_demo, bool is_void)
{
    const span demo = form_say(lang, N_("DEMO")), none = form_say(lang, N_("VOID"));
    const int32_t size = lang == SAY_ZH ? MM(40) : MM(32);
    for (int32_t i = 0; is_demo && i < 3; i++)
        canvas_across(
            c, MM(60) + i * MM(45), MM(70) + i * MM(78), form_bold(size, INK_DEMO), 30, demo);
    if (is_void)
        canvas_across(c, c->wide / 2, c->high / 2, form_bold(MM(90), INK_BAD_SOFT), 52, none);
    canvas_fill(c, (canvas_box){ 0, 0, FORM_BAND, c->high }, INK_ACCENT);
}

void form_rule(const canvas *c, int32_t y)
{
    canvas_fill(c, (canvas_box){ FORM_LEFT, y, FORM_RIGHT - FORM_LEFT, RULE }, INK_LINE);
}

int32_t form_row(const canvas *c, int32_t y, const form_cells *row)
{
    const int32_t left = FORM_LEFT + FORM_LABEL;
    const canvas_box room = { left, y + row->pad, FORM_RIGHT - left, row->lines * ROW_LEAD };
    const int32_t base = room.y + ROW_LEAD / 2 + POINT_10_5 * 38 / 100;
    canvas_text(c, FORM_LEFT, base, form_pen(POINT_10_5, INK_MUTED), CANVAS_LEFT, row->label);
    y = canvas_lines(c, &room, form_pen(POINT_10_5, INK), ROW_LEAD, row->value) + row->pad;
    form_rule(c, y);
    return y + RULE;
}

void form_foot(const canvas *c, span left, span right)
{
    const canvas_pen pen = form_pen(POINT_8, INK_MUTED);
    const int32_t base = FORM_FOOT + 560;
    form_rule(c, FORM_FOOT);
    canvas_text(c, FORM_LEFT, base, pen, CANVAS_LEFT, left);
    canvas_text(c, FORM_RIGHT, base, pen, CANVAS_RIGHT, right);
}
