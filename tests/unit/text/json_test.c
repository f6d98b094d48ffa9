/* JSON: the whole of the grammar, every refusal, and what the writer writes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text_test.h"

#include "text/json.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* Reads all tokens; false when one is refused. */
static bool reads_all(span body, err *e)
{
    json_reader r = json_read(&home, body);
    json_token t = { 0 };
    do {
        if (!json_next(&r, &t, e))
            return false;
    } while (t.kind != JSON_END);
    return json_next(&r, &t, e) && t.kind == JSON_END;
}

static void tokens_in_order(void **state)
{
    (void)state;
    static const span body =
        SPAN(" {\"a\" : [1, -2,[ ]],\r\n\t\"b\":{\"c\":true},\"d\":false,\"e\":null,\"f\":\"x\"} ");
    static const struct {
        json_kind kind;
        const char *name, *text;
        int64_t integer;
        size_t offset;
    } want[] = {
        { JSON_OBJECT, "", "", 0, 1 },
        { JSON_ARRAY, "a", "", 0, 8 },
        { JSON_INTEGER, "", "1", 1, 9 },
        { JSON_INTEGER, "", "-2", -2, 12 },
        { JSON_ARRAY, "", "", 0, 15 },
        { JSON_ARRAY_END, "", "", 0, 17 },
        { JSON_ARRAY_END, "", "", 0, 18 },
        { JSON_OBJECT, "b", "", 0, 27 },
        { JSON_TRUE, "c", "true", 0, 32 },
        { JSON_OBJECT_END, "", "", 0, 36 },
        { JSON_FALSE, "d", "false", 0, 42 },
        { JSON_NULL, "e", "null", 0, 52 },
        { JSON_STRING, "f", "x", 0, 61 },
        { JSON_OBJECT_END, "", "", 0, 64 },
        { JSON_END, "", "", 0, 66 },
    };
    json_reader r = json_read(&home, body);
    err e = { 0 };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        json_token t = { 0 };
        assert_true(json_next(&r, &t, &e));
        assert_int_equal(t.kind, want[i].kind);
        assert_true(span_is(t.name, want[i].name));
        assert_true(span_is(t.text, want[i].text));
        assert_true(t.integer == want[i].integer);
        assert_int_equal(t.offset, want[i].offset);
    }
}

static void any_value_may_be_the_root(void **state)
{
    (void)state;
    static const char *const good[] = { "0", "-1", "\"\"", "true", "false", "null", "[]", "{}",
        " [ ] ", "1.5e+10", "[1,2,3]", "{\"\":0}", "[[[[[[[[]]]]]]]]", "\"\xf0\x9f\x98\x80\"",
        "\"\x7f\"", "{\"a\":{\"a\":1},\"b\":{\"a\":1}}", "[{\"a\":1},{\"a\":1}]" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        err e = { 0 };
        if (!reads_all(span_of(good[i]), &e))
            fail_msg("%s: %s", good[i], e.message);
    }
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        json_kind kind;
        int64_t integer;
    } pairs[] = {
        { "0", JSON_INTEGER, 0 },
        { "9223372036854775807", JSON_INTEGER, INT64_MAX },
        { "-9223372036854775808", JSON_INTEGER, INT64_MIN },
        { "9223372036854775808", JSON_NUMBER, 0 },
        { "-9223372036854775809", JSON_NUMBER, 0 },
        { "123456789012345678901234567890", JSON_NUMBER, 0 },
        { "-0", JSON_NUMBER, 0 },
        { "1.0", JSON_NUMBER, 0 },
        { "1e3", JSON_NUMBER, 0 },
        { "0E-0", JSON_NUMBER, 0 },
        { "-1.25e+7", JSON_NUMBER, 0 },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        json_reader r = json_read(&home, span_of(pairs[i].text));
        json_token t = { 0 };
        err e = { 0 };
        assert_true(json_next(&r, &t, &e));
        assert_int_equal(t.kind, pairs[i].kind);
        assert_true(span_is(t.text, pairs[i].text));
        if (t.kind == JSON_INTEGER)
            assert_true(t.integer == pairs[i].integer);
    }
}

static void refused(span body, const char *message, int64_t offset)
{
    err e = { 0 };
    if (reads_all(body, &e))
        fail_msg("%.*s was read", SPAN_PRINT(body));
    assert_int_equal(e.code, ERR_INPUT);
    if (message && strcmp(e.message, message) != 0)
        fail_msg("%.*s: %s", SPAN_PRINT(body), e.message);
    if (offset >= 0)
        assert_int_equal(e.args[e.arg_count - 1].number, offset);
}

static void refuses_what_is_no_json(void **state)
{
    (void)state;
    static const char *const bad[] = { "", " ", "[", "{", "]", "}", "[1", "[1,", "[,]", "[1,]",
        "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}", "{1:1}", "{\"a\" 1}",
        "{\"a\":1 \"b\":2}", "[1}", "{\"a\":1]", "tru", "True", "nul", "nulll", "truefalse", "01",
        "-", "+1", "1.", ".5", "1.e3", "1e", "1e+", "-01", "0x1", "1 2", "[] []", "{}x", "NaN",
        "Infinity", "'a'", "\"", "\"a", "\"\\", "\"\\u12", "\"\\x\"", "\"\\u12g4\"", "\"\\U0041\"",
        "//", "/**/1", "\xef\xbb\xbf{}", "\v1", "[1,,2]", "{\"a\"::1}", "{\"a\":1,,\"b\":2}",
        "\"\\u\"", "\"\\u 123\"" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refused(span_of(bad[i]), NULL, -1);
    refused((span){ "1\0", 2 }, NULL, 1);
    refused((span){ "\"a\0b\"", 5 }, "JSON: a control character must be escaped at byte %zu", 2);
    refused(span_of("\"a\nb\""), "JSON: a control character must be escaped at byte %zu", 2);
    refused(span_of("\"\x1f\""), "JSON: a control character must be escaped at byte %zu", 1);
}

static void refuses_members_that_come_twice(void **state)
{
    (void)state;
    const char *message = "JSON: the member %.*s comes twice, at byte %zu";
    refused(span_of("{\"a\":1,\"a\":1}"), message, 7);
    refused(span_of("{\"a\":1,\"b\":2,\"\\u0061\":1}"), message, 13);
    refused(span_of("[{\"x\":{\"a\":1,\"a\":2}}]"), message, 13);
    refused(span_of("{\"\":1,\"\":1}"), message, 6);
    /* After a nested object the outer names still count. */
    refused(span_of("{\"a\":{\"b\":{}},\"b\":[{\"a\":1}],\"a\":1}"), message, 28);
}

static void refuses_too_much(void **state)
{
    (void)state;
    refused(span_of("[[[[[[[[[]]]]]]]]]"), "JSON: nested too deeply at byte %zu", 8);
    refused(span_of("{\"a\":[[[[[[[{}]]]]]]]}"), "JSON: nested too deeply at byte %zu", 12);
    buffer b = buffer_in(&home, 8192);
    buffer_byte(&b, '{');
    for (int i = 0; i <= JSON_MEMBERS_MAX; i++)
        buffer_format(&b, "%s\"n%d\":%d", i > 0 ? "," : "", i, i);
    buffer_byte(&b, '}');
    refused(buffer_span(&b), "JSON: an object has more than %d members at byte %zu", -1);
    /* One fewer is fine, and an array may be as long as the body. */
    span body = buffer_span(&b);
    size_t last = body.size - 1;
    while (body.at[last] != ',')
        last--;
    b.at[last] = '}';
    err e = { 0 };
    assert_true(reads_all(span_slice(body, 0, last + 1), &e));
    b = buffer_in(&home, 1 << 16);
    for (int i = 0; i < 10000; i++)
        buffer_text(&b, i > 0 ? ",{\"a\":1,\"b\":[]}" : "[{\"a\":1,\"b\":[]}");
    buffer_byte(&b, ']');
    size_t used = home.used;
    assert_true(reads_all(buffer_span(&b), &e));
    assert_true(home.used - used < 64 << 10);
}

static void strings_are_unescaped(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "\"\"", "" },
        { "\"plain\"", "plain" },
        { "\"暖a\"", "暖a" },
        { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
        { "\"\\u6696\\u0041\\u00e9\"", "暖Aé" },
        { "\"\\ud83d\\ude00\"", "😀" },
        { "\"\\uD83D\\uDE00x\"", "😀x" },
        { "\"\\udbff\\udfff\"", "\xf4\x8f\xbf\xbf" },
        { "\"\\ue000\\ud7ff\"", "\xee\x80\x80\xed\x9f\xbf" },
        { "\"a\\nb\\nc\"", "a\nb\nc" },
        { "\"before 😀 after \\t end\"", "before 😀 after \t end" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        json_reader r = json_read(&home, span_of(pairs[i][0]));
        json_token t = { 0 };
        err e = { 0 };
        assert_true(json_next(&r, &t, &e));
        assert_int_equal(t.kind, JSON_STRING);
        if (!span_is(t.text, pairs[i][1]))
            fail_msg("%s: %.*s", pairs[i][0], SPAN_PRINT(t.text));
    }
    json_reader r = json_read(&home, span_of("{\"\\u6696\":1}"));
    json_token t = { 0 };
    err e = { 0 };
    assert_true(json_next(&r, &t, &e) && json_next(&r, &t, &e));
    assert_true(span_is(t.name, "暖"));
}

static void refuses_halves_and_bad_bytes(void **state)
{
    (void)state;
    const char *half = "JSON: half of a surrogate pair before byte %zu";
    static const char *const lone[] = { "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83dx\"",
        "\"\\ud83d\\n\"", "\"\\ud83d\\u0041\"", "\"\\ud83d\\ud83d\"", "\"\\ude00\\ud83d\"",
        "\"\\ud83d\\\"" };
    for (size_t i = 0; i < sizeof lone / sizeof *lone; i++)
        refused(span_of(lone[i]), half, -1);
    refused(span_of("\"\\u0000\""), "JSON: a text must not hold \\u0000, before byte %zu", 7);
    const char *message = "JSON: not UTF-8 at byte %zu";
    refused(span_of("\"\x80\""), message, 1);
    refused(span_of("\"abcdefgh\xc0\x80\""), message, 9);
    refused(span_of("\"\xed\xa0\x80\""), message, 1);
    refused(span_of("\"暖\xe4\xb8\""), message, 4);
    refused(span_of("\"\\n\xff\""), message, 3);
    refused(span_of("{\"\xff\":1}"), message, 2);
    refused(span_of("\"\xf4\x90\x80\x80\""), message, 1);
}

/* A special byte is seen at every place of a word, behind every length of plain text. */
static void words_hide_nothing(void **state)
{
    (void)state;
    char body[48];
    static const char special[] = { '\x01', '\x1f', '\x80', '\xff', '"', '\\', '\0' };
    for (size_t size = 2; size < sizeof body; size++) {
        for (size_t at = 1; at + 1 < size; at++) {
            for (size_t i = 0; i < sizeof special; i++) {
                memset(body, ' ' + (int)(at % 2), sizeof body);
                body[0] = body[size - 1] = '"';
                body[at] = special[i];
                err e = { 0 };
                if (reads_all((span){ body, size }, &e))
                    fail_msg("size %zu, at %zu, byte %d", size, at, special[i]);
            }
        }
        memset(body, 'x', sizeof body);
        body[0] = body[size - 1] = '"';
        err e = { 0 };
        assert_true(reads_all((span){ body, size }, &e));
    }
}

static void skips_values(void **state)
{
    (void)state;
    json_reader r =
        json_read(&home, span_of("{\"a\":{\"b\":[1,{\"c\":2}]},\"d\":3,\"e\":[[]],\"f\":4}"));
    json_token t = { 0 };
    err e = { 0 };
    assert_true(json_next(&r, &t, &e));
    int64_t sum = 0;
    for (;;) {
        assert_true(json_next(&r, &t, &e));
        if (t.kind == JSON_OBJECT_END)
            break;
        sum += t.integer;
        assert_true(json_skip(&r, &t, &e));
    }
    assert_int_equal(sum, 7);
    assert_true(json_next(&r, &t, &e));
    assert_int_equal(t.kind, JSON_END);
    r = json_read(&home, span_of("[[1,2"));
    assert_true(json_next(&r, &t, &e));
    assert_false(json_skip(&r, &t, &e));
    assert_int_equal(e.code, ERR_INPUT);
}

static void a_full_arena_is_said(void **state)
{
    (void)state;
    char room[16];
    arena small = { .start = (unsigned char *)room, .size = sizeof room };
    json_token t = { 0 };
    err e = { 0 };
    json_reader r = json_read(&small, span_of("\"\\n and much more text than there is room\""));
    assert_false(json_next(&r, &t, &e));
    assert_int_equal(e.code, ERR_MEMORY);
    r = json_read(&small, span_of("{\"a\":1}"));
    assert_true(json_next(&r, &t, &e));
    assert_false(json_next(&r, &t, &e));
    assert_int_equal(e.code, ERR_MEMORY);
}

static void writes(void **state)
{
    (void)state;
    buffer b = buffer_in(&home, 16);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_string(&w, "a", span_of("x\"y\\z/\b\t\n\f\r\x01\x1f\x7f暖"));
    json_put_int(&w, "b", -5);
    json_put_bool(&w, "c", true);
    json_put_null(&w, "d");
    json_name(&w, "e");
    json_array(&w);
    json_int(&w, 1);
    json_string(&w, (span){ NULL, 0 });
    json_object(&w);
    json_object_end(&w);
    json_array(&w);
    json_array_end(&w);
    json_bool(&w, false);
    json_null(&w);
    json_array_end(&w);
    json_name(&w, "f");
    json_object(&w);
    json_put_int(&w, "g", INT64_MIN);
    json_object_end(&w);
    json_object_end(&w);
    assert_int_equal(w.depth, 0);
    assert_true(span_is(buffer_span(&b),
        "{\"a\":\"x\\\"y\\\\z/\\b\\t\\n\\f\\r\\u0001\\u001f\x7f暖\",\"b\":-5,\"c\":true,\"d\":null,"
        "\"e\":[1,\"\",{},[],false,null],\"f\":{\"g\":-9223372036854775808}}"));
    err e = { 0 };
    assert_true(reads_all(buffer_span(&b), &e));
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    char text[32];
    for (size_t at = 0; at < sizeof text; at++) {
        for (int c = 1; c < 0x80; c++) {
            home_reset(NULL);
            memset(text, 'x', sizeof text);
            text[at] = (char)c;
            buffer b = buffer_in(&home, 64);
            json_writer w = json_write(&b);
            json_string(&w, (span){ text, sizeof text });
            json_reader r = json_read(&home, buffer_span(&b));
            json_token t = { 0 };
            err e = { 0 };
            if (!json_next(&r, &t, &e) || !span_equal(t.text, (span){ text, sizeof text }))
                fail_msg("%d at %zu", c, at);
        }
    }
}

static void a_full_buffer_is_said_once(void **state)
{
    (void)state;
    char room[24];
    arena small = { .start = (unsigned char *)room, .size = sizeof room };
    buffer b = buffer_in(&small, 8);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_string(&w, "name", span_of("longer than the arena has room for"));
    json_put_int(&w, "another", 1);
    json_object_end(&w);
    err e = { 0 };
    assert_false(buffer_check(&b, &e));
    assert_int_equal(e.code, ERR_MEMORY);
}

int json_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(tokens_in_order, home_reset),
        cmocka_unit_test_setup(any_value_may_be_the_root, home_reset),
        cmocka_unit_test_setup(numbers, home_reset),
        cmocka_unit_test_setup(refuses_what_is_no_json, home_reset),
        cmocka_unit_test_setup(refuses_members_that_come_twice, home_reset),
        cmocka_unit_test_setup(refuses_too_much, home_reset),
        cmocka_unit_test_setup(strings_are_unescaped, home_reset),
        cmocka_unit_test_setup(refuses_halves_and_bad_bytes, home_reset),
        cmocka_unit_test_setup(words_hide_nothing, home_reset),
        cmocka_unit_test_setup(skips_values, home_reset),
        cmocka_unit_test_setup(a_full_arena_is_said, home_reset),
        cmocka_unit_test_setup(writes, home_reset),
        cmocka_unit_test_setup(what_is_written_reads_back, home_reset),
        cmocka_unit_test_setup(a_full_buffer_is_said_once, home_reset),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
