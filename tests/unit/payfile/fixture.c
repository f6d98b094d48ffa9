/* Files for the tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <iconv.h>
#include <stdio.h>
#include <zip.h>

enum { BYTES_MAX = 1024 * 1024, HOME = 1024 * 1024 };

/* "2 gift 20200203+66605 no=.. m=.. r=.. 1000 f=600 CNY", or the reason or fault. */
payfile_profiles house(void)
{
    static arena home;
    static payfile_profiles profiles;
    err e = { 0 };
    if (!home.start) {
        assert_true(arena_open(&home, PROFILE_HOUSE_SIZE));
        assert_true(profile_house(&home, &profiles, &e));
    }
    return profiles;
}

static int row_show(const payfile_row *row, char *into, size_t size)
{
    int used = snprintf(into, size, "%d %s", (int)row->number, payfile_kind_name(row->kind));
    if (row->kind == PAYFILE_IGNORED)
        return used + snprintf(into + used, size - (size_t)used, " %s\n", row->reason);
    if (row->kind == PAYFILE_REJECTED)
        return used + snprintf(into + used, size - (size_t)used, " [%.*s] [%.*s] %s\n",
                          SPAN_PRINT(row->fault.column), SPAN_PRINT(row->fault.value),
                          row->fault.rule);
    used += snprintf(into + used, size - (size_t)used, " %d", row->day.day);
    if (row->second >= 0)
        used += snprintf(into + used, size - (size_t)used, "+%d", row->second);
    used += snprintf(into + used, size - (size_t)used, " %.*s", SPAN_PRINT(row->order_no));
    if (row->merchant_no.size > 0)
        used += snprintf(into + used, size - (size_t)used, " m=%.*s", SPAN_PRINT(row->merchant_no));
    if (row->refund_no.size > 0)
        used += snprintf(into + used, size - (size_t)used, " r=%.*s", SPAN_PRINT(row->refund_no));
    used += snprintf(into + used, size - (size_t)used, " %lld", (long long)row->amount.fen);
    if (row->fee_mfen != 0)
        used += snprintf(into + used, size - (size_t)used, " f=%lld", (long long)row->fee_mfen);
    if (!span_is(row->currency, "CNY"))
        used += snprintf(into + used, size - (size_t)used, " %.*s", SPAN_PRINT(row->currency));
    return used + snprintf(into + used, size - (size_t)used, "\n");
}

static void rows_read(payfile *p, reading *r)
{
    size_t used = 0;
    payfile_row row;
    for (bool is_more = true; is_more;) {
        r->is_whole = payfile_next(p, &row, &is_more, &r->why);
        if (!r->is_whole)
            return;
        if (!is_more)
            break;
        r->count[row.kind]++;
        r->fen[row.kind] += row.amount.fen;
        r->fee_mfen += row.fee_mfen;
        r->flow_in += row.has_flow && row.flow.fen > 0 ? row.flow.fen : 0;
        r->flow_out += row.has_flow && row.flow.fen < 0 ? row.flow.fen : 0;
        if (used < sizeof r->rows - 1024)
            used += (size_t)row_show(&row, r->rows + used, sizeof r->rows - used);
    }
    r->stated = payfile_totals(p);
}

const reading *file_read(span bytes)
{
    static reading r;
    ARENA home = { 0 };
    payfile *p = NULL;
    memset(&r, 0, sizeof r);
    assert_true(arena_open(&home, HOME));
    r.is_open = payfile_detect(bytes, house(), &r.format, &r.why) &&
                payfile_open(&home, &r.format, bytes, &p, &r.why);
    if (r.is_open)
        rows_read(p, &r);
    payfile_close(p);
    return &r;
}

static const char *why_text(const err *e)
{
    static char shown[512];
    shown[0] = '\0';
    if (e->message)
        err_render(e, e->message, shown, sizeof shown);
    return shown;
}

const reading *rows_are(span bytes, const char *expected)
{
    const reading *r = file_read(bytes);
    if (!r->is_whole)
        print_message("%s\n", why_text(&r->why));
    assert_true(r->is_whole);
    assert_string_equal(r->rows, expected);
    return r;
}

void file_fails(span bytes, const char *says)
{
    const reading *r = file_read(bytes);
    if (r->is_whole)
        print_message("not refused:\n%s", r->rows);
    assert_false(r->is_whole);
    if (!strstr(why_text(&r->why), says))
        print_message("expected %s, got %s\n", says, why_text(&r->why));
    assert_non_null(strstr(why_text(&r->why), says));
}

span bill_of(const char *rows, const char *totals)
{
    static char bytes[BYTES_MAX];
    int size = snprintf(bytes, sizeof bytes,
        "\xEF\xBB\xBF交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,"
        "交易类型,交易状态,"
        "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,"
        "充值券退款金额,退款类型,"
        "退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n%s%s%s",
        rows,
        totals ? "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,"
                 "申请退款总金额\r\n"
               : "",
        totals ? totals : "");
    assert_true(size > 0 && size < BYTES_MAX);
    return (span){ bytes, (size_t)size };
}

const char *bill_row(
    const char *when, const char *order, const char *state, const char *amount, const char *refund)
{
    static char rows[8][1024];
    static int next;
    char *row = rows[next++ % 8];
    bool is_refund = strcmp(refund, "0.00") != 0;
    snprintf(row, sizeof rows[0],
        "`%s,`wx0000000000000001,`1900000001,`0,`,`%s,`M%s,`openid-1,`JSAPI,`%s,`OTHERS,`CNY,`%s,`"
        "0.00,`%s,`%s,"
        "`%s,`0.00,`%s,`%s,`温暖捐款,`,`%s,`0.60%%,`%s,`%s,`\r\n",
        when, order, order, state, amount, is_refund ? "5030001" : "0", is_refund ? "R1" : "0",
        refund, is_refund ? "ORIGINAL" : "", is_refund ? "SUCCESS" : "",
        is_refund ? "0.00000" : "0.06000", amount, refund);
    return row;
}

span gb18030_of(span utf8)
{
    static char bytes[BYTES_MAX];
    if (span_starts(utf8, (span)SPAN("\xEF\xBB\xBF")))
        utf8 = span_slice(utf8, 3, utf8.size);
    iconv_t converter = iconv_open("GB18030", "UTF-8");
    assert_true(converter != (iconv_t)-1);
    char copy[65536];
    assert_true(utf8.size < sizeof copy);
    memcpy(copy, utf8.at, utf8.size);
    char *in = copy, *out = bytes;
    size_t in_size = utf8.size, out_size = sizeof bytes;
    assert_int_equal(iconv(converter, &in, &in_size, &out, &out_size), 0);
    iconv_close(converter);
    return (span){ bytes, sizeof bytes - out_size };
}

static void part_add(zip_t *zip, const char *name, const char *text, size_t size)
{
    zip_source_t *source = zip_source_buffer(zip, text, size, 0);
    assert_non_null(source);
    assert_true(zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) >= 0);
}

span workbook_of(const char *const *sheets, size_t count)
{
    static char bytes[BYTES_MAX], xml[4][BYTES_MAX / 4], book[1024], relations[2048];
    char name[64];
    assert_true(count <= 4);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    assert_non_null(zip);
    strcpy(book, "<workbook><sheets>");
    strcpy(relations, "<Relationships>");
    for (size_t i = 0; i < count; i++) {
        int size = snprintf(
            xml[i], sizeof xml[i], "<worksheet><sheetData>%s</sheetData></worksheet>", sheets[i]);
        assert_true(size > 0 && size < (int)sizeof xml[i]);
        snprintf(name, sizeof name, "xl/worksheets/sheet%d.xml", (int)i + 1);
        part_add(zip, name, xml[i], (size_t)size);
        size_t used = strlen(book);
        snprintf(book + used, sizeof book - used, "<sheet name=\"Sheet%d\" id=\"r%d\"/>",
            (int)i + 1, (int)i);
        used = strlen(relations);
        snprintf(relations + used, sizeof relations - used,
            "<Relationship Id=\"r%d\" Type=\"/worksheet\" Target=\"worksheets/sheet%d.xml\"/>",
            (int)i, (int)i + 1);
    }
    strcat(book, "</sheets></workbook>");
    strcat(relations, "</Relationships>");
    part_add(zip, "xl/workbook.xml", book, strlen(book));
    part_add(zip, "xl/_rels/workbook.xml.rels", relations, strlen(relations));
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_open(source), 0);
    zip_int64_t size = zip_source_read(source, bytes, sizeof bytes);
    assert_true(size > 0 && size < BYTES_MAX);
    zip_source_close(source);
    zip_source_free(source);
    return (span){ bytes, (size_t)size };
}

const char *qr_row(int row, const char *number, const char *amount)
{
    static char rows[64][512];
    static int next;
    char *into = rows[next++ % 64];
    int used = snprintf(into, sizeof rows[0], "<row r=\"%d\">", row);
    if (number)
        used += snprintf(into + used, sizeof rows[0] - (size_t)used,
            "<c r=\"A%d\" t=\"inlineStr\"><is><t xml:space=\"preserve\">%s     </t></is></c>", row,
            number);
    if (amount)
        used += snprintf(
            into + used, sizeof rows[0] - (size_t)used, "<c r=\"C%d\"><v>%s</v></c>", row, amount);
    snprintf(into + used, sizeof rows[0] - (size_t)used, "</row>");
    return into;
}
