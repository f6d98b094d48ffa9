/* Signing in and out.  Before there is a session a form is bound to its browser by a cookie whose
 * value it repeats.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_in.h"

#include "crypt/crypt.h"
#include "sign_in_html.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define GATE_COOKIE "nuan_gate"

static bool is_secure(const door_request *r)
{
    static const span https = SPAN("https://");
    return span_starts(web_public_url(web_of(r)), https);
}

/* Adds a Set-Cookie header; `text` holds it until the answer. */
static net_pair cookie_header(
    const door_request *r, char *text, size_t size, const char *name, span value, int seconds)
{
    int written = snprintf(text, size, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s",
        name, SPAN_PRINT(value), seconds, is_secure(r) ? "; Secure" : "");
    assert(written > 0 && (size_t)written < size);
    return (net_pair){ SPAN("Set-Cookie"), { text, (size_t)written } };
}

/* ---- the page ------------------------------------------------------------------------------- */

typedef struct gate {
    char secret[ACCESS_TOKEN_SIZE + 1];
    bool is_new;
} gate;

/* The value that binds the form to this browser: the one that it has, else a new one. */
static gate gate_of(const door_request *r)
{
    gate g = { .is_new = true };
    uint8_t digest[32];
    span cookie = net_cookie(r->net, GATE_COOKIE);
    access_secret_make(g.secret, digest);
    if (cookie.size == ACCESS_TOKEN_SIZE) {
        memcpy(g.secret, cookie.at, ACCESS_TOKEN_SIZE);
        g.is_new = false;
    }
    return g;
}

static void gate_page(door_request *r, int status, const err *wrong, span login, span next)
{
    enum { HEADERS = 8, COOKIE_MAX = 160, GATE_SECONDS = 3600 };
    size_t count = 0;
    char cookie[COOKIE_MAX];
    net_pair headers[HEADERS];
    gate g = gate_of(r);
    page_view page = web_page(r, r->memory, PLACE_NONE, N_("Sign in"));
    input_view inputs[] = {
        { .name = "login", .label = N_("User name"), .kind = INPUT_LOGIN, .value = login },
        { .name = "secret", .label = N_("Password"), .kind = INPUT_SECRET },
    };
    const sign_in_view v = { .staff = { .title = page.title,
                                 .site = page.site,
                                 .other_url = page.other_url,
                                 .theme = page.theme,
                                 .is_exercise = page.is_exercise,
                                 .csrf = span_of(g.secret) },
        .form = { wrong, wrong ? 1 : 0, inputs, 2 },
        .next = next };
    buffer b = buffer_in(r->memory, 8192);
    html out = web_html(r, &b);
    sign_in_html(&out, &v);
    const net_pair *shared = door_page_headers(&count);
    assert(count + 1 < HEADERS);
    memcpy(headers, shared, count * sizeof *headers);
    for (size_t i = 0; i < count; i++) {
        if (span_is(headers[i].name, "Cache-Control"))
            headers[i].value = (span)SPAN("no-store");
    }
    if (g.is_new)
        headers[count++] =
            cookie_header(r, cookie, sizeof cookie, GATE_COOKIE, span_of(g.secret), GATE_SECONDS);
    door_answer_with(r, status, headers, count, buffer_span(&b));
}

/* Only our own staff pages are gone to after signing in. */
static bool next_fits(span next)
{
    static const span desk = SPAN("/app");
    static const span english = SPAN("/en/app");
    span rest = span_starts(next, english) ? span_slice(next, 3, next.size) : next;
    if (!span_starts(rest, desk) || next.size > WEB_URL_MAX)
        return false;
    for (size_t i = 0; i < next.size; i++) {
        if ((unsigned char)next.at[i] <= ' ' || (unsigned char)next.at[i] >= 127 ||
            next.at[i] == '\\')
            return false;
    }
    return rest.size == desk.size || rest.at[desk.size] == '/' || rest.at[desk.size] == '?';
}

void staff_sign_in_get(door_request *r)
{
    span next = net_query(r->net, "next");
    gate_page(r, 200, NULL, (span)SPAN(""), next_fits(next) ? next : (span)SPAN(""));
}

/* ---- signing in ----------------------------------------------------------------------------- */

static bool is_locked(door_request *r, person_id person)
{
    int64_t until = 0;
    bool is_found = false;
    err ignored = { 0 };
    const store_value in[] = { store_int(person.value) };
    return store_find_int(r->conn, &WEB_PERSON_LOCKED, in, 1, &until, &is_found, &ignored) &&
           is_found && until > sys_real_us(house_clock(r->house));
}

/* A wrong try is counted, but not while the sign-in is locked: otherwise a stranger could lock
 * it for ever. */
static void failure_count(door_request *r, person_id person, bool was_locked)
{
    access_person_input input = { .person = person };
    change c = { 0 };
    err ignored = { 0 };
    if (person.value == 0 || was_locked)
        return;
    r->author = (actor){ .kind = ACTOR_PERSON, .id = person.value };
    snprintf(r->author.address, sizeof r->author.address, "%.*s", SPAN_PRINT(door_peer(r)));
    if (!door_change_run(r, &access_sign_in_failed, (org_id){ 0 }, &input, &c, &ignored))
        return; /* the answer is the same */
}

static bool form_is_ours(const door_request *r, err *reterr)
{
    span cookie = net_cookie(r->net, GATE_COOKIE);
    span sent = net_field(r->net, "csrf");
    bool fits =
        cookie.size == ACCESS_TOKEN_SIZE && sent.size == cookie.size && crypt_equal(cookie, sent);
    return fits || err_set(reterr, ERR_DENIED, N_("This form is too old; open the page again"));
}

/* ---- sign-ins that do not exist ------------------------------------------------------------- */

static uint64_t decoy_key(const web_decoys *d, span login)
{
    crypt_hash hash = crypt_hmac_sha256((span){ (const char *)d->salt, sizeof d->salt }, login);
    uint64_t key = 0;
    memcpy(&key, hash.bytes, sizeof key);
    return key ? key : 1;
}

/* The words of access for one that is real. */
static bool wait_say(int64_t until_us, int64_t now_us, err *reterr)
{
    return err_set(reterr, ERR_SIGN_IN, N_("Too many wrong tries; try again in %lld minutes"),
        (long long)((until_us - now_us) / 60000000 + 1));
}

/* True while a login that does not exist has to wait. */
static bool decoy_waits(door_request *r, span login, int64_t now_us, err *reterr)
{
    web_decoys *d = web_decoys_of(web_of(r));
    uint64_t key = decoy_key(d, login);
    sys_mutex_lock(&d->lock);
    int64_t until = d->at[key % WEB_DECOYS].key == key ? d->at[key % WEB_DECOYS].until_us : 0;
    sys_mutex_unlock(&d->lock);
    return until > now_us && !wait_say(until, now_us, reterr);
}

/* Counts a try with a login that does not exist, and says what would be said of a real one. */
static void decoy_count(door_request *r, span login, int64_t now_us, err *reterr)
{
    enum { DOUBLINGS_MAX = 6 };
    web_decoys *d = web_decoys_of(web_of(r));
    uint64_t key = decoy_key(d, login);
    sys_mutex_lock(&d->lock);
    if (d->at[key % WEB_DECOYS].key != key) {
        d->at[key % WEB_DECOYS].key = key;
        d->at[key % WEB_DECOYS].failed = 0;
    }
    int64_t failed = ++d->at[key % WEB_DECOYS].failed;
    int64_t over = failed - ACCESS_FREE_TRIES;
    int64_t minutes = over < 0 ? 0 : INT64_C(1) << (over > DOUBLINGS_MAX ? DOUBLINGS_MAX : over);
    d->at[key % WEB_DECOYS].until_us = minutes == 0 ? 0 : now_us + minutes * INT64_C(60000000);
    sys_mutex_unlock(&d->lock);
    if (failed < ACCESS_FREE_TRIES)
        err_set(reterr, ERR_SIGN_IN, N_("User name or password is wrong; tries left: %lld"),
            (long long)(ACCESS_FREE_TRIES - failed));
}

static bool person_check(door_request *r, span login, person_id *ret, err *reterr)
{
    span secret = net_field(r->net, "secret");
    int64_t now = sys_real_us(house_clock(r->house));
    if (login.size == 0)
        return err_field(reterr, "login", N_("Enter the user name"));
    if (secret.size == 0)
        return err_field(reterr, "secret", N_("Enter the password"));
    if (secret.size > ACCESS_SECRET_MAX || login.size > ACCESS_LOGIN_MAX)
        return err_set(reterr, ERR_SIGN_IN, N_("User name or password is wrong"));
    if (decoy_waits(r, login, now, reterr))
        return false;
    bool is_right = access_secret_check(r->conn, login, secret, now, ret, reterr);
    if (!is_right && ret->value == 0 && reterr->code == ERR_SIGN_IN)
        decoy_count(r, login, now, reterr);
    else if (!is_right)
        failure_count(r, *ret, is_locked(r, *ret));
    return is_right;
}

static bool session_make(
    door_request *r, person_id person, char secret[ACCESS_TOKEN_SIZE + 1], err *reterr)
{
    access_sign_in_input input = { .person = person };
    change c = { 0 };
    house_cookie_make(r->house, secret, input.cookie_digest);
    sys_random(input.csrf, sizeof input.csrf);
    return access_actor(r->conn, person, door_peer(r), &r->author, reterr) &&
           door_change_run(r, &access_sign_in, (org_id){ 0 }, &input, &c, reterr);
}

void staff_sign_in_post(door_request *r)
{
    enum { COOKIE_MAX = 160 };
    err why = { 0 };
    person_id person = { 0 };
    char secret[ACCESS_TOKEN_SIZE + 1];
    char cookies[2][COOKIE_MAX];
    span login = text_normal(r->memory, net_field(r->net, "login"));
    span next = net_field(r->net, "next");
    if (!next_fits(next))
        next = (span)SPAN("");
    if (!form_is_ours(r, &why) || !person_check(r, login, &person, &why) ||
        !session_make(r, person, secret, &why)) {
        gate_page(r, why.code == ERR_INPUT ? 400 : door_status(why.code), &why, login, next);
        return;
    }
    const net_pair headers[] = { { SPAN("Location"),
                                     next.size > 0 ? next : web_url(r->memory, r->lang, "/app") },
        { SPAN("Cache-Control"), SPAN("no-store") },
        cookie_header(
            r, cookies[0], COOKIE_MAX, "nuan", span_of(secret), ACCESS_SESSION_HOURS * 3600),
        cookie_header(r, cookies[1], COOKIE_MAX, GATE_COOKIE, (span)SPAN(""), 0) };
    door_answer_with(r, 303, headers, 4, (span)SPAN(""));
}

void staff_sign_out_post(door_request *r)
{
    enum { COOKIE_MAX = 160 };
    char cookie[COOKIE_MAX];
    err why = { 0 };
    change c = { 0 };
    access_sign_out_input input = { 0 };
    crypt_hash digest = crypt_sha256(net_cookie(r->net, "nuan"));
    memcpy(input.cookie_digest, digest.bytes, sizeof input.cookie_digest);
    if (!door_change_run(r, &access_sign_out, (org_id){ 0 }, &input, &c, &why)) {
        door_error(r, &why);
        return;
    }
    const net_pair headers[] = { { SPAN("Location"), web_url(r->memory, r->lang, "/app/sign-in") },
        { SPAN("Cache-Control"), SPAN("no-store") },
        cookie_header(r, cookie, COOKIE_MAX, "nuan", (span)SPAN(""), 0) };
    door_answer_with(r, 303, headers, 3, (span)SPAN(""));
}
