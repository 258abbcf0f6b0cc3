"""Which cells of a table may be shown: nothing about fewer than k people can be read off it.

Primary: counts of 1 to k-1, and groups that all answered alike. Complementary: as many more
cells as it takes so that the sums of the table give no hidden cell away (Cox, "Suppression
methodology and statistical disclosure control", JASA 75, 1980; the choice here is greedy, and
each pattern is checked against exact bounds). Rows are answers ("no answer" and "not asked"
included), columns are groups, so that a column sums to the people of its group.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plugins.surveys.statistics.flows import Cell, Room, Table, bounds

WIDTH = 3
"""The interval in which a reader can place a hidden cell is never narrower than this."""


def hidden_totals(counts: Sequence[int], k: int, also: Iterable[int] = ()) -> set[int]:
    """The rows of a column without groups that must be hidden: small ones, and one beside them.

    Whoever knows the sum can only tell what the hidden ones come to together: at least two, and
    at least k people. `also` are rows that must be hidden for another reason.
    """
    found = {row for row, n in enumerate(counts) if 0 < n < k} | set(also)
    rest = sorted((n, row) for row, n in enumerate(counts) if row not in found and n)
    while found and rest and (len(found) < 2 or sum(counts[row] for row in found) < k):
        found.add(rest.pop(0)[1])
    return found


def hidden_cells(
    table: Table,
    k: int,
    rows: set[int] | None = None,
    closed: set[Cell] | None = None,
    known: Room | None = None,
    told: frozenset[int] = frozenset(),
) -> set[Cell]:
    """The cells of a table by groups that must be hidden.

    `rows` are those whose totals are hidden; all their cells are. `closed` are cells that another
    table would give away; they are hidden and protected, too. `known` is what else limits a cell.
    Columns of `told` may be seen to have answered alike.
    """
    rows = rows or set()
    whole = {(row, column) for row in rows for column in range(_width(table))}
    doors = frozenset((row, _width(table)) for row in rows)
    must = (closed or set()) | _primary(table, k, told) | whole
    view = _View(_opened(table, rows), doors, _possible(table, must, rows), known or {})
    return _protect(table, view, must)


@dataclass(frozen=True)
class _View:
    """What a reader has before them: counts, the doors between rows, what must not be told."""

    table: Table
    doors: frozenset[Cell]
    must: set[Cell]
    known: Room


def _possible(table: Table, must: set[Cell], rows: set[int]) -> set[Cell]:
    """`must` without cells of which the sum of their row or column says that nobody is there."""
    columns = {column for column in range(_width(table)) if any(line[column] for line in table)}
    people = rows | {row for row, line in enumerate(table) if any(line)}
    return {(row, column) for row, column in must if row in people and column in columns}


def _width(table: Table) -> int:
    return len(table[0]) if table else 0


def _primary(table: Table, k: int, told: frozenset[int]) -> set[Cell]:
    """Cells about 1 to k-1 people, and the one of a column whose people all answered alike."""
    found: set[Cell] = set()
    for column in range(_width(table)):
        counts = [row[column] for row in table]
        alike = sum(1 for n in counts if n) == 1 and column not in told
        found |= {(row, column) for row, n in enumerate(counts) if 0 < n < k or (alike and n)}
    return found


def _opened(table: Table, rows: set[int]) -> Table:
    """The table with one more column through which rows of unknown sum may exchange people."""
    if not rows:
        return table
    return [[*row, sum(row) if number in rows else 0] for number, row in enumerate(table)]


def _protect(table: Table, view: _View, must: set[Cell]) -> set[Cell]:
    found = set(must)
    while weak := _weakest(view, found):
        more = _ring(table, found, weak) or _beside(table, found, weak)
        if not more:
            break
        found |= more
    return found


def _weakest(view: _View, found: set[Cell]) -> Cell | None:
    """A cell that a reader could place too well, if there is one."""
    hidden = found | view.doors
    for cell in sorted(view.must):
        low, high = bounds(view.table, hidden, cell, WIDTH, view.known)
        if high - low < WIDTH:
            return cell
    return None


def _ring(table: Table, found: set[Cell], weak: Cell) -> set[Cell]:
    """The cheapest cells that close a ring of four hidden cells through `weak`; {} for none.

    Two rows, two columns: people may be moved around it without changing a sum, one way as far
    as the lesser of one pair of corners allows, the other way as far as the other pair does.
    """
    row, column = weak
    best: tuple[int, list[Cell]] | None = None
    for r in range(len(table)):
        for c in range(_width(table)):
            fresh = [cell for cell in ((r, column), (row, c), (r, c)) if cell not in found]
            if r == row or c == column or not fresh:
                continue
            down = min(table[row][column], table[r][c])
            up = min(table[r][column], table[row][c])
            cost = sum(table[i][j] + 1 for i, j in fresh)
            if down + up >= WIDTH and (best is None or cost < best[0]):
                best = (cost, fresh)
    return set(best[1]) if best else set()


def _beside(table: Table, found: set[Cell], weak: Cell) -> set[Cell]:
    """Where no ring will do: the fullest cell still shown of its row or column, else of all."""
    shown = [(r, c) for r in range(len(table)) for c in range(_width(table)) if (r, c) not in found]
    near = [cell for cell in shown if cell[0] == weak[0] or cell[1] == weak[1]]
    pick = max(near or shown, key=lambda cell: (table[cell[0]][cell[1]], cell), default=None)
    return {pick} if pick else set()
