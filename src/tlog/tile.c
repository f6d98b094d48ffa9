/* Paths of tiles and bundles, read as strictly as they are written: one resource has one spelling,
 * so a cache or a copy of the log as files can't hold two versions of it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/tlog.h"

#include "text/text.h"

#include <assert.h>

enum {
    TLOG_GROUPS_MAX = 6 /* groups of three digits that the number of a tile can need: 2^63 / 256 */
};

/* The highest number of a tile or bundle. */
#define TLOG_NUMBER_MAX (TLOG_SIZE_MAX / TLOG_TILE_WIDTH)

/* Takes the part of a path up to the next slash; false when nothing is left. */
static bool part_next(span *rest, span *ret_part)
{
    return span_split(rest, '/', ret_part);
}

static bool group_parse(span part, uint64_t *number)
{
    if (part.size != 3)
        return false;
    for (size_t i = 0; i < 3; i++) {
        if (part.at[i] < '0' || part.at[i] > '9')
            return false;
        *number = *number * 10 + (uint64_t)(part.at[i] - '0');
    }
    return *number <= TLOG_NUMBER_MAX;
}

/* x001/x234/067 and, behind the last group, perhaps .p/<W>. */
static bool number_parse(span rest, tlog_resource *r)
{
    span part = { 0 };
    int group_count = 0;
    while (part_next(&rest, &part) && part.size == 4 && part.at[0] == 'x') {
        bool is_zero_front = group_count == 0 && span_is(part, "x000");
        if (is_zero_front || ++group_count >= TLOG_GROUPS_MAX ||
            !group_parse(span_slice(part, 1, 4), &r->number))
            return false;
    }
    r->width = TLOG_TILE_WIDTH;
    if (!rest.at)
        return group_parse(part, &r->number);
    uint64_t width = 0;
    if (part.size != 5 || !span_ends(part, (span)SPAN(".p")) ||
        !group_parse(span_slice(part, 0, 3), &r->number) ||
        !text_parse_uint(rest, TLOG_TILE_WIDTH - 1, &width) || width == 0)
        return false;
    r->width = (uint32_t)width;
    return true;
}

bool tlog_resource_parse(span path, tlog_resource *ret)
{
    assert(ret);
    tlog_resource r = { 0 };
    if (span_is(path, "checkpoint")) {
        *ret = r;
        return true;
    }
    span rest = path;
    span part = { 0 };
    if (!part_next(&rest, &part) || !span_is(part, "tile") || !part_next(&rest, &part) || !rest.at)
        return false;
    uint64_t level = 0;
    r.kind = span_is(part, "entries") ? TLOG_ENTRIES : TLOG_TILE;
    if (r.kind == TLOG_TILE && !text_parse_uint(part, TLOG_LEVEL_MAX, &level))
        return false;
    r.level = (int)level;
    if (!number_parse(rest, &r))
        return false;
    *ret = r;
    return true;
}

void tlog_resource_add(buffer *b, const tlog_resource *r)
{
    assert(b && r && r->level >= 0 && r->level <= TLOG_LEVEL_MAX);
    if (r->kind == TLOG_CHECKPOINT) {
        buffer_text(b, "checkpoint");
        return;
    }
    assert(r->width >= 1 && r->width <= TLOG_TILE_WIDTH && r->number <= TLOG_NUMBER_MAX);
    buffer_text(b, "tile/");
    if (r->kind == TLOG_ENTRIES)
        buffer_text(b, "entries");
    else
        buffer_int(b, r->level);
    uint64_t scale = 1;
    while (r->number / scale >= 1000)
        scale *= 1000;
    for (; scale > 1; scale /= 1000)
        buffer_format(b, "/x%03d", (int)(r->number / scale % 1000));
    buffer_format(b, "/%03d", (int)(r->number % 1000));
    if (r->width < TLOG_TILE_WIDTH)
        buffer_format(b, ".p/%d", (int)r->width);
}

uint64_t tlog_level_size(uint64_t size, int level)
{
    assert(size <= TLOG_SIZE_MAX && level >= 0);
    return level >= 8 ? 0 : size >> (8 * level);
}

bool tlog_resource_is_within(const tlog_resource *r, uint64_t size)
{
    assert(r && size <= TLOG_SIZE_MAX);
    if (r->kind == TLOG_CHECKPOINT)
        return true;
    uint64_t count = tlog_level_size(size, r->level);
    return r->number < count / TLOG_TILE_WIDTH ||
           (r->number == count / TLOG_TILE_WIDTH && r->width <= count % TLOG_TILE_WIDTH);
}

void tlog_bundle_add(buffer *b, span entry)
{
    assert(b && entry.size <= TLOG_ENTRY_SIZE_MAX);
    buffer_byte(b, (char)(entry.size >> 8));
    buffer_byte(b, (char)(entry.size & 0xFF));
    buffer_add(b, entry);
}

bool tlog_bundle_next(span *rest, span *ret_entry)
{
    assert(rest && ret_entry);
    if (rest->size < 2)
        return false;
    size_t size = (size_t)(unsigned char)rest->at[0] << 8 | (unsigned char)rest->at[1];
    if (size > rest->size - 2)
        return false;
    *ret_entry = span_slice(*rest, 2, 2 + size);
    *rest = span_slice(*rest, 2 + size, rest->size);
    return true;
}

bool tlog_bundle_fits(span bundle, uint32_t width)
{
    assert(width <= TLOG_TILE_WIDTH);
    span entry = { 0 };
    uint32_t count = 0;
    while (count < width && tlog_bundle_next(&bundle, &entry))
        count++;
    return count == width && bundle.size == 0;
}
