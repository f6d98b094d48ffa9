/* Inside flow: what booking and looking share of matching.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_MATCH_IN_H
#define NUAN_FLOW_MATCH_IN_H

#include "flow/match.h"

/* The zone in which promises and payments have their days. */
const sys_zone *match_zone(void);
/* A promise as the rules see it. */
match_promise match_promise_of(const promise *p);
/* Whose a gift is that keeps a promise; that a learnt payer gave. */
donation_giver giver_of_promise(const promise *p);
donation_giver giver_of_payer(const match_payer *p);
/* Looks anew what waiting gifts of this name or payer may be (0: not asked), and moves them in or
 * out of the queue. */
WARN_UNUSED bool match_reweigh(
    store_txn *txn, change *c, int64_t name_key, int64_t payer_key, err *reterr);

#endif
