"""Which people stand behind a number of the dashboard: the conditions that the unit list takes.

Each entry counts exactly what the number counts; a test compares every one with its number.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from crm import localtime
from plugins.campaigns import scale
from plugins.campaigns.service import assessments, thresholds
from plugins.campaigns.service.campaigns import Campaign

Where = dict[str, Any]


def _support() -> Where:
    return {"assessment": {"$in": sorted(scale.supporting())}}


def _old(today: date) -> Where:
    return {"assessed_at": {"$lt": localtime.begin(assessments.first_fresh_day(today))}}


def _valid(campaign: Campaign, today: date) -> Where:
    last = thresholds.day_that_counts(campaign, today).isoformat()
    counted = {"$gte": thresholds.cutoff(campaign, today), "$lte": last}
    return {"card.state": "signed", "card.signed_on": counted}


CONDITIONS: dict[str, Callable[[Campaign, date], Where]] = {
    "assessed": lambda _c, _t: {"assessment": {"$gt": 0}},
    "old": lambda _c, today: {"assessment": {"$gt": 0}, **_old(today)},
    "proven": lambda _c, _t: {"provenance": "proven"},
    "support": lambda _c, _t: _support(),
    "old-support": lambda _c, today: {**_support(), **_old(today)},
    "card-valid": _valid,
    "card": lambda _c, _t: {"card.state": "signed"},
    "no-card": lambda _c, _t: {"card.state": {"$ne": "signed"}},
    "committee": lambda _c, _t: {"committee": True},
    "leaders": lambda _c, _t: {"leader": True},
    "contacted": lambda _c, _t: {"last_contact": {"$ne": None}},
    "never": lambda _c, _t: {"last_contact": None},
    "overdue": lambda _c, today: {"follow_up": {"$gt": "", "$lt": today.isoformat()}},
}
"""By the names of `words.BEHIND`."""


def where(name: str, campaign: Campaign) -> Where:
    """The condition on members behind a number; KeyError for an unknown one."""
    return CONDITIONS[name](campaign, localtime.today())
