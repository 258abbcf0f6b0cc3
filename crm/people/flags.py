"""What is set by one tap on the person page: whether a number works, who agreed to texts."""

from collections.abc import Mapping
from typing import Any

from crm import db
from crm.errors import NotFound
from crm.people import service
from crm.people.record import Person
from crm.tenancy import Actor

GOOD = {"yes": True, "no": False, "": None}


def _flagged(
    entries: list[dict[str, Any]], key: str, value: str, change: Mapping[str, Any]
) -> list[dict[str, Any]]:
    if not any(entry[key] == value for entry in entries):
        raise NotFound()
    return [{**e, **change} if e[key] == value else e for e in entries]


@db.atomic
def flag_phone(person_id: str, number: str, change: Mapping[str, Any], *, actor: Actor) -> Person:
    """Set `good` (True, False, None) or `texts` (yes, no, unknown) of one of their numbers."""
    return service.amend(
        person_id,
        lambda person: {"phones": _flagged(person["phones"], "number", number, change)},
        actor=actor,
    )


@db.atomic
def flag_email(person_id: str, address: str, change: Mapping[str, Any], *, actor: Actor) -> Person:
    """Set `good` or `consent` of one of their addresses."""
    return service.amend(
        person_id,
        lambda person: {"emails": _flagged(person["emails"], "address", address, change)},
        actor=actor,
    )
