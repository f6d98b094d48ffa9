/* What the doors of the network share: routes, requests with their actor and language, answers, the
 * threads that read. A door's folder exports one table of routes; main hands the tables to the
 * server.  Only here does an error become a status.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_DOOR_H
#define NUAN_DOOR_DOOR_H

#include "door/flood.h"
#include "door/house.h"
#include "net/net.h"
#include "text/json.h"
#include "text/say.h"

enum {
    DOOR_PARAMS_MAX = 4,
    DOOR_PROXIES_MAX = 8,
    DOOR_ROUTES_MAX = 512,
    DOOR_UPLOAD_MAX = 512 << 20
};

typedef struct door_server door_server;
typedef struct door_request door_request;

/* Where a handler runs. */
typedef enum route_class {
    ROUTE_MEMORY, /* event thread: answers at once, from memory, never waits */
    ROUTE_READ,   /* a reader thread with a connection */
    ROUTE_SIGN,   /* the thread of passwords, which are slow on purpose */
    ROUTE_FILE,   /* the thread of whole ledgers as files for strangers */
    ROUTE_JOB,    /* the job thread: files, imports; may take long */
    ROUTE_CLASS_COUNT
} route_class;

/* Who may come. */
typedef enum route_gate {
    GATE_PUBLIC,  /* everybody */
    GATE_VISITOR, /* everybody as a visitor; who sends a token needs `right` */
    GATE_TOKEN,   /* Authorization: Bearer; needs `right` */
    GATE_SESSION, /* signed in; a POST carries the form's csrf field */
    GATE_STAFF    /* token or session */
} route_gate;

typedef struct route {
    net_method method;
    /* "/api/v1/campaigns/{code}/donations"; a last "{*}" takes the rest */
    const char *path;
    route_class class;
    route_gate gate;
    right needs; /* checked by the writer again in its scope */
    net_body_kind body;
    int64_t body_max;
    const char *summary;                        /* for the OpenAPI page; NULL: not in it */
    const char *request_schema, *answer_schema; /* names of schemas, or NULL */
    /* for the same page: names of query parameters "limit,before"; answers beside 200 "409 why;"; the
     * header Idempotency-Key is asked for */
    const char *query, *answers;
    bool needs_key;
    void (*handle)(door_request *r);
} route;

/* A request on its way through a handler.  Lives in the request's arena. */
struct door_request {
    net_request *net;
    door_server *server;
    house *house;
    const route *route;
    span path;                    /* without the prefix of the language */
    span params[DOOR_PARAMS_MAX]; /* by their place in route.path */
    say_lang lang;
    bool is_api;
    actor author; /* behind GATE_PUBLIC a visitor */
    bool has_session;
    access_session session;
    store_conn *conn; /* all but ROUTE_MEMORY */
    arena *memory;    /* the request's */
    /* methods of the address, when it does not take this one: goes into Allow */
    span allow;
    int32_t retry_s; /* with an ERR_FLOOD: goes into Retry-After */
    bool is_later;   /* runs on another thread: answers go through net_answer_later */
    net_batch *batch;
    void *owner; /* a handler's own, while a change is queued */
    door_request *next;
};

/* ---- answers: each handler gives exactly one ------------------------------------------------- */

/* Give the answer of a request, once: bytes of a type; bytes with headers; a body that many answers
 * share; a file; a reply made elsewhere; another address.  The bytes must stand until then. */
void door_answer(door_request *r, int status, const char *type, span body);
void door_answer_with(
    door_request *r, int status, const net_pair *headers, size_t count, span body);
void door_answer_shared(door_request *r, int status, net_body *body);
void door_answer_file(
    door_request *r, int status, const net_pair *headers, size_t count, const net_file *file);
void door_answer_reply(door_request *r, const net_reply *reply);
void door_redirect(door_request *r, int status, span where);
/* Problem document for the API, page for people (made by the web door's hook). */
void door_error(door_request *r, const err *why);
/* Seconds for Retry-After, as text. */
span door_retry(door_request *r);
/* HTTP status of an error. */
int door_status(err_code code);
/* Headers that every page of ours carries (policy, referrer, frames); count in *ret_count. */
const net_pair *door_page_headers(size_t *ret_count);
/* The same for a page whose script asks this server; no other page may connect to anything. */
const net_pair *door_asking_headers(size_t *ret_count);

/* ---- changes -------------------------------------------------------------------------------- */

/* Queues a change by r->author and answers through `done` (on the writer's thread; answers are sent
 * with the batch). `input` and `c` live in the request's arena.  With ROUTE_READ and ROUTE_JOB
 * use door_change_run. */
void door_change(door_request *r, change *c, void (*done)(door_request *r, change *c));
/* Runs a change and waits; for handlers that are not on the event thread. */
WARN_UNUSED bool door_change_run(
    door_request *r, const change_kind *kind, org_id unit, void *input, change *ret, err *reterr);
/* The request's Idempotency-Key ({NULL, 0} when there is none). */
span door_key(const door_request *r);
/* Where a request comes from, as text: the peer, or behind a proxy of ours (door_plan.proxies) whom it
 * speaks for.  Owner: the request. */
span door_peer(const door_request *r);
/* A visitor at that address. */
actor door_visitor(const door_request *r);
/* Takes one request of a kind from its place's bucket, at any thread.  Errors: ERR_FLOOD, says when to
 * try again. */
WARN_UNUSED bool door_flood(door_request *r, flood_kind kind, err *reterr);
/* True if the session's form carries its csrf value. */
bool door_csrf_fits(const door_request *r);
/* The csrf value of a session as a form carries it, 43 characters.  Owner: the request's arena. */
span door_csrf(const door_request *r);
/* True if the actor holds a right in some unit; what the scope allows is the writer's word. */
bool door_may(const door_request *r, right needed);

/* The same in a unit's subtree, for reading what the writer never sees.  Errors: ERR_DENIED. */
WARN_UNUSED bool door_may_at(const door_request *r, right needed, org_id unit, err *reterr);
/* The same for every unit of the house. */
WARN_UNUSED bool door_may_all(const door_request *r, right needed, err *reterr);

/* ---- the server ----------------------------------------------------------------------------- */

typedef struct door_plan {
    house *house;
    const char *const *listen;
    size_t listen_count;
    span public_url; /* without trailing slash */
    span
        proxies; /* addresses of proxies in front, with commas; their X-Forwarded-For is believed */
    const route *const *tables;
    const size_t *table_counts;
    size_t table_count;
    /* The web door's page for an error; NULL: plain text. */
    void (*error_page)(door_request *r, int status, const err *why);
    /* After each publication and change of figures (any thread): pages kept in memory are stale. */
    void (*refreshed)(void *self);
    void *refreshed_self;
    void *web; /* the web door's own state */
    /* Runs a verb that came over the data folder's socket (the command line's door). */
    void (*serve_verb)(house *h, int fd);
} door_plan;

/* Opens the server; it listens when this returns.  Owner: door_close.  Errors: ERR_CONFLICT the
 * address is taken; ERR_MEMORY; ERR_STORE. */
WARN_UNUSED bool door_open(const door_plan *plan, door_server **ret, err *reterr);
/* Serves until stop_fd becomes readable. */
WARN_UNUSED bool door_run(door_server *s, int stop_fd, err *reterr);
void door_close(door_server *s);
const door_plan *door_plan_of(const door_server *s);
/* Every route, for OpenAPI and tests. */
const route *door_route(const door_server *s, size_t index);
size_t door_route_count(const door_server *s);
net_figures door_figures(const door_server *s);

#endif
