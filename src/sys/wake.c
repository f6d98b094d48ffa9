/* Descriptors that only say "something happened": eventfds, and the stop signals as one of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/sys_in.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

bool sys_wake_open(int *ret_fd, err *reterr)
{
    assert(ret_fd);
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0)
        return sys_fault(reterr, "eventfd");
    *ret_fd = fd;
    return true;
}

void sys_wake_send(int fd)
{
    assert(fd >= 0);
    uint64_t one = 1;
    /* EAGAIN means that the counter is full: then the descriptor is readable already. */
    while (write(fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

void sys_wake_clear(int fd)
{
    assert(fd >= 0);
    uint64_t count = 0;
    while (read(fd, &count, sizeof count) < 0 && errno == EINTR)
        ;
}

static atomic_int stop_fd = -1;

static void stop_seen(int number)
{
    (void)number;
    int code = errno;
    uint64_t one = 1;
    ssize_t done = write(atomic_load(&stop_fd), &one, sizeof one);
    (void)done;
    errno = code;
}

bool sys_stop_signals(int *ret_fd, err *reterr)
{
    assert(ret_fd);
    int fd = atomic_load(&stop_fd);
    if (fd < 0 && !sys_wake_open(&fd, reterr))
        return false;
    atomic_store(&stop_fd, fd);
    struct sigaction action = { .sa_handler = stop_seen, .sa_flags = SA_RESTART };
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, &action, NULL) || sigaction(SIGTERM, &action, NULL))
        return sys_fault(reterr, "sigaction");
    *ret_fd = fd;
    return true;
}
