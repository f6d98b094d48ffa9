/* Keys of the last 72 hours in memory: a unique index on random keys would cost more than the gift.
 * Open addressing, 24 bytes a slot, grown by doubling in an arena of its own.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_CHANGE_KEYS_IN_H
#define NUAN_CHANGE_KEYS_IN_H

#include "base/arena.h"
#include "record/change.h"

typedef struct keys_slot {
    uint8_t key[CHANGE_KEY_SIZE];
    int64_t seq; /* 0: empty */
} keys_slot;

typedef struct keys {
    arena home;
    keys_slot *slots;
    uint64_t size; /* a power of two */
    uint64_t count;
} keys;

/* An empty set with room for `count` keys. */
WARN_UNUSED bool keys_open(keys *k, uint64_t count, err *reterr);
void keys_close(keys *k);
/* The seq of a key, or 0. */
int64_t keys_find(const keys *k, const uint8_t key[CHANGE_KEY_SIZE]);
/* Adds a key, or sets its seq. */
WARN_UNUSED bool keys_set(keys *k, const uint8_t key[CHANGE_KEY_SIZE], int64_t seq, err *reterr);
/* Takes a key out again (the batch was rolled back). */
void keys_cut(keys *k, const uint8_t key[CHANGE_KEY_SIZE]);
/* Drops the keys of changes below `seq`: they are older than 72 hours. */
WARN_UNUSED bool keys_forget(keys *k, int64_t seq, err *reterr);

#endif
