/* QR symbols: what was put in comes out of another program's reader, from the path alone.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "paper/qr.h"

#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>

/* Draws the path as a browser would: only "Mx yhNv1h-Nz" may stand in it. */
static const char *drawn(const qr *q, const char *name, int scale, double dark)
{
    buffer b = buffer_in(&paper_home, 1024);
    qr_add_path(&b, q);
    buffer_byte(&b, '\0');
    const int side = qr_view(q) * scale;
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
    cairo_t *c = cairo_create(s);
    cairo_set_source_rgb(c, 1, 1, 1);
    cairo_paint(c);
    cairo_scale(c, scale, scale);
    int x = 0, y = 0, wide = 0, back = 0, used = 0;
    const char *at = buffer_span(&b).at;
    while (sscanf(at, "M%d %dh%dv1h-%dz%n", &x, &y, &wide, &back, &used) == 4) {
        assert_int_equal(wide, back);
        cairo_rectangle(c, x, y, wide, 1);
        at += used;
    }
    assert_int_equal(*at, '\0');
    cairo_set_source_rgb(c, dark, dark, dark);
    cairo_fill(c);
    cairo_destroy(c);
    const char *path = paper_scratch(name);
    assert_int_equal(cairo_surface_write_to_png(s, path), CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(s);
    return path;
}

static span read_back(span text, int32_t side)
{
    qr q = { 0 };
    err e = { 0 };
    assert_true(qr_make(text, &q, &e));
    if (side)
        assert_int_equal(q.side, side);
    const char *path = drawn(&q, "qr.png", 4, 0);
    return paper_run(0, "zbarimg -q --nodbus --raw -Sdisable -Sqr.enable %s", path);
}

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    static const char *texts[] = {
        "1",
        "https://nuan.example/v#1.12205.kq0N3b8Zt1xR77LmQ2s4kq0N3b8Zt1xR77LmQ2s4abc.SrBP_a64Y5gi",
        "温暖武汉：捐款码 7K3F-92QD",
        "WIFI:S:x;T:WPA;P:\"a b\\;c\";;",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        span back = read_back(span_of(texts[i]), 0);
        if (!span_is(back, texts[i]))
            fail_msg("%s read as %.*s", texts[i], SPAN_PRINT(back));
    }
}

static void the_smallest_symbol_is_taken(void **state)
{
    (void)state;
    read_back(span_of("12345678901234567890123456789012"), 21); /* digits are packed */
    read_back(span_of("https://nuan.example"), 25);
}

static void every_length_reads(void **state)
{
    (void)state;
    char text[667];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i * 7 % 26);
    for (size_t size = 1; size <= 666; size += 95) {
        span back = read_back((span){ text, size }, 0);
        assert_true(span_equal(back, (span){ text, size }));
    }
    assert_true(span_equal(read_back((span){ text, 666 }, QR_SIDE_MAX), (span){ text, 666 }));
}

static void damage_is_borne(void **state)
{
    (void)state;
    qr q = { 0 };
    err e = { 0 };
    assert_true(qr_make(span_of("https://nuan.example/c/wuhan/give?p=1234"), &q, &e));
    for (int32_t row = 10; row < 15; row++)
        for (int32_t column = 12; column < 17; column++)
            q.dark[row * q.side + column] ^= 1;
    span back = paper_run(0, "zbarimg -q --nodbus --raw %s", drawn(&q, "damaged.png", 4, 0));
    assert_true(span_is(back, "https://nuan.example/c/wuhan/give?p=1234"));
}

static void the_quiet_zone_is_free(void **state)
{
    (void)state;
    qr q = { 0 };
    err e = { 0 };
    buffer b = buffer_in(&paper_home, 64);
    assert_true(qr_make(span_of("1"), &q, &e));
    qr_add_path(&b, &q);
    assert_int_equal(qr_view(&q), 29);
    assert_true(span_starts(buffer_span(&b), span_of("M4 4h7v1h-7z"))); /* the finder's edge */
    assert_lacks(buffer_span(&b), "M3 ");
    assert_true(qr_is_dark(&q, 0, 0) && !qr_is_dark(&q, 1, 1) && qr_is_dark(&q, 20, 0));
}

static void refused(span text, err_code code, const char *says)
{
    qr q = { 0 };
    err e = { 0 };
    assert_false(qr_make(text, &q, &e));
    assert_int_equal(e.code, code);
    assert_true(err_says(&e, says));
    assert_int_equal(q.side, 0);
}

static void refusals(void **state)
{
    (void)state;
    static char text[QR_TEXT_MAX + 1];
    memset(text, 'a', sizeof text);
    refused((span){ NULL, 0 }, ERR_INPUT, "needs a text");
    refused((span){ "a\0b", 3 }, ERR_INPUT, "without NUL");
    refused((span){ "a\xff", 2 }, ERR_INPUT, "UTF-8");
    refused((span){ text, 667 }, ERR_LIMIT, "too long");
    refused((span){ text, sizeof text }, ERR_LIMIT, "too long");
}

int qr_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_goes_in_comes_out, paper_home_begin),
        cmocka_unit_test_setup(the_smallest_symbol_is_taken, paper_home_begin),
        cmocka_unit_test_setup(every_length_reads, paper_home_begin),
        cmocka_unit_test_setup(damage_is_borne, paper_home_begin),
        cmocka_unit_test_setup(the_quiet_zone_is_free, paper_home_begin),
        cmocka_unit_test_setup(refusals, paper_home_begin),
    };
    return cmocka_run_group_tests_name("qr", tests, NULL, paper_home_end);
}
