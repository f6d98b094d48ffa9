/* The log as files of a static web server, written and compared by the same walk over all resources
 * of a size.
 * SPDX-License-Identifier: Apache-2.0 */
#include "log/log.h"

#include "log/log_in.h"
#include "sys/sys.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { EXPORT_PATH_SIZE = 4096, EXPORT_FILE_SIZE_MAX = TLOG_TILE_WIDTH * (LEAF_SIZE_MAX + 2) };

/* One walk; `visit` gets the path below the folder and what the store says of it. */
typedef struct walk {
    store_conn *conn;
    arena *home;
    const char *folder;
    uint64_t size;
    const log_report *report;
    int difference_count;
    char path[EXPORT_PATH_SIZE]; /* of the current file */
    bool (*visit)(struct walk *w, span wanted, err *reterr);
} walk;

/* ---- paths ---------------------------------------------------------------------------------- */

/* Sets w->path to folder/name; false when it would not fit. */
static bool path_set(walk *w, const tlog_resource *r, err *reterr)
{
    arena a = { .start = (unsigned char *)w->path, .size = sizeof w->path };
    buffer b = buffer_in(&a, sizeof w->path);
    buffer_text(&b, w->folder);
    buffer_byte(&b, '/');
    tlog_resource_add(&b, r);
    buffer_byte(&b, '\0');
    return !b.is_full || err_set(reterr, ERR_INPUT, N_("the path of the folder is too long"));
}

static bool folder_make(const char *path, err *reterr)
{
    char folder[EXPORT_PATH_SIZE];
    size_t size = strlen(path);
    while (size > 0 && path[size - 1] != '/')
        size--;
    assert(size > 0 && size < sizeof folder);
    memcpy(folder, path, size);
    folder[size - 1] = '\0';
    return sys_folder_make(folder, reterr);
}

/* The file at w->path; *ret_found false when there is none. */
static bool file_read(walk *w, span *ret_bytes, bool *ret_found, err *reterr)
{
    *ret_found = sys_file_exists(w->path);
    return !*ret_found || sys_file_read(w->home, w->path, EXPORT_FILE_SIZE_MAX, ret_bytes, reterr);
}

/* ---- all resources of a size ---------------------------------------------------------------- */

static bool resource_visit(walk *w, const tlog_resource *r, err *reterr)
{
    size_t mark = w->home->used;
    span wanted = { 0 };
    if (!log_resource_read(w->conn, w->home, r, &wanted, reterr) || !path_set(w, r, reterr) ||
        !w->visit(w, wanted, reterr))
        return false;
    arena_reset(w->home, mark);
    return true;
}

/* Every tile of a level, or every bundle; the last one perhaps partial. */
static bool level_visit(walk *w, tlog_resource_kind kind, int level, err *reterr)
{
    uint64_t count = tlog_level_size(w->size, level);
    for (uint64_t number = 0; number * TLOG_TILE_WIDTH < count; number++) {
        uint64_t rest = count - number * TLOG_TILE_WIDTH;
        uint32_t width = rest < TLOG_TILE_WIDTH ? (uint32_t)rest : TLOG_TILE_WIDTH;
        const tlog_resource r = { kind, level, number, width };
        if (!resource_visit(w, &r, reterr))
            return false;
    }
    return true;
}

static bool all_visit(walk *w, err *reterr)
{
    if (!level_visit(w, TLOG_ENTRIES, 0, reterr))
        return false;
    for (int level = 0; tlog_level_size(w->size, level) > 0; level++) {
        if (!level_visit(w, TLOG_TILE, level, reterr))
            return false;
    }
    return true;
}

/* ---- writing -------------------------------------------------------------------------------- */

static bool file_write(walk *w, span wanted, err *reterr)
{
    span there = { 0 };
    bool is_found = false;
    err ignored = { 0 };
    /* An unreadable or oversized file is not ours: it is replaced. */
    if (file_read(w, &there, &is_found, &ignored) && is_found && span_equal(there, wanted))
        return true;
    return folder_make(w->path, reterr) && sys_file_write(w->path, wanted, 0644, reterr);
}

/* The checkpoint that is in the folder must be one of our past. */
static bool past_check(walk *w, const log_sequencer *s, err *reterr)
{
    const tlog_resource checkpoint = { .kind = TLOG_CHECKPOINT };
    span note = { 0 };
    bool is_found = false;
    tlog_checkpoint past = { 0 };
    crypt_hash root = { 0 };
    if (!path_set(w, &checkpoint, reterr) || !file_read(w, &note, &is_found, reterr))
        return false;
    if (!is_found)
        return true;
    if (!tlog_checkpoint_open(w->home, note, &s->key, 1, &past, reterr))
        return false;
    if (past.size > w->size)
        return err_set(reterr, ERR_CONFLICT,
            N_("The folder holds a log of %lld entries, this one has %lld"), (long long)past.size,
            (long long)w->size);
    if (!log_root_read(w->conn, past.size, &root, reterr))
        return false;
    return span_equal(crypt_hash_span(&root), crypt_hash_span(&past.root)) ||
           err_set(reterr, ERR_DAMAGE,
               N_("The folder holds another log: its root at size %lld differs"),
               (long long)past.size);
}

bool log_export(store_conn *c, arena *a, const log_sequencer *s, const char *folder, err *reterr)
{
    assert(c && a && s && folder && folder[0] != '\0');
    const tlog_resource checkpoint = { .kind = TLOG_CHECKPOINT };
    log_head head = { 0 };
    if (!log_head_read(c, a, &head, reterr))
        return false;
    walk w = { .conn = c, .home = a, .folder = folder, .size = head.size, .visit = file_write };
    return sys_folder_make(folder, reterr) && past_check(&w, s, reterr) && all_visit(&w, reterr) &&
           path_set(&w, &checkpoint, reterr) && file_write(&w, head.note, reterr);
}

/* ---- comparing ------------------------------------------------------------------------------ */

static void differ(walk *w, const err *what)
{
    w->difference_count++;
    w->report->add(w->report->self, what);
}

static size_t first_difference(span a, span b)
{
    size_t at = 0;
    while (at < a.size && at < b.size && a.at[at] == b.at[at])
        at++;
    return at;
}

static bool file_compare(walk *w, span wanted, err *reterr)
{
    span there = { 0 };
    bool is_found = false;
    err what = { 0 };
    if (!file_read(w, &there, &is_found, reterr)) {
        if (reterr->code != ERR_LIMIT)
            return false;
        is_found = true; /* longer than any file of a log can be: it differs */
        there = (span){ NULL, 0 };
    }
    if (!is_found)
        err_set(&what, ERR_DAMAGE, N_("exported log: %s is missing"), w->path);
    else if (!span_equal(there, wanted))
        err_set(&what, ERR_DAMAGE, N_("exported log: %s differs from the store at byte %zu"),
            w->path, first_difference(there, wanted));
    if (what.code != ERR_NONE)
        differ(w, &what);
    return w->difference_count < LOG_DIFFERENCES_MAX ||
           err_set(reterr, ERR_DAMAGE, N_("exported log: more than %d files differ"),
               LOG_DIFFERENCES_MAX);
}

/* ---- what else is there --------------------------------------------------------------------- */

/* A folder of the export that is being looked through. */
typedef struct listing {
    walk *w;
    const char *below; /* path below the folder, "" at first */
    bool is_bad;
    err *reterr;
} listing;

static bool folder_look(walk *w, const char *below, err *reterr);

/* True if resources can stand below this path. */
static bool is_branch(const char *below)
{
    static const char *const ends[] = { "/0/000", "/000", "/1" };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[EXPORT_PATH_SIZE];
        tlog_resource ignored = { 0 };
        int size = snprintf(path, sizeof path, "%s%s", below, ends[i]);
        if (size > 0 && (size_t)size < sizeof path && tlog_resource_parse(span_of(path), &ignored))
            return true;
    }
    return false;
}

static bool stray_tell(walk *w, const char *below, err *reterr)
{
    err what = { 0 };
    err_set(&what, ERR_DAMAGE, N_("exported log: %s/%s does not belong to it"), w->folder, below);
    differ(w, &what);
    return w->difference_count < LOG_DIFFERENCES_MAX ||
           err_set(reterr, ERR_DAMAGE, N_("exported log: more than %d files differ"),
               LOG_DIFFERENCES_MAX);
}

/* A partial tile of an earlier export stays beside the later ones: its bytes must be right, too. */
static bool resource_look(walk *w, const tlog_resource *r, const char *below, err *reterr)
{
    uint64_t count = r->kind == TLOG_CHECKPOINT ? 0 : tlog_level_size(w->size, r->level);
    bool is_visited = r->kind == TLOG_CHECKPOINT || r->width == TLOG_TILE_WIDTH ||
                      (r->number == count / TLOG_TILE_WIDTH && r->width == count % TLOG_TILE_WIDTH);
    if (!tlog_resource_is_within(r, w->size))
        return stray_tell(w, below, reterr);
    return is_visited || resource_visit(w, r, reterr);
}

static bool name_look(void *self, const char *name)
{
    listing *l = self;
    char path[EXPORT_PATH_SIZE];
    tlog_resource r = { 0 };
    int size = snprintf(path, sizeof path, "%s%s%s", l->below, l->below[0] ? "/" : "", name);
    if (size < 0 || (size_t)size >= sizeof path)
        l->is_bad = !err_set(l->reterr, ERR_INPUT, N_("the path of the folder is too long"));
    else if (tlog_resource_parse(span_of(path), &r))
        l->is_bad = !resource_look(l->w, &r, path, l->reterr);
    else if (is_branch(path))
        l->is_bad = !folder_look(l->w, path, l->reterr);
    else
        l->is_bad = !stray_tell(l->w, path, l->reterr);
    return !l->is_bad;
}

/* Every name in the folder is one of the log; depth is bounded by the form of its paths. */
static bool folder_look(walk *w, const char *below, err *reterr)
{
    char path[EXPORT_PATH_SIZE];
    listing l = { .w = w, .below = below, .reterr = reterr };
    int size = snprintf(path, sizeof path, "%s/%s", w->folder, below);
    if (size < 0 || (size_t)size >= sizeof path)
        return err_set(reterr, ERR_INPUT, N_("the path of the folder is too long"));
    err why = { 0 };
    if (!sys_folder_list(path, name_look, &l, &why)) /* a file where a folder should be */
        return stray_tell(w, below, reterr);
    return !l.is_bad;
}

/* ---- the whole ------------------------------------------------------------------------------ */

/* The checkpoint in the folder must be signed by us and a prefix of this log. */
static bool checkpoint_verify(
    walk *w, const tlog_key *keys, size_t key_count, tlog_checkpoint *ret, err *reterr)
{
    const tlog_resource checkpoint = { .kind = TLOG_CHECKPOINT };
    span note = { 0 };
    bool is_found = false;
    log_head head = { 0 };
    crypt_hash root = { 0 };
    if (!path_set(w, &checkpoint, reterr) || !file_read(w, &note, &is_found, reterr) ||
        !log_head_read(w->conn, w->home, &head, reterr))
        return false;
    if (!is_found)
        return err_set(reterr, ERR_DAMAGE, N_("exported log: %s is missing"), w->path);
    if (!tlog_checkpoint_open(w->home, note, keys, key_count, ret, reterr))
        return false;
    if (ret->size > head.size)
        return err_set(reterr, ERR_DAMAGE,
            N_("The folder holds a log of %lld entries, this one has %lld"), (long long)ret->size,
            (long long)head.size);
    if (!log_root_read(w->conn, ret->size, &root, reterr))
        return false;
    return span_equal(crypt_hash_span(&root), crypt_hash_span(&ret->root)) ||
           err_set(reterr, ERR_DAMAGE,
               N_("The folder holds another log: its root at size %lld differs"),
               (long long)ret->size);
}

bool log_export_verify(store_conn *c, arena *a, const tlog_key *keys, size_t key_count,
    const char *folder, const log_report *report, err *reterr)
{
    assert(c && a && keys && key_count > 0 && folder && report && report->add);
    walk w = { .conn = c, .home = a, .folder = folder, .report = report, .visit = file_compare };
    tlog_checkpoint exported = { 0 };
    if (!checkpoint_verify(&w, keys, key_count, &exported, reterr)) {
        bool is_content = reterr->code == ERR_DAMAGE || reterr->code == ERR_INPUT ||
                          reterr->code == ERR_LIMIT || reterr->code == ERR_ABSENT;
        if (!is_content)
            return false;
        reterr->code = ERR_DAMAGE;
        differ(&w, reterr);
        return false;
    }
    w.size = exported.size;
    if (!all_visit(&w, reterr) || !folder_look(&w, "", reterr))
        return false;
    return w.difference_count == 0 ||
           err_set(
               reterr, ERR_DAMAGE, N_("exported log: files that differ: %d"), w.difference_count);
}
