/* What the pages of organisations, people and the audit trail show.  Rules of staff.h hold here,
 * too.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_STAFF_ADMIN_H
#define NUAN_DOOR_WEB_STAFF_ADMIN_H

#include "door/web/staff_import.h"

typedef struct org_item {
    span url;
    span code, name;
    const char *kind; /* message id */
    int level;        /* 0 root; indents */
    bool is_legal;    /* keeps its own books */
    span region, uscc;
    date opened, closed;
    int64_t below; /* units under it */
} org_item;

typedef struct orgs_view {
    staff_view staff;
    const org_item *items;
    size_t count;
    int64_t total;
    pager_view pager;
    span import_url, csv_url;
} orgs_view;

typedef struct org_import_view {
    staff_view staff;
    int step;       /* 1 choose, 2 preview, 3 done */
    form_view form; /* step 1 */
    span action;
    span file;
    term_list terms; /* new, changed, as they are, bad */
    fault_list faults;
    const org_item *items; /* first new or changed ones */
    size_t count;
    span book_action, cancel_url, staged;
    int64_t book_count;
} org_import_view;

typedef struct person_item {
    span login, name, org;
    const char *role; /* message id; NULL: none left */
    span role_org;
    mark_view state;
    int64_t seen_us;
    span end_action; /* empty: can't be ended here */
} person_item;

typedef struct token_item {
    span label, org;
    const char *allows;
    int64_t made_us;
    mark_view state;
    span end_action;
} token_item;

typedef struct people_view {
    staff_view staff;
    const person_item *items;
    size_t count;
    const token_item *tokens;
    size_t token_count;
    span new_url;
} people_view;

typedef struct change_item {
    int64_t seq;
    int64_t at_us; /* real time */
    span who;      /* empty: the program, or a visitor */
    bool is_visitor;
    span from;        /* address, "os", "job" */
    const char *kind; /* message id */
    const char *why;  /* message id of a reason that was given; NULL: none */
    span object, object_url, org;
} change_item;

typedef struct audit_view {
    staff_view staff;
    chip_list filters;
    const change_item *items;
    size_t count;
    pager_view pager;
    span head_hash; /* of the chain, lower-case hex */
    int64_t head_number;
    span csv_url;
} audit_view;

#endif
