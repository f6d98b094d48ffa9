/* What the pages of giving show: the form, and a giver's own page.  As in view.h.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_GIVE_H
#define NUAN_DOOR_WEB_GIVE_H

#include "door/web/view.h"

/* How the giver wants to be called; the value of the form's field. */
typedef enum give_display { GIVE_NO_CHOICE, GIVE_MASKED, GIVE_FULL } give_display;

/* A promise of a gift, being made. */
typedef struct give_view {
    page_view page;
    span claim_url;
    span campaign, campaign_url, purpose;
    span action;
    span key;  /* of the form */
    span from; /* code of the unit whose poster led here; empty: none */
    way_list ways;
    int64_t days; /* a promise stands so long */
    /* as they were filled in */
    int64_t picked; /* yuan; 0: none of the offered ones */
    span amount, name, message;
    give_display display;
    bool wants_receipt;
    /* what is wrong; NULL: nothing */
    const err *error, *amount_error, *name_error, *message_error;
    int64_t error_count;
} give_view;

/* Goods that a campaign takes; a heading stands before the first of its class. */
typedef struct goods_item {
    span heading; /* empty: the one before goes on */
    span name, standard;
} goods_item;

typedef struct goods_view {
    page_view page;
    span campaign, campaign_url, organisation, contact, beneficiary;
    const goods_item *items;
    size_t count;
} goods_view;

/* A step on the way of a gift. */
typedef struct gift_step {
    const char *label; /* message id */
    int64_t at_us;     /* 0: only the day is known */
    date day;
    span place;       /* where it was seen: name of an account; empty: none */
    const char *said; /* message id, may be NULL */
    seal_view seal;   /* of its entry in the log */
} gift_step;

/* A receipt of a gift, once there is one. */
typedef enum gift_receipt_state {
    GIFT_RECEIPT_NONE,   /* nobody asked for one */
    GIFT_RECEIPT_WANTED, /* the giver wished for one when she promised */
    GIFT_RECEIPT_ASKED,  /* being looked at */
    GIFT_RECEIPT_ISSUED
} gift_receipt_state;
typedef struct gift_receipt {
    gift_receipt_state state;
    span number;
    date day;
    span pdf_url, proof_url, ask_action; /* empty: not offered */
    bool is_yearly;                      /* waits for the sum of the year */
    int64_t part;                        /* of the page, for the form */
} gift_receipt;

/* One payment that came for a promise, or the gift itself. */
typedef struct gift_part {
    worth amount;
    bool is_returned; /* reversed */
    const gift_step *steps;
    size_t step_count;
    span proof_url; /* empty: not in the log yet */
    gift_receipt receipt;
} gift_part;

typedef enum gift_state {
    GIFT_PROMISED,
    GIFT_PARTLY, /* some of what was promised is here */
    GIFT_HERE,
    GIFT_WITHDRAWN,
    GIFT_EXPIRED
} gift_state;

/* A giver's own page: what she promised, what came of it. */
typedef struct gift_page_view {
    page_view page;
    gift_state state;
    span campaign, campaign_url;
    span code;          /* order code; empty: nothing was promised */
    money amount, rest; /* promised, and what of it is to come */
    worth total;        /* that came */
    span label;         /* as it is shown in public; empty: no choice made */
    bool wants_receipt, has_message;
    int64_t made_us, expires_us;   /* of the promise; 0: none */
    span form_key;                 /* of the form that asks for a receipt */
    span asked_title, asked_email; /* as they came, when the form is shown again */
    way_list ways;
    span withdraw_action; /* empty: can't be withdrawn */
    const gift_part *parts;
    size_t part_count;
    money pool, paid_out; /* of the whole campaign */
    span ledger_url;
    const err *error;
} gift_page_view;

/* The form by which a giver without a link finds her gift. */
typedef struct claim_view {
    page_view page;
    span campaign, campaign_url, action;
    span key;
    span number, amount; /* as they came */
    bool number_error, amount_error;
    const err *error;
    const char *hint; /* message id */
} claim_view;

#endif
