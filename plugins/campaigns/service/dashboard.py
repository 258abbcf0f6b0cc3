"""Everything the dashboard of one campaign shows, put together: figures, trend, cards ahead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm import localtime
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.service import forecast, keydates, leaders, looks, structuretests, thresholds
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.forecast import Forecast, Path
from plugins.campaigns.service.leaders import Coverage, Covered
from plugins.campaigns.service.looks import Since
from plugins.campaigns.service.numbers import Figures, figures
from plugins.campaigns.service.structuretests import Result
from plugins.campaigns.service.trend import Trend, trend

SPANS = (12, 26, 52)
"""Weeks the trend can show."""


@dataclass
class Dashboard:
    """One campaign as its dashboard and its briefing show it."""

    figures: Figures
    trend: Trend
    dates: list[keydates.KeyDate]
    path: Path
    ahead: Forecast | None
    since: Since | None
    test: Result | None
    """The latest structure test that has begun."""
    leaders: list[Coverage]
    covered: Covered
    places: list[thresholds.Place]
    """Where there are several jurisdictions: each counts cards by its own rules and size."""


def last_test(campaign: Campaign) -> Result | None:
    """The latest structure test that has begun, from counters; None before the first."""
    test = structuretests.last_begun(campaign["_id"])
    return structuretests.result(test) if test else None


def dashboard(campaign: Campaign, *, weeks: int = SPANS[0], actor: Actor) -> Dashboard:
    """The dashboard of a campaign the actor may know of."""
    today = localtime.today()
    found = figures(campaign, today)
    shown = trend(campaign["_id"], found.total, today, weeks)
    path, ahead = cards_ahead(campaign, found, today)
    led = leaders.of_campaign(campaign, actor=actor)
    return Dashboard(
        figures=found,
        trend=shown,
        dates=keydates.of_campaign(campaign, today),
        path=path,
        ahead=ahead,
        since=looks.since(campaign, found, actor=actor),
        test=last_test(campaign),
        leaders=led,
        covered=leaders.added(led, found.total.n),
        places=thresholds.several(campaign, today),
    )


def cards_ahead(campaign: Campaign, found: Figures, today: date) -> tuple[Path, Forecast | None]:
    """Valid cards week by week, and how many there may be on the planned filing day."""
    days = thresholds.signed_by_day(campaign["_id"])
    cutoff = thresholds.cutoff(campaign, today)
    path = forecast.path(days, today, cutoff=cutoff)
    if not campaign["filing_date"]:
        return path, None
    on = date.fromisoformat(campaign["filing_date"])
    without = found.base - found.cards.valid
    return path, forecast.forecast(days, today, on, cutoff=cutoff, without=without)


def cards_drawing(shown: Dashboard) -> dict[str, Any]:
    """What the page's script draws of the cards: the path, the interval, the thresholds."""
    ahead = shown.ahead
    return {
        "weeks": shown.path.weeks,
        "counts": shown.path.counts,
        "today": localtime.today().isoformat(),
        "valid": shown.figures.cards.valid,
        "ahead": {"on": ahead.on.isoformat(), "middle": ahead.middle, "low": ahead.low,
                  "high": ahead.high} if ahead else None,
        "needed": [] if shown.places else [
            {"name": f"{label} ({percent} %)", "count": count}
            for label, percent, count in shown.figures.cards.needed
        ],
        "words": {"valid": str(_("Valid cards")), "expected": str(_("Expected")),
                  "interval": str(_("8 cases in 10"))},
    }  # fmt: skip


def organizers(shown: Trend, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Contacts of each organizer in the weeks shown: all, and by week; the busiest first."""
    rows = [
        {"id": who, "name": names.get(who, str(_("somebody who left"))), "weeks": counts,
         "all": sum(counts)}
        for who, counts in shown.by_organizer.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["all"], row["name"]))
