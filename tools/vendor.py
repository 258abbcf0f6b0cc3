"""Installs the browser libraries of package-lock.json and copies the files that are used.

Writes crm/static/vendor/ (served, with manifest.json: file name -> content hash), and
tests/.vendor/ (axe-core, tests only). Both are rebuilt from nothing each time and git-ignored.
Uses npm from the PATH, or Node.js from requirements-node.lock when the machine has no npm.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
SERVED = ROOT / "crm" / "static" / "vendor"
FOR_TESTS = ROOT / "tests" / ".vendor"
ICONS = MODULES / "@tabler" / "icons" / "icons" / "outline"
SVG = "http://www.w3.org/2000/svg"

SERVED_FILES = (
    "htmx.org/dist/htmx.min.js",
    "@tabler/core/dist/css/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js",
    "echarts/dist/echarts.min.js",
    "swagger-ui-dist/swagger-ui.css",
    "swagger-ui-dist/swagger-ui-bundle.js",
)
TEST_FILES = ("axe-core/axe.min.js",)
SOURCE_MAP = re.compile(r"\n?(/\*|//)# sourceMappingURL=\S+?(\s*\*/)?\s*$")


def main() -> None:
    """Install, copy, draw the sprite, and write the manifest last: it is the sign of success."""
    install()
    for folder in (SERVED, FOR_TESTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    copy(TEST_FILES, FOR_TESTS)
    copy(SERVED_FILES, SERVED)
    (SERVED / "icons.svg").write_text(sprite(icon_names()), encoding="utf-8")
    hashes = {file.name: digest(file) for file in sorted(SERVED.iterdir())}
    (SERVED / "manifest.json").write_text(json.dumps(hashes, indent=2) + "\n", encoding="utf-8")


def install() -> None:
    """`npm ci` without running any package's scripts; npm checks the lock file's hashes."""
    npm, path = find_npm()
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    environment = {**os.environ, "PATH": path}
    subprocess.run(command, cwd=ROOT, check=True, env=environment, stdin=subprocess.DEVNULL)


def find_npm() -> tuple[str, str]:
    """The npm to run and the PATH to run it with; installs Node.js into the venv if need be."""
    path = os.environ.get("PATH", os.defpath)
    if npm := shutil.which("npm", path=path):
        return npm, path
    scripts = str(Path(sys.executable).parent)
    path = scripts + os.pathsep + path
    if not shutil.which("npm", path=path):
        print("No npm on this machine: installing Node.js into the virtual environment")
        lock = str(ROOT / "requirements-node.lock")
        command = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    npm = shutil.which("npm", path=path)
    if npm is None:
        sys.exit("npm is missing; install Node.js 20 or newer and try again")
    return npm, path


def copy(names: Iterable[str], folder: Path) -> None:
    """Copy files of node_modules, flat, without pointers to source maps that are not served."""
    for name in names:
        text = (MODULES / name).read_text(encoding="utf-8")
        (folder / Path(name).name).write_text(SOURCE_MAP.sub("\n", text), encoding="utf-8")


def icon_names() -> list[str]:
    """The names in tools/icons.txt, without comments and blank lines."""
    lines = (ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").split("\n")
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def sprite(names: Iterable[str]) -> str:
    """One SVG with a <symbol> per icon, to be used as <use href="icons.svg#name">."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.Element(f"{{{SVG}}}svg")
    for name in names:
        source = ElementTree.parse(ICONS / f"{name}.svg").getroot()  # noqa: S314 (hash-checked)
        symbol = ElementTree.SubElement(root, f"{{{SVG}}}symbol", id=name, viewBox="0 0 24 24")
        strokes = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")
        symbol.attrib.update({key: source.attrib[key] for key in strokes})
        symbol.extend(source)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def digest(file: Path) -> str:
    """The first 16 hexadecimal digits of the file's SHA-256, for immutable `?v=` addresses."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


if __name__ == "__main__":
    main()
