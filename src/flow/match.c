/* What a person decides: these gifts keep those promises, this one is that giver's, that one waits;
 * and taking it back.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/match_in.h"

#include "text/text.h"

#include <assert.h>

/* ---- a gift that is picked ------------------------------------------------------------------ */

typedef struct picked {
    donation_row gift;
    match_fact fact; /* of the store, or what the pick tells */
    bool has_fact;
    match_link links[MATCH_LINKS_MAX];
    size_t link_count;
    money rest; /* what no link has taken */
} picked;

static bool pick_read(store_txn *txn, change *c, const match_pick *pick, picked *ret, err *reterr)
{
    if (!donation_read(txn, pick->gift, &ret->gift, reterr))
        return false;
    if (ret->gift.org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such gift"));
    if (ret->gift.state != DONATION_BOOKED)
        return err_set(reterr, ERR_CONFLICT, N_("This gift was reversed before"));
    if (!match_fact_read(txn, c->home, c->org, pick->gift, &ret->fact, &ret->has_fact, reterr) ||
        !match_links_read(txn, c->org, pick->gift, ret->links, &ret->link_count, reterr))
        return false;
    if (!ret->has_fact)
        ret->fact = (match_fact){ .org = c->org,
            .donation = pick->gift,
            .campaign = ret->gift.campaign,
            .code = pick->told.order_code ? pick->told.order_code : pick->told.codes[0],
            .is_order = pick->told.order_code != 0,
            .payer_key = pick->told.payer_key,
            .name_key = pick->told.name_key,
            .payer = pick->told.payer,
            .remark = pick->told.remark,
            .state = MATCH_QUIET };
    ret->rest = ret->gift.amount;
    for (size_t i = 0; i < ret->link_count; i++)
        ret->rest.fen -= ret->links[i].part.fen;
    return true;
}

/* The gift's facts in a state; they are kept from now on if they were not before. */
static bool fact_set(store_txn *txn, picked *p, match_state to, int32_t best, err *reterr)
{
    bool is_good = true;
    if (p->has_fact) {
        is_good = match_fact_move(txn, &p->fact, to, best, reterr);
    } else if (to != MATCH_DONE || p->fact.payer_key != 0 || p->fact.name_key != 0) {
        p->has_fact = true;
        p->fact.best = best;
        p->fact.state = to;
        is_good = match_fact_put(txn, &p->fact, reterr);
    }
    p->fact.state = to;
    return is_good;
}

static bool payer_learn(store_txn *txn, change *c, const picked *p, match_payer *payer, err *reterr)
{
    if (p->fact.payer_key == 0 || payer->name.size == 0)
        return true;
    payer->org = c->org;
    payer->payer_key = p->fact.payer_key;
    payer->donation = p->gift.id;
    return match_payer_learn(txn, c, payer, reterr);
}

/* ---- link ----------------------------------------------------------------------------------- */

typedef struct linking {
    store_txn *txn;
    change *c;
    picked gifts[MATCH_PICKS_MAX];
    promise promises[MATCH_PICKS_MAX];
    int gift_count, promise_count;
} linking;

static bool count_check(const match_link_input *in, err *reterr)
{
    if (in->gift_count < 1 || in->gift_count > MATCH_PICKS_MAX)
        return err_field(reterr, "gifts", N_("Choose 1 to %d gifts"), MATCH_PICKS_MAX);
    return (in->promise_count >= 1 && in->promise_count <= MATCH_PICKS_MAX) ||
           err_field(reterr, "promises", N_("Choose 1 to %d promises"), MATCH_PICKS_MAX);
}

static bool campaigns_check(const linking *l, err *reterr)
{
    const promise *first = &l->promises[0];
    for (int i = 0; i < l->promise_count; i++) {
        if (l->promises[i].campaign.value != first->campaign.value)
            return err_set(reterr, ERR_CONFLICT, N_("The promises are of several campaigns"));
        if (l->promises[i].purpose != first->purpose)
            return err_set(reterr, ERR_CONFLICT,
                N_("The promises are for several purposes; link them one by one"));
    }
    for (int i = 0; i < l->gift_count; i++) {
        if (l->gifts[i].gift.campaign.value != first->campaign.value)
            return err_set(
                reterr, ERR_CONFLICT, N_("The gift and the promise are of different campaigns"));
        if (l->gifts[i].gift.asset != LEDGER_CNY)
            return err_set(reterr, ERR_CONFLICT, N_("Promises are kept in CNY alone"));
    }
    return true;
}

static bool linking_read(linking *l, const match_link_input *in, err *reterr)
{
    for (; l->gift_count < in->gift_count; l->gift_count++) {
        for (int i = 0; i < l->gift_count; i++) {
            if (in->gifts[i].gift.value == in->gifts[l->gift_count].gift.value)
                return err_field(reterr, "gifts", N_("A gift stands here twice"));
        }
        if (!pick_read(l->txn, l->c, &in->gifts[l->gift_count], &l->gifts[l->gift_count], reterr))
            return false;
    }
    for (; l->promise_count < in->promise_count; l->promise_count++) {
        for (int i = 0; i < l->promise_count; i++) {
            if (in->promises[i].value == in->promises[l->promise_count].value)
                return err_field(reterr, "promises", N_("A promise stands here twice"));
        }
        if (!promise_read(l->txn, l->c->home, l->c->org, in->promises[l->promise_count],
                &l->promises[l->promise_count], reterr))
            return false;
    }
    return campaigns_check(l, reterr);
}

/* A part of a gift for a promise; more for the same one lengthens its link. */
static bool part_link(linking *l, picked *g, promise *p, money part, err *reterr)
{
    match_link link = { .org = l->c->org,
        .donation = g->gift.id,
        .promise = p->id,
        .part = part,
        .confidence = g->fact.best,
        .claims = !g->gift.is_claimed || (g->link_count > 0 && g->links[0].claims),
        .made_by = l->c->author->id,
        .made_us = l->c->civil_us };
    for (size_t i = 0; i < g->link_count; i++) {
        if (g->links[i].promise.value == 0)
            return err_set(reterr, ERR_CONFLICT,
                N_("This gift was claimed for a giver; take that back first"));
        if (g->links[i].promise.value == p->id.value)
            return match_link_grow(l->txn, &link, part, reterr) &&
                   promise_give(l->txn, p, part.fen, reterr);
    }
    if (g->link_count == MATCH_LINKS_MAX)
        return err_set(reterr, ERR_LIMIT, N_("A gift keeps at most %d promises"), MATCH_LINKS_MAX);
    g->links[g->link_count++] = link;
    return match_link_put(l->txn, &link, reterr) && promise_give(l->txn, p, part.fen, reterr);
}

static bool nothing_left(const promise *p, err *reterr)
{
    char code[ORDER_CODE_TEXT_SIZE];
    order_code_write(code, p->code);
    return err_set(reterr, ERR_CONFLICT,
        p->state == PROMISE_WITHDRAWN ? N_("The promise %s was withdrawn")
        : p->state == PROMISE_KEPT    ? N_("The promise %s is kept already")
                                      : N_("Nothing of these gifts is left for the promise %s"),
        code);
}

/* Gifts are given to the promises in the order in which both stand. */
static bool parts_link(linking *l, err *reterr)
{
    int at = 0;
    for (int i = 0; i < l->promise_count; i++) {
        promise *p = &l->promises[i];
        bool has_any = false;
        while (at < l->gift_count && promise_rest(p).fen > 0) {
            picked *g = &l->gifts[at];
            int64_t rest = promise_rest(p).fen;
            money part = { g->rest.fen < rest ? g->rest.fen : rest };
            if (part.fen <= 0) {
                at++;
                continue;
            }
            if (!part_link(l, g, p, part, reterr))
                return false;
            g->rest.fen -= part.fen;
            has_any = true;
        }
        if (!has_any)
            return nothing_left(p, reterr);
    }
    return true;
}

/* The promise whose giver a gift gets: the first that it keeps. */
static const promise *promise_of(const linking *l, const picked *g)
{
    for (int i = 0; i < l->promise_count; i++) {
        for (size_t k = 0; k < g->link_count; k++) {
            if (g->links[k].promise.value == l->promises[i].id.value)
                return &l->promises[i];
        }
    }
    return NULL;
}

static bool gift_settle(linking *l, picked *g, bool forgets, err *reterr)
{
    const promise *p = promise_of(l, g);
    if (!p)
        return err_set(reterr, ERR_CONFLICT, N_("Nothing of the promises is left for one gift"));
    donation_giver giver = giver_of_promise(p);
    match_payer payer = { .name_key = p->name_key,
        .donor = p->donor,
        .display = p->display,
        .label = p->sealed.label,
        .name = p->sealed.name };
    return (g->gift.is_claimed || donation_claim(l->txn, l->c, g->gift.id, &giver, reterr)) &&
           match_hold_end(l->txn, l->c->org, g->gift.id, reterr) &&
           fact_set(l->txn, g, MATCH_DONE, g->fact.best, reterr) &&
           (forgets || payer_learn(l->txn, l->c, g, &payer, reterr));
}

static bool linking_reweigh(linking *l, err *reterr)
{
    match_touch gifts = { 0 };
    match_touch promises = { 0 };
    size_t left = MATCH_REWEIGH_MAX;
    for (int i = 0; i < l->gift_count; i++)
        match_touch_gift(&gifts, &l->gifts[i].fact);
    for (int i = 0; i < l->promise_count; i++)
        match_touch_promise(&promises, &l->promises[i]);
    return match_reweigh(l->txn, l->c, &gifts, &left, reterr) &&
           match_reweigh(l->txn, l->c, &promises, &left, reterr);
}

static bool apply_link(store_txn *txn, change *c, err *reterr)
{
    const match_link_input *in = c->input;
    linking *l = ARENA_NEW(c->home, linking, 1);
    if (!l)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    l->txn = txn;
    l->c = c;
    if (!count_check(in, reterr) || !linking_read(l, in, reterr) || !parts_link(l, reterr))
        return false;
    for (int i = 0; i < l->gift_count; i++) {
        if (!gift_settle(l, &l->gifts[i], in->forgets, reterr))
            return false;
    }
    if (!linking_reweigh(l, reterr))
        return false;
    c->object_id = in->gifts[0].gift.value;
    return true;
}

/* ---- unlink --------------------------------------------------------------------------------- */

/* Ends one link; its promise may suggest itself to others again. */
static bool link_end(
    store_txn *txn, change *c, const match_link *link, span *ret_message, err *reterr)
{
    promise p = { 0 };
    *ret_message = (span){ NULL, 0 };
    if (!match_link_end(txn, link, reterr))
        return false;
    if (link->promise.value == 0)
        return true;
    if (!promise_read(txn, c->home, c->org, link->promise, &p, reterr))
        return false;
    *ret_message = p.sealed.message;
    return promise_give(txn, &p, -link->part.fen, reterr) &&
           match_reweigh_promise(txn, c, &p, reterr);
}

static bool links_end(
    store_txn *txn, change *c, picked *p, promise_id only, int *ret_ended, err *reterr)
{
    size_t left = 0;
    bool claims = false;
    span message = { NULL, 0 };
    for (size_t i = 0; i < p->link_count; i++) {
        const match_link *link = &p->links[i];
        if (only.value != 0 && link->promise.value != only.value) {
            left++;
            continue;
        }
        (*ret_ended)++;
        claims |= link->claims;
        if (!link_end(txn, c, link, &message, reterr))
            return false;
    }
    if (left > 0 || !claims)
        return true;
    return match_payer_unlearn(txn, c->org, p->gift.id, reterr) &&
           donation_unclaim(txn, c, p->gift.id, message, reterr);
}

static bool apply_unlink(store_txn *txn, change *c, err *reterr)
{
    const match_gift_input *in = c->input;
    picked *p = ARENA_NEW(c->home, picked, 1);
    int ended = 0;
    c->object_id = in->gift.gift.value;
    if (!p)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    if (!pick_read(txn, c, &in->gift, p, reterr) ||
        !links_end(txn, c, p, in->promise, &ended, reterr))
        return false;
    if (ended == 0)
        return err_set(reterr, ERR_CONFLICT, N_("This gift keeps no such promise"));
    /* It waits again, whether or not anything suggests itself. */
    return ended < (int)p->link_count || (fact_set(txn, p, MATCH_WAITS, p->fact.best, reterr) &&
                                             match_reweigh_gift(txn, c, &p->fact, reterr));
}

bool match_undo(store_txn *txn, change *c, const donation_row *gift, err *reterr)
{
    assert(txn && c && gift);
    int ended = 0;
    match_fact fact = { 0 };
    bool is_found = false;
    const match_pick pick = { .gift = gift->id };
    if (gift->is_claimed) {
        picked *p = ARENA_NEW(c->home, picked, 1);
        if (!p)
            return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
        if (!pick_read(txn, c, &pick, p, reterr) ||
            !links_end(txn, c, p, (promise_id){ 0 }, &ended, reterr))
            return false;
        fact = p->fact;
        is_found = p->has_fact;
    } else if (match_hints_of(txn)->has_facts &&
               !match_fact_read(txn, c->home, c->org, gift->id, &fact, &is_found, reterr)) {
        return false;
    }
    /* Of a quiet gift nothing else depended. */
    return match_fact_end(txn, c->org, gift->id, reterr) &&
           (!is_found || fact.state == MATCH_QUIET || match_reweigh_gift(txn, c, &fact, reterr));
}

/* ---- claim, hold, release ------------------------------------------------------------------- */

/* The giver of a payer that was learnt, or of the input. */
static bool giver_read(store_txn *txn, change *c, const match_claim_input *in, const picked *p,
    match_payer *ret_payer, donation_giver *ret, err *reterr)
{
    size_t count = 0;
    match_payer known[MATCH_LOOK_MAX];
    *ret = in->giver;
    *ret_payer = (match_payer){ .name_key = in->name_key,
        .donor = (int32_t)in->giver.donor,
        .display = (int32_t)in->giver.display,
        .label = in->giver.sealed.label,
        .name = in->giver.sealed.name };
    if (in->payer == 0)
        return in->giver.sealed.name.size > 0 ||
               err_field(reterr, "name", N_("Enter the giver's name"));
    if (p->fact.payer_key != 0 &&
        !match_payers_read(txn, c->home, c->org, &p->fact.payer_key, 1, known, &count, reterr))
        return false;
    if (count == 0 || known[0].id != in->payer)
        return err_set(reterr, ERR_ABSENT, N_("No such payer is remembered"));
    *ret = giver_of_payer(&known[0]);
    *ret_payer = known[0];
    return true;
}

static bool apply_claim(store_txn *txn, change *c, err *reterr)
{
    const match_claim_input *in = c->input;
    donation_giver giver = { 0 };
    match_payer payer = { 0 };
    picked *p = ARENA_NEW(c->home, picked, 1);
    c->object_id = in->gift.gift.value;
    if (!p)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    if (!pick_read(txn, c, &in->gift, p, reterr) ||
        !giver_read(txn, c, in, p, &payer, &giver, reterr) ||
        !donation_claim(txn, c, p->gift.id, &giver, reterr))
        return false;
    const match_link link = { .org = c->org,
        .donation = p->gift.id,
        .part = p->gift.amount,
        .confidence = p->fact.best,
        .claims = true,
        .made_by = c->author->id,
        .made_us = c->civil_us };
    bool learns = !in->forgets && in->payer == 0;
    return match_link_put(txn, &link, reterr) && match_hold_end(txn, c->org, p->gift.id, reterr) &&
           fact_set(txn, p, MATCH_DONE, p->fact.best, reterr) &&
           (!learns || payer_learn(txn, c, p, &payer, reterr)) &&
           match_reweigh_gift(txn, c, &p->fact, reterr);
}

static bool apply_hold(store_txn *txn, change *c, err *reterr)
{
    const match_gift_input *in = c->input;
    picked *p = ARENA_NEW(c->home, picked, 1);
    c->object_id = in->gift.gift.value;
    if (!p)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    if (!pick_read(txn, c, &in->gift, p, reterr))
        return false;
    if (p->gift.is_claimed)
        return err_set(reterr, ERR_CONFLICT, N_("The giver of this gift is known already"));
    if (p->fact.state == MATCH_HELD)
        return err_set(reterr, ERR_CONFLICT, N_("This gift is on hold already"));
    return match_hold_put(txn, c, c->org, p->gift.id, in->reason, reterr) &&
           fact_set(txn, p, MATCH_HELD, p->fact.best, reterr) &&
           match_reweigh_gift(txn, c, &p->fact, reterr);
}

static bool apply_release(store_txn *txn, change *c, err *reterr)
{
    const match_gift_input *in = c->input;
    picked *p = ARENA_NEW(c->home, picked, 1);
    c->object_id = in->gift.gift.value;
    if (!p)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    if (!pick_read(txn, c, &in->gift, p, reterr))
        return false;
    if (p->fact.state != MATCH_HELD)
        return err_set(reterr, ERR_CONFLICT, N_("This gift is not on hold"));
    return match_hold_end(txn, c->org, p->gift.id, reterr) &&
           fact_set(txn, p, MATCH_WAITS, p->fact.best, reterr) &&
           match_reweigh_gift(txn, c, &p->fact, reterr);
}

static bool apply_forget(store_txn *txn, change *c, err *reterr)
{
    const payer_forget_input *in = c->input;
    match_fact fact = { 0 };
    c->object_id = in->id;
    return match_payer_end(txn, c->org, in->id, &fact.payer_key, reterr) &&
           match_reweigh_gift(txn, c, &fact, reterr);
}

const change_kind match_link_add = { 421, "match.link", RIGHT_DONATION_ENTER, apply_link };
const change_kind match_unlink = { 422, "match.unlink", RIGHT_DONATION_ENTER, apply_unlink };
const change_kind match_claim = { 423, "match.claim", RIGHT_DONATION_ENTER, apply_claim };
const change_kind match_hold_add = { 424, "match.hold", RIGHT_DONATION_ENTER, apply_hold };
const change_kind match_release = { 425, "match.release", RIGHT_DONATION_ENTER, apply_release };
const change_kind payer_forget = { 427, "payer.forget", RIGHT_DONATION_ENTER, apply_forget };
