/* Inside work/donation: the writer's memory of campaigns, counts and keys of the batch.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DONATION_DONATION_IN_H
#define NUAN_WORK_DONATION_DONATION_IN_H

#include "work/donation/donation.h"

enum {
    SEEN_SLOTS = 32768, /* payment keys of one batch and the chains to them */
    SEEN_MAX = 32768,
    HOUR_TOUCHES_MAX = 32768,
    CAMPAIGN_EDITS_MAX = 64
};

typedef struct donation_purpose {
    int64_t id;
    campaign_id campaign;
    span code;
} donation_purpose;

/* A kept count: what is stored, and what this batch adds. */
typedef struct donation_hour {
    campaign_id campaign;
    campaign_hour total; /* stored and decided */
    campaign_hour batch; /* of it decided in this batch */
} donation_hour;

typedef struct hour_touch {
    uint32_t index;
    campaign_hour added;
    int64_t total_last_us, batch_last_us; /* before it */
} hour_touch;

typedef struct seen_key {
    org_id org;
    payment_key key;
    int64_t object_id;
    uint32_t next; /* index + 1 of the next key of the same order number's slot */
} seen_key;

typedef struct campaign_edit_undo {
    uint32_t index;
    campaign before;
} campaign_edit_undo;

struct donations {
    arena *home;
    uint8_t seal_key[32];
    sys_mutex lock; /* campaigns, for the other threads */
    campaign *campaigns;
    uint32_t campaign_count;
    uint32_t campaign_kept;
    campaign_edit_undo *edits;
    uint32_t edit_count;
    donation_purpose *purposes;
    uint32_t purpose_count;
    uint32_t purpose_kept;
    donation_hour *hours;
    uint32_t hour_count;
    uint32_t other_count; /* of them of other currencies than CNY */
    uint32_t *hour_slots; /* open addressing: index + 1 */
    hour_touch *touches;
    uint32_t touch_count;
    uint32_t dirty[HOUR_TOUCHES_MAX]; /* hours that this batch touched */
    uint32_t dirty_count;
    int64_t put_count; /* payment keys put by this process, decided and committed */
    int64_t put_kept;  /* of them committed, read under the lock */
    seen_key *seen;
    uint32_t seen_count;
    uint32_t *seen_slots;
};

/* The asset that an account counts in; 0: there is no such account. */
int64_t asset_of(store_txn *txn, account_id account);
/* The writer's own view of a campaign, or NULL. */
const campaign *campaign_at(const donations *d, campaign_id id);
/* Adds to the kept counts of an hour; refused when the batch is full. */
WARN_UNUSED bool hour_add(donations *d, campaign_id id, const campaign_hour *added, err *reterr);
/* What accounts of one role and campaign differ in. */
typedef struct account_place {
    donation_channel channel; /* 0: none */
    int64_t purpose;          /* 0: none */
    int64_t asset;
} account_place;
/* The campaign's account of a role and place, opened when it is missing.  Errors: ERR_INPUT no such
 * currency. */
WARN_UNUSED bool campaign_account(store_txn *txn, change *c, const campaign *of, ledger_role role,
    const account_place *place, account_id *ret_id, err *reterr);
/* Where money of a channel comes in; purposes are no matter of these accounts. */
WARN_UNUSED bool channel_account(store_txn *txn, change *c, const campaign *of,
    const account_place *place, account_id *ret_id, err *reterr);

/* Keeps the erasable part of a gift: of a new one, or of one that may have some already and
 * keeps it. */
WARN_UNUSED bool person_keep(store_txn *txn, org_id org, donation_id id,
    const donation_sealed *sealed, bool is_new, err *reterr);
/* The civil hour in which a gift is counted: Beijing time of the payment, 24 when only the day is
 * known. */
int32_t hour_counted(int64_t paid_us);
/* Booked refunds of a gift that leaves the books are held again. */
WARN_UNUSED bool refunds_hold(store_txn *txn, change *c, org_id org, donation_id gift, err *reterr);

/* Income of a gift that is about to be reversed goes back to where it was booked first. */
WARN_UNUSED bool income_return(store_txn *txn, change *c, donation_id id, err *reterr);

/* The payment keys of the batch. */
void seen_truncate(donations *d, uint32_t count);
void seen_clear(donations *d);

#endif
