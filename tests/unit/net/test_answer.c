/* Answers: kept alive, pipelined, shared, streamed, later, events.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void connections_are_kept_alive(void **state)
{
    fixture *f = *state;
    const int fd = client_open(f);
    for (int i = 0; i < 100; i++) {
        client_send(fd, i % 2 ? "GET /later?n=7 HTTP/1.1\r\nHost: h\r\n\r\n"
                              : "GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
        const reply r = client_reply(fd, false);
        assert_int_equal(r.status, 200);
        assert_true(reply_has(&r, i % 2 ? "later 7\n" : "GET [/x]"));
    }
    assert_int_equal(net_count(f->server).connections_total, 1);
    client_send(fd, "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    const reply r = client_reply(fd, false);
    assert_true(reply_has(&r, "Connection: close"));
    assert_true(client_at_end(fd));
    close(fd);
    assert_int_equal(atomic_load(&f->logged), 101);
}

static void pipelined_requests_come_back_in_order(void **state)
{
    const int fd = client_open(*state);
    char request[128];
    for (int i = 0; i < 200; i++) {
        snprintf(request, sizeof(request), "GET /%s?n=%d HTTP/1.1\r\nHost: h\r\n\r\n",
            i % 3 ? "later" : "x", i);
        client_send(fd, request);
    }
    for (int i = 0; i < 200; i++) {
        char wanted[64];
        snprintf(wanted, sizeof(wanted), i % 3 ? "later %d\n" : "query [n]=[%d]\n", i);
        const reply r = client_reply(fd, false);
        assert_true(reply_has(&r, wanted));
    }
    close(fd);
}

static void shared_bodies_come_in_two_forms(void **state)
{
    reply r = ask(*state, "GET /shared HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
    assert_true(reply_has(&r, "gzip bytes!") && reply_has(&r, "Content-Encoding: gzip\r\n"));
    assert_true(reply_has(&r, "Vary: Accept-Encoding\r\n") && reply_has(&r, "ETag: \"v1\"\r\n"));
    r = ask(*state, "GET /shared HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip;q=0\r\n\r\n");
    assert_true(reply_has(&r, "plain bytes") && !reply_has(&r, "Content-Encoding"));
    assert_true(reply_has(&r, "Vary: Accept-Encoding\r\n"));
}

static void an_answer_without_body_has_none(void **state)
{
    const int fd = client_open(*state);
    client_send(fd, "GET /none HTTP/1.1\r\nHost: h\r\n\r\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(client_reply(fd, false).status, 204);
    assert_int_equal(client_reply(fd, false).status, 200);
    close(fd);
}

static void a_header_with_a_line_break_is_never_sent(void **state)
{
    const reply r = ask(*state, "GET /evil HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(r.status, 500);
    assert_false(reply_has(&r, "Set-Cookie"));
}

static void sources_are_streamed(void **state)
{
    fixture *f = *state;
    reply r = ask(f, "GET /source?size=3000000 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_true(reply_has(&r, "Transfer-Encoding: chunked"));
    assert_int_equal(r.body_size, 3000000);
    assert_false(r.is_cut);
    r = ask(f, "GET /source?size=3000000&known HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_true(reply_has(&r, "Content-Length: 3000000"));
    assert_int_equal(r.body_size, 3000000);
    r = ask(f, "GET /source?size=0 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(r.body_size, 0);
    assert_false(r.is_cut);
    r = ask(f, "HEAD /source?size=10&known HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_true(reply_has(&r, "Content-Length: 10"));
    const int64_t end = sys_steady_us() + 30000000;
    while (atomic_load(&f->ended) < 4 && sys_steady_us() < end)
        usleep(5000);
    assert_int_equal(atomic_load(&f->ended), 4);
}

static void a_broken_source_is_seen_as_broken(void **state)
{
    reply r = ask(*state, "GET /source?size=50000&cut HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_true(r.is_cut);
    r = ask(*state, "GET /source?size=50000&cut&known HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_true(r.is_cut);
}

static void files_are_served_in_part(void **state)
{
    reply r = ask(*state, "GET /file HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(r.body_size, 5);
    assert_true(reply_has(&r, "34567"));
    r = ask(*state, "GET /file?size=300007 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(r.body_size, 300007);
    assert_true(reply_has(&r, "3456789fff") && !r.is_cut);
    /* Shorter than promised: the receiver sees that it is broken. */
    r = ask(*state, "GET /file?size=300008 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_true(r.is_cut);
    r = ask(*state, "HEAD /file?size=300007 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_true(reply_has(&r, "Content-Length: 300007"));
}

/* A request counts as pending when `handle` has returned. */
static void pending_wait(fixture *f, int64_t count)
{
    const int64_t end = sys_steady_us() + 30000000;
    while (net_count(f->server).pending != count && sys_steady_us() < end)
        usleep(1000);
    assert_int_equal(net_count(f->server).pending, count);
}

static void later_answers_come_from_any_thread(void **state)
{
    fixture *f = *state;
    int fds[40];
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 40; i++) {
            fds[i] = client_open(f);
            client_send(fds[i], "GET /held?n=1 HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        held_wait(f, 40);
        pending_wait(f, 40);
        held_release(f, round % 2 == 0);
        for (int i = 0; i < 40; i++) {
            const reply r = client_reply(fds[i], false);
            assert_true(reply_has(&r, "later 1\n"));
            close(fds[i]);
        }
        pending_wait(f, 0);
    }
}

static void a_peer_that_left_is_remembered(void **state)
{
    fixture *f = *state;
    for (int i = 0; i < 30; i++) {
        const int fd = client_open(f);
        client_send(fd, "GET /held?n=1 HTTP/1.1\r\nHost: h\r\n\r\n");
        held_wait(f, (size_t)i + 1);
        const struct linger reset = { .l_onoff = 1 };
        if (i % 2)
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
        close(fd);
    }
    pending_wait(f, 30);
    held_release(f, true);
    const int64_t end = sys_steady_us() + 30000000;
    while (net_count(f->server).connections > 0 && sys_steady_us() < end)
        usleep(5000);
    assert_int_equal(net_count(f->server).connections, 0);
    assert_true(net_count(f->server).left_total > 0);
    pending_wait(f, 0);
    assert_int_equal(ask(f, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
}

/* Reads until `text` stands in what came; true if it came within the client's patience. */
static bool events_have(int fd, const char *text)
{
    char seen[16384];
    size_t used = 0;
    while (used < sizeof(seen) - 1) {
        const ssize_t got = recv(fd, seen + used, sizeof(seen) - 1 - used, 0);
        if (got <= 0)
            return false;
        used += (size_t)got;
        seen[used] = '\0';
        if (strstr(seen, text))
            return true;
    }
    return false;
}

static void listeners_wait(fixture *f, size_t count)
{
    const int64_t end = sys_steady_us() + 30000000;
    while (net_stream_count(f->stream) != count && sys_steady_us() < end)
        usleep(5000);
    assert_int_equal(net_stream_count(f->stream), count);
}

static void events_reach_all_listeners(void **state)
{
    fixture *f = *state;
    int fds[20];
    for (int i = 0; i < 20; i++) {
        fds[i] = client_open(f);
        client_send(fds[i], "GET /events HTTP/1.1\r\nHost: h\r\n\r\n");
        assert_true(events_have(fds[i], "text/event-stream"));
    }
    listeners_wait(f, 20);
    net_stream_send(f->stream, (span)SPAN("data: one\n\n"));
    net_stream_send(f->stream, (span)SPAN("data: two\n\n"));
    for (int i = 0; i < 20; i++)
        assert_true(events_have(fds[i], "data: two\n\n"));
    for (int i = 0; i < 10; i++)
        close(fds[i]);
    listeners_wait(f, 10);
    net_stream_send(f->stream, (span)SPAN("data: three\n\n"));
    assert_true(events_have(fds[19], "data: three\n\n"));
    for (int i = 10; i < 20; i++)
        close(fds[i]);
    listeners_wait(f, 0);
}

static void a_slow_listener_is_dropped(void **state)
{
    fixture *f = *state;
    const int slow = client_open(f);
    const int quick = client_open(f);
    char event[1025];
    memset(event, 'e', 1022);
    strcpy(event + 1022, "\n\n");
    client_send(slow, "GET /events HTTP/1.1\r\nHost: h\r\n\r\n");
    client_send(quick, "GET /events HTTP/1.1\r\nHost: h\r\n\r\n");
    listeners_wait(f, 2);
    char sink[65536];
    const struct timeval patience = { .tv_usec = 20000 };
    setsockopt(quick, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    for (int i = 0; i < 20000 && net_stream_count(f->stream) > 1; i++) {
        net_stream_send(f->stream, (span){ event, 1024 });
        if (recv(quick, sink, sizeof(sink), 0) == 0)
            fail();
    }
    assert_int_equal(net_stream_count(f->stream), 1);
    close(slow);
    close(quick);
}

static void a_closed_stream_ends_its_listeners(void **state)
{
    fixture *f = *state;
    err error = { 0 };
    const int fd = client_open(f);
    client_send(fd, "GET /events HTTP/1.1\r\nHost: h\r\n\r\n");
    listeners_wait(f, 1);
    net_stream *old = f->stream;
    assert_true(net_stream_open(f->server, 8192, &f->stream, &error));
    net_stream_close(old);
    assert_true(client_at_end(fd));
    close(fd);
}

static void addresses_are_read_and_refused(void **state)
{
    fixture *f = *state;
    static const char *const bad[] = { "", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "host:80",
        "::1:80", "[::1:80", "127.0.0.1:x", "unix:", "203.0.113.1:80" };
    net *other = NULL;
    err error = { 0 };
    net_setup setup = { .listen_count = 1, .handle = (void (*)(void *, net_request *))abort };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        setup.listen = &bad[i];
        assert_false(net_open(&setup, &other, &error));
        assert_int_equal(error.code, ERR_INPUT);
    }
    char taken[32];
    const char *address = taken;
    snprintf(taken, sizeof(taken), "127.0.0.1:%d", f->port);
    setup.listen = &address;
    assert_false(net_open(&setup, &other, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    address = "[::1]:0";
    if (net_open(&setup, &other, &error))
        net_close(other);
    else
        print_message("no IPv6 here\n");
}

const struct CMUnitTest answer_tests[] = {
    SERVED(connections_are_kept_alive),
    SERVED(pipelined_requests_come_back_in_order),
    SERVED(shared_bodies_come_in_two_forms),
    SERVED(an_answer_without_body_has_none),
    SERVED(a_header_with_a_line_break_is_never_sent),
    SERVED(sources_are_streamed),
    SERVED(a_broken_source_is_seen_as_broken),
    SERVED(files_are_served_in_part),
    SERVED(later_answers_come_from_any_thread),
    SERVED(a_peer_that_left_is_remembered),
    SERVED(events_reach_all_listeners),
    SERVED(a_slow_listener_is_dropped),
    SERVED(a_closed_stream_ends_its_listeners),
    SERVED(addresses_are_read_and_refused),
};
const size_t answer_count = sizeof(answer_tests) / sizeof(answer_tests[0]);
