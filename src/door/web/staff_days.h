/* What the pages of reconciliation show: accounts that files tell of, one of them day by day, a day of it.
 * Rules of staff.h hold here, too.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_STAFF_DAYS_H
#define NUAN_DOOR_WEB_STAFF_DAYS_H

#include "door/web/staff_import.h"

typedef struct told_account {
    span url, days_url, name, code, organisation;
    worth balance;
    bool is_daily;
    int64_t hour; /* its bill of a day is there by this hour of the next */
    date last;    /* last day with a file; 0: none */
    date missing_first, missing_last;
    span profile; /* chosen for its files; empty: none */
} told_account;

typedef struct told_accounts_view {
    staff_view staff;
    const told_account *items;
    size_t count;
    span csv_url, xlsx_url;
} told_accounts_view;

/* A reason of a difference. */
typedef struct reason_item {
    const char *label; /* message id */
    int64_t count;     /* 0: not counted */
    bool has_amount;
    worth amount;
    bool is_bad;
} reason_item;

typedef struct days_item {
    date first, last; /* last: of several days without a file, told as one */
    span url;
    bool is_gap;
    int64_t file_count;
    worth in, out, books_in, books_out, difference, left;
    bool has_balance;
    worth balance;
    bool is_unsure; /* rows that two files tell of may be counted twice */
    const reason_item *reasons;
    size_t reason_count;
    mark_view mark;
} days_item;

typedef struct days_view {
    staff_view staff;
    span account, code, organisation;
    form_view period; /* from, to */
    span action;
    const days_item *items;
    size_t count;
    worth in, out, books_in, books_out, difference, left;
    int64_t gap_count, overlap_count;
    span csv_url, ledger_url, account_url;
} days_view;

/* A file that tells of the day. */
typedef struct told_item {
    span file, report_url, rows_url; /* rows_url: empty without the right */
    int64_t common;                  /* rows that a file before it tells of, too */
    int64_t rows, rejected;
    worth in, out, ignored;
    bool has_balance;
    worth balance;
} told_item;

typedef struct day_view {
    staff_view staff;
    span account, code;
    date day;
    span days_url, before_url, after_url;
    days_item head;
    const told_item *files;
    size_t file_count;
    int64_t books_count;
    const transfer_item *transfers; /* that are no gifts */
    size_t transfer_count;
    const gift_item *gifts;
    size_t gift_count;
    bool has_more;
    span more_url;
} day_view;

#endif
