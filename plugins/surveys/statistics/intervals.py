"""How far a share might be off, if those who answered were a random part of those asked."""

from math import sqrt

Z95 = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution: a 95 % interval."""


def wilson(count: float, n: float, population: int | None = None) -> tuple[float, float]:
    """The 95 % interval of the share count/n, as shares from 0 to 1.

    Wilson, JASA 22 (1927). With `population` (everybody who could have answered) the variance is
    multiplied by the finite population correction (N - n) / (N - 1), which is the same as an
    effective n / correction; everybody answered gives the share itself. `n` may be Kish's
    effective n. 45 of 60: 62.8 to 84.2 %; with a population of 80: 69.1 to 80.1 %.
    """
    if n <= 0:
        return 0.0, 1.0
    share = count / n
    if population is not None and population > 1:
        correction = max(population - n, 0) / (population - 1)
        if correction == 0:
            return share, share
        n /= correction
    z2 = Z95 * Z95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)
