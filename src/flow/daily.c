/* Asking for a bill of each day of an account.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

/* Of an account of the organisation that money comes in to. */
static bool apply_daily(store_txn *txn, change *c, err *reterr)
{
    const daily_change *in = c->input;
    const ledger *l = store_txn_part(txn, STORE_PART_LEDGER);
    ledger_account account = { 0 };
    if (!ledger_account_get(l, in->account, &account) || account.org.value != c->org.value ||
        account.class != LEDGER_ASSET)
        return err_field(
            reterr, "account", N_("There is no account of this organisation that files tell of"));
    const daily_account daily = {
        .org = c->org, .account = in->account, .hour = in->hour, .since = c->civil_day
    };
    c->object_id = in->account.value;
    return daily_set(txn, c, &daily, reterr);
}

const change_kind account_daily = { 324, "account.daily", RIGHT_STATEMENT_IMPORT, apply_daily };
