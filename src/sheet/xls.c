/* A workbook of Excel 97 to 2003: its sheets, shared strings and styles that show days, read into
 * the same places as those of an XLSX.
 * Source: [MS-XLS] 2.1.7.20.3 (order of records) and 2.4 (the records).
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/xls_in.h"

#include <assert.h>
#include <string.h>

enum {
    STRING_MIN = 3, /* bytes of an empty shared string */
    TEXT_MAX = 65535 * XLS_RUNE_SIZE,
    SHEET_IS_TABLE = 0,
    FLAG_WIDE = 1,
    FLAG_FAR_EAST = 4,
    FLAG_RICH = 8
};

static bool text_full(err *reterr)
{
    return err_set(reterr, ERR_LIMIT, N_("The workbook holds more than %d MB of text"),
        SHEET_STRINGS_MAX >> 20);
}

static bool home_full(err *reterr)
{
    return err_set(reterr, ERR_LIMIT, N_("The workbook has more than %d sheets"), SHEET_SHEETS_MAX);
}

/* A string whose length stands before it in `width` bytes, into an arena; *ret.at NULL when that is
 * full. */
static bool text_read(xls_record *r, size_t width, arena *home, span *ret)
{
    unsigned char head[3];
    size_t size = 0;
    if (!xls_take(r, head, width + 1))
        return false;
    size_t count = width == 1 ? head[0] : xls_u16(head);
    char *into = arena_room(home, count * XLS_RUNE_SIZE + 1, 1);
    *ret = (span){ NULL, 0 };
    if (!into)
        return true;
    if (!xls_take_text(r, count, head[width] & FLAG_WIDE, into, &size))
        return false;
    arena_reset(home, (size_t)((unsigned char *)into - home->start) + size);
    *ret = (span){ into, size };
    return true;
}

static bool sheet_read(sheet_book *b, xls_record *r, err *reterr)
{
    unsigned char head[6];
    span name;
    if (!xls_take(r, head, sizeof head) || !text_read(r, 1, &b->home, &name))
        return part_damaged(reterr);
    if (head[5] != SHEET_IS_TABLE)
        return true;
    if (b->sheet_count == SHEET_SHEETS_MAX || !name.at)
        return home_full(reterr);
    b->xls->sheets[b->sheet_count] = xls_u32(head);
    b->sheets[b->sheet_count++].name = name;
    return true;
}

/* A format's text is looked at and let go. */
static bool format_read(sheet_book *b, xls_record *r, err *reterr)
{
    unsigned char head[2];
    span code;
    size_t mark = b->strings.used;
    if (!xls_take(r, head, sizeof head) || !text_read(r, 2, &b->strings, &code))
        return part_damaged(reterr);
    if (!code.at)
        return text_full(reterr);
    book_format_add(b, xls_u16(head), code);
    arena_reset(&b->strings, mark);
    return true;
}

static bool style_read(sheet_book *b, xls_record *r, err *reterr)
{
    unsigned char head[4];
    if (!xls_take(r, head, sizeof head))
        return part_damaged(reterr);
    book_style_add(b, xls_u16(head + 2));
    return true;
}

/* Steps over the runs of fonts and the phonetic guide behind a string. */
static bool skip_on(xls_record *r, uint64_t size)
{
    char piece[256];
    while (size > 0) {
        size_t share = size < sizeof piece ? (size_t)size : sizeof piece;
        if (!xls_take_on(r, piece, share))
            return false;
        size -= share;
    }
    return true;
}

/* One shared string; *ret_full true when there is no room for it. */
static bool string_read(sheet_book *b, xls_record *r, bool *ret_full)
{
    unsigned char head[3], runs[2] = { 0 }, guide[4] = { 0 };
    size_t size = 0;
    if (!xls_take_on(r, head, sizeof head) ||
        (head[2] & FLAG_RICH && !xls_take_on(r, runs, sizeof runs)) ||
        (head[2] & FLAG_FAR_EAST && !xls_take_on(r, guide, sizeof guide)))
        return false;
    size_t mark = b->strings.used;
    size_t count = xls_u16(head);
    char *into = arena_room(&b->strings, count * XLS_RUNE_SIZE + 1, 1);
    uint32_t *end = ARENA_NEW(&b->string_ends, uint32_t, 1);
    *ret_full = !into || !end;
    if (*ret_full)
        return true;
    if (!xls_take_text(r, count, head[2] & FLAG_WIDE, into, &size))
        return false;
    arena_reset(&b->strings, mark + size);
    *end = (uint32_t)b->strings.used;
    return skip_on(r, (uint64_t)xls_u16(runs) * 4 + xls_u32(guide));
}

static bool strings_read(sheet_book *b, xls_record *r, err *reterr)
{
    unsigned char head[8];
    bool is_full = false;
    if (b->string_ends.used > 0 || !xls_take(r, head, sizeof head))
        return part_damaged(reterr);
    for (uint32_t left = xls_u32(head + 4); left > 0; left--) {
        if (!string_read(b, r, &is_full))
            return part_damaged(reterr);
        if (is_full)
            return text_full(reterr);
    }
    return true;
}

static bool record_read(sheet_book *b, xls_record *r, err *reterr)
{
    unsigned char flag[2];
    switch (r->kind) {
    case XLS_FILEPASS:
        (void)err_set(reterr, ERR_INPUT, N_("The workbook is protected by a password"));
        return err_hint(
            reterr, N_("Remove the password in a spreadsheet program and save it again"));
    case XLS_DATEMODE:
        if (!xls_take(r, flag, sizeof flag))
            return part_damaged(reterr);
        b->is_1904 = xls_u16(flag) == 1;
        return true;
    case XLS_BOUNDSHEET: return sheet_read(b, r, reterr);
    case XLS_FORMAT: return format_read(b, r, reterr);
    case XLS_XF: return style_read(b, r, reterr);
    case XLS_SST: return strings_read(b, r, reterr);
    default: return true;
    }
}

static bool version_check(const ole_stream *stream, err *reterr)
{
    xls_record r;
    unsigned char head[2];
    if (!xls_record_open(stream, 0, &r) || r.kind != XLS_BOF || !xls_take(&r, head, sizeof head))
        return part_damaged(reterr);
    if (xls_u16(head) == XLS_VERSION)
        return true;
    (void)err_set(reterr, ERR_INPUT, N_("The workbook was written by Excel 95 or older"));
    return err_hint(reterr, N_("Open it and save its table as XLSX"));
}

static bool globals_read(sheet_book *b, err *reterr)
{
    xls_record r = { .next = 0 };
    if (!version_check(&b->xls->stream, reterr))
        return false;
    for (;;) {
        if (!xls_record_open(&b->xls->stream, r.next, &r))
            return part_damaged(reterr);
        if (r.kind == XLS_EOF)
            return true;
        size_t next = r.next;
        if (!record_read(b, &r, reterr))
            return false;
        r.next = next; /* records that continue this one are stepped over, too */
    }
}

bool xls_open(sheet_book *b, span bytes, err *reterr)
{
    assert(b && !b->xls);
    if (bytes.size > SHEET_XLS_MAX)
        return err_set(reterr, ERR_LIMIT, N_("An XLS workbook may have %d MB; save it as XLSX"),
            SHEET_XLS_MAX >> 20);
    size_t text = bytes.size * 2 < SHEET_STRINGS_MAX ? bytes.size * 2 : SHEET_STRINGS_MAX;
    b->xls = ARENA_NEW(&b->home, xls, 1);
    assert(b->xls);
    /* Tables of chains: four bytes a sector, of a small stream a piece of 64 bytes. */
    if (!arena_open(&b->xls->home, bytes.size / 8 + 64 * 1024) ||
        !arena_open(&b->strings, text + TEXT_MAX + 2) ||
        !arena_open(&b->string_ends, (bytes.size / STRING_MIN + 1) * sizeof(uint32_t)))
        return err_set(reterr, ERR_MEMORY, N_("no room for a workbook"));
    return ole_workbook(&b->xls->home, bytes, &b->xls->stream, reterr) && globals_read(b, reterr);
}

void xls_close(sheet_book *b)
{
    if (b->xls)
        arena_close(&b->xls->home);
}
