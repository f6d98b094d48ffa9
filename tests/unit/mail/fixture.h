/* What the tests of mail share: a mail shown as text.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TESTS_UNIT_MAIL_FIXTURE_H
#define NUAN_TESTS_UNIT_MAIL_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail/mail.h"

#include <string.h>

int mail_tests(void);
int bounds_tests(void);

/* All parts, a line each: "1.0 file bill.csv text/csv <decoded>"; messages that fail as "! <message>".
 * Lives until the next call. */
const char *mail_shown(span bytes);

#endif
