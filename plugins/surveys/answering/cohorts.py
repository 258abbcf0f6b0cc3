"""The groups an answer carries (department, shift, job class, ...), rolled up once, at launch.

A group that fewer than `fewest` invited people are in would point at them. So a value gives way to
OTHERS, the last breakdown first, until every group is large enough, the rest included.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm.registry import current as registry

OTHERS = "*"
"""Stands for all values whose groups would be too small."""
Values = tuple[str, ...]


def roll_up(values: Iterable[Values], fewest: int) -> dict[Values, Values]:
    """Each combination with what is stored for it, so that no group is below `fewest`.

    All become OTHERS where there are fewer than `fewest` people at all.
    """
    sizes = Counter(values)
    mapping = {value: value for value in sizes}
    while small := _smallest(sizes, fewest):
        wider = _wider(small)
        mapping = {k: wider if v == small else v for k, v in mapping.items()}
        sizes[wider] += sizes.pop(small)
    return mapping


def _smallest(sizes: Mapping[Values, int], fewest: int) -> Values | None:
    """The group to give way next; the rest takes in the smallest where it is too small itself.

    Of those too small the one with the most values goes first, so that (Grip, all others) is
    whole before it is judged.
    """
    named = [(v.count(OTHERS), n, v) for v, n in sizes.items() if set(v) - {OTHERS}]
    small = [one for one in named if one[1] < fewest]
    if small:
        return min(small)[2]
    rest = sum(n for value, n in sizes.items() if not set(value) - {OTHERS})
    if named and 0 < rest < fewest:
        return min(named, key=lambda one: one[1:])[2]
    return None


def _wider(value: Values) -> Values:
    last = max(i for i, part in enumerate(value) if part != OTHERS)
    return (*value[:last], OTHERS, *value[last + 1 :])


def values_of(person: Mapping[str, Any], breakdowns: Sequence[str]) -> Values:
    """A person's values of the declared breakdowns; "" where not known or the facet is gone."""
    facets = {facet.id: facet for facet in registry().items("facets")}
    return tuple(str(facets[b].of(person)) if b in facets else "" for b in breakdowns)


def fit(value: Values, known: Iterable[Values]) -> Values | None:
    """The group of `known` that somebody invited later falls into, or None."""
    groups = set(known)
    while value not in groups:
        if not set(value) - {OTHERS}:
            return None
        value = _wider(value)
    return value
