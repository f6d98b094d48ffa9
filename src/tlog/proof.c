/* Proofs, built from hashes of full tiles and folds of the right edge, and their verification.
 * Both ways walk the tree by ranges [from, to) of leaves, so that one picture explains all four
 * functions.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/tlog.h"

#include <assert.h>

/* The full subtree of 2^height leaves that starts at leaf number << height. */
static bool subtree_read(
    const tlog_source *source, int height, uint64_t number, crypt_hash *ret, err *reterr)
{
    crypt_hash row[TLOG_TILE_WIDTH / 2];
    int level = height / 8;
    size_t count = (size_t)1 << (height % 8);
    if (!source->read(source->self, level, number << (height % 8), count, row, reterr))
        return false;
    for (; count > 1; count /= 2) {
        for (size_t i = 0; i < count / 2; i++)
            row[i] = tlog_node_hash(&row[2 * i], &row[2 * i + 1]);
    }
    *ret = row[0];
    return true;
}

/* The hash over leaves [from, to); `from` is a multiple of a power of two not below to - from. */
static bool range_read(
    const tlog_source *source, uint64_t from, uint64_t to, crypt_hash *ret, err *reterr)
{
    assert(from < to);
    uint64_t count = to - from;
    bool is_first = true;
    crypt_hash hash = { 0 };
    for (int height = 0; height < TLOG_HEIGHT_COUNT - 1; height++) {
        if (!(count >> height & 1))
            continue;
        crypt_hash left = { 0 };
        uint64_t start = from + (count >> height >> 1 << height << 1);
        if (!subtree_read(source, height, start >> height, &left, reterr))
            return false;
        hash = is_first ? left : tlog_node_hash(&left, &hash);
        is_first = false;
    }
    *ret = hash;
    return true;
}

/* The largest power of two smaller than count (count > 1). */
static uint64_t split_of(uint64_t count)
{
    assert(count > 1);
    return UINT64_C(1) << (63 - __builtin_clzll(count - 1));
}

/* Ranges were met from the root down; a proof lists them from the leaf up. */
static void proof_turn(tlog_proof *proof)
{
    for (int i = 0, j = proof->count - 1; i < j; i++, j--) {
        crypt_hash kept = proof->hashes[i];
        proof->hashes[i] = proof->hashes[j];
        proof->hashes[j] = kept;
    }
}

static bool proof_add(
    const tlog_source *source, uint64_t from, uint64_t to, tlog_proof *proof, err *reterr)
{
    assert(proof->count < TLOG_PROOF_MAX);
    return range_read(source, from, to, &proof->hashes[proof->count++], reterr);
}

bool tlog_tree_load(const tlog_source *source, uint64_t size, tlog_tree *ret_tree, err *reterr)
{
    assert(source && source->read && ret_tree && size <= TLOG_SIZE_MAX);
    tlog_tree tree = { .size = size };
    for (int height = 0; height < TLOG_HEIGHT_COUNT - 1; height++) {
        uint64_t number = size >> height;
        if ((number & 1) && !subtree_read(source, height, number - 1, &tree.peaks[height], reterr))
            return false;
    }
    *ret_tree = tree;
    return true;
}

bool tlog_prove_inclusion(
    const tlog_source *source, uint64_t number, uint64_t size, tlog_proof *ret_proof, err *reterr)
{
    assert(source && source->read && ret_proof);
    assert(number < size && size <= TLOG_SIZE_MAX);
    tlog_proof proof = { 0 };
    uint64_t from = 0;
    uint64_t to = size;
    while (to - from > 1) {
        uint64_t middle = from + split_of(to - from);
        bool is_left = number < middle;
        if (!proof_add(source, is_left ? middle : from, is_left ? to : middle, &proof, reterr))
            return false;
        from = is_left ? from : middle;
        to = is_left ? middle : to;
    }
    proof_turn(&proof);
    *ret_proof = proof;
    return true;
}

bool tlog_prove_consistency(
    const tlog_source *source, uint64_t old_size, uint64_t size, tlog_proof *ret_proof, err *reterr)
{
    assert(source && source->read && ret_proof);
    assert(old_size > 0 && old_size <= size && size <= TLOG_SIZE_MAX);
    tlog_proof proof = { 0 };
    uint64_t from = 0;
    uint64_t to = size;
    while (old_size < to) {
        uint64_t middle = from + split_of(to - from);
        bool is_left = old_size <= middle;
        if (!proof_add(source, is_left ? middle : from, is_left ? to : middle, &proof, reterr))
            return false;
        from = is_left ? from : middle;
        to = is_left ? middle : to;
    }
    /* The verifier knows the whole old tree; any other range that ends at the old size it must be
     * told. */
    if (from > 0 && !proof_add(source, from, to, &proof, reterr))
        return false;
    proof_turn(&proof);
    *ret_proof = proof;
    return true;
}

bool tlog_inclusion_fits(uint64_t number, uint64_t size, const crypt_hash *leaf,
    const tlog_proof *proof, const crypt_hash *root)
{
    assert(leaf && proof && root);
    assert(proof->count >= 0 && proof->count <= TLOG_PROOF_MAX);
    if (number >= size || size > TLOG_SIZE_MAX)
        return false;
    uint64_t at = number;
    uint64_t last = size - 1;
    crypt_hash hash = *leaf;
    for (int i = 0; i < proof->count; i++) {
        const crypt_hash *other = &proof->hashes[i];
        if (last == 0)
            return false;
        if ((at & 1) || at == last) {
            hash = tlog_node_hash(other, &hash);
            /* A last node without a sibling rises until it is a right child. */
            for (; !(at & 1) && at != 0; at >>= 1)
                last >>= 1;
        } else {
            hash = tlog_node_hash(&hash, other);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && crypt_equal(crypt_hash_span(&hash), crypt_hash_span(root));
}

/* Folds the proof for both trees at once; `start` is the first full subtree that ends at the old
 * size. */
static bool consistency_fold(uint64_t old_size, uint64_t size, const crypt_hash *start,
    const tlog_proof *proof, int first, crypt_hash ret_roots[2])
{
    uint64_t at = old_size - 1;
    uint64_t last = size - 1;
    for (; at & 1; at >>= 1)
        last >>= 1;
    ret_roots[0] = ret_roots[1] = *start;
    for (int i = first; i < proof->count; i++) {
        const crypt_hash *other = &proof->hashes[i];
        if (last == 0)
            return false;
        if ((at & 1) || at == last) {
            ret_roots[0] = tlog_node_hash(other, &ret_roots[0]);
            ret_roots[1] = tlog_node_hash(other, &ret_roots[1]);
            for (; !(at & 1) && at != 0; at >>= 1)
                last >>= 1;
        } else {
            ret_roots[1] = tlog_node_hash(&ret_roots[1], other);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0;
}

bool tlog_consistency_fits(uint64_t old_size, uint64_t size, const tlog_proof *proof,
    const crypt_hash *old_root, const crypt_hash *root)
{
    assert(proof && old_root && root);
    assert(proof->count >= 0 && proof->count <= TLOG_PROOF_MAX);
    if (old_size == 0 || old_size > size || size > TLOG_SIZE_MAX)
        return false;
    if (old_size == size)
        return proof->count == 0 && crypt_equal(crypt_hash_span(old_root), crypt_hash_span(root));
    if (proof->count == 0)
        return false;
    bool is_power = (old_size & (old_size - 1)) == 0;
    crypt_hash roots[2];
    if (!consistency_fold(old_size, size, is_power ? old_root : &proof->hashes[0], proof,
            is_power ? 0 : 1, roots))
        return false;
    return crypt_equal(crypt_hash_span(&roots[0]), crypt_hash_span(old_root)) &&
           crypt_equal(crypt_hash_span(&roots[1]), crypt_hash_span(root));
}
