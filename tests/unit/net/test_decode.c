/* Strict reading of what strangers write, without a socket.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "net/net_decode_in.h"

#include <string.h>

static bool decodes(const char *raw, bool has_plus, const char *wanted)
{
    ARENA a = { 0 };
    err error = { 0 };
    span out;
    assert_true(arena_open(&a, 4096));
    const bool is_good = net_decode(&a, span_of(raw), has_plus, &out, &error);
    return is_good && span_is(out, wanted);
}

static bool path_is(const char *target, const char *wanted)
{
    ARENA a = { 0 };
    err error = { 0 };
    span out;
    assert_true(arena_open(&a, 4096));
    return net_decode_path(&a, span_of(target), &out, &error) && span_is(out, wanted);
}

static bool path_refused(const char *target)
{
    ARENA a = { 0 };
    err error = { 0 };
    span out;
    assert_true(arena_open(&a, 4096));
    return !net_decode_path(&a, span_of(target), &out, &error) && error.code == ERR_INPUT;
}

static void escapes_are_undone_once(void **state)
{
    (void)state;
    assert_true(decodes("plain", false, "plain"));
    assert_true(decodes("", false, ""));
    assert_true(decodes("%E6%9A%96", false, "暖"));
    assert_true(decodes("a%2fb%2Fc", false, "a/b/c"));
    assert_true(decodes("%2541", false, "%41"));
    assert_true(decodes("a+b%2B", true, "a b+"));
    assert_true(decodes("a+b", false, "a+b"));
}

static void broken_escapes_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "%", "%4", "a%4", "%zz", "%4g", "% 41", "%00", "a%00b",
        "%ff", "%c0%80", "%c0%af", "%ed%a0%80", "%f5%80%80%80", "%E6%9A", "\xff", "%%41" };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(decodes(bad[i], false, bad[i]) || decodes(bad[i], false, ""));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char target[64] = "/";
        strcat(target, bad[i]);
        assert_true(path_refused(target));
    }
}

static void a_full_arena_is_said(void **state)
{
    (void)state;
    ARENA a = { 0 };
    err error = { 0 };
    span out;
    assert_true(arena_open(&a, 4));
    assert_false(net_decode(&a, (span)SPAN("%41%42%43"), false, &out, &error));
    assert_int_equal(error.code, ERR_MEMORY);
}

static void paths_are_cut_from_targets(void **state)
{
    (void)state;
    assert_true(path_is("/", "/"));
    assert_true(path_is("/a//b/", "/a//b/"));
    assert_true(path_is("http://host/a", "/a"));
    assert_true(path_is("http://host", "/"));
    assert_true(path_is("*", "*"));
    assert_true(path_is("/%E6%9A%96", "/暖"));
    assert_true(path_is("/a..b/...", "/a..b/..."));
}

static void paths_that_climb_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "a", "..", "/..", "/../etc/passwd", "/a/../b", "/a/..",
        "/%2e%2e/x", "/%2E./x", "/a%2f..%2fb", "/.", "/./a", "/a/%2e", "http://host/../x", "/a%0ab",
        "/a%0d%0ab", "/a%7f", "/a%09", "host:80", "**" };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_true(path_refused(bad[i]));
}

static void pairs_are_split(void **state)
{
    (void)state;
    ARENA a = { 0 };
    err error = { 0 };
    net_pair *pairs;
    size_t count;
    assert_true(arena_open(&a, 4096));
    assert_true(net_decode_pairs(
        &a, (span)SPAN("a=1&&b=&c&=x&d=%E6%9A%96+%26"), 8, &pairs, &count, &error));
    assert_int_equal(count, 5);
    assert_true(span_is(pairs[0].name, "a") && span_is(pairs[0].value, "1"));
    assert_true(span_is(pairs[1].name, "b") && pairs[1].value.at && span_is(pairs[1].value, ""));
    assert_true(span_is(pairs[2].name, "c") && span_is(pairs[2].value, ""));
    assert_true(span_is(pairs[3].name, "") && span_is(pairs[3].value, "x"));
    assert_true(span_is(pairs[4].value, "暖 &"));
    assert_true(net_decode_pairs(&a, (span){ NULL, 0 }, 8, &pairs, &count, &error));
    assert_int_equal(count, 0);
    assert_false(net_decode_pairs(&a, (span)SPAN("a&b&c"), 2, &pairs, &count, &error));
    assert_int_equal(error.code, ERR_LIMIT);
    assert_false(net_decode_pairs(&a, (span)SPAN("a=%"), 2, &pairs, &count, &error));
    assert_int_equal(error.code, ERR_INPUT);
    assert_false(net_decode_pairs(&a, (span)SPAN("%00=a"), 2, &pairs, &count, &error));
}

static void cookies_are_found(void **state)
{
    (void)state;
    static const span header =
        SPAN("a=1; session=\"x y\";b=2 ; session=second; empty=; lone; c=d=e");
    assert_true(span_is(net_decode_cookie(header, (span)SPAN("session")), "x y"));
    assert_true(span_is(net_decode_cookie(header, (span)SPAN("a")), "1"));
    assert_true(span_is(net_decode_cookie(header, (span)SPAN("b")), "2"));
    assert_true(span_is(net_decode_cookie(header, (span)SPAN("c")), "d=e"));
    assert_non_null(net_decode_cookie(header, (span)SPAN("empty")).at);
    assert_null(net_decode_cookie(header, (span)SPAN("lone")).at);
    assert_null(net_decode_cookie(header, (span)SPAN("sess")).at);
    assert_null(net_decode_cookie(header, (span)SPAN("Session")).at);
    assert_null(net_decode_cookie((span){ NULL, 0 }, (span)SPAN("a")).at);
}

static void gzip_is_asked_for(void **state)
{
    (void)state;
    static const char *const yes[] = { "gzip", "GZIP", "deflate, gzip", "br;q=1.0, gzip;q=0.8", "*",
        "x-gzip", "gzip;q=0.001", "identity;q=0, *;q=0.5", "gzip ; q=1" };
    static const char *const no[] = { "", "br", "identity", "gzip;q=0", "gzip;q=0.000, *", "*;q=0",
        "gzipx", "deflate" };
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        assert_true(net_decode_gzip(span_of(yes[i])));
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        assert_false(net_decode_gzip(span_of(no[i])));
    assert_false(net_decode_gzip((span){ NULL, 0 }));
}

static void tags_are_compared(void **state)
{
    (void)state;
    static const span tag = SPAN("\"v1\"");
    static const char *const yes[] = { "\"v1\"", "*", " * ", "W/\"v1\"", "\"a\", \"v1\"",
        "\"a,b\",W/\"v1\"", "\"a\"\"v1\"" };
    static const char *const no[] = { "", "v1", "\"v2\"", "\"v1", "\"a,\"v1\"", "W/", "\"" };
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        assert_true(net_decode_etag(span_of(yes[i]), tag));
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        assert_false(net_decode_etag(span_of(no[i]), tag));
    assert_true(net_decode_etag((span)SPAN("\"v1\""), (span)SPAN("W/\"v1\"")));
    assert_false(net_decode_etag((span){ NULL, 0 }, tag));
}

static void names_are_tokens(void **state)
{
    (void)state;
    assert_true(net_decode_is_token((span)SPAN("X-Test_1")));
    assert_false(net_decode_is_token((span)SPAN("")));
    assert_false(net_decode_is_token((span)SPAN("a b")));
    assert_false(net_decode_is_token((span)SPAN("a:")));
    assert_false(net_decode_is_token((span){ "a\0b", 3 }));
    assert_true(net_decode_is_printable((span)SPAN("a\tb 暖")));
    assert_false(net_decode_is_printable((span)SPAN("a\nb")));
    assert_false(net_decode_is_printable((span){ "\0", 1 }));
    assert_false(net_decode_is_printable((span)SPAN("\x7f")));
}

const struct CMUnitTest decode_tests[] = {
    cmocka_unit_test(escapes_are_undone_once),
    cmocka_unit_test(broken_escapes_are_refused),
    cmocka_unit_test(a_full_arena_is_said),
    cmocka_unit_test(paths_are_cut_from_targets),
    cmocka_unit_test(paths_that_climb_are_refused),
    cmocka_unit_test(pairs_are_split),
    cmocka_unit_test(cookies_are_found),
    cmocka_unit_test(gzip_is_asked_for),
    cmocka_unit_test(tags_are_compared),
    cmocka_unit_test(names_are_tokens),
};
const size_t decode_count = sizeof(decode_tests) / sizeof(decode_tests[0]);
