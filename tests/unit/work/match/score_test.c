/* The rules of matching: what each one says, what is taken off, and what is certain.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "work/match/match.h"

#include <string.h>

enum { HERE = 1, ELSEWHERE = 2, LI = 11, WANG = 12, CODE = 777, OTHER_CODE = 888, PAYER = 21 };

static match_promise promised(int64_t id, int64_t fen)
{
    return (match_promise){ .id = { id },
        .campaign = { HERE },
        .code = CODE,
        .name_key = LI,
        .rest = { fen },
        .made = { 20200202 },
        .expires = { 20200209 } };
}

static match_gift given(int64_t id, int64_t fen)
{
    return (match_gift){ .id = { id }, .campaign = { HERE }, .rest = { fen }, .day = { 20200202 } };
}

static match_suggestion made[MATCH_SUGGESTIONS_MAX];

static size_t suggest_one(const match_gift *g, const match_promise *p)
{
    const match_place place = { .promises = p, .promise_count = 1 };
    return match_suggest(g, &place, made);
}

static bool says(const match_suggestion *s, match_reason reason)
{
    for (int i = 0; i < s->reason_count; i++) {
        if (s->reasons[i].reason == reason)
            return true;
    }
    return false;
}

/* The number that a reason tells; 0: it is not told. */
static int64_t number_of(const match_suggestion *s, match_reason reason)
{
    for (int i = 0; i < s->reason_count; i++) {
        if (s->reasons[i].reason == reason)
            return s->reasons[i].number;
    }
    return 0;
}

static void an_order_number_is_certain(void **state)
{
    (void)state;
    match_promise p = promised(1, 10000);
    match_gift g = given(5, 10000);
    g.order_code = CODE;
    assert_int_equal(suggest_one(&g, &p), 1);
    assert_int_equal(made[0].confidence, 1000);
    assert_true(says(&made[0], MATCH_BY_ORDER) && says(&made[0], MATCH_SAME_AMOUNT));
    assert_true(match_is_certain(made, 1, MATCH_THRESHOLD));
    assert_false(match_is_certain(made, 1, MATCH_THRESHOLD_MAX));
}

static void a_code_in_the_remark_is_nearly(void **state)
{
    (void)state;
    match_promise p = promised(1, 10000);
    match_gift g = given(5, 10000);
    g.codes[0] = OTHER_CODE;
    g.codes[1] = CODE;
    g.code_count = 2;
    g.name_key = WANG; /* somebody pays for another one */
    assert_int_equal(suggest_one(&g, &p), 1);
    assert_int_equal(made[0].confidence, 990);
    assert_true(says(&made[0], MATCH_BY_CODE) && says(&made[0], MATCH_OTHER_NAME));
    assert_true(match_is_certain(made, 1, MATCH_THRESHOLD));
    g.rest.fen = 9900;
    assert_int_equal(suggest_one(&g, &p), 1);
    assert_int_equal(made[0].confidence, 600);
    assert_true(says(&made[0], MATCH_OTHER_AMOUNT));
    assert_false(match_is_certain(made, 1, MATCH_THRESHOLD));
}

static void a_known_payer_stands_for_his_giver(void **state)
{
    (void)state;
    match_promise p = promised(1, 10000);
    match_gift g = given(5, 10000);
    match_place place = { .promises = &p, .promise_count = 1, .payer = { true, LI } };
    g.payer_key = PAYER;
    assert_int_equal(match_suggest(&g, &place, made), 2);
    assert_int_equal(made[0].confidence, 970);
    assert_int_equal(made[1].confidence, 900);
    assert_int_equal(made[1].promise_count, 0);
    assert_true(match_is_certain(made, 2, MATCH_THRESHOLD));
    assert_true(match_is_certain(made, 2, 900)); /* the payer alone is no rival */
    /* He promised another amount. */
    p.rest.fen = 20000;
    assert_int_equal(match_suggest(&g, &place, made), 2);
    assert_int_equal(made[0].confidence, 900);
    assert_int_equal(made[1].confidence, 450);
    assert_false(match_is_certain(made, 2, MATCH_THRESHOLD));
    /* Two of his promises fit: a person chooses. */
    const match_promise two[] = { promised(1, 10000), promised(2, 10000) };
    place = (match_place){ .promises = two, .promise_count = 2, .payer = { true, LI } };
    assert_int_equal(match_suggest(&g, &place, made), 3);
    assert_int_equal(made[1].confidence, 970);
    assert_true(says(&made[0], MATCH_SEVERAL));
    assert_false(match_is_certain(made, 3, MATCH_THRESHOLD));
    /* Another gift of his beside it: two promises fit it all the same. */
    match_gift other = given(6, 10000);
    other.name_key = LI;
    place.gifts = &other;
    place.gift_count = 1;
    assert_int_equal(match_suggest(&g, &place, made), 3);
    assert_int_equal(number_of(&made[0], MATCH_SEVERAL), 2);
    assert_int_equal(number_of(&made[1], MATCH_SEVERAL), 2);
}

static void a_name_with_amount_and_day(void **state)
{
    (void)state;
    match_promise p = promised(1, 10000);
    match_gift g = given(5, 10000);
    static const struct {
        int32_t day, confidence;
        match_reason reason;
    } cases[] = { { 20200202, 850, MATCH_NEAR_DAY }, { 20200204, 850, MATCH_NEAR_DAY },
        { 20200205, 800, MATCH_FAR_DAY }, { 20200208, 650, MATCH_FAR_DAY },
        { 20200201, 750, MATCH_PAID_BEFORE }, { 20200210, 850 - 300 - 120, MATCH_EXPIRED } };
    g.name_key = LI;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        g.day.day = cases[i].day;
        assert_int_equal(suggest_one(&g, &p), 1);
        assert_int_equal(made[0].confidence, cases[i].confidence);
        assert_true(says(&made[0], cases[i].reason));
        assert_true(says(&made[0], MATCH_NO_CODE));
        assert_true(says(&made[0], MATCH_ONLY_ONE));
    }
    /* Another code speaks against it; the amount alone, or the name alone, says nothing. */
    g.day.day = 20200202;
    g.codes[0] = OTHER_CODE;
    g.code_count = 1;
    assert_int_equal(suggest_one(&g, &p), 1);
    assert_int_equal(made[0].confidence, 750);
    g.name_key = WANG;
    assert_int_equal(suggest_one(&g, &p), 0);
    g.name_key = LI;
    g.rest.fen = 1;
    assert_int_equal(suggest_one(&g, &p), 0);
}

static void several_of_a_name_are_a_doubt(void **state)
{
    (void)state;
    const match_promise two[] = { promised(1, 10000), promised(2, 10000) };
    match_place place = { .promises = two, .promise_count = 2 };
    match_gift g = given(5, 10000);
    g.name_key = LI;
    assert_int_equal(match_suggest(&g, &place, made), 2);
    assert_int_equal(made[0].confidence, 500);
    assert_true(says(&made[0], MATCH_SEVERAL) && !says(&made[0], MATCH_ONLY_ONE));
    /* So are several gifts. */
    match_gift other = given(6, 10000);
    other.name_key = LI;
    place = (match_place){ .promises = two, .promise_count = 1, .gifts = &other, .gift_count = 1 };
    assert_int_equal(match_suggest(&g, &place, made), 1);
    assert_int_equal(made[0].confidence, 500);
    /* But not one of another amount, nor the gift itself. */
    other.rest.fen = 1;
    assert_int_equal(match_suggest(&g, &place, made), 1);
    assert_int_equal(made[0].confidence, 850);
    other = g;
    assert_int_equal(match_suggest(&g, &place, made), 1);
    assert_int_equal(made[0].confidence, 850);
}

static void sums_of_several(void **state)
{
    (void)state;
    /* Three gifts for one promise. */
    match_promise p = promised(1, 10000);
    match_gift others[] = { given(6, 3000), given(7, 2000), given(8, 900) };
    match_gift g = given(5, 5000);
    g.name_key = LI;
    for (size_t i = 0; i < 3; i++)
        others[i].name_key = LI;
    match_place place = { .promises = &p, .promise_count = 1, .gifts = others, .gift_count = 3 };
    assert_int_equal(match_suggest(&g, &place, made), 1);
    assert_int_equal(made[0].confidence, 700);
    assert_int_equal(made[0].gift_count, 2);
    assert_int_equal(made[0].gifts[0] + made[0].gifts[1], 1);
    assert_true(says(&made[0], MATCH_SUM_OF_GIFTS));
    assert_int_equal(made[0].reasons[0].number, 3);
    assert_false(match_is_certain(made, 1, MATCH_THRESHOLD_MIN));
    /* Two ways to make it up. */
    others[2].rest.fen = 3000;
    assert_int_equal(match_suggest(&g, &place, made), 1);
    assert_int_equal(made[0].confidence, 550);
    /* One gift for two promises. */
    const match_promise two[] = { promised(1, 4000), promised(2, 700), promised(3, 1000) };
    place = (match_place){ .promises = two, .promise_count = 3 };
    assert_int_equal(match_suggest(&g, &place, made), 1);
    assert_int_equal(made[0].confidence, 700);
    assert_int_equal(made[0].promise_count, 2);
    assert_int_equal(made[0].promises[0] + made[0].promises[1], 2);
    g.name_key = WANG;
    assert_int_equal(match_suggest(&g, &place, made), 0);
}

static void what_can_not_be(void **state)
{
    (void)state;
    match_promise p = promised(1, 10000);
    match_gift g = given(5, 10000);
    g.order_code = CODE;
    p.campaign.value = ELSEWHERE;
    assert_int_equal(suggest_one(&g, &p), 0);
    p = promised(1, 0); /* nothing of it is open */
    assert_int_equal(suggest_one(&g, &p), 0);
    p = promised(1, 10000);
    g.rest.fen = 0;
    assert_int_equal(suggest_one(&g, &p), 0);
    const match_place nothing = { 0 };
    g = given(5, 10000);
    assert_int_equal(match_suggest(&g, &nothing, made), 0);
    assert_false(match_is_certain(made, 0, MATCH_THRESHOLD_MIN));
}

static void an_expired_code_is_for_a_person(void **state)
{
    (void)state;
    match_promise p = promised(1, 10000);
    match_gift g = given(5, 10000);
    g.order_code = CODE;
    g.day.day = 20200209; /* its last day */
    assert_int_equal(suggest_one(&g, &p), 1);
    assert_int_equal(made[0].confidence, 1000);
    g.day.day = 20200210;
    assert_int_equal(suggest_one(&g, &p), 1);
    assert_int_equal(made[0].confidence, 880);
    assert_true(says(&made[0], MATCH_EXPIRED));
    assert_false(match_is_certain(made, 1, MATCH_THRESHOLD));
}

/* Whatever comes, suggestions are in order, say why, and name what is there. */
static void suggestions_hang_together(void **state)
{
    (void)state;
    uint64_t dice = 42;
    for (int round = 0; round < 20000; round++) {
        match_promise promises[MATCH_SET_MAX];
        match_gift gifts[MATCH_SET_MAX];
        uint64_t draws[64];
        for (int i = 0; i < 64; i++) {
            dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407U;
            draws[i] = dice >> 33;
        }
        size_t promise_count = draws[0] % MATCH_SET_MAX;
        size_t gift_count = draws[1] % MATCH_SET_MAX;
        for (size_t i = 0; i < MATCH_SET_MAX; i++) {
            promises[i] = promised((int64_t)i + 1, (int64_t)(draws[2 + i] % 6) * 100);
            promises[i].code = (int64_t)i + 1;
            promises[i].name_key = draws[2 + i] % 7 < 3 ? LI : WANG;
            promises[i].made.day = 20200201 + (int32_t)(draws[2 + i] % 11);
            gifts[i] = given((int64_t)i + 5, (int64_t)(draws[20 + i] % 6) * 100);
            gifts[i].name_key = draws[20 + i] % 5 < 3 ? LI : 0;
        }
        match_gift g = given(5, (int64_t)(draws[60] % 9) * 100);
        g.name_key = draws[61] % 3 ? LI : 0;
        g.code_count = (int)(draws[62] % 2);
        g.codes[0] = (int64_t)(draws[62] % 14);
        const match_place place = { .promises = promises,
            .promise_count = promise_count,
            .gifts = gifts,
            .gift_count = gift_count,
            .payer = { draws[63] % 4 == 0, draws[63] % 8 == 0 ? WANG : LI } };
        size_t count = match_suggest(&g, &place, made);
        assert_true(count <= MATCH_SUGGESTIONS_MAX);
        for (size_t i = 0; i < count; i++) {
            const match_suggestion *s = &made[i];
            int64_t sum = g.rest.fen;
            int64_t wanted = 0;
            assert_true(s->confidence >= MATCH_LEAST && s->confidence <= 1000);
            assert_true(i == 0 || made[i - 1].confidence >= s->confidence);
            assert_true(s->reason_count > 0);
            for (size_t k = 0; k < s->promise_count; k++) {
                assert_true(s->promises[k] < promise_count);
                wanted += promises[s->promises[k]].rest.fen;
            }
            for (size_t k = 0; k < s->gift_count; k++) {
                assert_true(s->gifts[k] < gift_count && gifts[s->gifts[k]].id.value != 5);
                sum += gifts[s->gifts[k]].rest.fen;
            }
            if (s->gift_count > 0 || s->promise_count > 1)
                assert_int_equal(sum, wanted);
            for (int k = 1; k < s->reason_count; k++)
                assert_true(s->reasons[k].reason < MATCH_FIRST_AGAINST ||
                            k == s->reason_count - 1 ||
                            s->reasons[k + 1].reason >= MATCH_FIRST_AGAINST);
        }
    }
}

static void every_reason_has_words(void **state)
{
    (void)state;
    for (int reason = 1; reason < MATCH_REASON_COUNT; reason++) {
        const match_because why = { (match_reason)reason, 3 };
        err said = { 0 };
        char text[200];
        match_because_say(&why, &said);
        assert_true(err_render(&said, said.message, text, sizeof text) > 0);
        assert_true(match_reason_name((match_reason)reason)[0] != '\0');
    }
    assert_string_equal(match_word(850), "very likely");
    assert_string_equal(match_word(849), "likely");
    assert_string_equal(match_word(499), "unsure");
}

static void payers_have_keys(void **state)
{
    (void)state;
    const uint8_t key[32] = { 3 };
    assert_int_equal(match_payer_key(key, span_of("")), 0);
    assert_int_equal(match_payer_key(key, span_of("6222****1234")), 0);
    assert_true(match_payer_key(key, span_of("oABC123")) > 0);
    assert_int_equal(match_payer_key(key, span_of(" 6222 0000 1234 ")),
        match_payer_key(key, span_of("622200001234")));
    assert_int_not_equal(
        match_payer_key(key, span_of("oABC123")), match_payer_key(key, span_of("oabc123")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_number_is_certain),
        cmocka_unit_test(a_code_in_the_remark_is_nearly),
        cmocka_unit_test(a_known_payer_stands_for_his_giver),
        cmocka_unit_test(a_name_with_amount_and_day),
        cmocka_unit_test(several_of_a_name_are_a_doubt),
        cmocka_unit_test(sums_of_several),
        cmocka_unit_test(what_can_not_be),
        cmocka_unit_test(an_expired_code_is_for_a_person),
        cmocka_unit_test(suggestions_hang_together),
        cmocka_unit_test(every_reason_has_words),
        cmocka_unit_test(payers_have_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
