/* From a gift to its receipt: finding the gift of a request, reviewing it, freezing what the receipt
 * says together with the proof of its entry in the public log.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_RECEIPT_H
#define NUAN_FLOW_RECEIPT_H

#include "change/writer.h"
#include "flow/import.h"
#include "org/org.h"
#include "work/donation/donation.h"
#include "work/receipt/receipt.h"

typedef struct receipt_request_input { /* receipt.request, receipt.ask */
    campaign_id campaign;
    donation_id donation; /* {0}: found by what is stated, now or later */
    receipt_payer payer;
    receipt_way way;
    span label, person; /* by receipt_request_seal */
    bool has_stated;
    payment_key stated_no;
    money stated;
    date stated_day;
    bool has_picture;
    crypt_hash picture;
} receipt_request_input;

typedef struct receipt_review_input { /* receipt.review */
    int64_t request;
    bool approves;
    donation_id donation; /* chosen by the reviewer; {0}: as it was found */
    span reason;          /* of a refusal */
} receipt_review_input;

typedef struct receipt_reviews_input { /* receipt.review_many */
    const int64_t *requests;
    size_t count;
} receipt_reviews_input;

/* A reviewed request with what its receipt will say: prepared outside of the writer. */
typedef struct receipt_ready {
    int64_t request, version; /* on which it stands */
    span body, proof;         /* sealed */
    int64_t leaf;
} receipt_ready;
typedef struct receipt_issue_input { /* receipt.issue */
    const receipt_ready *ready;
    size_t count; /* <= RECEIPT_SLICE_MAX */
} receipt_issue_input;

typedef struct
    receipt_yearly_input {      /* receipt.yearly: one receipt for several requests of a giver */
    const receipt_ready *ready; /* body of the first counts, no proof */
    size_t count;
} receipt_yearly_input;

typedef struct receipt_void_input { /* receipt.void */
    int64_t receipt;
    span reason;
    bool again; /* the same request waits for its review anew */
} receipt_void_input;

/* Checks and seals what is known of the giver; the label follows.  Owner: `a`. */
WARN_UNUSED bool receipt_request_seal(arena *a, const uint8_t seal_key[32],
    const receipt_person *person, receipt_request_input *in, err *reterr);

/* Outcomes: of a review the state of the request, of review_many how many were approved, of issue how
 * many receipts were given (requests that are no longer reviewed are passed over). */
extern const change_kind receipt_request_enter, receipt_ask, receipt_review, receipt_review_many,
    receipt_issue, receipt_yearly, receipt_void;

/* Where receipts are prepared. */
typedef struct receipt_desk {
    store_conn *conn;
    donations *donations;
    const org_tree *tree;
    const uint8_t *seal_key;
    int64_t issuer; /* who gives them: named as handler if nobody entered the request */
} receipt_desk;
/* What the receipt of a reviewed request will say, with its proof.  Owner: `a`.
 * Errors: ERR_CONFLICT its gift is not in the public log yet, was reversed, or the list of those who
 * gave together adds up to another amount. */
WARN_UNUSED bool receipt_prepare(
    const receipt_desk *desk, arena *a, const receipt_request *of, receipt_ready *ret, err *reterr);
/* The gift that a request states, {0}: none; *ret_exact: its amount and day are those, too. */
WARN_UNUSED bool receipt_gift_look(
    store_conn *conn, const receipt_request *of, donation_id *ret, bool *ret_exact, err *reterr);

/* Gives the receipts of all requests of a unit that were reviewed, slice by slice: each slice is
 * durable with its numbers, so a run that ended halfway goes on where it stopped, and none is given
 * twice.  A request whose receipt can't be given yet stays as it is. */
typedef struct receipt_run {
    const receipt_desk *desk;
    writer *writer;
    const actor *author;
    org_id org;
    campaign_id campaign; /* {0}: all */
    bool is_yearly;       /* sums of the year instead: one receipt for all small gifts of a giver */
    import_progress *progress; /* may be NULL */
    void *progress_self;
    /* out */
    int64_t total, given, left;
    err first; /* why the first of those that are left is */
} receipt_run;
WARN_UNUSED bool receipt_run_all(receipt_run *run, err *reterr);

#endif
