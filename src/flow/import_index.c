/* The index of a file's rows: made while a check passes them, or by a pass over a file in the books.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_index_in.h"

#include "flow/import_in.h"
#include "flow_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { CHUNK_BLOCKS = 256 };

/* Codes and places of so many blocks; chunks are never moved. */
typedef struct chunk {
    uint16_t codes[CHUNK_BLOCKS * INDEX_BLOCK];
    index_place places[CHUNK_BLOCKS];
    struct chunk *next;
} chunk;

struct import_indexer {
    arena *home;
    import_watch watch;
    index_head head;
    chunk *first, *last;
};

static bool chunk_add(import_indexer *x, err *reterr)
{
    chunk *c = ARENA_NEW(x->home, chunk, 1);
    if (!c)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    if (x->last)
        x->last->next = c;
    else
        x->first = c;
    x->last = c;
    return true;
}

/* The place of a reason among those of the file, from 1; 0 when there are too many. */
static int reason_at(index_head *head, const char *reason)
{
    for (int i = 0; i < head->reason_count; i++) {
        if (strncmp(head->reasons[i], reason, INDEX_REASON_SIZE - 1) == 0)
            return i + 1;
    }
    if (head->reason_count == IMPORT_REASONS_MAX)
        return 0;
    snprintf(head->reasons[head->reason_count], INDEX_REASON_SIZE, "%s", reason);
    return ++head->reason_count;
}

static int detail_of(import_indexer *x, const import_judged *j)
{
    if (j->fate == IMPORT_ELSEWHERE)
        return j->file;
    if (j->fate == IMPORT_IGNORED)
        return reason_at(&x->head, j->row->reason ? j->row->reason : "");
    if (j->fate == IMPORT_REJECTED && j->rule == rule_other_amount)
        return INDEX_OTHER_AMOUNT;
    if (j->fate == IMPORT_REJECTED && j->rule == rule_other_campaign)
        return INDEX_OTHER_CAMPAIGN;
    return 0;
}

static bool row_note(void *self, const import_judged *j, err *reterr)
{
    import_indexer *x = self;
    int64_t at = x->head.rows % (CHUNK_BLOCKS * INDEX_BLOCK);
    if (at == 0 && !chunk_add(x, reterr))
        return false;
    int detail = detail_of(x, j);
    x->last->codes[at] = (uint16_t)((unsigned)j->fate | (unsigned)detail << INDEX_FATE_BITS);
    if (at % INDEX_BLOCK == 0)
        x->last->places[at / INDEX_BLOCK] =
            (index_place){ j->row->number, (int64_t)j->row->offset };
    if (x->head.rows == 0)
        x->head.head_size = (int64_t)j->row->offset;
    x->head.rows++;
    x->head.counts[j->fate]++;
    if (j->fate == IMPORT_IGNORED && detail > 0)
        x->head.reason_counts[detail - 1]++;
    return true;
}

bool import_indexer_open(arena *home, import_indexer **ret, err *reterr)
{
    assert(home && ret);
    import_indexer *x = ARENA_NEW(home, import_indexer, 1);
    if (!x)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    *x = (import_indexer){ .home = home, .watch = { row_note, x } };
    memcpy(x->head.magic, INDEX_MAGIC, sizeof x->head.magic);
    *ret = x;
    return true;
}

const import_watch *import_indexer_watch(const import_indexer *x)
{
    return &x->watch;
}

static span bytes_of(const void *at, size_t size)
{
    return (span){ at, size };
}

static bool codes_add(const import_indexer *x, sys_draft *draft, err *reterr)
{
    int64_t left = x->head.rows;
    for (const chunk *c = x->first; c; c = c->next) {
        int64_t count = left < CHUNK_BLOCKS * INDEX_BLOCK ? left : CHUNK_BLOCKS * INDEX_BLOCK;
        if (!sys_draft_add(draft, bytes_of(c->codes, (size_t)count * sizeof *c->codes), reterr))
            return false;
        left -= count;
    }
    return true;
}

static bool places_add(const import_indexer *x, sys_draft *draft, err *reterr)
{
    int64_t left = index_blocks(x->head.rows);
    for (const chunk *c = x->first; c; c = c->next) {
        int64_t count = left < CHUNK_BLOCKS ? left : CHUNK_BLOCKS;
        if (!sys_draft_add(draft, bytes_of(c->places, (size_t)count * sizeof *c->places), reterr))
            return false;
        left -= count;
    }
    return true;
}

bool import_indexer_write(import_indexer *x, const char *format, const char *path, err *reterr)
{
    assert(x && format && path);
    sys_draft draft = { .fd = -1 };
    snprintf(x->head.format, sizeof x->head.format, "%s", format);
    /* Places stand before codes: they need the wider alignment. */
    bool is_good = sys_draft_open(path, &draft, reterr) &&
                   sys_draft_add(&draft, bytes_of(&x->head, sizeof x->head), reterr) &&
                   places_add(x, &draft, reterr) && codes_add(x, &draft, reterr) &&
                   sys_draft_keep(&draft, path, 0600, reterr);
    sys_draft_drop(&draft);
    return is_good;
}

/* ---- of a file in the books ----------------------------------------------------------------- */

/* Numbers of rows, a bit each: those that only tell of money that was in the books, and those that
 * were kept as work to do. */
typedef struct row_bits {
    uint64_t *at;
    int64_t size; /* numbers below it */
} row_bits;

static bool bits_read(
    const import_desk *desk, const store_query *q, const statement *s, row_bits bits, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(s->org.value), store_int(s->id.value) };
    if (!store_query_open(desk->conn, q, in, 2, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        int64_t number = store_rows_int(&rows, 0);
        if (number > 0 && number < bits.size)
            bits.at[number / 64] |= UINT64_C(1) << (number % 64);
    }
    return store_rows_close(&rows, reterr);
}

static bool has_bit(row_bits bits, int64_t number)
{
    return number > 0 && number < bits.size && (bits.at[number / 64] >> (number % 64) & 1) != 0;
}

/* A row of text has at least two bytes; a sheet has at most 2^20 rows. */
static bool bits_open(arena *home, span bytes, row_bits *ret, err *reterr)
{
    enum { SHEET_ROWS = 1 << 21 };
    ret->size = SHEET_ROWS + (int64_t)bytes.size / 2;
    ret->at = ARENA_NEW(home, uint64_t, (size_t)ret->size / 64 + 1);
    return ret->at || err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

typedef struct booked_rows {
    payouts payouts;
    payment_place place;
    row_bits known, kept;
} booked_rows;

static import_fate booked_fate(const booked_rows *b, const payfile_row *row)
{
    if (payfile_is_booked(row) && has_bit(b->kept, row->number))
        return IMPORT_REJECTED;
    if (payfile_is_booked(row) && has_bit(b->known, row->number))
        return IMPORT_KNOWN;
    switch (row->kind) {
    case PAYFILE_GIFT: return IMPORT_GIFT;
    case PAYFILE_REFUND: return IMPORT_REFUND;
    case PAYFILE_FEE:
    case PAYFILE_SETTLEMENT: return IMPORT_SETTLED;
    case PAYFILE_IGNORED: return IMPORT_IGNORED;
    case PAYFILE_REJECTED: break;
    }
    return IMPORT_REJECTED;
}

static bool booked_pass(
    const import_desk *desk, payfile *file, const booked_rows *b, import_indexer *x, err *reterr)
{
    payfile_row row = { 0 };
    payment_place place = b->place;
    const payment_reader reader = payment_reader_of(&place);
    for (bool more = true; more;) {
        if (!payfile_next(file, &row, &more, reterr))
            return false;
        if (!more)
            break;
        row_judge(file, desk->last_day, &row);
        if (!payout_settle(&b->payouts, &reader, file, &row, reterr))
            return false;
        import_judged judged = { .row = &row, .fate = booked_fate(b, &row) };
        if (judged.fate == IMPORT_REJECTED && row.kind != PAYFILE_REJECTED)
            judged.rule = rule_other_amount;
        if (!row_note(x, &judged, reterr))
            return false;
    }
    return true;
}

bool import_index_booked(const import_desk *desk, arena *home, const statement *s, span bytes,
    const char *path, err *reterr)
{
    assert(desk && home && s && path);
    booked_rows b = { .place = { .conn = desk->conn, .org = s->org } };
    import_indexer *x = NULL;
    payfile *file = NULL;
    payfile_format format = { 0 };
    if (!format_of_statement(desk->conn, home, s, &format, reterr) ||
        !payouts_of_statement(desk->conn, s, &b.payouts, reterr))
        return false;
    bool is_good =
        bits_open(home, bytes, &b.known, reterr) && bits_open(home, bytes, &b.kept, reterr) &&
        bits_read(desk, &FLOW_ROWS_KNOWN, s, b.known, reterr) &&
        bits_read(desk, &FLOW_ROWS_KEPT, s, b.kept, reterr) &&
        import_indexer_open(home, &x, reterr) &&
        payfile_open(home, &format, bytes, &file, reterr) &&
        booked_pass(desk, file, &b, x, reterr) && import_indexer_write(x, s->format, path, reterr);
    payfile_close(file);
    return is_good;
}
