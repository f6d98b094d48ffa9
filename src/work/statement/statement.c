/* Rows of statements: made, moved forward, read.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/statement/statement.h"

#include "statement_sql.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* The doubt stands in the three bits above DOUBT_SHIFT. */
enum {
    OPTION_SKIP = 1,
    OPTION_FEES = 2,
    DOUBT_SHIFT = 2,
    DOUBT_MASK = 7,
    PAYOUTS_SHIFT = 5,
    PAYOUTS_MASK = 3
};
static_assert(STATEMENT_DOUBT_COUNT <= DOUBT_MASK + 1, "a doubt fits into its bits");

static const struct {
    const char *name, *text;
} doubts[STATEMENT_DOUBT_COUNT] = { [STATEMENT_SURE] = { "", NULL },
    [STATEMENT_NO_TOTALS] = { "no-totals",
        N_("The file states no totals of its own with which its rows could be compared.") },
    [STATEMENT_TOTALS_DIFFER] = { "totals-differ",
        N_("The totals that the file states differ from its rows.") },
    [STATEMENT_BALANCE_BROKEN] = { "balance-broken",
        N_("A running balance of the file does not follow from the one before it.") },
    [STATEMENT_ROWS_REJECTED] = { "rows-rejected", N_("Rows of the file can't be booked.") },
    [STATEMENT_CURRENCIES_MIXED] = { "currencies-mixed",
        N_("The file holds money of several currencies, so sums prove nothing.") } };

const char *statement_doubt_name(statement_doubt doubt)
{
    return (unsigned)doubt < STATEMENT_DOUBT_COUNT ? doubts[doubt].name : "";
}

const char *statement_doubt_text(statement_doubt doubt)
{
    return (unsigned)doubt < STATEMENT_DOUBT_COUNT ? doubts[doubt].text : NULL;
}

bool statement_payouts_parse(span text, statement_payouts *ret)
{
    *ret = span_is(text, "gifts")     ? PAYOUTS_GIFTS
           : span_is(text, "payouts") ? PAYOUTS_PAYOUTS
                                      : PAYOUTS_ASK;
    return text.size == 0 || *ret != PAYOUTS_ASK;
}

bool statement_options_fees(int64_t options)
{
    return (options & OPTION_FEES) != 0;
}

const char *statement_state_name(statement_state state)
{
    static const char *const names[] = { "", "booking", "booked", "confirmed", "undoing",
        "undone" };
    return state >= STATEMENT_BOOKING && state <= STATEMENT_UNDONE ? names[state] : "";
}

bool statement_state_refuse(statement_state state, err *reterr)
{
    switch (state) {
    case STATEMENT_BOOKING:
        return err_set(reterr, ERR_CONFLICT, N_("This import is still being booked"));
    case STATEMENT_BOOKED:
        return err_set(reterr, ERR_CONFLICT, N_("This import is booked and waits to be confirmed"));
    case STATEMENT_CONFIRMED:
        return err_set(reterr, ERR_CONFLICT, N_("This import is confirmed already"));
    case STATEMENT_UNDOING:
        return err_set(reterr, ERR_CONFLICT, N_("This import is being reversed"));
    case STATEMENT_UNDONE: break;
    }
    return err_set(reterr, ERR_CONFLICT, N_("This import was reversed"));
}

static statement row_read(store_rows *rows)
{
    statement s = { .org = { store_rows_int(rows, 0) },
        .id = { store_rows_int(rows, 1) },
        .campaign = { store_rows_int(rows, 2) },
        .account = { store_rows_int(rows, 3) },
        .file_size = store_rows_int(rows, 7),
        .state = (statement_state)store_rows_int(rows, 8),
        .first_day = { (int32_t)store_rows_int(rows, 9) },
        .last_day = { (int32_t)store_rows_int(rows, 10) } };
    int64_t *counts[] = { &s.counts.rows, &s.counts.booked, &s.counts.duplicates, &s.counts.refunds,
        &s.counts.settlements, &s.counts.ignored, &s.counts.rejected, &s.counts.matched,
        &s.counts.unclaimed, &s.counts.amount_fen, &s.counts.refund_fen, &s.counts.fee_mfen,
        &s.stated.count, &s.stated.amount_fen, &s.stated.refund_fen, &s.stated.fee_mfen,
        &s.next_row, &s.made_by, &s.made_us, &s.confirmed_by, &s.confirmed_us, &s.undone_by,
        &s.undone_us };
    for (int i = 0; i < (int)(sizeof counts / sizeof *counts); i++)
        *counts[i] = store_rows_int(rows, 11 + i);
    int64_t options = store_rows_int(rows, 34);
    s.skips_rejected = (options & OPTION_SKIP) != 0;
    s.doubt = (statement_doubt)((options >> DOUBT_SHIFT) & DOUBT_MASK);
    s.payouts = (statement_payouts)((options >> PAYOUTS_SHIFT) & PAYOUTS_MASK);
    s.tells_fees = statement_options_fees(options);
    s.version = store_rows_int(rows, 35);
    s.profile = store_rows_int(rows, 36);
    snprintf(s.account_tail, sizeof s.account_tail, "%.*s", SPAN_PRINT(store_rows_text(rows, 37)));
    s.has_balance = !store_rows_is_null(rows, 38);
    if (s.has_balance) {
        s.opening = store_rows_int(rows, 38);
        s.closing = store_rows_int(rows, 39);
    }
    s.asset = store_rows_int(rows, 40);
    span format = store_rows_text(rows, 4);
    snprintf(s.format, sizeof s.format, "%.*s", SPAN_PRINT(format));
    span digest = store_rows_text(rows, 5);
    memcpy(s.digest.bytes, digest.at, digest.size < 32 ? digest.size : 32);
    span name = store_rows_text(rows, 6);
    snprintf(s.file_name, sizeof s.file_name, "%.*s", SPAN_PRINT(name));
    return s;
}

static bool first_read(store_rows *rows, statement *ret, bool *ret_found, err *reterr)
{
    *ret_found = store_rows_next(rows);
    if (*ret_found)
        *ret = row_read(rows);
    return store_rows_close(rows, reterr);
}

/* ---- for apply() ---------------------------------------------------------------------------- */

static store_value stated_or_null(int64_t value)
{
    return value == INT64_C(-1) ? store_null() : store_int(value);
}

static bool digest_is_new(store_txn *txn, const statement *s, err *reterr)
{
    store_rows rows = { 0 };
    statement other = { 0 };
    bool is_found = false;
    const store_value in[] = { store_int(s->org.value), store_bytes(crypt_hash_span(&s->digest)) };
    if (!store_read(txn, &STATEMENT_BY_DIGEST, in, 2, &rows, reterr) ||
        !first_read(&rows, &other, &is_found, reterr))
        return false;
    if (!is_found)
        return true;
    if (other.state == STATEMENT_BOOKING || other.state == STATEMENT_UNDOING)
        return err_set(
            reterr, ERR_CONFLICT, N_("This file is being imported right now; wait for its report"));
    return err_set(
        reterr, ERR_CONFLICT, N_("This file was imported before, nothing new; see that report"));
}

bool statement_put(store_txn *txn, change *c, statement *s, err *reterr)
{
    assert(txn && c && s && s->org.value && s->account.value);
    if (!digest_is_new(txn, s, reterr))
        return false;
    s->id = (statement_id){ id_next(c->ids, c->real_us) };
    s->state = STATEMENT_BOOKING;
    s->made_by = c->author->id;
    s->made_us = c->real_us;
    s->version = 1;
    const store_value row[] = { store_int(s->org.value), store_int(s->id.value),
        store_int(s->campaign.value), store_int(s->account.value), store_text(span_of(s->format)),
        store_bytes(crypt_hash_span(&s->digest)), store_text(span_of(s->file_name)),
        store_int(s->file_size), store_int(s->state), store_int(s->first_day.day),
        store_int(s->last_day.day), store_int(s->counts.rows), store_int(0), store_int(0),
        store_int(0), store_int(0), store_int(0), store_int(0), store_int(0), store_int(0),
        store_int(0), store_int(0), store_int(0), stated_or_null(s->stated.count),
        stated_or_null(s->stated.amount_fen), stated_or_null(s->stated.refund_fen),
        stated_or_null(s->stated.fee_mfen), store_int(0), store_int(s->made_by),
        store_int(s->made_us),
        store_int((s->skips_rejected ? OPTION_SKIP : 0) | (s->tells_fees ? OPTION_FEES : 0) |
                  (int64_t)s->doubt << DOUBT_SHIFT | (int64_t)s->payouts << PAYOUTS_SHIFT),
        store_int(s->version), store_int(s->profile), store_text(span_of(s->account_tail)),
        s->has_balance ? store_int(s->opening) : store_null(),
        s->has_balance ? store_int(s->closing) : store_null(),
        s->has_content ? store_bytes(crypt_hash_span(&s->content)) : store_null(),
        store_int(s->asset) };
    return store_put(txn, &STATEMENT_INSERT, row, 38, reterr);
}

bool statement_read(store_txn *txn, org_id org, statement_id id, statement *ret, err *reterr)
{
    store_rows rows = { 0 };
    bool is_found = false;
    const store_value in[] = { store_int(id.value) };
    if (!store_read(txn, &STATEMENT_BY_ID, in, 1, &rows, reterr) ||
        !first_read(&rows, ret, &is_found, reterr))
        return false;
    return (is_found && ret->org.value == org.value) ||
           err_set(reterr, ERR_ABSENT, N_("No such import"));
}

bool statement_step(store_txn *txn, const statement *s, const statement_counts *added,
    int64_t next_row, err *reterr)
{
    const store_value in[] = { store_int(s->org.value), store_int(s->id.value),
        store_int(added->booked), store_int(added->duplicates), store_int(added->refunds),
        store_int(added->settlements), store_int(added->ignored), store_int(added->rejected),
        store_int(added->matched), store_int(added->unclaimed), store_int(added->amount_fen),
        store_int(added->refund_fen), store_int(added->fee_mfen), store_int(next_row),
        store_int(s->next_row) };
    int64_t changed = 0;
    if (!store_run(txn, &STATEMENT_ADD_COUNTS, in, 15, &changed, reterr))
        return false;
    return changed == 1 ||
           err_set(reterr, ERR_STALE, N_("Another process goes on with this import"));
}

bool statement_asset_add(
    store_txn *txn, const statement *s, const statement_asset *added, err *reterr)
{
    const store_value in[] = { store_int(s->org.value), store_int(s->id.value),
        store_int(added->asset), store_int(added->booked), store_int(added->refunds),
        store_int(added->amount), store_int(added->refund), store_int(added->fee_milli) };
    return store_run(txn, &STATEMENT_ASSET_ADD, in, 8, NULL, reterr);
}

static bool assets_take(store_rows *rows, statement_asset *into, int *ret_count, err *reterr)
{
    *ret_count = 0;
    while (*ret_count < STATEMENT_ASSETS_MAX && store_rows_next(rows))
        into[(*ret_count)++] = (statement_asset){ .asset = store_rows_int(rows, 0),
            .booked = store_rows_int(rows, 1),
            .refunds = store_rows_int(rows, 2),
            .amount = store_rows_int(rows, 3),
            .refund = store_rows_int(rows, 4),
            .fee_milli = store_rows_int(rows, 5) };
    return store_rows_close(rows, reterr);
}

bool statement_assets_read(
    store_txn *txn, const statement *s, statement_asset *into, int *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(s->org.value), store_int(s->id.value) };
    return store_read(txn, &STATEMENT_ASSET_LIST, in, 2, &rows, reterr) &&
           assets_take(&rows, into, ret_count, reterr);
}

bool statement_assets(
    store_conn *conn, const statement *s, statement_asset *into, int *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(s->org.value), store_int(s->id.value) };
    return store_query_open(conn, &STATEMENT_ASSET_LIST, in, 2, &rows, reterr) &&
           assets_take(&rows, into, ret_count, reterr);
}

bool statement_fee_add(store_txn *txn, const statement *s, int64_t fee_mfen, err *reterr)
{
    const store_value in[] = { store_int(s->org.value), store_int(s->id.value),
        store_int(fee_mfen) };
    return store_run(txn, &STATEMENT_ADD_FEE, in, 3, NULL, reterr);
}

bool statement_move(
    store_txn *txn, const change *c, const statement *s, statement_state to, err *reterr)
{
    const store_value by[] = { store_int(s->org.value), store_int(s->id.value),
        store_int(c->author->id), store_int(c->real_us) };
    const store_value plain[] = { by[0], by[1], store_int(to), store_int(s->state),
        store_int(s->next_row) };
    int64_t changed = 0;
    bool is_good = to == STATEMENT_CONFIRMED
                       ? store_run(txn, &STATEMENT_SET_CONFIRMED, by, 4, &changed, reterr)
                   : to == STATEMENT_UNDOING
                       ? store_run(txn, &STATEMENT_SET_UNDOING, by, 4, &changed, reterr)
                       : store_run(txn, &STATEMENT_SET_STATE, plain, 5, &changed, reterr);
    if (!is_good)
        return false;
    return changed == 1 || statement_state_refuse(s->state, reterr);
}

bool statement_slice_put(store_txn *txn, const statement *s, int64_t first_row, int64_t first_id,
    int64_t last_id, err *reterr)
{
    const store_value row[] = { store_int(s->org.value), store_int(s->id.value),
        store_int(first_row), store_int(first_id), store_int(last_id) };
    return store_put(txn, &STATEMENT_SLICE_INSERT, row, 5, reterr);
}

bool statement_row_put(store_txn *txn, const statement *s, int64_t row_number, span field,
    span rule, span sealed_value, err *reterr)
{
    const store_value row[] = { store_int(s->org.value), store_int(s->id.value),
        store_int(row_number), store_int(1), store_text(field), store_text(rule),
        store_bytes(sealed_value) };
    return store_put(txn, &STATEMENT_KEPT_INSERT, row, 7, reterr);
}

/* ---- reading -------------------------------------------------------------------------------- */

bool statement_get(store_conn *conn, statement_id id, statement *ret, err *reterr)
{
    assert(conn && ret);
    store_rows rows = { 0 };
    bool is_found = false;
    const store_value in[] = { store_int(id.value) };
    if (!store_query_open(conn, &STATEMENT_BY_ID, in, 1, &rows, reterr) ||
        !first_read(&rows, ret, &is_found, reterr))
        return false;
    return is_found || err_set(reterr, ERR_ABSENT, N_("No such import"));
}

bool statement_find(store_conn *conn, org_id org, const crypt_hash *digest, statement *ret,
    bool *ret_found, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_bytes(crypt_hash_span(digest)) };
    return store_query_open(conn, &STATEMENT_BY_DIGEST, in, 2, &rows, reterr) &&
           first_read(&rows, ret, ret_found, reterr);
}

bool statement_list(store_conn *conn, arena *a, campaign_id of, statement_state state,
    int64_t before, size_t limit, statement **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count && limit > 0);
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, statement, limit);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    store_rows rows = { 0 };
    const store_value in[] = { store_int(before > 0 ? before : INT64_MAX), store_int(of.value),
        store_int(state), store_int((int64_t)limit) };
    if (!store_query_open(conn, &STATEMENT_NEWEST, in, 4, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows))
        (*ret_rows)[(*ret_count)++] = row_read(&rows);
    return store_rows_close(&rows, reterr);
}

bool statement_search(store_conn *conn, arena *a, const statement_filter *filter, size_t limit,
    statement **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && filter && ret_rows && ret_count && limit > 0);
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, statement, limit);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    store_rows rows = { 0 };
    const store_value in[] = { store_int(filter->before > 0 ? filter->before : INT64_MAX),
        store_int(filter->campaign.value), store_int(filter->state),
        store_int(filter->account.value), store_int(filter->made_by), store_int(filter->from.day),
        store_int(filter->to.day), store_int((int64_t)limit) };
    if (!store_query_open(conn, &STATEMENT_SEARCH, in, 8, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows))
        (*ret_rows)[(*ret_count)++] = row_read(&rows);
    return store_rows_close(&rows, reterr);
}

bool statement_makers(store_conn *conn, arena *a, size_t limit, statement_maker **ret_rows,
    size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count && limit > 0);
    store_rows rows = { 0 };
    const store_value in[] = { store_int((int64_t)limit) };
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, statement_maker, limit);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &STATEMENT_MAKERS, in, 1, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows))
        (*ret_rows)[(*ret_count)++] = (statement_maker){ { store_rows_int(&rows, 0) },
            store_rows_int(&rows, 1), { store_rows_int(&rows, 2) } };
    return store_rows_close(&rows, reterr);
}

bool statement_kept_rows(store_conn *conn, arena *a, org_id org, statement_id id, size_t limit,
    statement_kept_row **ret_rows, size_t *ret_count, err *reterr)
{
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, statement_kept_row, limit);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(id.value),
        store_int((int64_t)limit) };
    if (!store_query_open(conn, &STATEMENT_KEPT_LIST, in, 3, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows)) {
        (*ret_rows)[(*ret_count)++] = (statement_kept_row){ .number = store_rows_int(&rows, 0),
            .field = arena_copy(a, store_rows_text(&rows, 1)),
            .rule = arena_copy(a, store_rows_text(&rows, 2)),
            .sealed_value = arena_copy(a, store_rows_text(&rows, 3)) };
    }
    return store_rows_close(&rows, reterr);
}

bool statement_ids(store_conn *conn, org_id org, statement_id id, int64_t *ret_first,
    int64_t *ret_last, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(id.value) };
    if (!store_query_open(conn, &STATEMENT_SLICE_IDS, in, 2, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows);
    *ret_first = is_found ? store_rows_int(&rows, 0) : 0;
    *ret_last = is_found ? store_rows_int(&rows, 1) : 0;
    return store_rows_close(&rows, reterr);
}
