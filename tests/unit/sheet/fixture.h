/* What the tests of sheet share: a workbook made from its XML files, and errors as text.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TESTS_UNIT_SHEET_FIXTURE_H
#define NUAN_TESTS_UNIT_SHEET_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "sheet/sheet.h"

#include <string.h>

int csv_tests(void);
int number_tests(void);
int book_tests(void);
int xls_tests(void);
int zip_tests(void);
int page_tests(void);
int write_tests(void);

/* One file of a zip. */
typedef struct zip_file_text {
    const char *name;
    span text;
} zip_file_text;

/* Packs the files; the bytes live in a static buffer until the next call. */
span zip_of(const zip_file_text *files, size_t count);
/* A workbook of one sheet: `rows` is what stands in sheetData, `strings` in sst (or NULL). */
span book_of(const char *rows, const char *strings);
/* The parts that book_of makes, to be changed by a test: [Content_Types], workbook, relations,
 * styles, sheet, strings. */
enum { BOOK_PARTS = 5, PART_WORKBOOK = 0, PART_RELATIONS, PART_STYLES, PART_SHEET, PART_STRINGS };
void book_parts(const char *rows, const char *strings, zip_file_text parts[BOOK_PARTS]);
/* Opens, chooses the first sheet and shows all rows as "3:[text]n"; n d f e b are marks.  NULL when
 * that fails.  Lives until the next call. */
const char *book_shown(span bytes, err *reterr);
/* Asserts that reading all of a workbook fails like this. */
void book_refused(span bytes, err_code code, const char *says);
/* True if the error's English text contains `text`. */
bool err_says(const err *e, const char *text);
bool text_is(span s, const char *text);

#endif
