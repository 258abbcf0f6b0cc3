#!/usr/bin/env bash
# Sees that the libraries WeasyPrint draws text with (extra `pdf`) are on this machine, installing
# the distribution's packages where they are missing and this user may do so.
set -euo pipefail
cd "$(dirname "$0")/.."

complete() { .venv/bin/python -W error -c 'import weasyprint' 2>/dev/null; }

install_libraries() {
    command -v apt-get >/dev/null || return 1
    local -a as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    echo "Installing the distribution's pango packages ..." >&2
    { "${as_root[@]}" apt-get update \
        && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y --no-install-recommends \
            libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation; } </dev/null >&2
}

complete && exit 0
install_libraries && complete && exit 0

cat >&2 <<'TEXT'
The libraries that PDF files are drawn with were not found and could not be installed from here.
Install them, then run the command again:
  Debian, Ubuntu:  sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  Fedora:          sudo dnf install pango
  macOS:           brew install pango
TEXT
exit 1
