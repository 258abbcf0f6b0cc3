// The door of an event: typing narrows the names on the page at once, with or without a network.
(() => {
  const fold = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  const rows = () => document.querySelectorAll('#door-rows .door-row');

  function narrow(box) {
    const words = fold(box.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows().forEach((row) => {
      const name = ` ${fold(row.dataset.find)}`;
      row.hidden = !words.every((word) => name.includes(` ${word}`) || name.includes(`-${word}`));
      shown += row.hidden ? 0 : 1;
    });
    const none = document.querySelector('[data-door-none]');
    if (none) none.hidden = shown > 0;
  }
  document.addEventListener('input', (event) => {
    if (event.target.matches('[data-door-find]')) narrow(event.target);
  });
  // After a check-in the box is ready for the next name.
  document.addEventListener('htmx:afterRequest', (event) => {
    const box = document.querySelector('[data-door-find]');
    if (!box || !event.detail.successful || event.detail.elt.id !== 'door') return;
    if (!box.value) return;
    box.value = '';
    narrow(box);
    box.focus();
  });
})();
