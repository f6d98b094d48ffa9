/* Movements: what a bank's statement tells besides gifts.  A payout moves what a provider held for
 * us to the bank account; a charge is a cost.  Neither is a gift, each is booked once.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DONATION_MOVEMENT_H
#define NUAN_WORK_DONATION_MOVEMENT_H

#include "work/donation/payment.h"

typedef enum movement_kind { MOVEMENT_PAYOUT = 1, MOVEMENT_CHARGE } movement_kind;
typedef enum movement_state { MOVEMENT_BOOKED = 1, MOVEMENT_REVERSED } movement_state;

typedef struct movement {
    org_id org;
    int64_t id; /* of its entry */
    campaign_id campaign;
    account_id account; /* of the statement */
    movement_kind kind;
    donation_channel channel; /* a payout's provider */
    int64_t asset;
    money amount; /* in to a payout's account, out of a charge's; less than 0: back */
    date day;
    movement_state state;
    statement_id statement;
    int64_t row_number;
} movement;

/* Books it and keeps its payment key; sets the id.  A bank's statement is a fact: no overdraft
 * guard stops it.  Errors: ERR_INPUT an amount of 0; those of ledger_post. */
WARN_UNUSED bool movement_book(
    store_txn *txn, change *c, movement *m, const payment_key *key, err *reterr);
/* Errors: ERR_CONFLICT it was reversed before. */
WARN_UNUSED bool movement_reverse(store_txn *txn, change *c, int64_t id, err *reterr);
/* As it stands in this transaction; or as a reading connection sees it.  Errors: ERR_ABSENT. */
WARN_UNUSED bool movement_read(store_txn *txn, int64_t id, movement *ret, err *reterr);
WARN_UNUSED bool movement_get(store_conn *conn, int64_t id, movement *ret, err *reterr);

#endif
