"""Card signers compared with all others in the unit, over what the retaliation log says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm import db, localtime
from crm.tenancy import Actor
from plugins.campaigns.service.campaigns import Campaign, require_lead
from plugins.campaigns.service.cardrecords import Card
from plugins.campaigns.words import MEASURES

FEW = 5
"""Groups smaller than this are given as counts only: a share of them would mean nothing."""
NEEDED = ("person_id", "status", "signed_on", "ended_on")
"""Of a card; the whole unit's are read."""


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
    is not in them.
    """
    require_lead(campaign, actor)
    incidents = db.collection("campaigns_incidents").find({"campaign_id": campaign["_id"]})
    hits = {p for i in incidents if i["kind"] in MEASURES for p in i["people"]}
    of_unit = {"campaign_id": campaign["_id"]}
    listed = db.collection("campaigns_members").find(of_unit, fields=["person_id"])
    everybody = {member["person_id"] for member in listed} | hits
    today = localtime.today().isoformat()
    cards: dict[str, list[Card]] = {}
    signed = {**of_unit, "signed_on": {"$lte": today}}
    for card in db.collection("campaigns_cards").find(signed, fields=NEEDED):
        cards.setdefault(card["person_id"], []).append(card)
    found = {}
    for kind in (*MEASURES, "any"):
        hit: dict[str, str] = {}
        for incident in incidents:
            if incident["kind"] in MEASURES and kind in (incident["kind"], "any"):
                for person in incident["people"]:
                    hit[person] = min(hit.get(person, incident["day"]), incident["day"])
        found[kind] = _sides(everybody, cards, hit, today)
    return found


def _sides(
    everybody: Iterable[str],
    cards: Mapping[str, Sequence[Card]],
    hit: Mapping[str, str],
    today: str,
) -> tuple[Compared, Compared]:
    signers, others = Compared(0, 0), Compared(0, 0)
    for person in everybody:
        day = hit.get(person)
        signed = any(_held(card, day or today) for card in cards.get(person, ()))
        side = signers if signed else others
        side.people += 1
        side.hit += int(day is not None)
    return signers, others


def _held(card: Card, day: str) -> bool:
    """Whether a card had been signed by that day and had not been taken back before it."""
    if card["status"] == "void" or card["signed_on"] > day:
        return False
    return not card["ended_on"] or day < card["ended_on"]
