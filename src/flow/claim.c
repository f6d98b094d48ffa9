/* Claiming a gift by what only its giver knows.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/claim.h"

#include "text/text.h"

#include <assert.h>

enum { NUMBER_LEAST = 8, NUMBER_MOST = 64 };

bool claim_number_read(span text, claim_input *in, err *reterr)
{
    assert(in && reterr);
    static const span none = SPAN("");
    text = span_trim(text);
    if (text.size == 0)
        return err_field(reterr, "number", N_("Enter the payment's number, or your code"));
    if (order_code_parse(text, &in->code))
        return true;
    in->code = (order_code){ 0 };
    if (text.size < NUMBER_LEAST || text.size > NUMBER_MOST)
        return err_field(reterr, "number",
            N_("The number of a payment has %d to %d characters, a code has 8"), NUMBER_LEAST,
            NUMBER_MOST);
    in->number = payment_key_make(text, none, none);
    return true;
}

static bool nothing_fits(err *reterr)
{
    err_set(reterr, ERR_ABSENT, N_("No payment of this number and amount is in the books"));
    return err_hint(
        reterr, N_("Compare both with your app. Bills come the next morning: a payment of "
                   "today may not be here yet."));
}

static bool code_claim(
    store_txn *txn, change *c, const claim_input *in, giver_link *ret, err *reterr)
{
    promise p = { 0 };
    size_t count = 0;
    if (!promise_read_codes(txn, c->home, c->org, &in->code.value, 1, &p, 1, &count, reterr))
        return false;
    if (count == 0 || p.amount.fen != in->amount.fen)
        return nothing_fits(reterr);
    ret->promise = p.id;
    return true;
}

/* The one gift of this number and amount. */
static bool number_claim(
    store_txn *txn, change *c, const claim_input *in, giver_link *ret, err *reterr)
{
    payment_place books = { .txn = txn, .org = c->org };
    payment_reader reader = payment_reader_of(&books);
    payment_match matches[PAYMENT_MATCHES_MAX];
    size_t count = 0;
    if (!reader.matches(reader.self, &in->number, matches, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        payment_object gift = { 0 };
        if (!reader.object(reader.self, matches[i].object_id, in->campaign, &gift, reterr))
            return false;
        if (!gift.is_gift || gift.amount.fen != in->amount.fen || gift.id == ret->donation.value)
            continue;
        if (ret->donation.value != 0)
            return nothing_fits(reterr); /* two: a person has to look */
        ret->donation.value = gift.id;
    }
    return ret->donation.value != 0 || nothing_fits(reterr);
}

static bool apply_claim(store_txn *txn, change *c, err *reterr)
{
    const claim_input *in = c->input;
    giver_link link = { .org = c->org };
    if (in->amount.fen <= 0)
        return err_field(reterr, "amount", N_("Amount must be more than 0"));
    if (!(in->code.value != 0 ? code_claim(txn, c, in, &link, reterr)
                              : number_claim(txn, c, in, &link, reterr)))
        return false;
    c->object_id = link.donation.value != 0 ? link.donation.value : link.promise.value;
    return giver_link_put(txn, c, &link, in->link, reterr);
}

const change_kind claim_make = { 531, "claim.make", RIGHT_VISITOR, apply_claim };
