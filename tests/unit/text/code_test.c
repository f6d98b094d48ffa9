/* Ids, hexadecimal, base64, credit codes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text_test.h"

#include "text/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void ids_go_out_and_in(void **state)
{
    (void)state;
    static const struct {
        int64_t id;
        const char *text;
    } pairs[] = {
        { 1, "0000000000001" },
        { 31, "000000000000Z" },
        { 32, "0000000000010" },
        { INT64_MAX, "7ZZZZZZZZZZZZ" },
        { INT64_C(0x0123456789ABCDEF), "028T5CY4TQKFF" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        buffer b = buffer_in(&home, 16);
        text_add_id(&b, pairs[i].id);
        assert_true(span_is(buffer_span(&b), pairs[i].text));
        err e = { 0 };
        int64_t back = 0;
        assert_true(text_parse_id(buffer_span(&b), &back, &e));
        assert_true(back == pairs[i].id);
    }
    int64_t last = 0;
    for (int64_t id = 1; id > 0 && id < INT64_MAX / 3; id = id * 3 + 1, last++) {
        home_reset(NULL);
        buffer b = buffer_in(&home, 16);
        text_add_id(&b, id);
        err e = { 0 };
        int64_t back = 0;
        assert_true(text_parse_id(buffer_span(&b), &back, &e));
        assert_true(back == id);
    }
    assert_true(last > 30);
}

static void ids_as_people_type_them(void **state)
{
    (void)state;
    err e = { 0 };
    int64_t id = 0;
    assert_true(text_parse_id(span_of("oOoOoOoOoOoIl"), &id, &e));
    assert_int_equal(id, 33);
    assert_true(text_parse_id(span_of("o28t5cy4tqkff"), &id, &e));
    assert_true(id == INT64_C(0x0123456789ABCDEF));
}

static void refuses_what_is_no_id(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "0", "000000000001", "00000000000001", "8000000000000",
        "ZZZZZZZZZZZZZ", "000000000000U", "000000000000u", "000000000000-", " 000000000001",
        "0000000000000", "OOOOOOOOOOOOO", "00000000000\xc3\xa4", "U000000000001" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err e = { 0 };
        int64_t id = 7;
        assert_false(text_parse_id(span_of(bad[i]), &id, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_int_equal(id, 7);
    }
    /* Exactly the 32 digits, their lower case, and o i l are read. */
    int count = 0;
    for (int c = 0; c < 256; c++) {
        char text[13] = "0000000000001";
        text[11] = (char)c;
        err e = { 0 };
        int64_t id = 0;
        count += text_parse_id((span){ text, sizeof text }, &id, &e);
    }
    assert_int_equal(count, 10 + 2 * 25);
}

static void hexadecimal(void **state)
{
    (void)state;
    uint8_t bytes[3] = { 0 };
    assert_true(text_parse_hex(span_of("00fFa5"), bytes, 3));
    assert_memory_equal(bytes, "\x00\xff\xa5", 3);
    buffer b = buffer_in(&home, 16);
    text_add_hex(&b, (span){ (const char *)bytes, 3 });
    text_add_hex(&b, (span){ NULL, 0 });
    assert_true(span_is(buffer_span(&b), "00ffa5"));
    assert_false(text_parse_hex(span_of("00ff"), bytes, 3));
    assert_false(text_parse_hex(span_of("00ffa"), bytes, 3));
    assert_false(text_parse_hex(span_of("00ffa5a5"), bytes, 3));
    assert_false(text_parse_hex(span_of("0xffa5"), bytes, 3));
    assert_false(text_parse_hex(span_of("00ffg5"), bytes, 3));
    assert_memory_equal(bytes, "\x00\xff\xa5", 3);
    assert_true(text_parse_hex((span){ NULL, 0 }, bytes, 0));
}

static void base64_vectors(void **state)
{
    (void)state;
    /* RFC 4648 §10 */
    static const char *const pairs[][3] = { { "", "", "" }, { "f", "Zg==", "Zg" },
        { "fo", "Zm8=", "Zm8" }, { "foo", "Zm9v", "Zm9v" }, { "foob", "Zm9vYg==", "Zm9vYg" },
        { "fooba", "Zm9vYmE=", "Zm9vYmE" }, { "foobar", "Zm9vYmFy", "Zm9vYmFy" },
        { "\xfb\xff\xfe", "+//+", "-__-" } };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        span clear = span_of(pairs[i][0]);
        span back = { 0 };
        buffer b = buffer_in(&home, 16);
        text_add_base64(&b, clear);
        assert_true(span_is(buffer_span(&b), pairs[i][1]));
        assert_true(text_parse_base64(&home, buffer_span(&b), &back));
        assert_true(span_equal(back, clear));
        b = buffer_in(&home, 16);
        text_add_base64url(&b, clear);
        assert_true(span_is(buffer_span(&b), pairs[i][2]));
        assert_true(text_parse_base64url(&home, buffer_span(&b), &back));
        assert_true(span_equal(back, clear));
    }
}

static void base64_has_one_text_for_a_value(void **state)
{
    (void)state;
    static const char *const bad[] = { "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "=",
        "==", "====", "Z===", "Zg==Zg==", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9-", "Zm9_",
        "Zm9v=", "Zm9v====", "Z", "Zm9vY", "Zm\0v", "Zm9v\xff\xff\xff\xff" };
    static const char *const bad_url[] = { "Zg==", "Zm8=", "Zh", "Zm9", "Z", "Zm9vY", "Zm9+",
        "Zm9/", "Zm9v\n", "Zm 9v" };
    span got = { 0 };
    size_t used = home.used;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_parse_base64(&home, span_of(bad[i]), &got));
    assert_false(text_parse_base64(&home, (span){ "Zm\0v", 4 }, &got));
    for (size_t i = 0; i < sizeof bad_url / sizeof *bad_url; i++)
        assert_false(text_parse_base64url(&home, span_of(bad_url[i]), &got));
    assert_int_equal(home.used, used);
    assert_null(got.at);
    /* The key of the test log, and a root with a trailing bit that counts for nothing. */
    assert_true(
        text_parse_base64(&home, span_of("AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"), &got));
    assert_int_equal(got.size, 33);
    assert_true(
        text_parse_base64(&home, span_of("XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="), &got));
    assert_int_equal(got.size, 32);
    assert_false(
        text_parse_base64(&home, span_of("XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh="), &got));
}

static void base64_of_all_bytes(void **state)
{
    (void)state;
    char bytes[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)(i * 7 + 3);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        span clear = { bytes, size };
        span back = { 0 };
        home_reset(NULL);
        buffer b = buffer_in(&home, 0);
        text_add_base64(&b, clear);
        assert_true(text_parse_base64(&home, buffer_span(&b), &back));
        assert_true(span_equal(back, clear));
        b = buffer_in(&home, 0);
        text_add_base64url(&b, clear);
        assert_true(text_parse_base64url(&home, buffer_span(&b), &back));
        assert_true(span_equal(back, clear));
    }
    char room[2];
    arena small = { .start = (unsigned char *)room, .size = sizeof room };
    span back = { 0 };
    assert_false(text_parse_base64(&small, span_of("Zm9v"), &back));
}

static void credit_codes(void **state)
{
    (void)state;
    assert_true(text_uscc_fits(span_of("91350100M000100Y43")));
    assert_true(text_uscc_fits(span_of("91512081MA62K0260E")));
    static const char *const bad[] = { "91350211M0000XUF46", "91350100M000100Y44",
        "91350100M000100Y4", "", "91350100M000100Y433", "91350100m000100y43", "9135010OM000100Y43",
        "9135A100M000100Y43", "91350100M000100I43", "91350100M000100Y4\xff", "９1350100M000100Y4" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_uscc_fits(span_of(bad[i])));
}

/* One real code a line; absent where the shared data are. */
static void credit_codes_of_the_world(void **state)
{
    (void)state;
    const char *shared = getenv("NUAN_SHARED");
    char path[1024];
    snprintf(path, sizeof path, "%s/data/uscc/valid-100.txt", shared ? shared : "../shared");
    FILE *file = fopen(path, "r");
    if (!file) {
        print_message("skipped: no %s\n", path);
        skip();
    }
    char line[64];
    int count = 0;
    while (fgets(line, sizeof line, file)) {
        span code = span_trim(span_of(line));
        if (code.size == 0 || line[0] == '#')
            continue;
        count++;
        if (!text_uscc_fits(code))
            fail_msg("%s", line);
        /* Any other check character is refused. */
        line[17] = line[17] == '0' ? '1' : '0';
        assert_false(text_uscc_fits((span){ line, 18 }));
    }
    fclose(file);
    assert_true(count > 50);
}

int code_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(ids_go_out_and_in, home_reset),
        cmocka_unit_test_setup(ids_as_people_type_them, home_reset),
        cmocka_unit_test_setup(refuses_what_is_no_id, home_reset),
        cmocka_unit_test_setup(hexadecimal, home_reset),
        cmocka_unit_test_setup(base64_vectors, home_reset),
        cmocka_unit_test_setup(base64_has_one_text_for_a_value, home_reset),
        cmocka_unit_test_setup(base64_of_all_bytes, home_reset),
        cmocka_unit_test_setup(credit_codes, home_reset),
        cmocka_unit_test_setup(credit_codes_of_the_world, home_reset),
    };
    return cmocka_run_group_tests_name("code", tests, NULL, NULL);
}
