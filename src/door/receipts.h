/* Receipts as the doors use them: the desk where they are prepared, and their paper.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_RECEIPTS_H
#define NUAN_DOOR_RECEIPTS_H

#include "door/house.h"
#include "flow/receipt.h"
#include "paper/paper.h"
#include "text/say.h"

enum { RECEIPT_PAPER_MEMORY = 8 << 20, RECEIPT_DRAW_MEMORY = 24 << 20 };

/* Owner: the arena holds the tree of units. */
WARN_UNUSED bool receipt_desk_open(
    house *h, store_conn *conn, arena *a, int64_t issuer, receipt_desk *ret, err *reterr);

/* What the paper of a receipt needs besides itself. */
typedef struct receipt_press {
    house *house;
    store_conn *conn;
    paper *paper; /* of this thread */
    say_lang lang;
    span site;    /* https://host, of the QR symbol; empty: by the name of the log */
    int32_t copy; /* 0: the first one that is handed out */
} receipt_press;
/* Draws a receipt with its proof inside.  Owner: *ret_pdf lives in `a`, which takes up to
 * RECEIPT_DRAW_MEMORY.  Errors: those of paper_receipt_draw. */
WARN_UNUSED bool receipt_print(
    const receipt_press *press, arena *a, const receipt *of, span *ret_pdf, err *reterr);

#endif
