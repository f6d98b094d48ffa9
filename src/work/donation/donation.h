/* Gifts: money seen, booked once, whatever door it came through.
 * Laws: a gift is one transfer from the account where the money came in to income; the provider's
 * full key of a payment is booked once; two equal gifts stay two; a restricted purpose is a
 * property of the income account; fees are a cost and never netted; kept counts are written with
 * the gift.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DONATION_DONATION_H
#define NUAN_WORK_DONATION_DONATION_H

#include "work/donation/refund.h"

typedef enum donor_kind {
    DONOR_UNKNOWN,
    DONOR_PERSON,
    DONOR_ORGANISATION,
    DONOR_COLLECTIVE
} donor_kind;
typedef enum donation_display {
    DISPLAY_NONE,
    DISPLAY_MASKED,
    DISPLAY_FULL,
    DISPLAY_ANONYMOUS
} donation_display;
typedef enum donation_state { DONATION_BOOKED = 1, DONATION_REVERSED = 2 } donation_state;

/* ---- booking, for apply() and for flow ------------------------------------------------------ */

enum { DONATION_GIVER_SIZE = 16 }; /* number of a known giver */

typedef struct donation_row {
    org_id org;
    donation_id id;
    campaign_id campaign;
    int64_t purpose;
    account_id account;
    int64_t asset; /* of that account */
    money amount;  /* smallest unit of the asset */
    date day;
    int64_t paid_us; /* INT64_MIN: only the day is known */
    donation_channel channel;
    donor_kind donor;
    int64_t persons;
    donation_display display;
    donation_state state;
    bool is_claimed;
    statement_id statement;
    int64_t row_number;
    uint8_t entry_key[16];
    bool has_entry_key;
    int64_t version;
    donation_id origin;   /* of a moved gift: the one that was booked first; {0}: not moved here */
    donation_id moved_to; /* the gift that it was booked anew as, elsewhere; {0}: none */
    uint8_t giver_no[DONATION_GIVER_SIZE];
    bool has_giver_no;
} donation_row;

/* The erasable part of a gift, sealed before it reaches the writer.  {NULL, 0}: none. */
typedef struct donation_sealed {
    span label; /* in clear: what the giver chose to show; empty = no choice made */
    span name, message, payment_no;
} donation_sealed;
typedef struct donation_person {
    span name, message, payment_no; /* as given; empty: none */
    donation_display display;
} donation_person;
/* Seals what is given; the label follows the giver's choice (masked: 王*, 李*明).  Owner: `a`. */
WARN_UNUSED bool donation_seal(arena *a, const uint8_t seal_key[32], const donation_person *person,
    donation_sealed *ret_sealed, err *reterr);

/* The name and message of what donation_seal made, in clear: the caller has the right.  Owner:
 * `a`. */
WARN_UNUSED bool donation_unseal(arena *a, const uint8_t seal_key[32], span name, span message,
    donation_person *ret_person, err *reterr);
/* 王小明 -> 王*明, 李明 -> 李*.  Owner: `a`. */
span donation_name_mask(arena *a, span name);

typedef struct donation_gift {
    campaign_id campaign;
    int64_t purpose;
    account_id account; /* where the money came in; the gift is of its asset */
    money amount;       /* smallest unit of that asset */
    date day;
    int64_t paid_us; /* INT64_MIN: only the day is known */
    int32_t hour;    /* civil hour of payment 0..23, 24 when not known */
    donation_channel channel;
    donor_kind donor;
    int64_t persons; /* >= 1 */
    span giver;      /* identity of a known giver (to count each once), or empty .. */
    span giver_no;   /* .. or the number that it was given before */
    donation_display display;
    donation_sealed sealed;
    bool is_claimed;
    statement_id statement; /* 0: not from a file */
    int64_t row_number;
    bool has_key;
    payment_key key;
    donation_id origin; /* of a moved gift: the one that was booked first */
} donation_gift;

/* Books a gift: transfer, row, payment key, counts.  Identity was checked by the caller; the asset
 * is that of its account. */
WARN_UNUSED bool donation_book(
    store_txn *txn, change *c, const donation_gift *gift, donation_id *ret_id, err *reterr);

/* A gift as it stands in this transaction.  Errors: ERR_ABSENT. */
WARN_UNUSED bool donation_read(store_txn *txn, donation_id id, donation_row *ret_row, err *reterr);
/* The gift that was booked first: of a moved one, what its file, row and payment keys name. */
WARN_UNUSED bool donation_read_origin(
    store_txn *txn, const donation_row *gift, donation_row *ret_row, err *reterr);
/* Reverses a gift with all its transfers, whatever its account holds; refunds that were booked
 * against it are held again. */
WARN_UNUSED bool donation_reverse(store_txn *txn, change *c, donation_id id, err *reterr);

/* Whose a gift is, once it is known. */
typedef struct donation_giver {
    int64_t purpose; /* that he bound it to; 0: as the gift has it */
    donor_kind donor;
    donation_display display;
    donation_sealed sealed;
} donation_giver;
/* The giver of a gift becomes known: its income is claimed from today on.  Errors: ERR_CONFLICT he
 * is known already, or the gift was reversed. */
WARN_UNUSED bool donation_claim(
    store_txn *txn, change *c, donation_id id, const donation_giver *giver, err *reterr);
/* Nobody is known to have given it after all; `message`: sealed, goes with the giver. */
WARN_UNUSED bool donation_unclaim(
    store_txn *txn, change *c, donation_id id, span message, err *reterr);

typedef enum source_kind {
    SOURCE_STATEMENT = 1,
    SOURCE_NOTICE,
    SOURCE_CLERK,
    SOURCE_FEE /* a row of a file that tells the provider's charge for it */
} source_kind;
/* Remembers another place in which the same money was seen; the same place twice is one. */
WARN_UNUSED bool donation_source_put(store_txn *txn, change *c, org_id org, donation_id id,
    source_kind kind, int64_t source, int64_t row_number, err *reterr);

/* Books a provider's fee of a campaign (negative: given back) on a clearing account, in its
 * asset. */
WARN_UNUSED bool donation_fee_book(store_txn *txn, change *c, campaign_id campaign,
    account_id account, int64_t fen, date day, int64_t source, err *reterr);
/* Gives back all fees in the asset of an account that stand for a source, each on its own day.
 * Errors: ERR_LIMIT more days than DONATION_FEE_DAYS_MAX. */
enum { DONATION_FEE_DAYS_MAX = 1000 };
WARN_UNUSED bool donation_fees_undo(store_txn *txn, change *c, campaign_id campaign,
    account_id account, int64_t source, err *reterr);

/* ---- changes -------------------------------------------------------------------------------- */

typedef struct donation_notice { /* donation.notify */
    campaign_id campaign;
    span payment_no;
    span order_code; /* the merchant's order number, or empty */
    int64_t paid_us;
    date day; /* civil day and second of paid_us in the zone of the house */
    int32_t second;
    int64_t asset; /* 0: CNY */
    money amount;  /* smallest unit of the asset */
    donation_channel channel;
    donor_kind donor;
    donation_display display;
    span payer, payer_ref, message, purpose;
    donation_sealed sealed;
    /* by who matched it to a promise: whose it is */
    bool is_claimed;
    int64_t purpose_id; /* 0: of `purpose` */
} donation_notice;
typedef struct cash_input { /* donation.enter */
    campaign_id campaign;
    int64_t asset; /* 0: CNY */
    money amount;  /* smallest unit of the asset */
    date day;
    donor_kind donor;
    int64_t persons;
    span payer, message, purpose;
    donation_display display;
    donation_sealed sealed;
} cash_input;

/* outcome of donation.notify */
typedef enum notice_outcome {
    NOTICE_BOOKED = 0,
    NOTICE_MERGED = 1,
    NOTICE_HELD = 2
} notice_outcome;

/* Books, merges or holds what a provider notified: the apply of donation.notify, but for what
 * matches it. */
WARN_UNUSED bool donation_notice_apply(
    store_txn *txn, change *c, const donation_notice *in, err *reterr);
extern const change_kind donation_enter;

/* ---- reading -------------------------------------------------------------------------------- */

typedef struct donation_filter {
    campaign_id campaign;     /* {0}: all */
    statement_id statement;   /* {0}: all */
    donation_channel channel; /* 0: all */
    bool only_unclaimed;
    int64_t before; /* ids below; 0: the newest */
} donation_filter;
/* Newest first.  Owner: `a`.  One of them: ERR_ABSENT when there is none. */
WARN_UNUSED bool donation_list(store_conn *conn, arena *a, const donation_filter *filter,
    size_t limit, donation_row **ret_rows, size_t *ret_count, err *reterr);
WARN_UNUSED bool donation_get(store_conn *conn, donation_id id, donation_row *ret_row, err *reterr);
/* The erasable part of a gift, unsealed: the caller has the right.  Members are empty when there
 * is none.  Owner: `a`. */
WARN_UNUSED bool donation_person_get(store_conn *conn, arena *a, const uint8_t seal_key[32],
    org_id org, donation_id id, span *ret_label, donation_person *ret_person, err *reterr);
typedef struct source_row {
    source_kind kind;
    int64_t source, row_number, seen_us;
} source_row;
WARN_UNUSED bool donation_sources(store_conn *conn, arena *a, org_id org, donation_id id,
    source_row **ret_rows, size_t *ret_count, err *reterr);

#endif
