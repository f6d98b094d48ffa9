/* All tests of paper.  Other programs read what it makes: zbarimg, pdftotext, pdfdetach, qpdf.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return qr_tests() + canvas_tests() + pdf_tests() + receipt_tests() + forms_tests();
}
