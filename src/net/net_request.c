/* A request's head: what the library has split, checked against everything that it lets pass, and
 * the questions that a handler asks of it.
 * The library (0.9.75) is lenient where a proxy in front may read the same bytes differently, so
 * the head is refused when in doubt: folded headers, names with blanks, two lengths, a length
 * beside chunks, NUL bytes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "net/net_in.h"
#include "net/net_decode_in.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

/* ---- the head ------------------------------------------------------------------------------- */

/* The 0.9 versions split a head in place: what follows a piece in memory followed it on the wire.
 * The checks that rest on it are left to the later, stricter versions themselves. */
static bool is_strict_library(void)
{
    return MHD_get_version()[0] != '0';
}

static bool method_read(net_request *r, const char *method)
{
    static const char *const names[NET_METHOD_COUNT] = {
        [NET_GET] = "GET",
        [NET_POST] = "POST",
        [NET_PUT] = "PUT",
        [NET_PATCH] = "PATCH",
        [NET_DELETE] = "DELETE",
        [NET_OPTIONS] = "OPTIONS",
    };
    if (strcmp(method, "HEAD") == 0) {
        r->method = NET_GET;
        r->is_head = true;
        return true;
    }
    for (int i = 0; i < NET_METHOD_COUNT; i++) {
        if (strcmp(method, names[i]) == 0) {
            r->method = (net_method)i;
            return true;
        }
    }
    return false;
}

typedef struct head_scan {
    net_slot *slot;
    const char *end; /* behind the last value, as it lies in memory */
    bool is_bad;
    bool is_too_many;
} head_scan;

/* A folded header is glued to the *name* by the library; its value then lies somewhere else. */
static bool is_folded(span name, const char *value)
{
    const char *p = name.at + name.size + 1;
    if (value < p || value > p + NET_POOL_SIZE)
        return true;
    while (p < value && (*p == ' ' || *p == '\t'))
        p++;
    return p != value;
}

static enum MHD_Result header_read(void *self, enum MHD_ValueKind kind, const char *name,
    size_t name_size, const char *value, size_t value_size)
{
    head_scan *scan = self;
    net_slot *s = scan->slot;
    (void)kind;
    if (s->header_count == NET_HEADERS_MAX) {
        scan->is_too_many = true;
        return MHD_NO;
    }
    const net_pair pair = {
        .name = { name, name_size },
        .value = span_trim((span){ value ? value : "", value ? value_size : 0 }),
    };
    scan->is_bad = !value || !net_decode_is_token(pair.name) ||
                   !net_decode_is_printable(pair.value) ||
                   (!is_strict_library() && is_folded(pair.name, value));
    s->headers[s->header_count++] = pair;
    scan->end = value ? value + value_size : NULL;
    return scan->is_bad ? MHD_NO : MHD_YES;
}

static size_t head_size(const net_slot *s)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(s->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

/* The library takes any line that begins with ':' or NUL for the empty line that ends the head; so
 * behind the last value there must be two line ends and nothing else. */
static bool is_ended(const char *method, size_t size, const char *end)
{
    static const span two_line_ends = SPAN("\r\n\r\n");
    return method + size == end + two_line_ends.size;
}

static size_t header_count(const net_slot *s, span name)
{
    size_t count = 0;
    for (size_t i = 0; i < s->header_count; i++)
        count += net_decode_same(s->headers[i].name, name);
    return count;
}

/* The length of the body is said once and in one way. */
static int framing_check(const net_slot *s, const char *version)
{
    static const span length = SPAN("content-length");
    static const span coding = SPAN("transfer-encoding");
    static const span host = SPAN("host");
    static const span chunked = SPAN("chunked");
    const size_t lengths = header_count(s, length);
    const size_t codings = header_count(s, coding);
    if (lengths > 1 || codings > 1 || (lengths > 0 && codings > 0) || header_count(s, host) > 1)
        return 400;
    if (codings == 0)
        return 0;
    if (!net_decode_same(net_header(&s->request, "transfer-encoding"), chunked))
        return 501;
    return strcmp(version, "HTTP/1.1") == 0 ? 0 : 400;
}

static int headers_read(net_slot *s, const char *method, const char *version)
{
    head_scan scan = { .slot = s, .end = version + strlen(version) };
    (void)MHD_get_connection_values_n(s->connection, MHD_HEADER_KIND, header_read, &scan);
    const size_t size = head_size(s);
    if (scan.is_too_many || size > NET_HEAD_MAX)
        return 431;
    if (scan.is_bad || (!is_strict_library() && !is_ended(method, size, scan.end)))
        return 400;
    return framing_check(s, version);
}

/* The library makes a table of all parameters before anybody is asked.  One that its memory of a
 * connection can't hold leaves no room for an answer either, so a longer query is taken away
 * before it is cut. */
bool net_query_cut(const char *target)
{
    union {
        const char *in;
        char *out;
    } query = { .in = strchr(target, '?') };
    if (!query.in || is_strict_library())
        return false;
    size_t count = 1;
    for (const char *at = query.in; *at; at++)
        count += *at == '&';
    if (count <= NET_QUERY_MAX)
        return false;
    query.out[1] = '\0';
    return true;
}

typedef struct query_scan {
    net_slot *slot;
    size_t room;
    err error;
    bool is_bad;
    const char *end; /* behind the last piece, as it lies in memory */
} query_scan;

static enum MHD_Result query_read(void *self, enum MHD_ValueKind kind, const char *name,
    size_t name_size, const char *value, size_t value_size)
{
    query_scan *scan = self;
    net_slot *s = scan->slot;
    (void)kind;
    if (s->query_count == scan->room)
        return MHD_NO;
    net_pair *pair = &s->query[s->query_count++];
    const span raw_name = { name, name_size };
    const span raw_value = { value ? value : "", value ? value_size : 0 };
    scan->end = value ? value + value_size : name + name_size;
    scan->is_bad = !net_decode(&s->memory, raw_name, false, &pair->name, &scan->error) ||
                   !net_decode(&s->memory, raw_value, false, &pair->value, &scan->error);
    return scan->is_bad ? MHD_NO : MHD_YES;
}

/* Reads the query; *end moves behind it.  The library has cut it at '&' and '=' and undone '+'. */
static int query_scan_all(net_slot *s, const char **end)
{
    const int count = MHD_get_connection_values_n(s->connection, MHD_GET_ARGUMENT_KIND, NULL, NULL);
    if (count <= 0)
        return 0;
    if (count > NET_QUERY_MAX)
        return 400;
    query_scan scan = { .slot = s, .room = (size_t)count, .end = *end };
    s->query = ARENA_NEW(&s->memory, net_pair, scan.room);
    if (!s->query)
        return 503;
    (void)MHD_get_connection_values_n(s->connection, MHD_GET_ARGUMENT_KIND, query_read, &scan);
    if (scan.is_bad)
        return scan.error.code == ERR_MEMORY ? 503 : 400;
    *end = scan.end;
    return 0;
}

/* A NUL byte in the request line ends a string early; between the end of the target and the
 * version nothing may be left but the '?' or '&' that the library has overwritten. */
static bool is_cut(const char *end, const char *version)
{
    return version < end + 1 || version > end + 2;
}

int net_head_read(net_slot *s, const char *url, const char *method, const char *version)
{
    net_request *r = &s->request;
    if (!method_read(r, method))
        return 501;
    const span target = span_of(url);
    if (target.size > NET_TARGET_MAX)
        return 414;
    const int headers = headers_read(s, method, version);
    if (headers != 0)
        return headers;
    err error = { 0 };
    if (!net_decode_path(&s->memory, target, &r->path, &error))
        return error.code == ERR_MEMORY ? 503 : 400;
    const char *end = target.at + target.size;
    const int query = query_scan_all(s, &end);
    if (query != 0)
        return query;
    return !is_strict_library() && is_cut(end, version) ? 400 : 0;
}

bool net_head_has_body(const net_slot *s, int64_t *ret_size)
{
    const span length = net_header(&s->request, "content-length");
    uint64_t size;
    *ret_size = -1;
    if (length.at) {
        if (!text_parse_uint(length, INT64_MAX, &size))
            return true;
        *ret_size = (int64_t)size;
        return size > 0;
    }
    return net_header(&s->request, "transfer-encoding").at != NULL;
}

/* ---- questions ------------------------------------------------------------------------------ */

static const net_slot *slot_of(const net_request *r)
{
    return (const net_slot *)r;
}

span net_header(const net_request *r, const char *name)
{
    assert(r && name);
    const net_slot *s = slot_of(r);
    const span wanted = span_of(name);
    for (size_t i = 0; i < s->header_count; i++)
        if (net_decode_same(s->headers[i].name, wanted))
            return s->headers[i].value;
    return (span){ NULL, 0 };
}

span net_header_last(const net_request *r, const char *name)
{
    assert(r && name);
    const net_slot *s = slot_of(r);
    const span wanted = span_of(name);
    for (size_t i = s->header_count; i > 0; i--)
        if (net_decode_same(s->headers[i - 1].name, wanted))
            return s->headers[i - 1].value;
    return (span){ NULL, 0 };
}

static span pair_find(const net_pair *pairs, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(pairs[i].name, name))
            return pairs[i].value;
    return (span){ NULL, 0 };
}

span net_query(const net_request *r, const char *name)
{
    assert(r && name);
    return pair_find(slot_of(r)->query, slot_of(r)->query_count, name);
}

const net_pair *net_query_all(const net_request *r, size_t *ret_count)
{
    assert(r && ret_count);
    *ret_count = slot_of(r)->query_count;
    return slot_of(r)->query;
}

typedef struct raw_scan {
    buffer out;
    bool is_first;
} raw_scan;

static void raw_add(buffer *out, const char *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        buffer_byte(out, at[i] == ' ' ? '+' : at[i]);
}

static enum MHD_Result raw_read(void *self, enum MHD_ValueKind kind, const char *name,
    size_t name_size, const char *value, size_t value_size)
{
    raw_scan *scan = self;
    (void)kind;
    if (!scan->is_first)
        buffer_byte(&scan->out, '&');
    scan->is_first = false;
    raw_add(&scan->out, name, name_size);
    if (value) {
        buffer_byte(&scan->out, '=');
        raw_add(&scan->out, value, value_size);
    }
    return MHD_YES;
}

span net_query_raw(net_request *r)
{
    assert(r);
    net_slot *s = (net_slot *)r;
    if (s->query_count == 0)
        return (span){ NULL, 0 };
    raw_scan scan = { .out = buffer_in(&s->memory, 128), .is_first = true };
    (void)MHD_get_connection_values_n(s->connection, MHD_GET_ARGUMENT_KIND, raw_read, &scan);
    return scan.out.is_full ? (span){ NULL, 0 } : buffer_span(&scan.out);
}

span net_cookie(const net_request *r, const char *name)
{
    assert(r && name);
    static const span cookie = SPAN("cookie");
    const net_slot *s = slot_of(r);
    for (size_t i = 0; i < s->header_count; i++) {
        if (!net_decode_same(s->headers[i].name, cookie))
            continue;
        const span value = net_decode_cookie(s->headers[i].value, span_of(name));
        if (value.at)
            return value;
    }
    return (span){ NULL, 0 };
}

span net_field(const net_request *r, const char *name)
{
    assert(r && name);
    return pair_find(r->fields, r->field_count, name);
}

const net_part *net_part_find(const net_request *r, const char *name)
{
    assert(r && name);
    for (size_t i = 0; i < r->part_count; i++)
        if (span_is(r->parts[i].name, name))
            return &r->parts[i];
    return NULL;
}

span net_peer(const net_request *r)
{
    assert(r);
    const net_slot *s = slot_of(r);
    return net_address_text(&s->conn->address, r->memory);
}

bool net_accepts_gzip(const net_request *r)
{
    return net_decode_gzip(net_header(r, "accept-encoding"));
}

bool net_etag_matches(const net_request *r, span etag)
{
    return net_decode_etag(net_header(r, "if-none-match"), etag);
}
