// The verify page: takes a receipt or the address of a QR code, recomputes, and says what came of it.  Nothing of either is
// sent; only the public log is read.  Every text comes from the page.
// SPDX-License-Identifier: Apache-2.0
/*! Built with @noble/hashes and @noble/curves, MIT License, (c) Paul Miller. The rest: nuan, Apache-2.0. */
import { toBase64url } from './bytes.js';
import { judgeCode, judgeFile } from './judge.js';
import { Silent } from './log.js';
import { keyOf } from './note.js';
import { codeOf, holds } from './receipt.js';

const FILE_MAX = 16 * 1024 * 1024;
const LOG_FILE_MAX = 17 * 1024 * 1024; // 256 entries of 65,535 bytes
const BAD = ['changed', 'unsigned', 'log', 'foreign'];

const place = document.querySelector('[data-part="verify"]');
const key = keyOf(place.dataset.vkey);
const answer = place.querySelector('[data-part="answer"]');
const nameForm = place.querySelector('[data-part="name"]');
const nameAnswer = place.querySelector('[data-part="name-answer"]');
const words = place.querySelector('[data-part="words"]');
let current = null; // the verdict that is shown
let asked = 0; // which question it answers

// ---- texts ----

function say(name, values = {}) {
  const text = words.querySelector(`[data-say="${name}"]`).textContent;
  return text.replace(/\{(\w+)\}/g, (whole, word) => (word in values ? values[word] : whole));
}

function count(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

function digitsOf(currency) {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  } catch (e) {
    return 2;
  }
}

function money(entry) {
  const unit = 10 ** digitsOf(entry.cur); // whole numbers throughout: a division would round large sums
  const rest = unit > 1 ? `.${String(unit + (entry.amt % unit)).slice(1)}` : '';
  const figure = count(Math.floor(entry.amt / unit)) + rest;
  return entry.cur === 'CNY' ? `¥${figure}` : `${entry.cur} ${figure}`;
}

// ---- parts of the page ----

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  content.forEach((one) => made.appendChild(typeof one === 'string' ? document.createTextNode(one) : one));
  return made;
}

function fill(box, ...content) {
  box.textContent = '';
  content.forEach((one) => box.appendChild(one));
}

function icon(name, label) {
  const drawing = words.querySelector(`[data-icon="${name}"] svg`).cloneNode(true);
  if (label) {
    drawing.removeAttribute('aria-hidden');
    drawing.setAttribute('role', 'img');
    drawing.setAttribute('aria-label', label);
  }
  return drawing;
}

function note(tone, drawing, text) {
  return element('p', `n-note${tone}`, icon(drawing), element('span', '', text));
}

function valuesOf(found) {
  const { entry, booked, receipt } = found;
  return {
    number: count(found.index),
    size: count(found.now),
    signed: receipt && count(receipt.checkpoint.size),
    origin: key.name,
    other: receipt && receipt.checkpoint.origin,
    day: entry && entry.d,
    amount: entry && entry.amt !== undefined && money(entry),
    booked: booked && money(booked),
    bookedDay: booked && booked.d,
  };
}

// The sentence of a verdict.
function sentenceOf(found) {
  const values = valuesOf(found);
  if (found.verdict === 'changed' && found.booked && values.amount) return say('changed-booked', values);
  if (found.verdict !== 'proven') return say(`${found.verdict}-${found.reason}`, values);
  return say(`${found.silent ? 'then' : 'proven'}-${values.amount ? 'amount' : 'plain'}`, values);
}

function headOf(found) {
  const isBad = BAD.includes(found.verdict);
  const tone = found.verdict === 'proven' ? '' : isBad ? ' bad' : ' none';
  const drawing = icon(found.verdict === 'proven' ? 'proven' : isBad ? 'bad' : 'none');
  const head = element('div', `n-verdict${tone}`, element('h2', '', drawing, say(found.verdict)), element('p', '', sentenceOf(found)));
  const add = (name) => head.appendChild(element('p', 'n-small', say(name)));
  if (found.verdict === 'proven' && found.silent) add('then-more');
  if (found.verdict === 'proven') add('proven-means');
  if (found.verdict === 'changed') add('changed-do');
  return head;
}

function pointText(name, found) {
  const { receipt } = found;
  const state = found.points[name];
  if (name === 'signed' && state === 'holds') return say('signed-size', { size: count(receipt ? receipt.checkpoint.size : found.now) });
  if (name === 'entry' && state === 'holds' && receipt) return say('entry-path', { count: receipt.path.length });
  if (name === 'private' && found.entryKey) return say('private-code');
  if (name === 'private' && state === 'holds') {
    return receipt.disclosures.map((one) => `${words.querySelector(`[data-say="field-${one.field}"]`) ? say(`field-${one.field}`) : one.field}: ${one.value}`).join(' · ');
  }
  if (name !== 'log' || state !== 'holds') return '';
  return receipt ? say('log-since', { size: count(receipt.checkpoint.size), now: count(found.now) }) : say('log-now', { now: count(found.now) });
}

function checksOf(found) {
  const list = element('ul', 'n-checks');
  Object.keys(found.points).forEach((name) => {
    const state = found.points[name];
    if (name === 'private' && state === 'open' && !found.entryKey) return;
    const item = element('li', { holds: '', fails: 'bad', open: 'skip' }[state], icon(state, say(state)), element('b', '', say(`point-${name}`)));
    item.appendChild(element('p', '', pointText(name, found) || say(state)));
    list.appendChild(item);
  });
  return list;
}

function entryLink(found) {
  const link = element('a', 'btn', answer.dataset.see);
  link.href = place.dataset.href + found.index;
  return element('p', 'n-row sec', link);
}

function factsOf(found) {
  const hash = found.receipt ? found.receipt.hash : found.hash;
  const bytes = found.receipt ? found.receipt.bytes : null;
  const box = element('details', '', element('summary', '', answer.dataset.details));
  if (hash) box.appendChild(element('pre', 'n-box', `SHA-256 ${toBase64url(hash)}`));
  box.appendChild(element('pre', 'n-box', bytes ? new TextDecoder().decode(bytes) : JSON.stringify(found.entry)));
  box.querySelectorAll('pre').forEach((pre) => { pre.tabIndex = 0; });
  return box;
}

function cardOf(found, seconds) {
  const head = element('div', 'card-header', element('h2', '', answer.dataset.checked), element('span', 'n-small n-muted', say('spent', { time: seconds })));
  const body = element('div', 'card-body', checksOf(found));
  if (found.verdict === 'proven') body.appendChild(entryLink(found));
  if (found.entry) body.appendChild(factsOf(found));
  return element('div', 'card sec', head, body);
}

function show(found, seconds) {
  const hasPoints = !['noproof', 'nocode', 'silent'].includes(found.verdict) && found.reason !== 'form';
  current = found;
  fill(answer, headOf(found));
  if (hasPoints) answer.appendChild(cardOf(found, seconds));
  nameAnswer.textContent = '';
  nameForm.hidden = !(found.verdict === 'proven' && found.entryKey);
  answer.dataset.verdict = found.verdict;
  answer.focus();
  if (answer.scrollIntoView) answer.scrollIntoView({ block: 'nearest' });
}

// ---- what is asked ----

async function get(path) {
  let reply;
  try {
    reply = await fetch(place.dataset.log + path, { credentials: 'omit', cache: path === 'checkpoint' ? 'no-store' : 'default' });
  } catch (e) {
    throw new Silent(path);
  }
  if (!reply.ok) throw new Silent(path);
  const bytes = new Uint8Array(await reply.arrayBuffer());
  if (bytes.length > LOG_FILE_MAX) throw new Silent(path);
  return bytes;
}

async function ask(judging) {
  asked += 1;
  const mine = asked;
  const begun = Date.now();
  nameForm.hidden = true;
  delete answer.dataset.verdict;
  fill(answer, note('', 'open', say('working')));
  await new Promise((resolve) => { setTimeout(resolve, 0); }); // so that it is seen before the work begins
  const found = await judging();
  if (mine === asked) show(found, ((Date.now() - begun) / 1000).toFixed(2));
}

function readFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(new Uint8Array(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(file);
  });
}

async function judgeChosen(file) {
  if (file.size > FILE_MAX) return judgeFile(new Uint8Array(0), key, get);
  return judgeFile(await readFile(file), key, get);
}

function askAddress() {
  if (/^#1\./.test(window.location.hash)) ask(() => judgeCode(codeOf(window.location.hash), key, get));
}

function start() {
  const input = place.querySelector('input[type="file"]');
  input.addEventListener('change', () => {
    const file = input.files[0];
    if (file) ask(() => judgeChosen(file));
    input.value = ''; // the same file may be chosen again
  });
  ['dragenter', 'dragover'].forEach((kind) => input.addEventListener(kind, () => input.classList.add('over')));
  ['dragleave', 'drop'].forEach((kind) => input.addEventListener(kind, () => input.classList.remove('over')));
  nameForm.addEventListener('submit', (event) => {
    event.preventDefault();
    const isHers = holds(current.entry, current.entryKey, 'name', nameForm.querySelector('input').value);
    fill(nameAnswer, isHers ? note(' ok', 'holds', say('name-holds')) : note(' warn', 'bad', say('name-fails')));
  });
  document.querySelectorAll('a.lang').forEach((link) => link.addEventListener('click', () => { link.hash = window.location.hash; }));
  place.querySelector('[data-part="tool"]').hidden = false;
  place.querySelector('[data-part="without"]').hidden = true;
  window.addEventListener('hashchange', askAddress);
  askAddress();
}

if (key) start();
