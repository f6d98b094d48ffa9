// Somebody gives on an old phone: scripts off, 320 pixels wide.  Then the page of her own, in both languages.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { close, faults, open, overflow, SHOTS } from './house.mjs';

let house;
before(async () => { house = await open(); });
after(async () => { if (house) await close(house); });

/** Presses the form's button until its page is left: a form that is sent faster than a person can is shown again. */
async function press(tab) {
  while (!new URL(tab.url()).pathname.includes('/g/')) {
    await Promise.all([tab.waitForNavigation(), tab.click('main form button')]);
  }
}

/** Fills the form in and sends it; the address of the giver's page. */
async function give(tab, { prefix = '', amount, name, display, receipt }) {
  await tab.goto(`${house.url}${prefix}/c/warm-wuhan`);
  await tab.click('a[href$="/c/warm-wuhan/give"] >> visible=true');
  if (amount) await tab.fill('#amount', amount);
  if (name) await tab.fill('#name', name);
  if (display) await tab.check(`input[name="display"][value="${display}"]`);
  if (receipt) await tab.check('input[name="receipt"]');
  await press(tab);
  return tab.url();
}

test('without scripts at 320 pixels: give, see the promise, take it back', async () => {
  const context = await house.browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 }, locale: 'zh-CN' });
  const tab = await context.newPage();
  try {
    const url = await give(tab, { amount: '１２３．４５ 元', name: '李小华', display: '1', receipt: true });
    const text = await tab.innerText('main');
    assert.match(text, /请付 ¥123\.45/);
    assert.match(text, /[0-9A-Z]{4}-[0-9A-Z]{4}/);
    assert.match(text, /李\*华/);
    assert.doesNotMatch(await tab.content(), /李小华/, 'the whole name stands nowhere');
    assert.equal(await tab.locator('.n-qr svg').count(), 1);
    await tab.screenshot({ path: path.join(SHOTS, 'give-promised-320.png'), fullPage: true });
    await tab.click('summary');
    await Promise.all([tab.waitForNavigation(), tab.click('details form button')]);
    assert.equal(tab.url(), url);
    assert.match(await tab.innerText('h1'), /撤回/);
  } finally {
    await context.close();
  }
});

test('what is wrong is told at its field and nothing typed is lost', async () => {
  const context = await house.browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 }, locale: 'zh-CN' });
  const tab = await context.newPage();
  try {
    await tab.goto(`${house.url}/c/warm-wuhan/give`);
    await tab.fill('#amount', '一百');
    await tab.fill('#message', '武汉加油');
    await tab.check('input[name="display"][value="2"]');
    await Promise.all([tab.waitForNavigation(), tab.click('main form button')]);
    assert.equal(await tab.locator('.n-errors li').count(), 2);
    assert.equal(await tab.inputValue('#message'), '武汉加油');
    assert.equal(await tab.inputValue('#amount'), '一百');
    assert.ok(await tab.locator('#amount-error').isVisible());
    assert.ok(await tab.locator('#name-error').isVisible());
    assert.ok(await tab.isChecked('input[name="display"][value="2"]'));
    await tab.screenshot({ path: path.join(SHOTS, 'give-faults-320.png'), fullPage: true });
  } finally {
    await context.close();
  }
});

for (const view of [
  { name: 'phone-zh', width: 390, height: 844 }, { name: 'phone-en', width: 390, height: 844, prefix: '/en' },
  { name: 'desktop-zh', width: 1280, height: 900 }, { name: 'desktop-en', width: 1280, height: 900, prefix: '/en' },
]) {
  test(`the pages of giving: ${view.name}`, async () => {
    const context = await house.browser.newContext({ viewport: { width: view.width, height: view.height }, locale: view.prefix ? 'en-GB' : 'zh-CN' });
    const tab = await context.newPage();
    try {
      for (const [name, go] of [
        ['form', () => tab.goto(`${house.url}${view.prefix ?? ''}/c/warm-wuhan/give`)],
        ['goods', () => tab.goto(`${house.url}${view.prefix ?? ''}/c/warm-wuhan/goods`)],
        ['promised', () => give(tab, { prefix: view.prefix })],
      ]) {
        await go();
        assert.deepEqual(await faults(tab), [], name);
        assert.ok(await overflow(tab) <= 0, `${name} is wider than the window`);
        await tab.screenshot({ path: path.join(SHOTS, `give-${name}-${view.name}.png`), fullPage: true });
      }
    } finally {
      await context.close();
    }
  });
}
