/* What a cell says: amounts, days and numbers of providers, read from the digits that stand in the
 * file. The usual form has a short way without memory; everything else goes through text/.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

enum {
    WHOLE_DIGITS_MAX = 13, /* of an amount on the short way */
    CODE_MAX = 64,
    SURE_DIGITS = 15, /* more digits than this a spreadsheet does not keep in a number */
    WHEN_SIZE = 19    /* 2020-02-03 18:30:05 */
};

const char cell_code_missing[] = N_("The payment number is missing");

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* What exporters put around a value so that a spreadsheet keeps its digits: `123, '123, ="123". */
static span guard_drop(span s)
{
    bool is_formula = s.size > 3 && s.at[1] == '"' && s.at[s.size - 1] == '"';
    if (s.at[0] == '=')
        return is_formula            ? span_trim((span){ s.at + 2, s.size - 3 })
               : span_is(s, "=\"\"") ? (span){ "", 0 }
                                     : s;
    bool is_quoted = s.at[0] == '\'' && s.size > 1 && s.at[s.size - 1] == '\'';
    return is_quoted ? s : span_trim((span){ s.at + 1, s.size - 1 });
}

span cell_bare(span s)
{
    s = span_trim(s);
    return s.size > 0 && (s.at[0] == '`' || s.at[0] == '\'' || s.at[0] == '=') ? guard_drop(s) : s;
}

/* Does a character of three bytes stay as it is?  Those of U+3001 to U+9FFF do, and the Chinese
 * marks of full width that are most common: ！（），：；？. */
static bool is_plain_wide(const unsigned char *at)
{
    if (at[0] == 0xE3)
        return at[1] > 0x80 || at[2] > 0x80;
    if (at[0] > 0xE3 && at[0] <= 0xE9)
        return true;
    return at[0] == 0xEF && at[1] == 0xBC &&
           (at[2] == 0x81 || at[2] == 0x88 || at[2] == 0x89 || at[2] == 0x8C || at[2] == 0x9A ||
               at[2] == 0x9B || at[2] == 0x9F);
}

/* Chinese as most cells hold it is in normal form already.  The row is valid UTF-8, and the cell
 * has no blanks at its ends. */
static bool is_plain_chinese(span s)
{
    const unsigned char *at = (const unsigned char *)s.at;
    for (size_t i = 0; i < s.size;) {
        bool is_wide = at[i] >= 0xE3 && i + 2 < s.size && is_plain_wide(at + i);
        bool is_lone_blank = at[i] == ' ' && i > 0 && at[i - 1] != ' ';
        if (!is_wide && !is_lone_blank && (at[i] <= ' ' || at[i] >= 0x7F))
            return false;
        i += is_wide ? 3 : 1;
    }
    return true;
}

span cell_normal(source *from, int index)
{
    span s = cell_text(from, index);
    return span_is_ascii(s) || is_plain_chinese(s) ? s : text_normal(&from->scratch, s);
}

/* Without blanks, which people put into headings and numbers to make them look even. */
static span blanks_drop(arena *scratch, span s)
{
    char *into = arena_take(scratch, s.size + 1, 1, 1);
    size_t used = 0;
    for (size_t i = 0; into && i < s.size; i++) {
        if (s.at[i] != ' ' && s.at[i] != '\t' && s.at[i] != '\n' && s.at[i] != '\r')
            into[used++] = s.at[i];
    }
    return (span){ into ? into : "", used };
}

/* Full-width brackets, which the normal form keeps, become ( and ): headings are written either
 * way. */
static span brackets_fold(arena *scratch, span s)
{
    static const span left = SPAN("（"), right = SPAN("）");
    if (span_is_ascii(s))
        return s;
    char *into = arena_take(scratch, s.size + 1, 1, 1);
    size_t used = 0;
    for (size_t i = 0; into && i < s.size;) {
        span rest = span_slice(s, i, s.size);
        bool is_left = span_starts(rest, left);
        bool is_bracket = is_left || span_starts(rest, right);
        into[used++] = is_left ? '(' : is_bracket ? ')' : s.at[i];
        i += is_bracket ? left.size : 1;
    }
    return (span){ into ? into : "", used };
}

span name_normal(arena *scratch, span s)
{
    static const span units[] = { SPAN("(元)"), SPAN("(人民币元)"), SPAN("(人民币)"), SPAN("(CNY)"),
        SPAN("(RMB)"), SPAN("(+元)"), SPAN("(-元)") };
    s = span_is_ascii(s) ? s : text_normal(scratch, s);
    s = brackets_fold(scratch, blanks_drop(scratch, s));
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (s.size > units[i].size && span_ends(s, units[i]))
            return span_slice(s, 0, s.size - units[i].size);
    }
    return s;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '\'' || c == '/';
}

/* Says a bracket which way money went?  Then it is no decoration; but one that explains the signs of
 * both ways is: (+收入/-支出). */
static bool names_a_way(span s)
{
    if (text_has(s, "+") && text_has(s, "-"))
        return false;
    static const char *const words[] = { "收", "支", "借", "贷", "入", "出", "付", "存", "取" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_has(s, words[i]))
            return true;
    }
    return false;
}

/* A name without its second language or its explanation: 交易日期[TransactionDate], DcFlg借贷,
 * 金额(单位:元), 借贷标志(1收2付). */
span name_bare(span name)
{
    static const char open[] = "[(";
    for (const char *mark = open; *mark; mark++) {
        const char *at = name.size > 0 ? memchr(name.at, *mark, name.size) : NULL;
        size_t size = at ? (size_t)(at - name.at) : name.size;
        bool is_way = *mark == '(' && names_a_way(span_slice(name, size, name.size)) &&
                      !text_has(span_slice(name, 0, size), "标");
        if (size > 0 && !is_way)
            name = span_slice(name, 0, size);
    }
    size_t from = 0, to = name.size;
    while (from < to && is_letter(name.at[from]))
        from++;
    while (to > from && is_letter(name.at[to - 1]))
        to--;
    return from < to ? span_slice(name, from, to) : name;
}

span cell_name(source *from, int index)
{
    return name_normal(&from->scratch, cell_text(from, index));
}

bool row_is_blank(const sheet_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        if (span_trim(row->fields[i]).size > 0)
            return false;
    }
    return true;
}

/* -1234.50 with at most `decimals` decimals, times 10^decimals; false for every other form. */
static bool digits_scaled(span s, int decimals, int64_t *ret)
{
    size_t i = 0;
    bool is_negative = s.size > 0 && s.at[0] == '-';
    i += is_negative;
    int64_t value = 0;
    size_t first = i;
    for (; i < s.size && is_digit(s.at[i]); i++) {
        if (i - first == WHOLE_DIGITS_MAX)
            return false;
        value = value * 10 + (s.at[i] - '0');
    }
    if (i == first)
        return false;
    int scale = 0;
    if (i < s.size && s.at[i] == '.') {
        for (i++; i < s.size && is_digit(s.at[i]) && scale < decimals; i++, scale++)
            value = value * 10 + (s.at[i] - '0');
        if (scale == 0)
            return false;
    }
    for (; scale < decimals; scale++)
        value *= 10;
    *ret = is_negative ? -value : value;
    return i == s.size;
}

/* Digits with marks in threes; *ret_count of them, and where they end. */
static size_t whole_read(span s, size_t at, int64_t *ret, int *ret_count)
{
    enum { GROUP = 3 };
    size_t since = 0; /* digits behind the last mark; before the first they are 1 to 3 */
    bool has_mark = false;
    *ret = 0;
    *ret_count = 0;
    for (; at < s.size; at++) {
        if (is_digit(s.at[at])) {
            if (++*ret_count > WHOLE_DIGITS_MAX)
                return s.size + 1;
            *ret = *ret * 10 + (s.at[at] - '0');
            since++;
        } else if (s.at[at] == ',') {
            if (since == 0 || since > GROUP || (has_mark && since != GROUP))
                return s.size + 1;
            has_mark = true;
            since = 0;
        } else {
            break;
        }
    }
    return has_mark && since != GROUP ? s.size + 1 : at;
}

bool digits_grouped(span s, money *ret)
{
    static const span yuan[] = { SPAN("¥"), SPAN("￥") };
    if (s.size > 0 && (unsigned char)s.at[0] >= 0x80) {
        for (size_t i = 0; i < sizeof yuan / sizeof *yuan; i++) {
            if (span_starts(s, yuan[i]))
                s = span_slice(s, yuan[i].size, s.size);
        }
    }
    bool is_negative = s.size > 0 && s.at[0] == '-';
    int count = 0, decimals = 0;
    size_t at = whole_read(s, is_negative, &ret->fen, &count);
    if (at > s.size || count == 0)
        return false;
    if (at < s.size && s.at[at] == '.') {
        for (at++; at < s.size && is_digit(s.at[at]) && decimals < 2; at++, decimals++)
            ret->fen = ret->fen * 10 + (s.at[at] - '0');
        if (decimals == 0)
            return false;
    }
    for (; decimals < 2; decimals++)
        ret->fen *= 10;
    ret->fen = is_negative ? -ret->fen : ret->fen;
    return at == s.size;
}

/* Why a cell's mark already forbids to take it as an amount or a number, or NULL. */
static const char *mark_rule(uint8_t marks)
{
    if (marks & SHEET_FORMULA)
        return N_("The cell holds a formula, not a value");
    if (marks & SHEET_ERROR)
        return N_("The cell holds an error of the spreadsheet");
    return NULL;
}

bool text_has(span s, const char *word)
{
    return span_search(s, span_of(word)) < s.size;
}

static const char *number_money(span literal, const currency *of, money *ret)
{
    bool is_exact = false;
    if (!sheet_number(literal, of ? of->scale : 2, &ret->fen, &is_exact))
        return N_("This is not an amount that can be booked");
    if (!is_exact)
        return of ? currency_no_decimals : N_("Amount must have at most two decimals");
    return NULL;
}

/* Every other form.  Returns the rule that it breaks, or NULL. */
static const char *text_money(arena *scratch, span s, const currency *of, money *ret)
{
    err why = { 0 };
    span text = span_is_ascii(s) ? s : text_normal(scratch, s);
    bool is_well =
        of ? currency_amount_parse(text, of, &ret->fen, &why) : text_parse_money(text, ret, &why);
    if (is_well)
        return NULL;
    return strchr(why.message, '%') ? N_("This is not an amount that can be booked") : why.message;
}

bool money_of(
    arena *scratch, span s, uint8_t marks, const currency *of, money *ret, const char **ret_rule)
{
    assert(scratch && ret && ret_rule);
    *ret_rule = mark_rule(marks);
    if (!*ret_rule && (marks & (SHEET_DATE | SHEET_BOOL)))
        *ret_rule = N_("This is not an amount that can be booked");
    if (*ret_rule)
        return false;
    if (digits_scaled(s, of ? of->scale : 2, &ret->fen)) {
    } else if (marks & SHEET_NUMBER) {
        *ret_rule = number_money(s, of, ret);
    } else {
        *ret_rule = text_money(scratch, s, of, ret);
    }
    if (!*ret_rule && (ret->fen > MONEY_MAX_FEN || ret->fen < -MONEY_MAX_FEN))
        *ret_rule = N_("The amount is larger than any that can be booked");
    return !*ret_rule;
}

bool cell_money(source *from, int index, money *ret, const char **ret_rule)
{
    return money_of(
        &from->scratch, cell_text(from, index), cell_marks(from, index), NULL, ret, ret_rule);
}

bool cell_fee(source *from, int index, int64_t *ret_mfen)
{
    assert(from && ret_mfen);
    span s = cell_text(from, index);
    *ret_mfen = 0;
    if (s.size == 0 || digits_scaled(s, 5, ret_mfen))
        return true;
    bool is_exact = false;
    s = cell_normal(from, index);
    return s.size == 0 || (sheet_number(s, 5, ret_mfen, &is_exact) && is_exact);
}

static int digits_at(const char *at, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++)
        value = is_digit(at[i]) && value >= 0 ? value * 10 + (at[i] - '0') : -1;
    return value;
}

/* 2020-02-03 18:30:05, as providers write it. */
bool cell_usual_when(span s, date *ret_day, int32_t *ret_second)
{
    if (s.size != WHEN_SIZE || s.at[4] != '-' || s.at[7] != '-' || s.at[10] != ' ' ||
        s.at[13] != ':' || s.at[16] != ':')
        return false;
    int year = digits_at(s.at, 4), month = digits_at(s.at + 5, 2), day = digits_at(s.at + 8, 2);
    int hour = digits_at(s.at + 11, 2), minute = digits_at(s.at + 14, 2);
    int second = digits_at(s.at + 17, 2);
    if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0)
        return false;
    *ret_day = (date){ year * 10000 + month * 100 + day };
    *ret_second = hour * 3600 + minute * 60 + second;
    return date_is_valid(*ret_day) && hour < 24 && minute < 60 && second < 60;
}

/* A clock time, also with one digit for the hour, as spreadsheets write it. */
static bool clock_parse(arena *scratch, span s, int32_t *ret_second)
{
    int64_t us = 0;
    err why;
    if (span_find(s, ':') == 1) {
        buffer padded = buffer_in(scratch, s.size + 2);
        buffer_byte(&padded, '0');
        buffer_add(&padded, s);
        s = buffer_span(&padded);
    }
    if (!text_parse_clock(s, &us, &why))
        return false;
    *ret_second = (int32_t)(us / 1000000);
    return true;
}

bool cell_when(source *from, int index, date *ret_day, int32_t *ret_second)
{
    assert(from && ret_day && ret_second);
    span s = cell_text(from, index);
    if (cell_marks(from, index) & SHEET_DATE)
        return sheet_serial(s, from->book && sheet_book_is_1904(from->book), ret_day, ret_second);
    if (cell_usual_when(s, ret_day, ret_second))
        return true;
    s = cell_normal(from, index);
    size_t blank = span_find(s, ' ');
    blank = blank < s.size ? blank : span_find(s, 'T');
    err why;
    *ret_second = -1;
    if (!text_parse_date(span_slice(s, 0, blank), ret_day, &why))
        return false;
    return blank >= s.size ||
           clock_parse(&from->scratch, span_trim(span_slice(s, blank + 1, s.size)), ret_second);
}

bool cell_serial_clock(span literal, int32_t *ret_second)
{
    enum { PARTS = 1000000000 };
    int64_t part = 0;
    bool is_exact = false;
    if (!sheet_number(literal, 9, &part, &is_exact) || part < 0 || part >= PARTS)
        return false;
    *ret_second = (int32_t)((part * 86400 + PARTS / 2) / PARTS);
    return *ret_second < 86400;
}

/* Are all eight bytes digits?  A digit is 3x and stays so when 6 is added. */
static bool are_digits(const char *at)
{
    const uint64_t high = UINT64_C(0xF0F0F0F0F0F0F0F0), three = UINT64_C(0x3030303030303030);
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return (word & high) == three && ((word + UINT64_C(0x0606060606060606)) & high) == three;
}

static bool is_code(span s)
{
    /* A table instead of comparisons: letters and digits come in no order that could be guessed. */
#define LETTER(c) [c] = true, [(c) + 'a' - 'A'] = true
    static const bool is_of_code[256] = { ['0'] = true,
        ['1'] = true,
        ['2'] = true,
        ['3'] = true,
        ['4'] = true,
        ['5'] = true,
        ['6'] = true,
        ['7'] = true,
        ['8'] = true,
        ['9'] = true,
        ['-'] = true,
        ['_'] = true,
        ['|'] = true,
        ['*'] = true,
        ['@'] = true,
        LETTER('A'),
        LETTER('B'),
        LETTER('C'),
        LETTER('D'),
        LETTER('E'),
        LETTER('F'),
        LETTER('G'),
        LETTER('H'),
        LETTER('I'),
        LETTER('J'),
        LETTER('K'),
        LETTER('L'),
        LETTER('M'),
        LETTER('N'),
        LETTER('O'),
        LETTER('P'),
        LETTER('Q'),
        LETTER('R'),
        LETTER('S'),
        LETTER('T'),
        LETTER('U'),
        LETTER('V'),
        LETTER('W'),
        LETTER('X'),
        LETTER('Y'),
        LETTER('Z') };
#undef LETTER
    if (s.size == 0 || s.size > CODE_MAX)
        return false;
    size_t i = 0;
    while (s.size - i >= sizeof(uint64_t) && are_digits(s.at + i))
        i += sizeof(uint64_t);
    bool is_well = true;
    for (; i < s.size; i++)
        is_well &= is_of_code[(unsigned char)s.at[i]];
    return is_well;
}

/* 4.20E+27: what a spreadsheet makes of a long number. */
static bool is_power(span s)
{
    size_t at = span_search(s, (span)SPAN("E+"));
    int64_t number = 0;
    bool is_exact = false;
    return at > 0 && at < s.size && sheet_number(span_slice(s, 0, at), 15, &number, &is_exact);
}

bool cell_code(source *from, int index, span *ret, const char **ret_rule)
{
    assert(from && ret && ret_rule);
    uint8_t marks = cell_marks(from, index);
    *ret = cell_text(from, index);
    *ret_rule = mark_rule(marks);
    if (*ret_rule)
        return false;
    if (!is_code(*ret))
        *ret = blanks_drop(&from->scratch, cell_normal(from, index));
    if (ret->size == 0 || span_is(*ret, "0"))
        *ret_rule = cell_code_missing;
    else if ((marks & SHEET_NUMBER) && ret->size > SURE_DIGITS)
        *ret_rule = N_("A spreadsheet has cut this number short");
    else if (!is_code(*ret))
        *ret_rule = is_power(*ret) ? N_("A spreadsheet has cut this number short")
                                   : N_("This is not a number that a payment provider gives");
    return !*ret_rule;
}

void row_reject(payfile_row *row, payfile_fault fault)
{
    assert(row && fault.rule && fault.hint);
    fault.value = span_head(fault.value, VALUE_MAX);
    row->kind = PAYFILE_REJECTED;
    row->fault = fault;
}
