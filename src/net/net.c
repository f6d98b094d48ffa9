/* The server: listeners, the event loop, connections and their clocks.
 * The library is driven from outside: this loop waits with poll on the library's descriptor, on
 * ours (listeners, event readers) and on the one that other threads wake us by.  The library's
 * own thread is never used: in 0.9.75 it hangs when the number of ready connections is an exact
 * multiple of 128.  Its timeouts are not used either: they begin anew with every byte, which is
 * what a slow sender lives on.
 * SPDX-License-Identifier: Apache-2.0 */
#include "net/net_in.h"

#include <assert.h>
#include <string.h>

enum {
    MEMORY_MAX_DEFAULT = 1024 * 1024,
    FILES_SPARE = 256,      /* descriptors left to the rest of the process */
    CONNECTIONS_SPARE = 64, /* so that the library never refuses what we accepted */
    ACCEPT_MAX = 64,        /* connections taken from one listener in one round */
    ACCEPT_PAUSE_US = 100000,
    SOCKADDR_SIZE = 128,
    SECOND_US = 1000000,
    MILLISECOND_US = 1000,
    STOP_TICK_US = 20000,
    POOL_INCREMENT = 2048,
    STATUS_TARGET_LONG = 414,
    BUSY_ROUNDS_MAX = 8 /* rounds without a look at listeners and wakes */
};

/* ---- connections ---------------------------------------------------------------------------- */

static void on_connection(void *self, struct MHD_Connection *connection, void **context,
    enum MHD_ConnectionNotificationCode code)
{
    net *n = self;
    net_conn *c = *context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        c = n->conn_spare;
        assert(c && n->arriving);
        n->conn_spare = c->after;
        *c = (net_conn){ .address = *n->arriving };
        c->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        *context = c;
        n->connections++;
        net_phase_set(n, c, NET_PHASE_FIRST);
        return;
    }
    const int copy = c->is_lingering ? net_socket_copy(c->fd) : -1;
    if (copy >= 0)
        net_linger_start(n, copy);
    net_phase_set(n, c, NET_PHASE_NONE);
    c->after = n->conn_spare;
    n->conn_spare = c;
    n->connections--;
}

/* Keeps one spare record ready, so that the library's callback can't fail. */
static bool conn_prepare(net *n)
{
    if (!n->conn_spare)
        n->conn_spare = ARENA_NEW(&n->conn_memory, net_conn, 1);
    return n->conn_spare != NULL;
}

static void accepting_set(net *n, bool is_on)
{
    if (n->is_accepting == is_on)
        return;
    n->is_accepting = is_on;
    for (size_t i = 0; i < n->listener_count; i++) {
        if (!is_on)
            net_poll_remove(&n->own, &n->listeners[i]);
        else if (!net_poll_add(&n->own, &n->listeners[i], NET_READABLE))
            n->is_accepting = false;
    }
}

static void accept_some(net *n, const net_watch *listener)
{
    _Alignas(max_align_t) unsigned char from[SOCKADDR_SIZE];
    struct sockaddr *address = (struct sockaddr *)from;
    for (int i = 0; i < ACCEPT_MAX; i++) {
        net_address peer;
        unsigned size;
        int fd;
        if (n->connections + n->readers >= n->setup.connections_max || !conn_prepare(n)) {
            accepting_set(n, false);
            return;
        }
        const net_accepted got = net_accept(listener->fd, &fd, address, &size, &peer);
        if (got == NET_ACCEPT_FULL) {
            accepting_set(n, false);
            n->accept_again_us = n->now_us + ACCEPT_PAUSE_US;
        }
        if (got != NET_ACCEPTED)
            return;
        n->arriving = &peer;
        if (MHD_add_connection(n->daemon, fd, address, size) == MHD_YES)
            atomic_fetch_add_explicit(&n->connections_total, 1, memory_order_relaxed);
        n->arriving = NULL;
    }
}

/* ---- requests ------------------------------------------------------------------------------- */

/* What the body may be, asked of the owner; 0 or the status of a refusal. */
static int body_allow(net *n, net_slot *s, int64_t size)
{
    s->class = (net_class){ .kind = NET_BODY_NONE };
    if (n->setup.classify)
        n->setup.classify(n->setup.self, &s->request, &s->class);
    return s->is_answered ? 0 : net_intake_begin(s, size);
}

/* The request's target as it came, before the library takes it apart. */
static void *on_target(void *self, const char *target, struct MHD_Connection *connection)
{
    (void)self;
    net_conn *c =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    c->is_overlong = net_query_cut(target);
    return NULL;
}

static enum MHD_Result request_begin(net *n, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, void **context)
{
    net_conn *c =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    net_slot *s = net_slot_take(n, connection, c);
    if (!s)
        return MHD_NO;
    *context = s;
    int64_t size;
    int refusal = c->is_overlong ? STATUS_TARGET_LONG : net_head_read(s, url, method, version);
    if (refusal == 0 && !net_head_has_body(s, &size))
        return MHD_YES;
    if (refusal == 0)
        refusal = body_allow(n, s, size);
    if (refusal == 0 && !s->is_answered) {
        net_phase_set(n, c, NET_PHASE_BODY);
        return MHD_YES;
    }
    if (refusal != 0)
        net_refuse(s, refusal);
    c->is_lingering = true;
    return net_answer_queue(s) ? MHD_YES : MHD_NO;
}

static void request_keep(net *n, net_slot *s)
{
    s->is_kept = true;
    s->before = NULL;
    s->after = n->kept;
    if (n->kept)
        n->kept->before = s;
    n->kept = s;
    atomic_fetch_add_explicit(&n->pending, 1, memory_order_relaxed);
    net_phase_set(n, s->conn, NET_PHASE_NONE);
    MHD_suspend_connection(s->connection);
}

static enum MHD_Result request_end(net *n, net_slot *s)
{
    if (s->request.is_complete)
        return MHD_NO;
    const int refusal = net_intake_end(s);
    s->request.is_complete = true;
    if (refusal != 0) {
        net_refuse(s, refusal);
        return net_answer_queue(s) ? MHD_YES : MHD_NO;
    }
    n->is_round = true;
    n->setup.handle(n->setup.self, &s->request);
    if (s->is_answered)
        return net_answer_queue(s) ? MHD_YES : MHD_NO;
    request_keep(n, s);
    return MHD_YES;
}

/* The library calls this when the head is complete, for each piece of a body, and at its end. */
static enum MHD_Result on_request(void *self, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *size, void **context)
{
    net_slot *s = *context;
    if (!s)
        return request_begin(self, connection, url, method, version, context);
    if (*size == 0)
        return request_end(self, s);
    const bool is_taken = net_intake_take(s, data, *size);
    *size = 0;
    return is_taken ? MHD_YES : MHD_NO;
}

static void on_completed(void *self, struct MHD_Connection *connection, void **context,
    enum MHD_RequestTerminationCode code)
{
    net *n = self;
    net_slot *s = *context;
    (void)connection;
    if (!s)
        return;
    *context = NULL;
    n->is_busy = true;
    net_conn *c = s->conn;
    const bool is_whole = code == MHD_REQUEST_TERMINATED_COMPLETED_OK || s->is_handed_over;
    atomic_fetch_add_explicit(
        is_whole ? &n->requests_total : &n->left_total, 1, memory_order_relaxed);
    if (n->setup.log)
        n->setup.log(
            n->setup.self, &s->request, is_whole ? s->status : 0, sys_steady_us() - s->started_us);
    net_slot_give(s);
    net_phase_set(n, c, NET_PHASE_IDLE);
    if (n->is_ending)
        net_conn_cut(n, c);
}

/* Escapes are undone by net_decode, once and strictly. */
static size_t on_unescape(void *self, struct MHD_Connection *connection, char *text)
{
    (void)self;
    (void)connection;
    return strlen(text);
}

/* ---- the loop ------------------------------------------------------------------------------- */

static void own_serve(net *n)
{
    net_event events[NET_EVENTS_MAX];
    const size_t count = net_poll_ready(&n->own, events);
    for (size_t i = 0; i < count; i++) {
        if (events[i].watch->kind == NET_WATCH_LISTENER)
            accept_some(n, events[i].watch);
        else
            net_reader_serve(n, (struct net_reader *)events[i].watch, events[i].ready);
    }
}

static int wait_ms(const net *n)
{
    if (n->is_ending)
        return STOP_TICK_US / MILLISECOND_US;
    if (!n->is_accepting)
        return ACCEPT_PAUSE_US / MILLISECOND_US;
    if (n->connections == 0 && n->readers == 0 && !n->linger_first)
        return -1;
    return (int)(n->tick_us / MILLISECOND_US);
}

static bool is_due(net *n)
{
    MHD_UNSIGNED_LONG_LONG timeout_ms;
    return MHD_get_timeout(n->daemon, &timeout_ms) == MHD_YES && timeout_ms == 0;
}

/* Sleeps until there is something to do.  The flag is raised before the last look at what other
 * threads hand us, so that none of them can be missed. */
static void round_wait(net *n)
{
    /* While requests keep coming, the library's own look at its descriptors is enough. */
    if (n->is_busy && ++n->busy_rounds < BUSY_ROUNDS_MAX) {
        n->now_us = sys_steady_us();
        net_answer_drain(n);
        return;
    }
    n->busy_rounds = 0;
    const int fds[3] = { n->library_fd, n->own.fd, n->wake_fd };
    const bool is_library_due = is_due(n);
    atomic_store(&n->is_waiting, true);
    const bool is_idle = !is_library_due && !atomic_load(&n->answers) &&
                         !atomic_load(&n->has_events) &&
                         (n->is_ending || !atomic_load(&n->is_stopping));
    const unsigned ready = net_wait(fds, is_idle ? wait_ms(n) : 0);
    atomic_store(&n->is_waiting, false);
    n->now_us = sys_steady_us();
    if (ready & 4)
        sys_wake_clear(n->wake_fd);
    net_answer_drain(n);
    if (ready & 2)
        own_serve(n);
}

static void sweep(net *n)
{
    if (n->now_us < n->sweep_us)
        return;
    n->sweep_us = n->now_us + n->tick_us;
    net_clocks_sweep(n);
    net_stream_sweep(n);
}

static void listeners_close(net *n)
{
    accepting_set(n, false);
    for (size_t i = 0; i < n->listener_count; i++)
        sys_fd_close(n->listeners[i].fd);
    n->listener_count = 0;
}

static void all_cut(net *n, net_phase from, net_phase to)
{
    for (int phase = (int)from; phase <= (int)to; phase++)
        while (n->queues[phase].first)
            net_conn_cut(n, n->queues[phase].first);
}

/* True when the loop is over. */
static bool stop_round(net *n)
{
    if (!atomic_load(&n->is_stopping))
        return false;
    if (!n->is_ending) {
        n->is_ending = true;
        listeners_close(n);
        net_readers_end(n);
        all_cut(n, NET_PHASE_FIRST, NET_PHASE_IDLE);
    }
    return n->connections == 0 || sys_steady_us() >= atomic_load(&n->stop_at_us);
}

void net_run(net *n)
{
    assert(n);
    n->now_us = sys_steady_us();
    accepting_set(n, true);
    while (!stop_round(n)) {
        round_wait(n);
        net_stream_round(n);
        n->is_busy = false;
        (void)MHD_run(n->daemon);
        if (n->is_round && n->setup.round_end)
            n->setup.round_end(n->setup.self);
        n->is_round = false;
        sweep(n);
        const bool has_room = n->connections + n->readers < n->setup.connections_max;
        if (!n->is_accepting && !n->is_ending && has_room && n->now_us >= n->accept_again_us)
            accepting_set(n, true);
    }
    all_cut(n, NET_PHASE_FIRST, NET_PHASE_ANSWER);
    (void)MHD_run(n->daemon);
}

void net_stop(net *n, int seconds)
{
    assert(n && seconds >= 0);
    atomic_store(&n->stop_at_us, sys_steady_us() + (int64_t)seconds * SECOND_US);
    atomic_store(&n->is_stopping, true);
    sys_wake_send(n->wake_fd);
}

/* ---- opening and closing -------------------------------------------------------------------- */

static void setup_fill(net *n, const net_setup *setup)
{
    const int64_t files = sys_open_files_raise() - FILES_SPARE;
    n->setup = *setup;
    if (n->setup.connections_max <= 0 || n->setup.connections_max > files)
        n->setup.connections_max = files > 1 ? (int)files : 1;
    if (n->setup.memory_max == 0)
        n->setup.memory_max = MEMORY_MAX_DEFAULT;
    net_clocks_set(n, setup);
}

static bool memory_open(net *n, err *reterr)
{
    const size_t count = (size_t)n->setup.connections_max + CONNECTIONS_SPARE;
    if (arena_open(&n->conn_memory, count * sizeof(net_conn) + alignof(max_align_t)) &&
        arena_open(&n->reader_memory, count * NET_READER_SIZE_MAX) && net_refusals_open(n))
        return true;
    return err_set(reterr, ERR_MEMORY, N_("Not enough memory"));
}

static bool listeners_open(net *n, err *reterr)
{
    for (size_t i = 0; i < n->setup.listen_count; i++) {
        net_watch *w = &n->listeners[i];
        w->kind = NET_WATCH_LISTENER;
        if (!net_listen(n->setup.listen[i], &w->fd, &n->ports[i], reterr))
            return false;
        n->listener_count++;
    }
    return true;
}

static bool daemon_open(net *n, err *reterr)
{
    const unsigned flags =
        MHD_USE_EPOLL | MHD_USE_TURBO | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME;
    n->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, n, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)n->setup.connections_max + CONNECTIONS_SPARE, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)NET_POOL_SIZE, MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)POOL_INCREMENT,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, n, MHD_OPTION_NOTIFY_CONNECTION, on_connection,
        n, MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, NULL, MHD_OPTION_URI_LOG_CALLBACK, on_target,
        n, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!n->daemon)
        return err_set(reterr, ERR_STORE, N_("The HTTP library does not start"));
    n->library_fd = MHD_get_daemon_info(n->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    return true;
}

bool net_open(const net_setup *setup, net **ret_net, err *reterr)
{
    assert(setup && ret_net && setup->handle);
    assert(setup->listen_count <= NET_LISTEN_MAX && (setup->listen || setup->listen_count == 0));
    arena home = { 0 };
    net *n = arena_open(&home, sizeof(net) + alignof(net)) ? ARENA_NEW(&home, net, 1) : NULL;
    if (!n)
        return err_set(reterr, ERR_MEMORY, N_("Not enough memory"));
    n->home = home;
    n->own.fd = -1;
    n->wake_fd = -1;
    sys_mutex_init(&n->streams_lock);
    setup_fill(n, setup);
    if (!memory_open(n, reterr) || !sys_wake_open(&n->wake_fd, reterr) ||
        !net_poll_open(&n->own, reterr) || !listeners_open(n, reterr) || !daemon_open(n, reterr)) {
        net_close(n);
        return false;
    }
    *ret_net = n;
    return true;
}

int net_port(const net *n, size_t index)
{
    assert(n && index < n->setup.listen_count);
    return n->ports[index];
}

static void slots_free(net *n)
{
    while (n->slot_spare) {
        arena memory = n->slot_spare->memory;
        n->slot_spare = n->slot_spare->next;
        arena_close(&memory);
    }
}

void net_close(net *n)
{
    if (!n)
        return;
    n->is_ending = true;
    net_answer_drain(n);
    while (n->kept)
        net_kept_end(n, n->kept);
    if (n->daemon)
        MHD_stop_daemon(n->daemon);
    listeners_close(n);
    net_readers_end(n);
    net_streams_free(n);
    net_refusals_close(n);
    slots_free(n);
    net_poll_close(&n->own);
    if (n->wake_fd >= 0)
        sys_fd_close(n->wake_fd);
    arena_close(&n->conn_memory);
    arena_close(&n->reader_memory);
    sys_mutex_done(&n->streams_lock);
    arena home = n->home;
    arena_close(&home);
}

static int64_t read_of(const _Atomic int64_t *count)
{
    return atomic_load_explicit(count, memory_order_relaxed);
}

net_figures net_count(const net *n)
{
    assert(n);
    return (net_figures){
        .connections = read_of(&n->connections),
        .connections_total = read_of(&n->connections_total),
        .requests_total = read_of(&n->requests_total),
        .pending = read_of(&n->pending),
        .left_total = read_of(&n->left_total),
        .late_total = read_of(&n->late_total),
    };
}
