/* Reading a TrueType font: tables, characters, widths, outlines.  The file is the installation's
 * own, but every offset is held against the table it points into.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/font_in.h"

#include <assert.h>

#define TAG(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))

enum { TABLES_MAX = 64, MAPS_MAX = 32 };

/* A table by its tag; empty when there is none. */
static span table_of(span bytes, size_t start, uint32_t tag)
{
    const uint32_t count = font_u16(bytes, start + 4);
    for (uint32_t i = 0; i < count && i < TABLES_MAX; i++) {
        const size_t entry = start + 12 + 16 * (size_t)i;
        if (font_u32(bytes, entry) != tag)
            continue;
        const size_t from = font_u32(bytes, entry + 8);
        const size_t size = font_u32(bytes, entry + 12);
        if (from > bytes.size || size > bytes.size - from)
            break;
        return span_slice(bytes, from, from + size);
    }
    return (span){ NULL, 0 };
}

/* The groups of the first character map of format 12 (Unicode, all planes). */
static span groups_of(span cmap)
{
    const uint32_t count = font_u16(cmap, 2);
    for (uint32_t i = 0; i < count && i < MAPS_MAX; i++) {
        const size_t from = font_u32(cmap, 4 + 8 * (size_t)i + 4);
        if (from > cmap.size || font_u16(cmap, from) != 12)
            continue;
        const size_t groups = font_u32(cmap, from + 12);
        if (from + 16 > cmap.size || groups > (cmap.size - from - 16) / 12)
            continue;
        return span_slice(cmap, from + 16, from + 16 + 12 * groups);
    }
    return (span){ NULL, 0 };
}

static int32_t thousandths(const font *f, int32_t units)
{
    return units * FONT_EM / f->units;
}

static void measures_of(font *f)
{
    f->ascent = thousandths(f, font_i16(f->hhea, 4));
    f->descent = thousandths(f, font_i16(f->hhea, 6));
    for (size_t i = 0; i < 4; i++)
        f->box[i] = thousandths(f, font_i16(f->head, 36 + 2 * i));
}

bool font_read(span bytes, font *ret, err *reterr)
{
    font f = { 0 };
    const bool is_many = font_u32(bytes, 0) == TAG('t', 't', 'c', 'f');
    const size_t start = is_many ? font_u32(bytes, 12) : 0;
    if (font_u32(bytes, start) != 0x10000)
        return err_set(reterr, ERR_INPUT, N_("This is no TrueType font"));
    f.head = table_of(bytes, start, TAG('h', 'e', 'a', 'd'));
    f.hhea = table_of(bytes, start, TAG('h', 'h', 'e', 'a'));
    f.maxp = table_of(bytes, start, TAG('m', 'a', 'x', 'p'));
    f.loca = table_of(bytes, start, TAG('l', 'o', 'c', 'a'));
    f.glyf = table_of(bytes, start, TAG('g', 'l', 'y', 'f'));
    f.hmtx = table_of(bytes, start, TAG('h', 'm', 't', 'x'));
    f.groups = groups_of(table_of(bytes, start, TAG('c', 'm', 'a', 'p')));
    f.units = (int32_t)font_u16(f.head, 18);
    f.has_long_loca = font_u16(f.head, 50) == 1;
    f.glyph_count = font_u16(f.maxp, 4);
    f.wide_count = font_u16(f.hhea, 34);
    const size_t each = f.has_long_loca ? 4 : 2;
    if (f.head.size < 54 || f.hhea.size < 36 || f.maxp.size < 32 || f.units < 16 ||
        f.wide_count == 0 || f.hmtx.size < 4 * (size_t)f.wide_count || f.glyf.size == 0 ||
        f.loca.size < each * (f.glyph_count + 1) || f.groups.size == 0)
        return err_set(reterr, ERR_INPUT,
            N_("This font has no TrueType outlines, or no characters by their Unicode number"));
    measures_of(&f);
    *ret = f;
    return true;
}

bool font_common_make(arena *home, font *f)
{
    uint16_t *common = ARENA_NEW(home, uint16_t, FONT_COMMON);
    if (!common)
        return false;
    for (size_t at = 0; at < f->groups.size; at += 12) {
        const uint32_t first = font_u32(f->groups, at), last = font_u32(f->groups, at + 4);
        const uint32_t glyph = font_u32(f->groups, at + 8);
        for (uint32_t rune = first; rune <= last && rune < FONT_COMMON; rune++)
            if (glyph + (rune - first) < f->glyph_count)
                common[rune] = (uint16_t)(glyph + (rune - first));
    }
    f->common = common;
    return true;
}

uint32_t font_glyph(const font *f, uint32_t rune)
{
    if (rune < FONT_COMMON && f->common)
        return f->common[rune];
    size_t low = 0, high = f->groups.size / 12;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (font_u32(f->groups, 12 * middle + 4) < rune)
            low = middle + 1;
        else
            high = middle;
    }
    const uint32_t first = font_u32(f->groups, 12 * low);
    if (12 * low >= f->groups.size || rune < first)
        return 0;
    const uint32_t glyph = font_u32(f->groups, 12 * low + 8) + (rune - first);
    return glyph < f->glyph_count ? glyph : 0;
}

int32_t font_width(const font *f, uint32_t glyph)
{
    const uint32_t entry = glyph < f->wide_count ? glyph : f->wide_count - 1;
    return thousandths(f, (int32_t)font_u16(f->hmtx, 4 * (size_t)entry));
}

span font_outline(const font *f, uint32_t glyph)
{
    if (glyph >= f->glyph_count)
        return (span){ NULL, 0 };
    const size_t from = f->has_long_loca ? font_u32(f->loca, 4 * (size_t)glyph)
                                         : 2 * (size_t)font_u16(f->loca, 2 * (size_t)glyph);
    const size_t to = f->has_long_loca ? font_u32(f->loca, 4 * (size_t)glyph + 4)
                                       : 2 * (size_t)font_u16(f->loca, 2 * (size_t)glyph + 2);
    if (from >= to || to > f->glyf.size || to - from < 12)
        return (span){ NULL, 0 };
    return span_slice(f->glyf, from, to);
}

/* Reads what follows a part's glyph number: how it is moved and turned.  Gives where it ends. */
static size_t part_read(span outline, uint32_t flags, size_t at, font_part *ret)
{
    enum { WORDS = 1, ARE_OFFSETS = 2, SCALE = 8, SCALE_XY = 0x40, MATRIX = 0x80 };
    const size_t step = flags & WORDS ? 2 : 1;
    for (size_t i = 0; i < 2 && (flags & ARE_OFFSETS) && at + 2 * step <= outline.size; i++)
        ret->move[i] = flags & WORDS ? font_i16(outline, at + 2 * i) : (int8_t)outline.at[at + i];
    at += 2 * step;
    ret->scale[0] = ret->scale[3] = 16384;
    if (flags & SCALE) {
        ret->scale[0] = ret->scale[3] = font_i16(outline, at);
        return at + 2;
    }
    if (flags & SCALE_XY) {
        ret->scale[0] = font_i16(outline, at);
        ret->scale[3] = font_i16(outline, at + 2);
        return at + 4;
    }
    for (size_t i = 0; i < 4 && (flags & MATRIX); i++, at += 2)
        ret->scale[i] = font_i16(outline, at);
    return at;
}

size_t font_parts(span outline, font_part parts[FONT_PARTS_MAX], size_t *ret_end)
{
    enum { MORE = 0x20 };
    size_t count = 0;
    if (outline.size < 12 || font_i16(outline, 0) >= 0)
        return 0;
    for (size_t at = 10; at + 4 <= outline.size && count < FONT_PARTS_MAX;) {
        const uint32_t flags = font_u16(outline, at);
        font_part *part = &parts[count++];
        *part = (font_part){ .glyph = font_u16(outline, at + 2), .at = at + 2 };
        at = part_read(outline, flags, at + 4, part);
        if (ret_end)
            *ret_end = at < outline.size ? at : outline.size;
        if (!(flags & MORE))
            break;
    }
    return count;
}
