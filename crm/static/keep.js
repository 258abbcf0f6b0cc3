// Nothing typed is lost: no connection, a session that ended, a stale token, leaving a form.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const meta = $('meta[name=csrf-token]');
  const panel = $('#panel');
  const say = (text, bad) => document.dispatchEvent(new CustomEvent('toast', { detail: { text, bad } }));
  const offline = (show) => { $('#offline').hidden = !show; };
  const guarded = (element) => element.closest && element.closest('form[data-guard]');

  document.addEventListener('htmx:configRequest', (event) => {
    event.detail.headers['X-CSRFToken'] = meta.content;
  });

  // A failed request keeps the form: only a note appears, and the same button sends again.
  // A form that may wait (waiting.js) takes what was lost: it goes out by itself, later.
  function failed(event) {
    const lost = new CustomEvent('request-lost', { detail: event.detail, cancelable: true });
    if (!document.dispatchEvent(lost)) return;
    offline(true);
    keep(event);
  }
  function keep(event) {
    const form = guarded(event.detail.elt);
    if (form) form.dataset.dirty = 'yes';
  }
  document.addEventListener('htmx:beforeRequest', () => offline(false));
  document.addEventListener('htmx:sendError', failed);
  document.addEventListener('htmx:timeout', failed);
  document.addEventListener('htmx:responseError', async (event) => {
    const { elt, xhr } = event.detail;
    keep(event);
    if (xhr.status === 401) signInOver(() => resend(elt), elt.matches('form, button, a'));
    else if (xhr.status === 400 && await renew() === 'renewed') resend(elt);
    else if (!xhr.getResponseHeader('HX-Redirect')) say(messageOf(xhr), true);
  });
  function messageOf(xhr) {
    const holder = document.createElement('template');
    holder.innerHTML = xhr.responseText;
    const text = holder.content.textContent.trim().replace(/\s+/g, ' ');
    return text.slice(0, 300) || `Error ${xhr.status}`;
  }
  function resend(element) {
    if (document.contains(element)) htmx.trigger(element, element.tagName === 'FORM' ? 'submit' : 'click');
  }

  // Take the token of the session as it is now: 'same', 'renewed', 'ended' or 'offline'.
  async function renew() {
    let answer;
    try { answer = await fetch('/account'); } catch { return 'offline'; }
    if (answer.status >= 500) return 'offline';
    if (answer.redirected && new URL(answer.url).pathname === '/login') return 'ended';
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const found = $('meta[name=csrf-token]', fresh);
    if (!found || found.content === meta.content) return 'same';
    meta.content = found.content;
    document.querySelectorAll('input[name=csrf_token]').forEach((i) => { i.value = meta.content; });
    return 'renewed';
  }

  // Signed out while typing: sign in over the page, which keeps all text; then send again.
  // What somebody pressed is sent, rather than what the page had asked for by itself.
  let waiting = null;
  async function signInOver(again, pressed = true) {
    if (pressed || !waiting) waiting = again;
    let dialog = $('#sign-in-over');
    if (dialog && dialog.open) return;
    const answer = await fetch('/login', { headers: { 'HX-Request': 'true' } });
    if (!dialog) {
      dialog = document.createElement('dialog');
      dialog.id = 'sign-in-over';
      dialog.className = 'search-dialog';
      dialog.addEventListener('cancel', () => { waiting = null; });
      document.body.append(dialog);
    }
    dialog.innerHTML = await answer.text();
    htmx.process(dialog);
    dialog.showModal();
    const first = $('input:not([type=hidden])', dialog);
    if (first) first.focus();
  }
  document.addEventListener('signed-in', async () => {
    await renew();
    $('#sign-in-over').close();
    const again = waiting;
    waiting = null;
    if (again) again();
  });

  // What waited found the session ended or its token stale.
  document.addEventListener('session-lost', async (event) => {
    const state = await renew();
    if (state === 'ended') signInOver(event.detail.again);
    else if (state !== 'offline') event.detail.again();
  });

  // A form that leaves the page is sent once, and only when somebody is there to take it.
  let ready = null;
  document.addEventListener('submit', (event) => {
    const form = event.target;
    delete form.dataset.dirty;
    if (event.defaultPrevented || form.matches('[hx-post]') || form.method !== 'post' || form === ready) return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = 'yes';
    setTimeout(() => { delete form.dataset.sending; }, 5000);
    if (guarded(form)) { event.preventDefault(); send(form, event.submitter); }
  });
  async function send(form, button) {
    const state = await renew();
    if (state === 'same' || state === 'renewed') {
      offline(false);
      ready = form;
      form.requestSubmit(button);
      ready = null;
      return;
    }
    form.dataset.dirty = 'yes';
    delete form.dataset.sending;
    if (state === 'offline') offline(true);
    else signInOver(() => form.requestSubmit(button));
  }
  window.addEventListener('pageshow', () => {
    document.querySelectorAll('form[data-sending]').forEach((form) => { delete form.dataset.sending; });
  });

  // Leaving a form with unsaved text asks first; so does putting another panel over it.
  document.addEventListener('input', (event) => {
    const form = guarded(event.target);
    if (form) form.dataset.dirty = 'yes';
  });
  document.addEventListener('htmx:afterSwap', (event) => {
    if (![409, 422].includes(event.detail.xhr.status)) return;
    const form = guarded(event.detail.target) || $('form[data-guard]', event.detail.target);
    if (form) form.dataset.dirty = 'yes';
  });
  const leave = () => !$('form[data-dirty]', panel) || window.confirm(panel.dataset.leave);
  document.addEventListener('leave-panel', (event) => { if (!leave()) event.preventDefault(); });
  document.addEventListener('htmx:beforeRequest', (event) => {
    const { elt, target } = event.detail;
    if (target === panel && !panel.contains(elt) && !leave()) event.preventDefault();
  });
  window.addEventListener('beforeunload', (event) => {
    if ($('form[data-dirty]')) event.preventDefault();
  });
})();
