"""Events of a campaign: meetings, trainings, actions, with day, time and place.

Who is invited, promises and comes is `turnout`'s; what comes of it in numbers is `turnoutnumbers`'.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from crm import audit, db, localtime
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.service import keyed
from plugins.campaigns.service.campaigns import (
    Campaign,
    get_campaign,
    list_campaigns,
    require_lead,
    scope_of,
)

Event = dict[str, Any]
FIELDS = ("title", "kind", "day", "start", "end", "place", "note", "door")
DOOR_DAYS = 1
"""So many days before and after an event, who stands at its door sees the whole unit."""


def get_event(campaign_id: str, event_id: str, *, actor: Actor) -> tuple[Campaign, Event]:
    """An event of a campaign the actor may know of; NotFound otherwise."""
    campaign = get_campaign(campaign_id, actor=actor)
    event = db.collection("campaigns_events").get(event_id)
    if event is None or event["campaign_id"] != campaign_id:
        raise NotFound()
    return campaign, event


def of_campaign(campaign_id: str) -> list[Event]:
    """All events of a campaign, by day and time."""
    found = db.collection("campaigns_events").find({"campaign_id": campaign_id})
    return sorted(found, key=lambda e: (e["day"], e["start"], e["_id"]))


def soon(*, actor: Actor, today: date, days: int = 14) -> list[Event]:
    """The events of the next days in open campaigns the actor may know of, called off ones not."""
    until = (today + timedelta(days=days)).isoformat()
    found: list[Event] = []
    for campaign in list_campaigns(actor=actor):
        span = {"campaign_id": campaign["_id"], "day": {"$gte": today.isoformat(), "$lte": until}}
        events = db.collection("campaigns_events").find(span, where={"status": "planned"})
        found += [{**event, "campaign": campaign} for event in events]
    return sorted(found, key=lambda e: (e["day"], e["start"], e["_id"]))


def at_the_door(event: Mapping[str, Any], actor: Actor) -> Actor:
    """The actor, who sees the whole unit by name for this event if a lead put them at its door.

    Only around the event: from the day before to the day after.
    """
    near = abs((localtime.today() - date.fromisoformat(event["day"])).days) <= DOOR_DAYS
    if actor.account_id not in event["door"] or event["status"] != "planned" or not near:
        return actor
    whole = scope_of(event["campaign_id"])
    return replace(actor, grants=actor.grants | {whole})


def _shaped(campaign: Campaign, data: Mapping[str, Any]) -> Event:
    team = {m["account_id"] for m in campaign["team"]}
    strangers = [account for account in data["door"] if account not in team]
    if strangers:
        raise Invalid({"door": [_("Only the campaign's team can be at the door.")]})
    return {name: data[name] for name in FIELDS}


@db.atomic
def add_event(campaign_id: str, data: Mapping[str, Any], *, actor: Actor) -> Event:
    """Plan an event from data shaped by EventForm. Forbidden for all but the campaign's lead.

    With a `key` in the data, the same one gives the event that is there already.
    """
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    event_id = keyed.id_of("event", data.get("key", ""), actor)
    there = keyed.there("campaigns_events", event_id, campaign_id)
    if there is not None:
        return there
    event = {
        "_id": event_id,
        "campaign_id": campaign_id,
        **_shaped(campaign, data),
        "status": "planned",
        "last_invite": None,
        "version": 1,
        "created_at": db.now(),
        "created_by": actor.account_id,
    }
    db.collection("campaigns_events").insert(event)
    audit.record(actor, "create", "event", event_id, fields=list(FIELDS))
    return event


def change_event(
    campaign_id: str, event_id: str, version: int, data: Mapping[str, Any], *, actor: Actor
) -> Event:
    """Change an event read at `version`; Conflict with `theirs` when it has moved on."""
    campaign, event = get_event(campaign_id, event_id, actor=actor)
    require_lead(campaign, actor)
    if event["version"] != version:
        raise Conflict(theirs=event)
    return _store(event, _shaped(campaign, data), "update", actor)


def call_off(campaign_id: str, event_id: str, off: bool, *, actor: Actor) -> Event:
    """Call an event off, or (with `off` False) on again; invitations and promises stay."""
    campaign, event = get_event(campaign_id, event_id, actor=actor)
    require_lead(campaign, actor)
    status = "cancelled" if off else "planned"
    return _store(event, {"status": status}, "call-off" if off else "call-on", actor)


@db.atomic
def _store(event: Event, fields: Mapping[str, Any], action: str, actor: Actor) -> Event:
    changes = {**fields, "version": event["version"] + 1}
    same = {"_id": event["_id"], "version": event["version"]}
    if not db.collection("campaigns_events").update(same, {"$set": changes}):
        raise Conflict(theirs=db.collection("campaigns_events").get(event["_id"]))
    changed = [k for k, v in changes.items() if event.get(k) != v]
    audit.record(actor, action, "event", event["_id"], fields=changed)
    return {**event, **changes}


def span(event: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Beginning and end in the local's zone; two hours where no end is given.

    An end before the beginning is on the next day.
    """
    day, zone = date.fromisoformat(event["day"]), localtime.zone()
    begin = datetime.combine(day, time.fromisoformat(event["start"]), zone)
    if not event["end"]:
        return begin, begin + timedelta(hours=2)
    late = event["end"] < event["start"]
    end_day = day + timedelta(days=1) if late else day
    return begin, datetime.combine(end_day, time.fromisoformat(event["end"]), zone)


def is_over(event: Mapping[str, Any]) -> bool:
    """Whether the event's day has passed: only then has anybody failed to come."""
    return bool(event["day"] < localtime.today().isoformat())
