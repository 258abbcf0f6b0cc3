"""What of the counts may be shown: the tables of a release, small cells already taken out.

Everything that leaves the product (pages, charts and their text, CSV, XLSX, SPSS, the API) is
drawn from these tables and from nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plugins.surveys.answering.cohorts import OTHERS
from plugins.surveys.results.counting import bin_order
from plugins.surveys.results.groups import grouped, in_order, sizes, summed
from plugins.surveys.results.tables import MANY, NO_ANSWER, NOT_ASKED, Table
from plugins.surveys.statistics.flows import Cell
from plugins.surveys.statistics.suppression import Earlier, hidden_cells, hidden_totals

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
    earlier: Mapping[str, Released] = field(default_factory=dict)
    """The tables of the release before, by id: what is new must not be told by comparing."""


@dataclass
class _Shown:
    """What has been decided so far, for questions whose conditions look at others."""

    rows: dict[str, set[str]] = field(default_factory=dict)
    columns: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Groups with something hidden, by question and breakdown."""


def release(tables: Sequence[Table], counts: Counts, rules: Rules) -> list[Released]:
    """The tables that may be shown, in order; none where fewer than k people answered."""
    total = sum(counts.people.values())
    if total < rules.k:
        return []
    names = {b: grouped(sizes(counts.people, place), rules.cohort)
             for place, b in enumerate(rules.breakdowns)}  # fmt: skip
    shown = _Shown()
    return [_released(table, counts, rules, names, shown) for table in tables]


def _released(
    table: Table,
    counts: Counts,
    rules: Rules,
    names: Mapping[str, Mapping[str, str]],
    shown: _Shown,
) -> Released:
    n, asked = counts.n.get(table.id, {}), counts.asked.get(table.id, {})
    rows = _rows(table, n)
    sums = {row: sum(cell.get(row, 0) for cell in n.values()) for row in rows}
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
    before = rules.earlier.get(table.id)
    if table.kind == MANY:
        hidden = {row for row, n in sums.items() if 0 < n < rules.k or 0 < base - n < rules.k}
        return hidden | {row for row in sums if before and _came(before, row, sums, base, rules.k)}
    order = list(sums)
    small = hidden_totals([sums[row] for row in order], rules.k)
    found = {order[number] for number in small}
    if before:
        found |= {row for row in order if _came(before, row, sums, base, rules.k)}
    return _two_at_least(found, sums, rules.k)


def _two_at_least(found: set[str], sums: Mapping[str, int], k: int) -> set[str]:
    rest = sorted((n, row) for row, n in sums.items() if row not in found and n)
    while found and rest and (len(found) < 2 or sum(sums[row] for row in found) < k):
        found.add(rest.pop(0)[1])
    return found


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
    before = _before(rules.earlier.get(table.id), breakdown, groups, rows)
    if table.kind == MANY:
        out = _many(grid, base, apart, rules, hidden, blind, before)
    else:
        out = _one(grid, apart, rules, hidden, blind, before)
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


def _before(
    old: Released | None, breakdown: str, groups: list[str], rows: list[str]
) -> Released | None:
    """The same breakdown of the release before, if it had the same groups and rows."""
    found: Released | None = (old or {}).get("breakdowns", {}).get(breakdown)
    if not found or found["groups"] != groups or not set(found["n"]) <= set(rows):
        return None
    return found


def _one(
    grid: Mapping[str, list[int]],
    apart: list[int],
    rules: Rules,
    hidden: set[str],
    blind: set[int],
    before: Released | None,
) -> Named:
    """Hidden cells of a table in which each person stands once."""
    names = [*grid, NOT_ASKED]
    table = [*grid.values(), apart]
    rows = {number for number, name in enumerate(names) if name in hidden}
    closed = {(row, column) for row in range(len(names)) for column in blind}
    cells = hidden_cells(table, rules.k, rows, _earlier(before, names, table), closed)
    return {(names[row], column) for row, column in cells}


def _earlier(before: Released | None, names: list[str], table: list[list[int]]) -> Earlier | None:
    """The release before as counts, with zero for what it did not show (that is in `hidden`)."""
    if before is None:
        return None
    width, hidden = len(table[0]), set[Cell]()
    old = []
    for number, name in enumerate(names):
        line = before["n"].get(name, [0] * width) if name != NOT_ASKED else table[number]
        hidden |= {(number, column) for column, n in enumerate(line) if n is None}
        old.append([table[number][c] if n is None else n for c, n in enumerate(line)])
    return Earlier(old, frozenset(hidden))


def _many(
    grid: Mapping[str, list[int]],
    base: list[int],
    apart: list[int],
    rules: Rules,
    hidden: set[str],
    blind: set[int],
    before: Released | None,
) -> Named:
    """Hidden cells of a table in which people may stand several times: each row by itself."""
    found: Named = set()
    for row, chosen in grid.items():
        left = [b - n for b, n in zip(base, chosen, strict=True)]
        table = [chosen, left, apart]
        rows = {0, 1} if row in hidden else set()
        closed = {(r, column) for r in range(3) for column in blind}
        old = None
        if before and row in before["n"]:
            old = _earlier(_pair(before, row), [row, "\0left", NOT_ASKED], table)
        cells = hidden_cells(table, rules.k, rows, old, closed)
        found |= {(row, column) for r, column in cells if r < 2}
        found |= {(NOT_ASKED, column) for r, column in cells if r == 2}
    return found


def _pair(before: Released, row: str) -> Released:
    """A row of the release before, and those asked who did not choose it."""
    line = before["n"][row]
    left = [None if n is None or b is None else b - n
            for n, b in zip(line, before["base"], strict=True)]  # fmt: skip
    return {"n": {row: line, "\0left": left}}


def shown_groups(released: Released, breakdown: str) -> list[str]:
    """Groups of a breakdown of a released table, without the joint group of small ones."""
    found = released["breakdowns"].get(breakdown, {}).get("groups", [])
    return [group for group in found if group != OTHERS]
