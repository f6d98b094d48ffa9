/* The tests of the tile log's pure part, one table a file, run by tlog_test.c.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TESTS_UNIT_TLOG_TLOG_TEST_H
#define NUAN_TESTS_UNIT_TLOG_TLOG_TEST_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/text.h"
#include "tlog/note.h"

#include <string.h>

int tree_tests(void);
int tile_tests(void);
int note_tests(void);
int leaf_tests(void);
int receipt_tests(void);

/* The eight leaves of the public test vectors. */
extern const span vector_leaves[8];

/* A hash written in hex, or in base64. */
crypt_hash hash_of_hex(const char *hex);
crypt_hash hash_of_base64(const char *text);
/* A tree of `count` leaves: the vectors, or the decimals "0", "1" ... */
tlog_tree vector_tree(uint64_t count);
tlog_tree decimal_tree(uint64_t count);
/* The signer of the test vectors. */
tlog_signer vector_signer(void);

#endif
