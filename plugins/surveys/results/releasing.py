"""What of the counts may be shown: the tables of a release, small cells already taken out.

Everything that leaves the product (pages, charts and their text, CSV, XLSX, SPSS, the API) is
drawn from these tables and from nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from plugins.surveys.results.counting import bin_order
from plugins.surveys.results.groups import grouped, in_order, sizes, summed
from plugins.surveys.results.ranks import together
from plugins.surveys.results.several import Column
from plugins.surveys.results.tables import MANY, NO_ANSWER, NOT_ASKED, Limits, Table
from plugins.surveys.statistics.flows import Cell
from plugins.surveys.statistics.suppression import hidden_cells, hidden_totals

Released = dict[str, Any]
"""A table as released:

    {id, key, sub, type, kind, since, rows: [row, ...] (NO_ANSWER last),
     base: int | None, n: {row: int | None},              None is "not shown"
     breakdowns: {name: {groups: [str], base: [int | None], n: {row: [int | None]}}}}
"""


@dataclass(frozen=True)
class Counts:
    """The running counts of a survey, by weighting cell."""

    people: Mapping[str, int]
    """Responses by cell."""
    asked: Mapping[str, Mapping[str, int]]
    """Responses that were asked, by table and cell."""
    n: Mapping[str, Mapping[str, Mapping[str, int]]]
    """Responses by table, cell and row."""


@dataclass(frozen=True)
class Rules:
    """How small is too small, and by what results are broken down."""

    k: int
    cohort: int
    breakdowns: Sequence[str] = ()
    """Only a final release has any: two of them could be compared, and groups change."""
    earlier: Sequence[Mapping[str, Released]] = ()
    """The tables of every release before, by id: comparing must not tell on who came between."""


@dataclass
class _Shown:
    """What has been decided so far, for questions whose conditions look at others."""

    rows: dict[str, set[str]] = field(default_factory=dict)
    columns: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Groups with something hidden, by question and breakdown."""

    def add(self, made: Sequence[Released]) -> None:
        """Note what is hidden in these tables."""
        for one in made:
            gone = {row for row, n in one["n"].items() if n is None}
            self.rows.setdefault(one["key"], set()).update(gone)
            for name, part in one["breakdowns"].items():
                closed = {g for g, n in zip(part["groups"], part["base"], strict=True) if n is None}
                self.columns.setdefault((one["key"], name), set()).update(closed)


def release(tables: Sequence[Table], counts: Counts, rules: Rules) -> list[Released]:
    """The tables that may be shown, in order; none where fewer than k people answered."""
    total = sum(counts.people.values())
    if total < rules.k:
        return []
    names, shown = groups_of(counts, rules), _Shown()
    found: list[Released] = []
    for _key, group in groupby(tables, key=lambda table: table.key):
        mine = list(group)
        made = [_released(table, counts, rules, names, shown) for table in mine]
        if mine[0].type == "ranking":
            made = together(made, [_sums(table, counts) for table in mine], rules.k)
            shown.add(made)
        found += made
    return found


def groups_of(counts: Counts, rules: Rules) -> dict[str, dict[str, str]]:
    """For each breakdown, what each value is shown as; {} where it cannot be shown."""
    return {
        breakdown: grouped(sizes(counts.people, place), rules.cohort)
        for place, breakdown in enumerate(rules.breakdowns)
    }


def _released(
    table: Table,
    counts: Counts,
    rules: Rules,
    names: Mapping[str, Mapping[str, str]],
    shown: _Shown,
) -> Released:
    n, asked = counts.n.get(table.id, {}), counts.asked.get(table.id, {})
    rows, sums = _rows(table, n), _sums(table, counts)
    base, people = sum(asked.values()), sum(counts.people.values())
    hidden = _hidden_rows(table, sums, (base, people), rules, shown)
    found: Released = {
        "id": table.id, "key": table.key, "sub": table.sub, "type": table.type,
        "kind": table.kind, "since": table.since, "rows": [*rows],
        "base": None if NOT_ASKED in hidden else base,
        "n": {row: None if row in hidden or NOT_ASKED in hidden else sums[row] for row in rows},
        "breakdowns": {},
    }  # fmt: skip
    shown.rows.setdefault(table.key, set()).update(hidden)
    if NOT_ASKED not in hidden:
        for place, breakdown in enumerate(rules.breakdowns):
            if names[breakdown]:
                found["breakdowns"][breakdown] = _broken_down(
                    table, counts, rules, (breakdown, place, names[breakdown]), hidden, shown
                )
    return found


def _sums(table: Table, counts: Counts) -> dict[str, int]:
    """How many people stand in each row."""
    n = counts.n.get(table.id, {})
    return {row: sum(cell.get(row, 0) for cell in n.values()) for row in _rows(table, n)}


def _rows(table: Table, n: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The rows of a table; those of numbers and dates are the bins that occur, in order."""
    seen = {row for cell in n.values() for row, count in cell.items() if count}
    named = table.rows or tuple(sorted(seen - {NO_ANSWER}, key=bin_order))
    return [*named, NO_ANSWER]


def _hidden_rows(
    table: Table, sums: Mapping[str, int], size: tuple[int, int], rules: Rules, shown: _Shown
) -> set[str]:
    """Rows whose total is not shown; NOT_ASKED among them hides the table as a whole."""
    base, people = size
    apart = people - base
    if base < rules.k or 0 < apart < rules.k or _told(table, shown):
        return {NOT_ASKED}
    before = [release[table.id] for release in rules.earlier if table.id in release]
    came = {row for row in sums for old in before if _came(old, row, sums, base, rules.k)}
    if table.kind == MANY:
        small = {r for r, n in sums.items() if 0 < n < rules.k or 0 < base - n < rules.k}
        whole = Column(base, sums, table.limits).beside(came | small)
        return {NOT_ASKED} if whole is None else whole
    order = list(sums)
    also = {order.index(row) for row in came}
    return {order[number] for number in hidden_totals([*sums.values()], rules.k, also)}


def _came(before: Released, row: str, sums: Mapping[str, int], base: int, k: int) -> bool:
    """Whether fewer than k people came to (or left) a row since the release before."""
    old, old_base = before["n"].get(row, 0), before["base"]
    if old is None or old_base is None:
        return False
    here, around = abs(sums[row] - old), abs((base - sums[row]) - (old_base - old))
    return 0 < here < k or (before["kind"] == MANY and 0 < around < k)


def _told(table: Table, shown: _Shown) -> bool:
    """Whether the base would tell a hidden total of the question that decides who is asked."""
    return any(
        shown.rows.get(key, set()) & {*codes, NO_ANSWER, NOT_ASKED}
        for key, codes in table.depends.items()
    )


def _broken_down(
    table: Table,
    counts: Counts,
    rules: Rules,
    by: tuple[str, int, Mapping[str, str]],
    hidden: set[str],
    shown: _Shown,
) -> Released:
    """One breakdown: rows by group, None where not shown."""
    breakdown, place, names = by
    groups = in_order(names)
    n = summed(counts.n.get(table.id, {}), place, names, groups)
    whole = {cell: {"": count} for cell, count in counts.people.items()}
    asked_of = {cell: {"": count} for cell, count in counts.asked.get(table.id, {}).items()}
    nothing = [0] * len(groups)
    people = summed(whole, place, names, groups).get("", nothing)
    base = summed(asked_of, place, names, groups).get("", nothing)
    apart = [p - b for p, b in zip(people, base, strict=True)]
    rows = _rows(table, counts.n.get(table.id, {}))
    grid = {row: n.get(row, nothing) for row in rows}
    closed = {g for key in table.depends for g in shown.columns.get((key, breakdown), set())}
    blind = {number for number, group in enumerate(groups) if group in closed}
    if table.kind == MANY:
        out = _many(_Grid(grid, base, apart, table.limits), rules, hidden, blind)
    else:
        out = _one(grid, apart, rules, hidden, blind)
    gone = {column for row, column in out if row == NOT_ASKED}
    found = {(row, c) for row, c in out if row != NOT_ASKED}
    touched = {groups[c] for _row, c in out}
    shown.columns.setdefault((table.key, breakdown), set()).update(touched)
    return {
        "groups": groups,
        "base": [None if c in gone else b for c, b in enumerate(base)],
        "n": {
            row: [None if c in gone or (row, c) in found else count
                  for c, count in enumerate(grid[row])]
            for row in rows
        },
    }  # fmt: skip


Named = set[tuple[str, int]]
"""Hidden cells: row and number of the group; row NOT_ASKED hides the group's base."""


def _one(
    grid: Mapping[str, list[int]], apart: list[int], rules: Rules, hidden: set[str], blind: set[int]
) -> Named:
    """Hidden cells of a table in which each person stands once."""
    names = [*grid, NOT_ASKED]
    rows = {number for number, name in enumerate(names) if name in hidden}
    closed = {(row, column) for row in range(len(names)) for column in blind}
    cells = hidden_cells([*grid.values(), apart], rules.k, rows, closed)
    return {(names[row], column) for row, column in cells}


@dataclass(frozen=True)
class _Grid:
    """Counts by row and group of a table in which people may stand several times."""

    rows: Mapping[str, list[int]]
    base: list[int]
    apart: list[int]
    """By group: who was not asked."""
    limits: Limits

    def known(self, row: str) -> dict[Cell, tuple[int, int]]:
        """The room of each count that the other rows leave it: of who chose it, who was asked."""
        shared, found = any(self.apart), {}
        for number, asked in enumerate(self.base):
            counts = {name: line[number] for name, line in self.rows.items()}
            column = Column(asked, counts, self.limits)
            found[(0, number)] = column.room(row, shared=shared)
            found[(2, number)] = column.asked(shared=shared)
        return found


def _many(grid: _Grid, rules: Rules, hidden: set[str], blind: set[int]) -> Named:
    """Hidden cells of a table in which people may stand several times: each row by itself.

    A row in which nobody stands is told by its total. That nobody of a group kept silent says
    nothing of what they chose.
    """
    found: Named = set()
    closed = {(row, column) for row in range(3) for column in blind}
    for row, chosen in grid.rows.items():
        if row not in hidden and not any(chosen):
            continue
        left = [b - n for b, n in zip(grid.base, chosen, strict=True)]
        told = {c for c, n in enumerate(chosen) if row == NO_ANSWER and not n}
        rows = {0, 1} if row in hidden else set()
        counts = [chosen, left, grid.apart]
        cells = hidden_cells(counts, rules.k, rows, closed, grid.known(row), frozenset(told))
        found |= {(row, column) for r, column in cells if r < 2}
        found |= {(NOT_ASKED, column) for r, column in cells if r == 2}
    return found
