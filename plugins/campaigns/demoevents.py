"""Fictional events of a campaign: past ones with promises kept and broken, and two to come."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from crm import db, localtime
from crm.demo import generator, writing
from plugins.campaigns.service import turnout
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member

EVENTS = (
    (-33, "house-meeting", "House meeting", "19:00", "21:00", "14 Alder Street"),
    (
        -16,
        "meeting",
        "Lunch meeting: what is in a contract",
        "12:30",
        "13:15",
        "Union hall, room 2",
    ),
    (-6, "training", "One-on-one training", "18:00", "20:00", "Union hall, room 2"),
    (2, "committee", "Organizing committee", "18:30", "20:00", "Back room of the Paper Crane"),
    (9, "rally", "Rally before filing", "17:30", "18:30", "Fountain square"),
)
"""Days from today, kind, title, begins, ends, place."""
ASKED = (0.2, 0.45, 0.16, 0.14, 0.4)
"""The share of the unit that each is for."""


def fill(campaign: Campaign, members: Sequence[Member]) -> None:
    """Store the events and their turnout; harmless to repeat. Counters are set by a recount."""
    random = Random(f"events of {campaign['_id']}")  # noqa: S311 - fiction, no secret
    events, rows = [], []
    for shape, share in zip(EVENTS, ASKED, strict=True):
        event = _event(campaign, shape, random)
        events.append(event)
        invited = [m for m in members if m["organizer"] and random.random() < share]
        rows += [_row(event, member, shape[0], random) for member in invited]
    writing.insert_missing("campaigns_events", events)
    writing.insert_missing("campaigns_turnout", rows)


def _event(campaign: Campaign, shape: Sequence[Any], random: Random) -> dict[str, Any]:
    days, kind, title, start, end, place = shape
    door = [m["account_id"] for m in campaign["team"] if m["role"] == "organizer"][:1]
    return {
        "_id": generator.new_id(random),
        "campaign_id": campaign["_id"],
        "title": title,
        "kind": kind,
        "day": (localtime.today() + timedelta(days=days)).isoformat(),
        "start": start,
        "end": end,
        "place": place,
        "note": "",
        "door": door,
        "status": "planned",
        "last_invite": None,
        "version": 1,
        "created_at": db.now() + timedelta(days=min(days, 0) - 7),
        "created_by": next((m["account_id"] for m in campaign["team"]), ""),
    }


def _row(event: dict[str, Any], member: Member, days: int, random: Random) -> dict[str, Any]:
    """What one invited worker said, and whether they came: supporters more often."""
    keen = member["assessment"] in (1, 2)
    said = random.choices(("yes", "maybe", "no", ""), (6, 2, 1, 2) if keen else (2, 3, 3, 4))[0]
    past, moment = days < 0, db.now() + timedelta(days=days)
    likely = {"yes": 0.72, "maybe": 0.3, "no": 0.02, "": 0.04}[said]
    came = past and random.random() < likely
    reminded = "phone" if said in ("yes", "maybe") and past and random.random() < 0.7 else ""
    values = {
        "promise": said,
        "promised_at": moment - timedelta(days=max(days, 0) + 3) if said else None,
        "reminded": reminded,
        "reminded_at": moment - timedelta(days=1) if reminded else None,
        "came_at": moment if came else None,
        "came_by": member["organizer"] if came else "",
    }
    return turnout.new_row(event, member, **values)
