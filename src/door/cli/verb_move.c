/* Moving a gift to another campaign or purpose.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/moved.h"

/* What is asked for: the gift, and where it is to go; without a campaign it stays in its own. */
static bool input_read(
    verb_call *call, donation_move_input *in, donation_row *ret_gift, err *reterr)
{
    int64_t id = 0;
    campaign of = { 0 };
    span code = verb_value(call, "campaign");
    span purpose = verb_value(call, "purpose");
    if (!call_id(call->words[0], &id, reterr) ||
        !donation_get(house_conn(call->house), (donation_id){ id }, ret_gift, reterr) ||
        (code.at && !call_campaign(call, code, &of, reterr)))
        return false;
    in->donation = ret_gift->id;
    in->campaign = code.at ? of.id : ret_gift->campaign;
    in->purpose = purpose.at ? purpose : (span){ "", 0 };
    return true;
}

static int plan_tell(verb_call *call, donation_id id, const move_plan *plan)
{
    static const grid_column columns[] = { { "id", N_("gift"), GRID_ID },
        { "moved_from", N_("moved from gift"), GRID_ID },
        { "from", N_("from campaign"), GRID_TEXT }, { "campaign", N_("to campaign"), GRID_TEXT },
        { "purpose", N_("purpose"), GRID_TEXT }, { "day", N_("day"), GRID_DAY },
        { "amount_fen", N_("amount"), GRID_MONEY }, { "currency", N_("currency"), GRID_TEXT },
        { "promises", N_("promises that stay kept"), GRID_COUNT } };
    const donation_row *d = &plan->facts.gift;
    if (call->format == FORMAT_JSON) {
        buffer b = buffer_in(call->home, 1024);
        json_writer w = json_write(&b);
        moved_json(&w, id, plan);
        buffer_byte(&b, '\n');
        verb_out(call, buffer_span(&b));
        return EXIT_DONE;
    }
    const grid_cell cells[] = { { .number = id.value }, { .number = d->id.value },
        { .text = span_of(plan->facts.from.code) }, { .text = span_of(plan->facts.to.code) },
        { .text = plan->to_purpose.id != 0 ? plan->to_purpose.code : (span){ "", 0 } },
        { .number = d->day.day }, { .number = d->amount.fen, .asset = d->asset },
        { .text = span_of(currency_of(d->asset)->code) }, { .number = plan->promise_count } };
    return call_record(call, columns, 9, cells);
}

int run_donation_move(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    move_plan plan = { 0 };
    donation_row d = { 0 };
    donation_move_input in = { 0 };
    store_conn *conn = house_conn(call->house);
    donations *of = house_donations(call->house);
    bool is_good = input_read(call, &in, &d, &why);
    if (is_good && verb_flag(call, "dry-run"))
        is_good = move_plan_make(conn, call->home, of, &in, &plan, &why);
    else if (is_good)
        is_good = call_change(call, &donation_move, d.org, &in, &c, &why) &&
                  move_plan_done(conn, call->home, of, (donation_id){ c.object_id }, &plan, &why);
    return is_good ? plan_tell(call, (donation_id){ c.object_id }, &plan) : verb_fail(call, &why);
}
