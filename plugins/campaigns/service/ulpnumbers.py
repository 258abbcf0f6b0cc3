"""Card signers compared with all others in the unit, over what the retaliation log says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm import db
from crm.tenancy import Actor
from plugins.campaigns.service import unit
from plugins.campaigns.service.campaigns import Campaign, require_lead
from plugins.campaigns.words import MEASURES

FEW = 5
"""Groups smaller than this are given as counts only: a share of them would mean nothing."""


@dataclass
class Compared:
    """How many of a group were hit by measures; no share of a group below FEW."""

    people: int
    hit: int

    @property
    def percent(self) -> int | None:
        """Whole percent, or None where the group is too small to say anything."""
        return round(100 * self.hit / self.people) if self.people >= FEW else None


def compared(campaign: Campaign, *, actor: Actor) -> dict[str, tuple[Compared, Compared]]:
    """Card signers against all others in the unit, by measure and 'any': people hit, once each.

    A signer is who had signed before the day of the measure, or has signed by now and was not
    hit. Counts of what is on this log: what nobody has reported is not in them.
    """
    require_lead(campaign, actor)
    members = {m["person_id"]: m for m in unit.of_campaign(campaign["_id"])}
    incidents = db.collection("campaigns_incidents").find({"campaign_id": campaign["_id"]})
    found = {}
    for kind in (*MEASURES, "any"):
        hit: dict[str, str] = {}
        for incident in incidents:
            if incident["kind"] in MEASURES and kind in (incident["kind"], "any"):
                for person in incident["people"]:
                    hit[person] = min(hit.get(person, incident["day"]), incident["day"])
        found[kind] = _sides(members, hit)
    return found


def _sides(members: Mapping[str, Any], hit: Mapping[str, str]) -> tuple[Compared, Compared]:
    signers, others = Compared(0, 0), Compared(0, 0)
    for person, member in members.items():
        card, day = member["card"], hit.get(person)
        signed = card["state"] == "signed" and (day is None or card["signed_on"] <= day)
        side = signers if signed else others
        side.people += 1
        side.hit += int(day is not None)
    return signers, others
