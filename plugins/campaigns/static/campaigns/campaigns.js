// Keys of the contact panel and of the wall chart's cells; choosing all rows; days by one tap.
(() => {
  const text = (element) => element.matches('textarea, select, input:not([type=radio]):not([type=checkbox])');

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || text(event.target)) return;
    const person = event.target.closest('[data-assess]');
    const level = person && levelOf(person, event.key);
    if (level) {
      event.preventDefault();
      assess(person, level);
      return;
    }
    if (person && ['ArrowDown', 'ArrowUp'].includes(event.key)) {
      const next = event.key === 'ArrowDown' ? person.nextElementSibling : person.previousElementSibling;
      if (next) { event.preventDefault(); next.focus(); }
      return;
    }
    const panel = document.querySelector('#panel:not([hidden]) [data-keys]')
      || document.querySelector('main [data-keys]');
    if (!panel || panel.querySelector('form.htmx-request') || event.target.closest('dialog')) return;
    if (panel.matches('.htmx-settling')) return; // not wired yet
    const choice = panel.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (choice && choice.matches('button, summary')) {
      event.preventDefault();
      choice.click();
      const box = choice.matches('summary') && choice.parentElement.querySelector('textarea, button');
      if (box && choice.parentElement.open) box.focus();
    } else if (choice) {
      event.preventDefault();
      choice.checked = choice.type === 'radio' ? true : !choice.checked;
      choice.focus();
      choice.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });

  // The digit people type is a level's place in the local's scale; its value is what is stored.
  function levelOf(person, key) {
    if (key === '0') return '0';
    const button = [...person.querySelectorAll('.level-button')].find((one) => one.textContent.trim() === key);
    return button ? button.value : '';
  }
  function assess(person, level) {
    const next = person.nextElementSibling;
    htmx.ajax('POST', person.dataset.assess, {
      source: person, swap: 'none', values: { assessment: level },
    }).then(() => (next || document.getElementById(person.id)).focus());
  }
  // The answer says what holds now: what an action proved stays, whatever was typed.
  document.addEventListener('levels', (event) => {
    const row = document.getElementById(event.detail.row);
    if (!row) { if (document.querySelector('#wall')) redraw(); return; }
    row.querySelectorAll('.level-button').forEach((button) => {
      const on = button.value === String(event.detail.level);
      button.classList.toggle('level-off', !on);
      button.setAttribute('aria-pressed', String(on));
    });
  });
  function redraw() {
    htmx.ajax('GET', location.href, { target: '#wall', swap: 'innerHTML' });
  }
  document.addEventListener('htmx:afterRequest', (event) => {
    const form = event.detail.elt.closest && event.detail.elt.closest('form[data-levels]');
    if (!form || !event.detail.successful) return;
    const row = document.getElementById(form.closest('[data-assess]').id);
    const button = row && row.querySelector(`[value="${event.detail.requestConfig.parameters.assessment}"]`);
    if (button) button.focus();
  });

  document.addEventListener('click', (event) => {
    const day = event.target.closest('[data-fill]');
    if (day) day.form.elements[day.dataset.fill].value = day.dataset.value;
  });
  document.addEventListener('change', (event) => {
    if (!event.target.matches('[data-pick-all]')) return;
    document.querySelectorAll('input[name=members]').forEach((box) => { box.checked = event.target.checked; });
  });
  // The chart behind the panel is drawn again when the panel closes after a change.
  let changed = false;
  document.addEventListener('toast', () => { changed = Boolean(document.querySelector('.wall')); });
  document.addEventListener('leave-panel', (event) => {
    if (!changed || event.defaultPrevented) return;
    changed = false;
    redraw();
  });
})();
