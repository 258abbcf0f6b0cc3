"""The last weeks of a campaign, from the weekly counters."""

from dataclasses import dataclass
from datetime import date, timedelta

from crm import localtime
from plugins.campaigns import scale
from plugins.campaigns.service import counters
from plugins.campaigns.service.cells import Cell
from plugins.campaigns.service.counters import SEP

WEEKS = 12


def _weeks(today: date, count: int = WEEKS) -> list[str]:
    days = [today - timedelta(weeks=back) for back in range(count - 1, -1, -1)]
    return [f"{d.isocalendar()[0]}-W{d.isocalendar()[1]:02}" for d in days]


@dataclass
class Trend:
    """By ISO week: contacts, contacts by organizer, and people at each assessment at its end."""

    weeks: list[str]
    contacts: list[int]
    talked: list[int]
    by_organizer: dict[str, list[int]]
    levels: dict[int, list[int]]


def trend(campaign_id: str, now: Cell, today: date | None = None, count: int = WEEKS) -> Trend:
    """The last `count` weeks; levels are counted back from today's by each week's changes."""
    weeks = _weeks(today or localtime.today(), count)
    place = {week: i for i, week in enumerate(weeks)}
    size = len(weeks)
    result = Trend(weeks, [0] * size, [0] * size, {}, {})
    moved = {level.id: [0] * size for level in scale.levels()}
    for doc in counters.read(campaign_id, "week", {"$gte": weeks[0]}):
        week, _sep, who = doc["key"].partition(SEP)
        if week not in place:
            continue
        at = place[week]
        result.contacts[at] += doc.get("contacts", 0)
        result.talked[at] += doc.get("talked", 0)
        if doc.get("contacts"):
            result.by_organizer.setdefault(who, [0] * size)[at] += doc["contacts"]
        for level, column in moved.items():
            column[at] += sum(doc.get(f"d{old}", 0) for old in scale.counts_as(level))
    for level, changes in moved.items():
        after, levels = now.level(level), [0] * size
        for at in range(size - 1, -1, -1):
            levels[at] = after
            after -= changes[at]
        result.levels[level] = levels
    return result
