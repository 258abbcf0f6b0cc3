"""Cells of a large unit that no counter keeps: counted from its members, kept for some minutes.

Department x shift by assessment has counters that every write moves. Any other pair of facets, or
another colour, is a walk over the whole unit; for large units its result is kept (counts only)
and shown with the moment it was counted at.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crm import db
from plugins.campaigns import scale
from plugins.campaigns.service import counters, unit
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.cells import Cell
from plugins.campaigns.service.colouring import Scheme
from plugins.campaigns.service.kept import kept
from plugins.campaigns.service.unit import Member


@dataclass
class Group:
    """The people of one cell: their counts, how many of each shade, and who they are."""

    cell: Cell
    shades: Counter[str] = field(default_factory=Counter)
    members: list[Member] = field(default_factory=list)


Groups = dict[tuple[str, str], Group]


def _add(group: Group, member: Member, scheme: Scheme) -> None:
    for (_campaign, kind, _key), counts in counters.of_member(member).items():
        if kind == "cell":
            group.cell.counts.update(counts)
    group.shades[scheme.of(member)] += 1
    group.members.append(member)


def grouped(members: Sequence[Member], rows: str, columns: str, scheme: Scheme) -> Groups:
    """Members by two facets (`columns` '' for one column)."""
    groups: Groups = {}
    for member in members:
        facets = member["facets"]
        key = (facets.get(rows) or "", facets.get(columns) or "" if columns else "")
        _add(groups.setdefault(key, Group(Cell(*key))), member, scheme)
    return groups


def of_unit(campaign: Campaign, rows: str, columns: str, scheme: Scheme) -> tuple[Groups, datetime]:
    """The groups of the whole unit without their people, and when they were counted."""
    key = db.local_key("wall", campaign["_id"], rows, columns, scheme.id)

    def count() -> list[dict[str, Any]]:
        groups = grouped(unit.of_campaign(campaign["_id"]), rows, columns, scheme)
        return [
            {"row": row, "column": column, "counts": dict(g.cell.counts), "shades": dict(g.shades)}
            for (row, column), g in groups.items()
        ]

    counted, at = kept(key, scale.stored().get("version", 0), count)
    groups = {
        (c["row"], c["column"]): Group(
            Cell(c["row"], c["column"], Counter(c["counts"])), Counter(c["shades"])
        )
        for c in counted
    }
    return groups, at
