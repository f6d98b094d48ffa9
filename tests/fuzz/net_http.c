/* Whole connections from strangers: bytes of any kind go through a real socket, the library, the
 * checks and a handler that asks every question; the server must stay whole and answer the next.
 * SPDX-License-Identifier: Apache-2.0 */
#include "net/net.h"
#include "sys/sys.h"
#include "text/text.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static net *server;
static sys_thread loop;

static void text_check(span s)
{
    assert(text_utf8_bad(s) == s.size);
    assert(s.size == 0 || !memchr(s.at, 0, s.size));
}

static void pairs_check(const net_pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_check(pairs[i].name);
        text_check(pairs[i].value);
    }
}

static void handle(void *self, net_request *r)
{
    size_t count;
    (void)self;
    assert(r->is_complete && (r->path.at[0] == '/' || span_is(r->path, "*")));
    text_check(r->path);
    const net_pair *query = net_query_all(r, &count);
    pairs_check(query, count);
    pairs_check(r->fields, r->field_count);
    for (size_t i = 0; i < r->part_count; i++) {
        text_check(r->parts[i].name);
        text_check(r->parts[i].file_name);
        text_check(r->parts[i].type);
        assert(r->parts[i].fd >= 0 && r->parts[i].size >= 0);
    }
    assert(r->body.size <= NET_BODY_MEMORY_MAX && net_peer(r).size > 0);
    (void)net_query_raw(r);
    (void)net_cookie(r, "a");
    (void)net_accepts_gzip(r);
    (void)net_etag_matches(r, (span)SPAN("\"a\""));
    net_answer(r, &(net_reply){ .status = 200, .body = r->path });
}

static void classify(void *self, net_request *r, net_class *ret_class)
{
    (void)self;
    *ret_class = (net_class){ .size_max = 5000, .folder = "/tmp" };
    ret_class->kind = r->path.size % 3 == 0   ? NET_BODY_FILE
                      : r->path.size % 3 == 1 ? NET_BODY_FORM
                                              : NET_BODY_MEMORY;
}

static void run(void *self)
{
    (void)self;
    net_run(server);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char *const address[] = { "127.0.0.1:0" };
    const net_setup setup = { .listen = address,
        .listen_count = 1,
        .classify = classify,
        .handle = handle,
        .connections_max = 1000 };
    err error = { 0 };
    (void)argc;
    (void)argv;
    const bool is_open =
        net_open(&setup, &server, &error) && sys_thread_start(&loop, "loop", run, NULL, &error);
    assert(is_open);
    return 0;
}

/* Sends all and reads until the server closes or has been silent for a moment. */
static void exchange(const void *data, size_t size)
{
    char sink[4096];
    const struct sockaddr_in to = { .sin_family = AF_INET,
        .sin_port = htons((uint16_t)net_port(server, 0)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const struct linger reset = { .l_onoff = 1 };
    const struct timeval moment = { .tv_usec = 3000 };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert(fd >= 0);
    if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0) {
        (void)!send(fd, data, size, MSG_NOSIGNAL);
        (void)shutdown(fd, SHUT_WR);
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof(moment));
        while (recv(fd, sink, sizeof(sink), 0) > 0)
            ;
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    }
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0 && size < 20000)
        exchange(data, size);
    return 0;
}
