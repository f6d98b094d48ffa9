// A disclosure from the desk to the public, without scripts: one person freezes the figures, another one reviews them, a third one
// publishes; the page stands still and explains its difference to the one before.
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
before(async () => { house = await open(); });
after(async () => { await close(house); });

/** The page as it stands: its picture; axe is a script, so it is looked at by a browser that runs them. */
async function look(tab, view, name) {
  await tab.screenshot({ path: path.join(SHOTS, `disclosure-${name}-${view.name}.png`), fullPage: true });
  const here = await house.browser.newContext({ viewport: { width: view.width, height: view.height }, locale: view.locale });
  await here.addCookies(await tab.context().cookies());
  const other = await here.newPage();
  await other.goto(tab.url());
  assert.ok(await overflow(other) <= 0, `${name}: nothing to scroll sideways`);
  assert.deepEqual(await faults(other), [], `${name}: no serious fault of accessibility`);
  await here.close();
}

/** A browser of its own for a person, without scripts. */
async function browserOf(view, login) {
  const here = await house.browser.newContext({ viewport: { width: view.width, height: view.height }, locale: view.locale, javaScriptEnabled: false });
  const tab = await here.newPage();
  if (login) await signIn(house, tab, login);
  return { here, tab };
}

for (const [index, view] of VIEWS.entries()) {
  test(`from the desk to the public, ${view.name}`, async () => {
    const number = `2020/${index + 1}`;
    const at = (where) => `${house.url}${view.prefix}${where}`;
    const clerk = await browserOf(view, 'clerk.demo');
    const reviewer = await browserOf(view, 'reviewer.demo');
    const publisher = await browserOf(view, 'publisher.demo');
    const reader = await browserOf(view);
    try {
      if (index > 0) nuan(house, 'donation', 'enter', '--campaign', 'warm-wuhan', '--amount', '88');

      // Before the first one the campaign's page says that its total is provisional, and until when a disclosure is due.
      await reader.tab.goto(at('/c/warm-wuhan'));
      await reader.tab.waitForSelector('.n-clock');
      await look(reader.tab, view, 'campaign-before');

      // A wrong day is told at its field.
      await clerk.tab.goto(at('/app/disclosures/new'));
      await clerk.tab.fill('#to', '2020-02-30');
      await clerk.tab.click('main form .btn-primary');
      await clerk.tab.waitForSelector('#errors a[href="#to"]');
      await clerk.tab.fill('#to', '');
      await clerk.tab.click('main form .btn-primary');
      await clerk.tab.waitForURL(/\/app\/disclosures\/[0-9A-Z]{13}\?done=prepared/);
      const here = new URL(clerk.tab.url()).pathname;
      await look(clerk.tab, view, 'prepared');
      assert.equal(await clerk.tab.locator('form[action$="/review"]').count(), 0, 'not by who prepared it');

      // The second person finds it on her desk.
      await reviewer.tab.goto(at('/app'));
      await reviewer.tab.click(`main a[href="${here}"] >> nth=0`);
      await reviewer.tab.waitForSelector('form[action$="/review"]');
      await look(reviewer.tab, view, 'review');
      await reviewer.tab.click('form[action$="/review"] .btn-primary');
      await reviewer.tab.waitForURL(/done=reviewed/);

      await publisher.tab.goto(house.url + here);
      await look(publisher.tab, view, 'publish');
      await publisher.tab.click('form[action$="/publish"] .btn-primary');
      await publisher.tab.waitForURL(/done=published/);
      await look(publisher.tab, view, 'published');
      await publisher.tab.goto(at('/app/disclosures'));
      await look(publisher.tab, view, 'list-desk');

      // Everybody reads it; a figure opens its definition and a sentence.
      await reader.tab.goto(at(`/d/warm-wuhan/${number}`));
      await reader.tab.click('details summary >> nth=0');
      assert.match(await reader.tab.innerText('h1'), new RegExp(number));
      assert.match(await reader.tab.innerText('main'), index > 0 ? /3,617,988\.00/ : /3,617,900\.00/);
      await look(reader.tab, view, 'public');
      if (index > 0) assert.match(await reader.tab.innerText('section[aria-labelledby="steps"]'), /88\.00/);
      await reader.tab.click('a[href$="/gifts"]');
      await reader.tab.waitForURL(/\/gifts$/);
      await look(reader.tab, view, 'gifts');

      // She asks about a figure; a form that comes back faster than a person could fill it in is pressed once more.
      await reader.tab.goto(at(`/d/warm-wuhan/${number}`));
      await reader.tab.click('a[href$="/ask"]');
      await reader.tab.waitForURL(/\/ask$/);
      await reader.tab.selectOption('#figure', 'givers');
      await reader.tab.fill('#text', `夫妻算一个人吗 ${index}`);
      await reader.tab.check('input[name="publish"]');
      await look(reader.tab, view, 'ask');
      for (let tries = 0; tries < 20 && !/\/q\//.test(reader.tab.url()); tries++) await reader.tab.click('main form .btn-primary');
      assert.match(reader.tab.url(), /\/q\/[\w-]{22}$/);
      await look(reader.tab, view, 'question');
      const own = reader.tab.url();
      await publisher.tab.goto(at('/app/questions'));
      await publisher.tab.fill('textarea[name="answer"]', `各算一位 ${index}`);
      await look(publisher.tab, view, 'questions-desk');
      await publisher.tab.click('form[action*="/app/questions/"] .btn-primary');
      await publisher.tab.waitForSelector(`main >> text=各算一位 ${index}`);
      await reader.tab.goto(own);
      assert.match(await reader.tab.innerText('main'), new RegExp(`各算一位 ${index}`));
      await reader.tab.goto(at(`/d/warm-wuhan/${number}`));
      assert.match(await reader.tab.innerText('section[aria-labelledby="questions"]'), new RegExp(`各算一位 ${index}`));
      await reader.tab.goto(at('/c/warm-wuhan/disclosures'));
      await look(reader.tab, view, 'list');
      await reader.tab.click(`a[href$="/d/warm-wuhan/${number}"]`);
      await reader.tab.waitForURL(new RegExp(`/d/warm-wuhan/${number}$`));
    } finally {
      for (const each of [clerk, reviewer, publisher, reader]) await each.here.close();
    }
  });
}
