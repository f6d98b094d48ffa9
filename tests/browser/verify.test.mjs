// The verify page: what is genuine is proven, also without crypto.subtle; one byte changed in receipt, signature or log is told by
// three different sentences; nothing that is secret leaves the browser.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { judgeCode, judgeFile } from '../../web/verify/judge.js';
import { keyOf } from '../../web/verify/note.js';
import { check, codeOf, find, holds, read } from '../../web/verify/receipt.js';
import { Silent } from '../../web/verify/log.js';
import { close, faults, open, overflow, SHOTS } from './house.mjs';
import { entryKey, gift, TestLog, VKEY } from './log.mjs';

const VECTOR = readFileSync(path.join(path.dirname(fileURLToPath(import.meta.url)), '../unit/tlog/receipt.tlog-proof'));
const PHONE = { width: 390, height: 844 };
const NARROW = { width: 320, height: 640 };
const DESKTOP = { width: 1280, height: 900 };
const PAGE_MAX = 100 * 1024; // bytes of the page with all that it loads
const SCRIPT_MAX = 40 * 1024;
const THEN = 600; // entries when the receipts were handed out
const NOW = 66_000; // and today: three levels of tiles
const MINE = 300; // my entry

let house;
let ours; // a log made here
let proof; // of the server's log: the entry of a gift
before(async () => {
  house = await open();
  ours = new TestLog(Array.from({ length: NOW }, (_, i) => gift(i)));
  proof = await (await fetch(`${house.url}/log/proof/12205`)).text();
});
after(async () => { await close(house); });

// ---- without a browser: the page's code alone ----

const key = keyOf(VKEY);
const served = (log, change = (bytes) => bytes) => async (where) => {
  const bytes = log.get(where);
  if (!bytes) throw new Silent(where);
  return new Uint8Array(change(bytes, where));
};
const silent = async (where) => { throw new Silent(where); };
const bytesOf = (text) => new Uint8Array(Buffer.from(text));

test('the vector is proven, and no byte of it can be another one', () => {
  const own = keyOf('log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4');
  const good = read(new Uint8Array(VECTOR));
  assert.equal(check(good, own), 'proven');
  assert.deepEqual(good.disclosures.map((one) => one.value), ['王*', '王小明']);
  for (let at = 0; at < VECTOR.length; at++) {
    const bytes = new Uint8Array(VECTOR);
    bytes[at] ^= 1 << (at % 8);
    const found = find(bytes);
    const receipt = found && read(found);
    assert.notEqual(receipt && check(receipt, own), 'proven', `byte ${at}`);
  }
});

test('the code of the vector, and the names that its entry holds', () => {
  const code = codeOf('#1.5.UR8gCC_IeGu0DHA4hfJ-ygOpwQCDKOIy3Tm57uimy0Q.AAECAwQFBgcICQoLDA0ODw');
  const { entry, hash } = read(new Uint8Array(VECTOR));
  assert.deepEqual(code.hash, hash);
  assert.ok(holds(entry, code.key, 'name', ' 王小明\u200b'));
  assert.ok(!holds(entry, code.key, 'name', '王小红'));
  for (const bad of ['#1.5', '#2.5.x.y', '#1.05.UR8gCC_IeGu0DHA4hfJ-ygOpwQCDKOIy3Tm57uimy0Q.AAECAwQFBgcICQoLDA0ODw',
    '#1.5.UR8gCC_IeGu0DHA4hfJ-ygOpwQCDKOIy3Tm57uimy0R.AAECAwQFBgcICQoLDA0ODw', '#1.5.UR8gCC_IeGu0DHA4hfJ-ygOpwQCDKOIy3Tm57uimy0Q.AAECAwQFBgcICQoLDA0OD']) {
    assert.equal(codeOf(bad), null, bad);
  }
});

test('in a PDF the proof is found as it is', () => {
  for (const [head, tail] of [['stream\n', 'endstream'], ['stream\r\n', '\r\nendstream'], ['stream\n', '\nendstream\nendobj']]) {
    const pdf = Buffer.concat([Buffer.from(`%PDF-1.7\n7 0 obj\n<</Type /EmbeddedFile>>\n${head}`), VECTOR, Buffer.from(tail)]);
    assert.deepEqual(Buffer.from(find(new Uint8Array(pdf))), VECTOR);
  }
  assert.equal(find(bytesOf('%PDF-1.7\nnothing')), null);
  assert.equal(find(bytesOf('GIF89a')), null);
});

test('a receipt stands when the log has grown, at each size', async () => {
  for (const size of [1, 2, 255, 256, 257, 600]) {
    const file = bytesOf(ours.receipt(Math.floor(size / 2), size));
    assert.equal((await judgeFile(file, key, served(ours))).verdict, 'proven', `size ${size}`);
  }
  for (const size of [1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537]) {
    const log = new TestLog(ours.entries.slice(0, size));
    for (const index of [0, size >> 1, size - 1]) {
      const found = await judgeCode(codeOf(log.code(index)), key, served(log));
      assert.equal(found.verdict, 'proven', `entry ${index} of ${size}`);
    }
  }
});

test('a log that was changed is told, whatever was changed', async () => {
  const file = bytesOf(ours.receipt(MINE, THEN));
  const flip = (which) => (bytes, where) => {
    const other = Buffer.from(bytes);
    if (which.test(where)) other[other.length >> 1] ^= 1;
    return other;
  };
  for (const which of [/^tile\/0\/001$/, /^tile\/0\/x?.*p\/208$/, /^tile\/1\//, /^tile\/2\//]) {
    const found = await judgeFile(file, key, served(ours, flip(which)));
    assert.deepEqual([found.verdict, found.reason], ['log', 'self'], String(which));
  }
  const code = codeOf(ours.code(MINE));
  assert.equal((await judgeCode(code, key, served(ours, flip(/entries/)))).verdict, 'log');
  assert.equal((await judgeFile(file, key, silent)).verdict, 'proven');
  assert.equal((await judgeCode(code, key, silent)).verdict, 'silent');
  // signed anew, with another entry in the place of mine; or with all that came before cut short
  const rewritten = new TestLog([...ours.entries.slice(0, MINE), gift(MINE, 9), ...ours.entries.slice(MINE + 1, 2000)]);
  const other = new TestLog([...ours.entries.slice(0, 5), gift(5, 9), ...ours.entries.slice(6, 2000)]);
  const short = new TestLog(ours.entries.slice(0, 500));
  for (const [log, reason] of [[rewritten, 'other'], [other, 'other'], [short, 'short']]) {
    const found = await judgeFile(file, key, served(log));
    assert.deepEqual([found.verdict, found.reason], ['log', reason]);
  }
  assert.deepEqual((await judgeCode(code, key, served(rewritten))).reason, 'code');
});

// ---- in the browser ----

async function context(options = {}) {
  const here = await house.browser.newContext({ viewport: PHONE, locale: 'zh-CN', deviceScaleFactor: 1, ...options });
  here.setDefaultTimeout(20_000);
  return here;
}

/** Opens the page with what `with` says, and hands the tab to `work`. */
async function opened({ where = '/verify', options, prepare }, work) {
  const here = await context(options);
  try {
    const tab = await here.newPage();
    const complaints = [];
    tab.on('console', (m) => m.type() === 'error' && complaints.push(m.text()));
    tab.on('pageerror', (e) => complaints.push(String(e)));
    if (prepare) await prepare(tab);
    await tab.goto(house.url + where);
    await work(tab);
    assert.deepEqual(complaints, [], 'the console is quiet');
  } finally {
    await here.close();
  }
}

/** Puts the log that was made here in the place of the server's, and its key into the page. */
async function ourLog(tab) {
  await tab.route('**/verify*', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(/data-vkey="[^"]+"/, `data-vkey="${VKEY}"`);
    await route.fulfill({ response: answer, body });
  });
  await tab.route('**/log/**', async (route) => {
    const body = ours.get(new URL(route.request().url()).pathname.replace(/^\/log\//, ''));
    await route.fulfill({ status: body ? 200 : 404, body: body ?? '' });
  });
}

async function choose(tab, content, name = 'receipt.tlog-proof') {
  await tab.setInputFiles('#receipt', { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
  return verdict(tab);
}

async function verdict(tab) {
  await tab.waitForSelector('[data-part="answer"][data-verdict]');
  const head = await tab.textContent('.n-verdict h2');
  const sentence = await tab.textContent('.n-verdict p');
  return { kind: await tab.getAttribute('[data-part="answer"]', 'data-verdict'), head, sentence };
}

/** Changes what stands in the proof's entry, as a forger would. */
function withEntry(text, change) {
  const [, extra] = /extra (.*)/.exec(text);
  return text.replace(extra, Buffer.from(change(Buffer.from(extra, 'base64').toString())).toString('base64'));
}

function otherSignature(text) {
  const at = text.lastIndexOf(' ') + 20;
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

test('a genuine proof is proven, as file and inside of a PDF', () => opened({}, async (tab) => {
  const found = await choose(tab, proof);
  assert.equal(found.kind, 'proven');
  assert.match(found.sentence, /12,205/);
  assert.equal(await tab.evaluate(() => document.activeElement.dataset.part), 'answer', 'the answer is where the reader is');
  const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n7 0 obj\n<</Type /EmbeddedFile>>\nstream\n'), Buffer.from(proof), Buffer.from('\nendstream\nendobj\n')]);
  assert.equal((await choose(tab, pdf, '回执.pdf')).kind, 'proven');
  assert.equal((await choose(tab, '%PDF-1.7\nnothing', 'x.pdf')).kind, 'noproof');
}));

test('without crypto.subtle it is proven all the same', () => opened({
  prepare: (tab) => tab.addInitScript(() => Object.defineProperty(window.crypto, 'subtle', { value: undefined })),
}, async (tab) => {
  assert.equal(await tab.evaluate(() => typeof window.crypto.subtle), 'undefined');
  assert.equal((await choose(tab, proof)).kind, 'proven');
}));

test('one byte: receipt, signature and log have three different sentences', async () => {
  const said = new Map();
  await opened({}, async (tab) => {
    const content = await choose(tab, withEntry(proof, (t) => t.replace(/"amt":(\d)/, (all, d) => `"amt":${d === '9' ? 8 : 9}`)));
    assert.equal(content.kind, 'changed');
    assert.match(content.sentence, /12,205/, 'both figures are told');
    said.set('receipt', content);
    const signature = await choose(tab, otherSignature(proof));
    assert.equal(signature.kind, 'unsigned');
    said.set('signature', signature);
    assert.equal((await choose(tab, proof.replace(/^index \d+/m, 'index 12204'))).kind, 'changed');
    assert.equal((await choose(tab, proof.slice(0, -1))).kind, 'changed');
  });
  await opened({
    prepare: (tab) => tab.route('**/log/tile/0/**', async (route) => {
      const answer = await route.fetch();
      const body = await answer.body();
      body[body.length >> 1] ^= 1;
      await route.fulfill({ response: answer, body });
    }),
  }, async (tab) => {
    const log = await choose(tab, proof);
    assert.equal(log.kind, 'log');
    said.set('log', log);
  });
  assert.equal(new Set([...said.values()].map((one) => one.head)).size, 3);
  assert.equal(new Set([...said.values()].map((one) => one.sentence)).size, 3);
});

test('a served state that is not signed is told', () => opened({
  prepare: (tab) => tab.route('**/log/checkpoint', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: otherSignature(await answer.text()) });
  }),
}, async (tab) => {
  assert.equal((await choose(tab, proof)).kind, 'unsigned');
}));

test('without a connection the file is proven, and the page says what it did not see', () => opened({
  where: '/en/verify',
  prepare: (tab) => tab.route('**/log/**', (route) => route.fulfill({ status: 503, body: '' })),
}, async (tab) => {
  await tab.waitForSelector('#receipt');
  await tab.setInputFiles('#receipt', { name: 'a', mimeType: 'text/plain', buffer: Buffer.from(proof) });
  assert.equal((await verdict(tab)).kind, 'proven');
  assert.match(await tab.textContent('.n-verdict'), /don't answer/);
  assert.equal(await tab.locator('.n-checks .skip').count(), 1);
}).catch((fault) => {
  if (!/503/.test(fault.message)) throw fault; // the browser itself complains of the answers
}));

test('names and other private fields of a receipt', () => opened({ prepare: ourLog }, async (tab) => {
  const good = ours.receipt(MINE, THEN, { label: '王*', name: '王小明' });
  assert.equal((await choose(tab, good)).kind, 'proven');
  assert.match(await tab.textContent('.n-checks'), /王小明/);
  assert.equal(await tab.locator('.n-checks .bad, .n-checks .skip').count(), 0);
  const changed = await choose(tab, ours.receipt(MINE, THEN, { name: '王小红' }));
  assert.equal(changed.kind, 'changed');
  assert.equal((await choose(tab, proof)).kind, 'foreign');
}));

test('the address of a QR code: proven, the name compared here, nothing sent', async () => {
  const sent = [];
  await opened({
    where: `/verify${ours.code(MINE)}`,
    prepare: async (tab) => {
      tab.on('request', (request) => sent.push(request));
      await ourLog(tab);
    },
  }, async (tab) => {
    assert.equal((await verdict(tab)).kind, 'proven');
    assert.match(await tab.textContent('.n-verdict'), /301\.00/);
    await tab.fill('#giver', '王小红');
    await tab.press('#giver', 'Enter');
    assert.equal(await tab.locator('[data-part="name-answer"] .warn').count(), 1);
    await tab.fill('#giver', ' 王小明 ');
    await tab.click('[data-part="name"] button');
    assert.equal(await tab.locator('[data-part="name-answer"] .ok').count(), 1);
    assert.ok((await tab.getAttribute('a.lang', 'href')).startsWith('/en/verify'));
  });
  const secret = entryKey(MINE).toString('base64url');
  for (const request of sent) {
    assert.equal(request.method(), 'GET');
    assert.equal(request.postData(), null);
    const { origin, pathname, search } = new URL(request.url());
    assert.equal(origin, house.url);
    assert.match(pathname, /^\/(verify|log\/(checkpoint|tile\/.*)|assets\/.*|favicon.ico)$/);
    assert.equal(search, '');
    assert.ok(!request.url().split('#')[0].includes(secret) && !JSON.stringify(request.headers()).includes(secret));
  }
});

test('a QR code of the server\'s own log, at its short address', async () => {
  const { leaf } = { leaf: Buffer.from(/extra (.*)/.exec(proof)[1], 'base64') };
  const hash = new TestLog([leaf]).levels[0][0].toString('base64url');
  const secret = 'AAECAwQFBgcICQoLDA0ODw';
  await opened({ where: `/v#1.12205.${hash}.${secret}` }, async (tab) => {
    assert.equal((await verdict(tab)).kind, 'proven');
  });
  await opened({ where: `/en/v#1.12204.${hash}.${secret}` }, async (tab) => {
    const found = await verdict(tab);
    assert.equal(found.kind, 'changed');
    assert.match(found.sentence, /12,204/);
  });
  await opened({ where: `/v#1.99999999.${hash}.${secret}` }, async (tab) => {
    assert.equal((await verdict(tab)).kind, 'absent');
  });
  await opened({ where: `/v#1.12205.${hash.slice(1)}` }, async (tab) => {
    assert.equal((await verdict(tab)).kind, 'nocode');
  });
});

test('by keyboard alone', () => opened({}, async (tab) => {
  await tab.focus('h1 ~ div [href], #receipt');
  const chosen = tab.waitForEvent('filechooser');
  await tab.press('#receipt', 'Enter');
  await (await chosen).setFiles({ name: 'receipt.tlog-proof', mimeType: 'text/plain', buffer: Buffer.from(proof) });
  assert.equal((await verdict(tab)).kind, 'proven');
  await tab.keyboard.press('Tab');
  assert.match(await tab.evaluate(() => document.activeElement.getAttribute('href') ?? ''), /\/transfers\/12205$/);
}));

test('scripts off, or a browser too old: file and command are told', async () => {
  await opened({ where: '/en/verify', options: { javaScriptEnabled: false, viewport: NARROW } }, async (tab) => {
    assert.ok(await tab.isVisible('[data-part="without"]'));
    assert.ok(!(await tab.isVisible('#receipt')));
    assert.match(await tab.textContent('main'), /nuan receipt verify receipt\.pdf --vkey \S+\+[0-9a-f]{8}\+\S+/);
    assert.ok(await overflow(tab) <= 0);
    await tab.screenshot({ path: path.join(SHOTS, 'verify-without-scripts.png'), fullPage: true });
  });
  const here = await context();
  try {
    const tab = await here.newPage();
    await tab.addInitScript(() => { delete window.BigInt; });
    await tab.goto(`${house.url}/verify`, { waitUntil: 'load' });
    assert.ok(await tab.isVisible('[data-part="without"]'));
    assert.ok(!(await tab.isVisible('#receipt')));
  } finally {
    await here.close();
  }
});

test('only this page may ask the server', async () => {
  const policy = async (where) => (await fetch(house.url + where)).headers.get('content-security-policy');
  assert.match(await policy('/verify'), /default-src 'none'.*connect-src 'self'/);
  for (const where of ['/', '/c/warm-wuhan', '/ledger', '/transfers/12205', '/nowhere']) {
    assert.match(await policy(where), /default-src 'none'/, where);
    assert.doesNotMatch(await policy(where), /connect-src/, where);
  }
});

test('light to load', async () => {
  const here = await context();
  try {
    const tab = await here.newPage();
    const requests = [];
    tab.on('requestfinished', (request) => requests.push(request));
    await tab.goto(`${house.url}/verify`, { waitUntil: 'networkidle' });
    const sizes = await Promise.all(requests.map(async (request) => {
      const s = await request.sizes();
      return [new URL(request.url()).pathname, s.responseBodySize + s.responseHeadersSize];
    }));
    const script = sizes.find(([where]) => /\/verify-\w+\.js$/.test(where))[1];
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    console.log(`verify page ${total} bytes, its script ${script}`);
    assert.ok(script <= SCRIPT_MAX, `script of ${script} bytes`);
    assert.ok(total <= PAGE_MAX, `${total} bytes`);
  } finally {
    await here.close();
  }
});

const LOOKS = [
  { name: 'phone-zh', options: { viewport: PHONE } },
  { name: 'narrow-zh', options: { viewport: NARROW } },
  { name: 'narrow-en', options: { viewport: NARROW, locale: 'en-GB' }, prefix: '/en' },
  { name: 'phone-dark-en', options: { viewport: PHONE, locale: 'en-GB', colorScheme: 'dark' }, prefix: '/en' },
  { name: 'desktop-zh', options: { viewport: DESKTOP } },
  { name: 'desktop-en', options: { viewport: DESKTOP, locale: 'en-GB' }, prefix: '/en' },
];
for (const look of LOOKS) {
  test(`each answer as it is seen, ${look.name}`, () => opened({
    where: `${look.prefix ?? ''}/verify${ours.code(MINE)}`, options: look.options, prepare: ourLog,
  }, async (tab) => {
    const seen = async (kind) => {
      await tab.screenshot({ path: path.join(SHOTS, `verify-${kind}-${look.name}.png`), fullPage: true });
      assert.ok(await overflow(tab) <= 0, `${kind}: nothing to scroll sideways`);
      assert.deepEqual(await faults(tab), [], `${kind}: no serious fault of accessibility`);
    };
    assert.equal((await verdict(tab)).kind, 'proven');
    await tab.fill('#giver', '王小明');
    await tab.press('#giver', 'Enter');
    await seen('code');
    await choose(tab, ours.receipt(MINE, THEN, { label: '王*', name: '王小明' }));
    await seen('proven');
    await choose(tab, withEntry(ours.receipt(MINE, THEN), (t) => t.replace('"amt":30100', '"amt":930100')));
    await seen('changed');
    await choose(tab, otherSignature(ours.receipt(MINE, THEN)));
    await seen('unsigned');
    await choose(tab, proof);
    await seen('foreign');
  }));
}
