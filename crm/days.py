"""Which days can be meant: one span for each kind of date, for forms, the API and imports alike.

What has happened lies behind us, what is planned not in another age; a day outside is nearly always
a slip in the year. Without a span a day may be any that `values.parse_date` takes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from crm import localtime
from crm.errors import Invalid
from crm.i18n import _

YEAR: Final = 365.25


@dataclass(frozen=True)
class Span:
    """The days from `back` before the local's today to `ahead` after it; None for no bound.

    `early` and `late` are the sentences for a day outside.
    """

    back: int | None
    ahead: int
    early: Any
    late: Any

    def checked(self, day: str) -> str:
        """The ISO day itself; ValueError with a sentence where it is outside."""
        away = (date.fromisoformat(day) - localtime.today()).days
        if away > self.ahead:
            raise ValueError(self.late)
        if self.back is not None and away < -self.back:
            raise ValueError(self.early)
        return day

    def require(self, day: str, field: str) -> str:
        """The same for services; Invalid at `field`."""
        try:
            return self.checked(day)
        except ValueError as error:
            raise Invalid({field: [str(error)]}) from error


_TO_COME = _("This day is still to come: write the day on which it was.")
_AGO = _("This day is more than 40 years ago: check the year.")
_AHEAD = _("This day is more than ten years ahead: check the year.")

HAPPENED = Span(int(40 * YEAR), 0, _AGO, _TO_COME)
"""What somebody did or saw: cards, contacts, incidents, changes of work, sightings."""
DOCUMENTED = Span(None, 0, _AGO, _TO_COME)
"""The date of a document or a claim: an old contract is evidence too."""
WORKED = Span(int(40 * YEAR), 14, _AGO, _("This day is more than two weeks ahead: check the year."))
"""A day of work: call sheets are for the next days too."""
PLANNED = Span(
    int(20 * YEAR), int(10 * YEAR), _("This day is more than 20 years ago: check the year."), _AHEAD
)
"""Events, tests, filings, votes, who is eligible by then: those of past years are on file, too."""
TO_DO = Span(31, int(10 * YEAR), _("This day is long past: choose one from today on."), _AHEAD)
"""Follow-ups and tasks; a save that waited for the network may come some days late."""
IN_FORCE = Span(None, int(10 * YEAR), _AGO, _AHEAD)
"""From when a law is in force: since 1935, or not yet."""


def kept_or(span: Span, day: str, before: str, field: str) -> str:
    """A changed day must be in the span; one that stays as it was, or none, is no question."""
    return day if day in ("", before) else span.require(day, field)
