/* The container of old office files: sectors chained by a table, a directory that is a tree.  Every
 * sector number is a stranger's: chains are walked no further than the file has sectors.
 * Source: [MS-CFB] 2.2 (header), 2.3 (table), 2.4 (short sectors), 2.6 (directory).
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/xls_in.h"

#include <assert.h>
#include <string.h>

enum {
    HEADER = 512,
    ENTRY = 128,
    ENTRIES_MAX = 4096,
    TREE_DEPTH_MAX = 64,
    SHORT_SHIFT = 6,
    HEADER_TABLES = 109, /* table sectors that the header names itself */
    HEADER_TABLES_AT = 76,
    NAME_CHARS = 32
};

#define NONE 0xFFFFFFFFu
#define CHAIN_END 0xFFFFFFFEu

/* A container that is being searched. */
typedef struct ole {
    arena *home;
    span file;
    const unsigned char *header;
    unsigned shift; /* a sector has 1 << shift bytes */
    size_t sector_count;
    uint32_t *tables; /* sectors that hold the table of chains */
    size_t table_count;
    ole_stream directory;
} ole;

uint32_t xls_u16(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

uint32_t xls_u32(const unsigned char *at)
{
    return xls_u16(at) | xls_u16(at + 2) << 16;
}

bool ole_is(span bytes)
{
    return span_starts(bytes, (span)SPAN("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

bool ole_read(const ole_stream *s, size_t at, void *into, size_t size)
{
    char *out = into;
    if (at > s->size || size > s->size - at)
        return false;
    while (size > 0) {
        size_t piece = at >> s->shift;
        size_t inside = at & (((size_t)1 << s->shift) - 1);
        size_t share = ((size_t)1 << s->shift) - inside;
        share = share < size ? share : size;
        if (piece >= s->piece_count)
            return false;
        size_t from = s->pieces[piece] + inside;
        if (from > s->file.size || share > s->file.size - from)
            return false;
        memcpy(out, s->file.at + from, share);
        out += share;
        at += share;
        size -= share;
    }
    return true;
}

/* ---- chains --------------------------------------------------------------------------------- */

static size_t sector_at(const ole *o, uint32_t sector)
{
    return ((size_t)sector + 1) << o->shift;
}

/* Entry `index` of a table that lies in whole sectors; NONE where there is none. */
static uint32_t sector_entry(const ole *o, uint32_t sector, size_t index)
{
    unsigned char bytes[4];
    if (sector >= o->sector_count)
        return NONE;
    size_t at = sector_at(o, sector) + index * sizeof bytes;
    if (at + sizeof bytes > o->file.size)
        return NONE;
    memcpy(bytes, o->file.at + at, sizeof bytes);
    return xls_u32(bytes);
}

/* Fills o->tables from the header and the sectors behind it. */
static bool tables_read(ole *o)
{
    size_t per = ((size_t)1 << o->shift) / 4;
    size_t wanted = xls_u32(o->header + 44);
    uint32_t more = xls_u32(o->header + 68);
    if (wanted > o->sector_count)
        return false;
    o->tables = ARENA_NEW(o->home, uint32_t, wanted + 1);
    if (!o->tables)
        return false;
    for (; o->table_count < wanted && o->table_count < HEADER_TABLES; o->table_count++)
        o->tables[o->table_count] =
            xls_u32(o->header + HEADER_TABLES_AT + o->table_count * sizeof(uint32_t));
    while (o->table_count < wanted && more < o->sector_count) {
        for (size_t i = 0; i < per - 1 && o->table_count < wanted; i++)
            o->tables[o->table_count++] = sector_entry(o, more, i);
        more = sector_entry(o, more, per - 1);
    }
    return o->table_count == wanted;
}

static uint32_t sector_next(const ole *o, uint32_t sector)
{
    size_t per = ((size_t)1 << o->shift) / 4;
    size_t table = sector / per;
    return table < o->table_count ? sector_entry(o, o->tables[table], sector % per) : NONE;
}

/* The chain that begins at `first`, as a stream as long as its sectors. */
static bool chain_read(const ole *o, uint32_t first, ole_stream *ret)
{
    *ret = (ole_stream){ .file = o->file, .shift = o->shift };
    uint32_t *pieces = (uint32_t *)(void *)(o->home->start + o->home->used);
    for (uint32_t sector = first; sector != CHAIN_END; sector = sector_next(o, sector)) {
        uint32_t *piece = ARENA_NEW(o->home, uint32_t, 1);
        if (sector >= o->sector_count || ret->piece_count == o->sector_count || !piece)
            return false;
        *piece = (uint32_t)sector_at(o, sector);
        ret->piece_count++;
    }
    ret->pieces = pieces;
    ret->size = ret->piece_count << o->shift;
    return true;
}

/* A small stream lies in pieces of 64 bytes inside of the root's stream. */
static bool short_chain_read(const ole *o, uint32_t first, ole_stream *ret)
{
    ole_stream holder, table;
    unsigned char root[ENTRY];
    if (!ole_read(&o->directory, 0, root, sizeof root) ||
        !chain_read(o, xls_u32(root + 116), &holder) ||
        !chain_read(o, xls_u32(o->header + 60), &table))
        return false;
    *ret = (ole_stream){ .file = o->file, .shift = SHORT_SHIFT };
    uint32_t *pieces = (uint32_t *)(void *)(o->home->start + o->home->used);
    for (uint32_t sector = first; sector != CHAIN_END; ret->piece_count++) {
        unsigned char next[4];
        size_t at = (size_t)sector << SHORT_SHIFT;
        uint32_t *piece = ARENA_NEW(o->home, uint32_t, 1);
        if (at >= holder.size || ret->piece_count << SHORT_SHIFT >= holder.size || !piece ||
            !ole_read(&table, (size_t)sector * sizeof next, next, sizeof next))
            return false;
        *piece = holder.pieces[at >> o->shift] + (uint32_t)(at & (((size_t)1 << o->shift) - 1));
        sector = xls_u32(next);
    }
    ret->pieces = pieces;
    ret->size = ret->piece_count << SHORT_SHIFT;
    return true;
}

/* ---- the directory -------------------------------------------------------------------------- */

static bool entry_is(const unsigned char *entry, const char *name)
{
    size_t size = strlen(name);
    assert(size < NAME_CHARS);
    if (xls_u16(entry + 64) != (size + 1) * 2)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (xls_u16(entry + i * 2) != (unsigned char)name[i])
            return false;
    }
    return true;
}

/* Finds a name beside the root's first child, never deeper: what is embedded has names of its own.
 */
static bool entry_find(const ole *o, const char *name, unsigned char entry[ENTRY])
{
    uint32_t waiting[TREE_DEPTH_MAX];
    size_t depth = 0;
    if (!ole_read(&o->directory, 0, entry, ENTRY))
        return false;
    uint32_t at = xls_u32(entry + 76);
    for (int visits = 0; visits < ENTRIES_MAX; visits++) {
        if (at == NONE && depth == 0)
            return false;
        if (at == NONE)
            at = waiting[--depth];
        if (!ole_read(&o->directory, (size_t)at * ENTRY, entry, ENTRY))
            return false;
        if (entry_is(entry, name))
            return true;
        uint32_t left = xls_u32(entry + 68);
        if (left != NONE && depth == TREE_DEPTH_MAX)
            return false;
        if (left != NONE)
            waiting[depth++] = left;
        at = xls_u32(entry + 72);
    }
    return false;
}

static bool is_other(const ole *o, err *reterr)
{
    static const char as_xlsx[] = N_("Open it and save its table as XLSX");
    static const char no_password[] =
        N_("Remove the password in a spreadsheet program and save it again");
    static const struct {
        const char *name, *message, *hint;
    } others[] = {
        { "EncryptedPackage", N_("The workbook is protected by a password"), no_password },
        { "Book", N_("The workbook was written by Excel 95 or older"), as_xlsx },
        { "WordDocument", N_("This is a Word document, not a table"), as_xlsx },
        { "PowerPoint Document", N_("This is a presentation, not a table"), as_xlsx },
        { "__properties_version1.0", N_("This is an e-mail of Outlook, not a table"),
            N_("Open it and save the file that is attached to it") },
    };
    unsigned char entry[ENTRY];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (entry_find(o, others[i].name, entry)) {
            *reterr = (err){ .code = ERR_INPUT, .message = others[i].message };
            return err_hint(reterr, others[i].hint);
        }
    }
    *reterr =
        (err){ .code = ERR_INPUT, .message = N_("This is another program's file, not a workbook") };
    return err_hint(reterr, as_xlsx);
}

static bool ole_open(ole *o)
{
    if (!ole_is(o->file) || o->file.size < HEADER)
        return false;
    o->header = (const unsigned char *)o->file.at;
    o->shift = xls_u16(o->header + 30);
    if ((o->shift != 9 && o->shift != 12) || xls_u16(o->header + 32) != SHORT_SHIFT)
        return false;
    /* The last sector may be shorter than the others. */
    size_t size = (size_t)1 << o->shift;
    o->sector_count = (o->file.size + size - 1) / size - 1;
    return tables_read(o) && chain_read(o, xls_u32(o->header + 48), &o->directory);
}

bool ole_workbook(arena *home, span bytes, ole_stream *ret, err *reterr)
{
    assert(home && ret);
    ole o = { .home = home, .file = bytes };
    unsigned char entry[ENTRY];
    if (!ole_open(&o))
        return part_damaged(reterr);
    if (!entry_find(&o, "Workbook", entry))
        return is_other(&o, reterr);
    size_t size = xls_u32(entry + 120);
    bool is_short = size < xls_u32(o.header + 56);
    uint32_t first = xls_u32(entry + 116);
    bool is_whole = is_short ? short_chain_read(&o, first, ret) : chain_read(&o, first, ret);
    if (!is_whole || size > ret->size)
        return part_damaged(reterr);
    ret->size = size;
    return true;
}
