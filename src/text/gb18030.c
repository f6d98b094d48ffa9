/* GB18030 (and so GBK and GB 2312) into UTF-8, by the C library's converter.  Opening a converter
 * costs more than most cells, so whoever has many asks it once for every pair of bytes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>

enum {
    LEAD_FIRST = 0x81,
    LEAD_LAST = 0xFE,
    TRAIL_FIRST = 0x40,
    TRAIL_LAST = 0xFE,
    LEADS = LEAD_LAST - LEAD_FIRST + 1,
    TRAILS = TRAIL_LAST - TRAIL_FIRST + 1,
    UTF8_MAX = 4
};

typedef struct pair {
    char utf8[UTF8_MAX];
    uint8_t size; /* 0: no character */
} pair;

struct text_gb18030 {
    pair pairs[LEADS][TRAILS];
};

/* Bytes of UTF-8 that `bytes` can become at most.  An ASCII byte stays one; a pair, whose second
 * byte may be in the range of ASCII, can lie beyond the BMP and then becomes four; a group of
 * four becomes at most four.  Counting each high byte three times covers all of them. */
static size_t size_max_of(span bytes)
{
    size_t size = bytes.size;
    for (size_t i = 0; i < bytes.size; i++)
        size += (size_t)((unsigned char)bytes.at[i] >> 7) * 2;
    return size;
}

static iconv_t converter_open(err *reterr)
{
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == (iconv_t)-1)
        (void)err_set(reterr, ERR_STORE, N_("this system has no converter for GB18030"));
    return converter;
}

bool text_from_gb18030(arena *a, span bytes, span *ret, err *reterr)
{
    assert(a && ret);
    size_t room = size_max_of(bytes);
    size_t mark = a->used;
    char *out = arena_take(a, room + 1, 1, 1);
    if (!out)
        return err_set(reterr, ERR_MEMORY, N_("the text is larger than the memory for it"));
    iconv_t converter = converter_open(reterr);
    if (converter == (iconv_t)-1) {
        arena_reset(a, mark);
        return false;
    }
    union {
        const char *given;
        char *taken; /* iconv writes nothing there, its type is older than const */
    } in = { .given = bytes.at };
    size_t in_size = bytes.size;
    char *end = out;
    bool is_whole =
        in_size == 0 || iconv(converter, &in.taken, &in_size, &end, &room) != (size_t)-1;
    bool is_bad = !is_whole && errno != E2BIG;
    iconv_close(converter);
    if (!is_whole) {
        arena_reset(a, mark);
        return is_bad
                   ? err_set(
                         reterr, ERR_INPUT, N_("Unreadable text at byte %zu"), bytes.size - in_size)
                   : err_set(reterr, ERR_MEMORY, N_("the text is larger than the memory for it"));
    }
    size_t size = (size_t)(end - out);
    out[size] = '\0';
    arena_reset(a, (size_t)((unsigned char *)out - a->start) + size + 1);
    *ret = (span){ out, size };
    return true;
}

/* What the converter makes of one pair. */
static pair pair_ask(iconv_t converter, int lead, int trail)
{
    char bytes[] = { (char)lead, (char)trail };
    pair one = { .size = 0 };
    char *in = bytes, *out = one.utf8;
    size_t in_size = sizeof bytes, room = sizeof one.utf8;
    (void)iconv(converter, NULL, NULL, NULL, NULL);
    if (iconv(converter, &in, &in_size, &out, &room) == 0 && in_size == 0)
        one.size = (uint8_t)(sizeof one.utf8 - room);
    return one;
}

bool text_gb18030_open(arena *home, const text_gb18030 **ret, err *reterr)
{
    assert(home && ret);
    text_gb18030 *table = ARENA_NEW(home, text_gb18030, 1);
    if (!table)
        return err_set(reterr, ERR_MEMORY, N_("the text is larger than the memory for it"));
    iconv_t converter = converter_open(reterr);
    if (converter == (iconv_t)-1)
        return false;
    for (int lead = 0; lead < LEADS; lead++) {
        for (int trail = 0; trail < TRAILS; trail++)
            table->pairs[lead][trail] = pair_ask(converter, LEAD_FIRST + lead, TRAIL_FIRST + trail);
    }
    iconv_close(converter);
    *ret = table;
    return true;
}

/* The pair at the front, or NULL when the table has no answer. */
static const pair *pair_of(const text_gb18030 *table, const char *at, size_t size)
{
    unsigned lead = (unsigned char)at[0];
    unsigned trail = size > 1 ? (unsigned char)at[1] : 0;
    if (lead < LEAD_FIRST || lead > LEAD_LAST || trail < TRAIL_FIRST || trail > TRAIL_LAST)
        return NULL;
    const pair *found = &table->pairs[lead - LEAD_FIRST][trail - TRAIL_FIRST];
    return found->size > 0 ? found : NULL;
}

bool text_gb18030_convert(const text_gb18030 *table, arena *a, span bytes, span *ret, err *reterr)
{
    assert(table && a && ret);
    size_t mark = a->used;
    char *out = arena_take(a, size_max_of(bytes) + UTF8_MAX, 1, 1);
    if (!out)
        return err_set(reterr, ERR_MEMORY, N_("the text is larger than the memory for it"));
    char *end = out;
    for (size_t i = 0; i < bytes.size;) {
        if ((unsigned char)bytes.at[i] < 0x80) {
            *end++ = bytes.at[i++];
            continue;
        }
        const pair *found = pair_of(table, bytes.at + i, bytes.size - i);
        if (!found) { /* a character of four bytes, or none */
            arena_reset(a, mark);
            return text_from_gb18030(a, bytes, ret, reterr);
        }
        memcpy(end, found->utf8, UTF8_MAX);
        end += found->size;
        i += 2;
    }
    size_t size = (size_t)(end - out);
    out[size] = '\0';
    arena_reset(a, (size_t)((unsigned char *)out - a->start) + size + 1);
    *ret = (span){ out, size };
    return true;
}
