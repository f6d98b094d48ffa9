/* SHA-256 and HMAC.  Each thread has one context, made at its first hash and freed when it ends;
 * the algorithm is fetched once for all.  HMAC is made of two hashes, as its definition says: the
 * MAC interface of OpenSSL 3.0 takes several times as long for a short message.
 * SPDX-License-Identifier: Apache-2.0 */
#include "crypt/crypt_in.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { HMAC_BLOCK_SIZE = 64, JOINED_SIZE = 256 };

static CRYPTO_ONCE hash_once = CRYPTO_ONCE_STATIC_INIT;
static CRYPTO_THREAD_LOCAL hash_slot;
static EVP_MD *hash_sha256;
static _Thread_local EVP_MD_CTX *hash_context;

bool crypt_no_memory(err *e)
{
    return err_set(e, ERR_MEMORY, N_("no memory for a cryptographic operation"));
}

const unsigned char *crypt_bytes(span s)
{
    return (const unsigned char *)(s.at ? s.at : "");
}

static void context_free(void *context)
{
    EVP_MD_CTX_free(context);
}

static void hash_fetch(void)
{
    hash_sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    if (!hash_sha256 || !CRYPTO_THREAD_init_local(&hash_slot, context_free))
        abort(); /* without hashes nothing of the books can be written or checked */
}

static EVP_MD_CTX *context_new(void)
{
    CRYPTO_THREAD_run_once(&hash_once, hash_fetch);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context && !EVP_DigestInit_ex2(context, hash_sha256, NULL)) {
        EVP_MD_CTX_free(context);
        return NULL;
    }
    return context;
}

/* The context of this thread, begun. */
static EVP_MD_CTX *context_begun(void)
{
    EVP_MD_CTX *context = hash_context;
    if (!context) {
        context = context_new();
        if (!context)
            abort();
        hash_context = context;
        CRYPTO_THREAD_set_local(&hash_slot, context);
        return context;
    }
    int is_begun = EVP_DigestInit_ex2(context, NULL, NULL);
    assert(is_begun == 1);
    (void)is_begun;
    return context;
}

static void context_add(EVP_MD_CTX *context, const void *at, size_t size)
{
    int is_added = EVP_DigestUpdate(context, at, size);
    assert(is_added == 1);
    (void)is_added;
}

static crypt_hash context_end(EVP_MD_CTX *context)
{
    crypt_hash hash;
    int is_ended = EVP_DigestFinal_ex(context, hash.bytes, NULL);
    assert(is_ended == 1);
    (void)is_ended;
    return hash;
}

crypt_hash crypt_sha256(span data)
{
    EVP_MD_CTX *context = context_begun();
    context_add(context, data.at, data.size);
    return context_end(context);
}

crypt_hash crypt_sha256_joined(const span *pieces, size_t count)
{
    assert(pieces || count == 0);
    EVP_MD_CTX *context = context_begun();
    unsigned char joined[JOINED_SIZE]; /* small pieces go to the library together */
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].size > sizeof joined - used) {
            context_add(context, joined, used);
            used = 0;
        }
        if (pieces[i].size > sizeof joined) {
            context_add(context, pieces[i].at, pieces[i].size);
        } else if (pieces[i].size > 0) {
            memcpy(joined + used, pieces[i].at, pieces[i].size);
            used += pieces[i].size;
        }
    }
    context_add(context, joined, used);
    return context_end(context);
}

bool crypt_hasher_open(crypt_hasher *h, err *reterr)
{
    assert(h);
    EVP_MD_CTX *context = context_new();
    if (!context)
        return crypt_no_memory(reterr);
    h->inner = context;
    return true;
}

void crypt_hasher_add(crypt_hasher *h, span data)
{
    assert(h && h->inner);
    context_add(h->inner, data.at, data.size);
}

crypt_hash crypt_hasher_end(crypt_hasher *h)
{
    assert(h && h->inner);
    crypt_hash hash = context_end(h->inner);
    int is_begun = EVP_DigestInit_ex2(h->inner, NULL, NULL);
    assert(is_begun == 1);
    (void)is_begun;
    return hash;
}

void crypt_hasher_close(crypt_hasher *h)
{
    assert(h);
    EVP_MD_CTX_free(h->inner);
    h->inner = NULL;
}

crypt_hash crypt_hmac_sha256(span key, span data)
{
    unsigned char inner[HMAC_BLOCK_SIZE] = { 0 };
    unsigned char outer[HMAC_BLOCK_SIZE];
    crypt_hash short_key;
    if (key.size > HMAC_BLOCK_SIZE) {
        short_key = crypt_sha256(key);
        memcpy(inner, short_key.bytes, CRYPT_HASH_SIZE);
    } else if (key.size > 0) {
        memcpy(inner, key.at, key.size);
    }
    for (size_t i = 0; i < HMAC_BLOCK_SIZE; i++) {
        outer[i] = inner[i] ^ 0x5c;
        inner[i] ^= 0x36;
    }
    const span first[] = { { (const char *)inner, HMAC_BLOCK_SIZE }, data };
    crypt_hash hash = crypt_sha256_joined(first, 2);
    const span second[] = { { (const char *)outer, HMAC_BLOCK_SIZE }, crypt_hash_span(&hash) };
    hash = crypt_sha256_joined(second, 2);
    OPENSSL_cleanse(inner, sizeof inner);
    OPENSSL_cleanse(outer, sizeof outer);
    return hash;
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
