/* A ZIP of plain files, as payment providers send their bills: names in whatever bytes the sender's
 * program took, members unpacked one at a time into files without a name, so that a large one does
 * not stay in memory.  Nothing is written where a name of the ZIP says.
 * Sources: APPNOTE.TXT 6.3.10, 4.4.4 (bit 11), 4.6.9 (Unicode path).
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet_in.h"

#include "sys/fd.h"
#include "sys/sys.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum {
    PIECE = 64 * 1024,
    LOCAL_SIZE = 30, /* of the header before a member, without its name */
    LOCAL_NAME_AT = 26,
    NAME_GROWS = 4 /* bytes of UTF-8 for one of any other encoding, at most */
};

typedef struct zip_member {
    span name;
    zip_uint64_t index; /* in the ZIP */
    uint64_t size;
    bool is_locked;
    bool is_unpacked;
    sys_map map;
} zip_member;

struct sheet_zip {
    arena home;
    zip_t *zip;
    size_t count;
    zip_member *members;
};

/* ---- workbook or plain files ---------------------------------------------------------------- */

static bool name_is_office(span name)
{
    static const span starts[] = { SPAN("[Content_Types].xml"), SPAN("_rels/"), SPAN("docProps/"),
        SPAN("xl/"), SPAN("mimetype") };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (span_starts(name, starts[i]))
            return true;
    }
    return false;
}

static bool archive_is_office(zip_t *zip)
{
    return zip_name_locate(zip, "[Content_Types].xml", ZIP_FL_NOCASE) >= 0 ||
           zip_name_locate(zip, "xl/workbook.xml", ZIP_FL_NOCASE) >= 0 ||
           zip_name_locate(zip, "META-INF/manifest.xml", ZIP_FL_NOCASE) >= 0;
}

static bool is_archive(span bytes)
{
    return span_starts(bytes, (span)SPAN("PK\x03\x04")) ||
           span_starts(bytes, (span)SPAN("PK\x05\x06"));
}

bool sheet_book_is(span bytes)
{
    if (!is_archive(bytes))
        return ole_is(bytes);
    zip_t *zip = NULL;
    err ignored;
    if (archive_open(bytes, &zip, &ignored) && zip) {
        bool is_office = archive_is_office(zip);
        zip_discard(zip);
        return is_office;
    }
    if (bytes.size < LOCAL_SIZE)
        return false;
    size_t size = (size_t)(unsigned char)bytes.at[LOCAL_NAME_AT] |
                  (size_t)(unsigned char)bytes.at[LOCAL_NAME_AT + 1] << 8;
    return name_is_office(span_slice(bytes, LOCAL_SIZE, LOCAL_SIZE + size));
}

bool sheet_zip_is(span bytes)
{
    return is_archive(bytes) && !sheet_book_is(bytes);
}

/* ---- names ---------------------------------------------------------------------------------- */

static bool has_control(span s)
{
    for (size_t i = 0; i < s.size; i++) {
        if ((unsigned char)s.at[i] < ' ' || s.at[i] == 0x7F)
            return true;
    }
    return false;
}

/* libzip has put the Unicode path, if there is one, in the name's place. */
static bool name_read(sheet_zip *z, zip_uint64_t index, span *ret, err *reterr)
{
    span raw = span_of(zip_get_name(z->zip, index, ZIP_FL_ENC_RAW));
    err ignored;
    if (raw.size > SHEET_NAME_MAX)
        return err_set(
            reterr, ERR_LIMIT, N_("A name in the ZIP has more than %d bytes"), SHEET_NAME_MAX);
    if (text_utf8_bad(raw) == raw.size)
        *ret = arena_copy(&z->home, raw);
    else if (!text_from_gb18030(&z->home, raw, ret, &ignored))
        *ret = text_normal(&z->home, raw);
    if (ret->at && has_control(*ret))
        *ret = text_normal(&z->home, *ret);
    return ret->at || err_set(reterr, ERR_MEMORY, N_("no room for a ZIP file"));
}

/* The part behind the last separator; some programs of Windows write \. */
static span name_base(span name)
{
    size_t at = name.size;
    while (at > 0 && name.at[at - 1] != '/' && name.at[at - 1] != '\\')
        at--;
    return span_slice(name, at, name.size);
}

/* Folders, and files that systems put beside those of the sender. */
static bool is_junk(span name)
{
    static const char *const names[] = { "", ".DS_Store", "Thumbs.db", "desktop.ini" };
    span base = name_base(name);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (span_is(base, names[i]))
            return true;
    }
    return span_starts(name, (span)SPAN("__MACOSX/")) || span_starts(base, (span)SPAN("._"));
}

/* ---- the list ------------------------------------------------------------------------------- */

static bool member_add(sheet_zip *z, zip_uint64_t index, err *reterr)
{
    zip_stat_t stat;
    zip_member m = { .index = index };
    size_t mark = z->home.used;
    if (zip_stat_index(z->zip, index, 0, &stat) != 0)
        return part_damaged(reterr);
    if (!name_read(z, index, &m.name, reterr))
        return false;
    if (is_junk(m.name)) {
        arena_reset(&z->home, mark);
        return true;
    }
    m.size = stat.size;
    m.is_locked = stat.valid & ZIP_STAT_ENCRYPTION_METHOD && stat.encryption_method != ZIP_EM_NONE;
    z->members[z->count++] = m;
    return true;
}

static bool refuse_damaged(const char *message, err *reterr)
{
    *reterr = (err){ .code = ERR_INPUT, .message = message };
    return err_hint(reterr, N_("Download the ZIP file again"));
}

static bool list_made(zip_t *zip, sheet_zip **ret, err *reterr)
{
    size_t count = (size_t)zip_get_num_entries(zip, 0);
    arena home = { 0 };
    size_t each = sizeof(zip_member) + (size_t)NAME_GROWS * 2 * SHEET_NAME_MAX;
    if (!arena_open(&home, sizeof(sheet_zip) + (count + 1) * each)) {
        zip_discard(zip);
        return err_set(reterr, ERR_MEMORY, N_("no room for a ZIP file"));
    }
    sheet_zip *z = ARENA_NEW(&home, sheet_zip, 1);
    assert(z);
    z->members = ARENA_NEW(&home, zip_member, count + 1);
    assert(z->members);
    z->home = home;
    z->zip = zip;
    for (size_t i = 0; i < count; i++) {
        if (!member_add(z, i, reterr)) {
            sheet_zip_close(z);
            return false;
        }
    }
    *ret = z;
    return true;
}

bool sheet_zip_open(span bytes, sheet_zip **ret, err *reterr)
{
    assert(ret);
    zip_t *zip = NULL;
    if (!archive_open(bytes, &zip, reterr))
        return false;
    if (!zip && !archive_has_end(bytes))
        return refuse_damaged(N_("The ZIP file is cut off: its end is missing"), reterr);
    if (!zip)
        return refuse_damaged(N_("The ZIP file is damaged"), reterr);
    return list_made(zip, ret, reterr);
}

void sheet_zip_close(sheet_zip *z)
{
    if (!z)
        return;
    for (size_t i = 0; i < z->count; i++)
        sys_map_close(&z->members[i].map);
    zip_discard(z->zip);
    arena home = z->home; /* the zip itself lives in it */
    arena_close(&home);
}

size_t sheet_zip_count(const sheet_zip *z)
{
    assert(z);
    return z->count;
}

span sheet_zip_name(const sheet_zip *z, size_t index)
{
    assert(z && index < z->count);
    return z->members[index].name;
}

/* ---- a member ------------------------------------------------------------------------------- */

static bool refuse_member(const zip_member *m, const char *message, const char *hint, err *reterr)
{
    (void)err_set(reterr, ERR_INPUT, message, SPAN_PRINT(m->name));
    return err_hint(reterr, hint);
}

static bool member_damaged(const zip_member *m, err *reterr)
{
    return refuse_member(
        m, N_("%.*s in the ZIP is damaged"), N_("Download the ZIP file again"), reterr);
}

/* libzip compares length and CRC-32 with the directory when it comes to the end. */
static bool member_copy(const zip_member *m, zip_file_t *file, int fd, err *reterr)
{
    char piece[PIECE];
    uint64_t done = 0;
    for (;;) {
        zip_int64_t size = zip_fread(file, piece, sizeof piece);
        if (size == 0 && done == m->size)
            return true;
        if (size <= 0)
            return member_damaged(m, reterr);
        done += (uint64_t)size;
        if (done > m->size)
            return err_set(reterr, ERR_LIMIT,
                N_("%.*s in the ZIP is larger than the ZIP says: it was packed to do harm"),
                SPAN_PRINT(m->name));
        if (!sys_fd_write(fd, (span){ piece, (size_t)size }))
            return err_set(reterr, ERR_STORE,
                N_("%.*s in the ZIP can't be unpacked: the disk is full"), SPAN_PRINT(m->name));
    }
}

static bool member_open(sheet_zip *z, const zip_member *m, zip_file_t **ret, err *reterr)
{
    if (m->is_locked)
        return refuse_member(m, N_("%.*s in the ZIP is protected by a password"),
            N_("Unpack it with the password that the sender gave, and upload the file inside"),
            reterr);
    *ret = zip_fopen_index(z->zip, m->index, 0);
    if (*ret)
        return true;
    int code = zip_error_code_zip(zip_get_error(z->zip));
    if (code == ZIP_ER_COMPNOTSUPP || code == ZIP_ER_ENCRNOTSUPP)
        return refuse_member(m, N_("%.*s in the ZIP is packed in a way that nuan does not know"),
            N_("Unpack it and upload the CSV or XLSX file inside"), reterr);
    return member_damaged(m, reterr);
}

static bool member_unpack(sheet_zip *z, zip_member *m, err *reterr)
{
    zip_file_t *file = NULL;
    int fd = -1;
    if (!member_open(z, m, &file, reterr))
        return false;
    bool is_well = sys_file_nameless(&fd, reterr) && member_copy(m, file, fd, reterr) &&
                   sys_map_fd(fd, SHEET_UNPACKED_MAX, &m->map, reterr);
    sys_fd_close(fd);
    zip_fclose(file);
    m->is_unpacked = is_well;
    return is_well;
}

bool sheet_zip_member(sheet_zip *z, size_t index, span *ret, err *reterr)
{
    assert(z && index < z->count && ret);
    zip_member *m = &z->members[index];
    if (!m->is_unpacked && !member_unpack(z, m, reterr))
        return false;
    *ret = m->map.bytes;
    return true;
}

void sheet_zip_pass(const sheet_zip *z, size_t index, size_t from, size_t to)
{
    assert(z && index < z->count && from <= to);
    sys_map_pass(&z->members[index].map, from, to);
}
