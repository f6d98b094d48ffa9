/* Promises through the API: a shop or a form keeps one and gives its code to the giver; it asks
 * later whether the money came.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>

/* ---- making one ----------------------------------------------------------------------------- */

static bool days_take(const json_token *t, promise_input *in, err *reterr)
{
    bool is_days = t->kind == JSON_INTEGER && t->integer >= 1 && t->integer <= PROMISE_DAYS_MAX;
    in->days = is_days ? (int32_t)t->integer : 0;
    return is_days ||
           err_field(reterr, "days", N_("A promise stands 1 to %d days"), PROMISE_DAYS_MAX);
}

/* A promise on its way: by a shop, or by the giver herself. */
typedef struct promise_body {
    promise_give_input give;
    change change;
    bool is_visitor;
    char link[GIVER_TOKEN_SIZE + 1];
} promise_body;

static bool receipt_take(const json_token *t, promise_input *in, err *reterr)
{
    in->wants_receipt = t->kind == JSON_TRUE;
    return t->kind == JSON_TRUE || t->kind == JSON_FALSE ||
           err_field(reterr, "receipt", N_("The value is true or false"));
}

static bool member_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    promise_body *body = self;
    promise_input *in = &body->give.promise;
    api_payer payer = { 0 };
    if (span_is(t->name, "amount_fen"))
        return api_amount_take(t, &in->amount, reterr);
    if (span_is(t->name, "message"))
        return api_text_take(t, "message", &in->message, reterr);
    if (span_is(t->name, "purpose"))
        return api_text_take(t, "purpose", &in->purpose, reterr);
    if (span_is(t->name, "receipt"))
        return receipt_take(t, in, reterr);
    if (span_is(t->name, "days") && !body->is_visitor)
        return days_take(t, in, reterr);
    if (!span_is(t->name, "payer"))
        return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
    if (!api_payer_read(j, t, &payer, reterr))
        return false;
    if (body->is_visitor && payer.id.size > 0)
        return err_field(reterr, "payer.id", N_("Only a token may tell who paid"));
    in->name = payer.name;
    in->donor = payer.name.size > 0 ? payer.donor : DONOR_UNKNOWN;
    in->display = payer.display;
    return true;
}

static bool text_clean(arena *a, span *text, err *reterr)
{
    if (text->size == 0)
        return true;
    *text = text_normal(a, *text);
    return text->at || err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

static bool body_read(door_request *r, promise_body *body, err *reterr)
{
    promise_input *in = &body->give.promise;
    if (!api_body_read(r, member_take, body, reterr))
        return false;
    if (in->amount.fen == 0)
        return err_field(reterr, "amount_fen", N_("Enter the amount"));
    return text_clean(r->memory, &in->name, reterr) &&
           text_clean(r->memory, &in->message, reterr) &&
           text_clean(r->memory, &in->purpose, reterr) && promise_input_check(in, reterr) &&
           promise_input_seal(r->memory, house_seal_key(r->house), in, reterr);
}

/* Keys of visitors share one space: one that others could hit on would give them its answer. */
static bool visitor_key(door_request *r, promise_body *body, err *reterr)
{
    enum { KEY_MIN = 20 };
    if (door_key(r).size < KEY_MIN) {
        err_set(reterr, ERR_INPUT,
            N_("Without a token the Idempotency-Key has at least %d characters"), KEY_MIN);
        return err_hint(reterr, N_("Make a random one for each promise, a UUID for example."));
    }
    giver_token_of(house_seal_key(r->house), door_key(r), body->link);
    bool is_token =
        giver_token_digest(house_seal_key(r->house), span_of(body->link), body->give.link);
    assert(is_token);
    return door_flood(r, FLOOD_PROMISE, reterr);
}

static void promise_done(door_request *r, change *c)
{
    char code[ORDER_CODE_TEXT_SIZE];
    const promise_body *body = r->owner;
    if (c->is_refused) {
        door_error(r, &c->error);
        return;
    }
    buffer b = buffer_in(r->memory, 256);
    json_writer w = json_write(&b);
    order_code_write(code, (order_code){ c->outcome });
    json_object(&w);
    if (!body->is_visitor)
        door_put_id(&w, "id", c->object_id); /* it tells the millisecond: not for everybody */
    json_put_string(&w, "order_code", span_of(code));
    json_put_string(&w, "state", span_of(promise_state_name(PROMISE_OPEN)));
    if (body->is_visitor) {
        buffer link = buffer_in(r->memory, 256);
        buffer_add(&link, door_plan_of(r->server)->public_url);
        buffer_format(&link, "/g/%s", body->link);
        json_put_string(&w, "link", buffer_span(&link));
    }
    json_object_end(&w);
    api_answer(r, 201, &b);
}

void api_promise_post(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    if (!api_campaign(r, &of))
        return;
    promise_body *body = ARENA_NEW(r->memory, promise_body, 1);
    if (!body) {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        door_error(r, &why);
        return;
    }
    change *c = &body->change;
    r->owner = body;
    body->is_visitor = r->author.kind == ACTOR_VISITOR;
    c->kind = body->is_visitor ? &promise_by_visitor : &promise_make;
    c->org = of.org;
    c->input = body->is_visitor ? (void *)&body->give : (void *)&body->give.promise;
    body->give.promise.campaign = of.id;
    if (api_key(r, c, &why) && body_read(r, body, &why) &&
        (!body->is_visitor || visitor_key(r, body, &why)))
        door_change(r, c, promise_done);
    else
        door_error(r, &why);
}

/* ---- asking --------------------------------------------------------------------------------- */

static void promise_members(json_writer *w, const promise *p, int64_t civil_us)
{
    char code[ORDER_CODE_TEXT_SIZE];
    order_code_write(code, p->code);
    door_put_id(w, "id", p->id.value);
    json_put_string(w, "order_code", span_of(code));
    json_put_string(w, "state", span_of(promise_state_name(promise_state_at(p, civil_us))));
    json_put_int(w, "amount_fen", p->amount.fen);
    json_put_int(w, "given_fen", p->given.fen);
    api_put_instant(w, "made_at", p->made_us);
    api_put_instant(w, "expires_at", p->expires_us);
}

static void promise_answer(door_request *r, const promise *p)
{
    buffer b = buffer_in(r->memory, 512);
    json_writer w = json_write(&b);
    json_object(&w);
    promise_members(&w, p, house_civil_us(r->house));
    json_object_end(&w);
    api_answer(r, 200, &b);
}

/* The promise of the second parameter. */
static bool promise_find(door_request *r, org_id unit, promise *ret, err *reterr)
{
    order_code code = { 0 };
    if (order_code_parse(r->params[1], &code))
        return promise_get_code(r->conn, r->memory, unit, code, ret, reterr);
    return err_set(
        reterr, ERR_ABSENT, N_("This is not an order code: %.*s"), SPAN_PRINT(r->params[1]));
}

void api_promise_get(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    promise p = { 0 };
    if (!api_campaign(r, &of))
        return;
    bool is_good =
        door_may_at(r, RIGHT_DONATION_NOTIFY, of.org, &why) && promise_find(r, of.org, &p, &why) &&
        (p.campaign.value == of.id.value || err_set(&why, ERR_ABSENT, N_("No such promise")));
    if (is_good)
        promise_answer(r, &p);
    else
        door_error(r, &why);
}

void api_promise_withdraw(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    promise p = { 0 };
    change c = { 0 };
    if (!api_campaign(r, &of))
        return;
    bool is_good = promise_find(r, of.org, &p, &why);
    promise_withdraw_input in = { .promise = p.id };
    is_good = is_good && door_change_run(r, &promise_withdraw, of.org, &in, &c, &why) &&
              promise_get(r->conn, r->memory, of.org, p.id, &p, &why);
    if (is_good)
        promise_answer(r, &p);
    else
        door_error(r, &why);
}

static bool filter_read(door_request *r, promise_filter *f, size_t *ret_limit, err *reterr)
{
    span state = net_query(r->net, "state");
    f->civil_us = house_civil_us(r->house);
    if (state.at && !promise_state_parse(state, &f->state))
        return err_field(reterr, "state",
            N_("The state is open, kept, expired or withdrawn, not %.*s"), SPAN_PRINT(state));
    return api_page_read(r, ret_limit, &f->before, reterr);
}

void api_promises_get(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    promise *rows = NULL;
    size_t limit = 0;
    size_t count = 0;
    if (!api_campaign(r, &of))
        return;
    promise_filter filter = { .org = of.org, .campaign = of.id };
    if (!door_may_at(r, RIGHT_READ, of.org, &why) || !filter_read(r, &filter, &limit, &why) ||
        !promise_list(r->conn, r->memory, &filter, limit, &rows, &count, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 32768);
    json_writer w = json_write(&b);
    json_object(&w);
    json_name(&w, "items");
    json_array(&w);
    for (size_t i = 0; i < count; i++) {
        json_object(&w);
        promise_members(&w, &rows[i], filter.civil_us);
        json_object_end(&w);
    }
    json_array_end(&w);
    door_put_id(&w, "next_before", count == limit ? rows[count - 1].id.value : 0);
    json_object_end(&w);
    api_answer(r, 200, &b);
}
