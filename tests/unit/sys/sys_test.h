/* The groups of tests of sys, and the scratch folder they share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TESTS_SYS_TEST_H
#define NUAN_TESTS_SYS_TEST_H

#include "base/arena.h"

extern arena home;
/* A path in the scratch folder; lives in `home`. */
const char *scratch(const char *name);

int file_tests(void);
int thread_tests(void);
int zone_tests(void);

#endif
