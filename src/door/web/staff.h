/* What the staff pages show.  As in view.h: plain values, names in the reader's language, message
 * ids as `const char *`, 0 and empty for "none".  What a person may not do is absent from her page:
 * an empty address means that she gets no button.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_STAFF_H
#define NUAN_DOOR_WEB_STAFF_H

#include "door/web/view.h"

/* ---- frame ---------------------------------------------------------------------------------- */

typedef enum staff_place {
    STAFF_NONE,
    STAFF_DESK,
    STAFF_CAMPAIGNS,
    STAFF_GIFTS,
    STAFF_REFUNDS,
    STAFF_MATCH,
    STAFF_PROMISES,
    STAFF_RECEIPTS,
    STAFF_IMPORTS,
    STAFF_DISCLOSURES,
    STAFF_QUESTIONS,
    STAFF_ORGS,
    STAFF_PEOPLE,
    STAFF_AUDIT
} staff_place;

/* What happened, in place: text with its values (err_set makes it), and how it is meant. */
typedef struct note_view {
    mark_tone tone; /* TONE_PLAIN: no note */
    err text;
    err more; /* second sentence; code ERR_NONE: none */
} note_view;

typedef struct staff_view {
    span name; /* what the page is about; goes before `title` */
    const char *title;
    span site;
    span org; /* scope: head of the subtree she works in */
    span person;
    const char *role;
    span csrf;
    span other_url; /* this page in the other language */
    staff_place place;
    page_theme theme; /* THEME_DEVICE is shown light */
    bool is_exercise;
    int64_t clock_us;
    bool has_errors; /* the form came back: said in the title, too */
    note_view note;
    /* beside the places; -1: none */
    int64_t todo_count, gift_count, held_count, unconfirmed_count, doubt_count;
    int64_t wait_count; /* payments that wait for their giver */
    bool may_enter, may_import, may_edit_campaigns, may_edit_orgs, may_edit_access;
} staff_view;

/* ---- forms ---------------------------------------------------------------------------------- */

typedef enum input_kind {
    INPUT_TEXT,
    INPUT_CODE,
    INPUT_MONEY,
    INPUT_DAY,
    INPUT_NUMBER,
    INPUT_LONG,
    INPUT_LOGIN,
    INPUT_SECRET,
    INPUT_FILE,
    INPUT_LIST,
    INPUT_RADIO,
    INPUT_TICK
} input_kind;

typedef struct choice_item {
    span value;
    span text;
    const char *said; /* message id when `text` is empty */
    bool is_chosen;
} choice_item;

typedef struct input_view {
    const char *name; /* of the field, also its id */
    const char *label, *hint;
    input_kind kind;
    span value; /* as she typed it, also when it is wrong */
    bool is_optional;
    bool is_half;       /* stands beside its neighbour on wide screens */
    const char *accept; /* of a file */
    bool is_many;       /* several files at once */
    const err *error;
    const choice_item *choices;
    size_t choice_count;
} input_view;

typedef struct form_view {
    const err *error; /* of the form as a whole */
    int error_count;  /* fields with an error, and that */
    const input_view *inputs;
    size_t input_count;
} form_view;

/* A filter or view of a list that can be switched on or off (chips), or one of several of which one
 * is always on (choices, tabs). */
typedef struct chip_item {
    span url;
    span text;
    const char *said; /* message id when `text` is empty */
    int64_t count;    /* -1: none */
    bool is_on;
} chip_item;

typedef struct chip_list {
    const chip_item *items;
    size_t count;
} chip_list;

/* ---- sign-in and desk ----------------------------------------------------------------------- */

typedef struct sign_in_view {
    staff_view staff; /* only site, title, theme, exercise, other_url */
    form_view form;
    span next; /* where she wanted to go */
} sign_in_view;

typedef struct todo_item {
    span url;
    mark_view kind;
    err what, why;      /* texts with their values */
    const char *reason; /* message id, behind `why`; or NULL */
    bool has_left;
    int64_t left_us;
    clock_tone tone;
    const char *act; /* what the button says */
    bool is_first;   /* the one with the primary button */
} todo_item;

typedef struct desk_view {
    staff_view staff;
    const clock_view *clocks;
    size_t clock_count;
    const todo_item *todos;
    size_t todo_count;
    const todo_item *elses; /* what somebody other than her has to do */
    size_t else_count;
    int64_t today_gifts;
    money today, unclaimed, held, balance;
    other_list others; /* of the balance */
    int64_t unclaimed_count, held_count;
    int64_t log_size, pending; /* entries; booked but not yet in the log */
    int64_t signed_us;
} desk_view;

/* ---- campaigns ------------------------------------------------------------------------------ */

typedef struct campaigns_view {
    staff_view staff;
    const campaign_item *items;
    size_t count;
    span new_url;
} campaigns_view;

typedef struct campaign_desk_view {
    staff_view staff;
    campaign_item head;
    span organisation, beneficiary, contact, surplus, filing_no;
    date filing_due;
    money refunds, fees, unclaimed;
    int64_t refund_count, held_count, unclaimed_count;
    const account_item *accounts;
    size_t account_count;
    const purpose_item *purposes;
    size_t purpose_count;
    form_view edit; /* empty: no right */
    span edit_action;
    form_view add_purpose;
    span purpose_action;
    span public_url, gifts_url, imports_url;
    span ways_url, seen_url;
    int64_t poster_promises, poster_kept; /* by the posters of the reader's own unit */
    span poster_unit, poster_url;         /* empty: she has none */
} campaign_desk_view;

/* A page that is one form: new campaign, cash gift, refund, new person. */
typedef struct form_page_view {
    staff_view staff;
    span back_url;
    const char *back; /* name of the place that it belongs to */
    const char *lead; /* sentence under the title; may be NULL */
    form_view form;
    span action;
    const char *submit; /* what the button does */
    bool has_warning;   /* stops once; the form then carries `confirm` */
    err warning;
    const char *key; /* idempotency key in the form; may be NULL */
} form_page_view;

/* ---- gifts and refunds ---------------------------------------------------------------------- */

typedef struct gift_item {
    span url;
    date day;
    int64_t paid_us; /* 0: only the day is known */
    span giver;      /* label; empty: a kind person */
    const char *channel;
    worth amount;
    mark_view state;
    span purpose;
    seal_view seal;
} gift_item;

typedef struct gifts_view {
    staff_view staff;
    chip_list views; /* all, not claimed ... */
    chip_list filters;
    const gift_item *items;
    size_t count;
    bool has_total; /* of the whole filter, from kept counts */
    int64_t total_count;
    money total;
    other_list others; /* of other currencies, if no channel is chosen */
    pager_view pager;
    bool is_filtered;
    span clear_url, csv_url, xlsx_url;
} gifts_view;

/* Where the same money was seen. */
typedef struct source_item {
    const char *kind;   /* message id: row of a file, notification, clerk */
    span name;          /* file, token or person */
    int64_t row_number; /* 0: none */
    int64_t seen_us;
    span url;
    span row_url; /* the row as it stands in the file; empty: no right */
} source_item;

/* A promise that a gift keeps. */
typedef struct gift_link {
    span code, url; /* empty: claimed for a giver who promised nothing */
    money part;
    span by; /* empty: by itself */
    int64_t at_us;
} gift_link;

typedef struct gift_view {
    staff_view staff;
    gift_item head;
    span id;
    span campaign, campaign_url;
    span person; /* real name, while it is shown */
    span message;
    span payment_no;
    bool is_shown;    /* the look was recorded just now */
    form_view show;   /* asks for the reason of a look */
    span show_action; /* empty: nothing is sealed, or no right to look */
    int64_t persons;
    const char *donor_kind, *display;
    transfer_side from, to;
    const source_item *sources;
    size_t source_count;
    transfer_list transfers;
    span leaf_text, leaf_hash;
    span refund_url, move_url;
    const gift_link *links; /* promises that it keeps, or whose it was claimed to be */
    size_t link_count;
    span match_url; /* empty: no right, or the gift was reversed */
    /* the gift that it became, or that it was, by a move; empty: none */
    span moved_to_url, moved_to, moved_from_url, moved_from;
    span link_action, links_end_action; /* for the giver; empty: no right, none to end */
    int64_t giver_links;                /* that stand */
} gift_view;

/* A secret link for a giver, shown once. */
typedef struct gift_link_view {
    staff_view staff;
    span back_url, link;
    span symbol; /* of the link, a path in a square of `side` */
    int64_t side;
} gift_link_view;

/* A way to give at the desk. */
typedef struct way_desk_item {
    const char *kind;
    int64_t place;
    span title, holder, account_no, bank, payload;
    int64_t made_us;
    span end_action; /* empty: no right */
} way_desk_item;

typedef struct ways_desk_view {
    staff_view staff;
    span back_url, public_url, campaign;
    const way_desk_item *items;
    size_t count;
    form_view add; /* no inputs: no right */
    span add_action;
    const char *key;
} ways_desk_view;

/* What was seen on a provider's screen. */
typedef struct seen_item {
    span account, by;
    int64_t as_of_us, gifts;
    money amount;
    const char *state;
    span end_action; /* empty: no right, or taken back */
} seen_item;

typedef struct seen_view {
    staff_view staff;
    span back_url, campaign;
    const seen_item *items;
    size_t count;
    form_view add; /* no inputs: no right */
    span add_action;
    const char *key;
} seen_view;

/* A gift that is to be moved: where to, and what will happen. */
typedef struct gift_move_view {
    staff_view staff;
    span back_url;
    form_view form;
    span look_action, action; /* shows; does */
    worth amount, taken;      /* taken: less than 0 */
    date day;
    span from, from_purpose;
    bool has_plan;
    span to, to_purpose;
    bool is_other_campaign;
    bool is_logged; /* as the entry leaf_number */
    int64_t leaf_number;
    int64_t promise_count; /* that it keeps */
    bool waits;            /* for its giver */
    bool has_file;         /* an import brought it */
    span campaign_code, purpose_code, version;
    const char *key;
} gift_move_view;

typedef struct refund_item {
    span url; /* of the gift, if it is known */
    date day;
    worth amount;
    mark_view state;
    span campaign, file, file_url;
    int64_t row_number;
    span row_url; /* the row as it stands in the file; empty: no right */
} refund_item;

typedef struct refunds_view {
    staff_view staff;
    chip_list views;
    const refund_item *items;
    size_t count;
    money total; /* of those shown */
    other_list others;
    pager_view pager;
} refunds_view;

/* A notification that fits several payments. */
typedef struct notice_item {
    date day;
    worth amount;
    span campaign, by; /* by: label of the token */
    int64_t seen_us;
} notice_item;

typedef struct notices_view {
    staff_view staff;
    const notice_item *items;
    size_t count;
    money total; /* of those shown */
    other_list others;
} notices_view;

typedef struct staff_error_view {
    staff_view staff;
    int status;
    const err *error;
    span retry_url;
} staff_error_view;

#endif
