"""Screens for a wall: an address without sign-in that shows counts of the local's campaigns.

Its token is stored as a hash and can be revoked; it also ends when it expires, and when whoever
made it may not see the numbers of every campaign any more. No name of a worker, no employer.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crm import audit, db, tenancy
from crm.auth import token_hash
from crm.errors import NotFound
from crm.lists.membership import account_actor
from crm.tenancy import Actor
from plugins.campaigns.service import overall
from plugins.campaigns.service.overall import Line

PURPOSE = "campaigns-display"
NEEDS = "campaigns.numbers"


def every() -> list[dict[str, Any]]:
    """The displays of the current local that have not expired, the latest first."""
    here = {"local_id": tenancy.current().local_id, "purpose": PURPOSE}
    found = db.collection("public_links").find(here)
    alive = [link for link in found if link["expires_at"] > db.now()]
    return sorted(alive, key=lambda link: link["created_at"], reverse=True)


@db.atomic
def make(data: Mapping[str, Any], *, actor: Actor) -> str:
    """A new display {label, days, code_names}; gives the token of its address, shown once."""
    token, moment = secrets.token_urlsafe(32), db.now()
    db.collection("public_links").insert(
        {
            "_id": token_hash(token),
            "local_id": tenancy.current().local_id,
            "plugin": "campaigns",
            "purpose": PURPOSE,
            "account_id": actor.account_id,
            "display_id": db.new_id(),
            "label": data["label"],
            "code_names": data["code_names"],
            "created_at": moment,
            "expires_at": moment + timedelta(days=data["days"]),
        }
    )
    audit.record(actor, "make", "display", token_hash(token)[:12])
    return token


@db.atomic
def revoke(display_id: str, *, actor: Actor) -> None:
    """End a display of this local at once; NotFound for any other."""
    link = next((one for one in every() if one["display_id"] == display_id), None)
    if link is None:
        raise NotFound()
    db.collection("public_links").delete({"_id": link["_id"]})
    audit.record(actor, "end", "display", link["_id"][:12])


def forget_account(account_id: str) -> None:
    """Somebody leaves the local: the displays they made end."""
    for link in every():
        if link["account_id"] == account_id:
            db.collection("public_links").delete({"_id": link["_id"]})


def lines(link: Mapping[str, Any]) -> list[Line]:
    """What a display shows; NotFound for another kind of link or where its right has ended."""
    owner = account_actor(link.get("account_id", "")) if link["purpose"] == PURPOSE else None
    if owner is None or not owner.can(NEEDS):
        raise NotFound()
    return overall.own(actor=owner)
