// A grid typed column by column: one key fills a code cell and goes on down; Enter and arrows move.
(() => {
  const cells = (input) => {
    const place = input.closest('td').cellIndex;
    return [...input.closest('tbody').rows].map((row) => row.cells[place].querySelector('input'));
  };
  function move(input, step) {
    const column = cells(input);
    const next = column[column.indexOf(input) + step];
    if (next) { next.focus(); next.select(); }
    return Boolean(next);
  }
  const inGrid = (element) => element.matches('[data-grid] tbody input');

  document.addEventListener('keydown', (event) => {
    const input = event.target;
    if (!inGrid(input) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      move(input, event.shiftKey ? -1 : 1);
    } else if (event.key === 'ArrowUp') {
      event.preventDefault();
      move(input, -1);
    } else if (input.dataset.one && event.key === ' ') {
      event.preventDefault(); // an empty line: on to the next
      move(input, 1);
    }
  });
  document.addEventListener('input', (event) => {
    const input = event.target;
    if (!inGrid(input) || !input.dataset.one) return;
    const known = input.dataset.one.includes(input.value.toLowerCase());
    input.classList.toggle('is-invalid', !known);
    if (input.value && known) {
      input.value = input.value.toUpperCase();
      move(input, 1);
    }
  });
})();
