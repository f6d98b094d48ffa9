/* What the pages of payment files show: list, choice of a file, preview, progress, report.
 * Rules of staff.h hold here, too.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_STAFF_IMPORT_H
#define NUAN_DOOR_WEB_STAFF_IMPORT_H

#include "door/web/staff.h"

typedef struct import_item {
    span url;
    span file, campaign, account;
    const char *format; /* message id */
    date first_day, last_day;
    int64_t rows, booked, rejected;
    money amount;
    mark_view state;
    span made_by;
    int64_t made_us;
} import_item;

typedef struct imports_view {
    staff_view staff;
    chip_list views;
    const import_item *items;
    size_t count;
    pager_view pager;
} imports_view;

/* A row that can't be booked. */
typedef struct fault_item {
    int64_t row;
    span column, value;
    err rule, hint; /* texts with their values */
} fault_item;

typedef struct fault_list {
    const fault_item *items;
    size_t count;
    int64_t total; /* more than are shown */
    int64_t rows;  /* that have them, when a row may have several; 0: one each */
    span csv_url;  /* just those rows, to be mended */
} fault_list;

/* A row as it would be booked. */
typedef struct sample_item {
    int64_t row;
    date day;
    span text;
    money amount;
    mark_view fate;
} sample_item;

/* A term of the equation of rows; those of 0 are left out by the one who fills. */
typedef struct term_item {
    const char *label;
    int64_t count;
    bool has_amount;
    money amount;
    const char *note; /* message id; may be NULL */
    bool is_bad;
} term_item;

typedef struct term_list {
    const char *whole; /* what they add up to: Rows in the file */
    int64_t sum;
    const term_item *items;
    size_t count;
} term_list;

/* The file's own totals against the sum of its rows. */
typedef struct stated_item {
    const char *label;
    bool is_money;
    int64_t stated, counted, difference; /* fen when is_money */
} stated_item;

/* First step: which file. */
typedef struct import_new_view {
    staff_view staff;
    form_view form;
    span action;
    span file;     /* that can't be read; empty: none was chosen yet */
    span next_url; /* goes on with the file after it; empty: it was the last */
} import_new_view;

/* Preview, progress and report: each reads its part. */
typedef struct import_view {
    staff_view staff;
    import_item head;
    int64_t file_size;
    term_list terms;
    const stated_item *stated;
    size_t stated_count;
    bool agrees; /* totals, account and currency */
    int64_t matched, unclaimed;
    money refunds, fees;
    int64_t held; /* refunds that wait for their gift */
    fault_list faults;
    const sample_item *samples;
    size_t sample_count;
    /* preview */
    span book_action, cancel_url, staged; /* `staged` names the checked file */
    int64_t files_left;                   /* that were chosen with it and come after it */
    span next_url;                        /* the one after it, this one left out */
    span known_url;                       /* the report of the same file; empty: it is new */
    int64_t known_us;
    bool may_skip; /* there are bad rows: booking needs the tick */
    /* booking */
    int64_t done, total;
    /* report */
    span confirm_action, undo_action;
    const char *confirm_reason; /* why it waits, or why she can't confirm; may be NULL */
    span confirmed_by;
    int64_t confirmed_us, undone_us;
    span undone_by;
    int64_t first_leaf, last_leaf; /* 0: not in the log yet */
    span gifts_url, file_url;
} import_view;

/* One row as it stands in the kept file, and what became of it. */
typedef struct import_row_view {
    staff_view staff;
    span file, report_url, rows_url; /* rows_url: where a number is asked for */
    int64_t row;
    mark_view fate;
    const char *reason; /* of an ignored row; NULL: none */
    err rule;           /* of a row that can't be booked; code ERR_NONE: none */
    span column, value; /* where that is */
    const char *hint;
    date day;
    span time; /* of the day; empty: the file has none */
    money amount, fee;
    span order_no, merchant_no, refund_no, payer, note;
    span gift_url; /* what it became; empty: nothing, or no gift */
    span before_url, after_url;
} import_row_view;

#endif
