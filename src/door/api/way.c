/* Ways to give: the list, a new one, the end of one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "door/ways.h"
#include "text/text.h"

static void way_put_json(json_writer *w, const way *it)
{
    json_object(w);
    door_put_id(w, "id", it->id);
    json_put_string(w, "kind", span_of(way_kind_name(it->kind)));
    json_put_int(w, "place", it->place);
    json_put_string(w, "title_zh", it->title_zh);
    json_put_string(w, "title_en", it->title_en);
    json_put_string(w, "holder", it->holder);
    json_put_string(w, "account_no", it->account_no);
    json_put_string(w, "bank", it->bank);
    json_put_string(w, "payload", it->payload);
    json_put_string(w, "note_zh", it->note_zh);
    json_put_string(w, "note_en", it->note_en);
    json_object_end(w);
}

void api_ways_get(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    way *rows = NULL;
    size_t count = 0;
    if (!api_campaign(r, &of))
        return;
    if (!ways_read(r->conn, r->memory, of.id, false, &rows, &count, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 16384);
    json_writer w = json_write(&b);
    json_object(&w);
    json_name(&w, "items");
    json_array(&w);
    for (size_t i = 0; i < count; i++)
        way_put_json(&w, &rows[i]);
    json_array_end(&w);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

static bool place_take(door_request *r, const json_token *t, span *ret, err *reterr)
{
    buffer b = buffer_in(r->memory, 24);
    if (t->kind != JSON_INTEGER)
        return err_field(reterr, "place", N_("The value has the wrong type"));
    buffer_format(&b, "%lld", (long long)t->integer);
    *ret = buffer_span(&b);
    return true;
}

typedef struct way_body {
    door_request *r;
    way_words words;
} way_body;

static bool member_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    way_body *body = self;
    way_words *in = &body->words;
    const struct {
        const char *name;
        span *into;
    } members[] = { { "kind", &in->kind }, { "title_zh", &in->title_zh },
        { "title_en", &in->title_en }, { "holder", &in->holder }, { "account_no", &in->account_no },
        { "bank", &in->bank }, { "payload", &in->payload }, { "note_zh", &in->note_zh },
        { "note_en", &in->note_en } };
    (void)j;
    if (span_is(t->name, "place"))
        return place_take(body->r, t, &in->place, reterr);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (span_is(t->name, members[i].name))
            return api_text_take(t, members[i].name, members[i].into, reterr);
    }
    return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
}

static void made_answer(door_request *r, int status, int64_t id)
{
    buffer b = buffer_in(r->memory, 64);
    json_writer w = json_write(&b);
    json_object(&w);
    door_put_id(&w, "id", id);
    json_object_end(&w);
    api_answer(r, status, &b);
}

void api_way_post(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    change c = { 0 };
    way in = { 0 };
    way_body body = { .r = r };
    if (!api_campaign(r, &of))
        return;
    if (api_body_read(r, member_take, &body, &why) &&
        way_read(r->memory, &of, &body.words, &in, &why) &&
        api_run(r, &house_way_add, of.org, &in, &c, &why))
        made_answer(r, 201, c.object_id);
    else
        door_error(r, &why);
}

void api_way_end(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    change c = { 0 };
    way_end_input in = { 0 };
    if (!api_campaign(r, &of))
        return;
    if (text_parse_id(r->params[1], &in.id, &why) &&
        api_run(r, &house_way_end, of.org, &in, &c, &why))
        made_answer(r, 200, in.id);
    else
        door_error(r, &why);
}
