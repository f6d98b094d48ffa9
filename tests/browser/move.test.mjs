// A gift that came for the wrong campaign is moved by a clerk, without scripts: what will happen is shown, then it is done.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { close, faults, nuan, open, overflow, SHOTS, signIn } from './house.mjs';

const VIEWS = [
  { name: 'phone-zh', width: 390, height: 844, locale: 'zh-CN', prefix: '' },
  { name: 'desktop-en', width: 1280, height: 800, locale: 'en-GB', prefix: '/en' },
];

let house;
before(async () => {
  house = await open();
  nuan(house, 'add', 'campaign', 'rice', '--org', 'warm-foundation', '--name', '送米', '--name-en', 'Rice', '--purpose', '为一线职工送米', '--contact', '010-00000000');
  nuan(house, 'add', 'purpose', 'masks', '--campaign', 'warm-wuhan', '--name', '口罩', '--name-en', 'Masks');
  nuan(house, 'add', 'purpose', 'south', '--campaign', 'rice', '--name', '南片', '--name-en', 'South side');
});
after(async () => { await close(house); });

/** The picture of a page as it stands. */
async function look(tab, name, view) {
  await tab.screenshot({ path: path.join(SHOTS, `move-${name}-${view.name}.png`), fullPage: true });
}

/** The page at an address is whole; axe is a script, so it is looked at by a browser that runs them. */
async function lookWell(view, cookies, url, name) {
  const here = await house.browser.newContext({ viewport: { width: view.width, height: view.height }, locale: view.locale });
  await here.addCookies(cookies);
  const tab = await here.newPage();
  await tab.goto(url);
  assert.ok(await overflow(tab) <= 0, `${name}: nothing to scroll sideways`);
  assert.deepEqual(await faults(tab), [], `${name}: no serious fault of accessibility`);
  await here.close();
}

/** A gift of cash, entered for the test. */
function giftOf(yuan) {
  return nuan(house, 'donation', 'enter', '--campaign', 'warm-wuhan', '--amount', yuan, '--payer', '李小明').trim();
}

for (const [index, view] of VIEWS.entries()) {
  test(`a gift is moved without scripts, ${view.name}`, async () => {
    const gift = giftOf(`12.3${index}`);
    const here = await house.browser.newContext({ viewport: { width: view.width, height: view.height }, locale: view.locale, javaScriptEnabled: false });
    const tab = await here.newPage();
    try {
      await signIn(house, tab, 'clerk.demo');
      await tab.goto(`${house.url}${view.prefix}/app/donations/${gift}`);
      await tab.click(`a[href$="/donations/${gift}/move"]`);
      await tab.waitForURL(/\/move$/);
      await look(tab, 'form', view);

      // Where it lies already; a purpose of another campaign: each is told at its field, and nothing happens.
      await tab.click('main form .btn-primary');
      await tab.waitForURL(/campaign=warm-wuhan/);
      await tab.waitForSelector('#errors a[href="#campaign"]');
      await look(tab, 'error', view);
      await lookWell(view, await here.cookies(), tab.url(), 'error');
      await tab.selectOption('#campaign', 'rice');
      await tab.selectOption('#purpose', 'warm-wuhan/masks');
      await tab.click('main form .btn-primary');
      await tab.waitForSelector('#errors a[href="#purpose"]');

      // What will happen, before it does.
      await tab.selectOption('#purpose', 'rice/south');
      await tab.click('main form .btn-primary');
      await tab.waitForSelector('#plan');
      const plan = await tab.textContent('main');
      assert.match(plan, view.prefix ? /Rice/ : /送米/);
      assert.match(plan, view.prefix ? /South side/ : /南片/);
      assert.match(plan, new RegExp(`12\\.3${index}`));
      await look(tab, 'plan', view);
      await lookWell(view, await here.cookies(), tab.url(), 'plan');
      assert.equal(JSON.parse(nuan(house, 'show', 'donation', gift, '--format', 'json')).state, 'claimed');

      // Done: the new gift, which names the old one, and the other way round.
      await tab.click('form[method=post] .btn-primary');
      await tab.waitForURL((url) => /\/app\/donations\/[0-9A-Z]{13}$/.test(url.pathname) && !url.pathname.endsWith(gift));
      await tab.waitForSelector(`.n-note a[href$="/donations/${gift}"]`);
      await look(tab, 'new', view);
      await lookWell(view, await here.cookies(), tab.url(), 'new');
      const now = tab.url().slice(-13);
      await tab.click(`.n-note a[href$="/donations/${gift}"]`);
      await tab.waitForSelector(`.n-note a[href$="/donations/${now}"]`);
      await look(tab, 'old', view);
      assert.equal(await tab.locator('a[href$="/move"], a[href$="/refund"]').count(), 0, 'nothing is left to do with the old one');
      assert.equal(JSON.parse(nuan(house, 'show', 'donation', gift, '--format', 'json')).moved_to, now);
    } finally {
      await here.close();
    }
  });

  // The server publishes by itself, too: whose turn it is, nobody knows beforehand.
  async function numberOf(gift) {
    for (let tries = 0; tries < 100; tries++) {
      nuan(house, 'log', 'publish');
      const number = JSON.parse(nuan(house, 'show', 'donation', gift, '--format', 'json')).log_number;
      if (number !== undefined && number !== null) return number;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${gift} has no entry of the log`);
  }

  test(`the public page of a moved gift says where it went, ${view.name}`, async () => {
    const gift = giftOf(`45.6${index}`);
    const before = await numberOf(gift);
    const moved = JSON.parse(nuan(house, 'donation', 'move', gift, '--campaign', 'rice', '--format', 'json')).id;
    const now = await numberOf(moved);
    const here = await house.browser.newContext({ viewport: { width: view.width, height: view.height }, locale: view.locale });
    const tab = await here.newPage();
    try {
      const old = `${house.url}${view.prefix}/transfers/${before}`;
      const leads = tab.locator(`dd a[href$="/transfers/${now}"]`);
      await tab.goto(old);
      for (let tries = 0; tries < 50 && await leads.count() === 0; tries++) {
        await tab.waitForTimeout(200);
        await tab.goto(old);
      }
      assert.ok(await leads.count() > 0, 'the old entry leads to the new one');
      await look(tab, 'public-old', view);
      assert.deepEqual(await faults(tab), []);
      await tab.goto(`${house.url}${view.prefix}/transfers/${now}`);
      assert.ok(await tab.locator(`dd a[href$="/transfers/${before}"]`).count() > 0, 'the new entry leads to the old one');
      await look(tab, 'public-new', view);
    } finally {
      await here.close();
    }
  });
}
