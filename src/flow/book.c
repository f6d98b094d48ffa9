/* Booking steps of an import, on the writer's thread: each takes up to IMPORT_SLICE_ROWS rows,
 * decides every one against what is in the books at this moment, and moves the statement forward
 * with its effect.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include "file/file.h"
#include "flow_sql.h"
#include "work/statement/profile.h"

#include <assert.h>
#include <string.h>

enum { CATCHES_MAX = 64 }; /* of a step; more are written as they come */

typedef struct booking {
    store_txn *txn;
    change *c;
    const statement *s;
    const book_slice *slice;
    donation_channel channel;
    payment_place place;
    payment_reader reader;
    matching matching;
    bool needs_no_look;
    bool has_held; /* refunds wait for their gifts */
    statement_counts added;
    int other_count; /* of other currencies */
    statement_asset others[STATEMENT_ASSETS_MAX];
    int catch_count; /* what rules of direction sent elsewhere */
    rule_catch catches[CATCHES_MAX];
    int64_t first_id, last_id;
    date last_day;
} booking;

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

/* The fee of a step stands on the last day of its rows. */
static void fee_note(booking *b, int64_t asset, int64_t fee_mfen, date day)
{
    if (asset == LEDGER_CNY)
        b->added.fee_mfen += fee_mfen;
    else if (fee_mfen != 0)
        other_at(b->others, &b->other_count, asset)->fee_milli += fee_mfen;
    if (day.day > b->last_day.day)
        b->last_day = day;
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

static bool catches_put(booking *b, err *reterr)
{
    for (int i = 0; i < b->catch_count; i++) {
        if (!rule_catch_add(b->txn, b->s->org, b->s->id, &b->catches[i], reterr))
            return false;
    }
    b->catch_count = 0;
    return true;
}

/* A gift that a rule sent elsewhere comes into the books (1) or goes (-1). */
static bool catch_note(booking *b, const book_row *row, int sign, err *reterr)
{
    int at = 0;
    if (!row->extra || row->extra->direction == 0)
        return true;
    while (at < b->catch_count &&
           (b->catches[at].rule != row->extra->direction || b->catches[at].asset != row->asset))
        at++;
    if (at == CATCHES_MAX && !catches_put(b, reterr))
        return false;
    if (at >= b->catch_count) {
        at = b->catch_count++;
        b->catches[at] = (rule_catch){ .rule = row->extra->direction, .asset = row->asset };
    }
    b->catches[at].gifts += sign;
    b->catches[at].amount += sign * row->amount.fen;
    return true;
}

/* Of its file, or where a rule sends it. */
static campaign_id campaign_of(const booking *b, const book_row *row)
{
    return row->extra && row->extra->campaign.value != 0 ? row->extra->campaign : b->s->campaign;
}

static payment_fact fact_of(const booking *b, const book_row *row)
{
    return (payment_fact){ .key = row->key,
        .asset = row->asset,
        .amount = row->amount,
        .campaign = campaign_of(b, row),
        .is_movement = row->kind == PAYFILE_FEE || row->kind == PAYFILE_SETTLEMENT };
}

/* ---- who stands for an object
 * ----------------------------------------------------------------- */

/* Money is in the books as long as one of these stands for it: a file that is not undone, a
 * notification, a clerk. */
typedef struct standing {
    /* row of the file of this booking that brought it, or told of it first; 0 none */
    int64_t ours;
    /* the oldest other file that stands for it; 0 none */
    int64_t first;
    int64_t fee_first; /* the oldest of them that tells fees: it bears this one; 0 none */
    bool has_other;    /* a notification or a clerk stands for it */
} standing;

/* A file that tells of an object. */
typedef struct telling {
    int64_t file, state, row;
    bool tells_fees;
} telling;

static void oldest_note(int64_t *oldest, int64_t file)
{
    *oldest = *oldest == 0 || file < *oldest ? file : *oldest;
}

static void standing_add(standing *at, const booking *b, const telling *by)
{
    if (by->file == b->s->id.value) {
        oldest_note(&at->ours, by->row);
    } else if (by->state >= STATEMENT_BOOKING && by->state <= STATEMENT_CONFIRMED) {
        oldest_note(&at->first, by->file);
        if (by->tells_fees)
            oldest_note(&at->fee_first, by->file);
    }
}

/* `origin`: the file that brought it and where in it, {0} for a notification or a clerk.
 * What told of a moved gift tells of the one that lies in the books now. */
static bool standing_read(
    booking *b, int64_t object, statement_id origin, int64_t origin_row, standing *ret, err *reterr)
{
    statement brought = { 0 };
    store_rows rows = { 0 };
    const store_value in[] = { store_int(b->s->org.value), store_int(object) };
    *ret = (standing){ .has_other = origin.value == 0 };
    if (origin.value != 0 && origin.value != b->s->id.value &&
        !statement_read(b->txn, b->s->org, origin, &brought, reterr))
        return false;
    const telling by_origin = { origin.value, brought.state, origin_row, brought.tells_fees };
    if (origin.value != 0)
        standing_add(ret, b, &by_origin);
    if (!store_read(b->txn, &FLOW_SOURCES, in, 2, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        const telling by = { store_rows_int(&rows, 1), store_rows_int(&rows, 2),
            store_rows_int(&rows, 3), statement_options_fees(store_rows_int(&rows, 4)) };
        if (store_rows_int(&rows, 0) == SOURCE_STATEMENT)
            standing_add(ret, b, &by);
        else
            ret->has_other = true;
    }
    return store_rows_close(&rows, reterr);
}

static bool gift_standing(booking *b, donation_id id, standing *ret, err *reterr)
{
    donation_row gift = { 0 };
    donation_row first = { 0 };
    return donation_read(b->txn, id, &gift, reterr) &&
           donation_read_origin(b->txn, &gift, &first, reterr) &&
           standing_read(b, id.value, first.statement, first.row_number, ret, reterr);
}

/* A provider's fee that a statement bears, in thousandths of the smallest unit of an asset. */
typedef struct statement_fee {
    int64_t asset, mfen;
    date day;
} statement_fee;

/* ---- one row -------------------------------------------------------------------------------- */

/* The first file that tells of a payment bears its fee: a notification does not know it. */
static bool fee_known(booking *b, const book_row *row, donation_id id, err *reterr)
{
    standing who = { 0 };
    if (row->fee_mfen == 0)
        return true;
    if (!gift_standing(b, id, &who, reterr))
        return false;
    if (who.ours != 0 || who.fee_first != 0)
        return true;
    fee_note(b, row->asset, row->fee_mfen, row->day);
    return true;
}

/* The fee that a statement bears in an asset, as it is in this transaction. */
static bool fee_before(
    booking *b, const statement *of, int64_t asset, int64_t *ret_mfen, err *reterr)
{
    statement_asset others[STATEMENT_ASSETS_MAX];
    int count = 0;
    *ret_mfen = of->counts.fee_mfen;
    if (asset == LEDGER_CNY)
        return true;
    if (!statement_assets_read(b->txn, of, others, &count, reterr))
        return false;
    *ret_mfen = other_at(others, &count, asset)->fee_milli;
    return true;
}

/* Books what the rounded fee of a statement grows by when `added` comes to it. */
static bool fee_grow(booking *b, const statement *of, const statement_fee *added, err *reterr)
{
    int64_t before = 0;
    account_id account = { 0 };
    if (!fee_before(b, of, added->asset, &before, reterr))
        return false;
    int64_t grown = money_fen_of(before + added->mfen) - money_fen_of(before);
    return grown == 0 || (campaign_account_in(b->txn, b->c, of->campaign, of->account, added->asset,
                              &account, reterr) &&
                             donation_fee_book(b->txn, b->c, of->campaign, account, grown,
                                 added->day, of->id.value, reterr));
}

/* One more fee of another file that is booked. */
static bool fee_add(booking *b, statement_id file, const statement_fee *added, err *reterr)
{
    statement to = { 0 };
    const statement_asset other = { .asset = added->asset, .fee_milli = added->mfen };
    if (added->mfen == 0)
        return true;
    return statement_read(b->txn, b->s->org, file, &to, reterr) &&
           fee_grow(b, &to, added, reterr) &&
           (added->asset == LEDGER_CNY ? statement_fee_add(b->txn, &to, added->mfen, reterr)
                                       : statement_asset_add(b->txn, &to, &other, reterr));
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
           donation_source_put(b->txn, b->c, b->s->org, id, SOURCE_STATEMENT, b->s->id.value,
               row->number, reterr) &&
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
    const payment_fact fact = fact_of(b, row);
    payment_known known = { 0 };
    account_id account = { 0 };
    if (!b->needs_no_look && !payment_identify(&b->reader, &fact, &known, reterr))
        return false;
    if (known.conflict != PAYMENT_AGREES)
        return row_conflict(b, row, &known, reterr);
    if (known.is_exact || known.candidates > 0)
        return row_known(b, row, &known, reterr);
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

/* A refund that is in the books already: one that is held may find its gift now. */
static bool refund_known(booking *b, const book_row *row, int64_t id, err *reterr)
{
    refund_row refund = { 0 };
    payment_object gift = { 0 };
    b->added.duplicates++;
    return donation_source_put(b->txn, b->c, b->s->org, (donation_id){ id }, SOURCE_STATEMENT,
               b->s->id.value, row->number, reterr) &&
           refund_read(b->txn, id, &refund, reterr) &&
           (refund.state != REFUND_HELD || refund_gift(b, row, &gift, reterr)) &&
           (gift.id == 0 ||
               held_release(b, &row->extra->gift_key, (donation_id){ gift.id }, reterr));
}

static bool row_refund(booking *b, const book_row *row, err *reterr)
{
    const payment_fact fact = fact_of(b, row);
    payment_known known = { 0 };
    if (!payment_identify(&b->reader, &fact, &known, reterr))
        return false;
    if (known.is_exact)
        return known.conflict != PAYMENT_AGREES ? row_conflict(b, row, &known, reterr)
                                                : refund_known(b, row, known.object_id, reterr);
    refund_input refund = { .campaign = campaign_of(b, row),
        .amount = row->amount,
        .day = row->day,
        .statement = b->s->id,
        .row_number = row->number,
        .fee_mfen = row->fee_mfen,
        .has_key = true,
        .key = row->key,
        .gift = row->extra->gift_key };
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

/* A payout or a charge. */
static bool row_move(booking *b, const book_row *row, err *reterr)
{
    const payment_fact fact = fact_of(b, row);
    payment_known known = { 0 };
    if (!b->needs_no_look && !payment_identify(&b->reader, &fact, &known, reterr))
        return false;
    bool is_known = known.is_exact || known.candidates > 0;
    if (is_known && known.conflict != PAYMENT_AGREES)
        return row_conflict(b, row, &known, reterr);
    if (is_known) {
        b->added.duplicates++;
        return (known.is_exact ||
                   payment_put(b->txn, b->s->org, &row->key, known.key_object, reterr)) &&
               donation_source_put(b->txn, b->c, b->s->org, (donation_id){ known.object_id },
                   SOURCE_STATEMENT, b->s->id.value, row->number, reterr);
    }
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

static bool apply_add(store_txn *txn, change *c, err *reterr)
{
    statement_add_input *in = c->input;
    profile_record profile = {
        .org = c->org, .code = span_of(in->data.format), .origin = PROFILE_CAME, .body = in->profile
    };
    if (in->profile.size > 0 && !profile_put(txn, c, &profile, reterr))
        return false;
    in->data.profile = profile.id;
    if (!file_put(txn, c, &in->data.digest, in->data.file_size, in->kind, reterr) ||
        !statement_put(txn, c, &in->data, reterr) ||
        !statement_days_put(txn, &in->data, in->days, in->day_count, reterr))
        return false;
    c->object_id = in->data.id.value;
    return true;
}

/* A statement in the state that a change needs. */
static bool statement_in(
    store_txn *txn, change *c, statement_state needed, statement *ret, err *reterr)
{
    const statement_change_input *in = c->input;
    if (!statement_read(txn, c->org, in->statement, ret, reterr))
        return false;
    c->object_id = in->statement.value;
    return ret->state == needed || statement_state_refuse(ret->state, reterr);
}

static bool apply_finish(store_txn *txn, change *c, err *reterr)
{
    statement s = { 0 };
    return statement_in(txn, c, STATEMENT_BOOKING, &s, reterr) &&
           statement_move(txn, c, &s, STATEMENT_BOOKED, reterr);
}

static bool apply_confirm(store_txn *txn, change *c, err *reterr)
{
    statement s = { 0 };
    if (!statement_in(txn, c, STATEMENT_BOOKED, &s, reterr))
        return false;
    if (c->author->kind != ACTOR_PERSON)
        return err_set(reterr, ERR_DENIED, N_("A person confirms an import, not a program"));
    if (s.made_by == c->author->id)
        return err_set(reterr, ERR_DENIED, N_("You imported this, so someone else confirms it"));
    return statement_move(txn, c, &s, STATEMENT_CONFIRMED, reterr);
}

/* A file that agrees with itself in currency and all totals is confirmed by its maker. */
static bool apply_accept(store_txn *txn, change *c, err *reterr)
{
    statement s = { 0 };
    if (!statement_in(txn, c, STATEMENT_BOOKED, &s, reterr))
        return false;
    if (s.doubt != STATEMENT_SURE) {
        err_set(reterr, ERR_DENIED, N_("A second person has to confirm this file"));
        return err_hint(reterr, N_("A second person compares and confirms the import."));
    }
    return statement_move(txn, c, &s, STATEMENT_CONFIRMED, reterr);
}

static bool apply_undo(store_txn *txn, change *c, err *reterr)
{
    const statement_change_input *in = c->input;
    statement s = { 0 };
    c->object_id = in->statement.value;
    if (!statement_read(txn, c->org, in->statement, &s, reterr))
        return false;
    if (s.state == STATEMENT_UNDOING || s.state == STATEMENT_UNDONE)
        return statement_state_refuse(s.state, reterr);
    return statement_move(txn, c, &s, STATEMENT_UNDOING, reterr);
}

/* ---- undoing -------------------------------------------------------------------------------- */

/* A promise that a gift kept is open again when the gift goes. */
static bool gift_unbook(booking *b, donation_id id, err *reterr)
{
    donation_row gift = { 0 };
    return donation_read(b->txn, id, &gift, reterr) && match_undo(b->txn, b->c, &gift, reterr) &&
           donation_reverse(b->txn, b->c, id, reterr);
}

/* Takes a gift or refund out of the books that nobody stands for any more. */
static bool object_unbook(
    booking *b, const book_row *row, const payment_known *known, const standing *who, err *reterr)
{
    const int64_t object = known->object_id;
    bool bore_fee =
        row->kind == PAYFILE_GIFT && b->s->tells_fees && who->fee_first > b->s->id.value;
    const statement_fee fee = { .asset = row->asset, .mfen = row->fee_mfen, .day = row->day };
    if (who->ours != row->number) /* a row that came twice counts once */
        return true;
    if (who->first != 0 || who->has_other)
        return !bore_fee || fee_add(b, (statement_id){ who->fee_first }, &fee, reterr);
    return payment_cut(b->txn, b->s->org, &row->key, known->key_object, reterr) &&
           (row->kind == PAYFILE_REFUND    ? refund_reverse(b->txn, b->c, object, reterr)
               : row->kind == PAYFILE_GIFT ? gift_unbook(b, (donation_id){ object }, reterr) &&
                                                 catch_note(b, row, -1, reterr)
                                           : movement_reverse(b->txn, b->c, object, reterr));
}

/* Undoes one row, as far as no other source stands for its money. */
static bool row_unbook(booking *b, const book_row *row, err *reterr)
{
    if (!row->has_key)
        return true;
    const payment_fact fact = fact_of(b, row);
    payment_known known = { 0 };
    standing who = { 0 };
    if (!payment_identify(&b->reader, &fact, &known, reterr))
        return false;
    if (!known.is_exact || known.conflict != PAYMENT_AGREES)
        return true;
    if (row->kind == PAYFILE_REFUND) {
        refund_row refund = { 0 };
        return refund_read(b->txn, known.object_id, &refund, reterr) &&
               standing_read(b, refund.id, refund.statement, refund.row_number, &who, reterr) &&
               object_unbook(b, row, &known, &who, reterr);
    }
    if (row->kind != PAYFILE_GIFT) {
        movement m = { 0 };
        return movement_read(b->txn, known.object_id, &m, reterr) &&
               standing_read(b, m.id, m.statement, m.row_number, &who, reterr) &&
               object_unbook(b, row, &known, &who, reterr);
    }
    return gift_standing(b, (donation_id){ known.object_id }, &who, reterr) &&
           object_unbook(b, row, &known, &who, reterr);
}

static bool apply_unbook(store_txn *txn, change *c, err *reterr)
{
    const book_slice *slice = c->input;
    statement s = { 0 };
    if (!statement_read(txn, c->org, slice->statement, &s, reterr))
        return false;
    if (s.state != STATEMENT_UNDOING || s.next_row != slice->from_row)
        return err_set(reterr, ERR_STALE, N_("Another process goes on with this import"));
    booking b = {
        .txn = txn, .c = c, .s = &s, .slice = slice, .place = { .txn = txn, .org = s.org }
    };
    b.reader = payment_reader_of(&b.place);
    for (int i = 0; i < slice->count; i++) {
        if (!row_unbook(&b, slice->rows[i], reterr))
            return false;
    }
    c->object_id = s.id.value;
    c->outcome = slice->next_row;
    const statement_counts nothing = { 0 };
    return catches_put(&b, reterr) && statement_step(txn, &s, &nothing, slice->next_row, reterr);
}

static bool fees_undo(store_txn *txn, change *c, const statement *s, int64_t asset, err *reterr)
{
    account_id account = { 0 };
    return campaign_account_in(txn, c, s->campaign, s->account, asset, &account, reterr) &&
           donation_fees_undo(txn, c, s->campaign, account, s->id.value, reterr);
}

/* The last step of undoing: the provider's fees go back, too. */
static bool apply_unbooked(store_txn *txn, change *c, err *reterr)
{
    statement s = { 0 };
    statement_asset others[STATEMENT_ASSETS_MAX];
    int count = 0;
    if (!statement_in(txn, c, STATEMENT_UNDOING, &s, reterr) ||
        !statement_assets_read(txn, &s, others, &count, reterr) ||
        !fees_undo(txn, c, &s, LEDGER_CNY, reterr))
        return false;
    for (int i = 0; i < count; i++) {
        if (!fees_undo(txn, c, &s, others[i].asset, reterr))
            return false;
    }
    return statement_move(txn, c, &s, STATEMENT_UNDONE, reterr);
}

const change_kind statement_add = { 301, "statement.add", RIGHT_STATEMENT_IMPORT, apply_add };
const change_kind statement_book = { 302, "statement.book", RIGHT_STATEMENT_IMPORT, apply_book };
const change_kind statement_finish = { 303, "statement.finish", RIGHT_STATEMENT_IMPORT,
    apply_finish };
const change_kind statement_confirm = { 304, "statement.confirm", RIGHT_STATEMENT_CONFIRM,
    apply_confirm };
const change_kind statement_undo = { 305, "statement.undo", RIGHT_STATEMENT_IMPORT, apply_undo };
const change_kind statement_unbook = { 306, "statement.unbook", RIGHT_STATEMENT_IMPORT,
    apply_unbook };
const change_kind statement_unbooked = { 307, "statement.unbooked", RIGHT_STATEMENT_IMPORT,
    apply_unbooked };
const change_kind statement_accept = { 308, "statement.accept", RIGHT_STATEMENT_IMPORT,
    apply_accept };
