/* Scenarios: an exercise told in data files (scenario/<code>/), and payment files made for it
 * from a seed.
 * Laws: nothing here touches the store: what a scenario brings in goes through the same imports
 * as everything else; the same plan makes the same bytes on every machine; single gifts are
 * invented, their totals are those of the plan.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_SCENARIO_SCENARIO_H
#define NUAN_WORK_SCENARIO_SCENARIO_H

#include "base/arena.h"
#include "base/err.h"
#include "base/money.h"
#include "base/span.h"

#include <stdint.h>

enum {
    SCENARIO_PARTS_MAX = 64,
    SCENARIO_AMOUNTS_MAX = 128,
    SCENARIO_GIFTS_MAX = 200000,     /* of one plan */
    SCENARIO_GIFT_FEN_MAX = 5000000, /* the provider's own bound for one payment, ¥50,000.00 */
    SCENARIO_COLUMNS_MAX = 16,
    SCENARIO_TABLE_ROWS_MAX = 2000
};

/* ---- scenario.json -------------------------------------------------------------------------- */

/* Some consecutive hours of one day, whose gifts add up to a stated amount. */
typedef struct scenario_part {
    date day;
    int32_t from_hour; /* 0..23 */
    int32_t hour_count;
    int32_t gifts[24];  /* of each hour */
    int32_t gift_count; /* of all of them */
    money amount;
    bool is_first; /* belongs to the first 24 hours of the campaign */
} scenario_part;

/* An amount that people give, and how often (in parts of the sum of all weights). */
typedef struct scenario_amount {
    money amount;
    int32_t weight;
} scenario_amount;

/* An instant with an offset (2020-02-03T18:30:00+08:00), also as the civil day and second that
 * are written in it. */
typedef struct scenario_moment {
    int64_t us; /* since 1970-01-01 UTC; 0: none */
    date day;
    int32_t second; /* of the day */
} scenario_moment;

/* What `scenario.json` says. */
typedef struct scenario_plan {
    span code, name_zh, name_en, notice_zh, notice_en;
    span zone;             /* "Asia/Shanghai"; days and hours of the plan are its civil ones */
    scenario_moment clock; /* where the civil clock starts; no gift is later */
    date chart_from;       /* first day of the chart of accounts */
    int64_t seed;
    int64_t gift_count, first_gift_count; /* targets, checked against the parts */
    money amount, first_amount;
    span app_id, merchant_no, order_head, merchant_order_head, goods; /* as the bill prints them */
    scenario_part parts[SCENARIO_PARTS_MAX];
    int32_t part_count;
    scenario_amount amounts[SCENARIO_AMOUNTS_MAX];
    int32_t amount_count;
} scenario_plan;

/* Reads a plan.  Owner: spans live in `a` or point into `json`.
 * Errors: ERR_INPUT with the member's name: absent, of another kind, out of its bounds; parts
 * that overlap or go back in time, gifts after the clock; targets that differ from the sum of
 * the parts. */
WARN_UNUSED bool scenario_plan_read(arena *a, span json, scenario_plan *ret_plan, err *reterr);

/* ---- bills ---------------------------------------------------------------------------------- */

/* Takes one bill; false ends the making, with *reterr set. */
typedef bool scenario_bill_take(void *self, date day, span bytes, err *reterr);

/* Makes a WeChat Pay merchant bill (27 columns, backticks, four parts, UTF-8 with a byte order
 * mark, CRLF) for each civil day of the plan, in order, and hands it over.  All payments are
 * successful, none is given back, fees are waived; each has its own payer.  Memory: one bill at
 * a time in `a`, given back after it was taken.
 * Errors: ERR_INPUT a part's amount can't be reached with its gifts; ERR_MEMORY; what `take`
 * says. */
WARN_UNUSED bool scenario_bills(
    arena *a, const scenario_plan *plan, scenario_bill_take *take, void *self, err *reterr);
/* Room that scenario_bills needs at most for a plan, bytes. */
size_t scenario_bills_size(const scenario_plan *plan);

/* ---- campaign.json -------------------------------------------------------------------------- */

typedef struct scenario_campaign {
    span code, org, chart;
    span name_zh, name_en, purpose_zh, purpose_en, beneficiary_zh, beneficiary_en, contact,
        surplus_zh, surplus_en;
    scenario_moment opened;
    scenario_moment closes; /* us 0: open end */
    span filing_no;         /* empty: not filed yet */
    int32_t filing_days;    /* for filing late, after the day of opening */
    span phase;             /* "response" */
} scenario_campaign;

/* Errors: as scenario_plan_read. */
WARN_UNUSED bool scenario_campaign_read(
    arena *a, span json, scenario_campaign *ret_campaign, err *reterr);

/* ---- tables: chart, roles, sign-ins --------------------------------------------------------- */

typedef struct scenario_table {
    size_t row_count;
    size_t column_count;
    span *cells; /* row by row */
} scenario_table;

/* Reads a CSV table whose header must be exactly `header` ("code,name_zh,name_en,class").
 * Owner: cells point into `csv` or live in `a`.  Errors: ERR_INPUT another header, a row with
 * another number of cells. */
WARN_UNUSED bool scenario_table_read(
    arena *a, span csv, const char *header, scenario_table *ret_table, err *reterr);
span scenario_cell(const scenario_table *table, size_t row, size_t column);

#endif
