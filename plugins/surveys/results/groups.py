"""The groups of a breakdown: small ones are taken together before anything is shown."""

from collections.abc import Mapping, Sequence

from plugins.surveys.answering.cohorts import OTHERS
from plugins.surveys.results.counting import cell_values


def sizes(people: Mapping[str, int], place: int) -> dict[str, int]:
    """People by value of the breakdown at `place`, summed over cells."""
    found: dict[str, int] = {}
    for cell, n in people.items():
        value = cell_values(cell)[place]
        found[value] = found.get(value, 0) + n
    return found


def grouped(sizes: Mapping[str, int], least: int) -> dict[str, str]:
    """What each value is shown as: itself, or with others where it is too small.

    A lone small group would be what the total leaves over, so the next smallest joins it until
    there are `least` people in the joint group. {} where no two groups are left to compare.
    """
    order = sorted((n, value) for value, n in sizes.items() if n)
    joined = [value for n, value in order if n < least or value == OTHERS]
    rest = [value for n, value in order if value not in joined]
    while joined and rest and not _enough(joined, sizes, least):
        joined.append(rest.pop(0))
    if joined and sum(sizes[value] for value in joined) < least:
        return {}
    if len(rest) + bool(joined) < 2:
        return {}
    return {value: OTHERS if value in joined else value for value in sizes}


def _enough(joined: Sequence[str], sizes: Mapping[str, int], least: int) -> bool:
    people = sum(sizes[value] for value in joined)
    return people >= least and (len(joined) > 1 or joined == [OTHERS])


def in_order(names: Mapping[str, str]) -> list[str]:
    """The shown groups by name, the joint one last."""
    found = sorted({name for name in names.values() if name != OTHERS}, key=str.casefold)
    return [*found, OTHERS] if OTHERS in names.values() else found


def summed(
    counts: Mapping[str, Mapping[str, int]],
    place: int,
    names: Mapping[str, str],
    groups: Sequence[str],
) -> dict[str, list[int]]:
    """Counts by row and group, from counts by cell and row; one number for each of `groups`."""
    found: dict[str, list[int]] = {}
    index = {group: number for number, group in enumerate(groups)}
    for cell, rows in counts.items():
        column = index[names[cell_values(cell)[place]]]
        for row, n in rows.items():
            found.setdefault(row, [0] * len(groups))[column] += n
    return found
