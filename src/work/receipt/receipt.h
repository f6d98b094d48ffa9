/* Receipts for gifts (捐赠回执): asked for, reviewed by a second person, numbered without a gap, frozen.
 * Laws: a gift has at most one receipt that stands; the numbers of a series and year are 1..n; whoever
 * entered a request does not review it; a receipt that was given is never changed: it is void or it
 * stands.  It is no fiscal document: the number of one (捐赠票据) is only noted with it.
 * Source: Charity Law art. 38; docs/glossary.md.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_RECEIPT_RECEIPT_H
#define NUAN_WORK_RECEIPT_RECEIPT_H

#include "crypt/crypt.h"
#include "record/change.h"
#include "store/store.h"

enum {
    RECEIPT_TITLE_RUNES_MAX = 100,
    RECEIPT_TEXT_RUNES_MAX = 200,
    RECEIPT_LIST_MAX = 5000, /* persons of a collective gift */
    RECEIPT_LIST_SIZE_MAX = 1 << 19,
    RECEIPT_SLICE_MAX = 64,   /* receipts given in one change */
    RECEIPT_REVIEW_MAX = 500, /* requests reviewed in one change */
    RECEIPT_SAMPLE_OF = 50,   /* of so many reviewed together one was opened, at least one */
    RECEIPT_WORKING_DAYS = 3, /* from request to receipt */
    RECEIPT_NUMBER_TEXT_SIZE = 40
};

/* Whom a receipt is for. */
typedef enum receipt_payer {
    RECEIPT_PERSON = 1,
    RECEIPT_ORGANISATION,
    RECEIPT_COLLECTIVE
} receipt_payer;
/* How it gets there. */
typedef enum receipt_way { RECEIPT_BY_LINK = 1, RECEIPT_BY_MAIL, RECEIPT_BY_POST } receipt_way;
typedef enum request_state {
    REQUEST_OPEN = 1, /* waits for its review */
    REQUEST_REVIEWED, /* waits for its receipt */
    REQUEST_YEARLY,   /* under the threshold: waits for the sum of the year */
    REQUEST_DONE,     /* has its receipt */
    REQUEST_REFUSED
} request_state;
typedef enum receipt_state { RECEIPT_GIVEN = 1, RECEIPT_VOID } receipt_state;

/* person, organisation, collective; link, mail, post; open, reviewed ...; given, void. */
const char *receipt_payer_name(receipt_payer payer);
bool receipt_payer_parse(span name, receipt_payer *ret);
const char *receipt_way_name(receipt_way way);
bool receipt_way_parse(span name, receipt_way *ret);
const char *request_state_name(request_state state);
bool request_state_parse(span name, request_state *ret);
const char *receipt_state_name(receipt_state state);

/* What is known of the giver: sealed as a whole.  Texts without control characters; `list` of a
 * collective gift: a line a person, name, tab, amount in yuan. */
typedef struct receipt_person {
    span title; /* 抬头: to whom the receipt is made out */
    span id_no; /* of an identity card, or a credit code (USCC); only where needed */
    span email, phone, address;
    span payment_no; /* as she states it */
    span list;
} receipt_person;
/* Checks and seals.  Owner: `a`.  Errors: ERR_INPUT with the field. */
WARN_UNUSED bool receipt_person_check(
    const receipt_person *p, receipt_payer payer, receipt_way way, err *reterr);
WARN_UNUSED bool receipt_person_seal(
    arena *a, const uint8_t seal_key[32], const receipt_person *p, span *ret, err *reterr);
WARN_UNUSED bool receipt_person_unseal(
    arena *a, const uint8_t seal_key[32], span sealed, receipt_person *ret, err *reterr);

/* What a receipt says, frozen: sealed as a whole.  `channel`: its name (wechat ...). */
typedef struct receipt_body {
    span title, id_no;
    span org_zh, org_en, campaign_zh, campaign_en, purpose_zh, purpose_en;
    span channel, handler, reviewer;
    span list;
} receipt_body;
WARN_UNUSED bool receipt_body_seal(
    arena *a, const uint8_t seal_key[32], const receipt_body *b, span *ret, err *reterr);
WARN_UNUSED bool receipt_body_unseal(
    arena *a, const uint8_t seal_key[32], span sealed, receipt_body *ret, err *reterr);
/* The proof file holds what the giver alone may know, too. */
WARN_UNUSED bool receipt_proof_seal(
    arena *a, const uint8_t seal_key[32], span proof, span *ret, err *reterr);
WARN_UNUSED bool receipt_proof_unseal(
    arena *a, const uint8_t seal_key[32], span sealed, span *ret, err *reterr);

typedef struct receipt_request {
    org_id org;
    int64_t id;
    campaign_id campaign;
    donation_id donation; /* {0}: its payment is not found yet */
    request_state state;
    receipt_payer payer;
    receipt_way way;
    span label;  /* the title, masked if it is a person's */
    span person; /* sealed */
    bool has_stated;
    uint8_t stated_no[16]; /* key of the payment's number, money and day as she stated them */
    money stated;
    date stated_day;
    bool is_exact; /* all three are those of the gift */
    crypt_hash picture;
    bool has_picture;
    int64_t replaces;               /* void receipt in whose place the new one comes; 0 none */
    int64_t entered_by, entered_us; /* 0: a visitor */
    date entered_day, due_day;
    int64_t reviewed_by, reviewed_us;
    span reason;     /* of a refusal */
    int64_t receipt; /* 0: none yet */
    int64_t version;
} receipt_request;

typedef struct receipt {
    org_id org;
    int64_t id;
    campaign_id campaign;
    int32_t year;
    int64_t number;
    receipt_state state;
    receipt_payer payer;
    int64_t asset;
    money amount;
    date first_day, last_day; /* of its gifts */
    int64_t gifts;
    span label;
    span body, proof; /* sealed: what it says; the proof file, empty for several gifts */
    int64_t leaf;     /* of a single gift */
    int64_t request;
    int64_t issued_by, issued_us, reviewed_by;
    date issued_day;
    int64_t copies; /* how often it was handed out */
    int64_t void_by, void_us;
    span void_reason;
    int64_t replaces, replaced_by;
    span fiscal_code, fiscal_no, fiscal_check;
    int64_t version;
} receipt;

/* R2020-000001: series, year and number, as it stands on paper and is typed again. */
void receipt_number_write(char into[RECEIPT_NUMBER_TEXT_SIZE], int32_t year, int64_t number);
bool receipt_number_parse(span text, int32_t *ret_year, int64_t *ret_number);
/* The working day by which a request of this day has its receipt; Saturdays and Sundays are none. */
date receipt_due(date asked);

/* ---- for apply(), through flow -------------------------------------------------------------- */

/* Puts a request; sets id, state, times. */
WARN_UNUSED bool request_put(store_txn *txn, change *c, receipt_request *r, err *reterr);
WARN_UNUSED bool request_read(
    store_txn *txn, arena *a, org_id org, int64_t id, receipt_request *ret, err *reterr);
/* The request of a gift that is open, reviewed, waits for the year or has a standing receipt;
 * 0: none. */
WARN_UNUSED bool request_of_gift(
    store_txn *txn, org_id org, donation_id gift, int64_t *ret, err *reterr);
/* The gift of a request is found. */
WARN_UNUSED bool request_gift_set(
    store_txn *txn, const receipt_request *r, donation_id gift, bool is_exact, err *reterr);
/* Reviewed: by the author of the change, who must not have entered it.  Errors: ERR_DENIED,
 * ERR_CONFLICT it was decided before, ERR_STALE. */
WARN_UNUSED bool request_review(store_txn *txn, change *c, const receipt_request *r,
    request_state to, span reason, err *reterr);
/* Gives the next number of its year and freezes it; the requests are done.  *r without id, number,
 * times.  Errors: ERR_CONFLICT a request is not reviewed. */
WARN_UNUSED bool receipt_put(
    store_txn *txn, change *c, receipt *r, const receipt_request *of, size_t count, err *reterr);
WARN_UNUSED bool receipt_read(
    store_txn *txn, arena *a, org_id org, int64_t id, receipt *ret, err *reterr);
/* It is void from now on, and its request ended; nothing of it is lost.  Errors: ERR_CONFLICT it was
 * void before. */
WARN_UNUSED bool receipt_end(store_txn *txn, change *c, const receipt *r, span reason, err *reterr);
/* True in *ret if this person opened one of RECEIPT_SAMPLE_OF of these requests since a day ago. */
WARN_UNUSED bool request_sampled(
    store_txn *txn, const change *c, const int64_t *ids, size_t count, bool *ret, err *reterr);

/* ---- changes of its own ---------------------------------------------------------------------- */

typedef struct receipt_change_input { /* receipt.copy, receipt.look */
    int64_t id;                       /* of a receipt; of a request */
} receipt_change_input;
typedef struct receipt_fiscal_input { /* receipt.fiscal: of the finance department's document */
    int64_t id;
    span code, number, check;
} receipt_fiscal_input;
typedef struct receipt_threshold_input { /* gifts below it wait for the sum of the year */
    money least;
} receipt_threshold_input;
/* receipt_fetch: by the giver herself. */
extern const change_kind receipt_copy, receipt_fetch, receipt_look, receipt_fiscal,
    receipt_threshold_set;

/* ---- reading -------------------------------------------------------------------------------- */

typedef struct request_filter {
    org_id org;
    campaign_id campaign; /* {0}: all */
    request_state state;  /* 0: all */
    bool only_exact;
    int64_t after; /* ids above: oldest first */
} request_filter;
WARN_UNUSED bool request_get(
    store_conn *conn, arena *a, org_id org, int64_t id, receipt_request *ret, err *reterr);
WARN_UNUSED bool request_list(store_conn *conn, arena *a, const request_filter *filter,
    size_t limit, receipt_request **ret_rows, size_t *ret_count, err *reterr);
/* How many stand in each state, and the earliest due day of those that wait. */
typedef struct request_counts {
    int64_t by_state[REQUEST_REFUSED + 1];
    int64_t exact; /* open ones that can be reviewed together */
    date first_due;
} request_counts;
WARN_UNUSED bool request_count(
    store_conn *conn, org_id org, campaign_id campaign, request_counts *ret, err *reterr);
WARN_UNUSED bool receipt_get(
    store_conn *conn, arena *a, org_id org, int64_t id, receipt *ret, err *reterr);
WARN_UNUSED bool receipt_get_number(store_conn *conn, arena *a, org_id org, int32_t year,
    int64_t number, receipt *ret, err *reterr);
/* Newest number first; before: id below, 0 the newest. */
WARN_UNUSED bool receipt_list(store_conn *conn, arena *a, org_id org, campaign_id campaign,
    int64_t before, size_t limit, receipt **ret_rows, size_t *ret_count, err *reterr);
/* The request or receipt of a gift that stands, for its page; *ret_request.id 0: none. */
WARN_UNUSED bool receipt_of_gift(store_conn *conn, arena *a, org_id org, donation_id gift,
    receipt_request *ret_request, receipt *ret_receipt, err *reterr);
WARN_UNUSED bool receipt_gifts(store_conn *conn, arena *a, org_id org, int64_t receipt_id,
    donation_id **ret, size_t *ret_count, err *reterr);
WARN_UNUSED bool receipt_threshold(store_conn *conn, money *ret, err *reterr);
/* The same in this transaction. */
WARN_UNUSED bool receipt_threshold_at(store_txn *txn, money *ret, err *reterr);

#endif
