/* A giver without a link claims her gift: by the payment's number as her app shows it, or her order
 * code, and the amount.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_CLAIM_H
#define NUAN_FLOW_CLAIM_H

#include "work/donation/donation.h"
#include "work/giver/giver.h"
#include "work/promise/promise.h"

typedef struct claim_input { /* claim.make */
    campaign_id campaign;
    order_code code; /* 0: by the payment's number */
    payment_key number;
    money amount;
    uint8_t link[GIVER_DIGEST_SIZE];
} claim_input;

/* What she typed: an order code if it is one, else the number of a payment.  Errors: ERR_INPUT with
 * the field. */
WARN_UNUSED bool claim_number_read(span text, claim_input *in, err *reterr);

/* A link to the gift, or to the promise of the code.  Errors: ERR_ABSENT nothing fits; whether number
 * or amount is wrong is not said. */
extern const change_kind claim_make;

#endif
