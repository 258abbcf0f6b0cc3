"""Call lists: a source of people made into a queue that one or several callers work through.

The people of the source are noted when somebody starts (`bring_up_to_date`), so that a list that
grows brings its new people along; who is offered next, and what came of it, is `calling`.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from crm import audit, db, localtime
from crm.accounts import service as accounts
from crm.errors import NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.service import keyed, sources
from plugins.campaigns.service.campaigns import Campaign, may_lead
from plugins.campaigns.service.unit import Member

Queue = dict[str, Any]
OPEN, DONE, SKIPPED = "open", "done", "skipped"
ANSWERED_FOR_GOOD = ("talked", "refused", "wrong-number")
"""Results after which a person is done on every list; the others count as a try."""
RULES = {"kind": "phone", "cooldown_hours": 20, "tries": 3}
"""The rules of one's own list for today."""


def need(member: Mapping[str, Any]) -> tuple[Any, ...]:
    """Whom to talk to first: never reached, then not assessed, then the longest ago."""
    last = member["last_contact"]
    return (
        last is not None,
        member["assessment"] != 0,
        last["at"].isoformat() if last else "",
        member["sort_key"],
    )


def open_queue(
    campaign: Campaign, data: Mapping[str, Any], *, actor: Actor, queue_id: str = ""
) -> Queue:
    """Make a call list from data shaped by QueueForm. Raises Invalid for a source not there.

    With a `key` in the data, the same one gives the list that is there already.
    """
    queue_id = queue_id or keyed.id_of("call-list", data.get("key", ""), actor)
    there = keyed.there("campaigns_queues", queue_id, campaign["_id"])
    if there is not None:
        return there
    source = {k: v for k, v in data.items() if k in {"whom", *sources.NARROW, "assessment", "due"}}
    found = sources.members(campaign, source, actor=actor)
    label = sources.label(campaign, source, actor=actor)
    queue = {
        "_id": queue_id,
        "campaign_id": campaign["_id"],
        "name": data.get("name") or label,
        "source": source,
        "kind": data["kind"],
        "cooldown_hours": data["cooldown_hours"],
        "tries": data["tries"],
        "shared": bool(data.get("shared")),
        "closed": False,
        "size": 0,
        "created_by": actor.account_id,
        "created_at": db.now(),
    }
    return _store(queue, found, actor=actor)


@db.atomic
def _store(queue: Queue, found: list[Member], *, actor: Actor) -> Queue:
    db.collection("campaigns_queues").insert(queue)
    queue = _append(queue, found)
    audit.record(actor, "create", "call-list", queue["_id"])
    return queue


def reachable(queue: Queue, member: Mapping[str, Any]) -> bool:
    """Whether a person may and can be contacted in the way of the list."""
    has_number = bool(member["phone"]) or queue["kind"] != "phone"
    return has_number and not member["do_not_contact"]


def _append(queue: Queue, found: list[Member]) -> Queue:
    """Add those who are not on the list yet and can be reached, by need, behind the others."""
    here = {item["_id"] for item in _items(queue)}
    found = [m for m in found if reachable(queue, m)]
    fresh = [m for m in sorted(found, key=need) if _item_id(queue, m["person_id"]) not in here]
    if not fresh:
        return queue
    moment = db.now()
    docs = [
        {
            "_id": _item_id(queue, member["person_id"]),
            "queue_id": queue["_id"],
            "person_id": member["person_id"],
            "pos": queue["size"] + number,
            "state": OPEN,
            "reason": "",
            "tries": 0,
            "contact_id": "",
            "rest_until": moment,
            "before": None,
            "version": 1,
            "at": moment,
        }
        for number, member in enumerate(fresh)
    ]
    store = db.collection("campaigns_queue_items")
    store.bulk(({"_id": doc["_id"]}, {"$setOnInsert": _facts(doc)}, True) for doc in docs)
    size = queue["size"] + len(docs)
    db.collection("campaigns_queues").update({"_id": queue["_id"]}, {"$max": {"size": size}})
    return {**queue, "size": size}


def _facts(doc: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in doc.items() if k != "_id"}


def _item_id(queue: Mapping[str, Any], person_id: str) -> str:
    return f"{queue['_id']}:{person_id}"


def _items(queue: Mapping[str, Any]) -> list[dict[str, Any]]:
    fields = ("state", "person_id", "rest_until")
    return db.collection("campaigns_queue_items").find({"queue_id": queue["_id"]}, fields=fields)


def bring_up_to_date(campaign: Campaign, queue: Queue, *, actor: Actor) -> Queue:
    """Take in those of the source (in the actor's reach) who are not on the list yet."""
    return _append(queue, sources.members(campaign, queue["source"], actor=actor))


def mine_today(campaign: Campaign, *, actor: Actor) -> Queue:
    """One's own people of a campaign as today's call list, made at the first call of the day."""
    day = localtime.today().isoformat()
    text = f"{db.local_key('mine', campaign['_id'], actor.account_id)}|{day}"
    queue_id = hashlib.sha256(text.encode()).hexdigest()[:20]
    found = db.collection("campaigns_queues").get(queue_id)
    if found is not None:
        return found
    data = {"whom": sources.MINE, "name": str(_("My people")), **RULES}
    return open_queue(campaign, data, actor=actor, queue_id=queue_id)


def may_use(campaign: Mapping[str, Any], queue: Mapping[str, Any], actor: Actor) -> bool:
    """Whose list it is, the team where it is shared, and whoever leads the campaign."""
    mine = queue["created_by"] == actor.account_id
    return mine or bool(queue["shared"]) or may_lead(campaign, actor)


def get_queue(campaign: Mapping[str, Any], queue_id: str, *, actor: Actor) -> Queue:
    """A call list of this campaign that the actor may work on; NotFound otherwise."""
    found = db.collection("campaigns_queues").get(queue_id)
    if found is None or found["campaign_id"] != campaign["_id"]:
        raise NotFound()
    if not may_use(campaign, found, actor):
        raise NotFound()
    return found


def list_queues(campaign: Mapping[str, Any], *, actor: Actor) -> list[dict[str, Any]]:
    """The open call lists the actor may work on, newest first, with whose they are."""
    here = {"campaign_id": campaign["_id"]}
    found = db.collection("campaigns_queues").find(here, where={"closed": False})
    usable = [q for q in found if may_use(campaign, q, actor)]
    names = accounts.names()
    shown = [{**q, "owner": names.get(q["created_by"], "")} for q in usable]
    return sorted(shown, key=lambda q: q["created_at"], reverse=True)


@db.atomic
def close_queue(campaign: Mapping[str, Any], queue_id: str, *, actor: Actor) -> None:
    """Put a call list away; what was logged stays. Only its owner and leads: NotFound else."""
    queue = get_queue(campaign, queue_id, actor=actor)
    if queue["created_by"] != actor.account_id and not may_lead(campaign, actor):
        raise NotFound()
    db.collection("campaigns_queues").update({"_id": queue_id}, {"$set": {"closed": True}})
    audit.record(actor, "close", "call-list", queue_id)
