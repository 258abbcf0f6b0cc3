#!/usr/bin/env bash
# Prints the path of a Chromium-like browser for the browser tests, installing the
# distribution's package when it is missing and this user may do so.
# CHROMIUM=/path/to/browser overrides the search.
set -euo pipefail

find_browser() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        if [ -n "$name" ] && command -v "$name" 2>/dev/null; then
            return 0
        fi
    done
    return 1
}

install_browser() {
    command -v apt-get >/dev/null || return 1
    local -a as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    echo "Installing the distribution's chromium package ..." >&2
    { "${as_root[@]}" apt-get update \
        && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y --no-install-recommends chromium fonts-liberation; } </dev/null >&2
}

find_browser && exit 0
install_browser && find_browser && exit 0

cat >&2 <<'TEXT'
No Chromium was found and it could not be installed from here.
Install one, then run the command again:
  Debian, Ubuntu:  sudo apt-get install chromium
  Fedora:          sudo dnf install chromium
  macOS:           brew install --cask chromium
or point CHROMIUM at a browser that is already there: CHROMIUM=/path/to/chrome make test
TEXT
exit 1
