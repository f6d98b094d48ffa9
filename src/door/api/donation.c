/* POST /api/v1/campaigns/{code}/donations: a payment that a provider notified.  The path is hot: it
 * runs on the event thread up to the writer's queue, and from the writer's thread back to the
 * socket.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* What a notification's body may hold. */
typedef struct notice_body {
    notify_input input;
    bool has_amount, has_paid_at, has_channel;
    bool is_early; /* its day is before the campaign began, and right */
} notice_body;

static bool wrong_kind(const char *field, err *reterr)
{
    err_field(reterr, field, N_("The value has the wrong type"));
    return err_hint(reterr, N_("Texts and times stand in quotes, amounts and counts without."));
}

bool api_text_take(const json_token *t, const char *field, span *into, err *reterr)
{
    if (t->kind == JSON_NULL)
        return true;
    *into = t->text;
    return t->kind == JSON_STRING || wrong_kind(field, reterr);
}

static bool payer_member(const json_token *t, api_payer *p, err *reterr)
{
    if (span_is(t->name, "name"))
        return api_text_take(t, "payer.name", &p->name, reterr);
    if (span_is(t->name, "id"))
        return api_text_take(t, "payer.id", &p->id, reterr);
    if (span_is(t->name, "kind")) {
        span kind = { NULL, 0 };
        if (!api_text_take(t, "payer.kind", &kind, reterr))
            return false;
        p->donor = span_is(kind, "organisation") ? DONOR_ORGANISATION
                   : span_is(kind, "collective") ? DONOR_COLLECTIVE
                                                 : DONOR_PERSON;
        return span_is(kind, "person") || p->donor != DONOR_PERSON ||
               err_field(
                   reterr, "payer.kind", N_("The kind is person, organisation or collective"));
    }
    if (span_is(t->name, "display")) {
        span display = { NULL, 0 };
        if (!api_text_take(t, "payer.display", &display, reterr))
            return false;
        p->display = span_is(display, "full")        ? DISPLAY_FULL
                     : span_is(display, "masked")    ? DISPLAY_MASKED
                     : span_is(display, "anonymous") ? DISPLAY_ANONYMOUS
                                                     : DISPLAY_NONE;
        return p->display != DISPLAY_NONE || span_is(display, "none") ||
               err_field(
                   reterr, "payer.display", N_("The display is full, masked, anonymous or none"));
    }
    return err_field(reterr, "payer", N_("There is no member %.*s"), SPAN_PRINT(t->name));
}

bool api_payer_read(json_reader *j, const json_token *first, api_payer *ret, err *reterr)
{
    *ret = (api_payer){ .donor = DONOR_PERSON };
    if (first->kind != JSON_OBJECT)
        return api_text_take(first, "payer", &ret->name, reterr);
    json_token t = { 0 };
    for (;;) {
        if (!json_next(j, &t, reterr))
            return false;
        if (t.kind == JSON_OBJECT_END)
            return true;
        if (t.kind == JSON_OBJECT || t.kind == JSON_ARRAY)
            return wrong_kind("payer", reterr);
        if (!payer_member(&t, ret, reterr))
            return false;
    }
}

bool api_amount_take(const json_token *t, money *ret, err *reterr)
{
    if (t->kind == JSON_NUMBER) {
        err_field(reterr, "amount_fen", N_("The amount is a whole number of fen, not %.*s"),
            SPAN_PRINT(t->text));
        return err_hint(reterr, N_("Write 12.50 yuan as 1250."));
    }
    ret->fen = t->integer;
    if (t->kind != JSON_INTEGER)
        return wrong_kind("amount_fen", reterr);
    if (t->integer > 0 && t->integer <= MONEY_MAX_FEN)
        return true;
    err_field(reterr, "amount_fen",
        t->integer <= 0 ? N_("Amount must be more than 0")
                        : N_("The amount is larger than any that can be booked"));
    return err_hint(reterr, N_("Write 12.50 yuan as 1250."));
}

static bool payer_take(json_reader *j, const json_token *t, donation_notice *n, err *reterr)
{
    api_payer payer = { 0 };
    if (!api_payer_read(j, t, &payer, reterr))
        return false;
    n->payer = payer.name;
    n->payer_ref = payer.id;
    n->donor = payer.donor;
    n->display = payer.display;
    return true;
}

static bool currency_take(const json_token *t, donation_notice *n, err *reterr)
{
    span text = { NULL, 0 };
    const currency *of = NULL;
    if (!api_text_take(t, "currency", &text, reterr) || !currency_parse(text, &of, reterr))
        return false;
    n->asset = of->asset;
    return true;
}

static bool member_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    notice_body *b = self;
    donation_notice *n = &b->input.notice;
    if (span_is(t->name, "payment_no"))
        return api_text_take(t, "payment_no", &n->payment_no, reterr);
    if (span_is(t->name, "amount_fen")) {
        b->has_amount = true;
        return api_amount_take(t, &n->amount, reterr);
    }
    if (span_is(t->name, "paid_at")) {
        span text = { NULL, 0 };
        b->has_paid_at = t->kind == JSON_STRING;
        if (!api_text_take(t, "paid_at", &text, reterr))
            return false;
        if (text_parse_instant(text, &n->paid_us, reterr))
            return true;
        err_field(reterr, "paid_at", N_("Not a time: %.*s"), SPAN_PRINT(text));
        return err_hint(reterr, N_("Write it with its offset: 2020-02-03T18:30:00+08:00."));
    }
    if (span_is(t->name, "channel")) {
        span text = { NULL, 0 };
        b->has_channel = true;
        return api_text_take(t, "channel", &text, reterr) &&
               (donation_channel_parse(text, &n->channel) ||
                   err_field(reterr, "channel",
                       N_("The channel is wechat, alipay, bank, qr, cash or other, not %.*s"),
                       SPAN_PRINT(text)));
    }
    if (span_is(t->name, "order_code"))
        return api_text_take(t, "order_code", &n->order_code, reterr);
    if (span_is(t->name, "message"))
        return api_text_take(t, "message", &n->message, reterr);
    if (span_is(t->name, "purpose"))
        return api_text_take(t, "purpose", &n->purpose, reterr);
    if (span_is(t->name, "currency"))
        return currency_take(t, n, reterr);
    if (span_is(t->name, "payer"))
        return payer_take(j, t, n, reterr);
    if (span_is(t->name, "before_campaign")) {
        b->is_early = t->kind == JSON_TRUE;
        return b->is_early || t->kind == JSON_FALSE || wrong_kind("before_campaign", reterr);
    }
    return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
}

static bool required_check(const notice_body *b, err *reterr)
{
    if (b->input.notice.payment_no.size == 0)
        return err_field(reterr, "payment_no", N_("Enter the provider's payment number"));
    if (!b->has_amount)
        return err_field(reterr, "amount_fen", N_("Enter the amount"));
    if (!b->has_paid_at)
        return err_field(reterr, "paid_at", N_("Enter when it was paid"));
    return b->has_channel || err_field(reterr, "channel", N_("Choose how the money was received"));
}

/* Cleans what people typed: full-width forms, zero-width marks. */
static bool texts_clean(door_request *r, donation_notice *n, err *reterr)
{
    span *const texts[] = { &n->payment_no, &n->order_code, &n->payer, &n->payer_ref, &n->message,
        &n->purpose };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i]->size == 0)
            continue;
        *texts[i] = text_normal(r->memory, *texts[i]);
        if (!texts[i]->at)
            return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    }
    return true;
}

/* What is wrong with the text as JSON. */
static bool body_fault(err *reterr)
{
    if (reterr->code == ERR_INPUT && !reterr->field[0])
        snprintf(reterr->field, sizeof reterr->field, "body");
    return reterr->hint
               ? false
               : err_hint(reterr,
                     N_("Send one JSON object in UTF-8; /api/openapi.json names its members."));
}

static bool is_named(const char *names, span name)
{
    span rest = span_of(names);
    span one = { NULL, 0 };
    while (span_split(&rest, ' ', &one)) {
        if (span_equal(one, name))
            return true;
    }
    return false;
}

bool api_body_read(door_request *r, api_member *take, void *self, err *reterr)
{
    return api_body_read_with(r, "payer", take, self, reterr);
}

bool api_body_read_with(
    door_request *r, const char *nested, api_member *take, void *self, err *reterr)
{
    json_reader j = json_read(r->memory, r->net->body);
    json_token t = { 0 };
    if (!json_next(&j, &t, reterr))
        return body_fault(reterr);
    if (t.kind != JSON_OBJECT)
        return err_field(reterr, "body", N_("The body is a JSON object"));
    for (;;) {
        if (!json_next(&j, &t, reterr))
            return body_fault(reterr);
        if (t.kind == JSON_OBJECT_END)
            break;
        bool is_nest = t.kind == JSON_ARRAY || t.kind == JSON_OBJECT;
        if (is_nest && !is_named(nested, t.name))
            return err_field(reterr, "body", N_("The member %.*s is not an object or array"),
                SPAN_PRINT(t.name));
        if (!take(&j, &t, self, reterr))
            return false;
    }
    return json_next(&j, &t, reterr) || body_fault(reterr);
}

/* Cash is what a person entered; what a provider notified was paid and is never refused for its day. */
static bool day_check(door_request *r, const campaign *of, const notice_body *b, err *reterr)
{
    const donation_notice *n = &b->input.notice;
    return n->channel != CHANNEL_CASH || b->is_early ||
           house_day_of(r->house, of, n->day, "paid_at", reterr) ||
           err_hint(reterr, N_("If it is, send \"before_campaign\": true as well."));
}

static bool body_read(door_request *r, const campaign *of, notice_body *b, err *reterr)
{
    if (!api_body_read(r, member_take, b, reterr))
        return false;
    donation_notice *n = &b->input.notice;
    if (!required_check(b, reterr) || !texts_clean(r, n, reterr))
        return false;
    sys_local local = sys_zone_local(house_zone(r->house), n->paid_us);
    n->day = local.day;
    n->second = local.hour * 3600 + local.minute * 60 + local.second;
    if (!day_check(r, of, b, reterr))
        return false;
    const donation_person person = {
        .name = n->payer, .message = n->message, .payment_no = n->payment_no, .display = n->display
    };
    if (!donation_seal(r->memory, house_seal_key(r->house), &person, &n->sealed, reterr))
        return false;
    notify_told(house_seal_key(r->house), &b->input);
    return true;
}

static void donation_done(door_request *r, change *c)
{
    static const char *const states[] = { "booked", "known", "held" };
    if (c->is_refused) {
        door_error(r, &c->error);
        return;
    }
    const donation_notice *n = &((const notify_input *)c->input)->notice;
    buffer b = buffer_in(r->memory, 256);
    json_writer w = json_write(&b);
    json_object(&w);
    door_put_id(&w, "id", c->object_id);
    json_put_string(&w, "state", span_of(states[c->outcome]));
    int64_t asset = n->asset ? n->asset : LEDGER_CNY;
    json_put_string(&w, "currency", span_of(currency_of(asset)->code));
    json_put_int(&w, "amount_fen", n->amount.fen);
    door_put_date(&w, "day", n->day);
    json_object_end(&w);
    int status = c->outcome == NOTICE_BOOKED ? 201 : c->outcome == NOTICE_MERGED ? 200 : 202;
    api_answer(r, status, &b);
}

bool api_key(door_request *r, change *c, err *reterr)
{
    if (door_key(r).size == 0 || door_key(r).size > 200) {
        err_set(reterr, ERR_INPUT, N_("The header Idempotency-Key is needed, 1 to 200 characters"));
        return err_hint(
            reterr, N_("Send a new one for each payment, and the same one when you try again."));
    }
    const span asked[] = { r->path, r->net->body };
    crypt_hash digest = crypt_sha256_joined(asked, 2);
    c->author = &r->author;
    writer_key(house_writer(r->house), c, door_key(r), crypt_hash_span(&digest));
    return true;
}

bool api_key_any(door_request *r, change *c, err *reterr)
{
    return door_key(r).size == 0 || api_key(r, c, reterr);
}

bool api_run(
    door_request *r, const change_kind *kind, org_id unit, void *input, change *ret, err *reterr)
{
    *ret = (change){ .kind = kind, .author = &r->author, .org = unit, .input = input };
    return api_key_any(r, ret, reterr) && writer_run(house_writer(r->house), ret, reterr);
}

void api_donation_post(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    if (!api_campaign(r, &of))
        return;
    notice_body *b = ARENA_NEW(r->memory, notice_body, 1);
    change *c = ARENA_NEW(r->memory, change, 1);
    if (!b || !c) {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    } else if (api_key(r, c, &why) && body_read(r, &of, b, &why)) {
        b->input.notice.campaign = of.id;
        c->kind = &donation_notify;
        c->org = of.org;
        c->input = &b->input;
        door_change(r, c, donation_done);
        return;
    }
    door_error(r, &why);
}
