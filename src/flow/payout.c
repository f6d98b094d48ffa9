/* A provider's money at the bank whose words speak of giving: somebody's gift, or the payout of gifts that
 * his bill tells, too. What the books hold already tells; else, where the campaign's account with him
 * holds that much, a person does.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include "flow_sql.h"

#include <assert.h>
#include <string.h>

static bool held_of(
    store_conn *conn, const payouts_of *of, donation_channel channel, int64_t *ret, err *reterr)
{
    store_rows rows = { 0 };
    bool is_now = of->before == 0;
    const store_value in[] = { store_int(of->org.value), store_int(LEDGER_CLEARING),
        store_int(of->campaign.value), store_int((int64_t)channel), store_int(of->before) };
    if (!store_query_open(conn, is_now ? &FLOW_CLEARING_HELD : &FLOW_CLEARING_HELD_BEFORE, in,
            is_now ? 4 : 5, &rows, reterr))
        return false;
    if (store_rows_next(&rows))
        *ret = store_rows_int(&rows, 0);
    return store_rows_close(&rows, reterr);
}

bool payouts_open(store_conn *conn, const payouts_of *of, payouts *ret, err *reterr)
{
    assert(conn && of && ret);
    *ret = (payouts){ .choice = of->choice };
    bool asks = of->choice == PAYOUTS_ASK || of->choice == PAYOUTS_LEFT;
    for (int i = 1; i < CHANNEL_COUNT && asks; i++) {
        donation_channel channel = (donation_channel)i;
        if (donation_channel_role(channel) == LEDGER_CLEARING &&
            !held_of(conn, of, channel, &ret->held[i], reterr))
            return false;
    }
    return true;
}

bool payouts_of_statement(store_conn *conn, const statement *s, payouts *ret, err *reterr)
{
    const payouts_of of = {
        .choice = s->payouts, .org = s->org, .campaign = s->campaign, .before = s->id.value
    };
    return payouts_open(conn, &of, ret, reterr);
}

void payout_reject(const payfile *file, payfile_row *row)
{
    payfile_cell cell = payfile_cell_of(file, row, PAYFILE_AMOUNT);
    row->fault = (payfile_fault){ .column = cell.column,
        .value = cell.value,
        .rule = N_("It may be the payout of your merchant account, whose gifts the provider's bill "
                   "tells, or a gift: say which"),
        .hint = N_("Look whether the provider paid out this amount; then import again and say that "
                   "such rows are payouts, or gifts") };
    row->kind = PAYFILE_REJECTED;
}

/* As what the books hold it: SETTLEMENT, GIFT; REJECTED when they don't. */
static bool books_say(
    const payment_reader *reader, const payfile_row *row, payfile_kind *ret, err *reterr)
{
    const payment_key key = book_key(row);
    payment_match matches[PAYMENT_MATCHES_MAX];
    size_t count = 0;
    *ret = PAYFILE_REJECTED;
    if (!reader->matches(reader->self, &key, matches, &count, reterr))
        return false;
    for (size_t i = 0; i < count && *ret == PAYFILE_REJECTED; i++) {
        payment_object object = { 0 };
        if (memcmp(&matches[i].key, &key, sizeof key) != 0)
            continue;
        if (!reader->object(
                reader->self, matches[i].object_id, (campaign_id){ 0 }, &object, reterr))
            return false;
        if (object.is_found)
            *ret = object.is_movement ? PAYFILE_SETTLEMENT : PAYFILE_GIFT;
    }
    return true;
}

bool payout_settle(const payouts *p, const payment_reader *reader, const payfile *file,
    payfile_row *row, err *reterr)
{
    assert(p && reader && file && row);
    payfile_kind known = PAYFILE_REJECTED;
    donation_channel channel = CHANNEL_OTHER;
    if (row->kind != PAYFILE_GIFT || row->settles.size == 0)
        return true;
    if (!books_say(reader, row, &known, reterr))
        return false;
    if (known != PAYFILE_REJECTED) {
        row->kind = known;
        return true;
    }
    bool is_held = donation_channel_parse(row->settles, &channel) && row->asset == LEDGER_CNY &&
                   row->amount.fen <= p->held[channel];
    if (p->choice == PAYOUTS_PAYOUTS)
        row->kind = PAYFILE_SETTLEMENT;
    else if (p->choice != PAYOUTS_GIFTS && is_held)
        payout_reject(file, row);
    return true;
}
