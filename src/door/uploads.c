/* Rows of files that wait.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/uploads.h"

#include "file/file.h"

#include <assert.h>
#include <stdio.h>

bool upload_index_path(const char *folder, const char *place, char *into, size_t size)
{
    char name[FILE_PLACE_NAME_MAX];
    snprintf(name, sizeof name, "%s.rows", place);
    return file_staged_path(folder, name, into, size);
}

bool upload_is_booked(store_conn *conn, const upload *u, bool *ret, err *reterr)
{
    statement it = { 0 };
    bool is_found = false;
    if (!statement_find(conn, u->org, &u->digest, &it, &is_found, reterr))
        return false;
    *ret = is_found && it.state <= STATEMENT_CONFIRMED && it.campaign.value == u->campaign.value;
    return true;
}

/* The files of an upload that are not in the books, opened and checked. */
typedef struct looking {
    house *house;
    const import_desk *desk;
    arena *home;
    campaign of;
    int count;
    const upload *files[IMPORT_FILES_MAX];
    sys_map maps[IMPORT_FILES_MAX];
    import_file checks[IMPORT_FILES_MAX];
    import_indexer *indexers[IMPORT_FILES_MAX];
} looking;

static bool file_take(looking *l, const upload *u, err *reterr)
{
    int at = l->count;
    bool is_booked = false;
    if (!upload_is_booked(l->desk->conn, u, &is_booked, reterr) || is_booked)
        return is_booked;
    if (!file_staged_open(house_uploads(l->house), u->place, &l->maps[at], reterr))
        return false;
    l->count++;
    l->files[at] = u;
    if (!import_indexer_open(l->home, &l->indexers[at], reterr))
        return false;
    l->checks[at] = (import_file){ .request = { .campaign = l->of,
                                       .file_name = span_of(u->file_name),
                                       .file = u->number,
                                       .map = &l->maps[at],
                                       .watch = import_indexer_watch(l->indexers[at]) },
        .report = ARENA_NEW(l->home, import_report, 1) };
    return l->checks[at].report ||
           err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

static bool indexes_write(looking *l, err *reterr)
{
    char path[FILE_PATH_MAX];
    for (int i = 0; i < l->count; i++) {
        const import_file *f = &l->checks[i];
        if (f->error.code != ERR_NONE && f->report->fault_count == 0)
            continue; /* it can't be read */
        if (!upload_index_path(house_uploads(l->house), l->files[i]->place, path, sizeof path) ||
            !import_indexer_write(l->indexers[i], f->report->format.name, path, reterr))
            return false;
    }
    return true;
}

/* Checks the files as the page of the upload does.  The error of the file that is asked for is told. */
static bool files_look(looking *l, const upload *files, size_t count, size_t at, err *reterr)
{
    bool is_good = true;
    if (!campaign_get(house_donations(l->house), files[0].campaign, &l->of))
        return err_set(reterr, ERR_ABSENT, N_("These files are gone; choose them again"));
    for (size_t i = 0; is_good && i < count && i < IMPORT_FILES_MAX; i++)
        is_good = file_take(l, &files[i], reterr);
    is_good =
        is_good &&
        (l->count == 0 || import_files_check(l->desk, l->home, l->checks, l->count, reterr)) &&
        indexes_write(l, reterr);
    for (int i = 0; i < l->count; i++) {
        const import_file *f = &l->checks[i];
        bool is_wanted = l->files[i] == &files[at];
        if (is_good && is_wanted && f->error.code != ERR_NONE && f->report->fault_count == 0) {
            *reterr = f->error;
            is_good = false;
        }
        sys_map_close(&l->maps[i]);
    }
    return is_good;
}

static bool rows_read(house *h, const import_desk *desk, arena *home, const upload *u,
    const import_rows_ask *ask, import_rows_page *ret, err *reterr)
{
    char path[FILE_PATH_MAX];
    sys_map map = { 0 };
    const char *folder = house_uploads(h);
    if (!upload_index_path(folder, u->place, path, sizeof path))
        return err_set(reterr, ERR_STORE, N_("the path of the data folder is too long"));
    if (!file_staged_open(folder, u->place, &map, reterr))
        return false;
    bool is_good = import_rows_read(desk, home, path, map.bytes, ask, ret, reterr);
    sys_map_close(&map);
    return is_good;
}

bool upload_rows(house *h, const import_desk *desk, arena *home, const upload *files, size_t count,
    size_t at, const import_rows_ask *ask, import_rows_page *ret, err *reterr)
{
    assert(h && desk && home && files && at < count && ask && ret);
    bool is_booked = false;
    looking *l = ARENA_NEW(home, looking, 1);
    if (!l)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    if (!upload_is_booked(desk->conn, &files[at], &is_booked, reterr))
        return false;
    if (is_booked) {
        err_set(reterr, ERR_ABSENT, N_("The file is in the books and waits no more"));
        return err_hint(reterr, N_("Its rows stand with its import"));
    }
    if (rows_read(h, desk, home, &files[at], ask, ret, reterr))
        return true;
    if (reterr->code != ERR_ABSENT)
        return false;
    *l = (looking){ .house = h, .desk = desk, .home = home };
    *reterr = (err){ 0 };
    return files_look(l, files, count, at, reterr) &&
           rows_read(h, desk, home, &files[at], ask, ret, reterr);
}
