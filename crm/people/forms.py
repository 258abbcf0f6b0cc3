"""Person forms as data: names like `phones-0-number` become nested values, and messages go back.

Only shapes are handled here; what is valid stands in `schemas`.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm.people.record import Person

Values = dict[str, Any]
LISTED = {"tags", "languages"}
"""Fields written as one line, separated by commas."""
WORTHLESS = {"id", "workplace_id", "kind", "good", "texts", "consent"}
"""A row in which only these are filled in is an empty row."""


def nested(pairs: Iterable[tuple[str, str]]) -> Values:
    """Posted (name, value) pairs as PersonShape's input; empty rows of lists are left out."""
    values: Values = {}
    rows: dict[str, dict[int, Values]] = {}
    for name, value in pairs:
        parts = name.split("-", 2)
        if len(parts) == 3 and parts[1].isdecimal() and len(parts[1]) < 5:
            rows.setdefault(parts[0], {}).setdefault(int(parts[1]), {})[parts[2]] = value.strip()
        elif len(parts) > 1 and isinstance(values.get(parts[0], {}), dict):
            values.setdefault(parts[0], {})[name.partition("-")[2]] = value.strip()
        elif name in LISTED:
            values[name] = [word.strip() for word in value.split(",") if word.strip()]
        else:
            values[name] = value
    for name, by_number in rows.items():
        values[name] = [row for _at, row in sorted(by_number.items()) if _filled(row)]
    return values


def _filled(row: Mapping[str, str]) -> bool:
    return any(value for key, value in row.items() if key not in WORTHLESS)


def whole(loaded: Mapping[str, Any], fields: Sequence[str]) -> Values:
    """What a form that shows all of `fields` means: a field left empty is cleared."""
    from crm.people.service import blank

    empty = blank()
    return {name: loaded.get(name, empty.get(name, "")) for name in fields}


def flat(errors: Any, prefix: str = "") -> dict[str, list[Any]]:
    """Nested messages by the names the form uses: `phones-0-number`."""
    found: dict[str, list[Any]] = {}
    for key, value in errors.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            found.update(flat(value, f"{name}-"))
        else:
            found[name] = list(value)
    return found


def texts(values: Mapping[str, Any]) -> dict[str, str]:
    """Nested values by the names the form uses, as text: the other way of `nested`."""
    found: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found.update({f"{name}-{key}": _text(inner) for key, inner in value.items()})
        elif isinstance(value, list) and name not in LISTED:
            for number, row in enumerate(value):
                found.update({f"{name}-{number}-{k}": _text(v) for k, v in row.items()})
        else:
            found[name] = ", ".join(value) if isinstance(value, list) else _text(value)
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def seen(values: Mapping[str, Any], fields: Sequence[str]) -> str:
    """A short mark of what a form showed: equal marks mean that nobody has changed it since."""
    shown = sorted(texts({name: values.get(name) for name in fields}).items())
    return hashlib.sha256(repr([pair for pair in shown if pair[1]]).encode()).hexdigest()[:16]


def differences(
    mine: Mapping[str, Any], theirs: Person, fields: Sequence[str]
) -> list[tuple[str, str, str]]:
    """(name in the form, yours, stored now) for everything that differs."""
    yours = texts({name: mine.get(name) for name in fields})
    stored = texts({name: theirs.get(name) for name in fields})
    names = [n for n in dict.fromkeys((*yours, *stored)) if not n.endswith(("-id", "workplace_id"))]
    pairs = ((name, yours.get(name, ""), stored.get(name, "")) for name in names)
    return [(name, a, b) for name, a, b in pairs if a != b]
