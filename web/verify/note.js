// Signed notes: the log's key, the checkpoint and its signature.
// SPDX-License-Identifier: Apache-2.0
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase64, fromUtf8, isEqual, join, toHex, toNumber, toUtf8 } from './bytes.js';

const NOTE_MAX = 65536;
const SIGNATURES_MAX = 64;
const ED25519_LOG = 1;
const NAME = /^[^\s+]+$/;

/** The key of <name>+<id>+<base64>, or null; the id must be that of name and key. */
export function keyOf(vkey) {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
  const data = parts && NAME.test(parts[1]) && fromBase64(parts[3]);
  if (!data || data.length !== 33 || data[0] !== ED25519_LOG) return null;
  const id = sha256(join(fromUtf8(`${parts[1]}\n`), data)).slice(0, 4);
  return toHex(id) === parts[2] ? { name: parts[1], id, public: data.slice(1) } : null;
}

function signatureOf(line) {
  const parts = /^\u2014 ([^\s+]+) ([^ ]+)$/.exec(line);
  const data = parts && fromBase64(parts[2]);
  return data && data.length > 4 ? { name: parts[1], id: data.slice(0, 4), bytes: data.slice(4) } : null;
}

/** A signed checkpoint taken apart, or null; signatures are not verified here. */
export function checkpointOf(bytes) {
  const all = bytes.length <= NOTE_MAX ? toUtf8(bytes) : null;
  if (all === null || !all.endsWith('\n') || /[\0-\x09\x0b-\x1f]/.test(all)) return null;
  const cut = all.lastIndexOf('\n\n');
  const text = all.slice(0, cut + 1);
  const signatures = all.slice(cut + 2, -1).split('\n').map(signatureOf);
  const lines = text.split('\n').slice(0, -1);
  const size = lines.length >= 3 ? toNumber(lines[1]) : null;
  const root = lines.length >= 3 ? fromBase64(lines[2]) : null;
  if (cut < 0 || signatures.length > SIGNATURES_MAX || signatures.includes(null) || lines.includes('')) return null;
  if (size === null || !root || root.length !== 32) return null;
  return { origin: lines[0], size, root, text, signatures };
}

function verify(signature, text, key) {
  try {
    return signature.bytes.length === 64 && ed25519.verify(signature.bytes, fromUtf8(text), key.public, { zip215: false });
  } catch (e) {
    return false;
  }
}

/** True if the key has signed, and no line under its name and id is wrong. */
export function isSigned(checkpoint, key) {
  const own = checkpoint.signatures.filter((s) => s.name === key.name && isEqual(s.id, key.id));
  return own.length > 0 && own.every((s) => verify(s, checkpoint.text, key));
}
