/* What the tests of paper share: files of a test, other programs that read what was drawn.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TESTS_UNIT_PAPER_FIXTURE_H
#define NUAN_TESTS_UNIT_PAPER_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/err.h"
#include "paper/receipt.h"

int qr_tests(void);
int receipt_tests(void);
int canvas_tests(void);
int pdf_tests(void);
int forms_tests(void);

/* The arena of the running test, emptied before each. */
extern arena paper_home;
int paper_home_begin(void **state);
int paper_home_end(void **state);
/* The house of paper with the installed font, opened once; Chinese texts are those of zh.po. */
paper *paper_house(void);
void paper_words_read(void);
/* A receipt of 3,617,900.00 yuan, and its bytes (in paper_home). */
paper_receipt paper_usual(void);
span paper_drawn(const paper_receipt *v, const paper_file *proof);
/* Path of a scratch file with this name, in a folder that ends with the tests. */
const char *paper_scratch(const char *name);
/* Writes bytes to such a file and gives its path. */
const char *paper_keep(const char *name, span bytes);
/* The bytes of a file, in paper_home. */
span paper_read(const char *path);
/* What a command (printf's way) prints, without its last line end; its status must be `status`.
 * Lives in paper_home. */
span paper_run(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* True if the error's English text contains `text`. */
bool err_says(const err *e, const char *text);
#define assert_contains(s, text) assert_true(span_search((s), span_of(text)) < (s).size)
#define assert_lacks(s, text) assert_int_equal(span_search((s), span_of(text)), (s).size)

#endif
