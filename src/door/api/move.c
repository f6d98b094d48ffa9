/* POST /api/v1/donations/{id}/move: a gift goes to another campaign or purpose.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "door/moved.h"
#include "text/text.h"

typedef struct move_body {
    span campaign, purpose;
    int64_t version;
} move_body;

static bool member_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    move_body *b = self;
    (void)j;
    if (span_is(t->name, "campaign"))
        return api_text_take(t, "campaign", &b->campaign, reterr);
    if (span_is(t->name, "purpose"))
        return api_text_take(t, "purpose", &b->purpose, reterr);
    if (span_is(t->name, "version") && t->kind == JSON_INTEGER && t->integer > 0) {
        b->version = t->integer;
        return true;
    }
    if (span_is(t->name, "version"))
        return err_field(reterr, "version", N_("The version is a whole number, 1 or more"));
    return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
}

/* Without a campaign the gift stays in its own. */
static bool input_read(
    door_request *r, donation_move_input *in, donation_row *ret_gift, err *reterr)
{
    int64_t id = 0;
    campaign of = { 0 };
    move_body b = { .purpose = { "", 0 } };
    if (!text_parse_id(r->params[0], &id, reterr) ||
        !donation_get(r->conn, (donation_id){ id }, ret_gift, reterr) ||
        !door_may_at(r, RIGHT_DONATION_ENTER, ret_gift->org, reterr) ||
        !api_body_read(r, member_take, &b, reterr))
        return false;
    if (b.campaign.size > 0 && !campaign_find(house_donations(r->house), b.campaign, &of))
        return err_field(
            reterr, "campaign", N_("There is no campaign %.*s"), SPAN_PRINT(b.campaign));
    *in = (donation_move_input){ .donation = ret_gift->id,
        .campaign = b.campaign.size > 0 ? of.id : ret_gift->campaign,
        .purpose = b.purpose.at ? b.purpose : (span){ "", 0 },
        .version = b.version };
    return true;
}

static void plan_answer(door_request *r, int status, donation_id id, const move_plan *plan)
{
    buffer b = buffer_in(r->memory, 1024);
    json_writer w = json_write(&b);
    moved_json(&w, id, plan);
    api_answer(r, status, &b);
}

void api_donation_move(door_request *r)
{
    err why = { 0 };
    change c = { .kind = &donation_move };
    move_plan plan = { 0 };
    donation_row gift = { 0 };
    donation_move_input in = { 0 };
    bool is_good = api_key(r, &c, &why) && input_read(r, &in, &gift, &why);
    if (is_good && span_is(net_query(r->net, "dry_run"), "1")) {
        is_good = move_plan_make(r->conn, r->memory, house_donations(r->house), &in, &plan, &why);
        if (is_good)
            plan_answer(r, 200, (donation_id){ 0 }, &plan);
        else
            door_error(r, &why);
        return;
    }
    c.org = gift.org;
    c.input = &in;
    is_good = is_good && writer_run(house_writer(r->house), &c, &why);
    const donation_id moved = { c.object_id };
    is_good = is_good &&
              move_plan_done(r->conn, r->memory, house_donations(r->house), moved, &plan, &why);
    if (is_good)
        plan_answer(r, c.is_repeat ? 200 : 201, moved, &plan);
    else
        door_error(r, &why);
}
