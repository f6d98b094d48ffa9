/* Hashing and the growing tree: one stored hash for each set bit of the size.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/tlog.h"

#include <assert.h>
#include <string.h>

crypt_hash tlog_leaf_hash(span entry)
{
    static const char mark = 0;
    assert(entry.size <= TLOG_ENTRY_SIZE_MAX);
    const span pieces[] = { { &mark, 1 }, entry };
    return crypt_sha256_joined(pieces, 2);
}

crypt_hash tlog_node_hash(const crypt_hash *left, const crypt_hash *right)
{
    char bytes[1 + 2 * CRYPT_HASH_SIZE];
    assert(left && right);
    bytes[0] = 1;
    memcpy(bytes + 1, left->bytes, CRYPT_HASH_SIZE);
    memcpy(bytes + 1 + CRYPT_HASH_SIZE, right->bytes, CRYPT_HASH_SIZE);
    return crypt_sha256((span){ bytes, sizeof bytes });
}

void tlog_tree_add(tlog_tree *tree, const crypt_hash *leaf)
{
    assert(tree && leaf && tree->size < TLOG_SIZE_MAX);
    crypt_hash hash = *leaf;
    int height = 0;
    for (; tree->size >> height & 1; height++) {
        crypt_hash parent = tlog_node_hash(&tree->peaks[height], &hash);
        tree->peaks[height] = hash;
        hash = parent;
    }
    tree->peaks[height] = hash;
    tree->size++;
}

crypt_hash tlog_tree_root(const tlog_tree *tree)
{
    assert(tree && tree->size <= TLOG_SIZE_MAX);
    if (tree->size == 0)
        return crypt_sha256((span){ "", 0 });
    int height = __builtin_ctzll(tree->size);
    crypt_hash root = tree->peaks[height];
    for (height++; height < TLOG_HEIGHT_COUNT; height++) {
        if (tree->size >> height & 1)
            root = tlog_node_hash(&tree->peaks[height], &root);
    }
    return root;
}

bool tlog_tree_ended(const tlog_tree *tree, int level, crypt_hash *ret)
{
    assert(tree && level >= 1 && ret);
    if (tree->size == 0 || 8 * level > __builtin_ctzll(tree->size))
        return false;
    *ret = tree->peaks[8 * level];
    return true;
}
