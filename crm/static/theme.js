// Dark or light before the first paint: the account's choice, else the system's.
(() => {
  const root = document.documentElement;
  if (!root.dataset.bsTheme) {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.bsTheme = dark ? 'dark' : 'light';
  }
})();
