/* Money in fen, checked; days as the number that people write (20200201).  No floating point.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_BASE_MONEY_H
#define NUAN_BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

/* Largest amount anywhere, fen: below 2^53, so that JSON readers keep it exact. */
#define MONEY_MAX_FEN INT64_C(9000000000000000)

typedef struct money {
    int64_t fen;
} money;

/* a + b; false when the sum leaves +-MONEY_MAX_FEN (then *ret_sum is not set). */
__attribute__((warn_unused_result)) bool money_add(money a, money b, money *ret_sum);

/* Whole fen of thousandths of a fen (fees have five decimals of a yuan), half away from zero. */
int64_t money_fen_of(int64_t mfen);

/* A civil day of the Gregorian calendar as YYYYMMDD; 0 means "no day". */
typedef struct date {
    int32_t day;
} date;

/* True for an existing day of the years 1900 to 9999. */
bool date_is_valid(date d);
/* Days since 1970-01-01 of a valid day, and back (for the years 0 to 9999, and a year more). */
int32_t date_to_number(date d);
date date_of_number(int32_t number);
/* The day `count` days later (earlier when negative); the first or last valid day when it would lie
 * outside, so that a far day in the input can't break a deadline that is counted from it. */
date date_add(date d, int32_t count);

#endif
