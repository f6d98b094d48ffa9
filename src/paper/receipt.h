/* 捐赠回执: the organisation's own word that a gift has come, been booked and been entered in the
 * public ledger.  It is no fiscal 公益事业捐赠票据, looks unlike one, and says so.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_RECEIPT_H
#define NUAN_PAPER_RECEIPT_H

#include "base/money.h"
#include "paper/paper.h"
#include "text/say.h"

enum { PAPER_RECEIPT_MEMBERS_MAX = 200000 };

/* One line of the list of a collective gift. */
typedef struct paper_receipt_member {
    span name;
    money amount;
} paper_receipt_member;

/* All that stands on a receipt.  A text that is empty is left out with its label. */
typedef struct paper_receipt {
    say_lang lang;
    span number; /* HZ-2020-000123 */
    span organisation;
    span organisation_code; /* unified social credit code */
    span giver;             /* the title that it is made out to */
    span campaign;
    span purpose;  /* what the gift is for, or a remark */
    int64_t asset; /* text/currency.h; capitals stand only beside yuan */
    money amount;
    date given_on;
    span given_clock; /* 20:14:22 */
    span way;         /* 微信支付 */
    span code;        /* the order code, 7K3F-92QD */
    int64_t entry;    /* its number in the public ledger, from 1; 0: not told */
    span disclosure;  /* 2020年2月2日 第 1 期公示 */
    span fingerprint;
    span address; /* what the QR symbol says: where the receipt is verified */
    date issued_on;
    span handler; /* 经办人 */
    span reviewer;
    span contact; /* for questions, in the foot */
    span fiscal;  /* a sentence on the fiscal receipt of this gift */
    int32_t copy; /* 0: the first; n: 副本 n */
    bool is_void;
    span void_reason; /* why, when, and what stands instead */
    bool is_demo;
    const paper_receipt_member *members; /* of a collective gift; their sum is `amount` */
    size_t member_count;
    int64_t created_us; /* when it was made, for the document; the same values, the same bytes */
    int32_t offset_s;
} paper_receipt;

/* Draws a receipt as PDF, A4, a list of members on pages behind it, with `proof` (or NULL) inside.
 * Owner: *ret_pdf lives in `home`, of which about 1 MB is taken (for a list of 22,767 members, 8 MB).
 * Errors: ERR_INPUT the address can't be a QR symbol; ERR_LIMIT too many members; ERR_MEMORY.
 * Source: Charity Law of the PRC, Art. 38, for what a receipt names. */
WARN_UNUSED bool paper_receipt_draw(paper *p, arena *home, const paper_receipt *values,
    const paper_file *proof, span *ret_pdf, err *reterr);

#endif
