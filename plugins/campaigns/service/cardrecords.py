"""The cards on file: every one a person ever signed stays, whatever became of it.

A card is live, withdrawn (by whoever signed it) or void (entered by mistake). Of the live ones
the last signed counts, the others are duplicates: that follows from the records and is not stored,
but for the summary on the member (`card`: state, signed_on, id), which counters are made from.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm import db
from crm.queryshape import chunks

Card = dict[str, Any]
NONE: Mapping[str, Any] = {"state": "", "signed_on": "", "id": ""}


def of_person(person_id: str, campaign_id: str) -> list[Card]:
    """The cards of one person in a campaign, the last signed first."""
    found = db.collection("campaigns_cards").find(
        {"person_id": person_id}, where={"campaign_id": campaign_id}
    )
    return newest_first(found)


def of_people(ids: Iterable[str], campaign_id: str) -> dict[str, list[Card]]:
    """The cards of several people in a campaign, by person."""
    found: dict[str, list[Card]] = {}
    for batch in chunks(ids):
        these = db.collection("campaigns_cards").find(
            {"person_id": {"$in": batch}}, where={"campaign_id": campaign_id}
        )
        for card in newest_first(these):
            found.setdefault(card["person_id"], []).append(card)
    return found


def newest_first(cards: Iterable[Card]) -> list[Card]:
    """By the day they were signed, then by when they were entered."""
    return sorted(cards, key=lambda c: (c["signed_on"], c["recorded_at"]), reverse=True)


def summary(cards: Sequence[Card]) -> dict[str, Any]:
    """The member's `card`: the live one signed last, else that there was one and it is gone."""
    ordered = newest_first(cards)
    live = [card for card in ordered if card["status"] == "live"]
    gone = [card for card in ordered if card["status"] == "withdrawn"]
    for state, some in (("signed", live), ("withdrawn", gone)):
        if some:
            return {"state": state, "signed_on": some[0]["signed_on"], "id": some[0]["_id"]}
    return dict(NONE)


def standing(card: Mapping[str, Any], member: Mapping[str, Any] | None) -> str:
    """What a card is today: counts, duplicate, withdrawn or void."""
    if card["status"] != "live":
        return str(card["status"])
    return "counts" if member and member["card"].get("id") == card["_id"] else "duplicate"
