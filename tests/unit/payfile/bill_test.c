/* WeChat Pay merchant bills: rows, totals, older columns, encodings, and everything that can be
 * wrong.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>

enum { TEXT_MAX = 16384 };

static const char zero_totals[] = "`0.0,`0.0,`0.0,`0.0,`0.0,`0.0,`0.0\r\n";

/* Joins up to four rows. */
static const char *rows_of(const char *a, const char *b, const char *c, const char *d)
{
    static char rows[TEXT_MAX];
    snprintf(rows, sizeof rows, "%s%s%s%s", a, b ? b : "", c ? c : "", d ? d : "");
    return rows;
}

static const char *row_when(const char *when)
{
    return bill_row(when, "4200000001", "SUCCESS", "10.00", "0.00");
}

static const char *row_amount(const char *amount)
{
    return bill_row("2020-02-03 18:30:05", "4200000001", "SUCCESS", amount, "0.00");
}

static void gifts_refunds_and_totals(void **state)
{
    (void)state;
    const char *rows =
        rows_of(bill_row("2020-02-03 18:30:05", "4200000001", "SUCCESS", "10.00", "0.00"),
            bill_row("2020-02-03 00:00:00", "4200000002", "REFUND", "0.00", "5.50"),
            bill_row("2020-02-03 23:59:59", "4200000003", "REVOKED", "0.00", "1.00"), NULL);
    const reading *r = rows_are(bill_of(rows, "`3.0,`10.00,`6.50,`0.0,`0.06,`10.00,`6.50\r\n"),
        "2 gift 20200203+66605 4200000001 m=M4200000001 1000 f=6000\n"
        "3 refund 20200203+0 4200000002 m=M4200000002 r=5030001 550\n"
        "4 refund 20200203+86399 4200000003 m=M4200000003 r=5030001 100\n");
    assert_string_equal(r->format.name, "wechat-merchant");
    assert_true(
        r->stated.has_count && r->stated.has_amount && r->stated.has_refund && r->stated.has_fee);
    assert_int_equal(r->stated.count, 3);
    assert_int_equal(r->stated.amount.fen, 1000);
    assert_int_equal(r->stated.refund.fen, 650);
    assert_int_equal(r->stated.fee_mfen, 6000);
}

static void fields_and_positions(void **state)
{
    (void)state;
    ARENA home = { 0 };
    payfile *p = NULL;
    payfile_row row;
    bool is_more = false;
    err e;
    span bytes = bill_of(rows_of(row_amount("12.30"), NULL, NULL, NULL), zero_totals);
    assert_true(arena_open(&home, 1 << 20));
    assert_true(payfile_open(&home, &(payfile_format){ .name = "wechat-merchant" }, bytes, &p, &e));
    assert_true(payfile_next(p, &row, &is_more, &e) && is_more);
    assert_true(span_is(row.payer, "openid-1") && span_is(row.note, "温暖捐款"));
    assert_true(span_is(row.account, "1900000001") && span_is(row.currency, "CNY"));
    assert_memory_equal(bytes.at + row.offset, "`2020-02-03 18:30:05,", 21);
    assert_int_equal(bytes.at[row.offset + row.length], '\r');
    assert_int_equal(row.refund_no.size, 0);
    assert_true(payfile_next(p, &row, &is_more, &e) && !is_more);
    assert_true(payfile_next(p, &row, &is_more, &e) && !is_more);
    payfile_close(p);
}

static void empty_bill(void **state)
{
    (void)state;
    const reading *r = rows_are(bill_of("", zero_totals), "");
    assert_true(r->stated.has_count && r->stated.count == 0);
}

static void the_same_in_gb18030_and_other_line_ends(void **state)
{
    (void)state;
    static const char expected[] = "2 gift 20200203+66605 4200000001 m=M4200000001 1000 f=6000\n";
    char copy[TEXT_MAX];
    span bytes = bill_of(row_amount("10.00"), zero_totals);
    rows_are(gb18030_of(bytes), expected);
    size_t size = 0;
    for (size_t i = 3; i < bytes.size; i++) {
        if (bytes.at[i] != '\r')
            copy[size++] = bytes.at[i];
    }
    rows_are((span){ copy, size }, expected);
    for (size_t i = 0; i < size; i++)
        copy[i] = copy[i] == '\n' ? '\r' : copy[i];
    rows_are((span){ copy, size }, expected);
}

static void older_columns_in_another_order(void **state)
{
    (void)state;
    const reading *r = rows_are(
        (span)SPAN("交易状态,微信订单号,商户订单号,交易时间,总金额,代金券或立减优惠金额,"
                   "微信退款单号,退款金额,手续费,新列\n"
                   "`SUCCESS,`1001,`A1,`2014-11-10 16:33:45,`0.01,`0.0,`0,`0,`0,`x\n"
                   "`REFUND,`1002,`A2,`2014-11-10 16:46:14,`0.01,`0.0,`2002,`0.01,`-0.00006,`\n"
                   "总交易单数,总交易额,总退款金额,总代金券或立减优惠退款金额,手续费总金额\n"
                   "`2,`0.01,`0.01,`0.0,`0\n"),
        "2 gift 20141110+59625 1001 m=A1 1\n3 refund 20141110+60374 1002 m=A2 r=2002 1 f=-6\n");
    assert_int_equal(r->stated.count, 2);
    assert_int_equal(r->stated.amount.fen, 1);
    assert_int_equal(r->stated.refund.fen, 1);
}

/* The day of a refund is when the money went back, if the bill says so. */
static void refund_bills_have_their_own_time(void **state)
{
    (void)state;
    rows_are((span)SPAN("交易时间,微信订单号,商户订单号,交易状态,应结订单金额,退款申请时间,"
                        "退款成功时间,微信退款单号,退款金额\n"
                        "`2020-02-01 08:00:00,`1,`A,`REFUND,`0.00,`2020-02-03 09:00:00,`2020-02-03 "
                        "09:00:10,`5,`1.00\n"
                        "`2020-02-01 08:00:00,`2,`B,`REFUND,`0.00,`2020-02-03 09:00:00,`,`6,`1.00\n"
                        "总交易单数,退款总金额\n`2,`2.00\n"),
        "2 refund 20200203+32410 1 m=A r=5 100\n3 refund 20200201+28800 2 m=B r=6 100\n");
}

static void states(void **state)
{
    (void)state;
    const char *when = "2020-02-03 18:30:05";
    rows_are(bill_of(rows_of(bill_row(when, "1", "NOTPAY", "1.00", "0.00"),
                         bill_row(when, "2", "REVOKED", "1.00", "0.00"),
                         bill_row(when, "3", "WHO KNOWS", "1.00", "0.00"),
                         bill_row(when, "4", "", "1.00", "0.00")),
                 zero_totals),
        "2 ignored This order was not paid\n"
        "3 ignored This payment was reversed before it counted\n"
        "4 rejected [交易状态] [WHO KNOWS] This state of a payment is not known\n"
        "5 rejected [交易状态] [] This state of a payment is not known\n");
    rows_are(
        (span)SPAN(
            "交易时间,微信订单号,商户订单号,交易状态,应结订单金额,微信退款单号,退款金额,退款状态\n"
            "`2020-02-03 08:00:00,`1,`A,`REVOKED,`0.00,`0,`10.00,`SUCCESS\n"
            "`2020-02-03 08:00:00,`2,`B,`REFUND,`0.00,`7,`10.00,`FAIL\n"
            "`2020-02-03 08:00:00,`3,`C,`REFUND,`0.00,`8,`10.00,`PROCESSING\n"
            "`2020-02-03 08:00:00,`4,`D,`REFUND,`0.00,`0,`10.00,`SUCCESS\n"
            "总交易单数\n`4\n"),
        "2 refund 20200203+28800 1 m=A r=REVOKED 1000\n"
        "3 ignored This refund failed: no money moved\n"
        "4 refund 20200203+28800 3 m=C r=8 1000\n"
        "5 rejected [微信退款单号] [0] The refund number is missing\n");
}

static void amounts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *expected; /* of the row, behind "2 " */
    } cases[] = {
        { "0.01", "gift 1" },
        { "10", "gift 1000" },
        { "10.5", "gift 1050" },
        { "10.500", "gift 1050" },
        { "３，６１７，９００．００", "gift 361790000" },
        { " 3617900.00\xE3\x80\x80", "gift 361790000" },
        { "\xE2\x80\x8B"
          "12.00\xE2\x80\x8B",
            "gift 1200" },
        { "361.79万", "gift 361790000" },
        { "￥5.00", "gift 500" },
        { "90000000000000.00", "gift 9000000000000000" },
        { "0.00", "rejected Amount must be more than 0" },
        { "-5.00", "rejected Amount must be more than 0" },
        { "1.001", "rejected Amount must have at most two decimals" },
        { "", "rejected Enter the amount" },
        { "abc", "rejected This is not an amount that can be booked" },
        { "1.2.3", "rejected This is not an amount that can be booked" },
        { "NaN", "rejected This is not an amount that can be booked" },
        { "90071992547409.93", "rejected Amount can be at most ¥90,000,000,000,000.00" },
        { "99999999999999999999", "rejected Amount can be at most ¥90,000,000,000,000.00" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const reading *r = file_read(bill_of(row_amount(cases[i].text), zero_totals));
        char shown[256];
        assert_true(r->is_whole);
        if (r->count[PAYFILE_GIFT])
            snprintf(shown, sizeof shown, "gift %lld", (long long)r->fen[PAYFILE_GIFT]);
        else
            snprintf(shown, sizeof shown, "rejected %s", strrchr(r->rows, ']') + 2);
        print_message("[%s] %s\n", cases[i].text, shown);
        assert_int_equal(strncmp(shown, cases[i].expected, strlen(cases[i].expected)), 0);
    }
}

static void days(void **state)
{
    (void)state;
    static const char bad[] = "2 rejected [交易时间] [%s] This is not a day and time that exist\n";
    static const char *const wrong[] = { "2020-02-30 10:00:00", "2020-02-03 24:00:00",
        "2020-02-03 10:60:00", "2020-13-01 10:00:00", "2020-02-03 10:00:0x", "0000-00-00 00:00:00",
        "", "yesterday" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char expected[256];
        snprintf(expected, sizeof expected, bad, wrong[i]);
        rows_are(bill_of(row_when(wrong[i]), zero_totals), expected);
    }
    static const char *const right[] = { "2020/2/3 18:30:05", "2020-02-03T18:30:05",
        "２０２０-02-03 18:30:05" };
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        rows_are(bill_of(row_when(right[i]), zero_totals),
            "2 gift 20200203+66605 4200000001 m=M4200000001 1000 f=6000\n");
    rows_are(bill_of(row_when("2020/2/3 8:05"), zero_totals),
        "2 gift 20200203+29100 4200000001 m=M4200000001 1000 f=6000\n");
    rows_are(bill_of(row_when("2020-02-03"), zero_totals),
        "2 gift 20200203 4200000001 m=M4200000001 1000 f=6000\n");
}

static void numbers(void **state)
{
    (void)state;
    const char *when = "2020-02-03 18:30:05";
    rows_are(bill_of(rows_of(bill_row(when, "", "SUCCESS", "1.00", "0.00"),
                         bill_row(when, "4.2E+27", "SUCCESS", "1.00", "0.00"),
                         bill_row(when,
                             "42000 \xE3\x80\x80"
                             "00001\t",
                             "SUCCESS", "1.00", "0.00"),
                         bill_row(when, "a'b", "SUCCESS", "1.00", "0.00")),
                 zero_totals),
        "2 rejected [微信订单号] [] The payment number is missing\n"
        "3 rejected [微信订单号] [4.2E+27] A spreadsheet has cut this number short\n"
        "4 gift 20200203+66605 4200000001 m=M4200000001 100 f=6000\n"
        "5 rejected [微信订单号] [a'b] This is not a number that a payment provider gives\n");
}

static void currencies(void **state)
{
    (void)state;
    rows_are((span)SPAN("交易时间,微信订单号,交易状态,应结订单金额,货币种类\n"
                        "`2020-02-03 08:00:00,`1,`SUCCESS,`1.00,`HKD\n"
                        "`2020-02-03 08:00:00,`2,`SUCCESS,`1.00,`\n"
                        "`2020-02-03 08:00:00,`3,`SUCCESS,`1.00,`港币\n"
                        "总交易单数\n`3\n"),
        "2 gift 20200203+28800 1 100 HKD\n3 gift 20200203+28800 2 100\n"
        "4 rejected [货币种类] [港币] A currency has three capital letters\n");
}

/* The bill does not quote: commas in a goods name are told by the missing backtick. */
static void commas_in_names(void **state)
{
    (void)state;
    static const char header[] = "交易时间,微信订单号,交易状态,应结订单金额,商品名称,手续费\n";
    static const char totals[] = "总交易单数\n`1\n";
    char text[1024];
    snprintf(text, sizeof text, "%s`2020-02-03 08:00:00,`1,`SUCCESS,`1.00,`口罩,,手套,`0.006\n%s",
        header, totals);
    rows_are(span_of(text), "2 gift 20200203+28800 1 100 f=600\n");
    snprintf(text, sizeof text,
        "%s`2020-02-03 08:00:00,`1,`SUCCESS,`1.00,\"`口罩,手套\",`0.006\n%s", header, totals);
    rows_are(span_of(text), "2 gift 20200203+28800 1 100 f=600\n");
    snprintf(text, sizeof text, "%s`2020-02-03 08:00:00,`1,`SUCCESS,`1.00,`口罩,`手套,`0.006\n%s",
        header, totals);
    rows_are(span_of(text),
        "2 rejected [交易时间] [2020-02-03 08:00:00] The row has more columns than the header\n");
    snprintf(text, sizeof text, "%s`2020-02-03 08:00:00,`1,`SUCCESS\n%s", header, totals);
    rows_are(span_of(text),
        "2 rejected [交易时间] [2020-02-03 08:00:00] The row has fewer columns than the header\n");
}

/* As a spreadsheet saves it: padded rows, and without backticks. */
static void saved_again(void **state)
{
    (void)state;
    rows_are(
        (span)SPAN("交易时间,微信订单号,交易状态,应结订单金额\n2020/2/3 8:00,1001,SUCCESS,1\n,,,\n"
                   "总交易单数,应结订单总金额,,\n1,1,,\n"),
        "2 gift 20200203+28800 1001 100\n");
    static const char *const sheets[] = {
        "<row r=\"1\"><c t=\"str\"><v>交易时间</v></c><c t=\"str\"><v>微信订单号</v></c><c "
        "t=\"str\"><v>交易状态</v></c>"
        "<c t=\"str\"><v>应结订单金额</v></c></row>"
        "<row r=\"2\"><c t=\"str\"><v>`2020-02-03 08:00:00</v></c><c t=\"str\"><v>`1001</v></c>"
        "<c t=\"str\"><v>`SUCCESS</v></c><c t=\"str\"><v>`1.00</v></c></row>"
        "<row r=\"3\"><c t=\"str\"><v>`2020-02-03 "
        "08:00:00</v></c><c><v>4.2000000012020002E+27</v></c>"
        "<c t=\"str\"><v>`SUCCESS</v></c><c t=\"str\"><v>`1.00</v></c></row>"
        "<row r=\"4\"><c t=\"str\"><v>总交易单数</v></c></row><row r=\"5\"><c "
        "t=\"str\"><v>`2</v></c></row>"
    };
    rows_are(workbook_of(sheets, 1), "2 gift 20200203+28800 1001 100\n"
                                     "3 rejected [微信订单号] [4.2000000012020002E+27] A "
                                     "spreadsheet has cut this number short\n");
}

static void headers_that_do_not_do(void **state)
{
    (void)state;
    file_fails(
        (span)SPAN("交易时间,微信订单号,应结订单金额\n`a\n"), "The bill has no column 交易状态");
    file_fails((span)SPAN("微信订单号,交易状态,应结订单金额\n"), "The bill has no column 交易时间");
    file_fails((span)SPAN("交易时间,微信订单号,交易状态\n"), "The bill has no column 应结订单金额");
    file_fails((span)SPAN("交易时间,微信订单号,交易状态,应结订单金额,退款金额,退款金额\n"),
        "The column 退款金额 stands twice");
}

static void what_stands_behind_the_totals(void **state)
{
    (void)state;
    char totals[TEXT_MAX];
    snprintf(totals, sizeof totals, "%s\r\n\r\n", zero_totals);
    rows_are(bill_of("", totals), "");
    snprintf(totals, sizeof totals, "%s%s", zero_totals, row_amount("1.00"));
    file_fails(bill_of("", totals), "Row 4 stands behind the totals");
    file_fails(
        bill_of("", "`x,`0.0,`0.0,`0.0,`0.0,`0.0,`0.0\r\n"), "The totals in row 3 can't be read");
}

/* Cut at every byte: an error, or (where only blanks or the last line end were lost) the whole
 * bill. */
static void cut_anywhere(void **state)
{
    (void)state;
    span whole =
        bill_of(rows_of(row_amount("10.00"),
                    bill_row("2020-02-03 00:00:00", "2", "REFUND", "0.00", "5.55"), NULL, NULL),
            "`2.0,`10.00,`5.55,`0.0,`0.06,`10.00,`5.55\r\n");
    static char expected[TEXT_MAX];
    snprintf(expected, sizeof expected, "%s", file_read(whole)->rows);
    for (size_t size = 0; size < whole.size; size++) {
        const reading *r = file_read((span){ whole.at, size });
        if (!r->is_whole)
            continue;
        assert_true(size >= whole.size - 2);
        assert_string_equal(r->rows, expected);
        assert_int_equal(r->stated.refund.fen, 555);
    }
    file_fails((span){ whole.at, whole.size - 3 }, "in the middle of row 5");
    span gb = gb18030_of(whole);
    for (size_t size = 0; size < gb.size - 2; size++)
        assert_false(file_read((span){ gb.at, size })->is_whole);
    file_fails(bill_of(row_amount("10.00"), NULL), "ends before its totals, behind row 2");
    span row = bill_of(row_amount("10.00"), NULL);
    file_fails((span){ row.at, row.size - 2 }, "in the middle of row 2");
}

static void damaged_text(void **state)
{
    (void)state;
    span good = bill_of(rows_of(row_amount("10.00"), row_amount("20.00"), NULL, NULL), zero_totals);
    char copy[TEXT_MAX];
    memcpy(copy, good.at, good.size);
    size_t at = good.size - span_search(span_slice(good, 0, good.size), (span)SPAN("总交易"));
    at = good.size - at; /* the totals header; the goods name of row 3 stands before it */
    while (memcmp(copy + at, "温", 3) != 0)
        at--;
    copy[at + 1] = 'x';
    file_fails((span){ copy, good.size }, "Unreadable text from row 3");
    copy[at + 1] = '\0';
    file_fails((span){ copy, good.size }, "Row 3 holds a zero byte");
}

int bill_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gifts_refunds_and_totals),
        cmocka_unit_test(fields_and_positions),
        cmocka_unit_test(empty_bill),
        cmocka_unit_test(the_same_in_gb18030_and_other_line_ends),
        cmocka_unit_test(older_columns_in_another_order),
        cmocka_unit_test(refund_bills_have_their_own_time),
        cmocka_unit_test(states),
        cmocka_unit_test(amounts),
        cmocka_unit_test(days),
        cmocka_unit_test(numbers),
        cmocka_unit_test(currencies),
        cmocka_unit_test(commas_in_names),
        cmocka_unit_test(saved_again),
        cmocka_unit_test(headers_that_do_not_do),
        cmocka_unit_test(what_stands_behind_the_totals),
        cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(damaged_text),
    };
    return cmocka_run_group_tests_name("payfile bill", tests, NULL, NULL);
}
