"""All campaigns of a local, and of the locals under a body, as counts: never a name of a worker.

What a local shares with the body above it is its own choice (setting `shares`); what it does not
share is not even read here. A campaign appears above under its code name, without its employer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm import db, localtime, tenancy
from crm.dashboard.service import shares
from crm.errors import PluginDisabled
from crm.i18n import _
from crm.locals import service as local_bodies
from crm.tenancy import Actor
from plugins.campaigns import scale, settings
from plugins.campaigns.service import keydates, thresholds
from plugins.campaigns.service.campaigns import Campaign, list_campaigns
from plugins.campaigns.service.numbers import Figures, figures
from plugins.campaigns.service.thresholds import Need
from plugins.campaigns.service.trend import trend

COUNTED = ("size", "assessed", "support", "cards", "committee")


@dataclass(frozen=True)
class Line:
    """One campaign (or several added up) in the table: `counts` holds only what may be shown."""

    name: str
    counts: Mapping[str, int]
    campaign: Campaign | None = None
    stage: str = ""
    size_source: str = ""
    needed: Sequence[tuple[Need, int, str]] = ()
    """Each threshold, the valid cards that count for it, and where, if there are several places."""
    next: keydates.KeyDate | None = None
    uncovered: int = 0
    overdue: int = 0
    weeks: Sequence[int] = field(default_factory=tuple)
    """Supporters at the end of each of the last weeks, the latest last."""

    def share(self, name: str) -> float | None:
        """A count as a part of the unit, 0 to 1; None where either is not shown."""
        whole = self.counts.get("size")
        part = self.counts.get(name)
        return part / whole if whole and part is not None else None


@dataclass(frozen=True)
class Below:
    """A local under this body: its lines, or none where it shares nothing."""

    name: str
    lines: list[Line]
    total: Line | None
    several: bool


def counts_of(found: Figures) -> dict[str, int]:
    """The five numbers of a campaign."""
    return {
        "size": found.base,
        "assessed": found.total.assessed,
        "support": found.total.support,
        "cards": found.cards.valid,
        "committee": found.total.counts["committee"],
    }


def _needed(campaign: Campaign, found: Figures, today: date) -> list[tuple[Need, int, str]]:
    """The thresholds of the campaign, or of each of its jurisdictions by its own cards."""
    places = thresholds.several(campaign, today)
    if not places:
        return [(need, found.cards.valid, "") for need in found.cards.needed]
    return [(n, p.cards.valid, p.jurisdiction) for p in places for n in p.cards.needed]


def line(campaign: Campaign, today: date) -> Line:
    """One campaign of the current local with everything the page shows."""
    found = figures(campaign, today)
    shown = trend(campaign["_id"], found.total, today)
    supporting = [level.id for level in scale.levels() if level.support]
    weeks = [sum(shown.levels[n][at] for n in supporting) for at in range(len(shown.weeks))]
    ahead = [k for k in keydates.of_campaign(campaign, today) if k.days >= 0]
    return Line(
        name=campaign["name"],
        counts=counts_of(found),
        campaign=campaign,
        stage=campaign["stage"],
        size_source=found.size_source,
        needed=_needed(campaign, found, today),
        next=ahead[0] if ahead else None,
        uncovered=len(found.uncovered),
        overdue=found.overdue,
        weeks=weeks,
    )


def own(*, actor: Actor) -> list[Line]:
    """The open campaigns of this local that the actor may know of."""
    today = localtime.today()
    return [line(campaign, today) for campaign in list_campaigns(actor=actor)]


def added(lines: Sequence[Line], name: str) -> Line:
    """Lines added up; only what each of them shows."""
    known = [key for key in COUNTED if all(key in one.counts for one in lines)]
    return Line(name, {key: sum(one.counts[key] for one in lines) for key in known})


def shared_lines() -> list[Line]:
    """The current local's open campaigns with only what it shares upwards."""
    chosen = set(settings.current()["shares"])
    today = localtime.today()
    found = []
    for campaign in db.collection("campaigns_campaigns").find({"status": "open"}):
        counts = {k: n for k, n in counts_of(figures(campaign, today)).items() if k in chosen}
        found.append(Line(campaign["name"], counts, stage=campaign["stage"]))
    return sorted(found, key=lambda one: one.name.casefold())


def shared() -> dict[str, int]:
    """The local's campaigns added up, for the core's dashboard of the body above it."""
    lines = shared_lines()
    total = added(lines, "")
    labels = dict(settings.SHARED)
    return {
        str(_("Open campaigns")): len(lines),
        **{str(labels[key]): n for key, n in total.counts.items()},
    }


def below() -> list[Below]:
    """The locals directly under the current body, each with what it has chosen to share."""
    return [_below(local) for local in local_bodies.children(tenancy.current().local_id)]


def _below(local: Mapping[str, Any]) -> Below:
    name = str(local["name"])
    if not shares(local):
        return Below(name, [], None, False)
    try:
        with tenancy.local_scope(local["_id"], plugin="campaigns", local=local):
            lines = shared_lines()
            each = settings.EACH in settings.current()["shares"]
    except PluginDisabled:
        return Below(name, [], None, False)
    return Below(name, lines if each else [], added(lines, name) if lines else None, each)
