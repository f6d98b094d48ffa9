/* Comparing every table with its fingerprint, and naming the row.  One row that is missing, added
 * or changed leaves the difference d of its hashes in the sum, and d times its key in the keyed
 * sum: the key is their quotient modulo 2^128.  Several rows leave no such quotient below 2^64, but
 * by a chance of one in 2^50.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/buffer.h"
#include "store/fingerprint_in.h"
#include "store/store_in.h"

#include <assert.h>

enum { NAME_SIZE = 160, ZEROS_MAX = 30 };

/* The inverse of an odd number modulo 2^128, by Newton's iteration: 3 bits are right at first, and
 * each step doubles them. */
static fingerprint_sum inverse(fingerprint_sum odd)
{
    assert(odd & 1);
    fingerprint_sum x = odd;
    for (int bits = 3; bits < 128; bits *= 2)
        x *= 2 - odd * x;
    return x;
}

/* The key with d * key = e; false if there is none below 2^64. */
static bool key_solve(fingerprint_sum d, fingerprint_sum e, uint64_t *ret_key)
{
    int zeros = 0;
    while (zeros < ZEROS_MAX && d != 0 && (d & 1) == 0) {
        if (e & 1)
            return false;
        d >>= 1;
        e >>= 1;
        zeros++;
    }
    if ((d & 1) == 0)
        return false;
    fingerprint_sum key = e * inverse(d);
    key = key << zeros >> zeros; /* the upper bits are not known */
    *ret_key = (uint64_t)key;
    return key >> 64 == 0;
}

/* The number of a key column as its value, or the first eight bytes of it. */
static void key_text(buffer *b, store_kind kind, uint64_t number)
{
    if (kind == STORE_INT) {
        buffer_int(b, (int64_t)number);
        return;
    }
    for (int shift = 56; shift >= 0; shift -= 8) {
        unsigned char byte = (unsigned char)(number >> shift);
        if (kind == STORE_BYTES)
            buffer_format(b, "%02x", byte);
        else if (byte != 0)
            buffer_byte(b, (char)byte);
    }
}

/* Names the row by its key columns; false when no single row explains the difference. */
static bool row_name(
    const store_table *t, const fingerprint *kept, const fingerprint *found, buffer *b)
{
    for (int i = 0; i < t->key_count; i++) {
        uint64_t number = 0;
        if (!key_solve(kept->sum - found->sum, kept->keyed[i] - found->keyed[i], &number))
            return false;
        if (i > 0)
            buffer_byte(b, '/');
        key_text(b, t->keys[i].kind, number);
    }
    buffer_byte(b, '\0');
    return !b->is_full;
}

static bool is_same(const store_table *t, const fingerprint *a, const fingerprint *b)
{
    bool same = a->rows == b->rows && a->sum == b->sum;
    for (int i = 0; i < t->key_count; i++)
        same = same && a->keyed[i] == b->keyed[i];
    return same;
}

static void table_tell(const store_table *t, const fingerprint *kept, const fingerprint *found,
    store_table_tell *tell, void *self)
{
    unsigned char room[NAME_SIZE];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, NAME_SIZE);
    int64_t rows = (int64_t)(found->rows - kept->rows);
    bool is_one = rows >= -1 && rows <= 1 && row_name(t, kept, found, &b);
    tell(self, t->name, is_one ? buffer_span(&b).at : NULL, rows);
}

bool store_fingerprints_check(store_conn *c, store_table_tell *tell, void *self, err *reterr)
{
    assert(c && tell && reterr && c->keys->is_there && !c->txn);
    fingerprints kept = { .state = FINGERPRINT_OFF };
    int different = 0;
    if (!fingerprints_read(c, &kept, reterr))
        return false;
    for (int i = 0; i < STORE_TABLE_COUNT; i++) {
        fingerprint found = { 0 };
        if (!fingerprint_count(c, i, &found, reterr))
            return false;
        if (is_same(&STORE_TABLES[i], &kept.at[i], &found))
            continue;
        different++;
        table_tell(&STORE_TABLES[i], &kept.at[i], &found, tell, self);
    }
    return different == 0 || err_set(reterr, ERR_DAMAGE,
                                 N_("tables that differ from their fingerprints: %d"), different);
}
