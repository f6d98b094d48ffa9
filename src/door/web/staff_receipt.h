/* What the staff's pages of receipts show.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_STAFF_RECEIPT_H
#define NUAN_DOOR_WEB_STAFF_RECEIPT_H

#include "door/web/staff_in.h"

#include "door/receipts.h"

/* One request or receipt in the list. */
typedef struct receipt_item {
    span url, id; /* id: of a request that can be ticked; empty: it can't */
    span number;  /* of a receipt */
    span title;   /* masked */
    const char *payer, *way;
    mark_view state;
    worth amount; /* of its gift; asset 0: not found yet */
    date asked, due;
    bool is_late, is_exact;
} receipt_item;

typedef struct receipts_view {
    staff_view staff;
    chip_list views, campaigns;
    bool shows_given;
    const receipt_item *items;
    size_t count;
    size_t tick_count;  /* that can be reviewed together */
    span review_action; /* .. by her; empty: not by her */
    span run_action, yearly_action, new_url;
    int64_t reviewed, yearly; /* how many wait for their receipt, for the sum of the year */
    money threshold;
    pager_view pager;
    span csv_url;
    const char *key;
} receipts_view;

typedef struct request_view {
    staff_view staff;
    span id, title;
    mark_view state;
    const char *payer, *way;
    date asked, due;
    bool is_late, is_exact;
    span asked_by; /* empty: a visitor */
    span reviewed_by;
    span reason;
    span receipt_number, receipt_url;
    span replaces_number, replaces_url;
    bool has_stated;
    money stated;
    date stated_day;
    /* the payment that it is; gift_url empty: not found */
    span gift_url, gift_id;
    worth gift_amount;
    date gift_day;
    seal_view gift_seal;
    /* all that she wrote; is_open: shown now */
    bool is_open;
    receipt_person person;
    span open_action, review_action, issue_action;
    const char *why_not; /* she can't review: why */
    const err *error;
    const char *key;
} request_view;

typedef struct receipt_view {
    staff_view staff;
    span number, title;
    mark_view state;
    const char *payer;
    worth amount;
    date first_day, last_day, issued;
    int64_t gifts, copies;
    span issued_by, reviewed_by, void_by, void_reason;
    span request_url, replaces_number, replaces_url, replaced_number, replaced_url;
    int64_t leaf; /* -1: none */
    span leaf_url, pdf_url, proof_url;
    span fiscal_code, fiscal_no, fiscal_check;
    span void_action, fiscal_action;
    const err *error;
} receipt_view;

/* staff_receipts.c */
void staff_receipts_get(door_request *r);
void staff_receipts_csv_get(door_request *r);
void staff_receipts_review_post(door_request *r);
void staff_receipts_run_post(door_request *r);
/* staff_request.c */
void staff_request_get(door_request *r);
void staff_request_open_post(door_request *r);
void staff_request_review_post(door_request *r);
void staff_request_issue_post(door_request *r);
void staff_request_new_get(door_request *r);
void staff_request_new_post(door_request *r);
/* staff_receipt.c */
void staff_receipt_get(door_request *r);
void staff_receipt_proof_get(door_request *r);
void staff_receipt_pdf_get(door_request *r);
void staff_receipt_void_post(door_request *r);
void staff_receipt_fiscal_post(door_request *r);

/* Words and marks that several of them say. */
const char *request_payer_label(receipt_payer payer);
const char *request_way_label(receipt_way by);
mark_view request_mark(request_state state);
mark_view receipt_mark(receipt_state state);
span receipt_number_text(staff *s, const receipt *r);

#endif
