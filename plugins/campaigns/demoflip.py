"""A fictional running production in the demo: call sheets of three shows, and the rule by hours."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from crm import db
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


def fill(campaign: Campaign, members: Sequence[Member], by: str) -> None:
    """Store the days of the sheets and choose the rule; harmless to repeat."""
    random = Random(f"sheets of {campaign['_id']}")  # noqa: S311 - fiction, no secret
    crew = sorted(members, key=lambda m: str(m["sort_key"]))[:CREW]
    heads = {m["facets"]["department"]: m["person_id"] for m in reversed(crew)}
    days = [
        _stint(campaign, member, number, by, head=member["person_id"] in heads.values())
        for member in crew
        for number, sheet in enumerate(SHEETS)
        if random.random() < sheet[2] or (number > 2 and member["person_id"] in heads.values())
    ]
    writing.insert_missing("campaigns_stints", days)
    rule = {"$set": {"eligibility": {"rule": "juilliard", "branches": []}}}
    db.collection("campaigns_campaigns").update({"_id": campaign["_id"]}, rule)


def _stint(campaign: Campaign, member: Member, number: int, by: str, *, head: bool) -> Stint:
    production, back, _share, hours = SHEETS[number]
    return {
        "_id": f"demo{number}:{member['person_id']}",
        "campaign_id": campaign["_id"],
        "person_id": member["person_id"],
        "production": production,
        "day": (db.now().date() + timedelta(days=back)).isoformat(),
        "hours": hours,
        "head": head,
        "import_id": f"demo{number}",
        "at": db.now(),
        "by": by,
    }
