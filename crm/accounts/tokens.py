"""API tokens: scoped to one local and to some of their owner's permissions, shown once."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from crm import audit, db, tenancy
from crm.auth import token_hash
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor

LIVES = (30, 90, 365)
"""For how many days a token may be made."""
USED_EVERY = timedelta(hours=1)
MOST = 20


@db.atomic
def create(name: str, permissions: Sequence[str], days: int, *, actor: Actor) -> str:
    """Make a token for the current local; gives it, for the only time.

    Raises Invalid where `permissions` holds one that the actor has not.
    """
    if not set(permissions) <= actor.permissions:
        raise Invalid({"permissions": [_("A token holds only what you may do yourself.")]})
    if len(of_account(actor.account_id)) >= MOST:
        raise Invalid({"name": [_("At most %(n)d tokens; revoke one first.", n=MOST)]})
    token, moment = f"cb_{secrets.token_urlsafe(32)}", db.now()
    token_id = db.collection("tokens").insert(
        {
            "_id": token_hash(token),
            "account_id": actor.account_id,
            "local_id": tenancy.current().local_id,
            "name": name,
            "permissions": sorted(set(permissions)),
            "created_at": moment,
            "used_at": None,
            "expires_at": moment + timedelta(days=days),
        }
    )
    audit.record(actor, "create", "token", token_id[:12], fields=list(permissions))
    return token


def of_account(account_id: str) -> list[dict[str, Any]]:
    """The tokens of an account, newest first."""
    return db.collection("tokens").find({"account_id": account_id}, sort=[("created_at", -1)])


@db.atomic
def revoke(token_id: str, account_id: str) -> None:
    """End one of the account's own tokens; NotFound for another's."""
    found = db.collection("tokens").get({"_id": token_id, "account_id": account_id})
    if found is None:
        raise NotFound()
    db.collection("tokens").delete({"_id": token_id})
    with tenancy.local_scope(found["local_id"]):
        audit.record(Actor(account_id), "revoke", "token", token_id[:12])


def find(token: str) -> Mapping[str, Any] | None:
    """The live token, its use noted (at most hourly); None once expired or revoked."""
    found = db.collection("tokens").get(token_hash(token))
    if found is None or found["expires_at"] <= db.now():
        return None
    if found["used_at"] is None or db.now() - found["used_at"] > USED_EVERY:
        db.collection("tokens").update({"_id": found["_id"]}, {"$set": {"used_at": db.now()}})
    return found


def drop(account_id: str, local_id: str = "") -> None:
    """End the tokens of an account, of one local or of all."""
    for token in of_account(account_id):
        if not local_id or token["local_id"] == local_id:
            db.collection("tokens").delete({"_id": token["_id"]})
