/* Gifts that come one by one: a provider's notification (donation.notify, whose kind is flow's) and cash at the desk
 * (donation.enter). A notification of a payment that a bill brought before, or that was notified
 * before, finds the same gift.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/donation_in.h"

#include "donation_sql.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { PAYMENT_NO_MAX = 64, NAME_RUNES_MAX = 100, MESSAGE_RUNES_MAX = 200, PERSONS_MAX = 1000000 };

/* How far a provider's clock may be ahead of ours. */
static const int64_t AHEAD_US = INT64_C(600000000);

static int64_t asset_given(int64_t asset)
{
    return asset == 0 ? LEDGER_CNY : asset;
}

static bool person_texts_check(span payer, span message, err *reterr)
{
    if (text_length(payer) > NAME_RUNES_MAX)
        return err_field(reterr, "payer", N_("A name has at most %d characters"), NAME_RUNES_MAX);
    return text_length(message) <= MESSAGE_RUNES_MAX ||
           err_field(
               reterr, "message", N_("A message has at most %d characters"), MESSAGE_RUNES_MAX);
}

static bool late_refuse(err *reterr, const char *field, date today)
{
    unsigned char room[32];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 12);
    text_add_date(&b, today);
    return err_field(reterr, field, N_("Date received can't be after today (%.*s)"),
        SPAN_PRINT(buffer_span(&b)));
}

static bool notice_check(const change *c, const donation_notice *in, err *reterr)
{
    if (in->payment_no.size == 0)
        return err_field(reterr, "payment_no", N_("Enter the provider's payment number"));
    if (in->payment_no.size > PAYMENT_NO_MAX || in->order_code.size > PAYMENT_NO_MAX)
        return err_field(reterr, in->payment_no.size > PAYMENT_NO_MAX ? "payment_no" : "order_code",
            N_("A payment number has at most %d characters"), PAYMENT_NO_MAX);
    if (in->amount.fen <= 0)
        return err_field(reterr, "amount_fen", N_("Amount must be more than 0"));
    /* An exercise has its own clock; what comes from outside may carry the real one. */
    int64_t now_us = c->civil_us > c->real_us ? c->civil_us : c->real_us;
    if (in->paid_us > now_us + AHEAD_US)
        return late_refuse(reterr, "paid_at", c->civil_day);
    return person_texts_check(in->payer, in->message, reterr);
}

static bool amounts_differ(
    const payment_known *known, const donation_notice *in, int64_t asset, err *reterr)
{
    char text[2][CURRENCY_TEXT_SIZE];
    currency_write(text[0], known->asset, known->booked.fen);
    currency_write(text[1], asset, in->amount.fen);
    return err_set(reterr, ERR_CONFLICT,
        N_("This payment is in the books with %s; the notification says %s"), text[0], text[1]);
}

static bool campaigns_differ(const donations *d, campaign_id booked, err *reterr)
{
    const campaign *of = campaign_at(d, booked);
    return err_set(reterr, ERR_CONFLICT, N_("This payment is in the books of the campaign %s"),
        of ? of->code : "?");
}

/* A claimed gift leaves the account of gifts that nobody has claimed. */
static bool gift_claim(store_txn *txn, change *c, const campaign *of, donation_id id,
    const donation_row *gift, date day, err *reterr)
{
    account_id from = { 0 };
    account_id to = { 0 };
    const store_value set[] = { store_int(of->org.value), store_int(id.value) };
    int64_t changed = 0;
    if (!store_run(txn, &DONATION_CLAIM_SET, set, 2, &changed, reterr))
        return false;
    if (changed == 0)
        return true;
    const account_place place = { .purpose = gift->purpose, .asset = gift->asset };
    if (!campaign_account(txn, c, of, LEDGER_UNCLAIMED, &place, &from, reterr) ||
        !campaign_account(txn, c, of, LEDGER_GIFT, &place, &to, reterr))
        return false;
    const ledger_leg leg = { .debit = from, .credit = to, .amount = gift->amount.fen };
    const ledger_entry entry = { .effective = day,
        .reason = LEDGER_REASON_CLAIM,
        .source = id.value,
        .leg_count = 1,
        .legs = &leg };
    return ledger_post(txn, c, id_next(c->ids, c->real_us), &entry, reterr);
}

/* The same money once more: another source of the same gift. */
static bool notice_merge(store_txn *txn, change *c, const campaign *of, const donation_notice *in,
    const payment_key *key, const payment_known *known, err *reterr)
{
    donation_id id = { known->object_id };
    donation_row gift = { 0 };
    if (known->conflict == PAYMENT_OTHER_AMOUNT)
        return amounts_differ(known, in, asset_given(in->asset), reterr);
    if (known->conflict == PAYMENT_OTHER_CAMPAIGN)
        return campaigns_differ(donations_of(txn), known->campaign, reterr);
    if (!donation_read(txn, id, &gift, reterr))
        return false;
    if (!known->is_exact && !payment_put(txn, of->org, key, known->key_object, reterr))
        return false;
    /* It may lie elsewhere by now. */
    of = campaign_at(donations_of(txn), gift.campaign);
    if (in->payer.size > 0 && !gift.is_claimed &&
        !gift_claim(txn, c, of, id, &gift, in->day, reterr))
        return false;
    c->object_id = id.value;
    c->outcome = NOTICE_MERGED;
    return person_keep(txn, of->org, id, &in->sealed, false, reterr) &&
           donation_source_put(txn, c, of->org, id, SOURCE_NOTICE, c->author->id, 0, reterr);
}

static bool notice_hold(store_txn *txn, change *c, const campaign *of, account_id account,
    const donation_notice *in, const payment_key *key, err *reterr)
{
    c->object_id = id_next(c->ids, c->real_us);
    c->outcome = NOTICE_HELD;
    const store_value row[] = { store_int(of->org.value), store_int(c->object_id),
        store_int(of->id.value), store_int(account.value), store_int(in->day.day),
        store_bytes((span){ (const char *)key, sizeof *key }), store_int(asset_given(in->asset)),
        store_int(in->amount.fen), store_int(c->author->id) };
    return store_put(txn, &PAYMENT_DOUBT_PUT, row, 9, reterr);
}

static bool notice_book(store_txn *txn, change *c, account_id account, const donation_notice *in,
    const payment_key *key, int64_t purpose, err *reterr)
{
    const donation_gift gift = { .campaign = in->campaign,
        .purpose = purpose,
        .account = account,
        .amount = in->amount,
        .day = in->day,
        .paid_us = in->paid_us,
        .hour = in->second / 3600,
        .channel = in->channel,
        .donor = in->donor,
        .persons = 1,
        .giver = in->payer_ref.size                ? in->payer_ref
                 : in->donor == DONOR_ORGANISATION ? in->payer
                                                   : (span){ NULL, 0 },
        .display = in->display,
        .sealed = in->sealed,
        .is_claimed = in->is_claimed || in->payer.size > 0,
        .has_key = true,
        .key = *key };
    donation_id id = { 0 };
    if (!donation_book(txn, c, &gift, &id, reterr))
        return false;
    c->object_id = id.value;
    c->outcome = NOTICE_BOOKED;
    return true;
}

bool donation_notice_apply(store_txn *txn, change *c, const donation_notice *in, err *reterr)
{
    assert(txn && c && in);
    donations *d = donations_of(txn);
    const campaign *of = campaign_at(d, in->campaign);
    if (!of || of->org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (of->phase == PHASE_CLOSED)
        return err_set(reterr, ERR_CONFLICT, N_("The campaign is closed"));
    account_id account = { 0 };
    int64_t purpose = 0;
    const account_place place = { .channel = in->channel, .asset = asset_given(in->asset) };
    if (!notice_check(c, in, reterr) || !purpose_find(d, of->id, in->purpose, &purpose, reterr) ||
        !channel_account(txn, c, of, &place, &account, reterr))
        return false;
    const payment_fact fact = { .key = payment_key_make(
                                    in->payment_no, in->order_code, (span){ NULL, 0 }),
        .asset = place.asset,
        .amount = in->amount,
        .campaign = of->id };
    payment_place books = { .txn = txn, .org = of->org };
    payment_reader reader = payment_reader_of(&books);
    payment_known known = { 0 };
    if (!payment_identify(&reader, &fact, &known, reterr))
        return false;
    if (known.is_exact || known.candidates == 1)
        return notice_merge(txn, c, of, in, &fact.key, &known, reterr);
    /* With the merchant's order number the full key is known: another order of the same number
     * is other money. */
    if (known.others > 0 && !payment_key_is_full(&fact.key))
        return notice_hold(txn, c, of, account, in, &fact.key, reterr);
    return notice_book(
        txn, c, account, in, &fact.key, in->purpose_id != 0 ? in->purpose_id : purpose, reterr);
}

static bool apply_enter(store_txn *txn, change *c, err *reterr)
{
    const cash_input *in = c->input;
    donations *d = donations_of(txn);
    const campaign *of = campaign_at(d, in->campaign);
    if (!of || of->org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (of->phase == PHASE_CLOSED)
        return err_set(reterr, ERR_CONFLICT, N_("The campaign is closed"));
    if (in->persons < 1 || in->persons > PERSONS_MAX)
        return err_field(
            reterr, "persons", N_("The number of givers is between 1 and %d"), PERSONS_MAX);
    if (in->day.day > c->civil_day.day)
        return late_refuse(reterr, "day", c->civil_day);
    account_id account = { 0 };
    int64_t purpose = 0;
    const account_place place = { .channel = CHANNEL_CASH, .asset = asset_given(in->asset) };
    if (!person_texts_check(in->payer, in->message, reterr) ||
        !purpose_find(d, of->id, in->purpose, &purpose, reterr) ||
        !channel_account(txn, c, of, &place, &account, reterr))
        return false;
    const donation_gift gift = { .campaign = of->id,
        .purpose = purpose,
        .account = account,
        .amount = in->amount,
        .day = in->day,
        .paid_us = INT64_MIN,
        .hour = 24,
        .channel = CHANNEL_CASH,
        .donor = in->donor,
        .persons = in->persons,
        .giver = in->donor == DONOR_ORGANISATION ? in->payer : (span){ NULL, 0 },
        .display = in->display,
        .sealed = in->sealed,
        .is_claimed = in->payer.size > 0 };
    donation_id id = { 0 };
    if (!donation_book(txn, c, &gift, &id, reterr))
        return false;
    c->object_id = id.value;
    return donation_source_put(txn, c, of->org, id, SOURCE_CLERK, c->author->id, 0, reterr);
}

const change_kind donation_enter = { 212, "donation.enter", RIGHT_DONATION_ENTER, apply_enter };
