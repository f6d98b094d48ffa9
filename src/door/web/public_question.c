/* Asking about a figure, and the asker's own page.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/disclosure.h"

#include "ask_html.h"
#include "door/form.h"
#include "question_html.h"
#include "text/text.h"
#include "work/giver/giver.h"

#include <assert.h>
#include <string.h>

static_assert(
    (int)QUESTION_LINK_SIZE == (int)GIVER_DIGEST_SIZE, "a link is a giver's kind of link");

static const int64_t day_us = INT64_C(86400000000);

static void clock_of(door_request *r, const question *q, clock_view *ret)
{
    int64_t now = house_civil_us(r->house);
    int64_t whole = q->due_us - q->asked_us;
    *ret = (clock_view){ .title = N_("Answer"),
        .until_us = q->due_us,
        .left_us = q->due_us - now,
        .tone = now >= q->due_us              ? CLOCK_LATE
                : q->due_us - now < whole / 3 ? CLOCK_SOON
                                              : CLOCK_OK,
        .cell_count = 1 };
    int64_t used = now > q->asked_us ? now - q->asked_us : 0;
    ret->filled[0] = whole <= 0 || used >= whole ? 100 : (int)(used * 100 / whole);
}

bool question_item_fill(
    door_request *r, arena *a, const question *q, question_item *ret, err *reterr)
{
    disclosure_book *b = ARENA_NEW(a, disclosure_book, 1);
    disclosure_item items[BOOK_ITEMS_MAX];
    if (!b)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!disclosure_book_get(r->house, r->conn, a, q->disclosure, b, reterr))
        return false;
    *ret = (question_item){ .number = q->number,
        .campaign = arena_copy(a, web_campaign_name(&b->of, r->lang)),
        .disclosure = disclosure_name(a, &b->d),
        .url = disclosure_url(a, r->lang, &b->of, &b->d),
        .text = q->text,
        .answer = q->answer,
        .is_public = q->may_publish,
        .asked_us = q->asked_us,
        .answered_us = q->answered_us };
    size_t count = disclosure_items(b, a, r->lang, items);
    for (size_t i = 0; i < count; i++)
        ret->figure = span_is(q->figure, items[i].name) ? items[i].label : ret->figure;
    clock_of(r, q, &ret->clock);
    return true;
}

/* ---- the form -------------------------------------------------------------------------------- */

/* The disclosure that is asked about; answers itself when there is none. */
static bool book_find(door_request *r, disclosure_book **ret)
{
    err why = { 0 };
    campaign of = { 0 };
    if (!web_campaign(r, &of))
        return false;
    *ret = ARENA_NEW(r->memory, disclosure_book, 1);
    if (*ret && disclosure_book_find(
                    r->house, r->conn, r->memory, &of, r->params[1], r->params[2], *ret, &why))
        return true;
    web_absent(r);
    return false;
}

static bool days_read(door_request *r, int32_t *ret, err *reterr)
{
    enum { DAYS = 3 };
    deadline rule = { 0 };
    date today = web_day(r->house, house_civil_us(r->house));
    if (!deadline_get(r->conn, r->memory, DEADLINE_QUESTION, today, &rule, reterr))
        return false;
    *ret = rule.from.day != 0 ? rule.days : DAYS;
    return true;
}

static void form_show(
    door_request *r, const disclosure_book *b, const char *key, const err *why, int status)
{
    err broken = { 0 };
    figures_part part = { 0 };
    disclosure_item items[BOOK_ITEMS_MAX];
    const char *names[BOOK_ITEMS_MAX];
    ask_view v = { .page = web_page(r, r->memory, PLACE_CAMPAIGN, N_("Ask about a figure")),
        .number = disclosure_name(r->memory, &b->d),
        .url = disclosure_url(r->memory, r->lang, &b->of, &b->d),
        .names = names,
        .chosen = net_field(r->net, "figure"),
        .text = net_field(r->net, "text"),
        .may_publish = net_field(r->net, "publish").size > 0,
        .error = why,
        .key = span_of(key) };
    if (!figures_part_fill(r->memory, b, &part, &broken) || !days_read(r, &v.days, &broken)) {
        door_error(r, &broken);
        return;
    }
    v.page.name = v.number;
    v.figures = part.figures;
    v.figure_count = disclosure_items(b, r->memory, r->lang, items);
    for (size_t i = 0; i < v.figure_count; i++)
        names[i] = items[i].name;
    v.action = web_url(
        r->memory, r->lang, "/d/%s/%d/%lld/ask", b->of.code, b->d.year, (long long)b->d.number);
    buffer out = buffer_in(r->memory, 32768);
    html page = web_html(r, &out);
    ask_html(&page, &v);
    web_answer_form(r, status, &out);
}

void web_ask_get(door_request *r)
{
    char key[DOOR_FORM_KEY_SIZE + 1];
    disclosure_book *b = NULL;
    if (!book_find(r, &b))
        return;
    door_form_key(r, key);
    form_show(r, b, key, NULL, 200);
}

static bool ask(
    door_request *r, const disclosure_book *b, char token[GIVER_TOKEN_SIZE + 1], err *reterr)
{
    int32_t days = 0;
    span key = net_field(r->net, "key");
    span figure = net_field(r->net, "figure");
    const uint8_t *seal = house_seal_key(r->house);
    question_ask_input in = { .disclosure = b->d.id,
        .figure = figure.at ? figure : (span)SPAN(""),
        .text = text_normal(r->memory, net_field(r->net, "text")),
        .may_publish = net_field(r->net, "publish").size > 0 };
    if (!question_text_check(in.text, reterr) || !door_form_check(r, reterr) ||
        !days_read(r, &days, reterr) || !door_flood(r, FLOOD_QUESTION, reterr))
        return false;
    if (in.figure.size > 40)
        return err_field(reterr, "figure", N_("There is no such figure"));
    in.answer_us = days * day_us;
    giver_token_of(seal, key, token);
    bool is_token = giver_token_digest(seal, span_of(token), in.link);
    assert(is_token);
    change c = { .kind = &question_ask, .author = &r->author, .org = b->d.org, .input = &in };
    writer_key(house_writer(r->house), &c, key, in.text);
    return writer_run(house_writer(r->house), &c, reterr);
}

void web_ask_post(door_request *r)
{
    err why = { 0 };
    char key[DOOR_FORM_KEY_SIZE + 1];
    char token[GIVER_TOKEN_SIZE + 1];
    disclosure_book *b = NULL;
    if (!book_find(r, &b))
        return;
    if (ask(r, b, token, &why)) {
        door_redirect(r, 303, web_url(r->memory, r->lang, "/q/%s", token));
        return;
    }
    if (why.code == ERR_KEY)
        door_form_key(r, key);
    else
        door_form_key_keep(r, key);
    form_show(r, b, key, &why, door_status(why.code));
}

/* ---- her page -------------------------------------------------------------------------------- */

void web_question_get(door_request *r)
{
    err why = { 0 };
    question q = { 0 };
    uint8_t link[GIVER_DIGEST_SIZE];
    if (!giver_token_digest(house_seal_key(r->house), r->params[0], link)) {
        web_absent(r);
        return;
    }
    question_view v = { .page = web_page(r, r->memory, PLACE_CAMPAIGN, N_("Question")) };
    if (!question_by_link(r->conn, r->memory, link, &q, &why) ||
        !question_item_fill(r, r->memory, &q, &v.head, &why)) {
        door_error(r, &why);
        return;
    }
    buffer out = buffer_in(r->memory, 32768);
    html page = web_html(r, &out);
    question_html(&page, &v);
    web_answer_private(r, 200, &out);
}
