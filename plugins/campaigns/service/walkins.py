"""Walk-ins: somebody at the door who is not on the list, found on file or added."""

import hashlib
from collections.abc import Mapping
from typing import Any

from crm import audit, db
from crm.errors import Conflict
from crm.i18n import _
from crm.people import adding, reach
from crm.people.schemas import PersonShape
from crm.search.people import find_people
from crm.tenancy import Actor, current
from crm.values import tokens
from plugins.campaigns.service import turnout, unit
from plugins.campaigns.service.events import Event, at_the_door, get_event

NOTE_KIND = "walk-in"


def find(campaign_id: str, event_id: str, words: str, *, actor: Actor) -> list[dict[str, Any]]:
    """People on file whom the words may mean, in the reach of the actor at this door."""
    _campaign, event = get_event(campaign_id, event_id, actor=actor)
    who = at_the_door(event, actor)
    return find_people(tokens(words), actor=who, limit=6) if words.strip() else []


def walk_in(
    campaign_id: str, event_id: str, data: Mapping[str, Any], *, actor: Actor
) -> turnout.Row:
    """Check in somebody who is not on the list, from data shaped by WalkInForm; gives the row.

    The same `key` by the same account gives the row that is there already. Raises Alike where
    somebody in reach might be the same person (unless `anyway`), OnFile where somebody out of
    reach surely is.
    """
    campaign, event = get_event(campaign_id, event_id, actor=actor)
    if event["status"] != "planned":
        raise Conflict(_("This event is called off."))
    note_id = _note_id(data["key"], actor)
    done = db.collection("idempotency").get(note_id)
    there = db.collection("campaigns_turnout").get(done["row_id"]) if done else None
    if there is not None:
        return there
    who = at_the_door(event, actor)
    if data["person_id"]:
        person = reach.find(data["person_id"], actor=who)
    else:
        shaped = _person_data(data, campaign["employer"])
        person = adding.add_person(shaped, actor=who, anyway=data["anyway"])
    return _walk_in(event, person, data["in_unit"], note_id, who)


def _note_id(key: str, actor: Actor) -> str:
    text = f"{current().local_id}|{actor.account_id}|{NOTE_KIND}|{key}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _person_data(data: Mapping[str, Any], employer: str) -> dict[str, Any]:
    """The form as the shape of a person; a worker of the unit works for its employer."""
    shaped: dict[str, Any] = {"first_name": data["first_name"], "last_name": data["last_name"]}
    if data["phone"]:
        shaped["phones"] = [{"number": data["phone"]}]
    if data["email"]:
        shaped["emails"] = [{"address": data["email"]}]
    if data["in_unit"]:
        shaped["employments"] = [{"employer": employer, "department": data["department"]}]
    loaded: dict[str, Any] = PersonShape().load(shaped)
    return loaded


@db.atomic
def _walk_in(
    event: Event, person: Mapping[str, Any], in_unit: bool, note_id: str, who: Actor
) -> turnout.Row:
    if in_unit:
        unit.add_person(event["campaign_id"], person["_id"], actor=who)
    row = _arrived(event, person, who)
    note = {"kind": NOTE_KIND, "row_id": row["_id"], "created_at": db.now()}
    db.collection("idempotency").update({"_id": note_id}, {"$set": note}, upsert=True)
    audit.record(who, "walk-in", "turnout", row["_id"], people=[person["_id"]])
    return row


def _arrived(event: Event, person: Mapping[str, Any], who: Actor) -> turnout.Row:
    """The row of somebody who is here: theirs if they were on the list, else a new one."""
    row_id = turnout.row_id(event["_id"], person["_id"])
    there = db.collection("campaigns_turnout").get(row_id)
    here = {"came_at": db.now(), "came_by": who.account_id}
    if there is not None:
        return there if there["came_at"] else turnout.save(there, {**there, **here})
    values = {**here, "walk_in": True, "added_by": who.account_id}
    row = turnout.new_row(event, person, organizer=who.account_id, **values)
    turnout.insert([row])
    return row
