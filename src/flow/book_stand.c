/* Who stands for money in the books, and which file bears the provider's fee of it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/book_in.h"

#include "flow_sql.h"

/* A file that tells of an object. */
typedef struct telling {
    int64_t file, state, row;
    bool tells_fees;
    bool is_of_fee; /* that is all it tells */
} telling;

static void oldest_note(int64_t *oldest, int64_t file)
{
    *oldest = *oldest == 0 || file < *oldest ? file : *oldest;
}

static void standing_add(standing *at, const booking *b, const telling *by)
{
    if (by->file == b->s->id.value) {
        oldest_note(by->is_of_fee ? &at->our_fee : &at->ours, by->row);
    } else if (by->state >= STATEMENT_BOOKING && by->state <= STATEMENT_CONFIRMED) {
        if (!by->is_of_fee)
            oldest_note(&at->first, by->file);
        if (by->tells_fees)
            oldest_note(&at->fee_first, by->file);
    }
}

/* `origin`: the file that brought it and where in it, {0} for a notification or a clerk.
 * What told of a moved gift tells of the one that lies in the books now. */
bool standing_read(
    booking *b, int64_t object, statement_id origin, int64_t origin_row, standing *ret, err *reterr)
{
    statement brought = { 0 };
    store_rows rows = { 0 };
    const store_value in[] = { store_int(b->s->org.value), store_int(object) };
    *ret = (standing){ .has_other = origin.value == 0 };
    if (origin.value != 0 && origin.value != b->s->id.value &&
        !statement_read(b->txn, b->s->org, origin, &brought, reterr))
        return false;
    const telling by_origin = { origin.value, brought.state, origin_row, brought.tells_fees,
        false };
    if (origin.value != 0)
        standing_add(ret, b, &by_origin);
    if (!store_read(b->txn, &FLOW_SOURCES, in, 2, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        int64_t kind = store_rows_int(&rows, 0);
        bool is_of_fee = kind == SOURCE_FEE;
        const telling by = { store_rows_int(&rows, 1), store_rows_int(&rows, 2),
            store_rows_int(&rows, 3), is_of_fee || statement_options_fees(store_rows_int(&rows, 4)),
            is_of_fee };
        if (kind == SOURCE_STATEMENT || is_of_fee)
            standing_add(ret, b, &by);
        else
            ret->has_other = true;
    }
    return store_rows_close(&rows, reterr);
}

bool gift_standing(booking *b, donation_id id, standing *ret, err *reterr)
{
    donation_row gift = { 0 };
    donation_row first = { 0 };
    return donation_read(b->txn, id, &gift, reterr) &&
           donation_read_origin(b->txn, &gift, &first, reterr) &&
           standing_read(b, id.value, first.statement, first.row_number, ret, reterr);
}

/* ---- fees ----------------------------------------------------------------------------------- */

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
bool fee_grow(booking *b, const statement *of, const statement_fee *added, err *reterr)
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
bool fee_add(booking *b, statement_id file, const statement_fee *added, err *reterr)
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
