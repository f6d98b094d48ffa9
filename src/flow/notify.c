/* A provider's notification, matched before it is booked: a promise is closed first, and only what
 * is left is unclaimed.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/match_in.h"

#include <assert.h>

void notify_told(const uint8_t seal_key[32], notify_input *in)
{
    const donation_notice *n = &in->notice;
    const gift_words words = {
        .order_no = n->order_code, .account = n->payer_ref, .name = n->payer, .remark = n->message
    };
    gift_told_keys(seal_key, &words, &in->told);
    in->told.payer = n->sealed.name;
    in->told.remark = n->sealed.message;
}

static bool tells(const gift_told *told)
{
    return told->order_code != 0 || told->code_count > 0 || told->payer_key != 0 ||
           told->name_key != 0;
}

/* What the notification itself says of its giver goes before what the promise says. */
static void giver_take(donation_notice *n, const donation_giver *giver)
{
    n->is_claimed = true;
    n->purpose_id = n->purpose.size == 0 ? giver->purpose : 0;
    if (n->payer.size > 0)
        return;
    n->donor = giver->donor;
    n->display = giver->display;
    n->sealed.label = giver->sealed.label;
    n->sealed.name = giver->sealed.name;
    if (n->sealed.message.size == 0)
        n->sealed.message = giver->sealed.message;
}

static bool apply_notify(store_txn *txn, change *c, err *reterr)
{
    const notify_input *in = c->input;
    const gift_told *told = &in->told;
    donation_notice notice = in->notice;
    match_choice choice = { 0 };
    matching m = { .txn = txn, .c = c, .org = c->org, .campaign = notice.campaign };
    /* Promises are of CNY. */
    if (!tells(told) || (notice.asset != 0 && notice.asset != LEDGER_CNY))
        return donation_notice_apply(txn, c, &notice, reterr);
    if (!matching_begin(&m, &told, 1, reterr) ||
        !matching_find(&m, told, notice.amount, notice.day, &choice, reterr))
        return false;
    if (choice.is_certain)
        giver_take(&notice, &choice.giver);
    if (!donation_notice_apply(txn, c, &notice, reterr))
        return false;
    const donation_id id = { c->object_id };
    bool is_named = notice.payer.size > 0;
    if (c->outcome == NOTICE_BOOKED) {
        /* One whose giver is known waits for nobody, unless a promise of his is open. */
        bool matters = choice.is_certain || choice.confidence > 0 || !is_named;
        if (matters && !matching_put(&m, id, notice.amount, &choice, !is_named, reterr))
            return false;
    } else if (c->outcome == NOTICE_MERGED && !matching_known(&m, id, told, reterr)) {
        return false;
    }
    return matching_end(&m, reterr);
}

const change_kind donation_notify = { 211, "donation.notify", RIGHT_DONATION_NOTIFY, apply_notify };
