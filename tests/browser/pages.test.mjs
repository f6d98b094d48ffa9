// Every page as a person sees it: phone and desktop, Chinese and English, light and dark.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { close, faults, open, overflow, SHOTS, signIn } from './house.mjs';

// The pages of the program.  `via` finds the address on another page, `then` on the one after it; `open` pages are everybody's; `as` signs in first.
const PAGES = [
  { name: 'home', path: '/', open: true, says: '3,617,900.00' },
  { name: 'campaign', path: '/c/warm-wuhan', open: true, says: '3,617,900.00' },
  { name: 'ledger', path: '/ledger', open: true },
  { name: 'transfer', via: { path: '/ledger', link: 'main a[href*="/transfers/"]:not([href*=".csv"])' }, open: true },
  { name: 'account', via: { path: '/ledger', link: 'main a[href*="/accounts/"]:not([href*=".csv"])' }, open: true },
  { name: 'figures', path: '/figures', open: true },
  { name: 'verify', path: '/verify', open: true },
  { name: 'sign-in', path: '/app/sign-in' },
  { name: 'desk', path: '/app', as: 'clerk.demo' },
  { name: 'campaigns', path: '/app/campaigns', as: 'clerk.demo' },
  { name: 'gifts', path: '/app/donations', as: 'clerk.demo' },
  { name: 'gift-new', path: '/app/donations/new', as: 'clerk.demo' },
  { name: 'imports', path: '/app/imports', as: 'clerk.demo' },
  { name: 'import-new', path: '/app/imports/new', as: 'clerk.demo' },
  { name: 'import-rows', via: { path: '/app/imports', link: 'main table a[href*="/app/imports/"]', then: '.n-equation a' }, as: 'clerk.demo' },
  { name: 'accounts', path: '/app/accounts', as: 'clerk.demo' },
  { name: 'account-desk', path: '/app/accounts/warm-wuhan.bank', as: 'clerk.demo' },
  { name: 'rules', path: '/app/rules', as: 'administrator.demo' },
  { name: 'rule-new', path: '/app/rules/new', as: 'administrator.demo' },
  { name: 'account-days', path: '/app/accounts/warm-wuhan.clearing-wechat/days', as: 'clerk.demo' },
  { name: 'account-day', path: '/app/accounts/warm-wuhan.clearing-wechat/days/20200202', as: 'clerk.demo' },
  { name: 'profiles', path: '/app/profiles', as: 'clerk.demo' },
  { name: 'profile', via: { path: '/app/profiles', link: 'main table a' }, as: 'clerk.demo' },
  { name: 'refunds', path: '/app/refunds', as: 'clerk.demo' },
  { name: 'match', path: '/app/match', as: 'clerk.demo' },
  { name: 'match-sure', path: '/app/match/sure', as: 'clerk.demo' },
  { name: 'payers', path: '/app/match/payers', as: 'clerk.demo' },
  { name: 'promises', path: '/app/promises', as: 'clerk.demo' },
  { name: 'promise-new', path: '/app/promises/new', as: 'clerk.demo' },
  { name: 'gift', via: { path: '/app/donations', link: 'main table a[href*="/app/donations/"]' }, as: 'clerk.demo' },
  { name: 'import', via: { path: '/app/imports', link: 'main table a[href*="/app/imports/"]' }, as: 'clerk.demo' },
  { name: 'campaign-new', path: '/app/campaigns/new', as: 'administrator.demo' },
  { name: 'campaign-desk', path: '/app/campaigns/warm-wuhan', as: 'administrator.demo' },
  { name: 'orgs', path: '/app/orgs', as: 'administrator.demo' },
  { name: 'org-import', path: '/app/orgs/import', as: 'administrator.demo' },
  { name: 'people', path: '/app/people', as: 'administrator.demo' },
  { name: 'person-new', path: '/app/people/new', as: 'administrator.demo' },
  { name: 'audit', path: '/app/audit', as: 'administrator.demo' },
];
const VIEWS = [
  { name: 'phone-zh', width: 375, height: 812, locale: 'zh-CN' },
  { name: 'phone-en', width: 375, height: 812, locale: 'en-GB', prefix: '/en' },
  { name: 'phone-dark-zh', width: 375, height: 812, locale: 'zh-CN', dark: true },
  { name: 'desktop-zh', width: 1440, height: 900, locale: 'zh-CN' },
  { name: 'desktop-en', width: 1440, height: 900, locale: 'en-GB', prefix: '/en' },
];
const NARROW = { width: 320, height: 640 };
const FIRST_LOAD_MAX = 100 * 1024; // bytes of an open page with all that it loads, on a phone

let house;
before(async () => { house = await open(); });
after(async () => { await close(house); });

async function context(view, more = {}) {
  const here = await house.browser.newContext({
    viewport: { width: view.width, height: view.height },
    locale: view.locale,
    colorScheme: view.dark ? 'dark' : 'light',
    deviceScaleFactor: 1,
    ...more,
  });
  here.setDefaultTimeout(15_000);
  return here;
}

/** Address of a page in the view's language. */
function address(view, where) {
  return house.url + (view.prefix ?? '') + (view.prefix && where === '/' ? '' : where);
}

/** Goes to a page; returns the answer. */
async function visit(tab, page, view) {
  if (page.as) await signIn(house, tab, page.as);
  if (!page.via) return tab.goto(address(view, page.path));
  await tab.goto(address(view, page.via.path));
  const answer = await tab.goto(new URL(await tab.locator(page.via.link).first().getAttribute('href'), house.url).href);
  if (!page.via.then) return answer;
  return tab.goto(new URL(await tab.locator(page.via.then).first().getAttribute('href'), house.url).href);
}

for (const page of PAGES) {
  for (const view of VIEWS) {
    test(`${page.name}, ${view.name}`, async () => {
      const here = await context(view);
      try {
        const tab = await here.newPage();
        const complaints = [];
        tab.on('console', (m) => m.type() === 'error' && complaints.push(m.text()));
        tab.on('pageerror', (e) => complaints.push(String(e)));
        const answer = await visit(tab, page, view);
        assert.equal(answer.status(), 200);
        const shot = path.join(SHOTS, `${page.name}-${view.name}.png`);
        await tab.screenshot({ path: shot, fullPage: true });
        assert.deepEqual(complaints, [], 'the console is quiet');
        const lang = await tab.getAttribute('html', 'lang');
        assert.equal(lang.slice(0, 2), view.locale.slice(0, 2), 'the page is in the reader\'s language');
        if (page.says) assert.ok((await tab.textContent('body')).includes(page.says), page.says);
        assert.ok(await overflow(tab) <= 0, 'nothing to scroll sideways');
        assert.deepEqual(await faults(tab), [], 'no serious fault of accessibility');
      } finally {
        await here.close();
      }
    });
  }

  test(`${page.name}, 320 pixels wide`, async () => {
    const here = await context({ ...VIEWS[0], ...NARROW });
    try {
      const tab = await here.newPage();
      await visit(tab, page, VIEWS[0]);
      assert.ok(await overflow(tab) <= 0, 'nothing to scroll sideways');
    } finally {
      await here.close();
    }
  });

  if (!page.open) continue;

  test(`${page.name}, without scripts and light to load`, async () => {
    const here = await context(VIEWS[0], { javaScriptEnabled: false });
    try {
      const tab = await here.newPage();
      const requests = [];
      tab.on('requestfinished', (request) => requests.push(request));
      await visit(tab, page, VIEWS[0]);
      await tab.waitForLoadState('networkidle');
      if (page.says) assert.ok((await tab.textContent('body')).includes(page.says), page.says);
      const own = page.via ? requests.slice(1) : requests;
      const loads = await Promise.all(own.map((request) => request.sizes().then(
        (s) => [request.url(), s.responseBodySize + s.responseHeadersSize])));
      const total = loads.reduce((sum, [, size]) => sum + size, 0);
      assert.ok(total < FIRST_LOAD_MAX, `${total} bytes: ${loads.map((l) => l.join(' ')).join(', ')}`);
    } finally {
      await here.close();
    }
  });
}

test('every page says that it is a demonstration', async () => {
  for (const view of [VIEWS[0], VIEWS[1]]) {
    const here = await context(view);
    const tab = await here.newPage();
    for (const page of PAGES) {
      await visit(tab, page, view);
      assert.match(await tab.textContent('body'), view.locale === 'zh-CN' ? /演示/ : /DEMO/, page.name);
    }
    await here.close();
  }
});
