"""Weights that make those who answered resemble the roster in the groups declared before launch.

Raking (iterative proportional fitting: Deming and Stephan, Ann. Math. Statist. 11, 1940) over
the counts of weighting cells, so that a survey of any size weighs in a moment and no row is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Group = tuple[str, ...]
"""The values of the breakdowns, in order, that the people of a weighting cell share."""
CAP = 5.0
"""No person counts for more than this many (nor for less than its inverse)."""
LEAST = 5
"""Groups of a margin with fewer answers than this are weighted as one."""
REST = "\N{HORIZONTAL ELLIPSIS}"
ROUNDS, CLOSE = 200, 1e-9


@dataclass(frozen=True)
class Weights:
    """The weight of each cell; they average 1 over the people who answered."""

    by_cell: Mapping[Group, float]
    answered: int
    effective: float
    """Kish's effective n: (sum of weights)^2 / sum of squared weights."""
    collapsed: tuple[tuple[int, str], ...]
    """Groups, as (breakdown, value), that were too few and were weighted together."""
    capped: int
    """People whose weight was cut to the cap."""


def rake(
    answered: Mapping[Group, int], margins: Sequence[Mapping[str, int]], cap: float = CAP
) -> Weights:
    """Weights for `answered` (people by cell) so that each margin matches the roster's totals.

    `margins` gives, for each breakdown, the roster's people by value. Groups with fewer than
    `LEAST` answers are taken together; roster groups with no answer at all cannot be made up for
    and are left out of their margin. After capping, weights are scaled to average 1 again.
    """
    cells = {group: n for group, n in answered.items() if n > 0}
    total = sum(cells.values())
    merged, targets, collapsed = _margins(cells, margins)
    weights = dict.fromkeys(cells, 1.0)
    for _round in range(ROUNDS):
        moved = max((_fit(weights, cells, merged, i, t) for i, t in enumerate(targets)), default=0)
        if moved < CLOSE:
            break
    capped = sum(cells[g] for g, w in weights.items() if not 1 / cap <= w <= cap)
    weights = {g: min(max(w, 1 / cap), cap) for g, w in weights.items()}
    mean = sum(weights[g] * n for g, n in cells.items()) / total if total else 1.0
    weights = {g: w / mean for g, w in weights.items()}
    return Weights(weights, total, effective_n(weights, cells), collapsed, capped)


def effective_n(weights: Mapping[Group, float], cells: Mapping[Group, int]) -> float:
    """Kish's effective sample size (Kish, Survey Sampling, 1965, 11.7)."""
    squares = sum(weights[g] ** 2 * n for g, n in cells.items())
    return sum(weights[g] * n for g, n in cells.items()) ** 2 / squares if squares else 0.0


def _margins(
    cells: Mapping[Group, int], margins: Sequence[Mapping[str, int]]
) -> tuple[list[dict[str, str]], list[dict[str, float]], tuple[tuple[int, str], ...]]:
    """For each breakdown: what each value is weighted as, and the people each should stand for."""
    merged, targets, collapsed = [], [], []
    total = sum(cells.values())
    for place, margin in enumerate(margins):
        seen: dict[str, int] = {}
        for group, n in cells.items():
            seen[group[place]] = seen.get(group[place], 0) + n
        small = [value for value, n in seen.items() if n < LEAST or not margin.get(value)]
        names = {value: REST if value in small else value for value in seen}
        roster: dict[str, float] = {}
        for value, name in names.items():
            roster[name] = roster.get(name, 0) + margin.get(value, 0)
        known = sum(roster.values())
        merged.append(names)
        targets.append({n: r * total / known for n, r in roster.items() if known and r})
        collapsed += [(place, value) for value in sorted(small)]
    return merged, targets, tuple(collapsed)


def _fit(
    weights: dict[Group, float],
    cells: Mapping[Group, int],
    merged: Sequence[Mapping[str, str]],
    place: int,
    target: Mapping[str, float],
) -> float:
    """Scale the weights to one margin; gives the largest relative change made."""
    sums: dict[str, float] = {}
    for group, n in cells.items():
        name = merged[place][group[place]]
        sums[name] = sums.get(name, 0.0) + weights[group] * n
    factors = {name: target[name] / sums[name] for name in sums if name in target}
    for group in weights:
        weights[group] *= factors.get(merged[place][group[place]], 1.0)
    return max((abs(f - 1) for f in factors.values()), default=0.0)
