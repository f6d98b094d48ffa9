/* Facts about the process: who runs it, how many files it may open, whether a person looks on.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/sys_in.h"

#include <assert.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

enum { USER_ENTRY_MAX = 16384 };

span sys_user_name(arena *a)
{
    assert(a);
    char room[USER_ENTRY_MAX];
    struct passwd entry = { 0 };
    struct passwd *found = NULL;
    uid_t user = getuid();
    if (!getpwuid_r(user, &entry, room, sizeof room, &found) && found && found->pw_name[0])
        return arena_copy(a, span_of(found->pw_name));
    char name[24];
    snprintf(name, sizeof name, "uid%lu", (unsigned long)user);
    return arena_copy(a, span_of(name));
}

int64_t sys_open_files_raise(void)
{
    struct rlimit limit = { 0 };
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return 0;
    struct rlimit raised = { .rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max };
    if (limit.rlim_cur < limit.rlim_max && !setrlimit(RLIMIT_NOFILE, &raised))
        limit = raised;
    return limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
}

bool sys_is_terminal(int fd)
{
    return isatty(fd) == 1;
}
