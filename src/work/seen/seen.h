/* Seen: what a payment provider's screen shows before its bill is here, entered by a person.
 * Laws: it is in no ledger, no leaf and no total; it is dated; it stands until a later one is entered, the
 * books of its day arrive, or it is taken back, and all of them are kept.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_SEEN_SEEN_H
#define NUAN_WORK_SEEN_SEEN_H

#include "base/money.h"
#include "record/change.h"
#include "store/store.h"

enum { SEEN_MAX = 200 };

typedef enum seen_state { SEEN_STANDS, SEEN_LATER, SEEN_BOOKED, SEEN_ENDED } seen_state;
const char *seen_state_name(seen_state state);  /* "stands" */
const char *seen_state_label(seen_state state); /* message id */

typedef struct seen_figure {
    int64_t id;
    org_id org;
    campaign_id campaign;
    account_id account;
    int64_t as_of_us; /* civil clock */
    date day;         /* its civil day */
    int64_t gifts;
    money amount;
    int64_t made_by, made_us;
    span account_code, account_zh, account_en; /* when it is read */
    seen_state state;
} seen_figure;

/* For apply(), through flow: keeps a figure; account and campaign belong together.
 * Errors: ERR_INPUT a number or time that can't be; ERR_CONFLICT a later one stands, or the books of the
 * day are here. */
WARN_UNUSED bool seen_put(store_txn *txn, const change *c, seen_figure *f, err *reterr);

typedef struct seen_end_input {
    int64_t id;
} seen_end_input;
/* Takes a mistaken one back.  Errors: ERR_ABSENT. */
extern const change_kind seen_end;

/* Newest first, at most SEEN_MAX.  Owner: `a`. */
WARN_UNUSED bool seen_list(store_conn *conn, arena *a, campaign_id campaign, seen_figure **ret_rows,
    size_t *ret_count, err *reterr);

#endif
