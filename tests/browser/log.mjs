// A log of our own for tests: made, signed and served here, with nothing of the program or of the page.
// SPDX-License-Identifier: Apache-2.0
import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';

const ORIGIN = 'log.example.org/nuan';
const SEED = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const PRIVATE = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), SEED]), format: 'der', type: 'pkcs8' });
const PUBLIC = createPublicKey(PRIVATE).export({ format: 'der', type: 'spki' }).subarray(-32);

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
export const leafHash = (entry) => sha256(Buffer.from([0]), entry);
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);

const KEY_ID = sha256(`${ORIGIN}\n`, Buffer.from([1]), PUBLIC).subarray(0, 4);
export const VKEY = `${ORIGIN}+${KEY_ID.toString('hex')}+${Buffer.concat([Buffer.from([1]), PUBLIC]).toString('base64')}`;

function half(size) {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

function rootOf(hashes) {
  if (hashes.length < 2) return hashes[0];
  const k = half(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, k)), rootOf(hashes.slice(k)));
}

function pathOf(index, hashes) {
  if (hashes.length < 2) return [];
  const k = half(hashes.length);
  return index < k ? [...pathOf(index, hashes.slice(0, k)), rootOf(hashes.slice(k))] : [...pathOf(index - k, hashes.slice(k)), rootOf(hashes.slice(0, k))];
}

/** The key of an entry: as each has another one, its number is in it. */
export function entryKey(index) {
  const key = Buffer.alloc(16, 7);
  key.writeUInt32BE(index);
  return key;
}

export function disclosure(index, field, value) {
  const salt = createHmac('sha256', entryKey(index)).update(`nuan salt v1\0${field}`).digest().subarray(0, 16).toString('base64url');
  return Buffer.from(JSON.stringify([salt, field, value])).toString('base64url');
}

/** The gift at a number: of so many yuan, by 王小明. */
export function gift(index, yuan = index + 1) {
  const digests = [disclosure(index, 'label', '王*'), disclosure(index, 'name', '王小明'), `filler ${index} a`, `filler ${index} b`]
    .map((text) => createHash('sha256').update(text).digest('base64url')).sort();
  return Buffer.from(JSON.stringify({ _sd: digests, amt: yuan * 100, ch: 'qr', cur: 'CNY', d: '2020-02-02', org: 'bjwn', prj: 'whwn', seq: index + 1, t: 'gift', v: 1 }));
}

export class TestLog {
  constructor(entries) {
    this.entries = entries;
    this.levels = [entries.map(leafHash)];
    for (let below = this.levels[0]; below.length >= 256; below = this.levels.at(-1)) {
      this.levels.push(Array.from({ length: Math.floor(below.length / 256) }, (_, i) => rootOf(below.slice(i * 256, i * 256 + 256))));
    }
  }

  checkpoint(size = this.entries.length) {
    const text = `${ORIGIN}\n${size}\n${rootOf(this.levels[0].slice(0, size)).toString('base64')}\n`;
    const signature = Buffer.concat([KEY_ID, sign(null, Buffer.from(text), PRIVATE)]).toString('base64');
    return `${text}\n\u2014 ${ORIGIN} ${signature}\n`;
  }

  /** The proof of an entry as it was handed out when the log had `size`. */
  receipt(index, size, fields = {}) {
    const lines = [this.entries[index], ...Object.entries(fields).map(([field, value]) => disclosure(index, field, value))];
    const extra = Buffer.from(lines.join('\n')).toString('base64');
    const path = pathOf(index, this.levels[0].slice(0, size)).map((hash) => `${hash.toString('base64')}\n`).join('');
    return `c2sp.org/tlog-proof@v1\nextra ${extra}\nindex ${index}\n${path}\n${this.checkpoint(size)}`;
  }

  code(index) {
    return `#1.${index}.${this.levels[0][index].toString('base64url')}.${entryKey(index).toString('base64url')}`;
  }

  /** The bytes of a resource, or null. */
  get(path) {
    if (path === 'checkpoint') return Buffer.from(this.checkpoint());
    const [, level, name, width] = /^tile\/(\w+)\/([x\d/]+)(?:\.p\/(\d+))?$/.exec(path) ?? [];
    if (!name) return null;
    const first = Number(name.replace(/[x/]/g, '')) * 256;
    const row = level === 'entries' ? this.entries : this.levels[Number(level)];
    const part = row?.slice(first, first + Number(width ?? 256));
    if (!part || part.length !== Number(width ?? 256)) return null;
    return Buffer.concat(level === 'entries' ? part.flatMap((entry) => [Buffer.from([entry.length >> 8, entry.length & 255]), entry]) : part);
  }
}
