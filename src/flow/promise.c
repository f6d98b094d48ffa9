/* Making a promise for a campaign.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/match_in.h"
#include "flow/promise.h"

#include "flow_sql.h"
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

bool promise_input_check(const promise_input *in, err *reterr)
{
    assert(in);
    if (text_length(in->name) > NAME_RUNES_MAX)
        return err_field(reterr, "name", N_("A name has at most %d characters"), NAME_RUNES_MAX);
    return text_length(in->message) <= MESSAGE_RUNES_MAX ||
           err_field(
               reterr, "message", N_("A message has at most %d characters"), MESSAGE_RUNES_MAX);
}

/* The unit of a poster's code; {0} when there is none: a poster of a unit that closed still gives. */
static bool poster_find(store_txn *txn, span code, org_id *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_text(code) };
    *ret = (org_id){ 0 };
    if (code.size == 0)
        return true;
    if (!store_look(txn, &FLOW_POSTER_ORG, in, 1, &rows, reterr))
        return false;
    if (store_rows_next(&rows))
        ret->value = store_rows_int(&rows, 0);
    return store_rows_close(&rows, reterr);
}

/* Money that came before its promise may be found now, by the giver's name; the code is new, nothing
 * can tell it yet. */
static bool came_before_look(store_txn *txn, change *c, const promise *p, err *reterr)
{
    promise named = *p;
    named.code.value = 0;
    return p->name_key == 0 || match_reweigh_promise(txn, c, &named, reterr);
}

static bool promise_keep_new(
    store_txn *txn, change *c, const promise_input *in, promise *ret, err *reterr)
{
    donations *d = donations_of(txn);
    campaign of = { 0 };
    if (!campaign_get(d, in->campaign, &of) || of.org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (of.phase == PHASE_CLOSED)
        return err_set(reterr, ERR_CONFLICT, N_("The campaign is closed"));
    *ret = (promise){ .org = of.org,
        .campaign = of.id,
        .amount = in->amount,
        .donor = (int32_t)in->donor,
        .display = (int32_t)in->display,
        .sealed = in->sealed,
        .name_key = in->name_key,
        .wants_receipt = in->wants_receipt };
    if (!promise_input_check(in, reterr) ||
        !purpose_find(d, of.id, in->purpose, &ret->purpose, reterr) ||
        !poster_find(txn, in->poster, &ret->poster, reterr) ||
        !promise_put(txn, c, ret, in->days, reterr))
        return false;
    c->object_id = ret->id.value;
    c->outcome = ret->code.value;
    match_hints_of(txn)->has_promises = true;
    return true;
}

static bool apply_make(store_txn *txn, change *c, err *reterr)
{
    promise p = { 0 };
    return promise_keep_new(txn, c, c->input, &p, reterr) && came_before_look(txn, c, &p, reterr);
}

static bool apply_give(store_txn *txn, change *c, err *reterr)
{
    const promise_give_input *in = c->input;
    promise p = { 0 };
    if (!promise_keep_new(txn, c, &in->promise, &p, reterr))
        return false;
    const giver_link link = { .org = p.org, .promise = p.id };
    return giver_link_put(txn, c, &link, in->link, reterr) && came_before_look(txn, c, &p, reterr);
}

static bool apply_withdraw(store_txn *txn, change *c, err *reterr)
{
    const promise_withdraw_input *in = c->input;
    promise p = { 0 };
    c->object_id = in->promise.value;
    return promise_read(txn, c->home, c->org, in->promise, &p, reterr) &&
           promise_end(txn, &p, reterr) && match_reweigh_promise(txn, c, &p, reterr);
}

/* Whoever has the link may: it is shown to the giver alone. */
static bool apply_take_back(store_txn *txn, change *c, err *reterr)
{
    const promise_take_back_input *in = c->input;
    giver_link link = { 0 };
    promise p = { 0 };
    if (!giver_link_read(txn, in->link, &link, reterr))
        return false;
    if (link.org.value != c->org.value || link.promise.value == 0)
        return err_set(reterr, ERR_ABSENT, N_("This link leads to no promise"));
    c->object_id = link.promise.value;
    return promise_read(txn, c->home, c->org, link.promise, &p, reterr) &&
           promise_end(txn, &p, reterr) && match_reweigh_promise(txn, c, &p, reterr);
}

static bool gift_check(store_txn *txn, change *c, donation_id gift, err *reterr)
{
    donation_row row = { 0 };
    c->object_id = gift.value;
    return donation_read(txn, gift, &row, reterr) &&
           (row.org.value == c->org.value ||
               err_set(reterr, ERR_ABSENT, N_("There is no such gift")));
}

static bool apply_link(store_txn *txn, change *c, err *reterr)
{
    const giver_link_input *in = c->input;
    const giver_link link = { .org = c->org, .donation = in->gift };
    return gift_check(txn, c, in->gift, reterr) && giver_link_put(txn, c, &link, in->link, reterr);
}

static bool apply_link_end(store_txn *txn, change *c, err *reterr)
{
    const giver_link_input *in = c->input;
    return gift_check(txn, c, in->gift, reterr) && giver_links_close(txn, c, in->gift, reterr);
}

const change_kind promise_make = { 401, "promise.make", RIGHT_DONATION_NOTIFY, apply_make };
const change_kind promise_enter = { 402, "promise.enter", RIGHT_DONATION_ENTER, apply_make };
const change_kind promise_withdraw = { 403, "promise.withdraw", RIGHT_DONATION_ENTER,
    apply_withdraw };
const change_kind promise_by_visitor = { 411, "promise.give", RIGHT_VISITOR, apply_give };
const change_kind promise_take_back = { 412, "promise.take_back", RIGHT_VISITOR, apply_take_back };
const change_kind giver_link_add = { 413, "giver.link", RIGHT_DONATION_ENTER, apply_link };
const change_kind giver_link_end = { 414, "giver.link_end", RIGHT_DONATION_ENTER, apply_link_end };
