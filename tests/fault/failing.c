/* Put before the C library by LD_PRELOAD: the n-th call that writes or syncs a file of the data
 * folder fails, and all later ones, too (FAULT_ONCE=1: only that one).  FAULT_CALL=write|sync,
 * FAULT_AT=n, FAULT_ERRNO=number, FAULT_PATH=part of the path.  Without FAULT_AT nothing fails and
 * the calls are counted; FAULT_COUNT names a file for the count.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;

static bool is_ours(int fd)
{
    const char *part = getenv("FAULT_PATH");
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!part || length <= 0)
        return false;
    path[length] = 0;
    return strstr(path, part) != NULL;
}

static bool fails(const char *kind, int fd)
{
    int kept = errno;
    const char *call = getenv("FAULT_CALL"), *at = getenv("FAULT_AT"),
               *count = getenv("FAULT_COUNT");
    bool is_failing = false;
    if (call && strcmp(call, kind) == 0 && is_ours(fd)) {
        long n = atomic_fetch_add(&calls, 1) + 1;
        if (count) {
            FILE *f = fopen(count, "w");
            if (f) {
                fprintf(f, "%ld\n", n);
                fclose(f);
            }
        }
        if (at)
            is_failing =
                getenv("FAULT_ONCE") ? n == strtol(at, NULL, 10) : n >= strtol(at, NULL, 10);
    }
    errno = kept;
    if (is_failing) {
        const char *code = getenv("FAULT_ERRNO");
        errno = code ? (int)strtol(code, NULL, 10) : EIO;
    }
    return is_failing;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t size)
{
    return fails("write", fd) ? -1 : REAL(write)(fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    return fails("write", fd) ? -1 : REAL(pwrite)(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    return fails("write", fd) ? -1 : REAL(pwrite64)(fd, bytes, size, at);
}

int fsync(int fd)
{
    return fails("sync", fd) ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    return fails("sync", fd) ? -1 : REAL(fdatasync)(fd);
}
