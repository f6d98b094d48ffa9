/* Which profile the files of an account are read with, as a person chose it: the choice stands before
 * what a file's columns look like, for the next files of that account.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_STATEMENT_ACCOUNT_PROFILE_H
#define NUAN_WORK_STATEMENT_ACCOUNT_PROFILE_H

#include "record/change.h"
#include "store/store.h"
#include "work/statement/statement.h"

enum { ACCOUNT_PROFILES_MAX = 500 };

typedef struct account_profile {
    org_id org;
    account_id account;
    span account_code;                 /* when it is read */
    span code;                         /* of the profile; its newest version is read with */
    char tail[STATEMENT_TAIL_MAX + 1]; /* of the account's number in its files, or "" */
    int64_t made_by, made_us;
} account_profile;

/* ---- for apply() ---------------------------------------------------------------------------- */

/* The choice from now on; what stood before ends. */
WARN_UNUSED bool account_profile_put(
    store_txn *txn, change *c, const account_profile *p, err *reterr);
/* Takes it back.  Errors: ERR_ABSENT none stands. */
WARN_UNUSED bool account_profile_close(
    store_txn *txn, change *c, org_id org, account_id account, err *reterr);

/* ---- reading -------------------------------------------------------------------------------- */

/* What stands in a unit ({0}: in all), by account; where a choice does not name the number of its
 * account, its tail is that of the newest file in the books that does.  Owner: `a`. */
WARN_UNUSED bool account_profile_list(store_conn *conn, arena *a, org_id org,
    account_profile **ret_rows, size_t *ret_count, err *reterr);
/* Of one account; *ret_found false: none. */
WARN_UNUSED bool account_profile_find(store_conn *conn, arena *a, account_id account,
    account_profile *ret, bool *ret_found, err *reterr);

#endif
