// A server with the demo's data and a browser, for the length of one test file.
// SPDX-License-Identifier: Apache-2.0
import { spawn, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const NUAN = process.env.NUAN ?? path.join(ROOT, 'build/nuan');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const START_MS = 60_000;
export const SHOTS = path.join(ROOT, 'build/shots');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function untilAnswers(url, server) {
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('the server does not answer');
}

/** Starts a server on fresh demo data (or uses the one at NUAN_URL) and a browser.  `verbs` of the command line are
 * run before it; `clock` is the civil time at which it begins. */
export async function open({ verbs = [], clock } = {}) {
  const work = mkdtempSync(path.join(os.tmpdir(), 'nuan-browser-'));
  const house = { work, signIns: '', url: process.env.NUAN_URL, server: null };
  if (!house.url) {
    const data = path.join(work, 'data');
    house.signIns = execFileSync(NUAN, ['--data', data, 'init', '--scenario', 'beijing-2020'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    for (const words of verbs) execFileSync(NUAN, ['--data', data, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
    const port = await freePort();
    house.url = `http://127.0.0.1:${port}`;
    house.server = spawn(NUAN, ['--data', data, 'serve', '--listen', `127.0.0.1:${port}`, ...(clock ? ['--clock', clock] : [])],
      { stdio: 'ignore' });
    await untilAnswers(house.url, house.server);
  }
  house.browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--hide-scrollbars',
      ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
  });
  if (!existsSync(SHOTS)) mkdirSync(SHOTS, { recursive: true });
  return house;
}

export async function close(house) {
  await house.browser?.close();
  if (house.server) {
    house.server.kill('SIGTERM');
    await new Promise((resolve) => house.server.once('exit', resolve));
  }
  rmSync(house.work, { recursive: true, force: true });
}

/** Runs a command on the house's data, inside the server; what it prints. */
export function nuan(house, ...words) {
  return execFileSync(NUAN, ['--data', path.join(house.work, 'data'), ...words], { encoding: 'utf8' });
}

/** Signs in with one of the scenario's sign-ins; its secret was printed when the data were made. */
export async function signIn(house, tab, login) {
  const secret = house.signIns.match(new RegExp(`^\\s*${login}\\s+(\\S+)`, 'm'))?.[1];
  if (!secret) throw new Error(`init printed no secret of ${login}`);
  await tab.goto(`${house.url}/app/sign-in`);
  await tab.fill('input[name="login"]', login);
  await tab.fill('input[type="password"]', secret);
  await tab.click('main form button');
  await tab.waitForURL((url) => url.pathname !== '/app/sign-in');
}

/** What axe finds of serious or critical weight, one line each. */
export async function faults(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
  }));
  return found.violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.help} (${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')})`);
}

/** How many pixels the page is wider than the window. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
