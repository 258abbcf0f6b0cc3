"""Inviting people to an event: from the unit, narrowed, or from a saved list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm import audit, db
from crm.errors import Conflict
from crm.i18n import _
from crm.lists import membership
from crm.lists import service as lists
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.campaigns import scale
from plugins.campaigns.service import turnout, unit
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.events import Event, get_event
from plugins.campaigns.service.unit import Member


@dataclass
class Invited:
    """What came of inviting: counts of people."""

    added: int = 0
    there: int = 0
    """Were invited already."""
    not_to_contact: int = 0
    outside: int = 0
    """On the list, but not in the unit, or not in the actor's reach."""


def _fits(data: Mapping[str, Any]) -> Callable[[Member], bool]:
    levels = {old for level in data["levels"] for old in scale.counts_as(level)}

    def fits(member: Member) -> bool:
        return (
            all(not data[f] or member["facets"].get(f) == data[f] for f in ("department", "shift"))
            and (not data["organizer"] or member["organizer"] == data["organizer"])
            and (not levels or member["assessment"] in levels)
        )

    return fits


def _chosen(
    campaign: Campaign, data: Mapping[str, Any], found: Invited, actor: Actor
) -> list[Member]:
    """Those of the unit in reach who are meant; a list's others are counted."""
    members = unit.in_reach(campaign, actor=actor)
    if data["list_id"]:
        entry, _job = lists.opened(lists.get(data["list_id"], actor=actor))
        wanted = {row["person_id"] for row in membership.rows(entry)}
        members = [m for m in members if m["person_id"] in wanted]
        found.outside = len(wanted) - len(members)
    chosen = [m for m in members if _fits(data)(m)]
    free = [m for m in chosen if not m["do_not_contact"]]
    found.not_to_contact = len(chosen) - len(free)
    return free


def invite(campaign_id: str, event_id: str, data: Mapping[str, Any], *, actor: Actor) -> Invited:
    """Invite people of the actor's reach as InviteForm says; who is on the list stays as they are.

    People who are not to be contacted are never invited. Works in batches, each safe to repeat.
    """
    campaign, event = get_event(campaign_id, event_id, actor=actor)
    if event["status"] != "planned":
        raise Conflict(_("This event is called off."))
    found, invite_id = Invited(), db.new_id()
    members = _chosen(campaign, data, found, actor)
    for batch in chunks(members):
        added = _batch(event, batch, invite_id, actor)
        found.added += added
        found.there += len(batch) - added
    if found.added:
        note = {"id": invite_id, "n": found.added, "at": db.now(), "by": actor.account_id}
        db.collection("campaigns_events").update({"_id": event_id}, {"$set": {"last_invite": note}})
    return found


@db.atomic
def _batch(event: Event, members: list[Member], invite_id: str, actor: Actor) -> int:
    ids = [turnout.row_id(event["_id"], m["person_id"]) for m in members]
    there = {r["_id"] for r in db.collection("campaigns_turnout").find({"_id": {"$in": ids}})}
    values = {"invite_id": invite_id, "added_by": actor.account_id}
    fresh = [turnout.new_row(event, m, **values) for m in members]
    fresh = [row for row in fresh if row["_id"] not in there]
    if fresh:
        turnout.insert(fresh)
        people = [row["person_id"] for row in fresh]
        audit.record(actor, "invite", "event", event["_id"], people=people)
    return len(fresh)


@db.atomic
def take_back(campaign_id: str, event_id: str, *, actor: Actor) -> int:
    """Take back the last invitations by the actor that nobody has answered; gives how many."""
    _campaign, event = get_event(campaign_id, event_id, actor=actor)
    last = event["last_invite"]
    if not last or last["by"] != actor.account_id:
        return 0
    untouched = {"invite_id": last["id"], "promise": "", "came_at": None, "reminded": ""}
    rows = db.collection("campaigns_turnout").find({"event_id": event_id}, where=untouched)
    turnout.drop(rows)
    db.collection("campaigns_events").update({"_id": event_id}, {"$set": {"last_invite": None}})
    people = [row["person_id"] for row in rows]
    audit.record(actor, "undo", "event", event_id, people=people)
    return len(rows)
