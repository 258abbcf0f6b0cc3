"""The local's scale of assessments: its levels in order, with labels, colours and support.

Every level has an id that never changes and is what records hold; the digit people see and type
is the level's place in the scale. A level that was taken out keeps its id and its label, and a
confirmed mapping says which level its old values count as today. So a change of the scale
rewrites no record: old values are read through the mapping. Changing it: `service/scales.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask_babel import get_locale

from crm import tenancy
from crm.i18n import _

IDS = tuple(range(1, 10))
"""The ids there can be in all, levels taken out included."""
LEAST, MOST = 2, 7
SETTING = "campaigns_scale"
LABELS = (_("Activist"), _("Supporter"), _("Undecided"), _("Leaning against"), _("Opposed"))
COLOURS = ("#1a7f5a", "#7cc18f", "#f0c04a", "#e58a4b", "#b5443c")
NOT_ASSESSED = 0


@dataclass(frozen=True)
class Level:
    """One level; `support` says whether who stands there counts as a supporter."""

    id: int
    label: str
    colour: str
    support: bool


@lru_cache(maxsize=32)
def _default(_language: str) -> tuple[Level, ...]:
    """The scale the field uses: 1 activist to 5 opposed, 1 and 2 are support."""
    pairs = zip(LABELS, COLOURS, strict=True)
    return tuple(Level(n, str(text), tint, n <= 2) for n, (text, tint) in enumerate(pairs, 1))


def stored() -> Mapping[str, Any]:
    """What the local has set: levels, became, was, version; {} where it uses the default."""
    found: Mapping[str, Any] = tenancy.current().local.get("settings", {}).get(SETTING, {})
    return found


def levels() -> tuple[Level, ...]:
    """The levels in the order of their digits."""
    own = stored().get("levels")
    if own:
        return _own(tuple(tuple(level.items()) for level in own))
    before = tenancy.current().local.get("settings", {}).get("campaigns", {})
    default = _default(str(get_locale() or ""))
    return _named(default, tuple(before.get("labels") or ()), tuple(before.get("colours") or ()))


@lru_cache(maxsize=256)
def _own(stored_levels: tuple[tuple[tuple[str, Any], ...], ...]) -> tuple[Level, ...]:
    return tuple(Level(**dict(level)) for level in stored_levels)


@lru_cache(maxsize=256)
def _named(
    default: tuple[Level, ...], labels: tuple[str, ...], colours: tuple[str, ...]
) -> tuple[Level, ...]:
    """The default levels with labels and colours that a local set before scales had levels."""
    labels = labels or tuple(level.label for level in default)
    colours = colours or tuple(level.colour for level in default)
    return tuple(
        replace(level, label=text, colour=tint)
        for level, text, tint in zip(default, labels, colours, strict=True)
    )


def became(level: int) -> int:
    """The level of today that a stored one counts as (0 stays 0)."""
    target: int = stored().get("became", {}).get(str(level), level)
    return target


def counts_as(level: int) -> list[int]:
    """All stored ids that count as a level of today: itself, and those mapped to it."""
    mapping = stored().get("became", {})
    return [level, *(int(old) for old, new in mapping.items() if new == level)]


def digit(level: int | None) -> str:
    """What people see and type for a stored level: its place in the scale; '' for none."""
    now = became(level) if level else 0
    return next((str(n) for n, found in enumerate(levels(), 1) if found.id == now), "")


def label(level: int | None) -> str:
    """The local's word for a stored level, as of today."""
    now = became(level) if level else 0
    return next((found.label for found in levels() if found.id == now), str(_("Not assessed")))


def earlier_label(level: int | None) -> str:
    """The word a level had when it was taken out of the scale; '' for levels in use."""
    word: str = stored().get("was", {}).get(str(level), "")
    return word


def supporting() -> frozenset[int]:
    """Every stored id that counts as support today."""
    return frozenset(old for found in levels() if found.support for old in counts_as(found.id))


def support_name() -> str:
    """How support is called in short: the digits that count, such as '1 + 2'."""
    return " + ".join(str(n) for n, found in enumerate(levels(), 1) if found.support)


def proven_level() -> int:
    """Where an action puts somebody who was no supporter: the weakest level of support."""
    return [found.id for found in levels() if found.support][-1]
