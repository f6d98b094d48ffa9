/* Campaigns: what money is raised for, by whom and how long; their purposes and kept counts.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DONATION_CAMPAIGN_H
#define NUAN_WORK_DONATION_CAMPAIGN_H

#include "ledger/ledger.h"
#include "record/change.h"
#include "store/store.h"
#include "sys/sys.h"

enum {
    CAMPAIGN_CODE_MAX = 40,
    CAMPAIGNS_MAX = 512,
    CAMPAIGN_FILING_DAYS = 10,
    CAMPAIGN_HOURS_MAX = 65536,
    PURPOSES_MAX = 1024
};

/* Where money comes in; closed list, numbers are stored, names stand in the API. */
typedef enum donation_channel {
    CHANNEL_WECHAT = 1,
    CHANNEL_ALIPAY,
    CHANNEL_BANK,
    CHANNEL_QR,
    CHANNEL_CASH,
    CHANNEL_OTHER,
    CHANNEL_COUNT
} donation_channel;
const char *donation_channel_name(donation_channel channel);  /* "wechat" */
const char *donation_channel_label(donation_channel channel); /* message id */
/* In the public log: qr bank cash other. */
const char *donation_channel_leaf(donation_channel channel);
bool donation_channel_parse(span name, donation_channel *ret_channel);
/* What kind of account its money comes in to: bank, clearing or cash. */
ledger_role donation_channel_role(donation_channel channel);

typedef enum campaign_phase {
    PHASE_PREPARING = 1,
    PHASE_RESPONSE,
    PHASE_RECOVERY,
    PHASE_CLOSED
} campaign_phase;

typedef struct campaign {
    campaign_id id;
    org_id org;
    char code[CAMPAIGN_CODE_MAX + 1];
    span name_zh, name_en, purpose_zh, purpose_en, beneficiary_zh, beneficiary_en, contact;
    span surplus_zh, surplus_en;
    int64_t opened_us; /* civil */
    int64_t closes_us; /* 0: open end */
    span filing_no;    /* empty: not yet filed */
    date filing_due;   /* last day of the late filing */
    campaign_phase phase;
    bool is_exercise;
    int64_t version;
} campaign;

/* ---- memory of the writer ------------------------------------------------------------------- */

typedef struct donations donations;
/* Reads campaigns and kept counts.  `seal_key` seals names.  Owner: `home` (process). */
WARN_UNUSED bool donations_load(
    store_conn *conn, arena *home, const uint8_t seal_key[32], donations **ret, err *reterr);
batch_part donations_part(donations *d);

/* A campaign by its code or id, copied under a lock: any thread.  False when there is none. */
bool campaign_find(donations *d, span code, campaign *ret_campaign);
bool campaign_get(donations *d, campaign_id id, campaign *ret_campaign);
/* Up to CAMPAIGNS_MAX campaigns in the order of their opening; returns the count. */
size_t campaign_list(donations *d, campaign *into, size_t size);
/* Where money of a channel and a currency comes in; the account of a campaign that is there, or
 * {0}. */
account_id channel_account_find(
    const ledger *l, const campaign *of, donation_channel channel, int64_t asset);
/* The account of a campaign that is to `asset` what `like` is to its own: itself, or the one beside
 * it, opened when it is missing.  Errors: ERR_ABSENT no such account or campaign; ERR_INPUT no such
 * currency. */
WARN_UNUSED bool campaign_account_in(store_txn *txn, change *c, campaign_id of, account_id like,
    int64_t asset, account_id *ret_id, err *reterr);

/* ---- for apply() ---------------------------------------------------------------------------- */

/* The memory of a transaction; the writer's thread alone. */
donations *donations_of(store_txn *txn);
/* Id of a purpose by its code; 0 for the empty code.  Errors: ERR_INPUT unknown. */
WARN_UNUSED bool purpose_find(
    const donations *d, campaign_id of, span code, int64_t *ret_id, err *reterr);

/* ---- kept counts ---------------------------------------------------------------------------- */

typedef struct campaign_hour {
    int32_t hour; /* 2020020118; hour 24: only the day is known */
    donation_channel channel;
    int64_t asset;
    int64_t gifts, fen, givers, first_gifts, first_fen; /* fen: smallest unit of the asset */
    int64_t last_us; /* latest payment of them; 0: only days are known */
} campaign_hour;

/* Kept counts of CNY of a campaign by hour and channel, in order; as decided so far (writer's
 * thread) or as loaded. */
size_t campaign_hours(const donations *d, campaign_id id, campaign_hour *into, size_t size);
/* Kept counts of all other currencies, each as one sum (hour and channel 0), by code. */
size_t campaign_others(const donations *d, campaign_id id, campaign_hour *into, size_t size);

/* Kept counts of all currencies by day, channel and asset (hour: 24 of the day; without first_ and
 * last_), by asset, day and channel; returns how many there are, of which at most `size` are
 * written.  Writer's thread, or as loaded. */
size_t campaign_days(const donations *d, campaign_id id, campaign_hour *into, size_t size);

/* ---- changes -------------------------------------------------------------------------------- */

typedef struct campaign_input { /* campaign.add */
    campaign data;              /* id and version are set by the change */
} campaign_input;
typedef struct campaign_edit_input { /* campaign.edit: empty or 0 leaves as it is */
    campaign_id id;
    int64_t version; /* the change stands on it; 0: whatever it is */
    span filing_no;
    campaign_phase phase;
    int64_t closes_us;
} campaign_edit_input;
typedef struct purpose_input { /* campaign.purpose_add */
    campaign_id campaign;
    span code, name_zh, name_en;
} purpose_input;

extern const change_kind campaign_add, campaign_edit, campaign_purpose_add;

/* ---- reading -------------------------------------------------------------------------------- */

typedef struct purpose_row {
    int64_t id;
    span code, name_zh, name_en;
} purpose_row;
/* Purposes of a campaign, by code.  Owner: `a`. */
WARN_UNUSED bool purpose_list(store_conn *conn, arena *a, campaign_id of, purpose_row **ret_rows,
    size_t *ret_count, err *reterr);

#endif
