/* The payments of files that are checked together: a payment that stands twice in them is one, and so is
 * a refund that two kinds of file tell.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_keys_in.h"

#include <assert.h>
#include <string.h>

#define HASH_MASK ((UINT64_C(1) << 57) - 1)
#define FILE_MASK UINT64_C(127)

uint64_t keys_worth(int64_t asset, money amount)
{
    const uint64_t mask = (UINT64_C(1) << KEYS_AMOUNT_BITS) - 1; /* charges may be less than 0 */
    return (uint64_t)asset << KEYS_AMOUNT_BITS | ((uint64_t)amount.fen & mask);
}

#define SET_SIZE_MAX (UINT64_C(1) << 31)

bool import_keys_open(import_keys *set, uint64_t size, err *reterr)
{
    *set = (import_keys){ .size = size };
    if (size > SET_SIZE_MAX || !arena_open(&set->home, size * sizeof *set->slots + 64))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    set->slots = ARENA_NEW(&set->home, key_slot, size);
    return true;
}

void import_keys_close(import_keys *set)
{
    arena_close(&set->home);
}

/* The slot that holds the hash, or the free one where it belongs. */
static key_slot *set_slot(const import_keys *set, uint64_t hash)
{
    uint64_t slot = hash & (set->size - 1);
    while (set->slots[slot].hash != 0 && set->slots[slot].hash != hash)
        slot = (slot + 1) & (set->size - 1);
    return &set->slots[slot];
}

static bool set_grow(import_keys *set, err *reterr)
{
    import_keys larger = { 0 };
    if (!import_keys_open(&larger, set->size * 2, reterr))
        return false;
    for (uint64_t i = 0; i < set->size; i++) {
        if (set->slots[i].hash != 0)
            *set_slot(&larger, set->slots[i].hash) = set->slots[i];
    }
    larger.count = set->count;
    arena_close(&set->home);
    *set = larger;
    return true;
}

static uint64_t hash_of(const payment_key *key)
{
    uint64_t hash = 0;
    uint64_t rest = 0;
    memcpy(&hash, key->order + PAYMENT_PLACE_SIZE, sizeof hash);
    memcpy(&rest, key->rest, sizeof rest);
    hash = (hash ^ rest * UINT64_C(0x9E3779B97F4A7C15)) & HASH_MASK;
    return hash + (hash == 0);
}

key_note import_keys_find(const import_keys *set, const payment_key *key)
{
    const key_slot *slot = set_slot(set, hash_of(key));
    return (key_note){ slot->worth, (int)slot->file };
}

bool import_keys_add(
    import_keys *set, const payment_key *key, key_note now, key_note *ret_before, err *reterr)
{
    uint64_t hash = hash_of(key);
    if (set->count * 4 >= set->size * 3 && !set_grow(set, reterr))
        return false;
    key_slot *slot = set_slot(set, hash);
    *ret_before = (key_note){ slot->worth, (int)slot->file };
    if (slot->hash == 0) {
        *slot = (key_slot){
            .hash = hash & HASH_MASK, .file = (uint64_t)now.file & FILE_MASK, .worth = now.worth
        };
        set->count++;
    }
    return true;
}

bool import_seen_open(arena *home, import_seen **ret, err *reterr)
{
    assert(home && ret);
    import_seen *seen = ARENA_NEW(home, import_seen, 1);
    if (!seen)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    *ret = seen;
    return import_keys_open(&seen->keys, KEYS_SIZE_MIN, reterr);
}

void import_seen_close(import_seen *seen)
{
    if (seen)
        import_keys_close(&seen->keys);
}

/* ---- refunds that two kinds of file tell ------------------------------------------------------- */

enum { ALIKE_MAX = 64 }; /* equal refunds of one order in one file */

/* By what a row is noted besides its key. */
typedef enum key_mark { MARK_OWN = 1, MARK_ORDER, MARK_WORTH, MARK_NAMED } key_mark;

static payment_key marked(const payment_key *order, key_mark mark, uint64_t worth, int alike)
{
    payment_key key = *order;
    memset(key.rest, 0xA5, sizeof key.rest);
    worth ^= (uint64_t)alike << 56;
    memcpy(key.rest, &worth, sizeof worth);
    key.rest[sizeof worth] = (uint8_t)mark;
    return key;
}

bool seen_unnamed(
    import_seen *seen, const payment_key *key, key_note now, key_note *ret_before, err *reterr)
{
    assert(seen && key && now.file > 0 && ret_before);
    const payment_key named = marked(key, MARK_NAMED, 0, 0);
    payment_key open = *key;
    key_note ignored = { 0 };
    memset(open.rest, 0, sizeof open.rest);
    bool is_named = payment_key_is_full(key);
    key_note before = import_keys_find(&seen->keys, is_named ? &open : &named);
    if (before.file != 0 && before.file != now.file && before.worth == now.worth)
        *ret_before = before;
    return !is_named || import_keys_add(&seen->keys, &named, now, &ignored, reterr);
}

/* The slot of a note, which a file of another format put there; else NULL. */
static key_slot *other_slot(import_seen *seen, const payment_key *key, key_note now)
{
    key_slot *slot = set_slot(&seen->keys, hash_of(key));
    bool is_other = slot->hash != 0 && (int)slot->file != now.file && slot->worth == now.worth &&
                    strcmp(seen->formats[slot->file], seen->formats[now.file]) != 0;
    return is_other ? slot : NULL;
}

static void slot_take(key_slot *slot, key_note now, key_note *ret_before)
{
    *ret_before = (key_note){ slot->worth, (int)slot->file };
    slot->file = (uint64_t)now.file & FILE_MASK; /* another one like it is another one */
}

/* The how-manieth refund of its order and amount this is in its file: the same of another file, or
 * new. */
static bool alike_find(
    import_seen *seen, const payment_key *gift, key_note now, key_note *ret_before, err *reterr)
{
    for (int alike = 0; alike < ALIKE_MAX; alike++) {
        const payment_key key = marked(gift, MARK_WORTH, now.worth, alike);
        key_note before = { 0 };
        key_slot *slot = other_slot(seen, &key, now);
        if (slot) {
            slot_take(slot, now, ret_before);
            return true;
        }
        if (!import_keys_add(&seen->keys, &key, now, &before, reterr))
            return false;
        if (before.file == 0)
            return true;
    }
    return true;
}

bool seen_refund(import_seen *seen, const payment_key *gift, const payment_key *own, key_note now,
    key_note *ret_before, err *reterr)
{
    assert(seen && gift && now.file > 0 && ret_before);
    /* One that is known by its own number stands where another's order number would. */
    const payment_key order = marked(gift, MARK_ORDER, 0, 0);
    const payment_key as_own = marked(gift, MARK_OWN, 0, 0);
    const payment_key number = marked(own ? own : gift, MARK_OWN, 0, 0);
    const payment_key as_order = marked(own ? own : gift, MARK_ORDER, 0, 0);
    key_slot *slot = other_slot(seen, &as_own, now);
    if (!slot && own)
        slot = other_slot(seen, &as_order, now);
    if (!slot && own)
        slot = other_slot(seen, &number, now);
    if (slot) {
        slot_take(slot, now, ret_before);
        return true;
    }
    key_note ignored = { 0 };
    return import_keys_add(&seen->keys, &order, now, &ignored, reterr) &&
           (!own || import_keys_add(&seen->keys, &number, now, &ignored, reterr)) &&
           alike_find(seen, gift, now, ret_before, reterr);
}
