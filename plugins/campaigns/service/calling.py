"""Working through a call list: who is next, what came of it, skipping, undo.

Nobody is offered who is out of the caller's reach, with another caller, marked "do not contact",
or resting: contacted by anyone within the list's cooldown hours, or asked to be called later.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crm import audit, db, localtime
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.service import contacts, locks, sources, unit
from plugins.campaigns.service.campaigns import Campaign, get_campaign
from plugins.campaigns.service.queues import (
    ANSWERED_FOR_GOOD,
    DONE,
    OPEN,
    SKIPPED,
    Queue,
    bring_up_to_date,
    get_queue,
    reachable,
)
from plugins.campaigns.service.unit import Member

Item = dict[str, Any]
WINDOW = 50
TOUCHED = ("state", "reason", "tries", "contact_id", "rest_until")
"""What a result or a skip changes on an item; undo sets it back."""


@dataclass
class Call:
    """The person a caller has now, with the last contacts by anyone; `last` is what they did."""

    queue: Queue
    item: Item
    member: Member
    token: str
    earlier: list[contacts.Contact] = field(default_factory=list)


def both(campaign_id: str, queue_id: str, *, actor: Actor) -> tuple[Campaign, Queue]:
    """The campaign and a call list in it that the actor may work on; NotFound otherwise."""
    campaign = get_campaign(campaign_id, actor=actor)
    return campaign, get_queue(campaign, queue_id, actor=actor)


def _call(queue: Queue, item: Item, member: Member, token: str) -> Call:
    earlier = contacts.of_person(member["person_id"], [member["campaign_id"]], limit=3)
    return Call(queue, item, member, token, earlier)


def current(campaign: Campaign, queue: Queue, *, actor: Actor) -> Call | None:
    """The person the actor holds on this list; None for nobody."""
    lock = locks.held(queue["_id"], actor=actor)
    if lock is None:
        return None
    found = sources.by_ids(campaign, [lock["person_id"]], actor=actor).get(lock["person_id"])
    item = item_of(queue["_id"], lock["person_id"])
    if found is None or item is None:
        return None
    return _call(queue, item, found, lock["token"])


def item_of(queue_id: str, person_id: str) -> Item | None:
    """A person's place on a call list, by whichever id it was before a merge."""
    found = db.collection("campaigns_queue_items").get(f"{queue_id}:{person_id}")
    if found is not None and found["person_id"] == person_id:
        return found
    merged = db.collection("campaigns_queue_items").find(
        {"person_id": person_id}, where={"queue_id": queue_id}, limit=1
    )
    return merged[0] if merged else None


def _windows(queue: Queue, where: Mapping[str, Any]) -> Iterator[list[Item]]:
    store = db.collection("campaigns_queue_items")
    for begin in range(0, queue["size"], WINDOW):
        pos = {"$gte": begin, "$lt": begin + WINDOW}
        here = {"queue_id": queue["_id"], "state": OPEN, "pos": pos}
        found = store.find(here, where=where, sort=[("pos", 1)])
        if found:
            yield found


def resting(queue: Queue, member: Mapping[str, Any], moment: datetime) -> bool:
    """Whether anybody was in contact within the list's cooldown hours."""
    last = member["last_contact"]
    return bool(last) and last["at"] > moment - timedelta(hours=queue["cooldown_hours"])


def callable_now(queue: Queue, member: Mapping[str, Any], moment: datetime) -> bool:
    """Whether a person may be offered at all at this moment."""
    return reachable(queue, member) and not resting(queue, member, moment)


def take_next(campaign: Campaign, queue: Queue, *, actor: Actor, but: str = "") -> Call | None:
    """Lock and give the next person (not `but`); None when there is nobody to call now."""
    if queue["closed"]:
        return None
    moment = db.now()
    for items in _windows(queue, {"rest_until": {"$lte": moment}}):
        ids = [item["person_id"] for item in items if item["person_id"] != but]
        known = sources.by_ids(campaign, ids, actor=actor)
        taken = locks.of_others(ids, actor=actor)
        for item in items:
            member = known.get(item["person_id"])
            if member is None or item["person_id"] in taken:
                continue
            if callable_now(queue, member, moment):
                call = _taken(campaign, queue, item, actor)
                if call is not None:
                    return call
    return None


def _taken(campaign: Campaign, queue: Queue, item: Item, actor: Actor) -> Call | None:
    """The person, locked; read again under the lock, for a caller before may just have called."""
    token = locks.take(item["person_id"], queue["_id"], actor=actor)
    if not token:
        return None
    moment = db.now()
    fresh = item_of(queue["_id"], item["person_id"])  # the one a result is written to
    member = sources.by_ids(campaign, [item["person_id"]], actor=actor).get(item["person_id"])
    free = fresh is not None and fresh["state"] == OPEN and fresh["rest_until"] <= moment
    if fresh is None or member is None or not free or not callable_now(queue, member, moment):
        locks.release(item["person_id"], actor=actor, token=token)
        return None
    audit.record(actor, audit.READ, "person", item["person_id"])
    return _call(queue, fresh, member, token)


def start(campaign_id: str, queue_id: str, *, actor: Actor) -> Call | None:
    """Begin, or go on: whom the actor holds, else the next one of the list as it is now."""
    campaign, queue = both(campaign_id, queue_id, actor=actor)
    queue = bring_up_to_date(campaign, queue, actor=actor)
    return current(campaign, queue, actor=actor) or take_next(campaign, queue, actor=actor)


def result(
    campaign_id: str, queue_id: str, person_id: str, data: Mapping[str, Any], *, actor: Actor
) -> tuple[Item, Call | None]:
    """Log what came of it from data shaped by CallForm; gives the item and the next call.

    The contact and the item are written together; the same `key` sent again changes nothing.
    """
    campaign, queue = both(campaign_id, queue_id, actor=actor)
    item = item_of(queue_id, person_id)
    if item is None:
        raise NotFound()
    values = {**data, "kind": queue["kind"]}
    contact = contacts.log_contact(
        campaign_id, person_id, values, actor=actor, beside=lambda c: _note(queue, item["_id"], c)
    )
    return {**item, "contact_id": contact["_id"]}, _go_on(campaign, queue, person_id, actor)


def _go_on(campaign: Campaign, queue: Queue, person_id: str, actor: Actor) -> Call | None:
    """Let a person go; gives the next, whom the actor holds already where this was sent twice."""
    locks.release(person_id, actor=actor)
    now = current(campaign, queue, actor=actor)
    if now is None or now.item["person_id"] == person_id:  # a page opened anew holds her again
        now = take_next(campaign, queue, actor=actor, but=person_id)
    return now


def _note(queue: Queue, item_id: str, contact: Mapping[str, Any]) -> None:
    """What a contact makes of its item."""
    item = db.collection("campaigns_queue_items").get(item_id)
    if item is None:
        raise NotFound()
    tries = item["tries"] + 1
    done = contact["result"] in ANSWERED_FOR_GOOD or tries >= queue["tries"]
    rest = contact["at"] + timedelta(hours=queue["cooldown_hours"])
    if contact["result"] == "call-back":
        done = False
        if contact["follow_up"]:
            day = datetime.fromisoformat(contact["follow_up"]).date()
            rest = max(rest, localtime.begin(day))
    values = {"state": DONE if done else OPEN, "reason": "", "tries": tries, "rest_until": rest}
    _change(item, {**values, "contact_id": contact["_id"]})


def _change(item: Item, values: Mapping[str, Any]) -> None:
    before = {name: item[name] for name in TOUCHED}
    same = {"_id": item["_id"], "version": item["version"]}
    change = {"$set": {**values, "before": before}, "$inc": {"version": 1}}
    if not db.collection("campaigns_queue_items").update(same, change):
        raise Conflict()


@db.atomic
def _skip(queue_id: str, person_id: str, reason: str, actor: Actor) -> Item:
    item = item_of(queue_id, person_id)
    if item is None:
        raise NotFound()
    if item["state"] != SKIPPED:
        _change(item, {"state": SKIPPED, "reason": reason, "contact_id": ""})
        people = [person_id]
        audit.record(actor, "skip", "call-list", queue_id, people=people)
    return item


def skip(
    campaign_id: str, queue_id: str, person_id: str, reason: str, *, actor: Actor
) -> tuple[Item, Call | None]:
    """Leave a person out of this list for a reason; gives the item and the next call."""
    campaign, queue = both(campaign_id, queue_id, actor=actor)
    unit.get_member(campaign_id, person_id, actor=actor)
    item = _skip(queue_id, person_id, reason, actor)
    return item, _go_on(campaign, queue, person_id, actor)


def undo(campaign_id: str, queue_id: str, person_id: str, *, actor: Actor) -> Call | None:
    """Take back one's last result or skip; the person is offered again, the present one let go.

    Raises Conflict where somebody else has written since, or has the person now.
    """
    campaign, queue = both(campaign_id, queue_id, actor=actor)
    unit.get_member(campaign_id, person_id, actor=actor)
    _take_back(queue_id, person_id, actor)
    token = locks.take(person_id, queue_id, actor=actor)
    if not token:
        raise Conflict(_("It is taken back. Another caller has this person now."))
    held = db.collection("campaigns_locks").find({"by": actor.account_id})
    for lock in held:
        if lock["person_id"] != person_id and lock["queue_id"] == queue_id:
            locks.release(lock["person_id"], actor=actor, token=lock["token"])
    return current(campaign, queue, actor=actor)


@db.atomic
def _take_back(queue_id: str, person_id: str, actor: Actor) -> None:
    item = item_of(queue_id, person_id)
    if item is None or item["before"] is None:
        raise NotFound()
    if item["contact_id"]:
        contacts.undo_contact(item["contact_id"], actor=actor)
    values = {**item["before"], "before": None}
    same = {"_id": item["_id"], "version": item["version"]}
    change = {"$set": values, "$inc": {"version": 1}}
    if not db.collection("campaigns_queue_items").update(same, change):
        raise Conflict()
    audit.record(actor, "undo", "call-list", queue_id, people=[person_id])
