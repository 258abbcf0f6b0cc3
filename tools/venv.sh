#!/usr/bin/env bash
# Makes a virtual environment in $1 with the newest supported Python on this machine.
set -euo pipefail

supported='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'
for python in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
    if [ -n "$python" ] && "$python" -c "$supported" >/dev/null 2>&1; then
        exec "$python" -m venv "$1"
    fi
done

cat >&2 <<'TEXT'
Callboard needs Python 3.11, 3.12 or 3.13 with the venv module, and none was found.
  Debian, Ubuntu:  sudo apt-get install python3 python3-venv
  Fedora:          sudo dnf install python3.13
  macOS:           brew install python@3.13
or name one: PYTHON=/path/to/python3.13 make setup
TEXT
exit 1
