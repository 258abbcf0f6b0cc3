"""How far off the rule is, if the work goes on as it has."""

import math
from collections.abc import Sequence
from datetime import date, timedelta

from plugins.campaigns.eligibility.rules import Verdict


def days_more(verdict: Verdict, hours_a_day: float) -> int | None:
    """Days like those so far until the rule is met: 0 where it is, None where days alone will not
    do it (another production is needed, or hours are and none are known)."""
    if verdict.state == "in":
        return 0
    found = []
    for check in verdict.checks:
        hours, days = check.short.get("hours", 0), check.short.get("days", 0)
        if "productions" in check.short or (hours and not hours_a_day):
            continue
        found.append(math.ceil(max(hours / hours_a_day if hours else 0, days)))
    return min(found, default=None)


def about(days: int, worked: Sequence[date], today: date) -> date | None:
    """The day on which so many more days will have been worked at the pace of these (sorted)
    ones; None where fewer than two days show no pace."""
    if len(worked) < 2:
        return None
    pace = (worked[-1] - worked[0]).days / (len(worked) - 1)
    return max(worked[-1], today) + timedelta(days=math.ceil(days * pace))
