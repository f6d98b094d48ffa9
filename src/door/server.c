/* The server: finds the route of a request, its language and actor, and runs the handler where it
 * belongs. Event thread: answers from memory, and changes handed to the writer.  Readers: two
 * threads with connections of their own.
 * Jobs: one thread for what takes long.  The command line comes in through a local socket of the
 * data folder.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/server_in.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- routes --------------------------------------------------------------------------------- */

/* Takes the next segment of a path that begins with '/'. */
static bool segment_next(span *rest, span *ret)
{
    if (rest->size == 0 || rest->at[0] != '/')
        return false;
    *rest = span_slice(*rest, 1, rest->size);
    size_t end = span_find(*rest, '/');
    *ret = span_slice(*rest, 0, end);
    *rest = span_slice(*rest, end, rest->size);
    return true;
}

static bool path_matches(const char *pattern, span path, span params[DOOR_PARAMS_MAX])
{
    span left = span_of(pattern);
    int count = 0;
    span want = { NULL, 0 };
    span have = { NULL, 0 };
    while (segment_next(&left, &want)) {
        if (span_is(want, "{*}")) {
            params[count] = span_slice(path, 1, path.size);
            return path.size > 0;
        }
        if (!segment_next(&path, &have))
            return false;
        bool is_param = want.size > 2 && want.at[0] == '{';
        if (is_param && have.size > 0 && count < DOOR_PARAMS_MAX)
            params[count++] = have;
        else if (is_param || !span_equal(want, have))
            return false;
    }
    return path.size == 0;
}

/* The methods that some route takes at this path, as Allow names them; empty when there is
 * nothing at it. */
static span methods_of(const door_server *s, span path, arena *a)
{
    static const char *const names[NET_METHOD_COUNT] = { [NET_GET] = "GET, HEAD",
        [NET_POST] = "POST",
        [NET_PUT] = "PUT",
        [NET_PATCH] = "PATCH",
        [NET_DELETE] = "DELETE",
        [NET_OPTIONS] = "OPTIONS" };
    bool is_there[NET_METHOD_COUNT] = { false };
    span ignored[DOOR_PARAMS_MAX];
    for (size_t i = 0; i < s->route_count; i++)
        is_there[s->routes[i]->method] |= path_matches(s->routes[i]->path, path, ignored);
    buffer b = buffer_in(a, 64);
    for (int i = 0; i < NET_METHOD_COUNT; i++) {
        if (is_there[i])
            buffer_format(&b, "%s%s", b.used > 0 ? ", " : "", names[i]);
    }
    return buffer_span(&b);
}

static const route *route_find(
    const door_server *s, net_method method, span path, span params[DOOR_PARAMS_MAX])
{
    for (size_t i = 0; i < s->route_count; i++) {
        const route *candidate = s->routes[i];
        if (candidate->method == method && path_matches(candidate->path, path, params))
            return candidate;
    }
    return NULL;
}

/* /en/... is the English page of /...; the API follows the header. */
static void language_read(door_request *r)
{
    static const span english = SPAN("/en");
    static const span api = SPAN("/api/");
    static const span log = SPAN("/log/");
    r->path = r->net->path;
    r->lang = SAY_ZH;
    if (span_starts(r->path, english) && (r->path.size == 3 || r->path.at[3] == '/')) {
        r->lang = SAY_EN;
        r->path = r->path.size == 3 ? (span)SPAN("/") : span_slice(r->path, 3, r->path.size);
    }
    r->is_api = span_starts(r->path, api) || span_starts(r->path, log);
    if (r->is_api)
        r->lang = say_lang_accept(net_header(r->net, "Accept-Language"));
}

/* Says that no route takes this request: there is nothing at its address, or not for its method. */
static void unrouted_answer(door_request *r)
{
    err why = { 0 };
    r->allow = methods_of(r->server, r->path, r->memory);
    if (r->allow.size > 0)
        err_set(&why, ERR_ABSENT, N_("This address takes %.*s only"), SPAN_PRINT(r->allow));
    else
        err_set(&why, ERR_ABSENT, N_("There is nothing at this address"));
    door_error(r, &why);
}

/* ---- actors --------------------------------------------------------------------------------- */

static span bearer_of(const door_request *r)
{
    static const span scheme = SPAN("Bearer ");
    span header = net_header(r->net, "Authorization");
    return span_starts(header, scheme) ? span_trim(span_slice(header, scheme.size, header.size))
                                       : (span){ NULL, 0 };
}

static bool token_read(door_request *r, err *reterr)
{
    span secret = bearer_of(r);
    if (!secret.at)
        return err_set(reterr, ERR_SIGN_IN, N_("This needs a token: Authorization: Bearer ..."));
    if (!access_token_find(house_tokens(r->house), secret, door_peer(r), &r->author))
        return err_set(reterr, ERR_SIGN_IN, N_("No such token, or it has ended"));
    return door_may(r, r->route->needs) ||
           err_set(reterr, ERR_DENIED, N_("This token does not have the right %s"),
               access_right_name(r->route->needs));
}

/* What a person may not do, in words. */
static bool role_refuses(right needed, err *reterr)
{
    static const char *const messages[RIGHT_COUNT] = { [RIGHT_READ] =
                                                           N_("Your role can't read here"),
        [RIGHT_ORG_EDIT] = N_("Your role can't change units"),
        [RIGHT_ACCESS_EDIT] = N_("Your role can't add or end people"),
        [RIGHT_CAMPAIGN_EDIT] = N_("Your role can't change campaigns"),
        [RIGHT_DONATION_ENTER] = N_("Your role can't enter gifts"),
        [RIGHT_STATEMENT_IMPORT] = N_("Your role can't import payment files"),
        [RIGHT_STATEMENT_CONFIRM] = N_("Your role can't confirm imports"),
        [RIGHT_REFUND_BOOK] = N_("Your role can't give money back"),
        [RIGHT_DISCLOSE] = N_("Your role can't publish"),
        [RIGHT_DISCLOSE_REVIEW] = N_("Your role can't review disclosures"),
        [RIGHT_DONOR_SHOW] = N_("Your role can't look at givers' names") };
    err_set(reterr, ERR_DENIED, N_("Your role does not allow this"));
    if (messages[needed])
        reterr->message = messages[needed];
    return err_hint(reterr, N_("If you need it, ask the administrator of your unit."));
}

/* Sessions are read from the store, so on a thread that has a connection. */
static bool session_read(door_request *r, err *reterr)
{
    span cookie = net_cookie(r->net, "nuan");
    if (!cookie.at)
        return err_set(reterr, ERR_SIGN_IN, N_("Sign in to go on"));
    if (!access_session_find(
            r->conn, r->memory, cookie, sys_real_us(house_clock(r->house)), &r->session, reterr) ||
        !access_actor(r->conn, r->session.person, door_peer(r), &r->author, reterr))
        return false;
    r->has_session = true;
    if (r->net->method != NET_GET && !door_csrf_fits(r)) {
        err_set(reterr, ERR_DENIED, N_("This form is too old; open the page again"));
        return false;
    }
    return door_may(r, r->route->needs) || role_refuses(r->route->needs, reterr);
}

static bool gate_pass(door_request *r, err *reterr)
{
    switch (r->route->gate) {
    case GATE_PUBLIC: r->author = door_visitor(r); return true;
    case GATE_VISITOR:
        if (bearer_of(r).at)
            return token_read(r, reterr);
        r->author = door_visitor(r);
        return true;
    case GATE_TOKEN: return token_read(r, reterr);
    case GATE_SESSION: return session_read(r, reterr);
    case GATE_STAFF: return bearer_of(r).at ? token_read(r, reterr) : session_read(r, reterr);
    }
    return false;
}

/* ---- what may come in
 * ------------------------------------------------------------------------- */

/* May a file come in from here?  Told by memory alone, before any of it is read: a token that
 * stands, or a cookie that this house gave.  The gate looks again when the whole request is
 * there. */
static bool sender_glance(door_request *r, const route *to, err *reterr)
{
    actor author = { 0 };
    span secret = bearer_of(r);
    if (to->gate == GATE_PUBLIC || (to->gate == GATE_VISITOR && !secret.at))
        return true;
    if (secret.at && to->gate != GATE_SESSION)
        return access_token_find(house_tokens(r->house), secret, door_peer(r), &author) ||
               err_set(reterr, ERR_SIGN_IN, N_("No such token, or it has ended"));
    if (to->gate == GATE_TOKEN)
        return err_set(reterr, ERR_SIGN_IN, N_("This needs a token: Authorization: Bearer ..."));
    return house_cookie_fits(r->house, net_cookie(r->net, "nuan")) ||
           err_set(reterr, ERR_SIGN_IN, N_("Sign in to go on"));
}

static void classify(void *self, net_request *request, net_class *ret_class)
{
    door_server *s = self;
    door_request r = {
        .net = request, .server = s, .house = s->plan.house, .memory = request->memory
    };
    static const span multipart = SPAN("multipart/form-data");
    err why = { 0 };
    language_read(&r);
    const route *found = route_find(s, request->method, r.path, r.params);
    *ret_class = (net_class){ .kind = NET_BODY_NONE };
    if (!found) {
        unrouted_answer(&r); /* its body is not waited for */
        return;
    }
    bool takes_files = found->body_max > NET_BODY_MEMORY_MAX;
    if (takes_files && !sender_glance(&r, found, &why)) {
        door_error(&r, &why);
        return;
    }
    *ret_class = (net_class){
        .kind = found->body, .size_max = found->body_max, .folder = takes_files ? s->folder : NULL
    };
    /* A file comes as the body itself or as a part of a form. */
    if (found->body == NET_BODY_FILE && span_starts(net_header(request, "Content-Type"), multipart))
        ret_class->kind = NET_BODY_FORM;
}

/* ---- threads -------------------------------------------------------------------------------- */

/* What may wait for the threads of a class, and how many there are.  Strangers who ask for much wait
 * for each other, not before the desk. */
static const struct door_class {
    const char *thread;
    int threads, waiting_max;
} classes[ROUTE_CLASS_COUNT] = {
    [ROUTE_READ] = { "reader", 2, 4096 },
    [ROUTE_SIGN] = { "signer", 1, 64 },
    [ROUTE_FILE] = { "filer", 1, 32 },
    [ROUTE_JOB] = { "job", 1, 256 },
};

/* False when too many wait already. */
static bool queue_put(door_queue *q, door_request *r)
{
    sys_mutex_lock(&q->lock);
    bool has_room = q->count < q->count_max;
    if (has_room) {
        q->count++;
        r->next = NULL;
        r->is_later = true;
        if (q->last)
            q->last->next = r;
        else
            q->first = r;
        q->last = r;
        sys_signal_wake_one(&q->filled);
    }
    sys_mutex_unlock(&q->lock);
    return has_room;
}

static door_request *queue_take(door_queue *q)
{
    sys_mutex_lock(&q->lock);
    while (!q->first && !q->is_closing)
        sys_signal_wait(&q->filled, &q->lock);
    door_request *r = q->first;
    if (r) {
        q->count--;
        q->first = r->next;
        if (!q->first)
            q->last = NULL;
    }
    sys_mutex_unlock(&q->lock);
    return r;
}

static void reader_loop(void *self)
{
    door_reader *reader = self;
    door_request *r = NULL;
    while ((r = queue_take(reader->queue)) != NULL) {
        err why = { 0 };
        r->conn = reader->conn;
        if (gate_pass(r, &why))
            r->route->handle(r);
        else
            door_error(r, &why);
    }
}

static bool readers_start(door_server *s, err *reterr)
{
    int used = 0;
    for (int class = 0; class < ROUTE_CLASS_COUNT; class ++) {
        for (int i = 0; i < classes[class].threads; i++) {
            assert(used < DOOR_THREADS);
            door_reader *reader = &s->readers[used++];
            reader->queue = &s->queues[class];
            if (!store_connect(house_store(s->plan.house), STORE_READ, &reader->conn, reterr) ||
                !sys_thread_start(
                    &reader->thread, classes[class].thread, reader_loop, reader, reterr))
                return false;
        }
    }
    return true;
}

/* ---- requests ------------------------------------------------------------------------------- */

static void route_run(door_request *r)
{
    err why = { 0 };
    if (r->route->class != ROUTE_MEMORY) {
        if (queue_put(&r->server->queues[r->route->class], r))
            return;
        err_set(&why, ERR_STORE, N_("Many people are here; try again in a few seconds"));
        door_error(r, &why);
        return;
    }
    if (gate_pass(r, &why))
        r->route->handle(r);
    else
        door_error(r, &why);
}

static void handle(void *self, net_request *request)
{
    door_server *s = self;
    door_request *r = ARENA_NEW(request->memory, door_request, 1);
    if (!r) {
        const net_reply reply = { .status = 503 };
        net_answer(request, &reply);
        return;
    }
    *r = (door_request){
        .net = request, .server = s, .house = s->plan.house, .memory = request->memory
    };
    language_read(r);
    r->route = route_find(s, request->method, r->path, r->params);
    if (r->route)
        route_run(r);
    else
        unrouted_answer(r);
}

/* ---- changes -------------------------------------------------------------------------------- */

typedef struct queued_change {
    door_request *request;
    void (*done)(door_request *r, change *c);
} queued_change;

/* On the writer's thread, after the commit; the answers of a batch are handed over together. */
static void change_done(change *c)
{
    queued_change *queued = c->waiter;
    door_request *r = queued->request;
    r->is_later = true;
    r->batch = &r->server->answers;
    queued->done(r, c);
}

void door_change(door_request *r, change *c, void (*done)(door_request *r, change *c))
{
    err why = { 0 };
    queued_change *queued = ARENA_NEW(r->memory, queued_change, 1);
    if (queued) {
        *queued = (queued_change){ .request = r, .done = done };
        c->author = &r->author;
        c->done = change_done;
        c->waiter = queued;
        if (writer_submit(house_writer(r->house), c, &why))
            return;
    } else {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    }
    door_error(r, &why);
}

bool door_change_run(
    door_request *r, const change_kind *kind, org_id unit, void *input, change *ret, err *reterr)
{
    *ret = (change){ .kind = kind, .author = &r->author, .org = unit, .input = input };
    return writer_run(house_writer(r->house), ret, reterr);
}

/* On the writer's thread, after each batch. */
static void batch_answered(void *self)
{
    door_server *s = self;
    net_batch_send(&s->answers);
    s->answers = (net_batch){ 0 };
}

static void published(void *self)
{
    door_server *s = self;
    if (s->plan.refreshed)
        s->plan.refreshed(s->plan.refreshed_self);
}

/* ---- the socket of the command line --------------------------------------------------------- */

static void socket_loop(void *self)
{
    door_server *s = self;
    err ignored = { 0 };
    int fd = -1;
    while (sys_unix_accept(s->socket_fd, s->socket_stop, &fd, &ignored) && fd >= 0) {
        s->serve_verb(s->plan.house, fd);
        sys_fd_close(fd);
    }
}

static bool socket_start(door_server *s, err *reterr)
{
    char path[HOUSE_PATH_MAX];
    snprintf(path, sizeof path, "%s/socket", house_folder(s->plan.house));
    return sys_wake_open(&s->socket_stop, reterr) && sys_unix_listen(path, &s->socket_fd, reterr) &&
           sys_thread_start(&s->socket_thread, "socket", socket_loop, s, reterr);
}

/* Its file goes first: whoever still comes finds no server instead of one that does not answer. */
static void socket_remove(door_server *s)
{
    char path[HOUSE_PATH_MAX];
    err ignored = { 0 };
    snprintf(path, sizeof path, "%s/socket", house_folder(s->plan.house));
    bool is_gone = sys_file_remove(path, &ignored);
    (void)is_gone;
    sys_fd_close(s->socket_fd);
}

/* ---- the server ----------------------------------------------------------------------------- */

static void routes_gather(door_server *s)
{
    for (size_t t = 0; t < s->plan.table_count; t++) {
        for (size_t i = 0; i < s->plan.table_counts[t]; i++) {
            const route *r = &s->plan.tables[t][i];
            assert(s->route_count < DOOR_ROUTES_MAX && r->handle);
            /* Sessions are read from the store, which the event thread never does. */
            assert(r->class != ROUTE_MEMORY || r->gate <= GATE_TOKEN);
            assert(r->gate == GATE_PUBLIC || r->needs != RIGHT_NONE);
            s->routes[s->route_count++] = r;
        }
    }
}

bool door_open(const door_plan *plan, door_server **ret, err *reterr)
{
    assert(plan && plan->house && plan->serve_verb && ret);
    arena own = { 0 };
    if (!arena_open(&own, sizeof(door_server) + 64))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to serve"));
    door_server *s = ARENA_NEW(&own, door_server, 1);
    s->own = own;
    s->plan = *plan;
    s->serve_verb = plan->serve_verb;
    s->socket_fd = s->socket_stop = -1;
    snprintf(s->folder, sizeof s->folder, "%s", house_folder(plan->house));
    for (int i = 0; i < ROUTE_CLASS_COUNT; i++) {
        s->queues[i].count_max = classes[i].waiting_max;
        sys_mutex_init(&s->queues[i].lock);
        sys_signal_init(&s->queues[i].filled);
    }
    routes_gather(s);
    const net_setup setup = { .listen = plan->listen,
        .listen_count = plan->listen_count,
        .self = s,
        .classify = classify,
        .handle = handle };
    house_hooks(plan->house, batch_answered, published, s);
    if (!door_proxies_read(s, plan->proxies, reterr) || !net_open(&setup, &s->net, reterr) ||
        !readers_start(s, reterr) || !socket_start(s, reterr)) {
        door_close(s);
        return false;
    }
    *ret = s;
    return true;
}

static void stop_loop(void *self)
{
    enum { STOP_SECONDS = 10 };
    door_server *s = self;
    sys_fd_wait(s->stop_fd);
    net_stop(s->net, STOP_SECONDS);
}

bool door_run(door_server *s, int stop_fd, err *reterr)
{
    sys_thread stopper = { 0 };
    s->stop_fd = stop_fd;
    if (!sys_thread_start(&stopper, "stop", stop_loop, s, reterr))
        return false;
    net_run(s->net);
    sys_thread_join(&stopper);
    return true;
}

static void queue_close(door_queue *q)
{
    sys_mutex_lock(&q->lock);
    q->is_closing = true;
    sys_signal_wake_all(&q->filled);
    sys_mutex_unlock(&q->lock);
}

void door_close(door_server *s)
{
    if (!s)
        return;
    for (int i = 0; i < ROUTE_CLASS_COUNT; i++)
        queue_close(&s->queues[i]);
    for (int i = 0; i < DOOR_THREADS; i++) {
        if (s->readers[i].thread.is_running)
            sys_thread_join(&s->readers[i].thread);
        store_disconnect(s->readers[i].conn);
    }
    if (s->socket_thread.is_running) {
        sys_wake_send(s->socket_stop);
        sys_thread_join(&s->socket_thread);
    }
    if (s->socket_fd >= 0)
        socket_remove(s);
    if (s->socket_stop >= 0)
        sys_fd_close(s->socket_stop);
    house_hooks(s->plan.house, NULL, NULL, NULL);
    if (s->net)
        net_close(s->net);
    arena own = s->own;
    arena_close(&own);
}

const route *door_route(const door_server *s, size_t index)
{
    assert(index < s->route_count);
    return s->routes[index];
}

size_t door_route_count(const door_server *s)
{
    return s->route_count;
}

net_figures door_figures(const door_server *s)
{
    return net_count(s->net);
}
