"""Ranges of numbers and months that few people are in, taken together with their neighbours.

A tail of ranges with one person each would have to be hidden, and what protects it with it, until
nothing of the question is left by groups. Coarser ranges are true, and can be shown. It is done
once, for the one release of a survey that has closed: two releases with other ranges could be
subtracted from each other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from plugins.surveys.results.counting import bin_order
from plugins.surveys.results.releasing import Counts
from plugins.surveys.results.tables import NO_ANSWER, Table


def joined(tables: Iterable[Table], counts: Counts, least: int) -> Counts:
    """The counts with ranges of `least` people or more, as far as there are so many."""
    n = dict(counts.n)
    for table in tables:
        if not table.rows and table.id in n:
            names = _names(_sums(n[table.id].values()), least)
            n[table.id] = {cell: _renamed(rows, names) for cell, rows in n[table.id].items()}
    return Counts(counts.people, counts.asked, n)


def _sums(cells: Iterable[Mapping[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for rows in cells:
        found.update({row: n for row, n in rows.items() if row != NO_ANSWER and n})
    return found


def _names(sums: Mapping[str, int], least: int) -> dict[str, str]:
    """For each range what it is shown as; a rest at the end joins the range before it."""
    groups: list[list[str]] = []
    people = least
    for row in sorted(sums, key=bin_order):
        if people >= least:
            groups.append([])
            people = 0
        groups[-1].append(row)
        people += sums[row]
    if people < least and len(groups) > 1:
        rest = groups.pop()
        groups[-1] += rest
    return {row: _name(group) for group in groups for row in group}


def _name(group: Sequence[str]) -> str:
    """ "3-4" and "5-9" are "3-9"; months are named from the first to the last."""
    first, last = group[0], group[-1]
    if len(group) == 1:
        return first
    if first[:4].isdigit() and len(first) == len(last) == 7 and first[4] == last[4] == "-":
        return f"{first} – {last}"
    end = last.rpartition("-")[2]
    if first == "below 0":
        return f"any to {end}"
    start = first.partition("-")[0]
    return f"{start}+" if end.endswith("+") else f"{start}-{end}"


def _renamed(rows: Mapping[str, int], names: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row, n in rows.items():
        name = names.get(row, row)
        found[name] = found.get(name, 0) + n
    return found
