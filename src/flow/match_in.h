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

/* What a change altered: gifts that nobody has claimed, of these names, payers or codes, may be
 * something else now.  Keys of 0 are passed over. */
enum { MATCH_TOUCH_MAX = 20, MATCH_REWEIGH_MAX = 4096 };
typedef struct match_touch {
    int64_t names[MATCH_TOUCH_MAX], payers[MATCH_TOUCH_MAX], codes[MATCH_TOUCH_MAX];
    size_t name_count, payer_count, code_count;
    bool skips_alone; /* a gift that shares nothing with another one was weighed before */
} match_touch;
/* Adds a gift that came, went or was claimed; a promise of which something was given or taken, that
 * was made or withdrawn; at most MATCH_TOUCH_MAX of both together. */
void match_touch_gift(match_touch *touch, const match_fact *fact);
void match_touch_promise(match_touch *touch, const promise *p);
/* Looks anew at what was touched: the queue says of each what looking at it says.  At most *left
 * gifts, which is lessened; at the newest first. */
WARN_UNUSED bool match_reweigh(
    store_txn *txn, change *c, const match_touch *touch, size_t *left, err *reterr);
/* The same for one gift, or one promise. */
WARN_UNUSED bool match_reweigh_gift(store_txn *txn, change *c, const match_fact *fact, err *reterr);
WARN_UNUSED bool match_reweigh_promise(store_txn *txn, change *c, const promise *p, err *reterr);
/* The same for all that a change booked. */
WARN_UNUSED bool matching_reweigh(matching *m, err *reterr);

#endif
