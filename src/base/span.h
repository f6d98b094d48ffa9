/* A piece of text or bytes that somebody else owns: the string type of the house.
 * NUL-terminated strings exist only at the edge (system calls, libraries).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_BASE_SPAN_H
#define NUAN_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* `size` bytes from `at`; `at` may be NULL only when size is 0.  Owner: whoever made the bytes. */
typedef struct span {
    const char *at;
    size_t size;
} span;

/* A span over a string literal, usable in initialisers. */
#define SPAN(literal)                                                                              \
    {                                                                                              \
        ("" literal), sizeof(literal) - 1                                                          \
    }
/* For printf: "%.*s", SPAN_PRINT(s). */
#define SPAN_PRINT(s) (int)(s).size, (s).at

/* The span over a NUL-terminated string; NULL gives the empty span.
 * Owner: the caller keeps `text`. */
static inline span span_of(const char *text)
{
    return (span){ text, text ? strlen(text) : 0 };
}

/* True if both hold the same bytes. */
static inline bool span_equal(span a, span b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

/* True if `s` equals the NUL-terminated `text`. */
static inline bool span_is(span s, const char *text)
{
    return span_equal(s, span_of(text));
}

/* True if no byte is above 0x7F. */
static inline bool span_is_ascii(span s)
{
    uint64_t high = 0;
    size_t i = 0;
    for (; s.size - i >= sizeof high; i += sizeof high) {
        uint64_t word;
        memcpy(&word, s.at + i, sizeof word);
        high |= word;
    }
    for (; i < s.size; i++)
        high |= (unsigned char)s.at[i];
    return (high & UINT64_C(0x8080808080808080)) == 0;
}

/* Orders by bytes, like memcmp; a prefix sorts before what it begins. */
int span_compare(span a, span b);
/* True if `s` begins with `prefix`. */
static inline bool span_starts(span s, span prefix)
{
    return s.size >= prefix.size && span_equal((span){ s.at, prefix.size }, prefix);
}

/* True if `s` ends with `suffix`. */
bool span_ends(span s, span suffix);
/* Index of the first `byte`, or s.size when there is none. */
size_t span_find(span s, char byte);
/* Index of the first occurrence of `needle`, or s.size when there is none; an empty one is at 0. */
size_t span_search(span s, span needle);
/* The bytes from `from` (clamped to the size) up to, not including, `to` (clamped likewise). */
static inline span span_slice(span s, size_t from, size_t to)
{
    to = to < s.size ? to : s.size;
    from = from < to ? from : to;
    return (span){ s.at ? s.at + from : NULL, to - from };
}

/* At most the first `size` bytes of a UTF-8 text, cut before a character that would be broken. */
span span_head(span s, size_t size);
/* Without ASCII space, tab, CR and LF at both ends. */
span span_trim(span s);
/* Takes the part before the first `byte` off the front of *rest; the byte itself is dropped.
 * Returns false when *rest was already used up (at == NULL). */
bool span_split(span *rest, char byte, span *ret_part);

#endif
