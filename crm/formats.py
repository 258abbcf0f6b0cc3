"""How dates, numbers and names are written on pages (template filters)."""

import functools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from flask_babel import format_date, format_datetime, get_locale, gettext, ngettext

from crm import localtime
from crm.schemas import phone_region
from crm.values import format_phone

NEAR = timedelta(days=180)


def day(value: Any) -> str:
    """A date such as 'Nov 24, 2026'; '' for none. Takes ISO text, date or datetime."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return str(format_date(value, "medium"))


def weekday(value: str) -> str:
    """A day people plan for, with its weekday and without the year: 'Mon, Nov 30'; '' for none.

    A day more than half a year away is written as `day` does.
    """
    found = date.fromisoformat(value) if value else None
    if found is None or abs(found - localtime.today()) > NEAR:
        return day(found)
    return str(format_skeleton("MMMEd", found, locale=get_locale()))


def due(value: str) -> str:
    """How a planned day stands: 'next Mon, Nov 30', 'due today' or 'overdue since Sun, Nov 22'."""
    today = localtime.today().isoformat()
    if value == today:
        return gettext("due today")
    if value > today:
        return gettext("next %(day)s", day=weekday(value))
    return gettext("overdue since %(day)s", day=weekday(value))


def moment(value: Any) -> str:
    """A date with the time, in the reader's zone; '' for none."""
    return str(format_datetime(value, "medium")) if value else ""


def ago(value: datetime | None) -> str:
    """How long ago, in the roughest honest unit: 'today', '3 days ago', '5 weeks ago'."""
    if not value:
        return gettext("never")
    days = (localtime.today() - localtime.day_of(value)).days
    if days <= 0:
        return gettext("today")
    if days < 14:
        return ngettext("yesterday", "%(num)d days ago", days)
    if days < 70:
        return gettext("%(n)d weeks ago", n=days // 7)
    return gettext("%(n)d months ago", n=days // 30)


def number(value: Any) -> str:
    """A number with the language's separators."""
    if type(value) is int and 0 <= value < 1000:
        return str(value)  # no separators in any language; a table has thousands of them
    return "" if value is None else _written(value, str(get_locale() or "en"))


@functools.lru_cache(maxsize=8192)
def _written(value: Any, locale: str) -> str:
    """Kept: formatting anew is slow, and the same numbers come again."""
    return str(format_decimal(value, locale=locale))


def percent(part: float, whole: float) -> str:
    """`part` of `whole` in whole percent; a dash where there is no whole (never a made-up 0)."""
    return f"{100 * part / whole:.0f} %" if whole else "-"


def reached(part: float, whole: float) -> str:
    """`part` of a unit in whole percent, rounded down: nothing seems reached before it is.

    'under 1 %' for a little that is not nothing, 'over 100 %' where more are counted than the
    whole is said to have; a dash where there is no whole.
    """
    if not whole:
        return "-"
    if part > whole:
        return gettext("over 100 %")
    if 0 < 100 * part < whole:
        return gettext("under 1 %")
    return f"{int(100 * part // whole)} %"


def phone(e164: str) -> str:
    """A number as people in the local's country write it."""
    return format_phone(e164, phone_region())


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "due": due,
    "moment": moment,
    "ago": ago,
    "number": number,
    "percent": percent,
    "reached": reached,
    "phone": phone,
}
