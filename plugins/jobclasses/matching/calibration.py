"""Scores made into honest probabilities by monotone regression, and how far off they are.

Isotonic regression by pool-adjacent-violators (Ayer et al. 1955) on titles that the scorer had
not seen. The expected calibration error is that of Naeini, Cooper and Hauskrecht (2015), over
ten bins of equal width.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

BINS = 10


@dataclass(frozen=True)
class Curve:
    """A rising step curve: `edges` (scores, rising) and the probability at each."""

    edges: tuple[float, ...] = (0.0, 1.0)
    values: tuple[float, ...] = (0.0, 1.0)

    def __call__(self, score: float) -> float:
        """The probability of a score, between its neighbouring steps on a straight line."""
        right = bisect_right(self.edges, score)
        if right == 0:
            return self.values[0]
        if right == len(self.edges):
            return self.values[-1]
        low, high = self.edges[right - 1], self.edges[right]
        part = (score - low) / (high - low) if high > low else 0.0
        return self.values[right - 1] + part * (self.values[right] - self.values[right - 1])


def fit(pairs: Iterable[tuple[float, bool]], prior: float = 1.0) -> Curve:
    """A curve through (score, was it right); `prior` keeps small blocks off 0 and 1."""
    blocks: list[list[float]] = []  # sum of scores, right, number
    for score, right in sorted(pairs):
        blocks.append([score, float(right), 1.0])
        while len(blocks) > 1 and _mean(blocks[-2]) >= _mean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    if not blocks:
        return Curve()
    overall = sum(b[1] for b in blocks) / sum(b[2] for b in blocks)
    edges = tuple(b[0] / b[2] for b in blocks)
    values = [(b[1] + prior * overall) / (b[2] + prior) for b in blocks]
    for place in range(1, len(values)):
        values[place] = max(values[place], values[place - 1])
    return Curve(edges, tuple(values))


def _mean(block: Sequence[float]) -> float:
    return block[1] / block[2]


@dataclass(frozen=True)
class Certainty:
    """Probabilities for a ranked list: the first by a regression, the others by a curve.

    The first is judged by its share, its lead over the second, and how near a known title is;
    `bias` and `weights` are learned on titles not seen.
    """

    bias: float = 0.0
    weights: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0)
    others: Curve = Curve()

    def __call__(self, shares: Sequence[float], similar: float, exact: bool) -> list[float]:
        """Chances of being right, falling, for falling `shares` of one title."""
        if not shares:
            return []
        facts = self.facts(shares, similar)
        total = self.bias + sum(w * f for w, f in zip(self.weights, facts, strict=True))
        first = 1 / (1 + exp(-max(min(total, 30.0), -30.0)))
        chances = [max(first, 0.97) if exact else first]
        for share in shares[1:]:
            chances.append(min(self.others(share), chances[-1]))
        return chances

    @staticmethod
    def facts(shares: Sequence[float], similar: float) -> list[float]:
        """What the first is judged by."""
        share = min(max(shares[0], 1e-4), 1 - 1e-4)
        second = shares[1] if len(shares) > 1 else 0.0
        return [log(share / (1 - share)), share - second, similar, share * similar]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Certainty":
        """From its parts as a file keeps them."""
        curve = stored["others"]
        others = Curve(tuple(curve["edges"]), tuple(curve["values"]))
        return cls(stored["bias"], tuple(stored["weights"]), others)


def judge(ranked: Sequence[tuple[Sequence[float], float, Sequence[bool]]]) -> Certainty:
    """A Certainty from titles not seen: (falling shares, nearest similarity, which are right)."""
    from sklearn.linear_model import LogisticRegression

    rows = [Certainty.facts(shares, similar) for shares, similar, _right in ranked]
    answers = [bool(right[0]) for _shares, _similar, right in ranked]
    rest = [pair for s, _n, right in ranked for pair in zip(s[1:], right[1:], strict=True)]
    if len(set(answers)) < 2:
        return Certainty(others=fit(rest))
    model = LogisticRegression(max_iter=1000).fit(rows, answers)
    weights = tuple(float(w) for w in model.coef_[0])
    return Certainty(float(model.intercept_[0]), weights, fit(rest))


def expected_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """How far probabilities are from how often they were right, on average over the titles."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for probability, right in pairs:
        bins.setdefault(min(int(probability * BINS), BINS - 1), []).append((probability, right))
    gaps = (abs(sum(p for p, _r in part) - sum(r for _p, r in part)) for part in bins.values())
    return sum(gaps) / len(pairs) if pairs else 0.0
