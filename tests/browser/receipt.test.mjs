// A receipt from the desk to the giver, without scripts: a clerk enters the request, another person reviews it, the clerk gives it;
// the giver finds her gift on a small phone by what her app shows, and the receipt on her page.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { close, faults, nuan, open, overflow, SHOTS, signIn } from './house.mjs';

const VIEWS = [
  { name: 'phone-zh', width: 390, height: 844, locale: 'zh-CN', prefix: '' },
  { name: 'desktop-en', width: 1280, height: 800, locale: 'en-GB', prefix: '/en' },
];
const HEAD = '交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费\n';
const FOOT = '总交易单数,应结订单总金额,退款总金额,手续费总金额\n`1,`88.00,`0.00,`0.00000\n';

let house;
before(async () => { house = await open(); });
after(async () => { await close(house); });

async function look(tab, view, name) {
  await tab.screenshot({ path: path.join(SHOTS, `receipt-${name}-${view.name}.png`), fullPage: true });
  const size = tab.viewportSize();
  const here = await house.browser.newContext({ viewport: size, locale: view.locale });
  await here.addCookies(await tab.context().cookies());
  const other = await here.newPage();
  await other.goto(tab.url());
  assert.ok(await overflow(other) <= 0, `${name}: nothing to scroll sideways`);
  assert.deepEqual(await faults(other), [], `${name}: no serious fault of accessibility`);
  await here.close();
}

async function browserOf(view, login) {
  const here = await house.browser.newContext({ viewport: { width: view.width, height: view.height }, locale: view.locale, javaScriptEnabled: false });
  const tab = await here.newPage();
  if (login) await signIn(house, tab, login);
  return { here, tab };
}

for (const [index, view] of VIEWS.entries()) {
  test(`from the request to the giver's page, ${view.name}`, async () => {
    const number = `4200000500000000000000077${index}`;
    const at = (where) => `${house.url}${view.prefix}${where}`;
    const bill = path.join(SHOTS, `receipt-${index}.csv`);
    fs.writeFileSync(bill, `${HEAD}\`2020-02-03 12:00:0${index},\`${number},\`M${index},\`SUCCESS,\`CNY,\`88.00,\`0,\`0.00,\`0.00000\n${FOOT}`);
    nuan(house, 'import', 'statement', '--campaign', 'warm-wuhan', bill);
    const clerk = await browserOf(view, 'clerk.demo');
    const reviewer = await browserOf(view, 'reviewer.demo');
    const giver = await browserOf({ ...view, width: 320, height: 640 });
    try {
      // What is missing is told at its field, and what was typed is kept.
      await clerk.tab.goto(at('/app/receipts'));
      await look(clerk.tab, view, 'empty');
      await clerk.tab.goto(at('/app/receipts/requests/new'));
      await clerk.tab.fill('#title', '李明');
      await clerk.tab.click('main form .btn-primary');
      await clerk.tab.waitForSelector('#errors a[href="#payment_no"]');
      assert.equal(await clerk.tab.inputValue('#title'), '李明');
      await clerk.tab.fill('#payment_no', number);
      await clerk.tab.fill('#amount', '88');
      await clerk.tab.fill('#day', '2020-02-03');
      await clerk.tab.click('main form .btn-primary');
      await clerk.tab.waitForURL(/\/app\/receipts\/requests\/[0-9A-Z]{13}$/);
      const request = new URL(clerk.tab.url()).pathname;
      await look(clerk.tab, view, 'request-own');
      assert.equal(await clerk.tab.locator('form[action$="/review"]').count(), 0, 'not by who entered it');

      // The second person has it on her desk; of many together one has to be opened first.
      await reviewer.tab.goto(at('/app'));
      await reviewer.tab.click('main a[href*="/app/receipts?"] >> nth=0');
      await reviewer.tab.waitForSelector('form[action*="/app/receipts/review"]');
      await look(reviewer.tab, view, 'list');
      await reviewer.tab.click('form[action*="/app/receipts/review"] .btn-sm');
      await reviewer.tab.waitForSelector('.n-note.bad');
      await reviewer.tab.goto(house.url + request);
      assert.ok(!(await reviewer.tab.content()).includes('李明'), 'sealed until it is opened');
      await reviewer.tab.click('form[action$="/open"] button');
      await reviewer.tab.waitForSelector('[role=status]');
      assert.ok((await reviewer.tab.content()).includes('李明'));
      await reviewer.tab.click('button[value=approve]');
      await reviewer.tab.waitForURL(house.url + request);
      assert.equal(await reviewer.tab.locator('form[action$="/review"]').count(), 1, 'it can still be refused');

      // Given: a number, a paper, a proof.
      await clerk.tab.goto(house.url + request);
      await clerk.tab.click('form[action$="/issue"] button');
      await clerk.tab.waitForURL(/\/app\/receipts\/R2020-/);
      await look(clerk.tab, view, 'receipt');
      const paper = await clerk.tab.request.get(`${clerk.tab.url()}/receipt.pdf`);
      assert.equal(paper.status(), 200);
      assert.equal((await paper.body()).subarray(0, 5).toString(), '%PDF-');

      // The giver has no link: number and amount lead her to her page.
      await giver.tab.goto(at('/c/warm-wuhan/claim'));
      await look(giver.tab, { ...view, name: `small-${view.name}` }, 'claim');
      await giver.tab.fill('#number', number);
      await giver.tab.fill('#amount', '87');
      // A form is taken from a person, who needs a moment to fill it in.
      await assert.doesNotReject(async () => {
        for (let i = 0; i < 20; i++) {
          await giver.tab.fill('#amount', i === 0 ? '87' : '88');
          await giver.tab.click('main form .btn-primary');
          if (giver.tab.url().includes('/g/')) return;
          await giver.tab.waitForSelector('#errors');
        }
        throw new Error('never found');
      });
      await giver.tab.waitForSelector('a[href*="/receipt/0/pdf"]');
      await look(giver.tab, { ...view, name: `small-${view.name}` }, 'gift');
      const own = await giver.tab.request.get(new URL(await giver.tab.getAttribute('a[href*="/receipt/0/pdf"]', 'href'), house.url).href);
      assert.equal(own.status(), 200);
    } finally {
      await clerk.here.close();
      await reviewer.here.close();
      await giver.here.close();
    }
  });
}
