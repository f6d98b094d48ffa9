/* The identity of payments: a payment is booked once in an organisation, whatever file, account,
 * campaign or door it comes through.  docs/adr/0007 says why.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DONATION_PAYMENT_H
#define NUAN_WORK_DONATION_PAYMENT_H

#include "work/donation/campaign.h"

enum {
    PAYMENT_DAY_SIZE = 2,
    PAYMENT_PLACE_SIZE = 4,
    PAYMENT_ORDER_SIZE = 16,
    PAYMENT_REST_SIZE = 12,
    PAYMENT_MATCHES_MAX = 64
};

/* Digests of the provider's order number, behind its place among others, and of merchant order and
 * refund number (zeros: not known). */
typedef struct payment_key {
    uint8_t order[PAYMENT_ORDER_SIZE];
    uint8_t rest[PAYMENT_REST_SIZE];
} payment_key;
/* The key of the numbers as the provider gives them, blanks around them aside. */
payment_key payment_key_make(span order_no, span merchant_no, span refund_no);
/* The key of the provider's charge for a payment; of such a key, that of the payment again. */
payment_key payment_key_fee(const payment_key *payment);
/* True if more than the order number is known. */
bool payment_key_is_full(const payment_key *key);
/* The day that stands in an order number, as days since the year 2000; 0: none. */
int32_t payment_key_day(const payment_key *key);

/* ---- keys in the books ---------------------------------------------------------------------- */

typedef struct payment_match {
    payment_key key;
    int64_t object_id; /* donation or refund */
} payment_match;
/* Payments of an organisation with this order number.  Sees what the batch decided. */
WARN_UNUSED bool payment_find(store_txn *txn, org_id org, const payment_key *key,
    payment_match *into, size_t *ret_count, err *reterr);
/* The same from a reading connection. */
WARN_UNUSED bool payment_look(store_conn *conn, org_id org, const payment_key *key,
    payment_match *into, size_t *ret_count, err *reterr);
/* True in *ret_any if any payment is known whose number has the same day in it as this one: most
 * files bring days of which none is. */
WARN_UNUSED bool payment_day_any(
    store_conn *conn, org_id org, const payment_key *key, bool *ret_any, err *reterr);
/* Remembers a payment key. */
WARN_UNUSED bool payment_put(
    store_txn *txn, org_id org, const payment_key *key, int64_t object_id, err *reterr);
/* Takes all keys of an object out again that carry this order number, so that the payment can be
 * booked anew. */
WARN_UNUSED bool payment_cut(
    store_txn *txn, org_id org, const payment_key *key, int64_t object_id, err *reterr);
/* How many keys this process has put: those that a reader who begins now can see (any thread), and
 * those that the writer has decided.  If the second is still what the first was, nothing new can
 * have come in between. */
int64_t payment_put_count(donations *d);
int64_t payment_put_count_at(store_txn *txn);

/* ---- is it in the books? -------------------------------------------------------------------- */

/* A payment as a notification or a row of a file tells it. */
typedef struct payment_fact {
    payment_key key;
    int64_t asset;
    money amount;
    campaign_id campaign; /* for which it comes */
    bool is_movement;     /* a payout or a charge, no gift */
} payment_fact;
/* What keeps a payment that is in the books from being taken for the one that comes. */
typedef enum payment_conflict {
    PAYMENT_AGREES,
    PAYMENT_OTHER_AMOUNT, /* or another currency */
    PAYMENT_OTHER_CAMPAIGN
} payment_conflict;
/* What the books know of it. */
typedef struct payment_known {
    /* gift or refund that it is, where it lies now; has a meaning when is_exact or
     * candidates == 1, and so has .. */
    int64_t object_id;
    int64_t key_object; /* what its keys name: of a moved gift, the one that was booked first */
    bool is_exact;      /* the full key is in the books */
    int candidates;     /* of its sort, that it may be: same order number, currency and amount */
    int others;         /* of that order number, whatever their amount */
    payment_conflict conflict;
    int64_t asset;
    money booked; /* as it stands in the books, and for whom */
    campaign_id campaign;
} payment_known;
/* A gift or refund as far as it matters here; is_found is false for what was reversed. */
typedef struct payment_object {
    bool is_found, is_gift, is_movement;
    int64_t id; /* of a moved gift: where it lies now */
    int64_t asset;
    money amount;
    campaign_id campaign; /* in which it lies */
    /* it lies in the campaign that is asked for, lay there before a person moved it, or waits for
     * its gift wherever that comes */
    bool belongs;
} payment_object;
/* Whom to ask for keys and objects. */
typedef struct payment_reader {
    void *self;
    bool (*matches)(
        void *self, const payment_key *key, payment_match *into, size_t *count, err *reterr);
    bool (*object)(void *self, int64_t id, campaign_id asked, payment_object *ret, err *reterr);
} payment_reader;
/* Where to look: in a transaction (txn) or from a reading connection (conn), one of the two. */
typedef struct payment_place {
    store_txn *txn;
    store_conn *conn;
    org_id org;
} payment_place;
/* A reader of a place, which must stay. */
payment_reader payment_reader_of(payment_place *place);
/* The one rule for notifications, bookings and previews.  Errors: those of the reader. */
WARN_UNUSED bool payment_identify(
    const payment_reader *reader, const payment_fact *fact, payment_known *ret_known, err *reterr);

#endif
