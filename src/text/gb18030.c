/* GB18030 (and so GBK and GB 2312) into UTF-8, by the C library's converter.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>

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

bool text_from_gb18030(arena *a, span bytes, span *ret, err *reterr)
{
    assert(a && ret);
    size_t room = size_max_of(bytes);
    size_t mark = a->used;
    char *out = arena_take(a, room + 1, 1, 1);
    if (!out)
        return err_set(reterr, ERR_MEMORY, N_("the text is larger than the memory for it"));
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == (iconv_t)-1) {
        arena_reset(a, mark);
        return err_set(reterr, ERR_STORE, N_("this system has no converter for GB18030"));
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
