/* Receipts through the API: requests, their review, giving, ending.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "door/receipts.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { DESK_MEMORY = 64 << 20 };

/* ---- what is shown --------------------------------------------------------------------------- */

static void request_put_json(json_writer *w, const receipt_request *r)
{
    json_object(w);
    door_put_id(w, "id", r->id);
    json_put_string(w, "state", span_of(request_state_name(r->state)));
    json_put_string(w, "payer", span_of(receipt_payer_name(r->payer)));
    json_put_string(w, "label", r->label);
    json_put_string(w, "way", span_of(receipt_way_name(r->way)));
    if (r->donation.value != 0)
        door_put_id(w, "donation", r->donation.value);
    json_put_bool(w, "exact", r->is_exact);
    door_put_date(w, "asked_on", r->entered_day);
    door_put_date(w, "due", r->due_day);
    json_put_string(w, "reason", r->reason);
    json_object_end(w);
}

static void receipt_members(json_writer *w, const receipt *r)
{
    char number[RECEIPT_NUMBER_TEXT_SIZE];
    receipt_number_write(number, r->year, r->number);
    json_put_string(w, "number", span_of(number));
    json_put_string(w, "state", span_of(receipt_state_name(r->state)));
    json_put_string(w, "payer", span_of(receipt_payer_name(r->payer)));
    json_put_string(w, "label", r->label);
    json_put_string(w, "currency", span_of(currency_of(r->asset)->code));
    currency_json(w, "amount", r->asset, r->amount.fen);
    json_put_int(w, "gifts", r->gifts);
    door_put_date(w, "issued_on", r->issued_day);
    json_put_int(w, "copies", r->copies);
    if (r->leaf >= 0)
        json_put_int(w, "entry", r->leaf);
    json_put_string(w, "void_reason", r->void_reason);
    json_put_string(w, "fiscal_code", r->fiscal_code);
    json_put_string(w, "fiscal_no", r->fiscal_no);
}

static void receipt_answer(door_request *r, int status, const receipt *of)
{
    buffer b = buffer_in(r->memory, 2048);
    json_writer w = json_write(&b);
    json_object(&w);
    receipt_members(&w, of);
    json_object_end(&w);
    api_answer(r, status, &b);
}

static void state_answer(door_request *r, int status, int64_t id, int64_t state)
{
    buffer b = buffer_in(r->memory, 128);
    json_writer w = json_write(&b);
    json_object(&w);
    door_put_id(&w, "id", id);
    json_put_string(&w, "state", span_of(request_state_name((request_state)state)));
    json_object_end(&w);
    api_answer(r, status, &b);
}

/* ---- asking ---------------------------------------------------------------------------------- */

typedef struct ask_body {
    receipt_person person;
    span donation, day, payer, way;
    money amount;
} ask_body;

static bool ask_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    ask_body *body = self;
    (void)j;
    const struct {
        const char *name;
        span *into;
    } texts[] = { { "donation", &body->donation }, { "payment_no", &body->person.payment_no },
        { "day", &body->day }, { "title", &body->person.title }, { "payer", &body->payer },
        { "way", &body->way }, { "id_no", &body->person.id_no }, { "email", &body->person.email },
        { "phone", &body->person.phone }, { "address", &body->person.address },
        { "list", &body->person.list } };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (span_is(t->name, texts[i].name))
            return api_text_take(t, texts[i].name, texts[i].into, reterr);
    }
    if (span_is(t->name, "amount_fen"))
        return api_amount_take(t, &body->amount, reterr);
    return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
}

static bool words_read(const ask_body *body, receipt_request_input *in, err *reterr)
{
    in->payer = RECEIPT_PERSON;
    in->way = RECEIPT_BY_LINK;
    if (body->payer.size > 0 && !receipt_payer_parse(body->payer, &in->payer))
        return err_field(reterr, "payer",
            N_("The payer is person, organisation or collective, not %.*s"),
            SPAN_PRINT(body->payer));
    if (body->way.size > 0 && !receipt_way_parse(body->way, &in->way))
        return err_field(
            reterr, "way", N_("The way is link, mail or post, not %.*s"), SPAN_PRINT(body->way));
    return true;
}

/* By the gift's id, or by what the payment says. */
static bool ask_read(door_request *r, receipt_request_input *in, err *reterr)
{
    ask_body body = { 0 };
    if (!api_body_read(r, ask_take, &body, reterr) || !words_read(&body, in, reterr))
        return false;
    in->stated = body.amount;
    span *const texts[] = { &body.person.title, &body.person.id_no, &body.person.email,
        &body.person.phone, &body.person.address, &body.person.payment_no };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = texts[i]->size > 0 ? text_normal(r->memory, *texts[i]) : (span){ "", 0 };
    if (body.donation.size > 0 && !text_parse_id(body.donation, &in->donation.value, reterr))
        return false;
    if (body.donation.size == 0 && (body.amount.fen == 0 || body.day.size == 0))
        return err_field(
            reterr, "payment_no", N_("Say which payment it is: its number, amount and day"));
    return (body.day.size == 0 || text_parse_date(body.day, &in->stated_day, reterr)) &&
           receipt_request_seal(r->memory, house_seal_key(r->house), &body.person, in, reterr);
}

void api_receipt_request_post(door_request *r)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    receipt_request_input in = { 0 };
    if (!api_campaign(r, &of))
        return;
    in.campaign = of.id;
    if (ask_read(r, &in, &why) && api_run(r, &receipt_request_enter, of.org, &in, &c, &why))
        state_answer(r, 201, c.object_id, c.outcome);
    else
        door_error(r, &why);
}

static void list_begin(door_request *r, buffer *b, json_writer *w)
{
    *b = buffer_in(r->memory, 65536);
    *w = json_write(b);
    json_object(w);
    json_name(w, "items");
    json_array(w);
}

static void list_end(door_request *r, buffer *b, json_writer *w, const char *next, int64_t id)
{
    json_array_end(w);
    door_put_id(w, next, id);
    json_object_end(w);
    api_answer(r, 200, b);
}

void api_receipt_requests_get(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    size_t limit = 0;
    size_t count = 0;
    receipt_request *rows = NULL;
    request_filter filter = { 0 };
    span state = net_query(r->net, "state");
    if (!api_campaign(r, &of))
        return;
    filter.org = of.org;
    filter.campaign = of.id;
    filter.only_exact = api_flag(r, "exact");
    bool is_good =
        door_may_at(r, RIGHT_READ, of.org, &why) && api_page_read(r, &limit, &filter.after, &why);
    if (is_good && state.at && !request_state_parse(state, &filter.state))
        is_good = err_field(&why, "state",
            N_("The state is open, reviewed, yearly, done or refused, not %.*s"),
            SPAN_PRINT(state));
    if (!is_good || !request_list(r->conn, r->memory, &filter, limit, &rows, &count, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b;
    json_writer w;
    list_begin(r, &b, &w);
    for (size_t i = 0; i < count; i++)
        request_put_json(&w, &rows[i]);
    list_end(r, &b, &w, "next_before", count == limit && count > 0 ? rows[count - 1].id : 0);
}

/* ---- reviewing ------------------------------------------------------------------------------- */

typedef struct review_body {
    bool is_said, approves;
    span donation, reason;
} review_body;

static bool review_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    review_body *body = self;
    (void)j;
    if (span_is(t->name, "donation"))
        return api_text_take(t, "donation", &body->donation, reterr);
    if (span_is(t->name, "reason"))
        return api_text_take(t, "reason", &body->reason, reterr);
    if (!span_is(t->name, "approve"))
        return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
    body->is_said = t->kind == JSON_TRUE || t->kind == JSON_FALSE;
    body->approves = t->kind == JSON_TRUE;
    return body->is_said || err_field(reterr, "approve", N_("Say true or false"));
}

void api_receipt_request_review(door_request *r)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    review_body body = { 0 };
    receipt_review_input in = { 0 };
    if (!api_campaign(r, &of))
        return;
    bool is_good =
        text_parse_id(r->params[1], &in.request, &why) &&
        api_body_read(r, review_take, &body, &why) &&
        (body.is_said || err_field(&why, "approve", N_("Say true or false"))) &&
        (body.donation.size == 0 || text_parse_id(body.donation, &in.donation.value, &why));
    in.approves = body.approves;
    in.reason = body.reason.size > 0 ? text_normal(r->memory, body.reason) : (span){ "", 0 };
    if (is_good && api_run(r, &receipt_review, of.org, &in, &c, &why))
        state_answer(r, 200, in.request, c.outcome);
    else
        door_error(r, &why);
}

/* ---- giving ---------------------------------------------------------------------------------- */

void api_receipts_run(door_request *r)
{
    ARENA home = { 0 };
    err why = { 0 };
    campaign of = { 0 };
    receipt_desk desk = { 0 };
    if (!api_campaign(r, &of))
        return;
    bool is_good = door_may_at(r, RIGHT_RECEIPT_ENTER, of.org, &why) &&
                   (arena_open(&home, DESK_MEMORY) ||
                       err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"))) &&
                   receipt_desk_open(r->house, r->conn, &home, r->author.id, &desk, &why);
    receipt_run run = { .desk = &desk,
        .writer = house_writer(r->house),
        .author = &r->author,
        .org = of.org,
        .campaign = of.id,
        .is_yearly = api_flag(r, "yearly") };
    if (!is_good || !receipt_run_all(&run, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 128);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_int(&w, "given", run.given);
    json_put_int(&w, "left", run.left);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

void api_receipts_get(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    size_t limit = 0;
    size_t count = 0;
    int64_t before = 0;
    receipt *rows = NULL;
    if (!api_campaign(r, &of))
        return;
    if (!door_may_at(r, RIGHT_READ, of.org, &why) || !api_page_read(r, &limit, &before, &why) ||
        !receipt_list(r->conn, r->memory, of.org, of.id, before, limit, &rows, &count, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b;
    json_writer w;
    list_begin(r, &b, &w);
    for (size_t i = 0; i < count; i++) {
        json_object(&w);
        receipt_members(&w, &rows[i]);
        json_object_end(&w);
    }
    list_end(r, &b, &w, "next_before", count == limit && count > 0 ? rows[count - 1].id : 0);
}

/* The receipt of the second parameter. */
static bool receipt_find(door_request *r, const campaign *of, receipt *ret, err *reterr)
{
    int32_t year = 0;
    int64_t number = 0;
    if (!receipt_number_parse(r->params[1], &year, &number))
        return err_set(reterr, ERR_ABSENT, N_("This is no number of a receipt: %.*s"),
            SPAN_PRINT(r->params[1]));
    return door_may_at(r, RIGHT_READ, of->org, reterr) &&
           receipt_get_number(r->conn, r->memory, of->org, year, number, ret, reterr);
}

void api_receipt_get(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    receipt found = { 0 };
    if (!api_campaign(r, &of))
        return;
    if (receipt_find(r, &of, &found, &why))
        receipt_answer(r, 200, &found);
    else
        door_error(r, &why);
}

typedef struct void_body {
    span reason;
    bool again;
} void_body;

static bool void_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    void_body *body = self;
    (void)j;
    if (span_is(t->name, "reason"))
        return api_text_take(t, "reason", &body->reason, reterr);
    if (!span_is(t->name, "again"))
        return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
    body->again = t->kind == JSON_TRUE;
    return t->kind == JSON_TRUE || t->kind == JSON_FALSE ||
           err_field(reterr, "again", N_("Say true or false"));
}

void api_receipt_void(door_request *r)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    receipt found = { 0 };
    void_body body = { 0 };
    receipt_void_input in = { 0 };
    if (!api_campaign(r, &of))
        return;
    bool is_good = receipt_find(r, &of, &found, &why) && api_body_read(r, void_take, &body, &why);
    in.receipt = found.id;
    in.reason = body.reason.size > 0 ? text_normal(r->memory, body.reason) : (span){ "", 0 };
    in.again = body.again;
    is_good = is_good && api_run(r, &receipt_void, of.org, &in, &c, &why) &&
              receipt_get(r->conn, r->memory, of.org, found.id, &found, &why);
    if (is_good)
        receipt_answer(r, 200, &found);
    else
        door_error(r, &why);
}
