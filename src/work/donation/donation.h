/* Campaigns and gifts: money seen, booked once, whatever door it came through.
 * Laws: a gift is one transfer from the account where the money came in to income; the provider's full key of a payment is
 * booked once across files and doors; two equal gifts stay two; a restricted purpose is a property of the income account;
 * fees are a cost and never netted; kept counts are written with the gift.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DONATION_DONATION_H
#define NUAN_WORK_DONATION_DONATION_H

#include "ledger/ledger.h"
#include "record/change.h"
#include "store/store.h"
#include "sys/sys.h"

enum { CAMPAIGN_CODE_MAX = 40, CAMPAIGNS_MAX = 512, CAMPAIGN_FILING_DAYS = 10, PURPOSES_MAX = 1024 };

/* Where money comes in; closed list, numbers are stored, names stand in the API. */
typedef enum donation_channel {
    CHANNEL_WECHAT = 1, CHANNEL_ALIPAY, CHANNEL_BANK, CHANNEL_QR, CHANNEL_CASH, CHANNEL_OTHER, CHANNEL_COUNT
} donation_channel;
const char *donation_channel_name(donation_channel channel); /* "wechat" */
const char *donation_channel_label(donation_channel channel); /* message id */
const char *donation_channel_leaf(donation_channel channel); /* in the public log: qr bank cash other */
bool donation_channel_parse(span name, donation_channel *ret_channel);

typedef enum campaign_phase { PHASE_PREPARING = 1, PHASE_RESPONSE, PHASE_RECOVERY, PHASE_CLOSED } campaign_phase;

typedef struct campaign {
    campaign_id id;
    org_id org;
    char code[CAMPAIGN_CODE_MAX + 1];
    span name_zh, name_en, purpose_zh, purpose_en, beneficiary_zh, beneficiary_en, contact, surplus_zh, surplus_en;
    int64_t opened_us;  /* civil */
    int64_t closes_us;  /* 0: open end */
    span filing_no;     /* empty: not yet filed */
    date filing_due;    /* last day of the late filing */
    campaign_phase phase;
    bool is_exercise;
    int64_t version;
} campaign;

typedef enum donor_kind { DONOR_UNKNOWN, DONOR_PERSON, DONOR_ORGANISATION, DONOR_COLLECTIVE } donor_kind;
typedef enum donation_display { DISPLAY_NONE, DISPLAY_MASKED, DISPLAY_FULL, DISPLAY_ANONYMOUS } donation_display;
typedef enum donation_state { DONATION_BOOKED = 1, DONATION_REVERSED = 2 } donation_state;
typedef enum refund_state { REFUND_HELD = 1, REFUND_BOOKED, REFUND_REVERSED } refund_state;

/* ---- the identity of a payment -------------------------------------------------------------- */

/* Digests of the provider's order number, and of merchant order and refund number (zeros: not known). */
enum { PAYMENT_DAY_SIZE = 2, PAYMENT_PLACE_SIZE = 4, PAYMENT_ORDER_SIZE = 16 };
typedef struct payment_key {
    uint8_t order[PAYMENT_ORDER_SIZE];
    uint8_t rest[12];
} payment_key;
payment_key payment_key_make(span order_no, span merchant_no, span refund_no);
bool payment_key_is_full(const payment_key *key);

/* ---- memory of the writer ------------------------------------------------------------------- */

typedef struct donations donations;
/* Reads campaigns and kept counts.  `seal_key` seals names; `clock` is not kept.  Owner: `home` (process). */
WARN_UNUSED bool donations_load(store_conn *conn, arena *home, const uint8_t seal_key[32], donations **ret,
    err *reterr);
batch_part donations_part(donations *d);

/* A campaign by its code or id, copied under a lock: any thread.  False when there is none. */
bool campaign_find(donations *d, span code, campaign *ret_campaign);
bool campaign_get(donations *d, campaign_id id, campaign *ret_campaign);
/* Up to CAMPAIGNS_MAX campaigns in the order of their opening; returns the count. */
size_t campaign_list(donations *d, campaign *into, size_t size);

/* ---- kept counts ---------------------------------------------------------------------------- */

typedef struct campaign_hour {
    int32_t hour;      /* 2020020118; hour 24: only the day is known */
    donation_channel channel;
    int64_t gifts, fen, givers, first_gifts, first_fen;
    int64_t last_us;   /* latest payment of them; 0: only days are known */
} campaign_hour;

/* Kept counts of a campaign by hour and channel, in order; as decided so far (writer's thread) or as loaded. */
size_t campaign_hours(const donations *d, campaign_id id, campaign_hour *into, size_t size);
enum { CAMPAIGN_HOURS_MAX = 65536 };

/* ---- booking, for apply() and for flow ------------------------------------------------------ */

typedef struct donation_row {
    org_id org;
    donation_id id;
    campaign_id campaign;
    int64_t purpose;
    account_id account;
    money amount;
    date day;
    int64_t paid_us; /* INT64_MIN: only the day is known */
    donation_channel channel;
    donor_kind donor;
    int64_t persons;
    donation_display display;
    donation_state state;
    bool is_claimed;
    statement_id statement;
    int64_t row_number;
    uint8_t entry_key[16];
    bool has_entry_key;
    int64_t version;
} donation_row;

/* The erasable part of a gift, sealed before it reaches the writer.  {NULL, 0}: none. */
typedef struct donation_sealed {
    span label;   /* in clear: what the giver chose to show; empty = no choice made */
    span name, message, payment_no;
} donation_sealed;
typedef struct donation_person {
    span name, message, payment_no; /* as given; empty: none */
    donation_display display;
} donation_person;
/* Seals what is given; the label follows the giver's choice (masked: 王*, 李*明).  Owner: `a`. */
WARN_UNUSED bool donation_seal(arena *a, const uint8_t seal_key[32], const donation_person *person,
    donation_sealed *ret_sealed, err *reterr);

typedef struct donation_gift {
    campaign_id campaign;
    int64_t purpose;
    account_id account;   /* where the money came in */
    money amount;
    date day;
    int64_t paid_us;      /* INT64_MIN: only the day is known */
    int32_t hour;         /* civil hour of payment 0..23, 24 when not known */
    donation_channel channel;
    donor_kind donor;
    int64_t persons;      /* >= 1 */
    span giver;           /* identity of a known giver (to count each once), or empty */
    donation_display display;
    donation_sealed sealed;
    bool is_claimed;
    statement_id statement; /* 0: not from a file */
    int64_t row_number;
    bool has_key;
    payment_key key;
} donation_gift;

/* Where money of a channel comes in; the account of a campaign that is there. */
account_id channel_account_find(const ledger *l, const campaign *of, donation_channel channel);
/* Books a gift: transfer, row, payment key, counts.  Identity was checked by the caller. */
WARN_UNUSED bool donation_book(store_txn *txn, change *c, const donation_gift *gift, donation_id *ret_id,
    err *reterr);

/* Where to look: in a transaction (txn) or from a reading connection (conn), one of the two. */
typedef struct payment_place {
    store_txn *txn;
    store_conn *conn;
    org_id org;
} payment_place;

typedef struct payment_match {
    payment_key key;
    int64_t object_id; /* donation or refund */
} payment_match;
enum { PAYMENT_MATCHES_MAX = 64 };
/* Payments of an organisation with this order number, on whatever account.  Sees what the batch decided. */
WARN_UNUSED bool payment_find(store_txn *txn, org_id org, const payment_key *key, payment_match *into,
    size_t *ret_count, err *reterr);
/* The same from a reading connection. */
WARN_UNUSED bool payment_look(store_conn *conn, org_id org, const payment_key *key, payment_match *into,
    size_t *ret_count, err *reterr);
/* The day that stands in an order number, as days since the year 2000; 0: none. */
int32_t payment_key_day(const payment_key *key);
/* True in *ret_any if any payment is known whose number has the same day in it as this one: most files bring days of which
 * none is. */
WARN_UNUSED bool payment_day_any(store_conn *conn, org_id org, const payment_key *key, bool *ret_any, err *reterr);
/* Is any refund of an organisation held?  Sees what the batch decided. */
WARN_UNUSED bool refund_held_any(store_txn *txn, org_id org, bool *ret_any, err *reterr);
/* A gift as it stands in this transaction.  Errors: ERR_ABSENT. */
WARN_UNUSED bool donation_read(store_txn *txn, donation_id id, donation_row *ret_row, err *reterr);
/* Remembers a payment key. */
WARN_UNUSED bool payment_put(store_txn *txn, org_id org, const payment_key *key, int64_t object_id, err *reterr);
/* How many keys this process has put: those that a reader who begins now can see, and those that the writer has decided.  If
 * the second is still what the first was, nothing new can have come in between. */
int64_t payment_put_count(donations *d); /* any thread */
int64_t payment_put_count_at(store_txn *txn);
/* Takes all keys of an object out again that carry this order number, so that the payment can be booked anew. */
WARN_UNUSED bool payment_cut(store_txn *txn, org_id org, const payment_key *key, int64_t object_id, err *reterr);

/* A payment as a notification or a row of a file tells it. */
typedef struct payment_fact {
    payment_key key;
    money amount;
    campaign_id campaign; /* for which it comes */
} payment_fact;
/* What keeps a payment that is in the books from being taken for the one that comes. */
typedef enum payment_conflict {
    PAYMENT_AGREES,
    PAYMENT_OTHER_AMOUNT,
    PAYMENT_OTHER_CAMPAIGN
} payment_conflict;
/* What the books know of it. */
typedef struct payment_known {
    int64_t object_id; /* gift or refund that it is; meaningful when is_exact or candidates == 1 */
    bool is_exact;     /* the full key is in the books */
    int candidates;    /* gifts that it may be: same order number and amount */
    int others;        /* gifts of that order number, whatever their amount */
    payment_conflict conflict;
    money booked;      /* as it stands in the books, and for whom */
    campaign_id campaign;
} payment_known;
/* A gift or refund as far as it matters here; is_found is false for what was reversed. */
typedef struct payment_object {
    bool is_found, is_gift;
    money amount;
    campaign_id campaign;
} payment_object;
typedef struct payment_reader {
    void *self;
    bool (*matches)(void *self, const payment_key *key, payment_match *into, size_t *count, err *reterr);
    bool (*object)(void *self, int64_t id, payment_object *ret, err *reterr);
} payment_reader;
payment_reader payment_reader_of(payment_place *place);
WARN_UNUSED bool payment_identify(const payment_reader *reader, const payment_fact *fact,
    payment_known *ret_known, err *reterr);

typedef enum source_kind { SOURCE_STATEMENT = 1, SOURCE_NOTICE, SOURCE_CLERK } source_kind;
/* Remembers another place in which the same money was seen; the same place twice is one. */
WARN_UNUSED bool donation_source_put(store_txn *txn, change *c, org_id org, donation_id id, source_kind kind,
    int64_t source, int64_t row_number, err *reterr);

typedef struct refund_input {
    campaign_id campaign;
    account_id account;
    donation_id donation;   /* 0: unknown, the refund is held */
    money amount;
    date day;
    statement_id statement;
    int64_t row_number;
    int64_t fee_mfen;       /* of the provider; whoever books the refund books it, too */
    bool has_key;
    payment_key key;
    payment_key gift;       /* the key of the gift that it gives back; its rest is zeros when only the order is known */
} refund_input;
/* Books a refund of a known gift (income account is lessened, the clearing account pays) or holds it.
 * Errors: ERR_CONFLICT more would be given back than was given. */
WARN_UNUSED bool refund_book(store_txn *txn, change *c, const refund_input *in, int64_t *ret_id, err *reterr);
/* A refund that was held and is booked now: its fee is to be booked with the file that told of it. */
typedef struct refund_released {
    statement_id statement;
    date day;
    int64_t fee_mfen;
} refund_released;
enum { REFUND_RELEASES_MAX = 64 };
/* Books held refunds of this gift now that it is in the books, each as a new record of today's knowledge; *ret_count of them. */
WARN_UNUSED bool refund_release(store_txn *txn, change *c, org_id org, const payment_key *key, donation_id donation,
    refund_released ret[REFUND_RELEASES_MAX], int *ret_count, err *reterr);
/* True if a refund whose gift has key `gift` can be of the gift that is known by `key`. */
bool refund_fits(const payment_key *gift, const payment_key *key);
/* Reverses a gift with all its transfers; refunds that were booked against it are held again. */
WARN_UNUSED bool donation_reverse(store_txn *txn, change *c, donation_id id, err *reterr);
/* Reverses a refund, booked or held. */
WARN_UNUSED bool refund_reverse(store_txn *txn, change *c, int64_t id, err *reterr);
typedef struct refund_row {
    org_id org;
    int64_t id;
    campaign_id campaign;
    account_id account;
    donation_id donation;
    money amount;
    date day;
    refund_state state;
    statement_id statement;
    int64_t row_number;
    int64_t fee_mfen; /* set by refund_read and refund_get alone, and so is .. */
    bool has_gift;
    payment_key gift; /* the key of the gift that it gives back */
} refund_row;
/* A refund as it stands in this transaction; or as a reading connection sees it.  Errors: ERR_ABSENT. */
WARN_UNUSED bool refund_read(store_txn *txn, int64_t id, refund_row *ret_row, err *reterr);
WARN_UNUSED bool refund_get(store_conn *conn, int64_t id, refund_row *ret_row, err *reterr);
/* Books a provider's fee of a campaign (negative: given back) on a clearing account. */
WARN_UNUSED bool donation_fee_book(store_txn *txn, change *c, campaign_id campaign, account_id account,
    int64_t fen, date day, int64_t source, err *reterr);
/* Gives back all fees that stand for a source, each on its own day.  Errors: ERR_LIMIT more days than DONATION_FEE_DAYS_MAX. */
enum { DONATION_FEE_DAYS_MAX = 1000 };
WARN_UNUSED bool donation_fees_undo(store_txn *txn, change *c, campaign_id campaign, account_id account, int64_t source,
    err *reterr);

/* ---- changes -------------------------------------------------------------------------------- */

typedef struct campaign_input {      /* campaign.add */
    campaign data;                   /* id and version are set by the change */
} campaign_input;
typedef struct campaign_edit_input { /* campaign.edit: empty or 0 leaves as it is */
    campaign_id id;
    int64_t version;                 /* the change stands on it; 0: whatever it is */
    span filing_no;
    campaign_phase phase;
    int64_t closes_us;
} campaign_edit_input;
typedef struct purpose_input {       /* campaign.purpose_add */
    campaign_id campaign;
    span code, name_zh, name_en;
} purpose_input;
typedef struct donation_notice {     /* donation.notify */
    campaign_id campaign;
    span payment_no;
    span order_code;                 /* the merchant's order number, or empty */
    int64_t paid_us;
    date day;                        /* civil day and second of paid_us in the zone of the house */
    int32_t second;
    money amount;
    donation_channel channel;
    donor_kind donor;
    donation_display display;
    span payer, payer_ref, message, purpose;
    donation_sealed sealed;
} donation_notice;
typedef struct cash_input {          /* donation.enter */
    campaign_id campaign;
    money amount;
    date day;
    donor_kind donor;
    int64_t persons;
    span payer, message, purpose;
    donation_display display;
    donation_sealed sealed;
} cash_input;
typedef struct refund_change_input { /* donation.refund: a clerk gives a gift back */
    donation_id donation;
    org_id org;
    money amount;
} refund_change_input;

/* outcome of donation.notify */
typedef enum notice_outcome { NOTICE_BOOKED = 0, NOTICE_MERGED = 1, NOTICE_HELD = 2 } notice_outcome;

extern const change_kind campaign_add, campaign_edit, campaign_purpose_add, donation_notify, donation_enter,
    donation_refund;

/* ---- reading -------------------------------------------------------------------------------- */

typedef struct donation_filter {
    campaign_id campaign;  /* {0}: all */
    statement_id statement; /* {0}: all */
    donation_channel channel; /* 0: all */
    bool only_unclaimed;
    int64_t before;        /* ids below; 0: the newest */
} donation_filter;
WARN_UNUSED bool donation_list(store_conn *conn, arena *a, const donation_filter *filter, size_t limit,
    donation_row **ret_rows, size_t *ret_count, err *reterr);
WARN_UNUSED bool donation_get(store_conn *conn, donation_id id, donation_row *ret_row, err *reterr);
/* The erasable part of a gift, unsealed: the caller has the right.  Members are empty when there is none.  Owner: `a`. */
WARN_UNUSED bool donation_person_get(store_conn *conn, arena *a, const uint8_t seal_key[32], org_id org,
    donation_id id, span *ret_label, donation_person *ret_person, err *reterr);
typedef struct source_row {
    source_kind kind;
    int64_t source, row_number, seen_us;
} source_row;
WARN_UNUSED bool donation_sources(store_conn *conn, arena *a, org_id org, donation_id id, source_row **ret_rows,
    size_t *ret_count, err *reterr);

/* Refunds of a campaign ({0}: all), newest first; state 0: all. */
WARN_UNUSED bool refund_list(store_conn *conn, arena *a, campaign_id of, refund_state state, int64_t before,
    size_t limit, refund_row **ret_rows, size_t *ret_count, err *reterr);

typedef struct purpose_row {
    int64_t id;
    span code, name_zh, name_en;
} purpose_row;
WARN_UNUSED bool purpose_list(store_conn *conn, arena *a, campaign_id of, purpose_row **ret_rows,
    size_t *ret_count, err *reterr);

#endif
