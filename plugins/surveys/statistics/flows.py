"""How much a reader of a table can work out about its hidden cells: exact bounds.

A table of counts whose row and column sums are known is a transportation polytope. The least and
the greatest value of one hidden cell follow from maximum flows through the other hidden cells
(Gusfield, "A graph theoretic approach to statistical data security", SIAM J. Comput. 17, 1988).
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

Table = Sequence[Sequence[int]]
"""Counts, rows of equal length."""
Cell = tuple[int, int]
"""Row and column of a cell."""
Room = Mapping[Cell, tuple[int, int]]
"""By how many a cell may be fewer and more, where something besides the sums is known of it."""


class _Network:
    """Capacities between rows and columns, over the hidden cells alone."""

    def __init__(self, table: Table, hidden: Iterable[Cell], known: Room) -> None:
        self.up: dict[Cell, int] = {}
        self.room: dict[tuple[str, int], dict[tuple[str, int], int]] = {}
        for row, column in hidden:
            fewer, more = _room(table, (row, column), known)
            self._edge(("row", row), ("column", column), fewer, more)

    def _edge(self, row: tuple[str, int], column: tuple[str, int], fewer: int, more: int) -> None:
        self.room.setdefault(row, {})[column] = more
        self.room.setdefault(column, {})[row] = fewer

    def flow(self, source: tuple[str, int], sink: tuple[str, int], enough: int) -> int:
        """The greatest flow from source to sink, or `enough` as soon as that much passes."""
        found = 0
        while found < enough:
            pushed = self._augment(source, sink, enough - found)
            if not pushed:
                break
            found += pushed
        return found

    def _augment(self, source: tuple[str, int], sink: tuple[str, int], most: int) -> int:
        came: dict[tuple[str, int], tuple[str, int]] = {source: source}
        queue = deque([source])
        while queue and sink not in came:
            node = queue.popleft()
            for other, room in self.room.get(node, {}).items():
                if room > 0 and other not in came:
                    came[other] = node
                    queue.append(other)
        if sink not in came:
            return 0
        steps, node = [], sink
        while node != source:
            steps.append((came[node], node))
            node = came[node]
        pushed = min(most, *(self.room[a][b] for a, b in steps))
        for a, b in steps:
            self.room[a][b] -= pushed
            self.room[b][a] = self.room[b].get(a, 0) + pushed
        return pushed


UNLIMITED = 1 << 40


def _room(table: Table, cell: Cell, known: Room) -> tuple[int, int]:
    """A cell may shrink to nothing and grow without limit (its sums stop it), or as is known."""
    count = table[cell[0]][cell[1]]
    fewer, more = known.get(cell, (count, UNLIMITED))
    return max(min(fewer, count), 0), max(more, 0)


def bounds(
    table: Table, hidden: Iterable[Cell], cell: Cell, enough: int, known: Room | None = None
) -> tuple[int, int]:
    """The least and greatest value of a hidden cell that its table's sums allow.

    Each is followed only as far as `enough` away from the true value: what is asked is whether
    the interval is wide, not how wide. A cell alone in its row or column gives its exact value.
    """
    others = [each for each in hidden if each != cell]
    (row, column), count = cell, table[cell[0]][cell[1]]
    start, end = ("row", row), ("column", column)
    known = known or {}
    down, up = _room(table, cell, known)
    less = _Network(table, others, known).flow(start, end, min(enough, down))
    more = _Network(table, others, known).flow(end, start, min(enough, up))
    return count - less, count + more
