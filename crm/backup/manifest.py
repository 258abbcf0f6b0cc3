"""manifest.json: what an export holds, so that a restore can prove that it is whole."""

import hashlib
import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from crm.errors import CRMError
from crm.i18n import _

FORMAT = 1
NAME = "manifest.json"
CHUNK = 1 << 20
NOTE = (
    "Each document is whole. What was changed while the export ran may be in some collections "
    "and not in others."
)


class Damaged(CRMError):
    """An export is not what its manifest says; the detail names the file."""

    title = _("This export is damaged")


def code_version() -> str:
    """The version of the installed code."""
    return version("callboard")


def sha256(path: Path, tick: Callable[[int], object] = lambda _bytes: None) -> str:
    """The file's SHA-256, hex; `tick` gets the bytes read each time."""
    made = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            made.update(chunk)
            tick(len(chunk))
    return made.hexdigest()


def load(folder: Path) -> dict[str, Any]:
    """Read the manifest; raises Damaged where there is none, or one of another format."""
    try:
        found: dict[str, Any] = json.loads((folder / NAME).read_text())
        known = found["format"] == FORMAT and bool(found["database"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(_("%(file)s is missing or unreadable", file=folder / NAME)) from error
    if not known:
        raise Damaged(_("%(file)s is of another format", file=folder / NAME))
    return found


def check_files(
    folder: Path, found: dict[str, Any], tick: Callable[[int], object] = lambda _bytes: None
) -> None:
    """Compare every file with its hash; raises Damaged naming the first that differs."""
    for name, wanted in found["files"].items():
        path = folder / name
        if not path.is_file():
            raise Damaged(_("%(file)s is missing", file=path))
        if path.stat().st_size != wanted["bytes"] or sha256(path, tick) != wanted["sha256"]:
            raise Damaged(_("%(file)s was changed: its hash differs", file=path))
