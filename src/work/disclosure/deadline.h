/* Limits of the law and of the house: how soon something must be done, as dated data.  Which one
 * counts is asked by the day, so that old deadlines stay what they were.
 * Source: scenario/beijing-2020/deadlines.csv names law and article of each.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DISCLOSURE_DEADLINE_H
#define NUAN_WORK_DISCLOSURE_DEADLINE_H

#include "store/store.h"

#include "base/money.h"

/* What has a limit; numbers are stored, names stand in the data file. */
typedef enum deadline_kind {
    DEADLINE_DISCLOSURE = 1, /* from one disclosure to the next in an emergency response */
    DEADLINE_QUESTION,       /* from a question about a figure to its answer */
    DEADLINE_KIND_COUNT
} deadline_kind;

typedef struct deadline {
    date from;    /* it counts from this day on; {0}: there is none */
    int32_t days; /* of 24 hours */
    int32_t warn_days;
    span source_zh, source_en; /* law and article */
    span note_zh, note_en;     /* why it counts here; empty: it is in force */
} deadline;

/* "disclosure", "question". */
bool deadline_kind_parse(span name, deadline_kind *ret);
/* The one that counts on a day; from {0} when there is none.  Owner: `a`. */
WARN_UNUSED bool deadline_get(
    store_conn *conn, arena *a, deadline_kind kind, date day, deadline *ret, err *reterr);
/* The instant by which, and the one from which it is soon, counted from an instant. */
int64_t deadline_due_us(const deadline *d, int64_t from_us);
int64_t deadline_warn_us(const deadline *d, int64_t from_us);
/* Writes one of a data file.  Errors: ERR_INPUT days are out of bounds. */
WARN_UNUSED bool deadline_put(store_txn *txn, deadline_kind kind, const deadline *d, err *reterr);

#endif
