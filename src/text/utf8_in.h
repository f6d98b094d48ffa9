/* The decoder of UTF-8, inline for the loops that read every byte of a body.
 * Source: RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEXT_UTF8_IN_H
#define NUAN_TEXT_UTF8_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool is_tail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

static inline size_t two_take(const unsigned char *at, size_t size, uint32_t *ret_rune)
{
    if (at[0] < 0xC2 || size < 2 || !is_tail(at[1]))
        return 0;
    *ret_rune = (at[0] & 0x1Fu) << 6 | (at[1] & 0x3Fu);
    return 2;
}

static inline size_t three_take(const unsigned char *at, size_t size, uint32_t *ret_rune)
{
    if (size < 3 || !is_tail(at[1]) || !is_tail(at[2]))
        return 0;
    uint32_t rune = (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
    *ret_rune = rune;
    return rune < 0x800 || (rune >= 0xD800 && rune <= 0xDFFF) ? 0 : 3;
}

static inline size_t four_take(const unsigned char *at, size_t size, uint32_t *ret_rune)
{
    if (at[0] > 0xF4 || size < 4 || !is_tail(at[1]) || !is_tail(at[2]) || !is_tail(at[3]))
        return 0;
    uint32_t rune =
        (at[0] & 0x07u) << 18 | (at[1] & 0x3Fu) << 12 | (at[2] & 0x3Fu) << 6 | (at[3] & 0x3Fu);
    *ret_rune = rune;
    return rune < 0x10000 || rune > 0x10FFFF ? 0 : 4;
}

/* Length of the code point at the front, 0 when it is none. */
static inline size_t rune_take(const unsigned char *at, size_t size, uint32_t *ret_rune)
{
    if (size == 0)
        return 0;
    if (at[0] >= 0xF0)
        return four_take(at, size, ret_rune);
    if (at[0] >= 0xE0)
        return three_take(at, size, ret_rune);
    if (at[0] >= 0x80)
        return two_take(at, size, ret_rune);
    *ret_rune = at[0];
    return 1;
}

#endif
