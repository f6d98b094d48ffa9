/* Receipts: what other programs read in them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "paper/receipt.h"
#include "text/text.h"

#include <stdio.h>

static span text_of(const paper_receipt *v)
{
    const char *path = paper_keep("receipt.pdf", paper_drawn(v, NULL));
    (void)paper_run(0, "qpdf --check %s", path);
    return paper_run(0, "pdftotext -layout %s -", path);
}

static void all_of_it_can_be_read(void **state)
{
    (void)state;
    paper_receipt v = paper_usual();
    span text = text_of(&v);
    static const char *const said[] = { "捐赠回执", "HZ-2020-000123", "北京市温暖基金会",
        "王小明：", "¥3,617,900.00", "人民币叁佰陆拾壹万柒仟玖佰元整，已经收到、入账",
        "2020年2月1日 20:14:22，微信支付", "7K3F-92QD", "第 12,205 条，2020年2月2日 第 1 期公示",
        "2020年2月3日，经办 余*，复核 陈*", "kq0N 3b8Z t1xR 77Lm Q2s4",
        "这不是财政捐赠票据，不能用于税前扣除。", "它不证明钱用得好", "Not a fiscal receipt",
        "第 1 页，共 1 页" };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (span_search(text, span_of(said[i])) == text.size)
            fail_msg("%s is missing in %.*s", said[i], SPAN_PRINT(text));
    assert_lacks(text, "副本");
    assert_lacks(text, "作废");
    assert_lacks(text, "演示");
}

static void the_symbol_leads_to_the_address(void **state)
{
    (void)state;
    paper_receipt v = paper_usual();
    const char *path = paper_keep("receipt.pdf", paper_drawn(&v, NULL));
    (void)paper_run(0, "pdftoppm -r 150 -gray -png %s %s", path, paper_scratch("scan"));
    span read = paper_run(0, "zbarimg -q --nodbus --raw %s", paper_scratch("scan-1.png"));
    assert_true(span_equal(read, v.address));
}

static void the_document_tells_of_itself(void **state)
{
    (void)state;
    paper_receipt v = paper_usual();
    const char *path = paper_keep("receipt.pdf", paper_drawn(&v, NULL));
    span told = paper_run(0, "TZ=UTC pdfinfo -isodates %s", path);
    assert_contains(told, "捐赠回执 HZ-2020-000123");
    assert_contains(told, "北京市温暖基金会");
    assert_contains(told, "2020-02-03T18:30:00+08");
    assert_contains(told, "(A4)");
    assert_contains(paper_run(0, "cat %s; echo", path), "/Lang(zh-CN)");
    span fonts = paper_run(0, "pdffonts %s", path);
    assert_contains(fonts, "yes yes yes"); /* embedded, a subset, with characters */
    assert_lacks(fonts, " no ");
}

/* The same values give the same bytes, whatever was drawn between. */
static void the_same_bytes_again(void **state)
{
    (void)state;
    paper_receipt v = paper_usual();
    const span first = paper_drawn(&v, NULL);
    for (int i = 0; i < 10; i++) {
        char name[32];
        paper_receipt other = v;
        (void)snprintf(name, sizeof name, "项目 %d", i);
        other.campaign = span_of(name); /* takes the place of the shared font */
        assert_false(span_equal(paper_drawn(&other, NULL), first));
    }
    assert_true(span_equal(paper_drawn(&v, NULL), first));
}

static void marks_are_seen_and_read(void **state)
{
    (void)state;
    paper_receipt v = paper_usual();
    v.copy = 2;
    v.is_demo = true;
    v.is_void = true;
    v.void_reason = (span)SPAN("抬头有误，2020年2月5日作废，由 HZ-2020-000456 代替。");
    span text = text_of(&v);
    assert_contains(text, "副本 2");
    assert_contains(text, "作废 抬头有误");
    assert_contains(text, "演示数据，不是真实捐款");
    assert_lacks(
        span_slice(text, span_search(text, span_of("王小明")), text.size), "废"); /* drawn only */
}

static void wholly_in_english(void **state)
{
    (void)state;
    paper_receipt v = paper_usual();
    v.lang = SAY_EN;
    v.organisation = (span)SPAN("Beijing Warmth Foundation");
    v.organisation_code = (span)SPAN("Unified social credit code 53110000MJ00000000");
    v.giver = (span)SPAN("Zoë O’Brien-Łukasz");
    v.campaign = (span)SPAN("Warm Wuhan");
    v.purpose = (span)SPAN(
        "Comfort, help and relief for medical staff who fight the epidemic in Wuhan and Beijing");
    v.way = (span)SPAN("bank transfer");
    v.disclosure = (span)SPAN("disclosure no. 1 of 2 Feb 2020");
    v.handler = (span)SPAN("Yu");
    v.reviewer = (span)SPAN("Chen");
    v.contact = (span)SPAN("Questions: 010-0000 0000");
    v.fiscal = (span)SPAN(
        "The fiscal receipt that you asked for is being made out and will be sent to you.");
    span text = text_of(&v);
    assert_contains(text, "Donation receipt");
    assert_contains(text, "Zoë O'Brien-Łukasz");
    assert_contains(text, "Your gift to \"Warm Wuhan\" of");
    assert_contains(text, "1 Feb 2020 20:14:22, bank transfer");
    assert_contains(text, "This is not a fiscal donation receipt");
    assert_contains(text, "Page 1 of 1");
    for (size_t i = 0; i < text.size; i++)
        assert_false((uint8_t)text.at[i] >= 0xE3 && (uint8_t)text.at[i] <= 0xE9); /* no Chinese */
}

static void other_money_has_no_capitals(void **state)
{
    (void)state;
    paper_receipt v = paper_usual();
    v.asset = 344; /* HKD */
    span text = text_of(&v);
    assert_contains(text, "HKD 3,617,900.00");
    assert_lacks(text, "人民币");
    assert_contains(text, "已经收到、入账");
}

static void long_texts_stay_on_the_page(void **state)
{
    (void)state;
    paper_receipt v = paper_usual();
    v.giver = (span)SPAN("北京市某某区某某街道某某社区某某工程建设监理咨询有限责任公司第一分公司工"
                         "会委员会全体会员以及家属");
    v.campaign = (span)SPAN("温暖武汉、温暖北京以及各地抗击疫情一线医护人员和他们的家属的慰问、帮扶"
                            "和救助专项行动第一阶段");
    v.purpose = (span)SPAN(
        "武汉、北京等地抗击疫情医护人员慰问、帮扶和救助，优先用于防护用品和一线人员的生活补助，"
        "其余由基金会按需要统筹安排，并按规定公示使用情况，接受捐赠人和社会监督，结余转入同类项目继"
        "续使用，不另通知");
    v.amount.fen = MONEY_MAX_FEN;
    v.is_void = true;
    v.void_reason = v.purpose;
    const char *path = paper_keep("long.pdf", paper_drawn(&v, NULL));
    span text = paper_run(0, "pdftotext -layout %s -", path);
    assert_contains(text, "司工会委员会全体会员以及家属");
    assert_contains(text, "¥90,000,000,000,000.00");
    assert_contains(text, "人民币玖拾万亿元整");
    assert_contains(text, "…"); /* the note is cut, and says so */
    /* All words lie inside of the page and above its foot. */
    span boxes = paper_run(0,
        "pdftotext -bbox %s - | sed -n 's/.*yMax=\"\\([0-9]*\\).*/\\1/p' | sort -n | tail -1",
        path);
    uint64_t lowest = 0;
    assert_true(text_parse_uint(boxes, 842, &lowest));
    assert_true(lowest < 820);
}

static void a_list_of_many(void **state)
{
    (void)state;
    enum { MEMBERS = 200 };
    static paper_receipt_member members[MEMBERS];
    static char names[MEMBERS][24];
    paper_receipt v = paper_usual();
    for (int i = 0; i < MEMBERS; i++) {
        (void)snprintf(names[i], sizeof names[i], "会员%d", i + 1);
        members[i] = (paper_receipt_member){ span_of(names[i]), { 10050 } };
    }
    v.giver = (span)SPAN("某某公司工会");
    v.amount.fen = 10050 * MEMBERS;
    v.members = members;
    v.member_count = MEMBERS;
    span text = text_of(&v);
    assert_contains(text, "某某公司工会，共 200 人，合计 ¥20,100.00");
    assert_contains(text, "会员1 ");
    assert_contains(text, "会员200");
    assert_contains(text, "第 1 页，共 4 页");
    assert_contains(text, "第 4 页，共 4 页");
    v.member_count = PAPER_RECEIPT_MEMBERS_MAX + 1;
    err e = { 0 };
    span pdf = { NULL, 0 };
    assert_false(paper_receipt_draw(paper_house(), &paper_home, &v, NULL, &pdf, &e));
    assert_int_equal(e.code, ERR_LIMIT);
}

static void sent_by_phone(void **state)
{
    (void)state;
    static char proof[2048];
    const paper_file file = { "receipt.tlog-proof", "text/plain", SPAN(""),
        { proof, sizeof proof } };
    paper_receipt v = paper_usual();
    assert_true(paper_drawn(&v, &file).size <= 30 * 1024);
}

static void a_font_that_is_not_there(void **state)
{
    (void)state;
    err e = { 0 };
    paper *p = NULL;
    assert_false(paper_open(&paper_home, "/nowhere/font.ttc", &p, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_true(err_says(&e, "There is no font to print with: /nowhere/font.ttc"));
    assert_string_equal(e.hint, "Install the package fonts-wqy-microhei");
    const char *path =
        paper_keep("none.ttf", (span)SPAN("this is no font, whatever its name says"));
    assert_false(paper_open(&paper_home, path, &p, &e));
    assert_true(err_says(&e, "no TrueType font"));
    assert_null(p);
    paper_close(NULL);
}

static void characters_that_the_font_lacks(void **state)
{
    (void)state;
    span lacking = { NULL, 0 };
    paper_receipt v = paper_usual();
    assert_true(paper_shows(paper_house(), v.giver, &lacking));
    assert_false(
        paper_shows(paper_house(), (span)SPAN("王\xF0\xB1\x8D\x90明"), &lacking)); /* U+31350 */
    assert_int_equal(lacking.size, 4);
    v.giver = (span)SPAN("王\xF0\xB1\x8D\x90明");
    assert_contains(text_of(&v), "王〓明");
}

static void an_address_that_is_no_symbol(void **state)
{
    (void)state;
    static char text[2000];
    err e = { 0 };
    span pdf = { NULL, 0 };
    paper_receipt v = paper_usual();
    memset(text, 'x', sizeof text);
    v.address = (span){ text, sizeof text };
    assert_false(paper_receipt_draw(paper_house(), &paper_home, &v, NULL, &pdf, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    arena small = { 0 };
    assert_true(arena_open(&small, 64 << 10));
    v = paper_usual();
    assert_false(paper_receipt_draw(paper_house(), &small, &v, NULL, &pdf, &e));
    assert_int_equal(e.code, ERR_MEMORY);
    arena_close(&small);
}

int receipt_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_font_that_is_not_there, paper_home_begin),
        cmocka_unit_test_setup(all_of_it_can_be_read, paper_home_begin),
        cmocka_unit_test_setup(the_symbol_leads_to_the_address, paper_home_begin),
        cmocka_unit_test_setup(the_document_tells_of_itself, paper_home_begin),
        cmocka_unit_test_setup(the_same_bytes_again, paper_home_begin),
        cmocka_unit_test_setup(marks_are_seen_and_read, paper_home_begin),
        cmocka_unit_test_setup(wholly_in_english, paper_home_begin),
        cmocka_unit_test_setup(other_money_has_no_capitals, paper_home_begin),
        cmocka_unit_test_setup(long_texts_stay_on_the_page, paper_home_begin),
        cmocka_unit_test_setup(a_list_of_many, paper_home_begin),
        cmocka_unit_test_setup(sent_by_phone, paper_home_begin),
        cmocka_unit_test_setup(characters_that_the_font_lacks, paper_home_begin),
        cmocka_unit_test_setup(an_address_that_is_no_symbol, paper_home_begin),
    };
    return cmocka_run_group_tests_name("receipt", tests, NULL, paper_home_end);
}
