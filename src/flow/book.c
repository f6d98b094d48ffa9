/* Booking steps of an import, on the writer's thread: each takes up to IMPORT_SLICE_ROWS rows, decides every one
 * against what is in the books at this moment, and moves the statement forward with its effect.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include "file/file.h"

#include <assert.h>
#include <string.h>

enum { MFEN = 1000, REFUND_DAYS_MAX = 400 };

typedef struct booking {
    store_txn *txn;
    change *c;
    const statement *s;
    const book_slice *slice;
    donation_channel channel;
    payment_place place;
    payment_reader reader;
    bool needs_no_look;
    statement_counts added;
    int64_t first_id, last_id;
    date last_day;
} booking;

int64_t book_instant(const sys_zone *zone, date day, int32_t second)
{
    if (second < 0)
        return INT64_MIN;
    sys_local local = { .day = day, .hour = second / 3600, .minute = second / 60 % 60, .second = second % 60 };
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

/* ---- one row -------------------------------------------------------------------------------- */

/* The money is in the books: this file is one more source of it. */
static bool row_known(booking *b, const book_row *row, const payment_known *known, err *reterr)
{
    b->added.duplicates++;
    if (!known->is_exact &&
        !payment_put(b->txn, b->s->org, b->s->account, known->day, &row->key, known->object_id, reterr))
        return false;
    return donation_source_put(b->txn, b->c, b->s->org, (donation_id){ known->object_id }, SOURCE_STATEMENT,
        b->s->id.value, row->number, reterr);
}

static bool row_gift(booking *b, const book_row *row, err *reterr)
{
    const payment_fact fact = { .key = row->key, .day = row->day, .second = row->second, .amount = row->amount };
    payment_known known = { 0 };
    if (!b->needs_no_look && !payment_identify(&b->reader, &fact, &known, reterr))
        return false;
    if (known.is_exact || known.candidates > 0)
        return row_known(b, row, &known, reterr);
    const donation_gift gift = { .campaign = b->s->campaign, .account = b->s->account, .amount = row->amount,
        .day = row->day, .paid_us = book_instant(beijing(), row->day, row->second),
        .hour = row->second < 0 ? 24 : row->second / 3600, .channel = b->channel, .persons = 1,
        .statement = b->s->id, .row_number = row->number, .has_key = true, .key = row->key };
    donation_id id = { 0 };
    if (!donation_book(b->txn, b->c, &gift, &id, reterr))
        return false;
    id_note(b, id.value);
    b->added.booked++;
    b->added.unclaimed++;
    b->added.amount_fen += row->amount.fen;
    b->added.fee_mfen += row->fee_mfen;
    b->last_day = row->day;
    int64_t released = 0;
    return !b->slice->has_refunds ||
           refund_release(b->txn, b->c, b->s->account, &row->key, id, &released, reterr);
}

/* The gift that a refund gives back: the same order and merchant order, on a day up to the refund's. */
static bool refund_gift(booking *b, const book_row *row, donation_id *ret_gift, err *reterr)
{
    ret_gift->value = 0;
    for (int32_t back = 0; back < REFUND_DAYS_MAX && ret_gift->value == 0; back++) {
        date day = date_add(row->day, -back);
        payment_match matches[PAYMENT_MATCHES_MAX];
        size_t count = 0;
        if (!payment_find(b->txn, b->s->org, b->s->account, day, &row->key, matches, &count, reterr))
            return false;
        for (size_t i = 0; i < count && ret_gift->value == 0; i++) {
            donation_row gift = { 0 };
            bool is_gift = false;
            if (!b->reader.gift(b->reader.self, matches[i].object_id, &gift, &is_gift, reterr))
                return false;
            if (is_gift && gift.amount.fen >= row->amount.fen)
                ret_gift->value = matches[i].object_id;
        }
    }
    return true;
}

static bool row_refund(booking *b, const book_row *row, err *reterr)
{
    payment_match matches[PAYMENT_MATCHES_MAX];
    size_t count = 0;
    if (!payment_find(b->txn, b->s->org, b->s->account, row->day, &row->key, matches, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (memcmp(&matches[i].key, &row->key, sizeof row->key) == 0) {
            b->added.duplicates++;
            return true;
        }
    }
    refund_input refund = { .campaign = b->s->campaign, .account = b->s->account, .amount = row->amount,
        .day = row->day, .statement = b->s->id, .row_number = row->number, .has_key = true, .key = row->key };
    int64_t id = 0;
    if (!refund_gift(b, row, &refund.donation, reterr))
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
    b->added.refunds++;
    b->added.refund_fen += row->amount.fen;
    if (refund.donation.value != 0) {
        b->added.fee_mfen += row->fee_mfen;
        b->last_day = row->day;
    }
    return true;
}

static bool row_book(booking *b, const book_row *row, err *reterr)
{
    switch (row->kind) {
    case PAYFILE_GIFT: return row_gift(b, row, reterr);
    case PAYFILE_REFUND: return row_refund(b, row, reterr);
    case PAYFILE_SETTLEMENT: b->added.settlements++; return true;
    case PAYFILE_IGNORED: b->added.ignored++; return true;
    case PAYFILE_REJECTED:
        b->added.rejected++;
        return statement_row_put(b->txn, b->s, row->number, row->column, row->rule, row->sealed_value, reterr);
    }
    return err_set(reterr, ERR_INPUT, N_("a row of no known kind"));
}

/* ---- the steps ------------------------------------------------------------------------------ */

/* Thousandths of a fen, rounded half away from zero to whole fen. */
static int64_t fen_rounded(int64_t mfen)
{
    int64_t half = mfen < 0 ? -MFEN / 2 : MFEN / 2;
    return (mfen + half) / MFEN;
}

/* The fee of this step: what the rounded sum of all steps has grown by. */
static bool fee_post(booking *b, err *reterr)
{
    int64_t before = fen_rounded(b->s->counts.fee_mfen);
    int64_t after = fen_rounded(b->s->counts.fee_mfen + b->added.fee_mfen);
    return after == before || donation_fee_book(b->txn, b->c, b->s->campaign, b->s->account, after - before,
                                  b->last_day, b->s->id.value, reterr);
}

static bool apply_book(store_txn *txn, change *c, err *reterr)
{
    const book_slice *slice = c->input;
    statement s = { 0 };
    if (!statement_read(txn, c->org, slice->statement, &s, reterr))
        return false;
    if (s.state != STATEMENT_BOOKING || s.next_row != slice->from_row)
        return err_set(reterr, ERR_CONFLICT, N_("Another process goes on with this import"));
    payfile_format format = PAYFILE_NONE;
    if (!payfile_format_parse(span_of(s.format), &format))
        return err_set(reterr, ERR_DAMAGE, N_("the import has an unknown format: %s"), s.format);
    booking b = { .txn = txn, .c = c, .s = &s, .slice = slice, .channel = import_channel(format),
        .place = { .txn = txn, .org = s.org, .account = s.account } };
    b.reader = payment_reader_of(&b.place);
    b.needs_no_look = slice->is_all_new && payment_put_count_at(txn) == slice->put_count;
    for (int i = 0; i < slice->count; i++) {
        if (!row_book(&b, &slice->rows[i], reterr))
            return false;
    }
    c->object_id = s.id.value;
    c->outcome = slice->next_row;
    return fee_post(&b, reterr) && statement_step(txn, &s, &b.added, slice->next_row, reterr) &&
           (b.first_id == 0 || statement_slice_put(txn, &s, slice->from_row, b.first_id, b.last_id, reterr));
}

static bool apply_add(store_txn *txn, change *c, err *reterr)
{
    statement_add_input *in = c->input;
    if (!file_put(txn, c, &in->data.digest, in->data.file_size, in->kind, reterr) ||
        !statement_put(txn, c, &in->data, reterr))
        return false;
    c->object_id = in->data.id.value;
    return true;
}

/* A statement in the state that a change needs. */
static bool statement_in(store_txn *txn, change *c, statement_state needed, statement *ret, err *reterr)
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
    if (!s.agrees) {
        err_set(reterr, ERR_DENIED, N_("The file's own totals are missing or differ"));
        return err_hint(reterr, N_("A second person compares them and confirms the import."));
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
    if (s.state != STATEMENT_BOOKED && s.state != STATEMENT_CONFIRMED)
        return statement_state_refuse(s.state, reterr);
    return statement_move(txn, c, &s, STATEMENT_UNDOING, reterr);
}

/* ---- undoing -------------------------------------------------------------------------------- */

/* Reverses what one row booked, if this statement was the one that booked it. */
static bool row_unbook(booking *b, const book_row *row, err *reterr)
{
    if (row->kind != PAYFILE_GIFT && row->kind != PAYFILE_REFUND)
        return true;
    payment_match matches[PAYMENT_MATCHES_MAX];
    size_t count = 0;
    if (!payment_find(b->txn, b->s->org, b->s->account, row->day, &row->key, matches, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (memcmp(&matches[i].key, &row->key, sizeof row->key) != 0 || matches[i].object_id == 0)
            continue;
        int64_t id = matches[i].object_id;
        if (row->kind == PAYFILE_REFUND) {
            return payment_cut(b->txn, b->s->org, b->s->account, row->day, &row->key, reterr) &&
                   refund_reverse(b->txn, b->c, id, reterr);
        }
        donation_row gift = { 0 };
        if (!donation_read(b->txn, (donation_id){ id }, &gift, reterr))
            return false;
        bool is_seen_elsewhere = false;
        if (gift.statement.value != b->s->id.value || gift.state != DONATION_BOOKED)
            continue;
        if (!donation_seen_elsewhere(b->txn, b->s->org, (donation_id){ id }, b->s->id, &is_seen_elsewhere, reterr))
            return false;
        if (is_seen_elsewhere)
            return true; /* another file or a notification stands for this money */
        return payment_cut(b->txn, b->s->org, b->s->account, row->day, &row->key, reterr) &&
               donation_reverse(b->txn, b->c, (donation_id){ id }, reterr);
    }
    return true;
}

static bool apply_unbook(store_txn *txn, change *c, err *reterr)
{
    const book_slice *slice = c->input;
    statement s = { 0 };
    if (!statement_read(txn, c->org, slice->statement, &s, reterr))
        return false;
    if (s.state != STATEMENT_UNDOING || s.next_row != slice->from_row)
        return err_set(reterr, ERR_CONFLICT, N_("Another process goes on with this import"));
    booking b = { .txn = txn, .c = c, .s = &s, .slice = slice,
        .place = { .txn = txn, .org = s.org, .account = s.account } };
    b.reader = payment_reader_of(&b.place);
    for (int i = 0; i < slice->count; i++) {
        if (!row_unbook(&b, &slice->rows[i], reterr))
            return false;
    }
    c->object_id = s.id.value;
    c->outcome = slice->next_row;
    const statement_counts nothing = { 0 };
    return statement_step(txn, &s, &nothing, slice->next_row, reterr);
}

/* The last step of undoing: the provider's fee goes back, too. */
static bool apply_unbooked(store_txn *txn, change *c, err *reterr)
{
    statement s = { 0 };
    if (!statement_in(txn, c, STATEMENT_UNDOING, &s, reterr))
        return false;
    int64_t fee = fen_rounded(s.counts.fee_mfen);
    return (fee == 0 || donation_fee_book(txn, c, s.campaign, s.account, -fee, s.last_day, s.id.value, reterr)) &&
           statement_move(txn, c, &s, STATEMENT_UNDONE, reterr);
}

const change_kind statement_add = { 301, "statement.add", RIGHT_STATEMENT_IMPORT, apply_add };
const change_kind statement_book = { 302, "statement.book", RIGHT_STATEMENT_IMPORT, apply_book };
const change_kind statement_finish = { 303, "statement.finish", RIGHT_STATEMENT_IMPORT, apply_finish };
const change_kind statement_confirm = { 304, "statement.confirm", RIGHT_STATEMENT_CONFIRM, apply_confirm };
const change_kind statement_undo = { 305, "statement.undo", RIGHT_STATEMENT_IMPORT, apply_undo };
const change_kind statement_unbook = { 306, "statement.unbook", RIGHT_STATEMENT_IMPORT, apply_unbook };
const change_kind statement_unbooked = { 307, "statement.unbooked", RIGHT_STATEMENT_IMPORT, apply_unbooked };
const change_kind statement_accept = { 308, "statement.accept", RIGHT_STATEMENT_IMPORT, apply_accept };
