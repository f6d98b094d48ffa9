/* Merkle trees as public logs keep them: hashing, proofs, tiles.  Pure: no store, no clock, no
 * memory of its own.  Only hashes of aligned full subtrees are ever stored; the right edge is
 * folded anew each time. Signed notes and proof files stand in note.h, the content of our leaves in
 * leaf.h.
 * Source: RFC 6962 2.1, RFC 9162 2.1, C2SP tlog-tiles; docs/format/log.md.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TLOG_TLOG_H
#define NUAN_TLOG_TLOG_H

#include "base/buffer.h"
#include "base/err.h"
#include "base/span.h"
#include "crypt/crypt.h"

#include <stddef.h>
#include <stdint.h>

/* Largest tree; sizes and leaf numbers fit a signed 64-bit column. */
#define TLOG_SIZE_MAX ((uint64_t)INT64_MAX)

enum {
    TLOG_TILE_WIDTH = 256,      /* hashes in a full tile, entries in a full bundle */
    TLOG_LEVEL_MAX = 63,        /* highest tile level that a path may name */
    TLOG_HEIGHT_COUNT = 64,     /* heights of subtrees below 2^63 leaves */
    TLOG_PROOF_MAX = 64,        /* hashes of the longest proof, with one to spare */
    TLOG_ENTRY_SIZE_MAX = 65535 /* bytes of one entry */
};

/* ---- tree ----------------------------------------------------------------------------------- */

/* A tree under construction.  peaks[i] counts where bit i of size is set.  Right after
 * tlog_tree_add the slots below the lowest set bit hold the full subtrees of 2^i leaves that end at
 * size. */
typedef struct tlog_tree {
    uint64_t size;
    crypt_hash peaks[TLOG_HEIGHT_COUNT];
} tlog_tree;

/* SHA-256(0x00 || entry). */
crypt_hash tlog_leaf_hash(span entry);
/* SHA-256(0x01 || left || right). */
crypt_hash tlog_node_hash(const crypt_hash *left, const crypt_hash *right);
/* Adds the next leaf by its hash.  The size must be below TLOG_SIZE_MAX. */
void tlog_tree_add(tlog_tree *tree, const crypt_hash *leaf);
/* The root; SHA-256 of nothing for the empty tree. */
crypt_hash tlog_tree_root(const tlog_tree *tree);
/* True if the leaf just added completed a tile of level - 1 (level >= 1); *ret is then the tile's
 * root, which is hash number size / 256^level - 1 of `level`. */
bool tlog_tree_ended(const tlog_tree *tree, int level, crypt_hash *ret);

/* ---- proofs --------------------------------------------------------------------------------- */

/* Where stored hashes come from: `count` of tile level `level` from number `first` on, all within
 * one tile. Level 0 holds the leaf hashes, each hash of level n + 1 the root of one full tile of
 * level n. */
typedef struct tlog_source {
    void *self;
    bool (*read)(
        void *self, int level, uint64_t first, size_t count, crypt_hash *into, err *reterr);
} tlog_source;

typedef struct tlog_proof {
    int count;
    crypt_hash hashes[TLOG_PROOF_MAX];
} tlog_proof;

/* The tree of `size` leaves from stored hashes.  Errors: those of the source. */
WARN_UNUSED bool tlog_tree_load(
    const tlog_source *source, uint64_t size, tlog_tree *ret_tree, err *reterr);
/* Proof that leaf `number` stands in the tree of `size` (number < size): its sibling first. */
WARN_UNUSED bool tlog_prove_inclusion(
    const tlog_source *source, uint64_t number, uint64_t size, tlog_proof *ret_proof, err *reterr);
/* Proof that the tree of `size` grew from that of `old_size` (0 < old_size <= size). */
WARN_UNUSED bool tlog_prove_consistency(const tlog_source *source, uint64_t old_size, uint64_t size,
    tlog_proof *ret_proof, err *reterr);
/* True if the proof leads from the leaf's hash to the root; a proof too long or too short does not.
 * */
bool tlog_inclusion_fits(uint64_t number, uint64_t size, const crypt_hash *leaf,
    const tlog_proof *proof, const crypt_hash *root);
/* True if both roots follow from the proof.  Old size 0 and old size above size never fit: from
 * nothing everything grows, so there is nothing to prove and the caller decides. */
bool tlog_consistency_fits(uint64_t old_size, uint64_t size, const tlog_proof *proof,
    const crypt_hash *old_root, const crypt_hash *root);

/* ---- tiles and bundles ---------------------------------------------------------------------- */

typedef enum tlog_resource_kind { TLOG_CHECKPOINT, TLOG_TILE, TLOG_ENTRIES } tlog_resource_kind;

/* What a path of a log names. */
typedef struct tlog_resource {
    tlog_resource_kind kind;
    int level;       /* of a tile; 0 for entries */
    uint64_t number; /* which tile of its level */
    uint32_t width;  /* 1..256 hashes or entries; 256 = full */
} tlog_resource;

/* Reads checkpoint, tile/<L>/<N>[.p/<W>] or tile/entries/<N>[.p/<W>], without a leading slash.
 * False for every other spelling. */
bool tlog_resource_parse(span path, tlog_resource *ret);
/* Writes the one spelling of a resource. */
void tlog_resource_add(buffer *b, const tlog_resource *r);
/* Number of hashes that tile level `level` has in a tree of `size`. */
uint64_t tlog_level_size(uint64_t size, int level);
/* True if a tree of `size` holds all of the resource: nothing beyond the signed size may be served.
 * */
bool tlog_resource_is_within(const tlog_resource *r, uint64_t size);

/* Adds one entry (at most TLOG_ENTRY_SIZE_MAX bytes) to a bundle: two bytes of length, then the
 * bytes. */
void tlog_bundle_add(buffer *b, span entry);
/* Takes the first entry off a bundle; false at its end or when it is cut short (then *rest is not
 * empty). */
bool tlog_bundle_next(span *rest, span *ret_entry);
/* True if the bundle holds exactly `width` entries and not one byte more. */
bool tlog_bundle_fits(span bundle, uint32_t width);

#endif
