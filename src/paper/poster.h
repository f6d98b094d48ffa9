/* Posters and share cards: a campaign, whose poster it is, the QR symbol to give by, and how anybody
 * can check it.  No seals, no pictures of people, no sums.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_POSTER_H
#define NUAN_PAPER_POSTER_H

#include "paper/paper.h"
#include "text/say.h"

typedef enum paper_shape {
    PAPER_POSTER, /* A4; as PNG 1260 x 1782 pixels */
    PAPER_CARD    /* 90 x 120 mm; as PNG 1080 x 1440 pixels */
} paper_shape;

/* All that stands on a poster.  A text that is empty is left out. */
typedef struct paper_poster {
    say_lang lang;
    span campaign;
    span purpose;      /* one sentence */
    span unit;         /* whose poster it is: a union's name */
    span organisation; /* who receives the money */
    span filing;       /* 募捐备案编号 and what else the law wants to be seen */
    span contact;
    span address; /* what the QR symbol says */
    span site;    /* its beginning, which a person compares: nuan.example */
    bool is_demo;
    int64_t created_us; /* for the PDF */
    int32_t offset_s;
} paper_poster;

/* Draws a poster or a card as PDF, or as PNG.  Owner: *ret lives in `home` (4 MB are taken).
 * Errors: as qr_make for the address; ERR_MEMORY. */
WARN_UNUSED bool paper_poster_pdf(
    paper *p, arena *home, const paper_poster *values, paper_shape shape, span *ret, err *reterr);
WARN_UNUSED bool paper_poster_png(
    paper *p, arena *home, const paper_poster *values, paper_shape shape, span *ret, err *reterr);

#endif
