/* What the books know of a row beyond its key, for a preview and for a booking alike: the same
 * refund told by another kind of file, the charge for a gift told as a column and as a row, a gift
 * of this account that a rule of direction sent to another campaign.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include "flow_sql.h"

#include <assert.h>
#include <string.h>

static bool rows_open(const payment_place *at, const store_query *sql, const store_value *in,
    int count, store_rows *rows, err *reterr)
{
    return at->txn ? store_read(at->txn, sql, in, count, rows, reterr)
                   : store_query_open(at->conn, sql, in, count, rows, reterr);
}

/* ---- another campaign ----------------------------------------------------------------------- */

/* A file tells of all money of its account; in which campaign a gift lies was decided when it came.
 * So a gift that lies on this account, or that a file of this account tells of, belongs to it
 * whatever rule of direction stands now. */
static bool account_look(const known_asked *asked, payment_known *known, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(asked->at->org.value), store_int(known->object_id),
        store_int(known->key_object), store_int(asked->account.value) };
    if (!rows_open(asked->at, &FLOW_OBJECT_OF_ACCOUNT, in, 4, &rows, reterr))
        return false;
    bool is_ours = store_rows_next(&rows);
    if (!store_rows_close(&rows, reterr))
        return false;
    if (is_ours)
        known->conflict =
            known->asset == asked->fact.asset && known->booked.fen == asked->fact.amount.fen
                ? PAYMENT_AGREES
                : PAYMENT_OTHER_AMOUNT;
    return true;
}

/* ---- refunds -------------------------------------------------------------------------------- */

enum { TWIN_DAYS = 1 }; /* providers' files differ about midnight */

/* Does a live file of the same format tell of it?  Then this row is another refund. */
static bool is_of_format(const known_asked *asked, int64_t refund, bool *ret, err *reterr)
{
    store_rows rows = { 0 };
    int64_t tellers = 0;
    bool is_told = false;
    const store_value in[] = { store_int(asked->at->org.value), store_int(refund) };
    if (!rows_open(asked->at, &FLOW_REFUND_TELLERS, in, 2, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        tellers++;
        is_told |= span_is(store_rows_text(&rows, 0), asked->format);
    }
    *ret = is_told || tellers == 0; /* what a clerk gave back is no row of a file */
    return store_rows_close(&rows, reterr);
}

static bool is_taken(const known_asked *asked, int64_t refund)
{
    for (size_t i = 0; i < asked->taken_count; i++) {
        if (asked->taken[i] == refund)
            return true;
    }
    return false;
}

static bool twin_fits(const known_asked *asked, int64_t id, bool by_number, bool *ret, err *reterr)
{
    refund_row refund = { 0 };
    bool is_of_ours = false;
    *ret = false;
    if (is_taken(asked, id))
        return true;
    if (!(asked->at->txn ? refund_read(asked->at->txn, id, &refund, reterr)
                         : refund_get(asked->at->conn, id, &refund, reterr)))
        return reterr->code == ERR_ABSENT;
    int64_t apart = date_to_number(refund.day) - date_to_number(asked->day);
    if (refund.state == REFUND_REVERSED || refund.asset != asked->fact.asset ||
        refund.amount.fen != asked->fact.amount.fen ||
        (!by_number && (apart > TWIN_DAYS || apart < -TWIN_DAYS)))
        return true;
    if (!is_of_format(asked, id, &is_of_ours, reterr))
        return false;
    *ret = !is_of_ours;
    return true;
}

/* A refund under an order number that this row is, too: under its gift's number day and amount
 * decide, under a number of its own that alone. */
static bool twin_look(const known_asked *asked, const payment_key *order, bool by_number,
    books_known *ret, err *reterr)
{
    payment_match matches[PAYMENT_MATCHES_MAX];
    size_t count = 0;
    if (!(asked->at->txn
                ? payment_find(asked->at->txn, asked->at->org, order, matches, &count, reterr)
                : payment_look(asked->at->conn, asked->at->org, order, matches, &count, reterr)))
        return false;
    for (size_t i = 0; i < count && !ret->is_known; i++) {
        bool is_own = by_number || !payment_key_is_full(&matches[i].key);
        if (!twin_fits(asked, matches[i].object_id, is_own, &ret->is_known, reterr))
            return false;
        if (ret->is_known)
            ret->payment.object_id = ret->payment.key_object = matches[i].object_id;
    }
    return true;
}

static bool refund_look(const known_asked *asked, books_known *ret, err *reterr)
{
    if (asked->own && !twin_look(asked, asked->own, true, ret, reterr))
        return false;
    return ret->is_known || twin_look(asked, &asked->fact.key, false, ret, reterr);
}

/* ---- charges -------------------------------------------------------------------------------- */

/* Does a live file tell of the charge for a gift already? */
static bool charge_told(const payment_place *at, int64_t gift, bool *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(at->org.value), store_int(gift) };
    *ret = false;
    if (!rows_open(at, &FLOW_GIFT_FILES, in, 2, &rows, reterr))
        return false;
    while (store_rows_next(&rows))
        *ret |= store_rows_int(&rows, 0) == SOURCE_FEE ||
                statement_options_fees(store_rows_int(&rows, 1));
    return store_rows_close(&rows, reterr);
}

/* The charge for a gift whose file tells the charge beside it. */
static bool charge_look(
    const payment_reader *reader, const known_asked *asked, books_known *ret, err *reterr)
{
    payment_known gift = { 0 };
    payment_fact fact = asked->fact;
    fact.key = payment_key_fee(&asked->fact.key);
    fact.is_movement = false;
    if (!payment_identify(reader, &fact, &gift, reterr))
        return false;
    if (!gift.is_exact || gift.object_id == 0)
        return true;
    if (!charge_told(asked->at, gift.object_id, &ret->is_of_gift, reterr))
        return false;
    ret->is_known = ret->is_of_gift;
    if (ret->is_known)
        ret->payment.object_id = ret->payment.key_object = gift.object_id;
    return true;
}

bool books_know(
    const payment_reader *reader, const known_asked *asked, books_known *ret, err *reterr)
{
    assert(reader && asked && asked->at && asked->format && ret);
    *ret = (books_known){ 0 };
    if (!payment_identify(reader, &asked->fact, &ret->payment, reterr))
        return false;
    bool is_refund = asked->kind == PAYFILE_REFUND;
    ret->is_known = ret->payment.is_exact || (!is_refund && ret->payment.candidates > 0);
    if (ret->payment.conflict == PAYMENT_OTHER_CAMPAIGN)
        return account_look(asked, &ret->payment, reterr);
    if (ret->is_known)
        return true;
    if (is_refund)
        return refund_look(asked, ret, reterr);
    return asked->kind != PAYFILE_FEE || charge_look(reader, asked, ret, reterr);
}

bool books_charge(
    const payment_reader *reader, const payment_fact *gift, int64_t *ret_movement, err *reterr)
{
    assert(reader && gift && ret_movement);
    payment_known known = { 0 };
    payment_fact fact = *gift;
    fact.key = payment_key_fee(&gift->key);
    fact.is_movement = true;
    *ret_movement = 0;
    if (!payment_identify(reader, &fact, &known, reterr))
        return false;
    if (known.is_exact)
        *ret_movement = known.object_id;
    return true;
}
