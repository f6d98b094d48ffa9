/* Old workbooks for the tests: the records, and the container around them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "xls_fixture.h"

#include "text/text.h"

enum { SECTOR = 512, SHORT_SECTOR = 64, SHORT_BELOW = 4096, PER_TABLE = SECTOR / 4, ENTRY = 128 };

#define FREE 0xFFFFFFFFu
#define CHAIN_END 0xFFFFFFFEu
#define IS_TABLE 0xFFFFFFFDu

/* ---- records -------------------------------------------------------------------------------- */

void xls_u8(xls_maker *m, unsigned value)
{
    assert_true(m->used < sizeof m->stream);
    m->stream[m->used++] = (char)value;
}

void xls_put16(xls_maker *m, unsigned value)
{
    xls_u8(m, value & 0xFF);
    xls_u8(m, value >> 8 & 0xFF);
}

void xls_put32(xls_maker *m, uint32_t value)
{
    xls_put16(m, value & 0xFFFF);
    xls_put16(m, value >> 16);
}

void xls_double(xls_maker *m, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    xls_put32(m, (uint32_t)bits);
    xls_put32(m, (uint32_t)(bits >> 32));
}

void xls_bytes(xls_maker *m, span bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        xls_u8(m, (unsigned char)bytes.at[i]);
}

void xls_begin(xls_maker *m, unsigned kind)
{
    xls_put16(m, kind);
    m->open = m->used;
    xls_put16(m, 0);
}

void xls_end(xls_maker *m)
{
    size_t size = m->used - m->open - 2;
    m->stream[m->open] = (char)(size & 0xFF);
    m->stream[m->open + 1] = (char)(size >> 8);
}

void xls_cell(xls_maker *m, unsigned kind, unsigned row, unsigned column, unsigned style)
{
    xls_begin(m, kind);
    xls_put16(m, row);
    xls_put16(m, column);
    xls_put16(m, style);
}

void xls_label(xls_maker *m, unsigned row, unsigned column, span utf8)
{
    uint32_t rune = 0;
    xls_cell(m, 0x0204, row, column, 0);
    xls_put16(m, (unsigned)text_length(utf8));
    xls_u8(m, 1);
    while (text_rune(&utf8, &rune)) {
        assert_true(rune < 0x10000);
        xls_put16(m, rune);
    }
    xls_end(m);
}

static void part_begin(xls_maker *m, unsigned type)
{
    xls_begin(m, 0x0809);
    xls_put16(m, 0x0600);
    xls_put16(m, type);
    xls_end(m);
}

void xls_book_begin(xls_maker *m)
{
    m->used = 0;
    part_begin(m, 0x0005);
    xls_begin(m, 0x041E); /* yyyy"年"m"月" */
    xls_put16(m, 176);
    xls_put16(m, 11);
    xls_u8(m, 1);
    for (const char *at = "yyyy\"@\"m\"@\""; *at; at++)
        xls_put16(m, *at == '@' ? 0x5E74 : (unsigned char)*at);
    xls_end(m);
    for (unsigned style = 0; style < 2; style++) {
        xls_begin(m, 0x00E0);
        xls_put16(m, 0);
        xls_put16(m, style == 0 ? 2 : 176);
        xls_end(m);
    }
    xls_begin(m, 0x0085);
    m->sheet = m->used;
    xls_put32(m, 0);
    xls_put16(m, 0);
    xls_u8(m, 2);
    xls_u8(m, 1);
    xls_put16(m, 0x6350); /* 捐款 */
    xls_put16(m, 0x6B3E);
    xls_end(m);
}

void xls_strings(xls_maker *m, const char *const *strings, unsigned count)
{
    xls_begin(m, 0x00FC);
    xls_put32(m, count);
    xls_put32(m, count);
    for (unsigned i = 0; i < count; i++) {
        xls_put16(m, (unsigned)strlen(strings[i]));
        xls_u8(m, 0);
        xls_bytes(m, span_of(strings[i]));
    }
    xls_end(m);
}

static void part_end(xls_maker *m)
{
    xls_begin(m, 0x000A);
    xls_end(m);
}

void xls_sheet_begin(xls_maker *m)
{
    part_end(m);
    size_t at = m->used;
    m->used = m->sheet;
    xls_put32(m, (uint32_t)at);
    m->used = at;
    part_begin(m, 0x0010);
}

span xls_book_end(xls_maker *m)
{
    part_end(m);
    return xls_packed("Workbook", (span){ m->stream, m->used });
}

/* ---- the container -------------------------------------------------------------------------- */

typedef struct packer {
    unsigned char bytes[XLS_STREAM_MAX + 64 * 1024];
    size_t tables;  /* sectors of the table */
    size_t sectors; /* taken so far */
} packer;

static void set(packer *p, size_t at, uint32_t value, int size)
{
    for (int i = 0; i < size; i++)
        p->bytes[at + (size_t)i] = (unsigned char)(value >> 8 * i);
}

static size_t sector_at(size_t sector)
{
    return (sector + 1) * SECTOR;
}

static void table_set(packer *p, size_t sector, uint32_t value)
{
    assert_true(sector < p->tables * PER_TABLE);
    set(p, sector_at(0) + sector * 4, value, 4);
}

/* Takes sectors, one chain, for the bytes; the number of the first. */
static uint32_t chain_add(packer *p, span bytes)
{
    size_t first = p->sectors;
    size_t count = (bytes.size + SECTOR - 1) / SECTOR;
    assert_true(sector_at(first + count) <= sizeof p->bytes);
    memcpy(p->bytes + sector_at(first), bytes.at, bytes.size);
    for (size_t i = 0; i < count; i++)
        table_set(p, first + i, i + 1 < count ? (uint32_t)(first + i + 1) : CHAIN_END);
    p->sectors += count;
    return count > 0 ? (uint32_t)first : CHAIN_END;
}

static void entry_set(
    packer *p, size_t at, const char *name, unsigned type, uint32_t first, size_t size)
{
    for (size_t i = 0; name[i]; i++)
        set(p, at + i * 2, (unsigned char)name[i], 2);
    set(p, at + 64, (uint32_t)(strlen(name) + 1) * 2, 2);
    set(p, at + 66, type, 1);
    for (size_t k = 68; k < 80; k += 4)
        set(p, at + k, FREE, 4);
    set(p, at + 116, first, 4);
    set(p, at + 120, (uint32_t)size, 4);
}

/* Chains of short sectors: one that goes straight through. */
static uint32_t short_table_add(packer *p, size_t size)
{
    static char table[SECTOR];
    size_t count = (size + SHORT_SECTOR - 1) / SHORT_SECTOR;
    for (size_t i = 0; i < count; i++) {
        uint32_t next = i + 1 < count ? (uint32_t)i + 1 : CHAIN_END;
        memcpy(table + i * 4, &next, sizeof next);
    }
    return chain_add(p, (span){ table, sizeof table });
}

span xls_packed(const char *name, span stream)
{
    static packer p;
    memset(&p, 0, sizeof p);
    p.tables = stream.size / SECTOR / PER_TABLE + 1;
    for (size_t i = 0; i < p.tables * PER_TABLE; i++)
        table_set(&p, i, i < p.tables ? IS_TABLE : FREE);
    p.sectors = p.tables;
    size_t directory = p.sectors++;
    table_set(&p, directory, CHAIN_END);
    bool is_short = stream.size < SHORT_BELOW;
    uint32_t short_table = is_short ? short_table_add(&p, stream.size) : CHAIN_END;
    uint32_t first = chain_add(&p, stream);
    entry_set(&p, sector_at(directory), "Root Entry", 5, is_short ? first : CHAIN_END,
        is_short ? stream.size : 0);
    entry_set(&p, sector_at(directory) + ENTRY, name, 2, is_short ? 0 : first, stream.size);
    set(&p, sector_at(directory) + 76, 1, 4);
    memcpy(p.bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    set(&p, 24, 0x003E, 2);
    set(&p, 26, 3, 2);
    set(&p, 28, 0xFFFE, 2);
    set(&p, 30, 9, 2);
    set(&p, 32, 6, 2);
    set(&p, 44, (uint32_t)p.tables, 4);
    set(&p, 48, (uint32_t)directory, 4);
    set(&p, 56, SHORT_BELOW, 4);
    set(&p, 60, short_table, 4);
    set(&p, 64, is_short, 4);
    set(&p, 68, CHAIN_END, 4);
    for (size_t i = 0; i < 109; i++)
        set(&p, 76 + i * 4, i < p.tables ? (uint32_t)i : FREE, 4);
    return (span){ (const char *)p.bytes, sector_at(p.sectors) };
}
