"""The wall chart: the unit by two facets, everybody a mark coloured by a scheme.

Department x shift by assessment comes from counters. Marks of single people are drawn for those
who may see names, up to `MARKS` people; beyond that, and for leadership, cells show counts only
and open to their people.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from crm import paging
from crm.tenancy import Actor
from plugins.campaigns import scale
from plugins.campaigns.service import cells, counters, keptcells, unit
from plugins.campaigns.service.campaigns import Campaign, sees_names, turf_of
from plugins.campaigns.service.cells import Cell
from plugins.campaigns.service.colouring import ASSESSMENT, Scheme, schemes
from plugins.campaigns.service.unit import Member
from plugins.campaigns.service.unitlist import Page

MARKS = 800
PAGE = 60
COUNTED = ("department", "shift")


class Mark(NamedTuple):
    """One person as drawn."""

    code: str
    letter: str
    faded: bool
    name: str


@dataclass
class Square:
    """One cell of the chart: its counts, how many of each shade and, where drawn, its people."""

    cell: Cell
    shades: Counter[str]
    marks: list[Mark] = field(default_factory=list)


@dataclass
class Chart:
    """Rows x columns; `squares[row, column]` is missing where nobody is.

    `at` is when it was counted, None where it is of this moment; `single` whether people are
    drawn one by one.
    """

    rows: list[str]
    columns: list[str]
    squares: dict[tuple[str, str], Square]
    total: Cell
    shades: Counter[str]
    row_totals: dict[str, Cell]
    column_totals: dict[str, Cell]
    scheme: Scheme
    single: bool
    at: datetime | None = None

    def widths(self, whole: int = 84, least: int = 8) -> list[int]:
        """How wide each column should be for its people, in percent that add up to about whole."""
        people = [
            sum(s.cell.n for (_row, column), s in self.squares.items() if column == name)
            for name in self.columns
        ]
        free = max(whole - least * len(people), 0)
        return [least + free * n // max(sum(people), 1) for n in people]

    def square(self, row: str, column: str) -> Square | None:
        """The cell, or None where it is empty."""
        return self.squares.get((row, column))


def wall_chart(
    campaign: Campaign,
    rows: str = "department",
    columns: str = "shift",
    colour: str = ASSESSMENT,
    *,
    actor: Actor,
) -> Chart:
    """The chart of a campaign by two facets (`columns` '' for one row of people per value)."""
    scheme = schemes(campaign)[colour]
    found = cells.cells(campaign["_id"])
    size = sum(cell.n for cell in found)
    counted = (rows, columns) == COUNTED and colour == ASSESSMENT
    if size > MARKS:
        if counted:
            return _laid_out(_from_counters(found), scheme, single=False)
        groups, at = keptcells.of_unit(campaign, rows, columns, scheme)
        squares = {key: Square(g.cell, g.shades) for key, g in groups.items()}
        return _laid_out(squares, scheme, single=False, at=at)
    mine = unit.in_reach(campaign, actor=actor)
    whole = len(mine) == size
    if counted and not mine:
        return _laid_out(_from_counters(found), scheme, single=False)
    everybody = mine if whole else unit.of_campaign(campaign["_id"])
    shown = None if whole else {m["_id"] for m in mine}
    squares = {
        key: Square(group.cell, group.shades, _marks(group.members, scheme, shown))
        for key, group in keptcells.grouped(everybody, rows, columns, scheme).items()
    }
    return _laid_out(squares, scheme, single=bool(mine))


def _from_counters(found: Sequence[Cell]) -> dict[tuple[str, str], Square]:
    return {(c.row, c.column): Square(c, _levels(c)) for c in found}


def _levels(cell: Cell) -> Counter[str]:
    shown = (scale.NOT_ASSESSED, *(level.id for level in scale.levels()))
    return Counter({f"a{level}": cell.level(level) for level in shown})


def _marks(members: Sequence[Member], scheme: Scheme, shown: set[str] | None) -> list[Mark]:
    letters, order = scheme.letters, list(scheme.letters)
    marks = [
        Mark(code, letters[code], scheme.faded(member), member["name"])
        for member in members
        if shown is None or member["_id"] in shown
        for code in (scheme.of(member),)
    ]
    return sorted(marks, key=lambda mark: order.index(mark.code))


def _ordered(values: set[str]) -> list[str]:
    return sorted(values, key=lambda v: (v == "", v.casefold()))


def _laid_out(
    squares: dict[tuple[str, str], Square],
    scheme: Scheme,
    *,
    single: bool,
    at: datetime | None = None,
) -> Chart:
    row_totals: dict[str, Cell] = {}
    column_totals: dict[str, Cell] = {}
    counts: Counter[str] = Counter()
    shades: Counter[str] = Counter()
    for (row, column), square in squares.items():
        row_totals.setdefault(row, Cell(row)).counts.update(square.cell.counts)
        column_totals.setdefault(column, Cell(column=column)).counts.update(square.cell.counts)
        counts.update(square.cell.counts)
        shades.update(square.shades)
    return Chart(
        rows=_ordered({row for row, _column in squares}),
        columns=_ordered({column for _row, column in squares}),
        squares=squares,
        total=Cell(counts=counts),
        shades=shades,
        row_totals=row_totals,
        column_totals=column_totals,
        scheme=scheme,
        single=single,
        at=at,
    )


def people_of_cell(
    campaign: Campaign,
    facets: tuple[str, str],
    values: tuple[str, str],
    after: str = "",
    *,
    actor: Actor,
) -> Page:
    """A page of the people of one cell whom the actor may see, by name.

    `facets` are the rows' and the columns' ('' for none), `values` those of the cell.
    """
    prefix: dict[str, str] = {"campaign_id": campaign["_id"]}
    where: dict[str, object] = {}
    if sees_names(campaign, actor):
        if facets == COUNTED:
            prefix["cell"] = counters.cell_key(dict(zip(COUNTED, values, strict=True)))
    elif turf_of(campaign["_id"], actor.account_id) in actor.grants:
        prefix["organizer"] = actor.account_id
    else:
        return Page([], "")
    if "cell" not in prefix:
        pairs = [(f, v) for f, v in zip(facets, values, strict=True) if f]
        where = {f"facets.{f}": v or {"$in": ["", None]} for f, v in pairs}
    rows = paging.window(
        "campaigns_members",
        prefix,
        "sort_key",
        after=paging.read_cursor("campaigns_members", after),
        size=PAGE,
        where=where or None,
    )
    return Page(rows, paging.cursor_of(rows[-1]) if len(rows) == PAGE else "")
