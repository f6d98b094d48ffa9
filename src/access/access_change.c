/* Changes of sign-ins: users, tokens, sessions.
 * SPDX-License-Identifier: Apache-2.0 */
#include "access/access.h"

#include "access_sql.h"
#include "text/text.h"

#include <assert.h>

enum { NAME_MAX_RUNES = 60 };

bool access_login_check(span login, err *reterr)
{
    if (login.size == 0)
        return err_field(reterr, "login", N_("Enter the user name"));
    if (login.size > ACCESS_LOGIN_MAX)
        return err_field(
            reterr, "login", N_("A user name has at most %d characters"), ACCESS_LOGIN_MAX);
    for (size_t i = 0; i < login.size; i++) {
        char c = login.at[i];
        bool is_fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                       c == '_' || c == ':';
        if (!is_fine) {
            err_field(reterr, "login",
                N_("A user name holds a-z, 0-9, dot, dash and underscore: %.*s"),
                SPAN_PRINT(login));
            return err_hint(reterr, N_("Write it in lower case, without blanks."));
        }
    }
    return true;
}

bool access_secret_rules(span secret, err *reterr)
{
    if (text_length(secret) < ACCESS_SECRET_MIN)
        return err_field(
            reterr, "password", N_("A password has at least %d characters"), ACCESS_SECRET_MIN);
    if (secret.size > ACCESS_SECRET_MAX)
        return err_field(
            reterr, "password", N_("A password has at most %d bytes"), ACCESS_SECRET_MAX);
    span rest = secret;
    bool differs = false;
    for (size_t i = 1; i < rest.size; i++)
        differs |= rest.at[i] != rest.at[0];
    return differs ||
           err_field(reterr, "password", N_("A password of one repeated character is refused"));
}

static bool grant_add(
    store_txn *txn, change *c, int64_t person, org_id org, access_role role, err *reterr)
{
    const store_value row[] = { store_int(id_next(c->ids, c->real_us)), store_int(person),
        store_int(org.value), store_int(role) };
    return store_put(txn, &ACCESS_GRANT_PUT, row, 4, reterr);
}

/* The right was checked at c->org: nothing is granted anywhere else. */
static bool is_own_org(const change *c, org_id org, err *reterr)
{
    return org.value == c->org.value ||
           err_set(reterr, ERR_DENIED,
               N_("A role or token is given for the unit in which you may give it"));
}

/* Adds a person with a first role, or another role to a person who is there. */
static bool user_add(store_txn *txn, change *c, err *reterr)
{
    const access_user_input *in = c->input;
    if (!access_login_check(in->login, reterr) || !is_own_org(c, in->org, reterr))
        return false;
    if (in->role <= 0 || in->role >= ACCESS_ROLE_COUNT)
        return err_field(reterr, "role", N_("There is no such role"));
    store_rows rows = { 0 };
    const store_value login[] = { store_text(in->login) };
    if (!store_read(txn, &ACCESS_PERSON_BY_LOGIN, login, 1, &rows, reterr))
        return false;
    int64_t person = store_rows_next(&rows) ? store_rows_int(&rows, 0) : 0;
    if (!store_rows_close(&rows, reterr))
        return false;
    if (person != 0)
        return err_set(
            reterr, ERR_CONFLICT, N_("The user name %.*s is taken"), SPAN_PRINT(in->login));
    if (text_length(in->name) > NAME_MAX_RUNES)
        return err_field(reterr, "name", N_("A name has at most %d characters"), NAME_MAX_RUNES);
    c->object_id = id_next(c->ids, c->real_us);
    const store_value row[] = { store_int(c->object_id), store_int(in->org.value),
        store_text(in->login), store_text(in->name),
        in->secret_encoded.size ? store_text(in->secret_encoded) : store_null(), store_int(1),
        store_int(0), store_int(0), store_int(c->real_us), store_int(1) };
    return store_put(txn, &ACCESS_PERSON_PUT, row, 10, reterr) &&
           grant_add(txn, c, c->object_id, in->org, in->role, reterr);
}

static bool token_add(store_txn *txn, change *c, err *reterr)
{
    const access_token_input *in = c->input;
    /* What approves is done by a person. */
    bool is_personal = in->allows == RIGHT_SYSTEM || in->allows == RIGHT_ACCESS_EDIT ||
                       in->allows == RIGHT_DISCLOSE || in->allows == RIGHT_STATEMENT_CONFIRM ||
                       in->allows == RIGHT_DISCLOSE_REVIEW;
    if (in->allows <= RIGHT_NONE || in->allows >= RIGHT_COUNT || is_personal)
        return err_field(reterr, "right", N_("No token can be given this right"));
    if (!is_own_org(c, in->org, reterr))
        return false;
    c->object_id = id_next(c->ids, c->real_us);
    const store_value row[] = { store_int(c->object_id),
        store_bytes((span){ (const char *)in->digest, 32 }), store_text(in->label),
        store_int(in->allows), store_int(in->org.value), store_int(c->author->id),
        store_int(c->real_us) };
    return store_put(txn, &ACCESS_TOKEN_PUT, row, 7, reterr);
}

static bool session_add(store_txn *txn, change *c, err *reterr)
{
    const access_sign_in_input *in = c->input;
    const store_value over[] = { store_int(c->real_us) };
    const store_value person[] = { store_int(in->person.value) };
    const store_value row[] = { store_bytes((span){ (const char *)in->cookie_digest, 32 }),
        person[0], store_bytes((span){ (const char *)in->csrf, 32 }), store_int(c->real_us),
        store_int(c->real_us), store_int(c->real_us + INT64_C(3600000000) * ACCESS_SESSION_HOURS) };
    c->object_id = in->person.value;
    return store_run(txn, &ACCESS_SESSIONS_OVER, over, 1, NULL, reterr) &&
           store_run(txn, &ACCESS_FAILED_CLEAR, person, 1, NULL, reterr) &&
           store_put(txn, &ACCESS_SESSION_PUT, row, 6, reterr);
}

/* Five tries are free; after that each wrong one doubles the wait: 1, 2, 4 .. 64 minutes. */
static bool failure_add(store_txn *txn, change *c, err *reterr)
{
    const access_person_input *in = c->input;
    const store_value person[] = { store_int(in->person.value) };
    store_rows rows = { 0 };
    if (!store_read(txn, &ACCESS_FAILED_COUNT, person, 1, &rows, reterr))
        return false;
    int64_t failed = store_rows_next(&rows) ? store_rows_int(&rows, 0) + 1 : 1;
    if (!store_rows_close(&rows, reterr))
        return false;
    int64_t over = failed - ACCESS_FREE_TRIES;
    int64_t minutes = over < 0 ? 0 : INT64_C(1) << (over > 6 ? 6 : over);
    const store_value in_add[] = { person[0],
        store_int(minutes == 0 ? 0 : c->real_us + minutes * INT64_C(60000000)) };
    c->object_id = in->person.value;
    return store_run(txn, &ACCESS_FAILED_ADD, in_add, 2, NULL, reterr);
}

static bool session_end(store_txn *txn, change *c, err *reterr)
{
    const access_sign_out_input *in = c->input;
    const store_value digest[] = { store_bytes((span){ (const char *)in->cookie_digest, 32 }) };
    c->object_id = c->author->id;
    return store_run(txn, &ACCESS_SESSION_DROP, digest, 1, NULL, reterr);
}

static bool user_end(store_txn *txn, change *c, err *reterr)
{
    const access_end_input *in = c->input;
    const store_value id[] = { store_int(in->id) };
    if (in->id == c->author->id)
        return err_set(
            reterr, ERR_INPUT, N_("Nobody can end their own sign-in; ask another administrator"));
    int64_t changed = 0;
    if (!store_run(txn, &ACCESS_PERSON_CLOSE, id, 1, &changed, reterr))
        return false;
    if (changed == 0)
        return err_set(reterr, ERR_ABSENT, N_("No such sign-in"));
    c->object_id = in->id;
    return store_run(txn, &ACCESS_SESSIONS_OF, id, 1, NULL, reterr);
}

static bool token_end(store_txn *txn, change *c, err *reterr)
{
    const access_end_input *in = c->input;
    const store_value row[] = { store_int(in->id), store_int(c->real_us) };
    int64_t changed = 0;
    c->object_id = in->id;
    if (!store_run(txn, &ACCESS_TOKEN_CLOSE, row, 2, &changed, reterr))
        return false;
    return changed == 1 || err_set(reterr, ERR_ABSENT, N_("No such token, or it has ended"));
}

const change_kind access_user_add = { 101, "access.user_add", RIGHT_ACCESS_EDIT, user_add };
const change_kind access_token_add = { 102, "access.token_add", RIGHT_ACCESS_EDIT, token_add };
const change_kind access_sign_in = { 103, "access.sign_in", RIGHT_NONE, session_add };
const change_kind access_sign_in_failed = { 104, "access.sign_in_failed", RIGHT_NONE, failure_add };
const change_kind access_sign_out = { 105, "access.sign_out", RIGHT_NONE, session_end };
const change_kind access_user_end = { 106, "access.user_end", RIGHT_ACCESS_EDIT, user_end };
const change_kind access_token_end = { 107, "access.token_end", RIGHT_ACCESS_EDIT, token_end };
