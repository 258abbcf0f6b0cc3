"""Card signers compared with all others in the unit, over what the retaliation log says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm import db, localtime
from crm.tenancy import Actor
from plugins.campaigns.service import cardrecords, cells, unit
from plugins.campaigns.service.campaigns import Campaign, require_lead
from plugins.campaigns.service.cardrecords import Card
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

    A signer is who had a card on file on the day of the measure (one that was not void and not
    yet withdrawn), or has one today and was not hit. Who was hit and has left the unit since,
    such as the dismissed, counts too. Counts of what is on this log: what nobody has reported
    is not in them. The unit's counters say how many there are and how many have a card; only
    those who were hit are read.
    """
    require_lead(campaign, actor)
    hit = _hit(db.collection("campaigns_incidents").find({"campaign_id": campaign["_id"]}))
    members = unit.members_of(campaign["_id"], hit["any"])
    cards = cardrecords.of_people(hit["any"], campaign["_id"])
    left = hit["any"].keys() - members.keys()
    today = localtime.today().isoformat()
    signed_now = {p for p, member in members.items() if member["card"]["state"] == "signed"}
    signed_now |= {p for p in left if _held(cards.get(p, ()), today)}
    whole = cells.total(cells.cells(campaign["_id"]))
    people, with_card = whole.n + len(left), whole.counts["cards"] + len(signed_now & left)
    found = {}
    for kind, days in hit.items():
        had_one = {p for p, day in days.items() if _held(cards.get(p, ()), day)}
        signers = with_card - len(signed_now & days.keys()) + len(had_one)
        others = Compared(people - signers, len(days) - len(had_one))
        found[kind] = (Compared(signers, len(had_one)), others)
    return found


def _hit(incidents: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """By measure and 'any': who was hit, and the first day of it."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in (*MEASURES, "any")}
    for incident in incidents:
        if incident["kind"] in MEASURES:
            for days in (found[incident["kind"]], found["any"]):
                for person in incident["people"]:
                    days[person] = min(days.get(person, incident["day"]), incident["day"])
    return found


def _held(cards: Sequence[Card], day: str) -> bool:
    """Whether one of them had been signed by that day and had not been taken back before it."""
    return any(
        card["status"] != "void"
        and card["signed_on"] <= day
        and (not card["ended_on"] or day < card["ended_on"])
        for card in cards
    )
