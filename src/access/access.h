/* Who signs in, which role allows what, sessions and API tokens.
 * Laws: a person sees and does only what a role granted at an organisation allows, in its subtree;
 * secrets are kept as digests or Argon2id; wrong secrets delay; there is no default password.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_ACCESS_ACCESS_H
#define NUAN_ACCESS_ACCESS_H

#include "record/change.h"
#include "store/store.h"

/* Roles of the first cut; numbers are stored. */
typedef enum access_role {
    ACCESS_ADMINISTRATOR = 1, /* organisations, sign-ins, campaigns; sees, approves nothing */
    ACCESS_CLERK,             /* gifts, imports */
    ACCESS_REVIEWER,          /* confirms what another person imported */
    ACCESS_PUBLISHER,         /* the public log and disclosures */
    ACCESS_OPERATOR,          /* os:<user>, the command line: makes, does not approve */
    ACCESS_ROLE_COUNT
} access_role;

/* Names as stored, in the API and on the command line: "clerk" ...; false for an unknown one. */
const char *access_role_name(access_role role);
bool access_role_parse(span name, access_role *ret_role);
/* Bits 1 << right of a role. */
uint32_t access_role_rights(access_role role);
const char *access_right_name(right r); /* "donation.notify" */
bool access_right_parse(span name, right *ret_right);

enum {
    ACCESS_LOGIN_MAX = 64,
    ACCESS_SECRET_MIN = 10,
    ACCESS_SECRET_MAX = 200,
    ACCESS_TOKEN_SIZE = 43,
    ACCESS_SESSION_HOURS = 12,
    ACCESS_FREE_TRIES = 5
}; /* wrong secrets; then each one doubles the wait */

/* ---- finding an actor ----------------------------------------------------------------------- */

/* The actor of a person: all grants that have not ended.  Errors: ERR_ABSENT no such person or
 * ended. */
WARN_UNUSED bool access_actor(
    store_conn *conn, person_id person, span address, actor *ret_actor, err *reterr);
/* The person behind a login.  Errors: ERR_ABSENT. */
WARN_UNUSED bool access_person_find(
    store_conn *conn, span login, person_id *ret_person, err *reterr);
/* Login and name of a person, for lists; "—" for the program and tokens by their label.  Owner:
 * `a`. */
WARN_UNUSED bool access_name(
    store_conn *conn, arena *a, int64_t actor_id, span *ret_name, err *reterr);
/* A person's name as it is shown to others, a token's label; "—" for nobody.  Owner: `a`. */
WARN_UNUSED bool access_person_name(
    store_conn *conn, arena *a, int64_t actor_id, span *ret_name, err *reterr);

/* Tokens of the API in memory: found on the event thread, without the store. */
typedef struct access_tokens access_tokens;
WARN_UNUSED bool access_tokens_load(store_conn *conn, access_tokens **ret_tokens, err *reterr);
WARN_UNUSED bool access_tokens_reload(access_tokens *t, store_conn *conn, err *reterr);
void access_tokens_close(access_tokens *t);
/* The actor of a token's secret; false when there is none or it has ended. */
bool access_token_find(access_tokens *t, span secret, span address, actor *ret_actor);

/* ---- signing in ----------------------------------------------------------------------------- */

typedef struct access_session {
    person_id person;
    uint8_t csrf[32];
    span login;
    span name;
    org_id org;
} access_session;

/* Checks login and secret; slow on purpose.  Does not write: the caller submits access_sign_in or
 * access_sign_in_failed.
 * *ret_person is set whenever the login exists (so that a failure can be counted).
 * Errors: ERR_SIGN_IN wrong, or too many tries (says until when). */
WARN_UNUSED bool access_secret_check(
    store_conn *conn, span login, span secret, int64_t now_us, person_id *ret_person, err *reterr);
/* The secret of a cookie and its digest: random, with a stamp under the house's key, so that a
 * cookie that this house never gave is known without a look into the store. */
void access_cookie_make(
    const uint8_t house_secret[32], char ret_text[ACCESS_TOKEN_SIZE + 1], uint8_t ret_digest[32]);
/* True if this house gave the cookie; whether its session still lives is another question. */
bool access_cookie_is_ours(const uint8_t house_secret[32], span cookie);
/* The session of a cookie.  Errors: ERR_SIGN_IN none, or over.  Owner of the spans: `a`. */
WARN_UNUSED bool access_session_find(store_conn *conn, arena *a, span cookie, int64_t now_us,
    access_session *ret_session, err *reterr);

/* ---- changes -------------------------------------------------------------------------------- */

typedef struct access_user_input { /* access.user_add */
    span login;
    span name;
    span secret_encoded; /* Argon2id, or empty for os: sign-ins */
    org_id org;
    access_role role;
} access_user_input;

typedef struct access_token_input { /* access.token_add */
    span label;
    right allows;
    org_id org;
    uint8_t digest[32];
} access_token_input;

typedef struct access_sign_in_input { /* access.sign_in: a session begins */
    person_id person;
    uint8_t cookie_digest[32];
    uint8_t csrf[32];
} access_sign_in_input;

typedef struct access_person_input { /* access.sign_in_failed */
    person_id person;
} access_person_input;

typedef struct access_sign_out_input { /* access.sign_out */
    uint8_t cookie_digest[32];
} access_sign_out_input;

typedef struct access_end_input { /* access.user_end, access.token_end */
    int64_t id;
} access_end_input;

extern const change_kind access_user_add, access_token_add, access_sign_in, access_sign_in_failed,
    access_sign_out, access_user_end, access_token_end;

/* Rules of a login and a secret, before hashing.  Errors (ERR_INPUT): names field and rule. */
WARN_UNUSED bool access_login_check(span login, err *reterr);
WARN_UNUSED bool access_secret_rules(span secret, err *reterr);
/* 32 random bytes as base64url (43 characters) and their SHA-256. */
void access_secret_make(char ret_text[ACCESS_TOKEN_SIZE + 1], uint8_t ret_digest[32]);

/* ---- lists ---------------------------------------------------------------------------------- */

typedef struct access_person_row {
    person_id id;
    org_id org;
    span login, name;
    access_role role; /* 0: none left */
    org_id role_org;
    bool is_active;
} access_person_row;
/* Persons with their roles, by login; one row a role.  Owner: `a`. */
WARN_UNUSED bool access_persons(
    store_conn *conn, arena *a, access_person_row **ret_rows, size_t *ret_count, err *reterr);

enum { ACCESS_TOKENS_LISTED = 1000 };
typedef struct access_token_row {
    int64_t id;
    span label;
    right allows;
    org_id org;
    int64_t made_us;
    int64_t ended_us; /* 0: it counts */
} access_token_row;
/* Tokens without their secrets, newest first, at most ACCESS_TOKENS_LISTED.  Owner: `a`. */
WARN_UNUSED bool access_token_list(
    store_conn *conn, arena *a, access_token_row **ret_rows, size_t *ret_count, err *reterr);

#endif
