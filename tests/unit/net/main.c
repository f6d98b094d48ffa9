/* All tests of net, from the pure ones to the crowded ones.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

static int group(const char *name, const struct CMUnitTest *tests, size_t count)
{
    return _cmocka_run_group_tests(name, tests, count, NULL, NULL);
}

/* With an argument only the tests whose name it matches ('*' allowed). */
int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return group("decode", decode_tests, decode_count) + group("head", head_tests, head_count) +
           group("body", body_tests, body_count) + group("answer", answer_tests, answer_count) +
           group("load", load_tests, load_count);
}
