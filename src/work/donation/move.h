/* Moving a gift to another campaign, or to another purpose of its campaign: it is reversed, and
 * booked anew where it belongs.
 * Laws: nothing is edited; the new gift is the same money, of the same day, payer and sources; the
 * payment keys go on naming the gift that was booked first, and each gift names its successor.
 * docs/adr/0015 says why.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DONATION_MOVE_H
#define NUAN_WORK_DONATION_MOVE_H

#include "work/donation/donation.h"

/* Where a gift is to go. */
typedef struct move_target {
    campaign_id campaign;
    int64_t purpose; /* 0: none */
    int64_t version; /* of the gift, on which the move stands; 0: whatever it is */
} move_target;

/* What decides whether a gift can be moved. */
typedef struct move_facts {
    donation_row gift;
    campaign from, to; /* id {0}: there is none */
    money given_back;
    donation_row now; /* of a gift that was moved: where it lies now */
    campaign now_in;
    char account[LEDGER_CODE_MAX]; /* out of which it goes .. */
    bool is_guarded;               /* .. and which can't be overdrawn */
    money left;                    /* what that holds */
} move_facts;

/* Reads them, as they stand in a transaction or as a reading connection sees them.  `of`: the
 * memory of campaigns.  Errors: ERR_ABSENT no such gift. */
WARN_UNUSED bool move_facts_read(const payment_place *at, donations *of, donation_id id,
    campaign_id to, move_facts *ret, err *reterr);

/* The one rule for the page that asks and for the change itself.
 * Errors: ERR_CONFLICT the gift was moved (says where it lies now) or reversed, some of it was
 * given back, a campaign is closed or of another organisation, the target is where it lies, the
 * account holds too little; ERR_STALE somebody changed it; ERR_INPUT no such campaign. */
WARN_UNUSED bool move_check(const move_facts *facts, const move_target *to, err *reterr);

/* Moves a gift that was checked; *ret_id: the new one. */
WARN_UNUSED bool donation_rebook(store_txn *txn, change *c, const donation_row *gift,
    const move_target *to, donation_id *ret_id, err *reterr);

#endif
