// Writing answers one after the other: Enter in a blank line opens the next, without asking the server.
(() => {
  const FIELD = /^(option|row)-(\d+)-text$/;
  function nextRow(input, match) {
    const row = input.closest('.o-row');
    const after = row.nextElementSibling;
    const follower = after && after.matches('.o-row') && after.querySelector('input:not([type=hidden])');
    if (follower) return follower;
    const fresh = row.cloneNode(true);
    fresh.querySelectorAll('.o-tools, .o-flags, input[type=hidden]').forEach((part) => part.remove());
    const box = fresh.querySelector('input');
    const used = [...row.parentElement.querySelectorAll('input')].map((i) => FIELD.exec(i.name)).filter(Boolean);
    box.name = `${match[1]}-${Math.max(...used.map((m) => Number(m[2]))) + 1}-text`;
    box.value = '';
    row.after(fresh);
    return box;
  }
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.isComposing) return;
    const match = FIELD.exec(event.target.name || '');
    if (!match) return;
    event.preventDefault();
    if (event.target.value.trim()) nextRow(event.target, match).focus();
  });
})();
