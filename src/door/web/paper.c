/* Receipts as PDF: drawn when they are asked for, the same values give the same bytes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/web_in.h"

#include "door/receipts.h"

#include <assert.h>
#include <stdio.h>

bool web_receipt_pdf(
    door_request *r, arena *work, const web_paper *how, const receipt *of, err *reterr)
{
    assert(r && work && how && of);
    char disposition[96];
    span pdf = { NULL, 0 };
    paper *press = NULL;
    ARENA font = { 0 }; /* drawing gives back what it took of its own */
    if (!arena_open(work, RECEIPT_DRAW_MEMORY) || !arena_open(&font, RECEIPT_PAPER_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!paper_open(&font, NULL, &press, reterr))
        return false;
    const receipt_press with = { .house = r->house,
        .conn = how->conn,
        .paper = press,
        .lang = how->lang,
        .site = web_public_url(web_of(r)),
        .copy = how->copy };
    bool is_drawn = receipt_print(&with, work, of, &pdf, reterr);
    paper_close(press);
    if (!is_drawn)
        return false;
    snprintf(disposition, sizeof disposition, "attachment; filename=\"%.*s.pdf\"",
        SPAN_PRINT(how->name));
    const net_pair headers[] = { { SPAN("Content-Type"), SPAN("application/pdf") },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") },
        { SPAN("Cache-Control"), SPAN("no-store") },
        { SPAN("Referrer-Policy"), SPAN("no-referrer") },
        { SPAN("Content-Disposition"), span_of(disposition) } };
    door_answer_with(r, 200, headers, 5, pdf);
    return true;
}
