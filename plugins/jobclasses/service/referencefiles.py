"""Files of public reference data: from a folder or a ZIP file to bytes by name, kept to bounds.

Nothing is unpacked to disk; only files that are asked for are read, and each only so far.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from crm.errors import Invalid
from crm.i18n import _

LARGEST = 40 * 1024 * 1024
"""Bytes that one file may have once it is unpacked."""
CELL = 20_000
Files = Mapping[str, bytes]


def refuse(text: Any) -> Invalid:
    """The error of a folder or file that cannot be used."""
    return Invalid({"files": [text]})


def from_folder(folder: Path, wanted: Iterable[str]) -> dict[str, bytes]:
    """The wanted files that stand in `folder`, by name."""
    found: dict[str, bytes] = {}
    for name in wanted:
        path = folder / name
        if path.is_file():
            if path.stat().st_size > LARGEST:
                raise refuse(_("%(name)s is larger than any file of a release.", name=name))
            found[name] = path.read_bytes()
    return found


def from_zip(content: bytes, wanted: Iterable[str]) -> dict[str, bytes]:
    """The wanted files of a ZIP file, in whatever folder of it they stand."""
    names = set(wanted)
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for entry in packed.infolist():
                name = entry.filename.rsplit("/", 1)[-1]
                if name in names and name not in found:
                    with packed.open(entry) as stream:
                        found[name] = stream.read(LARGEST + 1)
                    if len(found[name]) > LARGEST:
                        text = _("%(name)s is larger than any file of a release.", name=name)
                        raise refuse(text)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise refuse(_("This ZIP file cannot be read; download it again.")) from error
    return found


def text_of(name: str, content: bytes) -> str:
    """The text of a file; Invalid where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(
            _(
                "%(name)s is not in UTF-8 (byte %(at)d); take the file as it was published.",
                name=name,
                at=error.start,
            )
        ) from error


def table(name: str, content: bytes, columns: Iterable[str], *, tab: bool) -> Iterator[Any]:
    """The rows of a text table as dicts; Invalid where a column is missing."""
    lines = io.StringIO(text_of(name, content), newline="")
    rows = csv.DictReader(lines)
    if tab:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [column for column in columns if column not in (rows.fieldnames or ())]
    if missing:
        raise refuse(
            _(
                "%(name)s has no column %(columns)s: it is of another release or another file.",
                name=name,
                columns=", ".join(repr(column) for column in missing),
            )
        )
    try:
        yield from rows
    except csv.Error as error:
        raise refuse(_("%(name)s cannot be read as a table.", name=name)) from error
