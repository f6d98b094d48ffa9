/* Many connections at once, slow ones, and the end of the server.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MANY = 2000, ROUNDS = 10 };

/* All are ready at the same time, again and again: the library's own thread hangs here. */
static void ready_together(fixture *f, int count, const char *request)
{
    int fds[512];
    for (int i = 0; i < count; i++)
        fds[i] = client_open(f);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < count; i++)
            client_send(fds[i], request);
        for (int i = 0; i < count; i++)
            assert_int_equal(client_reply(fds[i], false).status, 200);
    }
    for (int i = 0; i < count; i++)
        close(fds[i]);
}

static void multiples_of_128_do_not_hang(void **state)
{
    static const int counts[] = { 127, 128, 129, 256, 384, 512 };
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        ready_together(*state, counts[i], "GET /shared HTTP/1.1\r\nHost: h\r\n\r\n");
}

static void multiples_of_128_held_do_not_hang(void **state)
{
    fixture *f = *state;
    static const int counts[] = { 128, 256, 512 };
    int fds[512];
    for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
        for (int i = 0; i < counts[c]; i++)
            fds[i] = client_open(f);
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < counts[c]; i++)
                client_send(fds[i], "GET /held?n=1 HTTP/1.1\r\nHost: h\r\n\r\n");
            held_wait(f, (size_t)counts[c]);
            held_release(f, true);
            for (int i = 0; i < counts[c]; i++)
                assert_int_equal(client_reply(fds[i], false).status, 200);
        }
        for (int i = 0; i < counts[c]; i++)
            close(fds[i]);
    }
}

/* Both ends of MANY connections are in this process. */
static void files_need(void)
{
    if (sys_open_files_raise() >= 2 * MANY + 1000)
        return;
    print_message("skipped: the limit of open files is too low\n");
    skip();
}

static void thousands_wait_for_their_answer(void **state)
{
    fixture *f = *state;
    files_need();
    int *fds = calloc(MANY, sizeof(int));
    char request[128];
    for (int i = 0; i < MANY; i++) {
        fds[i] = client_open(f);
        snprintf(request, sizeof(request), "GET /%s?n=%d HTTP/1.1\r\nHost: h\r\n\r\n",
            i % 2 ? "held" : "later", i);
        client_send(fds[i], request);
    }
    held_wait(f, MANY / 2);
    held_release(f, false);
    for (int i = 0; i < MANY; i++) {
        char wanted[32];
        snprintf(wanted, sizeof(wanted), "later %d\n", i);
        const reply r = client_reply(fds[i], false);
        assert_true(reply_has(&r, wanted));
        close(fds[i]);
    }
    assert_int_equal(net_count(f->server).pending, 0);
    free(fds);
}

/* One byte every 50 ms never completes a head within the time that it has. */
static void a_slow_head_is_cut(void **state)
{
    fixture *f = *state;
    const int slow = client_open(f);
    const int silent = client_open(f);
    const int64_t begin = sys_steady_us();
    client_send(slow, "GET /x HTTP/1.1\r\nX: ");
    for (int i = 0; i < 16; i++) {
        client_send(slow, "y");
        usleep(50000);
        assert_int_equal(ask(f, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
    }
    assert_true(client_at_end(slow));
    assert_true(client_at_end(silent));
    assert_true(sys_steady_us() - begin < 5000000);
    assert_int_equal(net_count(f->server).late_total, 2);
    close(slow);
    close(silent);
}

static void a_slow_body_is_cut(void **state)
{
    fixture *f = *state;
    const int fd = client_open(f);
    client_send(fd, "PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n");
    for (int i = 0; i < 20; i++) {
        client_send(fd, "drop by drop");
        usleep(50000);
    }
    assert_int_equal(client_reply(fd, false).status, 0);
    assert_int_equal(net_count(f->server).late_total, 1);
    close(fd);
}

/* 20,000 bytes every 150 ms are slow, and fast enough. */
static void a_steady_body_is_taken(void **state)
{
    fixture *f = *state;
    char piece[20000];
    const int fd = client_open(f);
    memset(piece, 's', sizeof(piece));
    client_send(fd, "PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 160000\r\n\r\n");
    for (int i = 0; i < 8; i++) {
        client_send_bytes(fd, piece, sizeof(piece));
        usleep(150000);
    }
    const reply r = client_reply(fd, false);
    assert_true(reply_has(&r, "size 160000"));
    close(fd);
}

static void an_idle_connection_is_closed(void **state)
{
    fixture *f = *state;
    const int fd = client_open(f);
    client_send(fd, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(client_reply(fd, false).status, 200);
    const int64_t begin = sys_steady_us();
    assert_true(client_at_end(fd));
    const int64_t took = sys_steady_us() - begin;
    assert_true(took > 500000 && took < 5000000);
    close(fd);
}

static void a_reader_that_stops_is_cut(void **state)
{
    fixture *f = *state;
    const int fd = client_open(f);
    client_send(fd, "GET /source?size=100000000&known HTTP/1.1\r\nHost: h\r\n\r\n");
    const int64_t end = sys_steady_us() + 30000000;
    while (atomic_load(&f->ended) == 0 && sys_steady_us() < end)
        usleep(20000);
    assert_int_equal(net_count(f->server).late_total, 1);
    assert_int_equal(atomic_load(&f->ended), 1);
    close(fd);
}

static void idle_crowds_do_not_slow_the_rest(void **state)
{
    fixture *f = *state;
    files_need();
    int *fds = calloc(MANY, sizeof(int));
    for (int i = 0; i < MANY; i++)
        fds[i] = client_open(f);
    for (int i = 0; i < 200; i++)
        assert_int_equal(ask(f, "GET /later?n=1 HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
    for (int i = 0; i < MANY; i++)
        close(fds[i]);
    free(fds);
}

typedef struct second_server {
    net *server;
    sys_thread loop;
} second_server;

static void second_run(void *self)
{
    second_server *s = self;
    net_run(s->server);
}

static void second_handle(void *self, net_request *r)
{
    (void)self;
    net_answer(r, &(net_reply){ .status = 200, .body = net_peer(r) });
}

static void beyond_the_limit_connections_wait(void **state)
{
    static const char *const address[] = { "127.0.0.1:0" };
    (void)state;
    fixture f = { 0 };
    second_server s = { 0 };
    err error = { 0 };
    const net_setup setup = {
        .listen = address, .listen_count = 1, .connections_max = 4, .handle = second_handle
    };
    assert_true(net_open(&setup, &s.server, &error));
    f.port = net_port(s.server, 0);
    assert_true(sys_thread_start(&s.loop, "second", second_run, &s, &error));
    int fds[8];
    for (int i = 0; i < 8; i++) {
        fds[i] = client_open(&f);
        client_send(fds[i], "GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    for (int i = 0; i < 4; i++)
        assert_int_equal(client_reply(fds[i], false).status, 200);
    assert_int_equal(net_count(s.server).connections, 4);
    for (int i = 0; i < 4; i++)
        close(fds[i]);
    for (int i = 4; i < 8; i++) {
        assert_int_equal(client_reply(fds[i], false).status, 200);
        close(fds[i]);
    }
    net_stop(s.server, 1);
    sys_thread_join(&s.loop);
    net_close(s.server);
}

static void local_sockets_and_several_listeners_serve(void **state)
{
    char folder[] = "/tmp/nuan-net-XXXXXX";
    char path[64];
    char local[80];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/http", folder);
    snprintf(local, sizeof(local), "unix:%s", path);
    const char *const addresses[] = { "127.0.0.1:0", local, "127.0.0.1:0" };
    const net_setup setup = { .listen = addresses, .listen_count = 3, .handle = second_handle };
    for (int round = 0; round < 2; round++) { /* the second finds the socket of the first */
        second_server s = { 0 };
        err error = { 0 };
        assert_true(net_open(&setup, &s.server, &error));
        assert_int_equal(net_port(s.server, 1), 0);
        assert_true(sys_thread_start(&s.loop, "second", second_run, &s, &error));
        const fixture far = { .port = net_port(s.server, round == 0 ? 0 : 2) };
        reply r = ask(&far, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
        assert_true(reply_has(&r, "127.0.0.1"));
        const int fd = client_open_local(path);
        client_send(fd, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
        r = client_reply(fd, false);
        assert_true(reply_has(&r, "unix"));
        net *twice = NULL;
        const net_setup again = {
            .listen = &addresses[1], .listen_count = 1, .handle = second_handle
        };
        assert_false(net_open(&again, &twice, &error));
        assert_int_equal(error.code, ERR_CONFLICT);
        close(fd);
        net_stop(s.server, 1);
        sys_thread_join(&s.loop);
        net_close(s.server);
    }
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
}

static void a_stop_lets_pending_answers_finish(void **state)
{
    fixture *f = *state;
    const int idle = client_open(f);
    const int waiting = client_open(f);
    client_send(idle, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(client_reply(idle, false).status, 200);
    client_send(waiting, "GET /held?n=5 HTTP/1.1\r\nHost: h\r\n\r\n");
    held_wait(f, 1);
    net_stop(f->server, 3);
    assert_true(client_at_end(idle));
    usleep(100000);
    held_release(f, false);
    const reply r = client_reply(waiting, false);
    assert_true(reply_has(&r, "later 5\n"));
    assert_true(client_at_end(waiting));
    close(idle);
    close(waiting);
}

static void a_stop_does_not_wait_for_ever(void **state)
{
    fixture *f = *state;
    const int fd = client_open(f);
    client_send(fd, "GET /held?n=5 HTTP/1.1\r\nHost: h\r\n\r\n");
    held_wait(f, 1);
    const int64_t begin = sys_steady_us();
    net_stop(f->server, 0);
    sys_thread_join(&f->loop);
    assert_true(sys_steady_us() - begin < 2000000);
    held_release(f, false); /* too late: dropped in silence */
    f->loop.is_running = false;
    close(fd);
}

const struct CMUnitTest load_tests[] = {
    SERVED(multiples_of_128_do_not_hang),
    SERVED(multiples_of_128_held_do_not_hang),
    SERVED(thousands_wait_for_their_answer),
    SERVED(idle_crowds_do_not_slow_the_rest),
    cmocka_unit_test(beyond_the_limit_connections_wait),
    cmocka_unit_test(local_sockets_and_several_listeners_serve),
    SERVED_HASTILY(a_slow_head_is_cut),
    SERVED_HASTILY(a_slow_body_is_cut),
    SERVED_HASTILY(a_steady_body_is_taken),
    SERVED_HASTILY(an_idle_connection_is_closed),
    SERVED_HASTILY(a_reader_that_stops_is_cut),
    SERVED(a_stop_lets_pending_answers_finish),
    SERVED(a_stop_does_not_wait_for_ever),
};
const size_t load_count = sizeof(load_tests) / sizeof(load_tests[0]);
