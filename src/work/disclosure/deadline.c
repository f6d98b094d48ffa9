/* Deadlines as rows, and their instants.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/disclosure/deadline.h"

#include "disclosure_sql.h"

#include <assert.h>

enum { DAYS_MAX = 3660 };
static const int64_t day_us = INT64_C(86400000000);

bool deadline_kind_parse(span name, deadline_kind *ret)
{
    static const char *const names[DEADLINE_KIND_COUNT] = { "", "disclosure", "question" };
    for (int kind = 1; kind < DEADLINE_KIND_COUNT; kind++) {
        if (span_is(name, names[kind])) {
            *ret = (deadline_kind)kind;
            return true;
        }
    }
    return false;
}

bool deadline_get(
    store_conn *conn, arena *a, deadline_kind kind, date day, deadline *ret, err *reterr)
{
    assert(conn && a && ret);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(kind), store_int(day.day) };
    *ret = (deadline){ 0 };
    if (!store_query_open(conn, &DEADLINE_AT, in, 2, &rows, reterr))
        return false;
    if (store_rows_next(&rows))
        *ret = (deadline){ .from = { (int32_t)store_rows_int(&rows, 0) },
            .days = (int32_t)store_rows_int(&rows, 1),
            .warn_days = (int32_t)store_rows_int(&rows, 2),
            .source_zh = arena_copy(a, store_rows_text(&rows, 3)),
            .source_en = arena_copy(a, store_rows_text(&rows, 4)),
            .note_zh = arena_copy(a, store_rows_text(&rows, 5)),
            .note_en = arena_copy(a, store_rows_text(&rows, 6)) };
    return store_rows_close(&rows, reterr);
}

int64_t deadline_due_us(const deadline *d, int64_t from_us)
{
    return from_us + d->days * day_us;
}

int64_t deadline_warn_us(const deadline *d, int64_t from_us)
{
    return from_us + d->warn_days * day_us;
}

bool deadline_put(store_txn *txn, deadline_kind kind, const deadline *d, err *reterr)
{
    assert(txn && d);
    if (!date_is_valid(d->from) || d->days < 1 || d->days > DAYS_MAX || d->warn_days < 0 ||
        d->warn_days > d->days)
        return err_set(reterr, ERR_INPUT, N_("a deadline is out of bounds"));
    const store_value row[] = { store_int(kind), store_int(d->from.day), store_int(d->days),
        store_int(d->warn_days), store_text(d->source_zh), store_text(d->source_en),
        store_text(d->note_zh), store_text(d->note_en) };
    return store_put(txn, &DEADLINE_INSERT, row, 8, reterr);
}
