/* Promises: gifts that were announced, the money not yet seen.
 * Laws: a promise is in no ledger, no leaf and no total; its order code is its own in an
 * organisation; what was given for it is never more than it says; it expires without a job.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_PROMISE_PROMISE_H
#define NUAN_WORK_PROMISE_PROMISE_H

#include "record/change.h"
#include "store/store.h"
#include "work/promise/order_code.h"

enum {
    PROMISE_DAYS = 7, /* a promise stands so long, unless the setting says otherwise */
    PROMISE_DAYS_MAX = 366,
    PROMISE_LOOK_MAX = 32, /* codes or names of one look */
    PROMISE_FOUND_MAX = 256
};

typedef enum promise_state {
    PROMISE_OPEN = 1,
    PROMISE_KEPT,
    PROMISE_WITHDRAWN,
    PROMISE_EXPIRED /* is open in the store: the clock says it */
} promise_state;
const char *promise_state_name(promise_state state); /* "open" */
bool promise_state_parse(span name, promise_state *ret_state);

/* The erasable part, sealed as a gift's is, so that the gift which keeps the promise takes it over
 * as it is.  {NULL, 0}: none. */
typedef struct promise_sealed {
    span label; /* in clear */
    span name, message;
} promise_sealed;

typedef struct promise {
    org_id org;
    promise_id id;
    campaign_id campaign;
    int64_t purpose;
    order_code code;
    money amount;
    int32_t donor, display; /* as a gift's */
    promise_sealed sealed;
    int64_t name_key; /* 0: none */
    int64_t made_by, made_us, expires_us;
    promise_state state; /* as stored: PROMISE_EXPIRED never */
    money given;
    int64_t version;
    bool wants_receipt; /* the giver's wish */
    org_id poster;      /* whose poster led to it; 0: none */
} promise;

/* What is still to come; 0 for one that is not open. */
money promise_rest(const promise *p);
/* As it stands at an instant of the civil clock. */
promise_state promise_state_at(const promise *p, int64_t civil_us);

/* A key that equals for spellings of one name and can't be computed without the installation's
 * key: blanks, dots and case aside.  0 for what tells nobody: one character, names with a mask
 * (王*), 匿名, 爱心人士 and the like. */
int64_t promise_name_key(const uint8_t seal_key[32], span name);

/* ---- for apply(), through flow -------------------------------------------------------------- */

/* Keeps a new promise: gives it id, order code, times and state.  `days`: it stands so long, 0: as
 * the setting says. */
WARN_UNUSED bool promise_put(store_txn *txn, change *c, promise *p, int32_t days, err *reterr);
/* A promise as it stands in this transaction.  Owner: `a`.  Errors: ERR_ABSENT. */
WARN_UNUSED bool promise_read(
    store_txn *txn, arena *a, org_id org, promise_id id, promise *ret, err *reterr);
/* Promises with one of these codes, or open ones with one of these names; at most PROMISE_LOOK_MAX
 * are asked for and `size` are told.  Without what the batch has only buffered: a promise of this
 * moment.  Owner: `a`. */
WARN_UNUSED bool promise_read_codes(store_txn *txn, arena *a, org_id org, const int64_t *codes,
    size_t count, promise *into, size_t size, size_t *ret_count, err *reterr);
WARN_UNUSED bool promise_read_names(store_txn *txn, arena *a, org_id org, const int64_t *names,
    size_t count, promise *into, size_t size, size_t *ret_count, err *reterr);
/* More was given for a promise (negative: less, a link was taken back); it is kept when all is
 * given and open again when it is not.
 * Errors: ERR_CONFLICT more than it says, or it was withdrawn; ERR_STALE it changed meanwhile. */
WARN_UNUSED bool promise_give(store_txn *txn, promise *p, int64_t fen, err *reterr);
/* A promise that was open, of which all that was left is given now: as it is from now on, and what
 * was given of it before. */
typedef struct promise_kept {
    const promise *at;
    money given;
} promise_kept;
/* Keeps promises that were read in this transaction, up to PROMISE_LOOK_MAX at once. */
WARN_UNUSED bool promise_keep(
    store_txn *txn, org_id org, const promise_kept *kept, size_t count, err *reterr);

/* ---- changes -------------------------------------------------------------------------------- */

typedef struct promise_days_input {
    int32_t days;
} promise_days_input;

/* Withdraws an open one, as it stands in *p.  Errors: ERR_CONFLICT it was kept or withdrawn before. */
WARN_UNUSED bool promise_end(store_txn *txn, const promise *p, err *reterr);

extern const change_kind promise_days_set;

/* ---- reading -------------------------------------------------------------------------------- */

/* Errors: ERR_ABSENT.  Owner: `a`. */
WARN_UNUSED bool promise_get(
    store_conn *conn, arena *a, org_id org, promise_id id, promise *ret, err *reterr);
WARN_UNUSED bool promise_get_code(
    store_conn *conn, arena *a, org_id org, order_code code, promise *ret, err *reterr);
typedef struct promise_filter {
    org_id org;
    campaign_id campaign;
    promise_state state; /* 0: all */
    int64_t civil_us;    /* for open and expired */
    int64_t before;      /* ids below; 0: the newest */
} promise_filter;
/* Newest first.  Owner: `a`. */
WARN_UNUSED bool promise_list(store_conn *conn, arena *a, const promise_filter *filter,
    size_t limit, promise **ret_rows, size_t *ret_count, err *reterr);
/* Open promises of a name.  Owner: `a`. */
WARN_UNUSED bool promise_of_name(store_conn *conn, arena *a, org_id org, int64_t name_key,
    promise *into, size_t size, size_t *ret_count, err *reterr);
/* Open promises of a campaign of which exactly so much is still to come, newest first.  Owner: `a`. */
WARN_UNUSED bool promise_of_rest(store_conn *conn, arena *a, org_id org, campaign_id campaign,
    money rest, promise *into, size_t size, size_t *ret_count, err *reterr);
/* True in *ret_any if there is any promise in the house. */
WARN_UNUSED bool promise_any(store_conn *conn, bool *ret_any, err *reterr);
/* How long a new promise stands. */
WARN_UNUSED bool promise_days(store_conn *conn, int32_t *ret_days, err *reterr);

#endif
