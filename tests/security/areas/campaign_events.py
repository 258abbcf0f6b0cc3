"""Events and turnout in the trust tests."""

from datetime import timedelta
from typing import Any

from crm import localtime
from plugins.campaigns.eventforms import EventForm
from plugins.campaigns.service import events, inviting, turnout
from tests.security.seed import Local, Values

MATRIX = """
campaigns.event_list               -o-lnm---
campaigns.event                    -o-lnm---
campaigns.event_new                ---l-m---
campaigns.event_create             ---l-m---
campaigns.event_edit               ---l-m---
campaigns.event_save               ---l-m---
campaigns.event_off                ---l-m---
campaigns.event_on                 ---l-m---
campaigns.invite                   -o-l-m---
campaigns.invite_post              -o-l-m---
campaigns.invite_undo              -o-l-m---
campaigns.promise                  -o-l-m---
campaigns.reminded                 -o-l-m---
campaigns.reminders                -o-l-m---
campaigns.reminders_mail           -o-l-m---
campaigns.door                     -o-l-m---
campaigns.check_in                 -o-l-m---
campaigns.check_out                -o-l-m---
campaigns.door_find                -o-l-m---
campaigns.walk_in                  -o-l-m---
campaigns.feed                     -oxlnm---
campaigns.feed_make                -oxlnm---
campaigns.feed_end                 -oxlnm---
campaigns_public.calendar_feed     aoxlnmufs
"""
NOT_IDS = {"answer", "how"}
NEEDS_MORE = {"campaigns_public.calendar_feed"}
UNREACHED = {"campaigns.reminders_mail"}
OPEN = frozenset(
    {"campaigns.event_off", "campaigns.event_on", "campaigns.invite_undo", "campaigns.promise",
     "campaigns.reminded", "campaigns.reminders_mail", "campaigns.check_out", "campaigns.feed_make",
     "campaigns.feed_end", "campaigns.door_find"}
)  # fmt: skip


def _form(_v: Values) -> dict[str, Any]:
    return {"title": "Meeting", "day": "2026-12-24", "start": "18:00", "end": "19:00",
            "kind": "meeting", "place": "Hall", "note": "bring pens"}  # fmt: skip


FORMS = {
    "campaigns.event_create": _form,
    "campaigns.event_save": lambda v: {**_form(v), "version": str(v["event_version"])},
    "campaigns.invite_post": lambda v: {"list_id": v["list_id"], "department": "",
                                        "shift": "", "organizer": v["organizer_id"]},
    "campaigns.check_in": lambda v: {"person_id": v["person_id"]},
    "campaigns.door_find": lambda v: {"first_name": v["word"], "last_name": ""},
    "campaigns.walk_in": lambda v: {"key": "d" * 24, "person_id": v["person_id"],
                                    "first_name": "", "in_unit": "yes"},
}  # fmt: skip
QUERIES = {"campaigns.event": lambda v: {"words": v["word"], "show": "open"},
           "campaigns.door": lambda v: {"words": v["word"]}}  # fmt: skip


def versions(values: Values, stored: Any) -> None:
    """The version that a form of the seeded event carries."""
    values["event_version"] = stored["campaigns_events"][values["event_id"]]["version"]


def _event(local: Local) -> Values:
    lead, campaign = local.actor("lead"), local.values["campaign_id"]
    day = (localtime.today() + timedelta(days=3)).isoformat()
    data = {"title": f"{local.word} meeting", "day": day, "start": "18:00",
            "place": f"{local.word} hall", "note": f"{local.word} pens"}  # fmt: skip
    event = events.add_event(campaign, EventForm().load(data), actor=lead)["_id"]
    chosen = {"list_id": "", "department": "", "shift": "", "organizer": "", "levels": []}
    inviting.invite(campaign, event, chosen, actor=lead)
    person = local.values["person_id"]
    turnout.promise(campaign, event, person, "yes", actor=local.actor("organizer"))
    return {"event_id": event, "answer": "maybe", "how": "phone"}


PARTS = [_event]


def texts(world: Any, text: str, number: int) -> list[str]:
    """An event that bears the text everywhere, with somebody of that name on its list."""
    from crm import db

    lead = world.actor("lead")
    found = db.collection("campaigns_campaigns").find({"status": "open"})
    campaign = next(c["_id"] for c in found if c["name"] == text[:80])
    day = (localtime.today() + timedelta(days=number % 9)).isoformat()
    data = {"title": text[:120], "day": day, "start": "18:00", "place": text[:200],
            "note": text}  # fmt: skip
    event = events.add_event(campaign, EventForm().load(data), actor=lead)["_id"]
    chosen = {"list_id": "", "department": "", "shift": "", "organizer": "", "levels": []}
    inviting.invite(campaign, event, chosen, actor=world.actor("lead"))
    for row in db.collection("campaigns_turnout").find({"event_id": event}):
        turnout.promise(campaign, event, row["person_id"], "yes", actor=world.actor("lead"))
    base = f"campaigns/{campaign}/events"
    pages = [f"{base}/{event}", f"{base}/{event}/door", f"{base}/{event}/reminders"]
    return [base, *pages, f"{base}/{event}/edit"] if number < 3 else pages
