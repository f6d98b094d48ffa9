/* Files that are no payment file, each refused by its name.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

static void files_of_other_kinds(void **state)
{
    (void)state;
    static const struct {
        span bytes;
        const char *says;
    } files[] = {
        { SPAN(""), "The file is empty" },
        { SPAN("\xEF\xBB\xBF \r\n"), "The file is empty" },
        { SPAN("%PDF-1.7\n"), "This is a PDF" },
        { SPAN("\x89PNG\r\n\x1A\n"), "This is a picture" },
        { SPAN("\xFF\xD8\xFF\xE0xxJFIF"), "This is a picture" },
        { SPAN("\0\0\0\x18"
               "ftypheic"),
            "This is a picture" },
        { SPAN("BM\x36\0\0\0\0\0"), "This is a picture" },
        { SPAN("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "damaged or cut off" },
        { SPAN("\x1F\x8B\x08"), "This is an archive" },
        { SPAN("PK\x05\x06\0\0"), "an empty ZIP" },
        { SPAN("PK\x03\x04rest"), "cut off" },
        { SPAN("\xEF\xBB\xBF<!DOCTYPE html>"), "web page or XML" },
        { SPAN("<xml><return_code>FAIL</return_code></xml>"), "error message of WeChat Pay" },
        { SPAN(" {\"a\": 1}"), "This is JSON" },
        { SPAN("a\0b,c"), "neither CSV nor XLSX" },
        { SPAN("BM,code\n1,2\n"), "has these columns: BM, code" },
        { SPAN("甲,乙\n1,2\n"), "has these columns: 甲, 乙" },
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        payfile_format format = { 0 };
        err e = { 0 };
        char shown[512];
        assert_false(payfile_detect(files[i].bytes, house(), &format, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_int_equal(format.name[0], 0);
        err_render(&e, e.message, shown, sizeof shown);
        print_message("%s\n", shown);
        assert_non_null(strstr(shown, files[i].says));
    }
}

static void tables_of_other_kinds(void **state)
{
    (void)state;
    file_fails((span)SPAN("序号,捐赠单位,物品\n1,某单位,口罩\n"), "has these columns");
    file_fails((span)SPAN("交易日期,金额\n2020-01-29,1.00\n"), "has these columns");
    file_fails((span)SPAN("接收单位,品名,规格,数量\n"), "list of goods");
}

static void names_of_formats(void **state)
{
    (void)state;
    payfile_format format = { 0 };
    assert_true(payfile_format_parse((span)SPAN("qr-sheet"), house(), &format));
    assert_string_equal(format.name, "qr-sheet");
    assert_null(format.profile);
    assert_true(span_is(payfile_format_channel(&format), "qr"));
    assert_true(payfile_format_parse((span)SPAN("alipay-trade"), house(), &format));
    assert_true(span_is(format.profile->code, "alipay-trade"));
    assert_true(span_is(payfile_format_channel(&format), "alipay"));
    assert_false(payfile_format_parse((span)SPAN("none"), house(), &format));
    assert_false(payfile_format_parse((span)SPAN(""), house(), &format));
}

static void another_format_is_told(void **state)
{
    (void)state;
    ARENA home = { 0 };
    payfile *p = NULL;
    err e = { 0 };
    assert_true(arena_open(&home, 1 << 20));
    assert_false(
        payfile_open(&home, &(payfile_format){ .name = "qr-sheet" }, bill_of("", NULL), &p, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_string_equal(e.args[0].text, "wechat-merchant");
    arena small = { .start = home.start, .size = 64 };
    assert_false(payfile_open(
        &small, &(payfile_format){ .name = "wechat-merchant" }, bill_of("", NULL), &p, &e));
    assert_int_equal(e.code, ERR_MEMORY);
}

int refuse_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_formats),
        cmocka_unit_test(files_of_other_kinds),
        cmocka_unit_test(tables_of_other_kinds),
        cmocka_unit_test(another_format_is_told),
    };
    return cmocka_run_group_tests_name("payfile refuse", tests, NULL, NULL);
}
