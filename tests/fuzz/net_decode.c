/* Targets, pairs, cookies, preferences and tags from strangers: what comes out is whole text that
 * lies in the input or in the arena, or it is refused with a reason.
 * SPDX-License-Identifier: Apache-2.0 */
#include "net/net_decode_in.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAIRS_MAX = 64 };

static void text_check(span s)
{
    assert(s.at && text_utf8_bad(s) == s.size);
    assert(s.size == 0 || !memchr(s.at, 0, s.size));
}

static void path_check(arena *a, span raw)
{
    err error = { 0 };
    span path;
    if (!net_decode_path(a, raw, &path, &error)) {
        assert(error.code == ERR_INPUT && error.message);
        return;
    }
    text_check(path);
    assert(path.at[0] == '/' || span_is(path, "*"));
    assert(net_decode_is_printable(path));
    assert(span_search(path, (span)SPAN("/../")) == path.size);
    assert(!span_ends(path, (span)SPAN("/..")) && !span_ends(path, (span)SPAN("/.")));
}

static void pairs_check(arena *a, span raw)
{
    err error = { 0 };
    net_pair *pairs;
    size_t count;
    if (!net_decode_pairs(a, raw, PAIRS_MAX, &pairs, &count, &error)) {
        assert(error.code == ERR_INPUT || error.code == ERR_LIMIT);
        return;
    }
    assert(count <= PAIRS_MAX);
    for (size_t i = 0; i < count; i++) {
        text_check(pairs[i].name);
        text_check(pairs[i].value);
    }
}

/* What is found in a header lies inside of it. */
static void inside_check(span found, span header)
{
    assert(
        !found.at || (found.at >= header.at && found.at + found.size <= header.at + header.size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA a = { 0 };
    const span raw = { (const char *)data, size };
    if (size == 0 || !arena_open(&a, 64 * size + 8192))
        return 0;
    path_check(&a, raw);
    pairs_check(&a, raw);
    inside_check(net_decode_cookie(raw, (span)SPAN("session")), raw);
    (void)net_decode_gzip(raw);
    const size_t half = size / 2;
    (void)net_decode_etag(span_slice(raw, 0, half), span_slice(raw, half, size));
    assert(net_decode_same(raw, raw));
    return 0;
}
