/* What of the log needs no database: who signs.  The rest is tests/law/log_store.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "log/log.h"
#include "text/text.h"

#include <string.h>

static arena home;
static log_sequencer sequencer;

static int home_open(void **state)
{
    (void)state;
    static const uint8_t seed[CRYPT_KEY_SIZE] = { 7 };
    err e = { 0 };
    return arena_open(&home, 4 << 20) && log_sequencer_init(&sequencer,
                                             (span)SPAN("nuan.example.org/log"), seed, false, &e)
               ? 0
               : 1;
}

static int home_close(void **state)
{
    (void)state;
    arena_close(&home);
    return 0;
}

static void test_sequencer(void **state)
{
    (void)state;
    static const uint8_t seed[CRYPT_KEY_SIZE] = { 7 };
    log_sequencer s = { 0 };
    err e = { 0 };
    static const char *const bad[] = { "", "a b", "a+b", "a\nb" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(log_sequencer_init(&s, span_of(bad[i]), seed, false, &e));
        assert_int_equal(e.code, ERR_INPUT);
    }
    assert_true(log_sequencer_init(&s, (span)SPAN("127.0.0.1:8080/log"), seed, true, &e));
    assert_true(s.is_demo);
    assert_memory_equal(s.key.public_key, sequencer.key.public_key, CRYPT_KEY_SIZE);
    assert_int_not_equal(s.key.id, sequencer.key.id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequencer),
    };
    return cmocka_run_group_tests_name("log", tests, home_open, home_close);
}
