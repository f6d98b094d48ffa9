/* Reading the audit trail: the feed of changes, the list, and the recount of its chain.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_CHANGE_AUDIT_H
#define NUAN_CHANGE_AUDIT_H

#include "record/change.h"
#include "store/store.h"

typedef struct audit_row {
    int64_t seq;
    int64_t at_us; /* real time */
    int64_t actor_id;
    span address;
    int32_t kind;
    org_id org;
    int64_t object_id;
    int64_t outcome;
} audit_row;

/* Up to `limit` changes behind `seq`, in order of commit.  Owner: `a`. */
WARN_UNUSED bool audit_feed(store_conn *conn, arena *a, int64_t after_seq, size_t limit,
    audit_row **ret_rows, size_t *ret_count, err *reterr);
/* Up to `limit` changes before `seq` (0: the newest), newest first. */
WARN_UNUSED bool audit_newest(store_conn *conn, arena *a, int64_t before_seq, size_t limit,
    audit_row **ret_rows, size_t *ret_count, err *reterr);
/* Recomputes every link of the chain.  Errors: ERR_DAMAGE names the first link that does not
 * fit, or a gap. */
WARN_UNUSED bool audit_verify(store_conn *conn, int64_t *ret_count, err *reterr);
/* Hash of the newest link (zeros when there is none) and its number: the head that goes into the
 * public log. */
WARN_UNUSED bool audit_head(
    store_conn *conn, uint8_t ret_hash[32], int64_t *ret_number, err *reterr);

#endif
