/* Tokens of secret links.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "work/giver/giver.h"

#include <string.h>

static const uint8_t one_key[32] = { 1 }, other_key[32] = { 2 };

static void tokens_are_their_own(void **state)
{
    (void)state;
    char a[GIVER_TOKEN_SIZE + 1], b[GIVER_TOKEN_SIZE + 1];
    giver_token_make(a);
    giver_token_make(b);
    assert_int_equal(strlen(a), GIVER_TOKEN_SIZE);
    assert_string_not_equal(a, b);
}

/* The same form leads to the same place, another one or another house elsewhere. */
static void a_key_has_one_token(void **state)
{
    (void)state;
    char a[GIVER_TOKEN_SIZE + 1], b[GIVER_TOKEN_SIZE + 1];
    giver_token_of(one_key, span_of("form"), a);
    giver_token_of(one_key, span_of("form"), b);
    assert_string_equal(a, b);
    giver_token_of(one_key, span_of("forn"), b);
    assert_string_not_equal(a, b);
    giver_token_of(other_key, span_of("form"), b);
    assert_string_not_equal(a, b);
}

static void what_is_kept_is_not_the_token(void **state)
{
    (void)state;
    char token[GIVER_TOKEN_SIZE + 1];
    uint8_t kept[GIVER_DIGEST_SIZE], again[GIVER_DIGEST_SIZE], others[GIVER_DIGEST_SIZE];
    giver_token_of(one_key, span_of("form"), token);
    assert_true(giver_token_digest(one_key, span_of(token), kept));
    assert_true(giver_token_digest(one_key, span_of(token), again));
    assert_true(giver_token_digest(other_key, span_of(token), others));
    assert_memory_equal(kept, again, sizeof kept);
    assert_memory_not_equal(kept, others, sizeof kept);
    assert_memory_not_equal(kept, token, sizeof kept);
}

static void other_texts_are_no_tokens(void **state)
{
    (void)state;
    uint8_t kept[GIVER_DIGEST_SIZE];
    static const char *const bad[] = { "", "short", "AAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA/", "AAAAAAAAAAAAAAAAAAAAA ",
        "AAAAAAAAAAAAAAAAAAA\xE7\x8E\x8B" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(giver_token_digest(one_key, span_of(bad[i]), kept));
    assert_true(giver_token_digest(one_key, span_of("AAAAAAAAAAAAAAAAAAAA-_"), kept));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_their_own),
        cmocka_unit_test(a_key_has_one_token),
        cmocka_unit_test(what_is_kept_is_not_the_token),
        cmocka_unit_test(other_texts_are_no_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
