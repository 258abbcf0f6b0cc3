"""Weighted shares beside the counts, where they give nothing away that the counts hide."""

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.surveys.results.counting import cell_name, cell_values
from plugins.surveys.results.releasing import Counts, Released
from plugins.surveys.statistics.weighting import Group, Weights, effective_n, rake

Names = Sequence[tuple[int, Mapping[str, str]]]
"""The breakdowns that are shown: their place in a cell, and what each value is shown as."""


def weighted(
    tables: Sequence[Released],
    counts: Counts,
    margins: Sequence[Mapping[str, int]],
    groups: Sequence[Mapping[str, str]],
) -> dict[str, Any] | None:
    """Shares weighted to the roster: {effective, capped, collapsed, shares: {table: {row: share}}}.

    Computed from the counts of weighting cells (sum of weight times n), so no response is read.
    `groups` says, for each breakdown, what its values are shown as ({}: not at all). Weights know
    the shown groups alone, shares are whole percents, and a row of which anything is hidden has
    none: a share must be no equation about people of whom nothing is shown. None without groups.
    """
    names = [(place, found) for place, found in enumerate(groups) if found]
    if not names or len(margins) < len(groups):
        return None
    wide = Counts(
        _wide(counts.people, names),
        {table: _wide(cells, names) for table, cells in counts.asked.items()},
        {table: _wide_rows(cells, names) for table, cells in counts.n.items()},
    )
    answered = {cell_values(cell): n for cell, n in wide.people.items() if n > 0}
    weights = rake(answered, [_margin(margins[place], found) for place, found in names])
    shares = {table["id"]: _shares(table, wide, weights) for table in tables}
    return {
        "answered": weights.answered,
        "effective": round(weights.effective, 1),
        "capped": weights.capped,
        "collapsed": [[place, value] for place, value in weights.collapsed],
        "shares": {table: found for table, found in shares.items() if found},
    }


def _margin(margin: Mapping[str, int], names: Mapping[str, str]) -> dict[str, int]:
    """The roster's people by shown group, of the values that answered at all."""
    found: dict[str, int] = {}
    for value, n in margin.items():
        if value in names:
            found[names[value]] = found.get(names[value], 0) + n
    return found


def _cell(cell: str, names: Names) -> str:
    values = cell_values(cell)
    return cell_name(found[values[place]] for place, found in names)


def _wide(cells: Mapping[str, int], names: Names) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell, n in cells.items():
        key = _cell(cell, names)
        found[key] = found.get(key, 0) + n
    return found


def _wide_rows(cells: Mapping[str, Mapping[str, int]], names: Names) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for cell, rows in cells.items():
        sums = found.setdefault(_cell(cell, names), {})
        for row, n in rows.items():
            sums[row] = sums.get(row, 0) + n
    return found


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
            found[row] = round(total / base, 2)
    if found:
        found["effective"] = round(effective_n(weights.by_cell, asked), 1)
    return found


def _by_group(cells: Mapping[str, int]) -> dict[Group, int]:
    return {cell_values(cell): n for cell, n in cells.items()}
