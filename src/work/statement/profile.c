/* Rows of profiles: put once, never changed.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/statement/profile.h"

#include "statement_sql.h"

#include <assert.h>

/* The version that has the same bytes, if it may be taken for this one; else the last of the code. */
static bool version_find(
    store_txn *txn, const store_value *in, profile_record *p, bool *ret_is_same, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_read(txn, &PROFILE_BY_DIGEST, in, 4, &rows, reterr))
        return false;
    *ret_is_same = store_rows_next(&rows);
    p->id = *ret_is_same ? store_rows_int(&rows, 0) : 0;
    p->version = *ret_is_same ? store_rows_int(&rows, 1) : 0;
    if (!store_rows_close(&rows, reterr))
        return false;
    if (*ret_is_same)
        return true;
    rows = (store_rows){ 0 };
    if (!store_read(txn, &PROFILE_LAST_VERSION, in, 2, &rows, reterr))
        return false;
    if (store_rows_next(&rows))
        p->version = store_rows_int(&rows, 0);
    return store_rows_close(&rows, reterr);
}

bool profile_put(store_txn *txn, change *c, profile_record *p, err *reterr)
{
    assert(txn && c && p && p->body.size > 0);
    crypt_hash digest = crypt_sha256(p->body);
    const store_value in[] = { store_int(p->org.value), store_text(p->code),
        store_bytes(crypt_hash_span(&digest)), store_int(p->origin) };
    bool is_same = false;
    if (!version_find(txn, in, p, &is_same, reterr))
        return false;
    if (is_same)
        return true;
    p->id = id_next(c->ids, c->real_us);
    p->version++;
    const store_value row[] = { store_int(p->id), in[0], in[1], store_int(p->version),
        store_int(p->origin), in[2], store_text(p->body), store_int(c->author->id),
        store_int(c->real_us) };
    return store_run(txn, &PROFILE_INSERT, row, 9, NULL, reterr);
}

bool profile_close(store_txn *txn, change *c, org_id org, span code, err *reterr)
{
    const store_value in[] = { store_int(org.value), store_text(code), store_int(c->real_us) };
    int64_t changed = 0;
    if (!store_run(txn, &PROFILE_END, in, 3, &changed, reterr))
        return false;
    return changed > 0 ||
           err_set(reterr, ERR_ABSENT, N_("No such profile: %.*s"), SPAN_PRINT(code));
}

/* ---- reading -------------------------------------------------------------------------------- */

static bool record_read(store_rows *rows, arena *a, profile_record *ret, err *reterr)
{
    *ret = (profile_record){ .id = store_rows_int(rows, 0),
        .org = { store_rows_int(rows, 1) },
        .code = arena_copy(a, store_rows_text(rows, 2)),
        .version = store_rows_int(rows, 3),
        .origin = (profile_origin)store_rows_int(rows, 4),
        .body = arena_copy(a, store_rows_text(rows, 5)),
        .made_by = store_rows_int(rows, 6),
        .made_us = store_rows_int(rows, 7),
        .ended_us = store_rows_int(rows, 8) };
    return (ret->code.at && ret->body.at) ||
           err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

bool profile_get(store_conn *conn, arena *a, int64_t id, profile_record *ret, err *reterr)
{
    assert(conn && a && ret);
    store_rows rows = { 0 };
    err why = { 0 };
    const store_value in[] = { store_int(id) };
    if (!store_query_open(conn, &PROFILE_BY_ID, in, 1, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows);
    bool is_good = !is_found || record_read(&rows, a, ret, &why);
    if (!store_rows_close(&rows, reterr))
        return false;
    if (!is_good)
        *reterr = why;
    return is_good && (is_found || err_set(reterr, ERR_ABSENT, N_("No such profile")));
}

bool profile_list(store_conn *conn, arena *a, org_id org, size_t limit, profile_record **ret_rows,
    size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count && limit > 0);
    store_rows rows = { 0 };
    err why = { 0 };
    const store_value in[] = { store_int(org.value) };
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, profile_record, limit);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &PROFILE_LIVE, in, 1, &rows, reterr))
        return false;
    bool is_good = true;
    while (is_good && *ret_count < limit && store_rows_next(&rows))
        is_good = record_read(&rows, a, &(*ret_rows)[(*ret_count)++], &why);
    if (!store_rows_close(&rows, reterr))
        return false;
    if (!is_good)
        *reterr = why;
    return is_good;
}
