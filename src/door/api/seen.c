/* What providers' screens show before their bills are here, and goods that a campaign takes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "door/seens.h"
#include "text/text.h"

static void figure_put(json_writer *w, const seen_figure *f)
{
    json_object(w);
    door_put_id(w, "id", f->id);
    json_put_string(w, "account", f->account_code);
    api_put_instant(w, "as_of", f->as_of_us);
    json_put_int(w, "gifts", f->gifts);
    json_put_int(w, "amount_fen", f->amount.fen);
    json_put_string(w, "state", span_of(seen_state_name(f->state)));
    json_object_end(w);
}

void api_seen_get(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    seen_figure *rows = NULL;
    size_t count = 0;
    if (!api_campaign(r, &of))
        return;
    if (!seen_list(r->conn, r->memory, of.id, &rows, &count, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 32768);
    json_writer w = json_write(&b);
    json_object(&w);
    json_name(&w, "items");
    json_array(&w);
    for (size_t i = 0; i < count; i++)
        figure_put(&w, &rows[i]);
    json_array_end(&w);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

typedef struct seen_body {
    seen_words words;
    money amount;
    int64_t gifts;
} seen_body;

static bool member_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    seen_body *body = self;
    (void)j;
    if (span_is(t->name, "account"))
        return api_text_take(t, "account", &body->words.account, reterr);
    if (span_is(t->name, "as_of"))
        return api_text_take(t, "as_of", &body->words.as_of, reterr);
    if (span_is(t->name, "amount_fen"))
        return (t->kind == JSON_INTEGER && t->integer == 0) ||
               api_amount_take(t, &body->amount, reterr);
    if (!span_is(t->name, "gifts"))
        return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
    body->gifts = t->kind == JSON_INTEGER ? t->integer : -1;
    return true;
}

void api_seen_post(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    change c = { 0 };
    org_id unit = { 0 };
    seen_figure in = { 0 };
    seen_body body = { .words = { .gifts = SPAN("0"), .amount = SPAN("0") }, .gifts = -1 };
    if (!api_campaign(r, &of))
        return;
    bool is_good = api_body_read(r, member_take, &body, &why) &&
                   seen_read(r->house, r->conn, r->memory, &body.words, &in, &unit, &why);
    in.gifts = body.gifts;
    in.amount = body.amount;
    if (!is_good || !api_run(r, &house_seen_add, unit, &in, &c, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 64);
    json_writer w = json_write(&b);
    json_object(&w);
    door_put_id(&w, "id", c.object_id);
    json_object_end(&w);
    api_answer(r, 201, &b);
}

void api_wants_get(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    goods_want *rows = NULL;
    size_t count = 0;
    if (!api_campaign(r, &of))
        return;
    if (!wants_read(r->conn, r->memory, of.id, &rows, &count, &why)) {
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
        door_put_id(&w, "id", rows[i].id);
        json_put_string(&w, "class_zh", rows[i].class_zh);
        json_put_string(&w, "class_en", rows[i].class_en);
        json_put_string(&w, "name_zh", rows[i].name_zh);
        json_put_string(&w, "name_en", rows[i].name_en);
        json_put_string(&w, "standard", rows[i].standard);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    api_answer(r, 200, &b);
}
