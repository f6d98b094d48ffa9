/* Ways to give of a campaign.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/way.h"

static bool apply_add(store_txn *txn, change *c, err *reterr)
{
    way w = *(const way *)c->input;
    campaign of = { 0 };
    if (!campaign_get(donations_of(txn), w.campaign, &of) || of.org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    w.org = of.org;
    if (!way_put(txn, c, &w, reterr))
        return false;
    c->object_id = w.id;
    c->outcome = w.kind;
    return true;
}

const change_kind way_add = { 442, "way.add", RIGHT_CAMPAIGN_EDIT, apply_add };
