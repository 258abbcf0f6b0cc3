"""Weighted shares beside the counts, where they give nothing away that the counts hide."""

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.surveys.results.counting import cell_values
from plugins.surveys.results.releasing import Counts, Released
from plugins.surveys.statistics.weighting import Group, Weights, effective_n, rake


def weighted(
    tables: Sequence[Released], counts: Counts, margins: Sequence[Mapping[str, int]]
) -> dict[str, Any] | None:
    """Shares weighted to the roster: {effective, capped, collapsed, shares: {table: {row: share}}}.

    Computed from the counts of weighting cells (sum of weight times n), so no response is read.
    None where there are no breakdowns to weight by. A row of which anything is hidden in a
    breakdown has no weighted share: that would be one equation more about the hidden cells.
    """
    answered = {cell_values(cell): n for cell, n in counts.people.items() if n > 0}
    if not margins or not answered or any(len(cell) != len(margins) for cell in answered):
        return None
    weights = rake(answered, margins)
    shares = {table["id"]: _shares(table, counts, weights) for table in tables}
    return {
        "answered": weights.answered,
        "effective": round(weights.effective, 1),
        "capped": weights.capped,
        "collapsed": [[place, value] for place, value in weights.collapsed],
        "shares": {table: found for table, found in shares.items() if found},
    }


def _shares(table: Released, counts: Counts, weights: Weights) -> dict[str, Any]:
    asked = _by_group(counts.asked.get(table["id"], {}))
    base = sum(weights.by_cell.get(group, 0.0) * n for group, n in asked.items())
    if table["base"] is None or not base:
        return {}
    hidden = {
        row
        for part in table["breakdowns"].values()
        for row, line in part["n"].items()
        if None in line or None in part["base"]
    }
    found: dict[str, Any] = {}
    for row in table["rows"]:
        if table["n"][row] is not None and row not in hidden:
            total = sum(
                weights.by_cell.get(cell_values(cell), 0.0) * rows.get(row, 0)
                for cell, rows in counts.n.get(table["id"], {}).items()
            )
            found[row] = round(total / base, 4)
    if found:
        found["effective"] = round(effective_n(weights.by_cell, asked), 1)
    return found


def _by_group(cells: Mapping[str, int]) -> dict[Group, int]:
    return {cell_values(cell): n for cell, n in cells.items()}
