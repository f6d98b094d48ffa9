/* Moving a gift, with its matches: the change, and what it would do.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_MOVE_H
#define NUAN_FLOW_MOVE_H

#include "flow/match.h"
#include "work/donation/move.h"

typedef struct donation_move_input { /* donation.move */
    donation_id donation;
    campaign_id campaign;
    span purpose;    /* its code; empty: none */
    int64_t version; /* of the gift, on which the change stands; 0: whatever it is */
} donation_move_input;

/* Its object is the new gift. */
extern const change_kind donation_move;

/* What a move would do, as a reading connection sees it. */
typedef struct move_plan {
    move_facts facts;
    move_target target;
    purpose_row from_purpose, to_purpose; /* id 0: none */
    int promise_count;                    /* that the gift keeps: they stay kept */
    bool waits;                           /* for its giver: it goes over to the other queue */
    bool is_logged;                       /* it stands in the public log .. */
    int64_t leaf_number;                  /* .. as this entry, which is withdrawn */
} move_plan;

/* Reads it and applies the rule of the change.  Owner: `a`.  Errors: those of the change. */
WARN_UNUSED bool move_plan_make(store_conn *conn, arena *a, donations *of,
    const donation_move_input *in, move_plan *ret, err *reterr);
/* The same of a move that was done, by the gift that it made.  Errors: ERR_ABSENT it made none. */
WARN_UNUSED bool move_plan_done(
    store_conn *conn, arena *a, donations *of, donation_id id, move_plan *ret, err *reterr);
/* The gift that became another one by a move, {0} for none: the one before `gift`. */
WARN_UNUSED bool move_before(
    store_conn *conn, const donation_row *gift, donation_id *ret, err *reterr);

#endif
