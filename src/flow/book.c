/* Booking steps of an import, on the writer's thread: each takes up to IMPORT_SLICE_ROWS rows,
 * decides every one against what is in the books at this moment, and moves the statement forward
 * with its effect.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/book_in.h"

#include <assert.h>
#include <string.h>

int64_t book_instant(const sys_zone *zone, date day, int32_t second)
{
    if (second < 0)
        return INT64_MIN;
    sys_local local = {
        .day = day, .hour = second / 3600, .minute = second / 60 % 60, .second = second % 60
    };
    return sys_zone_instant(zone, local);
}

static const sys_zone *beijing(void)
{
    const sys_zone *zone = NULL;
    err ignored = { 0 };
    static const span name = SPAN("Asia/Shanghai");
    bool is_found = sys_zone_find(name, &zone, &ignored);
    assert(is_found);
    return zone;
}

static void id_note(booking *b, int64_t id)
{
    if (b->first_id == 0)
        b->first_id = id;
    b->last_id = id;
}

static void amount_note(booking *b, const book_row *row)
{
    bool is_gift = row->kind == PAYFILE_GIFT;
    *(is_gift ? &b->added.booked : &b->added.refunds) += 1;
    if (row->asset != LEDGER_CNY)
        other_add(other_at(b->others, &b->other_count, row->asset), is_gift, row->amount);
    else
        *(is_gift ? &b->added.amount_fen : &b->added.refund_fen) += row->amount.fen;
}

/* ---- one row -------------------------------------------------------------------------------- */

static bool source_put(
    booking *b, int64_t object, source_kind kind, const book_row *row, err *reterr)
{
    return donation_source_put(b->txn, b->c, b->s->org, (donation_id){ object }, kind,
        b->s->id.value, row->number, reterr);
}

/* The charge for this gift is in the books as a row of its own: this file stands for it, too. */
static bool fee_apart(booking *b, const book_row *row, bool *ret, err *reterr)
{
    int64_t charged = 0;
    const payment_fact fact = fact_of(b, row);
    *ret = false;
    if (row->fee_mfen == 0 || b->needs_no_look)
        return true;
    if (!books_charge(&b->reader, &fact, &charged, reterr))
        return false;
    *ret = charged != 0;
    return charged == 0 || source_put(b, charged, SOURCE_STATEMENT, row, reterr);
}

/* The first file that tells of a payment bears its fee: a notification does not know it. */
static bool fee_known(booking *b, const book_row *row, donation_id id, err *reterr)
{
    standing who = { 0 };
    bool is_apart = false;
    if (row->fee_mfen == 0)
        return true;
    if (!fee_apart(b, row, &is_apart, reterr))
        return false;
    if (is_apart)
        return true;
    if (!gift_standing(b, id, &who, reterr))
        return false;
    if (who.ours != 0 || who.fee_first != 0)
        return true;
    fee_note(b, row->asset, row->fee_mfen, row->day);
    return true;
}

/* Held refunds of a gift that is in the books now; the provider's fee of each belongs to the
 * file that told of it. */
static bool held_release(booking *b, const payment_key *key, donation_id id, err *reterr)
{
    refund_released released[REFUND_RELEASES_MAX];
    int count = 0;
    if (!b->has_held)
        return true;
    if (!refund_release(b->txn, b->c, b->s->org, key, id, released, &count, reterr))
        return false;
    for (int i = 0; i < count; i++) {
        const refund_released *r = &released[i];
        const statement_fee fee = { .asset = r->asset, .mfen = r->fee_mfen, .day = r->day };
        if (r->statement.value == b->s->id.value)
            fee_note(b, r->asset, r->fee_mfen, r->day);
        else if (r->statement.value != 0 && !fee_add(b, r->statement, &fee, reterr))
            return false;
    }
    return true;
}

/* The money is in the books: this file is one more source of it. */
static bool row_known(booking *b, const book_row *row, const payment_known *known, err *reterr)
{
    const donation_id id = { known->object_id };
    b->added.duplicates++;
    if (!known->is_exact && !payment_put(b->txn, b->s->org, &row->key, known->key_object, reterr))
        return false;
    return fee_known(b, row, id, reterr) &&
           source_put(b, id.value, SOURCE_STATEMENT, row, reterr) &&
           (!row->told || matching_known(&b->matching, id, row->told, reterr)) &&
           held_release(b, &row->key, id, reterr);
}

/* The payment is in the books with another amount or for another campaign. */
static bool row_conflict(booking *b, const book_row *row, const payment_known *known, err *reterr)
{
    const char *rule =
        known->conflict == PAYMENT_OTHER_AMOUNT ? rule_other_amount : rule_other_campaign;
    static const span none = { "", 0 };
    if (!b->s->skips_rejected)
        return err_set(reterr, ERR_CONFLICT,
            N_("The payment of row %lld came into the books meanwhile, with another amount or for "
               "another campaign"),
            (long long)row->number);
    b->added.rejected++;
    return statement_row_put(b->txn, b->s, row->number, none, span_of(rule), none, reterr);
}

static bool row_gift(booking *b, const book_row *row, err *reterr)
{
    books_known known = { 0 };
    bool is_apart = false;
    account_id account = { 0 };
    if (!b->needs_no_look && !row_look(b, row, &known, reterr))
        return false;
    if (known.payment.conflict != PAYMENT_AGREES)
        return row_conflict(b, row, &known.payment, reterr);
    if (known.is_known)
        return row_known(b, row, &known.payment, reterr);
    if (!fee_apart(b, row, &is_apart, reterr))
        return false;
    const campaign_id to = campaign_of(b, row);
    if (!campaign_account_in(b->txn, b->c, to, b->s->account, row->asset, &account, reterr))
        return false;
    match_choice choice = { 0 };
    b->matching.campaign = to;
    if (row->told &&
        !matching_find(&b->matching, row->told, row->amount, row->day, &choice, reterr))
        return false;
    int64_t bound = row->extra ? row->extra->purpose : 0;
    const donation_gift gift = { .campaign = to,
        .purpose = choice.giver.purpose != 0 ? choice.giver.purpose : bound,
        .donor = choice.giver.donor,
        .display = choice.giver.display,
        .sealed = choice.giver.sealed,
        .is_claimed = choice.is_certain,
        .account = account,
        .amount = row->amount,
        .day = row->day,
        .paid_us = book_instant(beijing(), row->day, row->second),
        .hour = row->second < 0 ? 24 : row->second / 3600,
        .channel = b->channel,
        .persons = 1,
        .statement = b->s->id,
        .row_number = row->number,
        .has_key = true,
        .key = row->key };
    donation_id id = { 0 };
    if (!donation_book(b->txn, b->c, &gift, &id, reterr))
        return false;
    if (row->told && !matching_put(&b->matching, id, row->amount, &choice, true, reterr))
        return false;
    id_note(b, id.value);
    *(choice.is_certain ? &b->added.matched : &b->added.unclaimed) += 1;
    amount_note(b, row);
    if (!is_apart)
        fee_note(b, row->asset, row->fee_mfen, row->day);
    return catch_note(b, row, 1, reterr) && held_release(b, &row->key, id, reterr);
}

/* True if the gift of match `at` has another full key than the refund's: it is another payment
 * of the same order number. */
static bool is_other_gift(
    const payment_match *matches, size_t count, size_t at, const payment_key *gift)
{
    for (size_t i = 0; i < count; i++) {
        if (matches[i].object_id == matches[at].object_id && !refund_fits(gift, &matches[i].key))
            return true;
    }
    return false;
}

/* The gift that a refund gives back: the same order and merchant order.  id 0: there is none. */
static bool refund_gift(booking *b, const book_row *row, payment_object *ret_gift, err *reterr)
{
    payment_match matches[PAYMENT_MATCHES_MAX];
    size_t count = 0;
    *ret_gift = (payment_object){ 0 };
    if (!payment_find(b->txn, b->s->org, &row->extra->gift_key, matches, &count, reterr))
        return false;
    for (size_t i = 0; i < count && ret_gift->id == 0; i++) {
        payment_object gift = { 0 };
        if (is_other_gift(matches, count, i, &row->extra->gift_key))
            continue;
        if (!b->reader.object(
                b->reader.self, matches[i].object_id, campaign_of(b, row), &gift, reterr))
            return false;
        if (gift.is_gift && gift.belongs && gift.asset == row->asset &&
            gift.amount.fen >= row->amount.fen)
            *ret_gift = gift;
    }
    return true;
}

/* A refund as its row tells it. */
static refund_input refund_told(const booking *b, const book_row *row)
{
    return (refund_input){ .campaign = campaign_of(b, row),
        .amount = row->amount,
        .day = row->day,
        .statement = b->s->id,
        .row_number = row->number,
        .fee_mfen = row->fee_mfen,
        .has_key = true,
        .key = row->key,
        .has_gift = true,
        .gift = row->extra->gift_key,
        .has_own = row->extra->has_own,
        .own = row->extra->own_key };
}

/* A refund that is in the books already: one that is held may find its gift now. */
static bool refund_known(booking *b, const book_row *row, const payment_known *known, err *reterr)
{
    const refund_input told = refund_told(b, row);
    const int64_t id = known->object_id;
    refund_row refund = { 0 };
    payment_object gift = { 0 };
    b->added.duplicates++;
    return source_put(b, id, SOURCE_STATEMENT, row, reterr) &&
           refund_read(b->txn, id, &refund, reterr) &&
           (known->is_exact || refund_learn(b->txn, &refund, &told, reterr)) &&
           (refund.state != REFUND_HELD || refund_gift(b, row, &gift, reterr)) &&
           (gift.id == 0 ||
               held_release(b, &row->extra->gift_key, (donation_id){ gift.id }, reterr));
}

static bool row_refund(booking *b, const book_row *row, err *reterr)
{
    books_known known = { 0 };
    if (!row_look(b, row, &known, reterr))
        return false;
    if (known.is_known)
        return known.payment.conflict != PAYMENT_AGREES
                   ? row_conflict(b, row, &known.payment, reterr)
                   : refund_known(b, row, &known.payment, reterr);
    refund_input refund = refund_told(b, row);
    int64_t id = 0;
    payment_object gift = { 0 };
    if (!refund_gift(b, row, &gift, reterr))
        return false;
    refund.donation.value = gift.id;
    if (gift.id != 0) /* the money goes out where the gift lies */
        refund.campaign = gift.campaign;
    if (!campaign_account_in(
            b->txn, b->c, refund.campaign, b->s->account, row->asset, &refund.account, reterr))
        return false;
    if (!refund_book(b->txn, b->c, &refund, &id, reterr)) {
        /* More would be given back than was given: it is held, a clerk decides. */
        if (reterr->code != ERR_CONFLICT)
            return false;
        refund.donation = (donation_id){ 0 };
        if (!refund_book(b->txn, b->c, &refund, &id, reterr))
            return false;
    }
    id_note(b, id);
    amount_note(b, row);
    b->has_held |= refund.donation.value == 0;
    if (refund.donation.value == 0)
        return true;
    fee_note(b, row->asset, row->fee_mfen, row->day);
    return held_release(b, &row->extra->gift_key, refund.donation, reterr);
}

/* A payout or a charge is in the books; of a charge perhaps beside its gift. */
static bool move_known(booking *b, const book_row *row, const books_known *known, err *reterr)
{
    const payment_known *as = &known->payment;
    b->added.duplicates++;
    if (known->is_of_gift)
        return source_put(b, as->object_id, SOURCE_FEE, row, reterr);
    return (as->is_exact || payment_put(b->txn, b->s->org, &row->key, as->key_object, reterr)) &&
           source_put(b, as->object_id, SOURCE_STATEMENT, row, reterr);
}

/* A payout or a charge. */
static bool row_move(booking *b, const book_row *row, err *reterr)
{
    books_known known = { 0 };
    bool needs_look = !b->needs_no_look || (row->kind == PAYFILE_FEE && b->s->tells_fees);
    if (needs_look && !row_look(b, row, &known, reterr))
        return false;
    if (known.is_known)
        return known.payment.conflict != PAYMENT_AGREES
                   ? row_conflict(b, row, &known.payment, reterr)
                   : move_known(b, row, &known, reterr);
    account_id account = { 0 };
    if (!campaign_account_in(
            b->txn, b->c, b->s->campaign, b->s->account, row->asset, &account, reterr))
        return false;
    movement m = { .campaign = b->s->campaign,
        .account = account,
        .asset = row->asset,
        .kind = row->kind == PAYFILE_FEE ? MOVEMENT_CHARGE : MOVEMENT_PAYOUT,
        .channel = row->extra ? row->extra->settles : 0,
        .amount = row->amount,
        .day = row->day,
        .statement = b->s->id,
        .row_number = row->number };
    if (!movement_book(b->txn, b->c, &m, &row->key, reterr))
        return false;
    id_note(b, m.id);
    b->added.settlements++;
    return true;
}

static bool row_book(booking *b, const book_row *row, err *reterr)
{
    switch (row->kind) {
    case PAYFILE_GIFT: return row_gift(b, row, reterr);
    case PAYFILE_REFUND: return row_refund(b, row, reterr);
    case PAYFILE_FEE: return row_move(b, row, reterr);
    case PAYFILE_SETTLEMENT:
        if (row->has_key)
            return row_move(b, row, reterr);
        b->added.settlements++;
        return true;
    case PAYFILE_IGNORED: b->added.ignored++; return true;
    case PAYFILE_REJECTED:
        b->added.rejected++;
        return statement_row_put(b->txn, b->s, row->number, row->extra->column, row->extra->rule,
            row->extra->sealed_value, reterr);
    }
    return err_set(reterr, ERR_INPUT, N_("a row of no known kind"));
}

/* ---- the steps ------------------------------------------------------------------------------ */

/* The fees of this step, a currency each: what the rounded sum of all steps has grown by. */
static bool fees_post(booking *b, err *reterr)
{
    const statement_fee fee = {
        .asset = LEDGER_CNY, .mfen = b->added.fee_mfen, .day = b->last_day
    };
    if (!fee_grow(b, b->s, &fee, reterr))
        return false;
    for (int i = 0; i < b->other_count; i++) {
        const statement_fee more = {
            .asset = b->others[i].asset, .mfen = b->others[i].fee_milli, .day = b->last_day
        };
        if (!fee_grow(b, b->s, &more, reterr) ||
            !statement_asset_add(b->txn, b->s, &b->others[i], reterr))
            return false;
    }
    return true;
}

/* Looks up what the gifts of this step tell. */
static bool slice_match(booking *b, err *reterr)
{
    b->matching =
        (matching){ .txn = b->txn, .c = b->c, .org = b->s->org, .campaign = b->s->campaign };
    const gift_told **told = ARENA_NEW(b->c->home, const gift_told *, (size_t)b->slice->count + 1);
    if (!told)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    for (int i = 0; i < b->slice->count; i++)
        told[i] = b->slice->rows[i]->told;
    return matching_begin(&b->matching, told, (size_t)b->slice->count, reterr);
}

static bool apply_book(store_txn *txn, change *c, err *reterr)
{
    const book_slice *slice = c->input;
    statement s = { 0 };
    if (!statement_read(txn, c->org, slice->statement, &s, reterr))
        return false;
    if (s.state != STATEMENT_BOOKING || s.next_row != slice->from_row)
        return err_set(reterr, ERR_STALE, N_("Another process goes on with this import"));
    booking b = { .txn = txn,
        .c = c,
        .s = &s,
        .slice = slice,
        .channel = slice->channel,
        .place = { .txn = txn, .org = s.org } };
    b.reader = payment_reader_of(&b.place);
    b.needs_no_look = slice->is_all_new && payment_put_count_at(txn) == slice->put_count;
    if (!refund_held_any(txn, s.org, &b.has_held, reterr) || !slice_match(&b, reterr))
        return false;
    for (int i = 0; i < slice->count; i++) {
        if (!row_book(&b, slice->rows[i], reterr))
            return false;
    }
    c->object_id = s.id.value;
    c->outcome = slice->next_row;
    return matching_end(&b.matching, reterr) && fees_post(&b, reterr) && catches_put(&b, reterr) &&
           statement_step(txn, &s, &b.added, slice->next_row, reterr) &&
           (b.first_id == 0 ||
               statement_slice_put(txn, &s, slice->from_row, b.first_id, b.last_id, reterr));
}

const change_kind statement_book = { 302, "statement.book", RIGHT_STATEMENT_IMPORT, apply_book };
