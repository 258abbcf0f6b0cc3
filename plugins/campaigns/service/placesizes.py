"""The unit's size in each jurisdiction of a campaign, stated with source and day, and their sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm import audit, db
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.service import thresholds
from plugins.campaigns.service.campaigns import Campaign, get_campaign, require_lead
from plugins.campaigns.service.thresholds import Place


@dataclass(frozen=True)
class Sum:
    """What the jurisdictions add up to beside the size stated for the whole; `listed` are the
    names of those whose size is only the people listed there."""

    total: int
    whole: int
    listed: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the two are the same, or there is nothing to compare with."""
        return not self.whole or self.total == self.whole


def added_up(campaign: Campaign, places: Sequence[Place]) -> Sum | None:
    """The sum of several jurisdictions; None where there is one."""
    if len(places) < 2:
        return None
    unstated = [p for p in places if p.size_source == "listed" and not p.size_date]
    listed = tuple(p.name or str(_("no jurisdiction")) for p in unstated)
    return Sum(sum(p.size for p in places), campaign["unit_size"]["n"] or 0, listed)


@db.atomic
def state(campaign_id: str, data: Mapping[str, Any], *, actor: Actor) -> Campaign:
    """State the size of one jurisdiction from data shaped by PlaceSizeForm; without a number the
    people listed there count again. NotFound for a jurisdiction that the campaign has not."""
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    code = data["jurisdiction"]
    if code not in {place.jurisdiction for place in thresholds.places(campaign)}:
        raise NotFound()
    size = {"n": data.get("size"), "source": data["size_source"], "date": data["size_date"]}
    stated = {"jurisdiction": code, **size}
    others = [s for s in campaign.get("unit_sizes", ()) if s["jurisdiction"] != code]
    history = list(campaign.get("size_history", ()))
    if size["n"]:
        others.append(stated)
        history.append({**stated, "at": db.now(), "by": actor.account_id})
    after = {"unit_sizes": others, "size_history": history, "version": campaign["version"] + 1}
    same = {"_id": campaign_id, "version": data["version"]}
    if not db.collection("campaigns_campaigns").update(same, {"$set": after}):
        raise Conflict(theirs=campaign)
    audit.record(actor, "update", "campaign", campaign_id, fields=["unit_sizes"])
    return {**campaign, **after}
