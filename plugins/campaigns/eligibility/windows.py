"""What somebody worked within a span of days: figures with a lower and an upper bound.

Records are rarely complete: hours are missing, or one figure stands for a job that began before
the span. So each figure is a pair: what is certain (`low`) and what is possible (`high`).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crm.values import fold
from plugins.campaigns.eligibility.work import DAY_HOURS, Bounds, Work


@dataclass(frozen=True)
class Figures:
    """Productions, days and hours within one span."""

    productions: Bounds
    days: Bounds
    hours: Bounds


def figures(works: Iterable[Work], after: date, last: date) -> Figures:
    """What was worked after `after`, up to and with `last`."""
    days, hours = Bounds(), Bounds()
    sure: set[str] = set()
    maybe: set[str] = set()
    nameless = Bounds()
    for work in works:
        inside, outside = _overlap(work, after, last)
        if inside <= 0:
            continue
        h, d = _worked(work, inside, outside)
        days = Bounds(days.low + d.low, days.high + d.high)
        hours = Bounds(hours.low + h.low, hours.high + h.high)
        certain = outside == 0 or d.low > 0 or h.low > 0
        if work.production:
            maybe.add(fold(work.production))
            sure |= {fold(work.production)} if certain else set()
        else:
            nameless = Bounds(max(nameless.low, certain), nameless.high + 1)
    low = max(len(sure), int(nameless.low))
    return Figures(Bounds(low, len(maybe) + nameless.high), days, hours)


def _overlap(work: Work, after: date, last: date) -> tuple[float, float]:
    """Calendar days of the work within the span, and outside of it."""
    end = work.end or last
    if work.start is None:
        return (math.inf, math.inf) if end > after else (0, math.inf)
    inside = (min(end, last) - max(work.start, date.fromordinal(after.toordinal() + 1))).days + 1
    if inside <= 0:
        return 0, math.inf
    return inside, max((end - work.start).days + 1 - inside, 0)


def _worked(work: Work, inside: float, outside: float) -> tuple[Bounds, Bounds]:
    """(hours, days) within the span. A day has 24 hours at most: that bounds what is missing."""
    hours, days = work.hours, work.days
    low_h = max(hours - DAY_HOURS * outside, 0) if hours is not None else 0
    low_d = max(days - outside, 0) if days is not None else math.ceil(low_h / DAY_HOURS)
    high_d = max(low_d, min(days, inside) if days is not None else inside)
    most = hours if hours is not None else math.inf
    return Bounds(low_h, max(low_h, min(most, DAY_HOURS * high_d))), Bounds(low_d, high_d)
