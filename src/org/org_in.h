/* Shared by the files that check an import.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_ORG_ORG_IN_H
#define NUAN_ORG_ORG_IN_H

#include "org/org.h"
#include "sheet/sheet.h"

typedef enum check_column {
    COLUMN_CODE,
    COLUMN_PARENT,
    COLUMN_KIND,
    COLUMN_NAME_ZH,
    COLUMN_NAME_EN,
    COLUMN_REGION,
    COLUMN_USCC,
    COLUMN_LEGAL,
    COLUMN_OPENED,
    COLUMN_CLOSED,
    COLUMN_COUNT
} check_column;

/* A row on its way to a draft. */
typedef struct check_row {
    org_draft draft;
    span cells[COLUMN_COUNT]; /* as in the file */
    const org *same;          /* the unit in the tree that has this code */
    const org *above;         /* the parent, when it stands in the tree */
    int32_t parent;           /* index of the row that is the parent, or -1 */
    int32_t legal;            /* index of the row that is the legal entity, or -1 */
    bool is_broken;           /* has a fault of its own: what hangs on it is not judged */
    bool is_self;             /* keeps its own books */
    enum { LINK_NEW, LINK_OPEN, LINK_DONE, LINK_CYCLE, LINK_LOST } state; /* lost: below a cycle */
} check_row;

typedef struct check {
    arena *home;
    const org_tree *tree;
    const org_source *source;
    span headers[COLUMN_COUNT];   /* as in the file; empty when the column is absent */
    int32_t places[COLUMN_COUNT]; /* of the columns in a row, -1 when absent */
    check_row *rows;
    int32_t count;
    int32_t *by_code; /* rows sorted by code, then by line */
    int32_t *order;   /* rows, parents before children */
    int32_t order_count;
    bool is_full; /* the arena's bound was reached */
    org_import *out;
} check;

/* Notes that a cell breaks a rule (an error makes the row broken). */
void check_fault(check *k, check_row *row, check_column column, const err *rule);
void check_warning(check *k, check_row *row, check_column column, const err *rule);
/* A day as text, for messages. */
typedef struct check_day {
    char text[16];
} check_day;
check_day check_day_print(date d);
/* Reads the cells of a row into its draft, noting what breaks a rule. */
void check_row_read(check *k, check_row *row);
/* Finds doubles, parents and legal entities; sets levels and the order.  False: the arena is
 * used up. */
bool check_link(check *k);

#endif
