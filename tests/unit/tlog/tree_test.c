/* Hashing and proofs against the public vectors, and against a slow recursive definition.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog_test.h"

#include <stdio.h>

#define assert_hash(hash, hex)                                                                     \
    do {                                                                                           \
        crypt_hash expected_ = hash_of_hex(hex);                                                   \
        assert_memory_equal((hash).bytes, expected_.bytes, CRYPT_HASH_SIZE);                       \
    } while (0)

enum { SMALL_TREE = 70 };

/* A store of leaf hashes alone: what is asked of a higher level is computed. */
typedef struct fake {
    crypt_hash leaves[70000];
    uint64_t count;
    bool is_broken;
} fake;

static fake decimals;

/* The hash over [from, to) by the definition, slow. */
static crypt_hash slow_hash(const crypt_hash *leaves, uint64_t from, uint64_t to)
{
    if (to - from == 1)
        return leaves[from];
    uint64_t k = 1;
    while (k * 2 < to - from)
        k *= 2;
    crypt_hash left = slow_hash(leaves, from, from + k);
    crypt_hash right = slow_hash(leaves, from + k, to);
    return tlog_node_hash(&left, &right);
}

static bool fake_read(
    void *self, int level, uint64_t first, size_t count, crypt_hash *into, err *reterr)
{
    fake *f = self;
    if (f->is_broken)
        return err_set(reterr, ERR_STORE, "broken");
    assert_true(first / TLOG_TILE_WIDTH == (first + count - 1) / TLOG_TILE_WIDTH);
    for (size_t i = 0; i < count; i++) {
        uint64_t from = (first + i) << (8 * level);
        uint64_t to = (first + i + 1) << (8 * level);
        assert_true(to <= f->count);
        into[i] = slow_hash(f->leaves, from, to);
    }
    return true;
}

static tlog_source decimal_source(uint64_t count)
{
    for (uint64_t i = decimals.count; i < count; i++) {
        char text[24];
        snprintf(text, sizeof text, "%llu", (unsigned long long)i);
        decimals.leaves[i] = tlog_leaf_hash(span_of(text));
        decimals.count = i + 1;
    }
    return (tlog_source){ .self = &decimals, .read = fake_read };
}

static void test_hash_inputs(void **state)
{
    (void)state;
    crypt_hash leaf = tlog_leaf_hash((span)SPAN("L123456"));
    assert_hash(leaf, "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    crypt_hash node = crypt_sha256((span)SPAN("\x01N123N456"));
    assert_hash(node, "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
    static const char *const hexes[8] = {
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
        "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
    };
    for (int i = 0; i < 8; i++) {
        crypt_hash hash = tlog_leaf_hash(vector_leaves[i]);
        assert_hash(hash, hexes[i]);
    }
}

static void test_small_roots(void **state)
{
    (void)state;
    static const char *const hexes[9] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    for (uint64_t n = 0; n <= 8; n++) {
        tlog_tree tree = vector_tree(n);
        crypt_hash root = tlog_tree_root(&tree);
        assert_hash(root, hexes[n]);
    }
}

static void test_large_roots(void **state)
{
    (void)state;
    static const struct {
        uint64_t size;
        const char *hex;
    } rows[] = {
        { 255, "32f85bcaa87d7bcd05728f09e9aeba350ba6a2f733830087f0597682848be5cb" },
        { 256, "828515d033c19d8c901f37eccb8aed919667703486f8d2fff1cf7040321c5db1" },
        { 257, "1eda049a4351d86f76252bd7ec0b7746ad75b7fa0316ad5f541dbda458a312c4" },
        { 65535, "74f13a0e1a75689372efb990cf68c664e44c763d9304844955b2eaff624e8df1" },
        { 65536, "f025d06ed804859fd274a1bdacadd6e48ea87634aa91e1edb20143f9498cd02b" },
        { 65537, "dc8795a25fd4bd52a0b84f639fd3139ba160824023d188e428eb5db0f3ce221a" },
        { 70000, "1a4cdfcb66374a0c0dcbef49acbd4976d13ee864fb3cb241fc943cad04f02f7e" },
    };
    tlog_source source = decimal_source(70000);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        err e = { 0 };
        tlog_tree tree = decimal_tree(rows[i].size);
        tlog_tree loaded = { 0 };
        crypt_hash root = tlog_tree_root(&tree);
        assert_hash(root, rows[i].hex);
        assert_true(tlog_tree_load(&source, rows[i].size, &loaded, &e));
        crypt_hash again = tlog_tree_root(&loaded);
        assert_memory_equal(again.bytes, root.bytes, CRYPT_HASH_SIZE);
    }
}

/* The roots of full tiles come out of the growing tree. */
static void test_ended_tiles(void **state)
{
    (void)state;
    crypt_hash root = { 0 };
    decimal_source(70000);
    tlog_tree tree = decimal_tree(255);
    assert_false(tlog_tree_ended(&tree, 1, &root));
    tree = decimal_tree(512);
    assert_true(tlog_tree_ended(&tree, 1, &root));
    crypt_hash slow = slow_hash(decimals.leaves, 256, 512);
    assert_memory_equal(root.bytes, slow.bytes, CRYPT_HASH_SIZE);
    assert_false(tlog_tree_ended(&tree, 2, &root));
    tree = decimal_tree(65536);
    assert_true(tlog_tree_ended(&tree, 1, &root));
    slow = slow_hash(decimals.leaves, 65280, 65536);
    assert_memory_equal(root.bytes, slow.bytes, CRYPT_HASH_SIZE);
    assert_true(tlog_tree_ended(&tree, 2, &root));
    slow = slow_hash(decimals.leaves, 0, 65536);
    assert_memory_equal(root.bytes, slow.bytes, CRYPT_HASH_SIZE);
    tlog_tree empty = { 0 };
    assert_false(tlog_tree_ended(&empty, 1, &root));
}

/* The eight vector leaves as a source. */
static bool vector_read(
    void *self, int level, uint64_t first, size_t count, crypt_hash *into, err *reterr)
{
    (void)self;
    (void)reterr;
    assert_int_equal(level, 0);
    for (size_t i = 0; i < count; i++)
        into[i] = tlog_leaf_hash(vector_leaves[first + i]);
    return true;
}

typedef struct proof_row {
    uint64_t at, size;
    const char *hashes[5];
} proof_row;

static const proof_row inclusion_rows[] = {
    { 0, 8,
        { "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=",
            "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
            "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=" } },
    { 5, 8,
        { "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
            "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
            "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=" } },
    { 2, 3, { "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=" } },
    { 1, 5,
        { "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",
            "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
            "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=" } },
};

static const proof_row consistency_rows[] = {
    { 1, 8,
        { "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=",
            "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
            "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=" } },
    { 2, 5,
        { "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
            "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=" } },
    { 3, 8,
        { "ApjRIpBtz8EIkstTpzmS/FufST6kybrbJ7eRtBJ6f+c=",
            "B1Bqhf2d0vEg62lPhgEeW7RmLlxBWmKRcDPUqWJEh+c=",
            "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=",
            "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=" } },
    { 4, 8, { "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=" } },
    { 6, 8,
        { "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=",
            "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
            "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=" } },
    { 7, 8,
        { "sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8=",
            "Rvb/rdPQagn/PFhg0nVci5gZ2330QlF4jH2OMYDejrE=",
            "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=",
            "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=" } },
};

static void assert_proof(const tlog_proof *proof, const proof_row *row)
{
    int count = 0;
    for (; count < 5 && row->hashes[count]; count++) {
        crypt_hash hash = hash_of_base64(row->hashes[count]);
        assert_true(count < proof->count);
        assert_memory_equal(proof->hashes[count].bytes, hash.bytes, CRYPT_HASH_SIZE);
    }
    assert_int_equal(proof->count, count);
}

static void test_proof_vectors(void **state)
{
    (void)state;
    const tlog_source source = { .read = vector_read };
    for (size_t i = 0; i < sizeof inclusion_rows / sizeof inclusion_rows[0]; i++) {
        const proof_row *row = &inclusion_rows[i];
        err e = { 0 };
        tlog_proof proof = { 0 };
        tlog_tree tree = vector_tree(row->size);
        crypt_hash root = tlog_tree_root(&tree);
        crypt_hash leaf = tlog_leaf_hash(vector_leaves[row->at]);
        assert_true(tlog_prove_inclusion(&source, row->at, row->size, &proof, &e));
        assert_proof(&proof, row);
        assert_true(tlog_inclusion_fits(row->at, row->size, &leaf, &proof, &root));
    }
    for (size_t i = 0; i < sizeof consistency_rows / sizeof consistency_rows[0]; i++) {
        const proof_row *row = &consistency_rows[i];
        err e = { 0 };
        tlog_proof proof = { 0 };
        tlog_tree old = vector_tree(row->at);
        tlog_tree tree = vector_tree(row->size);
        crypt_hash old_root = tlog_tree_root(&old);
        crypt_hash root = tlog_tree_root(&tree);
        assert_true(tlog_prove_consistency(&source, row->at, row->size, &proof, &e));
        assert_proof(&proof, row);
        assert_true(tlog_consistency_fits(row->at, row->size, &proof, &old_root, &root));
    }
}

static crypt_hash decimal_root(uint64_t count)
{
    tlog_tree tree = decimal_tree(count);
    return tlog_tree_root(&tree);
}

/* Every proof of every small tree fits, and no proof with one thing wrong does. */
static void test_inclusion_all(void **state)
{
    (void)state;
    tlog_source source = decimal_source(SMALL_TREE);
    for (uint64_t size = 1; size <= SMALL_TREE; size++) {
        crypt_hash root = decimal_root(size);
        crypt_hash other = decimal_root(size - 1);
        for (uint64_t number = 0; number < size; number++) {
            err e = { 0 };
            tlog_proof p = { 0 };
            const crypt_hash *leaf = &decimals.leaves[number];
            assert_true(tlog_prove_inclusion(&source, number, size, &p, &e));
            assert_true(tlog_inclusion_fits(number, size, leaf, &p, &root));
            assert_false(tlog_inclusion_fits(number, size, leaf, &p, &other));
            assert_false(tlog_inclusion_fits(size, size, leaf, &p, &root));
            if (size > 1)
                assert_false(tlog_inclusion_fits((number + 1) % size, size, leaf, &p, &root));
            tlog_proof longer = p;
            longer.count++;
            assert_false(tlog_inclusion_fits(number, size, leaf, &longer, &root));
            if (p.count == 0)
                continue;
            tlog_proof shorter = p;
            shorter.count--;
            assert_false(tlog_inclusion_fits(number, size, leaf, &shorter, &root));
            tlog_proof flipped = p;
            flipped.hashes[number % (uint64_t)p.count].bytes[size % 32] ^= 0x40;
            assert_false(tlog_inclusion_fits(number, size, leaf, &flipped, &root));
            if (p.count > 1) {
                tlog_proof swapped = p;
                swapped.hashes[0] = p.hashes[1];
                swapped.hashes[1] = p.hashes[0];
                assert_false(tlog_inclusion_fits(number, size, leaf, &swapped, &root));
            }
        }
    }
}

static void test_consistency_all(void **state)
{
    (void)state;
    tlog_source source = decimal_source(SMALL_TREE);
    for (uint64_t size = 1; size <= SMALL_TREE; size++) {
        crypt_hash root = decimal_root(size);
        for (uint64_t old = 1; old <= size; old++) {
            err e = { 0 };
            tlog_proof p = { 0 };
            crypt_hash old_root = decimal_root(old);
            assert_true(tlog_prove_consistency(&source, old, size, &p, &e));
            assert_true(tlog_consistency_fits(old, size, &p, &old_root, &root));
            assert_false(tlog_consistency_fits(0, size, &p, &old_root, &root));
            assert_false(tlog_consistency_fits(size + 1, size, &p, &old_root, &root));
            crypt_hash wrong = old_root;
            wrong.bytes[old % 32] ^= 1;
            assert_false(tlog_consistency_fits(old, size, &p, &wrong, &root));
            wrong = root;
            wrong.bytes[old % 32] ^= 1;
            assert_false(tlog_consistency_fits(old, size, &p, &old_root, &wrong));
            tlog_proof longer = p;
            longer.count++;
            assert_false(tlog_consistency_fits(old, size, &longer, &old_root, &root));
            if (p.count == 0)
                continue;
            tlog_proof shorter = p;
            shorter.count--;
            assert_false(tlog_consistency_fits(old, size, &shorter, &old_root, &root));
            tlog_proof flipped = p;
            flipped.hashes[old % (uint64_t)p.count].bytes[size % 32] ^= 0x80;
            assert_false(tlog_consistency_fits(old, size, &flipped, &old_root, &root));
        }
    }
}

/* Lengths at the sizes of the demo, and proofs across tile borders. */
static void test_proof_large(void **state)
{
    (void)state;
    static const uint64_t numbers[] = { 0, 1, 255, 256, 65279, 65535, 65536, 69999 };
    tlog_source source = decimal_source(70000);
    crypt_hash root = decimal_root(70000);
    err e = { 0 };
    tlog_proof p = { 0 };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_true(tlog_prove_inclusion(&source, numbers[i], 70000, &p, &e));
        assert_true(p.count <= 17);
        assert_true(
            tlog_inclusion_fits(numbers[i], 70000, &decimals.leaves[numbers[i]], &p, &root));
        crypt_hash old = decimal_root(numbers[i] + 1);
        assert_true(tlog_prove_consistency(&source, numbers[i] + 1, 70000, &p, &e));
        assert_true(p.count <= 18);
        assert_true(tlog_consistency_fits(numbers[i] + 1, 70000, &p, &old, &root));
    }
    assert_true(tlog_prove_inclusion(&source, 0, 22767, &p, &e));
    assert_int_equal(p.count, 15);
}

static void test_source_failure(void **state)
{
    (void)state;
    tlog_source source = decimal_source(100);
    err e = { 0 };
    tlog_proof p = { 0 };
    tlog_tree tree = { 0 };
    decimals.is_broken = true;
    assert_false(tlog_prove_inclusion(&source, 3, 100, &p, &e));
    assert_int_equal(e.code, ERR_STORE);
    assert_false(tlog_prove_consistency(&source, 3, 100, &p, &e));
    assert_false(tlog_tree_load(&source, 100, &tree, &e));
    decimals.is_broken = false;
}

int tree_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_inputs),
        cmocka_unit_test(test_small_roots),
        cmocka_unit_test(test_large_roots),
        cmocka_unit_test(test_ended_tiles),
        cmocka_unit_test(test_proof_vectors),
        cmocka_unit_test(test_inclusion_all),
        cmocka_unit_test(test_consistency_all),
        cmocka_unit_test(test_proof_large),
        cmocka_unit_test(test_source_failure),
    };
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
