"""Cards by week, and how many may be valid on the planned filing day.

The method: signing is taken to go on as in the last six weeks. The cards still to come are
predicted by the prediction interval for a Poisson count after an observed one,

    h * r +- z * sqrt(phi * h * r * (1 + h / w)),    r = x / w

with x cards in the w weeks observed and h weeks to go (W. Nelson, "Confidence intervals for the
ratio of two Poisson means and Poisson predictor intervals", IEEE Transactions on Reliability R-19,
1970, pp. 42-49). Weeks vary more than a Poisson count does (a meeting brings ten at once), so its
variance is multiplied by phi, Pearson's statistic over its degrees of freedom and at least 1
(P. McCullagh, J. A. Nelder, "Generalized Linear Models", 2nd ed. 1989, section 4.5). z is 1.28:
the interval is meant to hold in 8 of 10 cases. It ends at 0 and at everybody without a card.
Nothing here knows of holidays, layoffs or a counter-campaign; the page says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, sqrt

WEEKS = 6
FEWEST = 5
"""Cards in the weeks observed below which nothing is forecast."""
Z = 1.2816
"""The normal quantile of 0.9: one tenth of cases below the interval, one tenth above."""


@dataclass(frozen=True)
class Forecast:
    """Valid cards expected on a day: the middle and the interval, in cards."""

    on: date
    middle: int
    low: int
    high: int
    observed: int
    """Cards signed in the weeks observed."""
    spread: float
    """phi: how much more the weeks vary than a Poisson count would."""


def weekly(days: Mapping[str, int], today: date, weeks: int = WEEKS) -> list[int]:
    """Cards signed in each of the last `weeks` spans of seven days, the oldest first."""
    counts = [0] * weeks
    for day, n in days.items():
        age = (today - date.fromisoformat(day)).days if day else -1
        if 0 <= age < 7 * weeks:
            counts[weeks - 1 - age // 7] += n
    return counts


def spread(counts: list[int]) -> float:
    """Pearson's statistic of equal rates over its degrees of freedom, at least 1."""
    mean = sum(counts) / len(counts)
    if mean == 0:
        return 1.0
    pearson = sum((n - mean) ** 2 / mean for n in counts)
    return max(1.0, pearson / (len(counts) - 1))


def forecast(
    days: Mapping[str, int], today: date, on: date, *, cutoff: str, without: int
) -> Forecast | None:
    """Valid cards on `on`, from cards by signing day; None where too little is known.

    `cutoff` is the first signing day that counts on `on`, `without` how many of the unit have no
    valid card yet.
    """
    counts = weekly(days, today)
    observed = sum(counts)
    if observed < FEWEST or on <= today:
        return None
    there = sum(n for day, n in days.items() if day >= cutoff)
    begin = max(today, date.fromisoformat(cutoff)) if cutoff else today
    ahead = max((on - begin).days, 0) / 7
    rate, phi = observed / WEEKS, spread(counts)
    more = ahead * rate
    reach = Z * sqrt(phi * more * (1 + ahead / WEEKS))
    most = there + max(without, 0)
    return Forecast(
        on=on,
        middle=min(there + round(more), most),
        low=min(there + max(floor(more - reach), 0), most),
        high=min(there + ceil(more + reach), most),
        observed=observed,
        spread=phi,
    )


@dataclass(frozen=True)
class Path:
    """Cards that will count on the filing day, by the week they were signed in, added up."""

    weeks: list[str]
    """The Mondays, ISO."""
    counts: list[int]


def path(days: Mapping[str, int], today: date, *, cutoff: str) -> Path:
    """Valid cards week by week, from the first that counts to this week."""
    known = sorted(day for day in days if day and day >= cutoff and days[day])
    if not known:
        return Path([], [])
    monday = date.fromisoformat(known[0])
    monday -= timedelta(days=monday.weekday())
    weeks, counts, total = [], [], 0
    while monday <= today:
        nearest = (monday + timedelta(days=7)).isoformat()
        total += sum(days[day] for day in known if monday.isoformat() <= day < nearest)
        weeks.append(monday.isoformat())
        counts.append(total)
        monday += timedelta(days=7)
    return Path(weeks, counts)
