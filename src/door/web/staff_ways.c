/* Ways to give of a campaign at the desk: what is shown now, adding one, ending one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_in.h"

#include "door/ways.h"
#include "text/text.h"
#include "ways_desk_html.h"

#include <string.h>

enum { WAY_INPUTS = 10 };

static size_t kind_choices(staff *s, choice_item **ret)
{
    span chosen = staff_field(s, "kind");
    *ret = ARENA_NEW(&s->memory, choice_item, WAY_KIND_COUNT);
    for (int i = 1; *ret && i < WAY_KIND_COUNT; i++)
        (*ret)[i - 1] = (choice_item){ .value = span_of(way_kind_name((way_kind)i)),
            .said = way_kind_label((way_kind)i),
            .is_chosen = span_is(chosen, way_kind_name((way_kind)i)) };
    return *ret ? WAY_KIND_COUNT - 1 : 0;
}

static void inputs_fill(staff *s, input_view inputs[WAY_INPUTS])
{
    choice_item *kinds = NULL;
    size_t kind_count = kind_choices(s, &kinds);
    const input_view made[WAY_INPUTS] = {
        { .name = "kind",
            .label = N_("Kind"),
            .kind = INPUT_LIST,
            .choices = kinds,
            .choice_count = kind_count,
            .is_half = true },
        { .name = "place",
            .label = N_("Place on the page"),
            .kind = INPUT_NUMBER,
            .is_optional = true,
            .is_half = true },
        { .name = "title_zh", .label = N_("Name in Chinese"), .kind = INPUT_TEXT, .is_half = true },
        { .name = "title_en",
            .label = N_("Name in English"),
            .kind = INPUT_TEXT,
            .is_optional = true,
            .is_half = true },
        { .name = "holder", .label = N_("Account name"), .kind = INPUT_TEXT, .is_optional = true },
        { .name = "account_no",
            .label = N_("Account number"),
            .kind = INPUT_CODE,
            .is_optional = true,
            .is_half = true },
        { .name = "bank",
            .label = N_("Bank"),
            .kind = INPUT_TEXT,
            .is_optional = true,
            .is_half = true },
        { .name = "payload",
            .label = N_("Address, or text of the QR code"),
            .kind = INPUT_CODE,
            .is_optional = true,
            .hint = N_("{code} and {amount} stand for order code and amount of the promise.") },
        { .name = "note_zh",
            .label = N_("What to do, in Chinese"),
            .kind = INPUT_LONG,
            .is_optional = true },
        { .name = "note_en",
            .label = N_("What to do, in English"),
            .kind = INPUT_LONG,
            .is_optional = true },
    };
    memcpy(inputs, made, sizeof made);
    staff_form_keep(s, inputs, WAY_INPUTS);
}

static bool items_fill(staff *s, const campaign *of, ways_desk_view *v, err *reterr)
{
    way *rows = NULL;
    bool may = staff_may(s, RIGHT_CAMPAIGN_EDIT, of->org);
    if (!ways_read(s->r->conn, &s->memory, of->id, false, &rows, &v->count, reterr))
        return false;
    way_desk_item *items = ARENA_NEW(&s->memory, way_desk_item, v->count + 1);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < v->count; i++) {
        const way *w = &rows[i];
        buffer id = buffer_in(&s->memory, 16);
        text_add_id(&id, w->id);
        items[i] = (way_desk_item){ .kind = way_kind_label(w->kind),
            .place = w->place,
            .title = web_name_in((web_name){ w->title_zh, w->title_en }, s->r->lang),
            .holder = w->holder,
            .account_no = w->account_no,
            .bank = w->bank,
            .payload = w->payload,
            .made_us = w->made_us };
        if (may)
            items[i].end_action = staff_url(
                s, "/app/campaigns/%s/ways/%.*s/end", of->code, SPAN_PRINT(buffer_span(&id)));
    }
    v->items = items;
    return true;
}

static void ways_page(staff *s, const campaign *of, int status, const err *why)
{
    err broken = { 0 };
    input_view inputs[WAY_INPUTS];
    ways_desk_view v = { .back_url = staff_url(s, "/app/campaigns/%s", of->code),
        .public_url = web_url(&s->memory, s->r->lang, "/c/%s#give", of->code) };
    s->view.name = web_campaign_name(of, s->r->lang);
    v.campaign = s->view.name;
    if (!items_fill(s, of, &v, &broken)) {
        staff_fail(s, &broken);
        return;
    }
    if (staff_may(s, RIGHT_CAMPAIGN_EDIT, of->org)) {
        inputs_fill(s, inputs);
        v.add = (form_view){ .inputs = inputs, .input_count = WAY_INPUTS };
        v.add_action = staff_url(s, "/app/campaigns/%s/ways", of->code);
        staff_key_fill(s);
        v.key = s->key;
        if (why)
            staff_form_error(s, &v.add, inputs, why);
    }
    v.staff = s->view;
    ways_desk_html(&s->out, &v);
    staff_answer(s, status);
}

static bool campaign_of(staff *s, campaign *ret)
{
    if (staff_campaign(s, s->r->params[0], ret))
        return true;
    staff_absent(s);
    return false;
}

void staff_ways_get(door_request *r)
{
    STAFF s = { 0 };
    campaign of = { 0 };
    if (staff_begin(&s, r, STAFF_CAMPAIGNS, N_("Ways to give")) && campaign_of(&s, &of))
        ways_page(&s, &of, 200, NULL);
}

void staff_ways_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    way in = { 0 };
    if (!staff_begin(&s, r, STAFF_CAMPAIGNS, N_("Ways to give")) || !campaign_of(&s, &of))
        return;
    const way_words words = { .kind = staff_field(&s, "kind"),
        .place = text_normal(&s.memory, staff_field(&s, "place")),
        .title_zh = staff_field(&s, "title_zh"),
        .title_en = staff_field(&s, "title_en"),
        .holder = staff_field(&s, "holder"),
        .account_no = staff_field(&s, "account_no"),
        .bank = staff_field(&s, "bank"),
        .payload = staff_field(&s, "payload"),
        .note_zh = staff_field(&s, "note_zh"),
        .note_en = staff_field(&s, "note_en") };
    if (way_read(&s.memory, &of, &words, &in, &why) &&
        staff_change(&s, &house_way_add, of.org, &in, &c, &why))
        staff_go(&s, "/app/campaigns/%s/ways", of.code);
    else
        ways_page(&s, &of, door_status(why.code), &why);
}

void staff_way_end_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    way_end_input in = { 0 };
    if (!staff_begin(&s, r, STAFF_CAMPAIGNS, N_("Ways to give")) || !campaign_of(&s, &of))
        return;
    if (text_parse_id(r->params[1], &in.id, &why) &&
        staff_change(&s, &house_way_end, of.org, &in, &c, &why))
        staff_go(&s, "/app/campaigns/%s/ways", of.code);
    else
        staff_fail(&s, &why);
}
