/* Disclosures through the API: published ones for everybody, the way to them for staff.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "door/disclosures.h"
#include "text/text.h"

#include <assert.h>

static int32_t offset_of(const door_request *r)
{
    return sys_zone_local(house_zone(r->house), house_civil_us(r->house)).offset_s;
}

static void book_answer(door_request *r, int status, const disclosure_book *b, bool is_staff)
{
    buffer out = buffer_in(r->memory, 16384);
    json_writer w = json_write(&out);
    json_object(&w);
    disclosure_json(&w, b, offset_of(r), is_staff);
    json_object_end(&w);
    api_answer(r, status, &out);
}

/* Items of a list: the sums, without days and channels. */
static bool items_put(door_request *r, json_writer *w, const disclosure *rows, size_t count,
    bool is_staff, err *reterr)
{
    json_name(w, "items");
    json_array(w);
    disclosure_book *b = ARENA_NEW(r->memory, disclosure_book, 1);
    if (!b)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < count; i++) {
        err ignored = { 0 };
        if (is_staff && !door_may_at(r, RIGHT_READ, rows[i].org, &ignored))
            continue;
        if (!disclosure_book_get(r->house, r->conn, r->memory, rows[i].id, b, reterr))
            return false;
        json_object(w);
        if (is_staff)
            door_put_id(w, "id", b->d.id.value);
        json_put_string(w, "campaign", span_of(b->of.code));
        json_put_string(w, "state", span_of(disclosure_state_name(b->d.state)));
        json_put_int(w, "year", b->d.year);
        json_put_int(w, "number", b->d.number);
        door_put_date(w, "from", b->d.from);
        door_put_date(w, "as_of", b->d.as_of);
        json_put_int(w, "gifts", b->f.total.count);
        json_put_int(w, "givers", b->f.total.givers);
        json_put_int(w, "amount_fen", b->f.total.amount);
        api_put_instant(w, "published_at", b->d.published_us);
        json_object_end(w);
    }
    json_array_end(w);
    return true;
}

static void list_answer(door_request *r, const disclosure_filter *ask, size_t limit, bool is_staff)
{
    err why = { 0 };
    disclosure *rows = NULL;
    size_t count = 0;
    buffer out = buffer_in(r->memory, 16384);
    json_writer w = json_write(&out);
    json_object(&w);
    if (!disclosure_list(r->conn, r->memory, ask, limit, &rows, &count, &why) ||
        !items_put(r, &w, rows, count, is_staff, &why)) {
        door_error(r, &why);
        return;
    }
    if (is_staff)
        door_put_id(&w, "next_before", count == limit ? rows[count - 1].id.value : 0);
    json_object_end(&w);
    api_answer(r, 200, &out);
}

/* ---- for everybody --------------------------------------------------------------------------- */

void api_campaign_disclosures_get(door_request *r)
{
    enum { LISTED = 500 };
    campaign of = { 0 };
    if (!api_campaign(r, &of))
        return;
    const disclosure_filter ask = { .campaign = of.id, .state = DISCLOSURE_PUBLISHED };
    list_answer(r, &ask, LISTED, false);
}

void api_campaign_disclosure_get(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    if (!api_campaign(r, &of))
        return;
    disclosure_book *b = ARENA_NEW(r->memory, disclosure_book, 1);
    if (!b)
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    else if (disclosure_book_find(
                 r->house, r->conn, r->memory, &of, r->params[1], r->params[2], b, &why)) {
        book_answer(r, 200, b, false);
        return;
    }
    door_error(r, &why);
}

/* ---- for staff ------------------------------------------------------------------------------- */

static bool filter_read(door_request *r, disclosure_filter *ret, size_t *ret_limit, err *reterr)
{
    span state = net_query(r->net, "state");
    if (state.at && !disclosure_state_parse(state, &ret->state))
        return err_field(reterr, "state",
            N_("The state is prepared, reviewed, published, sent-back or withdrawn, not %.*s"),
            SPAN_PRINT(state));
    return api_page_read(r, ret_limit, &ret->before, reterr);
}

void api_disclosures_get(door_request *r)
{
    err why = { 0 };
    disclosure_filter ask = { 0 };
    size_t limit = 0;
    if (filter_read(r, &ask, &limit, &why))
        list_answer(r, &ask, limit, true);
    else
        door_error(r, &why);
}

/* The disclosure of the first parameter. */
static bool book_find(door_request *r, disclosure_book **ret, err *reterr)
{
    int64_t id = 0;
    *ret = ARENA_NEW(r->memory, disclosure_book, 1);
    if (!*ret)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    return text_parse_id(r->params[0], &id, reterr) &&
           disclosure_book_get(r->house, r->conn, r->memory, (disclosure_id){ id }, *ret, reterr);
}

void api_disclosure_get(door_request *r)
{
    err why = { 0 };
    disclosure_book *b = NULL;
    if (book_find(r, &b, &why) && door_may_at(r, RIGHT_READ, b->d.org, &why))
        book_answer(r, 200, b, true);
    else
        door_error(r, &why);
}

static void after_change(door_request *r, int64_t id, int status)
{
    err why = { 0 };
    disclosure_book *b = ARENA_NEW(r->memory, disclosure_book, 1);
    if (b && disclosure_book_get(r->house, r->conn, r->memory, (disclosure_id){ id }, b, &why))
        book_answer(r, status, b, true);
    else
        door_error(r, &why);
}

static bool prepare_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    prepare_input *in = self;
    span text = { NULL, 0 };
    (void)j;
    if (span_is(t->name, "from") || span_is(t->name, "to")) {
        bool is_from = span_is(t->name, "from");
        return api_text_take(t, is_from ? "from" : "to", &text, reterr) &&
               text_parse_date(text, is_from ? &in->from : &in->as_of, reterr);
    }
    if (span_is(t->name, "corrects"))
        return api_text_take(t, "corrects", &text, reterr) &&
               disclosure_number_parse(text, &in->corrects_year, &in->corrects_number, reterr);
    if (span_is(t->name, "reason"))
        return api_text_take(t, "reason", &in->reason_zh, reterr);
    if (span_is(t->name, "reason_en"))
        return api_text_take(t, "reason_en", &in->reason_en, reterr);
    return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
}

void api_disclosure_post(door_request *r)
{
    err why = { 0 };
    change done = { 0 };
    campaign of = { 0 };
    prepare_input in = { 0 };
    if (!api_campaign(r, &of))
        return;
    in.campaign = of.id;
    in.opened = sys_zone_local(house_zone(r->house), of.opened_us).day;
    bool is_good = r->net->body.size == 0 || api_body_read(r, prepare_take, &in, &why);
    if (is_good && in.reason_zh.size > 0)
        in.reason_zh = text_normal(r->memory, in.reason_zh);
    if (is_good && in.reason_en.size > 0)
        in.reason_en = text_normal(r->memory, in.reason_en);
    if (is_good && api_run(r, &disclosure_enter, of.org, &in, &done, &why))
        after_change(r, done.object_id, 201);
    else
        door_error(r, &why);
}

static void act(door_request *r, const change_kind *kind)
{
    err why = { 0 };
    change done = { 0 };
    disclosure_book *b = NULL;
    bool is_good = book_find(r, &b, &why);
    disclosure_input in = { .id = { is_good ? b->d.id.value : 0 } };
    if (is_good && api_run(r, kind, b->d.org, &in, &done, &why))
        after_change(r, in.id.value, 200);
    else
        door_error(r, &why);
}

void api_disclosure_review(door_request *r)
{
    act(r, &disclosure_review);
}

void api_disclosure_publish(door_request *r)
{
    act(r, &disclosure_publish);
}

static bool why_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    disclosure_end_input *in = self;
    (void)j;
    return span_is(t->name, "why")
               ? api_text_take(t, "why", &in->why, reterr)
               : err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
}

static void end(door_request *r, const change_kind *kind)
{
    err why = { 0 };
    change done = { 0 };
    disclosure_book *b = NULL;
    disclosure_end_input in = { 0 };
    bool is_good = book_find(r, &b, &why) && api_body_read(r, why_take, &in, &why);
    if (is_good) {
        in.id = b->d.id;
        in.why = text_normal(r->memory, in.why);
    }
    if (is_good && api_run(r, kind, b->d.org, &in, &done, &why))
        after_change(r, in.id.value, 200);
    else
        door_error(r, &why);
}

void api_disclosure_return(door_request *r)
{
    end(r, &disclosure_return);
}

void api_disclosure_withdraw(door_request *r)
{
    end(r, &disclosure_withdraw);
}
