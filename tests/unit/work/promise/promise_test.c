/* Order codes and keys of names: what people make of them when they type.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "work/promise/promise.h"

#include <stdio.h>
#include <string.h>

enum { DRAWS = 2000 };

static uint64_t random_next(void)
{
    static uint64_t state = UINT64_C(0x9E3779B97F4A7C15);
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state * UINT64_C(0x2545F4914F6CDD1D);
}

static order_code draw(void)
{
    order_code code = { 0 };
    while (code.value == 0)
        code = order_code_make(random_next());
    return code;
}

static void any_wrong_symbol_is_noticed(void **state)
{
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        order_code code = draw();
        assert_true(order_code_fits(code));
        for (int place = 0; place < ORDER_CODE_SYMBOLS; place++) {
            for (int64_t by = 1; by < 32; by++)
                assert_false(order_code_fits((order_code){ code.value ^ by << (place * 5) }));
        }
    }
}

static void any_two_that_changed_places_are_noticed(void **state)
{
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        int64_t code = draw().value;
        for (int a = 0; a < ORDER_CODE_SYMBOLS; a++) {
            for (int b = 0; b < a; b++) {
                int64_t differ = (code >> (a * 5) ^ code >> (b * 5)) & 31;
                int64_t other = code ^ differ << (a * 5) ^ differ << (b * 5);
                assert_true(differ == 0 || !order_code_fits((order_code){ other }));
            }
        }
    }
}

static void a_code_reads_back(void **state)
{
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        char text[ORDER_CODE_TEXT_SIZE];
        order_code code = draw();
        order_code read = { 0 };
        order_code_write(text, code);
        assert_int_equal(strlen(text), 9);
        assert_int_equal(text[4], '-');
        assert_true(order_code_parse(span_of(text), &read));
        assert_int_equal(read.value, code.value);
    }
}

/* A code whose symbols are known: found by its first seven. */
static order_code code_of(const char *seven)
{
    static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    uint64_t data = 0;
    for (int i = 0; i < 7; i++)
        data = data << 5 | (uint64_t)(strchr(symbols, seven[i]) - symbols);
    return order_code_make(data << 29);
}

/* {0}, {1} in a pattern: the halves of the code as shown. */
static span typed(const char *pattern, order_code code, char *into, size_t size)
{
    char text[ORDER_CODE_TEXT_SIZE];
    order_code_write(text, code);
    int used = snprintf(into, size, pattern, 4, text, text + 5);
    return (span){ into, (size_t)used };
}

static void a_code_is_found_as_people_type_it(void **state)
{
    (void)state;
    static const char *const patterns[] = { "%.*s-%s", "%.*s%s", "%.*s %s", "捐款码：%.*s-%s",
        "捐款码%.*s%s谢谢", "武汉加油 %.*s　%s", "【%.*s－%s】", "%.*s--%s",
        "转账 备注:%.*s_%s,加油", "温暖武汉%.*s – %s", "13800138000 %.*s-%s", "2020-02-03 %.*s%s" };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        char remark[128];
        order_code code = code_of("7K3F92Q");
        order_code found[ORDER_CODES_MAX];
        size_t count = order_code_find(typed(patterns[i], code, remark, sizeof remark), found);
        if (count == 0 || found[0].value != code.value)
            fail_msg("not found in: %s", remark);
    }
}

static void spellings_are_read_alike(void **state)
{
    (void)state;
    char shown[ORDER_CODE_TEXT_SIZE];
    char other[64] = "";
    order_code code = code_of("0A1B0C1");
    order_code found[ORDER_CODES_MAX];
    order_code_write(shown, code);
    /* Lower case, O for 0, I and l for 1, a blank between any two. */
    for (const char *at = shown; *at; at++) {
        char one[4] = { *at == '0' ? 'O' : *at == '1' ? 'l' : *at, ' ', '\0' };
        if (*at >= 'A')
            one[0] = (char)(*at + 32);
        strcat(other, one);
    }
    assert_true(order_code_find(span_of(other), found) >= 1);
    assert_int_equal(found[0].value, code.value);
    /* Full width. */
    char wide[64] = "";
    for (const char *at = shown; *at; at++) {
        unsigned rune = (unsigned)*at + 0xFEE0;
        char one[4] = { (char)(0xE0 | rune >> 12), (char)(0x80 | (rune >> 6 & 63)),
            (char)(0x80 | (rune & 63)), '\0' };
        strcat(wide, one);
    }
    assert_int_equal(order_code_find(span_of(wide), found), 1);
    assert_int_equal(found[0].value, code.value);
    order_code read = { 0 };
    assert_true(order_code_parse(span_of(wide), &read));
    assert_int_equal(read.value, code.value);
}

static void what_is_no_code(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "捐款", "温暖武汉", "13800138000", "2020-02-03 18:30",
        "4200000500202002030000000001", "10000.00", "7K3F-92Q", "\xff\xfe", "UUUUUUUU" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        order_code found[ORDER_CODES_MAX];
        assert_int_equal(order_code_find(span_of(texts[i]), found), 0);
        assert_false(order_code_parse(span_of(texts[i]), &found[0]));
    }
    /* A number that holds a code is not one. */
    char longer[32];
    order_code code = code_of("7K3F92Q");
    order_code read = { 0 };
    assert_false(order_code_parse(typed("1%.*s%s", code, longer, sizeof longer), &read));
}

static void the_likeliest_comes_first(void **state)
{
    (void)state;
    order_code code = code_of("7K3F92Q");
    order_code found[ORDER_CODES_MAX];
    char remark[128];
    for (int i = 0; i < DRAWS; i++) {
        char noise[17];
        for (int at = 0; at < 16; at++)
            noise[at] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[random_next() >> 59];
        noise[16] = '\0';
        snprintf(remark, sizeof remark, "%s %%.*s%%s %s", noise, noise);
        char text[256];
        size_t count = order_code_find(typed(remark, code, text, sizeof text), found);
        assert_true(count >= 1);
        bool is_among = false;
        for (size_t at = 0; at < count; at++)
            is_among |= found[at].value == code.value;
        assert_true(is_among);
    }
}

/* ---- names ---------------------------------------------------------------------------------- */

static void spellings_of_a_name_have_one_key(void **state)
{
    (void)state;
    const uint8_t key[32] = { 7 };
    static const char *const same[][2] = { { "王小明", " 王 小明" }, { "王小明", "王　小明" },
        { "阿卜杜拉·买买提", "阿卜杜拉买买提" }, { "Jean-Paul Li", "ＪＥＡＮ ＰＡＵＬ ｌｉ" } };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        int64_t one = promise_name_key(key, span_of(same[i][0]));
        assert_true(one > 0);
        assert_int_equal(one, promise_name_key(key, span_of(same[i][1])));
    }
    const uint8_t other[32] = { 8 };
    assert_int_not_equal(
        promise_name_key(key, span_of("王小明")), promise_name_key(other, span_of("王小明")));
    assert_int_not_equal(
        promise_name_key(key, span_of("王小明")), promise_name_key(key, span_of("王晓明")));
}

static void nobody_has_no_key(void **state)
{
    (void)state;
    const uint8_t key[32] = { 7 };
    static const char *const nobodies[] = { "", " ", "王", "王*", "李*明", "爱心 人士", "匿名",
        "Anonymous", "\xff" };
    for (size_t i = 0; i < sizeof nobodies / sizeof *nobodies; i++)
        assert_int_equal(promise_name_key(key, span_of(nobodies[i])), 0);
}

static void a_promise_expires_by_the_clock(void **state)
{
    (void)state;
    promise p = { .amount = { 500 }, .given = { 200 }, .expires_us = 1000, .state = PROMISE_OPEN };
    assert_int_equal(promise_state_at(&p, 999), PROMISE_OPEN);
    assert_int_equal(promise_state_at(&p, 1000), PROMISE_EXPIRED);
    assert_int_equal(promise_rest(&p).fen, 300);
    p.state = PROMISE_KEPT;
    assert_int_equal(promise_state_at(&p, 1000), PROMISE_KEPT);
    assert_int_equal(promise_rest(&p).fen, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_wrong_symbol_is_noticed),
        cmocka_unit_test(any_two_that_changed_places_are_noticed),
        cmocka_unit_test(a_code_reads_back),
        cmocka_unit_test(a_code_is_found_as_people_type_it),
        cmocka_unit_test(spellings_are_read_alike),
        cmocka_unit_test(what_is_no_code),
        cmocka_unit_test(the_likeliest_comes_first),
        cmocka_unit_test(spellings_of_a_name_have_one_key),
        cmocka_unit_test(nobody_has_no_key),
        cmocka_unit_test(a_promise_expires_by_the_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
