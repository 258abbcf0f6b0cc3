// Lists by keyboard: arrows move between [data-row]s, letters press their [data-key] buttons,
// the box of [data-all] ticks the whole page.
(() => {
  const typing = (element) => element.closest('input:not([type=checkbox]), textarea, select');
  const step = { ArrowDown: 1, ArrowUp: -1 };

  document.addEventListener('keydown', (event) => {
    const holder = document.querySelector('[data-rows]');
    if (!holder || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...holder.querySelectorAll('[data-row]')];
    const row = event.target.closest('[data-row]');
    if (step[event.key]) {
      const next = rows[row ? rows.indexOf(row) + step[event.key] : 0];
      if (next) { event.preventDefault(); next.focus(); }
      return;
    }
    if (!row || (event.key === 'Enter' && event.target !== row)) return;
    const button = [...row.querySelectorAll('[data-key]')]
      .find((one) => one.dataset.key.split(' ').includes(event.key));
    if (button) {
      event.preventDefault();
      const next = rows[rows.indexOf(row) + 1];
      if (next) next.focus();
      button.click();
    }
  });

  document.addEventListener('change', (event) => {
    const { target } = event;
    if (target.matches('[data-all]')) {
      document.querySelectorAll(`input[name="${target.dataset.all}"]`)
        .forEach((box) => { box.checked = target.checked; });
    }
    if (target.matches('[data-asks]')) ask(target);
  });
  // What an action asks for is shown when it is chosen; the others' fields are not sent.
  function ask(choice) {
    choice.form.querySelectorAll('[data-ask]').forEach((fields) => {
      fields.hidden = fields.disabled = fields.dataset.ask !== choice.value;
    });
  }
  document.querySelectorAll('[data-asks]').forEach(ask);
})();
