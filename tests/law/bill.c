/* Small WeChat Pay merchant bills: 27 columns, backticks, header, rows, header of the totals,
 * totals.
 * SPDX-License-Identifier: Apache-2.0 */
#include "bill.h"

#include <stdlib.h>

void bill_begin(bill_text *b, arena *home)
{
    *b = (bill_text){ .text = buffer_in(home, 4096) };
    buffer_text(&b->text, "\xEF\xBB\xBF交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,"
                          "商户订单号,用户标识,交易类型,交易状态,付款银行,"
                          "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,"
                          "充值券退款金额,退款类型,退款状态,"
                          "商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n");
}

static void yuan(buffer *text, int64_t fen)
{
    buffer_format(text, "%lld.%02d", (long long)(fen / 100), (int)(fen % 100));
}

/* A fee has five decimals of a yuan. */
static void fee(buffer *text, int64_t mfen)
{
    buffer_format(
        text, "%s%lld.%05lld", mfen < 0 ? "-" : "", llabs(mfen) / 100000, llabs(mfen) % 100000);
}

void bill_add(bill_text *b, const bill_line *line)
{
    static const char *const states[] = { "SUCCESS", "REFUND", "NOTPAY", "SUCCESS" };
    bool is_refund = line->state == BILL_REFUND;
    buffer *t = &b->text;
    buffer_format(t,
        "`%04d-%02d-%02d "
        "%02d:%02d:%02d,`wx0,`1900000001,`0,`,`%s,`%s,`oPayer,`JSAPI,`%s,`OTHERS,`%s,`",
        line->day.day / 10000, line->day.day / 100 % 100, line->day.day % 100, line->second / 3600,
        line->second / 60 % 60, line->second % 60, line->order, line->merchant, states[line->state],
        line->currency ? line->currency : "CNY");
    if (line->state == BILL_BAD_AMOUNT)
        buffer_text(t, "12.3.4");
    else
        yuan(t, is_refund ? 0 : line->fen);
    buffer_format(t, ",`0.00,`%s,`,`", is_refund ? line->refund : "0");
    yuan(t, is_refund ? line->fen : 0);
    buffer_format(
        t, ",`0.00,`%s,`%s,`爱心,`,`", is_refund ? "ORIGINAL" : "", is_refund ? "SUCCESS" : "");
    fee(t, line->fee_mfen);
    buffer_text(t, ",`0.60%,`");
    yuan(t, is_refund ? 0 : line->fen);
    buffer_text(t, ",`");
    yuan(t, is_refund ? line->fen : 0);
    buffer_text(t, ",`\r\n");
    b->count++; /* the provider counts every row */
    if (line->state != BILL_SUCCESS && line->state != BILL_REFUND)
        return;
    *(is_refund ? &b->refund_fen : &b->fen) += line->fen;
    b->fee_mfen += line->fee_mfen;
}

span bill_end(bill_text *b, int64_t lie_fen)
{
    buffer *t = &b->text;
    buffer_text(t, "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,"
                   "申请退款总金额\r\n");
    buffer_format(t, "`%lld,`", (long long)b->count);
    yuan(t, b->fen + lie_fen);
    buffer_text(t, ",`");
    yuan(t, b->refund_fen);
    buffer_text(t, ",`0.00,`");
    fee(t, b->fee_mfen);
    buffer_text(t, ",`");
    yuan(t, b->fen);
    buffer_text(t, ",`");
    yuan(t, b->refund_fen);
    buffer_text(t, "\r\n");
    return buffer_span(t);
}
