/* Answers: statuses, problems, headers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/server_in.h"

#include "text/json.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { VALUE_MAX = 200 };

int door_status(err_code code)
{
    static const int statuses[ERR_COUNT] = { [ERR_NONE] = 200,
        [ERR_INPUT] = 400,
        [ERR_SIGN_IN] = 401,
        [ERR_DENIED] = 403,
        [ERR_ABSENT] = 404,
        [ERR_CONFLICT] = 409,
        [ERR_STALE] = 412,
        [ERR_KEY] = 422,
        [ERR_LIMIT] = 413,
        [ERR_FLOOD] = 429,
        [ERR_STORE] = 503,
        [ERR_MEMORY] = 503,
        [ERR_DAMAGE] = 500 };
    assert(code < ERR_COUNT);
    return statuses[code];
}

#define PAGE_HEADERS(connections)                                                                  \
    {                                                                                              \
        { SPAN("Content-Type"), SPAN("text/html; charset=utf-8") },                                \
            { SPAN("Content-Security-Policy"),                                                     \
                SPAN("default-src 'none'; style-src 'self'; img-src 'self' data:; "                \
                     "script-src 'self'; " connections                                             \
                     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'") },             \
            { SPAN("X-Content-Type-Options"), SPAN("nosniff") },                                   \
            { SPAN("Referrer-Policy"), SPAN("same-origin") },                                      \
            { SPAN("Cache-Control"), SPAN("no-cache") },                                           \
    }

const net_pair *door_page_headers(size_t *ret_count)
{
    static const net_pair headers[] = PAGE_HEADERS("");
    *ret_count = sizeof headers / sizeof *headers;
    return headers;
}

const net_pair *door_asking_headers(size_t *ret_count)
{
    static const net_pair headers[] = PAGE_HEADERS("connect-src 'self'; ");
    *ret_count = sizeof headers / sizeof *headers;
    return headers;
}

void door_answer_reply(door_request *r, const net_reply *reply)
{
    if (r->is_later)
        net_answer_later(r->net, reply, r->batch);
    else
        net_answer(r->net, reply);
}

void door_answer_with(door_request *r, int status, const net_pair *headers, size_t count, span body)
{
    const net_reply reply = {
        .status = status, .headers = headers, .header_count = count, .body = body
    };
    door_answer_reply(r, &reply);
}

void door_answer(door_request *r, int status, const char *type, span body)
{
    const net_pair headers[] = { { SPAN("Content-Type"), span_of(type) },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") },
        { SPAN("Cache-Control"), SPAN("no-cache") } };
    door_answer_with(r, status, headers, 3, body);
}

void door_answer_shared(door_request *r, int status, net_body *body)
{
    const net_reply reply = { .status = status, .shared = body };
    door_answer_reply(r, &reply);
}

void door_answer_file(
    door_request *r, int status, const net_pair *headers, size_t count, const net_file *file)
{
    const net_reply reply = {
        .status = status, .headers = headers, .header_count = count, .file = file
    };
    door_answer_reply(r, &reply);
}

void door_redirect(door_request *r, int status, span where)
{
    const net_pair headers[] = { { SPAN("Location"), where },
        { SPAN("Cache-Control"), SPAN("no-store") } };
    door_answer_with(r, status, headers, 2, (span)SPAN(""));
}

/* The value that a field of the body has ("amount_fen", "payer.name"), as it came; empty when it
 * has none. */
static span body_value(door_request *r, const char *field)
{
    span path = span_of(field);
    span name = { NULL, 0 };
    json_token t = { 0 };
    err ignored = { 0 };
    json_reader j = json_read(r->memory, r->net->body);
    if (r->net->body.size == 0 || !json_next(&j, &t, &ignored) || t.kind != JSON_OBJECT)
        return (span){ NULL, 0 };
    (void)!span_split(&path, '.', &name);
    while (json_next(&j, &t, &ignored) && t.kind != JSON_OBJECT_END && t.kind != JSON_END) {
        if (!span_equal(t.name, name)) {
            if (!json_skip(&j, &t, &ignored))
                break;
        } else if (path.size == 0 || t.kind != JSON_OBJECT) {
            return path.size == 0 ? t.text : (span){ NULL, 0 };
        } else {
            (void)!span_split(&path, '.', &name);
        }
    }
    return (span){ NULL, 0 };
}

span door_retry(door_request *r)
{
    buffer b = buffer_in(r->memory, 16);
    buffer_format(&b, "%d", r->retry_s > 0 ? (int)r->retry_s : 5);
    return buffer_span(&b);
}

/* The problem document of an error.  Source: RFC 9457. */
static span problem_write(door_request *r, int status, const err *why)
{
    buffer text = buffer_in(r->memory, 256);
    buffer b = buffer_in(r->memory, 512);
    json_writer w = json_write(&b);
    err message = *why;
    message.hint = NULL;
    say_err(&text, r->lang, &message);
    json_object(&w);
    json_put_string(&w, "type", span_of("about:blank"));
    json_put_int(&w, "status", status);
    json_put_string(&w, "title", buffer_span(&text));
    text.used = 0;
    say_err(&text, r->lang, why);
    json_put_string(&w, "detail", buffer_span(&text));
    if (why->field[0]) {
        span value = body_value(r, why->field);
        json_put_string(&w, "field", span_of(why->field));
        if (value.size > 0)
            json_put_string(&w, "value", span_head(value, VALUE_MAX));
    }
    if (why->hint)
        json_put_string(&w, "hint", span_of(say(r->lang, why->hint)));
    json_object_end(&w);
    return buffer_span(&b);
}

const door_plan *door_plan_of(const door_server *s)
{
    return &s->plan;
}

void door_error(door_request *r, const err *why)
{
    assert(why->code != ERR_NONE);
    int status = r->allow.size > 0 ? 405 : door_status(why->code);
    const door_plan *plan = door_plan_of(r->server);
    if (!r->is_api && plan->error_page) {
        plan->error_page(r, status, why);
        return;
    }
    const net_pair headers[] = { { SPAN("Content-Type"),
                                     SPAN("application/problem+json; charset=utf-8") },
        { SPAN("Cache-Control"), SPAN("no-store") },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") }, { SPAN("Retry-After"), SPAN("5") },
        { SPAN("WWW-Authenticate"), SPAN("Bearer") }, { SPAN("Allow"), r->allow } };
    const net_pair retry = { SPAN("Retry-After"), door_retry(r) };
    net_pair sent[4] = { headers[0], headers[1], headers[2] };
    size_t count = 3;
    if (status == 503)
        sent[count++] = headers[3];
    if (status == 429)
        sent[count++] = retry;
    if (status == 401)
        sent[count++] = headers[4];
    if (status == 405)
        sent[count++] = headers[5];
    door_answer_with(r, status, sent, count, problem_write(r, status, why));
}

bool door_may(const door_request *r, right needed)
{
    for (int i = 0; i < r->author.grant_count; i++) {
        if (r->author.grants[i].rights & (UINT32_C(1) << needed))
            return true;
    }
    return needed == RIGHT_NONE;
}

span door_key(const door_request *r)
{
    return net_header(r->net, "Idempotency-Key");
}

span door_csrf(const door_request *r)
{
    buffer b = buffer_in(r->memory, 48);
    text_add_base64url(&b, (span){ (const char *)r->session.csrf, sizeof r->session.csrf });
    return buffer_span(&b);
}

bool door_csrf_fits(const door_request *r)
{
    span sent = net_field(r->net, "csrf");
    if (!sent.at)
        sent = net_header(r->net, "X-CSRF");
    return sent.at && crypt_equal(sent, door_csrf(r));
}

static bool may_in(const door_request *r, const org_tree *tree, right needed, org_id unit)
{
    for (int i = 0; i < r->author.grant_count; i++) {
        const actor_grant *grant = &r->author.grants[i];
        bool holds = grant->rights & (UINT32_C(1) << needed);
        if (holds && (grant->org.value == 0 || grant->org.value == unit.value ||
                         org_is_within(tree, unit, grant->org)))
            return true;
    }
    return false;
}

bool door_may_all(const door_request *r, right needed, err *reterr)
{
    org_tree tree = { 0 };
    if (!org_tree_load(r->conn, r->memory, &tree, reterr))
        return false;
    bool may = tree.count > 0;
    for (int32_t i = 0; i < tree.count && may; i = tree.orgs[i].end)
        may = may_in(r, &tree, needed, tree.orgs[i].id);
    return may || err_set(reterr, ERR_DENIED, N_("The right %s is needed in all units"),
                      access_right_name(needed));
}

bool door_may_at(const door_request *r, right needed, org_id unit, err *reterr)
{
    org_tree tree = { 0 };
    if (!org_tree_load(r->conn, r->memory, &tree, reterr))
        return false;
    if (may_in(r, &tree, needed, unit))
        return true;
    return err_set(
        reterr, ERR_DENIED, N_("The right %s is needed in this unit"), access_right_name(needed));
}
