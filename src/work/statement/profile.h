/* Profiles of payment files as they are kept: each version for ever, for a file that was read with
 * it must be read the same way again.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_STATEMENT_PROFILE_H
#define NUAN_WORK_STATEMENT_PROFILE_H

#include "crypt/crypt.h"
#include "record/change.h"
#include "store/store.h"

typedef enum profile_origin {
    PROFILE_ADDED = 1, /* by a person */
    PROFILE_CAME       /* with the program; kept because a file was read with it */
} profile_origin;

typedef struct profile_record {
    int64_t id;
    org_id org;
    span code;
    int64_t version;
    profile_origin origin;
    span body; /* JSON */
    int64_t made_by, made_us, ended_us;
} profile_record;

/* ---- for apply() ---------------------------------------------------------------------------- */

/* Keeps a profile; the same body again is the same version.  Sets the record's id and version. */
WARN_UNUSED bool profile_put(store_txn *txn, change *c, profile_record *p, err *reterr);
/* It is offered no more.  Errors: ERR_ABSENT no such profile. */
WARN_UNUSED bool profile_close(store_txn *txn, change *c, org_id org, span code, err *reterr);

/* ---- reading -------------------------------------------------------------------------------- */

/* Errors: ERR_ABSENT.  Owner: `a`. */
WARN_UNUSED bool profile_get(
    store_conn *conn, arena *a, int64_t id, profile_record *ret, err *reterr);
/* The newest version of each that people added in the organisation or above it, the nearest first.
 * Owner: `a`. */
WARN_UNUSED bool profile_list(store_conn *conn, arena *a, org_id org, size_t limit,
    profile_record **ret_rows, size_t *ret_count, err *reterr);

#endif
