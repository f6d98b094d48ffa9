/* After a change that made suggestions come or go: what the queue says of its gifts is made true.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/match_in.h"

#include "flow_sql.h"

#include <assert.h>
#include <stdlib.h>

enum { PAGE = 128, PARAMETERS = 3 * MATCH_TOUCH_MAX + 3 };

static void key_add(int64_t *keys, size_t *count, int64_t key)
{
    for (size_t i = 0; i < *count; i++) {
        if (keys[i] == key)
            return;
    }
    assert(key == 0 || *count < MATCH_TOUCH_MAX);
    if (key != 0)
        keys[(*count)++] = key;
}

void match_touch_gift(match_touch *touch, const match_fact *fact)
{
    key_add(touch->names, &touch->name_count, fact->name_key);
    key_add(touch->payers, &touch->payer_count, fact->payer_key);
    key_add(touch->codes, &touch->code_count, fact->code);
}

void match_touch_promise(match_touch *touch, const promise *p)
{
    key_add(touch->names, &touch->name_count, p->name_key);
    key_add(touch->codes, &touch->code_count, p->code.value);
}

static void keys_fill(store_value *in, const int64_t *keys, size_t count)
{
    for (size_t i = 0; i < MATCH_TOUCH_MAX; i++)
        in[i] = store_int(i < count ? keys[i] : 0);
}

static void touch_fill(store_value in[PARAMETERS], org_id org, const match_touch *touch)
{
    in[0] = store_int(org.value);
    keys_fill(in + 1, touch->names, touch->name_count);
    keys_fill(in + 1 + MATCH_TOUCH_MAX, touch->payers, touch->payer_count);
    keys_fill(in + 1 + 2 * MATCH_TOUCH_MAX, touch->codes, touch->code_count);
}

static match_waiting touched_read(store_rows *rows, org_id org)
{
    return (match_waiting){ .fact = { .org = org,
                                .donation = { store_rows_int(rows, 0) },
                                .campaign = { store_rows_int(rows, 1) },
                                .code = store_rows_int(rows, 2),
                                .is_order = store_rows_int(rows, 3) == 1,
                                .payer_key = store_rows_int(rows, 4),
                                .name_key = store_rows_int(rows, 5),
                                .state = (match_state)store_rows_int(rows, 6),
                                .best = (int32_t)store_rows_int(rows, 7) },
        .amount = { store_rows_int(rows, 8) },
        .day = { (int32_t)store_rows_int(rows, 9) },
        .asset = store_rows_int(rows, 10) };
}

static bool gift_weigh(store_txn *txn, change *c, const match_waiting *gift, err *reterr)
{
    match_around around;
    const match_fact *fact = &gift->fact;
    size_t mark = c->home->used;
    if (!match_look_waiting(store_txn_conn(txn), c->home, gift, &around, reterr))
        return false;
    arena_reset(c->home, mark);
    int32_t best = around.count > 0 ? around.suggestions[0].confidence : 0;
    /* What waits once, waits until it is decided, whether or not anything suggests itself. */
    match_state to = fact->state == MATCH_QUIET && around.count > 0 ? MATCH_WAITS : fact->state;
    return (to == fact->state && best == fact->best) ||
           match_fact_move(txn, fact, to, best, reterr);
}

static bool is_alone(const match_waiting *page, size_t count, size_t at)
{
    const match_fact *fact = &page[at].fact;
    for (size_t i = 0; i < count; i++) {
        const match_fact *other = &page[i].fact;
        bool is_like = (fact->name_key != 0 && fact->name_key == other->name_key) ||
                       (fact->payer_key != 0 && fact->payer_key == other->payer_key);
        if (i != at && is_like)
            return false;
    }
    return true;
}

static bool page_read(store_txn *txn, org_id org, store_value *in, match_waiting *page,
    size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    *ret_count = 0;
    if (!store_query_open(store_txn_conn(txn), &FLOW_MATCH_TOUCHED, in, PARAMETERS, &rows, reterr))
        return false;
    while (*ret_count < PAGE && store_rows_next(&rows))
        page[(*ret_count)++] = touched_read(&rows, org);
    return store_rows_close(&rows, reterr);
}

bool match_reweigh(store_txn *txn, change *c, const match_touch *touch, size_t *left, err *reterr)
{
    match_waiting page[PAGE];
    store_value in[PARAMETERS];
    size_t count = PAGE;
    int64_t before = INT64_MAX;
    if (!match_hints_of(txn)->has_facts ||
        touch->name_count + touch->payer_count + touch->code_count == 0)
        return true;
    if (!store_flush(txn, reterr))
        return false;
    touch_fill(in, c->org, touch);
    in[PARAMETERS - 1] = store_int(PAGE);
    while (count == PAGE && *left > 0) {
        in[PARAMETERS - 2] = store_int(before);
        if (!page_read(txn, c->org, in, page, &count, reterr))
            return false;
        for (size_t i = 0; i<count && * left> 0; i++) {
            if (touch->skips_alone && count < PAGE && is_alone(page, count, i))
                continue;
            if (!gift_weigh(txn, c, &page[i], reterr))
                return false;
            (*left)--;
        }
        before = count > 0 ? page[count - 1].fact.donation.value : 0;
    }
    return true;
}

bool match_reweigh_gift(store_txn *txn, change *c, const match_fact *fact, err *reterr)
{
    match_touch touch = { 0 };
    size_t left = MATCH_REWEIGH_MAX;
    match_touch_gift(&touch, fact);
    return match_reweigh(txn, c, &touch, &left, reterr);
}

bool match_reweigh_promise(store_txn *txn, change *c, const promise *p, err *reterr)
{
    match_touch touch = { 0 };
    size_t left = MATCH_REWEIGH_MAX;
    match_touch_promise(&touch, p);
    return match_reweigh(txn, c, &touch, &left, reterr);
}

/* ---- after a slice was booked ---------------------------------------------------------------- */

/* Gifts for which something of what was given here had suggested itself. */
static bool given_reweigh(matching *m, size_t *left, err *reterr)
{
    match_touch touch = { 0 };
    size_t count = 0;
    for (size_t i = 0; i < m->found_count; i++) {
        if (!m->is_given[i])
            continue;
        m->is_given[i] = false;
        match_touch_promise(&touch, &m->found[i]);
        if (++count % MATCH_TOUCH_MAX != 0)
            continue;
        if (!match_reweigh(m->txn, m->c, &touch, left, reterr))
            return false;
        touch = (match_touch){ 0 };
    }
    return match_reweigh(m->txn, m->c, &touch, left, reterr);
}

static int keys_order(const void *a, const void *b)
{
    const match_keys *one = a;
    const match_keys *two = b;
    return (one->name > two->name) - (one->name < two->name);
}

/* One that shares its name and payer with no other was weighed as it was booked; but of several
 * codes the queue keeps one. */
static bool waiting_reweigh(matching *m, size_t *left, err *reterr)
{
    if (m->waiting_count > 1)
        qsort(m->waiting, m->waiting_count, sizeof *m->waiting, keys_order);
    for (size_t at = 0; at < m->waiting_count; at += MATCH_TOUCH_MAX) {
        match_touch touch = { .skips_alone = true };
        size_t rest = m->waiting_count - at;
        size_t count = rest < MATCH_TOUCH_MAX ? rest : MATCH_TOUCH_MAX;
        for (size_t i = 0; i < count; i++) {
            const match_keys *keys = &m->waiting[at + i];
            const match_fact told = {
                .code = keys->code, .payer_key = keys->payer, .name_key = keys->name
            };
            match_touch_gift(&touch, &told);
            touch.skips_alone &= keys->code == 0;
        }
        if (!match_reweigh(m->txn, m->c, &touch, left, reterr))
            return false;
    }
    m->waiting_count = 0;
    return true;
}

bool matching_reweigh(matching *m, err *reterr)
{
    size_t left = MATCH_REWEIGH_MAX;
    return given_reweigh(m, &left, reterr) && waiting_reweigh(m, &left, reterr);
}
