"""Quantiles of a Beta distribution: what is known of a share after few records.

The regularized incomplete beta function by its continued fraction (Abramowitz and Stegun 1964,
26.5.8, evaluated by the method of Lentz), inverted by halving. Pure Python: the board needs no
extra package.
"""

from math import exp, lgamma, log, log1p

STEPS, TINY, NEAR = 300, 1e-300, 1e-12
JEFFREYS = 0.5
"""Both parameters of the prior of a share (Jeffreys 1946)."""


def interval(part: float, rest: float) -> tuple[float, float, float]:
    """The 10th, 50th and 90th percentile of a share with `part` for and `rest` against it."""
    a, b = JEFFREYS + part, JEFFREYS + rest
    low, middle, high = (quantile(q, a, b) for q in (0.1, 0.5, 0.9))
    return low, middle, high


def quantile(q: float, a: float, b: float) -> float:
    """The value that a Beta(a, b) share is below with probability `q`."""
    low, high = 0.0, 1.0
    for _halving in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle, a, b) < q else (low, middle)
    return (low + high) / 2


def below(x: float, a: float, b: float) -> float:
    """The probability that a Beta(a, b) share is below `x`."""
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, _safe(1 - (a + b) * x / (a + 1))
    d = found = 1 / d
    for m in range(1, STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d, c = 1 / _safe(1 + step * d), _safe(1 + step / c)
            found *= d * c
        if abs(d * c - 1) < NEAR:
            break
    return found


def _safe(value: float) -> float:
    return value if abs(value) > TINY else TINY
