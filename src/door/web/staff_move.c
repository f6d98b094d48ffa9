/* Moving a gift: where it is to go, what will happen, and doing it.  Works without scripts: looking
 * is a GET, moving a POST.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_in.h"

#include "door/moved.h"
#include "gift_move_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { MOVE_INPUTS = 2 };

/* What the address or the form asks for. */
typedef struct move_ask {
    donation_row gift;
    span campaign, purpose; /* as they came; purpose: rice/masks, empty for none */
    int64_t version;
    bool is_asked;
} move_ask;

static bool ask_read(staff *s, bool is_post, move_ask *ret)
{
    int64_t id = 0;
    err ignored = { 0 };
    if (!staff_id(s, &id) || !donation_get(s->r->conn, (donation_id){ id }, &ret->gift, &ignored) ||
        !staff_may(s, RIGHT_DONATION_ENTER, ret->gift.org)) {
        staff_absent(s);
        return false;
    }
    const net_request *asked = s->r->net;
    ret->campaign = is_post ? net_field(asked, "campaign") : net_query(asked, "campaign");
    ret->purpose = is_post ? net_field(asked, "purpose") : net_query(asked, "purpose");
    ret->version = is_post ? staff_number(staff_field(s, "version")) : ret->gift.version;
    ret->is_asked = ret->campaign.at != NULL;
    return true;
}

/* The target of what was asked.  A purpose is chosen with its campaign before it. */
static bool target_read(staff *s, const move_ask *ask, donation_move_input *ret, err *reterr)
{
    campaign of = { 0 };
    span purpose = ask->purpose;
    span code = { NULL, 0 };
    if (!staff_campaign(s, ask->campaign, &of))
        return err_field(
            reterr, "campaign", N_("There is no campaign %.*s"), SPAN_PRINT(ask->campaign));
    *ret = (donation_move_input){
        .donation = ask->gift.id, .campaign = of.id, .purpose = { "", 0 }, .version = ask->version
    };
    if (purpose.size == 0)
        return true;
    if (!span_split(&purpose, '/', &code) || !span_is(code, of.code)) {
        err_field(reterr, "purpose", N_("This purpose belongs to another campaign"));
        return err_hint(reterr, N_("Choose one that stands behind the campaign's name."));
    }
    ret->purpose = purpose;
    return true;
}

/* ---- the choices ---------------------------------------------------------------------------- */

/* The purposes of all campaigns to choose from, each behind the name of its own. */
static bool purpose_choices(staff *s, const move_ask *ask, const choice_item *campaigns,
    size_t campaign_count, choice_item **ret, size_t *ret_count, err *reterr)
{
    *ret = ARENA_NEW(&s->memory, choice_item, PURPOSES_MAX + 1);
    if (!*ret)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    (*ret)[(*ret_count)++] =
        (choice_item){ .said = N_("none"), .is_chosen = ask->purpose.size == 0 };
    for (size_t i = 0; i < campaign_count; i++) {
        campaign of = { 0 };
        purpose_row *rows = NULL;
        size_t count = 0;
        if (!staff_campaign(s, campaigns[i].value, &of) ||
            !purpose_list(s->r->conn, &s->memory, of.id, &rows, &count, reterr))
            return false;
        for (size_t k = 0; k < count && *ret_count <= PURPOSES_MAX; k++) {
            buffer value = buffer_in(&s->memory, 96);
            buffer text = buffer_in(&s->memory, 256);
            const web_name name = { rows[k].name_zh, rows[k].name_en };
            buffer_format(&value, "%s/%.*s", of.code, SPAN_PRINT(rows[k].code));
            buffer_format(&text, "%.*s · %.*s", SPAN_PRINT(campaigns[i].text),
                SPAN_PRINT(web_name_in(name, s->r->lang)));
            (*ret)[(*ret_count)++] = (choice_item){ .value = buffer_span(&value),
                .text = buffer_span(&text),
                .is_chosen = span_equal(buffer_span(&value), ask->purpose) };
        }
    }
    return true;
}

static bool inputs_fill(staff *s, const move_ask *ask, input_view inputs[MOVE_INPUTS], err *reterr)
{
    choice_item *campaigns = NULL;
    choice_item *purposes = NULL;
    size_t purpose_count = 0;
    campaign in = { 0 };
    span chosen = ask->campaign;
    if (!chosen.at && campaign_get(house_donations(s->r->house), ask->gift.campaign, &in))
        chosen = arena_copy(&s->memory, span_of(in.code));
    size_t count = staff_campaign_choices(s, chosen, &campaigns);
    if (!campaigns)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!purpose_choices(s, ask, campaigns, count, &purposes, &purpose_count, reterr))
        return false;
    inputs[0] = (input_view){ .name = "campaign",
        .label = N_("To campaign"),
        .kind = INPUT_LIST,
        .choices = campaigns,
        .choice_count = count };
    inputs[1] = (input_view){ .name = "purpose",
        .label = N_("For the purpose"),
        .kind = INPUT_LIST,
        .hint = N_("Each purpose stands behind the campaign that it belongs to."),
        .choices = purposes,
        .choice_count = purpose_count };
    return true;
}

/* ---- the page ------------------------------------------------------------------------------- */

static span purpose_said(const staff *s, const purpose_row *p)
{
    return p->id == 0 ? (span){ NULL, 0 }
                      : web_name_in((web_name){ p->name_zh, p->name_en }, s->r->lang);
}

static void plan_fill(staff *s, const move_ask *ask, const move_plan *plan, gift_move_view *v)
{
    v->has_plan = true;
    v->from_purpose = purpose_said(s, &plan->from_purpose);
    v->to = arena_copy(&s->memory, web_campaign_name(&plan->facts.to, s->r->lang));
    v->to_purpose = purpose_said(s, &plan->to_purpose);
    v->is_other_campaign = plan->facts.to.id.value != plan->facts.from.id.value;
    v->is_logged = plan->is_logged;
    v->leaf_number = plan->leaf_number;
    v->promise_count = plan->promise_count;
    v->waits = plan->waits;
    v->campaign_code = ask->campaign;
    v->purpose_code = ask->purpose.at ? ask->purpose : (span){ "", 0 };
    buffer version = buffer_in(&s->memory, 24);
    buffer_int(&version, ask->gift.version);
    v->version = buffer_span(&version);
    staff_key_fill(s);
    v->key = s->key;
}

static bool gift_fill(staff *s, const donation_row *d, gift_move_view *v, err *reterr)
{
    campaign in = { 0 };
    donation_row first = *d;
    span id = staff_id_text(s, d->id.value);
    if (d->origin.value != 0 && !donation_get(s->r->conn, d->origin, &first, reterr))
        return false;
    v->back_url = staff_url(s, "/app/donations/%.*s", SPAN_PRINT(id));
    v->look_action = v->action = staff_url(s, "/app/donations/%.*s/move", SPAN_PRINT(id));
    v->amount = (worth){ d->asset, d->amount.fen };
    v->taken = (worth){ d->asset, -d->amount.fen };
    v->day = d->day;
    v->has_file = first.statement.value != 0;
    if (campaign_get(house_donations(s->r->house), d->campaign, &in))
        v->from = arena_copy(&s->memory, web_campaign_name(&in, s->r->lang));
    return true;
}

/* Shows the form with what would happen, or with what is wrong: `why`, that of the change itself. */
static void move_page(staff *s, const move_ask *ask, const err *why)
{
    err fault = { 0 };
    move_plan plan = { 0 };
    donation_move_input in = { 0 };
    input_view inputs[MOVE_INPUTS];
    gift_move_view v = { .form = { .inputs = inputs, .input_count = MOVE_INPUTS } };
    if (!gift_fill(s, &ask->gift, &v, &fault) || !inputs_fill(s, ask, inputs, &fault)) {
        staff_fail(s, &fault);
        return;
    }
    bool is_good =
        !why && (!ask->is_asked || (target_read(s, ask, &in, &fault) &&
                                       move_plan_make(s->r->conn, &s->memory,
                                           house_donations(s->r->house), &in, &plan, &fault)));
    if (is_good && ask->is_asked)
        plan_fill(s, ask, &plan, &v);
    if (!is_good)
        staff_form_error(s, &v.form, inputs, why ? why : &fault);
    v.staff = s->view;
    gift_move_html(&s->out, &v);
    staff_answer(s, is_good ? 200 : door_status(why ? why->code : fault.code));
}

void staff_move_get(door_request *r)
{
    STAFF s = { 0 };
    move_ask ask = { 0 };
    if (staff_begin(&s, r, STAFF_GIFTS, N_("Move a gift")) && ask_read(&s, false, &ask))
        move_page(&s, &ask, NULL);
}

void staff_move_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    move_ask ask = { 0 };
    donation_move_input in = { 0 };
    if (!staff_begin(&s, r, STAFF_GIFTS, N_("Move a gift")) || !ask_read(&s, true, &ask))
        return;
    if (target_read(&s, &ask, &in, &why) &&
        staff_change(&s, &donation_move, ask.gift.org, &in, &c, &why))
        door_redirect(r, 303, staff_id_url(&s, "/app/donations/", c.object_id));
    else
        move_page(&s, &ask, &why);
}
