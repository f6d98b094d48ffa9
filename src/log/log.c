/* Small readings and settings of the log: heads, cursors, batches that wait, the stop after a
 * restore.
 * SPDX-License-Identifier: Apache-2.0 */
#include "log/log.h"

#include "log/log_in.h"
#include "log_sql.h"

#include <assert.h>
#include <string.h>

/* ---- rows as values ------------------------------------------------------------------------- */

bool log_rows_end(store_rows *rows, bool is_good, err *reterr)
{
    err closing = { 0 };
    if (store_rows_close(rows, is_good ? reterr : &closing))
        return is_good;
    return false;
}

bool log_hash_take(store_rows *rows, int column, crypt_hash *ret, err *reterr)
{
    assert(rows && ret);
    span bytes = store_rows_text(rows, column);
    if (bytes.size != CRYPT_HASH_SIZE)
        return err_set(reterr, ERR_DAMAGE, N_("log: a stored hash has %zu bytes"), bytes.size);
    memcpy(ret->bytes, bytes.at, CRYPT_HASH_SIZE);
    return true;
}

bool log_row_take(store_rows *rows, arena *a, log_row *ret, err *reterr)
{
    assert(rows && a && ret);
    log_row row = {
        .number = store_rows_int(rows, 0),
        .org_id = store_rows_int(rows, 1),
        .project_id = store_rows_int(rows, 2),
        .source_id = store_rows_int(rows, 3),
        .kind = (leaf_kind)store_rows_int(rows, 4),
        .seq = store_rows_int(rows, 5),
        .has_sup = !store_rows_is_null(rows, 6),
        .sup = store_rows_int(rows, 6),
        .bytes = arena_copy(a, store_rows_text(rows, 8)),
    };
    if (!row.bytes.at)
        return err_set(reterr, ERR_MEMORY, N_("log: reading needs more memory than its bound"));
    if (!log_hash_take(rows, 7, &row.hash, reterr))
        return false;
    *ret = row;
    return true;
}

bool log_leaf_find(
    store_conn *c, arena *a, int64_t number, log_row *ret, bool *ret_found, err *reterr)
{
    assert(c && a && ret && ret_found);
    const store_value in[] = { store_int(number) };
    store_rows rows = { 0 };
    if (!store_query_open(c, &LOG_LEAF_AT, in, 1, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows);
    bool is_good = !is_found || log_row_take(&rows, a, ret, reterr);
    *ret_found = is_found;
    return log_rows_end(&rows, is_good, reterr);
}

bool log_hashes_read(
    store_conn *c, int level, uint64_t first, size_t count, crypt_hash *into, err *reterr)
{
    assert(c && into && level >= 0);
    const store_value in[] = { store_int(level), store_int((int64_t)first),
        store_int((int64_t)(first + count)) };
    store_rows rows = { 0 };
    if (!(level == 0 ? store_query_open(c, &LOG_HASHES, in + 1, 2, &rows, reterr)
                     : store_query_open(c, &LOG_NODES, in, 3, &rows, reterr)))
        return false;
    size_t got = 0;
    bool is_good = true;
    while (is_good && got < count && store_rows_next(&rows))
        is_good = log_hash_take(&rows, 0, &into[got++], reterr);
    if (!log_rows_end(&rows, is_good, reterr))
        return false;
    if (got < count)
        return err_set(reterr, ERR_ABSENT, N_("log: stored hashes are missing"));
    return true;
}

/* ---- sequencer, cursors, waiting ------------------------------------------------------------ */

bool log_sequencer_init(
    log_sequencer *s, span origin, const uint8_t seed[CRYPT_KEY_SIZE], bool is_demo, err *reterr)
{
    assert(s && seed);
    log_sequencer made = { .signer = { .name = origin }, .is_demo = is_demo };
    memcpy(made.signer.seed, seed, CRYPT_KEY_SIZE);
    if (!tlog_signer_key(&made.signer, &made.key, reterr))
        return false;
    *s = made;
    return true;
}

bool log_cursor_read(store_conn *c, int64_t node, int64_t *ret_seq, err *reterr)
{
    assert(c && ret_seq);
    bool is_found = false;
    int64_t seq = 0;
    if (!store_find_int(c, &LOG_CURSOR_OF, &(store_value){ .kind = STORE_INT, .number = node }, 1,
            &seq, &is_found, reterr))
        return false;
    *ret_seq = is_found ? seq : 0;
    return true;
}

bool log_wait_add(store_txn *txn, const log_wait *w, err *reterr)
{
    assert(txn && w && w->done >= 0);
    const store_value values[] = {
        store_int(w->seq),
        store_int(w->org_id),
        store_int(w->statement_id),
        store_bytes((span){ (const char *)w->order_key, sizeof w->order_key }),
        store_int(w->done),
    };
    return store_put(txn, &LOG_WAIT_PUT, values, 5, reterr);
}

bool log_wait_first(store_conn *c, log_wait *ret, bool *ret_found, err *reterr)
{
    assert(c && ret && ret_found);
    store_rows rows = { 0 };
    if (!store_query_open(c, &LOG_WAIT_OLDEST, NULL, 0, &rows, reterr))
        return false;
    log_wait w = { 0 };
    bool is_found = store_rows_next(&rows);
    bool is_good = true;
    if (is_found) {
        span key = store_rows_text(&rows, 3);
        w = (log_wait){ .seq = store_rows_int(&rows, 0),
            .org_id = store_rows_int(&rows, 1),
            .statement_id = store_rows_int(&rows, 2),
            .done = store_rows_int(&rows, 4) };
        is_good = key.size == sizeof w.order_key ||
                  err_set(reterr, ERR_DAMAGE, N_("log: a waiting batch has no order key"));
        if (is_good)
            memcpy(w.order_key, key.at, sizeof w.order_key);
    }
    if (!log_rows_end(&rows, is_good, reterr))
        return false;
    *ret = w;
    *ret_found = is_found;
    return true;
}

bool log_wait_set(store_txn *txn, int64_t seq, int64_t done, err *reterr)
{
    assert(txn && done >= 0);
    const store_value values[] = { store_int(seq), store_int(done) };
    return store_run(txn, &LOG_WAIT_MOVE, values, 2, NULL, reterr);
}

bool log_wait_end(store_txn *txn, int64_t seq, err *reterr)
{
    assert(txn);
    const store_value values[] = { store_int(seq) };
    return store_run(txn, &LOG_WAIT_CUT, values, 1, NULL, reterr);
}

/* ---- heads ---------------------------------------------------------------------------------- */

bool log_head_read(store_conn *c, arena *a, log_head *ret_head, err *reterr)
{
    assert(c && a && ret_head);
    store_rows rows = { 0 };
    if (!store_query_open(c, &LOG_HEAD_LAST, NULL, 0, &rows, reterr))
        return false;
    log_head head = { 0 };
    bool is_good = false;
    if (!store_rows_next(&rows)) {
        if (!rows.is_failed)
            err_set(reterr, ERR_ABSENT, N_("The log has not published anything yet"));
        return log_rows_end(&rows, rows.is_failed, reterr);
    }
    head.size = (uint64_t)store_rows_int(&rows, 0);
    head.signed_us = store_rows_int(&rows, 3);
    is_good = log_hash_take(&rows, 1, &head.root, reterr);
    if (is_good) {
        head.note = arena_copy(a, store_rows_text(&rows, 2));
        is_good = head.note.at != NULL ||
                  err_set(reterr, ERR_MEMORY, N_("log: reading needs more memory than its bound"));
    }
    if (!log_rows_end(&rows, is_good, reterr))
        return false;
    *ret_head = head;
    return true;
}

static bool source_read(
    void *self, int level, uint64_t first, size_t count, crypt_hash *into, err *reterr)
{
    return log_hashes_read(self, level, first, count, into, reterr);
}

tlog_source log_source(store_conn *c)
{
    assert(c);
    return (tlog_source){ .self = c, .read = source_read };
}

bool log_root_read(store_conn *c, uint64_t size, crypt_hash *ret_root, err *reterr)
{
    assert(c && ret_root);
    tlog_source source = log_source(c);
    tlog_tree tree = { 0 };
    if (!tlog_tree_load(&source, size, &tree, reterr))
        return false;
    *ret_root = tlog_tree_root(&tree);
    return true;
}

/* ---- after a restore ------------------------------------------------------------------------ */

bool log_resume_require(store_txn *txn, err *reterr)
{
    assert(txn);
    return store_run(txn, &LOG_RESUME_PUT, NULL, 0, NULL, reterr);
}

bool log_resume_is_required(store_conn *c, bool *ret, err *reterr)
{
    assert(c && ret);
    int64_t count = 0;
    bool is_found = false;
    if (!store_find_int(c, &LOG_RESUME_FIND, NULL, 0, &count, &is_found, reterr))
        return false;
    *ret = count > 0;
    return true;
}

bool log_resume(store_txn *txn, arena *a, const log_sequencer *s, span outside_note, err *reterr)
{
    assert(txn && a && s);
    store_conn *c = store_txn_conn(txn);
    tlog_checkpoint outside = { 0 };
    log_head head = { 0 };
    crypt_hash root = { 0 };
    if (!tlog_checkpoint_open(a, outside_note, &s->key, 1, &outside, reterr))
        return false;
    if (!log_head_read(c, a, &head, reterr)) {
        if (reterr->code != ERR_ABSENT)
            return false;
        head = (log_head){ 0 };
    }
    if (outside.size > head.size) {
        err_set(reterr, ERR_CONFLICT, N_("The published log has %lld entries, this one only %lld"),
            (long long)outside.size, (long long)head.size);
        return err_hint(reterr, N_("Restore a newer backup, or bring the missing entries in from "
                                   "an exported copy of the log"));
    }
    if (!log_root_read(c, outside.size, &root, reterr))
        return false;
    if (!crypt_equal(crypt_hash_span(&root), crypt_hash_span(&outside.root)))
        return err_set(reterr, ERR_DAMAGE,
            N_("The log does not continue the checkpoint of size %lld that was published"),
            (long long)outside.size);
    return store_run(txn, &LOG_RESUME_CUT, NULL, 0, NULL, reterr);
}
