"""The days a campaign runs towards: filing, vote, and those that its lead has named."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from crm import audit, db, localtime
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.service.campaigns import Campaign, get_campaign, require_lead

MOST = 20


@dataclass(frozen=True)
class KeyDate:
    """A day and how far it is: `days` are negative once it has passed. Own ones have an id."""

    name: str
    on: date
    days: int
    id: str = ""


def of_campaign(campaign: Campaign, today: date | None = None) -> list[KeyDate]:
    """All key dates, the next first, then those that have passed, the latest first."""
    today = today or localtime.today()
    named = [(str(_("Planned filing")), campaign["filing_date"], "")]
    named.append((str(_("Vote")), campaign["vote_date"], ""))
    named += [(own["name"], own["on"], own["id"]) for own in campaign.get("key_dates", ())]
    found = []
    for name, on, own_id in named:
        if on:
            day = date.fromisoformat(on)
            found.append(KeyDate(name, day, (day - today).days, own_id))
    return sorted(found, key=lambda k: (k.days < 0, abs(k.days), k.name))


def add(campaign_id: str, data: dict[str, Any], *, actor: Actor) -> Campaign:
    """Add {name, on} to a campaign the actor leads; Invalid once there are `MOST`."""
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    kept = list(campaign.get("key_dates", ()))
    if len(kept) >= MOST:
        raise Invalid({"name": [_("There are %(n)d dates already: take one away.", n=MOST)]})
    return _save(campaign, [*kept, {"id": db.new_id(), **data}], actor=actor)


def remove(campaign_id: str, date_id: str, *, actor: Actor) -> dict[str, Any]:
    """Take an own key date away; gives what it was."""
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    kept = list(campaign.get("key_dates", ()))
    gone = next((own for own in kept if own["id"] == date_id), None)
    if gone is None:
        raise NotFound()
    _save(campaign, [own for own in kept if own["id"] != date_id], actor=actor)
    return gone


@db.atomic
def _save(campaign: Campaign, dates: list[dict[str, Any]], *, actor: Actor) -> Campaign:
    same = {"_id": campaign["_id"], "version": campaign["version"]}
    change = {"$set": {"key_dates": dates}, "$inc": {"version": 1}}
    if not db.collection("campaigns_campaigns").update(same, change):
        raise Conflict()
    audit.record(actor, "update", "campaign", campaign["_id"], fields=["key_dates"])
    return {**campaign, "key_dates": dates, "version": campaign["version"] + 1}
