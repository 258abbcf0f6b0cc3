"""Finding people by the beginning of any word of their names, numbers, e-mail and workplace.

Each query is one index range over the folded words of everybody, on the longest word typed; the
database checks the other words on what that range surfaces.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import db
from crm.people import reach
from crm.people.record import Person
from crm.queryshape import prefix_range
from crm.tenancy import Actor
from crm.values import format_phone

SHOWN = ("name", "sort_key", "credit_name", "phones", "facets", "kw", "do_not_contact")
PLACE = "@"
"""What words of a person's workplace begin with in `kw`."""


def _begins(word: str) -> dict[str, Any]:
    return {"kw": {"$elemMatch": prefix_range(word)}}


def _range(lead: str, others: Sequence[str], actor: Actor) -> list[Person]:
    conditions = [_begins(lead), {"status": "here"}]
    conditions += [{"$or": [_begins(word), _begins(PLACE + word)]} for word in others]
    mine = reach.where(actor)
    where = {"$and": [*conditions, *([mine] if mine else [])]}
    return db.collection("people").find({"kw": prefix_range(lead)}, where=where, fields=SHOWN)


def find_people(words: Sequence[str], *, actor: Actor, limit: int) -> list[Person]:
    """People in reach of whom every word begins some word; names before workplaces."""
    if not words:
        return []
    lead = max(words, key=len)
    others = [word for word in words if word != lead]
    found = _range(lead, others, actor)
    if len(found) < limit and "@" not in lead:
        known = {person["_id"] for person in found}
        found += [p for p in _range(PLACE + lead, others, actor) if p["_id"] not in known]
    return sorted(found, key=lambda person: _rank(person, words))[:limit]


def _rank(person: Person, words: Sequence[str]) -> tuple[int, int, str, str]:
    """Whole words first, then beginnings of names, then workplaces; equals by name."""
    kw = set(person["kw"])
    missing = sum(not any(k.startswith(word) for k in kw) for word in words)
    partial = sum(word not in kw for word in words)
    return missing, partial, person["sort_key"], person["_id"]


def detail(person: Mapping[str, Any]) -> str:
    """What tells people of one name apart: department, shift or job, last digits of the phone."""
    facets = person.get("facets") or {}
    parts = [facets.get(name) for name in ("department", "shift", "job_title", "workplace")]
    shown = [part for part in parts if part][:3]
    phones = person.get("phones") or []
    if phones:
        shown.append(f"…{format_phone(phones[0]['number'])[-4:]}")
    return " · ".join(shown)


def _also(person: Person) -> str:
    credit = person.get("credit_name") or ""
    return credit if credit != person["name"] else ""


def find(words: Sequence[str], *, actor: Actor, limit: int) -> list[dict[str, Any]]:
    """The core's search source of people: hits with title, detail and url."""
    return [
        {
            "title": person["name"],
            "also": _also(person),
            "detail": detail(person),
            "warn": bool(person.get("do_not_contact")),
            "url": ("people.person", {"person_id": person["_id"]}),
        }
        for person in find_people(words, actor=actor, limit=limit)
    ]
