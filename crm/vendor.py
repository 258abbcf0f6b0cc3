"""Addresses of static files with their content's hash, and icons from the built sprite."""

import functools
import hashlib
from pathlib import Path

from flask import current_app, url_for
from markupsafe import Markup

STATIC = Path(__file__).parent / "static"


@functools.lru_cache(maxsize=256)
def _version(path: Path, _changed: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def plugin_static(plugin: str) -> Path:
    """The folder of a plugin's static files."""
    return STATIC.parent.parent / "plugins" / plugin / "static" / plugin


def asset(name: str, plugin: str = "") -> str:
    """The address of a static file (of a plugin), hashed so that browsers may keep it for ever."""
    path = (plugin_static(plugin) if plugin else STATIC) / name
    if not path.exists():
        raise FileNotFoundError(f"{name} is missing: run `make setup`")
    version = _version(path, path.stat().st_mtime)
    if plugin:
        return url_for("plugin_static", plugin=plugin, filename=name, v=version)
    return url_for("static", filename=name, v=version)


def icon(name: str, label: str = "") -> Markup:
    """An icon of icons.svg; decorative unless it has a label."""
    key = f"icon:{name}"
    cache = current_app.extensions.setdefault("icons", {})
    if key not in cache:
        cache[key] = f"{asset('vendor/icons.svg')}#{name}"
    hidden = Markup('role="img" aria-label="{}"').format(label) if label else "aria-hidden=true"
    return Markup('<svg class="icon" {}><use href="{}"></use></svg>').format(hidden, cache[key])
