/* Local sockets in the data folder: how verbs of the command line reach the process that serves.
 * Frames of bytes with open descriptors beside them; the peer's user is known from the kernel.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_SYS_UNIX_H
#define NUAN_SYS_UNIX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

enum { SYS_UNIX_FDS_MAX = 64, SYS_UNIX_FRAME_MAX = 1 << 20 };

/* Listens on `path` (an old socket file is replaced), mode 0600.  Errors: ERR_STORE; ERR_INPUT
 * the path is too long. */
WARN_UNUSED bool sys_unix_listen(const char *path, int *ret_fd, err *reterr);
/* Waits for a peer; *ret_fd -1 when `stop_fd` became readable.  Refuses peers of another user
 * than ours or root. */
WARN_UNUSED bool sys_unix_accept(int listen_fd, int stop_fd, int *ret_fd, err *reterr);
/* Errors: ERR_ABSENT nobody listens. */
WARN_UNUSED bool sys_unix_connect(const char *path, int *ret_fd, err *reterr);
/* Sends one frame: kind, length, bytes; descriptors go beside it. */
WARN_UNUSED bool sys_unix_send(
    int fd, uint8_t kind, span bytes, const int *fds, int fd_count, err *reterr);
/* Receives one frame; *ret_more false when the peer has closed.  Descriptors are the caller's to
 * close. */
WARN_UNUSED bool sys_unix_receive(int fd, arena *a, uint8_t *ret_kind, span *ret_bytes,
    int *ret_fds, int *ret_fd_count, bool *ret_more, err *reterr);

#endif
