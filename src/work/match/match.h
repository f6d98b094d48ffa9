/* Who gave what: links between gifts and promises, what gifts tell of their givers, gifts on hold,
 * and payers that were learnt from what a person chose.
 * Laws: links never take more of a gift than it is; one link a gift and promise; a claimed gift has
 * a link or was notified with its giver.  What joins this with gifts and promises is flow's.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_MATCH_MATCH_H
#define NUAN_WORK_MATCH_MATCH_H

#include "record/change.h"
#include "store/store.h"
#include "work/match/score.h"

enum {
    MATCH_LOOK_MAX = 32,  /* keys of one look */
    MATCH_LINKS_MAX = 64, /* of one gift or one promise */
    MATCH_REASON_RUNES_MAX = 200,
    MATCH_THRESHOLD_MIN = 500,
    MATCH_THRESHOLD_MAX = 1001 /* nothing is made without a person */
};

/* A key that equals for one payer and can't be computed without the installation's key: of his
 * account or openid.  0 for an empty one or one with a mask. */
int64_t match_payer_key(const uint8_t seal_key[32], span account);

/* ---- links ---------------------------------------------------------------------------------- */

typedef struct match_link {
    org_id org;
    donation_id donation;
    promise_id promise; /* {0}: claimed without one */
    money part;
    int32_t confidence;
    bool claims;
    int64_t made_by, made_us;
} match_link;

/* Makes a link; makes its part larger (less: smaller); takes it away. */
WARN_UNUSED bool match_link_put(store_txn *txn, const match_link *link, err *reterr);
WARN_UNUSED bool match_link_grow(store_txn *txn, const match_link *link, money by, err *reterr);
WARN_UNUSED bool match_link_end(store_txn *txn, const match_link *link, err *reterr);
/* Links of a gift, or of a promise; at most MATCH_LINKS_MAX. */
WARN_UNUSED bool match_links_read(store_txn *txn, org_id org, donation_id donation,
    match_link *into, size_t *ret_count, err *reterr);
WARN_UNUSED bool match_links_get(store_conn *conn, org_id org, donation_id donation,
    match_link *into, size_t *ret_count, err *reterr);
WARN_UNUSED bool match_links_of(store_conn *conn, org_id org, promise_id promise, match_link *into,
    size_t *ret_count, err *reterr);

/* ---- facts ---------------------------------------------------------------------------------- */

typedef enum match_state { MATCH_QUIET = 1, MATCH_DONE, MATCH_WAITS, MATCH_HELD } match_state;

typedef struct match_fact {
    org_id org;
    donation_id donation;
    campaign_id campaign;
    int64_t code; /* 0: none */
    bool is_order;
    int64_t payer_key, name_key;
    span payer, remark; /* sealed; {NULL, 0}: none */
    match_state state;
    int32_t best;
} match_fact;

WARN_UNUSED bool match_fact_put(store_txn *txn, const match_fact *fact, err *reterr);
WARN_UNUSED bool match_fact_move(
    store_txn *txn, const match_fact *fact, match_state to, int32_t best, err *reterr);
WARN_UNUSED bool match_fact_end(store_txn *txn, org_id org, donation_id donation, err *reterr);
/* *ret_found false: the gift tells nothing.  Owner: `a`. */
WARN_UNUSED bool match_fact_read(store_txn *txn, arena *a, org_id org, donation_id donation,
    match_fact *ret, bool *ret_found, err *reterr);
WARN_UNUSED bool match_fact_get(store_conn *conn, arena *a, org_id org, donation_id donation,
    match_fact *ret, bool *ret_found, err *reterr);
typedef struct match_hold {
    span reason;
    int64_t made_by, made_us;
} match_hold;
/* Why a gift is on hold.  *ret_found false: it is not.  Owner: `a`. */
WARN_UNUSED bool match_hold_get(store_conn *conn, arena *a, org_id org, donation_id donation,
    match_hold *ret, bool *ret_found, err *reterr);
/* Errors: ERR_INPUT no reason, or too long a one. */
WARN_UNUSED bool match_hold_put(
    store_txn *txn, const change *c, org_id org, donation_id donation, span reason, err *reterr);
WARN_UNUSED bool match_hold_end(store_txn *txn, org_id org, donation_id donation, err *reterr);

/* Links, facts, hold and what was learnt go over to the gift as which another one was booked anew,
 * in `campaign`. */
WARN_UNUSED bool match_follow(store_txn *txn, org_id org, donation_id from, donation_id to,
    campaign_id campaign, err *reterr);

/* ---- payers --------------------------------------------------------------------------------- */

typedef struct match_payer {
    org_id org;
    int64_t id;
    int64_t payer_key, name_key;
    int32_t donor, display; /* as a gift's */
    span label, name;       /* as a gift's: in clear; sealed */
    donation_id donation;   /* from which it was learnt */
    int64_t made_by, made_us;
} match_payer;

/* Remembers whom a payer stands for, from now on. */
WARN_UNUSED bool match_payer_learn(store_txn *txn, change *c, match_payer *payer, err *reterr);
/* What was learnt from a gift is forgotten. */
WARN_UNUSED bool match_payer_unlearn(store_txn *txn, org_id org, donation_id donation, err *reterr);
/* Forgets a payer; *ret_key: his.  Errors: ERR_ABSENT. */
WARN_UNUSED bool match_payer_end(
    store_txn *txn, org_id org, int64_t id, int64_t *ret_key, err *reterr);
/* Payers with one of up to MATCH_LOOK_MAX keys; without what is buffered in the batch.  Owner:
 * `a`. */
WARN_UNUSED bool match_payers_read(store_txn *txn, arena *a, org_id org, const int64_t *keys,
    size_t count, match_payer *into, size_t *ret_count, err *reterr);
WARN_UNUSED bool match_payers_get(store_conn *conn, arena *a, org_id org, int64_t key,
    match_payer *into, size_t *ret_count, err *reterr);
/* Newest first, ids below `before` (0: all).  Owner: `a`. */
WARN_UNUSED bool match_payer_list(store_conn *conn, arena *a, org_id org, int64_t before,
    size_t limit, match_payer **ret_rows, size_t *ret_count, err *reterr);

/* ---- memory of the writer, setting, changes ------------------------------------------------- */

/* What need not be looked for.  Hints: true when it may be there. */
typedef struct match_hints {
    bool has_payers, has_facts, has_promises;
    int32_t threshold, threshold_kept;
} match_hints;
/* Reads the hints.  Owner: `home` (process). */
WARN_UNUSED bool match_hints_load(
    store_conn *conn, arena *home, bool has_promises, match_hints **ret, err *reterr);
batch_part match_hints_part(match_hints *hints);
match_hints *match_hints_of(store_txn *txn);

/* Per mille from which a match is made without a person. */
WARN_UNUSED bool match_threshold(store_conn *conn, int32_t *ret, err *reterr);

typedef struct match_threshold_input {
    int32_t threshold;
} match_threshold_input;
extern const change_kind match_threshold_set;

#endif
