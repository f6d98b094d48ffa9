/* The system calls of this folder, behind names of ours: sockets, readiness, files without a name.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_NET_NET_SYSTEM_IN_H
#define NUAN_NET_NET_SYSTEM_IN_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

struct sockaddr;

/* Address of a peer: IPv4 in the last four bytes, IPv6 in all, or a local socket. */
typedef struct net_address {
    uint8_t bytes[16];
    uint8_t family; /* 4, 6, or 0 for a local socket */
} net_address;

/* Something whose readiness is watched.  First member of what owns it. */
typedef enum net_watch_kind {
    NET_WATCH_LISTENER,
    NET_WATCH_READER,
    NET_WATCH_LINGER
} net_watch_kind;
typedef struct net_watch {
    net_watch_kind kind;
    int fd;
} net_watch;

typedef struct net_poll {
    int fd;
} net_poll;

enum { NET_READABLE = 1, NET_WRITABLE = 2, NET_HUNG_UP = 4, NET_EVENTS_MAX = 64 };
typedef struct net_event {
    net_watch *watch;
    unsigned ready; /* NET_READABLE | ... */
} net_event;

/* Opens a listening socket; *ret_port is what was bound (0 for a local socket).
 * Errors: ERR_INPUT, ERR_CONFLICT, ERR_DENIED, ERR_STORE. */
WARN_UNUSED bool net_listen(const char *address, int *ret_fd, int *ret_port, err *reterr);
typedef enum net_accepted { NET_ACCEPTED, NET_ACCEPT_NONE, NET_ACCEPT_FULL } net_accepted;
/* Takes one connection, non-blocking.  `sockaddr` has room for 128 bytes. */
net_accepted net_accept(int listener, int *ret_fd, struct sockaddr *ret_sockaddr,
    unsigned *ret_sockaddr_size, net_address *ret_address);
span net_address_text(const net_address *address, arena *a);
/* Ends both directions; what was written is still delivered. */
void net_socket_shut(int fd);
void net_socket_shut_write(int fd);
/* True when the peer has sent all that it will and nothing of it is left to read. */
bool net_socket_is_ended(int fd);
int net_socket_copy(int fd);
/* Bytes written; 0 would block; -1 the peer is gone. */
int64_t net_socket_send(int fd, span bytes);
/* Reads and drops; false when the peer is gone or all was read and it has closed. */
bool net_socket_drop(int fd);
/* Bytes that the peer has acknowledged, or -1 when the socket can't tell. */
int64_t net_socket_delivered(int fd);

WARN_UNUSED bool net_poll_open(net_poll *p, err *reterr);
void net_poll_close(net_poll *p);
bool net_poll_add(net_poll *p, net_watch *w, unsigned wanted);
void net_poll_change(net_poll *p, net_watch *w, unsigned wanted);
void net_poll_remove(net_poll *p, net_watch *w);
/* What is ready now, at most NET_EVENTS_MAX. */
size_t net_poll_ready(net_poll *p, net_event *events);
/* Waits until one of three descriptors is readable, at most timeout_ms (-1: for ever).
 * Returns a bit for each. */
unsigned net_wait(const int fds[3], int timeout_ms);

/* A file without a name in a folder. */
WARN_UNUSED bool net_file_open(const char *folder, int *ret_fd, err *reterr);
bool net_file_write(int fd, const char *data, size_t size);
bool net_file_rewind(int fd);
/* Bytes read at an offset; 0 at the end, -1 when it can't be read. */
int64_t net_file_read(int fd, int64_t offset, char *into, size_t size);
/* Gives the pages of an arena beyond `kept` bytes back to the system. */
void net_memory_trim(unsigned char *start, size_t size, size_t kept);

#endif
