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

/* Blanks at the ends are rare; most cells are told to have none by two bytes. */
static span ends_trim(span s)
{
    bool is_trim =
        s.size == 0 || ((unsigned char)s.at[0] > ' ' && (unsigned char)s.at[s.size - 1] > ' ');
    return is_trim ? s : span_trim(s);
}

/* What exporters put around a value so that a spreadsheet keeps its digits: `123, '123, ="123". */
static span guard_drop(span s)
{
    bool is_formula = s.size > 3 && s.at[1] == '"' && s.at[s.size - 1] == '"';
    if (s.at[0] == '=')
        return is_formula            ? ends_trim((span){ s.at + 2, s.size - 3 })
               : span_is(s, "=\"\"") ? (span){ "", 0 }
                                     : s;
    bool is_quoted = s.at[0] == '\'' && s.size > 1 && s.at[s.size - 1] == '\'';
    return is_quoted ? s : ends_trim((span){ s.at + 1, s.size - 1 });
}

span cell_text(const source *from, int index)
{
    if (index < 0 || (size_t)index >= from->row.count)
        return (span){ "", 0 };
    span s = ends_trim(from->row.fields[index]);
    return s.size > 0 && (s.at[0] == '`' || s.at[0] == '\'' || s.at[0] == '=') ? guard_drop(s) : s;
}

static bool is_ascii(span s)
{
    unsigned char high = 0;
    for (size_t i = 0; i < s.size; i++)
        high |= (unsigned char)s.at[i];
    return high < 0x80;
}

/* Chinese as most cells hold it is in normal form already: bytes above blank, and characters of
 * U+3040 to U+9FFF.  The row is valid UTF-8. */
static bool is_plain_chinese(span s)
{
    for (size_t i = 0; i < s.size;) {
        unsigned char byte = (unsigned char)s.at[i];
        bool is_wide = byte >= 0xE3 && byte <= 0xE9 && i + 2 < s.size &&
                       (byte > 0xE3 || (unsigned char)s.at[i + 1] > 0x80);
        if (!is_wide && (byte <= ' ' || byte >= 0x7F))
            return false;
        i += is_wide ? 3 : 1;
    }
    return true;
}

span cell_normal(source *from, int index)
{
    span s = cell_text(from, index);
    return is_ascii(s) || is_plain_chinese(s) ? s : text_normal(&from->scratch, s);
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
    if (is_ascii(s))
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
    s = is_ascii(s) ? s : text_normal(scratch, s);
    s = brackets_fold(scratch, blanks_drop(scratch, s));
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (s.size > units[i].size && span_ends(s, units[i]))
            return span_slice(s, 0, s.size - units[i].size);
    }
    return s;
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

bool digits_grouped(span s, money *ret)
{
    enum { GROUPED_MAX = 24, GROUP = 3 };
    static const span yuan[] = { SPAN("¥"), SPAN("￥") };
    char plain[GROUPED_MAX];
    size_t used = 0;
    size_t since = 0; /* digits behind the last mark; before the first they are 1 to 3 */
    bool has_mark = false, has_point = false;
    for (size_t i = 0; i < sizeof yuan / sizeof *yuan; i++) {
        if (span_starts(s, yuan[i]))
            s = span_slice(s, yuan[i].size, s.size);
    }
    for (size_t i = 0; i < s.size; i++) {
        bool is_mark = s.at[i] == ',';
        if (is_mark && (has_point || since == 0 || since > GROUP || (has_mark && since != GROUP)))
            return false;
        if (s.at[i] == '.' && has_mark && since != GROUP)
            return false;
        has_point |= s.at[i] == '.';
        has_mark |= is_mark;
        since = is_mark ? 0 : since + (size_t)is_digit(s.at[i]);
        if (!is_mark && used == GROUPED_MAX)
            return false;
        if (!is_mark)
            plain[used++] = s.at[i];
    }
    return (!has_mark || has_point || since == GROUP) &&
           digits_scaled((span){ plain, used }, 2, &ret->fen);
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

uint8_t cell_marks(const source *from, int index)
{
    const sheet_row *row = &from->row;
    return from->book && index >= 0 && (size_t)index < row->count ? row->marks[index] : 0;
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
    span text = is_ascii(s) ? s : text_normal(scratch, s);
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

static bool is_code(span s)
{
    bool is_well = s.size > 0 && s.size <= CODE_MAX;
    for (size_t i = 0; is_well && i < s.size; i++) {
        unsigned byte = (unsigned char)s.at[i];
        is_well = byte - '0' < 10 || (byte | 0x20) - 'a' < 26 || byte == '-' || byte == '_' ||
                  byte == '|' || byte == '*' || byte == '@';
    }
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
