/* Clocks and randomness, both from the kernel.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/sys.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

static int64_t clock_us(clockid_t id)
{
    struct timespec now = { 0 };
    int failed = clock_gettime(id, &now);
    assert(!failed);
    (void)failed;
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t sys_real_us(const sys_clock *clock)
{
    assert(clock);
    return clock->fixed_us != 0 ? clock->fixed_us : clock_us(CLOCK_REALTIME);
}

int64_t sys_civil_us(const sys_clock *clock)
{
    assert(clock);
    if (clock->fixed_us != 0)
        return clock->fixed_us;
    return clock_us(CLOCK_REALTIME) + clock->civil_offset_us;
}

int64_t sys_steady_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

void sys_random(void *into, size_t size)
{
    assert(into || size == 0);
    unsigned char *at = into;
    while (size > 0) {
        ssize_t got = getrandom(at, size, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            abort(); /* a weak secret is worse than no program */
        at += got;
        size -= (size_t)got;
    }
}
