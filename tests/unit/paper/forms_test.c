/* Posters and disclosures: what other programs read in them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "paper/disclosure.h"
#include "paper/poster.h"

#include <stdio.h>

static paper_poster poster(void)
{
    return (paper_poster){
        .lang = SAY_ZH,
        .campaign = SPAN("温暖武汉"),
        .purpose = SPAN("慰问、帮扶和救助武汉、北京等地抗击疫情的医护人员。"),
        .unit = SPAN("北京市海淀区总工会"),
        .organisation = SPAN("北京市温暖基金会"),
        .filing = SPAN("募捐备案编号 53110000MJ00000000A20001（演示）"),
        .contact = SPAN("查询与监督 010-0000 0000"),
        .address = SPAN("https://nuan.example/c/warm-wuhan/give?p=7K3F92QD"),
        .site = SPAN("https://nuan.example/"),
        .created_us = INT64_C(1580725800000000),
        .offset_s = 28800,
    };
}

static void posters_lead_to_the_address(void **state)
{
    (void)state;
    err e = { 0 };
    for (int shape = PAPER_POSTER; shape <= PAPER_CARD; shape++) {
        paper_poster v = poster();
        span png = { NULL, 0 }, pdf = { NULL, 0 };
        assert_true(paper_poster_png(paper_house(), &paper_home, &v, (paper_shape)shape, &png, &e));
        assert_true(paper_poster_pdf(paper_house(), &paper_home, &v, (paper_shape)shape, &pdf, &e));
        const char *path = paper_keep("poster.png", png);
        span read = paper_run(0, "zbarimg -q --nodbus --raw %s", path);
        assert_true(span_equal(read, v.address));
        path = paper_keep("poster.pdf", pdf);
        (void)paper_run(0, "qpdf --check %s", path);
        span text = paper_run(0, "pdftotext -layout %s -", path);
        assert_contains(text, "温暖武汉");
        assert_contains(text, "扫码捐赠");
        assert_contains(text, "北京市海淀区总工会");
        assert_contains(text, "https://nuan.example/");
        (void)paper_run(0, "pdftoppm -r 100 -png %s %s", path, paper_scratch("page"));
        read = paper_run(0, "zbarimg -q --nodbus --raw %s", paper_scratch("page-1.png"));
        assert_true(span_equal(read, v.address));
    }
}

static void a_card_has_its_size(void **state)
{
    (void)state;
    err e = { 0 };
    paper_poster v = poster();
    span png = { NULL, 0 };
    static const uint8_t size[] = { 0, 0, 4, 56, 0, 0, 5, 160 }; /* 1080 x 1440 */
    assert_true(paper_poster_png(paper_house(), &paper_home, &v, PAPER_CARD, &png, &e));
    assert_true(span_starts(png, (span)SPAN("\x89PNG\r\n")));
    assert_memory_equal(png.at + 16, size, sizeof size);
    assert_true(png.size < 200 * 1024);
}

static void a_poster_needs_an_address(void **state)
{
    (void)state;
    err e = { 0 };
    paper_poster v = poster();
    span out = { NULL, 0 };
    v.address = (span){ NULL, 0 };
    assert_false(paper_poster_pdf(paper_house(), &paper_home, &v, PAPER_POSTER, &out, &e));
    assert_true(err_says(&e, "needs a text"));
    assert_false(paper_poster_png(paper_house(), &paper_home, &v, PAPER_CARD, &out, &e));
}

enum { GIFTS = 500, GIFT_COLUMNS = 4 };

static paper_disclosure usual(void)
{
    static const paper_figure figures[] = {
        { SPAN("捐赠收入"), SPAN("¥3,617,900.00") },
        { SPAN("捐赠笔数"), SPAN("22,767 笔") },
        { SPAN("已拨付"), SPAN("¥1,460,000.00") },
    };
    static const paper_column days[] = {
        { SPAN("日期"), 3, false },
        { SPAN("微信支付（元）"), 3, true },
        { SPAN("支付宝（元）"), 3, true },
        { SPAN("银行转账（元）"), 3, true },
        { SPAN("合计（元）"), 3, true },
    };
    static const span day_cells[] = {
        SPAN("2020-02-01"),
        SPAN("1,610,203.00"),
        SPAN("120,300.00"),
        SPAN("119,497.00"),
        SPAN("1,850,000.00"),
        SPAN("2020-02-02"),
        SPAN("1,500,000.00"),
        SPAN("200,000.00"),
        SPAN("67,900.00"),
        SPAN("1,767,900.00"),
        SPAN("合计"),
        SPAN("3,110,203.00"),
        SPAN("320,300.00"),
        SPAN("187,397.00"),
        SPAN("3,617,900.00"),
    };
    static const paper_column gifts[GIFT_COLUMNS] = {
        { SPAN("条"), 2, false },
        { SPAN("时间"), 4, false },
        { SPAN("捐赠人"), 7, false },
        { SPAN("金额（元）"), 3, true },
    };
    static span cells[GIFTS * GIFT_COLUMNS];
    static char numbers[GIFTS][8];
    static paper_table tables[2];
    for (int i = 0; i < GIFTS; i++) {
        (void)snprintf(numbers[i], sizeof numbers[i], "%d", i + 1);
        cells[i * 4] = span_of(numbers[i]);
        cells[i * 4 + 1] = span_of("2020-02-01 20:14");
        cells[i * 4 + 2] = span_of(i % 7 ? "王*"
                                         : "北京市某某区某某街道某某社区某某工程建设监理咨询有限责"
                                           "任公司第一分公司工会委员会");
        cells[i * 4 + 3] = span_of("100.00");
    }
    tables[0] = (paper_table){ SPAN("按日期和渠道"), SPAN("以到账时间为准。"), days, 5, day_cells,
        3, true };
    tables[1] = (paper_table){ SPAN("捐赠名单"), SPAN("只列出同意公开的名字。"), gifts,
        GIFT_COLUMNS, cells, GIFTS, false };
    return (paper_disclosure){
        .lang = SAY_ZH,
        .title = SPAN("“温暖武汉”接受捐赠公示"),
        .number = SPAN("2020年第 1 期"),
        .organisation = SPAN("北京市温暖基金会"),
        .period = SPAN("2020年2月1日 0:00 至 2月2日 24:00"),
        .as_of = SPAN("2020年2月3日 12:00"),
        .text = SPAN("截至2月2日24时，共收到捐赠22,767笔，合计3,617,900.00元。\n"
                     "本公示依据《慈善法》第七十二条作出。"),
        .figures = figures,
        .figure_count = 3,
        .tables = tables,
        .table_count = 2,
        .address = SPAN("https://nuan.example/d/warm-wuhan/1"),
        .fingerprint = SPAN("kq0N 3b8Z t1xR 77Lm Q2s4"),
        .contact = SPAN("查询与监督 010-0000 0000"),
        .created_us = INT64_C(1580725800000000),
        .offset_s = 28800,
    };
}

static const char *disclosed(const paper_disclosure *v)
{
    err e = { 0 };
    span pdf = { NULL, 0 };
    assert_true(paper_disclosure_draw(paper_house(), &paper_home, v, &pdf, &e));
    return paper_keep("disclosure.pdf", pdf);
}

/* How often a text stands in another. */
static size_t times(span s, const char *text)
{
    size_t count = 0;
    const span needle = span_of(text);
    for (size_t at; (at = span_search(s, needle)) < s.size; count++)
        s = span_slice(s, at + needle.size, s.size);
    return count;
}

static void a_disclosure_has_all_its_rows(void **state)
{
    (void)state;
    paper_disclosure v = usual();
    const char *path = disclosed(&v);
    (void)paper_run(0, "qpdf --check %s", path);
    span text = paper_run(0, "pdftotext -layout %s -", path);
    assert_int_equal(times(text, "100.00\n"), GIFTS);
    assert_contains(text, "¥3,617,900.00");
    assert_contains(text, "数据截至");
    assert_contains(text, "第 1 页，共 15 页");
    assert_contains(text, "第 15 页，共 15 页");
    assert_int_equal(times(text, "捐赠人"), 15); /* the head stands on each page of the list */
    assert_lacks(text, "…"); /* a long name makes its row higher and is not cut */
    assert_lacks(text, "演示");
}

static void a_small_disclosure_is_one_page(void **state)
{
    (void)state;
    paper_disclosure v = usual();
    v.table_count = 0;
    v.is_demo = true;
    span text = paper_run(0, "pdftotext -layout %s -", disclosed(&v));
    assert_contains(text, "第 1 页，共 1 页");
    assert_contains(text, "演示数据");
    (void)paper_run(
        0, "pdftoppm -r 150 -png %s %s", paper_scratch("disclosure.pdf"), paper_scratch("small"));
    assert_true(span_equal(
        paper_run(0, "zbarimg -q --nodbus --raw %s", paper_scratch("small-1.png")), v.address));
}

static void bounds_of_tables(void **state)
{
    (void)state;
    err e = { 0 };
    span out = { NULL, 0 };
    paper_table t = { .column_count = PAPER_COLUMNS_MAX + 1 };
    paper_disclosure v = usual();
    v.tables = &t;
    v.table_count = 1;
    assert_false(paper_disclosure_draw(paper_house(), &paper_home, &v, &out, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    t.column_count = 1;
    t.row_count = PAPER_TABLE_ROWS_MAX + 1;
    assert_false(paper_disclosure_draw(paper_house(), &paper_home, &v, &out, &e));
    assert_int_equal(e.code, ERR_LIMIT);
}

int forms_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(posters_lead_to_the_address, paper_home_begin),
        cmocka_unit_test_setup(a_card_has_its_size, paper_home_begin),
        cmocka_unit_test_setup(a_poster_needs_an_address, paper_home_begin),
        cmocka_unit_test_setup(a_disclosure_has_all_its_rows, paper_home_begin),
        cmocka_unit_test_setup(a_small_disclosure_is_one_page, paper_home_begin),
        cmocka_unit_test_setup(bounds_of_tables, paper_home_begin),
    };
    return cmocka_run_group_tests_name("forms", tests, NULL, paper_home_end);
}
