/* Shared by the tests of door/web.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WEB_TEST_H
#define NUAN_WEB_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "door/web/html.h"

extern arena home;
int home_reset(void **state);

/* A page of the given language in Beijing time. */
html page_begin(say_lang lang);
/* What stands in it, NUL-terminated. */
const char *page_text(const html *page);
/* Asserts what `writes` makes of a page. */
#define assert_writes(lang, statement, wanted)                                                     \
    do {                                                                                           \
        html page = page_begin(lang);                                                              \
        html *out = &page;                                                                         \
        statement;                                                                                 \
        assert_string_equal(page_text(out), wanted);                                               \
    } while (0)

int html_tests(void);
int chart_tests(void);
int page_tests(void);

#endif
