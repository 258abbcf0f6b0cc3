"""Turnout: who is invited to an event, what they promised, and who came.

One row for each person and event; it repeats the name, for people who are not in the unit. Every
write goes through `save`, which moves the counters too. A row's organizer is whoever answers for
the promise: the one who took it, until then the one whose person it is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm import audit, db
from crm.errors import Conflict, NotFound
from crm.queryshape import chunks
from crm.tenancy import Actor
from crm.values import tokens
from plugins.campaigns.service import counters, unit
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.events import Event, at_the_door, get_event
from plugins.campaigns.service.unit import Member

Row = dict[str, Any]
COUNTED = ("invited", "yes", "maybe", "no", "came", "walkins", "kept")


def row_id(event_id: str, person_id: str) -> str:
    """One row for each person and event."""
    return f"{event_id}:{person_id}"


def named(person: Mapping[str, Any]) -> dict[str, Any]:
    """What a row repeats of the person, and the words it is found by."""
    words = tokens(f"{person['name']} {person.get('credit_name') or ''}")
    return {"name": person["name"], "sort_key": person["sort_key"], "kw": words}


def new_row(event: Event, person: Mapping[str, Any], **values: Any) -> Row:
    """A row of somebody of whom nothing is known yet at this event, `values` filled in."""
    person_id = person.get("person_id") or person["_id"]
    return {
        "_id": row_id(event["_id"], person_id),
        "event_id": event["_id"],
        "campaign_id": event["campaign_id"],
        "person_id": person_id,
        **named(person),
        "organizer": person.get("organizer") or "",
        "promise": "",
        "promised_at": None,
        "reminded": "",
        "reminded_at": None,
        "came_at": None,
        "came_by": "",
        "walk_in": False,
        "invite_id": "",
        "added_by": "",
        "version": 1,
        **values,
    }


def of_row(row: Mapping[str, Any] | None) -> counters.Totals:
    """What one row contributes to its event's counters, by organizer."""
    if row is None:
        return {}
    came = bool(row["came_at"])
    counts = Counter({"invited": int(not row["walk_in"]), "came": int(came)})
    if row["promise"]:
        counts[row["promise"]] += 1
    counts["walkins"] = int(row["walk_in"] and came)
    counts["kept"] = int(came and row["promise"] == "yes")
    key = f"{row['event_id']}{counters.SEP}{row['organizer']}"
    return {(row["campaign_id"], "turnout", key): counts}


def insert(rows: Sequence[Row]) -> None:
    """Store new rows and count them."""
    db.collection("campaigns_turnout").insert_many(rows)
    counters.apply(counters.add(of_row(row) for row in rows))


def save(before: Row, after: Row) -> Row:
    """Store `after` over `before` (compare-and-set) and move the counters; Conflict if stale."""
    after = {**after, "version": before["version"] + 1}
    changed = {k: v for k, v in after.items() if before.get(k) != v}
    same = {"_id": before["_id"], "version": before["version"]}
    if not db.collection("campaigns_turnout").update(same, {"$set": changed}):
        raise Conflict(theirs=db.collection("campaigns_turnout").get(before["_id"]))
    counters.apply(counters.difference([of_row(before)], [of_row(after)]))
    return after


def drop(rows: Iterable[Row]) -> None:
    """Remove rows and what they count."""
    gone = list(rows)
    for batch in chunks(row["_id"] for row in gone):
        db.collection("campaigns_turnout").delete_many({"_id": {"$in": batch}})
    counters.apply(counters.add((of_row(row) for row in gone), -1))


def may_see(campaign: Campaign, row: Mapping[str, Any], member: Member | None, who: Actor) -> bool:
    """Whether this row is in the actor's reach; `who` is from `at_the_door`."""
    if member is not None:
        return unit.may_see(campaign, member, who)
    return unit.sees_names(campaign, who) or row["added_by"] == who.account_id


def get_row(
    campaign_id: str, event_id: str, person_id: str, *, actor: Actor
) -> tuple[Campaign, Event, Row]:
    """An event and a row of it in the actor's reach; NotFound otherwise."""
    campaign, event = get_event(campaign_id, event_id, actor=actor)
    row = db.collection("campaigns_turnout").get(row_id(event_id, person_id))
    member = unit.members_of(campaign_id, [person_id]).get(person_id)
    if row is None or not may_see(campaign, row, member, at_the_door(event, actor)):
        raise NotFound()
    return campaign, event, row


@db.atomic
def promise(campaign_id: str, event_id: str, person_id: str, answer: str, *, actor: Actor) -> Row:
    """Note a promise: yes, maybe, no, or '' for none; whoever takes it answers for it."""

    _campaign, _event, row = get_row(campaign_id, event_id, person_id, actor=actor)
    if row["promise"] == answer:
        return row
    by = actor.account_id if answer else row["organizer"]
    given = {"promise": answer, "promised_at": db.now() if answer else None, "organizer": by}
    audit.record(actor, "promise", "turnout", row["_id"], people=[person_id])
    return save(row, {**row, **given})


@db.atomic
def remind(campaign_id: str, event_id: str, person_id: str, how: str, *, actor: Actor) -> Row:
    """Note that somebody has been reminded ('' takes it back)."""

    _campaign, _event, row = get_row(campaign_id, event_id, person_id, actor=actor)
    audit.record(actor, "remind", "turnout", row["_id"], people=[person_id])
    return save(row, {**row, "reminded": how, "reminded_at": db.now() if how else None})


@db.atomic
def check_in(campaign_id: str, event_id: str, person_id: str, *, actor: Actor) -> Row:
    """Somebody on the list is here; a second tap, or the same one sent twice, changes nothing."""

    _campaign, _event, row = get_row(campaign_id, event_id, person_id, actor=actor)
    if row["came_at"]:
        return row
    audit.record(actor, "check-in", "turnout", row["_id"], people=[person_id])
    return save(row, {**row, "came_at": db.now(), "came_by": actor.account_id})


@db.atomic
def check_out(campaign_id: str, event_id: str, person_id: str, *, actor: Actor) -> Row | None:
    """Take a check-in back; a walk-in leaves the list with it (None)."""
    _campaign, _event, row = get_row(campaign_id, event_id, person_id, actor=actor)
    audit.record(actor, "undo", "turnout", row["_id"], people=[person_id])
    if row["walk_in"] and not row["promise"]:
        drop([row])
        return None
    return save(row, {**row, "came_at": None, "came_by": ""})
