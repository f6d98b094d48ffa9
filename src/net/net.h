/* HTTP/1.1 as the rest of the house sees it: a request that is complete, an answer given now or
 * later from any thread, an answer as a stream, events.  One event thread for all connections;
 * what runs on it must answer from memory and never wait.
 * Laws: a body is read only if its owner allowed it, up to the size that was allowed; a request
 * is answered exactly once; a peer that leaves costs nothing but its own request; no connection,
 * however slow, delays another.
 * Which library carries this (libmicrohttpd, driven from outside) is known to this folder only.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_NET_NET_H
#define NUAN_NET_NET_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    NET_LISTEN_MAX = 8,          /* listeners of one net */
    NET_HEAD_MAX = 8192,         /* bytes of a request line and its headers */
    NET_TARGET_MAX = 4096,       /* bytes of a path as sent */
    NET_QUERY_MAX = 128,         /* parameters of a query */
    NET_FIELD_MAX = 1024,        /* fields of one form */
    NET_PART_MAX = 64,           /* files of one form */
    NET_UPLOADS_MAX = 256,       /* files that come in at one time */
    NET_BODY_MEMORY_MAX = 65536, /* bytes of a body kept in memory, and of a form's fields */
    NET_HEADER_MAX = 24,         /* headers of one answer */
    NET_MEMORY_KEPT = 65536      /* bytes of an arena that stay warm between requests */
};

typedef struct net net;
typedef struct net_stream net_stream;
typedef struct net_body net_body;

/* ---- a request ------------------------------------------------------------------------------ */

typedef enum net_method {
    NET_GET, /* HEAD arrives as GET with is_head; its body is measured and not sent */
    NET_POST,
    NET_PUT,
    NET_PATCH,
    NET_DELETE,
    NET_OPTIONS,
    NET_METHOD_COUNT /* others are refused with 501 before anybody sees them */
} net_method;

/* One name and its value.  Names of headers to be sent are literals without ':'. */
typedef struct net_pair {
    span name;
    span value;
} net_pair;

/* A file part of a form, already on disk in a file without a name.
 * Owner: the request; the descriptor is closed with it (dup it to keep it). */
typedef struct net_part {
    span name;      /* of the form's field */
    span file_name; /* as the sender says: never a path to open; "" when it gave none */
    span type;      /* as the sender says, never to be believed */
    int fd;         /* at offset 0 */
    int64_t size;
} net_part;

/* A request whose head is complete.  Everything it points to lives until it is answered.
 * Belongs to the event thread until `handle` returns without an answer; then to whoever keeps it,
 * until net_answer_later takes it back. */
typedef struct net_request {
    net_method method;
    bool is_head;
    bool is_complete; /* false while `classify` looks at the head */
    span path;        /* decoded once, valid UTF-8, no NUL, begins with '/' ("*" for OPTIONS) */
    span body;        /* NET_BODY_MEMORY; {NULL, 0} else */
    int body_fd;      /* NET_BODY_FILE: at offset 0; -1 else */
    int64_t body_size;
    const net_pair *fields; /* NET_BODY_FORM, decoded, valid UTF-8, in the order sent */
    size_t field_count;
    const net_part *parts;
    size_t part_count;
    size_t
        part_over; /* files beyond NET_PART_MAX: read and dropped, so that the answer can say so */
    arena *memory; /* given back as a whole when the answer is sent; bound: net_setup.memory_max */
    void *owner;   /* for the keeper's own use; NULL at first */
    net *home;
} net_request;

/* Header by name, case ignored, the first one; {NULL, 0} when absent.  No control bytes in it. */
span net_header(const net_request *r, const char *name);
/* The same, the last one: what the nearest proxy wrote stands behind what others sent. */
span net_header_last(const net_request *r, const char *name);
/* Query parameter, decoded (+ is a space), the first of that name; {NULL, 0} when absent. */
span net_query(const net_request *r, const char *name);
/* All query parameters in the order sent.  Owner: the request. */
const net_pair *net_query_all(const net_request *r, size_t *ret_count);
/* The query as sent, without '?'; {NULL, 0} when there is none or the arena is full. */
span net_query_raw(net_request *r);
/* Cookie by name; {NULL, 0} when absent. */
span net_cookie(const net_request *r, const char *name);
/* First field of the form with that name; {NULL, 0} when absent. */
span net_field(const net_request *r, const char *name);
/* First file part with that name, or NULL. */
const net_part *net_part_find(const net_request *r, const char *name);
/* Address of the peer as text without port ("203.0.113.7", "2001:db8::1"; "unix" for a local
 * socket).  Behind a proxy this is the proxy. */
span net_peer(const net_request *r);
/* An address as text, without a port, as 16 bytes: IPv4 as ::ffff:a.b.c.d.  False when it is none. */
bool net_address_parse(span text, uint8_t ret_bytes[16]);
/* True if the sender takes gzip (Accept-Encoding with its q-values).  Source: RFC 9110 §12.5.3. */
bool net_accepts_gzip(const net_request *r);
/* True if If-None-Match names this entity tag (with its quotes) or '*': answer 304 then.
 * Weak comparison.  Source: RFC 9110 §13.1.2. */
bool net_etag_matches(const net_request *r, span etag);

/* ---- what a body may be --------------------------------------------------------------------- */

typedef enum net_body_kind {
    NET_BODY_NONE,   /* a body is refused with 413 */
    NET_BODY_MEMORY, /* bytes in the request's arena */
    NET_BODY_FILE,   /* streamed into a file without a name */
    NET_BODY_FORM    /* urlencoded or multipart, parsed; file parts in files without a name */
} net_body_kind;

typedef struct net_class {
    net_body_kind kind;
    int64_t size_max;   /* bytes of the whole body; NET_BODY_MEMORY_MAX at most when in memory */
    const char *folder; /* for files without a name; NULL: file parts are refused with 415 */
} net_class;

/* ---- answers -------------------------------------------------------------------------------- */

/* What makes the bytes of a long answer piece by piece.  `pull` runs on the event thread: it must
 * not wait.  It writes at most `size` bytes and returns how many; 0 ends the answer, -1 cuts the
 * connection so that the receiver knows that something is missing.
 * `end` (may be NULL) runs exactly once, also when the peer leaves or it is a HEAD. */
typedef struct net_source {
    int64_t (*pull)(void *self, char *into, size_t size);
    void (*end)(void *self);
    void *self;
    int64_t size; /* of the whole, or -1 when not known (sent chunked) */
} net_source;

/* `size` bytes of a file from `offset`; the descriptor is taken over and closed. */
typedef struct net_file {
    int fd;
    int64_t offset;
    int64_t size;
} net_file;

/* One answer.  Of shared, source and file at most one is set, and body is for none of them.
 * Content-Length, Date and Connection are added; a status 204 or 304 is sent without a body.
 * A header with a control byte is never sent: the answer turns into a bare 500.
 * Owner: all is copied, except a body that lies in the request's own arena. */
typedef struct net_reply {
    int status;
    const net_pair *headers; /* at most NET_HEADER_MAX; a shared body brings its own */
    size_t header_count;
    span body;
    net_body *shared;
    const net_source *source;
    const net_file *file;
} net_reply;

/* Answers now.  Only inside `classify` or `handle`, once. */
void net_answer(net_request *r, const net_reply *reply);

/* Answers gathered by one thread, handed over with one wake. */
typedef struct net_batch {
    net_request *first, *last;
} net_batch;
/* Answers a request that `handle` kept; any thread.  The caller gives the request away with this
 * call.  With a batch nothing is sent before net_batch_send; with NULL at once.
 * If the peer has left meanwhile, the answer is dropped in silence. */
void net_answer_later(net_request *r, const net_reply *reply, net_batch *batch);
/* Hands a batch to the event thread; a zeroed batch is fine. */
void net_batch_send(net_batch *batch);

/* A body made once and sent thousands of times without a copy: immutable, headers included.
 * `gzip` may be empty; when it is not, senders that take it get it, with Content-Encoding and
 * Vary set.  With `is_kept` the bytes live as long as the process and are not copied (assets
 * embedded in the program).  Any thread.
 * Owner: the caller, until net_body_close; answers under way keep it alive by themselves. */
typedef struct net_body_parts {
    const net_pair *headers;
    size_t header_count;
    span plain;
    span gzip;
    bool is_kept;
} net_body_parts;
WARN_UNUSED bool net_body_open(const net_body_parts *parts, net_body **ret_body, err *reterr);
void net_body_close(net_body *body);

/* ---- events --------------------------------------------------------------------------------- */

/* A stream that any number of peers listen to (text/event-stream).  It holds the last `size` bytes
 * (a power of two, 4 KiB .. 1 MiB): a peer that falls further behind is dropped; it reconnects and
 * asks anew.  Silence is filled with a comment every 15 s, which also finds peers that left.
 * Owner: the caller, until net_stream_close, before net_close. */
WARN_UNUSED bool net_stream_open(net *home, size_t size, net_stream **ret_stream, err *reterr);
/* Lets a request listen, beginning with `first` (copied; the state as of now), then with all that
 * is sent after this call.  In `handle` only; answers the request. */
void net_stream_join(
    net_stream *s, net_request *r, const net_pair *headers, size_t header_count, span first);
/* Sends one event to all listeners: whole "data: ...\n\n" bytes, at most size / 4.  Any thread. */
void net_stream_send(net_stream *s, span event);
/* Listeners now; any thread. */
size_t net_stream_count(const net_stream *s);
/* Ends it for all listeners. Any thread; the stream must not be used afterwards. */
void net_stream_close(net_stream *s);

/* ---- the server ----------------------------------------------------------------------------- */

typedef struct net_setup {
    const char *const *listen; /* "127.0.0.1:8080", "[::1]:0", "0.0.0.0:80", "unix:/run/x/http" */
    size_t listen_count;
    int connections_max;     /* 0: open files limit - 256 */
    size_t memory_max;       /* bound of a request's arena; 0: 1 MiB */
    int head_timeout_ms;     /* a new connection's whole first head; 0: 15 s */
    int idle_timeout_ms;     /* the whole next head, from the end of the answer before; 0: 30 s */
    int progress_timeout_ms; /* 16 KiB of a body or of an answer, or all of it; 0: 30 s */
    void *self;              /* first argument of the functions below */
    /* Says what body a request may bring; the head is complete, the body not begun.  May answer
     * at once to refuse (then the rest of the body is not read and the connection closes).
     * Called only for requests that bring a body; NULL: no bodies. */
    void (*classify)(void *self, net_request *r, net_class *ret_class);
    /* Answers, or keeps the request to answer it later. */
    void (*handle)(void *self, net_request *r);
    /* After each round of the event loop in which `handle` ran (may be NULL): the place to hand
     * what was gathered to another thread with one wake. */
    void (*round_end)(void *self);
    /* One line a finished request (may be NULL); status 0: the peer left before the answer. */
    void (*log)(void *self, const net_request *r, int status, int64_t duration_us);
} net_setup;

/* What operators count. */
typedef struct net_figures {
    int64_t connections;       /* open now */
    int64_t connections_total; /* ever accepted */
    int64_t requests_total;    /* ever answered */
    int64_t pending;           /* kept, answer outstanding */
    int64_t left_total;        /* peers that left before their answer */
    int64_t late_total;        /* connections cut because they were too slow */
} net_figures;

/* Opens the listeners; nothing is accepted before net_run.
 * Errors: ERR_INPUT an address can't be read; ERR_CONFLICT it is taken; ERR_DENIED not allowed to
 * listen there; ERR_STORE the system refuses. */
WARN_UNUSED bool net_open(const net_setup *setup, net **ret_net, err *reterr);
/* Port of the n-th listener as bound (for ":0"); 0 for a local socket. */
int net_port(const net *n, size_t index);
/* The calling thread becomes the event thread until net_stop; returns when all is quiet. */
void net_run(net *n);
/* Stops accepting, lets pending answers finish for at most `seconds`, then cuts what is left and
 * makes net_run return.  Any thread, also a signal's; a second call with 0 cuts at once. */
void net_stop(net *n, int seconds);
/* Frees all; after net_run has returned and every thread that keeps requests was joined (kept
 * requests end here without answer). */
void net_close(net *n);
net_figures net_count(const net *n);

#endif
