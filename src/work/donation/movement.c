/* Payouts of providers and charges of banks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/movement.h"

#include "donation_sql.h"
#include "work/donation/donation_in.h"

#include <assert.h>

/* The account on the other side: the provider's, or the cost. */
static bool other_side(
    store_txn *txn, change *c, const campaign *of, const movement *m, account_id *ret, err *reterr)
{
    const bool is_charge = m->kind == MOVEMENT_CHARGE;
    const account_place place = { .channel = is_charge ? 0 : m->channel, .asset = m->asset };
    return campaign_account(
        txn, c, of, is_charge ? LEDGER_FEE : LEDGER_CLEARING, &place, ret, reterr);
}

static bool entry_post(store_txn *txn, change *c, const movement *m, account_id other, err *reterr)
{
    bool comes_in = (m->kind == MOVEMENT_PAYOUT) == (m->amount.fen > 0);
    const ledger_leg leg = { .debit = comes_in ? m->account : other,
        .credit = comes_in ? other : m->account,
        .amount = m->amount.fen > 0 ? m->amount.fen : -m->amount.fen };
    const ledger_entry entry = { .effective = m->day,
        .reason = m->kind == MOVEMENT_PAYOUT ? LEDGER_REASON_SETTLE : LEDGER_REASON_FEE,
        .source = m->id,
        .is_fact = true,
        .leg_count = 1,
        .legs = &leg };
    return ledger_post(txn, c, m->id, &entry, reterr);
}

bool movement_book(store_txn *txn, change *c, movement *m, const payment_key *key, err *reterr)
{
    assert(txn && c && m && key);
    const campaign *of = campaign_at(donations_of(txn), m->campaign);
    account_id other = { 0 };
    if (!of)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (m->amount.fen == 0)
        return err_set(reterr, ERR_INPUT, N_("Amount must be more than 0"));
    m->org = of->org;
    m->id = id_next(c->ids, c->real_us);
    m->state = MOVEMENT_BOOKED;
    if (!other_side(txn, c, of, m, &other, reterr) || !entry_post(txn, c, m, other, reterr))
        return false;
    const store_value row[] = { store_int(m->org.value), store_int(m->id),
        store_int(m->campaign.value), store_int(m->account.value), store_int(m->kind),
        store_int(m->channel), store_int(m->amount.fen), store_int(m->day.day), store_int(m->state),
        store_int(m->statement.value), store_int(m->row_number), store_int(m->asset) };
    return store_put(txn, &MOVEMENT_PUT, row, 12, reterr) &&
           payment_put(txn, m->org, key, m->id, reterr);
}

bool movement_reverse(store_txn *txn, change *c, int64_t id, err *reterr)
{
    movement m = { 0 };
    if (!movement_read(txn, id, &m, reterr))
        return false;
    const store_value set[] = { store_int(m.org.value), store_int(id) };
    int64_t changed = 0;
    return ledger_reverse(txn, c, id, m.day, reterr) &&
           store_run(txn, &MOVEMENT_REVERSE, set, 2, &changed, reterr) &&
           (changed == 1 || err_set(reterr, ERR_CONFLICT, N_("This was reversed before")));
}

static bool row_read(store_rows *rows, movement *ret, err *reterr)
{
    bool is_found = store_rows_next(rows);
    if (is_found)
        *ret = (movement){ .org = { store_rows_int(rows, 0) },
            .id = store_rows_int(rows, 1),
            .campaign = { store_rows_int(rows, 2) },
            .account = { store_rows_int(rows, 3) },
            .kind = (movement_kind)store_rows_int(rows, 4),
            .channel = (donation_channel)store_rows_int(rows, 5),
            .amount = { store_rows_int(rows, 6) },
            .day = { (int32_t)store_rows_int(rows, 7) },
            .state = (movement_state)store_rows_int(rows, 8),
            .statement = { store_rows_int(rows, 9) },
            .row_number = store_rows_int(rows, 10),
            .asset = store_rows_int(rows, 11) };
    return store_rows_close(rows, reterr) &&
           (is_found || err_set(reterr, ERR_ABSENT, N_("No such movement")));
}

bool movement_read(store_txn *txn, int64_t id, movement *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(id) };
    return store_read(txn, &MOVEMENT_FIND, in, 1, &rows, reterr) && row_read(&rows, ret, reterr);
}

bool movement_get(store_conn *conn, int64_t id, movement *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(id) };
    return store_query_open(conn, &MOVEMENT_FIND, in, 1, &rows, reterr) &&
           row_read(&rows, ret, reterr);
}
