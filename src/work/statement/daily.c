/* Rows of accounts with a daily bill.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/statement/daily.h"

#include "statement_sql.h"

#include <assert.h>
#include <stdio.h>

bool daily_set(store_txn *txn, change *c, const daily_account *account, err *reterr)
{
    assert(txn && c && account);
    const store_value in[] = { store_int(account->org.value), store_int(account->account.value),
        store_int(account->hour), store_int(account->since.day), store_int(c->author->id) };
    if (account->hour < DAILY_NONE || account->hour > 23)
        return err_field(reterr, "hour", N_("The hour is 0 to 23, or none"));
    return account->hour == DAILY_NONE ? store_run(txn, &DAILY_CUT, in, 2, NULL, reterr)
                                       : store_run(txn, &DAILY_PUT, in, 5, NULL, reterr);
}

bool daily_list(
    store_conn *conn, arena *a, daily_account **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count);
    store_rows rows = { 0 };
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, daily_account, DAILY_MAX);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &DAILY_LIST, NULL, 0, &rows, reterr))
        return false;
    while (*ret_count < DAILY_MAX && store_rows_next(&rows)) {
        daily_account *it = &(*ret_rows)[(*ret_count)++];
        *it = (daily_account){ .org = { store_rows_int(&rows, 0) },
            .account = { store_rows_int(&rows, 1) },
            .hour = (int32_t)store_rows_int(&rows, 3),
            .since = { (int32_t)store_rows_int(&rows, 4) },
            .last = { (int32_t)store_rows_int(&rows, 5) } };
        snprintf(it->code, sizeof it->code, "%.*s", SPAN_PRINT(store_rows_text(&rows, 2)));
    }
    return store_rows_close(&rows, reterr);
}

static date day_after(date day, int32_t days)
{
    return date_of_number(date_to_number(day) + days);
}

daily_gap daily_missing(const daily_account *account, date today, int32_t hour)
{
    daily_gap gap = { 0 };
    date due = day_after(today, hour >= account->hour ? -1 : -2);
    date next = account->last.day == 0 ? account->since : day_after(account->last, 1);
    if (next.day < account->since.day)
        next = account->since;
    if (next.day <= due.day)
        gap = (daily_gap){ next, due };
    return gap;
}
