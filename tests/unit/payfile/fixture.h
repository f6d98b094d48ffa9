/* What the tests of payfile share: files made in memory, and what was read of them as text.  All
 * data invented.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TESTS_UNIT_PAYFILE_FIXTURE_H
#define NUAN_TESTS_UNIT_PAYFILE_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "payfile/profile.h"

#include <string.h>

/* The profiles of the house. */
payfile_profiles house(void);

int bill_tests(void);
int table_tests(void);
int profile_tests(void);
int qr_tests(void);
int refuse_tests(void);
int shared_tests(void);

/* What a whole file gave. */
typedef struct reading {
    bool is_open;  /* found and opened */
    bool is_whole; /* read to its end without an error */
    payfile_format format;
    err why;
    int64_t count[PAYFILE_REJECTED + 1]; /* rows by kind */
    int64_t fen[PAYFILE_REJECTED + 1];
    int64_t fee_mfen;
    payfile_stated stated;
    int64_t flow_in, flow_out;
    char rows[16384]; /* one line a row, as row_show writes it */
} reading;

/* Detects, opens and reads; the result is static and lives until the next call. */
const reading *file_read(span bytes);
/* Reads a file that must be whole, and compares its rows with `expected`. */
const reading *rows_are(span bytes, const char *expected);
/* Reads a file that must fail, with an error that contains `says`. */
void file_fails(span bytes, const char *says);

/* A merchant bill of 27 columns: BOM, header, `rows`, totals (header and values, or nothing when
 * NULL). */
span bill_of(const char *rows, const char *totals);
/* One row of such a bill: time, order, merchant order, state, amount, refund number, refund,
 * fee. */
const char *bill_row(
    const char *when, const char *order, const char *state, const char *amount, const char *refund);
/* The same bytes in GB18030. */
span gb18030_of(span utf8);
/* A workbook: per sheet the XML inside sheetData, texts inline. */
span workbook_of(const char *const *sheets, size_t count);
/* Cells of the QR sheet's row as XML: number as text, amount as number, both may be NULL. */
const char *qr_row(int row, const char *number, const char *amount);

#endif
