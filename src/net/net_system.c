/* Sockets, readiness and files without a name.  The only file of this folder that calls the
 * system itself; what sys offers (descriptors that wake, clocks, locks) is taken from there.
 * SPDX-License-Identifier: Apache-2.0 */
#include "net/net_system_in.h"

#include "net/net.h"
#include "sys/sys.h"
#include "text/text.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    BACKLOG = 4096,
    FOLDER_MAX = 1024,
    DROP_SIZE = 16 * 1024,
    DROP_ROUNDS_MAX = 16,
    PAGE = 4096
};

/* ---- listening ------------------------------------------------------------------------------ */

typedef union any_address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un local;
} any_address;

/* "1.2.3.4:80" or "[::1]:80"; the size of the address, or 0 when the text is none. */
static socklen_t inet_address(span text, any_address *ret)
{
    char host[INET6_ADDRSTRLEN];
    size_t colon = text.size;
    while (colon > 0 && text.at[colon - 1] != ':')
        colon--;
    uint64_t port;
    if (colon == 0 || !text_parse_uint(span_slice(text, colon, text.size), UINT16_MAX, &port))
        return 0;
    span name = span_slice(text, 0, colon - 1);
    const bool is_six = name.size > 2 && name.at[0] == '[' && name.at[name.size - 1] == ']';
    if (is_six)
        name = span_slice(name, 1, name.size - 1);
    if (name.size == 0 || name.size >= sizeof(host))
        return 0;
    memcpy(host, name.at, name.size);
    host[name.size] = '\0';
    if (is_six) {
        ret->six.sin6_family = AF_INET6;
        ret->six.sin6_port = htons((uint16_t)port);
        return inet_pton(AF_INET6, host, &ret->six.sin6_addr) == 1 ? sizeof(ret->six) : 0;
    }
    ret->four.sin_family = AF_INET;
    ret->four.sin_port = htons((uint16_t)port);
    return inet_pton(AF_INET, host, &ret->four.sin_addr) == 1 ? sizeof(ret->four) : 0;
}

static socklen_t local_address(span path, any_address *ret)
{
    if (path.size == 0 || path.size >= sizeof(ret->local.sun_path))
        return 0;
    ret->local.sun_family = AF_UNIX;
    memcpy(ret->local.sun_path, path.at, path.size);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.size + 1);
}

/* A socket file that nobody listens on is left over from a process that was killed. */
static void local_remove_stale(const any_address *address, socklen_t size)
{
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    if (connect(fd, &address->any, size) != 0 && errno == ECONNREFUSED)
        unlink(address->local.sun_path);
    close(fd);
}

static bool refused(err *reterr, const char *address)
{
    switch (errno) {
    case EADDRINUSE:
        return err_set(reterr, ERR_CONFLICT, N_("%s is in use by another program"), address);
    case EACCES:
    case EPERM: return err_set(reterr, ERR_DENIED, N_("Not allowed to listen on %s"), address);
    case EADDRNOTAVAIL:
    case ENOENT: return err_set(reterr, ERR_INPUT, N_("%s is no address of this machine"), address);
    default:
        return err_set(reterr, ERR_STORE, N_("Can't listen on %s: %s"), address, strerror(errno));
    }
}

static int bound_port(int fd)
{
    any_address bound = { 0 };
    socklen_t size = sizeof(bound);
    if (getsockname(fd, &bound.any, &size) != 0)
        return 0;
    if (bound.any.sa_family == AF_INET)
        return ntohs(bound.four.sin_port);
    return bound.any.sa_family == AF_INET6 ? ntohs(bound.six.sin6_port) : 0;
}

bool net_listen(const char *address, int *ret_fd, int *ret_port, err *reterr)
{
    assert(address && ret_fd && ret_port);
    static const span unix_scheme = SPAN("unix:");
    const int yes = 1;
    any_address where = { 0 };
    const span text = span_of(address);
    const bool is_local = span_starts(text, unix_scheme);
    const socklen_t size =
        is_local ? local_address(span_slice(text, unix_scheme.size, text.size), &where)
                 : inet_address(text, &where);
    if (size == 0)
        return err_set(reterr, ERR_INPUT, N_("%s is no address to listen on"), address);
    if (is_local)
        local_remove_stale(&where, size);
    const int fd = socket(where.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return refused(reterr, address);
    if (!is_local)
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (where.any.sa_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
    if (bind(fd, &where.any, size) != 0 || listen(fd, BACKLOG) != 0) {
        refused(reterr, address);
        close(fd);
        return false;
    }
    *ret_fd = fd;
    *ret_port = bound_port(fd);
    return true;
}

static net_address address_of(const any_address *from)
{
    net_address to = { 0 };
    if (from->any.sa_family == AF_INET) {
        to.family = 4;
        memcpy(to.bytes + 12, &from->four.sin_addr, 4);
    } else if (from->any.sa_family == AF_INET6) {
        to.family = 6;
        memcpy(to.bytes, &from->six.sin6_addr, 16);
    }
    return to;
}

net_accepted net_accept(int listener, int *ret_fd, struct sockaddr *ret_sockaddr,
    unsigned *ret_sockaddr_size, net_address *ret_address)
{
    any_address from = { 0 };
    socklen_t size = sizeof(from);
    const int fd = accept4(listener, &from.any, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        const bool is_full =
            errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
        return is_full ? NET_ACCEPT_FULL : NET_ACCEPT_NONE;
    }
    *ret_fd = fd;
    *ret_address = address_of(&from);
    memcpy(ret_sockaddr, &from, sizeof(from));
    *ret_sockaddr_size = size;
    return NET_ACCEPTED;
}

span net_address_text(const net_address *address, arena *a)
{
    char text[INET6_ADDRSTRLEN];
    const char *out = NULL;
    if (address->family == 4)
        out = inet_ntop(AF_INET, address->bytes + 12, text, sizeof(text));
    else if (address->family == 6)
        out = inet_ntop(AF_INET6, address->bytes, text, sizeof(text));
    return out ? arena_copy(a, span_of(out)) : (span)SPAN("unix");
}

bool net_address_parse(span text, uint8_t ret_bytes[16])
{
    char copy[INET6_ADDRSTRLEN];
    assert(ret_bytes);
    if (text.size == 0 || text.size >= sizeof(copy) || memchr(text.at, 0, text.size))
        return false;
    memcpy(copy, text.at, text.size);
    copy[text.size] = 0;
    if (inet_pton(AF_INET6, copy, ret_bytes) == 1)
        return true;
    memset(ret_bytes, 0, 10);
    memset(ret_bytes + 10, 0xFF, 2);
    return inet_pton(AF_INET, copy, ret_bytes + 12) == 1;
}

/* ---- sockets -------------------------------------------------------------------------------- */

void net_socket_shut(int fd)
{
    (void)shutdown(fd, SHUT_RDWR);
}

bool net_socket_is_ended(int fd)
{
    char byte;
    return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void net_socket_shut_write(int fd)
{
    (void)shutdown(fd, SHUT_WR);
}

int net_socket_copy(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

int64_t net_socket_send(int fd, span bytes)
{
    const ssize_t sent = send(fd, bytes.at, bytes.size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0)
        return sent;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -1;
}

bool net_socket_drop(int fd)
{
    char sink[DROP_SIZE];
    for (int i = 0; i < DROP_ROUNDS_MAX; i++) {
        const ssize_t got = recv(fd, sink, sizeof(sink), MSG_DONTWAIT);
        if (got == 0)
            return false;
        if (got < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    }
    return true;
}

int64_t net_socket_delivered(int fd)
{
    struct tcp_info info = { 0 };
    socklen_t size = sizeof(info);
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return -1;
    return (int64_t)info.tcpi_bytes_acked;
}

/* ---- readiness ------------------------------------------------------------------------------ */

bool net_poll_open(net_poll *p, err *reterr)
{
    p->fd = epoll_create1(EPOLL_CLOEXEC);
    return p->fd >= 0 || err_set(reterr, ERR_STORE, N_("The system has no more descriptors"));
}

void net_poll_close(net_poll *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
}

static struct epoll_event interest(net_watch *w, unsigned wanted)
{
    struct epoll_event event = { .data.ptr = w };
    if (wanted & NET_READABLE)
        event.events |= EPOLLIN | EPOLLRDHUP;
    if (wanted & NET_WRITABLE)
        event.events |= EPOLLOUT;
    return event;
}

bool net_poll_add(net_poll *p, net_watch *w, unsigned wanted)
{
    struct epoll_event event = interest(w, wanted);
    return epoll_ctl(p->fd, EPOLL_CTL_ADD, w->fd, &event) == 0;
}

void net_poll_change(net_poll *p, net_watch *w, unsigned wanted)
{
    struct epoll_event event = interest(w, wanted);
    (void)epoll_ctl(p->fd, EPOLL_CTL_MOD, w->fd, &event);
}

void net_poll_remove(net_poll *p, net_watch *w)
{
    (void)epoll_ctl(p->fd, EPOLL_CTL_DEL, w->fd, NULL);
}

size_t net_poll_ready(net_poll *p, net_event *events)
{
    struct epoll_event ready[NET_EVENTS_MAX];
    const int count = epoll_wait(p->fd, ready, NET_EVENTS_MAX, 0);
    for (int i = 0; i < count; i++) {
        events[i] = (net_event){ .watch = ready[i].data.ptr };
        if (ready[i].events & EPOLLIN)
            events[i].ready |= NET_READABLE;
        if (ready[i].events & EPOLLOUT)
            events[i].ready |= NET_WRITABLE;
        if (ready[i].events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP))
            events[i].ready |= NET_HUNG_UP;
    }
    return count > 0 ? (size_t)count : 0;
}

unsigned net_wait(const int fds[3], int timeout_ms)
{
    struct pollfd waited[3];
    for (int i = 0; i < 3; i++)
        waited[i] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
    if (poll(waited, 3, timeout_ms) <= 0)
        return 0;
    unsigned ready = 0;
    for (unsigned i = 0; i < 3; i++)
        if (waited[i].revents)
            ready |= 1u << i;
    return ready;
}

/* ---- files and memory ----------------------------------------------------------------------- */

bool net_file_open(const char *folder, int *ret_fd, err *reterr)
{
    assert(folder && ret_fd);
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
        char path[FOLDER_MAX];
        const int size = snprintf(path, sizeof(path), "%s/upload-XXXXXX", folder);
        if (size > 0 && size < (int)sizeof(path))
            fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0)
            unlink(path);
    }
    if (fd < 0)
        return err_set(reterr, ERR_STORE, N_("Can't keep the upload: %s"), strerror(errno));
    *ret_fd = fd;
    return true;
}

bool net_file_write(int fd, const char *data, size_t size)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t written = write(fd, data + done, size - done);
        if (written > 0)
            done += (size_t)written;
        else if (written == 0 || errno != EINTR)
            return false;
    }
    return true;
}

bool net_file_rewind(int fd)
{
    return lseek(fd, 0, SEEK_SET) == 0;
}

int64_t net_file_read(int fd, int64_t offset, char *into, size_t size)
{
    ssize_t got;
    do
        got = pread(fd, into, size, offset);
    while (got < 0 && errno == EINTR);
    return got;
}

void net_memory_trim(unsigned char *start, size_t size, size_t kept)
{
    const uintptr_t mask = PAGE - 1;
    const uintptr_t from = ((uintptr_t)start + kept + mask) & ~mask;
    const uintptr_t to = ((uintptr_t)start + size) & ~mask;
    if (to > from)
        (void)madvise(start + (from - (uintptr_t)start), to - from, MADV_DONTNEED);
}
