/* Folders: made with their parents, listed in the order of their names.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/sys_in.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDER_NAMES_MAX = 1 << 20, FOLDER_MEMORY_MAX = 96 << 20 };

static bool one_made(const char *path, err *reterr)
{
    if (!mkdir(path, 0700))
        return true;
    if (errno != EEXIST)
        return sys_fault(reterr, path);
    struct stat stat_of = { 0 };
    if (stat(path, &stat_of))
        return sys_fault(reterr, path);
    if (S_ISDIR(stat_of.st_mode))
        return true;
    return err_set(reterr, ERR_STORE, N_("not a folder: %s"), path);
}

bool sys_folder_make(const char *path, err *reterr)
{
    assert(path);
    char part[SYS_PATH_MAX];
    size_t size = strlen(path);
    if (size == 0 || size >= sizeof part) {
        errno = size == 0 ? EINVAL : ENAMETOOLONG;
        return sys_fault(reterr, path);
    }
    for (size_t at = 1; at < size; at++) {
        if (path[at] != '/' || path[at - 1] == '/')
            continue;
        memcpy(part, path, at);
        part[at] = '\0';
        if (!one_made(part, reterr))
            return false;
    }
    return one_made(path, reterr);
}

typedef struct folder_name {
    struct folder_name *next;
    const char *text;
} folder_name;

static int name_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Reads all names first, so that `each` may add and remove files. */
static bool names_read(arena *a, DIR *folder, const char *path, folder_name **ret_names,
    size_t *ret_count, err *reterr)
{
    folder_name *names = NULL;
    size_t count = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry)
            break;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        folder_name *name = ARENA_NEW(a, folder_name, 1);
        span text = name ? arena_copy(a, span_of(entry->d_name)) : (span){ 0 };
        if (!text.at || count == FOLDER_NAMES_MAX)
            return err_set(reterr, ERR_LIMIT, N_("the folder holds too many files: %s"), path);
        *name = (folder_name){ .next = names, .text = text.at };
        names = name;
        count++;
    }
    *ret_names = names;
    *ret_count = count;
    return errno == 0 || sys_fault(reterr, path);
}

bool sys_folder_list(
    const char *path, bool (*each)(void *self, const char *name), void *self, err *reterr)
{
    assert(path && each);
    ARENA a = { 0 };
    if (!arena_open(&a, FOLDER_MEMORY_MAX))
        return err_set(reterr, ERR_MEMORY, N_("no memory for %s"), path);
    DIR *folder = opendir(path);
    if (!folder)
        return sys_fault(reterr, path);
    folder_name *names = NULL;
    size_t count = 0;
    bool is_read = names_read(&a, folder, path, &names, &count, reterr);
    closedir(folder);
    if (!is_read)
        return false;
    const char **sorted = ARENA_NEW(&a, const char *, count);
    if (!sorted)
        return err_set(reterr, ERR_LIMIT, N_("the folder holds too many files: %s"), path);
    size_t used = 0;
    for (const folder_name *name = names; name; name = name->next)
        sorted[used++] = name->text;
    qsort(sorted, count, sizeof *sorted, name_order);
    for (size_t i = 0; i < count && each(self, sorted[i]); i++)
        ;
    return true;
}
