/* All tests of sheet, from digits to workbooks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return number_tests() + csv_tests() + book_tests() + xls_tests() + zip_tests() + page_tests() +
           write_tests();
}
