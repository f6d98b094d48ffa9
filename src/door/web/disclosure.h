/* What the pages of disclosures show, to the public and to staff.  As in view.h and staff.h.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_DISCLOSURE_H
#define NUAN_DOOR_WEB_DISCLOSURE_H

#include "door/disclosures.h"
#include "door/web/staff_in.h"
#include "work/disclosure/question.h"

/* One figure, with what it was the time before. */
typedef struct figure_item {
    const char *label, *definition;
    bool is_money, has_before;
    int64_t count, count_before; /* when it is no money */
    money amount, amount_before;
    span zh, en; /* sentence to copy */
} figure_item;

typedef struct step_item {
    const char *label;
    int64_t gifts;
    money amount;
    bool is_sum; /* the first and the last: totals, not steps */
} step_item;

/* What is frozen of one, as all pages of it show it. */
typedef struct figures_part {
    const figure_item *figures;
    size_t figure_count;
    span before; /* number of the one before; empty: none */
    const step_item *steps;
    size_t step_count;
    const day_item *days;
    size_t day_count;
    const channel_item *channels;
    size_t channel_count;
    other_list others;
    int64_t later_gifts; /* of days behind the period, in the log already */
    money later;
} figures_part;

typedef struct disclosure_item_view {
    span url;
    span number; /* 2020/1; empty: not published */
    span campaign;
    date from, as_of;
    int64_t gifts;
    money amount;
    mark_view state;
    int64_t at_us; /* published, or frozen */
    span by;       /* who prepared it; staff alone */
    span corrects, corrected_by;
} disclosure_item_view;

/* ---- for everybody ---------------------------------------------------------------------------- */

typedef struct question_item {
    int64_t number;
    span campaign, disclosure, url; /* of the disclosure */
    const char *figure;             /* message id; NULL: none in particular */
    span text, answer;
    bool is_public; /* when it is answered */
    int64_t asked_us, answered_us;
    clock_view clock; /* while it is open */
    span action;      /* where its answer goes; empty: not hers */
    span by;
} question_item;

typedef struct question_view { /* the asker's own page */
    page_view page;
    question_item head;
} question_view;

typedef struct ask_view {
    page_view page;
    span number, url; /* of the disclosure */
    const figure_item *figures;
    const char *const *names; /* of them, as the form sends them */
    size_t figure_count;
    span chosen, text;
    bool may_publish;
    int32_t days; /* until it is answered */
    const err *error;
    span action, key;
} ask_view;

typedef struct questions_view { /* at the desk */
    staff_view staff;
    const question_item *items;
    size_t count;
} questions_view;

typedef struct disclosure_view {
    page_view page;
    const question_item *questions; /* answered, and their askers agreed */
    size_t question_count;
    span ask_url;
    disclosure_item_view head;
    span campaign_url, list_url, organisation;
    span corrects_url, corrected_url;
    span reason;
    span law, law_note; /* that it follows; why that one */
    int64_t known_us;
    figures_part part;
    bool has_close;
    int64_t close, close_next; /* entries of the log */
    int64_t close_gifts, close_refunds;
    money close_sum, refund_sum;
    span close_url, refunds_url; /* the leaves */
    span gifts_url, csv_url, json_url, gifts_csv_url, text_url, pdf_url, proof_url;
    span page_url; /* whole address, to quote */
} disclosure_view;

typedef struct disclosures_view {
    page_view page;
    span campaign, campaign_url;
    bool has_clock;
    clock_view clock;
    const disclosure_item_view *items;
    size_t count;
} disclosures_view;

typedef struct disclosure_gift {
    int64_t number;
    span url, label; /* empty: no choice made */
    date day;
    worth amount;
    const char *channel;
} disclosure_gift;

typedef struct disclosure_gifts_view {
    page_view page;
    span number, url, csv_url;
    const disclosure_gift *items;
    size_t count;
    pager_view pager;
} disclosure_gifts_view;

/* ---- for staff -------------------------------------------------------------------------------- */

typedef struct disclosures_desk_view {
    staff_view staff;
    chip_list views;
    const disclosure_item_view *items;
    size_t count;
    const clock_view *clocks;
    size_t clock_count;
    pager_view pager;
    span csv_url, xlsx_url, new_url;
} disclosures_desk_view;

typedef struct disclosure_desk_view {
    staff_view staff;
    disclosure_item_view head;
    span id, reviewed_by, published_by, ended_by, ended_why;
    int64_t made_us, reviewed_us, published_us, ended_us;
    bool is_returned;
    span reason_zh, reason_en;
    figures_part part;
    const char *log; /* message id: where its closes are */
    bool log_is_bad;
    int64_t close;                                                      /* -1: none */
    span review_action, publish_action, return_action, withdraw_action; /* empty: not hers */
    const char *waits; /* message id: what it waits for, when she can't do it */
    span public_url, back_url;
} disclosure_desk_view;

/* A published disclosure as PDF.  Owner: `home`, 64 MB of it at most.  Errors: ERR_ABSENT there is no
 * font. */
WARN_UNUSED bool disclosure_pdf(
    door_request *r, arena *home, const disclosure_book *b, span *ret, err *reterr);
/* A question as pages show it, without what staff may do.  Owner: `a`. */
WARN_UNUSED bool question_item_fill(
    door_request *r, arena *a, const question *q, question_item *ret, err *reterr);
/* Fills what all pages of a disclosure share.  Owner: `a`. */
WARN_UNUSED bool figures_part_fill(
    arena *a, const disclosure_book *b, figures_part *ret, err *reterr);
WARN_UNUSED bool disclosure_item_fill(
    arena *a, say_lang lang, const disclosure_book *b, disclosure_item_view *ret, err *reterr);
mark_view disclosure_mark(disclosure_state state);
/* "2020/1"; empty before the publication. */
span disclosure_name(arena *a, const disclosure *d);
/* /d/warm-wuhan/2020/1; empty when it isn't public. */
span disclosure_url(arena *a, say_lang lang, const campaign *of, const disclosure *d);
/* The five days as a clock; false when none runs. */
bool disclosure_clock_view(house *h, say_lang lang, const disclosure_clock *c, clock_view *ret);

#endif
