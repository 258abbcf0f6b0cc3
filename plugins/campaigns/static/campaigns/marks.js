// Quick mark: arrows walk the hits; a tick says at once that it is taken.
(() => {
  document.addEventListener('keydown', (event) => {
    const form = event.target.closest('form[data-mark]');
    if (!form || !['ArrowDown', 'ArrowUp'].includes(event.key)) return;
    const hits = [...form.querySelectorAll('.mark-hit')];
    const next = hits.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
    event.preventDefault();
    (hits[next] || form.querySelector('[name=text]')).focus();
  });
  // Several fit: the answer brings them, and the first has the focus, so that Enter again takes it.
  document.addEventListener('htmx:afterSwap', (event) => {
    if (event.detail.target.id !== 'marking') return;
    const box = document.getElementById('mark-text');
    const first = document.querySelector('#mark-hits .mark-hit');
    if (first && box.value) first.focus();
    else if (event.detail.requestConfig.elt.matches('form[data-tick]')) {
      event.detail.requestConfig.elt.querySelector('button').disabled = true;
    }
  });
})();
