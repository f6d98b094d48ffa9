/* What the pages of matching and of promises show, and what their handlers share.  As in staff.h.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_STAFF_MATCH_H
#define NUAN_DOOR_WEB_STAFF_MATCH_H

#include "door/matches.h"
#include "door/web/staff_in.h"

/* ---- promises ------------------------------------------------------------------------------- */

typedef struct promise_item {
    span url;
    span code;
    span giver; /* masked for those who enter gifts, else what he agreed to; empty: not said */
    span campaign;
    money amount, given, rest;
    mark_view state;
    int64_t made_us, expires_us;
    bool is_chosen; /* in a list to pick from */
} promise_item;

typedef struct promises_view {
    staff_view staff;
    chip_list views, campaigns;
    const promise_item *items;
    size_t count;
    money amount, rest; /* of those shown */
    pager_view pager;
    span csv_url, xlsx_url, new_url;
} promises_view;

/* A gift beside another one or a promise. */
typedef struct beside_item {
    span url, id;
    span giver; /* masked; empty: not said */
    date day;
    money amount;
    bool is_chosen;
} beside_item;

/* What a gift gave for a promise. */
typedef struct link_item {
    span url;  /* of the promise, or of the gift where the promise is shown; empty: no promise */
    span code; /* of the promise */
    span gift; /* id */
    date day;  /* of the gift */
    money part;
    int64_t percent; /* of confidence; -1: a person found it */
    span by;         /* empty: by itself */
    int64_t at_us;
} link_item;

typedef struct promise_view {
    staff_view staff;
    promise_item head;
    span campaign_url, made_by;
    const char *donor_kind, *display;
    span purpose;
    link_item *links;
    size_t link_count;
    const beside_item *gifts; /* that nobody has claimed, of the same giver */
    size_t gift_count;
    span withdraw_action; /* empty: no right, or not open */
    bool may_match;
} promise_view;

/* ---- the queue ------------------------------------------------------------------------------ */

typedef struct waiting_item {
    span url;
    bool is_at;
    span payer, remark;
    date day;
    int64_t paid_us; /* 0: only the day is known */
    worth amount;
    mark_view mark;
} waiting_item;

typedef struct reason_item {
    bool is_for;
    err said;
} reason_item;

/* What every form of the page carries. */
typedef struct match_hidden {
    span csrf, campaign, what, next, gift, key;
} match_hidden;

/* What a gift may be. */
typedef struct suggestion_item {
    int64_t number; /* from 1 */
    mark_view mark;
    int64_t percent;
    const promise_item *promises; /* none: claimed for the giver of a payer that was learnt */
    size_t promise_count;
    const beside_item *gifts; /* that go with it */
    size_t gift_count;
    money gifts_sum, promises_sum;
    span payer, payer_name;
    const reason_item *reasons;
    size_t reason_count;
    span action;
    match_hidden hidden;
} suggestion_item;

/* The gift that is looked at. */
typedef struct picked_view {
    match_hidden hidden;
    span id, url, row_url;
    int64_t row_number;
    span payer, remark;
    const char *channel;
    date day;
    int64_t paid_us;
    worth amount;
    bool is_yuan;
    money rest; /* that no promise has; of a gift of CNY */
    mark_view state;
    bool may_see; /* names and remarks */
    bool is_held, may_match, may_hold, is_claimed;
    span hold_reason, hold_by;
    int64_t hold_us;
    link_item *links;
    size_t link_count;
    const suggestion_item *suggestions;
    size_t count;
    /* by hand */
    bool is_by_hand; /* she is at it: stands open */
    span asked;      /* what she looks for */
    bool is_asked;
    const promise_item *promises;
    size_t promise_count;
    const beside_item *gifts;
    size_t gift_count;
    money chosen_gifts, chosen_promises;
    int64_t chosen_promise_count, chosen_gift_count;
    form_view claim, hold;
    input_view *claim_inputs, *hold_inputs; /* the same, to put an error at one */
} picked_view;

typedef struct match_view {
    staff_view staff;
    chip_list views, campaigns;
    int64_t waiting;
    money sum;
    int64_t very_likely;
    span sure_url, promises_url, payers_url, csv_url, xlsx_url;
    const waiting_item *items;
    size_t count;
    pager_view pager;
    bool is_filtered;
    span clear_url;
    bool may_act; /* false: she looks only, and sees no names and remarks */
    bool has_picked;
    picked_view picked;
    /* what was done just now, and its way back */
    const char *done;
    span last, last_url;
    const char *undo; /* the button; NULL: none */
    span undo_action;
} match_view;

/* ---- many at once --------------------------------------------------------------------------- */

typedef struct sure_item {
    span url, pair; /* pair: "GIFT.CODE" or "GIFT+PAYER" */
    span payer, giver, code;
    date day;
    money amount;
    int64_t percent;
    const reason_item *reasons;
    size_t reason_count;
} sure_item;

typedef struct sure_view {
    staff_view staff;
    span campaign, key, back_url, action;
    const sure_item *items;
    size_t count;
    money sum;
    bool has_more;
    /* after the press: how many, and what was refused */
    bool is_done;
    int64_t accepted;
    err *faults;
    span *fault_urls;
    size_t fault_count;
} sure_view;

/* ---- payers that were learnt ---------------------------------------------------------------- */

typedef struct payer_item {
    span giver;
    span gift_url, gift;
    span by;
    int64_t at_us;
    span action;
} payer_item;

typedef struct payers_view {
    staff_view staff;
    span back_url;
    chip_list campaigns;
    span campaign;
    const payer_item *items;
    size_t count;
    pager_view pager;
} payers_view;

/* ---- shared --------------------------------------------------------------------------------- */

/* Which part of the queue the address or the form names. */
typedef struct match_ask {
    campaign of;
    match_filter filter;
    span what;
} match_ask;
/* Of campaigns in which she has the right. */
WARN_UNUSED bool match_ask_read(
    staff *s, right needed, match_ask *ask, chip_list *ret_campaigns, err *reterr);
/* The campaign that the address names, or the first in which she has the right, one with gifts that wait before
 * others; chips of all with what waits, when there are several.  `path` with '?' or '&' at its end. */
WARN_UNUSED bool match_campaign(
    staff *s, right needed, const char *path, campaign *ret, chip_list *ret_chips, err *reterr);
/* A promise as pages show it. */
WARN_UNUSED bool promise_item_fill(
    staff *s, const campaign *of, const promise *p, promise_item *ret, err *reterr);
span promise_url(staff *s, const campaign *of, const promise *p);
/* Links with their promises' codes. */
WARN_UNUSED bool link_items_fill(
    staff *s, const match_link *links, size_t count, link_item **ret, err *reterr);
const reason_item *reason_items(staff *s, const match_suggestion *of);
/* Fills the gift that is looked at. */
WARN_UNUSED bool picked_fill(
    staff *s, donation_id id, const match_hidden *hidden, picked_view *ret, err *reterr);
/* The page of the queue with a gift; `why`: what went wrong with a form, NULL: nothing. */
void match_page(staff *s, donation_id gift, int status, const err *why);
/* What the address or the form says, whichever came. */
span match_said(const staff *s, const char *name);

#endif
