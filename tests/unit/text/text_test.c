/* Runs the tests of text from basic to complex.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text_test.h"

arena home;

int home_reset(void **state)
{
    (void)state;
    arena_reset(&home, 0);
    return 0;
}

int main(void)
{
    if (!arena_open(&home, 8 << 20))
        return 1;
    int failed = utf8_tests() + amount_tests() + currency_tests() + date_tests() + code_tests() +
                 json_tests() + say_tests();
    arena_close(&home);
    return failed;
}
