/* The groups of tests of base.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TESTS_BASE_TEST_H
#define NUAN_TESTS_BASE_TEST_H

int span_tests(void);
int arena_tests(void);
int err_tests(void);
int money_tests(void);

#endif
