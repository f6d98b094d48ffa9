/* SipHash-1-3 with 128 bits, fed with whole 64-bit words: a keyed hash of short records that costs
 * a tenth of SHA-256.  For sums that nobody sees; not for signatures or for names of content.
 * Inline, because it stands in the path of every row that is written.
 * Source: J.-P. Aumasson and D. J. Bernstein, SipHash: a fast short-input PRF (2012).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_CRYPT_SIP_H
#define NUAN_CRYPT_SIP_H

#include <stdint.h>

enum { CRYPT_SIP_KEY_SIZE = 16 };

typedef struct crypt_sip {
    uint64_t v0, v1, v2, v3;
    uint64_t count; /* words so far */
} crypt_sip;

/* Turns the bits of a word to the left. */
static inline uint64_t crypt_sip_turn(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

/* One round of the mixing. */
static inline void crypt_sip_round(crypt_sip *s)
{
    s->v0 += s->v1;
    s->v2 += s->v3;
    s->v1 = crypt_sip_turn(s->v1, 13) ^ s->v0;
    s->v3 = crypt_sip_turn(s->v3, 16) ^ s->v2;
    s->v0 = crypt_sip_turn(s->v0, 32);
    s->v2 += s->v1;
    s->v0 += s->v3;
    s->v1 = crypt_sip_turn(s->v1, 17) ^ s->v2;
    s->v3 = crypt_sip_turn(s->v3, 21) ^ s->v0;
    s->v2 = crypt_sip_turn(s->v2, 32);
}

/* A hash begun under a key; may be copied to begin many. */
static inline crypt_sip crypt_sip_begin(const uint8_t key[CRYPT_SIP_KEY_SIZE])
{
    uint64_t k0 = 0;
    uint64_t k1 = 0;
    for (int i = 7; i >= 0; i--) {
        k0 = k0 << 8 | key[i];
        k1 = k1 << 8 | key[8 + i];
    }
    return (crypt_sip){ .v0 = k0 ^ UINT64_C(0x736f6d6570736575),
        .v1 = k1 ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
        .v2 = k0 ^ UINT64_C(0x6c7967656e657261),
        .v3 = k1 ^ UINT64_C(0x7465646279746573) };
}

/* Adds eight bytes of the message. */
static inline void crypt_sip_add(crypt_sip *s, uint64_t word)
{
    s->v3 ^= word;
    crypt_sip_round(s);
    s->v0 ^= word;
    s->count++;
}

/* The two halves of the hash; `s` is used up. */
static inline void crypt_sip_end(crypt_sip *s, uint64_t ret_halves[2])
{
    crypt_sip_add(s, (s->count * 8) << 56);
    s->v2 ^= 0xee;
    for (int i = 0; i < 3; i++)
        crypt_sip_round(s);
    ret_halves[0] = s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
    s->v1 ^= 0xdd;
    for (int i = 0; i < 3; i++)
        crypt_sip_round(s);
    ret_halves[1] = s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

#endif
