/* Money given back: booked against a known gift, held while its gift is unknown.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/donation_in.h"

#include "donation_sql.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Income is lessened through its own account, so that gross gifts stay what they were. */
static bool refund_post(
    store_txn *txn, change *c, const campaign *of, const refund_input *in, int64_t id, err *reterr)
{
    account_id back = { 0 };
    const account_place place = { .asset = asset_of(txn, in->account) };
    if (!campaign_account(txn, c, of, LEDGER_REFUND, &place, &back, reterr))
        return false;
    const ledger_leg leg = { .debit = back, .credit = in->account, .amount = in->amount.fen };
    const ledger_entry entry = { .effective = in->day,
        .reason = LEDGER_REASON_REFUND,
        .source = id,
        .leg_count = 1,
        .legs = &leg };
    return ledger_post(txn, c, id, &entry, reterr);
}

static bool assets_differ(const donation_row *gift, int64_t asset, err *reterr)
{
    return err_set(reterr, ERR_CONFLICT, N_("The gift was in %s and can't be given back in %s"),
        currency_of(gift->asset)->code, currency_of(asset)->code);
}

static bool given_back(const payment_place *at, donation_id gift, int64_t *ret_fen, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(at->org.value), store_int(gift.value) };
    if (!(at->txn ? store_read(at->txn, &DONATION_GIVEN_BACK, in, 2, &rows, reterr)
                  : store_query_open(at->conn, &DONATION_GIVEN_BACK, in, 2, &rows, reterr)))
        return false;
    *ret_fen = store_rows_next(&rows) ? store_rows_int(&rows, 0) : 0;
    return store_rows_close(&rows, reterr);
}

bool refund_given_back(const payment_place *at, donation_id gift, money *ret_amount, err *reterr)
{
    assert(at && ret_amount);
    return given_back(at, gift, &ret_amount->fen, reterr);
}

/* The gift must exist and cover what was given back before and now, in its own currency. */
static bool gift_covers(store_txn *txn, const campaign *of, donation_id donation, int64_t asset,
    money amount, err *reterr)
{
    donation_row gift = { 0 };
    int64_t back = 0;
    const payment_place books = { .txn = txn, .org = of->org };
    if (!donation_read(txn, donation, &gift, reterr))
        return false;
    if (gift.campaign.value != of->id.value || gift.state != DONATION_BOOKED)
        return err_set(reterr, ERR_ABSENT, N_("No such gift"));
    if (gift.asset != asset)
        return assets_differ(&gift, asset, reterr);
    if (!given_back(&books, donation, &back, reterr))
        return false;
    if (back + amount.fen <= gift.amount.fen)
        return true;
    char text[3][CURRENCY_TEXT_SIZE];
    currency_write(text[0], asset, gift.amount.fen);
    currency_write(text[1], asset, back);
    currency_write(text[2], asset, amount.fen);
    return err_set(reterr, ERR_CONFLICT,
        N_("The gift was %s, %s of it was given back; %s more is too much"), text[0], text[1],
        text[2]);
}

static store_value key_value(bool has, const payment_key *key)
{
    return has ? store_bytes((span){ (const char *)key, sizeof *key }) : store_null();
}

/* A number that names another object already names no second one. */
static bool own_put(store_txn *txn, org_id org, const payment_key *own, int64_t id, err *reterr)
{
    payment_match matches[PAYMENT_MATCHES_MAX];
    size_t count = 0;
    if (!payment_find(txn, org, own, matches, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (memcmp(&matches[i].key, own, sizeof *own) == 0)
            return true;
    }
    return payment_put(txn, org, own, id, reterr);
}

bool refund_book(store_txn *txn, change *c, const refund_input *in, int64_t *ret_id, err *reterr)
{
    assert(txn && c && in && ret_id);
    const campaign *of = campaign_at(donations_of(txn), in->campaign);
    if (!of)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (in->amount.fen <= 0)
        return err_field(reterr, "amount_fen", N_("Amount must be more than 0"));
    bool is_held = in->donation.value == 0;
    int64_t asset = asset_of(txn, in->account);
    if (asset == 0)
        return err_set(reterr, ERR_ABSENT, N_("No such account"));
    int64_t id = id_next(c->ids, c->real_us);
    if (!is_held && (!gift_covers(txn, of, in->donation, asset, in->amount, reterr) ||
                        !refund_post(txn, c, of, in, id, reterr)))
        return false;
    const store_value row[] = { store_int(of->org.value), store_int(id), store_int(of->id.value),
        store_int(in->account.value), is_held ? store_null() : store_int(in->donation.value),
        store_int(in->amount.fen), store_int(in->day.day),
        store_int(is_held ? REFUND_HELD : REFUND_BOOKED),
        in->statement.value ? store_int(in->statement.value) : store_null(),
        in->statement.value ? store_int(in->row_number) : store_null(),
        key_value(in->has_gift, &in->gift), store_int(1), store_int(in->fee_mfen), store_int(asset),
        key_value(in->has_own, &in->own) };
    *ret_id = id;
    return store_put(txn, &REFUND_PUT, row, 15, reterr) &&
           (!in->has_key || payment_put(txn, of->org, &in->key, id, reterr)) &&
           (!in->has_own || own_put(txn, of->org, &in->own, id, reterr));
}

static bool key_read(store_rows *rows, int column, payment_key *ret)
{
    span bytes = store_rows_text(rows, column);
    if (bytes.size == sizeof *ret)
        memcpy(ret, bytes.at, sizeof *ret);
    return bytes.size == sizeof *ret;
}

static bool refund_first(store_rows *rows, refund_row *ret_row, err *reterr)
{
    bool is_found = store_rows_next(rows);
    if (is_found) {
        *ret_row = (refund_row){ .org = { store_rows_int(rows, 0) },
            .id = store_rows_int(rows, 1),
            .campaign = { store_rows_int(rows, 2) },
            .account = { store_rows_int(rows, 3) },
            .donation = { store_rows_int(rows, 4) },
            .amount = { store_rows_int(rows, 5) },
            .day = { (int32_t)store_rows_int(rows, 6) },
            .state = (refund_state)store_rows_int(rows, 7),
            .statement = { store_rows_int(rows, 8) },
            .row_number = store_rows_int(rows, 9),
            .fee_mfen = store_rows_int(rows, 11),
            .asset = store_rows_int(rows, 12) };
        ret_row->has_gift = key_read(rows, 10, &ret_row->gift);
        ret_row->has_own = key_read(rows, 13, &ret_row->own);
    }
    if (!store_rows_close(rows, reterr))
        return false;
    return is_found || err_set(reterr, ERR_ABSENT, N_("No such refund"));
}

bool refund_read(store_txn *txn, int64_t id, refund_row *ret_row, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(id) };
    return store_read(txn, &REFUND_FIND, in, 1, &rows, reterr) &&
           refund_first(&rows, ret_row, reterr);
}

bool refund_get(store_conn *conn, int64_t id, refund_row *ret_row, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(id) };
    return store_query_open(conn, &REFUND_FIND, in, 1, &rows, reterr) &&
           refund_first(&rows, ret_row, reterr);
}

/* ---- held refunds --------------------------------------------------------------------------- */

bool refund_fits(const payment_key *gift, const payment_key *key)
{
    return memcmp(gift->order, key->order, sizeof key->order) == 0 &&
           (memcmp(gift->rest, key->rest, sizeof key->rest) == 0 || !payment_key_is_full(gift) ||
               !payment_key_is_full(key));
}

/* Refunds that are held for a gift with this key. */
static bool held_find(store_txn *txn, org_id org, const payment_key *key, refund_row *into,
    int *ret_count, err *reterr)
{
    payment_key low = *key;
    payment_key high = *key;
    memset(low.rest, 0, sizeof low.rest);
    memset(high.rest, 0xFF, sizeof high.rest);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value),
        store_bytes((span){ (const char *)&low, sizeof low }),
        store_bytes((span){ (const char *)&high, sizeof high }) };
    *ret_count = 0;
    if (!store_read(txn, &REFUND_HELD_FIND, in, 3, &rows, reterr))
        return false;
    while (*ret_count < REFUND_RELEASES_MAX && store_rows_next(&rows)) {
        payment_key gift = { 0 };
        span bytes = store_rows_text(&rows, 3);
        memcpy(&gift, bytes.at, bytes.size < sizeof gift ? bytes.size : sizeof gift);
        if (refund_fits(&gift, key))
            into[(*ret_count)++] = (refund_row){ .id = store_rows_int(&rows, 0),
                .campaign = { store_rows_int(&rows, 1) },
                .amount = { store_rows_int(&rows, 2) },
                .asset = store_rows_int(&rows, 4) };
    }
    return store_rows_close(&rows, reterr);
}

bool refund_reverse(store_txn *txn, change *c, int64_t id, err *reterr)
{
    refund_row refund = { 0 };
    if (!refund_read(txn, id, &refund, reterr))
        return false;
    if (refund.state == REFUND_REVERSED)
        return err_set(reterr, ERR_CONFLICT, N_("This refund was reversed before"));
    const store_value set[] = { store_int(refund.org.value), store_int(id),
        store_int(REFUND_REVERSED) };
    return (refund.state == REFUND_HELD || ledger_reverse(txn, c, id, refund.day, reterr)) &&
           store_run(txn, &REFUND_STATE_SET, set, 3, NULL, reterr);
}

/* Where a refund belongs: with its gift, wherever that lies; one that is held again waits where its
 * gift came first. */
static bool refund_home(
    store_txn *txn, change *c, const refund_row *old, refund_input *anew, err *reterr)
{
    donation_row gift = { 0 };
    donation_id near = anew->donation.value != 0 ? anew->donation : old->donation;
    if (near.value == 0)
        return true;
    if (!donation_read(txn, near, &gift, reterr) ||
        (anew->donation.value == 0 && !donation_read_origin(txn, &gift, &gift, reterr)))
        return false;
    anew->campaign = gift.campaign;
    return gift.campaign.value == old->campaign.value ||
           campaign_account_in(
               txn, c, gift.campaign, old->account, old->asset, &anew->account, reterr);
}

/* Takes the keys that an object has under an order number, and gives them to another one (0: none). */
static bool keys_take(
    store_txn *txn, org_id org, const payment_key *order, int64_t from, int64_t to, err *reterr)
{
    payment_match matches[PAYMENT_MATCHES_MAX];
    size_t count = 0;
    if (!payment_find(txn, org, order, matches, &count, reterr) ||
        !payment_cut(txn, org, order, from, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (matches[i].object_id == from && to != 0 &&
            !payment_put(txn, org, &matches[i].key, to, reterr))
            return false;
    }
    return true;
}

/* A refund is named under the number of its gift and under its own. */
static bool keys_move(store_txn *txn, const refund_row *old, int64_t to, err *reterr)
{
    return (!old->has_gift || keys_take(txn, old->org, &old->gift, old->id, to, reterr)) &&
           (!old->has_own || keys_take(txn, old->org, &old->own, old->id, to, reterr));
}

bool refund_keys_cut(store_txn *txn, const refund_row *refund, err *reterr)
{
    assert(txn && refund);
    return keys_move(txn, refund, 0, reterr);
}

bool refund_learn(store_txn *txn, const refund_row *refund, const refund_input *told, err *reterr)
{
    assert(txn && refund && told && told->has_key && told->has_gift);
    const store_value named[] = { store_int(refund->org.value), store_int(refund->id),
        key_value(true, &told->gift), key_value(true, &told->own) };
    bool learns_gift = told->has_own && refund->has_gift &&
                       memcmp(told->own.order, refund->gift.order, sizeof told->own.order) == 0;
    if (learns_gift &&
        ((refund->has_own && !payment_cut(txn, refund->org, &refund->own, refund->id, reterr)) ||
            !store_run(txn, &REFUND_NAMED, named, 4, NULL, reterr) ||
            !own_put(txn, refund->org, &told->own, refund->id, reterr)))
        return false;
    return payment_put(txn, refund->org, &told->key, refund->id, reterr);
}

/* The same refund as a new record, of `donation` or held, with its keys and sources: what is known
 * of it changes today, and what was known before stays.  The old record is reversed. */
static bool refund_renew(
    store_txn *txn, change *c, int64_t id, donation_id donation, refund_row *ret_old, err *reterr)
{
    refund_row old = { 0 };
    if (!refund_read(txn, id, &old, reterr) || !refund_reverse(txn, c, id, reterr))
        return false;
    refund_input anew = { .campaign = old.campaign,
        .account = old.account,
        .donation = donation,
        .amount = old.amount,
        .day = old.day,
        .statement = old.statement,
        .row_number = old.row_number,
        .fee_mfen = old.fee_mfen,
        .has_gift = old.has_gift,
        .gift = old.gift,
        .has_own = old.has_own,
        .own = old.own };
    int64_t renewed = 0;
    if (!refund_home(txn, c, &old, &anew, reterr) ||
        !refund_book(txn, c, &anew, &renewed, reterr) || !keys_move(txn, &old, renewed, reterr))
        return false;
    *ret_old = old;
    const store_value taken[] = { store_int(old.org.value), store_int(id), store_int(renewed) };
    return store_run(txn, &DONATION_SOURCE_TAKE, taken, 3, NULL, reterr);
}

/* The campaign of the gift, if the held refund waits there or where the gift lay before; NULL if
 * it waits for another campaign. */
static bool release_place(
    store_txn *txn, const refund_row *held, donation_id donation, const campaign **ret, err *reterr)
{
    payment_object gift = { 0 };
    donation_row at = { 0 };
    donation_row first = { 0 };
    if (!donation_read(txn, donation, &at, reterr) ||
        !donation_read_origin(txn, &at, &first, reterr))
        return false;
    payment_place books = { .txn = txn, .org = at.org };
    payment_reader reader = payment_reader_of(&books);
    if (!reader.object(reader.self, first.id.value, held->campaign, &gift, reterr))
        return false;
    *ret = gift.belongs ? campaign_at(donations_of(txn), at.campaign) : NULL;
    return true;
}

bool refund_release(store_txn *txn, change *c, org_id org, const payment_key *key,
    donation_id donation, refund_released ret[REFUND_RELEASES_MAX], int *ret_count, err *reterr)
{
    refund_row held[REFUND_RELEASES_MAX];
    int count = 0;
    *ret_count = 0;
    if (!held_find(txn, org, key, held, &count, reterr))
        return false;
    for (int i = 0; i < count; i++) {
        const campaign *of = NULL;
        refund_row old = { 0 };
        err why = { 0 };
        if (!release_place(txn, &held[i], donation, &of, reterr))
            return false;
        if (!of || !gift_covers(txn, of, donation, held[i].asset, held[i].amount, &why))
            continue; /* stays held: work for a clerk */
        if (!refund_renew(txn, c, held[i].id, donation, &old, reterr))
            return false;
        ret[(*ret_count)++] = (refund_released){
            .statement = old.statement, .asset = old.asset, .day = old.day, .fee_mfen = old.fee_mfen
        };
    }
    return true;
}

bool refunds_hold(store_txn *txn, change *c, org_id org, donation_id gift, err *reterr)
{
    int64_t ids[REFUND_RELEASES_MAX];
    int count = 0;
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(gift.value) };
    if (!store_read(txn, &REFUND_OF_GIFT, in, 2, &rows, reterr))
        return false;
    while (count < REFUND_RELEASES_MAX && store_rows_next(&rows))
        ids[count++] = store_rows_int(&rows, 0);
    if (!store_rows_close(&rows, reterr))
        return false;
    for (int i = 0; i < count; i++) {
        refund_row old = { 0 };
        if (!refund_renew(txn, c, ids[i], (donation_id){ 0 }, &old, reterr))
            return false;
    }
    return true;
}

static bool apply_refund(store_txn *txn, change *c, err *reterr)
{
    const refund_change_input *in = c->input;
    store_rows rows = { 0 };
    const store_value id[] = { store_int(in->donation.value) };
    if (!store_read(txn, &DONATION_FIND, id, 1, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows) && store_rows_int(&rows, 0) == c->org.value;
    refund_input refund = { .donation = in->donation, .amount = in->amount, .day = c->civil_day };
    if (is_found) {
        refund.campaign = (campaign_id){ store_rows_int(&rows, 2) };
        refund.account = (account_id){ store_rows_int(&rows, 4) };
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    if (!is_found)
        return err_set(reterr, ERR_ABSENT, N_("No such gift"));
    return refund_book(txn, c, &refund, &c->object_id, reterr);
}

const change_kind donation_refund = { 213, "donation.refund", RIGHT_REFUND_BOOK, apply_refund };
