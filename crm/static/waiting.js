// With the network gone, what a form[data-wait] sends waits here, in the page's memory and nowhere
// else, is shown as waiting, and goes out once when the network is back (its key makes it one).
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const box = $('#waiting');
  if (!box) return;
  const words = box.dataset;
  const entries = [];
  let sending = false;
  let later = null;

  const fresh = () => [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, '0')).join('');
  const say = (text) => document.dispatchEvent(new CustomEvent('toast', { detail: { text } }));
  const open = () => entries.filter((entry) => !entry.refused);

  // Who it is about: the row's or the panel's name, or the name that was typed.
  function nameOf(form, row) {
    const typed = (form.dataset.waitName || '').split(' ').filter(Boolean)
      .map((name) => form.elements[name].value).join(' ').trim();
    const shown = (row && $('strong, .member-name', row)) || $('h2', form);
    return typed || (shown ? shown.textContent.trim() : '');
  }

  // keep.js asks whether somebody takes a request that was lost.
  document.addEventListener('request-lost', (event) => {
    const { elt, requestConfig } = event.detail;
    const form = elt.closest('form[data-wait]');
    if (form && requestConfig && requestConfig.path === form.getAttribute('hx-post')) {
      event.preventDefault();
      keep(form, requestConfig);
    } else if (elt.matches('[data-log]') && $('#offline-log')) {
      event.preventDefault();
      blankPanel(elt);
    }
  });

  function keep(form, request) {
    const body = new URLSearchParams(request.formData);
    const same = body.get('key') || `${request.path} ${body.get('person_id')}`;
    const row = body.get('person_id') ? document.getElementById(`d-${body.get('person_id')}`) : form.closest('li');
    const entry = { path: request.path, body, same, row, kind: form.dataset.wait, name: nameOf(form, row) };
    const before = entries.findIndex((other) => other.same === same && !other.busy);
    if (before >= 0) entries.splice(before, 1, entry); else entries.push(entry);
    if (row) row.dataset.waiting = words.waiting;
    delete form.dataset.dirty;
    if (form.closest('#panel')) document.dispatchEvent(new Event('close-panel'));
    else if (form.dataset.waitName) { form.reset(); form.elements.key.value = fresh(); }
    draw();
    again();
  }

  // A blank contact form for a row, when the server cannot be asked for the filled one.
  function blankPanel(link) {
    const panel = $('#panel');
    if (!document.dispatchEvent(new Event('leave-panel', { cancelable: true }))) return;
    panel.replaceChildren($('#offline-log').content.cloneNode(true));
    const form = $('form', panel);
    const address = new URL(link.href).pathname;
    form.setAttribute('action', address);
    form.setAttribute('hx-post', address);
    form.elements.key.value = fresh();
    form.elements.csrf_token.value = $('meta[name=csrf-token]').content;
    const row = link.closest('.member');
    $('h2', form).textContent = row ? $('.member-name', row).textContent : '';
    htmx.process(panel);
    document.dispatchEvent(new Event('open-panel'));
  }

  function again() {
    clearTimeout(later);
    if (open().length) later = setTimeout(send, 8000);
  }
  window.addEventListener('online', () => send());
  document.addEventListener('htmx:afterOnLoad', () => { if (open().length) send(); });

  async function send() {
    if (sending || $('#sign-in-over[open]')) return;
    sending = true;
    clearTimeout(later);
    try {
      for (const entry of open()) if (!await post(entry)) break;
    } finally {
      sending = false;
      draw();
      again();
    }
  }

  // True when the next may be sent: this one is in, or was refused for what it says.
  async function post(entry) {
    entry.busy = true;
    let answer;
    entry.body.set('csrf_token', $('meta[name=csrf-token]').content);
    try {
      answer = await fetch(entry.path, {
        method: 'POST', body: entry.body, signal: AbortSignal.timeout(20000),
        headers: { 'HX-Request': 'true', 'HX-Current-URL': location.href, 'X-CSRFToken': $('meta[name=csrf-token]').content },
      });
      entry.html = await answer.text();
    } catch { return false; } finally { entry.busy = false; }
    if (answer.status >= 500 || answer.status === 429) return false;
    if (answer.status === 400) entry.stale = (entry.stale || 0) + 1;
    if (answer.status === 401 || (answer.status === 400 && entry.stale < 4)) {
      document.dispatchEvent(new CustomEvent('session-lost', { detail: { again: send } }));
      return false;
    }
    if (entry.row) delete entry.row.dataset.waiting;
    if (!answer.ok) { refuse(entry); return true; }
    entries.splice(entries.indexOf(entry), 1);
    $('#offline').hidden = true;
    show(entry, answer);
    return true;
  }

  function show(entry, answer) {
    const sink = document.createElement('div');
    htmx.swap(sink, entry.html, { swapStyle: 'none', swapDelay: 0, settleDelay: 0 }, { eventInfo: { target: sink, xhr: { status: 200 } } });
    const told = answer.headers.get('HX-Trigger');
    const toast = told && JSON.parse(told).toast;
    if (toast) document.dispatchEvent(new CustomEvent('toast', { detail: toast }));
    else say(`${entry.name}: ${words.sent}`);
    draw();
  }

  function refuse(entry) {
    const holder = document.createElement('template');
    holder.innerHTML = entry.html;
    const wrong = [...holder.content.querySelectorAll('.alert, .invalid-feedback')];
    const text = (wrong.length ? wrong.map((part) => part.textContent).join(' ') : holder.content.textContent);
    entry.refused = text.trim().replace(/\s+/g, ' ').slice(0, 300) || words.refused;
  }

  // The list of what waits, with what was typed: nothing that was written is lost by a refusal.
  function draw() {
    box.hidden = !entries.length;
    const list = $('ul', box);
    list.replaceChildren(...entries.map(line));
    $('strong', box).textContent = open().length ? `${words.title} ${open().length}` : words.refused;
    $('[data-send]', box).hidden = !open().length;
  }
  function line(entry) {
    const item = document.createElement('li');
    const about = document.createElement('span');
    about.textContent = [entry.name, entry.kind].filter(Boolean).join(': ');
    item.append(about);
    if (!entry.refused) return item;
    const why = Object.assign(document.createElement('div'), { textContent: entry.refused });
    const typed = document.createElement('pre');
    typed.textContent = [...entry.body].filter(([name, value]) => value && !['csrf_token', 'key'].includes(name)).map((pair) => pair.join(': ')).join('\n');
    item.append(why, typed);
    if (entry.html.includes('<form')) item.append(button(words.look, () => reopen(entry)));
    item.append(button(words.again, () => { entry.refused = ''; send(); }), button(words.drop, () => {
      entries.splice(entries.indexOf(entry), 1);
      draw();
    }));
    return item;
  }
  // What the server gave back with its questions and messages: the form, as it was typed.
  function reopen(entry) {
    const holder = document.createElement('template');
    holder.innerHTML = entry.html;
    const form = $('form', holder.content);
    const there = form.id && document.getElementById(form.id);
    entries.splice(entries.indexOf(entry), 1);
    draw();
    if (there) { there.replaceWith(form); form.closest('details')?.setAttribute('open', ''); }
    else { $('#panel').replaceChildren(form); document.dispatchEvent(new Event('open-panel')); }
    form.dataset.dirty = 'yes';
    htmx.process(form);
    form.scrollIntoView();
  }
  function button(text, press) {
    const made = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm me-2', textContent: text });
    made.addEventListener('click', press);
    return made;
  }

  $('[data-send]', box).addEventListener('click', () => send());
  window.addEventListener('beforeunload', (event) => { if (entries.length) event.preventDefault(); });
})();
