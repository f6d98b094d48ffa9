/* The typed writers: what they write, and that nothing gets out of its place.
 * SPDX-License-Identifier: Apache-2.0 */
#include "web_test.h"

#define S(literal) ((span)SPAN(literal))

static void text_is_escaped(void **state)
{
    (void)state;
    assert_writes(SAY_ZH, html_text(out, S("<b onclick=\"x('1')\">&")),
        "&lt;b onclick=&quot;x(&#39;1&#39;)&quot;&gt;&amp;");
    assert_writes(SAY_ZH, html_say(out, "a < b"), "甲 &lt; 乙");
    assert_writes(SAY_EN, html_say(out, "a < b"), "a &lt; b");
    assert_writes(SAY_EN, html_gap(out), " ");
    assert_writes(SAY_ZH, html_gap(out), "");
    err e = { 0 };
    err_set(&e, ERR_INPUT, "Wrong: %s", "<i>");
    assert_writes(SAY_ZH, html_err(out, &e), "不对：&lt;i&gt;");
}

static void said(html *out, const char *id)
{
    for (html_said part = html_said_begin(out, id); html_said_next(out, &part);) {
        if (part.argument == 0)
            html_count(out, 1234);
        if (part.argument == 1)
            html_text(out, S("<x>"));
    }
}

static void said_takes_places(void **state)
{
    (void)state;
    assert_writes(SAY_EN, said(out, "Paid %s of %s"), "Paid 1,234 of &lt;x&gt;");
    assert_writes(SAY_ZH, said(out, "Paid %s of %s"), "&lt;x&gt; 中已付 1,234");
    assert_writes(SAY_EN, said(out, "100%% of %s"), "100% of 1,234");
    assert_writes(SAY_ZH, said(out, "100%% of %s"), "1,234 的 100%");
    assert_writes(SAY_EN, said(out, "a < b"), "a &lt; b");
    assert_writes(SAY_EN, said(out, "odd % and %4$s end%"), "odd % and %4$s end%");
    assert_writes(SAY_EN, html_counted(out, "%s gift", "%s gifts", 1), "1 gift");
    assert_writes(SAY_EN, html_counted(out, "%s gift", "%s gifts", 0), "0 gifts");
    assert_writes(SAY_ZH, html_counted(out, "%s gift", "%s gifts", 1), "1 笔");
}

static void numbers(void **state)
{
    (void)state;
    assert_writes(SAY_ZH, html_count(out, 22767), "22,767");
    assert_writes(SAY_ZH, html_count(out, -22767), "−22,767");
    assert_writes(SAY_ZH, html_number(out, 22767), "22767");
    assert_writes(SAY_ZH, html_tenth(out, 125), "12.5");
    assert_writes(SAY_ZH, html_tenth(out, 120), "12");
    assert_writes(SAY_ZH, html_tenth(out, -5), "-0.5");
    assert_writes(SAY_ZH, html_share(out, 404), "40.4%");
    assert_writes(SAY_ZH, html_size(out, 1023), "1023 B");
    assert_writes(SAY_ZH, html_size(out, 1893000), "1.8 MB");
    assert_writes(SAY_ZH, html_size(out, INT64_C(9000000000000)), "8381.9 GB");
}

static void amounts(void **state)
{
    (void)state;
    assert_writes(SAY_ZH, html_money(out, (money){ 361790000 }),
        "<data class=\"n-money\" value=\"361790000\">¥3,617,900<small>.00</small></data>");
    assert_writes(SAY_ZH, html_amount(out, (money){ -5 }),
        "<data class=\"n-money\" value=\"-5\">−0<small>.05</small></data>");
    assert_writes(SAY_ZH, html_money_plain(out, (money){ -20000 }), "−¥200.00");
    assert_writes(SAY_ZH, html_amount_plain(out, (money){ 123450 }), "1,234.50");
    assert_writes(
        SAY_ZH, html_money_plain(out, (money){ MONEY_MAX_FEN }), "¥90,000,000,000,000.00");
}

static void days_and_times(void **state)
{
    (void)state;
    const int64_t us = INT64_C(1580725800000000); /* 2020-02-03T18:30:00+08:00 */
    assert_writes(SAY_ZH, html_time(out, us),
        "<time datetime=\"2020-02-03T18:30:00+08:00\">2020-02-03 18:30</time>");
    assert_writes(SAY_ZH, html_moment_plain(out, us), "2月3日 18:30");
    assert_writes(SAY_EN, html_moment_plain(out, us), "3 Feb, 18:30");
    assert_writes(SAY_ZH, html_moment_year_plain(out, us), "2020年2月3日 18:30");
    assert_writes(SAY_EN, html_moment_year_plain(out, us), "3 Feb 2020, 18:30");
    assert_writes(SAY_EN, html_clock_plain(out, us + INT64_C(19800000000)), "00:00");
    assert_writes(SAY_EN, html_time_plain(out, us + INT64_C(19799999999)), "2020-02-03 23:59");
    assert_writes(SAY_EN, html_time_plain(out, -1), "1970-01-01 07:59");
    assert_writes(
        SAY_EN, html_day(out, (date){ 20201231 }), "<time datetime=\"2020-12-31\">31 Dec</time>");
    assert_writes(SAY_ZH, html_date_plain(out, (date){ 20200229 }), "2020-02-29");
}

static void time_left(void **state)
{
    (void)state;
    const int64_t minute = 60000000;
    assert_writes(SAY_ZH, html_left(out, (4 * 24 * 60 + 17 * 60 + 59) * minute), "4 天 17 小时");
    assert_writes(SAY_EN, html_left(out, (4 * 24 * 60 + 17 * 60) * minute), "4 days 17 h");
    assert_writes(SAY_EN, html_left(out, 24 * 60 * minute), "1 day 0 h");
    assert_writes(SAY_ZH, html_left(out, 185 * minute), "3 时 5 分");
    assert_writes(SAY_ZH, html_left(out, minute - 1), "0 分");
    assert_writes(SAY_ZH, html_left(out, -minute), "0 分");
}

static void addresses(void **state)
{
    (void)state;
    assert_writes(SAY_ZH, html_url(out, S("/ledger?a=1&b=\"")), "/ledger?a=1&amp;b=&quot;");
    assert_writes(SAY_ZH, html_url(out, S("https://example.org/")), "https://example.org/");
    assert_writes(SAY_ZH, html_url(out, S("javascript:alert(1)")), "#");
    assert_writes(SAY_ZH, html_url(out, S("//example.org/")), "#");
    assert_writes(SAY_ZH, html_url(out, S("/\\example.org/")), "#");
    assert_writes(SAY_ZH, html_url(out, S(" javascript:alert(1)")), "#");
    assert_writes(SAY_ZH, html_url(out, S("data:text/html,x")), "#");
    assert_writes(SAY_ZH, html_url(out, (span){ 0 }), "#");
    assert_writes(
        SAY_ZH, html_part(out, S("a/b?c=d&e \"<爱\0x")), "a%2Fb%3Fc%3Dd%26e%20%22%3C%E7%88%B1%00x");
    assert_writes(SAY_ZH, html_to(out, "/ledger"), "/ledger");
    html page = page_begin(SAY_EN);
    page.base = S("/en");
    html_to(&page, "/");
    html_to(&page, "/ledger");
    assert_string_equal(page_text(&page), "/en/en/ledger");
}

int html_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(text_is_escaped, home_reset),
        cmocka_unit_test_setup(said_takes_places, home_reset),
        cmocka_unit_test_setup(numbers, home_reset),
        cmocka_unit_test_setup(amounts, home_reset),
        cmocka_unit_test_setup(days_and_times, home_reset),
        cmocka_unit_test_setup(time_left, home_reset),
        cmocka_unit_test_setup(addresses, home_reset),
    };
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
