/* What the public pages show: plain values, filled by the handlers, read by the templates.
 * Names of things come in the reader's language; `const char *` members are message ids.
 * Instants are microseconds UTC; an instant or day of 0 is "none".  Owner of every span: the one
 * who fills the view keeps it until the page is written.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_VIEW_H
#define NUAN_DOOR_WEB_VIEW_H

#include "base/arena.h"
#include "base/err.h"
#include "base/money.h"
#include "base/span.h"
#include "door/web/chart.h"
#include "door/web/html.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- parts that several pages share --------------------------------------------------------- */

typedef enum page_place {
    PLACE_NONE,
    PLACE_HOME,
    PLACE_CAMPAIGN,
    PLACE_LEDGER,
    PLACE_VERIFY
} page_place;
typedef enum page_theme { THEME_DEVICE, THEME_LIGHT, THEME_DARK } page_theme;

/* The frame of a public page. */
typedef struct page_view {
    span name;         /* what the page is about; goes before `title` */
    const char *title; /* message id; NULL: none (then `name` is there) */
    span site;         /* organisation that runs the site */
    span supervisor;   /* 业务主管; empty: not shown */
    span contact;
    span campaigns_url; /* the place 捐款项目: the campaign, or the list when there are several */
    span other_url;     /* this page in the other language */
    page_place place;
    page_theme theme;
    bool is_exercise;
    int64_t clock_us; /* clock of an exercise; 0: none */
    /* what others show of the page that it is shared with: whole addresses, a sentence; empty: nothing */
    span share_url, share_image, share_text;
} page_view;

/* How sure the colour of a mark is; always with a word and a shape. */
typedef enum mark_tone {
    TONE_PLAIN,
    TONE_OK,
    TONE_INFO,
    TONE_HOT,
    TONE_WARN,
    TONE_BAD,
    TONE_ZERO
} mark_tone;

/* A state in a word. */
typedef struct mark_view {
    const char *label; /* message id; NULL: no mark */
    mark_tone tone;
    html_icon_name icon;
} mark_view;

/* Proof badge.  `number` of the entry in the public log. */
typedef enum seal_state { SEAL_NONE, SEAL_PROVEN, SEAL_WAIT, SEAL_BAD } seal_state;
typedef struct seal_view {
    seal_state state;
    int64_t number;
    span url; /* of the entry; empty: no link */
} seal_view;

/* A span of time that runs out: cells of a day each, how full they are, what it is about. */
enum { CLOCK_CELLS_MAX = 31 };
typedef enum clock_tone { CLOCK_OK, CLOCK_SOON, CLOCK_LATE } clock_tone;
typedef struct clock_view {
    const char *title; /* message id */
    const char *why;   /* message id of a sentence with one %s for the deadline */
    clock_tone tone;
    int64_t left_us; /* negative: over */
    date due;
    int64_t until_us; /* instead of `due`: the very instant */
    span said, note;  /* law and article; why it counts here.  Behind `why` */
    int cell_count;
    int filled[CLOCK_CELLS_MAX]; /* percent */
} clock_view;
/* Fills tone, time left and cells of a clock that runs from `from_us` to the end of `due`. */
void clock_fill(clock_view *clock, int64_t from_us, int64_t now_us, date due, int32_t offset_s);

/* Key paging: an empty address means there is nothing in that direction. */
typedef struct pager_view {
    span newer_url, older_url;
    int64_t count; /* rows on this page */
} pager_view;

/* A transfer in a list. */
typedef struct transfer_item {
    span url; /* its page; empty: none */
    date day;
    mark_view kind;
    const char *channel;   /* message id; NULL: none */
    span what;             /* giver's label, or what it was for */
    const char *what_said; /* message id when `what` is empty; may be NULL */
    span from, to;         /* names of the accounts */
    worth amount;          /* negative when money went out */
    bool is_reversal;
    seal_view seal;
} transfer_item;

typedef struct transfer_list {
    const transfer_item *items;
    size_t count;
} transfer_list;

typedef struct account_item {
    span url;
    span code, name, organisation;
    span chart_code; /* of the chart in force; empty: none */
    const char *class_label;
    int64_t count; /* transfers */
    worth debit, credit;
    worth balance; /* on the side where the class grows */
} account_item;

/* What there is in another currency than CNY: never added to it, a line of its own. */
typedef struct other_item {
    worth amount, balance;
    int64_t gifts;
} other_item;

typedef struct other_list {
    other_item *items; /* by code */
    size_t count;
    bool is_part; /* the count of gifts that stands before it holds these, too */
} other_list;
/* Adds to the line of a currency, which is made when it is new.  Owner: `a`; what does not fit into
 * it is left out. */
void other_add_to(arena *a, other_list *list, const other_item *added);

/* ---- campaigns ------------------------------------------------------------------------------ */

/* Where the campaign's term stands, in numbers. */
typedef struct campaign_item {
    span url, code, name, purpose;
    span give_url; /* empty: it is closed */
    mark_view phase;
    int64_t opened_us;
    int64_t closes_us;
    int64_t gifts, givers;
    money total;
    int64_t asof_us; /* the books run until */
    bool has_log;
    int64_t log_size; /* the live total stands on */
    bool has_clock;
    clock_view clock; /* of its filing */
    bool has_disclosure_clock;
    clock_view disclosure_clock;
    span disclosures_url, disclosed_url; /* the last one; empty: none */
    span disclosed;                      /* its number */
    money disclosed_sum;
    money balance;
    other_list others;
    bool is_exercise;
} campaign_item;

typedef struct day_item {
    date day;
    int64_t gifts;
    money amount;
    bool is_partial;  /* the day isn't over yet */
    int64_t until_us; /* then: counted until */
} day_item;

typedef struct channel_item {
    const char *label; /* message id */
    int64_t gifts;
    money amount;
    int64_t permille; /* of the total amount */
} channel_item;

typedef struct purpose_item {
    span name;
    int64_t gifts;
    money amount;
} purpose_item;

/* A way to give, and where it has a symbol its modules as a path. */
typedef struct way_item {
    span title, note;
    span holder, account_no, bank; /* empty: none */
    span url;                      /* of a provider's page; empty: none */
    span symbol;                   /* path in a square of `side`; empty: none */
    int64_t side;
} way_item;

typedef struct way_list {
    const way_item *items;
    size_t count;
    span code; /* what to write into the remark; empty: no promise yet */
} way_list;

/* What a provider's screen showed: in no total. */
typedef struct seen_public {
    span account;
    int64_t as_of_us, gifts;
    money amount;
} seen_public;

typedef struct home_view {
    page_view page;
    const campaign_item *campaigns;
    size_t campaign_count;
    int64_t log_size;
    span log_root; /* short form of the root, for people */
    transfer_list latest;
    span csv_url;
} home_view;

typedef struct campaign_view {
    page_view page;
    campaign_item head;
    span organisation, beneficiary, contact, surplus;
    span filing_no; /* empty: not yet filed */
    date filing_due;
    /* where the money is: total - refunds - fees = balance */
    money refunds, fees, outgo, unclaimed, paid_out; /* outgo = -(refunds + fees) */
    int64_t refund_count, unclaimed_count, held_count;
    /* the first 24 hours */
    int64_t first_gifts;
    money first;
    bool first_is_over;
    chart_view hours;
    const day_item *days;
    size_t day_count;
    const channel_item *channels;
    size_t channel_count;
    const purpose_item *purposes;
    size_t purpose_count;
    transfer_list latest;
    way_list ways;
    const seen_public *seens;
    size_t seen_count;
    span goods_url;            /* empty: no goods are taken */
    span poster_url, card_url; /* card: whole address */
    span whole_url;
    span ledger_url, hours_csv_url, days_csv_url, json_url;
} campaign_view;

/* ---- the open books ------------------------------------------------------------------------- */

typedef struct books_view {
    page_view page;
    span scope; /* campaign or organisation whose books these are */
    int64_t asof_us;
    money received, spent, balance;
    other_list others;
    int64_t gift_count, spent_count;
    int64_t log_size;
    int64_t signed_us; /* last checkpoint */
    const account_item *accounts;
    size_t account_count;
    transfer_list transfers;
    int64_t transfers_total;
    pager_view pager;
    span csv_url, json_url, accounts_csv_url, journal_url;
} books_view;

typedef struct account_view {
    page_view page;
    account_item head;
    int64_t asof_us;
    bool is_guarded; /* can't be overdrawn */
    date opened;
    transfer_list transfers;
    pager_view pager;
    span csv_url, json_url;
} account_view;

/* One side of a transfer, balances before and after in entry order. */
typedef struct transfer_side {
    span url, name, organisation;
    bool has_balance;
    worth before, after;
} transfer_side;

typedef struct transfer_view {
    page_view page;
    span name; /* public name of the entry: project and number, carries no time */
    transfer_item head;
    transfer_side from, to;
    date entered;
    span reverses_url, reversed_by_url; /* empty: none */
    /* of a gift that was moved: its entry in the other place, and the campaign of that */
    span moved_to_url, moved_to, moved_from_url, moved_from;
    span leaf_text; /* the exact bytes of the leaf */
    span leaf_hash; /* lower-case hex */
    span proof_url, json_url;
} transfer_view;

/* ---- proof and the rest --------------------------------------------------------------------- */

typedef struct verify_view {
    page_view page;
    int64_t log_size;
    int64_t signed_us;
    span origin;
    span root; /* base64 */
    span vkey;
    span checkpoint;   /* the signed note, as it is */
    span log_url;      /* where the log is served, whole address */
    span entry_action; /* looks up an entry by its number; empty: not offered */
    span entry_value;
    const err *entry_error;
} verify_view;

typedef struct figures_view {
    page_view page;
    span campaign;
} figures_view;

/* Not found, no right, too busy, broken: one shape. */
typedef struct error_view {
    page_view page;
    int status;
    const err *error;
    span retry_url; /* empty: nothing to try again */
    bool is_desk;   /* at an address of staff */
} error_view;

#endif
