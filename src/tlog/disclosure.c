/* Salted disclosures: what is private stands in the leaf as a digest that nobody can guess without
 * the entry's key, and that whoever holds the disclosure can check without writing anything anew.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/leaf.h"

#include "text/json.h"
#include "text/text.h"
#include "tlog/canon_in.h"

#include <assert.h>
#include <string.h>

enum {
    DISCLOSURE_FIELD_SIZE_MAX = 32,
    /* Each byte of the value may need six in JSON, and four thirds in base64. */
    DISCLOSURE_SIZE_MAX = 12 * LEAF_CLEAR_SIZE_MAX
};

/* The base64url of `bytes`, exactly `size` characters of it. */
static void text_put(span bytes, char *into, size_t size)
{
    unsigned char scratch[2 * LEAF_DIGEST_SIZE];
    arena a = { .start = scratch, .size = sizeof scratch };
    buffer b = buffer_in(&a, LEAF_DIGEST_SIZE);
    text_add_base64url(&b, bytes);
    assert(!b.is_full && b.used == size);
    memcpy(into, b.at, size);
}

static leaf_digest digest_of(const crypt_hash *hash)
{
    leaf_digest digest;
    text_put(crypt_hash_span(hash), digest.text, LEAF_DIGEST_SIZE);
    return digest;
}

void leaf_salt(const uint8_t entry_key[LEAF_KEY_SIZE], span field, char ret_salt[LEAF_SALT_SIZE])
{
    static const char label[] = "nuan salt v1"; /* its NUL is the 0x00 before the field */
    char data[sizeof label + DISCLOSURE_FIELD_SIZE_MAX];
    assert(entry_key && ret_salt && field.size > 0 && field.size <= DISCLOSURE_FIELD_SIZE_MAX);
    memcpy(data, label, sizeof label);
    memcpy(data + sizeof label, field.at, field.size);
    crypt_hash mac = crypt_hmac_sha256((span){ (const char *)entry_key, LEAF_KEY_SIZE },
        (span){ data, sizeof label + field.size });
    text_put((span){ (const char *)mac.bytes, 16 }, ret_salt, LEAF_SALT_SIZE);
}

void leaf_disclosure_add(buffer *b, const uint8_t entry_key[LEAF_KEY_SIZE], span field, span value)
{
    assert(b && entry_key && value.size <= LEAF_CLEAR_SIZE_MAX);
    char salt[LEAF_SALT_SIZE];
    unsigned char scratch[7 * LEAF_CLEAR_SIZE_MAX];
    /* Scratch is zeroed as it is taken, so only what this value can need is taken. */
    size_t size = 6 * value.size + 2 * DISCLOSURE_FIELD_SIZE_MAX + LEAF_SALT_SIZE;
    leaf_salt(entry_key, field, salt);
    arena a = { .start = scratch, .size = sizeof scratch };
    buffer json = buffer_in(&a, size);
    buffer_byte(&json, '[');
    canon_string_add(&json, (span){ salt, sizeof salt });
    buffer_byte(&json, ',');
    canon_string_add(&json, field);
    buffer_byte(&json, ',');
    canon_string_add(&json, value);
    buffer_byte(&json, ']');
    assert(!json.is_full);
    text_add_base64url(b, buffer_span(&json));
}

leaf_digest leaf_disclosure_digest(span disclosure)
{
    crypt_hash hash = crypt_sha256(disclosure);
    return digest_of(&hash);
}

leaf_digest leaf_filler_digest(const uint8_t random_bytes[32])
{
    assert(random_bytes);
    crypt_hash hash = crypt_sha256((span){ (const char *)random_bytes, 32 });
    return digest_of(&hash);
}

bool leaf_disclosure_parse(arena *a, span disclosure, leaf_disclosure *ret, err *reterr)
{
    static const json_kind wanted[] = { JSON_ARRAY, JSON_STRING, JSON_STRING, JSON_STRING,
        JSON_ARRAY_END, JSON_END };
    assert(a && ret);
    span json = { 0 };
    span texts[sizeof wanted / sizeof wanted[0]] = { 0 };
    if (disclosure.size > DISCLOSURE_SIZE_MAX || !text_parse_base64url(a, disclosure, &json))
        return err_set(reterr, ERR_INPUT, N_("the disclosure is not in form"));
    json_reader r = json_read(a, json);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        json_token token = { 0 };
        if (!json_next(&r, &token, reterr))
            return false;
        if (token.kind != wanted[i])
            return err_set(reterr, ERR_INPUT, N_("the disclosure is not in form"));
        texts[i] = token.text;
    }
    *ret = (leaf_disclosure){ .salt = texts[1], .field = texts[2], .value = texts[3] };
    return true;
}

bool leaf_discloses(const leaf *l, span disclosure)
{
    assert(l);
    leaf_digest digest = leaf_disclosure_digest(disclosure);
    for (size_t i = 0; i < LEAF_SD_COUNT; i++) {
        if (leaf_has_private(l->kind) && leaf_digest_compare(&l->sd[i], &digest) == 0)
            return true;
    }
    return false;
}
