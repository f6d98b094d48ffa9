/* Checked money and civil days.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/money.h"

#include <assert.h>
#include <stddef.h>

enum {
    DAYS_BEFORE_1970 = 719468, /* from 0000-03-01 */
    NUMBER_MIN = -25567,       /* 1900-01-01 */
    NUMBER_MAX = 2932896,      /* 9999-12-31 */
    YEAR_SPARE = 366,          /* a local day may lie just outside */
};

bool money_add(money a, money b, money *ret_sum)
{
    assert(ret_sum);
    int64_t sum = 0;
    if (__builtin_add_overflow(a.fen, b.fen, &sum) || sum > MONEY_MAX_FEN || sum < -MONEY_MAX_FEN)
        return false;
    ret_sum->fen = sum;
    return true;
}

enum { FEN_MFEN = 1000 };

int64_t money_fen_of(int64_t mfen)
{
    int64_t half = mfen < 0 ? -FEN_MFEN / 2 : FEN_MFEN / 2;
    return (mfen + half) / FEN_MFEN;
}

static bool is_leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool date_is_valid(date d)
{
    static const int32_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int32_t year = d.day / 10000;
    int32_t month = d.day / 100 % 100;
    int32_t day = d.day % 100;
    if (year < 1900 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    return day <= days[month - 1] + (month == 2 && is_leap(year));
}

/* Counts days from 0000-03-01, so that the leap day ends a year of the count. */
int32_t date_to_number(date d)
{
    assert(date_is_valid(d));
    int32_t month = d.day / 100 % 100;
    int32_t year = d.day / 10000 - (month <= 2);
    int32_t shifted = month + (month > 2 ? -3 : 9);
    int32_t era = year / 400;
    int32_t of_era = year - era * 400;
    int32_t of_year = (153 * shifted + 2) / 5 + d.day % 100 - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_BEFORE_1970;
}

date date_of_number(int32_t number)
{
    assert(number >= -DAYS_BEFORE_1970 && number <= NUMBER_MAX + YEAR_SPARE);
    int32_t count = number + DAYS_BEFORE_1970;
    int32_t era = count / 146097;
    int32_t of_era = count - era * 146097;
    int32_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * years + years / 4 - years / 100);
    int32_t shifted = (5 * of_year + 2) / 153;
    int32_t day = of_year - (153 * shifted + 2) / 5 + 1;
    int32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    int32_t year = years + era * 400 + (month <= 2);
    return (date){ year * 10000 + month * 100 + day };
}

date date_add(date d, int32_t count)
{
    int64_t number = (int64_t)date_to_number(d) + count;
    if (number < NUMBER_MIN)
        number = NUMBER_MIN;
    if (number > NUMBER_MAX)
        number = NUMBER_MAX;
    return date_of_number((int32_t)number);
}
