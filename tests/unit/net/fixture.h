/* A server of its own for each test and a client that speaks bytes, so that wrong ones can be said.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEST_NET_FIXTURE_H
#define NUAN_TEST_NET_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/net.h"
#include "sys/sys.h"
#include "base/buffer.h"

#include <stdatomic.h>

enum { HELD_MAX = 8192, REPLY_MAX = 4 * 1024 * 1024 };

typedef struct fixture {
    net *server;
    int port;
    sys_thread loop;
    sys_thread worker;
    net_body *shared;
    net_stream *stream;
    sys_mutex lock;
    sys_signal signal;
    net_request *held[HELD_MAX]; /* kept until held_release */
    size_t held_count;
    net_request *queue[HELD_MAX]; /* kept until the worker answers */
    size_t queue_count;
    net_request *round[HELD_MAX];
    size_t round_count;
    bool is_over;
    char folder[64];
    atomic_int handled, rounds, ended, logged, logged_left;
} fixture;

int fixture_start(void **state);
/* With short clocks: head 600 ms, idle 900 ms, progress 600 ms. */
int fixture_start_hasty(void **state);
int fixture_stop(void **state);
#define SERVED(test) cmocka_unit_test_setup_teardown(test, fixture_start, fixture_stop)
#define SERVED_HASTILY(test)                                                                       \
    cmocka_unit_test_setup_teardown(test, fixture_start_hasty, fixture_stop)
void held_wait(fixture *f, size_t count);
/* Answers all held requests from this thread, one by one or in one batch. */
void held_release(fixture *f, bool is_batch);

/* A connection; reads give up after 30 s. */
int client_open(const fixture *f);
/* The same to a local socket. */
int client_open_local(const char *path);
void client_send(int fd, const char *text);
void client_send_bytes(int fd, const void *bytes, size_t size);

typedef struct reply {
    int status; /* 0: the connection ended without a whole answer */
    char *head; /* with its last empty line, NUL behind */
    char *body;
    size_t body_size;
    bool is_cut; /* ended before its announced end */
} reply;
/* Reads one answer; the memory is the test's (one at a time). */
reply client_reply(int fd, bool is_head);
/* Reads until the other side closes; true if it did. */
bool client_at_end(int fd);
/* All of it: connect, send, read, close. */
reply ask(const fixture *f, const char *request);
bool reply_has(const reply *r, const char *text);

extern const struct CMUnitTest decode_tests[], head_tests[], body_tests[], answer_tests[],
    load_tests[];
extern const size_t decode_count, head_count, body_count, answer_count, load_count;

#endif
