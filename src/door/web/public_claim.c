/* Claiming a gift: a form, and the secret link that it leads to.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/give.h"
#include "door/web/web_in.h"

#include "claim_html.h"
#include "door/form.h"
#include "flow/claim.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

static void claim_show(
    door_request *r, const campaign *of, claim_view *v, const err *why, bool is_key_used)
{
    buffer b = buffer_in(r->memory, 32768);
    html page = web_html(r, &b);
    char key[DOOR_FORM_KEY_SIZE + 1];
    if (is_key_used)
        door_form_key(r, key);
    else
        door_form_key_keep(r, key);
    v->key = span_of(key);
    v->page = web_page(r, r->memory, PLACE_CAMPAIGN, N_("Find my gift"));
    v->page.name = web_campaign_name(of, r->lang);
    v->campaign = v->page.name;
    v->campaign_url = web_url(r->memory, r->lang, "/c/%s", of->code);
    v->action = web_url(r->memory, r->lang, "/c/%s/claim", of->code);
    v->error = why;
    if (why) {
        v->hint = why->hint;
        v->number_error = strcmp(why->field, "number") == 0;
        v->amount_error = strcmp(why->field, "amount") == 0;
    }
    claim_html(&page, v);
    web_answer_form(r, why ? door_status(why->code) : 200, &b);
}

void web_claim_get(door_request *r)
{
    campaign of = { 0 };
    claim_view v = { 0 };
    if (web_campaign(r, &of))
        claim_show(r, &of, &v, NULL, false);
}

static bool amount_read(span text, money *ret, err *reterr)
{
    if (text.size > 0 && text_parse_money(text, ret, reterr))
        return true;
    if (text.size == 0)
        return err_field(reterr, "amount", N_("Enter the amount"));
    memcpy(reterr->field, "amount", sizeof "amount");
    return false;
}

static span asked_of(door_request *r, const claim_view *v)
{
    buffer b = buffer_in(r->memory, v->number.size + v->amount.size + 2);
    buffer_add(&b, v->number);
    buffer_byte(&b, '\0');
    buffer_add(&b, v->amount);
    return buffer_span(&b);
}

void web_claim_post(door_request *r)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    claim_view v = { 0 };
    char token[GIVER_TOKEN_SIZE + 1];
    if (!web_campaign(r, &of))
        return;
    claim_input in = { .campaign = of.id };
    v.number = text_normal(r->memory, net_field(r->net, "number"));
    v.amount = text_normal(r->memory, net_field(r->net, "amount"));
    bool is_good = door_form_check(r, &why) && claim_number_read(v.number, &in, &why) &&
                   amount_read(v.amount, &in.amount, &why) && door_flood(r, FLOOD_CLAIM, &why);
    if (is_good) {
        span key = net_field(r->net, "key"); /* the same form twice is one link */
        giver_token_of(house_seal_key(r->house), key, token);
        c = (change){ .kind = &claim_make, .author = &r->author, .org = of.org, .input = &in };
        writer_key(house_writer(r->house), &c, key, asked_of(r, &v));
        is_good = giver_token_digest(house_seal_key(r->house), span_of(token), in.link) &&
                  writer_run(house_writer(r->house), &c, &why);
    }
    if (is_good)
        door_redirect(r, 303, web_url(r->memory, r->lang, "/g/%s", token));
    else
        claim_show(r, &of, &v, &why, why.code == ERR_KEY);
}
