/* Inside flow: how an index of rows stands in its file.  It is read by the machine that wrote it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_IMPORT_INDEX_IN_H
#define NUAN_FLOW_IMPORT_INDEX_IN_H

#include "flow/import_rows.h"

#define INDEX_MAGIC "nuanrow1"

enum {
    INDEX_BLOCK = 256, /* rows between two places */
    INDEX_FATE_BITS = 4,
    INDEX_REASON_SIZE = 160,
    /* detail of a rejected row that is good by itself */
    INDEX_OTHER_AMOUNT = 1,
    INDEX_OTHER_CAMPAIGN = 2
};

/* Where a block begins: number and byte of its first row; byte 0 in a workbook. */
typedef struct index_place {
    int64_t number, offset;
} index_place;

/* Then places, one a block; then codes, one a row: fate, and above it the reason of an ignored row
 * from 1, the file of one that stands elsewhere, or why a rejected one is. */
typedef struct index_head {
    char magic[8];
    int64_t rows;
    int64_t head_size; /* bytes before the first row */
    int64_t counts[IMPORT_FATE_COUNT];
    int64_t reason_counts[IMPORT_REASONS_MAX];
    char format[STATEMENT_FORMAT_MAX];
    char reasons[IMPORT_REASONS_MAX][INDEX_REASON_SIZE];
    int32_t reason_count;
    int32_t unused;
} index_head;

static inline int64_t index_blocks(int64_t rows)
{
    return (rows + INDEX_BLOCK - 1) / INDEX_BLOCK;
}

#endif
