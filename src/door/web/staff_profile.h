/* What the pages of profiles show: what the columns of a table are, proposed and corrected; the list of
 * profiles; one of them.  Rules of staff.h hold here, too.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_STAFF_PROFILE_H
#define NUAN_DOOR_WEB_STAFF_PROFILE_H

#include "door/web/staff_import.h"

/* A column of the file, with the choice of what it is. */
typedef struct column_item {
    int number;          /* of the column, from 0: names the field of the form */
    span name, values;   /* values: of the first rows */
    const char *because; /* message id: how it was found; NULL: a person said so, or nothing */
    bool is_taken;
    const choice_item *roles;
    size_t role_count;
} column_item;

typedef struct try_item {
    int64_t row;
    date day;
    span time;
    money amount;
    mark_view fate;
    span payer, note;
    const char *why; /* message id; may be NULL */
    span column, value;
} try_item;

typedef struct columns_view {
    staff_view staff;
    span file, upload_url, action;
    form_view form;  /* its name, and the errors */
    input_view kind; /* kinds that can read it; no choices: none */
    int64_t header;  /* row number */
    const column_item *columns;
    size_t column_count;
    bool has_marks; /* a column says which way the money went, by these words */
    span marks_in, marks_out;
    bool asks_order;                   /* the days can be read either way .. */
    bool is_day_first, is_month_first; /* .. and are so */
    const char *lacks;                 /* message id: what must still be said; NULL: nothing */
    err unread;                        /* why no row can be read; code ERR_NONE: they can */
    const try_item *rows;
    size_t row_count;
    int64_t all, gifts, refunds, settlements, ignored, rejected;
    money amount;
    bool has_balance, balance_fits;
    int64_t balance_row;
} columns_view;

typedef struct profile_item {
    span url;
    span name, code;
    const char *channel; /* message id */
    bool is_own;         /* came with the program */
} profile_item;

typedef struct profiles_view {
    staff_view staff;
    const profile_item *items;
    size_t count;
} profiles_view;

/* What one role is called in the files of a profile. */
typedef struct profile_line {
    const char *role; /* message id */
    span names;
} profile_line;

typedef struct profile_view {
    staff_view staff;
    profile_item head;
    const profile_line *lines;
    size_t line_count;
    span marks_in, marks_out;
    int64_t rule_count;
    span json;
    span end_action; /* empty: no right, or the program's own */
} profile_view;

#endif
