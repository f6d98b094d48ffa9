/* The rule that says whether a gift can be moved, fact by fact.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "work/donation/move.h"

#include <stdio.h>
#include <string.h>

enum { ORG = 5, HERE = 1, THERE = 2, GIFT = 11, MASKS = 7 };

int move_tests(void);

static campaign campaign_of(int64_t id, const char *code)
{
    campaign c = { .id = { id }, .org = { ORG }, .phase = PHASE_RESPONSE };
    snprintf(c.code, sizeof c.code, "%s", code);
    return c;
}

/* A gift of 100.00 that can go from one campaign to the other. */
static move_facts facts_good(void)
{
    move_facts f = { .gift = { .org = { ORG },
                         .id = { GIFT },
                         .campaign = { HERE },
                         .asset = LEDGER_CNY,
                         .amount = { 10000 },
                         .state = DONATION_BOOKED,
                         .version = 3 },
        .from = campaign_of(HERE, "here"),
        .to = campaign_of(THERE, "there"),
        .account = "here.bank",
        .is_guarded = true,
        .left = { 10000 } };
    f.now = f.gift;
    f.now_in = f.from;
    return f;
}

static const move_target there = { .campaign = { THERE } };

static void refused(const move_facts *f, const move_target *to, err_code code, const char *field)
{
    err why = { 0 };
    assert_false(move_check(f, to, &why));
    assert_int_equal(why.code, code);
    assert_string_equal(why.field, field);
}

static void a_good_gift_goes(void **state)
{
    (void)state;
    err why = { 0 };
    move_facts f = facts_good();
    assert_true(move_check(&f, &there, &why));
    const move_target same_version = { .campaign = { THERE }, .version = 3 };
    assert_true(move_check(&f, &same_version, &why));
    /* To a purpose of its own campaign, out of an account that is empty by now. */
    f.to = f.from;
    f.left.fen = 0;
    const move_target masks = { .campaign = { HERE }, .purpose = MASKS };
    assert_true(move_check(&f, &masks, &why));
}

static void where_it_lies_is_no_target(void **state)
{
    (void)state;
    move_facts f = facts_good();
    f.to = f.from;
    f.gift.purpose = MASKS;
    const move_target masks = { .campaign = { HERE }, .purpose = MASKS };
    refused(&f, &masks, ERR_CONFLICT, "campaign");
}

static void other_campaigns_are_refused(void **state)
{
    (void)state;
    move_facts f = facts_good();
    f.to.id.value = 0;
    refused(&f, &there, ERR_INPUT, "campaign");
    f = facts_good();
    f.to.org.value = ORG + 1;
    refused(&f, &there, ERR_CONFLICT, "campaign");
    f = facts_good();
    f.to.phase = PHASE_CLOSED;
    refused(&f, &there, ERR_CONFLICT, "campaign");
    f = facts_good();
    f.from.phase = PHASE_CLOSED;
    refused(&f, &there, ERR_CONFLICT, "");
    f = facts_good();
    f.to.is_exercise = true;
    refused(&f, &there, ERR_CONFLICT, "campaign");
}

static void what_left_the_books_stays(void **state)
{
    (void)state;
    err why = { 0 };
    move_facts f = facts_good();
    f.gift.state = DONATION_REVERSED;
    refused(&f, &there, ERR_CONFLICT, "");
    /* Moved before: it says where to, and what to do. */
    f.gift.moved_to.value = GIFT + 1;
    f.now.id.value = GIFT + 1;
    f.now_in = f.to;
    assert_false(move_check(&f, &there, &why));
    assert_int_equal(why.code, ERR_CONFLICT);
    assert_string_equal(why.args[0].text, "there");
    assert_non_null(why.hint);
    f.now.state = DONATION_REVERSED;
    why = (err){ 0 };
    assert_false(move_check(&f, &there, &why));
    assert_null(why.hint);
}

static void money_that_went_out_stays(void **state)
{
    (void)state;
    move_facts f = facts_good();
    f.given_back.fen = 1;
    refused(&f, &there, ERR_CONFLICT, "");
    f = facts_good();
    f.left.fen = 9999;
    refused(&f, &there, ERR_CONFLICT, "");
    f.is_guarded = false;
    err why = { 0 };
    assert_true(move_check(&f, &there, &why));
}

static void a_change_in_between_is_stale(void **state)
{
    (void)state;
    move_facts f = facts_good();
    const move_target old = { .campaign = { THERE }, .version = 2 };
    refused(&f, &old, ERR_STALE, "");
}

int move_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_gift_goes),
        cmocka_unit_test(where_it_lies_is_no_target),
        cmocka_unit_test(other_campaigns_are_refused),
        cmocka_unit_test(what_left_the_books_stays),
        cmocka_unit_test(money_that_went_out_stays),
        cmocka_unit_test(a_change_in_between_is_stale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
