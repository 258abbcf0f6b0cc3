"""How far a call list is, counted for the page before and after calling."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm import db
from crm.tenancy import Actor
from plugins.campaigns.service import locks, sources
from plugins.campaigns.service.calling import Item, item_of, resting
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.queues import DONE, SKIPPED, Queue, reachable


@dataclass
class Progress:
    """How far a call list is, as far as the actor sees its people."""

    total: int = 0
    done: int = 0
    skipped: int = 0
    resting: int = 0
    others: int = 0
    ready: int = 0


def _one_each(queue_id: str, items: Sequence[Item]) -> list[Item]:
    """One item per person: after a merge two may be theirs, and calling goes by one of them."""
    found: dict[str, Item] = {}
    for item in items:
        person_id = item["person_id"]
        twice = person_id in found
        found[person_id] = (item_of(queue_id, person_id) or item) if twice else item
    return list(found.values())


def progress(campaign: Campaign, queue: Queue, *, actor: Actor) -> Progress:
    """Counts of a list for the page before and after calling; the whole list is read."""
    fields = ("state", "person_id", "rest_until")
    items = db.collection("campaigns_queue_items").find({"queue_id": queue["_id"]}, fields=fields)
    ids = [item["person_id"] for item in items]
    known, moment = sources.by_ids(campaign, ids, actor=actor), db.now()
    found, taken = Progress(), locks.of_others(known, actor=actor)
    for item in _one_each(queue["_id"], items):
        member = known.get(item["person_id"])
        if member is None:
            continue
        found.total += 1
        if item["state"] == DONE:
            found.done += 1
        elif item["state"] == SKIPPED or not reachable(queue, member):
            found.skipped += 1
        elif item["person_id"] in taken:
            found.others += 1
        elif item["rest_until"] > moment or resting(queue, member, moment):
            found.resting += 1
        else:
            found.ready += 1
    return found
