/* Payments that wait for their giver: the queue, and the gift that is looked at beside it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_match.h"

#include "match_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { QUEUE_ROWS = 25 };

span match_said(const staff *s, const char *name)
{
    const net_request *n = s->r->net;
    span value = n->method == NET_POST ? net_field(n, name) : net_query(n, name);
    return value.at ? value : (span)SPAN("");
}

/* ---- which campaign ------------------------------------------------------------------------- */

static chip_item chip_of(staff *s, const char *path, const campaign *it, bool is_on, int64_t count)
{
    return (chip_item){ .url = staff_url(s, "%scampaign=%s", path, it->code),
        .text = arena_copy(&s->memory, web_campaign_name(it, s->r->lang)),
        .count = count,
        .is_on = is_on };
}

bool match_campaign(
    staff *s, right needed, const char *path, campaign *ret, chip_list *ret_chips, err *reterr)
{
    campaign *list = NULL;
    match_counts counts[STAFF_CAMPAIGNS_MAX] = { 0 };
    size_t at = STAFF_CAMPAIGNS_MAX;
    size_t chosen = STAFF_CAMPAIGNS_MAX;
    span code = match_said(s, "campaign");
    chip_item *items = ARENA_NEW(&s->memory, chip_item, STAFF_CAMPAIGNS_MAX);
    size_t count = staff_campaigns(s, &list);
    *ret_chips = (chip_list){ .items = items };
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < count; i++) {
        if (!staff_may(s, needed, list[i].org))
            continue;
        if (!match_count(s->r->conn, list[i].org, list[i].id, &counts[i], reterr))
            return false;
        if (code.size > 0 && span_is(code, list[i].code))
            chosen = i;
        if (at == STAFF_CAMPAIGNS_MAX || (counts[at].waiting == 0 && counts[i].waiting > 0))
            at = i;
    }
    if (code.size > 0)
        at = chosen;
    if (at == STAFF_CAMPAIGNS_MAX)
        return err_set(reterr, ERR_ABSENT, N_("There is no campaign %.*s"), SPAN_PRINT(code));
    *ret = list[at];
    for (size_t i = 0; i < count && count > 1; i++) {
        if (staff_may(s, needed, list[i].org))
            items[ret_chips->count++] = chip_of(s, path, &list[i], i == at, counts[i].waiting);
    }
    return true;
}

/* ---- what the address asks for -------------------------------------------------------------- */

bool match_ask_read(staff *s, right needed, match_ask *ask, chip_list *ret_campaigns, err *reterr)
{
    span before = match_said(s, "before");
    if (!match_campaign(s, needed, "/app/match?", &ask->of, ret_campaigns, reterr))
        return false;
    ask->what = match_said(s, "what");
    ask->filter = (match_filter){ .org = ask->of.org, .campaign = ask->of.id };
    return match_what_parse(ask->what, &ask->filter, reterr) &&
           (before.size == 0 || match_place_parse(before, &ask->filter, reterr));
}

/* An address of the queue with its filters; `rest` begins with '&' or is empty. */
static span ask_url(
    staff *s, const match_ask *ask, const char *path, const char *what, const char *rest)
{
    return staff_url(
        s, "%s?campaign=%s%s%s%s", path, ask->of.code, what[0] ? "&what=" : "", what, rest);
}

static const char *what_text(staff *s, const match_ask *ask)
{
    return arena_copy(&s->memory, ask->what).at;
}

/* ---- the queue ------------------------------------------------------------------------------ */

static mark_view waiting_mark(const match_fact *fact)
{
    if (fact->state == MATCH_HELD)
        return (mark_view){ N_("on hold"), TONE_PLAIN, ICON_CLOCK };
    if (fact->best == 0)
        return (mark_view){ N_("no suggestion"), TONE_PLAIN, ICON_NONE };
    const char *word = match_word(fact->best);
    return fact->best >= MATCH_VERY_LIKELY ? (mark_view){ word, TONE_OK, ICON_CHECK }
           : fact->best >= MATCH_LIKELY    ? (mark_view){ word, TONE_WARN, ICON_INFO }
                                           : (mark_view){ word, TONE_PLAIN, ICON_NONE };
}

static bool waiting_fill(
    staff *s, const match_ask *ask, const match_waiting *row, waiting_item *ret, err *reterr)
{
    char rest[64];
    match_words words = { { NULL, 0 }, { NULL, 0 } };
    span id = staff_id_text(s, row->fact.donation.value);
    if (staff_may(s, RIGHT_DONATION_ENTER, ask->of.org) &&
        !match_words_of(&s->memory, house_seal_key(s->r->house), &row->fact, &words, reterr))
        return false;
    snprintf(rest, sizeof rest, "&gift=%.*s", SPAN_PRINT(id));
    span url = ask_url(s, ask, "/app/match", what_text(s, ask), rest);
    if (ask->filter.before != 0) {
        char place[MATCH_PLACE_SIZE];
        const match_waiting at = { .fact = { .donation = { ask->filter.before },
                                       .best = ask->filter.before_best } };
        match_place_write(place, &at);
        snprintf(rest, sizeof rest, "&gift=%.*s&before=%s", SPAN_PRINT(id), place);
        url = ask_url(s, ask, "/app/match", what_text(s, ask), rest);
    }
    buffer b = buffer_in(&s->memory, url.size + 8);
    buffer_add(&b, url);
    buffer_text(&b, "#gift");
    *ret = (waiting_item){ .url = buffer_span(&b),
        .payer = words.payer,
        .remark = words.remark,
        .day = row->day,
        .paid_us = row->paid_us == INT64_MIN ? 0 : row->paid_us,
        .amount = { row->asset, row->amount.fen },
        .mark = waiting_mark(&row->fact) };
    return true;
}

static void views_fill(staff *s, const match_ask *ask, const match_counts *c, match_view *v)
{
    const struct {
        const char *label, *what;
        int64_t count;
    } views[] = { { N_("All"), "", c->waiting },
        { N_("Very likely"), "very-likely", c->very_likely }, { N_("Likely"), "likely", c->likely },
        { N_("Unsure"), "unsure", c->waiting - c->very_likely - c->likely - c->held },
        { N_("On hold"), "held", c->held } };
    enum { VIEWS = sizeof views / sizeof *views };
    chip_item *items = ARENA_NEW(&s->memory, chip_item, VIEWS);
    for (size_t i = 0; items && i < VIEWS; i++)
        items[i] = (chip_item){ .url = ask_url(s, ask, "/app/match", views[i].what, ""),
            .said = views[i].label,
            .count = views[i].count,
            .is_on = span_is(ask->what, views[i].what) };
    v->views = (chip_list){ items, items ? VIEWS : 0 };
}

static void head_fill(staff *s, const match_ask *ask, const match_counts *c, match_view *v)
{
    v->waiting = c->waiting;
    v->sum = (money){ c->fen };
    v->very_likely = c->very_likely;
    v->may_act = staff_may(s, RIGHT_DONATION_ENTER, ask->of.org);
    if (v->may_act && c->very_likely > 0)
        v->sure_url = staff_url(s, "/app/match/sure?campaign=%s", ask->of.code);
    v->promises_url = staff_url(s, "/app/promises?campaign=%s&view=open", ask->of.code);
    if (v->may_act) {
        v->payers_url = staff_url(s, "/app/match/payers?campaign=%s", ask->of.code);
        v->csv_url = ask_url(s, ask, "/app/match.csv", what_text(s, ask), "");
        v->xlsx_url = ask_url(s, ask, "/app/match.xlsx", what_text(s, ask), "");
    }
    v->is_filtered = ask->what.size > 0;
    v->clear_url = ask_url(s, ask, "/app/match", "", "");
    views_fill(s, ask, c, v);
}

/* A page of the queue; *gift becomes its first when none is asked for, *ret_next the one behind. */
static bool rows_fill(
    staff *s, const match_ask *ask, match_view *v, donation_id *gift, span *ret_next, err *reterr)
{
    match_waiting *rows = NULL;
    size_t count = 0;
    waiting_item *items = ARENA_NEW(&s->memory, waiting_item, QUEUE_ROWS);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!match_queue(s->r->conn, &s->memory, &ask->filter, QUEUE_ROWS + 1, &rows, &count, reterr))
        return false;
    v->count = count < QUEUE_ROWS ? count : QUEUE_ROWS;
    v->items = items;
    if (gift->value == 0 && count > 0)
        *gift = rows[0].fact.donation;
    for (size_t i = 0; i < v->count; i++) {
        if (!waiting_fill(s, ask, &rows[i], &items[i], reterr))
            return false;
        items[i].is_at = rows[i].fact.donation.value == gift->value;
        if (items[i].is_at && count > 1)
            *ret_next = staff_id_text(s, rows[i + 1 < count ? i + 1 : i - 1].fact.donation.value);
    }
    v->pager.count = (int64_t)v->count;
    if (count > QUEUE_ROWS) {
        char rest[MATCH_PLACE_SIZE + 16] = "&before=";
        match_place_write(rest + strlen(rest), &rows[QUEUE_ROWS - 1]);
        v->pager.older_url = ask_url(s, ask, "/app/match", what_text(s, ask), rest);
    }
    if (ask->filter.before != 0)
        v->pager.newer_url = ask_url(s, ask, "/app/match", what_text(s, ask), "");
    return true;
}

/* ---- what was done -------------------------------------------------------------------------- */

static const struct {
    const char *name, *said, *undo, *path;
} acts[] = {
    { "link", N_("Matched with its promise"), N_("Take it back"), "/app/match/unlink" },
    { "claim", N_("Claimed for its giver"), N_("Take it back"), "/app/match/unlink" },
    { "unlink", N_("The match was taken back"), NULL, "" },
    { "hold", N_("Put on hold"), N_("Take it up again"), "/app/match/release" },
    { "release", N_("Taken up again"), NULL, "" },
};

static void done_fill(staff *s, match_view *v)
{
    int64_t id = 0;
    err ignored = { 0 };
    if (!v->may_act || s->r->net->method == NET_POST ||
        !text_parse_id(match_said(s, "last"), &id, &ignored))
        return;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (!span_is(match_said(s, "done"), acts[i].name))
            continue;
        v->done = acts[i].said;
        v->undo = acts[i].undo;
        v->undo_action = staff_url(s, "%s", acts[i].path);
        v->last = staff_id_text(s, id);
        v->last_url = staff_id_url(s, "/app/donations/", id);
    }
}

/* ---- the page ------------------------------------------------------------------------------- */

static bool page_fill(staff *s, donation_id gift, match_view *v, err *reterr)
{
    match_ask ask = { 0 };
    match_counts counts = { 0 };
    match_hidden hidden = { .csrf = s->view.csrf };
    if (!match_ask_read(s, RIGHT_READ, &ask, &v->campaigns, reterr) ||
        !match_count(s->r->conn, ask.of.org, ask.of.id, &counts, reterr) ||
        !rows_fill(s, &ask, v, &gift, &hidden.next, reterr))
        return false;
    head_fill(s, &ask, &counts, v);
    done_fill(s, v);
    hidden.campaign = arena_copy(&s->memory, span_of(ask.of.code));
    hidden.what = ask.what;
    v->picked.hidden = hidden;
    v->has_picked = gift.value != 0;
    return !v->has_picked || picked_fill(s, gift, &hidden, &v->picked, reterr);
}

void match_page(staff *s, donation_id gift, int status, const err *why)
{
    err broken = { 0 };
    match_view *v = ARENA_NEW(&s->memory, match_view, 1);
    staff_key_fill(s);
    if (!v)
        err_set(&broken, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!v || !page_fill(s, gift, v, &broken)) {
        staff_fail(s, &broken);
        return;
    }
    if (why && why->field[0] && span_is(span_of(why->field), "reason"))
        staff_form_error(s, &v->picked.hold, v->picked.hold_inputs, why);
    else if (why && span_is(span_of(why->field), "name"))
        staff_form_error(s, &v->picked.claim, v->picked.claim_inputs, why);
    else if (why)
        s->view.note = (note_view){ .tone = TONE_BAD, .text = *why };
    v->staff = s->view;
    match_html(&s->out, v);
    staff_answer(s, status);
}

void staff_match_get(door_request *r)
{
    STAFF s = { 0 };
    err ignored = { 0 };
    donation_id gift = { 0 };
    if (!staff_begin(&s, r, STAFF_MATCH, N_("Payments without a giver")))
        return;
    if (!text_parse_id(net_query(r->net, "gift"), &gift.value, &ignored))
        gift.value = 0;
    match_page(&s, gift, 200, NULL);
}
