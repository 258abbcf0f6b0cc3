"""Evidence and comments on a class, a claim or a sighting.

A row of `jobclasses_notes`: about ('class:<key>', 'claim:<id>' or 'sighting:<id>'), kind (a key of
`KINDS`), text, url, date (ISO day, of the evidence), at, by, withdrawn (bool), file (None, or name,
kind, size, sha256; see `notefiles`). Who withdraws a note leaves it visible as withdrawn, because a
decision may rest on it; a sighting's notes go with it.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from crm import audit, db
from crm.errors import Forbidden, NotFound
from crm.tenancy import Actor
from plugins.jobclasses.service import notefiles

Note = dict[str, Any]
RECORDS = {"class": "job class", "claim": "job class claim", "sighting": "sighting"}
"""What the trail calls what a note is about."""


def _id_of(key: str) -> str:
    """Random, or from the key of a form, so that sending it twice makes one note."""
    if not key:
        return db.new_id()
    return sha256(db.local_key("note", key).encode()).hexdigest()[:20]


def add(
    about: str, data: Mapping[str, Any], *, actor: Actor, file: notefiles.Upload | None = None
) -> Note:
    """Put evidence or a comment on a record; whose right it is, the caller has asked.

    Raises Invalid for a file of another kind than `notefiles` takes.
    """
    kind = notefiles.check(file, data["kind"]) if file else ""
    note = {
        "_id": _id_of(data.get("key", "")),
        "about": about,
        "kind": data["kind"],
        "text": data["text"],
        "url": data.get("url", ""),
        "date": data.get("date", ""),
        "at": db.now(),
        "by": actor.account_id,
        "withdrawn": False,
        "file": None,
    }
    return _store(note, (*file, kind) if file else None, actor)


@db.atomic
def _store(note: Note, file: tuple[str, bytes, str] | None, actor: Actor) -> Note:
    existing = db.collection("jobclasses_notes").get(note["_id"])
    if existing is not None:
        return existing
    if file is not None:
        note["file"] = notefiles.keep(note["_id"], *file)
    db.collection("jobclasses_notes").insert(note)
    what, _colon, which = note["about"].partition(":")
    action = "comment" if note["kind"] == "comment" else "evidence"
    audit.record(actor, action, RECORDS[what], which)
    return note


def drop(about: str) -> None:
    """Remove everything noted on a record that goes, files included."""
    gone = [note["_id"] for note in of(about)]
    notefiles.drop(gone)
    db.collection("jobclasses_notes").delete_many({"about": about})


def of(about: str) -> list[Note]:
    """Everything noted on a class or claim, oldest first."""
    found = db.collection("jobclasses_notes").find({"about": about})
    return sorted(found, key=lambda note: (note["at"], note["_id"]))


def evidence(about: str) -> list[Note]:
    """The evidence that stands."""
    return [n for n in of(about) if n["kind"] != "comment" and not n["withdrawn"]]


def get(note_id: str) -> Note:
    """A note; NotFound."""
    found = db.collection("jobclasses_notes").get(note_id)
    if found is None:
        raise NotFound()
    return found


@db.atomic
def withdraw(note_id: str, withdrawn: bool, *, actor: Actor) -> Note:
    """Withdraw one's own note (or, who decides, any), or put it back."""
    note = get(note_id)
    if note["by"] != actor.account_id and not actor.can("jobclasses.decide"):
        raise Forbidden()
    db.collection("jobclasses_notes").update({"_id": note_id}, {"$set": {"withdrawn": withdrawn}})
    audit.record(actor, "withdraw" if withdrawn else "restore", "job class note", note_id)
    return {**note, "withdrawn": withdrawn}
