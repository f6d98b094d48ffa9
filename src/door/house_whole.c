/* The house as a whole: verification, backup, restore.
 * A backup is one file: a line that names the format, then for each part a line "name size sha256"
 * and its bytes, then "end".  The database in it is a consistent copy; attachments and keys go
 * along.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/house_in.h"

#include "change/audit.h"
#include "file/file.h"
#include "house_sql.h"
#include "sys/fd.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { VERIFY_MEMORY = 64 << 20, PART_LINE_MAX = 200 };
static const char format_line[] = "nuan backup 1\n";
#define PART_SIZE_MAX ((size_t)1 << 40)

/* ---- verification --------------------------------------------------------------------------- */

typedef struct verifying {
    house_tell *tell;
    void *self;
    int bad;
} verifying;

static void say_bad(verifying *v, const char *part, const err *why)
{
    v->bad++;
    v->tell(v->self, false, part, why);
}

/* `message` may have a place for the count. */
static void say_good(verifying *v, const char *part, const char *message, int64_t count)
{
    err what = {
        .code = ERR_NONE, .message = message, .arg_count = 1, .args = { { .number = count } }
    };
    v->tell(v->self, true, part, &what);
}

static void day_differs(void *self, const char *code, date day, int64_t kept, int64_t counted)
{
    verifying *v = self;
    err what = { 0 };
    unsigned char room[32];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 12);
    text_add_date(&b, day);
    err_set(&what, ERR_DAMAGE,
        N_("account %s, day %.*s: the transfers and the kept totals differ by %lld fen"), code,
        SPAN_PRINT(buffer_span(&b)), (long long)(counted - kept));
    say_bad(v, "totals", &what);
}

static void log_differs(void *self, const err *what)
{
    say_bad(self, "log", what);
}

static void check_differs(void *self, const char *part, const err *what)
{
    say_bad(self, part, what);
}

/* The kept counts of gifts beside the gifts. */
static bool gifts_verify(house *h, verifying *v, err *reterr)
{
    int64_t counted = 0;
    int64_t kept = 0;
    bool is_found = false;
    if (!store_find_int(h->conn, &HOUSE_GIFTS_COUNT, NULL, 0, &counted, &is_found, reterr) ||
        !store_find_int(h->conn, &HOUSE_HOURS_COUNT, NULL, 0, &kept, &is_found, reterr))
        return false;
    if (counted != kept)
        return err_set(reterr, ERR_DAMAGE, N_("kept counts say %lld gifts, the books %lld"),
            (long long)kept, (long long)counted);
    say_good(v, "gifts", N_("gifts: %lld"), counted);
    return true;
}

static void part_end(
    verifying *v, const char *part, bool is_good, const err *why, const char *what, int64_t count)
{
    if (is_good)
        say_good(v, part, what, count);
    else
        say_bad(v, part, why);
}

static bool log_part(house *h, arena *a, const char *folder, verifying *v, err *reterr)
{
    log_head head = { 0 };
    const log_report report = { .self = v, .add = log_differs };
    err absent = { 0 };
    if (!log_head_read(h->conn, a, &head, &absent) && absent.code != ERR_ABSENT)
        log_differs(v, &absent);
    bool is_good = log_verify(h->conn, a, &h->sequencer.key, 1, &report, reterr);
    if (is_good)
        say_good(v, "log", N_("entries: %lld"), (int64_t)head.size);
    if (is_good && folder) {
        is_good = log_export_verify(h->conn, a, &h->sequencer.key, 1, folder, &report, reterr);
        if (is_good)
            say_good(v, "export", N_("entries: %lld"), (int64_t)head.size);
    }
    return is_good || reterr->code == ERR_DAMAGE;
}

bool house_verify(house *h, const char *export_folder, house_tell *tell, void *self, err *reterr)
{
    assert(h && tell);
    verifying v = { .tell = tell, .self = self };
    int64_t count = 0;
    err why = { 0 };
    ARENA a = { 0 };
    log_head head = { 0 };
    if (!arena_open(&a, VERIFY_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to recount the books"));
    if (log_head_read(h->conn, &a, &head, &why))
        count = (int64_t)head.size;
    arena_close(&a);
    if (!arena_open(&a, VERIFY_MEMORY + (size_t)count * 128))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to recount the books"));
    why = (err){ 0 };
    part_end(&v, "database", store_integrity(h->conn, &why), &why, N_("intact"), 1);
    /* One state for all recounts, whatever is written meanwhile. */
    if (!store_snapshot(h->conn, true, reterr))
        return false;
    int before = v.bad;
    if (ledger_verify(h->conn, day_differs, &v, &why))
        say_good(&v, "books", N_("accounts agree with their transfers"), 1);
    else if (v.bad == before)
        say_bad(&v, "books", &why);
    if (!gifts_verify(h, &v, &why))
        say_bad(&v, "gifts", &why);
    before = v.bad;
    bool is_good = house_check(h, check_differs, &v, &why);
    if (!is_good)
        say_bad(&v, "records", &why);
    else if (v.bad == before)
        say_good(&v, "records", N_("checks across the domains agree"), 1);
    before = v.bad;
    if (house_tables_check(h, check_differs, &v, &why))
        say_good(&v, "tables", N_("agree with their fingerprints"), 1);
    else if (v.bad == before)
        say_bad(&v, "tables", &why);
    is_good = audit_verify(h->conn, &count, &why);
    part_end(&v, "audit", is_good, &why, N_("changes: %lld"), count);
    is_good = file_verify(h->conn, h->attachments, &count, &why);
    part_end(&v, "attachments", is_good, &why, N_("files: %lld"), count);
    if (!log_part(h, &a, export_folder, &v, &why))
        say_bad(&v, "log", &why);
    if (!store_snapshot(h->conn, false, reterr))
        return false;
    return v.bad == 0 ||
           err_set(reterr, ERR_DAMAGE, N_("Verification failed; differences: %d"), v.bad);
}

/* ---- backup --------------------------------------------------------------------------------- */

typedef struct backing {
    house *h;
    int fd;
} backing;

static bool disk_refuses(err *reterr)
{
    return err_set(reterr, ERR_STORE, N_("the backup can't be written: the disk refuses"));
}

static bool part_write(backing *b, const char *name, const char *path, err *reterr)
{
    sys_map map = { 0 };
    if (!sys_map_open(path, PART_SIZE_MAX, &map, reterr))
        return false;
    char line[PART_LINE_MAX + 80];
    unsigned char room[128];
    arena a = { .start = room, .size = sizeof room };
    buffer hex = buffer_in(&a, 80);
    crypt_hash digest = crypt_sha256(map.bytes);
    text_add_hex(&hex, crypt_hash_span(&digest));
    int size = snprintf(
        line, sizeof line, "%s %zu %.*s\n", name, map.bytes.size, SPAN_PRINT(buffer_span(&hex)));
    bool is_good =
        (sys_fd_write(b->fd, (span){ line, (size_t)size }) && sys_fd_write(b->fd, map.bytes)) ||
        disk_refuses(reterr);
    sys_map_close(&map);
    return is_good;
}

static bool attachment_write(void *self, const crypt_hash *digest, err *reterr)
{
    backing *b = self;
    char path[HOUSE_PATH_MAX];
    if (!file_path(b->h->attachments, digest, path, sizeof path))
        return err_set(reterr, ERR_STORE, N_("the path of the data folder is too long"));
    return part_write(b, path + strlen(b->h->folder) + 1, path, reterr);
}

static bool parts_write(backing *b, const char *database, err *reterr)
{
    static const char *const keys[] = { "keys/house.key", "keys/seal.key", "keys/log.key" };
    char path[HOUSE_PATH_MAX];
    if (!sys_fd_write(b->fd, span_of(format_line)))
        return disk_refuses(reterr);
    for (int i = 0; i < 3; i++) {
        if (!house_path(b->h->folder, keys[i], path, reterr) ||
            !part_write(b, keys[i], path, reterr))
            return false;
    }
    return part_write(b, store_engine(b->h->store)[0] == 's' ? "nuan.db" : "database.copy",
               database, reterr) &&
           file_each(b->h->conn, attachment_write, b, reterr) &&
           (sys_fd_write(b->fd, (span)SPAN("end\n")) || disk_refuses(reterr)) &&
           sys_fd_sync(b->fd, reterr);
}

bool house_backup(house *h, const char *path, err *reterr)
{
    assert(h && path);
    char database[HOUSE_PATH_MAX];
    backing b = { .h = h, .fd = -1 };
    int size = snprintf(database, sizeof database, "%s.database", path);
    if (size < 0 || (size_t)size >= sizeof database)
        return err_set(reterr, ERR_INPUT, N_("Say which file"));
    if (!sys_fd_create(path, &b.fd, reterr))
        return false;
    bool is_good = sys_file_remove(database, reterr) && store_backup(h->conn, database, reterr) &&
                   parts_write(&b, database, reterr);
    err ignored = { 0 };
    sys_fd_close(b.fd);
    if (!sys_file_remove(database, is_good ? reterr : &ignored))
        is_good = false;
    if (!is_good && !sys_file_remove(path, &ignored))
        ignored.code = ERR_NONE;
    return is_good;
}

/* ---- restore -------------------------------------------------------------------------------- */

static bool backup_damaged(err *reterr)
{
    return err_set(reterr, ERR_DAMAGE, N_("This is no whole backup of nuan"));
}

/* A name of a part: no way out of the folder. */
static bool name_fits(span name)
{
    static const span up = SPAN("..");
    for (size_t i = 0; i < name.size; i++) {
        char c = name.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/'))
            return false;
    }
    return name.size > 0 && name.size < PART_LINE_MAX && name.at[0] != '/' &&
           span_search(name, up) == name.size;
}

static bool part_restore(const char *folder, span name, span bytes, err *reterr)
{
    char path[HOUSE_PATH_MAX];
    char file[PART_LINE_MAX];
    snprintf(file, sizeof file, "%.*s", SPAN_PRINT(name));
    if (!house_path(folder, file, path, reterr))
        return false;
    char *slash = strrchr(path, '/');
    *slash = '\0';
    if (!sys_folder_make(path, reterr))
        return false;
    *slash = '/';
    return sys_file_write(path, bytes, 0600, reterr);
}

/* Takes one part off the front of the backup; *ret_more false at "end". */
static bool part_take(span *rest, span *ret_name, span *ret_bytes, bool *ret_more, err *reterr)
{
    span line = { NULL, 0 };
    span hex = { NULL, 0 };
    span digits = { NULL, 0 };
    uint64_t size = 0;
    uint8_t digest[32];
    if (!span_split(rest, '\n', &line))
        return backup_damaged(reterr);
    *ret_more = !span_is(line, "end");
    if (!*ret_more)
        return true;
    hex = line;
    if (!span_split(&hex, ' ', ret_name) || !span_split(&hex, ' ', &digits) ||
        !text_parse_uint(digits, PART_SIZE_MAX, &size) || size > rest->size ||
        !name_fits(*ret_name) || !text_parse_hex(hex, digest, sizeof digest))
        return backup_damaged(reterr);
    *ret_bytes = span_slice(*rest, 0, (size_t)size);
    *rest = span_slice(*rest, (size_t)size, rest->size);
    crypt_hash is = crypt_sha256(*ret_bytes);
    return memcmp(is.bytes, digest, sizeof digest) == 0 || backup_damaged(reterr);
}

/* What is done with each part of a backup. */
typedef bool part_do(const char *folder, span name, span bytes, err *reterr);

static bool parts_each(const char *folder, span bytes, part_do *act, err *reterr)
{
    static const span format = SPAN("nuan backup 1\n");
    if (!span_starts(bytes, format))
        return backup_damaged(reterr);
    span rest = span_slice(bytes, format.size, bytes.size);
    bool more = true;
    while (more) {
        span name = { NULL, 0 };
        span part = { NULL, 0 };
        if (!part_take(&rest, &name, &part, &more, reterr) ||
            (more && !act(folder, name, part, reterr)))
            return false;
    }
    return true;
}

/* `target`: what --db says. */
static bool part_check(const char *target, span name, span bytes, err *reterr)
{
    (void)bytes;
    if (span_is(name, "database.copy") && !target)
        return err_set(
            reterr, ERR_INPUT, N_("This backup is of PostgreSQL: say where to with --db"));
    return !target || !span_is(name, "nuan.db") ||
           err_set(reterr, ERR_INPUT, N_("This backup is of SQLite: leave out --db"));
}

/* And the folders above it, as far as they are empty. */
static bool part_remove(const char *folder, span name, span bytes, err *reterr)
{
    char path[HOUSE_PATH_MAX];
    char file[PART_LINE_MAX];
    err ignored = { 0 };
    (void)bytes;
    snprintf(file, sizeof file, "%.*s", SPAN_PRINT(name));
    if (!house_path(folder, file, path, reterr) || !sys_file_remove(path, reterr))
        return false;
    bool is_removed = true;
    while (is_removed) {
        char *slash = strrchr(path, '/');
        *slash = '\0';
        is_removed = strlen(path) > strlen(folder) && sys_file_remove(path, &ignored);
    }
    return true;
}

/* A restore that failed leaves no files, so that it can be tried again. */
static void restore_clear(const char *folder, span bytes)
{
    static const char *const names[] = { "attachments", "database", "lock" };
    err ignored = { 0 };
    if (!parts_each(folder, bytes, part_remove, &ignored))
        return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[HOUSE_PATH_MAX];
        if (!house_path(folder, names[i], path, &ignored) || !sys_file_remove(path, &ignored))
            continue;
    }
}

static bool resume_require(void *self, store_txn *txn, err *reterr)
{
    (void)self;
    return log_resume_require(txn, reterr);
}

/* A copy of a PostgreSQL database goes back into the empty database that was named. */
static bool database_fill(const house_setup *setup, err *reterr)
{
    char path[HOUSE_PATH_MAX];
    char name[HOUSE_PATH_MAX];
    store *s = NULL;
    store_conn *conn = NULL;
    bool any = false;
    if (!house_path(setup->folder, "database.copy", path, reterr) ||
        !house_path(setup->folder, "database", name, reterr))
        return false;
    if (!setup->database)
        return true;
    bool is_good = store_open(setup->postgres, setup->database, &s, reterr) &&
                   store_connect(s, STORE_WRITE, &conn, reterr) &&
                   store_schema_any(conn, &any, reterr);
    if (is_good && any)
        is_good =
            err_set(reterr, ERR_CONFLICT, N_("The database is not empty; restore into a new one"));
    const sys_clock clock = { 0 };
    is_good = is_good && store_migrate(conn, sys_real_us(&clock), reterr) &&
              store_restore(conn, path, reterr);
    store_disconnect(conn);
    store_close(s);
    return is_good && sys_file_remove(path, reterr) &&
           sys_file_write(name, span_of(setup->database), 0600, reterr);
}

static bool parts_restore(const house_setup *setup, span bytes, err *reterr)
{
    house *h = NULL;
    if (!sys_folder_make(setup->folder, reterr))
        return false;
    bool is_good = parts_each(setup->folder, bytes, part_restore, reterr) &&
                   database_fill(setup, reterr) && house_open(setup, &h, reterr) &&
                   writer_exclusive(h->writer, resume_require, NULL, reterr);
    house_close(h);
    if (!is_good)
        restore_clear(setup->folder, bytes);
    return is_good;
}

bool house_restore(const house_setup *setup, const char *path, err *reterr)
{
    assert(setup && path && setup->writes);
    sys_map map = { 0 };
    if (!house_database_check(setup->database, reterr) ||
        !house_folder_check(setup->folder, reterr))
        return false;
    if (!sys_map_open(path, PART_SIZE_MAX, &map, reterr))
        return false;
    /* The whole file is looked at before anything is written: a damaged one leaves no folder
     * behind. */
    bool is_good = parts_each(setup->database, map.bytes, part_check, reterr) &&
                   parts_restore(setup, map.bytes, reterr);
    sys_map_close(&map);
    return is_good;
}
