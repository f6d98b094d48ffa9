/* Figures seen at providers, and goods that a campaign takes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/seen.h"

#include "flow_sql.h"

/* The campaign whose gifts an account takes in. */
static bool account_check(store_txn *txn, const change *c, seen_figure *f, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(f->account.value), store_int(c->org.value) };
    if (!store_look(txn, &FLOW_SEEN_ACCOUNT, in, 2, &rows, reterr))
        return false;
    if (store_rows_next(&rows))
        f->campaign.value = store_rows_int(&rows, 0);
    if (!store_rows_close(&rows, reterr))
        return false;
    return f->campaign.value != 0 ||
           err_field(reterr, "account",
               N_("Choose an account of a campaign into which gifts in yuan come"));
}

static bool apply_seen(store_txn *txn, change *c, err *reterr)
{
    seen_figure f = *(const seen_figure *)c->input;
    f.org = c->org;
    f.campaign = (campaign_id){ 0 };
    if (!account_check(txn, c, &f, reterr) || !seen_put(txn, c, &f, reterr))
        return false;
    c->object_id = f.id;
    c->outcome = f.gifts;
    return true;
}

static bool apply_want(store_txn *txn, change *c, err *reterr)
{
    goods_want w = *(const goods_want *)c->input;
    campaign of = { 0 };
    if (!campaign_get(donations_of(txn), w.campaign, &of) || of.org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    w.org = of.org;
    if (!want_put(txn, c, &w, reterr))
        return false;
    c->object_id = w.id;
    return true;
}

const change_kind want_add = { 445, "want.add", RIGHT_CAMPAIGN_EDIT, apply_want };
const change_kind seen_add = { 447, "seen.add", RIGHT_DONATION_ENTER, apply_seen };
