/* Undoing an import, on the writer's thread: each step takes back what its rows brought, as far as no other
 * source stands for it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/book_in.h"

enum { MILLI = 1000 };

/* A promise that a gift kept is open again when the gift goes. */
static bool gift_unbook(booking *b, donation_id id, err *reterr)
{
    donation_row gift = { 0 };
    return donation_read(b->txn, id, &gift, reterr) && match_undo(b->txn, b->c, &gift, reterr) &&
           donation_reverse(b->txn, b->c, id, reterr);
}

static bool refund_unbook(booking *b, int64_t id, err *reterr)
{
    refund_row refund = { 0 };
    return refund_read(b->txn, id, &refund, reterr) && refund_keys_cut(b->txn, &refund, reterr) &&
           refund_reverse(b->txn, b->c, id, reterr);
}

/* The fee that this file bore passes on to the next one that tells it. */
static bool fee_pass(
    booking *b, const book_row *row, const standing *who, int64_t mfen, err *reterr)
{
    const statement_fee fee = { .asset = row->asset, .mfen = mfen, .day = row->day };
    return who->fee_first <= b->s->id.value ||
           fee_add(b, (statement_id){ who->fee_first }, &fee, reterr);
}

/* Takes a gift, refund, payout or charge out of the books that nobody stands for any more. */
static bool object_unbook(
    booking *b, const book_row *row, const payment_known *known, const standing *who, err *reterr)
{
    const int64_t object = known->object_id;
    /* A row that came twice counts once. */
    if (who->ours != row->number || who->first != 0 || who->has_other)
        return true;
    if (row->kind == PAYFILE_REFUND)
        return refund_unbook(b, object, reterr);
    if (!payment_cut(b->txn, b->s->org, &row->key, known->key_object, reterr))
        return false;
    return row->kind == PAYFILE_GIFT
               ? gift_unbook(b, (donation_id){ object }, reterr) && catch_note(b, row, -1, reterr)
               : movement_reverse(b->txn, b->c, object, reterr);
}

static bool move_unbook(booking *b, const book_row *row, const payment_known *known, err *reterr)
{
    movement m = { 0 };
    standing who = { 0 };
    return movement_read(b->txn, known->object_id, &m, reterr) &&
           standing_read(b, m.id, m.statement, m.row_number, &who, reterr) &&
           object_unbook(b, row, known, &who, reterr);
}

/* What this file told of the charge for a gift, beside the gift. */
static bool fee_unbook(booking *b, const book_row *row, const standing *who, err *reterr)
{
    int64_t charged = 0;
    const payment_fact gift = fact_of(b, row);
    if (row->fee_mfen == 0 || who->ours != row->number)
        return true;
    if (!books_charge(&b->reader, &gift, &charged, reterr))
        return false;
    if (charged == 0)
        return !b->s->tells_fees || fee_pass(b, row, who, row->fee_mfen, reterr);
    book_row charge = *row;
    charge.kind = PAYFILE_FEE;
    charge.key = payment_key_fee(&row->key);
    const payment_known known = { .object_id = charged, .key_object = charged };
    return move_unbook(b, &charge, &known, reterr);
}

/* A row of a charge that was told beside its gift by a file before this one. */
static bool charge_unbook(booking *b, const book_row *row, int64_t gift, err *reterr)
{
    standing who = { 0 };
    return gift_standing(b, (donation_id){ gift }, &who, reterr) &&
           (who.our_fee != row->number || fee_pass(b, row, &who, row->amount.fen * MILLI, reterr));
}

static bool row_unbook_known(
    booking *b, const book_row *row, const payment_known *known, err *reterr)
{
    standing who = { 0 };
    if (row->kind == PAYFILE_REFUND) {
        refund_row refund = { 0 };
        return refund_read(b->txn, known->object_id, &refund, reterr) &&
               standing_read(b, refund.id, refund.statement, refund.row_number, &who, reterr) &&
               object_unbook(b, row, known, &who, reterr);
    }
    if (row->kind != PAYFILE_GIFT)
        return move_unbook(b, row, known, reterr);
    return gift_standing(b, (donation_id){ known->object_id }, &who, reterr) &&
           fee_unbook(b, row, &who, reterr) && object_unbook(b, row, known, &who, reterr);
}

/* Undoes one row, as far as no other source stands for its money. */
static bool row_unbook(booking *b, const book_row *row, err *reterr)
{
    books_known known = { 0 };
    if (!row->has_key)
        return true;
    if (!row_look(b, row, &known, reterr))
        return false;
    if (known.is_of_gift)
        return charge_unbook(b, row, known.payment.object_id, reterr);
    return !known.payment.is_exact || known.payment.conflict != PAYMENT_AGREES ||
           row_unbook_known(b, row, &known.payment, reterr);
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

const change_kind statement_unbook = { 306, "statement.unbook", RIGHT_STATEMENT_IMPORT,
    apply_unbook };
const change_kind statement_unbooked = { 307, "statement.unbooked", RIGHT_STATEMENT_IMPORT,
    apply_unbooked };
