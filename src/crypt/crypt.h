/* Hashes, signatures, seals and passwords, all from OpenSSL 3 and libargon2.
 * Algorithms are fetched once per thread and contexts re-used: fetching each time costs 3-4 times the hash.
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

/* SHA-256 of one piece, and of several joined.  Source: FIPS 180-4. */
crypt_hash crypt_sha256(span data);
crypt_hash crypt_sha256_joined(const span *pieces, size_t count);
/* SHA-256 piece by piece; crypt_hasher_end gives the hash and makes it ready for the next. */
typedef struct crypt_hasher { void *inner; } crypt_hasher;
WARN_UNUSED bool crypt_hasher_open(crypt_hasher *h, err *reterr);
void crypt_hasher_add(crypt_hasher *h, span data);
crypt_hash crypt_hasher_end(crypt_hasher *h);
void crypt_hasher_close(crypt_hasher *h);
/* Source: RFC 2104. */
crypt_hash crypt_hmac_sha256(span key, span data);
bool crypt_equal(span a, span b); /* time does not depend on the content, only on the sizes */
span crypt_hash_span(const crypt_hash *h);

/* Ed25519, RFC 8032.  `seed` is the 32-byte private key. */
WARN_UNUSED bool crypt_public_key(const uint8_t seed[32], uint8_t ret_public[32], err *reterr);
WARN_UNUSED bool crypt_sign(const uint8_t seed[32], span message, uint8_t ret_signature[64], err *reterr);
bool crypt_verify(const uint8_t public_key[32], span message, const uint8_t signature[64]);

/* AES-256-GCM with a random nonce: nonce(12) || ciphertext || tag(16).  `context` is authenticated,
 * not stored (table, field, row), so that a sealed value can't be moved to another row.
 * Owner: *ret lives in `a`.  Errors: ERR_DAMAGE the seal is broken or the key another. */
WARN_UNUSED bool crypt_seal(arena *a, const uint8_t key[32], span context, span clear, span *ret, err *reterr);
WARN_UNUSED bool crypt_unseal(arena *a, const uint8_t key[32], span context, span sealed, span *ret,
    err *reterr);

/* Argon2id, 19 MiB, 2 passes, 1 lane; the encoded form holds its own parameters and salt.
 * One at a time per process (a lock inside): a storm of sign-ins can't take all memory.
 * Source: RFC 9106. */
WARN_UNUSED bool crypt_password_hash(arena *a, span password, span *ret_encoded, err *reterr);
bool crypt_password_check(span encoded, span password);

#endif
