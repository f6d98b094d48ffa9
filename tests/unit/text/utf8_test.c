/* UTF-8, text as typed, GB18030, fields of HTML and CSV.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text_test.h"

#include "text/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* True if the whole span is one code point. */
static bool is_rune(const char *bytes, size_t size, uint32_t want)
{
    span rest = { bytes, size };
    uint32_t rune = 0;
    return text_rune(&rest, &rune) && rest.size == 0 && rune == want;
}

static void every_rune_goes_out_and_in(void **state)
{
    (void)state;
    for (uint32_t rune = 0; rune <= 0x10FFFF; rune++) {
        if (rune == 0xD800)
            rune = 0xE000;
        char room[8];
        arena small = { .start = (unsigned char *)room, .size = sizeof room };
        buffer b = buffer_in(&small, sizeof room);
        text_rune_add(&b, rune);
        if (!is_rune(b.at, b.used, rune) || text_utf8_bad(buffer_span(&b)) != b.used)
            fail_msg("U+%04X", (unsigned)rune);
    }
}

static void refuses_what_is_not_utf8(void **state)
{
    (void)state;
    static const span bad[] = {
        SPAN(""),
        SPAN("\x80"),
        SPAN("\xbf\x80"),
        SPAN("\xc0\x80"),
        SPAN("\xc1\xbf"),
        SPAN("\xc2"),
        SPAN("\xc2\x41"),
        SPAN("\xe0\x80\x80"),
        SPAN("\xe0\x9f\xbf"),
        SPAN("\xe4\xb8"),
        SPAN("\xe4\xb8\x41"),
        SPAN("\xed\xa0\x80"),
        SPAN("\xed\xbf\xbf"),
        SPAN("\xf0\x80\x80\x80"),
        SPAN("\xf0\x8f\xbf\xbf"),
        SPAN("\xf0\x9f\x98"),
        SPAN("\xf4\x90\x80\x80"),
        SPAN("\xf5\x80\x80\x80"),
        SPAN("\xf8\x88\x80\x80\x80"),
        SPAN("\xff"),
        SPAN("\xfe\xff"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        span rest = bad[i];
        uint32_t rune = 7;
        assert_false(text_rune(&rest, &rune));
        assert_ptr_equal(rest.at, bad[i].at);
        assert_int_equal(rest.size, bad[i].size);
        assert_int_equal(rune, 7);
        assert_int_equal(text_utf8_bad(bad[i]), 0);
    }
}

static void finds_the_first_bad_byte(void **state)
{
    (void)state;
    char text[40];
    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'a', sizeof text);
        text[at] = '\x80';
        assert_int_equal(text_utf8_bad((span){ text, sizeof text }), at);
        memset(text, 'a', sizeof text);
        if (at + 3 <= sizeof text) {
            memcpy(text + at, "中", 3);
            assert_int_equal(text_utf8_bad((span){ text, sizeof text }), sizeof text);
            assert_int_equal(text_utf8_bad((span){ text, at + 2 }), at);
        }
    }
    assert_int_equal(text_utf8_bad((span){ NULL, 0 }), 0);
}

static void counts_and_cuts_characters(void **state)
{
    (void)state;
    assert_int_equal(text_length(span_of("暖a😀")), 3);
    assert_int_equal(text_length(span_of("a\xff\xff")), 3);
    assert_int_equal(text_length((span){ NULL, 0 }), 0);
    assert_true(span_is(text_head(span_of("暖a😀b"), 3), "暖a😀"));
    assert_true(span_is(text_head(span_of("暖a"), 9), "暖a"));
    assert_true(span_is(text_head(span_of("暖a"), 0), ""));
    assert_true(span_is(text_head(span_of("a\xff暖"), 2), "a\xff"));
    assert_int_equal(text_head((span){ NULL, 0 }, 3).size, 0);
}

static void normal_form(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "", "" },
        { "   ", "" },
        { "plain text", "plain text" },
        { "  a  b ", "a b" },
        { "a\t\r\n b", "a b" },
        { "　李　四　", "李 四" },
        { "ＡＢｃ１２３．－＿", "ABc123.-_" },
        { "a\u200b\u200d\u2060\ufeffb", "ab" },
        { "a\u202eb\u2066c", "abc" },
        { "a\x01\x1f\x7f\xc2\x85z", "az" },
        { "a\u00a0\u2003b", "a b" },
        { "王五（代），三人：是！吗？；～", "王五（代），三人：是！吗？；～" },
        { "a\xff\xe4", "a\ufffd\ufffd" },
        { "\u200b \u200b", "" },
        { "a \u200b b", "a b" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        span normal = text_normal(&home, span_of(pairs[i][0]));
        assert_non_null(normal.at);
        if (!span_is(normal, pairs[i][1]))
            fail_msg("%zu: %.*s", i, SPAN_PRINT(normal));
        assert_int_equal(normal.at[normal.size], '\0');
        assert_true(span_equal(text_normal(&home, normal), normal));
    }
    assert_int_equal(text_normal(&home, (span){ "a\0b", 3 }).size, 2);
    assert_non_null(text_normal(&home, (span){ NULL, 0 }).at);
}

static void normal_form_needs_room(void **state)
{
    (void)state;
    char room[8];
    arena small = { .start = (unsigned char *)room, .size = sizeof room };
    assert_null(text_normal(&small, span_of("longer than that")).at);
    assert_null(text_normal(&small, span_of("更长的文字")).at);
}

static void gb18030_becomes_utf8(void **state)
{
    (void)state;
    err e = { 0 };
    span out = { 0 };
    /* 支付宝, then a character of four bytes, U+20087, beyond the BMP. */
    assert_true(text_from_gb18030(&home, span_of("a\xd6\xa7\xb8\xb6\xb1\xa6\n"), &out, &e));
    assert_true(span_is(out, "a支付宝\n"));
    assert_int_equal(out.at[out.size], '\0');
    assert_true(text_from_gb18030(&home, span_of("\x95\x32\x90\x31"), &out, &e));
    assert_true(span_is(out, "𠂇"));
    /* Two bytes can lie there too, the second of them a letter of ASCII. */
    assert_true(text_from_gb18030(&home, span_of("\xfel\xfel\xfel"), &out, &e));
    assert_int_equal(out.size, 12);
    assert_true(text_from_gb18030(&home, (span){ NULL, 0 }, &out, &e));
    assert_int_equal(out.size, 0);
    size_t used = home.used;
    assert_true(text_from_gb18030(&home, span_of("\xd6\xa7\xd6\xa7"), &out, &e));
    assert_int_equal(home.used - used, 7); /* what was not needed is given back */
}

static void a_table_of_pairs_says_the_same(void **state)
{
    (void)state;
    err e = { 0 };
    const text_gb18030 *table = NULL;
    assert_true(text_gb18030_open(&home, &table, &e));
    size_t mark = home.used;
    int known = 0;
    for (int lead = 0x80; lead <= 0xFF; lead++) {
        for (int trail = 0; trail <= 0xFF; trail++) {
            const char bytes[] = { 'a', (char)lead, (char)trail, 'b' };
            const span given = { bytes, sizeof bytes };
            span one = { 0 }, other = { 0 };
            err why = { 0 }, because = { 0 };
            bool is_read = text_from_gb18030(&home, given, &one, &why);
            assert_int_equal(is_read, text_gb18030_convert(table, &home, given, &other, &because));
            assert_true(!is_read || span_equal(one, other));
            assert_int_equal(why.code, because.code);
            known += is_read;
            arena_reset(&home, mark);
        }
    }
    assert_in_range(known, 23000, 24100);
    span out = { 0 };
    assert_true(text_gb18030_convert(table, &home, span_of("\xd6\xa7\x95\x32\x90\x31"), &out, &e));
    assert_true(span_is(out, "支𠂇"));
    assert_int_equal(out.at[out.size], '\0');
    assert_false(text_gb18030_convert(table, &home, span_of("abc\xd6"), &out, &e));
    assert_int_equal(e.args[0].number, 3);
}

static void broken_gb18030_is_refused(void **state)
{
    (void)state;
    err e = { 0 };
    span out = { 0 };
    size_t used = home.used;
    assert_false(text_from_gb18030(&home, span_of("abc\xd6"), &out, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_int_equal(e.args[0].number, 3);
    assert_false(text_from_gb18030(&home, span_of("\xd6\xa7\xff\xff"), &out, &e));
    assert_int_equal(e.args[0].number, 2);
    assert_int_equal(home.used, used);
    char room[4];
    arena small = { .start = (unsigned char *)room, .size = sizeof room };
    assert_false(text_from_gb18030(&small, span_of("\xd6\xa7\xd6\xa7"), &out, &e));
    assert_int_equal(e.code, ERR_MEMORY);
}

static void html_is_escaped(void **state)
{
    (void)state;
    buffer b = buffer_in(&home, 16);
    text_add_html(&b, span_of("<a href=\"x\">暖 & 'y'</a>"));
    assert_true(
        span_is(buffer_span(&b), "&lt;a href=&quot;x&quot;&gt;暖 &amp; &#39;y&#39;&lt;/a&gt;"));
    b = buffer_in(&home, 16);
    text_add_html(&b, span_of("plain"));
    text_add_html(&b, (span){ NULL, 0 });
    assert_true(span_is(buffer_span(&b), "plain"));
}

static void csv_fields(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "", "" },
        { "plain", "plain" },
        { "a,b", "\"a,b\"" },
        { "a\"b", "\"a\"\"b\"" },
        { "\"\"", "\"\"\"\"\"\"" },
        { "two\r\nlines", "\"two\r\nlines\"" },
        { "=1+1", "'=1+1" },
        { "=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"" },
        { "@SUM(A1)", "'@SUM(A1)" },
        { "+cmd", "'+cmd" },
        { "-cmd", "'-cmd" },
        { "-", "'-" },
        { "\tx", "'\tx" },
        { "\rx", "\"'\rx\"" },
        { "＝1", "'＝1" },
        { "-200.00", "-200.00" },
        { "+5", "+5" },
        { "-1,234.50", "\"-1,234.50\"" },
        { "-1.2.3", "'-1.2.3" },
        { "-1.2,3", "\"'-1.2,3\"" },
        { "-,1", "\"'-,1\"" },
        { "-1-1", "'-1-1" },
        { "a=b", "a=b" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        buffer b = buffer_in(&home, 16);
        text_add_csv(&b, span_of(pairs[i][0]));
        span got = buffer_span(&b);
        if (!span_is(got, pairs[i][1]))
            fail_msg("%s: %.*s", pairs[i][0], SPAN_PRINT(got));
    }
}

int utf8_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_rune_goes_out_and_in, home_reset),
        cmocka_unit_test_setup(refuses_what_is_not_utf8, home_reset),
        cmocka_unit_test_setup(finds_the_first_bad_byte, home_reset),
        cmocka_unit_test_setup(counts_and_cuts_characters, home_reset),
        cmocka_unit_test_setup(normal_form, home_reset),
        cmocka_unit_test_setup(normal_form_needs_room, home_reset),
        cmocka_unit_test_setup(gb18030_becomes_utf8, home_reset),
        cmocka_unit_test_setup(a_table_of_pairs_says_the_same, home_reset),
        cmocka_unit_test_setup(broken_gb18030_is_refused, home_reset),
        cmocka_unit_test_setup(html_is_escaped, home_reset),
        cmocka_unit_test_setup(csv_fields, home_reset),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
