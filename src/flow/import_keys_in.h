/* Inside flow: the payments of files that are checked together, by their keys.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_IMPORT_KEYS_IN_H
#define NUAN_FLOW_IMPORT_KEYS_IN_H

#include "flow/import_in.h"

#include <assert.h>

/* 57 bits of each key: two of a million different ones meet with a chance of 4 * 10^-6, and then
 * only the preview is wrong by one; the booking compares whole keys. */
typedef struct key_slot {
    uint64_t hash : 57; /* 0: free */
    uint64_t file : 7;  /* which of the files checked together holds it first */
    uint64_t worth;     /* amount, and asset above KEYS_AMOUNT_BITS */
} key_slot;
static_assert(IMPORT_FILES_MAX <= 127, "a file's number has seven bits");

enum { KEYS_AMOUNT_BITS = 53 };
#define KEYS_AMOUNT_MASK ((UINT64_C(1) << KEYS_AMOUNT_BITS) - 1)
static_assert(
    MONEY_MAX_FEN < INT64_C(1) << KEYS_AMOUNT_BITS, "an amount leaves room for its asset");
uint64_t keys_worth(int64_t asset, money amount);

typedef struct import_keys {
    arena home;
    key_slot *slots;
    uint64_t size; /* a power of two */
    uint64_t count;
} import_keys;

enum { KEYS_SIZE_MIN = 1 << 14, KEYS_SIZE_LIKELY = 1 << 22 };
/* Owner: closed with import_keys_close.  Errors: ERR_MEMORY. */
WARN_UNUSED bool import_keys_open(import_keys *keys, uint64_t size, err *reterr);
void import_keys_close(import_keys *keys); /* accepts a zeroed one */

/* What is noted of a payment. */
typedef struct key_note {
    uint64_t worth;
    int file; /* 0: it was new */
} key_note;
/* *ret_before: as it was noted first. */
WARN_UNUSED bool import_keys_add(
    import_keys *keys, const payment_key *key, key_note now, key_note *ret_before, err *reterr);
/* As it was noted; file 0: it was not. */
key_note import_keys_find(const import_keys *keys, const payment_key *key);

/* Files that are checked one after the other as if those before were booked; numbered from 1. */
struct import_seen {
    import_keys keys;
    bool is_alone;               /* there is one file: nothing can stand in another */
    int64_t held[CHANNEL_COUNT]; /* what their gifts add to the providers' accounts; fen */
    char formats[IMPORT_FILES_MAX + 1][STATEMENT_FORMAT_MAX];
    bool tells_fees[IMPORT_FILES_MAX + 1];
};
/* Notes a row that is told by what it says, of an account that is named or not.  *ret_before: as a file
 * told it that names the account where this one does not, or the other way round. */
WARN_UNUSED bool seen_unnamed(
    import_seen *seen, const payment_key *key, key_note now, key_note *ret_before, err *reterr);
/* Notes a refund of a gift, with its own number if it has one.  *ret_before: as a file of another
 * format told it; of equal ones each is taken once. */
WARN_UNUSED bool seen_refund(import_seen *seen, const payment_key *gift, const payment_key *own,
    key_note now, key_note *ret_before, err *reterr);

#endif
