/* Sealed values: AES-256-GCM.  A key may seal 2^32 values at most with random nonces (NIST SP
 * 800-38D, 8.3); nuan's keys stay far below.
 * SPDX-License-Identifier: Apache-2.0 */
#include "crypt/crypt_in.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>

enum { NONCE_SIZE = 12, TAG_SIZE = 16 };

static CRYPTO_ONCE seal_once = CRYPTO_ONCE_STATIC_INIT;
static EVP_CIPHER *seal_cipher;

static void seal_fetch(void)
{
    seal_cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    if (!seal_cipher)
        abort();
}

static void context_free(EVP_CIPHER_CTX **context)
{
    EVP_CIPHER_CTX_free(*context);
}

#define SEAL_CONTEXT __attribute__((cleanup(context_free))) EVP_CIPHER_CTX

static EVP_CIPHER_CTX *context_new(void)
{
    CRYPTO_THREAD_run_once(&seal_once, seal_fetch);
    return EVP_CIPHER_CTX_new();
}

static bool is_too_large(span context, span value)
{
    return context.size > CRYPT_SEAL_MAX || value.size > CRYPT_SEAL_MAX;
}

bool crypt_seal(arena *a, const uint8_t key[32], span context, span clear, span *ret, err *reterr)
{
    assert(a && key && ret);
    if (is_too_large(context, clear))
        return err_set(
            reterr, ERR_LIMIT, N_("a value to seal has at most %d bytes"), CRYPT_SEAL_MAX);
    size_t size = NONCE_SIZE + clear.size + TAG_SIZE;
    unsigned char *out = arena_take(a, size, 1, 1);
    SEAL_CONTEXT *cipher = context_new();
    if (!out || !cipher)
        return crypt_no_memory(reterr);
    int done = 0;
    if (RAND_bytes(out, NONCE_SIZE) != 1 ||
        EVP_EncryptInit_ex2(cipher, seal_cipher, key, out, NULL) != 1 ||
        EVP_EncryptUpdate(cipher, NULL, &done, crypt_bytes(context), (int)context.size) != 1 ||
        EVP_EncryptUpdate(cipher, out + NONCE_SIZE, &done, crypt_bytes(clear), (int)clear.size) !=
            1 ||
        EVP_EncryptFinal_ex(cipher, out + NONCE_SIZE + clear.size, &done) != 1 ||
        EVP_CIPHER_CTX_ctrl(
            cipher, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, out + NONCE_SIZE + clear.size) != 1)
        return crypt_no_memory(reterr);
    *ret = (span){ (const char *)out, size };
    return true;
}

bool crypt_unseal(
    arena *a, const uint8_t key[32], span context, span sealed, span *ret, err *reterr)
{
    assert(a && key && ret);
    if (sealed.size < NONCE_SIZE + TAG_SIZE || is_too_large(context, sealed))
        return err_set(reterr, ERR_DAMAGE, N_("a sealed value is damaged"));
    size_t size = sealed.size - NONCE_SIZE - TAG_SIZE;
    const unsigned char *in = crypt_bytes(sealed);
    size_t mark = a->used;
    unsigned char *out = arena_take(a, size + 1, 1, 1);
    SEAL_CONTEXT *cipher = context_new();
    if (!out || !cipher)
        return crypt_no_memory(reterr);
    unsigned char tag[TAG_SIZE];
    for (size_t i = 0; i < TAG_SIZE; i++)
        tag[i] = in[NONCE_SIZE + size + i];
    int done = 0;
    if (EVP_DecryptInit_ex2(cipher, seal_cipher, key, in, NULL) != 1 ||
        EVP_DecryptUpdate(cipher, NULL, &done, crypt_bytes(context), (int)context.size) != 1 ||
        EVP_DecryptUpdate(cipher, out, &done, in + NONCE_SIZE, (int)size) != 1 ||
        EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, tag) != 1 ||
        EVP_DecryptFinal_ex(cipher, out + size, &done) != 1) {
        OPENSSL_cleanse(out, size);
        arena_reset(a, mark);
        return err_set(reterr, ERR_DAMAGE, N_("a sealed value is damaged"));
    }
    out[size] = '\0';
    *ret = (span){ (const char *)out, size };
    return true;
}
