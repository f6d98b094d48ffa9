/* Pages of a file's rows: the index says which blocks hold them, and those are read as a small file of
 * their own, with the lines above the first row before them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_rows.h"

#include "file/file.h"
#include "flow/import_in.h"
#include "flow/import_index_in.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

static const char *const kind_names[IMPORT_KIND_COUNT] = { "all", "gift", "refund", "known",
    "settlement", "ignored", "rejected" };

const char *import_kind_name(import_kind kind)
{
    return (size_t)kind < IMPORT_KIND_COUNT ? kind_names[kind] : "";
}

bool import_kind_parse(span name, import_kind *ret_kind, err *reterr)
{
    for (int i = 0; i < IMPORT_KIND_COUNT; i++) {
        if (span_is(name, kind_names[i])) {
            *ret_kind = (import_kind)i;
            return true;
        }
    }
    *ret_kind = IMPORT_KIND_ALL;
    if (name.size == 0)
        return true;
    err_field(reterr, "kind", N_("There is no kind of rows %.*s"), SPAN_PRINT(name));
    return err_hint(reterr, N_("Kinds: all, gift, refund, known, settlement, ignored, rejected."));
}

import_kind import_kind_of(import_fate fate)
{
    static const import_kind kinds[IMPORT_FATE_COUNT] = { [IMPORT_GIFT] = IMPORT_KIND_GIFT,
        [IMPORT_REFUND] = IMPORT_KIND_REFUND,
        [IMPORT_KNOWN] = IMPORT_KIND_KNOWN,
        [IMPORT_REPEATED] = IMPORT_KIND_KNOWN,
        [IMPORT_ELSEWHERE] = IMPORT_KIND_KNOWN,
        [IMPORT_SETTLED] = IMPORT_KIND_SETTLED,
        [IMPORT_IGNORED] = IMPORT_KIND_IGNORED,
        [IMPORT_REJECTED] = IMPORT_KIND_REJECTED };
    return (size_t)fate < IMPORT_FATE_COUNT ? kinds[fate] : IMPORT_KIND_ALL;
}

const char *import_fate_name(import_fate fate)
{
    static const char *const names[IMPORT_FATE_COUNT] = { "", "gift", "refund", "known", "repeated",
        "elsewhere", "settlement", "ignored", "rejected" };
    return (size_t)fate < IMPORT_FATE_COUNT ? names[fate] : "";
}

/* ---- the index ------------------------------------------------------------------------------ */

typedef struct rows_index {
    sys_map map;
    const index_head *head;
    const index_place *places;
    const uint16_t *codes;
} rows_index;

static bool index_open(rows_index *x, const char *path, err *reterr)
{
    *x = (rows_index){ 0 };
    if (!sys_map_open(path, FILE_SIZE_MAX, &x->map, reterr))
        return false;
    const char *at = x->map.bytes.at;
    x->head = (const index_head *)(const void *)at;
    size_t blocks = 0;
    bool is_index = x->map.bytes.size >= sizeof *x->head &&
                    memcmp(x->head->magic, INDEX_MAGIC, sizeof x->head->magic) == 0 &&
                    x->head->rows >= 0 && x->head->rows < INT64_C(1) << 40;
    if (is_index) {
        blocks = (size_t)index_blocks(x->head->rows);
        is_index = x->map.bytes.size == sizeof *x->head + blocks * sizeof(index_place) +
                                            (size_t)x->head->rows * sizeof(uint16_t);
    }
    if (!is_index) {
        sys_map_close(&x->map);
        return err_set(reterr, ERR_ABSENT, N_("The file is gone; choose it again"));
    }
    x->places = (const index_place *)(const void *)(at + sizeof *x->head);
    x->codes = (const uint16_t *)(const void *)(x->places + blocks);
    return true;
}

/* The last block that begins at or before a row number. */
static int64_t block_of(const rows_index *x, int64_t number)
{
    int64_t low = 0;
    int64_t high = index_blocks(x->head->rows);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (x->places[middle].number <= number)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static bool is_asked(const import_rows_ask *ask, uint16_t code)
{
    import_fate fate = (import_fate)(code & ((1 << INDEX_FATE_BITS) - 1));
    if (ask->kind != IMPORT_KIND_ALL && import_kind_of(fate) != ask->kind)
        return false;
    return ask->reason == 0 || (fate == IMPORT_IGNORED && code >> INDEX_FATE_BITS == ask->reason);
}

static bool block_has_any(const rows_index *x, const import_rows_ask *ask, int64_t block)
{
    int64_t end =
        (block + 1) * INDEX_BLOCK < x->head->rows ? (block + 1) * INDEX_BLOCK : x->head->rows;
    for (int64_t i = block * INDEX_BLOCK; i < end; i++) {
        if (is_asked(ask, x->codes[i]))
            return true;
    }
    return false;
}

/* ---- rows ----------------------------------------------------------------------------------- */

typedef struct reading {
    const import_desk *desk;
    arena *home;
    span bytes;
    const import_rows_ask *ask;
    rows_index index;
    payfile_format format;
    import_row_item *items;
    size_t count;
    bool has_more;
} reading;

static bool texts_copy(arena *home, payfile_row *row, err *reterr)
{
    span *texts[] = { &row->order_no, &row->merchant_no, &row->refund_no, &row->currency,
        &row->payer, &row->payer_name, &row->payer_account, &row->settles, &row->note,
        &row->account, &row->fault.column, &row->fault.value };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = arena_copy(home, *texts[i]);
        if (!texts[i]->at)
            return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    }
    return true;
}

static bool item_add(reading *r, const payfile_row *row, uint16_t code, err *reterr)
{
    int detail = code >> INDEX_FATE_BITS;
    import_row_item *item = &r->items[r->count++];
    *item = (import_row_item){ .row = *row,
        .fate = (import_fate)(code & ((1 << INDEX_FATE_BITS) - 1)),
        .reason = row->reason,
        .rule = row->fault.rule };
    if (item->fate == IMPORT_ELSEWHERE)
        item->file = detail;
    if (item->fate == IMPORT_REJECTED && detail != 0)
        item->rule = detail == INDEX_OTHER_CAMPAIGN ? rule_other_campaign : rule_other_amount;
    return texts_copy(r->home, &item->row, reterr);
}

/* Rejected, and not for what the books hold. */
static bool is_plainly_rejected(const reading *r, int64_t at)
{
    return r->index.codes[at] == IMPORT_REJECTED;
}

/* Takes the rows asked for out of a file whose first row is row `at` of the whole; its numbers are
 * too small by `shift`. */
static bool rows_take(
    reading *r, payfile *file, int64_t at, int64_t end, const index_place *from, err *reterr)
{
    payfile_row row = { 0 };
    int64_t shift = 0;
    for (int64_t i = at; i < end && !r->has_more; i++) {
        bool more = false;
        if (!payfile_next(file, &row, &more, reterr))
            return false;
        if (!more)
            return err_set(reterr, ERR_DAMAGE, N_("the index of the rows is of another file"));
        if (from && i == at)
            shift = from->number - row.number;
        row.number += shift;
        if (row.number <= r->ask->after || !is_asked(r->ask, r->index.codes[i]) ||
            (r->ask->day.day && row.day.day != r->ask->day.day))
            continue;
        r->has_more = r->count == r->ask->limit;
        row_judge(file, r->desk->last_day, &row);
        if (row.kind == PAYFILE_GIFT && row.settles.size > 0 && is_plainly_rejected(r, i))
            payout_reject(file, &row);
        if (!r->has_more && !item_add(r, &row, r->index.codes[i], reterr))
            return false;
    }
    return true;
}

/* The lines above the first row, then the block. */
static bool block_bytes(const reading *r, arena *work, int64_t block, span *ret, err *reterr)
{
    const index_head *head = r->index.head;
    bool is_last = block + 1 == index_blocks(head->rows);
    size_t from = (size_t)r->index.places[block].offset;
    size_t to = is_last ? r->bytes.size : (size_t)r->index.places[block + 1].offset;
    size_t above = (size_t)head->head_size;
    if (from > to || to > r->bytes.size || above > from)
        return err_set(reterr, ERR_DAMAGE, N_("the index of the rows is of another file"));
    char *piece = ARENA_NEW(work, char, above + to - from);
    if (!piece)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    memcpy(piece, r->bytes.at, above);
    memcpy(piece + above, r->bytes.at + from, to - from);
    *ret = (span){ piece, above + to - from };
    return true;
}

static bool block_read(reading *r, arena *work, int64_t block, err *reterr)
{
    payfile *file = NULL;
    span piece = { NULL, 0 };
    int64_t end = (block + 1) * INDEX_BLOCK;
    arena_reset(work, 0);
    if (end > r->index.head->rows)
        end = r->index.head->rows;
    bool is_good = block_bytes(r, work, block, &piece, reterr) &&
                   payfile_open(work, &r->format, piece, &file, reterr) &&
                   rows_take(r, file, block * INDEX_BLOCK, end, &r->index.places[block], reterr);
    payfile_close(file);
    return is_good;
}

static bool blocks_read(reading *r, err *reterr)
{
    ARENA work = { 0 };
    if (!arena_open(&work, (size_t)64 << 20))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    int64_t blocks = index_blocks(r->index.head->rows);
    for (int64_t block = block_of(&r->index, r->ask->after); block < blocks && !r->has_more;
         block++) {
        if (block_has_any(&r->index, r->ask, block) && !block_read(r, &work, block, reterr))
            return false;
    }
    return true;
}

static bool book_read(reading *r, err *reterr)
{
    payfile *file = NULL;
    bool is_good = payfile_open(r->home, &r->format, r->bytes, &file, reterr) &&
                   rows_take(r, file, 0, r->index.head->rows, NULL, reterr);
    payfile_close(file);
    return is_good;
}

static bool counts_fill(const reading *r, import_rows_page *ret, err *reterr)
{
    const index_head *head = r->index.head;
    ret->counts[IMPORT_KIND_ALL] = head->rows;
    for (int fate = 1; fate < IMPORT_FATE_COUNT; fate++)
        ret->counts[import_kind_of((import_fate)fate)] += head->counts[fate];
    for (int i = 0; i < head->reason_count && i < IMPORT_REASONS_MAX; i++) {
        ret->reasons[i] = arena_copy(r->home, span_of(head->reasons[i])).at;
        ret->reason_counts[i] = head->reason_counts[i];
        ret->reason_count = i + 1;
        if (!ret->reasons[i])
            return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    }
    ret->total = ret->counts[r->ask->kind];
    if (r->ask->reason > 0)
        ret->total =
            r->ask->reason <= ret->reason_count ? ret->reason_counts[r->ask->reason - 1] : 0;
    return true;
}

/* A file in the books is read by the profile that it was booked with, one that waits by those of now. */
static bool format_find(reading *r, err *reterr)
{
    const import_rows_ask *ask = r->ask;
    return ask->of ? format_of_statement(r->desk->conn, r->home, ask->of, &r->format, reterr)
                   : import_format(r->desk, r->home, ask->org, span_of(r->index.head->format),
                         &r->format, reterr);
}

static bool page_read(reading *r, import_rows_page *ret, err *reterr)
{
    const index_head *head = r->index.head;
    *ret = (import_rows_page){ 0 };
    if (!format_find(r, reterr))
        return false;
    r->items = ARENA_NEW(r->home, import_row_item, r->ask->limit + 1);
    if (!r->items)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    bool is_book = head->rows > 0 && r->index.places[0].offset == 0;
    if (head->rows > 0 && !(is_book ? book_read(r, reterr) : blocks_read(r, reterr)))
        return false;
    ret->items = r->items;
    ret->count = r->count;
    ret->has_more = r->has_more;
    return counts_fill(r, ret, reterr);
}

bool import_rows_read(const import_desk *desk, arena *home, const char *path, span bytes,
    const import_rows_ask *ask, import_rows_page *ret, err *reterr)
{
    assert(desk && home && path && ask && ask->limit > 0 && ret);
    reading r = { .desk = desk, .home = home, .bytes = bytes, .ask = ask };
    if (!index_open(&r.index, path, reterr))
        return false;
    bool is_good = page_read(&r, ret, reterr);
    sys_map_close(&r.index.map);
    return is_good;
}
