/* Rows of accounts' profiles.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/statement/account_profile.h"

#include "statement_sql.h"

#include <assert.h>
#include <stdio.h>

static bool live_end(
    store_txn *txn, const change *c, org_id org, account_id account, int64_t *ret, err *reterr)
{
    const store_value in[] = { store_int(org.value), store_int(account.value),
        store_int(c->real_us) };
    *ret = 0;
    return store_run(txn, &ACCOUNT_PROFILE_END, in, 3, ret, reterr);
}

bool account_profile_put(store_txn *txn, change *c, const account_profile *p, err *reterr)
{
    assert(txn && c && p && p->code.size > 0);
    int64_t ended = 0;
    const store_value row[] = { store_int(id_next(c->ids, c->real_us)), store_int(p->org.value),
        store_int(p->account.value), store_text(p->code), store_text(span_of(p->tail)),
        store_int(c->author->id), store_int(c->real_us) };
    return live_end(txn, c, p->org, p->account, &ended, reterr) &&
           store_run(txn, &ACCOUNT_PROFILE_INSERT, row, 7, NULL, reterr);
}

bool account_profile_close(store_txn *txn, change *c, org_id org, account_id account, err *reterr)
{
    int64_t ended = 0;
    return live_end(txn, c, org, account, &ended, reterr) &&
           (ended > 0 || err_set(reterr, ERR_ABSENT,
                             N_("No profile is remembered for files of this account")));
}

bool account_profile_list(store_conn *conn, arena *a, org_id org, account_profile **ret_rows,
    size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(ACCOUNT_PROFILES_MAX) };
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, account_profile, ACCOUNT_PROFILES_MAX);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &ACCOUNT_PROFILE_LIST, in, 2, &rows, reterr))
        return false;
    while (*ret_count < ACCOUNT_PROFILES_MAX && store_rows_next(&rows)) {
        account_profile *p = &(*ret_rows)[(*ret_count)++];
        *p = (account_profile){ .org = { store_rows_int(&rows, 0) },
            .account = { store_rows_int(&rows, 1) },
            .account_code = arena_copy(a, store_rows_text(&rows, 2)),
            .code = arena_copy(a, store_rows_text(&rows, 3)),
            .made_by = store_rows_int(&rows, 5),
            .made_us = store_rows_int(&rows, 6) };
        snprintf(p->tail, sizeof p->tail, "%.*s", SPAN_PRINT(store_rows_text(&rows, 4)));
    }
    return store_rows_close(&rows, reterr);
}

bool account_profile_find(store_conn *conn, arena *a, account_id account, account_profile *ret,
    bool *ret_found, err *reterr)
{
    assert(ret && ret_found);
    account_profile *rows = NULL;
    size_t count = 0;
    *ret_found = false;
    if (!account_profile_list(conn, a, (org_id){ 0 }, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count && !*ret_found; i++) {
        *ret_found = rows[i].account.value == account.value;
        if (*ret_found)
            *ret = rows[i];
    }
    return true;
}
