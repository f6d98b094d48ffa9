/* Arenas and buffers, most of all at their bounds.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base_test.h"

#include "base/arena.h"
#include "base/buffer.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void takes_zeroed_aligned_room(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, 1024));
    void *all = arena_take(&a, 1024, 1, 1);
    assert_non_null(all);
    memset(all, 0xAA, 1024);
    arena_reset(&a, 0);
    char *byte = ARENA_NEW(&a, char, 1);
    assert_non_null(byte);
    assert_int_equal(*byte, 0);
    int64_t *numbers = ARENA_NEW(&a, int64_t, 4);
    assert_non_null(numbers);
    assert_int_equal((uintptr_t)numbers % alignof(int64_t), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(numbers[i], 0);
    assert_int_equal((uintptr_t)arena_take(&a, 1, 64, 64) % 64, 0);
}

static void refuses_beyond_the_bound(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, 64));
    assert_null(arena_take(&a, 65, 1, 1));
    assert_int_equal(a.used, 0);
    assert_non_null(arena_take(&a, 64, 1, 1));
    assert_null(arena_take(&a, 1, 1, 1));
    assert_non_null(arena_take(&a, 0, 8, 1));
    /* Products that do not fit in size_t. */
    assert_null(arena_take(&a, SIZE_MAX, SIZE_MAX, 1));
    arena_reset(&a, 0);
    assert_null(arena_take(&a, SIZE_MAX / 8 + 2, 8, 8));
    assert_non_null(arena_take(&a, 8, 8, 1));
}

static void a_closed_arena_gives_nothing(void **state)
{
    (void)state;
    arena a = { 0 };
    assert_null(arena_take(&a, 1, 1, 1));
    arena_close(&a);
    arena_close(&a);
    assert_true(arena_open(&a, 16));
    arena_close(&a);
    assert_null(a.start);
    assert_int_equal(a.size, 0);
}

static void copies_with_a_nul_behind(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, 8));
    span copy = arena_copy(&a, span_of("abc"));
    assert_true(span_is(copy, "abc"));
    assert_int_equal(copy.at[3], '\0');
    assert_int_equal(a.used, 4);
    assert_null(arena_copy(&a, span_of("abcd")).at);
    assert_non_null(arena_copy(&a, (span){ NULL, 0 }).at);
}

static void reset_gives_back(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, 32));
    assert_non_null(arena_take(&a, 8, 1, 1));
    size_t mark = a.used;
    void *first = arena_take(&a, 16, 1, 1);
    arena_reset(&a, mark);
    assert_ptr_equal(arena_take(&a, 16, 1, 1), first);
}

static void is_zero(const unsigned char *p, size_t size)
{
    for (size_t i = 0; i < size; i++)
        assert_int_equal(p[i], 0);
}

static void what_is_taken_is_zero(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, 256));
    unsigned char *first = arena_take(&a, 100, 1, 1);
    is_zero(first, 100);
    memset(first, 0xAA, 100);
    arena_reset(&a, 20);
    is_zero(arena_take(&a, 50, 1, 1), 50); /* within what was used before */
    is_zero(arena_take(&a, 60, 1, 1), 60); /* across its end */
    is_zero(arena_take(&a, 60, 1, 1), 60); /* beyond it */
}

static void what_a_buffer_wrote_is_zero_again(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, 256));
    buffer b = buffer_in(&a, 4);
    for (int i = 0; i < 100; i++)
        buffer_byte(&b, 'x'); /* it grows in place */
    size_t used = a.used;
    arena_reset(&a, 0);
    is_zero(arena_take(&a, used, 1, 1), used);
}

static void foreign_memory_is_zeroed_too(void **state)
{
    (void)state;
    unsigned char room[64];
    memset(room, 0xAA, sizeof room);
    arena a = { .start = room, .size = sizeof room };
    is_zero(arena_take(&a, 32, 1, 1), 32);
    assert_int_equal(*(unsigned char *)arena_room(&a, 1, 1), 0xAA);
}

static void a_buffer_grows_in_place_or_moves(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, 4096));
    buffer b = buffer_in(&a, 4);
    const char *start = b.at;
    buffer_text(&b, "in place");
    assert_ptr_equal(b.at, start);
    assert_non_null(arena_take(&a, 1, 1, 1));
    for (int i = 0; i < 20; i++)
        buffer_text(&b, ", and then moved");
    assert_ptr_not_equal(b.at, start);
    assert_int_equal(buffer_span(&b).size, 8 + 20 * 16);
    assert_true(span_starts(buffer_span(&b), span_of("in place, and then moved, and")));
    err e = { 0 };
    assert_true(buffer_check(&b, &e));
}

static void a_buffer_uses_the_arena_to_its_end(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, 100));
    buffer b = buffer_in(&a, 60);
    for (int i = 0; i < 100; i++)
        buffer_byte(&b, 'x');
    err e = { 0 };
    assert_true(buffer_check(&b, &e));
    assert_int_equal(b.used, 100);
    buffer_byte(&b, 'y');
    assert_false(buffer_check(&b, &e));
    assert_int_equal(e.code, ERR_MEMORY);
    assert_int_equal(b.used, 100);
}

static void a_full_buffer_drops_and_says_so(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, 16));
    buffer b = buffer_in(&a, 0);
    buffer_text(&b, "more than sixteen bytes");
    buffer_format(&b, "%s", "also more than sixteen bytes");
    err e = { 0 };
    assert_false(buffer_check(&b, &e));
    assert_int_equal(buffer_span(&b).size, 0);
    assert_non_null(buffer_span(&b).at);
    buffer none = buffer_in(&a, 17);
    assert_false(buffer_check(&none, &e));
    assert_null(buffer_room(&none, 1));
    assert_null(buffer_room(&none, SIZE_MAX));
}

static void formats_of_any_length(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, 4096));
    buffer b = buffer_in(&a, 0);
    for (int size = 0; size < 80; size++) {
        size_t before = b.used;
        buffer_format(&b, "%0*d", size, 7);
        assert_int_equal(b.used - before, size > 0 ? size : 1);
        assert_int_equal(b.at[b.used - 1], '7');
    }
    buffer_format(&b, "%s", "");
    err e = { 0 };
    assert_true(buffer_check(&b, &e));
}

static void integers_of_every_size(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, 1 << 16));
    int64_t number = 1;
    for (int digits = 0; digits < 18; digits++, number *= 10) {
        const int64_t around[] = { number - 1, number, number + 1, -number, 5 - number,
            number / 9 * 7 };
        for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
            char want[32];
            snprintf(want, sizeof want, "%" PRId64, around[i]);
            buffer b = buffer_in(&a, 32);
            buffer_int(&b, around[i]);
            assert_true(span_is(buffer_span(&b), want));
        }
    }
    buffer b = buffer_in(&a, 64);
    buffer_int(&b, INT64_MIN);
    buffer_int(&b, INT64_MAX);
    assert_true(span_is(buffer_span(&b), "-92233720368547758089223372036854775807"));
}

int arena_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_zeroed_aligned_room),
        cmocka_unit_test(refuses_beyond_the_bound),
        cmocka_unit_test(a_closed_arena_gives_nothing),
        cmocka_unit_test(copies_with_a_nul_behind),
        cmocka_unit_test(reset_gives_back),
        cmocka_unit_test(a_buffer_grows_in_place_or_moves),
        cmocka_unit_test(what_is_taken_is_zero),
        cmocka_unit_test(what_a_buffer_wrote_is_zero_again),
        cmocka_unit_test(foreign_memory_is_zeroed_too),
        cmocka_unit_test(a_buffer_uses_the_arena_to_its_end),
        cmocka_unit_test(a_full_buffer_drops_and_says_so),
        cmocka_unit_test(formats_of_any_length),
        cmocka_unit_test(integers_of_every_size),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
