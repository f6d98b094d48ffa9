/* Making promises: what a promise needs of its campaign.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_PROMISE_H
#define NUAN_FLOW_PROMISE_H

#include "work/donation/donation.h"
#include "work/giver/giver.h"
#include "work/promise/promise.h"

typedef struct promise_input { /* promise.make, promise.enter */
    campaign_id campaign;
    money amount;
    donor_kind donor;
    donation_display display;
    span name, message, purpose; /* as given; empty: none */
    int32_t days;                /* it stands so long; 0: as the setting says */
    bool wants_receipt;
    span poster; /* code of the unit whose poster led here; one that is none counts for nobody */
    /* by promise_input_seal */
    promise_sealed sealed;
    int64_t name_key;
} promise_input;

/* Lengths of what was given in words.  Errors (ERR_INPUT): names field and rule. */
WARN_UNUSED bool promise_input_check(const promise_input *in, err *reterr);
/* Seals name and message; outside of the writer.  Owner: `a`. */
WARN_UNUSED bool promise_input_seal(
    arena *a, const uint8_t seal_key[32], promise_input *in, err *reterr);

typedef struct promise_give_input { /* promise.give */
    promise_input promise;
    uint8_t link[GIVER_DIGEST_SIZE]; /* of the giver's secret link */
} promise_give_input;

typedef struct promise_withdraw_input {
    promise_id promise;
} promise_withdraw_input;

typedef struct promise_take_back_input { /* promise.take_back: by whoever has the link */
    uint8_t link[GIVER_DIGEST_SIZE];
} promise_take_back_input;

/* By a token that notifies payments; by a person at the desk; by a visitor.  The order code is the
 * outcome. */
extern const change_kind promise_make, promise_enter, promise_by_visitor, promise_withdraw,
    promise_take_back;

typedef struct giver_link_input { /* giver.link, giver.link_end */
    donation_id gift;
    uint8_t link[GIVER_DIGEST_SIZE];
} giver_link_input;
/* A secret link for whoever gave a gift that is there; the end of all of them. */
extern const change_kind giver_link_add, giver_link_end;

#endif
