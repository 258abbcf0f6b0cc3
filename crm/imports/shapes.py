"""Files that come from known places and need no mapping by hand.

A shape says which headers it must have to be recognised and what each header means; headers that
it does not name can still be guessed. Sources: Action Network's people export and Action Builder's
upload format as their help pages give them; the voter list of 29 CFR 102.62(d) and 102.67(l).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm.i18n import _
from crm.imports.fields import CORE_FIELDS, header_key


@dataclass(frozen=True)
class Shape:
    """A recognised file: `mapping` goes from its headers to ids of fields."""

    id: str
    label: Any
    mapping: Mapping[str, str]


@dataclass(frozen=True)
class _Known:
    """`marks`: all of these fields must be there, and `at_least` headers out of `telling`.
    `only`: no header may be unknown."""

    id: str
    label: Any
    columns: Mapping[str, str]
    marks: frozenset[str]
    telling: frozenset[str] = frozenset()
    at_least: int = 0
    only: bool = False

    def mapping(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Return header -> field if these are the headers of this shape; a field that comes twice
        keeps its first column."""
        keys = {header: header_key(header) for header in headers}
        found: dict[str, str] = {}
        for header, key in keys.items():
            name = self.columns.get(key)
            if name and name not in found.values():
                found[header] = name
        present = sum(key in self.telling for key in keys.values())
        strangers = any(key not in self.columns for key in keys.values())
        if not self.marks <= set(found.values()) or present < self.at_least:
            return None
        return None if self.only and strangers else found


def recognise_shape(headers: Sequence[str]) -> Shape | None:
    """Return the known shape that a file with these headers has, with its mapping, or None."""
    named = [header for header in headers if not header_key(header).startswith("column ")]
    for known in _KNOWN:
        mapping = known.mapping(named)
        if mapping:
            return Shape(known.id, known.label, mapping)
    return None


def _synonyms(*ids: str) -> dict[str, str]:
    return {
        header_key(word): item.id
        for item in CORE_FIELDS
        if item.id in ids
        for word in (item.id, *item.synonyms)
    }


_ACTION_NETWORK: Final = {
    "uuid": "external_id",
    "first name": "first_name",
    "last name": "last_name",
    "email": "email",
    "phone": "phone",
    "can2 phone": "mobile",
    "can2 user address": "street",
    "can2 user city": "city",
    "can2 state abbreviated": "state",
    "can2 user state": "state",
    "zip code": "postal_code",
    "country": "country",
    "language": "language",
    "can2 user tags": "tags",
    "can2 sms status": "text_consent",
}
_ACTION_BUILDER: Final = {
    "action builder id": "external_id",
    "entity id": "external_id",
    "custom id": "external_id",
    "interact id": "external_id",
    "first name": "first_name",
    "middle name": "middle_name",
    "last name": "last_name",
    "full name": "full_name",
    "nickname": "preferred_name",
    "email": "email",
    "phone": "phone",
    "phone number": "phone",
    "address line 1": "street",
    "city": "city",
    "state": "state",
    "zip": "postal_code",
    "zip code": "postal_code",
    "preferred language": "language",
}
_BUILDER_MARKS: Final = frozenset(
    "action builder id|entity id|entity type|interact id|custom id|email type|phone number type"
    "|phone type|phone number extension|address line 1|preferred language|assessment|latitude"
    "|longitude".split("|")
)
_VOTER_LIST: Final = (
    _synonyms("full_name", "first_name", "middle_name", "last_name", "street", "street_2", "city")
    | _synonyms("state", "postal_code", "worksite", "shift", "job_title", "email", "home_phone")
    | _synonyms("mobile", "phone", "department")
    | {"available personal email address": "email", "available home phone": "home_phone"}
    | {"available personal email": "email", "available personal cellular phone": "mobile"}
    | {"home telephone number": "home_phone", "personal cell phone number": "mobile"}
    | {"available home telephone number": "home_phone"}
    | {"available personal cellular telephone number": "mobile"}
)
_VOTER_MARKS: Final = frozenset(_synonyms("worksite", "shift", "job_title")) - {"status"}

_KNOWN: Final = (
    _Known(
        "action_network",
        _("Action Network export"),
        _ACTION_NETWORK,
        marks=frozenset(["first_name", "last_name", "email"]),
        telling=frozenset(
            [key for key in _ACTION_NETWORK if key.startswith("can2")]
            + ["can2 county", "can2 subscription status", "can2 subscription date"]
        ),
        at_least=1,
    ),
    _Known(
        "action_builder",
        _("Action Builder export"),
        _ACTION_BUILDER,
        marks=frozenset(["first_name", "last_name"]),
        telling=_BUILDER_MARKS,
        at_least=3,
    ),
    _Known(
        "voter_list",
        _("Labor board voter list"),
        _VOTER_LIST,
        marks=frozenset(["first_name", "last_name", "street", "job_title"]),
        telling=_VOTER_MARKS,
        at_least=2,
        only=True,
    ),
    _Known(
        "voter_list_names",
        _("Labor board voter list"),
        _VOTER_LIST,
        marks=frozenset(["full_name", "street", "job_title"]),
        telling=_VOTER_MARKS,
        at_least=2,
        only=True,
    ),
    _Known(
        "names",
        _("A list of names"),
        _synonyms("full_name"),
        marks=frozenset(["full_name"]),
        only=True,
    ),
)
