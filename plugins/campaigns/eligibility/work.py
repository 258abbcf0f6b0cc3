"""Work on a production, figures with a lower and an upper bound, and months back from a day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

DAY_HOURS = 24


class Bounds(NamedTuple):
    """What is certain and what is possible."""

    low: float = 0
    high: float = 0

    @property
    def exact(self) -> bool:
        """Whether nothing is left open."""
        return self.low == self.high


@dataclass(frozen=True)
class Work:
    """Work on one production ('' where it has no name), days and hours where they are known.

    Without an `end` it goes on; without a `start` it is not known when it was.
    """

    production: str
    start: date | None = None
    end: date | None = None
    days: float | None = None
    hours: float | None = None


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last day of a shorter month."""
    month = day.month - 1 - months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
