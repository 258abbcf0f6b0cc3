"""Finding people by the beginning of any word of their names, numbers, e-mail and workplace.

Folded words of everybody stand in one index. A query walks it from the exact word on, through
ranges that widen, and stops when it has enough: a common name costs no more than a rare one.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crm import db, paging
from crm.people import reach
from crm.people.record import Person
from crm.queryshape import prefix_range
from crm.tenancy import Actor
from crm.values import format_phone, tokens
from crm.workplaces import service as workplaces

SHOWN = ("name", "sort_key", "credit_name", "phones", "facets", "kw", "do_not_contact")
PLACE = "@"
"""What words of a person's workplace begin with in `kw`."""
PLACES = 6
"""So many different words of workplaces are followed to their people."""
_BORDERS = ("b", "e", "l", "s", "\uffff")
_DIGIT_BORDERS = ("02", *"123456789", "\uffff")


def _begins(word: str) -> dict[str, Any]:
    return {"kw": {"$elemMatch": prefix_range(word)}}


def _where(others: Sequence[str], actor: Actor) -> dict[str, Any]:
    either = [{"$or": [_begins(word), _begins(PLACE + word)]} for word in others]
    mine = reach.where(actor)
    return {"$and": [{"status": "here"}, *either, *([mine] if mine else [])]}


def _window(word: str, where: Mapping[str, Any], limit: int) -> list[Person]:
    return paging.window("people", {"kw": word}, "sort_key", size=limit, where=where, fields=SHOWN)


def _named(lead: str, where: Mapping[str, Any], limit: int) -> Iterator[list[Person]]:
    """People with a word that is, then that begins with `lead`, in batches."""
    yield _window(lead, where, limit)
    low: dict[str, str] = {"$gt": lead}
    for border in _DIGIT_BORDERS if lead.isdigit() else _BORDERS:
        bounds = {**low, "$lt": lead + border}
        yield db.collection("people").find(
            {"kw": bounds},
            where={"$and": [{"kw": {"$elemMatch": bounds}}, where]},
            sort=[("sort_key", 1)],
            limit=limit,
            fields=SHOWN,
        )
        low = {"$gte": lead + border}


def _placed(lead: str, where: Mapping[str, Any], limit: int) -> Iterator[list[Person]]:
    """People at workplaces that have a word that begins with `lead`, in batches."""
    words: dict[str, None] = {lead: None}
    for place in workplaces.search([lead], limit=50):
        for name in (place["name"], *(place.get("aliases") or ())):
            words.update(dict.fromkeys(word for word in tokens(name) if word.startswith(lead)))
    for word in sorted(words)[:PLACES]:
        yield _window(PLACE + word, where, limit)


def _batches(words: Sequence[str], actor: Actor, limit: int) -> Iterator[list[Person]]:
    by_length = sorted(words, key=len, reverse=True)
    leads = [word for word in by_length if len(word) > 1] or by_length[:1]
    for lead in leads:
        others = [word for word in words if word != lead]
        yield from _named(lead, _where(others, actor), limit)
    others = [word for word in words if word != by_length[0]]
    yield from _placed(by_length[0], _where(others, actor), limit)


def find_people(words: Sequence[str], *, actor: Actor, limit: int) -> list[Person]:
    """People in reach of whom every word begins some word; names before workplaces."""
    found: dict[str, Person] = {}
    for batch in _batches(words, actor, limit) if words else ():
        found.update((person["_id"], person) for person in batch)
        if len(found) >= limit:
            break
    return sorted(found.values(), key=lambda person: _rank(person, words))[:limit]


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
