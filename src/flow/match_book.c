/* Matching as gifts are booked, on the writer's thread: all promises and payers that a slice may
 * meet are looked up at once, a few dozen keys a query, so that a row costs no query of its own.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/match_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a gift tells ---------------------------------------------------------------------- */

void gift_told_keys(const uint8_t seal_key[32], const gift_words *words, gift_told *ret)
{
    assert(seal_key && words && ret);
    order_code order = { 0 };
    order_code codes[ORDER_CODES_MAX];
    *ret = (gift_told){ .payer_key = match_payer_key(seal_key, words->account),
        .name_key = promise_name_key(seal_key, words->name) };
    if (order_code_parse(words->order_no, &order))
        ret->order_code = order.value;
    ret->code_count = (int)order_code_find(words->remark, codes);
    for (int i = 0; i < ret->code_count; i++)
        ret->codes[i] = codes[i].value;
}

bool gift_told_of(
    arena *a, const uint8_t seal_key[32], const gift_words *words, gift_told *ret, err *reterr)
{
    assert(a);
    donation_sealed sealed = { 0 };
    const donation_person person = { .name = words->name, .message = words->remark };
    gift_told_keys(seal_key, words, ret);
    bool is_kept = ret->name_key != 0 || ret->order_code != 0 || ret->code_count > 0;
    if (is_kept && !donation_seal(a, seal_key, &person, &sealed, reterr))
        return false;
    ret->payer = sealed.name;
    ret->remark = sealed.message;
    return true;
}

/* ---- as the rules see it -------------------------------------------------------------------- */

const sys_zone *match_zone(void)
{
    static const span beijing = SPAN("Asia/Shanghai");
    const sys_zone *zone = NULL;
    err ignored = { 0 };
    bool is_found = sys_zone_find(beijing, &zone, &ignored);
    assert(is_found);
    return zone;
}

match_promise match_promise_of(const promise *p)
{
    const sys_zone *zone = match_zone();
    return (match_promise){ .id = p->id,
        .campaign = p->campaign,
        .code = p->code.value,
        .name_key = p->name_key,
        .rest = promise_rest(p),
        .made = sys_zone_local(zone, p->made_us).day,
        .expires = sys_zone_local(zone, p->expires_us).day };
}

static donation_sealed sealed_of(span label, span name, span message)
{
    return (donation_sealed){ .label = label, .name = name, .message = message };
}

donation_giver giver_of_promise(const promise *p)
{
    return (donation_giver){ .purpose = p->purpose,
        .donor = (donor_kind)p->donor,
        .display = (donation_display)p->display,
        .sealed = sealed_of(p->sealed.label, p->sealed.name, p->sealed.message) };
}

donation_giver giver_of_payer(const match_payer *p)
{
    return (donation_giver){ .donor = (donor_kind)p->donor,
        .display = (donation_display)p->display,
        .sealed = sealed_of(p->label, p->name, (span){ NULL, 0 }) };
}

/* ---- looking up a slice --------------------------------------------------------------------- */

static int number_order(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a;
    int64_t two = *(const int64_t *)b;
    return (one > two) - (one < two);
}

/* Sorts keys, each once; returns how many are left. */
static size_t keys_unique(int64_t *keys, size_t count)
{
    size_t left = 0;
    qsort(keys, count, sizeof *keys, number_order);
    for (size_t i = 0; i < count; i++) {
        if (left == 0 || keys[left - 1] != keys[i])
            keys[left++] = keys[i];
    }
    return left;
}

static size_t look_size(size_t at, size_t count)
{
    return count - at < MATCH_LOOK_MAX ? count - at : MATCH_LOOK_MAX;
}

static bool memory_short(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
}

typedef struct key_list {
    int64_t *at;
    size_t count;
} key_list;

static bool payers_find(matching *m, key_list keys, err *reterr)
{
    m->payers = ARENA_NEW(m->c->home, match_payer, keys.count + MATCH_LOOK_MAX);
    if (!m->payers)
        return memory_short(reterr);
    for (size_t at = 0; at < keys.count; at += MATCH_LOOK_MAX) {
        size_t count = 0;
        if (!match_payers_read(m->txn, m->c->home, m->org, keys.at + at, look_size(at, keys.count),
                m->payers + m->payer_count, &count, reterr))
            return false;
        m->payer_count += count;
    }
    return true;
}

/* So many promises of a few names can't be told apart by their names anyway. */
static bool names_find(matching *m, key_list names, size_t room, err *reterr)
{
    for (size_t at = 0; at < names.count; at += MATCH_LOOK_MAX) {
        size_t count = 0;
        size_t left = room - m->found_count;
        size_t most = left < PROMISE_FOUND_MAX ? left : PROMISE_FOUND_MAX;
        if (most == 0)
            return true;
        if (!promise_read_names(m->txn, m->c->home, m->org, names.at + at,
                look_size(at, names.count), m->found + m->found_count, most, &count, reterr))
            return false;
        m->found_count += count;
    }
    return true;
}

static bool codes_find(matching *m, key_list codes, err *reterr)
{
    for (size_t at = 0; at < codes.count; at += PROMISE_LOOK_MAX) {
        size_t count = 0;
        if (!promise_read_codes(m->txn, m->c->home, m->org, codes.at + at,
                look_size(at, codes.count), m->found + m->found_count, PROMISE_LOOK_MAX, &count,
                reterr))
            return false;
        m->found_count += count;
    }
    return true;
}

static int id_order(const void *a, const void *b)
{
    const promise *one = a;
    const promise *two = b;
    return (one->id.value > two->id.value) - (one->id.value < two->id.value);
}

static int code_order(const void *a, const void *b)
{
    const promise *one = *(promise *const *)a;
    const promise *two = *(promise *const *)b;
    return (one->code.value > two->code.value) - (one->code.value < two->code.value);
}

static int name_order(const void *a, const void *b)
{
    const promise *one = *(promise *const *)a;
    const promise *two = *(promise *const *)b;
    int order = (one->name_key > two->name_key) - (one->name_key < two->name_key);
    return order != 0 ? order : id_order(one, two);
}

/* A promise that was found by code and by name is one. */
static bool found_index(matching *m, err *reterr)
{
    size_t left = 0;
    if (m->found_count == 0)
        return true;
    qsort(m->found, m->found_count, sizeof *m->found, id_order);
    for (size_t i = 0; i < m->found_count; i++) {
        if (left == 0 || m->found[left - 1].id.value != m->found[i].id.value)
            m->found[left++] = m->found[i];
    }
    m->found_count = left;
    m->by_code = ARENA_NEW(m->c->home, promise *, left);
    m->by_name = ARENA_NEW(m->c->home, promise *, left);
    m->kept = ARENA_NEW(m->c->home, promise_kept, left);
    m->is_given = ARENA_NEW(m->c->home, bool, left);
    if (!m->by_code || !m->by_name || !m->kept || !m->is_given)
        return memory_short(reterr);
    for (size_t i = 0; i < left; i++)
        m->by_code[i] = m->by_name[i] = &m->found[i];
    qsort(m->by_code, left, sizeof(promise *), code_order);
    qsort(m->by_name, left, sizeof(promise *), name_order);
    return true;
}

/* The keys that a slice's gifts tell. */
typedef struct told_keys {
    key_list codes, names, payers;
} told_keys;

static bool keys_open(matching *m, size_t count, told_keys *keys, err *reterr)
{
    keys->codes.at = ARENA_NEW(m->c->home, int64_t, count * (ORDER_CODES_MAX + 1));
    keys->names.at = ARENA_NEW(m->c->home, int64_t, count * 2);
    keys->payers.at = ARENA_NEW(m->c->home, int64_t, count);
    return (keys->codes.at && keys->names.at && keys->payers.at) || memory_short(reterr);
}

static void key_add(key_list *list, int64_t key)
{
    if (key != 0)
        list->at[list->count++] = key;
}

static void keys_gather(told_keys *keys, const gift_told *told, const match_hints *hints)
{
    if (hints->has_payers)
        key_add(&keys->payers, told->payer_key);
    if (!hints->has_promises)
        return;
    key_add(&keys->codes, told->order_code);
    for (int i = 0; i < told->code_count; i++)
        key_add(&keys->codes, told->codes[i]);
    key_add(&keys->names, told->name_key);
}

bool matching_begin(matching *m, const gift_told *const *told, size_t count, err *reterr)
{
    assert(m && m->txn && m->c && m->org.value);
    const match_hints *hints = match_hints_of(m->txn);
    told_keys keys = { 0 };
    size_t telling = 0;
    for (size_t i = 0; i < count; i++)
        telling += told[i] != NULL;
    if (telling == 0 || (!hints->has_payers && !hints->has_promises))
        return true;
    m->waiting = ARENA_NEW(m->c->home, match_keys, telling);
    if (!m->waiting || !keys_open(m, telling, &keys, reterr))
        return memory_short(reterr);
    for (size_t i = 0; i < count; i++) {
        if (told[i])
            keys_gather(&keys, told[i], hints);
    }
    keys.payers.count = keys_unique(keys.payers.at, keys.payers.count);
    if (keys.payers.count > 0 && !payers_find(m, keys.payers, reterr))
        return false;
    for (size_t i = 0; i < m->payer_count && hints->has_promises; i++)
        key_add(&keys.names, m->payers[i].name_key);
    keys.codes.count = keys_unique(keys.codes.at, keys.codes.count);
    keys.names.count = keys_unique(keys.names.at, keys.names.count);
    size_t room = keys.codes.count + keys.names.count * 8 + PROMISE_FOUND_MAX;
    m->found = ARENA_NEW(m->c->home, promise, room);
    if (!m->found)
        return memory_short(reterr);
    return codes_find(m, keys.codes, reterr) && names_find(m, keys.names, room, reterr) &&
           found_index(m, reterr);
}

/* ---- one gift ------------------------------------------------------------------------------- */

/* What may belong to one gift, in the order of match_place. */
typedef struct candidates {
    promise *at[MATCH_AROUND_MAX];
    match_promise seen[MATCH_AROUND_MAX];
    size_t count;
} candidates;

static void candidate_add(candidates *c, promise *p)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->at[i] == p)
            return;
    }
    if (c->count == MATCH_AROUND_MAX || promise_rest(p).fen == 0)
        return;
    c->seen[c->count] = match_promise_of(p);
    c->at[c->count++] = p;
}

/* The promise of a code, kept or not; NULL for a code of none. */
static promise *code_promise(const matching *m, int64_t code)
{
    const promise key = { .code = { code } };
    const promise *wanted = &key;
    promise **found = code == 0 || m->found_count == 0
                          ? NULL
                          : bsearch(&wanted, m->by_code, m->found_count, sizeof wanted, code_order);
    return found ? *found : NULL;
}

static void code_candidates(const matching *m, int64_t code, candidates *into)
{
    promise *found = code_promise(m, code);
    if (found)
        candidate_add(into, found);
}

static void name_candidates(const matching *m, int64_t name_key, candidates *into)
{
    size_t low = 0;
    size_t high = m->found_count;
    if (name_key == 0)
        return;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (m->by_name[middle]->name_key < name_key)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < m->found_count && m->by_name[low]->name_key == name_key; low++)
        candidate_add(into, m->by_name[low]);
}

static const match_payer *payer_find(const matching *m, int64_t key)
{
    for (size_t i = 0; key != 0 && i < m->payer_count; i++) {
        if (m->payers[i].payer_key == key)
            return &m->payers[i];
    }
    return NULL;
}

static match_gift gift_of(const matching *m, const gift_told *told, money amount, date day)
{
    match_gift gift = { .campaign = m->campaign,
        .rest = amount,
        .day = day,
        .payer_key = told->payer_key,
        .name_key = told->name_key };
    /* What looks like a code and is that of no promise says nothing. */
    if (code_promise(m, told->order_code))
        gift.order_code = told->order_code;
    for (int i = 0; i < told->code_count; i++) {
        if (code_promise(m, told->codes[i]))
            gift.codes[gift.code_count++] = told->codes[i];
    }
    return gift;
}

/* Other gifts of the name are rivals only where the name decides. */
static bool rivals_find(const matching *m, const gift_told *told, const match_suggestion *best,
    bool *ret_any, err *reterr)
{
    match_around around = {
        .fact = { .org = m->org }, .gift = { .name_key = told->name_key }, .asset = LEDGER_CNY
    };
    *ret_any = false;
    if (best->reasons[0].reason != MATCH_BY_NAME)
        return true;
    if (!store_flush(m->txn, reterr) ||
        !match_look(store_txn_conn(m->txn), m->c->home, &around, reterr))
        return false;
    *ret_any = around.place.gift_count > 0;
    return true;
}

static void choice_make(const candidates *c, const match_suggestion *best, match_choice *ret)
{
    ret->is_certain = true;
    ret->promise_count = best->promise_count;
    for (size_t i = 0; i < best->promise_count; i++)
        ret->promises[i] = c->at[best->promises[i]];
    ret->giver =
        best->promise_count > 0 ? giver_of_promise(ret->promises[0]) : giver_of_payer(ret->payer);
    for (size_t i = 1; i < ret->promise_count; i++)
        ret->is_certain &= ret->promises[i]->purpose == ret->giver.purpose;
}

/* Less than a promise of its own name: with other gifts it may keep it. */
static bool is_part(const candidates *c, const match_gift *gift)
{
    for (size_t i = 0; i < c->count; i++) {
        const match_promise *p = &c->seen[i];
        if (gift->name_key != 0 && p->name_key == gift->name_key &&
            p->campaign.value == gift->campaign.value && p->rest.fen > gift->rest.fen)
            return true;
    }
    return false;
}

bool matching_find(
    matching *m, const gift_told *told, money amount, date day, match_choice *ret, err *reterr)
{
    assert(m && told && ret);
    candidates c;
    match_suggestion suggestions[MATCH_SUGGESTIONS_MAX];
    bool has_rivals = false;
    *ret = (match_choice){ .told = told, .payer = payer_find(m, told->payer_key) };
    c.count = 0;
    code_candidates(m, told->order_code, &c);
    for (int i = 0; i < told->code_count; i++)
        code_candidates(m, told->codes[i], &c);
    name_candidates(m, told->name_key, &c);
    if (ret->payer)
        name_candidates(m, ret->payer->name_key, &c);
    if (c.count == 0 && !ret->payer)
        return true;
    const match_gift gift = gift_of(m, told, amount, day);
    const match_place place = { .promises = c.seen,
        .promise_count = c.count,
        .payer = { .is_known = ret->payer, .name_key = ret->payer ? ret->payer->name_key : 0 } };
    size_t count = match_suggest(&gift, &place, suggestions);
    ret->confidence = count > 0 ? suggestions[0].confidence : 0;
    ret->may_be_part = is_part(&c, &gift);
    if (!match_is_certain(suggestions, count, match_hints_of(m->txn)->threshold))
        return true;
    if (!rivals_find(m, told, &suggestions[0], &has_rivals, reterr))
        return false;
    if (!has_rivals)
        choice_make(&c, &suggestions[0], ret);
    return true;
}

/* ---- keeping it ----------------------------------------------------------------------------- */

static int place_order(const void *a, const void *b)
{
    return id_order(((const promise_kept *)a)->at, ((const promise_kept *)b)->at);
}

/* In the order of the table, so that few of its pages are altered at once. */
static bool kept_send(matching *m, err *reterr)
{
    if (m->kept_count > 1)
        qsort(m->kept, m->kept_count, sizeof *m->kept, place_order);
    for (size_t at = 0; at < m->kept_count; at += PROMISE_LOOK_MAX) {
        size_t count = look_size(at, m->kept_count);
        if (!promise_keep(m->txn, m->org, m->kept + at, count, reterr))
            return false;
    }
    m->kept_count = 0;
    return true;
}

/* More is given for a promise; those that are kept now are written together. */
static bool part_give(matching *m, promise *p, money part, err *reterr)
{
    m->is_given[p - m->found] = true;
    if (part.fen < p->amount.fen - p->given.fen)
        return promise_give(m->txn, p, part.fen, reterr);
    m->kept[m->kept_count++] = (promise_kept){ p, p->given };
    p->given = p->amount;
    p->state = PROMISE_KEPT;
    p->version++;
    return true;
}

static bool choice_link(
    matching *m, donation_id id, money amount, const match_choice *choice, bool claims, err *reterr)
{
    int64_t left = amount.fen;
    match_link link = { .org = m->org,
        .donation = id,
        .confidence = choice->confidence,
        .claims = claims,
        .made_us = m->c->civil_us };
    if (choice->promise_count == 0) {
        link.part = amount;
        return match_link_put(m->txn, &link, reterr);
    }
    for (size_t i = 0; i < choice->promise_count && left > 0; i++) {
        promise *p = choice->promises[i];
        int64_t rest = promise_rest(p).fen;
        link.promise = p->id;
        link.part.fen = rest < left ? rest : left;
        left -= link.part.fen;
        if (!match_link_put(m->txn, &link, reterr) || !part_give(m, p, link.part, reterr))
            return false;
    }
    return true;
}

/* The code of a promise among those that the gift tells: of one that waits, if there is any. */
static void fact_code(const matching *m, const gift_told *told, match_fact *fact)
{
    const promise *best = code_promise(m, told->order_code);
    fact->is_order = best != NULL;
    for (int i = 0; i < told->code_count; i++) {
        const promise *other = code_promise(m, told->codes[i]);
        bool is_better =
            other && (!best || (promise_rest(best).fen == 0 && promise_rest(other).fen > 0));
        fact->is_order = fact->is_order && !is_better;
        best = is_better ? other : best;
    }
    fact->code = best ? best->code.value : 0;
}

/* Others that tell the same may be something else now, and it beside them. */
static void waiting_note(matching *m, const match_fact *fact)
{
    if (m->waiting)
        m->waiting[m->waiting_count++] =
            (match_keys){ fact->name_key, fact->payer_key, fact->code };
}

bool matching_put(
    matching *m, donation_id id, money amount, const match_choice *choice, bool claims, err *reterr)
{
    assert(m && choice && choice->told);
    const gift_told *told = choice->told;
    match_fact fact = { .org = m->org,
        .donation = id,
        .campaign = m->campaign,
        .payer_key = told->payer_key,
        .name_key = told->name_key,
        .payer = told->payer,
        .remark = told->remark,
        .best = choice->confidence,
        .state = choice->is_certain       ? MATCH_DONE
                 : choice->confidence > 0 ? MATCH_WAITS
                                          : MATCH_QUIET };
    if (choice->is_certain)
        return choice_link(m, id, amount, choice, claims, reterr);
    if (fact.name_key == 0 && fact.state == MATCH_QUIET)
        return true; /* it tells nothing that could be of use later */
    fact_code(m, told, &fact);
    if (choice->may_be_part || fact.state == MATCH_WAITS)
        waiting_note(m, &fact);
    return match_fact_put(m->txn, &fact, reterr);
}

bool matching_known(matching *m, donation_id id, const gift_told *told, err *reterr)
{
    donation_row gift = { 0 };
    match_choice choice = { 0 };
    match_fact fact = { 0 };
    bool is_found = false;
    if (!donation_read(m->txn, id, &gift, reterr))
        return false;
    if (gift.is_claimed || gift.state != DONATION_BOOKED || gift.asset != LEDGER_CNY)
        return true;
    m->campaign = gift.campaign;
    if (!matching_find(m, told, gift.amount, gift.day, &choice, reterr) ||
        !match_fact_read(m->txn, m->c->home, m->org, id, &fact, &is_found, reterr))
        return false;
    if (is_found)
        waiting_note(m, &fact);
    if (choice.is_certain)
        return (!is_found ||
                   match_fact_move(m->txn, &fact, MATCH_DONE, choice.confidence, reterr)) &&
               match_hold_end(m->txn, m->org, id, reterr) &&
               donation_claim(m->txn, m->c, id, &choice.giver, reterr) &&
               choice_link(m, id, gift.amount, &choice, true, reterr);
    if (!is_found)
        return matching_put(m, id, gift.amount, &choice, true, reterr);
    return fact.state != MATCH_QUIET || choice.confidence == 0 ||
           match_fact_move(m->txn, &fact, MATCH_WAITS, choice.confidence, reterr);
}

bool matching_end(matching *m, err *reterr)
{
    return kept_send(m, reterr) && matching_reweigh(m, reterr);
}
