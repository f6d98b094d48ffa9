/* Whole files: read, written so that a crash leaves the old or the new one, removed, locked.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/sys_in.h"

#include <time.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { DRAFT_START_SIZE = 1 << 20 };

void sys_fd_close(int fd)
{
    if (fd >= 0)
        close(fd);
}

static bool bytes_written(int fd, span bytes)
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

/* Makes the rename of a file last: its folder is synced too. */
static bool folder_synced(const char *path)
{
    char folder[SYS_PATH_MAX];
    const char *cut = strrchr(path, '/');
    size_t size = cut ? (size_t)(cut - path) : 0;
    assert(size < sizeof folder);
    memcpy(folder, path, size);
    folder[size] = '\0';
    int fd = open(size > 0 ? folder : cut ? "/" : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool is_synced = !fsync(fd);
    close(fd);
    return is_synced;
}

bool sys_draft_open(const char *beside, sys_draft *ret_draft, err *reterr)
{
    assert(beside && ret_draft);
    uint64_t random = 0;
    sys_random(&random, sizeof random);
    ret_draft->fd = -1;
    int size = snprintf(ret_draft->path, sizeof ret_draft->path, "%s.%016llx.new", beside,
        (unsigned long long)random);
    if (size < 0 || (size_t)size >= sizeof ret_draft->path) {
        errno = ENAMETOOLONG;
        return sys_fault(reterr, beside);
    }
    ret_draft->fd = open(ret_draft->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return ret_draft->fd >= 0 || sys_fault(reterr, beside);
}

bool sys_draft_add(sys_draft *d, span bytes, err *reterr)
{
    assert(d && d->fd >= 0);
    if (!bytes_written(d->fd, bytes))
        return sys_fault(reterr, d->path);
    /* Else all of it would wait for the fsync at the end.  A system that can't is as right. */
    if (bytes.size >= DRAFT_START_SIZE)
        (void)!sync_file_range(d->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    return true;
}

bool sys_draft_keep(sys_draft *d, const char *path, int mode, err *reterr)
{
    assert(d && d->fd >= 0 && path && (mode & ~0777) == 0);
    bool is_done = !fchmod(d->fd, (mode_t)mode) && !fsync(d->fd);
    int code = errno;
    if (close(d->fd) && is_done) {
        is_done = false;
        code = errno;
    }
    d->fd = -1;
    if (is_done && rename(d->path, path)) {
        is_done = false;
        code = errno;
    }
    if (!is_done) {
        unlink(d->path);
        errno = code;
    }
    return (is_done && folder_synced(path)) || sys_fault(reterr, path);
}

void sys_draft_drop(sys_draft *d)
{
    assert(d);
    if (d->fd < 0)
        return;
    close(d->fd);
    unlink(d->path);
    d->fd = -1;
}

bool sys_file_write(const char *path, span bytes, int mode, err *reterr)
{
    sys_draft draft;
    if (!sys_draft_open(path, &draft, reterr))
        return false;
    if (!bytes_written(draft.fd, bytes)) {
        sys_fault(reterr, path);
        sys_draft_drop(&draft);
        return false;
    }
    return sys_draft_keep(&draft, path, mode, reterr);
}

static bool bytes_read(int fd, char *into, size_t size, size_t *ret_read)
{
    size_t used = 0;
    while (used < size) {
        ssize_t got = read(fd, into + used, size - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        used += (size_t)got;
    }
    *ret_read = used;
    return true;
}

static bool fd_read(arena *a, int fd, const char *path, size_t size_max, span *ret, err *reterr)
{
    struct stat stat = { 0 };
    if (fstat(fd, &stat))
        return sys_fault(reterr, path);
    if (!S_ISREG(stat.st_mode))
        return err_set(reterr, ERR_STORE, N_("not a file: %s"), path);
    if ((uint64_t)stat.st_size > size_max)
        return err_set(reterr, ERR_LIMIT, N_("%s has %lld bytes, the limit is %zu"), path,
            (long long)stat.st_size, size_max);
    size_t size = (size_t)stat.st_size;
    char *room = arena_take(a, size + 1, 1, 1);
    if (!room)
        return err_set(reterr, ERR_MEMORY, N_("no memory for %s"), path);
    if (!bytes_read(fd, room, size, &size))
        return sys_fault(reterr, path);
    *ret = (span){ room, size };
    return true;
}

bool sys_file_read(arena *a, const char *path, size_t size_max, span *ret, err *reterr)
{
    assert(a && path && ret);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return sys_fault(reterr, path);
    bool is_read = fd_read(a, fd, path, size_max, ret, reterr);
    close(fd);
    return is_read;
}

bool sys_file_exists(const char *path)
{
    assert(path);
    return !access(path, F_OK);
}

bool sys_file_remove(const char *path, err *reterr)
{
    assert(path);
    return !remove(path) || errno == ENOENT || sys_fault(reterr, path);
}

int64_t sys_disk_free(const char *path)
{
    assert(path);
    struct statvfs disk = { 0 };
    if (statvfs(path, &disk))
        return -1;
    int64_t size = 0;
    if (__builtin_mul_overflow(disk.f_bavail, disk.f_frsize, &size))
        return INT64_MAX;
    return size;
}

bool sys_lock_take(const char *path, sys_lock *ret_lock, err *reterr)
{
    assert(path && ret_lock);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return sys_fault(reterr, path);
    if (flock(fd, LOCK_EX | LOCK_NB)) {
        bool is_held = errno == EWOULDBLOCK;
        bool never = is_held ? err_set(reterr, ERR_CONFLICT, N_("another process holds %s"), path)
                             : sys_fault(reterr, path);
        close(fd);
        return never;
    }
    ret_lock->fd = fd;
    return true;
}

void sys_lock_give(sys_lock *lock)
{
    assert(lock);
    sys_fd_close(lock->fd);
    lock->fd = -1;
}

bool sys_file_look(const char *path, sys_file *ret, err *reterr)
{
    assert(path && ret);
    struct stat st;
    if (stat(path, &st))
        return err_set(reterr, errno == ENOENT ? ERR_ABSENT : ERR_STORE,
            N_("There is no file %s that can be read"), path);
    *ret = (sys_file){ .is_plain = S_ISREG(st.st_mode),
        .size = st.st_size,
        .changed_us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000 };
    return true;
}

bool sys_file_move(const char *from, const char *to, err *reterr)
{
    assert(from && to);
    return !rename(from, to) ||
           err_set(reterr, ERR_STORE, N_("%s can't be moved to %s: %s"), from, to, strerror(errno));
}

void sys_pause(int64_t us)
{
    struct timespec left = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };
    while (nanosleep(&left, &left) && errno == EINTR)
        ;
}
