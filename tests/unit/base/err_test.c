/* Errors: arguments kept by value, rendered in another order, cut at characters.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base_test.h"

#include "base/err.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void keeps_arguments_by_value(void **state)
{
    (void)state;
    err e = { 0 };
    char text[] = "first";
    assert_false(
        err_set(&e, ERR_ABSENT, "%s of %d, %ld, %lld", text, -1, 2L, (long long)INT64_MIN));
    memset(text, 'x', sizeof text - 1);
    assert_int_equal(e.code, ERR_ABSENT);
    assert_int_equal(e.arg_count, 4);
    char out[128];
    int size = err_render(&e, e.message, out, sizeof out);
    assert_string_equal(out, "first of -1, 2, -9223372036854775808");
    assert_int_equal(size, strlen(out));
}

static void knows_sizes_spans_and_percent(void **state)
{
    (void)state;
    err e = { 0 };
    assert_false(err_set(&e, ERR_LIMIT, "100%% of %zu: %.*s", SIZE_MAX / 2, 3, "abcdef"));
    assert_int_equal(e.arg_count, 2);
    char out[128];
    err_render(&e, e.message, out, sizeof out);
    assert_string_equal(out, "100% of 9223372036854775807: abc");
    const char *volatile none = NULL;
    assert_false(err_set(&e, ERR_LIMIT, "%.*s|%.*s", 9, "ab", 0, none));
    err_render(&e, e.message, out, sizeof out);
    assert_string_equal(out, "ab|");
}

static void renders_in_another_order(void **state)
{
    (void)state;
    err e = { 0 };
    assert_false(err_set(&e, ERR_INPUT, "%s has %d of %zu", "a", 1, (size_t)2));
    char out[64];
    err_render(&e, "%3$zu 中 %2$d，%1$s", out, sizeof out);
    assert_string_equal(out, "2 中 1，a");
    /* A translation that asks for more than there is shows nothing there. */
    err_render(&e, "%4$s|%9$d|%1$s", out, sizeof out);
    assert_string_equal(out, "||a");
    err_render(&e, "%", out, sizeof out);
    assert_string_equal(out, "");
}

static void cuts_at_characters(void **state)
{
    (void)state;
    err e = { 0 };
    char text[ERR_TEXT_MAX * 3 + 1];
    for (size_t i = 0; i + 3 < sizeof text; i += 3)
        memcpy(text + i, "\xe4\xb8\xad", 3);
    text[sizeof text - 1] = '\0';
    assert_false(err_set(&e, ERR_INPUT, "x%s", text));
    assert_int_equal(strlen(e.args[0].text), (ERR_TEXT_MAX - 1) / 3 * 3);
    for (int size = 1; size < 12; size++) {
        char out[12];
        int used = err_render(&e, e.message, out, size);
        assert_int_equal(used, strlen(out));
        assert_int_equal(used, size < 2 ? 0 : 1 + (size - 2) / 3 * 3);
    }
    /* No character at all: nothing is left. */
    memset(text, 0x80, sizeof text - 1);
    assert_false(err_set(&e, ERR_INPUT, "%s", text));
    assert_string_equal(e.args[0].text, "");
}

static void fields_and_hints(void **state)
{
    (void)state;
    err e = { 0 };
    assert_false(err_field(&e, "amount", "Enter the amount"));
    assert_int_equal(e.code, ERR_INPUT);
    assert_string_equal(e.field, "amount");
    assert_null(e.hint);
    assert_false(err_hint(&e, "Write it like 1,234.50"));
    assert_string_equal(e.hint, "Write it like 1,234.50");
    assert_false(
        err_field(&e, "a_name_that_is_longer_than_any_field_of_the_interface_has", "%d", 1));
    assert_int_equal(strlen(e.field), ERR_FIELD_MAX - 1);
    assert_null(e.hint);
    assert_false(err_set(&e, ERR_STORE, "later"));
    assert_string_equal(e.field, "");
}

int err_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_arguments_by_value),
        cmocka_unit_test(knows_sizes_spans_and_percent),
        cmocka_unit_test(renders_in_another_order),
        cmocka_unit_test(cuts_at_characters),
        cmocka_unit_test(fields_and_hints),
    };
    return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
