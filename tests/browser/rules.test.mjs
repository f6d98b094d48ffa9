// Missing bills on the desk, the daily bill of an account, a rule of direction: by keyboard, on a phone and a desktop, without a script.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { close, faults, open, overflow, SHOTS, signIn } from './house.mjs';

const VIEWS = [
  { name: 'phone-zh', width: 390, height: 844, locale: 'zh-CN', prefix: '', hour: '8', words: '米' },
  { name: 'phone-en', width: 390, height: 844, locale: 'en-GB', prefix: '/en', hour: '9', words: '面' },
  { name: 'desktop-zh', width: 1280, height: 800, locale: 'zh-CN', prefix: '', hour: '11', words: '油' },
  { name: 'desktop-en', width: 1280, height: 800, locale: 'en-GB', prefix: '/en', hour: '12', words: '菜' },
];
const TABS_MAX = 90;

let house;
before(async () => {
  house = await open({
    verbs: [['set', 'daily', 'warm-wuhan.bank', '10'], ['set', 'daily', 'warm-wuhan.clearing-wechat', '10'],
      ['add', 'purpose', 'masks', '--campaign', 'warm-wuhan', '--name', '口罩']],
    clock: '2020-03-04T12:00:00+08:00',
  });
});
after(async () => { await close(house); });

async function page(view) {
  const here = await house.browser.newContext({
    viewport: { width: view.width, height: view.height }, locale: view.locale, javaScriptEnabled: true,
  });
  here.setDefaultTimeout(15_000);
  return here.newPage();
}

async function look(tab, name, view) {
  await tab.screenshot({ path: path.join(SHOTS, `${name}-${view.name}.png`), fullPage: true });
  assert.ok(await overflow(tab) <= 0, `${name}: nothing to scroll sideways`);
  assert.deepEqual(await faults(tab), [], `${name}: no serious fault of accessibility`);
}

async function tabTo(tab, selector) {
  for (let i = 0; i < TABS_MAX; i++) {
    if (await tab.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
    await tab.keyboard.press('Tab');
  }
  assert.fail(`no Tab leads to ${selector}`);
}

async function press(tab, key = 'Enter') {
  await Promise.all([tab.waitForEvent('load'), tab.keyboard.press(key)]);
}

for (const view of VIEWS) {
  test(`a missing bill is a line of work that leads to its account, ${view.name}`, async () => {
    const tab = await page(view);
    try {
      await signIn(house, tab, 'clerk.demo');
      await tab.goto(`${house.url}${view.prefix}/app`);
      const line = tab.locator('.n-todo li', { has: tab.locator('a[href*="/app/accounts/warm-wuhan.bank"]') });
      assert.equal(await line.count(), 1, 'one line an account');
      const text = await line.innerText();
      assert.match(text, view.prefix ? /days? without a bill/ : /缺 .*天/);
      assert.doesNotMatch(text, /no limit|不限时/, 'what is over says so');
      await look(tab, 'desk-bills', view);
      await tabTo(tab, '.n-todo a[href*="/app/accounts/warm-wuhan.bank"]');
      await press(tab);
      assert.match(tab.url(), /\/app\/accounts\/warm-wuhan\.bank$/);
      await look(tab, 'account-missing', view);
      await tabTo(tab, '#hour');
      await tab.selectOption('#hour', view.hour);
      await tabTo(tab, '#hour ~ *, form[action$="/daily"] button');
      await press(tab);
      assert.match(await tab.textContent('main'), new RegExp(`${view.hour}:00`));
    } finally {
      await tab.context().close();
    }
  });

  test(`a rule is tried, added and ended by keyboard, ${view.name}`, async () => {
    const tab = await page(view);
    try {
      await signIn(house, tab, 'administrator.demo');
      await tab.goto(`${house.url}${view.prefix}/app/rules/new`);
      await tabTo(tab, 'button[value="try"]');
      await press(tab);
      assert.equal(await tab.evaluate(() => document.activeElement.id), 'errors', 'the errors have the focus');
      await look(tab, 'rule-error', view);
      await tabTo(tab, '#words');
      await tab.keyboard.type(view.words);
      await tab.selectOption('#to', 'warm-wuhan/masks');
      await tabTo(tab, 'button[value="try"]');
      await press(tab);
      assert.equal(await tab.inputValue('#words'), view.words, 'what was typed is kept');
      assert.ok(await tab.locator('#trial').count() === 1);
      await look(tab, 'rule-tried', view);
      await tabTo(tab, 'button[value="add"]');
      await press(tab);
      assert.match(tab.url(), /\/app\/rules$/);
      await look(tab, 'rules', view);
      await tabTo(tab, '.n-undo > summary');
      await tab.keyboard.press('Enter');
      await tabTo(tab, '.n-undo[open] button');
      await press(tab);
      await tab.goto(`${house.url}${view.prefix}/app/rules?view=ended`);
      assert.match(await tab.textContent('main table'), new RegExp(view.words));
      await look(tab, 'rules-ended', view);
    } finally {
      await tab.context().close();
    }
  });
}
