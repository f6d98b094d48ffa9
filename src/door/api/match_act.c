/* Matching through the API: what is decided of one gift or of several at once.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/match_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>

/* ---- bodies --------------------------------------------------------------------------------- */

static bool wrong_kind(const char *field, err *reterr)
{
    return err_field(reterr, field, N_("The value has the wrong type"));
}

/* Takes an array of strings; at most `max` are kept. */
static bool texts_take(json_reader *j, const json_token *first, const char *field, span *into,
    int max, int *ret_count, err *reterr)
{
    json_token t = { 0 };
    if (first->kind != JSON_ARRAY)
        return wrong_kind(field, reterr);
    for (;;) {
        if (!json_next(j, &t, reterr))
            return false;
        if (t.kind == JSON_ARRAY_END)
            return true;
        if (t.kind != JSON_STRING)
            return wrong_kind(field, reterr);
        if (*ret_count == max)
            return err_field(reterr, field, N_("At most %d"), max);
        into[(*ret_count)++] = t.text;
    }
}

static bool flag_take(const json_token *t, const char *field, bool *ret, err *reterr)
{
    *ret = t->kind == JSON_TRUE;
    return *ret || t->kind == JSON_FALSE || wrong_kind(field, reterr);
}

static bool no_member(const json_token *t, err *reterr)
{
    return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
}

/* ---- one gift ------------------------------------------------------------------------------- */

/* A request about one gift, with what it picks. */
typedef struct act {
    door_request *r;
    arena home;
    import_desk desk;
    donation_row gift;
    match_pick pick;
} act;
#define ACT __attribute__((cleanup(act_end))) act
static void act_end(act *a)
{
    arena_close(&a->home);
}

static bool act_begin(act *a, door_request *r, err *reterr)
{
    a->r = r;
    a->desk = house_desk(r->house, r->conn, &r->author);
    if (!api_match_gift(r, &a->gift, reterr))
        return false;
    if (!arena_open(&a->home, API_PICK_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    return match_pick_make(&a->desk, &a->home, a->gift.id, &a->pick, &a->gift, reterr);
}

/* Runs the change and answers the gift as it stands then; with `key`, a key must have come. */
static void act_run(act *a, const change_kind *kind, void *input, bool needs_key)
{
    err why = { 0 };
    door_request *r = a->r;
    change c = { .kind = kind, .org = a->gift.org, .input = input, .author = &r->author };
    bool has_key = door_key(r).size > 0;
    if (((needs_key || has_key) && !api_key(r, &c, &why)) ||
        !writer_run(house_writer(r->house), &c, &why))
        door_error(r, &why);
    else
        api_match_answer(r, &a->home, a->gift.id);
}

static bool code_find(act *a, span text, promise_id *ret, err *reterr)
{
    order_code code = { 0 };
    promise p = { 0 };
    if (!order_code_parse(text, &code))
        return err_field(
            reterr, "order_codes", N_("This is not an order code: %.*s"), SPAN_PRINT(text));
    if (!promise_get_code(a->r->conn, &a->home, a->gift.org, code, &p, reterr))
        return false;
    *ret = p.id;
    return true;
}

typedef struct link_body {
    span codes[MATCH_PICKS_MAX], gifts[MATCH_PICKS_MAX];
    int code_count, gift_count;
    bool forgets;
} link_body;

static bool link_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    link_body *b = self;
    if (span_is(t->name, "order_codes"))
        return texts_take(j, t, "order_codes", b->codes, MATCH_PICKS_MAX, &b->code_count, reterr);
    if (span_is(t->name, "gifts"))
        return texts_take(j, t, "gifts", b->gifts, MATCH_PICKS_MAX - 1, &b->gift_count, reterr);
    if (span_is(t->name, "forget_payer"))
        return flag_take(t, "forget_payer", &b->forgets, reterr);
    return no_member(t, reterr);
}

static bool link_read(act *a, const link_body *b, match_link_input *in, err *reterr)
{
    in->gifts[in->gift_count++] = a->pick;
    in->forgets = b->forgets;
    for (int i = 0; i < b->code_count; i++) {
        if (!code_find(a, b->codes[i], &in->promises[in->promise_count++], reterr))
            return false;
    }
    for (int i = 0; i < b->gift_count; i++) {
        int64_t id = 0;
        donation_row ignored = { 0 };
        if (!text_parse_id(b->gifts[i], &id, reterr)) {
            snprintf(reterr->field, sizeof reterr->field, "gifts");
            return false;
        }
        if (!match_pick_make(&a->desk, &a->home, (donation_id){ id }, &in->gifts[in->gift_count++],
                &ignored, reterr))
            return false;
    }
    return true;
}

void api_match_link(door_request *r)
{
    ACT a = { 0 };
    err why = { 0 };
    link_body *b = ARENA_NEW(r->memory, link_body, 1);
    if (!b)
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!b || !act_begin(&a, r, &why) ||
        !api_body_read_with(r, "order_codes gifts", link_take, b, &why)) {
        door_error(r, &why);
        return;
    }
    match_link_input *in = ARENA_NEW(&a.home, match_link_input, 1);
    if (!in)
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (in && link_read(&a, b, in, &why))
        act_run(&a, &match_link_add, in, true);
    else
        door_error(r, &why);
}

typedef struct claim_body {
    span payer;
    api_payer giver;
    bool forgets;
} claim_body;

static bool claim_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    claim_body *b = self;
    if (span_is(t->name, "payer"))
        return api_text_take(t, "payer", &b->payer, reterr);
    if (span_is(t->name, "giver"))
        return api_payer_read(j, t, &b->giver, reterr);
    if (span_is(t->name, "forget_payer"))
        return flag_take(t, "forget_payer", &b->forgets, reterr);
    return no_member(t, reterr);
}

static bool claim_read(act *a, const claim_body *b, match_claim_input *in, err *reterr)
{
    const uint8_t *key = house_seal_key(a->r->house);
    *in = (match_claim_input){ .gift = a->pick, .forgets = b->forgets };
    if (b->payer.size > 0) {
        if (text_parse_id(b->payer, &in->payer, reterr))
            return true;
        snprintf(reterr->field, sizeof reterr->field, "payer");
        return false;
    }
    const donation_person person = { .name = text_normal(&a->home, b->giver.name),
        .display = b->giver.display };
    in->name_key = promise_name_key(key, person.name);
    in->giver.donor = b->giver.donor;
    in->giver.display = person.display;
    return donation_seal(&a->home, key, &person, &in->giver.sealed, reterr);
}

void api_match_claim(door_request *r)
{
    ACT a = { 0 };
    err why = { 0 };
    claim_body b = { 0 };
    match_claim_input in = { 0 };
    if (act_begin(&a, r, &why) && api_body_read_with(r, "giver", claim_take, &b, &why) &&
        claim_read(&a, &b, &in, &why))
        act_run(&a, &match_claim, &in, true);
    else
        door_error(r, &why);
}

/* One member of text: {"order_code": ".."}, {"reason": ".."}. */
typedef struct text_body {
    const char *name;
    span text;
} text_body;

static bool text_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    text_body *b = self;
    (void)j;
    return span_is(t->name, b->name) ? api_text_take(t, b->name, &b->text, reterr)
                                     : no_member(t, reterr);
}

void api_match_unlink(door_request *r)
{
    ACT a = { 0 };
    err why = { 0 };
    text_body b = { .name = "order_code" };
    match_gift_input in = { 0 };
    bool is_good = act_begin(&a, r, &why) &&
                   (r->net->body.size == 0 || api_body_read(r, text_take, &b, &why)) &&
                   (b.text.size == 0 || code_find(&a, b.text, &in.promise, &why));
    in.gift = a.pick;
    if (is_good)
        act_run(&a, &match_unlink, &in, false);
    else
        door_error(r, &why);
}

void api_match_hold(door_request *r)
{
    ACT a = { 0 };
    err why = { 0 };
    text_body b = { .name = "reason" };
    match_gift_input in = { 0 };
    if (!act_begin(&a, r, &why) || !api_body_read(r, text_take, &b, &why)) {
        door_error(r, &why);
        return;
    }
    in.gift = a.pick;
    in.reason = text_normal(&a.home, b.text);
    act_run(&a, &match_hold_add, &in, false);
}

void api_match_release(door_request *r)
{
    ACT a = { 0 };
    err why = { 0 };
    match_gift_input in = { 0 };
    if (!act_begin(&a, r, &why)) {
        door_error(r, &why);
        return;
    }
    in.gift = a.pick;
    act_run(&a, &match_release, &in, false);
}

/* ---- several at once ------------------------------------------------------------------------ */

typedef struct accept_body {
    match_pair pairs[MATCH_SURE_MAX];
    span said[MATCH_SURE_MAX]; /* where each stands in the body */
    int count;
} accept_body;

static bool pair_member(const json_token *t, match_pair *pair, err *reterr)
{
    span text = { NULL, 0 };
    if (!span_is(t->name, "gift") && !span_is(t->name, "payer") && !span_is(t->name, "order_code"))
        return no_member(t, reterr);
    if (!api_text_take(t, "items", &text, reterr))
        return false;
    if (span_is(t->name, "order_code"))
        return order_code_parse(text, &pair->code) ||
               err_field(reterr, "items", N_("This is not an order code: %.*s"), SPAN_PRINT(text));
    return text_parse_id(text, span_is(t->name, "gift") ? &pair->gift.value : &pair->payer, reterr);
}

static bool pair_take(json_reader *j, accept_body *b, err *reterr)
{
    json_token t = { 0 };
    if (b->count == MATCH_SURE_MAX)
        return err_field(reterr, "items", N_("At most %d"), MATCH_SURE_MAX);
    match_pair *pair = &b->pairs[b->count];
    size_t from = j->at;
    for (;;) {
        if (!json_next(j, &t, reterr))
            return false;
        if (t.kind == JSON_OBJECT_END)
            break;
        if (!pair_member(&t, pair, reterr))
            return false;
    }
    b->said[b->count++] = span_slice(j->body, from, j->at);
    return (pair->gift.value != 0 && (pair->code.value != 0) != (pair->payer != 0)) ||
           err_field(reterr, "items", N_("Each has a gift, and an order_code or a payer"));
}

static bool accept_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    json_token item = { 0 };
    if (!span_is(t->name, "items"))
        return no_member(t, reterr);
    if (t->kind != JSON_ARRAY)
        return wrong_kind("items", reterr);
    for (;;) {
        if (!json_next(j, &item, reterr))
            return false;
        if (item.kind == JSON_ARRAY_END)
            return true;
        if (item.kind != JSON_OBJECT)
            return wrong_kind("items", reterr);
        if (!pair_take(j, self, reterr))
            return false;
    }
}

/* A gift of another campaign is not of this request. */
static bool pair_run(
    door_request *r, arena *home, const campaign *of, const accept_body *b, int i, err *reterr)
{
    donation_row gift = { 0 };
    const match_asker asker = { .house = r->house,
        .conn = r->conn,
        .author = &r->author,
        .key = door_key(r),
        .asked = b->said[i] };
    if (!donation_get(r->conn, b->pairs[i].gift, &gift, reterr))
        return false;
    if (gift.campaign.value != of->id.value)
        return err_set(reterr, ERR_ABSENT, N_("No such gift"));
    return match_pair_accept(&asker, home, &b->pairs[i], i, reterr);
}

static void accepted_json(
    door_request *r, arena *home, const campaign *of, const accept_body *b, buffer *into)
{
    json_writer w = json_write(into);
    int accepted = 0;
    json_object(&w);
    json_name(&w, "items");
    json_array(&w);
    for (int i = 0; i < b->count; i++) {
        err why = { 0 };
        bool is_good = pair_run(r, home, of, b, i, &why);
        accepted += is_good;
        json_object(&w);
        door_put_id(&w, "gift", b->pairs[i].gift.value);
        json_put_string(&w, "state", span_of(is_good ? "matched" : "refused"));
        if (!is_good) {
            buffer text = buffer_in(home, 256);
            say_err(&text, r->lang, &why);
            json_put_int(&w, "status", door_status(why.code));
            json_put_string(&w, "detail", buffer_span(&text));
        }
        json_object_end(&w);
    }
    json_array_end(&w);
    json_put_int(&w, "accepted", accepted);
    json_put_int(&w, "refused", b->count - accepted);
    json_object_end(&w);
}

void api_matches_accept(door_request *r)
{
    ARENA home = { 0 };
    err why = { 0 };
    change key_check = { 0 };
    campaign of = { 0 };
    if (!api_campaign(r, &of))
        return;
    bool is_good = door_may_at(r, RIGHT_DONATION_ENTER, of.org, &why) &&
                   api_key(r, &key_check, &why) &&
                   (arena_open(&home, API_PICK_MEMORY) ||
                       err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound")));
    accept_body *b = is_good ? ARENA_NEW(&home, accept_body, 1) : NULL;
    if (is_good && !b)
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!b || !api_body_read_with(r, "items", accept_take, b, &why)) {
        door_error(r, &why);
        return;
    }
    buffer out = buffer_in(&home, 32768);
    accepted_json(r, &home, &of, b, &out);
    api_answer(r, 200, &out);
}
