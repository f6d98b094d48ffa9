/* Files that only wait: sent to be looked at, gone after their time.
 * SPDX-License-Identifier: Apache-2.0 */
#include "file/file.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { PLACE_DIGITS = FILE_PLACE_SIZE - 1, END_DIGITS = 16 };

/* -1 when it is no digit of a place. */
static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The instant at which a place ends; -1 when it is no place.  What stands behind a dot belongs to
 * the place before it. */
static int64_t place_end(const char *place)
{
    uint64_t end = 0;
    for (int i = 0; i < PLACE_DIGITS; i++) {
        int digit = digit_of(place[i]);
        if (digit < 0)
            return -1;
        if (i < END_DIGITS)
            end = end << 4 | (uint64_t)digit;
    }
    bool is_place = place[PLACE_DIGITS] == '\0' || place[PLACE_DIGITS] == '.';
    return is_place && end <= INT64_MAX ? (int64_t)end : -1;
}

bool file_staged_path(const char *folder, const char *place, char *into, size_t size)
{
    if (place_end(place) < 0)
        return false;
    int length = snprintf(into, size, "%s/%s", folder, place);
    return length > 0 && (size_t)length < size;
}

bool file_stage(
    const char *folder, span bytes, int64_t ends_us, char ret_place[FILE_PLACE_SIZE], err *reterr)
{
    assert(folder && ends_us > 0 && ret_place);
    uint64_t random = 0;
    char path[FILE_PATH_MAX];
    if (bytes.size > FILE_SIZE_MAX)
        return err_set(
            reterr, ERR_LIMIT, N_("The file is larger than %d MB"), (int)(FILE_SIZE_MAX >> 20));
    sys_random(&random, sizeof random);
    snprintf(ret_place, FILE_PLACE_SIZE, "%016llx%016llx", (unsigned long long)ends_us,
        (unsigned long long)random);
    if (!file_staged_path(folder, ret_place, path, sizeof path))
        return err_set(reterr, ERR_STORE, N_("the path of the data folder is too long"));
    return sys_folder_make(folder, reterr) && sys_file_write(path, bytes, 0600, reterr);
}

bool file_staged_open(const char *folder, const char *place, sys_map *ret_map, err *reterr)
{
    assert(folder && place && ret_map);
    char path[FILE_PATH_MAX];
    if (file_staged_path(folder, place, path, sizeof path) && sys_file_exists(path))
        return sys_map_open(path, FILE_SIZE_MAX, ret_map, reterr);
    return err_set(reterr, ERR_ABSENT, N_("The file is gone; choose it again"));
}

typedef struct seeking {
    const char *ending;
    char *place;
    bool is_found;
} seeking;

static bool ending_meet(void *self, const char *name)
{
    seeking *s = self;
    s->is_found = place_end(name) >= 0 && strcmp(name + END_DIGITS, s->ending) == 0 &&
                  strlen(name) < FILE_PLACE_NAME_MAX;
    if (s->is_found)
        snprintf(s->place, FILE_PLACE_NAME_MAX, "%s", name);
    return !s->is_found;
}

bool file_staged_find(const char *folder, const char *ending, char ret_place[FILE_PLACE_NAME_MAX],
    bool *ret_found, err *reterr)
{
    assert(folder && ending && ret_place && ret_found);
    seeking s = { ending, ret_place, false };
    *ret_found = false;
    if (!sys_file_exists(folder))
        return true;
    if (!sys_folder_list(folder, ending_meet, &s, reterr))
        return false;
    *ret_found = s.is_found;
    return true;
}

void file_staged_drop(const char *folder, const char *place)
{
    char path[FILE_PATH_MAX];
    err ignored = { 0 };
    /* What stays is removed when its time is over. */
    if (!file_staged_path(folder, place, path, sizeof path) || !sys_file_remove(path, &ignored))
        return;
}

typedef struct cleaning {
    const char *folder;
    int64_t now_us;
    err *error;
    bool is_good;
} cleaning;

static bool over_remove(void *self, const char *name)
{
    cleaning *c = self;
    char path[FILE_PATH_MAX];
    int64_t end = place_end(name);
    if (end >= 0 && end <= c->now_us && file_staged_path(c->folder, name, path, sizeof path))
        c->is_good = sys_file_remove(path, c->error);
    return c->is_good;
}

bool file_staged_clean(const char *folder, int64_t now_us, err *reterr)
{
    assert(folder);
    cleaning c = { folder, now_us, reterr, true };
    if (!sys_file_exists(folder))
        return true;
    return sys_folder_list(folder, over_remove, &c, reterr) && c.is_good;
}
