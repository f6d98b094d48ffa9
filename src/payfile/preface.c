/* What stands above a table (and in its notes): the period it covers, whose account it is, how
 * many rows and how much money it says it has.  All of it is what the file says of itself.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include "text/currency.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

typedef const char *const word_list[];

static bool contains_any(span s, const char *const *words)
{
    for (; *words; words++) {
        if (text_has(s, *words))
            return true;
    }
    return false;
}

/* ---- period --------------------------------------------------------------------------------- */

static void period_add(period *of, date day)
{
    if (of->first.day == 0 || day.day < of->first.day)
        of->first = day;
    if (day.day > of->last.day)
        of->last = day;
}

/* When the table was made or shown is no day of a gift. */
static bool is_of_making(span cell)
{
    static word_list words = { "制表", "填表", "编制", "打印时间", "打印日期", "导出时间",
        "导出日期", "下载时间", "下载日期", "生成时间", "发布时间", "发布日期", "公示时间",
        "公示日期", "公布时间", "公布日期", "更新时间", "更新日期", NULL };
    return contains_any(cell, words);
}

/* Days of a cell that speaks of a period; the day of export is none. */
static void period_read(span cell, period *of)
{
    date day;
    if (is_of_making(cell) || text_has(cell, "注:"))
        return;
    span rest = cell;
    int count = 0;
    while (rest.size > 0 && day_scan(&rest, &day)) {
        /* From midnight to midnight: the second day is not in it. */
        if (count++ == 1 && day.day > of->first.day && span_starts(rest, (span)SPAN("00:00:00")))
            day = date_add(day, -1);
        period_add(of, day);
    }
}

/* ---- account -------------------------------------------------------------------------------- */

/* Blanks between the parts of a title are gone: the next part is known by its own word. */
static bool label_follows(span s)
{
    static word_list labels = { "账号", "帐号", "起始日期", "起止日期", "开始日期", "截止日期",
        "币种", "币别", "查询", "打印", "卡号", "开户", NULL };
    for (const char *const *label = labels; *label; label++) {
        if (span_starts(s, span_of(*label)))
            return true;
    }
    return false;
}

static bool has_digit(span s)
{
    for (size_t i = 0; i < s.size; i++) {
        if (s.at[i] >= '0' && s.at[i] <= '9')
            return true;
    }
    return false;
}

/* Behind a label stand a colon of either width, a bracket, or nothing. */
static span marks_skip(span s)
{
    static const span colon = SPAN("：");
    for (;;) {
        if (span_starts(s, colon))
            s = span_slice(s, colon.size, s.size);
        else if (s.size > 0 && strchr(":[.#", s.at[0]) != NULL)
            s = span_slice(s, 1, s.size);
        else
            return s;
    }
}

bool account_in(span cell, span next, span *ret)
{
    static word_list labels = { "支付宝账户", "支付宝账号", "本方账号", "账号/卡号", "卡号/账号",
        "查询账号", "账户账号", "卡号", "账号", "帐号", "账户号", "商户号", "微信昵称", "户口号码",
        "AccountNo", "AccountNumber", "Account", NULL };
    for (const char *const *label = labels; *label; label++) {
        span word = span_of(*label);
        size_t at = span_search(cell, word);
        if (at >= cell.size || text_has(span_slice(cell, 0, at), "对方"))
            continue;
        span rest = span_slice(cell, at + word.size, cell.size);
        rest = marks_skip(rest);
        size_t end = 0;
        while (end < rest.size && strchr(",;]()[ ", rest.at[end]) == NULL)
            end++;
        rest = span_slice(rest, 0, end);
        *ret = rest.size > 0 && (has_digit(rest) || !has_digit(next)) ? rest : next;
        return ret->size > 0;
    }
    return false;
}

/* 户名:某某基金会, or the name in the next cell. */
static bool owner_in(span cell, span next, span *ret)
{
    static word_list labels = { "账户名称", "户名", "单位名称", "AccountName", NULL };
    for (const char *const *label = labels; *label; label++) {
        span word = span_of(*label);
        size_t at = span_search(cell, word);
        if (at >= cell.size || text_has(span_slice(cell, 0, at), "对方"))
            continue;
        span rest = span_slice(cell, at + word.size, cell.size);
        bool is_marked = marks_skip(rest).size < rest.size;
        if (rest.size > 0 && !is_marked)
            return false;
        rest = marks_skip(rest);
        size_t end = 0;
        while (end < rest.size && strchr(",;", rest.at[end]) == NULL &&
               !label_follows(span_slice(rest, end, rest.size)))
            end++;
        *ret = end > 0 ? span_slice(rest, 0, end) : next;
        return ret->size > 0;
    }
    return false;
}

/* ---- counts and sums in words --------------------------------------------------------------- */

/* The number right before `unit`: 1207笔. */
static bool number_before(span s, size_t end, span *ret)
{
    size_t from = end;
    while (from > 0 && strchr("0123456789.,-", s.at[from - 1]) != NULL && s.at[from - 1] != '\0')
        from--;
    *ret = span_slice(s, from, end);
    return ret->size > 0;
}

static bool number_of(span s, const char *unit, money *ret)
{
    span number;
    err why;
    size_t at = span_search(s, span_of(unit));
    return at < s.size && number_before(s, at, &number) && text_parse_money(number, ret, &why);
}

/* 收入:1笔0.35元; 共746笔,1,234.50元. */
void said_read(span cell, payfile_stated *into)
{
    money count, amount;
    bool has_count =
        (number_of(cell, "笔", &count) || number_of(cell, "人", &count)) && count.fen % 100 == 0;
    bool has_amount = number_of(cell, "元", &amount);
    if (text_has(cell, "退款合计")) { /* behind the sum of the payments, in a bill of Alipay */
        into->has_refund |= has_amount;
        into->refund.fen = has_amount ? -amount.fen : into->refund.fen;
        into->refund.fen = into->refund.fen < 0 ? -into->refund.fen : into->refund.fen;
        into->count += has_count ? count.fen / 100 : 0;
        return;
    }
    if (text_has(cell, "中性") || text_has(cell, "不计收支") || text_has(cell, "注:"))
        return;
    if (text_has(cell, "支出")) {
        if (has_count && has_amount && !text_has(cell, "收入")) {
            into->has_out = true;
            into->out = amount;
        }
        return;
    }
    bool is_in = text_has(cell, "收入");
    bool is_all = text_has(cell, "共") || text_has(cell, "合计") || text_has(cell, "总计");
    if (has_amount && (is_in || is_all)) {
        into->has_amount = true;
        into->amount = amount;
    }
    if (has_count && !is_in && is_all) {
        into->has_count = true;
        into->count = count.fen / 100;
    }
}

/* ---- the whole ------------------------------------------------------------------------------ */

/* Nothing but 万元, with 人民币 or a mark before it and no more of a word behind. */
static bool begins_with_wan(span s)
{
    static const span wan = SPAN("万元"), yuan = SPAN("人民币");
    while (span_starts(s, yuan) || (s.size > 0 && strchr("/-(:", s.at[0]) != NULL))
        s = span_slice(s, span_starts(s, yuan) ? yuan.size : 1, s.size);
    return span_starts(s, wan) &&
           (s.size == wan.size || (unsigned char)s.at[wan.size] < 0x80 ||
               span_starts(span_slice(s, wan.size, s.size), (span)SPAN("）")));
}

/* 单位:万元, (万元), 单位 beside 万元: the unit of the table. A title that tells of 500万元 is none. */
static bool is_unit_of_wan(span cell, span next)
{
    size_t at = span_search(cell, (span)SPAN("单位"));
    span rest = marks_skip(span_slice(cell, at + sizeof "单位" - 1, cell.size));
    rest = rest.size > 0 ? rest : at < cell.size ? next : rest;
    return (at < cell.size && begins_with_wan(rest)) || text_has(cell, "(万元)") ||
           text_has(cell, "以万元为单位") || span_is(cell, "万元") || span_is(cell, "人民币万元");
}

static bool begins_with_any(span s, const char *const *words)
{
    for (; *words; words++) {
        if (span_starts(s, span_of(*words)))
            return true;
    }
    return false;
}

/* Behind the first of several days: 至30日, -1.30. */
static bool range_follows(span s)
{
    static word_list marks = { "至", "到", "-", "—", "–", "~", "～", "、", NULL };
    if (!begins_with_any(s, marks))
        return false;
    size_t at = (unsigned char)s.at[0] < 0x80 ? 1 : 3;
    return at < s.size && s.at[at] >= '0' && s.at[at] <= '9';
}

/* The days of a title; those on which it was published are told apart. */
typedef struct title_days {
    date first, last;
    bool is_range, has_other;
    int full; /* that have their year: then the period is known by them */
} title_days;

static void days_read(span cell, int year, title_days *of)
{
    static word_list shown = { "公布", "公示", "发布", "公开", "更新", "制表", "编制", "填报",
        NULL };
    date day;
    if (is_of_making(cell))
        return;
    span rest = cell;
    while (year != 0 && month_day_scan(&rest, year, &day)) {
        if (begins_with_any(rest, shown)) {
            of->has_other = true;
            continue;
        }
        of->first = of->first.day == 0 || day.day < of->first.day ? day : of->first;
        of->last = day.day > of->last.day ? day : of->last;
        of->is_range |= range_follows(rest);
    }
    rest = cell;
    for (; rest.size > 0 && day_scan(&rest, &day); of->full++)
        of->is_range |= range_follows(rest);
}

/* One day of a title is that of its rows; of several nobody knows which. */
static void day_find(const head *h, size_t rows, preface *ret)
{
    title_days days = { 0 };
    period *covers = &ret->covers;
    for (size_t i = 0; i < rows; i++) {
        for (size_t k = 0; k < h->rows[i].count; k++)
            days_read(h->rows[i].names[k], ret->year, &days);
    }
    bool is_one = covers->first.day == covers->last.day;
    bool differ = days.full < 2 && days.first.day != days.last.day;
    ret->has_days = (days.is_range && days.full < 2) || differ || !is_one;
    if (is_one && days.first.day != 0 && (days.has_other || differ)) {
        covers->first = days.first;
        covers->last = days.last;
    }
    if (!ret->has_days)
        ret->day = days.first.day != 0 || days.has_other ? days.first : covers->first;
}

static void title_read(span cell, preface *ret)
{
    int year = 0;
    if (ret->year != 0 || !year_scan(cell, &year))
        return;
    ret->year = year;
    ret->month = 0;
    if (!is_of_making(cell))
        (void)(month_scan(cell, &ret->month) || (ret->month = 0));
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* The first currency that the text names, in Chinese or as three letters that stand alone. */
static bool currency_in(span s, span *ret)
{
    for (size_t i = 0; i < s.size; i++) {
        span rest = span_slice(s, i, s.size);
        if (currency_name_first(rest, ret) > 0)
            return true;
        bool is_alone = (i == 0 || !is_capital(s.at[i - 1])) &&
                        (rest.size == 3 || (rest.size > 3 && !is_capital(rest.at[3])));
        span code = span_slice(rest, 0, 3);
        const currency *of = NULL;
        if (is_alone && code.size == 3 && is_capital(code.at[0]) && currency_code(&code))
            of = currency_find(code);
        if (of) {
            *ret = span_of(of->code); /* that outlives the head */
            return true;
        }
    }
    return false;
}

/* 币种：贝壳: what is named there is no currency that is known. */
static void currency_miss(span cell, span next, preface *ret)
{
    static word_list labels = { "币种", "币别", "Currency", "幣種", NULL };
    static word_list any = { "全部", "所有", "不限", "本外币", "ALL", "All", NULL };
    for (const char *const *label = labels; *label; label++) {
        span word = span_of(*label);
        if (!span_starts(cell, word))
            continue;
        span rest = span_slice(cell, word.size, cell.size);
        span value = marks_skip(rest);
        if (value.size == 0)
            value = next;
        else if (value.size == rest.size)
            continue; /* a sentence */
        size_t end = 0;
        while (end < value.size && strchr(",; ", value.at[end]) == NULL &&
               !label_follows(span_slice(value, end, value.size)))
            end++;
        value = span_slice(value, 0, end);
        if (!contains_any(value, any) && !has_digit(value) && !text_has(value, ":"))
            ret->unknown_currency = value;
    }
}

static void currency_read(span cell, span next, preface *ret)
{
    static word_list labels = { "币种", "币别", "货币", "Currency", "貨幣", "幣種", NULL };
    span found;
    if (!contains_any(cell, labels))
        return;
    if (currency_in(cell, &found) || currency_in(next, &found))
        ret->currency = found;
    else
        currency_miss(cell, next, ret);
}

void preface_read(const head *h, size_t rows, preface *ret)
{
    assert(h && ret);
    *ret = (preface){ 0 };
    for (size_t i = 0; i < rows; i++) {
        const head_row *row = &h->rows[i];
        for (size_t k = 0; k < row->count; k++) {
            span cell = row->names[k];
            span next = k + 1 < row->count ? row->names[k + 1] : (span){ "", 0 };
            if (cell.size == 0)
                continue;
            period_read(cell, &ret->covers);
            title_read(cell, ret);
            currency_read(cell, next, ret);
            said_read(cell, &ret->said);
            ret->is_in_wan |= is_unit_of_wan(cell, next);
            if (ret->account.size == 0)
                (void)account_in(cell, next, &ret->account);
            if (ret->owner.size == 0)
                (void)owner_in(cell, next, &ret->owner);
        }
    }
    day_find(h, rows, ret);
    if (ret->covers.first.day == 0 && ret->year != 0) {
        int from = ret->year * 10000 + (ret->month ? ret->month : 1) * 100 + 1;
        int to = ret->year * 10000 + (ret->month ? ret->month : 12) * 100 + 31;
        ret->covers = (period){
            .first = { from }, .last = { to }, .is_year_only = true, .is_month = ret->month != 0
        };
    }
}
