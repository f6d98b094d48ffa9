/* The server and the client of the tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- handlers ------------------------------------------------------------------------------- */

static const net_pair plain[] = { { SPAN("Content-Type"), SPAN("text/plain; charset=utf-8") } };

static void text_answer(net_request *r, int status, span body)
{
    net_answer(
        r, &(net_reply){ .status = status, .headers = plain, .header_count = 1, .body = body });
}

static void pairs_tell(buffer *b, const char *word, const net_pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_format(
            b, "%s [%.*s]=[%.*s]\n", word, SPAN_PRINT(pairs[i].name), SPAN_PRINT(pairs[i].value));
}

static int64_t file_sum(int fd)
{
    unsigned char bytes[4096];
    int64_t sum = 0;
    ssize_t got;
    while ((got = read(fd, bytes, sizeof(bytes))) > 0)
        for (ssize_t i = 0; i < got; i++)
            sum = (sum * 31 + bytes[i]) % 1000000007;
    return sum;
}

/* Says all that a handler can see. */
static void tell(net_request *r)
{
    static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };
    buffer b = buffer_in(r->memory, 256);
    size_t count;
    const net_pair *query = net_query_all(r, &count);
    buffer_format(&b, "%s [%.*s] head=%d peer=%.*s\n", methods[r->method], SPAN_PRINT(r->path),
        r->is_head, SPAN_PRINT(net_peer(r)));
    pairs_tell(&b, "query", query, count);
    buffer_format(&b, "raw [%.*s]\n", SPAN_PRINT(net_query_raw(r)));
    buffer_format(&b, "size %lld memory %zu\n", (long long)r->body_size, r->body.size);
    if (r->body.size > 0 && r->body.size < 200)
        buffer_format(&b, "body [%.*s]\n", SPAN_PRINT(r->body));
    if (r->body_fd >= 0)
        buffer_format(&b, "sum %lld\n", (long long)file_sum(r->body_fd));
    pairs_tell(&b, "field", r->fields, r->field_count);
    for (size_t i = 0; i < r->part_count; i++)
        buffer_format(&b, "part [%.*s] [%.*s] [%.*s] size %lld sum %lld\n",
            SPAN_PRINT(r->parts[i].name), SPAN_PRINT(r->parts[i].file_name),
            SPAN_PRINT(r->parts[i].type), (long long)r->parts[i].size,
            (long long)file_sum(r->parts[i].fd));
    if (r->part_over > 0)
        buffer_format(&b, "over %zu\n", r->part_over);
    buffer_format(&b, "cookie [%.*s] gzip %d match %d agent [%.*s]\n",
        SPAN_PRINT(net_cookie(r, "session")), net_accepts_gzip(r),
        net_etag_matches(r, (span)SPAN("\"v1\"")), SPAN_PRINT(net_header(r, "USER-agent")));
    text_answer(r, 200, buffer_span(&b));
}

typedef struct pattern {
    fixture *home;
    int64_t left;
    bool is_cut;
} pattern;

static int64_t pattern_pull(void *self, char *into, size_t size)
{
    pattern *p = self;
    if (p->left == 0)
        return p->is_cut ? -1 : 0;
    const size_t part = (size_t)p->left < size ? (size_t)p->left : size;
    memset(into, 'p', part);
    p->left -= (int64_t)part;
    return (int64_t)part;
}

static void pattern_end(void *self)
{
    pattern *p = self;
    atomic_fetch_add(&p->home->ended, 1);
}

static void source_answer(fixture *f, net_request *r)
{
    pattern *p = ARENA_NEW(r->memory, pattern, 1);
    const span size = net_query(r, "size");
    *p = (pattern){ .home = f, .left = size.at ? atoll(size.at) : 1000 };
    p->is_cut = net_query(r, "cut").at != NULL;
    const net_source source = { .pull = pattern_pull,
        .end = pattern_end,
        .self = p,
        .size = net_query(r, "known").at ? p->left + (p->is_cut ? 10 : 0) : -1 };
    net_answer(
        r, &(net_reply){ .status = 200, .headers = plain, .header_count = 1, .source = &source });
}

static void file_answer(fixture *f, net_request *r)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/served", f->folder);
    const net_file file = { .fd = open(path, O_RDONLY | O_CLOEXEC),
        .offset = 3,
        .size = net_query(r, "size").at ? atoll(net_query(r, "size").at) : 5 };
    assert_true(file.fd >= 0);
    net_answer(
        r, &(net_reply){ .status = 200, .headers = plain, .header_count = 1, .file = &file });
}

/* As many headers as an answer may have, long ones. */
static void wide_answer(net_request *r)
{
    net_pair headers[NET_HEADER_MAX];
    for (size_t i = 0; i < NET_HEADER_MAX; i++)
        headers[i] = (net_pair){ SPAN("X-Wide"),
            SPAN("0123456789012345678901234567890123456789012345678901234567890123456789") };
    net_answer(r, &(net_reply){ .status = 200,
                      .headers = headers,
                      .header_count = NET_HEADER_MAX,
                      .body = SPAN("wide\n") });
}

static void handle(void *self, net_request *r)
{
    fixture *f = self;
    static const net_pair evil[] = { { SPAN("Location"), SPAN("/x\r\nSet-Cookie: a=b") } };
    static const net_pair events[] = { { SPAN("Content-Type"), SPAN("text/event-stream") } };
    atomic_fetch_add(&f->handled, 1);
    if (span_is(r->path, "/shared"))
        net_answer(r, &(net_reply){ .status = 200, .shared = f->shared });
    else if (span_is(r->path, "/later"))
        f->round[f->round_count++] = r;
    else if (span_is(r->path, "/held")) {
        sys_mutex_lock(&f->lock);
        f->held[f->held_count++] = r;
        sys_signal_wake_all(&f->signal);
        sys_mutex_unlock(&f->lock);
    } else if (span_is(r->path, "/source"))
        source_answer(f, r);
    else if (span_is(r->path, "/file"))
        file_answer(f, r);
    else if (span_is(r->path, "/evil"))
        net_answer(r, &(net_reply){ .status = 302, .headers = evil, .header_count = 1 });
    else if (span_is(r->path, "/wide"))
        wide_answer(r);
    else if (span_is(r->path, "/none"))
        net_answer(r, &(net_reply){ .status = 204 });
    else if (span_is(r->path, "/events"))
        net_stream_join(f->stream, r, events, 1, (span)SPAN("data: first\n\n"));
    else
        tell(r);
}

static void classify(void *self, net_request *r, net_class *ret_class)
{
    fixture *f = self;
    if (span_is(r->path, "/upload"))
        *ret_class = (net_class){ .kind = NET_BODY_FILE, .size_max = 300000, .folder = f->folder };
    else if (span_is(r->path, "/form"))
        *ret_class = (net_class){ .kind = NET_BODY_FORM, .size_max = 300000, .folder = f->folder };
    else if (span_is(r->path, "/form-only"))
        *ret_class = (net_class){ .kind = NET_BODY_FORM, .size_max = 300000 };
    else if (span_is(r->path, "/refused"))
        text_answer(r, 403, (span)SPAN("refused before the body\n"));
    else if (!span_is(r->path, "/no-body"))
        *ret_class = (net_class){ .kind = NET_BODY_MEMORY, .size_max = NET_BODY_MEMORY_MAX };
}

/* Hands the round's requests to the worker with one wake. */
static void round_end(void *self)
{
    fixture *f = self;
    atomic_fetch_add(&f->rounds, 1);
    sys_mutex_lock(&f->lock);
    for (size_t i = 0; i < f->round_count; i++)
        f->queue[f->queue_count++] = f->round[i];
    f->round_count = 0;
    sys_signal_wake_all(&f->signal);
    sys_mutex_unlock(&f->lock);
}

static void logged(void *self, const net_request *r, int status, int64_t duration_us)
{
    fixture *f = self;
    assert_non_null(r);
    assert_true(duration_us >= 0);
    atomic_fetch_add(status ? &f->logged : &f->logged_left, 1);
}

static void later_answer(net_request *r, net_batch *batch)
{
    buffer b = buffer_in(r->memory, 64);
    buffer_format(&b, "later %.*s\n", SPAN_PRINT(net_query(r, "n")));
    net_answer_later(r,
        &(net_reply){ .status = 200, .headers = plain, .header_count = 1, .body = buffer_span(&b) },
        batch);
}

static void worker_run(void *self)
{
    fixture *f = self;
    sys_mutex_lock(&f->lock);
    while (!f->is_over || f->queue_count > 0) {
        if (f->queue_count == 0) {
            sys_signal_wait(&f->signal, &f->lock);
            continue;
        }
        net_request *mine[64];
        size_t count = 0;
        while (count < 64 && f->queue_count > 0)
            mine[count++] = f->queue[--f->queue_count];
        sys_mutex_unlock(&f->lock);
        net_batch batch = { NULL, NULL };
        for (size_t i = 0; i < count; i++)
            later_answer(mine[i], i % 8 == 7 ? NULL : &batch);
        net_batch_send(&batch);
        sys_mutex_lock(&f->lock);
    }
    sys_mutex_unlock(&f->lock);
}

void held_wait(fixture *f, size_t count)
{
    const int64_t end = sys_steady_us() + 30000000;
    sys_mutex_lock(&f->lock);
    while (f->held_count < count && sys_steady_us() < end)
        (void)sys_signal_wait_for(&f->signal, &f->lock, 50000);
    const size_t held = f->held_count;
    sys_mutex_unlock(&f->lock);
    assert_int_equal(held, count);
}

void held_release(fixture *f, bool is_batch)
{
    net_batch batch = { NULL, NULL };
    sys_mutex_lock(&f->lock);
    for (size_t i = 0; i < f->held_count; i++)
        later_answer(f->held[i], is_batch ? &batch : NULL);
    f->held_count = 0;
    sys_mutex_unlock(&f->lock);
    net_batch_send(&batch);
}

/* ---- start and stop ------------------------------------------------------------------------- */

static void loop_run(void *self)
{
    fixture *f = self;
    net_run(f->server);
}

static void served_make(fixture *f)
{
    char path[128];
    strcpy(f->folder, "/tmp/nuan-net-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(path, sizeof(path), "%s/served", f->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("0123456789", file);
    for (int i = 0; i < 300000; i++)
        fputc('f', file);
    fclose(file);
}

static int start(void **state, bool is_hasty)
{
    static const char *const addresses[] = { "127.0.0.1:0", "127.0.0.1:0" };
    static const net_pair headers[] = {
        { SPAN("Content-Type"), SPAN("text/css") },
        { SPAN("ETag"), SPAN("\"v1\"") },
    };
    fixture *f = calloc(1, sizeof(*f));
    err error = { 0 };
    assert_non_null(f);
    sys_mutex_init(&f->lock);
    sys_signal_init(&f->signal);
    served_make(f);
    const net_setup setup = { .listen = addresses,
        .listen_count = 2,
        .memory_max = 256 * 1024,
        .head_timeout_ms = is_hasty ? 600 : 0,
        .idle_timeout_ms = is_hasty ? 900 : 0,
        .progress_timeout_ms = is_hasty ? 600 : 0,
        .self = f,
        .classify = classify,
        .handle = handle,
        .round_end = round_end,
        .log = logged };
    assert_true(net_open(&setup, &f->server, &error));
    f->port = net_port(f->server, 0);
    assert_true(f->port > 0 && net_port(f->server, 1) > 0);
    assert_true(net_body_open(&(net_body_parts){ .headers = headers,
                                  .header_count = 2,
                                  .plain = SPAN("plain bytes"),
                                  .gzip = SPAN("gzip bytes!") },
        &f->shared, &error));
    assert_true(net_stream_open(f->server, 4096, &f->stream, &error));
    assert_true(sys_thread_start(&f->worker, "worker", worker_run, f, &error));
    assert_true(sys_thread_start(&f->loop, "loop", loop_run, f, &error));
    *state = f;
    return 0;
}

int fixture_start(void **state)
{
    return start(state, false);
}

int fixture_start_hasty(void **state)
{
    return start(state, true);
}

int fixture_stop(void **state)
{
    fixture *f = *state;
    char path[128];
    net_stream_close(f->stream);
    net_stop(f->server, 2);
    sys_thread_join(&f->loop);
    sys_mutex_lock(&f->lock);
    f->is_over = true;
    sys_signal_wake_all(&f->signal);
    sys_mutex_unlock(&f->lock);
    sys_thread_join(&f->worker);
    net_close(f->server);
    net_body_close(f->shared);
    snprintf(path, sizeof(path), "%s/served", f->folder);
    unlink(path);
    /* Files without a name have left nothing behind. */
    assert_int_equal(rmdir(f->folder), 0);
    sys_signal_done(&f->signal);
    sys_mutex_done(&f->lock);
    free(f);
    return 0;
}

/* ---- the client ----------------------------------------------------------------------------- */

int client_open(const fixture *f)
{
    const struct sockaddr_in to = { .sin_family = AF_INET,
        .sin_port = htons((uint16_t)f->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const struct timeval patience = { .tv_sec = 30 };
    const int yes = 1;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof(to)), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    return fd;
}

int client_open_local(const char *path)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    const struct timeval patience = { .tv_sec = 30 };
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0 && strlen(path) < sizeof(to.sun_path));
    strcpy(to.sun_path, path);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof(to)), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    return fd;
}

void client_send_bytes(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        const ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* the server has closed: the test sees it in the answer */
        at += sent;
        size -= (size_t)sent;
    }
}

void client_send(int fd, const char *text)
{
    client_send_bytes(fd, text, strlen(text));
}

/* Reads up to and with `end`, not a byte more; returns the size, 0 when it did not come. */
static size_t read_until(int fd, const char *end, char *into, size_t room)
{
    size_t used = 0;
    while (used < room - 1) {
        const ssize_t seen = recv(fd, into + used, room - 1 - used, MSG_PEEK);
        if (seen <= 0)
            return 0;
        const size_t from = used > strlen(end) ? used - strlen(end) : 0;
        const char *found = memmem(into + from, used + (size_t)seen - from, end, strlen(end));
        const size_t take = found ? (size_t)(found - into) + strlen(end) - used : (size_t)seen;
        if (recv(fd, into + used, take, MSG_WAITALL) != (ssize_t)take)
            return 0;
        used += take;
        into[used] = '\0';
        if (found)
            return used;
    }
    return 0;
}

static const char *header_find(const char *head, const char *name)
{
    const char *found = strcasestr(head, name);
    return found ? found + strlen(name) : NULL;
}

static size_t read_exactly(int fd, char *into, size_t size)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t got = recv(fd, into + done, size - done, 0);
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    return done;
}

static void chunks_read(int fd, reply *r)
{
    char line[32];
    for (;;) {
        line[0] = '\0';
        (void)read_until(fd, "\r\n", line, sizeof(line));
        const size_t size = strtoul(line, NULL, 16);
        r->is_cut = !isxdigit((unsigned char)line[0]);
        if (r->is_cut || r->body_size + size + 2 > REPLY_MAX)
            return;
        const size_t got = read_exactly(fd, r->body + r->body_size, size + 2);
        if (got < size + 2) {
            r->is_cut = true;
            return;
        }
        r->body_size += size;
        if (size == 0)
            return;
    }
}

reply client_reply(int fd, bool is_head)
{
    static char head[65536];
    static char body[REPLY_MAX + 1];
    reply r = { .head = head, .body = body };
    head[0] = '\0';
    const size_t used = read_until(fd, "\r\n\r\n", head, sizeof(head));
    if (used < 12 || strncmp(head, "HTTP/1.", 7) != 0)
        return r;
    r.status = atoi(head + 9);
    const char *size = header_find(head, "\r\nContent-Length: ");
    if (is_head || r.status == 204 || r.status == 304 || r.status == 100)
        body[0] = '\0';
    else if (size) {
        const size_t wanted = strtoul(size, NULL, 10);
        assert_true(wanted <= REPLY_MAX);
        r.body_size = read_exactly(fd, body, wanted);
        r.is_cut = r.body_size < wanted;
    } else if (header_find(head, "\r\nTransfer-Encoding: chunked"))
        chunks_read(fd, &r);
    else
        r.body_size = read_exactly(fd, body, REPLY_MAX);
    body[r.body_size] = '\0';
    return r;
}

bool client_at_end(int fd)
{
    char sink[4096];
    ssize_t got;
    while ((got = recv(fd, sink, sizeof(sink), 0)) > 0)
        ;
    return got == 0 || errno == ECONNRESET;
}

reply ask(const fixture *f, const char *request)
{
    const int fd = client_open(f);
    client_send(fd, request);
    const reply r = client_reply(fd, strncmp(request, "HEAD", 4) == 0);
    close(fd);
    return r;
}

bool reply_has(const reply *r, const char *text)
{
    return strstr(r->head, text) || memmem(r->body, r->body_size, text, strlen(text));
}
