/* Runs the tests of src/tlog and holds what they share.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog_test.h"

#include <stdio.h>

const span vector_leaves[8] = {
    { "", 0 },
    { "\x00", 1 },
    { "\x10", 1 },
    { "\x20\x21", 2 },
    { "\x30\x31", 2 },
    { "\x40\x41\x42\x43", 4 },
    { "\x50\x51\x52\x53\x54\x55\x56\x57", 8 },
    { "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16 },
};

crypt_hash hash_of_hex(const char *hex)
{
    crypt_hash hash = { 0 };
    assert_true(text_parse_hex(span_of(hex), hash.bytes, sizeof hash.bytes));
    return hash;
}

crypt_hash hash_of_base64(const char *text)
{
    unsigned char scratch[128];
    arena a = { .start = scratch, .size = sizeof scratch };
    span bytes = { 0 };
    crypt_hash hash = { 0 };
    assert_true(text_parse_base64(&a, span_of(text), &bytes));
    assert_int_equal(bytes.size, sizeof hash.bytes);
    memcpy(hash.bytes, bytes.at, sizeof hash.bytes);
    return hash;
}

tlog_tree vector_tree(uint64_t count)
{
    tlog_tree tree = { 0 };
    for (uint64_t i = 0; i < count; i++) {
        crypt_hash leaf = tlog_leaf_hash(vector_leaves[i]);
        tlog_tree_add(&tree, &leaf);
    }
    return tree;
}

tlog_tree decimal_tree(uint64_t count)
{
    tlog_tree tree = { 0 };
    for (uint64_t i = 0; i < count; i++) {
        char text[24];
        snprintf(text, sizeof text, "%llu", (unsigned long long)i);
        crypt_hash leaf = tlog_leaf_hash(span_of(text));
        tlog_tree_add(&tree, &leaf);
    }
    return tree;
}

tlog_signer vector_signer(void)
{
    tlog_signer signer = { .name = SPAN("log.example.org/nuan") };
    for (size_t i = 0; i < sizeof signer.seed; i++)
        signer.seed[i] = (uint8_t)i;
    return signer;
}

int main(void)
{
    int failed = 0;
    failed += tree_tests();
    failed += tile_tests();
    failed += note_tests();
    failed += leaf_tests();
    failed += receipt_tests();
    return failed;
}
