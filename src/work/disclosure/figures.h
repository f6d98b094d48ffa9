/* What the frozen rows of a disclosure add up to.  Pure: rows in, sums out, so that page, file,
 * command line and verification say the same.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DISCLOSURE_FIGURES_H
#define NUAN_WORK_DISCLOSURE_FIGURES_H

#include "base/money.h"

#include <stddef.h>
#include <stdint.h>

/* What a row counts; numbers are stored. */
typedef enum disclosure_part {
    DISCLOSURE_GIFTS = 1, /* by day and channel */
    DISCLOSURE_REFUNDS,
    DISCLOSURE_FEES,
    DISCLOSURE_FIRST, /* gifts within the first 24 hours of the campaign */
    /* what explains the difference to the one before */
    DISCLOSURE_NEW,  /* booked since */
    DISCLOSURE_BACK, /* counted before, and taken out of the books since */
    DISCLOSURE_IN,   /* moved here from another campaign */
    DISCLOSURE_OUT,  /* moved to another one */
    DISCLOSURE_PART_COUNT
} disclosure_part;
const char *disclosure_part_name(disclosure_part part); /* "gifts" */

typedef struct disclosure_row {
    disclosure_part part;
    int64_t asset;
    date day;        /* {0}: of no day */
    int32_t channel; /* 0: of none */
    int64_t count, givers, amount;
} disclosure_row;

typedef struct disclosure_sum {
    int64_t count, givers, amount;
} disclosure_sum;

/* Sums of one currency. */
typedef struct disclosure_figures {
    disclosure_sum total;  /* gifts up to the last day of the period */
    disclosure_sum period; /* of them within it */
    disclosure_sum later;  /* gifts of later days, which the log holds already */
    disclosure_sum refunds, fees, first;
    disclosure_sum fresh, back, in, out;
} disclosure_figures;

/* Sums the rows of an asset; `from` and `as_of` bound the period. */
void disclosure_sums(const disclosure_row *rows, size_t count, int64_t asset, date from, date as_of,
    disclosure_figures *ret);
/* Assets in the rows other than CNY, in their order; returns how many, at most `size`. */
size_t disclosure_assets(const disclosure_row *rows, size_t count, int64_t *into, size_t size);
/* Gifts up to `as_of` of one asset by day (then by channel: `by_channel`), summed, in order.
 * Returns the count, at most `size`. */
size_t disclosure_by(const disclosure_row *rows, size_t count, int64_t asset, date as_of,
    bool by_channel, disclosure_row *into, size_t size);
/* What the closes of the public log must say: entries of all currencies, sum of CNY. */
void disclosure_close(const disclosure_row *rows, size_t count, disclosure_part part,
    int64_t *ret_count, int64_t *ret_sum);

#endif
