"""Rankings: what the tables of their entries say about one another.

Everybody puts one entry first, one second: the places of all entries add up over the entries, too.
So the entries are protected together, places against entries. By groups there would be sums in
three directions, for which no choice of cells is proved: a ranking is shown by a group of which
nothing at all need be hidden, or not by it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.surveys.statistics.suppression import hidden_cells

Entry = dict[str, Any]
"""A released table (see `releasing`)."""


def together(entries: Sequence[Entry], sums: Sequence[Mapping[str, int]], k: int) -> list[Entry]:
    """The tables of one ranking with what the others would tell taken out, too.

    `sums` are the true counts of each entry by place.
    """
    if any(entry["base"] is None for entry in entries):
        return [_nothing(entry) for entry in entries]
    places = list(entries[0]["rows"])
    grid = [[true[place] for true in sums] for place in places]
    gone = {(r, c) for r, place in enumerate(places)
            for c, entry in enumerate(entries) if entry["n"][place] is None}  # fmt: skip
    hidden = hidden_cells(grid, k, None, gone)
    found = []
    for c, entry in enumerate(entries):
        n = {place: None if (r, c) in hidden else entry["n"][place]
             for r, place in enumerate(places)}  # fmt: skip
        found.append({**entry, "n": n})
    return [{**entry, "breakdowns": _whole(found, entry, bool(hidden))} for entry in found]


def _nothing(entry: Entry) -> Entry:
    return {**entry, "base": None, "n": dict.fromkeys(entry["n"]), "breakdowns": {}}


def _whole(entries: Sequence[Entry], entry: Entry, closed: bool) -> dict[str, Any]:
    """The breakdowns of an entry: as they are, or without any count."""
    found: dict[str, Any] = {}
    for name, part in entry["breakdowns"].items():
        parts = [one["breakdowns"][name] for one in entries]
        some = closed or any(
            None in line for one in parts for line in (one["base"], *one["n"].values())
        )
        nothing = [None] * len(part["groups"])
        empty = {"groups": part["groups"], "base": nothing, "n": dict.fromkeys(part["n"], nothing)}
        found[name] = empty if some else part
    return found
