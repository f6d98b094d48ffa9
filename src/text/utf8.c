/* UTF-8: one code point at a time, checked; and text brought into the form nuan keeps.
 * Plain ASCII is passed over eight bytes at a time.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/text_in.h"
#include "text/utf8_in.h"

#include <assert.h>
#include <string.h>

static const uint32_t rune_replacement = 0xFFFD;

bool text_rune(span *rest, uint32_t *ret_rune)
{
    assert(rest && ret_rune);
    uint32_t rune = 0;
    size_t size = rune_take((const unsigned char *)rest->at, rest->size, &rune);
    if (size == 0)
        return false;
    *rest = (span){ rest->at + size, rest->size - size };
    *ret_rune = rune;
    return true;
}

void text_rune_add(buffer *b, uint32_t rune)
{
    assert(rune <= 0x10FFFF && (rune < 0xD800 || rune > 0xDFFF));
    char *room = buffer_room(b, 4);
    if (!room)
        return;
    if (rune < 0x80) {
        room[0] = (char)rune;
        b->used += 1;
    } else if (rune < 0x800) {
        room[0] = (char)(0xC0 | rune >> 6);
        room[1] = (char)(0x80 | (rune & 0x3F));
        b->used += 2;
    } else if (rune < 0x10000) {
        room[0] = (char)(0xE0 | rune >> 12);
        room[1] = (char)(0x80 | (rune >> 6 & 0x3F));
        room[2] = (char)(0x80 | (rune & 0x3F));
        b->used += 3;
    } else {
        room[0] = (char)(0xF0 | rune >> 18);
        room[1] = (char)(0x80 | (rune >> 12 & 0x3F));
        room[2] = (char)(0x80 | (rune >> 6 & 0x3F));
        room[3] = (char)(0x80 | (rune & 0x3F));
        b->used += 4;
    }
}

/* A character of three bytes whose first byte leaves nothing to doubt: U+1000 to U+CFFF. */
static inline bool is_common_wide(const unsigned char *bytes)
{
    return bytes[0] > 0xE0 && bytes[0] < 0xED && is_tail(bytes[1]) && is_tail(bytes[2]);
}

size_t text_utf8_bad(span s)
{
    const unsigned char *bytes = (const unsigned char *)s.at;
    size_t at = 0;
    while (at < s.size) {
        uint64_t word = 0;
        if (s.size - at >= sizeof word) {
            memcpy(&word, bytes + at, sizeof word);
            word &= UINT64_C(0x8080808080808080);
            if (word == 0) {
                at += sizeof word;
                continue;
            }
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            at += (size_t)__builtin_ctzll(word) / 8;
#endif
        }
        /* Other scripts come in runs: the next word is looked at when one has ended. */
        do {
            if (s.size - at > 3 && is_common_wide(bytes + at)) {
                at += 3;
                continue;
            }
            uint32_t rune = 0;
            size_t size = rune_take(bytes + at, s.size - at, &rune);
            if (size == 0)
                return at;
            at += size;
        } while (at < s.size && bytes[at] >= 0x80);
    }
    return s.size;
}

/* The next code point; a byte that begins none counts as one of its own. */
static uint32_t rune_or_mark(span *rest)
{
    uint32_t rune = 0;
    if (text_rune(rest, &rune))
        return rune;
    *rest = span_slice(*rest, 1, rest->size);
    return rune_replacement;
}

size_t text_length(span s)
{
    size_t count = 0;
    for (; s.size > 0; count++)
        rune_or_mark(&s);
    return count;
}

span text_head(span s, size_t count)
{
    span rest = s;
    for (; count > 0 && rest.size > 0; count--)
        rune_or_mark(&rest);
    return span_slice(s, 0, s.size - rest.size);
}

span text_shown(span s)
{
    return span_slice(s, 0, text_utf8_bad(s));
}

bool rune_is_blank(uint32_t rune)
{
    return rune == ' ' || (rune >= '\t' && rune <= '\r') || rune == 0xA0 || rune == 0x1680 ||
           (rune >= 0x2000 && rune <= 0x200A) || rune == 0x2028 || rune == 0x2029 ||
           rune == 0x202F || rune == 0x205F || rune == 0x3000;
}

bool rune_is_hidden(uint32_t rune)
{
    return (rune < 0x20 && !rune_is_blank(rune)) || (rune >= 0x7F && rune < 0xA0) ||
           (rune >= 0x200B && rune <= 0x200F) || (rune >= 0x202A && rune <= 0x202E) ||
           (rune >= 0x2060 && rune <= 0x2069) || rune == 0xFEFF;
}

uint32_t rune_half(uint32_t rune)
{
    return rune >= 0xFF01 && rune <= 0xFF5E ? rune - 0xFF01 + 0x21 : rune;
}

/* Full-width forms that are the ordinary punctuation of Chinese. */
static bool is_chinese_mark(uint32_t rune)
{
    switch (rune) {
    case 0xFF01: /* ！ */
    case 0xFF08: /* （ */
    case 0xFF09: /* ） */
    case 0xFF0C: /* ， */
    case 0xFF1A: /* ： */
    case 0xFF1B: /* ； */
    case 0xFF1F: /* ？ */
    case 0xFF5E: /* ～ */ return true;
    default: return false;
    }
}

/* True if nothing of it would change: printable ASCII without a blank at an end or beside
 * another. */
static bool is_normal(span s)
{
    for (size_t i = 0; i < s.size; i++) {
        unsigned char c = (unsigned char)s.at[i];
        bool is_edge = i == 0 || i + 1 == s.size || s.at[i - 1] == ' ';
        if (c < ' ' || c > '~' || (c == ' ' && is_edge))
            return false;
    }
    return true;
}

span text_normal(arena *a, span s)
{
    assert(a);
    if (is_normal(s))
        return arena_copy(a, s);
    /* Only a byte that is not UTF-8 grows, to the three bytes of U+FFFD. */
    size_t size_max = text_utf8_bad(s) == s.size ? s.size : s.size * 3;
    buffer out = buffer_in(a, size_max + 4);
    bool is_gap = false;
    while (s.size > 0) {
        uint32_t rune = rune_or_mark(&s);
        if (rune_is_blank(rune)) {
            is_gap = out.used > 0;
            continue;
        }
        if (rune_is_hidden(rune))
            continue;
        if (is_gap)
            buffer_byte(&out, ' ');
        is_gap = false;
        text_rune_add(&out, is_chinese_mark(rune) ? rune : rune_half(rune));
    }
    char *end = out.at ? buffer_room(&out, 1) : NULL;
    if (!end)
        return (span){ NULL, 0 };
    *end = '\0';
    return buffer_span(&out);
}

bool text_fold(span s, char (*other)(uint32_t rune), char *into, size_t size, span *ret)
{
    assert(other && into && ret);
    size_t used = 0;
    uint32_t rune = 0;
    while (text_rune(&s, &rune)) {
        if (rune_is_blank(rune) || rune_is_hidden(rune))
            continue;
        rune = rune_half(rune);
        char c = rune < 0x80 ? (char)rune : other(rune);
        if (c == '\0' || used == size)
            return false;
        into[used++] = c;
    }
    *ret = (span){ into, used };
    return s.size == 0;
}
