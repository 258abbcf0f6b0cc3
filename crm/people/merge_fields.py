"""Merging and unmerging of two records field by field: pure, no database.

`rows` is what the page shows, `combine` makes the merged record, `take_back` undoes it as far as
nobody has edited the fields since.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.i18n import _
from crm.people.record import Person
from crm.values import fold

KEPT, GONE, BOTH = "kept", "gone", "both"
SINGLE: dict[str, Any] = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "preferred_name": _("Preferred name"),
    "credit_name": _("Credit name"),
    "pronouns": _("Pronouns"),
    "address": _("Address"),
    "member_status": _("Membership status"),
    "member_number": _("Member number"),
    "do_not_contact": _("Do not contact"),
    "notes": _("Notes"),
}
LISTS: dict[str, Any] = {
    "phones": _("Phones"),
    "emails": _("E-mails"),
    "employments": _("Jobs"),
    "tags": _("Tags"),
    "languages": _("Languages"),
    "relations": _("Relations"),
    "external_ids": _("External ids"),
}
DERIVED = frozenset(
    "name sort_key name_key kw marks phone_keys email_keys external_keys workplace_ids"
    " facets".split()
)
OWN = frozenset("_id local_id version updated_at".split())
_JOB = ("workplace_id", "employer", "worksite", "department", "shift", "job_title", "start", "end")
_KEYS: dict[str, Callable[[Any], Any]] = {
    "phones": lambda phone: phone["number"],
    "emails": lambda email: email["address"].casefold(),
    "employments": lambda job: tuple(job.get(name) or "" for name in _JOB),
    "tags": fold,
    "languages": fold,
    "relations": lambda relation: relation["person_id"],
    "external_ids": lambda entry: (entry["source"], entry["id"]),
}


@dataclass(frozen=True)
class Row:
    """One field of the merge page: both values, what may be chosen, what is chosen at first."""

    field: str
    label: Any
    kept: Any
    gone: Any
    options: tuple[str, ...]
    default: str


def _value(person: Mapping[str, Any], field: str) -> Any:
    if field.startswith("custom."):
        return (person.get("custom") or {}).get(field[7:])
    return person.get(field)


def fields(*people: Mapping[str, Any]) -> dict[str, Any]:
    """Every field that a merge of `people` decides about, with its label, in order of showing."""
    own = sorted({key for person in people for key in person.get("custom") or {}})
    return {**SINGLE, **{f"custom.{key}": key for key in own}, **LISTS}


def rows(kept: Mapping[str, Any], gone: Mapping[str, Any]) -> list[Row]:
    """The fields in which the two differ, for the page."""
    found = []
    for field, label in fields(kept, gone).items():
        mine, theirs = _value(kept, field), _value(gone, field)
        if (mine or theirs) and mine != theirs:
            together = mine and theirs and (field in LISTS or field == "notes")
            options = (BOTH, KEPT, GONE) if together else (KEPT, GONE)
            found.append(Row(field, label, mine, theirs, options, _default(field, mine, theirs)))
    return found


def _default(field: str, mine: Any, theirs: Any) -> str:
    if not mine or not theirs:
        return GONE if mine in (None, "", {}, []) else KEPT
    return BOTH if field in LISTS or field == "notes" else KEPT


def united(field: str, kept: Iterable[Any], gone: Iterable[Any]) -> list[Any]:
    """The entries of both lists, each once; the kept person's first."""
    found: dict[Any, Any] = {}
    for entry in [*kept, *gone]:
        found.setdefault(_KEYS[field](entry), entry)
    return list(found.values())


def _chosen(field: str, choice: str, mine: Any, theirs: Any) -> Any:
    if choice == BOTH and field in LISTS:
        return united(field, mine or [], theirs or [])
    if choice == BOTH:
        return "\n\n".join(text for text in (mine, theirs) if text)
    return theirs if choice == GONE else mine


def combine(kept: Mapping[str, Any], gone: Mapping[str, Any], choices: Mapping[str, str]) -> Person:
    """The kept person with the chosen values and the scopes of both; derived fields not yet made.

    `choices` maps fields to 'kept', 'gone' or 'both'; a field that is not in it takes its default.
    """
    after: Person = {**kept, "custom": dict(kept.get("custom") or {})}
    for row in rows(kept, gone):
        choice = choices.get(row.field, row.default)
        choice = choice if choice in row.options else row.default
        value = _chosen(row.field, choice, row.kept, row.gone)
        if not row.field.startswith("custom."):
            after[row.field] = value
        elif value is None:
            after["custom"].pop(row.field[7:], None)
        else:
            after["custom"][row.field[7:]] = value
    pair = (kept["_id"], gone["_id"])
    after["relations"] = [r for r in after.get("relations") or [] if r["person_id"] not in pair]
    after["scopes"] = list(dict.fromkeys([*kept.get("scopes", ()), *gone.get("scopes", ())]))
    return after


def _scopes(before: Person, after: Person, current: Person) -> list[str]:
    old, new, now = (list(p.get("scopes") or ()) for p in (before, after, current))
    if now == new:
        return old
    kept = [s for s in now if s in old or s not in new]
    return kept + [s for s in old if s not in new and s not in kept]


def _parts(person: Mapping[str, Any]) -> dict[str, Any]:
    """The record with its custom fields one by one, without what is derived or its own."""
    plain = {k: v for k, v in person.items() if k not in DERIVED | OWN | {"custom", "scopes"}}
    return plain | {f"custom.{k}": v for k, v in (person.get("custom") or {}).items()}


def take_back(
    before: Person, after: Person, current: Person
) -> tuple[Person, list[dict[str, Any]]]:
    """The record as it was `before` the merge, but for what was edited since it.

    `after` is what the merge made, `current` what there is now. Gives the record (derived fields
    not yet made) and the conflicts: {field, before, now}, whose present value stands.
    """
    old, new, now = _parts(before), _parts(after), _parts(current)
    result: Person = {k: v for k, v in current.items() if k in DERIVED | OWN}
    custom: dict[str, Any] = {}
    conflicts = []
    for field in {**old, **new, **now}:
        side = old
        if now.get(field) != new.get(field):
            side = now
            if now.get(field) != old.get(field) and new.get(field) != old.get(field):
                conflict = {"field": field, "before": old.get(field), "now": now.get(field)}
                conflicts.append(conflict)
        if field in side:
            target = custom if field.startswith("custom.") else result
            target[field.removeprefix("custom.")] = side[field]
    scopes = _scopes(before, after, current)
    return {**result, "custom": custom, "scopes": scopes}, conflicts
