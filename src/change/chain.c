/* The audit chain's bytes and hashes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "change/chain_in.h"

#include <assert.h>
#include <string.h>

chain_link chain_next(const chain_link *last)
{
    return (chain_link){ .number = last->number + 1, .before = last->hash };
}

static void put_number(uint8_t **at, int64_t number)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        *(*at)++ = (uint8_t)((uint64_t)number >> shift);
}

static void put_bytes(uint8_t **at, span bytes, size_t size)
{
    size_t count = bytes.size < size ? bytes.size : size;
    if (count > 0)
        memcpy(*at, bytes.at, count);
    *at += size; /* the rest stays zero */
}

void chain_add_row(chain_link *link, const chain_row *row)
{
    assert(link->count < CHAIN_ROWS_MAX);
    if (link->count++ == 0)
        link->first_seq = row->seq;
    uint8_t *start = link->rows + link->used;
    uint8_t *at = start;
    memset(start, 0, CHAIN_ROW_SIZE);
    const int64_t numbers[] = { row->seq, row->at_us, row->actor_id, row->kind, row->org_id,
        row->object_id, row->outcome };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        put_number(&at, numbers[i]);
    put_bytes(&at, row->key, CHANGE_KEY_SIZE);
    put_bytes(&at, row->digest, CHANGE_DIGEST_SIZE);
    crypt_hash address = crypt_sha256(row->address);
    put_bytes(&at, crypt_hash_span(&address), CRYPT_HASH_SIZE);
    assert(at == start + CHAIN_ROW_SIZE);
    link->used += CHAIN_ROW_SIZE;
}

void chain_add(chain_link *link, const change *c)
{
    const chain_row row = { .seq = c->seq,
        .at_us = c->real_us,
        .actor_id = c->author->id,
        .kind = c->kind->number,
        .org_id = c->org.value,
        .object_id = c->object_id,
        .outcome = c->outcome,
        .address = span_of(c->author->address),
        .key = { c->has_key ? (const char *)c->key : NULL, c->has_key ? CHANGE_KEY_SIZE : 0 },
        .digest = { (const char *)c->digest, CHANGE_DIGEST_SIZE } };
    chain_add_row(link, &row);
}

void chain_close(chain_link *link, int64_t node)
{
    uint8_t head[CRYPT_HASH_SIZE + 16];
    uint8_t *at = head;
    put_bytes(&at, crypt_hash_span(&link->before), CRYPT_HASH_SIZE);
    put_number(&at, node);
    put_number(&at, link->number);
    const span pieces[] = { { (const char *)head, sizeof head },
        { (const char *)link->rows, link->used } };
    link->hash = crypt_sha256_joined(pieces, 2);
}
