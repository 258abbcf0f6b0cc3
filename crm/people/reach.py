"""Who may see a person: the query is the check.

A person is in reach of an actor who sees all, who created them, or who holds a grant to one of
the person's scopes (a campaign, a turf). Out of reach looks exactly like not there.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from crm import db
from crm.errors import NotFound
from crm.queryshape import chunks
from crm.tenancy import Actor


def where(actor: Actor) -> dict[str, Any]:
    """The condition for a `where=` clause; {} for those who see all."""
    if actor.sees_all:
        return {}
    mine: list[dict[str, Any]] = [{"created_by": actor.account_id}]
    if actor.grants:
        mine.append({"scopes": {"$in": sorted(actor.grants)}})
    return {"$or": mine}


def sees(actor: Actor, person: Mapping[str, Any]) -> bool:
    """Whether `person` is in reach of `actor`."""
    return (
        actor.sees_all
        or person.get("created_by") == actor.account_id
        or bool(actor.grants.intersection(person.get("scopes", ())))
    )


def find(person_id: str, *, actor: Actor, deleted: bool = False) -> dict[str, Any]:
    """The person, without a trace in the audit trail; NotFound out of reach."""
    person = db.collection("people").get(person_id)
    wanted = ("here", "deleted") if deleted else ("here",)
    if person is None or person["status"] not in wanted or not sees(actor, person):
        raise NotFound()
    return person


def find_many(
    ids: Iterable[str], *, actor: Actor, fields: tuple[str, ...] = ()
) -> dict[str, dict[str, Any]]:
    """Those of `ids` that are here and in reach, by id."""
    found: dict[str, dict[str, Any]] = {}
    needed = ("status", "scopes", "created_by")
    shown = (*fields, *needed) if fields else ()
    for batch in chunks(dict.fromkeys(ids)):
        for person in db.collection("people").find({"_id": {"$in": batch}}, fields=shown):
            if person["status"] == "here" and sees(actor, person):
                found[person["_id"]] = person
    return found
