/* The audit chain: each commit is one link over the fixed-width bytes of its change rows.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_CHANGE_CHAIN_IN_H
#define NUAN_CHANGE_CHAIN_IN_H

#include "crypt/crypt.h"
#include "record/change.h"

enum { CHAIN_ROW_SIZE = 32 + 8 * 7 + CHANGE_KEY_SIZE + CHANGE_DIGEST_SIZE, CHAIN_ROWS_MAX = 256 };

typedef struct chain_link {
    int64_t number;
    int64_t first_seq;
    int64_t count;
    crypt_hash before; /* hash of the link before */
    crypt_hash hash;
    size_t used;
    uint8_t rows[CHAIN_ROW_SIZE * CHAIN_ROWS_MAX];
} chain_link;

/* What one change contributes, as read from the store or as just decided. */
typedef struct chain_row {
    int64_t seq, at_us, actor_id, kind, org_id, object_id, outcome;
    span address;
    span key; /* empty: none */
    span digest;
} chain_row;

/* An open link behind `last`. */
chain_link chain_next(const chain_link *last);
void chain_add(chain_link *link, const change *c);
void chain_add_row(chain_link *link, const chain_row *row);
/* Fixes the hash: SHA-256(previous hash, node, number, rows). */
void chain_close(chain_link *link, int64_t node);

#endif
