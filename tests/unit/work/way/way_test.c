/* Kinds of ways, and what a payload becomes for a promise.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "work/way/way.h"

#include <string.h>

static void kinds_have_names(void **state)
{
    (void)state;
    way_kind kind = WAY_OTHER;
    for (int i = 1; i < WAY_KIND_COUNT; i++) {
        assert_true(way_kind_parse(span_of(way_kind_name((way_kind)i)), &kind));
        assert_int_equal(kind, i);
    }
    assert_false(way_kind_parse(span_of("nothing"), &kind));
    assert_false(way_kind_parse(span_of(""), &kind));
}

static void payload_is(const char *payload, const char *code, int64_t fen, const char *wanted)
{
    unsigned char room[1024];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 256);
    way_add_payload(&b, span_of(payload), span_of(code), (money){ fen });
    buffer_byte(&b, '\0');
    assert_string_equal(buffer_span(&b).at, wanted);
}

static void payloads_carry_code_and_amount(void **state)
{
    (void)state;
    payload_is("https://pay.example/?c={code}&a={amount}", "7K3F-92QD", 12345,
        "https://pay.example/?c=7K3F-92QD&a=123.45");
    payload_is("{code}{code}", "A", 1, "AA");
    payload_is("{amount}", "A", 500, "5.00");
    payload_is("plain", "A", 500, "plain");
    payload_is("{cod}{", "A", 500, "{cod}{");
    payload_is("", "A", 500, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_names),
        cmocka_unit_test(payloads_carry_code_and_amount),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
