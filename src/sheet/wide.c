/* Text in UTF-16, as spreadsheet programs save "Unicode text", as UTF-8; and the file without a name
 * that such texts are written into.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet_in.h"

#include "sys/fd.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

bool made_open(made_text *m, err *reterr)
{
    *m = (made_text){ .fd = -1 };
    return sys_file_nameless(&m->fd, reterr);
}

static void made_flush(made_text *m)
{
    if (m->used > 0 && !sys_fd_write(m->fd, (span){ m->piece, m->used }))
        m->is_full = true;
    m->used = 0;
}

void made_add(made_text *m, const char *bytes, size_t size)
{
    m->size += size;
    while (size > 0) {
        size_t free_size = sizeof m->piece - m->used;
        size_t taken = free_size < size ? free_size : size;
        memcpy(m->piece + m->used, bytes, taken);
        m->used += taken;
        bytes += taken;
        size -= taken;
        if (m->used == sizeof m->piece)
            made_flush(m);
    }
}

void made_rune(made_text *m, uint32_t rune)
{
    unsigned char room[16];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 8);
    text_rune_add(&b, rune);
    made_add(m, b.at, b.used);
}

bool made_close(made_text *m, bool is_good, sys_map *ret, err *reterr)
{
    made_flush(m);
    if (is_good && m->is_full)
        is_good = err_set(reterr, ERR_STORE, N_("The file can't be read: the disk is full"));
    is_good = is_good && sys_map_fd(m->fd, SHEET_UNPACKED_MAX, ret, reterr);
    sys_fd_close(m->fd);
    return is_good;
}

/* ---- UTF-16 --------------------------------------------------------------------------------- */

bool sheet_wide_is(span bytes)
{
    return span_starts(bytes, (span)SPAN("\xFF\xFE")) || span_starts(bytes, (span)SPAN("\xFE\xFF"));
}

static uint32_t unit_at(span bytes, size_t at, bool is_big)
{
    unsigned char one = (unsigned char)bytes.at[at], two = (unsigned char)bytes.at[at + 1];
    return is_big ? (uint32_t)(one << 8 | two) : (uint32_t)(two << 8 | one);
}

/* The next character; false for half of one, and for a zero. */
static bool rune_read(span bytes, size_t *at, bool is_big, uint32_t *ret)
{
    if (*at + 2 > bytes.size)
        return false;
    uint32_t unit = unit_at(bytes, *at, is_big);
    *at += 2;
    *ret = unit;
    if (unit < 0xD800 || unit > 0xDFFF)
        return unit != 0;
    if (unit > 0xDBFF || *at + 2 > bytes.size)
        return false;
    uint32_t low = unit_at(bytes, *at, is_big);
    *at += 2;
    *ret = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    return low >= 0xDC00 && low <= 0xDFFF;
}

bool sheet_wide_text(span bytes, sys_map *ret, err *reterr)
{
    assert(sheet_wide_is(bytes) && ret);
    made_text m;
    bool is_big = (unsigned char)bytes.at[0] == 0xFE, is_good = true;
    int64_t row = 1;
    if (!made_open(&m, reterr))
        return false;
    for (size_t at = 2; at < bytes.size && is_good;) {
        uint32_t rune = 0;
        is_good = rune_read(bytes, &at, is_big, &rune) ||
                  err_set(reterr, ERR_INPUT,
                      N_("Unreadable text from row %lld; download the file again"), (long long)row);
        row += is_good && rune == '\n';
        if (is_good)
            made_rune(&m, rune);
    }
    return made_close(&m, is_good, ret, reterr);
}
