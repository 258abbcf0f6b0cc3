"""A workplace document: its kinds, how they nest, and what is derived from its names.

`keys` are what a workplace is found and kept unique by: parent, kind and folded name, for its name
and each alias. Not here: storing (service.py) and the public record of elections (elections.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import values
from crm.i18n import _
from crm.workplaces.employernames import employer_key, employer_keys
from crm.workplaces.locals_in_names import fold

Workplace = dict[str, Any]
KINDS = ("employer", "worksite", "production", "department", "shift")
KIND_LABELS = {
    "employer": _("Employer"),
    "worksite": _("Worksite"),
    "production": _("Production"),
    "department": _("Department"),
    "shift": _("Shift"),
}
UNDER: dict[str, tuple[str, ...]] = {
    "employer": (),
    "worksite": ("employer",),
    "production": ("employer",),
    "department": ("worksite", "production", "employer"),
    "shift": ("department", "worksite", "production", "employer"),
}
"""The kinds that each kind may stand under. A worksite may also stand alone."""


def name_key(kind: str, name: str) -> str:
    """`name` as matching sees it; employers also without "The" and "Inc."."""
    key = employer_key(name) if kind == "employer" else fold(name)
    return key or values.fold(name)


def key_of(parent_id: str, kind: str, name: str) -> str:
    """The unique key of a workplace of that name in its place."""
    level = "worksite" if kind == "production" else kind
    return f"{parent_id}|{level}|{name_key(kind, name)}"


def key_parts(key: str) -> tuple[str, str, str]:
    """Parent id, kind and folded name of a key."""
    parent_id, kind, name = key.split("|", 2)
    return parent_id, kind, name


def names(place: Mapping[str, Any]) -> list[str]:
    """The name and the aliases."""
    return [place["name"], *place.get("aliases", ())]


def public_keys(place: Mapping[str, Any]) -> list[str]:
    """What an employer is found by in the public record: keys of its name and aliases."""
    keys = (key for name in names(place) for key in employer_keys(name))
    return list(dict.fromkeys(keys))


def derive(place: Workplace) -> Workplace:
    """Fill in what follows from the names and the place in the tree (in place, and given back)."""
    kind, parent_id = place["kind"], place["parent_id"]
    place["name_key"] = name_key(kind, place["name"])
    place["sort_key"] = values.fold(place["name"]).removeprefix("the ")
    place["keys"] = list(dict.fromkeys(key_of(parent_id, kind, name) for name in names(place)))
    words = [word for name in names(place) for word in values.tokens(name)]
    place["kw"] = list(dict.fromkeys([*words, *values.tokens(place.get("city", ""))]))
    place["employer_key"] = place["name_key"] if kind == "employer" else ""
    return place


def line(place: Mapping[str, Any], above: Sequence[Mapping[str, Any]] = ()) -> str:
    """City and state, else the workplaces above: what tells equal names apart."""
    town = ", ".join(part for part in (place.get("city"), place.get("state")) if part)
    return " · ".join(part for part in (*(a["name"] for a in above), town) if part)
