// The zone where payment files are dropped: what was chosen, file by file, and how far the sending is.  Without this script the browser
// sends the form by itself; every text comes from the page.
// SPDX-License-Identifier: Apache-2.0
(() => {
  'use strict';
  const form = document.querySelector('form[data-sending]');
  if (!form || !window.FormData || !window.DataTransfer) return;
  const say = form.dataset;
  const input = form.querySelector('input[type="file"]');
  const list = form.querySelector('.n-files');
  const sending = form.querySelector('.n-sending');
  const bar = sending.querySelector('progress');
  const status = sending.querySelector('p');
  const fault = form.querySelector('.n-errors');
  const button = form.querySelector('button.btn-primary');
  let chosen = [];

  const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

  function refuse(text) {
    fault.hidden = !text;
    fault.querySelector('p').textContent = text;
    if (text) fault.focus();
  }

  // The input holds what the list shows, so that both ways of sending send the same.
  function show() {
    const all = new DataTransfer();
    chosen.forEach((file) => all.items.add(file));
    input.files = all.files;
    list.hidden = chosen.length === 0;
    list.replaceChildren(...chosen.map((file, at) => {
      const line = document.createElement('li');
      const name = document.createElement('span');
      const bytes = document.createElement('span');
      const out = document.createElement('button');
      name.className = 'name';
      name.textContent = file.name;
      bytes.className = 'n-muted num';
      bytes.textContent = size(file.size);
      out.type = 'button';
      out.className = 'btn btn-sm';
      out.textContent = say.out;
      out.setAttribute('aria-label', `${say.out}: ${file.name}`);
      out.addEventListener('click', () => {
        chosen.splice(at, 1);
        show();
        refuse('');
        (list.querySelectorAll('button')[Math.min(at, chosen.length - 1)] ?? input).focus();
      });
      line.append(name, bytes, out);
      return line;
    }));
  }

  function same(a, b) {
    return a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
  }

  // What stands against sending what is chosen; empty: nothing.
  function bound() {
    if (chosen.length > Number(say.filesMax)) return say.many;
    return chosen.reduce((sum, file) => sum + file.size, 0) > Number(say.sizeMax) ? say.large : '';
  }

  input.addEventListener('change', () => {
    const added = [...input.files].filter((file) => !chosen.some((other) => same(file, other)));
    chosen = chosen.concat(added);
    show();
    refuse(bound());
  });

  ['dragenter', 'dragover'].forEach((kind) => input.addEventListener(kind, () => input.classList.add('over')));
  ['dragleave', 'drop'].forEach((kind) => input.addEventListener(kind, () => input.classList.remove('over')));

  function stop(text) {
    sending.hidden = true;
    button.disabled = false;
    refuse(text);
  }

  function answer(request) {
    let said = {};
    try {
      said = JSON.parse(request.responseText);
    } catch {
      said = {};
    }
    if (request.status === 200 && said.next) window.location.assign(said.next);
    else stop(said.error ?? say.failed);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (bound()) {
      refuse(bound());
      return;
    }
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.upload.addEventListener('progress', (e) => {
      if (!e.lengthComputable) return;
      bar.value = e.loaded / e.total;
      status.textContent = `${say.sending} ${Math.floor((100 * e.loaded) / e.total)}%`;
    });
    request.upload.addEventListener('load', () => {
      bar.removeAttribute('value');
      status.textContent = say.checking;
    });
    request.addEventListener('load', () => answer(request));
    request.addEventListener('error', () => stop(say.failed));
    refuse('');
    bar.value = 0;
    status.textContent = say.sending;
    sending.hidden = false;
    button.disabled = true;
    request.send(new FormData(form));
  });

  // Back from the preview the page stands as it was left.
  window.addEventListener('pageshow', () => stop(''));
})();
