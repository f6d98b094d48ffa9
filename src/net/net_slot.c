/* Slots: what one request occupies while it lasts, with an arena of its own.  Given back, its
 * memory serves the next.
 * SPDX-License-Identifier: Apache-2.0 */
#include "net/net_in.h"

#include <assert.h>
#include <string.h>

static net_slot *slot_make(net *n)
{
    arena memory = { 0 };
    if (!arena_open(&memory, n->setup.memory_max))
        return NULL;
    net_slot *s = ARENA_NEW(&memory, net_slot, 1);
    if (!s) {
        arena_close(&memory);
        return NULL;
    }
    s->memory = memory;
    s->memory_base = memory.used;
    return s;
}

net_slot *net_slot_take(net *n, struct MHD_Connection *connection, net_conn *conn)
{
    net_slot *s = n->slot_spare;
    if (s) {
        n->slot_spare = s->next;
        n->slot_spare_count--;
        memset(s, 0, offsetof(net_slot, memory));
    } else {
        s = slot_make(n);
        if (!s)
            return NULL;
    }
    s->request.home = n;
    s->request.memory = &s->memory;
    s->request.body_fd = -1;
    s->home = n;
    s->connection = connection;
    s->conn = conn;
    conn->slot = s;
    s->started_us = n->now_us;
    n->slots_busy++;
    return s;
}

void net_slot_give(net_slot *s)
{
    net *n = s->home;
    assert(!s->is_kept && n->slots_busy > 0);
    net_intake_done(s);
    net_stream_leave(s);
    if (s->has_source && s->source.end)
        s->source.end(s->source.self);
    net_response_drop(s);
    if (s->conn)
        s->conn->slot = NULL;
    n->slots_busy--;
    const size_t used = s->memory.used;
    arena_reset(&s->memory, s->memory_base);
    if (n->slot_spare_count >= NET_SPARE_MAX) {
        arena memory = s->memory;
        arena_close(&memory);
        return;
    }
    if (used > NET_MEMORY_KEPT)
        net_memory_trim(s->memory.start, used, NET_MEMORY_KEPT);
    s->next = n->slot_spare;
    n->slot_spare = s;
    n->slot_spare_count++;
}
