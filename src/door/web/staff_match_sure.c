/* What is very likely, accepted with one press: shown before, pair by pair; and payers that were
 * learnt from what people chose.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_match.h"

#include "match_sure_html.h"
#include "payers_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { TO_PERCENT = 10 };

/* ---- before the press ----------------------------------------------------------------------- */

static bool sure_fill(staff *s, const match_sure *row, sure_item *ret, err *reterr)
{
    char code[ORDER_CODE_TEXT_SIZE];
    match_words words = { { NULL, 0 }, { NULL, 0 } };
    donation_person giver = { 0 };
    const uint8_t *key = house_seal_key(s->r->house);
    span sealed = row->promise.id.value ? row->promise.sealed.name : row->payer.name;
    buffer pair = buffer_in(&s->memory, 32);
    if (!match_words_of(&s->memory, key, &row->waiting.fact, &words, reterr) ||
        !donation_unseal(&s->memory, key, sealed, (span){ NULL, 0 }, &giver, reterr))
        return false;
    *ret =
        (sure_item){ .url = staff_id_url(s, "/app/match?gift=", row->waiting.fact.donation.value),
            .payer = words.payer,
            .day = row->waiting.day,
            .amount = row->waiting.amount,
            .percent = row->best.confidence / TO_PERCENT,
            .reasons = reason_items(s, &row->best),
            .reason_count = (size_t)row->best.reason_count };
    if (giver.name.size > 0)
        ret->giver = donation_name_mask(&s->memory, giver.name);
    text_add_id(&pair, row->waiting.fact.donation.value);
    if (row->promise.id.value) {
        order_code_write(code, row->promise.code);
        ret->code = arena_copy(&s->memory, span_of(code));
        buffer_format(&pair, ".%s", code);
    } else {
        buffer_byte(&pair, '+');
        text_add_id(&pair, row->payer.id);
    }
    ret->pair = buffer_span(&pair);
    return true;
}

static bool sure_page_fill(staff *s, sure_view *v, err *reterr)
{
    campaign of = { 0 };
    chip_list ignored = { 0 };
    match_sure *rows = NULL;
    size_t count = 0;
    if (!match_campaign(s, RIGHT_DONATION_ENTER, "/app/match/sure?", &of, &ignored, reterr))
        return false;
    const match_filter filter = { .org = of.org, .campaign = of.id };
    sure_item *items = ARENA_NEW(&s->memory, sure_item, MATCH_SURE_MAX);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!match_sure_list(
            s->r->conn, &s->memory, filter, MATCH_VERY_LIKELY, &rows, &count, &v->has_more, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!sure_fill(s, &rows[i], &items[i], reterr))
            return false;
        v->sum.fen += rows[i].waiting.asset == LEDGER_CNY ? rows[i].waiting.amount.fen : 0;
    }
    v->items = items;
    v->count = count;
    v->campaign = arena_copy(&s->memory, span_of(of.code));
    v->back_url = staff_url(s, "/app/match?campaign=%s", of.code);
    v->action = staff_url(s, "/app/match/sure");
    return true;
}

static void sure_page(staff *s, sure_view *v)
{
    err why = { 0 };
    /* A new form gets a new key: the one that came stands for what was accepted. */
    uint8_t random[16];
    buffer key = buffer_in(&s->memory, 32);
    sys_random(random, sizeof random);
    text_add_base64url(&key, (span){ (const char *)random, sizeof random });
    v->key = buffer_span(&key);
    if (!sure_page_fill(s, v, &why)) {
        staff_fail(s, &why);
        return;
    }
    v->staff = s->view;
    match_sure_html(&s->out, v);
    staff_answer(s, 200);
}

void staff_match_sure_get(door_request *r)
{
    STAFF s = { 0 };
    sure_view v = { 0 };
    if (staff_begin(&s, r, STAFF_MATCH, N_("Accept what is very likely")))
        sure_page(&s, &v);
}

/* ---- the press ------------------------------------------------------------------------------ */

static bool pair_read(span text, match_pair *ret, err *reterr)
{
    size_t dot = span_find(text, '.');
    size_t plus = span_find(text, '+');
    size_t cut = dot < plus ? dot : plus;
    span rest = span_slice(text, cut + 1, text.size);
    *ret = (match_pair){ 0 };
    if (!text_parse_id(span_slice(text, 0, cut), &ret->gift.value, reterr))
        return false;
    if (dot < plus)
        return order_code_parse(rest, &ret->code) ||
               err_set(reterr, ERR_INPUT, N_("This is not an order code: %.*s"), SPAN_PRINT(rest));
    return text_parse_id(rest, &ret->payer, reterr);
}

static void pair_run(staff *s, arena *home, span text, int number, sure_view *v)
{
    match_pair pair = { 0 };
    donation_row gift = { 0 };
    err *why = &v->faults[v->fault_count];
    const match_asker asker = { .house = s->r->house,
        .conn = s->r->conn,
        .author = &s->r->author,
        .key = staff_field(s, "key"),
        .asked = text };
    *why = (err){ 0 };
    bool is_good = pair_read(text, &pair, why) && donation_get(s->r->conn, pair.gift, &gift, why) &&
                   match_pair_accept(&asker, home, &pair, number, why);
    if (is_good) {
        v->accepted++;
        return;
    }
    v->fault_urls[v->fault_count++] =
        pair.gift.value ? staff_id_url(s, "/app/match?gift=", pair.gift.value) : v->back_url;
}

void staff_match_sure_post(door_request *r)
{
    enum { PICK_MEMORY = 256 << 20 };
    STAFF s = { 0 };
    ARENA home = { 0 };
    sure_view v = { .is_done = true };
    err why = { 0 };
    int number = 0;
    if (!staff_begin(&s, r, STAFF_MATCH, N_("Accept what is very likely")))
        return;
    v.faults = ARENA_NEW(&s.memory, err, MATCH_SURE_MAX + 1);
    v.fault_urls = ARENA_NEW(&s.memory, span, MATCH_SURE_MAX + 1);
    if (!v.faults || !v.fault_urls || !arena_open(&home, PICK_MEMORY)) {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        staff_fail(&s, &why);
        return;
    }
    for (size_t i = 0; i < r->net->field_count && number < MATCH_SURE_MAX; i++) {
        size_t mark = home.used;
        if (!span_is(r->net->fields[i].name, "pair"))
            continue;
        pair_run(&s, &home, r->net->fields[i].value, number++, &v);
        arena_reset(&home, mark);
    }
    sure_page(&s, &v);
}

/* ---- payers --------------------------------------------------------------------------------- */

static bool payer_fill(
    staff *s, const campaign *of, const match_payer *row, payer_item *ret, err *reterr)
{
    donation_person giver = { 0 };
    span id = staff_id_text(s, row->id);
    if (!donation_unseal(&s->memory, house_seal_key(s->r->house), row->name, (span){ NULL, 0 },
            &giver, reterr) ||
        !access_name(s->r->conn, &s->memory, row->made_by, &ret->by, reterr))
        return false;
    if (giver.name.size > 0)
        ret->giver = donation_name_mask(&s->memory, giver.name);
    ret->gift = staff_id_text(s, row->donation.value);
    ret->gift_url = staff_id_url(s, "/app/donations/", row->donation.value);
    ret->at_us = row->made_us;
    ret->action =
        staff_url(s, "/app/match/payers/%.*s/forget?campaign=%s", SPAN_PRINT(id), of->code);
    return true;
}

/* Payers are an organisation's: what waits in a campaign says nothing of them. */
static bool chips_uncount(staff *s, chip_list *list, err *reterr)
{
    chip_item *items = ARENA_NEW(&s->memory, chip_item, list->count + 1);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < list->count; i++) {
        items[i] = list->items[i];
        items[i].count = -1;
    }
    list->items = items;
    return true;
}

static bool payers_fill(staff *s, campaign *of, payers_view *v, err *reterr)
{
    match_payer *rows = NULL;
    size_t count = 0;
    int64_t before = 0;
    payer_item *items = ARENA_NEW(&s->memory, payer_item, STAFF_ROWS);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!match_campaign(s, RIGHT_DONATION_ENTER, "/app/match/payers?", of, &v->campaigns, reterr) ||
        !chips_uncount(s, &v->campaigns, reterr) || !staff_before(s, &before, reterr) ||
        !match_payer_list(
            s->r->conn, &s->memory, of->org, before, STAFF_ROWS + 1, &rows, &count, reterr))
        return false;
    v->count = count < STAFF_ROWS ? count : STAFF_ROWS;
    for (size_t i = 0; i < v->count; i++) {
        if (!payer_fill(s, of, &rows[i], &items[i], reterr))
            return false;
    }
    v->items = items;
    v->pager.count = (int64_t)v->count;
    if (count > STAFF_ROWS) {
        span last = staff_id_text(s, rows[STAFF_ROWS - 1].id);
        v->pager.older_url =
            staff_url(s, "/app/match/payers?campaign=%s&before=%.*s", of->code, SPAN_PRINT(last));
    }
    if (before != 0)
        v->pager.newer_url = staff_url(s, "/app/match/payers?campaign=%s", of->code);
    v->back_url = staff_url(s, "/app/match?campaign=%s", of->code);
    return true;
}

void staff_payers_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    campaign of = { 0 };
    payers_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_MATCH, N_("Payers that are remembered")))
        return;
    if (!payers_fill(&s, &of, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    if (span_is(net_query(r->net, "done"), "forgotten")) {
        s.view.note.tone = TONE_OK;
        err_set(&s.view.note.text, ERR_INPUT, N_("Forgotten; matches that were made stay"));
    }
    v.staff = s.view;
    payers_html(&s.out, &v);
    staff_answer(&s, 200);
}

void staff_payer_forget_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    payer_forget_input in = { 0 };
    if (!staff_begin(&s, r, STAFF_MATCH, N_("Payers that are remembered")))
        return;
    if (!staff_id(&s, &in.id) || !staff_campaign(&s, net_query(r->net, "campaign"), &of))
        staff_absent(&s);
    else if (staff_change(&s, &payer_forget, of.org, &in, &c, &why))
        staff_go(&s, "/app/match/payers?campaign=%s&done=forgotten", of.code);
    else
        staff_fail(&s, &why);
}
