/* What the JSON reader's files share: strings, read and checked.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEXT_JSON_IN_H
#define NUAN_TEXT_JSON_IN_H

#include "text/json.h"

#include <stdint.h>
#include <string.h>

#define JSON_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define JSON_HIGH JSON_EACH(0x80)

/* Eight bytes as a number whose lowest byte is the first one. */
static inline uint64_t json_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* The high bit of each byte that is a control, a quote or a backslash: subtracting sets it only
 * if the byte was smaller or had it set, and those that had it are masked out.  A borrow can only
 * begin at a byte that is itself special, so the lowest bit, and whether there is any, are exact.
 */
static inline uint64_t json_specials(uint64_t word)
{
    uint64_t quote = word ^ JSON_EACH('"');
    uint64_t slash = word ^ JSON_EACH('\\');
    uint64_t low = (word - JSON_EACH(0x20)) & ~word;
    return (low | ((quote - JSON_EACH(1)) & ~quote) | ((slash - JSON_EACH(1)) & ~slash)) &
           JSON_HIGH;
}

/* Index of the byte of the lowest bit of a mask that is not 0. */
static inline size_t json_first(uint64_t mask)
{
    return (size_t)__builtin_ctzll(mask) / 8;
}

/* Bytes from `at` on that stand for themselves in a string: whole UTF-8 code points, no control,
 * no quote, no backslash. */
size_t json_plain(const char *at, size_t size);
/* Reads the string whose opening quote stands at r->at; leaves r->at behind the closing one. */
WARN_UNUSED bool json_string_read(json_reader *r, span *ret, err *reterr);

#endif
