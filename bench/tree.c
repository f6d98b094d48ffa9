/* The rate of the Merkle tree: leaf hashes, tree and tiles from final bytes, against the bare
 * minimum that appending costs: one hash of the leaf and one of an interior node, with the hashing
 * context used again.
 *
 *   bench-tree LEAVES
 * SPDX-License-Identifier: Apache-2.0 */
#include "measure.h"

#include "tlog/tlog.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAF_BYTES = 420, LEAF_PREFIX = 1, NODE_BYTES = 65, TILE_MEMORY = 1 << 20 };

/* The limit: 1 + LEAF_BYTES bytes and 65 bytes hashed a leaf. */
static int64_t limit_run(int64_t leaves)
{
    static unsigned char leaf[LEAF_PREFIX + LEAF_BYTES];
    static unsigned char node[NODE_BYTES];
    EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestInit_ex2(context, sha256, NULL);
    int64_t start = measure_cpu();
    for (int64_t i = 0; i < leaves; i++) {
        memcpy(leaf + LEAF_PREFIX, &i, sizeof i);
        EVP_DigestInit_ex2(context, NULL, NULL);
        EVP_DigestUpdate(context, leaf, sizeof leaf);
        EVP_DigestFinal_ex(context, node + 1, NULL);
        EVP_DigestInit_ex2(context, NULL, NULL);
        EVP_DigestUpdate(context, node, sizeof node);
        EVP_DigestFinal_ex(context, node + 33, NULL);
    }
    int64_t taken = measure_cpu() - start;
    EVP_MD_CTX_free(context);
    EVP_MD_free(sha256);
    return taken;
}

/* What is served of a log: bundles of entries and tiles of hashes of every level. */
static int64_t tiles_run(int64_t leaves)
{
    ARENA home = { 0 };
    char entry[LEAF_BYTES] = { 0 };
    tlog_tree tree = { 0 };
    if (!arena_open(&home, TILE_MEMORY))
        measure_stop("tree", "not enough memory");
    buffer bundle = buffer_in(&home, TLOG_TILE_WIDTH * (LEAF_BYTES + 2));
    buffer tile = buffer_in(&home, TLOG_TILE_WIDTH * CRYPT_HASH_SIZE);
    int64_t start = measure_cpu();
    for (int64_t i = 0; i < leaves; i++) {
        crypt_hash root = { 0 };
        memcpy(entry, &i, sizeof i);
        const span bytes = { entry, sizeof entry };
        crypt_hash hash = tlog_leaf_hash(bytes);
        tlog_bundle_add(&bundle, bytes);
        buffer_add(&tile, crypt_hash_span(&hash));
        tlog_tree_add(&tree, &hash);
        for (int level = 1; tlog_tree_ended(&tree, level, &root); level++)
            bundle.used = tile.used = 0;
    }
    crypt_hash root = tlog_tree_root(&tree);
    if (root.bytes[0] == 0 && root.bytes[1] == 0)
        measure_stop("tree", "an unlikely root");
    return measure_cpu() - start;
}

int main(int argc, char **argv)
{
    int64_t leaves = argc == 2 ? atoll(argv[1]) : 0;
    if (leaves < 1)
        measure_stop("usage", "bench-tree LEAVES");
    int64_t limit = limit_run(leaves);
    int64_t tiles = tiles_run(leaves);
    printf("limit=%.0f tiles=%.0f\n", (double)leaves * 1e9 / (double)limit,
        (double)leaves * 1e9 / (double)tiles);
    return 0;
}
