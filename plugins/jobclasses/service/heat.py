"""What other plugins count in each class, for the heat map: assessment, cards, survey answers.

Read through the core's measures and nothing else, so it is there where those plugins are on.
"""

from collections.abc import Mapping
from typing import Any

from crm.errors import CRMError
from crm.registry import current as registry
from crm.tenancy import Actor
from plugins.jobclasses.matching.scoring import SMALL
from plugins.jobclasses.service.roster import FACET

SHARES = (
    ("assessed", "campaigns.assessed", "campaigns.members"),
    ("support", "campaigns.supporters", "campaigns.members"),
    ("cards", "campaigns.cards", "campaigns.members"),
)
"""Shares drawn of two measures: name, of which, in which."""
SURVEY_SMALL = 10


def columns(by_title: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each measure as a column: id, label, permission, counts by class key."""
    found = []
    for measure in registry().items("measures"):
        try:
            counts = measure.counts(FACET)
        except (CRMError, KeyError, ValueError):  # no such facet there, or nothing released
            continue
        mine = {by_title[t]: int(n) for t, n in counts.items() if t in by_title}
        head = {"id": measure.id, "label": str(measure.label), "permission": measure.permission}
        found.append({**head, "counts": [{"key": k, "n": n} for k, n in sorted(mine.items())]})
    return found


def cells(board: Mapping[str, Any], *, actor: Actor) -> tuple[list[dict[str, Any]], list[Any]]:
    """Columns that the actor may see ({id, label}) and rows (class, cells of 0 to 1 or None)."""
    seen = [column for column in board["heat"] if actor.can(column["permission"])]
    counts = {c["id"]: {one["key"]: one["n"] for one in c["counts"]} for c in seen}
    labels = {column["id"]: column["label"] for column in seen}
    shown = [(name, of, whole) for name, of, whole in SHARES if {of, whole} <= counts.keys()]
    others = [c for c in seen if not c["id"].startswith("campaigns.")]
    heads = [{"id": of, "label": labels[of]} for _name, of, _whole in shown]
    heads += [{"id": c["id"], "label": c["label"]} for c in others]
    rows = []
    for row in board["rows"]:
        if row["people"] < SMALL:
            continue
        values = [_share(counts, of, whole, row["key"]) for _name, of, whole in shown]
        values += [_count(counts[c["id"]], row) for c in others]
        rows.append((row, values))
    return heads, rows


def _share(counts: Mapping[str, Any], of: str, whole: str, key: str) -> float | None:
    people = counts[whole].get(key, 0)
    return counts[of].get(key, 0) / people if people >= SMALL else None


def _count(counts: Mapping[str, int], row: Mapping[str, Any]) -> float | None:
    n = counts.get(row["key"], 0)
    return min(n / row["people"], 1.0) if n >= SURVEY_SMALL else None
