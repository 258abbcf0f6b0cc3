"""What other plugins count in each class, for the heat map: assessment, cards, survey answers.

Read through the core's measures and nothing else, so it is there where those plugins are on, and
whatever plugin declares a measure has its column (see `crm.plugin.Measure`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crm.errors import CRMError
from crm.registry import current as registry
from crm.tenancy import Actor
from plugins.jobclasses.matching.scoring import SMALL
from plugins.jobclasses.service.roster import FACET

Column = dict[str, Any]


def columns(by_title: Mapping[str, str]) -> list[Column]:
    """Each measure as a column: id, label, permission, of, fewest, counts by class key."""
    found = []
    for measure in registry().items("measures"):
        try:
            counts = measure.counts(FACET)
        except (CRMError, KeyError, ValueError):  # no such facet there, or nothing released
            continue
        mine = {by_title[t]: int(n) for t, n in counts.items() if t in by_title}
        head = {"id": measure.id, "label": str(measure.label), "permission": measure.permission}
        head |= {"of": measure.of, "fewest": measure.fewest}
        found.append({**head, "counts": [{"key": k, "n": n} for k, n in sorted(mine.items())]})
    return found


def cells(board: Mapping[str, Any], *, actor: Actor) -> tuple[list[Column], list[Any]]:
    """Columns that the actor may see and rows (class, cells of 0 to 1 or None).

    A measure that is the whole of others is not drawn by itself.
    """
    seen = {c["id"]: c for c in board["heat"] if actor.can(c["permission"])}
    counts = {name: {one["key"]: one["n"] for one in c["counts"]} for name, c in seen.items()}
    wholes = {c.get("of", "") for c in seen.values()}
    heads = [c for name, c in seen.items() if name not in wholes and c.get("of", "") in ("", *seen)]
    rows = [
        (row, [_share(counts, column, row) for column in heads])
        for row in board["rows"]
        if row["people"] >= SMALL
    ]
    return heads, rows


def _share(
    counts: Mapping[str, Mapping[str, int]], column: Column, row: Mapping[str, Any]
) -> float | None:
    """The share of a class that a column counts; None where too few people are behind it."""
    key, of, fewest = row["key"], column.get("of", ""), max(column.get("fewest", 10), SMALL)
    n = counts[column["id"]].get(key, 0)
    whole = counts[of].get(key, 0) if of else row["people"]
    if whole < fewest or (not of and n < fewest):
        return None
    return min(n / whole, 1.0)


def table(heads: Sequence[Column], rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The heat map as a table: class, exposure, and the share of each column by its id."""
    return [
        {"class_key": row["key"], "title": row["title"], "exposure": row["exposure"]["middle"]}
        | {"shares": {head["id"]: share for head, share in zip(heads, values, strict=True)}}
        for row, values in rows
    ]
