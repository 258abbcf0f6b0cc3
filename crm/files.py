"""Files that people attach: what they are by their first bytes, kept in pieces, as downloads only.

Each part of the product has a collection of its own, whose rows are pieces: the id of the record
that owns the file (under a name of the part's choice), number, data. Who may read, the part asks.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from crm import db
from crm.errors import Invalid
from crm.i18n import _
from crm.queryshape import chunks

PIECE = 1024 * 1024
LARGEST = 10 * PIECE
HEADS = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))


def kind_of(data: bytes, field: str, *, text: bool = False) -> str:
    """'pdf', 'png', 'jpg' or, where `text` is taken, 'txt'; Invalid under `field` for all else.

    The first bytes decide, never the name; text is UTF-8 without control characters.
    """
    if not data:
        raise Invalid({field: [_("Choose a file.")]})
    if len(data) > LARGEST:
        raise Invalid({field: [_("The file may have 10 MB at most.")]})
    for head, kind in HEADS:
        if data.startswith(head):
            return kind
    if not text:
        raise Invalid({field: [_("A PDF, PNG or JPEG file is taken. This is none of them.")]})
    if not _is_text(data):
        raise Invalid({field: [_("A PDF, PNG, JPEG or text file is taken. This is none of them.")]})
    return "txt"


def _is_text(data: bytes) -> bool:
    try:
        found = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(char < " " and char not in "\n\r\t\f" for char in found)


def keep(collection: str, owner: Mapping[str, str], data: bytes) -> dict[str, Any]:
    """Store a file in pieces; gives its size and SHA-256. Inside the caller's transaction."""
    for number, start in enumerate(range(0, len(data), PIECE)):
        piece = {**owner, "number": number, "data": data[start : start + PIECE]}
        db.collection(collection).insert(piece)
    return {"size": len(data), "sha256": sha256(data).hexdigest()}


def read(collection: str, owner: Mapping[str, str]) -> bytes:
    """The file of a record, whole."""
    pieces = db.collection(collection).find(dict(owner), sort=[("number", 1)])
    return b"".join(piece["data"] for piece in pieces)


def drop(collection: str, field: str, ids: Iterable[str]) -> None:
    """Remove the files of these records."""
    for batch in chunks(ids):
        db.collection(collection).delete_many({field: {"$in": batch}})
