"""Cutting turf: whom a cut takes, in how many parts, for which organizer."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from crm import audit, db
from crm.errors import Invalid
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.service import sources
from plugins.campaigns.service.campaigns import Campaign, get_campaign, require_lead
from plugins.campaigns.service.turf import Turf, new_turf, organizer_of_team, place
from plugins.campaigns.service.unit import Member


def chosen(campaign: Campaign, data: Mapping[str, Any], *, actor: Actor) -> list[Member]:
    """Whom a cut takes: the source, without those in a turf already unless `taken` is set."""
    found = sources.members(campaign, data, actor=actor)
    return [m for m in found if data.get("taken") or not m.get("turf_id")]


def _parts(found: Sequence[Member], count: int) -> list[list[Member]]:
    """Equal parts of people who work together."""
    together = sorted(
        found,
        key=lambda m: (
            m["facets"].get("workplace", ""),
            m["facets"].get("department", ""),
            m["facets"].get("shift", ""),
            m["sort_key"],
        ),
    )
    size, more = divmod(len(together), count)
    ends = [size * n + min(n, more) for n in range(count + 1)]
    parts = [together[a:b] for a, b in pairwise(ends)]
    return [part for part in parts if part]


@db.atomic
def cut(campaign_id: str, data: Mapping[str, Any], *, actor: Actor) -> list[Turf]:
    """Cut turf from data shaped by TurfForm; gives the turfs, one for each part.

    Raises Invalid where nobody is left to be in it.
    """
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    organizer = organizer_of_team(campaign, data.get("organizer", ""))
    found = chosen(campaign, data, actor=actor)
    if not found:
        raise Invalid({"whom": [_("Nobody fits who is in no turf yet.")]})
    made = []
    parts = _parts(found, data.get("parts") or 1)
    name = data.get("name") or sources.label(campaign, data, actor=actor)
    for number, part in enumerate(parts, 1):
        called = f"{name} {number}" if len(parts) > 1 else name
        turf = new_turf(campaign_id, called, organizer)
        db.collection("campaigns_turfs").insert(turf)
        place(part, turf, by=actor.account_id)
        made.append(turf)
    ids = [m["person_id"] for m in found]
    audit.record(actor, "cut", "turf", made[0]["_id"], people=ids)
    return made
