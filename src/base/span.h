/* A piece of text or bytes that somebody else owns: the string type of the house.
 * NUL-terminated strings exist only at the edge (system calls, libraries).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_BASE_SPAN_H
#define NUAN_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>

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
span span_of(const char *text);
/* True if both hold the same bytes. */
bool span_equal(span a, span b);
/* True if `s` equals the NUL-terminated `text`. */
bool span_is(span s, const char *text);
/* Orders by bytes, like memcmp; a prefix sorts before what it begins. */
int span_compare(span a, span b);
/* True if `s` begins with `prefix`. */
bool span_starts(span s, span prefix);
/* True if `s` ends with `suffix`. */
bool span_ends(span s, span suffix);
/* Index of the first `byte`, or s.size when there is none. */
size_t span_find(span s, char byte);
/* Index of the first occurrence of `needle`, or s.size when there is none; an empty one is at 0. */
size_t span_search(span s, span needle);
/* The bytes from `from` (clamped to the size) up to, not including, `to` (clamped likewise). */
span span_slice(span s, size_t from, size_t to);
/* At most the first `size` bytes of a UTF-8 text, cut before a character that would be broken. */
span span_head(span s, size_t size);
/* Without ASCII space, tab, CR and LF at both ends. */
span span_trim(span s);
/* Takes the part before the first `byte` off the front of *rest; the byte itself is dropped.
 * Returns false when *rest was already used up (at == NULL). */
bool span_split(span *rest, char byte, span *ret_part);

#endif
