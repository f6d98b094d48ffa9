/* Files mapped into memory, read-only.  A file that another process cuts short while it is mapped
 * ends this process at the next read behind its new end; so only files that are our own, or a
 * private copy of a stranger's, are mapped.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/sys_in.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool sys_fault(err *e, const char *path)
{
    int code = errno;
    if (code == ENOENT || code == ENOTDIR)
        return err_set(e, ERR_ABSENT, N_("no such file: %s"), path);
    return err_set(e, ERR_STORE, N_("%s: %s"), path, strerrordesc_np(code));
}

static bool map_made(int fd, const char *path, size_t size_max, sys_map *ret_map, err *reterr)
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
    if (size == 0) {
        *ret_map = (sys_map){ .bytes = SPAN("") };
        return true;
    }
    void *base = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (base == MAP_FAILED)
        return sys_fault(reterr, path);
    madvise(base, size, MADV_SEQUENTIAL);
    *ret_map = (sys_map){ .bytes = { base, size }, .base = base, .length = size };
    return true;
}

bool sys_map_open(const char *path, size_t size_max, sys_map *ret_map, err *reterr)
{
    assert(path && ret_map);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return sys_fault(reterr, path);
    bool is_made = map_made(fd, path, size_max, ret_map, reterr);
    close(fd);
    return is_made;
}

bool sys_map_fd(int fd, size_t size_max, sys_map *ret_map, err *reterr)
{
    assert(fd >= 0 && ret_map);
    return map_made(fd, "descriptor", size_max, ret_map, reterr);
}

void sys_map_pass(const sys_map *map, size_t from, size_t to)
{
    assert(map && from <= to);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (!map->base)
        return;
    assert(to <= map->length);
    from -= from % page;
    to -= to % page;
    size_t next = map->length - to < to - from ? map->length - to : to - from;
    if (to > from)
        madvise((char *)map->base + from, to - from, MADV_DONTNEED);
    /* One call for many pages; a kernel that has none brings them when they are touched. */
    if (next > 0)
        madvise((char *)map->base + to, next, MADV_POPULATE_READ);
}

void sys_map_close(sys_map *map)
{
    assert(map);
    if (map->base)
        munmap(map->base, map->length);
    *map = (sys_map){ 0 };
}
