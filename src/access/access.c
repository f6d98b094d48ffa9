/* Finding actors: persons, sessions, tokens.
 * SPDX-License-Identifier: Apache-2.0 */
#include "access/access.h"

#include "access_sql.h"
#include "crypt/crypt.h"
#include "sys/sys.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { TOKENS_MAX = 1024 };

/* ---- persons -------------------------------------------------------------------------------- */

bool access_actor(store_conn *conn, person_id person, span address, actor *ret_actor, err *reterr)
{
    assert(conn && ret_actor);
    *ret_actor = (actor){ .kind = ACTOR_PERSON, .id = person.value };
    snprintf(ret_actor->address, sizeof ret_actor->address, "%.*s", SPAN_PRINT(address));
    store_rows rows = { 0 };
    const store_value in[] = { store_int(person.value) };
    if (!store_query_open(conn, &ACCESS_GRANTS, in, 1, &rows, reterr))
        return false;
    while (store_rows_next(&rows) && ret_actor->grant_count < ACTOR_GRANTS_MAX) {
        ret_actor->grants[ret_actor->grant_count++] =
            (actor_grant){ .org = { store_rows_int(&rows, 0) },
                .rights = access_role_rights((access_role)store_rows_int(&rows, 1)) };
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    return ret_actor->grant_count > 0 || err_set(reterr, ERR_ABSENT, N_("No such sign-in"));
}

bool access_person_find(store_conn *conn, span login, person_id *ret_person, err *reterr)
{
    int64_t id = 0;
    bool is_found = false;
    const store_value in[] = { store_text(login) };
    if (!store_find_int(conn, &ACCESS_PERSON_BY_LOGIN, in, 1, &id, &is_found, reterr))
        return false;
    if (!is_found)
        return err_set(reterr, ERR_ABSENT, N_("No such sign-in: %.*s"), SPAN_PRINT(login));
    *ret_person = (person_id){ id };
    return true;
}

/* The first text of a query by id, or {NULL, 0}. */
static bool text_find(
    store_conn *conn, arena *a, const store_query *q, int64_t id, span *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(id) };
    *ret = (span){ NULL, 0 };
    if (!store_query_open(conn, q, in, 1, &rows, reterr))
        return false;
    if (store_rows_next(&rows))
        *ret = arena_copy(a, store_rows_text(&rows, 0));
    return store_rows_close(&rows, reterr);
}

bool access_name(store_conn *conn, arena *a, int64_t actor_id, span *ret_name, err *reterr)
{
    assert(conn && a && ret_name);
    if (!text_find(conn, a, &ACCESS_PERSON_BY_ID, actor_id, ret_name, reterr))
        return false;
    if (!ret_name->at && !text_find(conn, a, &ACCESS_TOKEN_LABEL, actor_id, ret_name, reterr))
        return false;
    if (!ret_name->at)
        *ret_name = span_of("—");
    return true;
}

bool access_person_name(store_conn *conn, arena *a, int64_t actor_id, span *ret_name, err *reterr)
{
    assert(conn && a && ret_name);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(actor_id) };
    *ret_name = (span){ NULL, 0 };
    if (!store_query_open(conn, &ACCESS_PERSON_BY_ID, in, 1, &rows, reterr))
        return false;
    if (store_rows_next(&rows))
        *ret_name = arena_copy(a, store_rows_text(&rows, 1));
    return store_rows_close(&rows, reterr) &&
           (ret_name->size > 0 || access_name(conn, a, actor_id, ret_name, reterr));
}

/* ---- secrets -------------------------------------------------------------------------------- */

bool access_secret_check(
    store_conn *conn, span login, span secret, int64_t now_us, person_id *ret_person, err *reterr)
{
    assert(conn && ret_person);
    *ret_person = (person_id){ 0 };
    char encoded[256] = "";
    int64_t locked_us = 0;
    int64_t failed = 0;
    bool is_active = false;
    store_rows rows = { 0 };
    const store_value in[] = { store_text(login) };
    if (!store_query_open(conn, &ACCESS_PERSON_BY_LOGIN, in, 1, &rows, reterr))
        return false;
    if (store_rows_next(&rows)) {
        ret_person->value = store_rows_int(&rows, 0);
        span text = store_rows_text(&rows, 1);
        snprintf(encoded, sizeof encoded, "%.*s", SPAN_PRINT(text));
        is_active = store_rows_int(&rows, 2) == 1;
        failed = store_rows_int(&rows, 3);
        locked_us = store_rows_int(&rows, 4);
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    if (locked_us > now_us)
        return err_set(reterr, ERR_SIGN_IN, N_("Too many wrong tries; try again in %lld minutes"),
            (long long)((locked_us - now_us) / 60000000 + 1));
    /* An unknown login costs the same time as a wrong secret. */
    static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    bool fits = crypt_password_check(span_of(encoded[0] ? encoded : nobody), secret);
    if (fits && is_active && encoded[0])
        return true;
    int64_t left = ACCESS_FREE_TRIES - failed - 1;
    if (ret_person->value == 0 || left < 1)
        return err_set(reterr, ERR_SIGN_IN, N_("User name or password is wrong"));
    return err_set(reterr, ERR_SIGN_IN, N_("User name or password is wrong; tries left: %lld"),
        (long long)left);
}

static void secret_write(
    const uint8_t bytes[32], char ret_text[ACCESS_TOKEN_SIZE + 1], uint8_t ret_digest[32])
{
    unsigned char room[128];
    arena home = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&home, ACCESS_TOKEN_SIZE + 1);
    text_add_base64url(&b, (span){ (const char *)bytes, 32 });
    span text = buffer_span(&b);
    assert(text.size == ACCESS_TOKEN_SIZE);
    memcpy(ret_text, text.at, text.size);
    ret_text[text.size] = '\0';
    crypt_hash digest = crypt_sha256(text);
    memcpy(ret_digest, digest.bytes, 32);
}

void access_secret_make(char ret_text[ACCESS_TOKEN_SIZE + 1], uint8_t ret_digest[32])
{
    uint8_t random[32];
    sys_random(random, sizeof random);
    secret_write(random, ret_text, ret_digest);
}

/* The last bytes of a cookie are the stamp of the first. */
enum { COOKIE_RANDOM = 24, COOKIE_STAMP = 8 };

static void cookie_stamp(
    const uint8_t house_secret[32], const uint8_t random[COOKIE_RANDOM], uint8_t into[COOKIE_STAMP])
{
    uint8_t said[8 + COOKIE_RANDOM] = "session:";
    memcpy(said + 8, random, COOKIE_RANDOM);
    crypt_hash stamp = crypt_hmac_sha256(
        (span){ (const char *)house_secret, 32 }, (span){ (const char *)said, sizeof said });
    memcpy(into, stamp.bytes, COOKIE_STAMP);
}

void access_cookie_make(
    const uint8_t house_secret[32], char ret_text[ACCESS_TOKEN_SIZE + 1], uint8_t ret_digest[32])
{
    uint8_t bytes[COOKIE_RANDOM + COOKIE_STAMP];
    sys_random(bytes, COOKIE_RANDOM);
    cookie_stamp(house_secret, bytes, bytes + COOKIE_RANDOM);
    secret_write(bytes, ret_text, ret_digest);
}

bool access_cookie_is_ours(const uint8_t house_secret[32], span cookie)
{
    unsigned char room[128];
    uint8_t stamp[COOKIE_STAMP];
    arena home = { .start = room, .size = sizeof room };
    span bytes = { NULL, 0 };
    if (cookie.size != ACCESS_TOKEN_SIZE || !text_parse_base64url(&home, cookie, &bytes) ||
        bytes.size != COOKIE_RANDOM + COOKIE_STAMP)
        return false;
    cookie_stamp(house_secret, (const uint8_t *)bytes.at, stamp);
    return crypt_equal(
        (span){ (const char *)stamp, sizeof stamp }, span_slice(bytes, COOKIE_RANDOM, bytes.size));
}

bool access_session_find(store_conn *conn, arena *a, span cookie, int64_t now_us,
    access_session *ret_session, err *reterr)
{
    assert(conn && a && ret_session);
    crypt_hash digest = crypt_sha256(cookie);
    store_rows rows = { 0 };
    const store_value in[] = { store_bytes(crypt_hash_span(&digest)) };
    if (!store_query_open(conn, &ACCESS_SESSION_BY_DIGEST, in, 1, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows);
    bool is_live = false;
    if (is_found) {
        is_live = store_rows_int(&rows, 2) > now_us && store_rows_int(&rows, 6) == 1;
        *ret_session = (access_session){ .person = { store_rows_int(&rows, 0) },
            .login = arena_copy(a, store_rows_text(&rows, 3)),
            .name = arena_copy(a, store_rows_text(&rows, 4)),
            .org = { store_rows_int(&rows, 5) } };
        span csrf = store_rows_text(&rows, 1);
        memcpy(ret_session->csrf, csrf.at, csrf.size < 32 ? csrf.size : 32);
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    return is_live || err_set(reterr, ERR_SIGN_IN, N_("Sign in to go on"));
}

/* ---- tokens --------------------------------------------------------------------------------- */

typedef struct token_row {
    uint8_t digest[32];
    int64_t id;
    right allows;
    org_id org;
} token_row;

struct access_tokens {
    arena home;
    sys_mutex lock;
    int count;
    token_row rows[TOKENS_MAX];
};

bool access_tokens_load(store_conn *conn, access_tokens **ret_tokens, err *reterr)
{
    assert(conn && ret_tokens);
    arena home = { 0 };
    if (!arena_open(&home, sizeof(access_tokens) + 64))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the tokens"));
    access_tokens *t = ARENA_NEW(&home, access_tokens, 1);
    t->home = home;
    sys_mutex_init(&t->lock);
    if (!access_tokens_reload(t, conn, reterr)) {
        access_tokens_close(t);
        return false;
    }
    *ret_tokens = t;
    return true;
}

bool access_tokens_reload(access_tokens *t, store_conn *conn, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, &ACCESS_TOKENS_LIVE, NULL, 0, &rows, reterr))
        return false;
    sys_mutex_lock(&t->lock);
    t->count = 0;
    while (store_rows_next(&rows) && t->count < TOKENS_MAX) {
        token_row *row = &t->rows[t->count];
        span digest = store_rows_text(&rows, 1);
        if (digest.size != sizeof row->digest)
            continue;
        memcpy(row->digest, digest.at, sizeof row->digest);
        row->id = store_rows_int(&rows, 0);
        row->allows = (right)store_rows_int(&rows, 2);
        row->org = (org_id){ store_rows_int(&rows, 3) };
        t->count++;
    }
    sys_mutex_unlock(&t->lock);
    return store_rows_close(&rows, reterr);
}

void access_tokens_close(access_tokens *t)
{
    if (!t)
        return;
    sys_mutex_done(&t->lock);
    arena home = t->home;
    arena_close(&home);
}

bool access_token_find(access_tokens *t, span secret, span address, actor *ret_actor)
{
    assert(t && ret_actor);
    if (secret.size != ACCESS_TOKEN_SIZE)
        return false;
    crypt_hash digest = crypt_sha256(secret);
    bool is_found = false;
    sys_mutex_lock(&t->lock);
    for (int i = 0; i < t->count && !is_found; i++) {
        const token_row *row = &t->rows[i];
        if (memcmp(row->digest, digest.bytes, sizeof row->digest) != 0)
            continue;
        is_found = true;
        *ret_actor = (actor){ .kind = ACTOR_TOKEN,
            .id = row->id,
            .grant_count = 1,
            .grants = { { .org = row->org, .rights = UINT32_C(1) << row->allows } } };
    }
    sys_mutex_unlock(&t->lock);
    if (is_found)
        snprintf(ret_actor->address, sizeof ret_actor->address, "%.*s", SPAN_PRINT(address));
    return is_found;
}

bool access_persons(
    store_conn *conn, arena *a, access_person_row **ret_rows, size_t *ret_count, err *reterr)
{
    enum { PERSONS_MAX = 10000 };
    assert(conn && a);
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, access_person_row, PERSONS_MAX);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    store_rows rows = { 0 };
    if (!store_query_open(conn, &ACCESS_PERSON_LIST, NULL, 0, &rows, reterr))
        return false;
    while (*ret_count < PERSONS_MAX && store_rows_next(&rows)) {
        (*ret_rows)[(*ret_count)++] = (access_person_row){ .id = { store_rows_int(&rows, 0) },
            .org = { store_rows_int(&rows, 1) },
            .login = arena_copy(a, store_rows_text(&rows, 2)),
            .name = arena_copy(a, store_rows_text(&rows, 3)),
            .role = (access_role)store_rows_int(&rows, 4),
            .role_org = { store_rows_int(&rows, 5) },
            .is_active = store_rows_int(&rows, 6) == 1 };
    }
    return store_rows_close(&rows, reterr);
}

bool access_token_list(
    store_conn *conn, arena *a, access_token_row **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count);
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, access_token_row, ACCESS_TOKENS_LISTED);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    store_rows rows = { 0 };
    const store_value in[] = { store_int(ACCESS_TOKENS_LISTED) };
    if (!store_query_open(conn, &ACCESS_TOKEN_LIST, in, 1, &rows, reterr))
        return false;
    while (*ret_count < ACCESS_TOKENS_LISTED && store_rows_next(&rows)) {
        (*ret_rows)[(*ret_count)++] = (access_token_row){ .id = store_rows_int(&rows, 0),
            .label = arena_copy(a, store_rows_text(&rows, 1)),
            .allows = (right)store_rows_int(&rows, 2),
            .org = { store_rows_int(&rows, 3) },
            .made_us = store_rows_int(&rows, 4),
            .ended_us = store_rows_int(&rows, 5) };
    }
    return store_rows_close(&rows, reterr);
}
