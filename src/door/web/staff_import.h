/* What the pages of payment files show: list, choice of a file, preview, progress, report.
 * Rules of staff.h hold here, too.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_STAFF_IMPORT_H
#define NUAN_DOOR_WEB_STAFF_IMPORT_H

#include "door/web/staff.h"

typedef struct import_item {
    span url;
    span file, campaign, account;
    span format;
    date first_day, last_day;
    int64_t rows, booked, rejected;
    money amount;
    other_list others; /* of what is booked */
    mark_view state;
    span made_by;
    int64_t made_us;
} import_item;

/* A field that a form carries on. */
typedef struct carried_item {
    span name, value;
    int number; /* of the file that it is of; 0: of none */
} carried_item;

/* Files that were sent and wait: one line for those that came together. */
typedef struct waiting_item {
    span url;
    span file; /* the first of them */
    int64_t more;
    span campaign, made_by;
    int64_t made_us, ends_us;
} waiting_item;

/* What waits, as part of a page. */
typedef struct waiting_list {
    const waiting_item *items;
    size_t count;
} waiting_list;

typedef struct imports_view {
    staff_view staff;
    chip_list views;
    form_view filter; /* campaign, account, who, days */
    const carried_item *carried;
    size_t carried_count;
    bool is_filtered;
    const import_item *items;
    size_t count;
    int64_t page_booked; /* of those shown */
    money page_amount;
    pager_view pager;
    span action, clear_url, csv_url, xlsx_url;
    waiting_list waiting;
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
    int number;    /* of the list, where a page has several; 0: it is alone */
    span csv_url;  /* just those rows, to be mended */
} fault_list;

/* A row as it would be booked. */
typedef struct sample_item {
    int64_t row;
    date day;
    span text;
    worth amount;
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
    span url; /* the rows behind it; empty: none may be looked at */
} term_item;

typedef struct term_list {
    const char *whole; /* what they add up to: Rows in the file */
    int64_t sum;
    bool is_empty; /* no payment stands in it */
    const term_item *items;
    size_t count;
} term_list;

/* The file's own totals against the sum of its rows. */
typedef struct stated_item {
    const char *label;
    int64_t asset; /* of money; 0: a count */
    int64_t stated, counted, difference;
} stated_item;

typedef struct stated_list {
    const stated_item *items;
    size_t count;
    bool agrees; /* what the file says of itself and its rows */
    int number;  /* as in fault_list */
} stated_list;

/* First step: which files. */
typedef struct import_new_view {
    staff_view staff;
    form_view form;
    input_view file; /* the zone where files are dropped */
    int64_t files_max, size_max;
    span action;
    waiting_list waiting; /* what waits already */
} import_new_view;

/* A file of an upload that holds payments of a file before it. */
typedef struct shared_item {
    span file;
    int64_t count;
} shared_item;

/* How a file stands beside those of its account, and whether its balances follow. */
typedef struct joint_item {
    bool has_balance, balance_fits;
    int64_t balance_row;        /* the first that does not follow */
    date gap_first, gap_last;   /* days before it that no file covers; 0: none */
    int64_t overlaps;           /* files that tell of some of its days, too */
    span overlap_url, same_url; /* same_url: a file with the same rows under another title */
    bool has_jump;              /* the file before ended with another balance */
    worth closing;
    bool other_account;
} joint_item;

/* One file of an upload, as it was checked. */
typedef struct upload_item {
    int number;
    span file;
    span format;
    int64_t size;
    date first_day, last_day;
    err error;          /* it can't be booked at all; code ERR_NONE: it can */
    span columns_url;   /* where she says what its columns are; empty: it is known by more */
    bool is_remembered; /* its kind was chosen for the account */
    span report_url;    /* it is in the books; empty: not yet */
    int64_t booked_us;
    bool is_new; /* it came into the books after it was sent here */
    term_list terms;
    stated_list stated;
    fault_list faults;
    const sample_item *samples;
    size_t sample_count;
    joint_item joint;
    const char *doubt; /* why a second person will have to confirm it; NULL: nobody has to */
    const shared_item *shared;
    size_t shared_count;
    int64_t gifts, rejected;
    int64_t early, late; /* dated before the campaign began, after the clock of the house */
    date opened, today;
    money amount, refunds, fees;
    other_list others; /* of its gifts */
    span csv_url;
    /* booking it alone: what then comes into the books */
    bool may_book;
    int64_t alone_gifts;
    money alone;
    const choice_item *accounts; /* it could be of, when there are several */
    size_t account_count;
} upload_item;

/* Second step: what the files would do. */
typedef struct upload_view {
    staff_view staff;
    span campaign, campaign_url;
    int64_t ends_us;
    const upload_item *files;
    size_t count;
    int64_t gifts, refunds, rejected; /* of those that are to be booked */
    money amount;
    other_list others;    /* of those gifts, or of what was done */
    int64_t open_count;   /* files that can be booked, */
    int64_t booked_count; /* that are in the books, */
    int64_t new_count;    /* of them since they came here, */
    int64_t error_count;  /* that can't be read */
    int64_t stated_count,
        differ_count; /* files with totals of their own, and of them that differ */
    bool is_done;     /* all that can be is booked, some of it from here */
    int64_t done_gifts;
    money done;
    span book_action, end_action, new_url;
    const carried_item *carried; /* which accounts she said files are of */
    size_t carried_count;
    span page_url;
    int64_t payouts_asked; /* rows that may be a payout or a gift, and .. */
    span payouts;          /* .. what she said they are; empty: nothing */
    span payouts_url, payouts_gifts_url,
        payouts_ask_url; /* to say so; empty: nothing is to be said */
} upload_view;

/* A row of a file in a list, and what becomes of it. */
typedef struct row_item {
    int64_t row;
    span url; /* the row alone; empty: it is not in the books */
    date day;
    span time;
    worth amount;
    mark_view fate;
    const char *why; /* message id; may be NULL */
    bool is_bad;
    span column, value;       /* where it is wrong */
    const char *hint;         /* message id; may be NULL */
    span other;               /* the file that brings it */
    span payer, number, note; /* only while they are shown */
} row_item;

/* Rows of one kind, from a row number on. */
typedef struct rows_view {
    staff_view staff;
    span file, report_url;
    bool is_booked;
    chip_list kinds, reasons;
    const row_item *items;
    size_t count;
    int64_t total;
    date day; /* only rows of it; 0: of any */
    span first_url, next_url, csv_url;
    span go_action;
    const carried_item *go;
    size_t go_count;
    bool is_shown; /* names, numbers and remarks: the look was recorded just now */
    form_view show;
    span show_action; /* empty: no right to look, or they are shown */
} rows_view;

/* Progress and report: each reads its part. */
typedef struct import_view {
    staff_view staff;
    import_item head;
    int64_t file_size;
    term_list terms;
    stated_list stated;
    joint_item joint;
    int64_t matched, unclaimed;
    money refunds, fees;
    int64_t held; /* refunds that wait for their gift */
    fault_list faults;
    const sample_item *samples;
    size_t sample_count;
    /* booking */
    int64_t done, total;
    /* report */
    span confirm_action, undo_action;
    const char *doubt;          /* why it waits, */
    const char *confirm_reason; /* and for whom; each may be NULL */
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
    worth amount, fee;
    span order_no, merchant_no, refund_no, payer, note;
    span gift_url; /* what it became; empty: nothing, or no gift */
    span before_url, after_url;
} import_row_view;

#endif
