/* Whole pages: what a hostile name does to them, what stands in them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "web_test.h"

#include "door/web/staff.h"

#include <string.h>

/* Made by tools/tmpl; declared here because the tests don't see the build's folder. */
void error_html(html *out, const error_view *v);
void input_html(html *out, const input_view *v);
void form_errors_html(html *out, const form_view *v);
void seal_html(html *out, const seal_view *v);
void staff_error_html(html *out, const staff_error_view *v);

#define S(literal) ((span)SPAN(literal))
#define assert_has(text, part) assert_non_null(strstr(text, part))
#define assert_has_not(text, part) assert_null(strstr(text, part))

static void frame_of_the_public(void **state)
{
    (void)state;
    error_view v = { .page = { .title = "Not found",
                         .site = S("<script>alert(1)</script>"),
                         .other_url = S("javascript:x"),
                         .campaigns_url = S("/c"),
                         .place = PLACE_LEDGER,
                         .is_exercise = true },
        .status = 404 };
    html page = page_begin(SAY_EN);
    error_html(&page, &v);
    const char *text = page_text(&page);
    assert_has(text, "<!doctype html>");
    assert_has(text, "<html lang=\"en\">");
    assert_has(text, "DEMO");
    assert_has(text, "href=\"/assets/public-");
    assert_has(text, "<a href=\"/ledger\" aria-current=\"page\">");
    assert_has(text, "&lt;script&gt;");
    assert_has_not(text, "<script");
    assert_has_not(text, "javascript:");
    assert_has_not(text, "style=");
    v.page.is_exercise = false;
    v.page.theme = THEME_DARK;
    page = page_begin(SAY_ZH);
    error_html(&page, &v);
    text = page_text(&page);
    assert_has(text, "<html lang=\"zh-CN\" data-bs-theme=\"dark\">");
    assert_has_not(text, "DEMO");
}

static void frame_of_the_staff(void **state)
{
    (void)state;
    staff_error_view v = {
        .staff = { .title = "Not found", .csrf = S("\"><b>"), .has_errors = true }, .status = 500
    };
    html page = page_begin(SAY_EN);
    staff_error_html(&page, &v);
    const char *text = page_text(&page);
    assert_has(text, "name=\"csrf\" value=\"&quot;&gt;&lt;b&gt;\"");
    assert_has(text, "<title>Error: ");
    assert_has(text, "data-bs-theme=\"light\"");
}

static void input_keeps_what_was_typed(void **state)
{
    (void)state;
    err e = { 0 };
    err_set(&e, ERR_INPUT, "Wrong: %s", "12600.005");
    input_view v = { .name = "amount",
        .label = "Amount",
        .hint = "in yuan",
        .kind = INPUT_MONEY,
        .value = S("12600.005\""),
        .error = &e };
    html page = page_begin(SAY_EN);
    input_html(&page, &v);
    const char *text = page_text(&page);
    assert_has(text, "<label class=\"form-label\" for=\"amount\">");
    assert_has(text, "value=\"12600.005&quot;\"");
    assert_has(text, "inputmode=\"decimal\"");
    assert_has(text, "aria-invalid=\"true\" aria-describedby=\"amount-error\"");
    assert_has(text, "id=\"amount-error\"");
    v.kind = INPUT_SECRET;
    page = page_begin(SAY_EN);
    input_html(&page, &v);
    assert_has_not(page_text(&page), "12600.005&quot;"); /* a secret never comes back */
}

static void errors_lead_to_their_fields(void **state)
{
    (void)state;
    err e = { 0 };
    err_set(&e, ERR_INPUT, "Wrong: %s", "x");
    const input_view inputs[] = { { .name = "a", .label = "A" },
        { .name = "b", .label = "B", .error = &e } };
    form_view v = { NULL, 1, inputs, 2 };
    html page = page_begin(SAY_EN);
    form_errors_html(&page, &v);
    const char *text = page_text(&page);
    assert_has(text, "href=\"#b\"");
    assert_has_not(text, "href=\"#a\"");
    assert_has(text, "1 thing to change");
    v.error_count = 0;
    page = page_begin(SAY_EN);
    form_errors_html(&page, &v);
    assert_string_equal(page_text(&page), "");
}

static void seal_says_its_state(void **state)
{
    (void)state;
    const seal_view proven = { SEAL_PROVEN, 23117, S("/ledger/entries/23117") };
    const seal_view waiting = { SEAL_WAIT, 0, { 0 } };
    const seal_view none = { 0 };
    html page = page_begin(SAY_EN);
    seal_html(&page, &proven);
    assert_has(page_text(&page), "<a class=\"n-seal\" href=\"/ledger/entries/23117\">");
    page = page_begin(SAY_EN);
    seal_html(&page, &waiting);
    assert_has(page_text(&page), "n-seal wait");
    page = page_begin(SAY_EN);
    seal_html(&page, &none);
    assert_string_equal(page_text(&page), "");
}

int page_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(seal_says_its_state, home_reset),
        cmocka_unit_test_setup(input_keeps_what_was_typed, home_reset),
        cmocka_unit_test_setup(errors_lead_to_their_fields, home_reset),
        cmocka_unit_test_setup(frame_of_the_public, home_reset),
        cmocka_unit_test_setup(frame_of_the_staff, home_reset),
    };
    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
