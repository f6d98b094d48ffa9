// The verdict on a receipt or a QR code: what it is by itself, and whether the log still is what it says.
// A verdict is { verdict, reason, points: { signed, entry, private, log }, ... }; points say holds, fails or open.
// SPDX-License-Identifier: Apache-2.0
import { isEqual } from './bytes.js';
import { Differs, Log, Silent, Unsigned } from './log.js';
import { check, entryOf, find, read } from './receipt.js';

function openPoints() {
  return { signed: 'open', entry: 'open', private: 'open', log: 'open' };
}

// What a receipt is by itself.
const ALONE = {
  proven: { verdict: 'proven', points: { signed: 'holds', entry: 'holds' } },
  changed: { verdict: 'changed', reason: 'content', points: { signed: 'holds', entry: 'fails' } },
  private: { verdict: 'changed', reason: 'private', points: { signed: 'holds', entry: 'holds', private: 'fails' } },
  unsigned: { verdict: 'unsigned', reason: 'receipt', points: { signed: 'fails' } },
  foreign: { verdict: 'foreign', reason: 'log', points: { signed: 'fails' } },
};

/** What became of asking the log; an unexpected fault stays one. */
function failed(fault, found) {
  if (fault instanceof Silent) return { ...found, silent: true };
  const points = { ...found.points, log: 'fails' };
  const isServed = fault instanceof Unsigned;
  if (!isServed && !(fault instanceof Differs)) throw fault;
  if (found.verdict !== 'proven') return { ...found, points };
  return { ...found, points, verdict: isServed ? 'unsigned' : 'log', reason: isServed ? 'served' : 'self' };
}

// What of the log does not continue what the receipt was signed with; empty: nothing.
async function broken(receipt, log) {
  const { size, root } = receipt.checkpoint;
  if (size > log.size) return 'short';
  const isSame = isEqual(await log.hashOf(receipt.index), receipt.hash) && isEqual(await log.rootAt(size), root);
  return isSame ? '' : 'other';
}

async function compared(found, receipt, log) {
  await log.open();
  if (found.verdict === 'proven') {
    const reason = await broken(receipt, log);
    const points = { ...found.points, log: reason ? 'fails' : 'holds' };
    return { ...found, points, now: log.size, ...(reason ? { verdict: 'log', reason } : {}) };
  }
  if (found.reason !== 'content' || receipt.index >= log.size) return found;
  const booked = entryOf(await log.entry(receipt.index));
  return booked && booked.amt !== undefined ? { ...found, booked, now: log.size } : found;
}

/** The verdict on a file that was chosen; `get` fetches a path of the log. */
export async function judgeFile(file, key, get) {
  const bytes = find(file);
  if (!bytes) return { verdict: 'noproof', reason: 'file', points: openPoints() };
  const receipt = read(bytes);
  if (!receipt) return { verdict: 'changed', reason: 'form', points: openPoints() };
  const alone = ALONE[check(receipt, key)];
  const found = { ...alone, receipt, entry: receipt.entry, index: receipt.index, points: { ...openPoints(), ...alone.points } };
  if (found.verdict === 'proven' && receipt.disclosures.length > 0) found.points.private = 'holds';
  if (found.verdict === 'foreign') return found;
  try {
    return await compared(found, receipt, new Log(get, key));
  } catch (fault) {
    return failed(fault, found);
  }
}

async function looked(code, log) {
  const points = { ...openPoints(), signed: 'holds' };
  await log.open();
  const found = { index: code.index, now: log.size };
  points.log = 'holds';
  if (code.index >= log.size) return { ...found, verdict: 'absent', reason: 'yet', points };
  const entry = entryOf(await log.entry(code.index));
  const isSame = isEqual(await log.hashOf(code.index), code.hash);
  points.entry = isSame ? 'holds' : 'fails';
  if (!entry) throw new Differs('entry');
  return isSame
    ? { ...found, verdict: 'proven', points, entry, entryKey: code.key, hash: code.hash }
    : { ...found, verdict: 'changed', reason: 'code', points };
}

/** The verdict on a QR code's entry, which the log is asked for. */
export async function judgeCode(code, key, get) {
  if (!code) return { verdict: 'nocode', reason: 'scan', points: openPoints() };
  try {
    return await looked(code, new Log(get, key));
  } catch (fault) {
    if (fault instanceof Silent) return { verdict: 'silent', reason: 'log', points: openPoints() };
    const found = failed(fault, { verdict: 'proven', index: code.index, points: openPoints() });
    return { ...found, points: { ...found.points, signed: found.verdict === 'unsigned' ? 'fails' : 'holds' } };
  }
}
