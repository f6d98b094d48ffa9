/* Ed25519 signatures.  Keys are raw 32-byte strings; OpenSSL's key objects live for one call.
 * SPDX-License-Identifier: Apache-2.0 */
#include "crypt/crypt_in.h"

#include <assert.h>
#include <openssl/evp.h>

static void key_free(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

static void context_free(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}

#define SIGN_KEY __attribute__((cleanup(key_free))) EVP_PKEY
#define SIGN_CONTEXT __attribute__((cleanup(context_free))) EVP_MD_CTX

bool crypt_public_key(const uint8_t seed[32], uint8_t ret_public[32], err *reterr)
{
    assert(seed && ret_public);
    SIGN_KEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, CRYPT_KEY_SIZE);
    size_t size = CRYPT_KEY_SIZE;
    return (key && EVP_PKEY_get_raw_public_key(key, ret_public, &size) == 1 &&
               size == CRYPT_KEY_SIZE) ||
           crypt_no_memory(reterr);
}

bool crypt_sign(const uint8_t seed[32], span message, uint8_t ret_signature[64], err *reterr)
{
    assert(seed && ret_signature);
    SIGN_KEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, CRYPT_KEY_SIZE);
    SIGN_CONTEXT *context = EVP_MD_CTX_new();
    size_t size = CRYPT_SIGNATURE_SIZE;
    return (key && context && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
               EVP_DigestSign(context, ret_signature, &size, crypt_bytes(message), message.size) ==
                   1 &&
               size == CRYPT_SIGNATURE_SIZE) ||
           crypt_no_memory(reterr);
}

bool crypt_verify(const uint8_t public_key[32], span message, const uint8_t signature[64])
{
    assert(public_key && signature);
    SIGN_KEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, CRYPT_KEY_SIZE);
    SIGN_CONTEXT *context = EVP_MD_CTX_new();
    return key && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
           EVP_DigestVerify(
               context, signature, CRYPT_SIGNATURE_SIZE, crypt_bytes(message), message.size) == 1;
}
