/* The set of idempotency keys.
 * SPDX-License-Identifier: Apache-2.0 */
#include "change/keys_in.h"

#include <assert.h>
#include <string.h>

enum { KEYS_SIZE_MIN = 1 << 12, KEYS_SIZE_MAX = 1 << 27 };

/* The keys are digests already: their first bytes are the hash. */
static uint64_t slot_of(const keys *k, const uint8_t *key)
{
    uint64_t hash = 0;
    memcpy(&hash, key, sizeof hash);
    return hash & (k->size - 1);
}

static keys_slot *find(const keys *k, const uint8_t *key)
{
    uint64_t slot = slot_of(k, key);
    while (k->slots[slot].seq != 0 && memcmp(k->slots[slot].key, key, CHANGE_KEY_SIZE) != 0)
        slot = (slot + 1) & (k->size - 1);
    return &k->slots[slot];
}

static bool table_make(keys *k, uint64_t size, err *reterr)
{
    if (size > KEYS_SIZE_MAX || !arena_open(&k->home, size * sizeof(keys_slot) + 64))
        return err_set(reterr, ERR_MEMORY, N_("too many idempotency keys for the memory"));
    k->slots = ARENA_NEW(&k->home, keys_slot, size);
    k->size = size;
    k->count = 0;
    return true;
}

bool keys_open(keys *k, uint64_t count, err *reterr)
{
    assert(k);
    *k = (keys){ 0 };
    uint64_t size = KEYS_SIZE_MIN;
    while (size < count * 2 && size < KEYS_SIZE_MAX)
        size *= 2;
    return table_make(k, size, reterr);
}

void keys_close(keys *k)
{
    arena_close(&k->home);
    *k = (keys){ 0 };
}

int64_t keys_find(const keys *k, const uint8_t key[CHANGE_KEY_SIZE])
{
    return find(k, key)->seq;
}

/* Moves the keys of changes from `seq` on into a new table. */
static bool rebuild(keys *k, uint64_t size, int64_t seq, err *reterr)
{
    keys next = { 0 };
    if (!table_make(&next, size, reterr))
        return false;
    for (uint64_t i = 0; i < k->size; i++) {
        if (k->slots[i].seq < seq || k->slots[i].seq == 0)
            continue;
        *find(&next, k->slots[i].key) = k->slots[i];
        next.count++;
    }
    keys_close(k);
    *k = next;
    return true;
}

bool keys_set(keys *k, const uint8_t key[CHANGE_KEY_SIZE], int64_t seq, err *reterr)
{
    assert(seq > 0);
    if (k->count * 4 >= k->size * 3 && !rebuild(k, k->size * 2, 1, reterr))
        return false;
    keys_slot *slot = find(k, key);
    if (slot->seq == 0) {
        memcpy(slot->key, key, CHANGE_KEY_SIZE);
        k->count++;
    }
    slot->seq = seq;
    return true;
}

void keys_cut(keys *k, const uint8_t key[CHANGE_KEY_SIZE])
{
    keys_slot *slot = find(k, key);
    if (slot->seq == 0)
        return;
    *slot = (keys_slot){ 0 };
    k->count--;
    /* Those behind it in the chain move up, or a search would end at the hole. */
    uint64_t at = ((uint64_t)(slot - k->slots) + 1) & (k->size - 1);
    for (; k->slots[at].seq != 0; at = (at + 1) & (k->size - 1)) {
        keys_slot moved = k->slots[at];
        k->slots[at] = (keys_slot){ 0 };
        *find(k, moved.key) = moved;
    }
}

bool keys_forget(keys *k, int64_t seq, err *reterr)
{
    return rebuild(k, k->size, seq, reterr);
}
