/* The gift that is looked at: whose it may be, whose it is, and the forms about it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/match_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { HOME = 256 << 20, TO_PERCENT = 10 };

static bool memory_short(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

/* ---- promises ------------------------------------------------------------------------------- */

static mark_view promise_mark(promise_state state)
{
    switch (state) {
    case PROMISE_OPEN: return (mark_view){ N_("open"), TONE_INFO, ICON_CLOCK };
    case PROMISE_KEPT: return (mark_view){ N_("kept"), TONE_OK, ICON_CHECK };
    case PROMISE_WITHDRAWN: return (mark_view){ N_("withdrawn"), TONE_PLAIN, ICON_CLOSE };
    case PROMISE_EXPIRED: break;
    }
    return (mark_view){ N_("expired"), TONE_WARN, ICON_WARN };
}

span promise_code_text(staff *s, order_code code)
{
    char text[ORDER_CODE_TEXT_SIZE];
    order_code_write(text, code);
    return arena_copy(&s->memory, span_of(text));
}

span promise_url(staff *s, const campaign *of, const promise *p)
{
    return staff_url(
        s, "/app/promises/%s/%.*s", of->code, SPAN_PRINT(promise_code_text(s, p->code)));
}

/* A sealed name, masked; {NULL, 0} for none. */
static bool masked_name(staff *s, span sealed, span *ret, err *reterr)
{
    donation_person person = { 0 };
    if (!donation_unseal(
            &s->memory, house_seal_key(s->r->house), sealed, (span){ NULL, 0 }, &person, reterr))
        return false;
    *ret = person.name.size > 0 ? donation_name_mask(&s->memory, person.name) : (span){ NULL, 0 };
    return true;
}

bool promise_item_fill(
    staff *s, const campaign *of, const promise *p, promise_item *ret, err *reterr)
{
    int64_t offset = house_civil_us(s->r->house);
    *ret = (promise_item){ .url = promise_url(s, of, p),
        .code = promise_code_text(s, p->code),
        .giver = arena_copy(&s->memory, p->sealed.label),
        .campaign = arena_copy(&s->memory, web_campaign_name(of, s->r->lang)),
        .amount = p->amount,
        .given = p->given,
        .rest = promise_rest(p),
        .state = promise_mark(promise_state_at(p, offset)),
        .made_us = p->made_us,
        .expires_us = p->expires_us };
    return !staff_may(s, RIGHT_DONATION_ENTER, p->org) ||
           masked_name(s, p->sealed.name, &ret->giver, reterr);
}

/* ---- links ---------------------------------------------------------------------------------- */

static bool link_fill(staff *s, const match_link *link, link_item *ret, err *reterr)
{
    campaign of = { 0 };
    donation_row gift = { 0 };
    match_link_words words = { 0 };
    if (!match_link_words_of(s->r->conn, &s->memory, link, &words, reterr) ||
        !donation_get(s->r->conn, link->donation, &gift, reterr))
        return false;
    *ret = (link_item){ .code = words.code,
        .gift = staff_id_text(s, link->donation.value),
        .day = gift.day,
        .part = link->part,
        .percent = link->confidence > 0 ? link->confidence / TO_PERCENT : -1,
        .by = words.by,
        .at_us = link->made_us };
    if (campaign_get(house_donations(s->r->house), words.campaign, &of))
        ret->url = staff_url(s, "/app/promises/%s/%.*s", of.code, SPAN_PRINT(words.code));
    return true;
}

bool link_items_fill(staff *s, const match_link *links, size_t count, link_item **ret, err *reterr)
{
    link_item *items = ARENA_NEW(&s->memory, link_item, count + 1);
    if (!items)
        return memory_short(reterr);
    for (size_t i = 0; i < count; i++) {
        if (!link_fill(s, &links[i], &items[i], reterr))
            return false;
    }
    *ret = items;
    return true;
}

/* ---- suggestions ---------------------------------------------------------------------------- */

const reason_item *reason_items(staff *s, const match_suggestion *of)
{
    reason_item *items = ARENA_NEW(&s->memory, reason_item, MATCH_REASONS_MAX);
    for (int i = 0; items && i < of->reason_count; i++) {
        items[i].is_for = of->reasons[i].reason < MATCH_FIRST_AGAINST;
        match_because_say(&of->reasons[i], &items[i].said);
    }
    return items;
}

static mark_view likely_mark(int32_t confidence)
{
    const char *word = match_word(confidence);
    return confidence >= MATCH_VERY_LIKELY ? (mark_view){ word, TONE_OK, ICON_CHECK }
           : confidence >= MATCH_LIKELY    ? (mark_view){ word, TONE_WARN, ICON_INFO }
                                           : (mark_view){ word, TONE_PLAIN, ICON_NONE };
}

beside_item picked_beside(staff *s, const match_gift *gift)
{
    return (beside_item){ .url = staff_id_url(s, "/app/donations/", gift->id.value),
        .id = staff_id_text(s, gift->id.value),
        .day = gift->day,
        .amount = gift->rest };
}

static span form_key(staff *s, int64_t number)
{
    buffer b = buffer_in(&s->memory, 40);
    buffer_format(&b, "%s-%lld", s->key, (long long)number);
    return buffer_span(&b);
}

static bool suggestion_fill(
    picking *p, const match_suggestion *of, int number, suggestion_item *ret, err *reterr)
{
    staff *s = p->s;
    promise_item *promises = ARENA_NEW(&s->memory, promise_item, of->promise_count + 1);
    beside_item *gifts = ARENA_NEW(&s->memory, beside_item, of->gift_count + 1);
    if (!promises || !gifts)
        return memory_short(reterr);
    *ret = (suggestion_item){ .number = number,
        .mark = likely_mark(of->confidence),
        .percent = of->confidence / TO_PERCENT,
        .promises = promises,
        .promise_count = of->promise_count,
        .gifts = gifts,
        .gift_count = of->gift_count,
        .gifts_sum = p->around.gift.rest,
        .reasons = reason_items(s, of),
        .reason_count = (size_t)of->reason_count,
        .hidden = p->v->hidden };
    if (p->v->may_match)
        ret->action = staff_url(s, of->promise_count > 0 ? "/app/match/link" : "/app/match/claim");
    ret->hidden.key = form_key(s, number);
    for (size_t i = 0; i < of->promise_count; i++) {
        const promise *it = &p->around.promises[of->promises[i]];
        if (!promise_item_fill(s, &p->of, it, &promises[i], reterr))
            return false;
        ret->promises_sum.fen += promises[i].rest.fen;
    }
    for (size_t i = 0; i < of->gift_count; i++) {
        gifts[i] = picked_beside(s, &p->around.place.gifts[of->gifts[i]]);
        ret->gifts_sum.fen += gifts[i].amount.fen;
    }
    if (of->promise_count > 0)
        return true;
    ret->payer = staff_id_text(s, p->around.payer.id);
    return !p->v->may_see || masked_name(s, p->around.payer.name, &ret->payer_name, reterr);
}

static bool suggestions_fill(picking *p, err *reterr)
{
    picked_view *v = p->v;
    suggestion_item *items = ARENA_NEW(&p->s->memory, suggestion_item, MATCH_SUGGESTIONS_MAX);
    v->suggestions = items;
    if (!items)
        return memory_short(reterr);
    /* What has a giver is not claimed for another; it may still keep a promise. */
    for (size_t i = 0; i < p->around.count && p->around.gift.rest.fen > 0; i++) {
        const match_suggestion *of = &p->around.suggestions[i];
        if (v->is_claimed && of->promise_count == 0)
            continue;
        if (!suggestion_fill(p, of, (int)v->count + 1, &items[v->count], reterr))
            return false;
        v->count++;
    }
    return true;
}

/* ---- the two other forms -------------------------------------------------------------------- */

static bool forms_fill(picking *p, err *reterr)
{
    static const choice_item displays[] = { { SPAN("0"), { NULL, 0 }, N_("no choice made"), true },
        { SPAN("1"), { NULL, 0 }, N_("masked name"), false },
        { SPAN("2"), { NULL, 0 }, N_("full name"), false },
        { SPAN("3"), { NULL, 0 }, N_("anonymous"), false } };
    static const choice_item donors[] = { { SPAN("1"), { NULL, 0 }, N_("Person"), true },
        { SPAN("2"), { NULL, 0 }, N_("Organisation"), false } };
    enum { CLAIM_INPUTS = 3 };
    input_view *claim = ARENA_NEW(&p->s->memory, input_view, CLAIM_INPUTS);
    input_view *hold = ARENA_NEW(&p->s->memory, input_view, 1);
    if (!claim || !hold)
        return memory_short(reterr);
    claim[0] = (input_view){ .name = "name",
        .label = N_("Person or unit that gave"),
        .kind = INPUT_TEXT,
        .hint = N_("Kept sealed; shown only as the giver chooses.") };
    claim[1] = (input_view){ .name = "donor",
        .label = N_("Kind of giver"),
        .kind = INPUT_LIST,
        .choices = donors,
        .choice_count = 2,
        .is_half = true };
    claim[2] = (input_view){ .name = "display",
        .label = N_("Shown as"),
        .kind = INPUT_LIST,
        .choices = displays,
        .choice_count = 4,
        .is_half = true };
    hold[0] = (input_view){ .name = "reason",
        .label = N_("Why does it have to wait?"),
        .kind = INPUT_TEXT,
        .hint = N_("Everybody who matches reads it, for example: the bank was asked.") };
    staff_form_keep(p->s, claim, 1);
    staff_form_keep(p->s, hold, 1);
    p->v->claim_inputs = claim;
    p->v->hold_inputs = hold;
    p->v->claim = (form_view){ .inputs = claim, .input_count = CLAIM_INPUTS };
    p->v->hold = (form_view){ .inputs = hold, .input_count = 1 };
    return true;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static void source_fill(picking *p)
{
    statement it = { 0 };
    err ignored = { 0 };
    donation_row first = p->gift;
    if ((p->gift.origin.value != 0 &&
            !donation_get(p->s->r->conn, p->gift.origin, &first, &ignored)) ||
        first.statement.value == 0 || !statement_get(p->s->r->conn, first.statement, &it, &ignored))
        return;
    p->v->row_number = first.row_number;
    p->v->row_url = staff_row_url(p->s, &it, first.row_number);
}

static bool hold_read(picking *p, err *reterr)
{
    match_hold hold = { 0 };
    picked_view *v = p->v;
    staff *s = p->s;
    if (!match_hold_get(
            s->r->conn, &s->memory, p->gift.org, p->gift.id, &hold, &v->is_held, reterr))
        return false;
    v->hold_reason = hold.reason;
    v->hold_us = hold.made_us;
    return !v->is_held || access_name(s->r->conn, &s->memory, hold.made_by, &v->hold_by, reterr);
}

static mark_view gift_state(const picked_view *v, const donation_row *gift)
{
    if (gift->state != DONATION_BOOKED)
        return (mark_view){ N_("Reversed"), TONE_BAD, ICON_BACK };
    return v->is_held      ? (mark_view){ N_("on hold"), TONE_WARN, ICON_CLOCK }
           : v->is_claimed ? (mark_view){ N_("giver known"), TONE_OK, ICON_CHECK }
                           : (mark_view){ N_("Not claimed"), TONE_PLAIN, ICON_SEARCH };
}

static bool facts_fill(picking *p, err *reterr)
{
    staff *s = p->s;
    picked_view *v = p->v;
    match_words words = { { NULL, 0 }, { NULL, 0 } };
    match_link links[MATCH_LINKS_MAX];
    size_t count = 0;
    const donation_row *d = &p->gift;
    v->may_see = staff_may(s, RIGHT_DONATION_ENTER, d->org);
    if ((v->may_see && !match_words_of(&s->memory, house_seal_key(s->r->house), &p->around.fact,
                           &words, reterr)) ||
        !match_links_get(s->r->conn, d->org, d->id, links, &count, reterr) ||
        !link_items_fill(s, links, count, &v->links, reterr) || !hold_read(p, reterr))
        return false;
    v->link_count = count;
    v->id = staff_id_text(s, d->id.value);
    v->url = staff_id_url(s, "/app/donations/", d->id.value);
    v->payer = words.payer;
    v->remark = words.remark;
    v->channel = donation_channel_label(d->channel);
    v->day = d->day;
    v->paid_us = d->paid_us == INT64_MIN ? 0 : d->paid_us;
    v->amount = (worth){ d->asset, d->amount.fen };
    v->is_yuan = d->asset == LEDGER_CNY;
    v->is_claimed = d->is_claimed;
    v->rest = p->around.gift.rest;
    v->state = gift_state(v, d);
    v->may_match = v->may_see && d->state == DONATION_BOOKED;
    v->may_hold = v->may_match && !v->is_claimed && !v->is_held;
    if (v->may_see)
        source_fill(p);
    return true;
}

bool picked_fill(
    staff *s, donation_id id, const match_hidden *hidden, picked_view *ret, err *reterr)
{
    ARENA home = { 0 };
    picking *p = ARENA_NEW(&s->memory, picking, 1);
    import_desk desk = house_desk(s->r->house, s->r->conn, &s->r->author);
    if (!p || !arena_open(&home, HOME))
        return memory_short(reterr);
    *p = (picking){ .s = s, .v = ret };
    *ret = (picked_view){ .hidden = *hidden };
    if (!match_look_gift(&desk, &home, id, &p->around, &p->gift, reterr))
        return false;
    if (!staff_may(s, RIGHT_READ, p->gift.org) ||
        !campaign_get(house_donations(s->r->house), p->gift.campaign, &p->of))
        return err_set(
            reterr, ERR_ABSENT, N_("The address may be mistyped, or it belongs to another unit"));
    ret->hidden.gift = staff_id_text(s, id.value);
    ret->hidden.key = form_key(s, 0);
    return facts_fill(p, reterr) && suggestions_fill(p, reterr) &&
           (!ret->may_match || (picked_hand_fill(p, reterr) && forms_fill(p, reterr)));
}
