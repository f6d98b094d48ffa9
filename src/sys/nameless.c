/* Files without a name: room on the disk for what a stranger's file unpacks to.  Nothing is left
 * behind when the process ends, however it ends.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/sys_in.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* -1 with errno when the folder takes no files. */
static int nameless_in(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    /* A file system that knows no files without a name. */
    char path[SYS_PATH_MAX];
    int size = snprintf(path, sizeof path, "%s/nuan-XXXXXX", folder);
    if (size < 0 || (size_t)size >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

bool sys_file_nameless(int *ret_fd, err *reterr)
{
    assert(ret_fd);
    const char *folders[] = { secure_getenv("TMPDIR"), "/var/tmp", "/tmp" };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        int fd = folders[i] && folders[i][0] ? nameless_in(folders[i]) : -1;
        if (fd >= 0) {
            *ret_fd = fd;
            return true;
        }
    }
    return err_set(
        reterr, ERR_STORE, N_("no folder takes temporary files: %s"), strerrordesc_np(errno));
}
