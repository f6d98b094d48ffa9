/* Local sockets with frames and descriptors.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/unix.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { HEAD_SIZE = 5, BACKLOG = 16 };

static bool address_of(const char *path, struct sockaddr_un *ret, err *reterr)
{
    *ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
    size_t size = strlen(path);
    if (size >= sizeof ret->sun_path)
        return err_set(reterr, ERR_INPUT, N_("the path of the data folder is too long"));
    memcpy(ret->sun_path, path, size + 1);
    return true;
}

bool sys_unix_listen(const char *path, int *ret_fd, err *reterr)
{
    assert(path && ret_fd);
    struct sockaddr_un address;
    if (!address_of(path, &address, reterr))
        return false;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return err_set(reterr, ERR_STORE, N_("can't open a local socket: %s"), strerror(errno));
    unlink(path);
    mode_t before = umask(0177);
    bool is_good = bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
                   listen(fd, BACKLOG) == 0;
    int why = errno;
    umask(before);
    if (!is_good) {
        close(fd);
        return err_set(reterr, ERR_STORE, N_("can't open a local socket: %s"), strerror(why));
    }
    *ret_fd = fd;
    return true;
}

/* Only our own user and root may speak to us. */
static bool peer_is_ours(int fd)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == geteuid() || peer.uid == 0);
}

bool sys_unix_accept(int listen_fd, int stop_fd, int *ret_fd, err *reterr)
{
    assert(ret_fd);
    *ret_fd = -1;
    for (;;) {
        struct pollfd waits[2] = { { .fd = listen_fd, .events = POLLIN },
            { .fd = stop_fd, .events = POLLIN } };
        if (poll(waits, 2, -1) < 0) {
            if (errno == EINTR)
                continue;
            return err_set(reterr, ERR_STORE, N_("can't open a local socket: %s"), strerror(errno));
        }
        if (waits[1].revents != 0)
            return true;
        int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        if (peer_is_ours(fd)) {
            *ret_fd = fd;
            return true;
        }
        close(fd);
    }
}

bool sys_unix_connect(const char *path, int *ret_fd, err *reterr)
{
    assert(path && ret_fd);
    struct sockaddr_un address;
    if (!address_of(path, &address, reterr))
        return false;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return err_set(reterr, ERR_STORE, N_("can't open a local socket: %s"), strerror(errno));
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return err_set(reterr, ERR_ABSENT, N_("nobody serves this data folder"));
    }
    *ret_fd = fd;
    return true;
}

/* Sends all bytes; the descriptors go with the first of them. */
static bool send_all(int fd, const char *at, size_t size, const int *fds, int fd_count)
{
    while (size > 0) {
        char room[CMSG_SPACE(sizeof(int) * SYS_UNIX_FDS_MAX)] = { 0 };
        struct iovec part = { .iov_base = (void *)(uintptr_t)at, .iov_len = size };
        struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
        if (fd_count > 0) {
            message.msg_control = room;
            message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)fd_count);
            struct cmsghdr *head = CMSG_FIRSTHDR(&message);
            head->cmsg_level = SOL_SOCKET;
            head->cmsg_type = SCM_RIGHTS;
            head->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)fd_count);
            memcpy(CMSG_DATA(head), fds, sizeof(int) * (size_t)fd_count);
        }
        ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        size -= (size_t)sent;
        fd_count = 0;
    }
    return true;
}

bool sys_unix_send(int fd, uint8_t kind, span bytes, const int *fds, int fd_count, err *reterr)
{
    assert(fd >= 0 && fd_count >= 0 && fd_count <= SYS_UNIX_FDS_MAX);
    if (bytes.size > SYS_UNIX_FRAME_MAX)
        return err_set(reterr, ERR_LIMIT, N_("a message to the server is too long"));
    uint32_t size = (uint32_t)bytes.size;
    char head[HEAD_SIZE] = { (char)kind, (char)(size >> 24), (char)(size >> 16), (char)(size >> 8),
        (char)size };
    return (send_all(fd, head, sizeof head, fds, fd_count) &&
               send_all(fd, bytes.at, bytes.size, NULL, 0)) ||
           err_set(reterr, ERR_STORE, N_("the connection to the server was lost"));
}

/* Reads exactly `size` bytes; *ret_more false when nothing at all came. */
static bool receive_all(int fd, char *into, size_t size, int *fds, int *fd_count, bool *ret_more)
{
    size_t used = 0;
    *ret_more = true;
    while (used < size) {
        char room[CMSG_SPACE(sizeof(int) * SYS_UNIX_FDS_MAX)];
        struct iovec part = { .iov_base = into + used, .iov_len = size - used };
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room
        };
        ssize_t got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            *ret_more = false;
            return used == 0 && got == 0;
        }
        for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head;
             head = CMSG_NXTHDR(&message, head)) {
            if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS || !fds)
                continue;
            int count = (int)((head->cmsg_len - CMSG_LEN(0)) / sizeof(int));
            for (int i = 0; i < count && *fd_count < SYS_UNIX_FDS_MAX; i++)
                memcpy(&fds[(*fd_count)++], CMSG_DATA(head) + (size_t)i * sizeof(int), sizeof(int));
        }
        used += (size_t)got;
    }
    return true;
}

bool sys_unix_receive(int fd, arena *a, uint8_t *ret_kind, span *ret_bytes, int *ret_fds,
    int *ret_fd_count, bool *ret_more, err *reterr)
{
    assert(a && ret_kind && ret_bytes && ret_more);
    int ignored_fds[SYS_UNIX_FDS_MAX];
    int ignored_count = 0;
    int *count = ret_fd_count ? ret_fd_count : &ignored_count;
    *count = 0;
    unsigned char head[HEAD_SIZE];
    if (!receive_all(
            fd, (char *)head, sizeof head, ret_fds ? ret_fds : ignored_fds, count, ret_more))
        return err_set(reterr, ERR_STORE, N_("the connection to the server was lost"));
    if (!*ret_more)
        return true;
    size_t size = (size_t)head[1] << 24 | (size_t)head[2] << 16 | (size_t)head[3] << 8 | head[4];
    char *into = size > SYS_UNIX_FRAME_MAX ? NULL : arena_take(a, size + 1, 1, 1);
    bool is_whole = false;
    if (!into)
        return err_set(reterr, ERR_LIMIT, N_("a message to the server is too long"));
    if (!receive_all(fd, into, size, NULL, NULL, &is_whole) || (!is_whole && size > 0))
        return err_set(reterr, ERR_STORE, N_("the connection to the server was lost"));
    *ret_kind = head[0];
    *ret_bytes = (span){ into, size };
    return true;
}
