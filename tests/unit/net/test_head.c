/* Request lines and headers over a real socket: good, malformed and hostile ones.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_refusal(int status)
{
    return status == 0 || (status >= 400 && status < 500) || status == 501 || status == 505;
}

/* Refused by an answer, or by the connection closed without one; never handled. */
static void must_refuse(fixture *f, const char *request, size_t size)
{
    const int before = atomic_load(&f->handled);
    const int fd = client_open(f);
    client_send_bytes(fd, request, size);
    const reply r = client_reply(fd, false);
    if (!is_refusal(r.status))
        print_error("not refused (%d): %s\n", r.status, request);
    assert_true(is_refusal(r.status));
    assert_true(client_at_end(fd));
    close(fd);
    assert_int_equal(atomic_load(&f->handled), before);
}

static void a_request_is_understood(void **state)
{
    const reply r = ask(*state,
        "GET /a%20b/%E6%9A%96?x=1&y=%E6%9A%96+z&flag HTTP/1.1\r\nHost: h\r\n"
        "User-Agent:  test \r\nCookie: a=b; session=abc\r\nAccept-Encoding: br, gzip\r\n"
        "If-None-Match: W/\"v1\"\r\n\r\n");
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "GET [/a b/暖] head=0 peer=127.0.0.1\n"));
    assert_true(reply_has(&r, "query [x]=[1]\nquery [y]=[暖 z]\nquery [flag]=[]\n"));
    assert_true(reply_has(&r, "raw [x=1&y=%E6%9A%96+z&flag]\n"));
    assert_true(reply_has(&r, "cookie [abc] gzip 1 match 1 agent [test]\n"));
    assert_true(reply_has(&r, "\r\nDate: "));
}

static void a_bare_request_is_understood(void **state)
{
    const reply r = ask(*state, "GET /?& HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "GET [/] head=0"));
    assert_true(reply_has(&r, "cookie [] gzip 0 match 0 agent []\n"));
}

static void an_old_client_is_served_and_closed(void **state)
{
    const int fd = client_open(*state);
    client_send(fd, "GET /old HTTP/1.0\r\n\r\n");
    const reply r = client_reply(fd, false);
    assert_int_equal(r.status, 200);
    assert_true(client_at_end(fd));
    close(fd);
}

static void head_is_measured_not_sent(void **state)
{
    const int fd = client_open(*state);
    client_send(fd, "HEAD /x HTTP/1.1\r\nHost: h\r\n\r\nHEAD /shared HTTP/1.1\r\nHost: h\r\n\r\n"
                    "GET /shared HTTP/1.1\r\nHost: h\r\n\r\n");
    reply r = client_reply(fd, true);
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "Content-Length: ") && !reply_has(&r, "Content-Length: 0\r"));
    r = client_reply(fd, true);
    assert_true(reply_has(&r, "Content-Length: 11\r\n"));
    r = client_reply(fd, false);
    assert_true(reply_has(&r, "plain bytes"));
    close(fd);
}

static void absolute_targets_and_options_work(void **state)
{
    reply r = ask(*state, "GET http://h/abs?q=1 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_true(reply_has(&r, "GET [/abs]") && reply_has(&r, "query [q]=[1]"));
    r = ask(*state, "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_true(reply_has(&r, "OPTIONS [*]"));
}

static void hostile_targets_are_refused(void **state)
{
    static const char *const targets[] = { "/../etc/passwd", "/a/%2e%2e/b", "/%00", "/a%00b",
        "/%ff", "/%c0%af", "/%", "/%4", "/%zz", "/a%0d%0aSet-Cookie:x", "no-slash", "/x?a=%00",
        "/x?%zz=1", "/x?a=%ff", "/a b", "/x?a b" };
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        char request[256];
        const int size =
            snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", targets[i]);
        must_refuse(*state, request, (size_t)size);
    }
}

static void nul_bytes_are_refused(void **state)
{
    static const char path[] = "GET /a\0b HTTP/1.1\r\nHost: h\r\n\r\n";
    static const char query[] = "GET /a?b\0c=d HTTP/1.1\r\nHost: h\r\n\r\n";
    static const char value[] = "GET /a?b=c\0d HTTP/1.1\r\nHost: h\r\n\r\n";
    must_refuse(*state, path, sizeof(path) - 1);
    must_refuse(*state, query, sizeof(query) - 1);
    must_refuse(*state, value, sizeof(value) - 1);
    static const char line[] = "GET / HTTP/1.1\r\nHost: h\r\n\0X: y\r\nGET /x HTTP/1.1\r\n\r\n";
    static const char first[] = "GET / HTTP/1.0\r\n\0X: y\r\nGET /x HTTP/1.1\r\n\r\n";
    must_refuse(*state, line, sizeof(line) - 1);
    must_refuse(*state, first, sizeof(first) - 1);
}

static void malformed_heads_are_refused(void **state)
{
    static const char *const requests[] = {
        "GARBAGE\r\n\r\n",
        "GET\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: h\r\n\r\n",
        "GET / HTTQ/1.1\r\nHost: h\r\n\r\n",
        "BREW / HTTP/1.1\r\nHost: h\r\n\r\n",
        "get / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nName : v\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n: v\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n:\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.0\r\n:\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\nHost: h\n\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: a\x01z\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: a\rz\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n folded\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Leng: 5\r\n th\r\n\r\nhello",
    };
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
        must_refuse(*state, requests[i], strlen(requests[i]));
}

/* What a proxy in front might frame in another way. */
static void doubtful_lengths_are_refused(void **state)
{
    static const char *const headers[] = {
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length: 0x5",
        "Content-Length: 5 5",
        "Content-Length: 99999999999999999999999999",
    };
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        char request[256];
        const int size = snprintf(
            request, sizeof(request), "POST /x HTTP/1.1\r\nHost: h\r\n%s\r\n\r\nhello", headers[i]);
        must_refuse(*state, request, (size_t)size);
    }
    static const char old[] = "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    must_refuse(*state, old, sizeof(old) - 1);
}

/* The largest head and the widest answer fit the memory of a connection together. */
static void the_largest_head_is_answered(void **state)
{
    static char request[NET_HEAD_MAX + 64];
    int at = snprintf(request, sizeof(request), "GET /wide HTTP/1.1\r\nHost: h\r\n");
    for (int i = 0; i < 40; i++)
        at += snprintf(request + at, sizeof(request) - (size_t)at, "X%d: 1\r\n", i);
    at += snprintf(request + at, sizeof(request) - (size_t)at, "Cookie: session=");
    const int left = NET_HEAD_MAX - at - 4;
    memset(request + at, 'c', (size_t)left);
    strcpy(request + at + left, "\r\n\r\n");
    assert_int_equal(strlen(request), NET_HEAD_MAX);
    const reply r = ask(*state, request);
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "X-Wide: ") && reply_has(&r, "wide\n"));
    strcpy(request + at + left, "c\r\n\r\n");
    must_refuse(*state, request, strlen(request));
}

/* One head that grows in a place: `before`, `size` bytes of 'a', `after`. */
static void must_refuse_long(fixture *f, const char *before, size_t size, const char *after)
{
    static char request[70000];
    assert_true(strlen(before) + size + strlen(after) < sizeof(request));
    strcpy(request, before);
    memset(request + strlen(before), 'a', size);
    strcpy(request + strlen(before) + size, after);
    must_refuse(f, request, strlen(request));
}

static void long_heads_are_refused(void **state)
{
    must_refuse_long(*state, "GET /x HTTP/1.1\r\nHost: h\r\nX: ", 40000, "\r\n\r\n");
    must_refuse_long(*state, "GET /x HTTP/1.1\r\nHost: h\r\nX: ", 60000, "");
    must_refuse_long(*state, "GET /x HTTP/1.1\r\nHost: h\r\n", 60000, ": y\r\n\r\n");
    must_refuse_long(*state, "GET /", NET_TARGET_MAX, " HTTP/1.1\r\nHost: h\r\n\r\n");
    must_refuse_long(*state, "GET /", 60000, " HTTP/1.1\r\nHost: h\r\n\r\n");
    must_refuse_long(*state, "GET /", 60000, "");
    must_refuse_long(*state, "", 60000, " / HTTP/1.1\r\nHost: h\r\n\r\n");
}

static void too_many_of_something_are_refused(void **state)
{
    static char request[NET_HEAD_MAX];
    int at = snprintf(request, sizeof(request), "GET /x HTTP/1.1\r\nHost: h\r\n");
    for (int i = 0; i < 64; i++)
        at += snprintf(request + at, sizeof(request) - (size_t)at, "X%d: 1\r\n", i);
    strcpy(request + at, "\r\n");
    must_refuse(*state, request, strlen(request));
    at = snprintf(request, sizeof(request), "GET /x?a");
    for (int i = 0; i < NET_QUERY_MAX; i++)
        at += snprintf(request + at, sizeof(request) - (size_t)at, "&%d", i);
    strcpy(request + at, " HTTP/1.1\r\nHost: h\r\n\r\n");
    must_refuse(*state, request, strlen(request));
}

/* The library alone would close the connection without a word. */
static void a_query_of_thousands_is_answered(void **state)
{
    static char request[16384];
    static const char *const pieces[] = { "a&", "a=1&", "%41=%42&", "&" };
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        size_t at = (size_t)snprintf(request, sizeof(request), "GET /x?");
        while (at < 12000) {
            strcpy(request + at, pieces[i]);
            at += strlen(pieces[i]);
        }
        strcpy(request + at, " HTTP/1.1\r\nHost: h\r\n\r\n");
        assert_int_equal(ask(*state, request).status, 414);
    }
}

static void a_head_in_single_bytes_is_read(void **state)
{
    static const char request[] = "GET /slow?a=1 HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n";
    const int fd = client_open(*state);
    for (size_t i = 0; i < sizeof(request) - 1; i++)
        client_send_bytes(fd, request + i, 1);
    const reply r = client_reply(fd, false);
    assert_true(reply_has(&r, "GET [/slow]"));
    close(fd);
}

const struct CMUnitTest head_tests[] = {
    SERVED(a_request_is_understood),
    SERVED(a_bare_request_is_understood),
    SERVED(an_old_client_is_served_and_closed),
    SERVED(head_is_measured_not_sent),
    SERVED(absolute_targets_and_options_work),
    SERVED(a_head_in_single_bytes_is_read),
    SERVED(hostile_targets_are_refused),
    SERVED(nul_bytes_are_refused),
    SERVED(malformed_heads_are_refused),
    SERVED(doubtful_lengths_are_refused),
    SERVED(the_largest_head_is_answered),
    SERVED(long_heads_are_refused),
    SERVED(too_many_of_something_are_refused),
    SERVED(a_query_of_thousands_is_answered),
};
const size_t head_count = sizeof(head_tests) / sizeof(head_tests[0]);
