/* Hashes, signatures, seals and passwords against published vectors, and against small changes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "crypt/crypt.h"
#include "crypt/sip.h"

#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static arena home;

static int home_reset(void **state)
{
    (void)state;
    arena_reset(&home, 0);
    return 0;
}

static int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* Bytes of a vector written in hexadecimal. */
static span bytes_of(const char *hex)
{
    size_t size = strlen(hex) / 2;
    char *bytes = arena_take(&home, size + 1, 1, 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(digit(hex[i * 2]) << 4 | digit(hex[i * 2 + 1]));
    return (span){ bytes, size };
}

static const uint8_t *key_of(const char *hex)
{
    return (const uint8_t *)bytes_of(hex).at;
}

static span repeated(char byte, size_t size)
{
    char *bytes = arena_take(&home, size, 1, 1);
    assert_non_null(bytes);
    memset(bytes, byte, size);
    return (span){ bytes, size };
}

static void is_hash(crypt_hash hash, const char *hex)
{
    assert_memory_equal(hash.bytes, bytes_of(hex).at, CRYPT_HASH_SIZE);
}

static const char *const hash_of_nothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char *const hash_of_abc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char *const hash_of_million =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

/* FIPS 180-4, examples */
static void sha256_vectors(void **state)
{
    (void)state;
    is_hash(crypt_sha256((span){ NULL, 0 }), hash_of_nothing);
    is_hash(crypt_sha256(span_of("abc")), hash_of_abc);
    is_hash(crypt_sha256(span_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    is_hash(crypt_sha256(repeated('a', 1000000)), hash_of_million);
    is_hash(crypt_sha256(span_of("abc")), hash_of_abc);
}

static void pieces_hash_like_the_whole(void **state)
{
    (void)state;
    const span pieces[] = { SPAN("a"), { NULL, 0 }, SPAN("bc") };
    is_hash(crypt_sha256_joined(pieces, 3), hash_of_abc);
    is_hash(crypt_sha256_joined(NULL, 0), hash_of_nothing);
    /* Inner nodes and leaves of the log. */
    const span node[] = { SPAN("\x01"), SPAN("N123"), SPAN("N456") };
    is_hash(crypt_sha256_joined(node, 3),
        "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
    const span leaf[] = { { "\0", 1 }, SPAN("L123456") };
    is_hash(crypt_sha256_joined(leaf, 2),
        "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
}

static void a_hasher_begins_anew(void **state)
{
    (void)state;
    crypt_hasher h = { 0 };
    err e = { 0 };
    assert_true(crypt_hasher_open(&h, &e));
    is_hash(crypt_hasher_end(&h), hash_of_nothing);
    crypt_hasher_add(&h, span_of("ab"));
    /* The hash of the thread does not disturb one that is under way. */
    is_hash(crypt_sha256(span_of("abc")), hash_of_abc);
    crypt_hasher_add(&h, (span){ NULL, 0 });
    crypt_hasher_add(&h, span_of("c"));
    is_hash(crypt_hasher_end(&h), hash_of_abc);
    span block = repeated('a', 1000);
    for (int i = 0; i < 1000; i++)
        crypt_hasher_add(&h, block);
    is_hash(crypt_hasher_end(&h), hash_of_million);
    crypt_hasher_close(&h);
    crypt_hasher_close(&h);
}

static void *hash_often(void *ret_bad)
{
    for (int i = 0; i < 2000; i++) {
        crypt_hash hash = crypt_sha256(span_of("abc"));
        *(int *)ret_bad += hash.bytes[0] != 0xba || hash.bytes[31] != 0xad;
    }
    return NULL;
}

static void threads_hash_side_by_side(void **state)
{
    (void)state;
    pthread_t threads[4];
    int bad[4] = { 0 };
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hash_often, &bad[i]), 0);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(bad[i], 0);
    }
}

/* RFC 4231; case 5 is about cut results, which nuan does not make. */
static void hmac_vectors(void **state)
{
    (void)state;
    is_hash(crypt_hmac_sha256(repeated(0x0b, 20), span_of("Hi There")),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    is_hash(crypt_hmac_sha256(span_of("Jefe"), span_of("what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    is_hash(crypt_hmac_sha256(repeated((char)0xaa, 20), repeated((char)0xdd, 50)),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    is_hash(crypt_hmac_sha256(bytes_of("0102030405060708090a0b0c0d0e0f10111213141516171819"),
                repeated((char)0xcd, 50)),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    is_hash(crypt_hmac_sha256(repeated((char)0xaa, 131),
                span_of("Test Using Larger Than Block-Size Key - Hash Key First")),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    is_hash(crypt_hmac_sha256(repeated((char)0xaa, 131),
                span_of("This is a test using a larger than block-size key and a larger than "
                        "block-size data. The key needs to be hashed before being used by the "
                        "HMAC algorithm.")),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
    /* A key of exactly one block is used as it is; nothing at all has a code too. */
    crypt_hash block = crypt_hmac_sha256(repeated('k', 64), span_of("x"));
    crypt_hash longer = crypt_hmac_sha256(repeated('k', 65), span_of("x"));
    assert_memory_not_equal(block.bytes, longer.bytes, CRYPT_HASH_SIZE);
    is_hash(crypt_hmac_sha256((span){ NULL, 0 }, (span){ NULL, 0 }),
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void equality(void **state)
{
    (void)state;
    assert_true(crypt_equal(span_of("abc"), span_of("abc")));
    assert_false(crypt_equal(span_of("abc"), span_of("abd")));
    assert_false(crypt_equal(span_of("abc"), span_of("ab")));
    assert_true(crypt_equal((span){ NULL, 0 }, span_of("")));
}

/* RFC 8032 §7.1, and a checkpoint of the test log that the proofs' tests use. */
static const struct {
    const char *seed, *public_key, *message, *signature;
} signatures[] = {
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46bd"
        "25bf5f0595bbe24655141438e7a100b" },
    { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
        "f11d8c3"
        "87b2eaeb4302aeeb00d291612bb0c00" },
    { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
        "4dc6594"
        "a7c15e9716ed28dc027beceea1ec40a" },
    { "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8", NULL,
        "11ea04bf72fe648432cd92f8e6b93a1cf5384c962f6852c17eb6eba6dfcbf58ce76a593b90e0f5321bf2c0d97e"
        "7861743"
        "d482e5c6f033470be281d4938c5d10f" },
};

static span message_of(size_t i)
{
    if (signatures[i].message)
        return bytes_of(signatures[i].message);
    return span_of("log.example.org/nuan\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n");
}

static void ed25519_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        uint8_t public_key[32] = { 0 };
        uint8_t signature[64] = { 0 };
        err e = { 0 };
        const uint8_t *seed = key_of(signatures[i].seed);
        assert_true(crypt_public_key(seed, public_key, &e));
        assert_memory_equal(public_key, bytes_of(signatures[i].public_key).at, 32);
        assert_true(crypt_sign(seed, message_of(i), signature, &e));
        assert_memory_equal(signature, bytes_of(signatures[i].signature).at, 64);
        assert_true(crypt_verify(public_key, message_of(i), signature));
    }
    assert_true(crypt_verify(
        key_of(signatures[0].public_key), (span){ NULL, 0 }, key_of(signatures[0].signature)));
}

static void any_change_breaks_a_signature(void **state)
{
    (void)state;
    span message = arena_copy(&home, message_of(3));
    uint8_t public_key[32], signature[64];
    memcpy(public_key, key_of(signatures[3].public_key), sizeof public_key);
    memcpy(signature, key_of(signatures[3].signature), sizeof signature);
    for (size_t i = 0; i < sizeof signature; i++) {
        signature[i] ^= 1;
        assert_false(crypt_verify(public_key, message, signature));
        signature[i] ^= 1;
    }
    for (size_t i = 0; i < sizeof public_key; i++) {
        public_key[i] ^= 1;
        assert_false(crypt_verify(public_key, message, signature));
        public_key[i] ^= 1;
    }
    assert_false(crypt_verify(public_key, span_slice(message, 0, message.size - 1), signature));
    assert_true(crypt_verify(public_key, message, signature));
    /* S + L, the same signature in another spelling: RFC 8032 §5.1.7 wants it refused. */
    static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c,
        0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10 };
    unsigned carry = 0;
    for (size_t i = 0; i < 32; i++) {
        carry += signature[32 + i] + (unsigned)order[i];
        signature[32 + i] = (uint8_t)carry;
        carry >>= 8;
    }
    assert_false(crypt_verify(public_key, message, signature));
    uint8_t zero[64] = { 0 };
    assert_false(crypt_verify(public_key, message, zero));
}

static void seals_open_with_key_and_context(void **state)
{
    (void)state;
    uint8_t key[32] = { 1, 2, 3 };
    span context = span_of("person.phone.17");
    const span clears[] = { SPAN("13800000000"), SPAN(""), { NULL, 0 }, repeated('x', 100000) };
    for (size_t i = 0; i < sizeof clears / sizeof *clears; i++) {
        err e = { 0 };
        span first = { 0 }, second = { 0 }, out = { 0 };
        assert_true(crypt_seal(&home, key, context, clears[i], &first, &e));
        assert_true(crypt_seal(&home, key, context, clears[i], &second, &e));
        assert_int_equal(first.size, clears[i].size + 28);
        assert_false(span_equal(first, second));
        assert_true(crypt_unseal(&home, key, context, first, &out, &e));
        assert_true(span_equal(out, clears[i]));
        assert_true(crypt_unseal(&home, key, context, second, &out, &e));
        assert_true(span_equal(out, clears[i]));
    }
    err e = { 0 };
    span sealed = { 0 }, out = { 0 };
    assert_true(crypt_seal(&home, key, (span){ NULL, 0 }, span_of("a"), &sealed, &e));
    assert_true(crypt_unseal(&home, key, span_of(""), sealed, &out, &e));
}

/* Two keys in turn, and no nonce twice, however many are drawn. */
static void seals_take_turns(void **state)
{
    (void)state;
    enum { COUNT = 600 };
    uint8_t keys[2][32] = { { 1 }, { 2 } };
    span sealed[COUNT];
    err e = { 0 };
    for (size_t i = 0; i < COUNT; i++)
        assert_true(
            crypt_seal(&home, keys[i % 3 == 0], span_of("c"), span_of("same"), &sealed[i], &e));
    for (size_t i = 0; i < COUNT; i++) {
        span out = { 0 };
        assert_false(crypt_unseal(&home, keys[i % 3 != 0], span_of("c"), sealed[i], &out, &e));
        assert_true(crypt_unseal(&home, keys[i % 3 == 0], span_of("c"), sealed[i], &out, &e));
        assert_true(span_is(out, "same"));
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(sealed[i].at, sealed[k].at, 12);
    }
}

static void damaged(const uint8_t key[32], span context, span sealed)
{
    err e = { 0 };
    span out = { 0 };
    size_t used = home.used;
    assert_false(crypt_unseal(&home, key, context, sealed, &out, &e));
    assert_int_equal(e.code, ERR_DAMAGE);
    assert_null(out.at);
    assert_int_equal(home.used, used);
}

static void any_change_breaks_a_seal(void **state)
{
    (void)state;
    uint8_t key[32] = { 1, 2, 3 };
    span context = span_of("person.phone.17");
    err e = { 0 };
    span sealed = { 0 };
    assert_true(crypt_seal(&home, key, context, span_of("13800000000"), &sealed, &e));
    char bytes[64];
    assert_true(sealed.size <= sizeof bytes);
    memcpy(bytes, sealed.at, sealed.size);
    for (size_t i = 0; i < sealed.size; i++) {
        bytes[i] ^= 1;
        damaged(key, context, (span){ bytes, sealed.size });
        bytes[i] ^= 1;
        damaged(key, context, span_slice(sealed, 0, i));
    }
    damaged(key, span_of("person.phone.18"), sealed);
    damaged(key, (span){ NULL, 0 }, sealed);
    key[31] ^= 1;
    damaged(key, context, sealed);
}

/* The GCM specification's test case 16, in the form of a sealed value. */
static void seal_vector(void **state)
{
    (void)state;
    err e = { 0 };
    span out = { 0 };
    assert_true(crypt_unseal(&home,
        key_of("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"),
        bytes_of("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
        bytes_of("cafebabefacedbaddecaf888"
                 "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                 "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                 "76fc6ece0f4e1768cddf8853bb2d551b"),
        &out, &e));
    assert_true(
        span_equal(out, bytes_of("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                 "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")));
}

static void seals_need_room(void **state)
{
    (void)state;
    char room[30];
    arena small = { .start = (unsigned char *)room, .size = sizeof room };
    const uint8_t key[32] = { 0 };
    err e = { 0 };
    span out = { 0 };
    assert_false(crypt_seal(&small, key, span_of(""), span_of("abc"), &out, &e));
    assert_int_equal(e.code, ERR_MEMORY);
    assert_true(crypt_seal(&small, key, span_of(""), span_of("ab"), &out, &e));
    span again = { 0 };
    assert_false(crypt_unseal(&small, key, span_of(""), out, &again, &e));
    assert_int_equal(e.code, ERR_MEMORY);
}

static void passwords(void **state)
{
    (void)state;
    err e = { 0 };
    span first = { 0 }, second = { 0 };
    assert_true(crypt_password_hash(&home, span_of("心存温暖 2020"), &first, &e));
    assert_true(crypt_password_hash(&home, span_of("心存温暖 2020"), &second, &e));
    assert_true(span_starts(first, span_of("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_false(span_equal(first, second));
    assert_true(crypt_password_check(first, span_of("心存温暖 2020")));
    assert_true(crypt_password_check(second, span_of("心存温暖 2020")));
    assert_false(crypt_password_check(first, span_of("心存温暖 2021")));
    assert_false(crypt_password_check(first, span_of("")));
    assert_false(crypt_password_check(first, span_of("心存温暖 2020 ")));
    assert_true(crypt_password_hash(&home, (span){ NULL, 0 }, &first, &e));
    assert_true(crypt_password_check(first, span_of("")));
    assert_false(crypt_password_hash(&home, repeated('x', CRYPT_PASSWORD_MAX + 1), &first, &e));
    assert_int_equal(e.code, ERR_INPUT);
}

/* Another program's hash is accepted while its cost is within bounds; a damaged or costly one is
 * not. */
static void odd_password_hashes(void **state)
{
    (void)state;
    /* The first test of the reference implementation for version 19 with these costs. */
    static const char cheap[] =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    assert_true(crypt_password_check(span_of(cheap), span_of("password")));
    assert_false(crypt_password_check(span_of(cheap), span_of("passwore")));
    static const char *const odd[] = { "", "$", "password", "$argon2id$",
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65",
        "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=99999999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/"
        "uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=1000000,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/"
        "4",
        "$argon2id$v=19$m=256,t=2,p=64$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$", "$argon2id$v=19$m=,t=2,p=1$c29tZXNhbHQ$nf65",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4 " };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        assert_false(crypt_password_check(span_of(odd[i]), span_of("password")));
    assert_false(crypt_password_check((span){ cheap, sizeof cheap }, span_of("password")));
    assert_false(crypt_password_check(repeated('$', 5000), span_of("password")));
    assert_false(crypt_password_check((span){ NULL, 0 }, span_of("password")));
}

/* What OpenSSL says of the same words, with one and three rounds. */
static void sip_is_siphash(void **state)
{
    (void)state;
    uint8_t key[CRYPT_SIP_KEY_SIZE];
    uint64_t words[40];
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (uint8_t)(i * 17 + 3);
    for (uint64_t i = 0; i < 40; i++)
        words[i] = (i + 1) * UINT64_C(0x9E3779B97F4A7C15);
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "SIPHASH", NULL);
    unsigned int one = 1, three = 3, size = 16;
    const OSSL_PARAM params[] = { OSSL_PARAM_construct_uint("c-rounds", &one),
        OSSL_PARAM_construct_uint("d-rounds", &three), OSSL_PARAM_construct_uint("size", &size),
        OSSL_PARAM_construct_end() };
    assert_non_null(mac);
    for (size_t count = 0; count <= 40; count++) {
        EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);
        unsigned char expected[16];
        size_t done = 0;
        uint64_t halves[2];
        assert_int_equal(EVP_MAC_init(context, key, sizeof key, params), 1);
        assert_int_equal(EVP_MAC_update(context, (const unsigned char *)words, count * 8), 1);
        assert_int_equal(EVP_MAC_final(context, expected, &done, sizeof expected), 1);
        EVP_MAC_CTX_free(context);
        crypt_sip s = crypt_sip_begin(key);
        for (size_t i = 0; i < count; i++)
            crypt_sip_add(&s, words[i]);
        crypt_sip_end(&s, halves);
        assert_int_equal(done, 16);
        assert_memory_equal(halves, expected, 16);
    }
    EVP_MAC_free(mac);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(sha256_vectors, home_reset),
        cmocka_unit_test_setup(pieces_hash_like_the_whole, home_reset),
        cmocka_unit_test_setup(a_hasher_begins_anew, home_reset),
        cmocka_unit_test_setup(threads_hash_side_by_side, home_reset),
        cmocka_unit_test_setup(hmac_vectors, home_reset),
        cmocka_unit_test_setup(equality, home_reset),
        cmocka_unit_test_setup(ed25519_vectors, home_reset),
        cmocka_unit_test_setup(any_change_breaks_a_signature, home_reset),
        cmocka_unit_test_setup(seals_open_with_key_and_context, home_reset),
        cmocka_unit_test_setup(seals_take_turns, home_reset),
        cmocka_unit_test_setup(any_change_breaks_a_seal, home_reset),
        cmocka_unit_test_setup(seal_vector, home_reset),
        cmocka_unit_test_setup(seals_need_room, home_reset),
        cmocka_unit_test_setup(sip_is_siphash, home_reset),
        cmocka_unit_test_setup(passwords, home_reset),
        cmocka_unit_test_setup(odd_password_hashes, home_reset),
    };
    if (!arena_open(&home, 8 << 20))
        return 1;
    int failed = cmocka_run_group_tests_name("crypt", tests, NULL, NULL);
    arena_close(&home);
    return failed;
}
