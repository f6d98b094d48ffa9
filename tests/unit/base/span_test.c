/* Spans: comparisons and cuts, with empty and missing ones.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base_test.h"

#include "base/span.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const span nothing = { NULL, 0 };

static void compares_by_bytes(void **state)
{
    (void)state;
    assert_true(span_equal(nothing, span_of("")));
    assert_true(span_equal(span_of(NULL), nothing));
    assert_true(span_is(span_of("abc"), "abc"));
    assert_false(span_is(span_of("abc"), "abd"));
    assert_false(span_is(span_of("abc"), "ab"));
    assert_false(span_equal((span){ "a\0b", 3 }, (span){ "a\0c", 3 }));
    assert_true(span_compare(span_of("a"), span_of("b")) < 0);
    assert_true(span_compare(span_of("ab"), span_of("a")) > 0);
    assert_true(span_compare(nothing, span_of("a")) < 0);
    assert_int_equal(span_compare(nothing, nothing), 0);
    /* Bytes count as unsigned: UTF-8 sorts behind ASCII. */
    assert_true(span_compare(span_of("\xe4"), span_of("z")) > 0);
}

static void begins_and_ends(void **state)
{
    (void)state;
    assert_true(span_starts(span_of("campaign"), span_of("camp")));
    assert_true(span_starts(span_of("camp"), nothing));
    assert_false(span_starts(span_of("ca"), span_of("camp")));
    assert_true(span_ends(span_of("bill.csv"), span_of(".csv")));
    assert_true(span_ends(nothing, nothing));
    assert_false(span_ends(span_of("csv"), span_of(".csv")));
    assert_false(span_ends(span_of("bill.cs"), span_of(".csv")));
}

static void finds(void **state)
{
    (void)state;
    assert_int_equal(span_find(span_of("a,b,c"), ','), 1);
    assert_int_equal(span_find(span_of("abc"), ','), 3);
    assert_int_equal(span_find(nothing, ','), 0);
    assert_int_equal(span_find(span_of("a\xff"), (char)0xff), 1);
    assert_int_equal(span_search(span_of("one two"), span_of("two")), 4);
    assert_int_equal(span_search(span_of("one two"), span_of("three")), 7);
    assert_int_equal(span_search(span_of("one"), nothing), 0);
    assert_int_equal(span_search(nothing, span_of("a")), 0);
}

static void slices_within_bounds(void **state)
{
    (void)state;
    span s = span_of("abcdef");
    assert_true(span_is(span_slice(s, 1, 3), "bc"));
    assert_true(span_is(span_slice(s, 4, 100), "ef"));
    assert_true(span_is(span_slice(s, 5, 2), ""));
    assert_true(span_is(span_slice(s, 100, SIZE_MAX), ""));
    assert_int_equal(span_slice(nothing, 0, 4).size, 0);
    assert_null(span_slice(nothing, 1, 4).at);
}

static void trims_ascii_blanks(void **state)
{
    (void)state;
    assert_true(span_is(span_trim(span_of(" \t\r\na b \n")), "a b"));
    assert_true(span_is(span_trim(span_of(" \t ")), ""));
    assert_int_equal(span_trim(nothing).size, 0);
    assert_true(span_is(span_trim(span_of("\va")), "\va"));
}

static void splits_every_part_once(void **state)
{
    (void)state;
    span rest = span_of("a,,b,");
    span part = { 0 };
    const char *const want[] = { "a", "", "b", "" };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        assert_true(span_split(&rest, ',', &part));
        assert_true(span_is(part, want[i]));
    }
    assert_false(span_split(&rest, ',', &part));
    assert_false(span_split(&rest, ',', &part));
    rest = span_of("");
    assert_true(span_split(&rest, ',', &part));
    assert_int_equal(part.size, 0);
    assert_false(span_split(&rest, ',', &part));
}

static void a_head_breaks_no_character(void **state)
{
    (void)state;
    span text = span_of("a暖b");
    assert_true(span_is(span_head(text, 9), "a暖b"));
    assert_true(span_is(span_head(text, 5), "a暖b"));
    assert_true(span_is(span_head(text, 4), "a暖"));
    assert_true(span_is(span_head(text, 3), "a"));
    assert_true(span_is(span_head(text, 2), "a"));
    assert_int_equal(span_head(text, 0).size, 0);
    assert_int_equal(span_head(nothing, 3).size, 0);
}

static void literals_are_spans(void **state)
{
    (void)state;
    static const span literal = SPAN("a\0b");
    assert_int_equal(literal.size, 3);
}

int span_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_by_bytes),
        cmocka_unit_test(begins_and_ends),
        cmocka_unit_test(finds),
        cmocka_unit_test(slices_within_bounds),
        cmocka_unit_test(trims_ascii_blanks),
        cmocka_unit_test(splits_every_part_once),
        cmocka_unit_test(a_head_breaks_no_character),
        cmocka_unit_test(literals_are_spans),
    };
    return cmocka_run_group_tests_name("span", tests, NULL, NULL);
}
