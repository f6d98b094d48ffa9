/* Hashes, signatures, seals and passwords, all from OpenSSL 3 and libargon2. Algorithms are
 * fetched once and each thread re-uses its context: fetching each time costs 3-4 times the hash.
 * The only folder that includes OpenSSL or Argon2.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_CRYPT_CRYPT_H
#define NUAN_CRYPT_CRYPT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

#include <stddef.h>
#include <stdint.h>

enum {
    CRYPT_HASH_SIZE = 32,
    CRYPT_KEY_SIZE = 32,
    CRYPT_SIGNATURE_SIZE = 64,
    CRYPT_SEAL_MAX = 1 << 30,  /* bytes of a value to seal */
    CRYPT_PASSWORD_MAX = 1024, /* bytes */
};

typedef struct crypt_hash {
    uint8_t bytes[CRYPT_HASH_SIZE];
} crypt_hash;

/* SHA-256 of one piece, and of several joined.  The process ends when there is no memory for the
 * first hash of a thread.  Source: FIPS 180-4. */
crypt_hash crypt_sha256(span data);
crypt_hash crypt_sha256_joined(const span *pieces, size_t count);
/* SHA-256 piece by piece; crypt_hasher_end gives the hash and makes it ready for the next. */
typedef struct crypt_hasher {
    void *inner;
} crypt_hasher;
/* Errors: ERR_MEMORY. */
WARN_UNUSED bool crypt_hasher_open(crypt_hasher *h, err *reterr);
void crypt_hasher_add(crypt_hasher *h, span data);
crypt_hash crypt_hasher_end(crypt_hasher *h);
void crypt_hasher_close(crypt_hasher *h);
/* Keys of any length; those above 64 bytes are hashed first.  Source: RFC 2104. */
crypt_hash crypt_hmac_sha256(span key, span data);
/* True if both hold the same bytes; the time depends on the sizes, not on the content. */
bool crypt_equal(span a, span b);
/* The bytes of a hash.  Owner: the caller keeps `h`. */
span crypt_hash_span(const crypt_hash *h);

/* Ed25519.  `seed` is the 32-byte private key.  Errors: ERR_MEMORY.  Source: RFC 8032. */
WARN_UNUSED bool crypt_public_key(const uint8_t seed[32], uint8_t ret_public[32], err *reterr);
WARN_UNUSED bool crypt_sign(
    const uint8_t seed[32], span message, uint8_t ret_signature[64], err *reterr);
/* False for a wrong signature, a signature in another spelling, and a key that is no point. */
bool crypt_verify(const uint8_t public_key[32], span message, const uint8_t signature[64]);

/* AES-256-GCM with a random nonce: nonce(12) || ciphertext || tag(16).  `context` is
 * authenticated, not stored (table, field, row), so that a sealed value can't be moved to another
 * row.
 * Owner: *ret lives in `a`.
 * Errors: ERR_DAMAGE the seal is broken or the key another; ERR_LIMIT above CRYPT_SEAL_MAX;
 * ERR_MEMORY. */
WARN_UNUSED bool crypt_seal(
    arena *a, const uint8_t key[32], span context, span clear, span *ret, err *reterr);
WARN_UNUSED bool crypt_unseal(
    arena *a, const uint8_t key[32], span context, span sealed, span *ret, err *reterr);

/* Argon2id, 19 MiB, 2 passes, 1 lane; the encoded form holds its own parameters and salt.
 * One at a time per process (a lock inside): a storm of sign-ins can't take all memory.
 * A check refuses encoded costs above 64 MiB, 16 passes or 1 lane.
 * Owner: *ret_encoded lives in `a`, with a NUL behind it.
 * Errors: ERR_INPUT above CRYPT_PASSWORD_MAX; ERR_MEMORY.  Source: RFC 9106. */
WARN_UNUSED bool crypt_password_hash(arena *a, span password, span *ret_encoded, err *reterr);
bool crypt_password_check(span encoded, span password);

#endif
