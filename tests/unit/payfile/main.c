/* All tests of payfile, from refusals to real files.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return refuse_tests() + bill_tests() + qr_tests() + table_tests() + profile_tests() +
           shared_tests();
}
