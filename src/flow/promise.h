/* Making promises: what a promise needs of its campaign.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_PROMISE_H
#define NUAN_FLOW_PROMISE_H

#include "work/donation/donation.h"
#include "work/promise/promise.h"

typedef struct promise_input { /* promise.make, promise.enter */
    campaign_id campaign;
    money amount;
    donor_kind donor;
    donation_display display;
    span name, message, purpose; /* as given; empty: none */
    int32_t days;                /* it stands so long; 0: as the setting says */
    /* by promise_input_seal */
    promise_sealed sealed;
    int64_t name_key;
} promise_input;

/* Seals name and message; outside of the writer.  Owner: `a`. */
WARN_UNUSED bool promise_input_seal(
    arena *a, const uint8_t seal_key[32], promise_input *in, err *reterr);

typedef struct promise_withdraw_input {
    promise_id promise;
} promise_withdraw_input;

/* By a token that notifies payments; by a person at the desk.  The order code is the outcome. */
extern const change_kind promise_make, promise_enter, promise_withdraw;

#endif
