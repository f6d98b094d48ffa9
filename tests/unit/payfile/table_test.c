/* Tables that a profile describes: banks, wallets, rolls.  All data invented.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>

/* One row as text; a table's header stands in its first line. */
#define BANK "交易日期,收入,支出,余额,对方户名,摘要,附言\n"

static void money_in_and_out(void **state)
{
    (void)state;
    const reading *r = file_read((span)SPAN(
        BANK "2020-01-29,100.00,,1100.00,王小明,转账,捐款\n"
             "2020-01-30,,\"1,050.00\",50.00,某公司,货款,口罩\n"
             "2020-01-31,0.37,,50.37,,结息,\n"
             "2020-02-01,,5.00,45.37,,手续费,\n"
             "2020-02-02,994.00,0.00,\"1,039.37\",财付通支付科技有限公司,往来,商户结算\n"));
    assert_true(r->is_whole);
    assert_string_equal(r->format.name, "bank");
    assert_int_equal(r->count[PAYFILE_GIFT], 1);
    assert_int_equal(r->fen[PAYFILE_GIFT], 10000);
    assert_int_equal(r->count[PAYFILE_IGNORED], 2);
    assert_int_equal(r->count[PAYFILE_FEE], 1);
    assert_int_equal(r->fen[PAYFILE_FEE], 500);
    assert_int_equal(r->count[PAYFILE_SETTLEMENT], 1);
    assert_int_equal(r->fen[PAYFILE_SETTLEMENT], 99400);
    assert_int_equal(r->flow_in, 109437);
    assert_int_equal(r->flow_out, -105500);
    assert_int_equal(r->stated.balance_count, 5);
    assert_int_equal(r->stated.balance_break, 0);
    assert_int_equal(r->stated.opening.fen, 100000);
    assert_int_equal(r->stated.closing.fen, 103937);
}

/* A charge without an amount moves nothing; one that is given back is less than 0. */
static void charges(void **state)
{
    (void)state;
    const reading *r = file_read((span)SPAN(BANK "2020-01-29,,0.00,100.00,,手续费,\n"
                                                 "2020-01-30,5.00,,105.00,,手续费,退\n"));
    assert_int_equal(r->count[PAYFILE_IGNORED], 1);
    assert_int_equal(r->count[PAYFILE_FEE], 1);
    assert_int_equal(r->fen[PAYFILE_FEE], -500);
}

/* A payer who writes of an interest is a giver; the bank's own word is in its own column. */
static void interest_in_a_remark(void **state)
{
    (void)state;
    const reading *r =
        file_read((span)SPAN(BANK "2020-01-29,100.00,,1100.00,王小明,转账,把利息捐给武汉\n"));
    assert_int_equal(r->count[PAYFILE_GIFT], 1);
}

/* Yen have no decimals, dinars three: flows and balances stand in the smallest unit of each. */
static void other_decimals(void **state)
{
    (void)state;
    const reading *yen = file_read((span)SPAN("记账日期,币别,金额,余额,对方账户名\n"
                                              "2020-02-01,JPY,\"3,000\",\"5,000\",山田\n"
                                              "2020-02-02,JPY,500,\"5,500.00\",佐藤\n"
                                              "2020-02-03,JPY,10.50,\"5,510.50\",铃木\n"));
    assert_true(yen->is_whole);
    assert_int_equal(yen->fen[PAYFILE_GIFT], 3500);
    assert_int_equal(yen->count[PAYFILE_REJECTED], 1);
    assert_non_null(strstr(yen->rows, "This currency has no such decimals"));
    assert_int_equal(yen->flow_in, 3500);
    const reading *dinars = file_read((span)SPAN("记账日期,币别,金额,余额,对方账户名\n"
                                                 "2020-02-01,KWD,1.234,\"1,001.234\",甲\n"
                                                 "2020-02-02,KWD,-0.234,\"1,001.000\",乙\n"
                                                 "2020-02-03,KWD,2,\"1,003\",丙\n"
                                                 "2020-02-04,KWD,1.2345,\"1,004.2345\",丁\n"));
    assert_int_equal(dinars->fen[PAYFILE_GIFT], 1234 + 2000);
    assert_int_equal(dinars->flow_out, -234);
    assert_int_equal(dinars->stated.opening.fen, 1000000);
    assert_int_equal(dinars->count[PAYFILE_REJECTED], 1);
}

static void one_signed_amount(void **state)
{
    (void)state;
    const reading *r = file_read((span)SPAN("银行交易明细\n"
                                            "记账日期,币别,金额,余额,对方账户名\n"
                                            "2020-02-02,人民币,-72.00,28.00,某店\n"
                                            "2020-02-01,人民币,100.00,100.00,王小明\n"));
    assert_true(r->is_whole);
    assert_int_equal(r->fen[PAYFILE_GIFT], 10000);
    assert_int_equal(r->stated.balance_break, 0);
    assert_true(r->stated.is_newest_first);
    assert_int_equal(r->stated.opening.fen, 0);
    assert_int_equal(r->stated.closing.fen, 2800);
}

static void marks_of_the_way(void **state)
{
    (void)state;
    static const char *const ins[] = { "贷", "收", "C", "Cr", "CR" };
    static const char *const outs[] = { "借", "付", "D", "Dr", "DR" };
    for (size_t i = 0; i < sizeof ins / sizeof *ins; i++) {
        char file[400];
        int size = snprintf(file, sizeof file,
            "交易时间,借贷标志,交易金额,余额,对方户名\n"
            "2020-02-01 10:00:01,%s,100.00,100.00,王小明\n"
            "2020-02-01 10:00:02,%s,30.00,70.00,某店\n",
            ins[i], outs[i]);
        const reading *r = file_read((span){ file, (size_t)size });
        assert_true(r->is_whole);
        assert_int_equal(r->fen[PAYFILE_GIFT], 10000);
        assert_int_equal(r->fen[PAYFILE_IGNORED], 3000);
        assert_int_equal(r->stated.balance_break, 0);
    }
    const reading *r = file_read(
        (span)SPAN("交易时间,借贷标志,交易金额,余额,对方户名\n2020-02-01,红,1.00,1.00,甲\n"));
    assert_int_equal(r->count[PAYFILE_REJECTED], 1);
}

static void a_balance_that_breaks(void **state)
{
    (void)state;
    const reading *r = file_read((span)SPAN(BANK "2020-01-29,100.00,,100.00,甲,转账,\n"
                                                 "2020-01-30,50.00,,150.00,乙,转账,\n"
                                                 "2020-01-31,10.00,,165.00,丙,转账,\n"));
    assert_true(r->is_whole);
    assert_int_equal(r->stated.balance_break, 4);
}

static void years_above_the_table(void **state)
{
    (void)state;
    const reading *r = file_read((span)SPAN("起始日期：2019-12-20 终止日期：2020-01-31\n"
                                            "日期,收入,余额,对方户名\n"
                                            "12-31,1.00,1.00,甲\n"
                                            "1月2日,2.00,3.00,乙\n"));
    assert_true(r->is_whole);
    assert_non_null(strstr(r->rows, "3 gift 20191231"));
    assert_non_null(strstr(r->rows, "4 gift 20200102"));
    assert_int_equal(r->stated.first_day.day, 20191220);
    assert_int_equal(r->stated.last_day.day, 20200131);
    r = file_read((span)SPAN("日期,收入,余额,对方户名\n12-31,1.00,1.00,甲\n"));
    assert_int_equal(r->count[PAYFILE_REJECTED], 1);
    assert_non_null(strstr(r->rows, "The year is missing"));
}

static void forms_of_amounts(void **state)
{
    (void)state;
    static const char *const forms[] = { "\"1,234.50\"", "¥1234.5", "CNY 1234.50", "RMB1234.50",
        "１２３４．５０", "1234.50元", "\"￥1,234.50\"", "1234.50\xE2\x80\x8B", "+1234.50" };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char file[400];
        int size = snprintf(file, sizeof file,
            "日期,收入,支出,余额,对方户名\n2020-02-01,%s,--,9999.00,甲\n", forms[i]);
        const reading *r = file_read((span){ file, (size_t)size });
        assert_true(r->is_whole);
        print_message("%s\n", forms[i]);
        assert_int_equal(r->fen[PAYFILE_GIFT], 123450);
    }
    const reading *r =
        file_read((span)SPAN("日期,收入,支出,余额,对方户名\n2020-02-01,12.345,,1.00,甲\n"));
    assert_int_equal(r->count[PAYFILE_REJECTED], 1);
    r = file_read((span)SPAN("日期,收入,支出,余额,对方户名\n2020-02-01,1.00,2.00,1.00,甲\n"));
    assert_int_equal(r->count[PAYFILE_REJECTED], 1);
}

/* Equal rows are different payments; the same rows in another file get the same numbers. */
static void rows_without_numbers(void **state)
{
    (void)state;
    char first[16384];
    const reading *r =
        file_read((span)SPAN("捐赠日期,捐赠人,捐赠金额\n"
                             "2020-01-29,甲,20\n2020-01-29,甲,20\n2020-01-29,乙,20\n"));
    assert_true(r->is_whole);
    assert_string_equal(r->format.name, "roll");
    assert_int_equal(r->count[PAYFILE_GIFT], 3);
    assert_non_null(strstr(r->rows, "-1 2000"));
    assert_non_null(strstr(r->rows, "-2 2000"));
    strcpy(first, r->rows);
    r = file_read((span)SPAN("某基金会捐赠公示,,\n捐赠日期,捐赠人,捐赠金额\n"
                             "2020年1月29日,甲,20.00\n2020/1/29,甲,¥20\n2020.01.29,乙,20\n"));
    assert_int_equal(r->count[PAYFILE_GIFT], 3);
    for (char *line = strtok(first, "\n"); line; line = strtok(NULL, "\n"))
        assert_non_null(strstr(r->rows, strchr(line, ' ')));
}

static void rolls_with_titles_and_totals(void **state)
{
    (void)state;
    const reading *r = file_read((span)SPAN("某慈善总会2020年2月5日接收捐赠公示,,,\n"
                                            "单位：元,,,\n"
                                            "序号,捐赠单位（个人）,捐赠金额（元）,备注\n"
                                            "1,某公司,\"10,000\",定向黄冈\n"
                                            "2,王小明,50,李明转来王小明捐款\n"
                                            ",,,\n"
                                            "小计,,\"10,050\",\n"
                                            "序号,捐赠单位（个人）,捐赠金额（元）,备注\n"
                                            "3,爱心人士,0.01,\n"
                                            "合计,,\"10,050.01\",\n"
                                            "共3笔,,,\n"));
    assert_true(r->is_whole);
    assert_int_equal(r->count[PAYFILE_GIFT], 3);
    assert_int_equal(r->fen[PAYFILE_GIFT], 1005001);
    assert_int_equal(r->count[PAYFILE_REJECTED], 0);
    assert_true(r->stated.has_amount);
    assert_int_equal(r->stated.amount.fen, 1005001);
    assert_true(r->stated.has_count);
    assert_int_equal(r->stated.count, 3);
    assert_non_null(strstr(r->rows, "4 gift 20200205"));
    r = file_read((span)SPAN("2020年2月5日捐赠,\n单位：万元,\n捐赠人,金额\n某公司,1.25\n"));
    assert_int_equal(r->fen[PAYFILE_GIFT], 1250000);
}

static void wallets(void **state)
{
    (void)state;
    const reading *r = file_read((span)SPAN(
        "微信支付账单明细,,\n微信昵称：[测试],,\n"
        "起始时间：[2020-01-29 00:00:00] 终止时间：[2020-02-01 23:59:59],,\n共4笔记录,,\n"
        "收入：1笔 20.00元,,\n支出：1笔 5.00元,,\n,,\n"
        "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
        "2020-01-29 "
        "10:00:00,二维码收款,甲,收款方备注:捐款,收入,¥20.00,/"
        ",已收钱,1000050001202001290000000001\t,/,/\n"
        "2020-01-29 "
        "11:00:00,商户消费,店,口罩,支出,¥5.00,零钱,支付成功,4200000001202001290000000002\t,A1\t,/\n"
        "2020-01-30 "
        "11:00:00,零钱提现,银行,/,/,¥10.00,银行,提现已到账,2000000001202001300000000003\t,/"
        ",服务费¥0.10\n"
        "2020-01-31 "
        "11:00:00,转账,乙,/,收入,¥7.00,/,已全额退款,1000050001202001310000000004\t,/,/\n"));
    assert_true(r->is_whole);
    assert_string_equal(r->format.name, "wechat-personal");
    assert_int_equal(r->count[PAYFILE_GIFT], 1);
    assert_non_null(strstr(r->rows, "9 gift 20200129+36000 1000050001202001290000000001 2000"));
    assert_int_equal(r->count[PAYFILE_SETTLEMENT], 1);
    assert_int_equal(r->count[PAYFILE_IGNORED], 2);
    assert_int_equal(r->stated.count, 4);
    assert_int_equal(r->stated.amount.fen, 2000);
    assert_true(r->stated.has_out);
    assert_int_equal(r->stated.out.fen, 500);
}

static void alipay_trade_bill(void **state)
{
    (void)state;
    const reading *r = file_read(gb18030_of(
        (span)SPAN("#支付宝业务明细查询\n#账号：[20880000000000000156]\n"
                   "#起始日期：[2020年01月29日 00:00:00]   终止日期：[2020年01月30日 00:00:00]\n"
                   "#-----------------------------------------业务明细列表-------------------------"
                   "---------------\n"
                   "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,对方账户,"
                   "订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）,备注\n"
                   "2020012922001400000000000001\t,A1\t,交易\t,捐款,2020-01-29 10:00:00,2020-01-29 "
                   "10:00:05,*明(13****01),100.00,100.00,,-0.60,\n"
                   "2020012922001400000000000001\t,A1\t,退款\t,捐款,2020-01-29 10:00:00,2020-01-29 "
                   "12:00:05,*明(13****01),-100.00,-100.00,R1,0.60,\n"
                   "#-----------------------------------------业务明细列表结束---------------------"
                   "---------------\n"
                   "#导出时间：[2020年01月30日 09:00:00]\n")));
    assert_true(r->is_whole);
    assert_string_equal(r->format.name, "alipay-trade");
    assert_string_equal(r->rows,
        "6 gift 20200129+36005 2020012922001400000000000001 m=A1 10000 f=60000\n"
        "7 refund 20200129+43205 2020012922001400000000000001 m=A1 r=R1 10000 f=-60000\n");
}

static void files_that_are_cut(void **state)
{
    (void)state;
    file_fails((span)SPAN(BANK "2020-01-29,100.00,,100.00,甲,转账,捐"), "middle of row 2");
    file_fails((span)SPAN("捐赠日期,捐赠人,捐赠金额\n2020-01-29,甲,20\n2020-01-29,乙,2"),
        "middle of row 3");
    /* The balances say that it is whole. */
    const reading *r = file_read((span)SPAN("日期,收入,余额,对方户名\n2020-01-29,1.00,1.00,甲\n"
                                            "2020-01-29,2.00,3.00,乙"));
    assert_true(r->is_whole);
    assert_int_equal(r->count[PAYFILE_GIFT], 2);
}

/* Cells of GB18030 are converted together; each stays apart, and half a character is told. */
static void cells_of_gb18030(void **state)
{
    (void)state;
    const span whole =
        gb18030_of((span)SPAN("日期,收入,余额,对方户名,附言\n2020-01-29,1.00,1.00,王小明,捐款\n"
                              "2020-01-30,2.00,3.00,,加油\n"));
    static const span last = SPAN("\xC3\xF7"); /* 明 */
    char bytes[256];
    assert_true(whole.size < sizeof bytes);
    memcpy(bytes, whole.at, whole.size);
    const reading *r = file_read((span){ bytes, whole.size });
    assert_true(r->is_whole);
    assert_int_equal(r->fen[PAYFILE_GIFT], 300);
    /* The last character of the name loses its second byte to the comma behind it. */
    bytes[span_search((span){ bytes, whole.size }, last) + 1] = ',';
    file_fails((span){ bytes, whole.size }, "row 2");
}

static void other_currencies(void **state)
{
    (void)state;
    const reading *r = file_read((span)SPAN("币种：港币\n日期,收入,余额,对方户名\n"
                                            "2020-01-29,100.00,100.00,甲\n"));
    assert_true(r->is_whole);
    assert_non_null(strstr(r->rows, " HKD"));
    r = file_read((span)SPAN("日期,币种,收入,余额,对方户名\n2020-01-29,美元,1.00,1.00,甲\n"
                             "2020-01-29,贝壳,1.00,2.00,甲\n"));
    assert_non_null(strstr(r->rows, " USD"));
    assert_int_equal(r->count[PAYFILE_REJECTED], 1);
}

int table_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_in_and_out),
        cmocka_unit_test(charges),
        cmocka_unit_test(interest_in_a_remark),
        cmocka_unit_test(other_decimals),
        cmocka_unit_test(one_signed_amount),
        cmocka_unit_test(marks_of_the_way),
        cmocka_unit_test(a_balance_that_breaks),
        cmocka_unit_test(years_above_the_table),
        cmocka_unit_test(forms_of_amounts),
        cmocka_unit_test(rows_without_numbers),
        cmocka_unit_test(rolls_with_titles_and_totals),
        cmocka_unit_test(wallets),
        cmocka_unit_test(alipay_trade_bill),
        cmocka_unit_test(files_that_are_cut),
        cmocka_unit_test(cells_of_gb18030),
        cmocka_unit_test(other_currencies),
    };
    return cmocka_run_group_tests_name("payfile table", tests, NULL, NULL);
}
