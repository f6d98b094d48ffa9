/* Integers and amounts of yuan, read and written without floating point.
 * An amount is first folded (blanks and marks without width go, full-width becomes ASCII, Chinese
 * signs become one byte each), then read by one small grammar:
 *   amount = "(" [¥] plain ")" | [+-] [¥] plain | ¥ [+-] plain
 *   plain  = digits [ "." digits ] [ 万 | 亿 ] [ 元 ] [ 整 ]
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/text_in.h"

#include <assert.h>
#include <string.h>

enum { AMOUNT_SIZE_MAX = 64, FEN_SCALE = 2 };

/* ---- integers ------------------------------------------------------------------------------- */

bool text_parse_uint(span s, uint64_t max, uint64_t *ret)
{
    assert(ret);
    if (s.size == 0 || s.size > 20 || (s.at[0] == '0' && s.size > 1))
        return false;
    uint64_t number = 0;
    for (size_t i = 0; i < s.size; i++) {
        if (s.at[i] < '0' || s.at[i] > '9' || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, (uint64_t)(s.at[i] - '0'), &number))
            return false;
    }
    if (number > max)
        return false;
    *ret = number;
    return true;
}

bool text_parse_int(span s, int64_t *ret)
{
    assert(ret);
    bool is_negative = s.size > 0 && s.at[0] == '-';
    uint64_t number = 0;
    if (!text_parse_uint(
            span_slice(s, is_negative, s.size), (uint64_t)INT64_MAX + is_negative, &number))
        return false;
    if (is_negative && number == 0)
        return false;
    *ret = is_negative ? (int64_t)(0 - number) : (int64_t)number;
    return true;
}

/* ---- amounts in ----------------------------------------------------------------------------- */

/* Folded signs are control characters, which folding drops from what was typed. */
enum { SIGN_YEN = 1, SIGN_WAN, SIGN_YI, SIGN_YUAN, SIGN_WHOLE };

static char amount_letter(uint32_t rune)
{
    switch (rune) {
    case 0x00A5:                    /* ¥ */
    case 0xFFE5: return SIGN_YEN;   /* ￥ */
    case 0x4E07: return SIGN_WAN;   /* 万 */
    case 0x4EBF: return SIGN_YI;    /* 亿 */
    case 0x5143:                    /* 元 */
    case 0x5706: return SIGN_YUAN;  /* 圆 */
    case 0x6574: return SIGN_WHOLE; /* 整 */
    case 0x2212: return '-';        /* − */
    default: return '\0';
    }
}

static bool take(span *s, char c)
{
    if (s->size == 0 || s->at[0] != c)
        return false;
    *s = span_slice(*s, 1, s->size);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static span take_digits(span *s)
{
    size_t count = 0;
    while (count < s->size && is_digit(s->at[count]))
        count++;
    span digits = span_slice(*s, 0, count);
    *s = span_slice(*s, count, s->size);
    return digits;
}

/* value * 10 + digit, staying above the bound once it is passed. */
static int64_t digit_joined(int64_t value, char digit)
{
    return value > MONEY_MAX_FEN ? value : value * 10 + (digit - '0');
}

/* Whole yuan, with or without thousands marks. */
static bool take_whole(span *s, int64_t *value)
{
    span part = take_digits(s);
    bool is_marked = s->size > 0 && s->at[0] == ',';
    if (part.size == 0)
        return s->size > 1 && s->at[0] == '.' && is_digit(s->at[1]);
    if (is_marked && part.size > 3)
        return false;
    for (size_t i = 0; i < part.size; i++)
        *value = digit_joined(*value, part.at[i]);
    while (take(s, ',')) {
        part = take_digits(s);
        if (part.size != 3)
            return false;
        for (size_t i = 0; i < part.size; i++)
            *value = digit_joined(*value, part.at[i]);
    }
    return true;
}

typedef enum amount_fault { AMOUNT_FITS, AMOUNT_NOT, AMOUNT_DECIMALS, AMOUNT_LARGE } amount_fault;

/* Decimals after the point: as many as make whole fen count, the others must be zero. */
static amount_fault decimals_join(span decimals, size_t places, int64_t *value)
{
    for (size_t i = 0; i < places; i++)
        *value = digit_joined(*value, i < decimals.size ? decimals.at[i] : '0');
    for (size_t i = places; i < decimals.size; i++) {
        if (decimals.at[i] != '0')
            return AMOUNT_DECIMALS;
    }
    return *value > MONEY_MAX_FEN ? AMOUNT_LARGE : AMOUNT_FITS;
}

/* Sign and ¥ in either order, each at most once. */
static void take_signs(span *s, bool *has_sign, bool *is_negative)
{
    bool has_yen = false;
    for (; s->size > 0; *s = span_slice(*s, 1, s->size)) {
        char c = s->at[0];
        bool is_sign = (c == '-' || c == '+') && !*has_sign;
        bool is_yen = c == SIGN_YEN && !has_yen;
        if (!is_sign && !is_yen)
            return;
        has_yen |= is_yen;
        *has_sign |= is_sign;
        *is_negative |= is_sign && c == '-';
    }
}

static amount_fault amount_read(span s, int32_t scale, int64_t *ret_fen)
{
    bool is_bracketed = take(&s, '(');
    bool is_negative = is_bracketed;
    bool has_sign = is_bracketed;
    take_signs(&s, &has_sign, &is_negative);
    int64_t value = 0;
    if (!take_whole(&s, &value))
        return AMOUNT_NOT;
    span decimals = { 0 };
    if (take(&s, '.')) {
        decimals = take_digits(&s);
        if (decimals.size == 0)
            return AMOUNT_NOT;
    }
    int32_t shift = take(&s, SIGN_WAN) ? 4 : take(&s, SIGN_YI) ? 8 : 0;
    take(&s, SIGN_YUAN);
    take(&s, SIGN_WHOLE);
    if ((is_bracketed && !take(&s, ')')) || s.size > 0)
        return AMOUNT_NOT;
    amount_fault fault = decimals_join(decimals, (size_t)(shift + scale), &value);
    *ret_fen = is_negative ? -value : value;
    return fault;
}

bool scaled_parse(span s, int32_t scale, int64_t *ret, err *reterr)
{
    assert(ret && scale >= 0);
    char room[AMOUNT_SIZE_MAX];
    span folded = { 0 };
    int64_t fen = 0;
    bool is_folded = text_fold(s, amount_letter, room, sizeof room, &folded);
    if (is_folded && folded.size == 0)
        return err_set(reterr, ERR_INPUT, N_("Enter the amount"));
    switch (is_folded ? amount_read(folded, scale, &fen) : AMOUNT_NOT) {
    case AMOUNT_FITS: *ret = fen; return true;
    case AMOUNT_DECIMALS:
        return scale == 2 ? err_set(reterr, ERR_INPUT, N_("Amount must have at most two decimals"))
                          : err_set(reterr, ERR_INPUT,
                                N_("An amount of this currency has at most %d decimals"), scale);
    case AMOUNT_LARGE:
        return scale == 2
                   ? err_set(reterr, ERR_INPUT, N_("Amount can be at most ¥90,000,000,000,000.00"))
                   : err_set(
                         reterr, ERR_INPUT, N_("The amount is larger than any that can be booked"));
    case AMOUNT_NOT:
    default: break;
    }
    span shown = text_shown(s);
    err_set(reterr, ERR_INPUT, N_("This is not an amount: %.*s"), SPAN_PRINT(shown));
    return err_hint(reterr, N_("Write it like 1,234.50"));
}

bool text_parse_money(span s, money *ret, err *reterr)
{
    assert(ret);
    return scaled_parse(s, FEN_SCALE, &ret->fen, reterr);
}

/* ---- amounts out ---------------------------------------------------------------------------- */

/* Writes digits from the end of a room backwards, with a mark after each three when asked. */
static char *digits_before(char *end, uint64_t number, bool has_marks)
{
    int count = 0;
    do {
        if (has_marks && count > 0 && count % 3 == 0)
            *--end = ',';
        *--end = (char)('0' + number % 10);
        number /= 10;
        count++;
    } while (number > 0);
    return end;
}

static uint64_t size_of_number(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

void scaled_add(buffer *b, int64_t amount, int32_t scale, bool has_marks)
{
    char room[40];
    uint64_t left = size_of_number(amount);
    char *end = room + sizeof room;
    char *at = end;
    for (int32_t i = 0; i < scale; i++) {
        *--at = (char)('0' + left % 10);
        left /= 10;
    }
    if (scale > 0)
        *--at = '.';
    at = digits_before(at, left, has_marks);
    if (amount < 0)
        *--at = '-';
    buffer_add(b, (span){ at, (size_t)(end - at) });
}

void text_add_money(buffer *b, money m)
{
    scaled_add(b, m.fen, FEN_SCALE, true);
}

void text_money_write(char into[TEXT_MONEY_SIZE], money m)
{
    unsigned char room[TEXT_MONEY_SIZE];
    arena home = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&home, TEXT_MONEY_SIZE - 8);
    buffer_text(&b, "¥");
    text_add_money(&b, m);
    span text = buffer_span(&b);
    assert(!b.is_full && text.size < TEXT_MONEY_SIZE);
    memcpy(into, text.at, text.size);
    into[text.size] = '\0';
}

void text_add_money_plain(buffer *b, money m)
{
    scaled_add(b, m.fen, FEN_SCALE, false);
}

void text_add_count(buffer *b, int64_t count)
{
    char room[40];
    char *end = room + sizeof room;
    char *at = digits_before(end, size_of_number(count), true);
    if (count < 0)
        *--at = '-';
    buffer_add(b, (span){ at, (size_t)(end - at) });
}

/* ---- capitals ------------------------------------------------------------------------------- */

static const char *const capital_digit[] = { "零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌",
    "玖" };

/* Whole yuan.  Sets *ret_gap when a zero stands last, which the next digit must then name. */
static void capitals_add_yuan(buffer *b, uint64_t yuan, bool *ret_gap)
{
    static const char *const place[] = { "", "拾", "佰", "仟" };
    static const char *const group_name[] = { "", "万", "亿", "万" };
    static const uint64_t group_unit[] = { 1, 10000, 100000000, UINT64_C(1000000000000) };
    static const unsigned digit_unit[] = { 1, 10, 100, 1000 };
    bool is_begun = false;
    bool is_gap = false;
    for (int group = 3; group >= 0; group--) {
        unsigned value = (unsigned)(yuan / group_unit[group] % 10000);
        for (int i = 3; i >= 0; i--) {
            unsigned digit = value / digit_unit[i] % 10;
            if (digit == 0) {
                is_gap = true;
                continue;
            }
            if (is_gap && is_begun)
                buffer_text(b, capital_digit[0]);
            is_gap = false;
            is_begun = true;
            buffer_text(b, capital_digit[digit]);
            buffer_text(b, place[i]);
        }
        bool has_hundred_millions = group == 2 && yuan >= group_unit[2];
        if (value > 0 || has_hundred_millions)
            buffer_text(b, group_name[group]);
    }
    *ret_gap = is_gap;
}

void text_add_money_capitals(buffer *b, money m)
{
    uint64_t all = size_of_number(m.fen);
    uint64_t yuan = all / 100;
    unsigned tenth = (unsigned)(all / 10 % 10);
    unsigned hundredth = (unsigned)(all % 10);
    assert(all <= MONEY_MAX_FEN);
    buffer_text(b, "人民币");
    if (m.fen < 0)
        buffer_text(b, "负");
    bool is_gap = false;
    if (yuan > 0)
        capitals_add_yuan(b, yuan, &is_gap);
    else if (all == 0)
        buffer_text(b, capital_digit[0]);
    if (yuan > 0 || all == 0)
        buffer_text(b, "元");
    if (tenth == 0 && hundredth == 0) {
        buffer_text(b, "整");
        return;
    }
    if (yuan > 0 && (is_gap || tenth == 0))
        buffer_text(b, capital_digit[0]);
    if (tenth > 0) {
        buffer_text(b, capital_digit[tenth]);
        buffer_text(b, "角");
    }
    if (hundredth > 0) {
        buffer_text(b, capital_digit[hundredth]);
        buffer_text(b, "分");
    }
}
