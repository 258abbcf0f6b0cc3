"""The wall chart: the unit by two facets, everybody a mark coloured by assessment.

Department x shift comes from counters; any other pair of facets is grouped from the unit. Marks
of single people are drawn for those who may see names, up to `MARKS` people; beyond that, and
for leadership, cells show counts only.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from crm import db
from crm.tenancy import Actor
from plugins.campaigns.service import cells, counters, unit
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.cells import Cell
from plugins.campaigns.service.unit import Member

MARKS = 800
COUNTED = ("department", "shift")


@dataclass
class Square:
    """One cell of the chart: its counts and, where drawn, its people."""

    cell: Cell
    people: list[Member] = field(default_factory=list)


@dataclass
class Chart:
    """Rows x columns; `squares[row, column]` is missing where nobody is."""

    rows: list[str]
    columns: list[str]
    squares: dict[tuple[str, str], Square]
    total: Cell
    row_totals: dict[str, Cell]
    marks: bool

    def square(self, row: str, column: str) -> Square | None:
        """The cell, or None where it is empty."""
        return self.squares.get((row, column))


def _ordered(values: set[str]) -> list[str]:
    return sorted(values, key=lambda v: (v == "", v.casefold()))


def _cell_of(members: Sequence[Member], row: str, column: str) -> Cell:
    cell = Cell(row, column)
    for member in members:
        for counts in counters.of_member(member).values():
            if counts["n"] and f"a{member['assessment']}" in counts:
                cell.counts.update(counts)
    return cell


def _grouped(members: Sequence[Member], rows: str, columns: str) -> dict[tuple[str, str], Square]:
    groups: dict[tuple[str, str], list[Member]] = {}
    for member in members:
        facets = member["facets"]
        key = (facets.get(rows) or "", facets.get(columns) or "" if columns else "")
        groups.setdefault(key, []).append(member)
    return {key: Square(_cell_of(found, *key), found) for key, found in groups.items()}


def wall_chart(
    campaign: Campaign, rows: str = "department", columns: str = "shift", *, actor: Actor
) -> Chart:
    """The chart of a campaign by two facets (`columns` '' for one row of people per value)."""
    found = cells.cells(campaign["_id"])
    everybody = cells.total(found)
    by_counters = (rows, columns) == COUNTED
    marks = everybody.n <= MARKS
    members = unit.in_reach(campaign, actor=actor) if marks else []
    whole = marks and len(members) == everybody.n
    if whole or not by_counters:
        squares = _grouped(members if whole else unit.of_campaign(campaign["_id"]), rows, columns)
    else:
        squares = {(c.row, c.column): Square(c) for c in found}
        for key, square in _grouped(members, rows, columns).items():
            if key in squares:
                squares[key].people = square.people
    if not whole and not by_counters:
        visible = {m["_id"] for m in members}
        for square in squares.values():
            square.people = [m for m in square.people if m["_id"] in visible]
    return _laid_out(squares, marks)


def _laid_out(squares: dict[tuple[str, str], Square], marks: bool) -> Chart:
    row_totals: dict[str, Cell] = {}
    counts: Counter[str] = Counter()
    for (row, _column), square in squares.items():
        row_totals.setdefault(row, Cell(row)).counts.update(square.cell.counts)
        counts.update(square.cell.counts)
    return Chart(
        rows=_ordered({row for row, _column in squares}),
        columns=_ordered({column for _row, column in squares}),
        squares=squares,
        total=Cell(counts=counts),
        row_totals=row_totals,
        marks=marks,
    )


def people_of_cell(
    campaign: Campaign, rows: str, row: str, columns: str, column: str, *, actor: Actor
) -> list[Member]:
    """The people of one cell whom the actor may see, by name."""
    if (rows, columns) == COUNTED:
        key = counters.cell_key({"department": row, "shift": column})
        found = db.collection("campaigns_members").find(
            {"campaign_id": campaign["_id"], "cell": key}, sort=[("sort_key", 1)]
        )
    else:
        found = [
            m
            for m in unit.in_reach(campaign, actor=actor)
            if (m["facets"].get(rows) or "") == row
            and (not columns or (m["facets"].get(columns) or "") == column)
        ]
    return [m for m in found if unit.may_see(campaign, m, actor)]
