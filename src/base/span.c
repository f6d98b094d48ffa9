/* Spans: comparisons and cuts.  Nothing here allocates or fails.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/span.h"

#include <assert.h>
#include <string.h>

int span_compare(span a, span b)
{
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared == 0 ? 0 : memcmp(a.at, b.at, shared);
    if (order != 0)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

bool span_ends(span s, span suffix)
{
    return s.size >= suffix.size && span_equal(span_slice(s, s.size - suffix.size, s.size), suffix);
}

size_t span_find(span s, char byte)
{
    const char *found = s.size == 0 ? NULL : memchr(s.at, byte, s.size);
    return found ? (size_t)(found - s.at) : s.size;
}

size_t span_search(span s, span needle)
{
    if (needle.size == 0)
        return 0;
    const char *found = s.size == 0 ? NULL : memmem(s.at, s.size, needle.at, needle.size);
    return found ? (size_t)(found - s.at) : s.size;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

span span_head(span s, size_t size)
{
    if (size >= s.size)
        return s;
    while (size > 0 && ((unsigned char)s.at[size] & 0xC0) == 0x80)
        size--;
    return span_slice(s, 0, size);
}

span span_trim(span s)
{
    size_t from = 0;
    size_t to = s.size;
    while (from < to && is_blank(s.at[from]))
        from++;
    while (to > from && is_blank(s.at[to - 1]))
        to--;
    return span_slice(s, from, to);
}

bool span_split(span *rest, char byte, span *ret_part)
{
    assert(rest && ret_part);
    if (!rest->at)
        return false;
    size_t cut = span_find(*rest, byte);
    *ret_part = span_slice(*rest, 0, cut);
    *rest = cut == rest->size ? (span){ NULL, 0 } : span_slice(*rest, cut + 1, rest->size);
    return true;
}
