/* What a file says of its days, and the other files of its account.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/statement/statement.h"

#include "statement_sql.h"

#include <stdio.h>

bool statement_days_put(
    store_txn *txn, const statement *s, const statement_day *days, size_t count, err *reterr)
{
    for (size_t i = 0; i < count; i++) {
        const statement_day *d = &days[i];
        const store_value row[] = { store_int(s->org.value), store_int(s->id.value),
            store_int(d->day.day), store_int(d->asset), store_int(d->rows), store_int(d->in),
            store_int(d->out), store_int(d->fee_milli), store_int(d->ignored_in),
            store_int(d->ignored_out), store_int(d->rejected),
            d->has_balance ? store_int(d->balance) : store_null(), store_int(d->loose_rows),
            store_bytes(d->loose) };
        if (!store_put(txn, &STATEMENT_DAY_INSERT, row, 14, reterr))
            return false;
    }
    return true;
}

bool statement_before(store_conn *conn, const statement *of, statement_neighbour *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(of->org.value), store_int(of->account.value),
        store_int(of->first_day.day) };
    *ret = (statement_neighbour){ 0 };
    if (!store_query_open(conn, &STATEMENT_BEFORE_DAY, in, 3, &rows, reterr))
        return false;
    if (store_rows_next(&rows)) {
        ret->id.value = store_rows_int(&rows, 0);
        ret->last_day.day = (int32_t)store_rows_int(&rows, 1);
        snprintf(ret->tail, sizeof ret->tail, "%.*s", SPAN_PRINT(store_rows_text(&rows, 2)));
        ret->has_balance = !store_rows_is_null(&rows, 3);
        ret->closing = ret->has_balance ? store_rows_int(&rows, 3) : 0;
        ret->asset = store_rows_int(&rows, 4);
    }
    return store_rows_close(&rows, reterr);
}

bool statement_overlaps(store_conn *conn, const statement *of, int64_t *ret_count,
    statement_id *ret_newest, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(of->org.value), store_int(of->account.value),
        store_int(of->first_day.day), store_int(of->last_day.day), store_int(of->id.value),
        store_bytes(crypt_hash_span(&of->digest)) };
    *ret_count = 0;
    ret_newest->value = 0;
    if (!store_query_open(conn, &STATEMENT_OVERLAP, in, 6, &rows, reterr))
        return false;
    if (store_rows_next(&rows)) {
        *ret_count = store_rows_int(&rows, 0);
        ret_newest->value = store_rows_int(&rows, 1);
    }
    return store_rows_close(&rows, reterr);
}

bool statement_same_rows(store_conn *conn, org_id org, const crypt_hash *content,
    const crypt_hash *digest, statement_id *ret, err *reterr)
{
    bool is_found = false;
    const store_value in[] = { store_int(org.value), store_bytes(crypt_hash_span(content)),
        store_bytes(crypt_hash_span(digest)) };
    ret->value = 0;
    return store_find_int(conn, &STATEMENT_SAME_CONTENT, in, 3, &ret->value, &is_found, reterr);
}
