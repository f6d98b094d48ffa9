/* Money given back: booked against its gift, held while the gift is unknown.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DONATION_REFUND_H
#define NUAN_WORK_DONATION_REFUND_H

#include "work/donation/payment.h"

typedef enum refund_state { REFUND_HELD = 1, REFUND_BOOKED, REFUND_REVERSED } refund_state;
enum { REFUND_RELEASES_MAX = 64 };

typedef struct refund_input {
    campaign_id campaign;
    account_id account;   /* that pays; the refund is of its asset */
    donation_id donation; /* 0: unknown, the refund is held */
    money amount;
    date day;
    statement_id statement;
    int64_t row_number;
    int64_t fee_mfen; /* of the provider; whoever books the refund books it, too */
    bool has_key;
    payment_key key;
    /* the key of the gift that it gives back; its rest is zeros when only the order is known */
    bool has_gift;
    payment_key gift;
    /* the provider's number of the refund as if it were an order's: so another file may name it */
    bool has_own;
    payment_key own;
} refund_input;

typedef struct refund_row {
    org_id org;
    int64_t id;
    campaign_id campaign;
    account_id account;
    int64_t asset; /* of that account */
    donation_id donation;
    money amount; /* smallest unit of the asset */
    date day;
    refund_state state;
    statement_id statement;
    int64_t row_number;
    int64_t fee_mfen; /* set by refund_read and refund_get alone, and so are .. */
    bool has_gift, has_own;
    payment_key gift; /* the key of the gift that it gives back */
    payment_key own;  /* its own number */
} refund_row;

/* A refund that was held and is booked now: its fee is to be booked with the file that told of
 * it. */
typedef struct refund_released {
    statement_id statement;
    int64_t asset;
    date day;
    int64_t fee_mfen;
} refund_released;

/* Books a refund of a known gift (income is lessened, the clearing account pays) or holds it.
 * Errors: ERR_CONFLICT more would be given back than was given, or in another currency. */
WARN_UNUSED bool refund_book(
    store_txn *txn, change *c, const refund_input *in, int64_t *ret_id, err *reterr);
/* Books held refunds of this gift now that it is in the books, each as a new record of today's
 * knowledge; *ret_count of them. */
WARN_UNUSED bool refund_release(store_txn *txn, change *c, org_id org, const payment_key *key,
    donation_id donation, refund_released ret[REFUND_RELEASES_MAX], int *ret_count, err *reterr);
/* How much of a gift was given back. */
WARN_UNUSED bool refund_given_back(
    const payment_place *at, donation_id gift, money *ret_amount, err *reterr);
/* Is any refund of an organisation held?  Sees what the batch decided. */
WARN_UNUSED bool refund_held_any(store_txn *txn, org_id org, bool *ret_any, err *reterr);
/* True if a refund whose gift has key `gift` can be of the gift that is known by `key`. */
bool refund_fits(const payment_key *gift, const payment_key *key);
/* Another file tells a refund, too: its key names it from now on.  If the refund was known by its own
 * number alone, it is learnt of which payment it is. */
WARN_UNUSED bool refund_learn(
    store_txn *txn, const refund_row *refund, const refund_input *told, err *reterr);
/* Takes all keys of a refund out, so that it can be booked anew. */
WARN_UNUSED bool refund_keys_cut(store_txn *txn, const refund_row *refund, err *reterr);
/* Reverses a refund, booked or held.  Errors: ERR_CONFLICT it was reversed before. */
WARN_UNUSED bool refund_reverse(store_txn *txn, change *c, int64_t id, err *reterr);

/* A refund as it stands in this transaction; or as a reading connection sees it.
 * Errors: ERR_ABSENT. */
WARN_UNUSED bool refund_read(store_txn *txn, int64_t id, refund_row *ret_row, err *reterr);
WARN_UNUSED bool refund_get(store_conn *conn, int64_t id, refund_row *ret_row, err *reterr);
/* Refunds of a campaign ({0}: all), newest first; state 0: all.  Owner: `a`. */
WARN_UNUSED bool refund_list(store_conn *conn, arena *a, campaign_id of, refund_state state,
    int64_t before, size_t limit, refund_row **ret_rows, size_t *ret_count, err *reterr);

typedef struct refund_change_input { /* donation.refund: a clerk gives a gift back */
    donation_id donation;
    org_id org;
    money amount;
} refund_change_input;

extern const change_kind donation_refund;

#endif
