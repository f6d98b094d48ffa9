/* Accounts whose bill must come each day by a set hour; which of their days are missing.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_STATEMENT_DAILY_H
#define NUAN_WORK_STATEMENT_DAILY_H

#include "record/change.h"
#include "store/store.h"

enum { DAILY_NONE = -1, DAILY_MAX = 500, DAILY_CODE_MAX = 96 };

/* An account with a bill a day, and the last day that a live file of it covers. */
typedef struct daily_account {
    org_id org;
    account_id account;
    char code[DAILY_CODE_MAX];
    int32_t hour; /* the bill of a day is there by this hour of the next */
    date since;   /* the first day that is asked for */
    date last;    /* 0: none */
} daily_account;

/* Days without a file, as far as their bill is due; first 0: none is missing. */
typedef struct daily_gap {
    date first, last;
} daily_gap;

/* For apply(): sets the hour, or DAILY_NONE.  `from`: the first day that is asked for. */
WARN_UNUSED bool daily_set(store_txn *txn, change *c, const daily_account *account, err *reterr);
/* All, by code.  Owner: `a`. */
WARN_UNUSED bool daily_list(
    store_conn *conn, arena *a, daily_account **ret_rows, size_t *ret_count, err *reterr);
/* What is missing of it at an hour of a day. */
daily_gap daily_missing(const daily_account *account, date today, int32_t hour);

#endif
