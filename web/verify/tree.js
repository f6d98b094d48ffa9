// Merkle trees of RFC 6962.  Sizes are numbers below 2^53, so no bit operators.
// SPDX-License-Identifier: Apache-2.0
import { sha256 } from '@noble/hashes/sha2.js';
import { join } from './bytes.js';

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

export function leafHash(entry) {
  return sha256(join(LEAF, entry));
}

export function nodeHash(left, right) {
  return sha256(join(NODE, left, right));
}

/** The root to which a leaf's path leads in a tree of `size`, or null when the path is too long or too short. */
export function rootOfPath(index, size, leaf, path) {
  if (index >= size) return null;
  let at = index;
  let last = size - 1;
  let root = leaf;
  for (const hash of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      root = nodeHash(hash, root);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      root = nodeHash(root, hash);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : null;
}

/** The root of a full subtree: the number of hashes is a power of two. */
export function rootOfFull(hashes) {
  let row = hashes;
  while (row.length > 1) {
    const above = [];
    for (let i = 0; i < row.length; i += 2) above.push(nodeHash(row[i], row[i + 1]));
    row = above;
  }
  return row[0];
}

/** The full subtrees that `hashes` fall into, largest first: at most 255 hashes. */
export function peaks(hashes) {
  const found = [];
  let at = 0;
  for (let width = 128; width >= 1; width /= 2) {
    if (hashes.length - at < width) continue;
    found.push(rootOfFull(hashes.slice(at, at + width)));
    at += width;
  }
  return found;
}

/** The root over full subtrees, largest first. */
export function rootOfPeaks(all) {
  if (all.length === 0) return sha256(new Uint8Array(0));
  return all.reduceRight((root, peak) => nodeHash(peak, root));
}
