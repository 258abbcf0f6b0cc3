// What every page does: the panel, search by key, toasts with undo, dark or light.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const token = () => $('meta[name=csrf-token]').content;
  const panel = $('#panel');
  let opener = null;

  // The panel: any element with hx-target="#panel" opens it; Escape or [data-panel-close] shuts it.
  function openPanel() {
    panel.hidden = false;
    const first = $('[autofocus], input:not([type=hidden]), select, textarea, button', panel);
    if (first) first.focus();
  }
  function closePanel() {
    if (panel.hidden) return;
    if (!document.dispatchEvent(new Event('leave-panel', { cancelable: true }))) return;
    shutPanel();
  }
  function shutPanel() {
    if (panel.hidden) return;
    panel.hidden = true;
    panel.replaceChildren();
    if (opener && document.contains(opener)) opener.focus();
  }
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (event.detail.target === panel && panel.hidden) opener = document.activeElement;
  });
  document.addEventListener('htmx:afterSwap', (event) => {
    if (event.detail.target === panel) {
      if (panel.childElementCount) openPanel();
      else shutPanel();
    }
    const focus = $('[data-focus]', event.detail.target);
    if (focus) focus.focus();
  });
  document.addEventListener('close-panel', shutPanel);
  document.addEventListener('open-panel', openPanel);

  // Toasts: a server sends HX-Trigger {"toast": {"text": ..., "undo": url}}; undo stays 10 seconds.
  // The newest is shown, and what is under it when it was undone. A tap that was on its way when
  // one came is for what lies below: undo takes none at first, and the rest of a toast never does.
  function toast(text, bad = false, undo = '') {
    const box = document.createElement('div');
    box.className = `alert ${bad ? 'alert-danger' : 'alert-success'} toast-box toast-new`;
    box.append(Object.assign(document.createElement('span'), { textContent: text }));
    if (undo) {
      const button = Object.assign(document.createElement('button'), {
        type: 'button', className: 'btn btn-sm', textContent: $('#toasts').dataset.undo || 'Undo',
      });
      button.addEventListener('click', () => {
        htmx.ajax('POST', undo, { target: '#toasts', swap: 'none' });
        box.remove();
      });
      box.append(button);
    }
    $('#toasts').append(box);
    setTimeout(() => box.classList.remove('toast-new'), 400);
    setTimeout(() => box.remove(), undo ? 10000 : 6000);
  }
  document.addEventListener('toast', (event) => {
    const { text, undo = '', bad = false } = event.detail;
    toast(text, bad, undo);
  });

  // Search by the key / from anywhere; arrows walk the hits.
  const search = $('#search');
  function openSearch() {
    if (!search) return;
    if (!search.open) search.showModal();
    $('#search-words').select();
  }
  // Enter opens the first hit; where the hits are still those of fewer letters, once they are in.
  let openFirst = false;
  const firstHit = () => {
    const shown = $('#search-results [data-words]');
    const current = shown && shown.dataset.words === $('#search-words').value;
    return current ? $('#search-results a.hit') : null;
  };
  document.addEventListener('submit', (event) => {
    if (!search || event.target.parentElement !== search) return;
    const hit = firstHit();
    openFirst = !hit;
    if (hit) { event.preventDefault(); event.stopPropagation(); location.assign(hit.href); }
  }, true);
  // Later hits replace earlier ones; whoever has walked into them stays at the same place.
  let walkedTo = -1;
  const hitsNow = () => [...document.querySelectorAll('#search-results a[href]')];
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (event.detail.target.id === 'search-results') walkedTo = hitsNow().indexOf(document.activeElement);
  });
  document.addEventListener('htmx:afterSwap', (event) => {
    if (event.detail.target.id !== 'search-results') return;
    const hits = hitsNow();
    if (walkedTo >= 0 && hits.length) hits[Math.min(walkedTo, hits.length - 1)].focus();
    if (!openFirst) return;
    openFirst = false;
    const hit = firstHit();
    if (hit) location.assign(hit.href);
  });
  const typing = (element) => element.closest('input, textarea, select, [contenteditable]');
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !typing(event.target)) { event.preventDefault(); openSearch(); }
    if (event.key === 'Escape') {
      if (search && search.open) { event.preventDefault(); search.close(); }
      else if (!$('dialog[open]')) closePanel();
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest('form');
      if (form) { event.preventDefault(); form.requestSubmit(); }
    }
    if (search && search.open && ['ArrowDown', 'ArrowUp'].includes(event.key)) {
      const hits = [...search.querySelectorAll('a[href]')];
      const at = hits.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
      if (hits[at]) { event.preventDefault(); hits[at].focus(); }
    }
  });

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-search-open]')) openSearch();
    if (event.target.closest('[data-panel-close]')) closePanel();
    if (event.target.closest('[data-print]')) window.print();
    const copy = event.target.closest('[data-copy]');
    if (copy) navigator.clipboard.writeText($(copy.dataset.copy).value).then(() => toast(copy.dataset.done || 'OK'));
    if (event.target.closest('[data-theme-toggle]')) toggleTheme();
  });
  function toggleTheme() {
    const root = document.documentElement;
    const next = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
    root.dataset.bsTheme = next;
    fetch('/account/theme', {
      method: 'POST', headers: { 'X-CSRFToken': token() },
      body: new URLSearchParams({ theme: next }),
    });
  }

  // A select or check box with data-autosubmit sends its form at once.
  document.addEventListener('change', (event) => {
    if (event.target.matches('[data-autosubmit]')) event.target.form.requestSubmit();
  });
  // What was typed before the scripts were here, or was put back by the browser, counts as typed now.
  const touched = (box) => (box.matches('[type=checkbox], [type=radio]')
    ? box.checked !== box.defaultChecked : box.value !== box.defaultValue);
  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('input, textarea').forEach((box) => {
      if (touched(box)) box.dispatchEvent(new Event('input', { bubbles: true }));
    });
  });
  document.querySelectorAll('.one-line .active').forEach((tab) => {
    tab.scrollIntoView({ block: 'nearest', inline: 'center' });
  });
  const alert = $('[data-focus]');
  if (alert) alert.focus();
})();
