/* 公示: a disclosure on paper.  Head with number, period and the instant that the figures stand at,
 * a row for each figure, tables over as many pages as they need.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_DISCLOSURE_H
#define NUAN_PAPER_DISCLOSURE_H

#include "paper/paper.h"
#include "text/say.h"

enum { PAPER_COLUMNS_MAX = 12, PAPER_TABLE_ROWS_MAX = 1000000 };

/* A label and what stands beside it. */
typedef struct paper_figure {
    span label, value;
} paper_figure;

typedef struct paper_column {
    span head;
    int32_t share;  /* of the width, against the other columns' */
    bool is_number; /* stands at the right */
} paper_column;

/* A table; on each page where it goes on its head is repeated. */
typedef struct paper_table {
    span title;
    span note; /* a sentence under the title */
    const paper_column *columns;
    size_t column_count;
    const span *cells; /* row by row; a long text makes its row higher */
    size_t row_count;
    bool has_total; /* the last row is a sum */
} paper_table;

/* All that stands on a disclosure.  A text that is empty is left out with its label. */
typedef struct paper_disclosure {
    say_lang lang;
    span title;  /* “温暖武汉”接受捐赠公示 */
    span number; /* 第 1 期 */
    span organisation;
    span period;   /* 2020年2月1日 0:00 至 2月2日 24:00 */
    span as_of;    /* the instant that the figures stand at */
    span known_at; /* what was known by when */
    span text;     /* paragraphs, each ended by \n */
    const paper_figure *figures;
    size_t figure_count;
    const paper_table *tables;
    size_t table_count;
    span address;     /* for the QR symbol: the page of this disclosure */
    span fingerprint; /* of the leaf that closes the books */
    span contact;
    bool is_demo;
    int64_t created_us;
    int32_t offset_s;
} paper_disclosure;

/* Draws a disclosure as PDF, A4.
 * Owner: *ret lives in `home` (2 MB and about 150 bytes a row are taken).
 * Errors: as qr_make for the address; ERR_LIMIT too many columns, rows or pages; ERR_MEMORY. */
WARN_UNUSED bool paper_disclosure_draw(
    paper *p, arena *home, const paper_disclosure *values, span *ret, err *reterr);

#endif
