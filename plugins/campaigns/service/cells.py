"""Counts of a unit by department and shift, read from the stored counters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from plugins.campaigns import scale
from plugins.campaigns.service import counters
from plugins.campaigns.service.counters import SEP


@dataclass
class Cell:
    """Counts of one group of the unit: a cell of the chart, a department, or everybody."""

    row: str = ""
    column: str = ""
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        """People listed."""
        return self.counts["n"]

    @property
    def assessed(self) -> int:
        """People with an assessment."""
        return self.n - self.counts["a0"]

    @property
    def support(self) -> int:
        """People at a level that counts as support: activists and supporters."""
        return sum(self.counts[f"a{level}"] for level in scale.supporting())

    def level(self, level: int) -> int:
        """People at a level of today's scale (0 is not assessed)."""
        return sum(self.counts[f"a{stored}"] for stored in scale.counts_as(level))


def cells(campaign_id: str) -> list[Cell]:
    """Department x shift, from the stored counters; emptied cells are left out."""
    found = []
    for doc in counters.read(campaign_id, "cell"):
        row, _sep, column = doc["key"].partition(SEP)
        counts = Counter({name: doc.get(name, 0) for name in counters.FIELDS})
        if counts["n"]:
            found.append(Cell(row, column, counts))
    return sorted(found, key=lambda c: (c.row == "", c.row, c.column))


def total(found: Sequence[Cell]) -> Cell:
    """The sum of cells."""
    counts: Counter[str] = Counter()
    for cell in found:
        counts.update(cell.counts)
    return Cell(counts=counts)


def by_row(found: Sequence[Cell]) -> list[Cell]:
    """Cells summed over their columns: one per department."""
    rows: dict[str, Cell] = {}
    for cell in found:
        rows.setdefault(cell.row, Cell(cell.row)).counts.update(cell.counts)
    return list(rows.values())
