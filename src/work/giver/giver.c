/* Tokens and rows of secret links.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/giver/giver.h"

#include "crypt/crypt.h"
#include "giver_sql.h"
#include "sys/sys.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { TOKEN_BYTES = 16, LABELLED_MAX = 512 };

/* ---- tokens --------------------------------------------------------------------------------- */

static void token_write(char into[GIVER_TOKEN_SIZE + 1], const uint8_t bytes[TOKEN_BYTES])
{
    unsigned char room[64];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, GIVER_TOKEN_SIZE + 2);
    text_add_base64url(&b, (span){ (const char *)bytes, TOKEN_BYTES });
    assert(b.used == GIVER_TOKEN_SIZE);
    memcpy(into, buffer_span(&b).at, GIVER_TOKEN_SIZE);
    into[GIVER_TOKEN_SIZE] = '\0';
}

/* HMAC over a label and a text: so that what is kept of a token is never a token of something else. */
static crypt_hash labelled(const uint8_t seal_key[32], span label, span text)
{
    char room[LABELLED_MAX];
    assert(label.size + text.size <= sizeof room);
    memcpy(room, label.at, label.size);
    memcpy(room + label.size, text.at, text.size);
    return crypt_hmac_sha256(
        (span){ (const char *)seal_key, 32 }, (span){ room, label.size + text.size });
}

void giver_token_make(char into[GIVER_TOKEN_SIZE + 1])
{
    uint8_t bytes[TOKEN_BYTES];
    sys_random(bytes, sizeof bytes);
    token_write(into, bytes);
}

void giver_token_of(const uint8_t seal_key[32], span key, char into[GIVER_TOKEN_SIZE + 1])
{
    static const span label = SPAN("giver.token:");
    assert(seal_key && key.size > 0);
    crypt_hash whole = crypt_sha256(key);
    crypt_hash hash = labelled(seal_key, label, crypt_hash_span(&whole));
    token_write(into, hash.bytes);
}

bool giver_token_digest(
    const uint8_t seal_key[32], span token, uint8_t ret_digest[GIVER_DIGEST_SIZE])
{
    static const span label = SPAN("giver.link:");
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    assert(seal_key && ret_digest);
    if (token.size != GIVER_TOKEN_SIZE)
        return false;
    for (size_t i = 0; i < token.size; i++) {
        if (!memchr(letters, token.at[i], sizeof letters - 1))
            return false;
    }
    crypt_hash hash = labelled(seal_key, label, token);
    memcpy(ret_digest, hash.bytes, GIVER_DIGEST_SIZE);
    return true;
}

/* ---- rows ----------------------------------------------------------------------------------- */

bool giver_link_put(store_txn *txn, const change *c, const giver_link *link,
    const uint8_t digest[GIVER_DIGEST_SIZE], err *reterr)
{
    assert(txn && c && link && link->org.value && (!link->promise.value != !link->donation.value));
    const store_value row[] = { store_bytes((span){ (const char *)digest, GIVER_DIGEST_SIZE }),
        store_int(link->org.value), store_int(link->promise.value), store_int(link->donation.value),
        store_int(c->author->id), store_int(c->civil_us) };
    return store_put(txn, &GIVER_LINK_INSERT, row, 6, reterr);
}

bool giver_links_close(store_txn *txn, const change *c, donation_id donation, err *reterr)
{
    int64_t changed = 0;
    const store_value in[] = { store_int(c->org.value), store_int(donation.value),
        store_int(c->civil_us) };
    return store_run(txn, &GIVER_LINKS_END, in, 3, &changed, reterr) &&
           (changed > 0 || err_set(reterr, ERR_ABSENT, N_("The gift has no link")));
}

static bool row_take(store_rows *rows, giver_link *ret, err *reterr)
{
    bool is_there = store_rows_next(rows);
    if (is_there)
        *ret = (giver_link){ .org = { store_rows_int(rows, 0) },
            .promise = { store_rows_int(rows, 1) },
            .donation = { store_rows_int(rows, 2) },
            .made_us = store_rows_int(rows, 3) };
    return store_rows_close(rows, reterr) &&
           (is_there || err_set(reterr, ERR_ABSENT, N_("This link leads nowhere")));
}

bool giver_link_find(
    store_conn *conn, const uint8_t digest[GIVER_DIGEST_SIZE], giver_link *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_bytes((span){ (const char *)digest, GIVER_DIGEST_SIZE }) };
    return store_query_open(conn, &GIVER_LINK_BY_DIGEST, in, 1, &rows, reterr) &&
           row_take(&rows, ret, reterr);
}

bool giver_link_read(
    store_txn *txn, const uint8_t digest[GIVER_DIGEST_SIZE], giver_link *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_bytes((span){ (const char *)digest, GIVER_DIGEST_SIZE }) };
    return store_read(txn, &GIVER_LINK_BY_DIGEST, in, 1, &rows, reterr) &&
           row_take(&rows, ret, reterr);
}

bool giver_links_of(
    store_conn *conn, org_id org, donation_id donation, int64_t *ret_count, err *reterr)
{
    bool is_found = false;
    const store_value in[] = { store_int(org.value), store_int(donation.value) };
    return store_find_int(conn, &GIVER_LINK_COUNT, in, 2, ret_count, &is_found, reterr);
}
