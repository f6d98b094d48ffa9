/* WeChat Pay merchant bill (trade bill): header, rows, header of the totals, totals.  Data fields
 * begin with a backtick.  Source: domain facts §5; https://pay.weixin.qq.com, "下载交易账单".
 * A row's gross amount is 应结订单金额 (older: 总金额): what the merchant is to get, before the fee.
 * States: SUCCESS is a gift; REFUND a refund; REVOKED a reversal at the till: a refund when it
 * states one, else no money moved.  States that mean "never paid" are ignored; any other state is
 * rejected, for it may be money.
 * A bill without its totals was cut off, and nothing behind the totals belongs to it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include <assert.h>

enum bill_column {
    TIME,
    ACCOUNT,
    ORDER,
    MERCHANT,
    PAYER,
    STATE,
    CURRENCY,
    AMOUNT,
    REFUND_NO,
    REFUND,
    REFUND_STATE,
    REFUND_TIME,
    GOODS,
    FEE,
    ASKED
};
static_assert(ASKED + 1 == BILL_COLUMNS, "every column of the bill has its place");

enum { FEN_MFEN = 1000 };

typedef struct column_name {
    const char *name;
    int column;
} column_name;

/* For one column the first name that the file has is taken. */
static const column_name column_names[] = {
    { "交易时间", TIME },
    { "商户号", ACCOUNT },
    { "微信订单号", ORDER },
    { "商户订单号", MERCHANT },
    { "用户标识", PAYER },
    { "交易状态", STATE },
    { "货币种类", CURRENCY },
    { "应结订单金额", AMOUNT },
    { "总金额", AMOUNT },
    { "订单金额", AMOUNT },
    { "微信退款单号", REFUND_NO },
    { "退款金额", REFUND },
    { "退款状态", REFUND_STATE },
    { "退款成功时间", REFUND_TIME },
    { "商品名称", GOODS },
    { "手续费", FEE },
    { "申请退款金额", ASKED },
};

static const int needed[] = { TIME, ORDER, STATE, AMOUNT };

static const char *needed_name(int column)
{
    for (size_t i = 0; i < sizeof column_names / sizeof *column_names; i++) {
        if (column_names[i].column == column)
            return column_names[i].name;
    }
    assert(false);
    return "";
}

static bool is_bill_header(const head_row *row)
{
    return head_find(row, "微信订单号") >= 0 &&
           (head_find(row, "交易状态") >= 0 || head_find(row, "交易时间") >= 0 ||
               head_find(row, "商户订单号") >= 0);
}

/* The header is the first line; a preface above it does no harm. */
static int bill_claims(const head *h, bool *ret_is_data)
{
    (void)ret_is_data;
    for (size_t i = 0; i < h->count; i++) {
        if (is_bill_header(&h->rows[i]))
            return (int)i;
    }
    return -1;
}

static bool names_are_single(const head_row *names, err *reterr)
{
    for (size_t i = 0; i < names->count; i++) {
        for (size_t k = i + 1; k < names->count; k++) {
            if (names->names[i].size > 0 && span_equal(names->names[i], names->names[k]))
                return err_set(reterr, ERR_INPUT, N_("The column %.*s stands twice in the header"),
                    SPAN_PRINT(names->said[i]));
        }
    }
    return true;
}

static bool bill_open(payfile *p, const head *h, int row, err *reterr)
{
    const head_row *names = &h->rows[row];
    bill *b = &p->bill;
    *b = (bill){ .count = p->name_count };
    for (int i = 0; i < BILL_COLUMNS; i++)
        b->columns[i] = -1;
    for (size_t i = 0; i < sizeof column_names / sizeof *column_names; i++) {
        int *column = &b->columns[column_names[i].column];
        if (*column < 0)
            *column = head_find(names, column_names[i].name);
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (b->columns[needed[i]] < 0)
            return err_set(
                reterr, ERR_INPUT, N_("The bill has no column %s"), needed_name(needed[i]));
    }
    span bytes = p->source.csv.bytes;
    b->is_summed =
        bytes.size > 0 && bytes.at[bytes.size - 1] != '\n' && bytes.at[bytes.size - 1] != '\r';
    return names_are_single(names, reterr);
}

/* ---- totals ---------------------------------------------------------------------------------- */

typedef enum total_role {
    TOTAL_OTHER,
    TOTAL_COUNT,
    TOTAL_AMOUNT,
    TOTAL_REFUND,
    TOTAL_FEE,
    TOTAL_ASKED
} total_role;

static total_role total_of(span name)
{
    static const struct {
        const char *name;
        total_role role;
    } roles[] = {
        { "总交易单数", TOTAL_COUNT },
        { "应结订单总金额", TOTAL_AMOUNT },
        { "总交易额", TOTAL_AMOUNT },
        { "总金额", TOTAL_AMOUNT },
        { "退款总金额", TOTAL_REFUND },
        { "总退款金额", TOTAL_REFUND },
        { "手续费总金额", TOTAL_FEE },
        { "申请退款总金额", TOTAL_ASKED },
    };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (span_is(name, roles[i].name))
            return roles[i].role;
    }
    return TOTAL_OTHER;
}

static bool is_totals_header(payfile *p)
{
    span first = cell_text(&p->source, 0);
    return first.size > 0 && (unsigned char)first.at[0] >= 0x80 &&
           total_of(cell_name(&p->source, 0)) == TOTAL_COUNT;
}

/* Reads one total; *ret_asked is only for the check of the last one. */
static bool total_read(payfile *p, total_role role, int index, money *ret_asked)
{
    payfile_stated *s = &p->stated;
    const char *rule = NULL;
    bool is_exact = false;
    switch (role) {
    case TOTAL_COUNT:
        s->has_count = sheet_number(cell_normal(&p->source, index), 0, &s->count, &is_exact);
        return s->has_count && is_exact && s->count >= 0;
    case TOTAL_AMOUNT: return s->has_amount = cell_money(&p->source, index, &s->amount, &rule);
    case TOTAL_REFUND: return s->has_refund = cell_money(&p->source, index, &s->refund, &rule);
    case TOTAL_FEE: return s->has_fee = cell_fee(&p->source, index, &s->fee_mfen);
    case TOTAL_ASKED: return cell_money(&p->source, index, ret_asked, &rule);
    case TOTAL_OTHER: break;
    }
    return true;
}

/* The file has no last line break: either somebody trimmed it or it was cut inside the last
 * number.  The rows tell. */
static bool last_total_fits(const payfile *p, total_role role, money asked)
{
    const bill *b = &p->bill;
    int64_t fee_apart = p->stated.fee_mfen - b->fee_mfen;
    switch (role) {
    case TOTAL_AMOUNT: return p->stated.amount.fen == b->amount.fen;
    case TOTAL_REFUND: return p->stated.refund.fen == b->refund.fen;
    case TOTAL_FEE: return fee_apart > -FEN_MFEN && fee_apart < FEN_MFEN;
    case TOTAL_ASKED: return asked.fen == b->asked.fen;
    case TOTAL_COUNT:
    case TOTAL_OTHER: break;
    }
    return false;
}

/* The current row is the header of the totals: reads the row behind it. */
static bool totals_read(payfile *p, err *reterr)
{
    total_role roles[SHEET_COLUMNS_MAX];
    size_t count = p->source.row.count;
    for (; count > 0 && cell_text(&p->source, (int)count - 1).size == 0; count--)
        ;
    for (size_t i = 0; i < count; i++)
        roles[i] = total_of(cell_name(&p->source, (int)i));
    int64_t header = p->source.row.number;
    bool is_more = true;
    do {
        if (!source_next(&p->source, &is_more, reterr))
            return false;
    } while (is_more && row_is_blank(&p->source.row));
    if (!is_more || p->source.row.count < count)
        return row_cut(p, reterr);
    money asked = { 0 };
    for (size_t i = 0; i < count; i++) {
        if (!total_read(p, roles[i], (int)i, &asked))
            return p->source.row.has_end
                       ? err_set(reterr, ERR_INPUT, N_("The totals in row %lld can't be read"),
                             (long long)header + 1)
                       : row_cut(p, reterr);
    }
    if (!p->source.row.has_end &&
        !last_total_fits(p, count > 0 ? roles[count - 1] : TOTAL_OTHER, asked))
        return row_cut(p, reterr);
    p->bill.has_totals = true;
    return true;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static span text_at(const payfile *p, enum bill_column column)
{
    return cell_text(&p->source, p->bill.columns[column]);
}

static const char hint_again[] =
    N_("Download the bill again, and do not save it from a spreadsheet program");

static void reject(payfile *p, payfile_row *row, enum bill_column column, const char *rule)
{
    row_reject(row, (payfile_fault){
                        .column = name_of(p, p->bill.columns[column]),
                        .value = text_at(p, column),
                        .rule = rule,
                        .hint = hint_again,
                    });
}

/* A goods name may hold a comma, and the bill does not quote: a field without a backtick behind
 * one with it is the rest of that one. */
static void fields_join(sheet_row *row, size_t count)
{
    for (; row->count > count && row->fields[row->count - 1].size == 0; row->count--)
        ;
    bool has_ticks = row->count > 0 && row->fields[0].size > 0 && row->fields[0].at[0] == '`';
    if (row->count <= count || !has_ticks)
        return;
    size_t kept = 0;
    for (size_t i = 1; i < row->count; i++) {
        span *last = &row->fields[kept];
        span field = row->fields[i];
        bool is_rest =
            (field.size == 0 || field.at[0] != '`') && last->at + last->size + 1 == field.at;
        if (is_rest)
            last->size += field.size + 1;
        else
            row->fields[++kept] = field;
    }
    row->count = kept + 1;
}

static bool state_is(span state, const char *const *list)
{
    for (; *list; list++) {
        if (span_is(state, *list))
            return true;
    }
    return false;
}

/* Gift, refund, ignored or rejected, by the states of payment and refund. */
static void row_kind(payfile *p, payfile_row *row)
{
    static const char *const unpaid[] = { "NOTPAY", "CLOSED", "USERPAYING", "PAYERROR", "ACCEPT",
        NULL };
    static const char *const returned[] = { "FAIL", "CHANGE", "CLOSED", NULL };
    span state = text_at(p, STATE);
    if (span_is(state, "SUCCESS")) {
        row->kind = PAYFILE_GIFT;
        return;
    }
    if (state_is(state, unpaid)) {
        row->kind = PAYFILE_IGNORED;
        row->reason = N_("This order was not paid");
        return;
    }
    if (!span_is(state, "REFUND") && !span_is(state, "REVOKED")) {
        reject(p, row, STATE, N_("This state of a payment is not known"));
        return;
    }
    row->kind = PAYFILE_REFUND;
    if (!state_is(text_at(p, REFUND_STATE), returned))
        return;
    row->kind = PAYFILE_IGNORED;
    row->reason = N_("This refund failed: no money moved");
}

static bool row_number(payfile *p, payfile_row *row, enum bill_column column, span *ret)
{
    const char *rule = NULL;
    if (cell_code(&p->source, p->bill.columns[column], ret, &rule))
        return true;
    reject(p, row, column, rule);
    return false;
}

/* Numbers that are the payment's key: each is whole or the row is rejected. */
static bool row_key(payfile *p, payfile_row *row)
{
    if (!row_number(p, row, ORDER, &row->order_no))
        return false;
    const char *rule = NULL;
    if (!cell_code(&p->source, p->bill.columns[MERCHANT], &row->merchant_no, &rule) &&
        rule != cell_code_missing) {
        reject(p, row, MERCHANT, rule);
        return false;
    }
    if (row->kind != PAYFILE_REFUND)
        return true;
    if (cell_code(&p->source, p->bill.columns[REFUND_NO], &row->refund_no, &rule))
        return true;
    if (rule == cell_code_missing && span_is(text_at(p, STATE), "REVOKED")) {
        row->refund_no = (span)SPAN("REVOKED");
        return true;
    }
    reject(
        p, row, REFUND_NO, rule == cell_code_missing ? N_("The refund number is missing") : rule);
    return false;
}

static bool row_when(payfile *p, payfile_row *row)
{
    enum bill_column column = TIME;
    if (row->kind == PAYFILE_REFUND && text_at(p, REFUND_TIME).size > 0)
        column = REFUND_TIME;
    if (cell_when(&p->source, p->bill.columns[column], &row->day, &row->second))
        return true;
    reject(p, row, column, N_("This is not a day and time that exist"));
    return false;
}

static bool row_amount(payfile *p, payfile_row *row)
{
    const char *rule = NULL;
    enum bill_column column = row->kind == PAYFILE_REFUND ? REFUND : AMOUNT;
    bool is_well = cell_money(&p->source, p->bill.columns[column], &row->amount, &rule);
    if (is_well && row->amount.fen == 0 && column == REFUND &&
        span_is(text_at(p, STATE), "REVOKED")) {
        row->kind = PAYFILE_IGNORED;
        row->reason = N_("This payment was reversed before it counted");
        return true;
    }
    if (is_well && row->amount.fen <= 0)
        rule = N_("Amount must be more than 0");
    if (!rule && cell_fee(&p->source, p->bill.columns[FEE], &row->fee_mfen))
        return true;
    reject(p, row, rule ? column : FEE, rule ? rule : N_("The fee is not an amount"));
    return false;
}

static bool row_currency(payfile *p, payfile_row *row)
{
    row->currency = text_at(p, CURRENCY);
    if (row->currency.size == 0)
        row->currency = (span)SPAN("CNY");
    bool is_code = row->currency.size == 3;
    for (size_t i = 0; i < row->currency.size; i++)
        is_code &= row->currency.at[i] >= 'A' && row->currency.at[i] <= 'Z';
    if (!is_code)
        reject(p, row, CURRENCY, N_("A currency has three capital letters"));
    return is_code;
}

/* For a file without its last line break only: sums as the provider makes them, over all rows. */
static void row_sum(payfile *p)
{
    bill *b = &p->bill;
    money cell = { 0 };
    int64_t fee = 0;
    const char *rule = NULL;
    if (cell_money(&p->source, b->columns[AMOUNT], &cell, &rule))
        (void)!money_add(b->amount, cell, &b->amount);
    if (cell_money(&p->source, b->columns[REFUND], &cell, &rule))
        (void)!money_add(b->refund, cell, &b->refund);
    if (cell_money(&p->source, b->columns[ASKED], &cell, &rule))
        (void)!money_add(b->asked, cell, &b->asked);
    if (cell_fee(&p->source, b->columns[FEE], &fee))
        b->fee_mfen = (int64_t)((uint64_t)b->fee_mfen + (uint64_t)fee);
}

static void row_read(payfile *p, payfile_row *row)
{
    const sheet_row *from = &p->source.row;
    *row = (payfile_row){
        .number = from->number,
        .offset = from->offset,
        .length = from->length,
        .second = -1,
        .is_counted = true,
        .payer = text_at(p, PAYER),
        .note = text_at(p, GOODS),
        .account = text_at(p, ACCOUNT),
    };
    if (!p->source.book && from->count != p->bill.count) {
        reject(p, row, TIME,
            from->count < p->bill.count ? N_("The row has fewer columns than the header")
                                        : N_("The row has more columns than the header"));
        return;
    }
    row_kind(p, row);
    if (row->kind == PAYFILE_GIFT || row->kind == PAYFILE_REFUND)
        (void)(row_key(p, row) && row_when(p, row) && row_amount(p, row) && row_currency(p, row));
}

static bool bill_next(payfile *p, payfile_row *row, bool *ret_more, err *reterr)
{
    for (;;) {
        bool is_more = false;
        if (!source_next(&p->source, &is_more, reterr))
            return false;
        if (!is_more && !p->bill.has_totals)
            return err_set(reterr, ERR_INPUT,
                N_("The file ends before its totals, behind row %lld; download it again"),
                (long long)p->source.row.number);
        *ret_more = is_more;
        if (!is_more)
            return true;
        if (row_is_blank(&p->source.row))
            continue;
        if (p->bill.has_totals)
            return err_set(reterr, ERR_INPUT,
                N_("Row %lld stands behind the totals; import each bill by itself"),
                (long long)p->source.row.number);
        if (!is_totals_header(p))
            break;
        if (!totals_read(p, reterr))
            return false;
    }
    if (!p->source.row.has_end)
        return row_cut(p, reterr);
    fields_join(&p->source.row, p->bill.count);
    if (p->bill.is_summed)
        row_sum(p);
    row_read(p, row);
    return true;
}

static int bill_column_of(const payfile *p, const payfile_row *row, payfile_field field)
{
    const int *columns = p->bill.columns;
    bool is_refund = row->kind == PAYFILE_REFUND;
    switch (field) {
    case PAYFILE_NUMBER: return columns[ORDER];
    case PAYFILE_AMOUNT: return columns[is_refund ? REFUND : AMOUNT];
    case PAYFILE_TIME:
        return columns[is_refund && text_at(p, REFUND_TIME).size > 0 ? REFUND_TIME : TIME];
    case PAYFILE_CURRENCY: return columns[CURRENCY];
    }
    return -1;
}

static int bill_fee_column(const payfile *p)
{
    return p->bill.columns[FEE];
}

const table_format wechat_merchant_format = {
    .name = "wechat-merchant",
    .channel = "wechat",
    .claims = bill_claims,
    .open = bill_open,
    .next = bill_next,
    .column = bill_column_of,
    .fee_column = bill_fee_column,
};
