/* The published sheet of gifts by QR code and POS terminal, as the Red Cross in Wuhan put it out
 * day by day in 2020: a trade number whose digits 5 to 12 are the day and 13 to 18 the time, and an
 * amount of yuan; perhaps titles above, blank rows anywhere, and totals below or beside (digits
 * with the noise of a spreadsheet's own arithmetic).
 * The day comes from the trade number, not from the title: sheets hold gifts of the day before.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

enum {
    NUMBER_DAY_AT = 4,
    NUMBER_CLOCK_AT = 12,
    NUMBER_CLOCK_END = 18,
    NUMBER_SIZE = 28,      /* of the numbers that carry a clock */
    NUMBER_SIZE_MIN = 20,  /* shorter ones without a header are no trade numbers */
    NUMBER_SIZE_ONCE = 16, /* a number of this length is given once */
    COUNT_MAX = SHEET_ROWS_MAX,
    NAMES_MAX = 8
};

typedef const char *const name_list[NAMES_MAX];
static name_list number_names = { "交易单号", "交易号", "交易流水号", "流水号", "订单号", NULL };
static name_list amount_names = { "交易金额", "捐赠金额", "捐款金额", "金额", NULL };
static name_list when_names = { "交易时间", "捐赠时间", "交易日期", "捐赠日期", "日期", "时间",
    NULL };
static name_list total_names = { "合计", "总计", "总金额", "合计金额", "共计", NULL };
static name_list total_labels = { "合计", "总计", "共计", "小计", NULL };
static name_list part_labels = { "小计", NULL };
/* A table with one of these is a statement of another kind. */
static const char *const foreign_names[] = { "收/支", "余额", "对方户名", "商户号", "交易状态",
    "交易对方", "当前状态", "借/贷", "收支类型", "付款账号", "付款人户名", "收款账号", "对方账号",
    "支出", "支出金额", "借方发生额", "贷方发生额", "账务类型", NULL };

static int find_any(const head_row *row, const char *const *list)
{
    for (; *list; list++) {
        int column = head_find(row, *list);
        if (column >= 0)
            return column;
    }
    return -1;
}

/* A mark of direction, with whatever explains it: 借贷标志(1收2付); who gave; what became of it. */
static bool has_foreign(const head_row *row)
{
    static const char *const parts[] = { "昵称", "姓名", "捐款人", "捐赠人", "支持者", "状态",
        "项目" };
    for (size_t i = 0; i < row->count; i++) {
        bool is_foreign = span_starts(row->names[i], (span)SPAN("借贷"));
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            is_foreign |= text_has(row->names[i], parts[k]);
        if (is_foreign)
            return true;
    }
    return find_any(row, foreign_names) >= 0;
}

static bool has_digits(span s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (i >= s.size || s.at[i] < '0' || s.at[i] > '9')
            return false;
    }
    return true;
}

static int32_t digits_value(span s, size_t from, size_t to)
{
    int32_t value = 0;
    for (size_t i = from; i < to; i++)
        value = value * 10 + (s.at[i] - '0');
    return value;
}

/* The day inside a trade number; false when its digits are none. */
static bool number_day(span number, date *ret_day, int32_t *ret_second)
{
    if (!has_digits(number, NUMBER_DAY_AT, NUMBER_CLOCK_AT))
        return false;
    *ret_day = (date){ digits_value(number, NUMBER_DAY_AT, NUMBER_CLOCK_AT) };
    *ret_second = -1;
    if (!date_is_valid(*ret_day))
        return false;
    if (number.size != NUMBER_SIZE || !has_digits(number, NUMBER_CLOCK_AT, NUMBER_CLOCK_END))
        return true;
    int32_t clock = digits_value(number, NUMBER_CLOCK_AT, NUMBER_CLOCK_END);
    int32_t hour = clock / 10000, minute = clock / 100 % 100, second = clock % 100;
    if (hour < 24 && minute < 60 && second < 60)
        *ret_second = hour * 3600 + minute * 60 + second;
    return true;
}

/* Without a header: a trade number with a day in it, and one more cell with a number. */
static bool is_bare_row(const head_row *row)
{
    date day;
    int32_t second;
    if (row->count < 2 || row->names[0].size < NUMBER_SIZE_MIN ||
        !has_digits(row->names[0], 0, row->names[0].size) ||
        !number_day(row->names[0], &day, &second))
        return false;
    int others = 0;
    for (size_t i = 1; i < row->count; i++)
        others += row->names[i].size > 0;
    int64_t fen = 0;
    bool is_exact = false;
    return others == 1 && row->names[row->count - 1].size > 0 &&
           sheet_number(row->names[row->count - 1], 2, &fen, &is_exact);
}

static int qr_claims(const head *h, bool *ret_is_data)
{
    for (size_t i = 0; i < h->count; i++) {
        const head_row *row = &h->rows[i];
        if (find_any(row, number_names) >= 0 && find_any(row, amount_names) >= 0 &&
            !has_foreign(row))
            return (int)i;
        if (is_bare_row(row)) {
            *ret_is_data = true;
            return (int)i;
        }
    }
    return -1;
}

static bool qr_open(payfile *p, const head *h, int row, err *reterr)
{
    const head_row *names = &h->rows[row];
    (void)reterr;
    qr *q = &p->qr;
    *q = (qr){
        .number = find_any(names, number_names),
        .amount = find_any(names, amount_names),
        .when = find_any(names, when_names),
        .total = find_any(names, total_names),
    };
    if (q->number < 0 || q->amount < 0) {
        q->number = 0;
        q->amount = (int)names->count - 1;
        q->last_named = q->amount;
        return true;
    }
    for (size_t i = 0; i < names->count; i++)
        q->last_named = names->names[i].size > 0 ? (int)i : q->last_named;
    return true;
}

/* ---- totals and notes ------------------------------------------------------------------------ */

/* The number that stands right before `unit` (1207笔), digits and thousands marks; false without
 * one. */
static bool number_before(span s, const char *unit, span *ret)
{
    size_t end = span_search(s, span_of(unit));
    if (end >= s.size)
        return false;
    size_t from = end;
    while (from > 0 && (strchr("0123456789.,", s.at[from - 1]) && s.at[from - 1] != '\0'))
        from--;
    *ret = span_slice(s, from, end);
    return ret->size > 0;
}

/* "共746笔，1,234.50元" in any cell of the row. */
static void note_read(payfile *p)
{
    for (size_t i = 0; i < p->source.row.count; i++) {
        span s = cell_name(&p->source, (int)i);
        span number;
        err why;
        money amount;
        if (number_before(s, "笔", &number) && text_parse_money(number, &amount, &why)) {
            p->stated.has_count = amount.fen % 100 == 0;
            p->stated.count = amount.fen / 100;
        }
        if (number_before(s, "元", &number) && text_parse_money(number, &amount, &why)) {
            p->stated.has_amount = true;
            p->stated.amount = amount;
        }
    }
}

/* A total as a spreadsheet computed it: the nearest fen. */
static bool total_read(payfile *p, int column)
{
    span s = cell_text(&p->source, column);
    uint8_t marks =
        column >= 0 && (size_t)column < p->source.row.count ? p->source.row.marks[column] : 0;
    money amount;
    bool is_exact = false;
    const char *rule = NULL;
    if (s.size == 0 || (marks & (SHEET_DATE | SHEET_BOOL | SHEET_ERROR)))
        return false;
    bool is_number = (marks & SHEET_NUMBER) != 0 && sheet_number(s, 2, &amount.fen, &is_exact);
    if (!is_number && !cell_money(&p->source, column, &amount, &rule))
        return false;
    p->stated.has_amount = true;
    p->stated.amount = amount;
    return true;
}

/* Totals beside the data: a column named so, or numbers to the right of all names. */
static bool totals_beside(payfile *p)
{
    bool is_found = total_read(p, p->qr.total);
    for (size_t i = p->source.row.count; i-- > (size_t)p->qr.last_named + 1;) {
        if (total_read(p, (int)i))
            return true;
    }
    return is_found;
}

static bool row_contains(payfile *p, const char *const *list)
{
    for (; *list; list++) {
        for (size_t i = 0; i < p->source.row.count; i++) {
            if (text_has(cell_name(&p->source, (int)i), *list))
                return true;
        }
    }
    return false;
}

/* A row of totals: it says so, or its amount has no number and is what all rows add up to. */
static bool row_is_total(payfile *p, bool has_amount)
{
    const qr *q = &p->qr;
    if (row_contains(p, total_labels))
        return true;
    if (!has_amount || cell_text(&p->source, q->number).size > 0)
        return false;
    money amount;
    const char *rule = NULL;
    if (p->source.row.marks[q->amount] & SHEET_FORMULA)
        return true;
    return q->count > 1 && cell_money(&p->source, q->amount, &amount, &rule) &&
           amount.fen == q->sum.fen;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void reject(payfile *p, payfile_row *row, int column, const char *rule)
{
    row_reject(row, (payfile_fault){
                        .column = name_of(p, column),
                        .value = cell_text(&p->source, column),
                        .rule = rule,
                        .hint = N_("Correct the cell in the sheet, or ask its publisher"),
                    });
}

/* Day and time: from a column for them, else from the trade number. */
static bool row_when(payfile *p, payfile_row *row)
{
    if (cell_text(&p->source, p->qr.when).size > 0) {
        if (cell_when(&p->source, p->qr.when, &row->day, &row->second))
            return true;
        reject(p, row, p->qr.when, N_("This is not a day and time that exist"));
        return false;
    }
    if (number_day(row->order_no, &row->day, &row->second))
        return true;
    reject(p, row, p->qr.number,
        N_("The digits 5 to 12 of the trade number are not a day that exists"));
    return false;
}

static void row_read(payfile *p, payfile_row *row)
{
    qr *q = &p->qr;
    const char *rule = NULL;
    row->kind = PAYFILE_GIFT;
    row->is_counted = true;
    row->currency = (span)SPAN("CNY");
    if (!cell_code(&p->source, q->number, &row->order_no, &rule)) {
        reject(p, row, q->number, rule);
        return;
    }
    row->is_daily = row->order_no.size < NUMBER_SIZE_ONCE;
    if (!row_when(p, row))
        return;
    if (!cell_money(&p->source, q->amount, &row->amount, &rule)) {
        reject(p, row, q->amount, rule);
        return;
    }
    if (row->amount.fen <= 0) {
        reject(p, row, q->amount, N_("Amount must be more than 0"));
        return;
    }
    q->count++;
    (void)!money_add(q->sum, row->amount, &q->sum);
}

/* A row of totals in the columns of the data: the count stands before the amount, or in words. */
static void totals_below(payfile *p)
{
    if (row_contains(p, part_labels))
        return;
    for (int i = 0; i < p->qr.amount && (size_t)i < p->source.row.count; i++) {
        uint64_t count = 0;
        if (text_parse_uint(cell_normal(&p->source, i), COUNT_MAX, &count)) {
            p->stated.has_count = true;
            p->stated.count = (int64_t)count;
        }
    }
    (void)total_read(p, p->qr.amount);
    note_read(p);
}

/* A row that is no payment and no total.  Row numbers and the like count as blank. */
static bool is_note(payfile *p)
{
    for (size_t i = 0; i < p->source.row.count; i++) {
        span s = cell_name(&p->source, (int)i);
        if (s.size > 0 && !has_digits(s, 0, s.size))
            return true;
    }
    return false;
}

/* True when the current row is to be handed out: a payment, or a note that the clerk should see. */
static bool row_take(payfile *p, payfile_row *row)
{
    const sheet_row *from = &p->source.row;
    *row = (payfile_row){
        .number = from->number, .offset = from->offset, .length = from->length, .second = -1
    };
    const qr *q = &p->qr;
    bool has_amount = cell_text(&p->source, q->amount).size > 0;
    bool has_number = cell_text(&p->source, q->number).size > 0;
    bool has_total = totals_beside(p);
    if (!has_number || !has_digits(cell_text(&p->source, q->number), 0, 1)) {
        if (row_is_total(p, has_amount)) {
            totals_below(p);
            return false;
        }
    }
    bool is_heading = span_equal(cell_text(&p->source, q->amount), name_of(p, q->amount)) &&
                      span_equal(cell_text(&p->source, q->number), name_of(p, q->number));
    span number;
    const char *rule = NULL;
    bool is_code = cell_code(&p->source, q->number, &number, &rule);
    if (!is_heading && (has_amount || is_code)) {
        row_read(p, row);
        return true;
    }
    if (!is_note(p) || (has_total && !has_number))
        return false;
    note_read(p);
    row->kind = PAYFILE_IGNORED;
    row->reason = N_("A heading or a note, no payment");
    return true;
}

static bool qr_next(payfile *p, payfile_row *row, bool *ret_more, err *reterr)
{
    for (;;) {
        if (!source_next(&p->source, ret_more, reterr))
            return false;
        if (!*ret_more)
            return true;
        if (row_is_blank(&p->source.row))
            continue;
        if (!p->source.row.has_end)
            return row_cut(p, reterr);
        if (row_take(p, row))
            return true;
    }
}

static int qr_column(const payfile *p, const payfile_row *row, payfile_field field)
{
    (void)row;
    switch (field) {
    case PAYFILE_NUMBER: return p->qr.number;
    case PAYFILE_AMOUNT: return p->qr.amount;
    case PAYFILE_TIME:
        return cell_text(&p->source, p->qr.when).size > 0 ? p->qr.when : p->qr.number;
    case PAYFILE_CURRENCY: break;
    }
    return -1;
}

const table_format qr_sheet_format = {
    .name = "qr-sheet",
    .channel = "qr",
    .claims = qr_claims,
    .open = qr_open,
    .next = qr_next,
    .column = qr_column,
};
