"""Scans of paper cards: kept in pieces in the database, given out as a download only.

What a file is, its first bytes say, not its name; a PDF, PNG or JPEG is taken, nothing else.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from crm import audit, db
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.queryshape import chunks
from crm.tenancy import Actor

PIECE = 1024 * 1024
LARGEST = 10 * PIECE
KINDS = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))


def kind_of(data: bytes) -> str:
    """'pdf', 'png' or 'jpg' by the first bytes; Invalid for anything else."""
    if not data:
        raise Invalid({"scan": [_("Choose a file.")]})
    if len(data) > LARGEST:
        raise Invalid({"scan": [_("A scan may have 10 MB at most.")]})
    for head, kind in KINDS:
        if data.startswith(head):
            return kind
    raise Invalid({"scan": [_("A scan is a PDF, PNG or JPEG file. This is none of them.")]})


@db.atomic
def attach(card: dict[str, Any], data: bytes, *, actor: Actor) -> None:
    """Keep the scan of a card in reach, instead of the one before."""
    kind = kind_of(data)
    drop([card["_id"]])
    for number, start in enumerate(range(0, len(data), PIECE)):
        piece = {"card_id": card["_id"], "number": number, "data": data[start : start + PIECE]}
        db.collection("campaigns_scans").insert(piece)
    about = {"kind": kind, "size": len(data), "sha256": sha256(data).hexdigest()}
    change = {"$set": {"scan": about}, "$inc": {"version": 1}}
    db.collection("campaigns_cards").update({"_id": card["_id"]}, change)
    audit.record(actor, "scan", "card", card["_id"], people=[card["person_id"]])


def read(card: dict[str, Any], *, actor: Actor) -> bytes:
    """The scan of a card in reach; NotFound where there is none. Reading it is audited."""
    if not card["scan"]:
        raise NotFound()
    pieces = db.collection("campaigns_scans").find({"card_id": card["_id"]}, sort=[("number", 1)])
    audit.record(actor, audit.READ, "card", card["_id"], people=[card["person_id"]])
    return b"".join(piece["data"] for piece in pieces)


def drop(card_ids: Sequence[str]) -> None:
    """Remove the scans of these cards."""
    for batch in chunks(card_ids):
        db.collection("campaigns_scans").delete_many({"card_id": {"$in": batch}})
