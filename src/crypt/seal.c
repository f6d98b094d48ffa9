/* Sealed values: AES-256-GCM.  A key may seal 2^32 values at most with random nonces (NIST SP
 * 800-38D, 8.3); nuan's keys stay far below.
 * SPDX-License-Identifier: Apache-2.0 */
#include "crypt/crypt_in.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

enum { NONCE_SIZE = 12, TAG_SIZE = 16, NONCES_DRAWN = 256 };

/* One direction: its context, and the key that is set up in it. */
typedef struct seal_side {
    EVP_CIPHER_CTX *context;
    bool has_key;
    uint8_t key[32];
} seal_side;

/* What a thread keeps until it ends: making a context, setting up a key and drawing twelve random
 * bytes cost more than sealing a name. */
typedef struct seal_tools {
    seal_side sealing, opening;
    size_t nonces_left;
    unsigned char nonces[NONCES_DRAWN][NONCE_SIZE];
} seal_tools;

static CRYPTO_ONCE seal_once = CRYPTO_ONCE_STATIC_INIT;
static CRYPTO_THREAD_LOCAL seal_slot;
static EVP_CIPHER *seal_cipher;
static _Thread_local seal_tools *seal_own;

static void tools_free(void *own)
{
    seal_tools *tools = own;
    if (!tools)
        return;
    EVP_CIPHER_CTX_free(tools->sealing.context);
    EVP_CIPHER_CTX_free(tools->opening.context);
    OPENSSL_clear_free(tools, sizeof *tools);
}

static void seal_fetch(void)
{
    seal_cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    if (!seal_cipher || !CRYPTO_THREAD_init_local(&seal_slot, tools_free))
        abort();
}

/* The tools of this thread, or NULL. */
static seal_tools *tools_take(void)
{
    if (seal_own)
        return seal_own;
    CRYPTO_THREAD_run_once(&seal_once, seal_fetch);
    seal_tools *tools = OPENSSL_zalloc(sizeof *tools);
    if (!tools)
        return NULL;
    tools->sealing.context = EVP_CIPHER_CTX_new();
    tools->opening.context = EVP_CIPHER_CTX_new();
    if (!tools->sealing.context || !tools->opening.context) {
        tools_free(tools);
        return NULL;
    }
    CRYPTO_THREAD_set_local(&seal_slot, tools);
    seal_own = tools;
    return tools;
}

/* A nonce that was never used: each is taken out of the drawn ones once.  The process never forks,
 * so that no other has the same. */
static bool nonce_take(seal_tools *tools, unsigned char into[NONCE_SIZE])
{
    if (tools->nonces_left == 0) {
        if (RAND_bytes(tools->nonces[0], sizeof tools->nonces) != 1)
            return false;
        tools->nonces_left = NONCES_DRAWN;
    }
    memcpy(into, tools->nonces[--tools->nonces_left], NONCE_SIZE);
    return true;
}

/* Begins a seal in its direction; a key that is set up already is not set up again. */
static bool side_begin(
    seal_side *side, const uint8_t key[32], const unsigned char *nonce, int seals)
{
    bool is_same = side->has_key && CRYPTO_memcmp(side->key, key, sizeof side->key) == 0;
    side->has_key = EVP_CipherInit_ex2(side->context, is_same ? NULL : seal_cipher,
                        is_same ? NULL : key, nonce, seals, NULL) == 1;
    if (side->has_key && !is_same)
        memcpy(side->key, key, sizeof side->key);
    return side->has_key;
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
    unsigned char *out = arena_room(a, size, 1);
    seal_tools *tools = tools_take();
    if (!out || !tools)
        return crypt_no_memory(reterr);
    EVP_CIPHER_CTX *cipher = tools->sealing.context;
    int done = 0;
    if (!nonce_take(tools, out) || !side_begin(&tools->sealing, key, out, 1) ||
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
    unsigned char *out = arena_room(a, size + 1, 1);
    seal_tools *tools = tools_take();
    if (!out || !tools)
        return crypt_no_memory(reterr);
    EVP_CIPHER_CTX *cipher = tools->opening.context;
    unsigned char tag[TAG_SIZE];
    for (size_t i = 0; i < TAG_SIZE; i++)
        tag[i] = in[NONCE_SIZE + size + i];
    int done = 0;
    if (!side_begin(&tools->opening, key, in, 0) ||
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
