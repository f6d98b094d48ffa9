/* Reading the audit trail.
 * SPDX-License-Identifier: Apache-2.0 */
#include "change/audit.h"

#include "change/chain_in.h"
#include "change_sql.h"

#include <assert.h>
#include <string.h>

enum { AUDIT_NODE = 1 };

static bool list_read(store_conn *conn, arena *a, const store_query *q, const store_value in[3],
    audit_row **ret_rows, size_t *ret_count, err *reterr)
{
    size_t limit = (size_t)in[2].number;
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, audit_row, limit);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    store_rows rows = { 0 };
    if (!store_query_open(conn, q, in, 3, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows)) {
        (*ret_rows)[(*ret_count)++] = (audit_row){ .seq = store_rows_int(&rows, 0),
            .at_us = store_rows_int(&rows, 1),
            .actor_id = store_rows_int(&rows, 2),
            .address = arena_copy(a, store_rows_text(&rows, 3)),
            .kind = (int32_t)store_rows_int(&rows, 4),
            .org = { store_rows_int(&rows, 5) },
            .object_id = store_rows_int(&rows, 6),
            .outcome = store_rows_int(&rows, 9) };
    }
    return store_rows_close(&rows, reterr);
}

bool audit_feed(store_conn *conn, arena *a, int64_t after_seq, size_t limit, audit_row **ret_rows,
    size_t *ret_count, err *reterr)
{
    assert(conn && a && limit > 0);
    const store_value in[] = { store_int(AUDIT_NODE), store_int(after_seq),
        store_int((int64_t)limit) };
    return list_read(conn, a, &CHANGE_FEED, in, ret_rows, ret_count, reterr);
}

bool audit_newest(store_conn *conn, arena *a, int64_t before_seq, size_t limit,
    audit_row **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && limit > 0);
    const store_value in[] = { store_int(AUDIT_NODE),
        store_int(before_seq > 0 ? before_seq : INT64_MAX), store_int((int64_t)limit) };
    return list_read(conn, a, &CHANGE_NEWEST, in, ret_rows, ret_count, reterr);
}

/* Walks the changes in step with the links. */
typedef struct walk {
    store_rows rows;
    store_conn *conn;
    int64_t seq;
    bool is_open;
} walk;

static bool walk_open(walk *at, err *reterr)
{
    const store_value in[] = { store_int(AUDIT_NODE), store_int(at->seq), store_int(INT64_MAX) };
    at->is_open = store_query_open(at->conn, &CHANGE_FEED, in, 3, &at->rows, reterr);
    return at->is_open;
}

/* Adds the next `count` changes to the link; false when one is missing or out of order. */
static bool walk_link(walk *at, chain_link *link, int64_t count, err *reterr)
{
    for (int64_t i = 0; i < count; i++) {
        if (!store_rows_next(&at->rows) || store_rows_int(&at->rows, 0) != at->seq + 1)
            return err_set(reterr, ERR_DAMAGE, N_("the audit trail lacks change %lld"),
                (long long)at->seq + 1);
        at->seq++;
        const chain_row row = { .seq = at->seq,
            .at_us = store_rows_int(&at->rows, 1),
            .actor_id = store_rows_int(&at->rows, 2),
            .address = store_rows_text(&at->rows, 3),
            .kind = store_rows_int(&at->rows, 4),
            .org_id = store_rows_int(&at->rows, 5),
            .object_id = store_rows_int(&at->rows, 6),
            .key = store_rows_text(&at->rows, 7),
            .digest = store_rows_text(&at->rows, 8),
            .outcome = store_rows_int(&at->rows, 9) };
        if (row.digest.size != CHANGE_DIGEST_SIZE ||
            (row.key.size != 0 && row.key.size != CHANGE_KEY_SIZE))
            return err_set(
                reterr, ERR_DAMAGE, N_("the audit trail lacks change %lld"), (long long)at->seq);
        chain_add_row(link, &row);
    }
    return true;
}

/* Checks one stored link against the changes. */
static bool link_check(walk *at, store_rows *links, chain_link *last, err *reterr)
{
    int64_t number = store_rows_int(links, 0);
    int64_t first = store_rows_int(links, 1);
    int64_t count = store_rows_int(links, 2);
    if (number != last->number + 1 || first != at->seq + 1 || count < 1 || count > CHAIN_ROWS_MAX)
        return err_set(
            reterr, ERR_DAMAGE, N_("the audit chain breaks at link %lld"), (long long)number);
    chain_link link = chain_next(last);
    if (!walk_link(at, &link, count, reterr))
        return false;
    chain_close(&link, AUDIT_NODE);
    if (!span_equal(crypt_hash_span(&link.hash), store_rows_text(links, 3)))
        return err_set(reterr, ERR_DAMAGE,
            N_("the audit chain does not fit at link %lld (changes %lld to %lld)"),
            (long long)number, (long long)first, (long long)(first + count - 1));
    *last = link;
    return true;
}

bool audit_verify(store_conn *conn, int64_t *ret_count, err *reterr)
{
    assert(conn && ret_count);
    walk at = { .conn = conn };
    store_rows links = { 0 };
    const store_value node[] = { store_int(AUDIT_NODE) };
    /* The links first: of two open queries PostgreSQL gathers the earlier one in memory. */
    if (!store_query_open(conn, &CHANGE_BATCHES, node, 1, &links, reterr))
        return false;
    bool is_good = walk_open(&at, reterr);
    chain_link last = { 0 };
    while (is_good && store_rows_next(&links))
        is_good = link_check(&at, &links, &last, reterr);
    if (is_good && store_rows_next(&at.rows))
        is_good = err_set(reterr, ERR_DAMAGE, N_("the audit chain ends before change %lld"),
            (long long)at.seq + 1);
    err ignored = { 0 };
    bool is_read = store_rows_close(&links, is_good ? reterr : &ignored);
    if (at.is_open)
        is_read = store_rows_close(&at.rows, is_good && is_read ? reterr : &ignored) && is_read;
    *ret_count = at.seq;
    return is_good && is_read;
}

bool audit_head(store_conn *conn, uint8_t ret_hash[32], int64_t *ret_number, err *reterr)
{
    assert(conn && ret_hash && ret_number);
    memset(ret_hash, 0, 32);
    *ret_number = 0;
    store_rows rows = { 0 };
    const store_value node[] = { store_int(AUDIT_NODE) };
    if (!store_query_open(conn, &CHANGE_BATCH_LAST, node, 1, &rows, reterr))
        return false;
    if (store_rows_next(&rows)) {
        *ret_number = store_rows_int(&rows, 0);
        span hash = store_rows_text(&rows, 2);
        memcpy(ret_hash, hash.at, hash.size < 32 ? hash.size : 32);
    }
    return store_rows_close(&rows, reterr);
}
