"""Scans of paper cards: kept in pieces in the database, given out as a download only.

What a file is, its first bytes say, not its name; a PDF, PNG or JPEG is taken, nothing else.
"""

from collections.abc import Sequence
from typing import Any

from crm import audit, db, files
from crm.errors import NotFound
from crm.tenancy import Actor

LARGEST = files.LARGEST
STORE = "campaigns_scans"


@db.atomic
def attach(card: dict[str, Any], data: bytes, *, actor: Actor) -> None:
    """Keep the scan of a card in reach, instead of the one before; Invalid for other files."""
    kind = files.kind_of(data, "scan")
    drop([card["_id"]])
    about = {"kind": kind, **files.keep(STORE, {"card_id": card["_id"]}, data)}
    change = {"$set": {"scan": about}, "$inc": {"version": 1}}
    db.collection("campaigns_cards").update({"_id": card["_id"]}, change)
    audit.record(actor, "scan", "card", card["_id"], people=[card["person_id"]])


def read(card: dict[str, Any], *, actor: Actor) -> bytes:
    """The scan of a card in reach; NotFound where there is none. Reading it is audited."""
    if not card["scan"]:
        raise NotFound()
    audit.record(actor, audit.READ, "card", card["_id"], people=[card["person_id"]])
    return files.read(STORE, {"card_id": card["_id"]})


def drop(card_ids: Sequence[str]) -> None:
    """Remove the scans of these cards."""
    files.drop(STORE, "card_id", card_ids)
