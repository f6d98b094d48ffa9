/* The catalogue and the choice of a language.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text_test.h"

#include "text/say.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const say_message catalogue[] = {
    { "%s of %d", "%2$d 中的 %1$s" },
    { "Enter the amount", "填写金额" },
    { "Its end is a stop.", "自有句号。" },
    { "Write it like %d", "请写成 %d 这样" },
    { "try again", "请再试一次" },
};

static int begin(void **state)
{
    say_init(catalogue, sizeof catalogue / sizeof *catalogue);
    return home_reset(state);
}

static void finds_every_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof catalogue / sizeof *catalogue; i++) {
        assert_string_equal(say(SAY_ZH, catalogue[i].id), catalogue[i].zh);
        assert_string_equal(say(SAY_EN, catalogue[i].id), catalogue[i].id);
    }
    assert_string_equal(say(SAY_ZH, "not there"), "not there");
    assert_string_equal(say(SAY_ZH, ""), "");
    assert_string_equal(say(SAY_ZH, "zzz"), "zzz");
    say_init(NULL, 0);
    assert_string_equal(say(SAY_ZH, "try again"), "try again");
}

static void says(say_lang lang, const err *e, const char *want)
{
    buffer b = buffer_in(&home, 64);
    say_err(&b, lang, e);
    if (!span_is(buffer_span(&b), want))
        fail_msg("%.*s", SPAN_PRINT(buffer_span(&b)));
}

static void errors_in_both_languages(void **state)
{
    (void)state;
    err e = { 0 };
    assert_false(err_set(&e, ERR_INPUT, "Enter the amount"));
    says(SAY_EN, &e, "Enter the amount");
    says(SAY_ZH, &e, "填写金额");
    assert_false(err_set(&e, ERR_INPUT, "%s of %d", "one", 3));
    says(SAY_EN, &e, "one of 3");
    says(SAY_ZH, &e, "3 中的 one");
    assert_false(err_hint(&e, "try again"));
    says(SAY_EN, &e, "one of 3. try again.");
    says(SAY_ZH, &e, "3 中的 one。请再试一次。");
    assert_false(err_set(&e, ERR_INPUT, "Its end is a stop."));
    assert_false(err_hint(&e, "Its end is a stop."));
    says(SAY_EN, &e, "Its end is a stop. Its end is a stop.");
    says(SAY_ZH, &e, "自有句号。自有句号。");
}

static void long_errors_stay_whole(void **state)
{
    (void)state;
    char text[ERR_TEXT_MAX];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    err e = { 0 };
    assert_false(err_set(&e, ERR_INPUT, "%s %s %s %s|", text, text, text, text));
    buffer b = buffer_in(&home, 64);
    say_err(&b, SAY_ZH, &e);
    assert_int_equal(b.used, 4 * (ERR_TEXT_MAX - 1) + 4);
    assert_int_equal(b.at[b.used - 1], '|');
}

static void names_of_languages(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        say_lang lang;
    } good[] = {
        { "zh", SAY_ZH },
        { "zh-CN", SAY_ZH },
        { "ZH-hans-CN", SAY_ZH },
        { "zh_CN.UTF-8", SAY_ZH },
        { "en", SAY_EN },
        { "en-GB", SAY_EN },
        { "EN", SAY_EN },
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        say_lang lang = good[i].lang == SAY_ZH ? SAY_EN : SAY_ZH;
        assert_true(say_lang_parse(span_of(good[i].text), &lang));
        assert_int_equal(lang, good[i].lang);
    }
    static const char *const bad[] = { "", "z", "zhx", "eng", "fr", "e", "zn", " en", "*" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        say_lang lang = SAY_EN;
        assert_false(say_lang_parse(span_of(bad[i]), &lang));
        assert_int_equal(lang, SAY_EN);
    }
}

static void accepted_languages(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        say_lang lang;
    } pairs[] = {
        { "", SAY_ZH },
        { "zh-CN,zh;q=0.9,en;q=0.8", SAY_ZH },
        { "en-US,en;q=0.9,zh-CN;q=0.8", SAY_EN },
        { "en", SAY_EN },
        { "en , zh", SAY_EN },
        { "zh,en", SAY_ZH },
        { "en;q=0.5,zh;q=0.6", SAY_ZH },
        { "en;q=0.600, zh;q=0.599", SAY_EN },
        { "fr-FR,fr;q=0.9", SAY_ZH },
        { "fr,en;q=0.1", SAY_EN },
        { "en;q=0", SAY_ZH },
        { "en;q=0,*", SAY_ZH },
        { "zh;q=0,*", SAY_EN },
        { "zh;q=0,*;q=0", SAY_ZH },
        { "*;q=0.5,en;q=0.4", SAY_ZH },
        { "*;q=0.3,en;q=0.4", SAY_EN },
        { "en ; q=1.0", SAY_EN },
        { "en;q=", SAY_EN },
        { "en;q=2,zh;q=0.1", SAY_ZH },
        { "en;q=0.9999,zh;q=0.1", SAY_ZH },
        { "en;q=0x1,zh;q=0.1", SAY_ZH },
        { ",,;,=", SAY_ZH },
        { "fr;level=1;q=0.2,en;level=1;q=0.9,zh;q=0.8", SAY_EN },
        { "en-GB;q=0.2,zh;q=0.5,en;q=0.7", SAY_EN },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (say_lang_accept(span_of(pairs[i].header)) != pairs[i].lang)
            fail_msg("%s", pairs[i].header);
    }
    assert_int_equal(say_lang_accept((span){ NULL, 0 }), SAY_ZH);
}

int say_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(finds_every_text, begin),
        cmocka_unit_test_setup(errors_in_both_languages, begin),
        cmocka_unit_test_setup(long_errors_stay_whole, begin),
        cmocka_unit_test_setup(names_of_languages, begin),
        cmocka_unit_test_setup(accepted_languages, begin),
    };
    return cmocka_run_group_tests_name("say", tests, NULL, NULL);
}
