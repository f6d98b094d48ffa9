/* Runs the tests of door/web from basic to complex.
 * SPDX-License-Identifier: Apache-2.0 */
#include "web_test.h"

arena home;
static buffer bytes;

int home_reset(void **state)
{
    (void)state;
    arena_reset(&home, 0);
    return 0;
}

html page_begin(say_lang lang)
{
    bytes = buffer_in(&home, 256);
    return (html){ .out = &bytes, .lang = lang, .offset_s = 8 * 3600 };
}

const char *page_text(const html *page)
{
    return arena_copy(&home, buffer_span(page->out)).at;
}

static const say_message messages[] = {
    { "%s gifts", "%s 笔" },
    { "100%% of %s", "%s 的 100%%" },
    { "Paid %s of %s", "%2$s 中已付 %1$s" },
    { "Wrong: %s", "不对：%s" },
    { "a < b", "甲 < 乙" },
};

int main(void)
{
    if (!arena_open(&home, 8 << 20))
        return 1;
    say_init(messages, sizeof(messages) / sizeof(messages[0]));
    int failed = html_tests() + chart_tests() + page_tests();
    arena_close(&home);
    return failed;
}
