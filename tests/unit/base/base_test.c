/* Runs the tests of base from basic to complex.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base_test.h"

int main(void)
{
    return span_tests() + arena_tests() + err_tests() + money_tests();
}
