/* Files and books of an account, joined by day.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/reconcile_in.h"

#include "flow_sql.h"

#include <assert.h>

/* ---- which days ----------------------------------------------------------------------------- */

/* First and last day with something to tell; 0, 0 for none. */
static bool span_read(
    store_conn *conn, const ledger_account *account, date *ret_first, date *ret_last, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(account->org.value), store_int(account->id.value) };
    if (!store_query_open(conn, &FLOW_RECONCILE_SPAN, in, 2, &rows, reterr))
        return false;
    *ret_first = *ret_last = (date){ 0 };
    while (store_rows_next(&rows)) {
        int32_t first = (int32_t)store_rows_int(&rows, 0);
        int32_t last = (int32_t)store_rows_int(&rows, 1);
        if (first && (ret_first->day == 0 || first < ret_first->day))
            ret_first->day = first;
        if (last > ret_last->day)
            ret_last->day = last;
    }
    return store_rows_close(&rows, reterr);
}

static bool days_choose(store_conn *conn, const ledger_account *account, date from, date to,
    reconciliation *ret, err *reterr)
{
    date first = { 0 };
    date last = { 0 };
    if (!span_read(conn, account, &first, &last, reterr))
        return false;
    ret->from = from.day ? from : first;
    ret->to = to.day ? to : last;
    if (ret->from.day == 0 || ret->to.day == 0)
        return true;
    int32_t count = date_to_number(ret->to) - date_to_number(ret->from) + 1;
    if (count < 1)
        return err_field(reterr, "from", N_("The first day can't be after the last"));
    if (count > RECONCILE_DAYS_MAX && from.day)
        return err_field(reterr, "from", N_("At most %d days at once"), RECONCILE_DAYS_MAX);
    if (count > RECONCILE_DAYS_MAX) {
        count = RECONCILE_DAYS_MAX;
        ret->from = date_of_number(date_to_number(ret->to) - RECONCILE_DAYS_MAX + 1);
    }
    ret->count = (size_t)count;
    return true;
}

reconcile_day *reconcile_day_at(const reconciliation *r, int64_t day)
{
    int64_t at = date_to_number((date){ (int32_t)day }) - date_to_number(r->from);
    return at >= 0 && at < (int64_t)r->count ? &r->days[at] : NULL;
}

/* ---- what is read --------------------------------------------------------------------------- */

/* Days that a file covers without a row of them. */
static bool periods_read(store_conn *conn, reconciliation *r, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(r->account.org.value), store_int(r->account.id.value),
        store_int(r->from.day), store_int(r->to.day) };
    if (!store_query_open(conn, &FLOW_RECONCILE_PERIODS, in, 4, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        int32_t first = date_to_number((date){ (int32_t)store_rows_int(&rows, 0) });
        int32_t last = date_to_number((date){ (int32_t)store_rows_int(&rows, 1) });
        int32_t start = date_to_number(r->from);
        for (int32_t n = first > start ? first : start; n <= last && n < start + (int32_t)r->count;
             n++)
            r->days[n - start].is_covered = true;
    }
    return store_rows_close(&rows, reterr);
}

static bool books_read(store_conn *conn, reconciliation *r, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(r->account.org.value), store_int(r->account.id.value),
        store_int(r->from.day), store_int(r->to.day) };
    if (!store_query_open(conn, &FLOW_RECONCILE_BOOKS, in, 4, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        reconcile_day *d = reconcile_day_at(r, store_rows_int(&rows, 0));
        if (!d)
            continue;
        d->books_in = store_rows_int(&rows, 1);
        d->books_out = -store_rows_int(&rows, 2);
        d->books_count = store_rows_int(&rows, 3);
    }
    return store_rows_close(&rows, reterr);
}

/* Fees and payouts that stand in the books and in no row of this account's files. */
static bool beside_read(store_conn *conn, reconciliation *r, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(r->account.org.value), store_int(r->account.id.value),
        store_int(r->from.day), store_int(r->to.day) };
    if (!store_query_open(conn, &FLOW_RECONCILE_BESIDE, in, 4, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        reconcile_day *d = reconcile_day_at(r, store_rows_int(&rows, 0));
        if (d && store_rows_int(&rows, 1) == LEDGER_REASON_FEE)
            d->fees += store_rows_int(&rows, 2);
        else if (d)
            d->payouts += store_rows_int(&rows, 2);
    }
    return store_rows_close(&rows, reterr);
}

static bool unfiled_read(store_conn *conn, reconciliation *r, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(r->account.org.value), store_int(r->account.id.value),
        store_int(r->from.day), store_int(r->to.day) };
    if (!store_query_open(conn, &FLOW_RECONCILE_UNFILED, in, 4, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        reconcile_day *d = reconcile_day_at(r, store_rows_int(&rows, 0));
        if (!d)
            continue;
        d->unfiled = -store_rows_int(&rows, 1);
        d->unfiled_count = store_rows_int(&rows, 2);
    }
    return store_rows_close(&rows, reterr);
}

static bool directed_read(store_conn *conn, reconciliation *r, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(r->account.org.value), store_int(r->account.id.value),
        store_int(r->from.day), store_int(r->to.day) };
    if (!store_query_open(conn, &FLOW_RECONCILE_DIRECTED, in, 4, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        reconcile_day *d = reconcile_day_at(r, store_rows_int(&rows, 0));
        if (d)
            d->directed = store_rows_int(&rows, 1);
    }
    return store_rows_close(&rows, reterr);
}

static bool moved_read(store_conn *conn, reconciliation *r, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(r->account.org.value), store_int(r->account.id.value),
        store_int(r->from.day), store_int(r->to.day) };
    if (!store_query_open(conn, &FLOW_RECONCILE_MOVED, in, 4, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        reconcile_day *d = reconcile_day_at(r, store_rows_int(&rows, 0));
        if (d)
            d->moved = store_rows_int(&rows, 1);
    }
    return store_rows_close(&rows, reterr);
}

/* ---- joined --------------------------------------------------------------------------------- */

static void day_end(reconciliation *r, reconcile_day *d)
{
    d->difference = d->in + d->out - d->books_in - d->books_out;
    /* Without a file there is nothing that it leaves out. */
    d->left =
        d->difference - d->ignored - d->fees - d->payouts - d->unfiled - d->directed - d->moved;
    r->in += d->in;
    r->out += d->out;
    r->books_in += d->books_in;
    r->books_out += d->books_out;
    r->difference += d->difference;
    r->left += d->left;
    r->overlap_count += d->file_count > 1;
    r->unsure_count += d->is_unsure;
}

/* Days without a file between the first and the last that have one. */
static void gaps_count(reconciliation *r)
{
    int64_t waiting = 0;
    bool has_begun = false;
    for (size_t i = 0; i < r->count; i++) {
        if (r->days[i].is_covered) {
            r->gap_count += has_begun ? waiting : 0;
            has_begun = true;
            waiting = 0;
        } else {
            waiting++;
        }
    }
}

bool reconcile_run(store_conn *conn, arena *a, const ledger_account *account, date from, date to,
    reconciliation *ret, err *reterr)
{
    assert(conn && a && account && ret);
    *ret = (reconciliation){ .account = *account };
    if (!days_choose(conn, account, from, to, ret, reterr))
        return false;
    ret->days = ARENA_NEW(a, reconcile_day, ret->count + 1);
    if (!ret->days)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < ret->count; i++)
        ret->days[i].day = date_of_number(date_to_number(ret->from) + (int32_t)i);
    if (ret->count > 0 && (!reconcile_files_read(conn, a, ret, reterr) ||
                              !periods_read(conn, ret, reterr) || !books_read(conn, ret, reterr) ||
                              !beside_read(conn, ret, reterr) || !unfiled_read(conn, ret, reterr) ||
                              !directed_read(conn, ret, reterr) || !moved_read(conn, ret, reterr)))
        return false;
    for (size_t i = 0; i < ret->count; i++)
        day_end(ret, &ret->days[i]);
    gaps_count(ret);
    return true;
}
