/* Descriptors: standard streams, files that are read or written as a stream.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_SYS_FD_H
#define NUAN_SYS_FD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

/* Errors: ERR_ABSENT no such file; ERR_STORE unreadable. */
WARN_UNUSED bool sys_fd_open_read(const char *path, int *ret_fd, err *reterr);
/* Makes a new file, mode 0600; one that is there is not touched.  Errors: ERR_CONFLICT it is
 * there; ERR_STORE. */
WARN_UNUSED bool sys_fd_create(const char *path, int *ret_fd, err *reterr);
/* Writes all bytes; false when the other side is gone or the disk is full. */
bool sys_fd_write(int fd, span bytes);
/* What was written is on the disk when it returns true. */
WARN_UNUSED bool sys_fd_sync(int fd, err *reterr);
/* Waits until the descriptor is readable. */
void sys_fd_wait(int fd);
/* Reads until the end, at most size_max bytes. */
WARN_UNUSED bool sys_fd_read_all(arena *a, int fd, size_t size_max, span *ret, err *reterr);

#endif
