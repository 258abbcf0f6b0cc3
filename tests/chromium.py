"""How the distribution's Chromium is started: for tests, and for the pictures of the documents."""

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
