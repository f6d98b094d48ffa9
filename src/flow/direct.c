/* Where the money of a row goes: to the campaign of its file, or where a rule of direction sends
 * it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include "text/text.h"

#include <assert.h>

bool directions_open(store_conn *conn, arena *home, org_id org, account_id account, int64_t at_us,
    directions *ret, err *reterr)
{
    *ret = (directions){ .account = account };
    return rule_list(conn, home, org, at_us, &ret->rules, &ret->count, reterr);
}

const direction_rule *direction_of(const directions *d, arena *scratch, const payfile_row *row)
{
    bool is_gift = row->kind == PAYFILE_GIFT || row->kind == PAYFILE_REFUND;
    if (d->count == 0 || !is_gift || row->note.size == 0)
        return NULL;
    size_t mark = scratch->used;
    span note = text_normal(scratch, row->note);
    const direction_rule *found = NULL;
    for (size_t i = 0; i < d->count && !found; i++) {
        const direction_rule *rule = &d->rules[i];
        bool is_here = rule->account.value == 0 || rule->account.value == d->account.value;
        if (is_here && note.size >= rule->words.size && span_search(note, rule->words) < note.size)
            found = rule;
    }
    arena_reset(scratch, mark);
    return found;
}

/* ---- changes -------------------------------------------------------------------------------- */

static bool apply_rule_add(store_txn *txn, change *c, err *reterr)
{
    rule_change *in = c->input;
    donations *d = donations_of(txn);
    campaign of = { 0 };
    if (!campaign_get(d, in->rule.campaign, &of) || of.org.value != c->org.value)
        return err_field(reterr, "campaign", N_("The campaign must be of the same organisation"));
    in->rule.org = c->org;
    in->rule.words = text_normal(c->home, in->rule.words);
    if (!purpose_find(d, of.id, in->purpose, &in->rule.purpose, reterr) ||
        !rule_put(txn, c, &in->rule, reterr))
        return false;
    c->object_id = in->rule.id;
    return true;
}

static bool apply_rule_end(store_txn *txn, change *c, err *reterr)
{
    const rule_change *in = c->input;
    c->object_id = in->rule.id;
    return rule_close(txn, c, c->org, in->rule.id, reterr);
}

const change_kind rule_add = { 322, "rule.add", RIGHT_CAMPAIGN_EDIT, apply_rule_add };
const change_kind rule_end = { 323, "rule.end", RIGHT_CAMPAIGN_EDIT, apply_rule_end };
