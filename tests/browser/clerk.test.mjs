// A clerk's day: a gift of cash with the keyboard alone; a bill from its file to the books, confirmed by another and taken back.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { close, faults, open, overflow, SHOTS, signIn } from './house.mjs';

const VIEWS = [
  { name: 'phone-zh', width: 390, height: 844, locale: 'zh-CN', prefix: '' },
  { name: 'desktop-en', width: 1280, height: 800, locale: 'en-GB', prefix: '/en' },
];
const TABS_MAX = 60;

let house;
before(async () => { house = await open(); });
after(async () => { await close(house); });

async function page(view) {
  const here = await house.browser.newContext({ viewport: { width: view.width, height: view.height }, locale: view.locale });
  here.setDefaultTimeout(15_000);
  return here.newPage();
}

/** The page as it stands is whole: nothing sideways, no serious fault; its picture is kept. */
async function look(tab, name, view) {
  await tab.screenshot({ path: path.join(SHOTS, `clerk-${name}-${view.name}.png`), fullPage: true });
  assert.ok(await overflow(tab) <= 0, `${name}: nothing to scroll sideways`);
  assert.deepEqual(await faults(tab), [], `${name}: no serious fault of accessibility`);
}

/** Chooses files and sends them without a script: the form alone does it. */
async function sendPlain(view, files) {
  const here = await house.browser.newContext({ viewport: { width: view.width, height: view.height }, locale: view.locale, javaScriptEnabled: false });
  const tab = await here.newPage();
  await signIn(house, tab, 'clerk.demo');
  await tab.goto(`${house.url}${view.prefix}/app/imports/new`);
  await tab.setInputFiles('#file', files);
  await tab.click('main form .btn-primary');
  await tab.waitForURL(/\/app\/imports\/uploads\//);
  const text = await tab.textContent('.n-sentence');
  await here.close();
  return text;
}

/** Presses Tab until the element has the focus; what has it on the way is marked. */
async function tabTo(tab, selector) {
  for (let i = 0; i < TABS_MAX; i++) {
    const at = await tab.evaluate((wanted) => {
      const is = document.activeElement;
      const style = getComputedStyle(is);
      return { there: is.matches(wanted), seen: style.outlineStyle !== 'none' || style.boxShadow !== 'none' || is === document.body };
    }, selector);
    assert.ok(at.seen, `the focus can be seen on the way to ${selector}`);
    if (at.there) return;
    await tab.keyboard.press('Tab');
  }
  assert.fail(`no Tab leads to ${selector}`);
}

async function submit(tab) {
  await Promise.all([tab.waitForEvent('load'), tab.keyboard.press('Enter')]);
}

/** A bill as WeChat Pay writes it; `stated` is what it says of itself. */
function bill(name, amount, order, stated) {
  const file = path.join(house.work, name);
  writeFileSync(file, [
    '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
    `\`2020-02-03 02:00:00,\`wx1,\`1500000001,\`0,\`,\`${order},\`M${order},\`o1,\`JSAPI,\`SUCCESS,\`OTHERS,\`CNY,\`${amount},\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`温暖武汉,\`,\`0.00000,\`0.00%,\`${amount},\`0.00,\``,
    '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
    `\`1,\`${stated},\`0.00,\`0.00,\`0.00000,\`${stated},\`0.00`, ''].join('\r\n'));
  return file;
}

for (const [index, view] of VIEWS.entries()) {
  test(`a gift of cash with the keyboard alone, ${view.name}`, async () => {
    const tab = await page(view);
    try {
      await signIn(house, tab, 'clerk.demo');
      await tab.goto(`${house.url}${view.prefix}/app/donations/new`);
      await tab.keyboard.press('Tab');
      assert.equal(await tab.evaluate(() => document.activeElement.className), 'n-skip', 'the first Tab skips the frame');
      await tabTo(tab, '#payer');
      await tab.keyboard.type('李小明');
      await tabTo(tab, '#amount');
      await tab.keyboard.type('12.345');
      await submit(tab);
      assert.equal(await tab.evaluate(() => document.activeElement.id), 'errors', 'the errors have the focus');
      await look(tab, 'cash-error', view);
      await tab.keyboard.press('Tab');
      await tab.keyboard.press('Enter');
      assert.equal(await tab.evaluate(() => document.activeElement.id || location.hash), 'amount');
      await tabTo(tab, '#amount');
      await tab.keyboard.press('Control+A');
      await tab.keyboard.type(`３${index}．２１`);
      await submit(tab);
      await tab.waitForURL(/done=entered/);
      await tabTo(tab, 'main table a[href*="/app/donations/"]');
      await submit(tab);
      await look(tab, 'gift', view);
      await tabTo(tab, '.n-look > summary');
      await tab.keyboard.press('Enter');
      await tabTo(tab, '.n-look input[type=radio]');
      await tab.keyboard.press('ArrowDown');
      await tabTo(tab, '.n-look button');
      await submit(tab);
      assert.match(await tab.textContent('main'), /李小明/);
      await look(tab, 'gift-shown', view);
    } finally {
      await tab.context().close();
    }
  });

  test(`files are chosen by keyboard, one is left out, ${view.name}`, async () => {
    const tab = await page(view);
    try {
      await signIn(house, tab, 'clerk.demo');
      await tab.goto(`${house.url}${view.prefix}/app/imports/new`);
      await tabTo(tab, '#file');
      await tab.setInputFiles('#file', [bill(`kept-${index}.csv`, '5.00', `420000050000000000000003${index}0`, '5.00')]);
      await tab.setInputFiles('#file', [bill(`out-${index}.csv`, '6.00', `420000050000000000000004${index}0`, '6.00')]);
      assert.equal(await tab.locator('.n-files li').count(), 2, 'a second choice adds to the first');
      await tabTo(tab, '.n-files li:nth-child(2) button');
      await tab.keyboard.press('Enter');
      assert.equal(await tab.locator('.n-files li').count(), 1);
      await tabTo(tab, 'main form .btn-primary');
      await tab.keyboard.press('Enter');
      await tab.waitForURL(/\/app\/imports\/uploads\//);
      assert.match(await tab.textContent('main'), new RegExp(`kept-${index}`));
      assert.doesNotMatch(await tab.textContent('main'), new RegExp(`out-${index}`));
      await tabTo(tab, 'form[action$="/end"] button');
      await submit(tab);
      assert.match(await sendPlain(view, [bill(`plain-${index}.csv`, '7.00', `420000050000000000000005${index}0`, '7.00')]), /7\.00/);
    } finally {
      await tab.context().close();
    }
  });

  test(`a bank file that nobody described, with the keyboard alone, ${view.name}`, async () => {
    const tab = await page(view);
    const file = path.join(house.work, `bank-${index}.csv`);
    writeFileSync(file, [`某某农村合作银行${index}`, `记录时点${index},业务,进账数额,出账数额,结存,来往单位,说明`,
      '2020-02-01 09:00:11,转账,10.00,,1010.00,北京某某非常长名字的科技发展有限公司第一分公司工会委员会,武汉加油',
      '2020-02-01 09:01:11,转账,1234567890.12,,1234568900.12,李华,', '2020-02-01 09:02:11,手续费,,5.50,1234568894.62,,', ''].join('\r\n'));
    try {
      await signIn(house, tab, 'clerk.demo');
      await tab.goto(`${house.url}${view.prefix}/app/imports/new`);
      await tab.setInputFiles('#file', [file]);
      await tabTo(tab, 'main form .btn-primary');
      await tab.keyboard.press('Enter');
      await tab.waitForURL(/\/app\/imports\/uploads\//);
      await look(tab, 'unknown', view);
      await tabTo(tab, '.n-note a.btn');
      await submit(tab);
      await look(tab, 'columns', view);
      // Each select by its first letters, as a keyboard does it.
      for (const [field, role] of [['c0', 'time'], ['c1', 'kind'], ['c2', 'in'], ['c3', 'out'], ['c4', 'balance'], ['c5', 'payer'], ['c6', 'note']]) {
        await tabTo(tab, `#${field}`);
        for (let i = 0; i < 30 && await tab.inputValue(`#${field}`) !== 'time'; i++) await tab.keyboard.press('ArrowUp');
        for (let i = 0; i < 30 && await tab.inputValue(`#${field}`) !== role; i++) await tab.keyboard.press('ArrowDown');
        assert.equal(await tab.inputValue(`#${field}`), role);
      }
      await tabTo(tab, 'button[value=look]');
      await submit(tab);
      await look(tab, 'columns-again', view);
      assert.match(await tab.textContent('main'), view.prefix ? /running balances fit/ : /逐行余额相符/);
      await tabTo(tab, '#name');
      await tab.keyboard.type(`农合行 ${index}`);
      await tabTo(tab, 'button[value=save]');
      await submit(tab);
      await tab.waitForURL(/\/app\/imports\/uploads\/[0-9A-Z]+$/);
      await look(tab, 'columns-saved', view);
      assert.match(await tab.textContent('main'), new RegExp(`农合行 ${index}`));
    } finally {
      await tab.context().close();
    }
  });

  test(`more files than the bound are not sent, ${view.name}`, async () => {
    const tab = await page(view);
    try {
      const many = Array.from({ length: 65 }, (_, at) => ({ name: `${at}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`x${at}`) }));
      const bound = view.prefix ? /At most 64 files at once/ : /一次最多 64 个文件/;
      const sent = [];
      await signIn(house, tab, 'clerk.demo');
      await tab.goto(`${house.url}${view.prefix}/app/imports/new`);
      tab.on('request', (request) => { if (request.method() === 'POST') sent.push(request.url()); });
      await tab.setInputFiles('#file', many);
      assert.match(await tab.textContent('.n-errors'), bound);
      await tab.click('main form .btn-primary');
      assert.match(await tab.textContent('.n-errors'), bound);
      assert.equal(await tab.locator('.n-errors').isVisible(), true);
      assert.deepEqual(sent, [], 'nothing is sent');
      await tab.click('.n-files button >> nth=0');
      assert.equal(await tab.locator('.n-errors').isVisible(), false, 'one less is within the bound');
      // A browser without the script sends them; the answer says the bound, too.
      const [status, text] = await tab.evaluate(async () => {
        const form = document.querySelector('form[data-sending]');
        const body = new FormData(form);
        body.append('file', new File(['y'], 'y.csv'));
        const answer = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'text/html' } });
        return [answer.status, await answer.text()];
      });
      assert.equal(status, 400);
      assert.match(text, bound);
    } finally {
      await tab.context().close();
    }
  });

  test(`a bill from its file to the books and back, ${view.name}`, async () => {
    const clerk = await page(view);
    const reviewer = await page(view);
    try {
      await signIn(house, clerk, 'clerk.demo');
      await clerk.goto(`${house.url}${view.prefix}/app/imports/new`);
      const order = `420000050000000000000001${index}0`;
      await clerk.setInputFiles('#file', [bill(`differs-${index}.csv`, '10.00', order, '11.00'),
        bill(`agrees-${index}.csv`, '20.00', `420000050000000000000002${index}0`, '20.00')]);
      assert.equal(await clerk.locator('.n-files li').count(), 2, 'each file is listed');
      await look(clerk, 'chosen', view);
      await clerk.click('main form .btn-primary');
      await clerk.waitForURL(/\/app\/imports\/uploads\//);
      await look(clerk, 'preview', view);
      assert.match((await clerk.textContent('.n-sentence')).replace(/\s+/g, ' '), view.prefix
        ? /^2 gifts, ¥30\.00; 1 file differs from its own totals\.$/ : /^2 笔捐款.*¥30\.00；1 个文件与自报合计不符。$/);
      await clerk.click('main form .btn-primary');
      await clerk.waitForFunction(() => document.querySelectorAll('.n-step .done').length === 3);
      await look(clerk, 'booked', view);
      await clerk.click('main section a.btn >> nth=0');
      await clerk.waitForURL(/\/app\/imports\/[0-9A-Z]{13}$/);
      await look(clerk, 'report', view);
      await clerk.goto(`${house.url}${view.prefix}/app/imports?view=waiting`);
      await clerk.click('main table a');
      const report = clerk.url();
      await look(clerk, 'report-waiting', view);
      assert.equal(await clerk.locator('form[action$="/confirm"]').count(), 0, 'its maker can\'t confirm it');
      await signIn(house, reviewer, 'reviewer.demo');
      await reviewer.goto(report);
      await look(reviewer, 'report-reviewer', view);
      await Promise.all([reviewer.waitForEvent('load'), reviewer.click('form[action$="/confirm"] button')]);
      assert.equal(await reviewer.locator('.n-note.ok').count(), 1, 'confirmed');
      await clerk.goto(report);
      await clerk.click('.n-undo > summary');
      await look(clerk, 'report-undo', view);
      await Promise.all([clerk.waitForEvent('load'), clerk.click('.n-undo form button')]);
      await clerk.goto(report);
      assert.equal(await clerk.locator('.n-note.bad').count(), 1, 'undone');
      await look(clerk, 'report-undone', view);
      await clerk.goto(`${report}/rows?row=2`);
      assert.match(await clerk.textContent('main'), new RegExp(order));
      await look(clerk, 'row', view);
    } finally {
      await clerk.context().close();
      await reviewer.context().close();
    }
  });
}
