/* The identity of payments: a payment is booked once, whatever file or door it comes through.
 * Keys of the current batch are remembered here, so that a look into the store need not flush the
 * batch.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/donation_in.h"

#include "crypt/crypt.h"
#include "donation_sql.h"

#include <assert.h>
#include <string.h>

enum { YEAR_FIRST = 2000, YEAR_LAST = 2099, DAY_DIGITS = 8, COUNT_DIGITS = 10, COUNT_COARSE = 32 };

/* The first day of this century that stands in a number, as days since its beginning; 0: none. */
static uint16_t number_day(span no)
{
    const date first = { YEAR_FIRST * 10000 + 101 };
    for (size_t at = 0; at + DAY_DIGITS <= no.size; at++) {
        int32_t value = 0;
        size_t end = at;
        for (; end < at + DAY_DIGITS && no.at[end] >= '0' && no.at[end] <= '9'; end++)
            value = value * 10 + (no.at[end] - '0');
        const date day = { value };
        if (end == at + DAY_DIGITS && value / 10000 >= YEAR_FIRST && value / 10000 <= YEAR_LAST &&
            date_is_valid(day))
            return (uint16_t)(date_to_number(day) - date_to_number(first) + 1);
    }
    return 0;
}

/* What a number counts up at its end, coarsely. */
static uint16_t number_count(span no)
{
    uint64_t number = 0;
    uint64_t power = 1;
    size_t left = no.size;
    for (int i = 0;
         i < COUNT_DIGITS && left > 0 && no.at[left - 1] >= '0' && no.at[left - 1] <= '9'; i++) {
        number += power * (uint64_t)(no.at[--left] - '0');
        power *= 10;
    }
    return (uint16_t)(number / COUNT_COARSE);
}

/* The digest of the order number stands behind its place: the day in it and what it counts.
 * Payments that come one after the other so stand together in the table, and a batch of them
 * alters few of its pages. */
payment_key payment_key_make(span order_no, span merchant_no, span refund_no)
{
    payment_key key = { 0 };
    order_no = span_trim(order_no);
    uint16_t place[] = { number_day(order_no), number_count(order_no) };
    crypt_hash hash = crypt_sha256(order_no);
    for (int i = 0; i < PAYMENT_PLACE_SIZE; i++)
        key.order[i] = (uint8_t)(place[i / 2] >> (i % 2 == 0 ? 8 : 0));
    memcpy(key.order + PAYMENT_PLACE_SIZE, hash.bytes, PAYMENT_ORDER_SIZE - PAYMENT_PLACE_SIZE);
    span merchant = span_trim(merchant_no);
    span refund = span_trim(refund_no);
    if (merchant.size > 0 || refund.size > 0) {
        const span pieces[] = { merchant, { "", 1 }, refund };
        hash = crypt_sha256_joined(pieces, 3);
        memcpy(key.rest, hash.bytes, sizeof key.rest);
    }
    return key;
}

/* It keeps its place among those of its day. */
payment_key payment_key_fee(const payment_key *payment)
{
    enum { FEE_MARK = 0xFE };
    payment_key key = *payment;
    key.order[PAYMENT_PLACE_SIZE] ^= FEE_MARK;
    return key;
}

int32_t payment_key_day(const payment_key *key)
{
    return key->order[0] << 8 | key->order[1];
}

bool payment_key_is_full(const payment_key *key)
{
    static const uint8_t none[sizeof key->rest];
    return memcmp(key->rest, none, sizeof none) != 0;
}

static uint32_t seen_slot(const payment_key *key)
{
    uint64_t hash = 0;
    memcpy(&hash, key->order + PAYMENT_PLACE_SIZE, sizeof hash);
    return (uint32_t)((hash * UINT64_C(0xBF58476D1CE4E5B9)) >> 40) % SEEN_SLOTS;
}

void seen_truncate(donations *d, uint32_t count)
{
    while (d->seen_count > count) {
        const seen_key *last = &d->seen[--d->seen_count];
        /* The newest key stands first in its chain. */
        d->seen_slots[seen_slot(&last->key)] = last->next;
    }
}

void seen_clear(donations *d)
{
    if (d->seen_count > 0)
        memset(d->seen_slots, 0, sizeof *d->seen_slots * SEEN_SLOTS);
    d->seen_count = 0;
}

/* True if the key stands among the matches already: it was flushed and came from the table. */
static bool is_matched(const payment_match *into, size_t count, const payment_key *key)
{
    for (size_t i = 0; i < count; i++) {
        if (memcmp(&into[i].key, key, sizeof *key) == 0)
            return true;
    }
    return false;
}

/* True if a newer entry of the chain says what became of the same key. */
static bool is_outdated(const donations *d, uint32_t first, const seen_key *old)
{
    for (uint32_t at = first; &d->seen[at - 1] != old; at = d->seen[at - 1].next) {
        const seen_key *newer = &d->seen[at - 1];
        if (newer->org.value == old->org.value &&
            memcmp(&newer->key, &old->key, sizeof old->key) == 0)
            return true;
    }
    return false;
}

/* Adds the batch's own keys that fit to the matches; false when there are too many. */
static bool seen_find(
    const donations *d, org_id org, const payment_key *key, payment_match *into, size_t *count)
{
    uint32_t first = d->seen_slots[seen_slot(key)];
    for (uint32_t at = first; at != 0; at = d->seen[at - 1].next) {
        const seen_key *seen = &d->seen[at - 1];
        if (seen->org.value != org.value || seen->object_id == 0 ||
            memcmp(seen->key.order, key->order, sizeof key->order) != 0 ||
            is_matched(into, *count, &seen->key) || is_outdated(d, first, seen))
            continue;
        if (*count == PAYMENT_MATCHES_MAX)
            return false;
        into[(*count)++] = (payment_match){ .key = seen->key, .object_id = seen->object_id };
    }
    return true;
}

/* The values of a look for keys by their first bytes: those of one order number, or of one day. */
typedef struct key_range {
    payment_key low, high;
    store_value in[3];
} key_range;

/* All keys whose first `same` bytes are those of `key`. */
static void range_of(key_range *range, org_id org, const payment_key *key, size_t same)
{
    memset(&range->low, 0, sizeof range->low);
    memset(&range->high, 0xFF, sizeof range->high);
    memcpy(&range->low, key, same);
    memcpy(&range->high, key, same);
    range->in[0] = store_int(org.value);
    range->in[1] = store_bytes((span){ (const char *)&range->low, sizeof range->low });
    range->in[2] = store_bytes((span){ (const char *)&range->high, sizeof range->high });
}

static bool matches_read(store_rows *rows, payment_match *into, size_t *count, err *reterr)
{
    *count = 0;
    while (*count < PAYMENT_MATCHES_MAX && store_rows_next(rows)) {
        payment_match *match = &into[(*count)++];
        span no = store_rows_text(rows, 0);
        *match = (payment_match){ .object_id = store_rows_int(rows, 1) };
        memcpy(&match->key, no.at, no.size < sizeof match->key ? no.size : sizeof match->key);
    }
    return store_rows_close(rows, reterr);
}

static bool matches_check(size_t count, err *reterr)
{
    return count < PAYMENT_MATCHES_MAX ||
           err_set(reterr, ERR_LIMIT, N_("more than %d payments carry one order number"),
               PAYMENT_MATCHES_MAX - 1);
}

bool payment_find(store_txn *txn, org_id org, const payment_key *key, payment_match *into,
    size_t *ret_count, err *reterr)
{
    assert(txn && key && into && ret_count);
    key_range range;
    range_of(&range, org, key, sizeof key->order);
    store_rows rows = { 0 };
    if (!store_look(txn, &PAYMENT_SEEN_FIND, range.in, 3, &rows, reterr) ||
        !matches_read(&rows, into, ret_count, reterr))
        return false;
    if (!seen_find(donations_of(txn), org, key, into, ret_count))
        *ret_count = PAYMENT_MATCHES_MAX;
    return matches_check(*ret_count, reterr);
}

bool payment_look(store_conn *conn, org_id org, const payment_key *key, payment_match *into,
    size_t *ret_count, err *reterr)
{
    assert(conn && key && into && ret_count);
    key_range range;
    range_of(&range, org, key, sizeof key->order);
    store_rows rows = { 0 };
    return store_query_open(conn, &PAYMENT_SEEN_FIND, range.in, 3, &rows, reterr) &&
           matches_read(&rows, into, ret_count, reterr) && matches_check(*ret_count, reterr);
}

bool payment_day_any(
    store_conn *conn, org_id org, const payment_key *key, bool *ret_any, err *reterr)
{
    int64_t one = 0;
    key_range range;
    range_of(&range, org, key, PAYMENT_DAY_SIZE);
    return store_find_int(conn, &PAYMENT_SEEN_ANY, range.in, 3, &one, ret_any, reterr);
}

bool refund_held_any(store_txn *txn, org_id org, bool *ret_any, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value) };
    if (!store_read(txn, &REFUND_HELD_ONE, in, 1, &rows, reterr))
        return false;
    *ret_any = store_rows_next(&rows);
    return store_rows_close(&rows, reterr);
}

/* Remembers within the batch what became of a key; object 0: it is free again. */
static bool seen_add(
    donations *d, org_id org, const payment_key *key, int64_t object_id, err *reterr)
{
    if (d->seen_count == SEEN_MAX)
        return err_set(reterr, ERR_STORE, N_("the batch holds too many payments"));
    uint32_t slot = seen_slot(key);
    d->seen[d->seen_count] =
        (seen_key){ .org = org, .key = *key, .object_id = object_id, .next = d->seen_slots[slot] };
    d->seen_slots[slot] = ++d->seen_count;
    return true;
}

bool payment_put(store_txn *txn, org_id org, const payment_key *key, int64_t object_id, err *reterr)
{
    assert(txn && key && object_id > 0);
    donations *d = donations_of(txn);
    d->put_count++;
    if (!seen_add(d, org, key, object_id, reterr))
        return false;
    const store_value row[] = { store_int(org.value),
        store_bytes((span){ (const char *)key, sizeof *key }), store_int(object_id) };
    return store_put(txn, &PAYMENT_SEEN_PUT, row, 3, reterr);
}

int64_t payment_put_count(donations *d)
{
    sys_mutex_lock(&d->lock);
    int64_t count = d->put_kept;
    sys_mutex_unlock(&d->lock);
    return count;
}

int64_t payment_put_count_at(store_txn *txn)
{
    return donations_of(txn)->put_count;
}

bool payment_cut(store_txn *txn, org_id org, const payment_key *key, int64_t object_id, err *reterr)
{
    payment_match matches[PAYMENT_MATCHES_MAX];
    size_t count = 0;
    if (!payment_find(txn, org, key, matches, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        const payment_match *match = &matches[i];
        const store_value in[] = { store_int(org.value),
            store_bytes((span){ (const char *)&match->key, sizeof match->key }) };
        if (match->object_id != object_id)
            continue;
        if (!store_run(txn, &PAYMENT_SEEN_CUT, in, 2, NULL, reterr) ||
            !seen_add(donations_of(txn), org, &match->key, 0, reterr))
            return false;
    }
    return true;
}
