/* What a person may put together by hand: promises and payments that she looks for, and their sums.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/match_in.h"

#include "text/text.h"

#include <assert.h>

enum { BY_HAND_MAX = 24, FOUND_MAX = 12 };

static bool memory_short(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

static bool promise_add(picking *p, const promise *it, bool is_chosen, err *reterr)
{
    picked_view *v = p->v;
    span code = promise_code_text(p->s, it->code);
    if (it->campaign.value != p->gift.campaign.value || v->promise_count == BY_HAND_MAX)
        return true;
    for (size_t i = 0; i < v->promise_count; i++) {
        if (span_equal(p->promises[i].code, code))
            return true;
    }
    promise_item *into = &p->promises[v->promise_count++];
    if (!promise_item_fill(p->s, &p->of, it, into, reterr))
        return false;
    into->is_chosen = is_chosen;
    if (is_chosen) {
        v->chosen_promises.fen += into->rest.fen;
        v->chosen_promise_count++;
    }
    return true;
}

static void gift_add(picking *p, const match_gift *gift, bool is_chosen)
{
    picked_view *v = p->v;
    if (gift->id.value == p->gift.id.value || gift->campaign.value != p->gift.campaign.value ||
        v->gift_count == BY_HAND_MAX)
        return;
    const beside_item item = picked_beside(p->s, gift);
    for (size_t i = 0; i < v->gift_count; i++) {
        if (span_equal(p->gifts[i].id, item.id))
            return;
    }
    p->gifts[v->gift_count] = item;
    p->gifts[v->gift_count++].is_chosen = is_chosen;
    if (is_chosen) {
        v->chosen_gifts.fen += item.amount.fen;
        v->chosen_gift_count++;
    }
}

/* A gift that she names by its number. */
static bool gift_named(picking *p, span text, bool is_chosen, err *reterr)
{
    int64_t id = 0;
    err ignored = { 0 };
    donation_row d = { 0 };
    match_link links[MATCH_LINKS_MAX];
    size_t count = 0;
    if (!text_parse_id(text, &id, &ignored) ||
        !donation_get(p->s->r->conn, (donation_id){ id }, &d, &ignored) ||
        d.org.value != p->gift.org.value || d.asset != LEDGER_CNY || d.state != DONATION_BOOKED)
        return true;
    if (!match_links_get(p->s->r->conn, d.org, d.id, links, &count, reterr))
        return false;
    match_gift gift = { .id = d.id, .campaign = d.campaign, .rest = d.amount, .day = d.day };
    for (size_t i = 0; i < count; i++)
        gift.rest.fen -= links[i].part.fen;
    if (gift.rest.fen > 0)
        gift_add(p, &gift, is_chosen);
    return true;
}

static bool promise_named(picking *p, span text, bool is_chosen, err *reterr)
{
    order_code code = { 0 };
    promise it = { 0 };
    err absent = { 0 };
    if (!order_code_parse(text, &code))
        return true;
    if (promise_get_code(p->s->r->conn, &p->s->memory, p->gift.org, code, &it, &absent))
        return promise_rest(&it).fen <= 0 || promise_add(p, &it, is_chosen, reterr);
    *reterr = absent;
    return absent.code == ERR_ABSENT;
}

/* What stands ticked in the form: it came back to be added up, or refused. */
static bool chosen_add(picking *p, err *reterr)
{
    const net_request *n = p->s->r->net;
    size_t count = n->field_count;
    const net_pair *sent = n->method == NET_POST ? n->fields : net_query_all(n, &count);
    for (size_t i = 0; i < count; i++) {
        if (span_is(sent[i].name, "promise") && !promise_named(p, sent[i].value, true, reterr))
            return false;
        if (span_is(sent[i].name, "with") && !gift_named(p, sent[i].value, true, reterr))
            return false;
    }
    return true;
}

static bool name_add(picking *p, int64_t name_key, err *reterr)
{
    staff *s = p->s;
    size_t count = 0;
    promise found[FOUND_MAX];
    match_around *named = ARENA_NEW(&s->memory, match_around, 1);
    if (!named)
        return memory_short(reterr);
    if (name_key == 0)
        return true;
    if (!promise_of_name(
            s->r->conn, &s->memory, p->gift.org, name_key, found, FOUND_MAX, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!promise_add(p, &found[i], false, reterr))
            return false;
    }
    named->fact = (match_fact){ .org = p->gift.org, .donation = p->gift.id };
    named->gift = (match_gift){ .id = p->gift.id, .name_key = name_key };
    named->asset = LEDGER_CNY;
    if (!match_look(s->r->conn, &s->memory, named, reterr))
        return false;
    for (size_t i = 0; i < named->place.gift_count; i++)
        gift_add(p, &named->place.gifts[i], false);
    return true;
}

static bool amount_add(picking *p, money amount, err *reterr)
{
    staff *s = p->s;
    size_t count = 0;
    promise found[FOUND_MAX];
    if (!promise_of_rest(s->r->conn, &s->memory, p->gift.org, p->gift.campaign, amount, found,
            FOUND_MAX, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!promise_add(p, &found[i], false, reterr))
            return false;
    }
    return true;
}

/* Looks for an order code, the number of a gift, an amount, or a name. */
static bool asked_add(picking *p, err *reterr)
{
    staff *s = p->s;
    money amount = { 0 };
    err ignored = { 0 };
    span text = text_normal(&s->memory, p->v->asked);
    if (text.size == 0)
        return true;
    p->v->is_asked = true;
    if (!promise_named(p, text, false, reterr) || !gift_named(p, text, false, reterr))
        return false;
    if (text_parse_money(text, &amount, &ignored))
        return amount.fen <= 0 || amount_add(p, amount, reterr);
    return name_add(p, promise_name_key(house_seal_key(s->r->house), text), reterr);
}

bool picked_hand_fill(picking *p, err *reterr)
{
    picked_view *v = p->v;
    p->promises = ARENA_NEW(&p->s->memory, promise_item, BY_HAND_MAX);
    p->gifts = ARENA_NEW(&p->s->memory, beside_item, BY_HAND_MAX);
    if (!p->promises || !p->gifts)
        return memory_short(reterr);
    v->promises = p->promises;
    v->gifts = p->gifts;
    v->chosen_gifts = v->rest;
    v->chosen_gift_count = 1;
    v->asked = match_said(p->s, "q");
    if (!chosen_add(p, reterr) || !asked_add(p, reterr))
        return false;
    v->is_by_hand = v->is_asked || v->chosen_promise_count > 0 || v->chosen_gift_count > 1;
    for (size_t i = 0; i < p->around.place.promise_count; i++) {
        if (!promise_add(p, &p->around.promises[i], false, reterr))
            return false;
    }
    for (size_t i = 0; i < p->around.place.gift_count; i++)
        gift_add(p, &p->around.place.gifts[i], false);
    return true;
}
