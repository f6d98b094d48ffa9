/* Something to draw on, a page of a PDF or a picture: runs of text and boxes, both in colour.
 * Lengths are hundredths of a millimetre from the upper left corner; so are sizes of letters.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_CANVAS_IN_H
#define NUAN_PAPER_CANVAS_IN_H

#include "paper/font_in.h"
#include "paper/qr.h"

#define MM(count) ((count)*100)

enum {
    CANVAS_RUN_MAX = 256 /* glyphs handed over at once */,
    CANVAS_BOXES_MAX = 256,
    CANVAS_BOLD = 34 /* edge of bold letters: size / 34 */
};

/* How text is written. */
typedef struct canvas_pen {
    int32_t size;    /* of the em square; 10.5 points are 370 */
    uint32_t colour; /* 0xRRGGBB */
    int32_t spacing; /* more room behind each letter */
    bool is_bold;
} canvas_pen;

typedef struct canvas_box {
    int32_t x, y, wide, high;
} canvas_box;

/* Glyphs side by side; x, y is where the first one stands on its base line. */
typedef struct canvas_run {
    int32_t x, y;
    int32_t cosine, sine; /* of the line's angle, counter-clockwise, thousandths */
    canvas_pen pen;
    const uint32_t *glyphs, *runes; /* CANVAS_RUN_MAX at most */
    size_t count;
} canvas_run;

/* Filled boxes of one colour, on a grid: their numbers count squares of `unit` from x, y on. */
typedef struct canvas_boxes {
    int32_t x, y, unit;
    uint32_t colour;
    const canvas_box *box; /* CANVAS_BOXES_MAX at most */
    size_t count;
} canvas_boxes;

/* What draws; `to` is its own. */
typedef struct canvas_way {
    void (*run)(void *to, const canvas_run *run);
    void (*boxes)(void *to, const canvas_boxes *boxes);
} canvas_way;

/* With `way` NULL nothing is drawn, and everything is measured. */
typedef struct canvas {
    const font *face;
    int32_t wide, high;
    const canvas_way *way;
    void *to;
} canvas;

typedef enum canvas_side { CANVAS_LEFT, CANVAS_MIDDLE, CANVAS_RIGHT } canvas_side;

/* The next character of a text, behind `left` (0 none): what is drawn for it. */
bool canvas_rune(span *rest, uint32_t left, uint32_t *ret);
/* Width of a text in one line. */
int32_t canvas_width(const canvas *c, canvas_pen pen, span text);
/* One line with its base line at y: from x, around x, or up to x.  Gives its width. */
int32_t canvas_text(
    const canvas *c, int32_t x, int32_t y, canvas_pen pen, canvas_side side, span text);
/* One line around a point, turned; `degrees` 0 to 90, counter-clockwise. */
void canvas_across(
    const canvas *c, int32_t x, int32_t y, canvas_pen pen, int32_t degrees, span text);
/* Text as lines of at most room->wide from room->y on, `lead` from line to line, at most room->high
 * down (0: any); gives the y below the last one.  \n ends a line.  What finds no place in the height
 * ends in an ellipsis. */
int32_t canvas_lines(
    const canvas *c, const canvas_box *room, canvas_pen pen, int32_t lead, span text);
/* The next line of *rest that fits `wide`, blanks at its end left out; false when none is left.
 * Chinese breaks at every character but before closing and behind opening marks. */
bool canvas_break(const canvas *c, canvas_pen pen, int32_t wide, span *rest, span *ret_line);
/* The pen with letters so much smaller that the text fits, not below `least`. */
canvas_pen canvas_fit(const canvas *c, canvas_pen pen, int32_t wide, int32_t least, span text);
/* A filled box; four of them as a frame inside its bounds. */
void canvas_fill(const canvas *c, canvas_box box, uint32_t colour);
void canvas_frame(const canvas *c, canvas_box box, int32_t thick, uint32_t colour);
/* A symbol, black on white, with its quiet zone at most `side` wide; gives the side that it has: its
 * modules are whole hundredths of a millimetre. */
int32_t canvas_qr(const canvas *c, int32_t x, int32_t y, int32_t side, const qr *q);

#endif
