/* Clocks of connections: each is in one phase, and each phase has one limit, so a queue a phase in
 * the order of arrival is enough.  Bodies and answers that make progress wind their clock up again.
 * SPDX-License-Identifier: Apache-2.0 */
#include "net/net_in.h"

enum {
    HEAD_TIMEOUT_MS = 15000,
    IDLE_TIMEOUT_MS = 30000,
    PROGRESS_TIMEOUT_MS = 30000,
    TICK_US_MAX = 1000000,
    TICK_US_MIN = 20000,
    MILLISECOND_US = 1000
};

void net_wake(net *n)
{
    if (atomic_exchange(&n->is_waiting, false))
        sys_wake_send(n->wake_fd);
}

static void queue_remove(net_queue *q, net_conn *c)
{
    if (c->before)
        c->before->after = c->after;
    else
        q->first = c->after;
    if (c->after)
        c->after->before = c->before;
    else
        q->last = c->before;
    c->before = c->after = NULL;
}

static void queue_append(net_queue *q, net_conn *c)
{
    c->before = q->last;
    c->after = NULL;
    if (q->last)
        q->last->after = c;
    else
        q->first = c;
    q->last = c;
}

/* Starts the clock of a phase; NET_PHASE_NONE stops it. */
void net_phase_set(net *n, net_conn *c, net_phase phase)
{
    if (c->phase != NET_PHASE_NONE)
        queue_remove(&n->queues[c->phase], c);
    c->phase = phase;
    c->since_us = n->now_us;
    c->mark = -1;
    if (phase != NET_PHASE_NONE)
        queue_append(&n->queues[phase], c);
}

void net_conn_cut(net *n, net_conn *c)
{
    net_phase_set(n, c, NET_PHASE_NONE);
    net_socket_shut(c->fd);
}

/* Bytes that the connection has moved in its phase, or -1 when nobody can tell. */
static int64_t conn_moved(const net_conn *c)
{
    if (c->phase == NET_PHASE_BODY)
        return c->slot ? c->slot->body_got : 0;
    return c->phase == NET_PHASE_ANSWER ? net_socket_delivered(c->fd) : 0;
}

/* A clock has run out: progress winds it up again. */
static void conn_expire(net *n, net_conn *c)
{
    const net_phase phase = c->phase;
    const int64_t moved = conn_moved(c);
    const int64_t before = c->mark >= 0 || phase != NET_PHASE_BODY ? c->mark : 0;
    const bool is_moving = (phase == NET_PHASE_BODY || phase == NET_PHASE_ANSWER) &&
                           (moved < 0 || before < 0 || moved - before >= NET_PROGRESS_MIN);
    if (is_moving) {
        net_phase_set(n, c, phase);
        c->mark = moved;
        return;
    }
    atomic_fetch_add_explicit(&n->late_total, 1, memory_order_relaxed);
    net_conn_cut(n, c);
}

/* The library (0.9.75) takes a short read for an empty socket and waits for the next event; when the
 * peer's end has come together with those bytes there is none, and the connection would stay until
 * its clock runs out. */
static void ended_cut(net *n, net_phase phase)
{
    for (net_conn *c = n->queues[phase].first, *after; c; c = after) {
        after = c->after;
        if (net_socket_is_ended(c->fd))
            net_conn_cut(n, c);
    }
}

void net_clocks_sweep(net *n)
{
    ended_cut(n, NET_PHASE_FIRST);
    ended_cut(n, NET_PHASE_BODY);
    for (int phase = NET_PHASE_FIRST; phase < NET_PHASE_COUNT; phase++) {
        net_queue *q = &n->queues[phase];
        while (q->first && n->now_us - q->first->since_us >= q->limit_us)
            conn_expire(n, q->first);
    }
}

static void limit_set(net *n, net_phase phase, int milliseconds, int otherwise_ms)
{
    const int64_t chosen_ms = milliseconds > 0 ? milliseconds : otherwise_ms;
    const int64_t limit_us = chosen_ms * MILLISECOND_US;
    n->queues[phase].limit_us = limit_us;
    if (n->tick_us > limit_us / 8)
        n->tick_us = limit_us / 8 > TICK_US_MIN ? limit_us / 8 : TICK_US_MIN;
}

void net_clocks_set(net *n, const net_setup *setup)
{
    n->tick_us = TICK_US_MAX;
    limit_set(n, NET_PHASE_FIRST, setup->head_timeout_ms, HEAD_TIMEOUT_MS);
    limit_set(n, NET_PHASE_IDLE, setup->idle_timeout_ms, IDLE_TIMEOUT_MS);
    limit_set(n, NET_PHASE_BODY, setup->progress_timeout_ms, PROGRESS_TIMEOUT_MS);
    limit_set(n, NET_PHASE_ANSWER, setup->progress_timeout_ms, PROGRESS_TIMEOUT_MS);
}
