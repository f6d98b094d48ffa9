/* QR symbols: a text as a square of dark and light modules, and that square as one path for SVG.
 * Error correction is level M: a symbol still reads with about 15 % of it covered.
 * Source: ISO/IEC 18004; made by libqrencode.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_QR_H
#define NUAN_PAPER_QR_H

#include "base/buffer.h"
#include "base/err.h"
#include "base/span.h"

enum {
    QR_VERSION_MAX = 20,                   /* larger ones are too dense for a phone's camera */
    QR_SIDE_MAX = 17 + 4 * QR_VERSION_MAX, /* modules along one side */
    QR_TEXT_MAX = 1600,                    /* digits; of any other text 666 bytes fit */
    QR_QUIET = 4                           /* light modules that must stand around the symbol */
};

/* A symbol without its quiet zone. */
typedef struct qr {
    int32_t side;                            /* modules along one side: 21, 25, ... */
    uint8_t dark[QR_SIDE_MAX * QR_SIDE_MAX]; /* row by row, `side` each; 1 is dark */
} qr;

/* Makes the smallest symbol that holds `text`, UTF-8 without NUL.
 * Errors: ERR_INPUT the text is empty, or no UTF-8, or has a NUL; ERR_LIMIT it is too long;
 * ERR_MEMORY. */
WARN_UNUSED bool qr_make(span text, qr *ret, err *reterr);
/* Whether a module is dark; column and row count from 0 at the upper left. */
bool qr_is_dark(const qr *q, int32_t column, int32_t row);
/* Dark modules of a row that lie side by side from *column on: true with the first one's column and
 * their number, false when no more are dark.  The next search begins at *column + *ret_count. */
bool qr_run(const qr *q, int32_t row, int32_t *column, int32_t *ret_count);
/* Side of the picture with its quiet zone, modules: an SVG's viewBox is "0 0 N N". */
int32_t qr_view(const qr *q);
/* The path of the dark modules (attribute d) inside that view box, quiet zone left free; whole
 * numbers, the even-odd rule is not needed.  The page draws, also in the dark and on paper:
 *   <svg viewBox="0 0 N N" shape-rendering="crispEdges" role="img" aria-label="...">
 *   <path fill="#fff" d="M0 0hNvNH0z"/><path fill="#000" d="..."/></svg> */
void qr_add_path(buffer *b, const qr *q);

#endif
