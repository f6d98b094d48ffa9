/* What the two files of the receipt share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_RECEIPT_IN_H
#define NUAN_PAPER_RECEIPT_IN_H

#include "paper/form_in.h"
#include "paper/paper_in.h"
#include "paper/pdf_in.h"
#include "paper/receipt.h"

/* One receipt on its way. */
typedef struct receipt_job {
    const paper_receipt *values;
    arena *home;
    const qr *symbol; /* or NULL */
    uint32_t pages;
    bool is_tight; /* long texts: less room between the parts of the page */
} receipt_job;

/* Pages of a list of so many people. */
uint32_t receipt_list_pages(size_t member_count);
/* Draws them behind the first page. */
void receipt_list_draw(pdf *document, const receipt_job *job);

#endif
