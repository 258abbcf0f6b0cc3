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
  // Letters typed while the answer was on its way belong to the next name.
  let ahead = '';
  document.addEventListener('htmx:beforeSwap', (event) => {
    const box = document.getElementById('mark-text');
    if (event.detail.target.id !== 'marking' || !box) return;
    const sent = event.detail.requestConfig.parameters.text || '';
    ahead = box.value.startsWith(sent) ? box.value.slice(sent.length) : '';
  });
  document.addEventListener('htmx:afterSettle', (event) => {
    const box = document.getElementById('mark-text');
    if (event.detail.target.id !== 'marking' || !box || !ahead || box.value) return;
    box.value = ahead;
    ahead = '';
    box.dispatchEvent(new Event('input', { bubbles: true }));
  });
  // A name that was ticked cannot be ticked twice.
  document.addEventListener('htmx:afterSwap', (event) => {
    const form = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (form && form.matches('form[data-tick]')) form.querySelector('button').disabled = true;
  });
})();
