/* The groups of tests of text, and the arena they share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TESTS_TEXT_TEST_H
#define NUAN_TESTS_TEXT_TEST_H

#include "base/arena.h"

/* Reset before each test. */
extern arena home;
int home_reset(void **state);

int utf8_tests(void);
int amount_tests(void);
int currency_tests(void);
int date_tests(void);
int code_tests(void);
int json_tests(void);
int say_tests(void);

#endif
