/* Streams of events, and sockets that outlive their request.
 * When the first bytes of an event answer are out, the socket is copied and the library's
 * connection ends; from then on the reader is a descriptor and a position in the stream's ring.
 * So listeners cost no library memory, are not walked when answers are resumed, and one that
 * left is noticed by our own poll.  Refused uploads use the same way: their socket is read
 * empty for a moment, because closing it with bytes unread would destroy the answer.
 * SPDX-License-Identifier: Apache-2.0 */
#include "net/net_in.h"

#include <assert.h>
#include <string.h>

enum {
    STREAM_SIZE_MIN = 4096,
    STREAM_SIZE_MAX = 1024 * 1024,
    SERVE_MAX = 256, /* readers served in one round of the event loop */
    QUIET_US = 15 * 1000000,
    LINGER_US = 2 * 1000000,
    LINGER_MAX = 256
};

typedef struct net_reader {
    net_watch watch; /* first */
    net_stream *stream;
    struct net_reader *before, *after; /* of its stream, or of those that linger */
    int64_t at;                        /* position of the next byte to send */
    int64_t since_us;
    bool is_blocked;
} net_reader;
_Static_assert(sizeof(net_reader) <= NET_READER_SIZE_MAX, "a reader fits its room");

struct net_stream {
    net *home;
    arena memory;
    net_stream *next;
    char *ring;
    size_t size;
    int64_t head; /* bytes ever sent; the ring holds the last `size` of them */
    net_reader *readers;
    net_reader *cursor; /* whom to serve next; NULL: all are served */
    bool is_again;      /* more came while the cursor was under way */
    int64_t spoke_us;
    int joining;         /* requests whose first bytes are still going out */
    atomic_size_t count; /* any thread, as the rest below */
    atomic_bool is_closing;
    sys_mutex lock;
    char *inbox; /* under the lock, as what follows */
    size_t inbox_used;
    bool is_lost; /* the inbox ran over */
};

/* ---- readers -------------------------------------------------------------------------------- */

static net_reader *reader_take(net *n)
{
    net_reader *r = n->reader_spare;
    if (!r)
        return ARENA_NEW(&n->reader_memory, net_reader, 1);
    n->reader_spare = r->after;
    *r = (net_reader){ 0 };
    return r;
}

static void reader_give(net *n, net_reader *r)
{
    net_poll_remove(&n->own, &r->watch);
    sys_fd_close(r->watch.fd);
    r->after = n->reader_spare;
    n->reader_spare = r;
}

static void reader_end(net *n, net_reader *r)
{
    net_stream *s = r->stream;
    if (s->cursor == r)
        s->cursor = r->after;
    if (r->before)
        r->before->after = r->after;
    else
        s->readers = r->after;
    if (r->after)
        r->after->before = r->before;
    atomic_fetch_sub(&s->count, 1);
    n->readers--;
    reader_give(n, r);
}

/* What it has not seen has been overwritten. */
static bool is_behind(const net_reader *r)
{
    return r->stream->head - r->at > (int64_t)r->stream->size;
}

/* Sends what the reader has not seen; false when it is gone or too far behind. */
static bool reader_send(net *n, net_reader *r)
{
    net_stream *s = r->stream;
    if (is_behind(r))
        return false;
    while (r->at < s->head) {
        const size_t from = (size_t)r->at & (s->size - 1);
        size_t size = (size_t)(s->head - r->at);
        if (size > s->size - from)
            size = s->size - from;
        const int64_t sent = net_socket_send(r->watch.fd, (span){ s->ring + from, size });
        if (sent < 0)
            return false;
        r->at += sent;
        if (sent == 0) {
            if (!r->is_blocked)
                net_poll_change(&n->own, &r->watch, NET_READABLE | NET_WRITABLE);
            r->is_blocked = true;
            return true;
        }
    }
    if (r->is_blocked)
        net_poll_change(&n->own, &r->watch, NET_READABLE);
    r->is_blocked = false;
    return true;
}

/* The answer's first bytes are out: takes the socket over.  False when that is not possible. */
static bool reader_begin(net_slot *slot)
{
    net *n = slot->home;
    net_stream *s = slot->stream;
    const int fd = net_socket_copy(slot->conn->fd);
    net_reader *r = fd >= 0 ? reader_take(n) : NULL;
    if (!r) {
        if (fd >= 0)
            sys_fd_close(fd);
        return false;
    }
    r->watch = (net_watch){ .kind = NET_WATCH_READER, .fd = fd };
    r->stream = s;
    r->at = slot->stream_from;
    r->after = s->readers;
    if (s->readers)
        s->readers->before = r;
    s->readers = r;
    atomic_fetch_add(&s->count, 1);
    n->readers++;
    slot->is_handed_over = true;
    if (!net_poll_add(&n->own, &r->watch, NET_READABLE) || !reader_send(n, r))
        reader_end(n, r);
    return true;
}

static void linger_end(net *n, net_reader *r)
{
    if (r->before)
        r->before->after = r->after;
    else
        n->linger_first = r->after;
    if (r->after)
        r->after->before = r->before;
    else
        n->linger_last = r->before;
    n->linger_count--;
    reader_give(n, r);
}

void net_linger_start(net *n, int fd)
{
    net_socket_shut_write(fd);
    net_reader *r = n->linger_count < LINGER_MAX && !n->is_ending ? reader_take(n) : NULL;
    if (!r) {
        sys_fd_close(fd);
        return;
    }
    r->watch = (net_watch){ .kind = NET_WATCH_LINGER, .fd = fd };
    r->since_us = n->now_us;
    r->before = n->linger_last;
    if (n->linger_last)
        n->linger_last->after = r;
    else
        n->linger_first = r;
    n->linger_last = r;
    n->linger_count++;
    if (!net_poll_add(&n->own, &r->watch, NET_READABLE))
        linger_end(n, r);
}

void net_reader_serve(net *n, struct net_reader *r, unsigned ready)
{
    const bool is_linger = r->watch.kind == NET_WATCH_LINGER;
    bool is_open = !(ready & NET_READABLE) || net_socket_drop(r->watch.fd);
    if (is_linger ? !is_open : (ready & NET_HUNG_UP) != 0)
        is_open = false;
    if (is_open && !is_linger && (ready & NET_WRITABLE))
        is_open = reader_send(n, r);
    if (is_open)
        return;
    if (is_linger)
        linger_end(n, r);
    else
        reader_end(n, r);
}

void net_readers_end(net *n)
{
    while (n->linger_first)
        linger_end(n, n->linger_first);
    for (net_stream *s = n->streams; s; s = s->next)
        while (s->readers)
            reader_end(n, s->readers);
}

/* ---- the answer that opens it --------------------------------------------------------------- */

static ssize_t first_read(void *self, uint64_t position, char *into, size_t size)
{
    net_slot *slot = self;
    if (position < slot->stream_first.size) {
        const span rest = span_slice(slot->stream_first, position, slot->stream_first.size);
        const size_t part = rest.size < size ? rest.size : size;
        memcpy(into, rest.at, part);
        return (ssize_t)part;
    }
    /* An error for the library: it closes its copy of the socket and says nothing more. */
    (void)reader_begin(slot);
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

/* Moves what other threads have sent into the ring. */
static void stream_pull(net *n, net_stream *s)
{
    sys_mutex_lock(&s->lock);
    const size_t count = s->inbox_used;
    for (size_t done = 0; done < count;) {
        const size_t at = (size_t)s->head & (s->size - 1);
        const size_t part = count - done < s->size - at ? count - done : s->size - at;
        memcpy(s->ring + at, s->inbox + done, part);
        s->head += (int64_t)part;
        done += part;
    }
    s->inbox_used = 0;
    if (s->is_lost)
        s->head += (int64_t)s->size + 1; /* every reader is now too far behind */
    s->is_lost = false;
    sys_mutex_unlock(&s->lock);
    if (count == 0)
        return;
    s->spoke_us = n->now_us;
    if (s->cursor)
        s->is_again = true;
    else
        s->cursor = s->readers;
}

void net_stream_join(
    net_stream *s, net_request *r, const net_pair *headers, size_t header_count, span first)
{
    /* Something must be sent before the socket changes hands. */
    static const char opening[] = ":\n\n";
    assert(s && r);
    net_slot *slot = (net_slot *)r;
    assert(!slot->is_answered && !slot->is_kept && !slot->stream);
    buffer text = buffer_in(&slot->memory, first.size + sizeof(opening));
    buffer_text(&text, opening);
    buffer_add(&text, first);
    stream_pull(s->home, s);
    slot->is_answered = true;
    slot->status = 200;
    slot->stream = s;
    slot->stream_first = buffer_span(&text);
    slot->stream_from = s->head;
    s->joining++;
    struct MHD_Response *response = text.is_full
                                        ? NULL
                                        : MHD_create_response_from_callback(MHD_SIZE_UNKNOWN,
                                              NET_PULL_SIZE, first_read, slot, NULL);
    /* Without chunks: the end of the connection is the end of the answer. */
    if (response)
        (void)MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    slot->response = net_reply_headers(response, headers, header_count);
    if (!slot->response)
        net_refuse(slot, 503);
}

void net_stream_leave(net_slot *slot)
{
    if (slot->stream)
        slot->stream->joining--;
    slot->stream = NULL;
}

/* ---- streams -------------------------------------------------------------------------------- */

bool net_stream_open(net *home, size_t size, net_stream **ret_stream, err *reterr)
{
    assert(home && ret_stream);
    assert(size >= STREAM_SIZE_MIN && size <= STREAM_SIZE_MAX && (size & (size - 1)) == 0);
    arena memory = { 0 };
    if (!arena_open(&memory, sizeof(net_stream) + 2 * size + 2 * alignof(max_align_t)))
        return err_set(reterr, ERR_MEMORY, N_("Not enough memory"));
    net_stream *s = ARENA_NEW(&memory, net_stream, 1);
    assert(s);
    s->home = home;
    s->size = size;
    s->ring = arena_take(&memory, size, 1, 1);
    s->inbox = arena_take(&memory, size, 1, 1);
    s->memory = memory;
    assert(s->ring && s->inbox);
    sys_mutex_init(&s->lock);
    sys_mutex_lock(&home->streams_lock);
    s->next = home->streams;
    home->streams = s;
    sys_mutex_unlock(&home->streams_lock);
    *ret_stream = s;
    return true;
}

static void stream_tell(net *n)
{
    atomic_store(&n->has_events, true);
    net_wake(n);
}

void net_stream_send(net_stream *s, span event)
{
    assert(s && event.size <= s->size / 4);
    sys_mutex_lock(&s->lock);
    if (event.size > s->size - s->inbox_used) {
        s->is_lost = true;
    } else if (event.size > 0) {
        memcpy(s->inbox + s->inbox_used, event.at, event.size);
        s->inbox_used += event.size;
    }
    sys_mutex_unlock(&s->lock);
    stream_tell(s->home);
}

size_t net_stream_count(const net_stream *s)
{
    assert(s);
    return atomic_load(&s->count);
}

void net_stream_close(net_stream *s)
{
    if (!s)
        return;
    net *n = s->home;
    atomic_store(&s->is_closing, true);
    stream_tell(n);
}

static void stream_free(net_stream *s)
{
    sys_mutex_done(&s->lock);
    arena memory = s->memory;
    arena_close(&memory);
}

/* Serves some readers; true when all are served. */
static bool stream_serve(net *n, net_stream *s)
{
    for (int i = 0; i < SERVE_MAX && s->cursor; i++) {
        net_reader *r = s->cursor;
        s->cursor = r->after;
        if (r->is_blocked ? is_behind(r) : !reader_send(n, r))
            reader_end(n, r);
    }
    if (!s->cursor && s->is_again) {
        s->is_again = false;
        s->cursor = s->readers;
    }
    return !s->cursor;
}

static bool stream_is_over(net *n, net_stream *s)
{
    const bool is_closing = atomic_load(&s->is_closing);
    while (is_closing && s->readers)
        reader_end(n, s->readers);
    return is_closing && s->joining == 0;
}

void net_stream_round(net *n)
{
    if (!atomic_load_explicit(&n->has_events, memory_order_relaxed))
        return;
    atomic_store(&n->has_events, false);
    bool is_done = true;
    sys_mutex_lock(&n->streams_lock);
    net_stream **link = &n->streams;
    while (*link) {
        net_stream *s = *link;
        stream_pull(n, s);
        is_done = stream_serve(n, s) && is_done;
        if (stream_is_over(n, s)) {
            *link = s->next;
            stream_free(s);
        } else {
            link = &s->next;
        }
    }
    sys_mutex_unlock(&n->streams_lock);
    if (!is_done)
        atomic_store(&n->has_events, true);
}

void net_stream_sweep(net *n)
{
    static const span beat = SPAN(":\n\n");
    while (n->linger_first && n->now_us - n->linger_first->since_us >= LINGER_US)
        linger_end(n, n->linger_first);
    sys_mutex_lock(&n->streams_lock);
    for (net_stream *s = n->streams; s; s = s->next) {
        if (s->readers && n->now_us - s->spoke_us >= QUIET_US)
            net_stream_send(s, beat);
        if (atomic_load(&s->is_closing))
            atomic_store(&n->has_events, true);
    }
    sys_mutex_unlock(&n->streams_lock);
}

void net_streams_free(net *n)
{
    while (n->streams) {
        net_stream *s = n->streams;
        n->streams = s->next;
        stream_free(s);
    }
}
