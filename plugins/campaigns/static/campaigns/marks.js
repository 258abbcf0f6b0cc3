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
  // A name that was ticked cannot be ticked twice.
  document.addEventListener('htmx:afterSwap', (event) => {
    const form = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (form && form.matches('form[data-tick]')) form.querySelector('button').disabled = true;
  });
})();
