/* A gift whose giver becomes known, or turns out not to be: its income moves by new transfers, and
 * what was booked first stays as it is.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/donation_in.h"

#include "donation_sql.h"

#include <assert.h>

static bool income_move(store_txn *txn, change *c, donation_id id, account_id from, account_id to,
    money amount, err *reterr)
{
    if (from.value == to.value)
        return true;
    const ledger_leg leg = { .debit = from, .credit = to, .amount = amount.fen };
    const ledger_entry entry = { .effective = c->civil_day,
        .reason = LEDGER_REASON_CLAIM,
        .source = id.value,
        .leg_count = 1,
        .legs = &leg };
    return ledger_post(txn, c, id_next(c->ids, c->real_us), &entry, reterr);
}

/* Where the gift's income stands now. */
static bool income_now(store_txn *txn, change *c, const campaign *of, const donation_row *gift,
    account_id *ret, err *reterr)
{
    const account_place place = { .purpose = gift->purpose, .asset = gift->asset };
    return campaign_account(
        txn, c, of, gift->is_claimed ? LEDGER_GIFT : LEDGER_UNCLAIMED, &place, ret, reterr);
}

/* Where it was booked first. */
static bool income_first(store_txn *txn, const donation_row *gift, account_id *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(gift->org.value), store_int(gift->id.value) };
    if (!store_read(txn, &DONATION_INCOME, in, 2, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows);
    ret->value = is_found ? store_rows_int(&rows, 0) : 0;
    if (!store_rows_close(&rows, reterr))
        return false;
    return is_found || err_set(reterr, ERR_DAMAGE, N_("the transfers of entry %lld are missing"),
                           (long long)gift->id.value);
}

static bool gift_find(
    store_txn *txn, donation_id id, donation_row *ret, const campaign **ret_of, err *reterr)
{
    if (!donation_read(txn, id, ret, reterr))
        return false;
    *ret_of = campaign_at(donations_of(txn), ret->campaign);
    if (ret->state != DONATION_BOOKED)
        return err_set(reterr, ERR_CONFLICT, N_("This gift was reversed before"));
    return *ret_of || err_set(reterr, ERR_ABSENT, N_("No such campaign"));
}

static store_value bytes_or_null(span s)
{
    return s.size > 0 ? store_bytes(s) : store_null();
}

/* The name goes beside what is there already, a payment number or a message. */
static bool name_keep(
    store_txn *txn, org_id org, donation_id id, const donation_sealed *sealed, err *reterr)
{
    const store_value in[] = { store_int(org.value), store_int(id.value),
        sealed->label.size > 0 ? store_text(sealed->label) : store_null(),
        bytes_or_null(sealed->name), bytes_or_null(sealed->message) };
    int64_t changed = 0;
    return store_run(txn, &DONATION_PERSON_NAME, in, 5, &changed, reterr) &&
           (changed > 0 || person_keep(txn, org, id, sealed, false, reterr));
}

bool donation_claim(
    store_txn *txn, change *c, donation_id id, const donation_giver *giver, err *reterr)
{
    assert(txn && c && giver);
    donation_row gift = { 0 };
    const campaign *of = NULL;
    account_id from = { 0 };
    account_id to = { 0 };
    int64_t changed = 0;
    if (!gift_find(txn, id, &gift, &of, reterr))
        return false;
    if (gift.is_claimed)
        return err_set(reterr, ERR_CONFLICT, N_("The giver of this gift is known already"));
    const account_place place = { .purpose = giver->purpose != 0 ? giver->purpose : gift.purpose,
        .asset = gift.asset };
    const store_value set[] = { store_int(gift.org.value), store_int(id.value),
        store_int(place.purpose), store_int(giver->donor), store_int(giver->display) };
    return income_now(txn, c, of, &gift, &from, reterr) &&
           campaign_account(txn, c, of, LEDGER_GIFT, &place, &to, reterr) &&
           store_run(txn, &DONATION_CLAIM_BY, set, 5, &changed, reterr) &&
           income_move(txn, c, id, from, to, gift.amount, reterr) &&
           name_keep(txn, gift.org, id, &giver->sealed, reterr);
}

bool donation_unclaim(store_txn *txn, change *c, donation_id id, span message, err *reterr)
{
    assert(txn && c);
    donation_row gift = { 0 };
    const campaign *of = NULL;
    account_id from = { 0 };
    account_id first = { 0 };
    account_id to = { 0 };
    ledger_account booked = { 0 };
    if (!gift_find(txn, id, &gift, &of, reterr) || !income_first(txn, &gift, &first, reterr))
        return false;
    const ledger *l = store_txn_part(txn, STORE_PART_LEDGER);
    if (!gift.is_claimed || !ledger_account_get(l, first, &booked))
        return err_set(reterr, ERR_CONFLICT, N_("Nobody has claimed this gift"));
    /* A purpose that came with the giver goes with him; one to which a person moved it stays. */
    bool is_chosen = booked.role == LEDGER_UNCLAIMED || gift.origin.value != 0;
    const account_place place = { .purpose = is_chosen ? booked.purpose : 0, .asset = gift.asset };
    const store_value set[] = { store_int(gift.org.value), store_int(id.value),
        store_int(place.purpose) };
    const store_value person[] = { set[0], set[1], bytes_or_null(message) };
    return income_now(txn, c, of, &gift, &from, reterr) &&
           campaign_account(txn, c, of, LEDGER_UNCLAIMED, &place, &to, reterr) &&
           store_run(txn, &DONATION_UNCLAIM, set, 3, NULL, reterr) &&
           income_move(txn, c, id, from, to, gift.amount, reterr) &&
           store_run(txn, &DONATION_PERSON_CLEAR, person, 3, NULL, reterr);
}

bool income_return(store_txn *txn, change *c, donation_id id, err *reterr)
{
    donation_row gift = { 0 };
    const campaign *of = NULL;
    account_id now = { 0 };
    account_id first = { 0 };
    return gift_find(txn, id, &gift, &of, reterr) && income_now(txn, c, of, &gift, &now, reterr) &&
           income_first(txn, &gift, &first, reterr) &&
           income_move(txn, c, id, now, first, gift.amount, reterr);
}
