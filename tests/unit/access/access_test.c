/* Roles, rights and the rules of user names and passwords.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "access/access.h"
#include "crypt/crypt.h"

#include <string.h>

static bool holds(access_role role, right r)
{
    return (access_role_rights(role) >> r & 1) != 0;
}

/* Nobody can both make and approve, whatever single role they have. */
static void no_role_makes_and_approves(void **state)
{
    (void)state;
    for (int role = 1; role < ACCESS_ROLE_COUNT; role++) {
        access_role r = (access_role)role;
        assert_false(holds(r, RIGHT_STATEMENT_IMPORT) && holds(r, RIGHT_STATEMENT_CONFIRM));
        assert_false(holds(r, RIGHT_STATEMENT_CONFIRM) &&
                     (holds(r, RIGHT_DONATION_ENTER) || holds(r, RIGHT_REFUND_BOOK)));
        assert_true(holds(r, RIGHT_READ));
        assert_false(holds(r, RIGHT_SYSTEM));
        assert_false(holds(r, RIGHT_DONATION_NOTIFY)); /* of tokens alone */
    }
    assert_false(holds(ACCESS_OPERATOR, RIGHT_STATEMENT_CONFIRM));
    assert_false(holds(ACCESS_OPERATOR, RIGHT_DISCLOSE));
    assert_false(holds(ACCESS_ADMINISTRATOR, RIGHT_DONATION_ENTER));
    assert_int_equal(access_role_rights((access_role)0), 0);
    assert_int_equal(access_role_rights(ACCESS_ROLE_COUNT), 0);
}

static void names_are_read_back(void **state)
{
    (void)state;
    for (int i = 1; i < ACCESS_ROLE_COUNT; i++) {
        access_role role = (access_role)0;
        assert_true(access_role_parse(span_of(access_role_name((access_role)i)), &role));
        assert_int_equal(role, i);
    }
    for (int i = 1; i < RIGHT_COUNT; i++) {
        right r = RIGHT_NONE;
        assert_true(access_right_parse(span_of(access_right_name((right)i)), &r));
        assert_int_equal(r, i);
    }
    access_role role = (access_role)0;
    right r = RIGHT_NONE;
    assert_false(access_role_parse(span_of(""), &role));
    assert_false(access_role_parse(span_of("Clerk"), &role));
    assert_false(access_right_parse(span_of(""), &r));
    assert_false(access_right_parse(span_of("donation.notif"), &r));
}

static void logins_keep_their_form(void **state)
{
    (void)state;
    static const char *const good[] = { "a", "chen.min", "os:root", "clerk-2_b" };
    static const char *const bad[] = { "", "Chen", "chen min", "陈敏", "a/b", "a'b", "a\"b",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" /* 65 */ };
    err error = { 0 };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(access_login_check(span_of(good[i]), &error));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(access_login_check(span_of(bad[i]), &error));
        assert_int_equal(error.code, ERR_INPUT);
        assert_string_equal(error.field, "login");
    }
}

static void passwords_keep_their_rules(void **state)
{
    (void)state;
    err error = { 0 };
    char bytes[ACCESS_SECRET_MAX + 1];
    memset(bytes, 'a', sizeof bytes);
    bytes[0] = 'b';
    assert_true(access_secret_rules((span){ bytes, ACCESS_SECRET_MIN }, &error));
    assert_true(access_secret_rules((span){ bytes, ACCESS_SECRET_MAX }, &error));
    assert_true(
        access_secret_rules(span_of("一二三四五六七八九十"), &error)); /* characters, not bytes */
    assert_false(access_secret_rules((span){ bytes, ACCESS_SECRET_MIN - 1 }, &error));
    assert_false(access_secret_rules((span){ bytes, ACCESS_SECRET_MAX + 1 }, &error));
    assert_false(access_secret_rules(span_of(""), &error));
    assert_false(access_secret_rules(span_of("aaaaaaaaaaaa"), &error));
    assert_int_equal(error.code, ERR_INPUT);
    assert_string_equal(error.field, "password");
}

static void secrets_are_long_and_new(void **state)
{
    (void)state;
    char one[ACCESS_TOKEN_SIZE + 1];
    char two[ACCESS_TOKEN_SIZE + 1];
    uint8_t digest[32];
    access_secret_make(one, digest);
    crypt_hash hash = crypt_sha256(span_of(one));
    assert_int_equal(strlen(one), ACCESS_TOKEN_SIZE);
    assert_memory_equal(digest, hash.bytes, sizeof digest);
    access_secret_make(two, digest);
    assert_string_not_equal(one, two);
}

static void a_cookie_is_known_as_ours(void **state)
{
    (void)state;
    const uint8_t house[32] = "a house of ours";
    const uint8_t other[32] = "another house";
    char cookie[ACCESS_TOKEN_SIZE + 1];
    uint8_t digest[32];
    access_cookie_make(house, cookie, digest);
    crypt_hash hash = crypt_sha256(span_of(cookie));
    assert_memory_equal(digest, hash.bytes, sizeof digest);
    assert_true(access_cookie_is_ours(house, span_of(cookie)));
    assert_false(access_cookie_is_ours(other, span_of(cookie)));
    assert_false(access_cookie_is_ours(house, span_of("")));
    cookie[0] = cookie[0] == 'A' ? 'B' : 'A';
    assert_false(access_cookie_is_ours(house, span_of(cookie)));
    access_secret_make(cookie, digest);
    assert_false(access_cookie_is_ours(house, span_of(cookie)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_role_makes_and_approves),
        cmocka_unit_test(names_are_read_back),
        cmocka_unit_test(logins_keep_their_form),
        cmocka_unit_test(passwords_keep_their_rules),
        cmocka_unit_test(secrets_are_long_and_new),
        cmocka_unit_test(a_cookie_is_known_as_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
