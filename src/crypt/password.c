/* Passwords: Argon2id, one at a time for the whole process.
 * The encoded form names its own cost; a check does not follow it beyond PASSWORD_KIB_MAX, so that
 * a damaged row can't take the machine's memory.
 * SPDX-License-Identifier: Apache-2.0 */
#include "crypt/crypt_in.h"

#include <argon2.h>
#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

enum {
    PASSWORD_KIB = 19 * 1024, /* OWASP's least cost for Argon2id: 19 MiB, 2 passes, 1 lane */
    PASSWORD_PASSES = 2,
    PASSWORD_LANES = 1,
    PASSWORD_KIB_MAX = 64 * 1024,
    PASSWORD_PASSES_MAX = 16,
    SALT_SIZE = 16,
    ENCODED_MAX = 160,
};

static CRYPTO_ONCE password_once = CRYPTO_ONCE_STATIC_INIT;
static CRYPTO_RWLOCK *password_lock;

static void lock_make(void)
{
    password_lock = CRYPTO_THREAD_lock_new();
    if (!password_lock)
        abort();
}

static void lock_take(void)
{
    CRYPTO_THREAD_run_once(&password_once, lock_make);
    int is_taken = CRYPTO_THREAD_write_lock(password_lock);
    assert(is_taken == 1);
    (void)is_taken;
}

static void lock_give(void)
{
    CRYPTO_THREAD_unlock(password_lock);
}

bool crypt_password_hash(arena *a, span password, span *ret_encoded, err *reterr)
{
    assert(a && ret_encoded);
    if (password.size > CRYPT_PASSWORD_MAX)
        return err_set(
            reterr, ERR_INPUT, N_("A password has at most %d bytes"), CRYPT_PASSWORD_MAX);
    unsigned char salt[SALT_SIZE];
    char encoded[ENCODED_MAX];
    if (RAND_priv_bytes(salt, sizeof salt) != 1)
        return crypt_no_memory(reterr);
    lock_take();
    int failed =
        argon2id_hash_encoded(PASSWORD_PASSES, PASSWORD_KIB, PASSWORD_LANES, crypt_bytes(password),
            password.size, salt, sizeof salt, CRYPT_HASH_SIZE, encoded, sizeof encoded);
    lock_give();
    span copy = failed ? (span){ NULL, 0 } : arena_copy(a, span_of(encoded));
    if (!copy.at)
        return crypt_no_memory(reterr);
    *ret_encoded = copy;
    return true;
}

/* Takes "name" and the number behind it off the front. */
static bool cost_taken(const char **at, const char *name, uint64_t max)
{
    size_t size = strlen(name);
    if (strncmp(*at, name, size) != 0)
        return false;
    *at += size;
    uint64_t number = 0;
    size_t digits = 0;
    for (; **at >= '0' && **at <= '9' && digits < 8; ++*at, digits++)
        number = number * 10 + (uint64_t)(**at - '0');
    return digits > 0 && number <= max;
}

static bool cost_fits(const char *encoded)
{
    const char *at = encoded;
    return cost_taken(&at, "$argon2id$v=", ARGON2_VERSION_NUMBER) &&
           cost_taken(&at, "$m=", PASSWORD_KIB_MAX) &&
           cost_taken(&at, ",t=", PASSWORD_PASSES_MAX) && cost_taken(&at, ",p=", PASSWORD_LANES) &&
           *at == '$';
}

bool crypt_password_check(span encoded, span password)
{
    char text[ENCODED_MAX];
    if (encoded.size >= sizeof text || password.size > CRYPT_PASSWORD_MAX ||
        span_find(encoded, '\0') < encoded.size)
        return false;
    if (encoded.size > 0)
        memcpy(text, encoded.at, encoded.size);
    text[encoded.size] = '\0';
    if (!cost_fits(text))
        return false;
    lock_take();
    bool is_right = argon2id_verify(text, crypt_bytes(password), password.size) == ARGON2_OK;
    lock_give();
    return is_right;
}
