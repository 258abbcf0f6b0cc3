"""A fictional campaign on both sides of a border: two stages under the Act of the United States,
their scene shop in British Columbia. Each is counted by its own rules and its own size.

In the shop cards lapse after six months; some of those signed in the first weeks have.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from crm import db, localtime
from crm.tenancy import Actor
from plugins.campaigns.demostory import Plan
from plugins.campaigns.service import placesizes
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member

SHOP = "Larkspur scene shop"
PLACES = (
    ("Larkspur Playhouse", "US-NLRA", "WA", 1),
    ("The Little Larkspur", "US-NLRA", "WA", 2),
    (SHOP, "CA-BC", "BC", 1),
)
"""Worksite, jurisdiction, state or province, people who work there and are not listed yet."""
BORDER: dict[str, Any] = {
    "name": "Two shores",
    "employer": "Larkspur Lane Playhouses",
    "stage": "cards",
    "worksites": [name for name, *_rest in PLACES],
}
PLAN = Plan(
    contacts=170,
    weeks=32,
    levels=(5, 10, 6, 2, 1),
    cards=0.9,
    card_weeks=(9, 6, 3, *[0] * 16, 1, 0, 1, 2, 1, 1, 2, 1, 2, 3),
    committee=0.2,
)


def fill(campaign: Campaign, members: Sequence[Member], lead: str) -> None:
    """Say where the worksites lie and how many work in each jurisdiction; harmless to repeat."""
    ids = {place["name"]: place["id"] for place in campaign["worksites"]}
    sizes: dict[str, int] = {}
    for name, code, state, more in PLACES:
        known = {"jurisdiction": code, "city": "Exampleton", "state": state}
        db.collection("workplaces").update({"_id": ids[name]}, {"$set": known})
        listed = sum(member["facets"]["workplace"] == name for member in members)
        sizes[code] = sizes.get(code, 0) + listed + more
    if not campaign.get("unit_sizes"):
        _state(campaign, sizes, Actor(lead, "lead", permissions=frozenset({"campaigns.edit"})))


def _state(campaign: Campaign, sizes: dict[str, int], actor: Actor) -> None:
    """The size of each jurisdiction, and of the whole."""
    day = (localtime.today() - timedelta(days=12)).isoformat()
    whole = {"n": sum(sizes.values()), "source": "employer", "date": day}
    mine = {"_id": campaign["_id"]}
    db.collection("campaigns_campaigns").update(mine, {"$set": {"unit_size": whole}})
    for code, size in sizes.items():
        stated = {"jurisdiction": code, "size": size, "size_source": "employer", "size_date": day}
        now = db.collection("campaigns_campaigns").get(campaign["_id"]) or campaign
        placesizes.state(campaign["_id"], {**stated, "version": now["version"]}, actor=actor)
