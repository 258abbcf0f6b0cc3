"""The risk score: headcount x exposure x adoption, with what is not known about each.

R = N^a * E^b * A^c, weights a, b, c at first 1. N is between the people known and those plus their
share of the unmatched; E is a percentile between the lowest and the highest index, likeliest at
their median; A is a proportion with a Beta distribution (Jeffreys prior 0.5, 0.5). `DRAWS` seeded
draws give an interval, and how probable it is that a class is among the first three. It is said of
exposure only: exposure is not displacement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

DRAWS, SEED, FIRST = 2000, 20230705, 3
ENOUGH = 3
"""Employers that must have been observed before adoption is told."""
SMALL = 5
"""Cells with fewer people are not shown."""
FACTORS = ("headcount", "exposure", "adoption")
Weights = Mapping[str, float]
Draws = Mapping[str, Sequence[tuple[float, float, float]]]


@dataclass(frozen=True)
class Factors:
    """What is known of one class: people `low` to `high`, exposure (low, middle, high) of 1, and
    `used` of `observed` employers (weighted by age), `employers` of them counted plainly."""

    key: str
    low: float
    high: float
    exposure: tuple[float, float, float] | None
    used: float
    observed: float
    employers: int

    @property
    def complete(self) -> bool:
        """Whether a score may be told at all."""
        return self.exposure is not None and self.low >= SMALL and self.employers >= ENOUGH


@dataclass(frozen=True)
class Score:
    """The 10th, 50th and 90th percentile of R and of the rate (without N), and P(first three)."""

    key: str
    low: float
    middle: float
    high: float
    rate: float
    first: float
    without: dict[str, int]
    """The rank by the median with each factor left out."""


def scores(rows: Sequence[Factors], weights: Weights) -> list[Score]:
    """Scores of the complete rows, highest median first. The same rows give the same scores."""
    drawn = _drawn(rows)
    if not drawn:
        return []
    products = {key: [_product(d, weights) for d in draws] for key, draws in drawn.items()}
    first = _first(products)
    ranks = {f: _ranks(drawn, {**weights, f: 0.0}) for f in FACTORS}
    bare = {**weights, "headcount": 0.0}
    found = []
    for key, values in products.items():
        without = {factor: ranks[factor][key] for factor in FACTORS}
        rate = _median(drawn[key], bare)
        found.append(Score(key, *_percentiles(values), rate, first[key], without))
    return sorted(found, key=lambda score: (-score.middle, score.key))


@dataclass(frozen=True)
class Total:
    """A group's sum of scores: P10, P50, P90, P(among the first three), classes that are told."""

    key: str
    low: float
    middle: float
    high: float
    first: float
    told: int


def totals(
    rows: Sequence[Factors], groups: Mapping[str, Sequence[str]], weights: Weights
) -> list[Total]:
    """Sums of the scores of each group's classes (crafts, locals), highest median first.

    Each draw is summed by itself, so an interval is one of the sum. Groups without a complete
    class are left out.
    """
    drawn = _drawn(rows)
    products = {key: [_product(d, weights) for d in draws] for key, draws in drawn.items()}
    sums: dict[str, list[float]] = {}
    counts: dict[str, int] = {}
    for group, keys in groups.items():
        mine = [products[key] for key in dict.fromkeys(keys) if key in products]
        if mine:
            sums[group] = [sum(draw) for draw in zip(*mine, strict=True)]
            counts[group] = len(mine)
    first = _first(sums)
    found = []
    for group, values in sums.items():
        low, middle, high = _percentiles(values)
        found.append(Total(group, low, middle, high, first[group], counts[group]))
    return sorted(found, key=lambda total: (-total.middle, total.key))


def _drawn(rows: Sequence[Factors]) -> dict[str, list[tuple[float, float, float]]]:
    told = sorted((row for row in rows if row.complete), key=lambda row: row.key)
    return {row.key: _draws(row) for row in told}


def _percentiles(values: Sequence[float]) -> tuple[float, float, float]:
    """The 10th, 50th and 90th percentile."""
    ranked = sorted(values)
    return ranked[len(ranked) // 10], ranked[len(ranked) // 2], ranked[len(ranked) * 9 // 10]


def _draws(row: Factors) -> list[tuple[float, float, float]]:
    """Draws of (N, E, A); each class has its own numbers, whatever the others are."""
    random = Random(f"{SEED}:{row.key}")  # noqa: S311 - a simulation, no secret
    low, middle, high = row.exposure or (0.0, 0.0, 0.0)
    a, b = 0.5 + row.used, 0.5 + max(row.observed - row.used, 0.0)
    return [
        (
            random.uniform(row.low, row.high),
            random.triangular(low, high, middle) if high > low else middle,
            random.betavariate(a, b),
        )
        for _draw in range(DRAWS)
    ]


def _product(draw: tuple[float, float, float], weights: Weights) -> float:
    n, e, a = draw
    return float(
        n ** weights["headcount"] * max(e, 1e-6) ** weights["exposure"] * a ** weights["adoption"]
    )


def _median(draws: Sequence[tuple[float, float, float]], weights: Weights) -> float:
    values = sorted(_product(draw, weights) for draw in draws)
    return values[len(values) // 2]


def _ranks(drawn: Draws, w: Weights) -> dict[str, int]:
    order = sorted(drawn, key=lambda key: (-_median(drawn[key], w), key))
    return {key: place for place, key in enumerate(order, 1)}


def _first(products: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """How often each is among the FIRST of its draw."""
    counts = dict.fromkeys(products, 0)
    for number in range(DRAWS):
        for key in sorted(products, key=lambda key: (-products[key][number], key))[:FIRST]:
            counts[key] += 1
    return {key: count / DRAWS for key, count in counts.items()}
