// The staff's side of matching: a queue worked by keyboard, the same without scripts, and promises.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { close, faults, nuan, open, overflow, SHOTS, signIn } from './house.mjs';

const VIEWS = [
  { name: 'desktop-zh', width: 1280, height: 860, locale: 'zh-CN', prefix: '', theme: 'light' },
  { name: 'phone-zh', width: 390, height: 844, locale: 'zh-CN', prefix: '', theme: 'light' },
  { name: 'desktop-en-dark', width: 1280, height: 860, locale: 'en-GB', prefix: '/en', theme: 'dark' },
  { name: 'small-en-dark', width: 320, height: 640, locale: 'en-GB', prefix: '/en', theme: 'dark' },
];
// Who promised how much, and the payments that come for it.
const PROMISES = [['李小华', 100], ['李小华', 100], ['张大强', 500], ['刘洋', 70], ['陈静', 50], ['陈静', 60],
  ['何雨晴', 21], ['何雨晨', 22], ['何雨天', 23], ['何雨田', 24]];
const PAYMENTS = [['李小华', '100.00', '捐款'], ['张大强', '500.00', '武汉加油'], ['刘洋', '30.00', '温暖'], ['刘洋', '40.00', ''],
  ['陈静', '110.00', '两次一起'], ['何雨晴', '21.00', ''], ['何雨晨', '22.00', ''], ['何雨天', '23.00', ''], ['何雨田', '24.00', '']];

let house;
before(async () => {
  house = await open();
  PROMISES.forEach(([name, yuan]) => nuan(house, 'promise', 'make', '--amount', String(yuan), '--payer', name));
  const file = path.join(house.work, 'match.csv');
  writeFileSync(file, ['交易时间,收入金额,支出金额,余额,对方户名,对方账号,摘要',
    ...PAYMENTS.map(([name, amount, remark], i) => `2020-02-03 09:0${i}:00,${amount},,${1000 + i}.00,${name},62220000000000001${i},${remark}`), ''].join('\r\n'));
  nuan(house, 'import', 'statement', '--campaign', 'warm-wuhan', file);
});
after(async () => { await close(house); });

async function page(view, options = {}) {
  const here = await house.browser.newContext({ viewport: { width: view.width, height: view.height }, locale: view.locale, ...options });
  here.setDefaultTimeout(15_000);
  await here.addCookies([{ name: 'theme', value: view.theme, url: house.url }]);
  return here.newPage();
}

/** The page as it stands is whole: nothing sideways, no serious fault; its picture is kept. */
async function look(tab, name, view) {
  await tab.screenshot({ path: path.join(SHOTS, `match-${name}-${view.name}.png`), fullPage: true });
  assert.ok(await overflow(tab) <= 0, `${name} ${view.name}: nothing to scroll sideways`);
  assert.deepEqual(await faults(tab), [], `${name} ${view.name}: no serious fault of accessibility`);
}

async function press(tab, key) {
  await Promise.all([tab.waitForEvent('load'), tab.keyboard.press(key)]);
}

/** Leads to a payment of the queue by its amount. */
async function pick(tab, amount) {
  const row = tab.locator('.n-queue tbody tr', { hasText: amount });
  await row.locator('a').click();
  await tab.waitForFunction((text) => document.querySelector('#picked')?.textContent.includes(text), amount);
}

for (const view of VIEWS) {
  test(`every page of matching is whole, ${view.name}`, async () => {
    const tab = await page(view);
    try {
      await signIn(house, tab, 'clerk.demo');
      await tab.goto(`${house.url}${view.prefix}/app/match`);
      await look(tab, 'queue', view);
      await pick(tab, '110.00');
      await tab.click('#by-hand > summary');
      await look(tab, 'by-hand', view);
      for (const [name, address] of [['sure', '/app/match/sure'], ['payers', '/app/match/payers'], ['promises', '/app/promises'],
        ['promise-new', '/app/promises/new'], ['desk', '/app']]) {
        await tab.goto(`${house.url}${view.prefix}${address}`);
        await look(tab, name, view);
      }
      await tab.goto(`${house.url}${view.prefix}/app/promises`);
      await Promise.all([tab.waitForURL(/promises\/warm-wuhan\//), tab.locator('tbody a', { hasText: '-' }).last().click()]);
      await look(tab, 'promise', view);
    } finally {
      await tab.context().close();
    }
  });
}

test('the queue is worked by keyboard', async () => {
  const view = VIEWS[0];
  const tab = await page(view);
  try {
    await signIn(house, tab, 'clerk.demo');
    await tab.goto(`${house.url}/app/match`);
    const rows = await tab.locator('.n-queue tbody tr').count();
    const first = await tab.textContent('#picked');
    await press(tab, 'j');
    const second = await tab.textContent('#picked');
    assert.notEqual(second, first, 'J goes to the next payment');
    await press(tab, 'k');
    assert.equal(await tab.textContent('#picked'), first, 'K goes back');

    // Enter accepts the best, the next one stands there, and U takes it back.
    await press(tab, 'Enter');
    assert.equal(await tab.locator('.n-queue tbody tr').count(), rows - 1, 'it has left the queue');
    assert.equal(await tab.textContent('#picked'), second, 'the next one is looked at');
    await look(tab, 'accepted', view);
    await press(tab, 'u');
    assert.equal(await tab.locator('.n-queue tbody tr').count(), rows, 'it is back');
    assert.equal(await tab.textContent('#picked'), first);

    // H asks for the reason; keys write text there.
    await tab.keyboard.press('h');
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'reason');
    await tab.keyboard.type('jkhu?');
    assert.equal(await tab.inputValue('#reason'), 'jkhu?');
    await press(tab, 'Enter');
    assert.match(await tab.textContent('.n-picked .n-note.ok'), /先放着/);
    await tab.click('.n-tabs a >> nth=4');
    await tab.waitForURL(/what=held/);
    assert.match(await tab.textContent('.n-note.warn'), /jkhu\?/);
    await look(tab, 'held', view);
    await press(tab, 'h');
    assert.equal(await tab.locator('.n-note.warn').count(), 0, 'H takes it up again');

    // The second of two suggestions by its number.
    await tab.goto(`${house.url}/app/match`);
    await pick(tab, '100.00');
    const code = await tab.textContent('.n-sug >> nth=1 >> .n-code');
    await press(tab, '2');
    await tab.click('.n-picked .n-note.ok a');
    assert.match(await tab.textContent('main'), new RegExp(code), 'the page of the gift names its promise');
    await look(tab, 'gift', view);

    // Keys can be seen and switched off.
    await tab.goto(`${house.url}/app/match`);
    await tab.keyboard.press('?');
    assert.ok(await tab.locator('.n-keys[open]').isVisible());
    await tab.keyboard.press('Space');
    await tab.evaluate(() => document.activeElement.blur());
    const before = tab.url();
    await tab.keyboard.press('j');
    await tab.keyboard.press('Enter');
    assert.equal(tab.url(), before, 'switched off they do nothing');
    await tab.check('[data-keys]');
  } finally {
    await tab.context().close();
  }
});

test('without scripts: a reason is asked for, sums are shown, two payments keep one promise', async () => {
  const view = VIEWS[1];
  const tab = await page(view, { javaScriptEnabled: false });
  try {
    await signIn(house, tab, 'clerk.demo');
    await tab.goto(`${house.url}/app/match`);
    await tab.click('details[data-hold] > summary');
    await tab.click('form[action$="/hold"] button');
    assert.match(await tab.textContent('.n-errors'), /为什么先放着/);

    await tab.goto(`${house.url}/app/promises`);
    const row = tab.locator('tbody tr', { hasText: '70.00' });
    const code = (await row.locator('a').textContent()).trim();
    await row.locator('a').click();
    await tab.locator('main tbody tr', { hasText: '30.00' }).locator('a.btn').click();
    await tab.waitForURL(/\/app\/match\?gift=/);
    assert.equal(await tab.locator(`input[name="promise"][value="${code}"]:checked`).count(), 1, 'the promise stands ticked');
    await tab.locator('#by-hand .n-choice', { hasText: '40.00' }).locator('input').check();
    await tab.click('#by-hand button[formmethod="get"]');
    assert.match(await tab.textContent('.n-added'), /2.*70\.00.*1.*70\.00/s, 'both sums are 70');
    await tab.screenshot({ path: path.join(SHOTS, 'match-sums-phone-zh.png'), fullPage: true });
    assert.ok(await overflow(tab) <= 0);
    await tab.click('form[data-sums] button:not([formmethod])');
    assert.match(await tab.textContent('.n-picked .n-note.ok'), /核对/);
    await tab.goto(`${house.url}/app/promises/warm-wuhan/${code}`);
    assert.equal(await tab.locator('main .n-fold tbody tr').count(), 2, 'two gifts are named at the promise');
    assert.match(await tab.textContent('main'), /已兑现/);
  } finally {
    await tab.context().close();
  }
});

test('sums follow the ticks, what is refused is told', async () => {
  const view = VIEWS[2];
  const tab = await page(view);
  try {
    await signIn(house, tab, 'clerk.demo');
    await tab.goto(`${house.url}/en/app/match`);
    await pick(tab, '110.00');
    await tab.keyboard.press('/');
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'q');
    await tab.fill('#q', '500');
    await Promise.all([tab.waitForURL(/q=500/), tab.keyboard.press('Enter')]);
    await tab.waitForFunction(() => document.activeElement?.closest('form[data-sums] .n-choice'));
    assert.equal(await tab.locator('[data-sum="promise"]').textContent(), '¥0.00');
    await tab.locator('.n-choice', { hasText: '50.00' }).last().locator('input').check();
    await tab.locator('.n-choice', { hasText: '60.00' }).locator('input').check();
    assert.equal(await tab.locator('[data-sum="promise"]').textContent(), '¥110.00');
    assert.equal(await tab.locator('[data-count="promise"]').textContent(), '2');

    // A promise that another press has kept meanwhile.
    const code = await tab.locator('.n-choice', { hasText: '60.00' }).locator('input').getAttribute('value');
    nuan(house, 'promise', 'withdraw', code);
    await tab.click('form[data-sums] button:not([formmethod])');
    await tab.waitForSelector('.n-note.bad');
    assert.match(await tab.textContent('.n-note.bad'), /withdrawn/);
    await look(tab, 'refused', view);
  } finally {
    await tab.context().close();
  }
});

test('after a search the focus is at what was found, or at the word that nothing was', async () => {
  const tab = await page(VIEWS[0]);
  try {
    await signIn(house, tab, 'clerk.demo');
    for (const asked of ['陈静', '没有这个人']) {
      await tab.goto(`${house.url}/app/match`);
      await tab.keyboard.press('/');
      await tab.fill('#q', asked);
      await Promise.all([tab.waitForURL(/q=/), tab.keyboard.press('Enter')]);
      await tab.waitForFunction(() => document.activeElement?.matches('#by-hand .n-choice input, #by-hand [role="status"]'));
    }
  } finally {
    await tab.context().close();
  }
});

test('a promise is withdrawn only after a question', async () => {
  const said = nuan(house, 'promise', 'make', '--amount', '77', '--payer', '孙宁');
  const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(said)[0];
  for (const view of [VIEWS[1], VIEWS[2]]) {
    const tab = await page(view);
    try {
      await signIn(house, tab, 'clerk.demo');
      await tab.goto(`${house.url}${view.prefix}/app/promises/warm-wuhan/${code}`);
      await tab.focus('.n-undo > summary');
      await tab.keyboard.press('Enter');
      await tab.waitForSelector('.n-undo[open] form button');
      assert.match(nuan(house, 'promise', 'show', code, '--format', 'csv'), /,open/, 'one press has done nothing');
      await look(tab, 'withdraw', view);
      if (view !== VIEWS[2]) continue;
      await Promise.all([tab.waitForEvent('load'), tab.click('.n-undo form button')]);
      assert.match(nuan(house, 'promise', 'show', code, '--format', 'csv'), /,withdrawn/);
      assert.equal(await tab.locator('.n-undo').count(), 0);
    } finally {
      await tab.context().close();
    }
  }
});

test('what is very likely is accepted with one press; what was learnt is forgotten', async () => {
  const view = VIEWS[2];
  const tab = await page(view);
  try {
    await signIn(house, tab, 'clerk.demo');
    await tab.goto(`${house.url}/en/app/match/sure`);
    const count = await tab.locator('input[name="pair"]').count();
    assert.ok(count >= 3);
    await tab.locator('input[name="pair"]').first().uncheck();
    await tab.click('main form .btn-primary');
    await tab.waitForSelector('.n-note.ok');
    assert.match(await tab.textContent('.n-note.ok'), new RegExp(`${count - 1} accepted`));
    assert.equal(await tab.locator('input[name="pair"]').count(), 1, 'what was not ticked is still there');
    await look(tab, 'accepted-many', view);
    await tab.goto(`${house.url}/en/app/match/payers`);
    const payers = await tab.locator('tbody tr').count();
    assert.ok(payers >= count - 1);
    await look(tab, 'payers-some', view);
    await tab.locator('tbody tr').first().locator('button').click();
    await tab.waitForURL(/done=forgotten/);
    assert.equal(await tab.locator('tbody tr').count(), payers - 1);
  } finally {
    await tab.context().close();
  }
});

test('a clerk enters a promise, its errors at the fields; a reviewer sees no names', async () => {
  const view = VIEWS[3];
  const tab = await page(view);
  try {
    await signIn(house, tab, 'clerk.demo');
    await tab.goto(`${house.url}/en/app/promises/new`);
    await tab.fill('#amount', '12.345');
    await tab.fill('#days', '0');
    await tab.click('main form .btn-primary');
    assert.equal(await tab.locator('.n-errors li').count(), 2);
    await look(tab, 'promise-error', view);
    await tab.fill('#amount', '33');
    await tab.fill('#days', '5');
    await tab.fill('#name', '周正');
    await tab.click('main form .btn-primary');
    await tab.waitForURL(/done=entered/);
    const code = (await tab.textContent('h1 .n-code')).trim();
    assert.match(await tab.textContent('.n-note.ok'), new RegExp(code));
    const csv = await tab.evaluate(async () => (await fetch('/app/promises.csv?view=open')).text());
    assert.match(csv, new RegExp(`${code},warm-wuhan,33\\.00,0\\.00,open`));
    const sheet = await tab.evaluate(async () => (await (await fetch('/app/match.xlsx')).arrayBuffer()).byteLength);
    assert.ok(sheet > 1000);
    const queue = await tab.evaluate(async () => (await fetch('/app/match.csv')).text());
    assert.match(queue, /^gift,day,amount,currency/);
    assert.match(queue, /何\*/);
    await Promise.all([tab.waitForURL(/promises\/warm-wuhan/), (async () => {
      await tab.click('.n-undo > summary');
      await tab.click('form[action$="/withdraw"] button');
    })()]);
    assert.match(await tab.textContent('main'), /withdrawn/);
    await tab.context().clearCookies();
    await signIn(house, tab, 'reviewer.demo');
    // Who reads may look at the queue, without names and without forms.
    const looked = await tab.goto(`${house.url}/app/match`);
    assert.equal(looked.status(), 200);
    assert.doesNotMatch(await tab.textContent('main'), /何\*/);
    assert.equal(await tab.locator('main form[method=post]').count(), 0);
    await tab.goto(`${house.url}/app/promises`);
    assert.doesNotMatch(await tab.textContent('main'), /陈\*/, 'names are for those who match');
  } finally {
    await tab.context().close();
  }
});
