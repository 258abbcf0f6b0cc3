"""A fictional running production in the demo: call sheets of three shows, and the rule by hours."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from crm import db, localtime
from crm.demo import writing
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member
from plugins.campaigns.service.worked import Stint

SHEETS = (
    ("Salt Road", -150, 0.5, 11),
    ("Salt Road", -149, 0.5, 12),
    ("The Clockwork Heart", -60, 0.35, 10),
    ("The Glass Orchard", -3, 0.9, 12),
    ("The Glass Orchard", -1, 0.9, None),
)
"""Production, day from today, the share of the crew that was called, hours where they are known."""
CREW = 48
HEADS = frozenset(
    ("Wardrobe supervisor", "Sound mixer", "House manager", "Scenic artist", "Hair stylist",
     "Automation carpenter", "Dolly grip", "Rigging electrician")
)  # fmt: skip
"""Titles whose first bearer heads a department on the demo's sheets."""


def fill(
    campaign: Campaign, members: Sequence[Member], by: str, people: Sequence[Mapping[str, Any]]
) -> None:
    """Store the days of the sheets and choose the rule; harmless to repeat."""
    random = Random(f"sheets of {campaign['_id']}")  # noqa: S311 - fiction, no secret
    changes = [_hired(person, random) for person in people if random.random() < 0.9]
    db.collection("people").bulk(changes)
    crew = sorted(members, key=lambda m: str(m["sort_key"]))[:CREW]
    heads = {
        m["facets"]["department"]: m["person_id"]
        for m in reversed(crew)
        if m["facets"].get("job_title") in HEADS
    }
    days = [
        _stint(campaign, member, number, by, head=member["person_id"] in heads.values())
        for member in crew
        for number, sheet in enumerate(SHEETS)
        if random.random() < sheet[2] or (number > 2 and member["person_id"] in heads.values())
    ]
    writing.insert_missing("campaigns_stints", days)
    rule = {"$set": {"eligibility": {"rule": "juilliard", "branches": []}}}
    db.collection("campaigns_campaigns").update({"_id": campaign["_id"]}, rule)


def _hired(person: Mapping[str, Any], random: Random) -> tuple[Any, Any, bool]:
    """Hired for the show some weeks or months ago, with the days and hours so far."""
    back = random.choice((12, 20, 35, 60, 150, 300, 420, 640))
    days = max(1, min(back // 5, random.randint(1, 16)))
    job, *others = person["employments"]
    begun = (localtime.today() - timedelta(days=back)).isoformat()
    job = {**job, "start": begun, "days": days, "hours": days * random.choice((8, 10, 12))}
    return {"_id": person["_id"]}, {"$set": {"employments": [job, *others]}}, False


def _stint(campaign: Campaign, member: Member, number: int, by: str, *, head: bool) -> Stint:
    production, back, _share, hours = SHEETS[number]
    return {
        "_id": f"demo{number}:{member['person_id']}",
        "campaign_id": campaign["_id"],
        "person_id": member["person_id"],
        "production": production,
        "day": (localtime.today() + timedelta(days=back)).isoformat(),
        "hours": hours,
        "head": head,
        "import_id": f"demo{number}",
        "at": db.now(),
        "by": by,
    }
