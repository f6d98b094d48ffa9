/* What the forms share: colours, sizes of letters, rows of a table, heads, feet, marks across.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_FORM_IN_H
#define NUAN_PAPER_FORM_IN_H

#include "base/money.h"
#include "paper/canvas_in.h"
#include "text/say.h"

enum {
    FORM_WIDE = MM(210), /* A4 */
    FORM_HIGH = MM(297),
    FORM_BAND = MM(6),
    FORM_LEFT = MM(30),
    FORM_RIGHT = MM(186), /* 24 mm are free behind it */
    FORM_LABEL = MM(30),  /* width of a row's label */
    FORM_FOOT = MM(281)
};

enum {
    INK = 0x1F2329,
    INK_MUTED = 0x565C64,
    INK_LINE = 0xD8D4CE,
    INK_ACCENT = 0xC2410C,
    INK_SOFT = 0xFDEEE4,
    INK_BAD = 0xB0143C,
    INK_BAD_SOFT = 0xF7DCE3,
    INK_DEMO = 0xEDEBE8,
    INK_WHITE = 0xFFFFFF
};

/* Sizes of letters: a point is 35.28 of our units. */
enum {
    POINT_8 = 300,
    POINT_9 = 318,
    POINT_9_5 = 335,
    POINT_10_5 = 370,
    POINT_11 = 388,
    POINT_13 = 459,
    POINT_16 = 564,
    POINT_21 = 741,
    POINT_25 = 882
};

static inline canvas_pen form_pen(int32_t size, uint32_t colour)
{
    return (canvas_pen){ .size = size, .colour = colour };
}

static inline canvas_pen form_bold(int32_t size, uint32_t colour)
{
    return (canvas_pen){ .size = size, .colour = colour, .is_bold = true };
}

/* A message in a language, as a span. */
span form_say(say_lang lang, const char *id);
/* What stands between two parts of a line. */
const char *form_comma(say_lang lang);
/* 2020年2月3日; 3 Feb 2020. */
void form_add_date(buffer *b, say_lang lang, date d);
/* Page n of m. */
void form_add_page(buffer *b, say_lang lang, uint32_t page, uint32_t pages);
/* The band of colour at the left edge, and what lies under the text of a demonstration or of a void
 * paper. */
void form_ground(const canvas *c, say_lang lang, bool is_demo, bool is_void);
/* A line from side to side. */
void form_rule(const canvas *c, int32_t y);
typedef struct form_cells {
    span label, value;
    int32_t lines; /* of the value, at most */
    int32_t pad;   /* room above and below */
} form_cells;
enum { FORM_PAD = 190, FORM_PAD_TIGHT = 90 };
/* A row: label, value, a rule below; the y below it. */
int32_t form_row(const canvas *c, int32_t y, const form_cells *row);
/* The foot: what to ask whom at the left, the page at the right. */
void form_foot(const canvas *c, span left, span right);

#endif
