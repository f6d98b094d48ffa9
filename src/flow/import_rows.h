/* Rows of a payment file by what becomes of them, page by page.  A check (or one pass over a file in
 * the books) leaves an index beside the waiting uploads: two bytes a row, and where each block of rows
 * begins; a page then reads only the blocks that hold its rows.  A workbook has no such places and is
 * read from its start.
 * Laws: an index is never truth, only a shortcut: it ends like an upload and is made again when it is
 * asked for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_IMPORT_ROWS_H
#define NUAN_FLOW_IMPORT_ROWS_H

#include "flow/import.h"

enum { IMPORT_ROWS_MAX = 200, IMPORT_ROWS_EXPORT_MAX = 200000 };

/* What rows are asked for, as in addresses: all gift refund known settlement ignored rejected. */
typedef enum import_kind {
    IMPORT_KIND_ALL,
    IMPORT_KIND_GIFT,
    IMPORT_KIND_REFUND,
    IMPORT_KIND_KNOWN,
    IMPORT_KIND_SETTLED,
    IMPORT_KIND_IGNORED,
    IMPORT_KIND_REJECTED,
    IMPORT_KIND_COUNT
} import_kind;
const char *import_kind_name(import_kind kind);
/* Errors: ERR_INPUT field kind. */
WARN_UNUSED bool import_kind_parse(span name, import_kind *ret_kind, err *reterr);
import_kind import_kind_of(import_fate fate);
/* "gift", "refund", "known" ... of one fate, as in the API. */
const char *import_fate_name(import_fate fate);

/* ---- making an index ------------------------------------------------------------------------ */

typedef struct import_indexer import_indexer;
/* Owner: `home`.  Errors: ERR_MEMORY. */
WARN_UNUSED bool import_indexer_open(arena *home, import_indexer **ret, err *reterr);
/* For import_request.watch. */
const import_watch *import_indexer_watch(const import_indexer *x);
/* Writes it; `format` as in payfile_format_name.  Errors: ERR_STORE, ERR_MEMORY. */
WARN_UNUSED bool import_indexer_write(
    import_indexer *x, const char *format, const char *path, err *reterr);
/* The index of a file in the books: what became of each row when it was booked. */
WARN_UNUSED bool import_index_booked(const import_desk *desk, arena *home, const statement *s,
    span bytes, const char *path, err *reterr);

/* ---- reading rows --------------------------------------------------------------------------- */

typedef struct import_rows_ask {
    import_kind kind;
    int reason;    /* ignored rows of this reason, 1 .. as the report lists them; 0: of any */
    int64_t after; /* rows with a larger number */
    date day;      /* only rows of it; 0: of any */
    size_t limit;
    org_id org;
    const statement *of; /* NULL: the file only waits */
} import_rows_ask;

typedef struct import_row_item {
    payfile_row row;
    import_fate fate;
    int file;           /* IMPORT_ELSEWHERE: number of the file that brings it */
    const char *reason; /* message id of an ignored row */
    const char *rule;   /* message id of a rejected row */
} import_row_item;

typedef struct import_rows_page {
    const import_row_item *items;
    size_t count;
    int64_t total; /* rows of that kind in the file */
    bool has_more;
    int64_t counts[IMPORT_KIND_COUNT]; /* rows of every kind; of all under IMPORT_KIND_ALL */
    int reason_count;                  /* of ignored rows: message ids, how many each */
    const char *reasons[IMPORT_REASONS_MAX];
    int64_t reason_counts[IMPORT_REASONS_MAX];
} import_rows_page;

/* Owner: `home` holds the page.  Errors: ERR_ABSENT no index at the path (make it); ERR_INPUT, ERR_DAMAGE. */
WARN_UNUSED bool import_rows_read(const import_desk *desk, arena *home, const char *path,
    span bytes, const import_rows_ask *ask, import_rows_page *ret, err *reterr);

#endif
