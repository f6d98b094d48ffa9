/* What the files of this folder share: the server, its connections, a request under way.
 * Everything here belongs to the event thread, except what is marked "any thread".
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_NET_NET_IN_H
#define NUAN_NET_NET_IN_H

#include "net/net.h"
#include "net/net_system_in.h"
#include "base/buffer.h"
#include "sys/sys.h"

#include <microhttpd.h>
#include <stdatomic.h>

enum {
    NET_HEADERS_MAX = 64, /* headers of one request */
    /* The library's memory of one connection: a head of NET_HEAD_MAX, its cookies once more, its
     * table of headers, and the head of the answer. */
    NET_POOL_SIZE = 24 * 1024,
    NET_PULL_SIZE = 64 * 1024,       /* bytes asked of a source at once */
    NET_SPARE_MAX = 2048,            /* arenas kept for the next requests */
    NET_PROGRESS_MIN = 16 * 1024,    /* bytes that must move within progress_timeout_ms */
    NET_DRAIN_MAX = 4 * 1024 * 1024, /* bytes of a refused body that are read and dropped */
    NET_READER_SIZE_MAX = 80,        /* bytes of a struct net_reader */
    NET_REFUSAL_COUNT = 9
};

/* Which clock a connection stands under; each has one queue in the order of time. */
typedef enum net_phase {
    NET_PHASE_NONE, /* no clock: its request is kept by somebody, or it was cut */
    NET_PHASE_FIRST,
    NET_PHASE_IDLE,
    NET_PHASE_BODY,
    NET_PHASE_ANSWER,
    NET_PHASE_COUNT
} net_phase;

typedef struct net_conn {
    struct net_conn *before, *after; /* in the queue of its phase; `after` also in the spare list */
    net_phase phase;
    int fd;
    int64_t since_us;
    int64_t mark; /* bytes moved when the clock was last started */
    struct net_slot *slot;
    net_address address;
    bool is_lingering; /* refused before its body was read: let the peer read why */
    bool is_overlong;  /* the query of its next request was cut away: too many parameters */
} net_conn;

typedef struct net_queue {
    net_conn *first, *last;
    int64_t limit_us;
} net_queue;

/* A form's file or field while its bytes arrive. */
typedef struct net_form {
    struct MHD_PostProcessor *parser;
    net_pair *fields;
    net_part *parts;
    size_t field_count, field_room;
    size_t part_count, part_room;
    size_t part_over;
    size_t field_bytes;
    buffer value;
    bool is_open;
    bool is_file;
    bool is_over; /* the file that arrives is one too many: its bytes are dropped */
} net_form;

/* A request under way, at the beginning of its own arena. */
typedef struct net_slot {
    net_request request; /* first: the pointer that is handed out */
    net *home;
    struct MHD_Connection *connection;
    net_conn *conn;
    struct net_slot *next;           /* batch, queue of answers, spare list */
    struct net_slot *before, *after; /* among the kept ones */
    struct MHD_Response *response;   /* made, not yet queued */
    net_body *shared;                /* whose response that is, or NULL */
    bool is_borrowed;                /* the response is one of net.refusals */
    int status;                      /* 0: none yet */
    int refusal;                     /* status to answer once the body is drained */
    bool is_answered;
    bool is_kept;
    bool is_handed_over; /* the socket went to a stream */
    net_class class;
    int64_t started_us;
    int64_t body_got;
    buffer body;
    net_form form;
    net_source source;
    bool has_source;
    net_file file; /* what a source of our own reads */
    net_stream *stream;
    span stream_first;
    int64_t stream_from;
    net_pair *query;
    size_t query_count;
    size_t header_count;
    /* Below: not wiped between requests. */
    arena memory;
    size_t memory_base;
    net_pair headers[NET_HEADERS_MAX];
} net_slot;

struct net_body {
    arena home;
    atomic_int users; /* any thread */
    struct MHD_Response *plain;
    struct MHD_Response *gzip;
};

struct net {
    arena home;
    net_setup setup;
    struct MHD_Daemon *daemon;
    int library_fd; /* the library's epoll descriptor */
    net_poll own;   /* listeners, streams' readers, lingering sockets */
    net_watch listeners[NET_LISTEN_MAX];
    int ports[NET_LISTEN_MAX];
    size_t listener_count;
    bool is_accepting;
    int64_t accept_again_us;
    int64_t now_us; /* steady clock at the beginning of the round */
    int64_t sweep_us;
    int64_t tick_us;

    net_queue queues[NET_PHASE_COUNT];
    arena conn_memory;
    net_conn *conn_spare;
    const net_address *arriving;
    int64_t slots_busy;
    int uploads; /* files of requests under way */
    net_slot *slot_spare;
    size_t slot_spare_count;
    net_slot *kept;
    bool is_round; /* `handle` ran since the last round_end */
    bool is_busy;  /* requests were finished in the last round */
    int busy_rounds;
    bool is_ending; /* no new connections, those that are done are closed */
    struct MHD_Response *refusals[NET_REFUSAL_COUNT];

    arena reader_memory;
    struct net_reader *reader_spare;
    struct net_reader *linger_first, *linger_last;
    int linger_count;
    int64_t readers;

    /* any thread */
    int wake_fd;
    atomic_bool is_waiting;
    _Atomic(net_slot *) answers;
    atomic_bool has_events;
    atomic_bool is_stopping;
    _Atomic int64_t stop_at_us;
    sys_mutex streams_lock;
    net_stream *streams;
    _Atomic int64_t connections, connections_total, requests_total, pending, left_total, late_total;
};

/* net_clock.c */
void net_wake(net *n);
void net_phase_set(net *n, net_conn *c, net_phase phase);
void net_conn_cut(net *n, net_conn *c);
void net_clocks_set(net *n, const net_setup *setup);
void net_clocks_sweep(net *n);

/* net_slot.c */
net_slot *net_slot_take(net *n, struct MHD_Connection *connection, net_conn *conn);
void net_slot_give(net_slot *s);

/* net_request.c: reads the head; 0 or the status of a refusal. */
/* Takes a query of more than NET_QUERY_MAX parameters out of a target; true if it did. */
bool net_query_cut(const char *target);
int net_head_read(net_slot *s, const char *url, const char *method, const char *version);
/* True if the head announces a body; *ret_size is -1 when its size is not known. */
bool net_head_has_body(const net_slot *s, int64_t *ret_size);

/* net_intake.c: 0 or the status of a refusal. */
int net_intake_begin(net_slot *s, int64_t size);
/* False when the connection must be cut. */
bool net_intake_take(net_slot *s, const char *data, size_t size);
int net_intake_end(net_slot *s);
void net_intake_done(net_slot *s);

/* net_answer.c */
struct MHD_Response *net_reply_headers(
    struct MHD_Response *response, const net_pair *headers, size_t count);
void net_response_drop(net_slot *s);
void net_refuse(net_slot *s, int status);
/* Gives the answer to the library. */
bool net_answer_queue(net_slot *s);
void net_answer_drain(net *n);
/* Ends a kept request without an answer. */
void net_kept_end(net *n, net_slot *s);
bool net_refusals_open(net *n);
void net_refusals_close(net *n);
/* Any thread: puts a chain of answered slots where the event thread finds it. */
void net_answer_push(net *n, net_slot *first, net_slot *last);

/* net_stream.c */
void net_stream_round(net *n);
void net_stream_leave(net_slot *s);
void net_stream_sweep(net *n);
void net_reader_serve(net *n, struct net_reader *reader, unsigned events);
void net_linger_start(net *n, int fd);
void net_readers_end(net *n);
void net_streams_free(net *n);

#endif
