/* Numbers of worksheet cells, from their literal text: decimal digits and an exponent, exactly.
 * Programs write the shortest or the longest text of a binary number (0.07 as
 * 7.0000000000000007E-2); what the sender saw are its first 15 digits, so noise behind them is
 * rounded off, and only there.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet.h"

#include <assert.h>

enum {
    DIGITS_MAX = 40,  /* longer literals come from no spreadsheet */
    DIGITS_SURE = 15, /* what a spreadsheet computes with and shows */
    EXPONENT_MAX = 400,
    DIGITS_INT64 = 18,
    SERIAL_DECIMALS = 10,
    SERIAL_OF_1970 = 25569,
    SERIAL_MIN = 61, /* 1900-03-01: before it serials count a day that never was */
    SERIAL_MAX = 2958465,
    SERIAL_1904 = 1462,
    DAY_SECONDS = 86400
};

/* value = 0 or +-(digits as an integer) * 10^exponent, no zeros at either end. */
typedef struct decimal {
    int count;
    int exponent;
    bool is_negative;
    char digits[DIGITS_MAX];
} decimal;

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static void zeros_strip(decimal *d)
{
    for (; d->count > 0 && d->digits[d->count - 1] == 0; d->count--)
        d->exponent++;
}

/* Digits and at most one point; false when there is no digit or there are too many. */
static bool mantissa_parse(span s, size_t *at, decimal *d)
{
    bool has_point = false;
    bool has_digit = false;
    for (; *at < s.size; (*at)++) {
        char byte = s.at[*at];
        if (byte == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (!is_digit(byte))
            break;
        has_digit = true;
        d->exponent -= has_point;
        if (d->count == 0 && byte == '0')
            continue;
        if (d->count == DIGITS_MAX)
            return false;
        d->digits[d->count++] = (char)(byte - '0');
    }
    return has_digit;
}

static bool exponent_parse(span s, size_t *at, decimal *d)
{
    if (*at == s.size || (s.at[*at] != 'e' && s.at[*at] != 'E'))
        return true;
    (*at)++;
    bool is_negative = *at < s.size && s.at[*at] == '-';
    if (*at < s.size && (s.at[*at] == '-' || s.at[*at] == '+'))
        (*at)++;
    int exponent = 0;
    size_t first = *at;
    for (; *at < s.size && is_digit(s.at[*at]) && exponent <= EXPONENT_MAX; (*at)++)
        exponent = exponent * 10 + (s.at[*at] - '0');
    if (*at == first || exponent > EXPONENT_MAX)
        return false;
    d->exponent += is_negative ? -exponent : exponent;
    return true;
}

static bool decimal_parse(span s, decimal *d)
{
    *d = (decimal){ 0 };
    size_t at = 0;
    d->is_negative = s.size > 0 && s.at[0] == '-';
    if (s.size > 0 && (s.at[0] == '-' || s.at[0] == '+'))
        at++;
    if (!mantissa_parse(s, &at, d) || !exponent_parse(s, &at, d) || at != s.size)
        return false;
    zeros_strip(d);
    return true;
}

/* Keeps the first `count` digits, rounded half away from zero. */
static void decimal_round(decimal *d, int count)
{
    assert(count >= 0);
    if (count >= d->count)
        return;
    bool is_up = d->digits[count] >= 5;
    d->exponent += d->count - count;
    d->count = count;
    int i = count - 1;
    for (; is_up && i >= 0 && d->digits[i] == 9; i--)
        d->digits[i] = 0;
    if (is_up && i >= 0) {
        d->digits[i]++;
    } else if (is_up) {
        d->digits[0] = 1;
        d->exponent += d->count;
        d->count = 1;
    }
    zeros_strip(d);
}

bool sheet_number(span literal, int decimals, int64_t *ret, bool *ret_exact)
{
    assert(decimals >= 0 && decimals <= DIGITS_INT64 && ret && ret_exact);
    decimal d;
    if (!decimal_parse(literal, &d))
        return false;
    if (d.exponent + decimals < 0)
        decimal_round(&d, DIGITS_SURE);
    *ret_exact = d.count == 0 || d.exponent + decimals >= 0;
    if (!*ret_exact) {
        int kept = d.count + d.exponent + decimals;
        if (kept < 0)
            d.count = 0;
        else
            decimal_round(&d, kept);
    }
    int zeros = d.count == 0 ? 0 : d.exponent + decimals;
    assert(zeros >= 0);
    if (d.count + zeros > DIGITS_INT64)
        return false;
    int64_t value = 0;
    for (int i = 0; i < d.count + zeros; i++)
        value = value * 10 + (i < d.count ? d.digits[i] : 0);
    *ret = d.is_negative ? -value : value;
    return true;
}

bool sheet_serial(span literal, bool is_1904, date *ret_day, int32_t *ret_second)
{
    assert(ret_day && ret_second);
    const int64_t unit = INT64_C(10000000000);
    int64_t value = 0;
    bool is_exact = false;
    if (!sheet_number(literal, SERIAL_DECIMALS, &value, &is_exact) || value < 0)
        return false;
    int64_t serial = value / unit + (is_1904 ? SERIAL_1904 : 0);
    int64_t second = (value % unit * DAY_SECONDS + unit / 2) / unit;
    serial += second / DAY_SECONDS;
    if (serial < SERIAL_MIN || serial > SERIAL_MAX)
        return false;
    *ret_day = date_of_number((int32_t)(serial - SERIAL_OF_1970));
    *ret_second = (int32_t)(second % DAY_SECONDS);
    return true;
}
