"""The dashboard's numbers as tables (for CSV) and as plain data (for drawn charts)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.i18n import _
from plugins.campaigns import scale
from plugins.campaigns.service import cells
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.cells import Cell
from plugins.campaigns.service.trend import Trend, trend


@dataclass
class Table:
    """A header row and rows of plain values."""

    headers: list[str]
    rows: list[list[str]]


def _levels() -> list[str]:
    named = [f"{n} {level.label}" for n, level in enumerate(scale.levels(), 1)]
    return [str(_("Not assessed")), *named]


def _ids() -> list[int]:
    return [scale.NOT_ASSESSED, *(level.id for level in scale.levels())]


def _cells(title: str, cells: Sequence[Cell], *, columns: bool = False) -> Table:
    lead = [title, str(_("Shift"))] if columns else [title]
    counted = [str(_("People")), *_levels(), str(_("Cards")), str(_("Committee"))]
    rows = []
    for cell in cells:
        name = [cell.row, cell.column] if columns else [cell.row]
        levels = [cell.level(n) for n in _ids()]
        counts = [cell.n, *levels, cell.counts["cards"], cell.counts["committee"]]
        rows.append([*name, *map(str, counts)])
    return Table([*lead, *counted], rows)


def _weekly(found: Trend) -> Table:
    headers = [str(_("Week")), str(_("Contacts")), str(_("Talked")), *_levels()[1:]]
    rows = []
    for at, week in enumerate(found.weeks):
        levels = [found.levels[n][at] for n in _ids()[1:]]
        rows.append([week, *map(str, (found.contacts[at], found.talked[at], *levels))])
    return Table(headers, rows)


def _by_organizer(found: Trend, names: Mapping[str, str]) -> Table:
    rows = [
        [names.get(who, str(_("somebody who left"))), *map(str, counts)]
        for who, counts in found.by_organizer.items()
    ]
    return Table([str(_("Organizer")), *found.weeks], sorted(rows))


def as_table(table: str, campaign: Campaign, names: Mapping[str, str]) -> Table | None:
    """One of 'departments', 'cells', 'weeks', 'organizers'; None for another name."""
    found = cells.cells(campaign["_id"])
    if table == "departments":
        return _cells(str(_("Department")), cells.by_row(found))
    if table == "cells":
        return _cells(str(_("Department")), found, columns=True)
    weekly = trend(campaign["_id"], cells.total(found))
    if table == "weeks":
        return _weekly(weekly)
    return _by_organizer(weekly, names) if table == "organizers" else None


def drawings(found: Trend, names: Mapping[str, str]) -> dict[str, Any]:
    """What the page's script draws: stacked assessments, and contacts a week by organizer."""
    by_organizer = [
        {"name": names.get(who, str(_("somebody who left"))), "values": counts}
        for who, counts in sorted(found.by_organizer.items())
    ]
    levels = [
        {
            "name": f"{n} {level.label}",
            "values": found.levels[level.id],
            "colour": level.colour,
        }
        for n, level in enumerate(scale.levels(), 1)
    ]
    return {"weeks": found.weeks, "levels": levels, "contacts": by_organizer}
