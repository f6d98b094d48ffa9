// The queue of payments by keyboard, and sums of what is ticked.  Without this script the same is done with links and forms.
// SPDX-License-Identifier: Apache-2.0
(() => {
  'use strict';
  const page = document.querySelector('[data-match]');
  if (!page) return;
  const help = page.querySelector('.n-keys');
  const toggle = help.querySelector('[data-keys]');
  const STORE = 'nuan-keys-off';

  // ---- sums ----
  function yuan(fen) {
    const [whole, rest] = (fen / 100).toFixed(2).split('.');
    return [`¥${whole.replace(/\B(?=(\d{3})+$)/g, ',')}`, `.${rest}`];
  }

  function add(form, name) {
    const boxes = [...form.querySelectorAll('input[data-fen]')].filter((box) => (box.name || 'with') === name && box.checked);
    const sum = form.querySelector(`[data-sum="${name}"]`);
    const [whole, rest] = yuan(boxes.reduce((total, box) => total + Number(box.dataset.fen), 0));
    const small = document.createElement('small');
    small.textContent = rest;
    form.querySelector(`[data-count="${name}"]`).textContent = String(boxes.length);
    sum.querySelector('data').replaceChildren(whole, small);
  }

  page.querySelectorAll('form[data-sums]').forEach((form) => {
    form.querySelector('[data-adds]').hidden = true;
    form.addEventListener('change', () => ['with', 'promise'].forEach((name) => add(form, name)));
  });

  // ---- keys ----
  function isOff() {
    try {
      return localStorage.getItem(STORE) === '1';
    } catch {
      return false;
    }
  }

  function keep(off) {
    try {
      if (off) localStorage.setItem(STORE, '1');
      else localStorage.removeItem(STORE);
    } catch {
      // kept for this page alone
    }
    page.classList.toggle('keys', !off);
  }

  let sent = false;
  function send(key) {
    const form = page.querySelector(`form[data-key="${key}"]`);
    if (!form || sent) return false;
    sent = true; // a key that repeats does it once
    form.requestSubmit();
    return true;
  }

  function step(by) {
    const links = [...page.querySelectorAll('.n-queue .main a')];
    const at = links.findIndex((link) => link.hasAttribute('aria-current'));
    const to = at < 0 ? 0 : at + by;
    const pager = page.querySelector(`.n-pager a[rel="${by > 0 ? 'next' : 'prev'}"]`);
    const link = links[to] ?? (to < 0 || to >= links.length ? pager : null);
    link?.click();
    return Boolean(link);
  }

  function open(details, field) {
    if (!details) return false;
    details.open = true;
    details.querySelector(field)?.focus();
    return true;
  }

  const acts = {
    j: () => step(1),
    k: () => step(-1),
    Enter: () => send('1'),
    h: () => send('h') || open(page.querySelector('[data-hold]'), 'input:not([type="hidden"])'),
    u: () => send('u'),
    '/': () => open(page.querySelector('#by-hand'), '#q'),
    '?': () => {
      help.open = !help.open;
      (help.open ? toggle : help.querySelector('summary')).focus();
      return true;
    },
  };

  help.hidden = false;
  toggle.checked = !isOff();
  keep(isOff());
  toggle.addEventListener('change', () => keep(!toggle.checked));
  page.querySelector('.n-queue tr.at')?.scrollIntoView({ block: 'nearest' });

  document.addEventListener('keydown', (event) => {
    const at = event.target instanceof Element ? event.target : document.body;
    const isField = at.closest('input, textarea, select');
    if (!toggle.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (isField && isField.type !== 'checkbox') {
      if (event.key === 'Escape') isField.blur();
      return;
    }
    if (event.key === 'Enter' && at.closest('a, button, summary, input')) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const done = /^[1-9]$/.test(key) ? send(key) : acts[key]?.();
    if (done) event.preventDefault();
  });

  window.addEventListener('pageshow', () => { sent = false; });
})();
