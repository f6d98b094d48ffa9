/* SHA-256 and HMAC.  Short values are hashed by the library's older functions, which work on the
 * stack: the newer interface spends twice as long on its context as on the hash. A thread keeps the
 * key with which it made its last HMAC, as two hashes that are begun: then half of the work is done.
 * SPDX-License-Identifier: Apache-2.0 */
#define OPENSSL_API_COMPAT 0x10101000L /* with which these functions are current */
#include "crypt/crypt_in.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

enum { HMAC_BLOCK_SIZE = 64 };

/* A key of HMAC: both of its hashes with the key in them. */
typedef struct hmac_key {
    bool is_set;
    unsigned char key[HMAC_BLOCK_SIZE];
    SHA256_CTX inner, outer;
} hmac_key;

static CRYPTO_ONCE hash_once = CRYPTO_ONCE_STATIC_INIT;
static CRYPTO_THREAD_LOCAL hmac_slot;
static EVP_MD *hash_sha256;
static _Thread_local hmac_key *hmac_own;

bool crypt_no_memory(err *e)
{
    return err_set(e, ERR_MEMORY, N_("no memory for a cryptographic operation"));
}

const unsigned char *crypt_bytes(span s)
{
    return (const unsigned char *)(s.at ? s.at : "");
}

static void hmac_free(void *own)
{
    OPENSSL_clear_free(own, sizeof(hmac_key));
}

static void hash_fetch(void)
{
    hash_sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    if (!hash_sha256 || !CRYPTO_THREAD_init_local(&hmac_slot, hmac_free))
        abort(); /* without hashes nothing of the books can be written or checked */
}

static void hash_add(SHA256_CTX *hash, span data)
{
    SHA256_Update(hash, crypt_bytes(data), data.size);
}

static crypt_hash hash_end(SHA256_CTX *hash)
{
    crypt_hash ret;
    SHA256_Final(ret.bytes, hash);
    return ret;
}

crypt_hash crypt_sha256(span data)
{
    SHA256_CTX hash;
    SHA256_Init(&hash);
    hash_add(&hash, data);
    return hash_end(&hash);
}

crypt_hash crypt_sha256_joined(const span *pieces, size_t count)
{
    assert(pieces || count == 0);
    SHA256_CTX hash;
    SHA256_Init(&hash);
    for (size_t i = 0; i < count; i++)
        hash_add(&hash, pieces[i]);
    return hash_end(&hash);
}

bool crypt_hasher_open(crypt_hasher *h, err *reterr)
{
    assert(h);
    CRYPTO_THREAD_run_once(&hash_once, hash_fetch);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context || EVP_DigestInit_ex2(context, hash_sha256, NULL) != 1) {
        EVP_MD_CTX_free(context);
        return crypt_no_memory(reterr);
    }
    h->inner = context;
    return true;
}

void crypt_hasher_add(crypt_hasher *h, span data)
{
    assert(h && h->inner);
    int is_added = EVP_DigestUpdate(h->inner, data.at, data.size);
    assert(is_added == 1);
    (void)is_added;
}

crypt_hash crypt_hasher_end(crypt_hasher *h)
{
    assert(h && h->inner);
    crypt_hash hash;
    int is_ready = EVP_DigestFinal_ex(h->inner, hash.bytes, NULL) == 1 &&
                   EVP_DigestInit_ex2(h->inner, NULL, NULL) == 1;
    assert(is_ready);
    (void)is_ready;
    return hash;
}

void crypt_hasher_close(crypt_hasher *h)
{
    assert(h);
    EVP_MD_CTX_free(h->inner);
    h->inner = NULL;
}

/* The tools of this thread. */
static hmac_key *hmac_take(void)
{
    if (hmac_own)
        return hmac_own;
    CRYPTO_THREAD_run_once(&hash_once, hash_fetch);
    hmac_own = OPENSSL_zalloc(sizeof *hmac_own);
    if (!hmac_own || !CRYPTO_THREAD_set_local(&hmac_slot, hmac_own))
        abort();
    return hmac_own;
}

/* `key`: a block, filled up with zeros. */
static void hmac_set(hmac_key *own, const unsigned char key[HMAC_BLOCK_SIZE])
{
    unsigned char block[HMAC_BLOCK_SIZE];
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = key[i] ^ 0x36;
    SHA256_Init(&own->inner);
    SHA256_Update(&own->inner, block, sizeof block);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = key[i] ^ 0x5c;
    SHA256_Init(&own->outer);
    SHA256_Update(&own->outer, block, sizeof block);
    memcpy(own->key, key, sizeof own->key);
    own->is_set = true;
    OPENSSL_cleanse(block, sizeof block);
}

crypt_hash crypt_hmac_sha256(span key, span data)
{
    unsigned char block[HMAC_BLOCK_SIZE] = { 0 };
    hmac_key *own = hmac_take();
    crypt_hash short_key;
    if (key.size > HMAC_BLOCK_SIZE) {
        short_key = crypt_sha256(key);
        key = crypt_hash_span(&short_key);
    }
    if (key.size > 0)
        memcpy(block, key.at, key.size);
    if (!own->is_set || CRYPTO_memcmp(own->key, block, sizeof block) != 0)
        hmac_set(own, block);
    OPENSSL_cleanse(block, sizeof block);
    SHA256_CTX hash = own->inner;
    hash_add(&hash, data);
    const crypt_hash within = hash_end(&hash);
    hash = own->outer;
    hash_add(&hash, crypt_hash_span(&within));
    const crypt_hash whole = hash_end(&hash);
    OPENSSL_cleanse(&hash, sizeof hash);
    return whole;
}

bool crypt_equal(span a, span b)
{
    return a.size == b.size && (a.size == 0 || CRYPTO_memcmp(a.at, b.at, a.size) == 0);
}

span crypt_hash_span(const crypt_hash *h)
{
    assert(h);
    return (span){ (const char *)h->bytes, CRYPT_HASH_SIZE };
}
