"""What the wall chart can be coloured by: assessment, card, last contact, a structure test.

Each shade has a letter besides its colour, so that nobody has to tell colours apart; the colours
that are not the local's own are of Okabe and Ito's set for all kinds of colour vision
(jfly.uni-koeln.de/color, 2008).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from crm import db, localtime
from crm.i18n import _
from plugins.campaigns import scale
from plugins.campaigns.service import assessments, structuretests, thresholds
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member

ASSESSMENT = "assessment"
RECENT, MONTH = timedelta(days=7), timedelta(days=30)


class Shade(NamedTuple):
    """One colour of the chart: its CSS class, the letter on it and what it means."""

    code: str
    letter: str
    label: Any


@dataclass(frozen=True)
class Scheme:
    """A way to colour the chart; `of(member)` is the code of one of its shades."""

    id: str
    label: Any
    shades: tuple[Shade, ...]
    of: Callable[[Member], str]
    faded: Callable[[Member], bool] = lambda _member: False

    @property
    def letters(self) -> dict[str, str]:
        """The letter of each code."""
        return {shade.code: shade.letter for shade in self.shades}


def by_assessment(today: date) -> Scheme:
    """The local's scale of today; what is old is faded."""
    first = assessments.first_fresh_day(today)
    named = [
        Shade(f"a{level.id}", str(n), level.label) for n, level in enumerate(scale.levels(), 1)
    ]

    def faded(member: Member) -> bool:
        at = member["assessed_at"]
        return bool(member["assessment"]) and at is not None and localtime.day_of(at) < first

    return Scheme(
        ASSESSMENT,
        _("Assessment"),
        (*named, Shade("a0", "–", _("Not assessed"))),
        lambda m: f"a{scale.became(m['assessment'])}",
        faded,
    )


def by_card(campaign: Campaign, today: date) -> Scheme:
    """Cards that count on the planned filing day, those that will be too old, and none."""
    cutoff = thresholds.cutoff(campaign, today)
    last = thresholds.day_that_counts(campaign, today).isoformat()

    def of(member: Member) -> str:
        card = member["card"]
        if card["state"] == "signed":
            return "k-good" if cutoff <= card["signed_on"] <= last else "k-late"
        return "k-back" if card["state"] else "k-none"

    shades = (
        Shade("k-good", "C", _("Valid card")),
        Shade("k-late", "X", _("Signed, too old on the filing day")),
        Shade("k-back", "W", _("Withdrawn")),
        Shade("k-none", "–", _("No card")),
    )
    return Scheme("card", _("Card"), shades, of)


def by_contact(now: datetime) -> Scheme:
    """How long ago anybody was last in contact, attempts included."""

    def of(member: Member) -> str:
        last = member["last_contact"]
        if not last:
            return "k-none"
        age = now - last["at"]
        return "k-good" if age <= RECENT else "k-fair" if age <= MONTH else "k-late"

    shades = (
        Shade("k-good", "7", _("In the last 7 days")),
        Shade("k-fair", "30", _("In the last 30 days")),
        Shade("k-late", "+", _("Longer ago")),
        Shade("k-none", "–", _("Never")),
    )
    return Scheme("contact", _("Last contact"), shades, of)


def by_test(test: Mapping[str, Any]) -> Scheme:
    """Who took part in a structure test, at a tier that proves support or at another."""

    def of(member: Member) -> str:
        part = member.get("tests", {}).get(test["_id"])
        if part is None:
            return "k-none"
        return "k-good" if part["tier"] <= test["proving"] else "k-fair"

    shades = (
        Shade("k-good", "T", _("Took part in public")),
        Shade("k-fair", "t", _("Took part")),
        Shade("k-none", "–", _("Did not")),
    )
    return Scheme("test", _("Test: %(name)s", name=test["name"]), shades, of)


def schemes(campaign: Campaign) -> dict[str, Scheme]:
    """What this campaign's chart can be coloured by, the assessment first."""
    today = localtime.today()
    found = [by_assessment(today), by_card(campaign, today), by_contact(db.now())]
    tests = structuretests.of_campaign(campaign["_id"])
    begun = [test for test in tests if test["opens"] <= today.isoformat()]
    found += [by_test(test) for test in begun[:1]]
    return {scheme.id: scheme for scheme in found}
