/* Receipts: numbers without a gap, what was handed out, what is void.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/receipt/receipt.h"

#include "receipt_sql.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static span kept(arena *a, span s)
{
    return s.size > 0 ? arena_copy(a, s) : (span){ "", 0 };
}

static receipt row_read(store_rows *rows, arena *a)
{
    return (receipt){ .org = { store_rows_int(rows, 0) },
        .id = store_rows_int(rows, 1),
        .campaign = { store_rows_int(rows, 2) },
        .year = (int32_t)store_rows_int(rows, 3),
        .number = store_rows_int(rows, 4),
        .state = (receipt_state)store_rows_int(rows, 5),
        .payer = (receipt_payer)store_rows_int(rows, 6),
        .asset = store_rows_int(rows, 7),
        .amount = { store_rows_int(rows, 8) },
        .first_day = { (int32_t)store_rows_int(rows, 9) },
        .last_day = { (int32_t)store_rows_int(rows, 10) },
        .gifts = store_rows_int(rows, 11),
        .label = kept(a, store_rows_text(rows, 12)),
        .body = kept(a, store_rows_text(rows, 13)),
        .proof = kept(a, store_rows_text(rows, 14)),
        .leaf = store_rows_int(rows, 15),
        .request = store_rows_int(rows, 16),
        .issued_by = store_rows_int(rows, 17),
        .issued_us = store_rows_int(rows, 18),
        .issued_day = { (int32_t)store_rows_int(rows, 19) },
        .reviewed_by = store_rows_int(rows, 20),
        .copies = store_rows_int(rows, 21),
        .void_by = store_rows_int(rows, 22),
        .void_us = store_rows_int(rows, 23),
        .void_reason = kept(a, store_rows_text(rows, 24)),
        .replaces = store_rows_int(rows, 25),
        .replaced_by = store_rows_int(rows, 26),
        .fiscal_code = kept(a, store_rows_text(rows, 27)),
        .fiscal_no = kept(a, store_rows_text(rows, 28)),
        .fiscal_check = kept(a, store_rows_text(rows, 29)),
        .version = store_rows_int(rows, 30) };
}

static bool first_read(store_rows *rows, arena *a, receipt *ret, err *reterr)
{
    bool is_found = store_rows_next(rows);
    if (is_found)
        *ret = row_read(rows, a);
    return store_rows_close(rows, reterr) &&
           (is_found || err_set(reterr, ERR_ABSENT, N_("No such receipt")));
}

/* ---- giving --------------------------------------------------------------------------------- */

/* The next number of a year: taken in the transaction that uses it, so none is lost. */
static bool number_take(store_txn *txn, org_id org, int32_t year, int64_t *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(year) };
    if (!store_read(txn, &RECEIPT_LAST, in, 2, &rows, reterr))
        return false;
    *ret = store_rows_next(&rows) ? store_rows_int(&rows, 0) + 1 : 1;
    if (!store_rows_close(&rows, reterr))
        return false;
    const store_value row[] = { in[0], in[1], store_int(*ret) };
    return store_run(txn, &RECEIPT_LAST_PUT, row, 3, NULL, reterr);
}

static bool request_end(store_txn *txn, const receipt *r, const receipt_request *of, err *reterr)
{
    int64_t changed = 0;
    const store_value done[] = { store_int(r->org.value), store_int(of->id), store_int(r->id),
        store_int(of->version) };
    const store_value gift[] = { store_int(r->org.value), store_int(r->id),
        store_int(of->donation.value) };
    if (!store_run(txn, &REQUEST_DONE_PUT, done, 4, &changed, reterr))
        return false;
    if (changed != 1)
        return err_set(reterr, ERR_STALE, N_("The request changed meanwhile"));
    return store_put(txn, &RECEIPT_GIFT_INSERT, gift, 3, reterr);
}

bool receipt_put(
    store_txn *txn, change *c, receipt *r, const receipt_request *of, size_t count, err *reterr)
{
    assert(txn && c && r && of && count > 0 && r->body.size > 0);
    enum { YEAR = 10000 };
    r->id = id_next(c->ids, c->real_us);
    r->year = c->civil_day.day / YEAR;
    r->issued_by = c->author->id;
    r->issued_us = c->civil_us;
    r->issued_day = c->civil_day;
    r->gifts = (int64_t)count;
    if (!number_take(txn, r->org, r->year, &r->number, reterr))
        return false;
    const store_value row[] = { store_int(r->org.value), store_int(r->id),
        store_int(r->campaign.value), store_int(r->year), store_int(r->number),
        store_int(RECEIPT_GIVEN), store_int(r->payer), store_int(r->asset),
        store_int(r->amount.fen), store_int(r->first_day.day), store_int(r->last_day.day),
        store_int(r->gifts), store_text(r->label), store_bytes(r->body), store_bytes(r->proof),
        store_int(r->leaf), store_int(of[0].id), store_int(r->issued_by), store_int(r->issued_us),
        store_int(r->issued_day.day), store_int(r->reviewed_by), store_int(0),
        store_int(r->replaces), store_int(1) };
    const store_value replaced[] = { store_int(r->org.value), store_int(r->replaces),
        store_int(r->id) };
    c->object_id = r->id;
    if (!store_put(txn, &RECEIPT_INSERT, row, 24, reterr) ||
        (r->replaces != 0 && !store_run(txn, &RECEIPT_REPLACED_PUT, replaced, 3, NULL, reterr)))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!request_end(txn, r, &of[i], reterr))
            return false;
    }
    return true;
}

bool receipt_read(store_txn *txn, arena *a, org_id org, int64_t id, receipt *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(id) };
    return store_read(txn, &RECEIPT_BY_ID, in, 2, &rows, reterr) &&
           first_read(&rows, a, ret, reterr);
}

bool receipt_end(store_txn *txn, change *c, const receipt *r, span reason, err *reterr)
{
    int64_t changed = 0;
    const store_value end[] = { store_int(r->org.value), store_int(r->id), store_int(c->author->id),
        store_int(c->civil_us), store_text(reason) };
    const store_value of[] = { store_int(r->org.value), store_int(r->id), store_text(reason) };
    if (reason.size == 0)
        return err_field(reterr, "reason", N_("Say why"));
    if (!store_run(txn, &RECEIPT_VOID_PUT, end, 5, &changed, reterr))
        return false;
    if (changed != 1)
        return err_set(reterr, ERR_CONFLICT, N_("This receipt is void already"));
    return store_run(txn, &REQUEST_AGAIN_PUT, of, 3, NULL, reterr);
}

/* ---- changes -------------------------------------------------------------------------------- */

static bool apply_copy(store_txn *txn, change *c, err *reterr)
{
    const receipt_change_input *in = c->input;
    receipt r = { 0 };
    const store_value set[] = { store_int(c->org.value), store_int(in->id) };
    c->object_id = in->id;
    if (!receipt_read(txn, c->home, c->org, in->id, &r, reterr))
        return false;
    c->outcome = r.copies + 1;
    return store_run(txn, &RECEIPT_COPY_PUT, set, 2, NULL, reterr);
}

static bool fiscal_check(span text, const char *field, size_t most, err *reterr)
{
    for (size_t i = 0; i < text.size; i++) {
        char ch = text.at[i];
        if (!((ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z')))
            return err_field(reterr, field, N_("Digits and letters only: %.*s"), SPAN_PRINT(text));
    }
    return text.size <= most ||
           err_field(reterr, field, N_("A text has at most %d characters"), (int)most);
}

static bool apply_fiscal(store_txn *txn, change *c, err *reterr)
{
    enum { CODE_MAX = 12, NUMBER_MAX = 20, CHECK_MAX = 20 };
    const receipt_fiscal_input *in = c->input;
    int64_t changed = 0;
    const store_value set[] = { store_int(c->org.value), store_int(in->id), store_text(in->code),
        store_text(in->number), store_text(in->check) };
    c->object_id = in->id;
    if (in->number.size == 0)
        return err_field(reterr, "fiscal_no", N_("Enter the number of the fiscal document"));
    return fiscal_check(in->code, "fiscal_code", CODE_MAX, reterr) &&
           fiscal_check(in->number, "fiscal_no", NUMBER_MAX, reterr) &&
           fiscal_check(in->check, "fiscal_check", CHECK_MAX, reterr) &&
           store_run(txn, &RECEIPT_FISCAL_PUT, set, 5, &changed, reterr) &&
           (changed == 1 || err_set(reterr, ERR_ABSENT, N_("No such receipt")));
}

static bool threshold_of(store_rows *rows, money *ret, err *reterr)
{
    uint64_t fen = 0;
    bool is_good =
        !store_rows_next(rows) || text_parse_uint(store_rows_text(rows, 0), MONEY_MAX_FEN, &fen);
    ret->fen = (int64_t)fen;
    return store_rows_close(rows, reterr) &&
           (is_good ||
               err_set(reterr, ERR_DAMAGE, N_("the setting receipt_threshold is no number")));
}

bool receipt_threshold(store_conn *conn, money *ret, err *reterr)
{
    store_rows rows = { 0 };
    return store_query_open(conn, &RECEIPT_THRESHOLD_FIND, NULL, 0, &rows, reterr) &&
           threshold_of(&rows, ret, reterr);
}

bool receipt_threshold_at(store_txn *txn, money *ret, err *reterr)
{
    store_rows rows = { 0 };
    return store_read(txn, &RECEIPT_THRESHOLD_FIND, NULL, 0, &rows, reterr) &&
           threshold_of(&rows, ret, reterr);
}

static bool apply_threshold(store_txn *txn, change *c, err *reterr)
{
    const receipt_threshold_input *in = c->input;
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)in->least.fen);
    const store_value row[] = { store_text(span_of(text)) };
    c->outcome = in->least.fen;
    if (in->least.fen < 0 || in->least.fen > MONEY_MAX_FEN)
        return err_field(reterr, "amount_fen", N_("The threshold is 0 or more"));
    return store_run(txn, &RECEIPT_THRESHOLD_PUT, row, 1, NULL, reterr);
}

const change_kind receipt_copy = { 506, "receipt.copy", RIGHT_RECEIPT_ENTER, apply_copy };
const change_kind receipt_fetch = { 512, "receipt.fetch", RIGHT_VISITOR, apply_copy };
const change_kind receipt_fiscal = { 507, "receipt.fiscal", RIGHT_RECEIPT_ENTER, apply_fiscal };
const change_kind receipt_threshold_set = { 508, "receipt.threshold", RIGHT_CAMPAIGN_EDIT,
    apply_threshold };

/* ---- reading -------------------------------------------------------------------------------- */

bool receipt_get(store_conn *conn, arena *a, org_id org, int64_t id, receipt *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(id) };
    return store_query_open(conn, &RECEIPT_BY_ID, in, 2, &rows, reterr) &&
           first_read(&rows, a, ret, reterr);
}

bool receipt_get_number(
    store_conn *conn, arena *a, org_id org, int32_t year, int64_t number, receipt *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(year), store_int(number) };
    return store_query_open(conn, &RECEIPT_BY_NUMBER, in, 3, &rows, reterr) &&
           first_read(&rows, a, ret, reterr);
}

bool receipt_list(store_conn *conn, arena *a, org_id org, campaign_id campaign, int64_t before,
    size_t limit, receipt **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(before ? before : INT64_MAX),
        store_int(campaign.value), store_int((int64_t)limit) };
    receipt *list = ARENA_NEW(a, receipt, limit);
    *ret_rows = list;
    *ret_count = 0;
    if (!list)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &RECEIPT_NEWEST, in, 4, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows))
        list[(*ret_count)++] = row_read(&rows, a);
    return store_rows_close(&rows, reterr);
}

bool receipt_of_gift(store_conn *conn, arena *a, org_id org, donation_id gift,
    receipt_request *ret_request, receipt *ret_receipt, err *reterr)
{
    int64_t id = 0;
    bool is_found = false;
    const store_value in[] = { store_int(org.value), store_int(gift.value) };
    *ret_request = (receipt_request){ 0 };
    *ret_receipt = (receipt){ 0 };
    if (!store_find_int(conn, &REQUEST_LIVE_OF_GIFT, in, 2, &id, &is_found, reterr) || !is_found)
        return !is_found && reterr->code == ERR_NONE;
    return request_get(conn, a, org, id, ret_request, reterr) &&
           (ret_request->receipt == 0 ||
               receipt_get(conn, a, org, ret_request->receipt, ret_receipt, reterr));
}

bool receipt_gifts(store_conn *conn, arena *a, org_id org, int64_t receipt_id, donation_id **ret,
    size_t *ret_count, err *reterr)
{
    enum { GIFTS_MAX = 4096 };
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(receipt_id) };
    donation_id *list = ARENA_NEW(a, donation_id, GIFTS_MAX);
    *ret = list;
    *ret_count = 0;
    if (!list)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &RECEIPT_GIFT_LIST, in, 2, &rows, reterr))
        return false;
    while (*ret_count < GIFTS_MAX && store_rows_next(&rows))
        list[(*ret_count)++].value = store_rows_int(&rows, 0);
    return store_rows_close(&rows, reterr);
}
