/* Profiles from strangers: what is read is written and read again as the same; and whatever table
 * it is, a proposal has as many columns as it says.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/profile.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 8 << 20 };

static span printed(arena *home, const payfile_profile *p)
{
    buffer b = buffer_in(home, 4096);
    err e = { 0 };
    profile_print(&b, p);
    return buffer_check(&b, &e) ? buffer_span(&b) : (span){ NULL, 0 };
}

static void profile_run(arena *home, span bytes)
{
    err e = { 0 };
    payfile_profile *one = NULL, *two = NULL;
    if (!profile_parse(home, bytes, &one, &e)) {
        assert(e.code != ERR_NONE && e.message);
        return;
    }
    span text = printed(home, one);
    if (!text.at || text.size > PROFILE_SIZE_MAX) /* escapes may make it longer than its bound */
        return;
    assert(profile_parse(home, text, &two, &e));
    assert(span_equal(text, printed(home, two)));
}

static void suggestion_run(arena *home, span bytes)
{
    err e = { 0 };
    suggestion *s = ARENA_NEW(home, suggestion, 1);
    if (!s || !profile_suggest(home, bytes, s, &e))
        return;
    assert(s->column_count <= SUGGEST_COLUMNS_MAX && s->row_count <= SUGGEST_SAMPLE_ROWS);
    for (size_t i = 0; i < s->column_count; i++)
        assert(!s->columns[i].is_taken || s->columns[i].role < ROLE_COUNT);
    if (s->column_count > 0)
        (void)!suggestion_set(home, s, s->column_count - 1, ROLE_AMOUNT, &e);
    assert(s->profile);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static arena home;
    const span bytes = { (const char *)data, size };
    if (!home.start && !arena_open(&home, ROOM))
        return -1;
    arena_reset(&home, 0);
    if (size > 0 && data[0] == '{')
        profile_run(&home, bytes);
    else
        suggestion_run(&home, bytes);
    return 0;
}
