/* Write transactions: rows wait in buffers, one per insert, until they are flushed; a refused
 * change is taken back by cutting the buffers to its mark.  Only if something of the change has
 * reached the database, a savepoint stands at the mark: it is set at the moment when that first
 * happens, behind the rows of the changes before it; where there are none, undoing is to begin
 * anew. After a failure nothing is sent any more: PostgreSQL would refuse it, and SQLite would hide
 * the difference.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/store_in.h"

#include <assert.h>
#include <string.h>

enum {
    BUFFERS_MAX = 128,     /* different inserts in one transaction */
    INDEX_SIZE = 512,      /* a power of two, sparse */
    ROWS_FIRST = 32,       /* rows a buffer starts with */
    BLOCK_SIZE = 64 * 1024 /* bytes of text taken at once */
};

/* The rows of one insert, packed. */
typedef struct row_buffer {
    const store_query *query;
    store_cell *cells;
    int row_count;
    int row_room;
    int mark_count; /* rows of the changes before the mark */
} row_buffer;

/* Bytes of the rows' texts; blocks are kept and used again behind a flush. */
typedef struct text_block {
    struct text_block *next;
    size_t used, size;
    char *at;
} text_block;

typedef enum txn_state {
    TXN_SOUND,
    TXN_NEEDS_UNDO, /* a statement behind the savepoint failed */
    TXN_LOST        /* one before it failed: only a rollback of all helps */
} txn_state;

struct store_txn {
    store_conn *conn;
    arena *home;
    txn_state state;
    bool has_sent; /* something stands in the database that a rollback takes back */
    bool is_marked;
    bool is_saved; /* a savepoint stands at the mark, or .. */
    bool
        /* .. the mark stands at the begin of the transaction, which is then begun anew instead */
        is_whole;
    int buffer_count;
    row_buffer buffers[BUFFERS_MAX];
    uint8_t index[INDEX_SIZE]; /* buffer number + 1 by hash of the query's address */
    text_block *first, *block;
    text_block *mark_block;
    size_t mark_used;
};

bool store_begin(store_conn *c, arena *home, store_txn **ret_txn, err *reterr)
{
    assert(c && home && ret_txn && reterr && c->mode == STORE_WRITE && !c->txn);
    store_txn *txn = ARENA_NEW(home, store_txn, 1);
    if (!txn)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    if (!c->driver->begin(c->link, reterr))
        return false;
    txn->conn = c;
    txn->home = home;
    c->txn = txn;
    c->prints.state = c->keys->is_there ? FINGERPRINT_UNREAD : FINGERPRINT_OFF;
    *ret_txn = txn;
    return true;
}

void store_rollback(store_txn *txn)
{
    if (!txn)
        return;
    assert(txn->conn->txn == txn);
    txn->conn->txn = NULL;
    txn->conn->driver->rollback(txn->conn->link);
}

store_conn *store_txn_conn(store_txn *txn)
{
    assert(txn);
    return txn->conn;
}

void *store_txn_part(store_txn *txn, store_part part)
{
    assert(txn && (int)part < (int)STORE_PARTS_MAX);
    return txn->conn->parts[part];
}

void store_txn_part_set(store_txn *txn, store_part part, void *memory)
{
    assert(txn && (int)part < (int)STORE_PARTS_MAX);
    txn->conn->parts[part] = memory;
}

void store_txn_fail(store_txn *txn)
{
    if (txn && txn->state != TXN_LOST)
        txn->state = txn->is_saved ? TXN_NEEDS_UNDO : TXN_LOST;
}

static bool txn_check(const store_txn *txn, err *reterr)
{
    if (txn->state == TXN_SOUND)
        return true;
    return err_set(reterr, ERR_STORE, N_("an earlier statement of this transaction failed"));
}

/* ---- buffers -------------------------------------------------------------------------------- */

/* Finds the buffer of an insert, or makes it. */
static row_buffer *buffer_of(store_txn *txn, const store_query *q)
{
    size_t slot = (size_t)(((uintptr_t)q >> 4) * 0x9E3779B1u) % INDEX_SIZE;
    for (; txn->index[slot] != 0; slot = (slot + 1) % INDEX_SIZE) {
        row_buffer *b = &txn->buffers[txn->index[slot] - 1];
        if (b->query == q)
            return b;
    }
    assert(q->insert_head && txn->buffer_count < BUFFERS_MAX);
    row_buffer *b = &txn->buffers[txn->buffer_count++];
    b->query = q;
    txn->index[slot] = (uint8_t)txn->buffer_count;
    return b;
}

/* Doubles the room of a buffer; rows of one insert stay in one piece for the driver. */
static bool buffer_grow(store_txn *txn, row_buffer *b)
{
    int room = b->row_room ? b->row_room * 2 : ROWS_FIRST;
    size_t width = (size_t)b->query->param_count;
    store_cell *cells =
        arena_room(txn->home, (size_t)room * width * sizeof *cells, alignof(store_cell));
    if (!cells)
        return false;
    if (b->row_count > 0)
        memcpy(cells, b->cells, (size_t)b->row_count * width * sizeof *cells);
    b->cells = cells;
    b->row_room = room;
    return true;
}

/* Makes `size` bytes of the current block free: takes the next kept block, or a new one. */
static bool block_advance(store_txn *txn, size_t size)
{
    text_block *next = txn->block ? txn->block->next : txn->first;
    if (!next || next->size < size) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        text_block *made = ARENA_NEW(txn->home, text_block, 1);
        char *at = arena_room(txn->home, room, 1);
        if (!made || !at)
            return false;
        *made = (text_block){ .next = next, .size = room, .at = at };
        *(txn->block ? &txn->block->next : &txn->first) = made;
        next = made;
    }
    next->used = 0;
    txn->block = next;
    return true;
}

/* Copies bytes into the transaction's memory; NULL when its bound is reached. */
static const char *text_keep(store_txn *txn, span s)
{
    assert(s.size <= INT32_MAX);
    if (s.size == 0)
        return "";
    text_block *block = txn->block;
    if (!block || block->size - block->used < s.size) {
        if (!block_advance(txn, s.size))
            return NULL;
        block = txn->block;
    }
    char *at = block->at + block->used;
    memcpy(at, s.at, s.size);
    block->used += s.size;
    return at;
}

bool store_put(
    store_txn *txn, const store_query *insert, const store_value *values, int count, err *reterr)
{
    assert(txn && insert && values && reterr);
    assert(count == insert->param_count && count <= STORE_PARAMS_MAX);
    if (!txn_check(txn, reterr))
        return false;
    row_buffer *b = buffer_of(txn, insert);
    if (b->row_count == b->row_room && !buffer_grow(txn, b))
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    store_cell *cell = b->cells + (size_t)b->row_count * (size_t)count;
    for (const store_value *v = values; v < values + count; v++, cell++) {
        cell->kind = (uint32_t)v->kind;
        cell->number = v->number;
        if (v->kind <= STORE_INT)
            continue;
        cell->at = text_keep(txn, v->bytes);
        cell->size = (uint32_t)v->bytes.size;
        if (!cell->at)
            return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    }
    b->row_count++;
    return true;
}

/* ---- sending -------------------------------------------------------------------------------- */

static bool has_rows(const store_txn *txn)
{
    for (int i = 0; i < txn->buffer_count; i++)
        if (txn->buffers[i].row_count > 0)
            return true;
    return false;
}

/* Gives the blocks of text back for new rows once no row points into them. */
static void text_reuse(store_txn *txn)
{
    if (has_rows(txn))
        return;
    txn->block = txn->mark_block = NULL;
    txn->mark_used = 0;
}

/* Sends the first rows of each buffer: those before the mark, or all; what remains moves to the
 * front. */
static bool rows_send(store_txn *txn, bool is_before_mark, err *reterr)
{
    if (has_rows(txn) && !fingerprints_need(txn->conn, reterr))
        return false;
    for (int i = 0; i < txn->buffer_count; i++) {
        row_buffer *b = &txn->buffers[i];
        int count = is_before_mark ? b->mark_count : b->row_count;
        if (count == 0)
            continue;
        txn->has_sent = true;
        if (!fingerprints_insert(txn->conn, b->query, b->cells, count, reterr)) {
            store_txn_fail(txn);
            return false;
        }
        size_t width = (size_t)b->query->param_count;
        b->row_count -= count;
        b->mark_count = 0;
        memmove(b->cells, b->cells + (size_t)count * width,
            (size_t)b->row_count * width * sizeof *b->cells);
    }
    text_reuse(txn);
    return true;
}

static bool point_set(store_txn *txn, store_point what, err *reterr)
{
    if (txn->conn->driver->point(txn->conn->link, what, reterr))
        return true;
    txn->state = TXN_LOST;
    return false;
}

/* Sends all rows; a savepoint separates those of the open change from what was before, if it has
 * any or is about to write itself.  The first change of a transaction needs none, and so SQLite
 * keeps no second copy of each page that it alters. */
static bool flush_for(store_txn *txn, bool will_write, err *reterr)
{
    if (!txn_check(txn, reterr))
        return false;
    if (txn->is_marked && !txn->is_saved) {
        if (!rows_send(txn, true, reterr))
            return false;
        if (!will_write && !has_rows(txn))
            return true;
        txn->is_whole = !txn->has_sent;
        if (!txn->is_whole && !point_set(txn, STORE_POINT_SET, reterr))
            return false;
        txn->is_saved = true;
        txn->conn->prints_at_mark = txn->conn->prints;
    }
    txn->has_sent |= will_write;
    return rows_send(txn, false, reterr);
}

bool store_flush(store_txn *txn, err *reterr)
{
    assert(txn && reterr);
    return flush_for(txn, false, reterr);
}

/* ---- marks ---------------------------------------------------------------------------------- */

bool store_mark(store_txn *txn, err *reterr)
{
    assert(txn && reterr);
    if (!txn_check(txn, reterr))
        return false;
    if (txn->is_saved && !txn->is_whole && !point_set(txn, STORE_POINT_KEEP, reterr))
        return false;
    txn->is_marked = true;
    txn->is_saved = txn->is_whole = false;
    for (int i = 0; i < txn->buffer_count; i++)
        txn->buffers[i].mark_count = txn->buffers[i].row_count;
    txn->mark_block = txn->block;
    txn->mark_used = txn->block ? txn->block->used : 0;
    return true;
}

/* Takes back what of the open change has reached the database. */
static bool sent_undo(store_txn *txn, err *reterr)
{
    const store_driver *driver = txn->conn->driver;
    if (!txn->is_whole)
        return point_set(txn, STORE_POINT_UNDO, reterr);
    driver->rollback(txn->conn->link);
    txn->has_sent = false;
    if (driver->begin(txn->conn->link, reterr))
        return true;
    txn->state = TXN_LOST;
    return false;
}

bool store_undo(store_txn *txn, err *reterr)
{
    assert(txn && reterr && txn->is_marked);
    if (txn->state == TXN_LOST)
        return txn_check(txn, reterr);
    if (txn->is_saved && !sent_undo(txn, reterr))
        return false;
    if (txn->is_saved)
        txn->conn->prints = txn->conn->prints_at_mark;
    txn->state = TXN_SOUND;
    txn->is_marked = txn->is_saved = txn->is_whole = false;
    for (int i = 0; i < txn->buffer_count; i++)
        txn->buffers[i].row_count = txn->buffers[i].mark_count;
    txn->block = txn->mark_block;
    if (txn->block)
        txn->block->used = txn->mark_used;
    return true;
}

bool store_commit(store_txn *txn, bool *ret_unknown, err *reterr)
{
    assert(txn && reterr && txn->conn->txn == txn);
    bool is_unknown = false;
    if (ret_unknown)
        *ret_unknown = false;
    txn->is_marked =
        false; /* the last change stands; its savepoint, if any, ends with the transaction */
    if (txn->state == TXN_NEEDS_UNDO)
        txn->state = TXN_LOST;
    if (!txn_check(txn, reterr) || !rows_send(txn, false, reterr) ||
        !fingerprints_write(txn->conn, reterr)) {
        store_rollback(txn);
        return false;
    }
    txn->conn->txn = NULL;
    if (txn->conn->driver->commit(txn->conn->link, &is_unknown, reterr))
        return true;
    if (ret_unknown)
        *ret_unknown = is_unknown;
    return false;
}

/* ---- single statements ---------------------------------------------------------------------- */

bool store_run(store_txn *txn, const store_query *q, const store_value *in, int count,
    int64_t *ret_changed, err *reterr)
{
    assert(txn && q && reterr && (in || count == 0));
    assert(count == q->param_count && count <= STORE_PARAMS_MAX);
    if (!flush_for(txn, q->writes, reterr))
        return false;
    int64_t changed = 0;
    if ((q->writes && !fingerprints_need(txn->conn, reterr)) ||
        !fingerprints_run(txn->conn, q, in, &changed, reterr)) {
        store_txn_fail(txn);
        return false;
    }
    if (ret_changed)
        *ret_changed = changed;
    return true;
}

bool store_run_known(store_txn *txn, const store_query *q, const store_value *in, int count,
    const store_known *known, err *reterr)
{
    assert(txn && q && q->writes && in && known && known->insert->insert_head);
    assert(count == q->param_count && count <= STORE_PARAMS_MAX);
    int64_t changed = 0;
    if (!flush_for(txn, true, reterr))
        return false;
    bool is_done = fingerprints_need(txn->conn, reterr) &&
                   fingerprints_run_known(txn->conn, q, in, known, &changed, reterr) &&
                   (changed == known->row_count ||
                       err_set(reterr, ERR_STALE, N_("the rows changed meanwhile")));
    if (!is_done)
        store_txn_fail(txn);
    return is_done;
}

bool store_read(store_txn *txn, const store_query *q, const store_value *in, int count,
    store_rows *ret_rows, err *reterr)
{
    assert(txn && q);
    return flush_for(txn, q->writes, reterr) &&
           store_query_open(txn->conn, q, in, count, ret_rows, reterr);
}

bool store_look(store_txn *txn, const store_query *q, const store_value *in, int count,
    store_rows *ret_rows, err *reterr)
{
    assert(txn && q && !q->writes);
    return txn_check(txn, reterr) && store_query_open(txn->conn, q, in, count, ret_rows, reterr);
}
