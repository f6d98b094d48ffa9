/* The writer's memory of gifts: loading it, the kept counts by hour, and how it follows the
 * batches.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/donation_in.h"

#include "donation_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { HOUR_SLOTS = CAMPAIGN_HOURS_MAX * 2 };

/* ---- loading -------------------------------------------------------------------------------- */

static bool memory_full(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("too many campaigns for the memory"));
}

static bool campaigns_read(donations *d, store_conn *conn, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, &CAMPAIGN_ALL, NULL, 0, &rows, reterr))
        return false;
    while (d->campaign_count < CAMPAIGNS_MAX && store_rows_next(&rows)) {
        campaign *c = &d->campaigns[d->campaign_count++];
        *c = (campaign){ .id = { store_rows_int(&rows, 0) },
            .org = { store_rows_int(&rows, 1) },
            .opened_us = store_rows_int(&rows, 12),
            .closes_us = store_rows_int(&rows, 13),
            .filing_due = { (int32_t)store_rows_int(&rows, 15) },
            .phase = (campaign_phase)store_rows_int(&rows, 16),
            .is_exercise = store_rows_int(&rows, 17) == 1,
            .version = store_rows_int(&rows, 18) };
        span code = store_rows_text(&rows, 2);
        snprintf(c->code, sizeof c->code, "%.*s", SPAN_PRINT(code));
        span *texts[] = { &c->name_zh, &c->name_en, &c->purpose_zh, &c->purpose_en,
            &c->beneficiary_zh, &c->beneficiary_en, &c->contact, &c->surplus_zh, &c->surplus_en };
        for (int i = 0; i < 9; i++)
            *texts[i] = arena_copy(d->home, store_rows_text(&rows, 3 + i));
        c->filing_no = arena_copy(d->home, store_rows_text(&rows, 14));
    }
    d->campaign_kept = d->campaign_count;
    return store_rows_close(&rows, reterr);
}

static bool purposes_read(donations *d, store_conn *conn, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, &PURPOSE_ALL, NULL, 0, &rows, reterr))
        return false;
    while (d->purpose_count < PURPOSES_MAX && store_rows_next(&rows)) {
        d->purposes[d->purpose_count++] = (donation_purpose){ .id = store_rows_int(&rows, 0),
            .campaign = { store_rows_int(&rows, 1) },
            .code = arena_copy(d->home, store_rows_text(&rows, 2)) };
    }
    d->purpose_kept = d->purpose_count;
    return store_rows_close(&rows, reterr);
}

/* What a kept count is of. */
typedef struct hour_key {
    campaign_id campaign;
    int32_t hour;
    donation_channel channel;
    int64_t asset;
} hour_key;

static uint32_t hour_slot(const hour_key *key)
{
    uint64_t mix = (uint64_t)key->campaign.value ^ (uint64_t)(uint32_t)key->hour << 8 ^
                   (uint64_t)key->channel ^ (uint64_t)key->asset << 40;
    return (uint32_t)((mix * UINT64_C(0x9E3779B97F4A7C15)) >> 32) % HOUR_SLOTS;
}

/* The row of an hour, made when new; NULL when there are too many. */
static donation_hour *hour_at(donations *d, const hour_key *key)
{
    uint32_t slot = hour_slot(key);
    for (; d->hour_slots[slot] != 0; slot = (slot + 1) % HOUR_SLOTS) {
        donation_hour *at = &d->hours[d->hour_slots[slot] - 1];
        if (at->campaign.value == key->campaign.value && at->total.hour == key->hour &&
            at->total.channel == key->channel && at->total.asset == key->asset)
            return at;
    }
    if (d->hour_count == CAMPAIGN_HOURS_MAX)
        return NULL;
    donation_hour *at = &d->hours[d->hour_count++];
    const campaign_hour empty = { .hour = key->hour, .channel = key->channel, .asset = key->asset };
    *at = (donation_hour){ .campaign = key->campaign, .total = empty, .batch = empty };
    d->other_count += key->asset != LEDGER_CNY;
    d->hour_slots[slot] = d->hour_count;
    return at;
}

static bool hours_read(donations *d, store_conn *conn, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, &CAMPAIGN_HOUR_ALL, NULL, 0, &rows, reterr))
        return false;
    bool has_room = true;
    while (has_room && store_rows_next(&rows)) {
        const hour_key key = { .campaign = { store_rows_int(&rows, 0) },
            .hour = (int32_t)store_rows_int(&rows, 1),
            .channel = (donation_channel)store_rows_int(&rows, 2),
            .asset = store_rows_int(&rows, 3) };
        donation_hour *at = hour_at(d, &key);
        has_room = at != NULL;
        if (!at)
            continue;
        at->total.gifts = store_rows_int(&rows, 4);
        at->total.fen = store_rows_int(&rows, 5);
        at->total.givers = store_rows_int(&rows, 6);
        at->total.first_gifts = store_rows_int(&rows, 7);
        at->total.first_fen = store_rows_int(&rows, 8);
        at->total.last_us = store_rows_int(&rows, 9);
    }
    return store_rows_close(&rows, has_room ? reterr : &(err){ 0 }) &&
           (has_room || memory_full(reterr));
}

bool donations_load(
    store_conn *conn, arena *home, const uint8_t seal_key[32], donations **ret, err *reterr)
{
    assert(conn && home && seal_key && ret);
    donations *d = ARENA_NEW(home, donations, 1);
    if (!d)
        return memory_full(reterr);
    d->home = home;
    memcpy(d->seal_key, seal_key, sizeof d->seal_key);
    d->campaigns = ARENA_NEW(home, campaign, CAMPAIGNS_MAX);
    d->edits = ARENA_NEW(home, campaign_edit_undo, CAMPAIGN_EDITS_MAX);
    d->purposes = ARENA_NEW(home, donation_purpose, PURPOSES_MAX);
    d->hours = ARENA_NEW(home, donation_hour, CAMPAIGN_HOURS_MAX);
    d->hour_slots = ARENA_NEW(home, uint32_t, HOUR_SLOTS);
    d->touches = ARENA_NEW(home, hour_touch, HOUR_TOUCHES_MAX);
    d->seen = ARENA_NEW(home, seen_key, SEEN_MAX);
    d->seen_slots = ARENA_NEW(home, uint32_t, SEEN_SLOTS);
    if (!d->campaigns || !d->edits || !d->purposes || !d->hours || !d->hour_slots || !d->touches ||
        !d->seen || !d->seen_slots)
        return memory_full(reterr);
    sys_mutex_init(&d->lock);
    *ret = d;
    return campaigns_read(d, conn, reterr) && purposes_read(d, conn, reterr) &&
           hours_read(d, conn, reterr);
}

/* ---- counts --------------------------------------------------------------------------------- */

static void hour_sum(campaign_hour *into, const campaign_hour *added, int sign)
{
    into->gifts += sign * added->gifts;
    into->fen += sign * added->fen;
    into->givers += sign * added->givers;
    into->first_gifts += sign * added->first_gifts;
    into->first_fen += sign * added->first_fen;
}

static bool is_empty(const campaign_hour *h)
{
    return h->gifts == 0 && h->fen == 0 && h->givers == 0 && h->first_gifts == 0 &&
           h->first_fen == 0;
}

bool hour_add(donations *d, campaign_id id, const campaign_hour *added, err *reterr)
{
    assert(d && added && added->asset > 0);
    const hour_key key = { id, added->hour, added->channel, added->asset };
    donation_hour *at = hour_at(d, &key);
    if (!at)
        return memory_full(reterr);
    if (d->touch_count == HOUR_TOUCHES_MAX || d->dirty_count == HOUR_TOUCHES_MAX)
        return err_set(reterr, ERR_STORE, N_("the batch holds too many payments"));
    uint32_t index = (uint32_t)(at - d->hours);
    if (is_empty(&at->batch))
        d->dirty[d->dirty_count++] = index;
    d->touches[d->touch_count++] = (hour_touch){ .index = index,
        .added = *added,
        .total_last_us = at->total.last_us,
        .batch_last_us = at->batch.last_us };
    hour_sum(&at->total, added, 1);
    hour_sum(&at->batch, added, 1);
    if (added->last_us > at->total.last_us)
        at->total.last_us = added->last_us;
    if (added->last_us > at->batch.last_us)
        at->batch.last_us = added->last_us;
    return true;
}

size_t campaign_hours(const donations *d, campaign_id id, campaign_hour *into, size_t size)
{
    assert(d && into);
    size_t count = 0;
    for (uint32_t i = 0; i < d->hour_count && count < size; i++) {
        const donation_hour *at = &d->hours[i];
        if (at->campaign.value != id.value || at->total.asset != LEDGER_CNY || is_empty(&at->total))
            continue;
        size_t place = count++;
        while (place > 0 && (into[place - 1].hour > at->total.hour ||
                                (into[place - 1].hour == at->total.hour &&
                                    into[place - 1].channel > at->total.channel))) {
            into[place] = into[place - 1];
            place--;
        }
        into[place] = at->total;
    }
    return count;
}

/* Order of days: asset, day, channel. */
static int day_compare(const campaign_hour *a, const campaign_hour *b)
{
    if (a->asset != b->asset)
        return a->asset < b->asset ? -1 : 1;
    if (a->hour != b->hour)
        return a->hour < b->hour ? -1 : 1;
    return (a->channel > b->channel) - (a->channel < b->channel);
}

size_t campaign_days(const donations *d, campaign_id id, campaign_hour *into, size_t size)
{
    enum { DAY = 100, DAY_ALONE = 24 };
    assert(d && (into || size == 0));
    size_t count = 0;
    size_t missed = 0;
    for (uint32_t i = 0; i < d->hour_count; i++) {
        const donation_hour *at = &d->hours[i];
        if (at->campaign.value != id.value || is_empty(&at->total))
            continue;
        const campaign_hour day = { .hour = at->total.hour / DAY * DAY + DAY_ALONE,
            .channel = at->total.channel,
            .asset = at->total.asset };
        size_t place = count;
        while (place > 0 && day_compare(&into[place - 1], &day) >= 0)
            place--;
        bool is_there = place < count && day_compare(&into[place], &day) == 0;
        missed += !is_there && count == size;
        if (!is_there && count == size)
            continue;
        if (!is_there) {
            memmove(&into[place + 1], &into[place], (count++ - place) * sizeof *into);
            into[place] = day;
        }
        into[place].gifts += at->total.gifts;
        into[place].fen += at->total.fen;
        into[place].givers += at->total.givers;
    }
    return count + missed;
}

static bool comes_before(int64_t asset, int64_t other)
{
    return strcmp(currency_of(asset)->code, currency_of(other)->code) < 0;
}

size_t campaign_others(const donations *d, campaign_id id, campaign_hour *into, size_t size)
{
    assert(d && into);
    size_t count = 0;
    for (uint32_t i = 0; d->other_count > 0 && i < d->hour_count; i++) {
        const donation_hour *at = &d->hours[i];
        int64_t asset = at->total.asset;
        if (at->campaign.value != id.value || asset == LEDGER_CNY || is_empty(&at->total))
            continue;
        size_t place = 0;
        while (place < count && into[place].asset != asset)
            place++;
        if (place == size)
            continue;
        if (place == count) {
            for (place = count++; place > 0 && comes_before(asset, into[place - 1].asset); place--)
                into[place] = into[place - 1];
            into[place] = (campaign_hour){ .asset = asset };
        }
        hour_sum(&into[place], &at->total, 1);
        if (at->total.last_us > into[place].last_us)
            into[place].last_us = at->total.last_us;
    }
    return count;
}

/* ---- the batch ------------------------------------------------------------------------------ */

/* A mark packs the counts, each in as many bits as its bound needs. */
enum { TOUCH_BITS = 16, SEEN_BITS = 16, CAMPAIGN_BITS = 10, PURPOSE_BITS = 11, EDIT_BITS = 7 };
enum {
    SEEN_AT = TOUCH_BITS,
    CAMPAIGN_AT = SEEN_AT + SEEN_BITS,
    PURPOSE_AT = CAMPAIGN_AT + CAMPAIGN_BITS,
    EDIT_AT = PURPOSE_AT + PURPOSE_BITS
};
static_assert(HOUR_TOUCHES_MAX < 1 << TOUCH_BITS && SEEN_MAX < 1 << SEEN_BITS &&
                  CAMPAIGNS_MAX < 1 << CAMPAIGN_BITS && PURPOSES_MAX < 1 << PURPOSE_BITS &&
                  CAMPAIGN_EDITS_MAX < 1 << EDIT_BITS && EDIT_AT + EDIT_BITS <= 64,
    "every count has its place in a mark");

static size_t part_mark(void *memory)
{
    const donations *d = memory;
    return (size_t)d->touch_count | (size_t)d->seen_count << SEEN_AT |
           (size_t)d->campaign_count << CAMPAIGN_AT | (size_t)d->purpose_count << PURPOSE_AT |
           (size_t)d->edit_count << EDIT_AT;
}

/* The count of `bits` bits that stands at `at`. */
static uint32_t mark_count(size_t mark, int at, int bits)
{
    return (uint32_t)(mark >> at & (((size_t)1 << bits) - 1));
}

static void edits_back(donations *d, uint32_t count)
{
    sys_mutex_lock(&d->lock);
    while (d->edit_count > count) {
        const campaign_edit_undo *undo = &d->edits[--d->edit_count];
        d->campaigns[undo->index] = undo->before;
    }
    sys_mutex_unlock(&d->lock);
}

static void part_truncate(void *memory, size_t mark)
{
    donations *d = memory;
    uint32_t touches = mark_count(mark, 0, TOUCH_BITS);
    while (d->touch_count > touches) {
        const hour_touch *t = &d->touches[--d->touch_count];
        donation_hour *at = &d->hours[t->index];
        hour_sum(&at->total, &t->added, -1);
        hour_sum(&at->batch, &t->added, -1);
        at->total.last_us = t->total_last_us;
        at->batch.last_us = t->batch_last_us;
    }
    seen_truncate(d, mark_count(mark, SEEN_AT, SEEN_BITS));
    edits_back(d, mark_count(mark, EDIT_AT, EDIT_BITS));
    sys_mutex_lock(&d->lock);
    d->campaign_count = mark_count(mark, CAMPAIGN_AT, CAMPAIGN_BITS);
    sys_mutex_unlock(&d->lock);
    d->purpose_count = mark_count(mark, PURPOSE_AT, PURPOSE_BITS);
}

static bool part_flush(void *memory, store_txn *txn, err *reterr)
{
    donations *d = memory;
    for (uint32_t i = 0; i < d->dirty_count; i++) {
        donation_hour *at = &d->hours[d->dirty[i]];
        const campaign *of = campaign_at(d, at->campaign);
        if (is_empty(&at->batch) || !of)
            continue;
        const campaign_hour *b = &at->batch;
        const store_value row[] = { store_int(of->org.value), store_int(at->campaign.value),
            store_int(b->hour), store_int(b->channel), store_int(b->asset), store_int(b->gifts),
            store_int(b->fen), store_int(b->givers), store_int(b->first_gifts),
            store_int(b->first_fen), store_int(b->last_us) };
        if (!store_put(txn, &CAMPAIGN_HOUR_ADD, row, 11, reterr))
            return false;
        at->batch = (campaign_hour){ .hour = b->hour, .channel = b->channel, .asset = b->asset };
    }
    return true;
}

static void part_clear(donations *d)
{
    for (uint32_t i = 0; i < d->dirty_count; i++) {
        donation_hour *at = &d->hours[d->dirty[i]];
        at->batch = (campaign_hour){
            .hour = at->total.hour, .channel = at->total.channel, .asset = at->total.asset
        };
    }
    d->dirty_count = d->touch_count = d->edit_count = 0;
    seen_clear(d);
}

static void part_keep(void *memory)
{
    donations *d = memory;
    part_clear(d);
    d->campaign_kept = d->campaign_count;
    d->purpose_kept = d->purpose_count;
    sys_mutex_lock(&d->lock);
    d->put_kept = d->put_count;
    sys_mutex_unlock(&d->lock);
}

static void part_drop(void *memory)
{
    donations *d = memory;
    part_truncate(d, (size_t)d->campaign_kept << 28 | (size_t)d->purpose_kept << 40);
    part_clear(d);
}

batch_part donations_part(donations *d)
{
    assert(d);
    return (batch_part){ .slot = STORE_PART_DONATION,
        .memory = d,
        .mark = part_mark,
        .truncate = part_truncate,
        .flush = part_flush,
        .keep = part_keep,
        .drop = part_drop };
}
