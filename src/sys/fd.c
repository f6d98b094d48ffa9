/* Descriptors.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/fd.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

bool sys_fd_create(const char *path, int *ret_fd, err *reterr)
{
    assert(path && ret_fd);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) {
        err_set(reterr, ERR_CONFLICT, N_("%s is there already"), path);
        return err_hint(reterr, N_("Choose another name, or move it away first."));
    }
    if (fd < 0)
        return err_set(reterr, ERR_STORE, N_("can't write %s: %s"), path, strerror(errno));
    *ret_fd = fd;
    return true;
}

bool sys_fd_sync(int fd, err *reterr)
{
    return fsync(fd) == 0 ||
           err_set(reterr, ERR_STORE, N_("the disk refuses: %s"), strerror(errno));
}

void sys_fd_wait(int fd)
{
    struct pollfd wait = { .fd = fd, .events = POLLIN };
    while (poll(&wait, 1, -1) < 0 && errno == EINTR)
        continue;
}

bool sys_fd_open_read(const char *path, int *ret_fd, err *reterr)
{
    assert(path && ret_fd);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(reterr, errno == ENOENT ? ERR_ABSENT : ERR_STORE, N_("can't read %s: %s"),
            path, strerror(errno));
    *ret_fd = fd;
    return true;
}

bool sys_fd_write(int fd, span bytes)
{
    while (bytes.size > 0) {
        ssize_t done = write(fd, bytes.at, bytes.size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        bytes = span_slice(bytes, (size_t)done, bytes.size);
    }
    return true;
}

bool sys_fd_read_all(arena *a, int fd, size_t size_max, span *ret, err *reterr)
{
    assert(a && ret);
    char *into = arena_take(a, size_max + 1, 1, 1);
    if (!into)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to read the input"));
    size_t used = 0;
    for (;;) {
        ssize_t got = read(fd, into + used, size_max + 1 - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(reterr, ERR_STORE, N_("can't read the input: %s"), strerror(errno));
        if (got == 0)
            break;
        used += (size_t)got;
        if (used > size_max)
            return err_set(reterr, ERR_LIMIT, N_("the input is longer than %zu bytes"), size_max);
    }
    *ret = (span){ into, used };
    return true;
}
