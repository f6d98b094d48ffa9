// Bytes as text and back, strictly: one value has one spelling, whatever is spelled otherwise is null.
// SPDX-License-Identifier: Apache-2.0

const PLAIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = `${PLAIN.slice(0, 62)}-_`;

function encode(bytes, letters) {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = bytes[i] * 65536 + (bytes[i + 1] || 0) * 256 + (bytes[i + 2] || 0);
    const size = Math.min(3, bytes.length - i);
    for (let k = 0; k <= size; k++) text += letters[Math.floor(word / 64 ** (3 - k)) % 64];
  }
  return text;
}

function decode(text, letters) {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const letter of text) {
    const value = letters.indexOf(letter);
    if (value < 0) return null;
    held = (held * 64 + value) % 65536;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = Math.floor(held / 2 ** bits) % 256;
    }
  }
  return encode(bytes, letters) === text ? bytes : null; // no letter too many, no bits left over
}

/** RFC 4648 section 4, padded. */
export function toBase64(bytes) {
  const text = encode(bytes, PLAIN);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

export function fromBase64(text) {
  const bytes = decode(text.replace(/={1,2}$/, ''), PLAIN);
  return bytes && toBase64(bytes) === text ? bytes : null;
}

/** RFC 4648 section 5, without padding. */
export function toBase64url(bytes) {
  return encode(bytes, URL_SAFE);
}

export function fromBase64url(text) {
  return decode(text, URL_SAFE);
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => (256 + byte).toString(16).slice(1)).join('');
}

export function fromUtf8(text) {
  return new TextEncoder().encode(text);
}

/** The text of bytes that are UTF-8, or null. */
export function toUtf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (e) {
    return null;
  }
}

export function isEqual(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  parts.forEach((part) => {
    all.set(part, at);
    at += part.length;
  });
  return all;
}

/** Where `needle` begins in `bytes` from `from` on, or -1. */
export function indexOf(bytes, needle, from = 0) {
  for (let at = from; at + needle.length <= bytes.length; at++) {
    let same = 0;
    while (same < needle.length && bytes[at + same] === needle[same]) same++;
    if (same === needle.length) return at;
  }
  return -1;
}

/** A plain decimal that a number holds exactly, or null. */
export function toNumber(text) {
  const number = Number(text);
  return /^(0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(number) ? number : null;
}
