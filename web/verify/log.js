// The log as it is served now.  Every hash that is used was led back to the signed root first; what contradicts itself throws
// Differs, what is not signed Unsigned, what does not come at all Silent.
// SPDX-License-Identifier: Apache-2.0
import { isEqual } from './bytes.js';
import { checkpointOf, isSigned } from './note.js';
import { leafHash, peaks, rootOfFull, rootOfPeaks } from './tree.js';

const WIDTH = 256;
const HASH = 32;

export class Differs extends Error {}
export class Unsigned extends Error {}
export class Silent extends Error {}

/** 5 -> 005, 1234067 -> x001/x234/067. */
function nameOf(number) {
  const digits = String(number);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g);
  return groups.map((group, i) => (i + 1 < groups.length ? `x${group}` : group)).join('/');
}

function levelSize(size, level) {
  return Math.floor(size / WIDTH ** level);
}

function split(bytes) {
  const hashes = [];
  for (let at = 0; at < bytes.length; at += HASH) hashes.push(bytes.slice(at, at + HASH));
  return hashes;
}

export class Log {
  /** `get` fetches a path of the log as bytes. */
  constructor(get, key) {
    this.get = get;
    this.key = key;
    this.tiles = {};
  }

  /** Takes the signed state and leads the right edge of the tree back to it. */
  async open() {
    const checkpoint = checkpointOf(await this.get('checkpoint'));
    if (!checkpoint) throw new Differs('checkpoint');
    if (checkpoint.origin !== this.key.name || !isSigned(checkpoint, this.key)) throw new Unsigned('checkpoint');
    this.size = checkpoint.size;
    const edge = await this.edgeOf(this.size, (level, number, width) => this.fetchTile(level, number, width));
    if (!isEqual(edge, checkpoint.root)) throw new Differs('root');
  }

  /** The root of the tree of `size` from the last tile of each level. */
  async edgeOf(size, tileOf) {
    const rows = [];
    for (let level = 0; levelSize(size, level) > 0; level++) {
      const width = levelSize(size, level) % WIDTH;
      if (width > 0) rows.unshift(tileOf(level, Math.floor(levelSize(size, level) / WIDTH), width));
    }
    const found = await Promise.all(rows);
    return rootOfPeaks([].concat(...found.map(peaks)));
  }

  fetchTile(level, number, width) {
    const path = `tile/${level}/${nameOf(number)}${width < WIDTH ? `.p/${width}` : ''}`;
    if (!this.tiles[path]) {
      this.tiles[path] = this.get(path).then((bytes) => {
        if (bytes.length !== width * HASH) throw new Differs(path);
        return split(bytes);
      });
    }
    return this.tiles[path];
  }

  /** Hashes of a tile: the right edge was checked by open(), a full one must be what stands above it. */
  async tile(level, number) {
    const width = Math.min(WIDTH, levelSize(this.size, level) - number * WIDTH);
    const hashes = await this.fetchTile(level, number, width);
    if (width === WIDTH) {
      const above = await this.tile(level + 1, Math.floor(number / WIDTH));
      if (!isEqual(rootOfFull(hashes), above[number % WIDTH])) throw new Differs(`tile ${level} ${number}`);
    }
    return hashes;
  }

  /** The hash of an entry; index below size. */
  async hashOf(index) {
    const hashes = await this.tile(0, Math.floor(index / WIDTH));
    return hashes[index % WIDTH];
  }

  /** The root that this log had at an earlier size. */
  rootAt(size) {
    return this.edgeOf(size, async (level, number, width) => (await this.tile(level, number)).slice(0, width));
  }

  /** The bytes of an entry.  All of its bundle must be what was hashed. */
  async entry(index) {
    const number = Math.floor(index / WIDTH);
    const hashes = await this.tile(0, number);
    const path = `tile/entries/${nameOf(number)}${hashes.length < WIDTH ? `.p/${hashes.length}` : ''}`;
    const bundle = await this.get(path);
    let found = null;
    let at = 0;
    hashes.forEach((hash, i) => {
      const end = at + 2 + bundle[at] * 256 + bundle[at + 1];
      const bytes = bundle.slice(at + 2, end);
      if (!(end <= bundle.length) || !isEqual(leafHash(bytes), hash)) throw new Differs(path);
      if (i === index % WIDTH) found = bytes;
      at = end;
    });
    if (at !== bundle.length) throw new Differs(path);
    return found;
  }
}
