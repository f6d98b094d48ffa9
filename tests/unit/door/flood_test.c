/* Buckets of visitors: bursts, pauses, who shares one, and what happens when there are too many.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "door/flood.h"
#include "net/net.h"

#include <stdio.h>
#include <string.h>

static flood *f;

static int setup(void **state)
{
    (void)state;
    err why = { 0 };
    return flood_open(&f, &why) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    flood_close(f);
    return 0;
}

static bool take(flood_kind kind, const char *address, int64_t now_us, int64_t *ret_wait_us)
{
    uint8_t bytes[16];
    assert_true(net_address_parse(span_of(address), bytes));
    return flood_take(f, kind, bytes, now_us, ret_wait_us);
}

static int count_taken(flood_kind kind, const char *address, int64_t now_us)
{
    int64_t wait = 0;
    int taken = 0;
    while (take(kind, address, now_us, &wait))
        taken++;
    return taken;
}

static void burst_then_pause(void **state)
{
    (void)state;
    int64_t wait = 0;
    flood_rule_set(f, FLOOD_PROMISE, (flood_rule){ 3, 2000 });
    assert_int_equal(count_taken(FLOOD_PROMISE, "203.0.113.7", 1000000), 3);
    assert_false(take(FLOOD_PROMISE, "203.0.113.7", 1000000, &wait));
    assert_int_equal(wait, 2000000);
    assert_false(take(FLOOD_PROMISE, "203.0.113.7", 2999999, &wait));
    assert_int_equal(wait, 1);
    assert_true(take(FLOOD_PROMISE, "203.0.113.7", 3000000, &wait));
    assert_false(take(FLOOD_PROMISE, "203.0.113.7", 3000000, &wait));
    /* Who rests gets back what he had, and not more. */
    assert_int_equal(count_taken(FLOOD_PROMISE, "203.0.113.7", 900000000), 3);
}

/* A refusal costs nothing: who goes on knocking waits no longer. */
static void refused_costs_nothing(void **state)
{
    (void)state;
    int64_t wait = 0;
    flood_rule_set(f, FLOOD_CLAIM, (flood_rule){ 1, 1000 });
    assert_true(take(FLOOD_CLAIM, "198.51.100.1", 0, &wait));
    for (int i = 0; i < 1000; i++)
        assert_false(take(FLOOD_CLAIM, "198.51.100.1", 500000, &wait));
    assert_int_equal(wait, 500000);
    assert_true(take(FLOOD_CLAIM, "198.51.100.1", 1000000, &wait));
}

static void places_and_kinds_are_apart(void **state)
{
    (void)state;
    int64_t wait = 0;
    for (int i = 0; i < FLOOD_KIND_COUNT; i++)
        flood_rule_set(f, (flood_kind)i, (flood_rule){ 1, 1000 });
    assert_true(take(FLOOD_PROMISE, "203.0.113.7", 0, &wait));
    assert_true(take(FLOOD_PROMISE, "203.0.113.8", 0, &wait));
    assert_true(take(FLOOD_QUESTION, "203.0.113.7", 0, &wait));
    assert_false(take(FLOOD_PROMISE, "203.0.113.7", 0, &wait));
    /* The same address written as IPv6 is the same place. */
    assert_false(take(FLOOD_PROMISE, "::ffff:203.0.113.7", 0, &wait));
    /* One network of IPv6 is one place, whichever address it uses. */
    assert_true(take(FLOOD_PROMISE, "2001:db8:1:2::1", 0, &wait));
    assert_false(take(FLOOD_PROMISE, "2001:db8:1:2:ffff:1:2:3", 0, &wait));
    assert_true(take(FLOOD_PROMISE, "2001:db8:1:3::1", 0, &wait));
}

/* More places than the table has room for: its memory stays, and whoever asked most is not let go
 * before those who have rested. */
static void many_places(void **state)
{
    (void)state;
    int64_t wait = 0;
    char text[32];
    flood_rule_set(f, FLOOD_PROMISE, (flood_rule){ 100, 1000 });
    assert_int_equal(count_taken(FLOOD_PROMISE, "192.0.2.1", 0), 100);
    for (int i = 0; i < 300000; i++) {
        snprintf(text, sizeof text, "10.%d.%d.%d", i >> 16, (i >> 8) & 255, i & 255);
        assert_true(take(FLOOD_PROMISE, text, 0, &wait));
    }
    assert_false(take(FLOOD_PROMISE, "192.0.2.1", 0, &wait));
}

static void rules_as_text(void **state)
{
    (void)state;
    char text[FLOOD_RULE_SIZE];
    flood_rule rule = { 0 };
    flood_kind kind = FLOOD_PROMISE;
    flood_rule_write(text, (flood_rule){ 120, 1000 });
    assert_string_equal(text, "120 1000");
    assert_true(flood_rule_parse(span_of(text), &rule));
    assert_int_equal(rule.burst, 120);
    assert_int_equal(rule.every_ms, 1000);
    static const char *const bad[] = { "", "120", "0 1000", "1 0", "-1 5", "1 2 3", "100001 5",
        "5 3600001" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(flood_rule_parse(span_of(bad[i]), &rule));
    assert_int_equal(rule.burst, 120);
    for (int i = 0; i < FLOOD_KIND_COUNT; i++) {
        assert_true(flood_kind_parse(span_of(flood_kind_name((flood_kind)i)), &kind));
        assert_int_equal(kind, i);
    }
    assert_false(flood_kind_parse(span_of("nothing"), &kind));
}

static void addresses(void **state)
{
    (void)state;
    uint8_t bytes[16];
    static const char *const bad[] = { "", "unix", "1.2.3", "1.2.3.4:80", "[::1]", "1.2.3.4 ",
        "unknown", "12345:1::", "1111:2222:3333:4444:5555:6666:7777:8888:9999:0000:1111" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(net_address_parse(span_of(bad[i]), bytes));
    assert_true(net_address_parse(span_of("::1"), bytes));
    assert_int_equal(bytes[15], 1);
    assert_int_equal(bytes[10], 0);
    assert_true(net_address_parse(span_of("1.2.3.4"), bytes));
    assert_int_equal(bytes[10], 0xFF);
    assert_int_equal(bytes[15], 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(burst_then_pause, setup, teardown),
        cmocka_unit_test_setup_teardown(refused_costs_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(places_and_kinds_are_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(many_places, setup, teardown),
        cmocka_unit_test(rules_as_text),
        cmocka_unit_test(addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
