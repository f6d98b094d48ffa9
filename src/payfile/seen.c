/* Numbers for rows that have none: a digest of what the row says, and the how-manieth such row of
 * the file it is.  Equal rows so stay apart, and the same rows in another file get the same
 * numbers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include "crypt/crypt.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { SEEN_SIZE_MIN = 1 << 10, DIGEST_SHOWN = 12, NUMBER_SIZE = 64 };
#define SEEN_SIZE_MAX (UINT64_C(1) << 28)

bool rows_seen_open(rows_seen *set, err *reterr)
{
    *set = (rows_seen){ .size = SEEN_SIZE_MIN };
    if (!arena_open(&set->home, set->size * sizeof *set->slots + 64))
        return err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
    set->slots = ARENA_NEW(&set->home, seen_row, set->size);
    return true;
}

void rows_seen_close(rows_seen *set)
{
    arena_close(&set->home);
}

static seen_row *slot_of(const rows_seen *set, uint64_t hash)
{
    uint64_t slot = hash & (set->size - 1);
    while (set->slots[slot].hash != 0 && set->slots[slot].hash != hash)
        slot = (slot + 1) & (set->size - 1);
    return &set->slots[slot];
}

static bool set_grow(rows_seen *set, err *reterr)
{
    rows_seen larger = { .size = set->size * 2, .count = set->count };
    if (larger.size > SEEN_SIZE_MAX ||
        !arena_open(&larger.home, larger.size * sizeof *larger.slots + 64))
        return err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
    larger.slots = ARENA_NEW(&larger.home, seen_row, larger.size);
    for (uint64_t i = 0; i < set->size; i++) {
        if (set->slots[i].hash != 0)
            *slot_of(&larger, set->slots[i].hash) = set->slots[i];
    }
    arena_close(&set->home);
    *set = larger;
    return true;
}

bool rows_seen_number(
    rows_seen *set, arena *scratch, const row_facts *facts, span *ret, err *reterr)
{
    assert(set->slots && facts->count > 0);
    crypt_hash digest = crypt_sha256_joined(facts->pieces, facts->count);
    uint64_t hash = 0;
    memcpy(&hash, digest.bytes, sizeof hash);
    hash += hash == 0;
    if (set->count * 4 >= set->size * 3 && !set_grow(set, reterr))
        return false;
    seen_row *slot = slot_of(set, hash);
    set->count += slot->hash == 0;
    slot->hash = hash;
    slot->times++;
    buffer b = buffer_in(scratch, NUMBER_SIZE);
    buffer_int(&b, facts->day.day);
    text_add_hex(&b, (span){ (const char *)digest.bytes, DIGEST_SHOWN });
    buffer_byte(&b, '-');
    buffer_int(&b, slot->times);
    *ret = buffer_span(&b);
    return buffer_check(&b, reterr);
}
