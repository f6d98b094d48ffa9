/* Inside sheet: one XML file of a workbook as events, with the bounds of sheet.h.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_SHEET_SHEET_IN_H
#define NUAN_SHEET_SHEET_IN_H

#include "sheet/sheet.h"

#include <libxml/parser.h>
#include <zip.h>

typedef struct part part;

/* Attributes of the element that begins. */
typedef struct part_attributes {
    const xmlChar **list; /* five pointers each: name, prefix, URI, value, end of value */
    int count;
} part_attributes;

/* What a reader of a part wants to hear.  Names are local names: prefixes vary between programs. */
typedef struct part_reader {
    void (*begin)(part *p, const char *name, part_attributes attributes);
    void (*end)(part *p, const char *name);
    void (*text)(part *p, span text);
} part_reader;

/* A part while it is read; `user` belongs to the reader. */
struct part {
    const part_reader *reader;
    void *user;
    zip_file_t *file;
    xmlParserCtxtPtr parser;
    uint64_t left; /* bytes that may still come: what the zip's directory states */
    int depth;
    bool has_root;
    bool is_failed;
    err failure; /* of a callback or the parser */
};

/* Opens `name` of the zip for p->reader and p->user, which the caller has set; *ret_found false
 * (and nothing to close) when there is no such file.  The part must not move while it is open. */
WARN_UNUSED bool part_open(part *p, zip_t *zip, const char *name, bool *ret_found, err *reterr);
/* Feeds the next piece to the reader; *ret_more false when the part has ended well. */
WARN_UNUSED bool part_step(part *p, bool *ret_more, err *reterr);
/* Reads to the end and closes. */
WARN_UNUSED bool part_run(part *p, err *reterr);
void part_close(part *p); /* accepts a zeroed part */
/* For callbacks: the part fails with this error (its code and message), and the parser stops. */
void part_fail(part *p, err failure);
/* Value of an attribute, empty if absent.  Lives during the callback. */
span part_attribute(part_attributes attributes, const char *name);

/* ERR_INPUT "damaged or cut off" with its hint. */
bool part_damaged(err *reterr);

enum { BOOK_CELLS_MAX = 8192, BOOK_TEXT_MAX = SHEET_RECORD_MAX + 64 * 1024 };

typedef struct book_sheet {
    span name;
    span relation; /* r:id in the workbook */
    span path;     /* in the zip; empty when it stands outside */
} book_sheet;

/* A cell that was read and not yet handed out; column -1 closes a row. */
typedef struct book_cell {
    int64_t row;
    int32_t column;
    uint8_t marks;
    bool is_own; /* text in book_rows.text, not a shared string */
    span text;
} book_cell;

/* The worksheet that is being read. */
typedef struct book_rows {
    part part;
    bool is_ended;
    bool is_data;    /* inside sheetData */
    bool is_value;   /* inside v or t */
    int muted;       /* inside phonetic runs */
    int64_t row;     /* begun last */
    int32_t column;  /* begun last */
    size_t value_at; /* of the open cell in text */
    uint8_t marks;
    char type; /* of the open cell: 's' shared, 't' text, 'n' number, 'b', 'e', 'd' */
    book_cell *cells;
    size_t cell_count, cell_next;
    char *text;
    size_t text_used;
} book_rows;

typedef struct xls xls;

struct sheet_book {
    arena home;
    xls *xls;          /* NULL for an XLSX */
    arena queue;       /* cells and text of rows.cells and rows.text */
    arena strings;     /* bytes of the shared strings, one behind the other */
    arena string_ends; /* uint32_t: where each ends */
    zip_t *zip;
    bool is_1904;
    size_t sheet_count;
    book_sheet sheets[SHEET_SHEETS_MAX];
    span strings_path;
    span styles_path;
    uint8_t date_formats[SHEET_STYLES_MAX / 8];
    uint8_t date_styles[SHEET_STYLES_MAX / 8];
    uint32_t style_count;
    book_rows rows;
};

/* Shared string `index`; false when there is none. */
bool book_string(const sheet_book *b, uint64_t index, span *ret);
/* A number format and its code; then the styles of cells in their order, each by the number of its
 * format. */
void book_format_add(sheet_book *b, uint32_t id, span code);
void book_style_add(sheet_book *b, uint32_t format);
/* True if the style shows a number as a day or time. */
bool book_style_shows_day(const sheet_book *b, uint32_t style);
/* The same by its digits. */
bool book_style_is_date(const sheet_book *b, span style);
/* Non-negative decimal digits, at most nine; false for anything else. */
bool book_digits(span s, uint32_t *ret);
/* archive.c: opens the bytes if the bounds for entries, sizes and ratio hold (else ERR_LIMIT).
 * *ret is NULL when they are no ZIP, a cut or a damaged one. */
WARN_UNUSED bool archive_open(span bytes, zip_t **ret, err *reterr);
/* True if the bytes have an end record: nothing was cut off. */
bool archive_has_end(span bytes);
/* xls.c, xls_rows.c: the same book from the bytes of an old workbook; as sheet_book_open, _close,
 * _choose and _next. */
WARN_UNUSED bool xls_open(sheet_book *b, span bytes, err *reterr);
void xls_close(sheet_book *b);
WARN_UNUSED bool xls_choose(sheet_book *b, size_t index, err *reterr);
WARN_UNUSED bool xls_next(sheet_book *b, sheet_row *row, bool *ret_more, err *reterr);
/* ole.c: true if the bytes begin as an old office file does. */
bool ole_is(span bytes);
/* book_strings.c: fills the shared strings; styles and formats that show days. */
WARN_UNUSED bool book_strings_read(sheet_book *b, err *reterr);
WARN_UNUSED bool book_styles_read(sheet_book *b, err *reterr);

/* ---- wide.c: a text that is written into a file without a name ------------------------------- */

typedef struct made_text {
    int fd;
    bool is_full; /* the disk refused */
    size_t size;  /* bytes so far */
    size_t used;
    char piece[64 * 1024];
} made_text;
WARN_UNUSED bool made_open(made_text *m, err *reterr);
void made_add(made_text *m, const char *bytes, size_t size);
void made_rune(made_text *m, uint32_t rune);
/* Maps it if all is good so far; closed in any case. */
WARN_UNUSED bool made_close(made_text *m, bool is_good, sys_map *ret, err *reterr);

#endif
