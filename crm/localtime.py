"""Which day it is where the local is.

The days that people mean are those of their local's time zone (its setting `time_zone`): the day a
card is signed, a task is due, a survey closes, a contact is counted in. An evening in Los Angeles
is the next day in UTC. Moments are stored in UTC; outside of a local the days are those of UTC.
"""

from datetime import UTC, date, datetime, time, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from crm import db, tenancy

ZONE: Final = "America/New_York"
"""Until a local sets its own."""


def zone() -> tzinfo:
    """The current local's time zone."""
    if not tenancy.in_local():
        return UTC
    return ZoneInfo(str(tenancy.setting("core", "time_zone", ZONE)))


def today() -> date:
    """The day it is."""
    return day_of(db.now())


def day_of(moment: datetime) -> date:
    """The day on which a moment was; `moment` knows its zone."""
    return moment.astimezone(zone()).date()


def begin(day: date) -> datetime:
    """The moment, UTC, at which a day begins."""
    return datetime.combine(day, time(), zone()).astimezone(UTC)


def noon(day: date) -> datetime:
    """The moment, UTC, that stands for a day of which no hour is known."""
    return datetime.combine(day, time(12), zone()).astimezone(UTC)
