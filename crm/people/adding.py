"""Adding a person by hand or over the API, without making a second record of somebody on file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from crm import db
from crm.errors import Conflict
from crm.i18n import _
from crm.people import reach, service
from crm.people.record import Person
from crm.queryshape import chunks
from crm.tenancy import Actor
from crm.values import fold
from crm.workplaces.resolving import Names, resolve

SHOWN = ("name", "credit_name", "phones", "facets", "status", "scopes", "created_by")


class OnFile(Conflict):
    """The person is on file, but not in the reach of who adds them; access has been requested."""

    code = "on_file"
    title: ClassVar[Any] = _("This person is on file already. Access has been requested.")


class Alike(Conflict):
    """There are people like this one; `extra['people']` are they. Say `anyway` to add one more."""

    code = "alike"
    title: ClassVar[Any] = _("Is it one of these?")


@dataclass(frozen=True)
class Known:
    """People on file that a new one might be: those in reach, and the ids of those who are not."""

    visible: list[Person]
    hidden: list[str]


def _matches(key: str, values: Iterable[str]) -> list[Person]:
    found: list[Person] = []
    for batch in chunks(dict.fromkeys(values)):
        found += db.collection("people").find(
            {key: {"$in": batch}}, where={"status": "here"}, limit=20, fields=SHOWN
        )
    return found


def known(data: Mapping[str, Any], *, actor: Actor) -> Known:
    """Who might be the person of `data`: the same phone, e-mail or whole name.

    A name alone says nothing about people out of reach.
    """
    sure = _matches("phone_keys", (p["number"] for p in data.get("phones") or []))
    sure += _matches("email_keys", (e["address"].casefold() for e in data.get("emails") or []))
    first, last = data.get("first_name") or "", data.get("last_name") or ""
    named = _matches("name_key", [fold(f"{first} {last}")]) if first and last else []
    seen = {p["_id"]: p for p in (*sure, *named) if reach.sees(actor, p)}
    hidden = {p["_id"] for p in sure if not reach.sees(actor, p)}
    return Known(list(seen.values()), sorted(hidden))


def add_person(data: Mapping[str, Any], *, actor: Actor, anyway: bool = False) -> Person:
    """Add a person who is not on file yet; gives the stored document.

    Raises Alike where somebody in reach might be the same (unless `anyway`), OnFile where
    somebody out of reach surely is, Invalid without a name.
    """
    service.require_name(data)
    found = known(data, actor=actor)
    if found.visible and not anyway:
        raise Alike(people=found.visible)
    if found.hidden:
        _request_access(found.hidden, actor)
        raise OnFile()
    return service.create_person({**data, **placed(data, actor=actor)}, actor=actor)


def placed(data: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    """The employments of `data` with the workplaces their names mean; {} where there are none.

    Workplaces that are not on file yet are made. Call it outside a transaction.
    """
    jobs = data.get("employments")
    if not jobs:
        return {}
    names = [
        Names(*(job.get(level) or "" for level in ("employer", "worksite", "department", "shift")))
        for job in jobs
    ]
    places = resolve(names, actor=actor)
    return {
        "employments": [
            {**job, "workplace_id": places[name]["workplace_id"]}
            for job, name in zip(jobs, names, strict=True)
        ]
    }


def _request_access(person_ids: Iterable[str], actor: Actor) -> None:
    from crm.admin import requests

    for person_id in person_ids:
        requests.ask(person_id, actor)
