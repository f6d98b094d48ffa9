/* Inside the door: the server's members.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_SERVER_IN_H
#define NUAN_DOOR_SERVER_IN_H

#include "door/door.h"
#include "sys/fd.h"
#include "sys/unix.h"

enum { DOOR_THREADS = 5 };

/* Requests of one class of routes, and the threads that take them. */
typedef struct door_queue {
    sys_mutex lock;
    sys_signal filled;
    door_request *first, *last;
    int count, count_max; /* beyond it a request is told to come again */
    bool is_closing;
} door_queue;

typedef struct door_reader {
    door_queue *queue;
    store_conn *conn;
    sys_thread thread;
} door_reader;

struct door_server {
    arena own;
    door_plan plan;
    net *net;
    char folder[HOUSE_PATH_MAX];
    const route *routes[DOOR_ROUTES_MAX];
    size_t route_count;
    uint8_t proxies[DOOR_PROXIES_MAX][16]; /* 0: a local socket */
    size_t proxy_count;
    door_queue queues[ROUTE_CLASS_COUNT];
    door_reader readers[DOOR_THREADS];
    net_batch answers; /* the writer's thread gathers the answers of a batch here */
    void (*serve_verb)(house *h, int fd);
    int socket_fd, socket_stop, stop_fd;
    sys_thread socket_thread;
};

/* visitor.c: reads door_plan.proxies.  Errors (ERR_INPUT): which is no address. */
WARN_UNUSED bool door_proxies_read(door_server *s, span list, err *reterr);

#endif
