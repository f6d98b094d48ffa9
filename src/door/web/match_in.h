/* Inside the page of matching: the gift that is looked at, while its view is filled.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_MATCH_IN_H
#define NUAN_DOOR_WEB_MATCH_IN_H

#include "door/web/staff_match.h"

typedef struct picking {
    staff *s;
    campaign of;
    match_around around;
    donation_row gift;
    picked_view *v;
    promise_item *promises; /* by hand */
    beside_item *gifts;
} picking;

/* A gift beside the one that is looked at. */
beside_item picked_beside(staff *s, const match_gift *gift);
/* 7K3F-92QD.  Owner: s->memory. */
span promise_code_text(staff *s, order_code code);
/* Fills promises and gifts to tick, and the sums of what is ticked. */
WARN_UNUSED bool picked_hand_fill(picking *p, err *reterr);

#endif
