/* Making a promise for a campaign.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/match_in.h"

#include "text/text.h"

#include <assert.h>

enum { NAME_RUNES_MAX = 100, MESSAGE_RUNES_MAX = 200 };

bool promise_input_seal(arena *a, const uint8_t seal_key[32], promise_input *in, err *reterr)
{
    assert(a && seal_key && in);
    const donation_person person = {
        .name = in->name, .message = in->message, .display = in->display
    };
    donation_sealed sealed = { 0 };
    if (!donation_seal(a, seal_key, &person, &sealed, reterr))
        return false;
    in->sealed =
        (promise_sealed){ .label = sealed.label, .name = sealed.name, .message = sealed.message };
    in->name_key = promise_name_key(seal_key, in->name);
    return true;
}

static bool texts_check(const promise_input *in, err *reterr)
{
    if (text_length(in->name) > NAME_RUNES_MAX)
        return err_field(reterr, "name", N_("A name has at most %d characters"), NAME_RUNES_MAX);
    return text_length(in->message) <= MESSAGE_RUNES_MAX ||
           err_field(
               reterr, "message", N_("A message has at most %d characters"), MESSAGE_RUNES_MAX);
}

static bool apply_make(store_txn *txn, change *c, err *reterr)
{
    const promise_input *in = c->input;
    donations *d = donations_of(txn);
    campaign of = { 0 };
    if (!campaign_get(d, in->campaign, &of) || of.org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (of.phase == PHASE_CLOSED)
        return err_set(reterr, ERR_CONFLICT, N_("The campaign is closed"));
    promise p = { .org = of.org,
        .campaign = of.id,
        .amount = in->amount,
        .donor = (int32_t)in->donor,
        .display = (int32_t)in->display,
        .sealed = in->sealed,
        .name_key = in->name_key };
    if (!texts_check(in, reterr) || !purpose_find(d, of.id, in->purpose, &p.purpose, reterr) ||
        !promise_put(txn, c, &p, in->days, reterr))
        return false;
    c->object_id = p.id.value;
    c->outcome = p.code.value;
    match_hints_of(txn)->has_promises = true;
    /* Money that came before its promise may be found now. */
    return match_reweigh_promise(txn, c, &p, reterr);
}

static bool apply_withdraw(store_txn *txn, change *c, err *reterr)
{
    const promise_withdraw_input *in = c->input;
    promise p = { 0 };
    c->object_id = in->promise.value;
    return promise_read(txn, c->home, c->org, in->promise, &p, reterr) &&
           promise_end(txn, &p, reterr) && match_reweigh_promise(txn, c, &p, reterr);
}

const change_kind promise_make = { 401, "promise.make", RIGHT_DONATION_NOTIFY, apply_make };
const change_kind promise_enter = { 402, "promise.enter", RIGHT_DONATION_ENTER, apply_make };
const change_kind promise_withdraw = { 403, "promise.withdraw", RIGHT_DONATION_ENTER,
    apply_withdraw };
