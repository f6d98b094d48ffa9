/* Old workbooks for the tests, written record by record.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TESTS_UNIT_SHEET_XLS_FIXTURE_H
#define NUAN_TESTS_UNIT_SHEET_XLS_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/span.h"

#include <string.h>

enum { XLS_STREAM_MAX = 1 << 20 };

/* The records of a workbook as they are written. */
typedef struct xls_maker {
    char stream[XLS_STREAM_MAX];
    size_t used;
    size_t open;  /* where the record that is being written has its length */
    size_t sheet; /* where the workbook names the place of its sheet */
} xls_maker;

void xls_begin(xls_maker *m, unsigned kind);
void xls_u8(xls_maker *m, unsigned value);
void xls_put16(xls_maker *m, unsigned value);
void xls_put32(xls_maker *m, uint32_t value);
void xls_double(xls_maker *m, double value);
void xls_bytes(xls_maker *m, span bytes);
void xls_end(xls_maker *m);
/* Row, column and style of a cell, as its record begins. */
void xls_cell(xls_maker *m, unsigned kind, unsigned row, unsigned column, unsigned style);
/* A cell with a text of its own. */
void xls_label(xls_maker *m, unsigned row, unsigned column, span utf8);

/* A workbook of one sheet up to the shared strings: styles 0 (a number) and 1 (a day). */
void xls_book_begin(xls_maker *m);
/* The shared strings, each of one byte a character. */
void xls_strings(xls_maker *m, const char *const *strings, unsigned count);
/* Ends the workbook's part and begins its sheet. */
void xls_sheet_begin(xls_maker *m);
/* Ends the sheet and packs all; lives until the next call. */
span xls_book_end(xls_maker *m);
/* Packs any bytes as the only stream of a container; below 4096 bytes it lies in short sectors. */
span xls_packed(const char *name, span stream);

#endif
