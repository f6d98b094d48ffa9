/* Reading the log for those who check it: resources, proofs, receipts, totals.
 * Rows never change, so each reading may use several queries; only the signed size bounds what
 * exists.
 * SPDX-License-Identifier: Apache-2.0 */
#include "log/log.h"

#include "log/log_in.h"
#include "log_sql.h"

#include <assert.h>
#include <string.h>

static bool absent(err *reterr)
{
    return err_set(reterr, ERR_ABSENT, N_("Not in the log"));
}

static bool full(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("log: reading needs more memory than its bound"));
}

/* ---- resources ------------------------------------------------------------------------------ */

static bool tile_read(store_conn *c, arena *a, const tlog_resource *r, span *ret_bytes, err *reterr)
{
    crypt_hash *hashes = ARENA_NEW(a, crypt_hash, r->width);
    if (!hashes)
        return full(reterr);
    if (!log_hashes_read(c, r->level, r->number * TLOG_TILE_WIDTH, r->width, hashes, reterr))
        return false;
    *ret_bytes = (span){ (const char *)hashes, r->width * sizeof hashes[0] };
    return true;
}

static bool bundle_read(
    store_conn *c, arena *a, const tlog_resource *r, span *ret_bytes, err *reterr)
{
    uint64_t first = r->number * TLOG_TILE_WIDTH;
    const store_value in[] = { store_int((int64_t)first), store_int((int64_t)(first + r->width)) };
    store_rows rows = { 0 };
    buffer b = buffer_in(a, (size_t)r->width * 320);
    if (!store_query_open(c, &LOG_ENTRIES, in, 2, &rows, reterr))
        return false;
    uint32_t count = 0;
    bool is_good = true;
    while (is_good && store_rows_next(&rows)) {
        span bytes = store_rows_text(&rows, 0);
        is_good = bytes.size <= TLOG_ENTRY_SIZE_MAX ||
                  err_set(reterr, ERR_DAMAGE, N_("log: an entry has %zu bytes"), bytes.size);
        if (is_good)
            tlog_bundle_add(&b, bytes);
        count++;
    }
    if (!log_rows_end(&rows, is_good, reterr) || !buffer_check(&b, reterr))
        return false;
    *ret_bytes = buffer_span(&b);
    return count == r->width || err_set(reterr, ERR_ABSENT, N_("log: stored entries are missing"));
}

bool log_resource_read(
    store_conn *c, arena *a, const tlog_resource *r, span *ret_bytes, err *reterr)
{
    assert(c && a && r && ret_bytes);
    log_head head = { 0 };
    if (!log_head_read(c, a, &head, reterr))
        return false;
    if (!tlog_resource_is_within(r, head.size))
        return absent(reterr);
    switch (r->kind) {
    case TLOG_TILE: return tile_read(c, a, r, ret_bytes, reterr);
    case TLOG_ENTRIES: return bundle_read(c, a, r, ret_bytes, reterr);
    case TLOG_CHECKPOINT: break;
    }
    *ret_bytes = head.note;
    return true;
}

/* ---- leaves --------------------------------------------------------------------------------- */

bool log_leaf_read(store_conn *c, arena *a, int64_t number, log_row *ret_row, err *reterr)
{
    bool is_found = false;
    return log_leaf_find(c, a, number, ret_row, &is_found, reterr) && (is_found || absent(reterr));
}

bool log_source_find(
    store_conn *c, int64_t source_id, int64_t *ret_number, bool *ret_found, err *reterr)
{
    assert(c && ret_number && ret_found);
    const store_value in[] = { store_int(source_id) };
    return store_find_int(c, &LOG_SOURCE_LAST, in, 1, ret_number, ret_found, reterr);
}

/* ---- totals --------------------------------------------------------------------------------- */

/* A count on its way, over the leaves from number `from` on. */
typedef struct totals {
    store_conn *conn;
    arena *home;
    log_series series;
    int64_t from;
    int64_t count;
    int64_t sum;
} totals;

static bool leaf_take(arena *a, const log_row *row, leaf *ret, err *reterr)
{
    if (leaf_parse(a, row->bytes, ret, reterr))
        return true;
    return reterr->code == ERR_MEMORY
               ? false
               : err_set(reterr, ERR_DAMAGE, N_("log: entry %lld is not in form"),
                     (long long)row->number);
}

/* One page of a series, newest first, below seq `below`.  Owner: the arena. */
static bool page_read(
    totals *t, leaf_kind kind, int64_t below, log_row *page, size_t *ret_count, err *reterr)
{
    const store_value in[] = { store_int(t->series.org_id), store_int(t->series.project_id),
        store_int(kind), store_int(below), store_int(LOG_PAGE) };
    store_rows rows = { 0 };
    if (!store_query_open(t->conn, &LOG_SERIES_BELOW, in, 5, &rows, reterr))
        return false;
    size_t count = 0;
    bool is_good = true;
    while (is_good && count < LOG_PAGE && store_rows_next(&rows))
        is_good = log_row_take(&rows, t->home, &page[count++], reterr);
    *ret_count = count;
    return log_rows_end(&rows, is_good, reterr);
}

/* Calls `each` for the leaves of one kind from the newest down, until it says stop. */
static bool series_walk(
    totals *t, leaf_kind kind, bool (*each)(totals *, const log_row *, bool *, err *), err *reterr)
{
    size_t mark = t->home->used;
    int64_t below = INT64_MAX;
    bool is_done = false;
    while (!is_done) {
        size_t count = 0;
        log_row *page = ARENA_NEW(t->home, log_row, LOG_PAGE);
        if (!page)
            return full(reterr);
        if (!page_read(t, kind, below, page, &count, reterr))
            return false;
        is_done = count < LOG_PAGE;
        for (size_t i = 0; i < count; i++) {
            bool is_stop = false;
            if (!each(t, &page[i], &is_stop, reterr))
                return false;
            if (is_stop) {
                is_done = true;
                break;
            }
            below = page[i].seq;
        }
        arena_reset(t->home, mark);
    }
    return true;
}

/* The newest close of the kind asked for: all before it is counted. */
static bool close_each(totals *t, const log_row *row, bool *ret_stop, err *reterr)
{
    leaf l = { 0 };
    if (!leaf_take(t->home, row, &l, reterr))
        return false;
    if (l.of != t->series.kind)
        return true;
    t->from = row->number;
    t->count = l.count;
    t->sum = l.sum;
    *ret_stop = true;
    return true;
}

/* Takes what a leaf supersedes out of the total. */
static bool superseded_take(totals *t, int64_t number, err *reterr)
{
    log_row row = { 0 };
    leaf l = { 0 };
    if (!log_leaf_read(t->conn, t->home, number, &row, reterr))
        return false;
    if (row.kind != t->series.kind)
        return true;
    if (!leaf_take(t->home, &row, &l, reterr))
        return false;
    t->count--;
    t->sum -= leaf_value(&l);
    return true;
}

static bool value_each(totals *t, const log_row *row, bool *ret_stop, err *reterr)
{
    leaf l = { 0 };
    if (row->number < t->from) {
        *ret_stop = true;
        return true;
    }
    if (!leaf_take(t->home, row, &l, reterr))
        return false;
    if (row->kind == t->series.kind) {
        t->count++;
        if (__builtin_add_overflow(t->sum, leaf_value(&l), &t->sum))
            return err_set(reterr, ERR_LIMIT, N_("log: the sum of a series is out of bounds"));
    }
    return !l.has_sup || superseded_take(t, l.sup, reterr);
}

bool log_total(store_conn *c, arena *a, const log_series *series, int64_t *ret_count,
    int64_t *ret_sum, err *reterr)
{
    assert(c && a && series && ret_count && ret_sum);
    totals t = { .conn = c, .home = a, .series = *series };
    if (!series_walk(&t, LEAF_CLOSE, close_each, reterr) ||
        !series_walk(&t, series->kind, value_each, reterr))
        return false;
    if (series->kind != LEAF_VOID && !series_walk(&t, LEAF_VOID, value_each, reterr))
        return false;
    *ret_count = t.count;
    *ret_sum = t.sum;
    return true;
}

/* ---- proofs --------------------------------------------------------------------------------- */

bool log_proof_read(
    store_conn *c, arena *a, int64_t number, tlog_proof_file *ret_proof, err *reterr)
{
    assert(c && a && ret_proof);
    tlog_source source = log_source(c);
    tlog_proof_file proof = { 0 };
    log_head head = { 0 };
    if (!log_head_read(c, a, &head, reterr))
        return false;
    if (number < 0 || (uint64_t)number >= head.size)
        return absent(reterr);
    if (!tlog_prove_inclusion(&source, (uint64_t)number, head.size, &proof.path, reterr))
        return false;
    proof.number = (uint64_t)number;
    proof.checkpoint = head.note;
    *ret_proof = proof;
    return true;
}

bool log_receipt_read(store_conn *c, arena *a, int64_t number, const span *disclosures,
    size_t count, span *ret_file, err *reterr)
{
    assert(c && a && (disclosures || count == 0) && ret_file);
    tlog_proof_file proof = { 0 };
    log_row row = { 0 };
    buffer file = buffer_in(a, 4096);
    if (!log_proof_read(c, a, number, &proof, reterr) ||
        !log_leaf_read(c, a, number, &row, reterr) ||
        !tlog_receipt_add(&file, &proof, row.bytes, disclosures, count, reterr))
        return false;
    *ret_file = buffer_span(&file);
    return true;
}

static bool differs(err *reterr, const char *what, int64_t number)
{
    return err_set(reterr, ERR_DAMAGE, what, (long long)number);
}

bool log_receipt_fits(store_conn *c, arena *a, const tlog_receipt *r, err *reterr)
{
    assert(c && a && r);
    log_head head = { 0 };
    log_row row = { 0 };
    crypt_hash root = { 0 };
    if (!log_head_read(c, a, &head, reterr))
        return false;
    if (r->checkpoint.size > head.size)
        return differs(reterr,
            N_("this log has fewer entries than the %lld that the receipt was signed with"),
            (int64_t)r->checkpoint.size);
    if (!log_leaf_read(c, a, (int64_t)r->file.number, &row, reterr))
        return false;
    if (memcmp(&row.hash, &r->hash, sizeof r->hash) != 0)
        return differs(
            reterr, N_("this log holds another entry under number %lld"), (int64_t)r->file.number);
    if (!log_root_read(c, r->checkpoint.size, &root, reterr))
        return false;
    return memcmp(&root, &r->checkpoint.root, sizeof root) == 0 ||
           differs(reterr,
               N_("the first %lld entries of this log are not those that the receipt was signed "
                  "with"),
               (int64_t)r->checkpoint.size);
}
