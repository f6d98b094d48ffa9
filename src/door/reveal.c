/* Looking at what is sealed of a giver.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/reveal.h"

#include <assert.h>

static const struct {
    const char *name, *label;
} reasons[REVEAL_REASON_COUNT] = { { "", NULL }, { "contact", N_("to reach the giver") },
    { "receipt", N_("to issue a receipt") }, { "match", N_("to find whose payment it is") },
    { "complaint", N_("to answer a question or complaint") }, { "audit", N_("for an audit") } };

const char *reveal_reason_name(int64_t reason)
{
    return reason > 0 && reason < REVEAL_REASON_COUNT ? reasons[reason].name : "";
}

const char *reveal_reason_label(int64_t reason)
{
    return reason > 0 && reason < REVEAL_REASON_COUNT ? reasons[reason].label : NULL;
}

bool reveal_reason_parse(span name, reveal_reason *ret_reason, err *reterr)
{
    for (int i = 1; i < REVEAL_REASON_COUNT; i++) {
        if (span_is(name, reasons[i].name)) {
            *ret_reason = (reveal_reason)i;
            return true;
        }
    }
    if (name.size == 0)
        err_field(reterr, "reason", N_("Choose why you look at it"));
    else
        err_field(reterr, "reason", N_("There is no reason %.*s"), SPAN_PRINT(name));
    return err_hint(reterr, N_("Reasons: contact, receipt, match, complaint, audit."));
}

static bool apply_show(store_txn *txn, change *c, err *reterr)
{
    const reveal_request *in = c->input;
    donation_row now = { 0 };
    if (!donation_read(txn, in->gift->id, &now, reterr))
        return false;
    if (now.org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("There is no such gift"));
    c->object_id = now.id.value;
    c->outcome = in->reason;
    return true;
}

const change_kind reveal_show = { 2, "donor.show", RIGHT_DONOR_SHOW, apply_show };

typedef struct rows_input {
    int64_t object;
    reveal_reason reason;
} rows_input;

static bool apply_rows(store_txn *txn, change *c, err *reterr)
{
    const rows_input *in = c->input;
    (void)txn;
    (void)reterr;
    c->object_id = in->object;
    c->outcome = in->reason;
    return true;
}

const change_kind reveal_rows = { 3, "rows.show", RIGHT_DONOR_SHOW, apply_rows };

bool reveal_rows_run(
    house *h, const actor *author, org_id unit, int64_t object, reveal_reason reason, err *reterr)
{
    assert(h && author && object && reason > 0 && reason < REVEAL_REASON_COUNT);
    rows_input in = { object, reason };
    change c = { .kind = &reveal_rows, .author = author, .org = unit, .input = &in };
    return writer_run(house_writer(h), &c, reterr);
}

bool reveal_run(house *h, const reveal_request *request, donation_person *ret_person, err *reterr)
{
    assert(h && request && request->gift && request->reason > 0 &&
           request->reason < REVEAL_REASON_COUNT && ret_person);
    reveal_request in = *request;
    span label = { NULL, 0 };
    change c = { .kind = &reveal_show, .author = in.author, .org = in.gift->org, .input = &in };
    return writer_run(house_writer(h), &c, reterr) &&
           donation_person_get(in.conn, in.home, house_seal_key(h), in.gift->org, in.gift->id,
               &label, ret_person, reterr);
}
