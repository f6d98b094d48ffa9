/* What a step of a booking adds up to, and what the books know of its rows.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/book_in.h"

/* The fee of a step stands on the last day of its rows. */
void fee_note(booking *b, int64_t asset, int64_t fee_mfen, date day)
{
    if (asset == LEDGER_CNY)
        b->added.fee_mfen += fee_mfen;
    else if (fee_mfen != 0)
        other_at(b->others, &b->other_count, asset)->fee_milli += fee_mfen;
    if (day.day > b->last_day.day)
        b->last_day = day;
}

bool catches_put(booking *b, err *reterr)
{
    for (int i = 0; i < b->catch_count; i++) {
        if (!rule_catch_add(b->txn, b->s->org, b->s->id, &b->catches[i], reterr))
            return false;
    }
    b->catch_count = 0;
    return true;
}

/* A gift that a rule sent elsewhere comes into the books (1) or goes (-1). */
bool catch_note(booking *b, const book_row *row, int sign, err *reterr)
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
campaign_id campaign_of(const booking *b, const book_row *row)
{
    return row->extra && row->extra->campaign.value != 0 ? row->extra->campaign : b->s->campaign;
}

payment_fact fact_of(const booking *b, const book_row *row)
{
    return (payment_fact){ .key = row->key,
        .asset = row->asset,
        .amount = row->amount,
        .campaign = campaign_of(b, row),
        .is_movement = row->kind == PAYFILE_FEE || row->kind == PAYFILE_SETTLEMENT };
}

/* What the books know of a row. */
bool row_look(booking *b, const book_row *row, books_known *ret, err *reterr)
{
    bool has_own = row->kind == PAYFILE_REFUND && row->extra && row->extra->has_own;
    const known_asked asked = { .at = &b->place,
        .fact = fact_of(b, row),
        .kind = row->kind,
        .day = row->day,
        .account = b->s->account,
        .format = b->s->format,
        .own = has_own ? &row->extra->own_key : NULL };
    return books_know(&b->reader, &asked, ret, reterr);
}
