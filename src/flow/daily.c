/* Asking for a bill of each day of an account.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

static bool apply_daily(store_txn *txn, change *c, err *reterr)
{
    const daily_change *in = c->input;
    const daily_account daily = {
        .org = c->org, .account = in->account, .hour = in->hour, .since = c->civil_day
    };
    c->object_id = in->account.value;
    return apply_account(txn, c, in->account, reterr) && daily_set(txn, c, &daily, reterr);
}

const change_kind account_daily = { 324, "account.daily", RIGHT_STATEMENT_IMPORT, apply_daily };
