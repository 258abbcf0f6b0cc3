"""When the demo's lead and leadership last looked: a week ago, with the numbers of that day."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol

from crm import db, localtime
from plugins.campaigns import scale
from plugins.campaigns.service.campaigns import Campaign

AGO = timedelta(days=7)


class Records(Protocol):
    """What of the built records is looked at."""

    members: list[dict[str, Any]]
    contacts: list[dict[str, Any]]
    changes: list[dict[str, Any]]


def fill(campaign: Campaign, records: Records, accounts: Sequence[str]) -> None:
    """Store a look of each account; harmless to repeat."""
    then = db.now() - AGO
    look = {"at": then, "counts": _counts(records, then)}
    for account_id in accounts:
        found = {"account_id": account_id, "earlier": None, "last": look}
        look_id = {"_id": db.local_key("look", campaign["_id"], account_id)}
        db.collection("campaigns_looks").update(look_id, {"$set": found}, upsert=True)


def _counts(records: Records, then: Any) -> dict[str, int]:
    """The numbers of that day, from what had happened by then."""
    levels: dict[str, int] = {}
    for change in sorted(records.changes, key=lambda c: c["at"]):
        if change["at"] <= then:
            levels[change["person_id"]] = change["after"]
    day = localtime.day_of(then).isoformat()
    signed = [m["card"]["signed_on"] for m in records.members if m["card"]["state"] == "signed"]
    return {
        "listed": len(records.members),
        "assessed": sum(1 for level in levels.values() if level),
        "support": sum(1 for level in levels.values() if level in scale.supporting()),
        "valid": sum(1 for one in signed if one <= day),
        "committee": sum(1 for m in records.members if m["committee"]),
        "contacted": len({c["person_id"] for c in records.contacts if c["at"] <= then}),
    }
