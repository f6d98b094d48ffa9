// The proof that a giver keeps: found in her file, read, checked with the log's key alone.  docs/format/receipt.md.
// SPDX-License-Identifier: Apache-2.0
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase64, fromBase64url, fromUtf8, indexOf, isEqual, toBase64url, toNumber, toUtf8 } from './bytes.js';
import { checkpointOf, isSigned } from './note.js';
import { leafHash, rootOfPath } from './tree.js';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1\n';
const FILE_MAX = 131072;
const ENTRY_MAX = 4096;
const PATH_MAX = 63;
const DISCLOSURES_MAX = 8;
const NEWLINE = 10;
const RETURN = 13;

function startsWith(bytes, text) {
  return isEqual(bytes.subarray(0, text.length), fromUtf8(text));
}

/** The receipt inside of a file: the file itself, or what a PDF holds as an embedded stream, not compressed; or null. */
export function find(file) {
  if (startsWith(file, FIRST_LINE)) return file;
  if (!startsWith(file, '%PDF-')) return null;
  const first = fromUtf8(FIRST_LINE);
  for (let at = indexOf(file, first); at >= 0; at = indexOf(file, first, at + 1)) {
    const end = indexOf(file, fromUtf8('endstream'), at);
    if (end < 0) return null;
    let cut = end;
    while (cut > at && (file[cut - 1] === NEWLINE || file[cut - 1] === RETURN)) cut--;
    if (cut < end && file[cut] === NEWLINE) cut++;
    if (/stream\r?\n$/.test(toUtf8(file.subarray(Math.max(0, at - 8), at)) || '')) return file.slice(at, cut);
  }
  return null;
}

// ---- entries ----

function write(value) {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${write(value[key])}`).join(',')}}`;
}

/** What the bytes of an entry say, if they are spelled as entries are; or null. */
export function entryOf(bytes) {
  const text = bytes.length <= ENTRY_MAX ? toUtf8(bytes) : null;
  try {
    const entry = JSON.parse(text);
    const isGood = entry !== null && entry.v === 1 && typeof entry.t === 'string' && write(entry) === text;
    return isGood ? entry : null;
  } catch (e) {
    return null;
  }
}

// ---- private fields ----

function disclosureOf(text) {
  const bytes = fromBase64url(text);
  try {
    const [salt, field, value, ...more] = JSON.parse(toUtf8(bytes));
    const isGood = more.length === 0 && [salt, field, value].every((one) => typeof one === 'string');
    return isGood ? { text, field, value } : null;
  } catch (e) {
    return null;
  }
}

function isOf(entry, text) {
  return Array.isArray(entry._sd) && entry._sd.includes(toBase64url(sha256(fromUtf8(text))));
}

/** A name as it was kept: blanks joined, marks without width gone. */
function normal(text) {
  return text.replace(/[\u200b-\u200f\u2060\ufeff]/g, '').replace(/[\s\u3000]+/g, ' ').trim();
}

/** True if the entry commits to this value of a field, by the entry's key. */
export function holds(entry, entryKey, field, value) {
  const salt = toBase64url(hmac(sha256, entryKey, fromUtf8(`nuan salt v1\0${field}`)).slice(0, 16));
  return isOf(entry, toBase64url(fromUtf8(JSON.stringify([salt, field, normal(value)]))));
}

// ---- the file ----

function headOf(lines) {
  const [first, extra, index, ...path] = lines;
  const hashes = path.map(fromBase64);
  const isGood = first === FIRST_LINE.trim() && extra && extra.startsWith('extra ') && index && index.startsWith('index ')
    && hashes.length <= PATH_MAX && hashes.every((hash) => hash && hash.length === 32);
  return isGood ? { extra: fromBase64(extra.slice(6)), index: toNumber(index.slice(6)), path: hashes } : null;
}

function linesOf(bytes) {
  const parts = [];
  for (let from = 0, to = 0; from <= bytes.length; from = to + 1) {
    to = bytes.indexOf(NEWLINE, from);
    if (to < 0) to = bytes.length;
    parts.push(bytes.slice(from, to));
  }
  return parts;
}

/** A receipt taken apart, or null where it is not in form. */
export function read(file) {
  const cut = indexOf(file, new Uint8Array([NEWLINE, NEWLINE]));
  const text = cut > 0 && file.length <= FILE_MAX ? toUtf8(file.slice(0, cut)) : null;
  const head = text === null ? null : headOf(text.split('\n'));
  const checkpoint = head && checkpointOf(file.slice(cut + 2));
  if (!checkpoint || !head.extra || head.index === null) return null;
  const [bytes, ...texts] = linesOf(head.extra);
  const entry = entryOf(bytes);
  const disclosures = texts.map((one) => disclosureOf(toUtf8(one) || '?'));
  if (!entry || disclosures.length > DISCLOSURES_MAX || disclosures.includes(null)) return null;
  return { index: head.index, path: head.path, bytes, entry, hash: leafHash(bytes), disclosures, checkpoint };
}

/** proven, changed, private (a detail is not of the entry), unsigned or foreign: what a receipt is by itself. */
export function check(receipt, key) {
  const { checkpoint } = receipt;
  if (checkpoint.origin !== key.name) return 'foreign';
  if (!isSigned(checkpoint, key)) return 'unsigned';
  const root = rootOfPath(receipt.index, checkpoint.size, receipt.hash, receipt.path);
  if (!root || !isEqual(root, checkpoint.root)) return 'changed';
  return receipt.disclosures.every((one) => isOf(receipt.entry, one.text)) ? 'proven' : 'private';
}

/** What a QR code's address holds behind '#', or null. */
export function codeOf(fragment) {
  const parts = /^#?1\.(0|[1-9][0-9]{0,15})\.([\w-]{43})\.([\w-]{22})$/.exec(fragment);
  const hash = parts && fromBase64url(parts[2]);
  const key = parts && fromBase64url(parts[3]);
  const index = parts && toNumber(parts[1]);
  return hash && key && index !== null ? { index, hash, key } : null;
}
