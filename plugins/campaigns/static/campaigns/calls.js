// Call-list mode: what was pressed is kept for sending again; leaving lets the person go.
(() => {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-result]');
    if (button) button.form.querySelector('[data-chosen]').value = button.value;
  });
  window.addEventListener('pagehide', () => {
    const call = document.querySelector('[data-token]');
    if (!call) return;
    const form = new FormData();
    form.set('csrf_token', document.querySelector('meta[name=csrf-token]').content);
    form.set('token', call.dataset.token);
    navigator.sendBeacon(document.querySelector('[data-leave]').dataset.leave, form);
  });
})();
