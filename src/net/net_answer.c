/* Answers: made on any thread, given to the library on the event thread.
 * A thread that answers makes the library's response itself, so that the event thread only has to
 * queue it; it then pushes the request onto a stack and wakes the event thread, if that sleeps.
 * SPDX-License-Identifier: Apache-2.0 */
#include "net/net_in.h"
#include "net/net_decode_in.h"

#include <assert.h>
#include <string.h>

enum {
    HEADER_TEXT_MAX = 2048, /* name or value on the stack */
    STATUS_ERROR = 500,
    STATUS_BUSY = 503
};

/* ---- the library's responses ---------------------------------------------------------------- */

static bool header_add(struct MHD_Response *response, const net_pair *header)
{
    char name[HEADER_TEXT_MAX];
    char value[HEADER_TEXT_MAX];
    if (header->name.size >= sizeof(name) || header->value.size >= sizeof(value) ||
        !net_decode_is_token(header->name) || !net_decode_is_printable(header->value))
        return false;
    if (header->value.size == 0)
        return true;
    memcpy(name, header->name.at, header->name.size);
    name[header->name.size] = '\0';
    memcpy(value, header->value.at, header->value.size);
    value[header->value.size] = '\0';
    return MHD_add_response_header(response, name, value) == MHD_YES;
}

/* Adds the headers; destroys the response and returns NULL if one of them can't be sent. */
struct MHD_Response *net_reply_headers(
    struct MHD_Response *response, const net_pair *headers, size_t count)
{
    assert(count <= NET_HEADER_MAX);
    for (size_t i = 0; response && i < count; i++) {
        if (header_add(response, &headers[i]))
            continue;
        MHD_destroy_response(response);
        response = NULL;
    }
    return response;
}

static bool is_in_arena(const arena *a, span s)
{
    const uintptr_t start = (uintptr_t)a->start;
    const uintptr_t at = (uintptr_t)s.at;
    return at >= start && at - start < a->used && s.size <= a->used - (at - start);
}

static struct MHD_Response *buffer_response(span bytes, enum MHD_ResponseMemoryMode mode)
{
    static char nothing[1];
    union {
        const char *in;
        void *out;
    } at = { .in = bytes.size > 0 ? bytes.at : nothing };
    return MHD_create_response_from_buffer(bytes.size, at.out, mode);
}

static struct MHD_Response *body_response(net_slot *s, span body)
{
    if (body.size == 0 || is_in_arena(&s->memory, body))
        return buffer_response(body, MHD_RESPMEM_PERSISTENT);
    const span copy = arena_copy(&s->memory, body);
    return copy.at ? buffer_response(copy, MHD_RESPMEM_PERSISTENT)
                   : buffer_response(body, MHD_RESPMEM_MUST_COPY);
}

static ssize_t source_read(void *self, uint64_t position, char *into, size_t size)
{
    net_slot *s = self;
    const net_source *source = &s->source;
    const int64_t got = source->pull(source->self, into, size);
    if (got > 0 && (uint64_t)got <= size)
        return (ssize_t)got;
    const bool is_whole = got == 0 && (source->size < 0 || (uint64_t)source->size == position);
    return is_whole ? MHD_CONTENT_READER_END_OF_STREAM : MHD_CONTENT_READER_END_WITH_ERROR;
}

static struct MHD_Response *source_response(net_slot *s, const net_source *source)
{
    assert(source->pull);
    s->source = *source;
    s->has_source = true;
    const uint64_t size = source->size < 0 ? MHD_SIZE_UNKNOWN : (uint64_t)source->size;
    return MHD_create_response_from_callback(size, NET_PULL_SIZE, source_read, s, NULL);
}

static int64_t file_pull(void *self, char *into, size_t size)
{
    net_file *file = self;
    const int64_t wanted = file->size < (int64_t)size ? file->size : (int64_t)size;
    const int64_t got = net_file_read(file->fd, file->offset, into, (size_t)wanted);
    if (got > 0) {
        file->offset += got;
        file->size -= got;
    }
    return got;
}

static void file_end(void *self)
{
    const net_file *file = self;
    sys_fd_close(file->fd);
}

/* The library reads files 4 KiB at a time; as a source they go in larger pieces. */
static struct MHD_Response *file_response(net_slot *s, const net_file *file)
{
    assert(file->fd >= 0 && file->offset >= 0 && file->size >= 0);
    s->file = *file;
    const net_source source = {
        .pull = file_pull, .end = file_end, .self = &s->file, .size = file->size
    };
    return source_response(s, &source);
}

static struct MHD_Response *shared_response(net_slot *s, net_body *body)
{
    atomic_fetch_add(&body->users, 1);
    s->shared = body;
    return body->gzip && net_accepts_gzip(&s->request) ? body->gzip : body->plain;
}

/* Makes what the library will send; falls back on a bare refusal. */
static void answer_make(net_slot *s, const net_reply *reply)
{
    assert(reply->status >= 200 && reply->status <= 599 && !s->response);
    assert(!reply->shared + !reply->source + !reply->file >= 2);
    s->status = reply->status;
    if (reply->shared) {
        s->response = shared_response(s, reply->shared);
        return;
    }
    struct MHD_Response *response = reply->source ? source_response(s, reply->source)
                                    : reply->file ? file_response(s, reply->file)
                                                  : body_response(s, reply->body);
    const bool is_full = !response;
    s->response = net_reply_headers(response, reply->headers, reply->header_count);
    if (!s->response)
        net_refuse(s, is_full ? STATUS_BUSY : STATUS_ERROR);
}

void net_response_drop(net_slot *s)
{
    if (s->shared)
        net_body_close(s->shared);
    else if (s->response && !s->is_borrowed)
        MHD_destroy_response(s->response);
    s->shared = NULL;
    s->response = NULL;
}

/* ---- refusals ------------------------------------------------------------------------------- */

typedef struct refusal_text {
    int status;
    const char *body;
} refusal_text;

/* Given before anybody has read the request's language, so they speak both. */
static const refusal_text refusal_texts[NET_REFUSAL_COUNT] = {
    { 400, "400 Bad Request\n请求写法不对，没有办理。\nThe request is malformed; nothing was "
           "done.\n" },
    { 408, "408 Request Timeout\n等得太久，没有办理，请重试。\nIt took too long; nothing was done. "
           "Try again.\n" },
    { 413, "413 Content Too Large\n内容或文件超过上限，没有办理；请拆分后再传。\n"
           "The body or file is larger than this address takes; nothing was done. Split it.\n" },
    { 414, "414 URI Too Long\n网址太长，没有办理。\nThe address is too long; nothing was done.\n" },
    { 415, "415 Unsupported Media Type\n这个地址不收这种内容，没有办理。\n"
           "This address takes no content of this type; nothing was done.\n" },
    { 431, "431 Request Header Fields Too Large\n请求头太大，没有办理；请清除本站的 Cookie 再试。\n"
           "The request's head is too large; nothing was done. Delete this site's cookies and try "
           "again.\n" },
    { 500, "500 Internal Server Error\n服务器出错，请稍后再试。\nThe server failed; try again "
           "later.\n" },
    { 501, "501 Not Implemented\n本站不用这种请求方法。\nThis site does not use this method.\n" },
    { 503, "503 Service Unavailable\n现在人多，请过几秒再试。\nMany people are here; try again in "
           "a few seconds.\n" },
};

bool net_refusals_open(net *n)
{
    static const net_pair headers[] = {
        { SPAN("Content-Type"), SPAN("text/plain; charset=utf-8") },
        { SPAN("Cache-Control"), SPAN("no-store") },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") },
        { SPAN("Retry-After"), SPAN("2") },
    };
    for (int i = 0; i < NET_REFUSAL_COUNT; i++) {
        const size_t count = refusal_texts[i].status == STATUS_BUSY ? 4 : 3;
        const span body = span_of(refusal_texts[i].body);
        n->refusals[i] =
            net_reply_headers(buffer_response(body, MHD_RESPMEM_PERSISTENT), headers, count);
        if (!n->refusals[i])
            return false;
    }
    return true;
}

void net_refusals_close(net *n)
{
    for (int i = 0; i < NET_REFUSAL_COUNT; i++)
        if (n->refusals[i])
            MHD_destroy_response(n->refusals[i]);
}

/* Any thread: the refusals don't change. */
void net_refuse(net_slot *s, int status)
{
    net_response_drop(s);
    s->status = status;
    s->is_borrowed = true;
    for (int i = 0; i < NET_REFUSAL_COUNT; i++)
        if (refusal_texts[i].status == status)
            s->response = s->home->refusals[i];
    assert(s->response);
}

/* ---- now and later -------------------------------------------------------------------------- */

void net_answer(net_request *r, const net_reply *reply)
{
    assert(r && reply);
    net_slot *s = (net_slot *)r;
    assert(!s->is_answered && !s->is_kept);
    s->is_answered = true;
    answer_make(s, reply);
}

bool net_answer_queue(net_slot *s)
{
    net_phase_set(s->home, s->conn, NET_PHASE_ANSWER);
    const bool is_queued =
        MHD_queue_response(s->connection, (unsigned)s->status, s->response) == MHD_YES;
    net_response_drop(s);
    return is_queued;
}

void net_answer_push(net *n, net_slot *first, net_slot *last)
{
    net_slot *top = atomic_load(&n->answers);
    do
        last->next = top;
    while (!atomic_compare_exchange_weak(&n->answers, &top, first));
    net_wake(n);
}

void net_answer_later(net_request *r, const net_reply *reply, net_batch *batch)
{
    assert(r && reply);
    net_slot *s = (net_slot *)r;
    answer_make(s, reply);
    s->next = NULL;
    if (!batch) {
        net_answer_push(s->home, s, s);
        return;
    }
    if (batch->last)
        ((net_slot *)batch->last)->next = s;
    else
        batch->first = r;
    batch->last = r;
}

void net_batch_send(net_batch *batch)
{
    assert(batch);
    if (batch->first) {
        net_slot *first = (net_slot *)batch->first;
        net_answer_push(first->home, first, (net_slot *)batch->last);
    }
    *batch = (net_batch){ NULL, NULL };
}

static void kept_remove(net *n, net_slot *s)
{
    assert(s->is_kept);
    s->is_kept = false;
    if (s->before)
        s->before->after = s->after;
    else
        n->kept = s->after;
    if (s->after)
        s->after->before = s->before;
    s->before = s->after = NULL;
    atomic_fetch_sub_explicit(&n->pending, 1, memory_order_relaxed);
}

void net_kept_end(net *n, net_slot *s)
{
    kept_remove(n, s);
    net_socket_shut(s->conn->fd);
    MHD_resume_connection(s->connection);
}

void net_answer_drain(net *n)
{
    if (!atomic_load_explicit(&n->answers, memory_order_relaxed))
        return;
    net_slot *s = atomic_exchange(&n->answers, NULL);
    while (s) {
        net_slot *next = s->next;
        kept_remove(n, s);
        if (!net_answer_queue(s))
            net_socket_shut(s->conn->fd);
        MHD_resume_connection(s->connection);
        s = next;
    }
}

/* ---- shared bodies -------------------------------------------------------------------------- */

static struct MHD_Response *variant(const net_body_parts *parts, span bytes, bool is_gzip)
{
    static const net_pair vary = { SPAN("Vary"), SPAN("Accept-Encoding") };
    static const net_pair coding = { SPAN("Content-Encoding"), SPAN("gzip") };
    struct MHD_Response *response =
        buffer_response(bytes, parts->is_kept ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);
    response = net_reply_headers(response, parts->headers, parts->header_count);
    if (parts->gzip.size > 0)
        response = net_reply_headers(response, &vary, 1);
    return is_gzip ? net_reply_headers(response, &coding, 1) : response;
}

bool net_body_open(const net_body_parts *parts, net_body **ret_body, err *reterr)
{
    assert(parts && ret_body);
    arena home = { 0 };
    net_body *body = arena_open(&home, sizeof(net_body) + alignof(net_body))
                         ? ARENA_NEW(&home, net_body, 1)
                         : NULL;
    if (!body)
        return err_set(reterr, ERR_MEMORY, N_("Not enough memory"));
    body->home = home;
    atomic_init(&body->users, 1);
    body->plain = variant(parts, parts->plain, false);
    body->gzip = parts->gzip.size > 0 ? variant(parts, parts->gzip, true) : NULL;
    if (!body->plain || (parts->gzip.size > 0 && !body->gzip)) {
        net_body_close(body);
        return err_set(reterr, ERR_MEMORY, N_("Not enough memory"));
    }
    *ret_body = body;
    return true;
}

void net_body_close(net_body *body)
{
    if (!body || atomic_fetch_sub(&body->users, 1) != 1)
        return;
    if (body->plain)
        MHD_destroy_response(body->plain);
    if (body->gzip)
        MHD_destroy_response(body->gzip);
    arena home = body->home;
    arena_close(&home);
}
