"""A file as evidence: a screenshot, a posting, a call sheet, kept with its note.

PDF, PNG, JPEG or text of at most 10 MB, by their first bytes (see `crm.files`); given out as a
download, never shown in a page, and every reading is in the trail. A file that should not be here
is taken off and gone; what its note says stays.
"""

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from crm import audit, db, files
from crm.errors import Forbidden, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor

STORE = "jobclasses_files"
LARGEST = files.LARGEST
Upload = tuple[str, bytes]
"""The name as it was sent, and the content."""


def check(file: Upload, note_kind: str) -> str:
    """The kind of a file that may be kept; Invalid for others, and with a comment."""
    if note_kind == "comment":
        raise Invalid({"file": [_("A file is evidence: choose what kind of evidence it is.")]})
    return files.kind_of(file[1], "file", text=True)


def keep(note_id: str, name: str, data: bytes, kind: str) -> dict[str, Any]:
    """Store a file with its note; gives what the note says of it."""
    shown = "".join(char for char in name.replace("\\", "/") if char.isprintable())
    stem = PurePath(shown).stem[:80] or "evidence"
    return {"name": f"{stem}.{kind}", "kind": kind, **files.keep(STORE, {"note_id": note_id}, data)}


def read(note: Mapping[str, Any], *, actor: Actor) -> bytes:
    """The file of a note; NotFound where there is none."""
    if not note.get("file"):
        raise NotFound()
    audit.record(actor, audit.READ, "job class evidence", note["_id"])
    return files.read(STORE, {"note_id": note["_id"]})


@db.atomic
def take_off(note: Mapping[str, Any], *, actor: Actor) -> None:
    """Erase the file of one's own note (who decides: of any); NotFound where there is none."""
    if not note.get("file"):
        raise NotFound()
    if note["by"] != actor.account_id and not actor.can("jobclasses.decide"):
        raise Forbidden()
    drop([note["_id"]])
    db.collection("jobclasses_notes").update({"_id": note["_id"]}, {"$set": {"file": None}})
    audit.record(actor, "erase", "job class evidence", note["_id"])


def drop(note_ids: Iterable[str]) -> None:
    """Remove the files of these notes."""
    files.drop(STORE, "note_id", note_ids)
