"""One caller for a person at a time: a lock per person, whatever list or campaign she is on.

A lock is one document whose id is made of the person's, so that taking it is one insert, or one
compare-and-set over a lock that has run out; of many callers at one moment one gets it.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from crm import db
from crm.errors import Conflict
from crm.queryshape import chunks
from crm.tenancy import Actor

HELD_FOR = timedelta(minutes=15)
Lock = dict[str, Any]


def _id(person_id: str) -> str:
    return db.local_key("call-lock", person_id)


def take(person_id: str, queue_id: str, *, actor: Actor) -> str:
    """Lock a person for the actor; gives the lock's token, or '' when somebody else has her.

    Call it outside a transaction: an insert that is too late would end the transaction.
    """
    store, moment, token = db.collection("campaigns_locks"), db.now(), db.new_id()
    mine = {
        "person_id": person_id,
        "queue_id": queue_id,
        "by": actor.account_id,
        "token": token,
        "until": moment + HELD_FOR,
    }
    try:
        store.insert({"_id": _id(person_id), **mine})
        return token
    except Conflict:
        held = store.get(_id(person_id))
    if held is None or (held["until"] > moment and held["by"] != actor.account_id):
        return ""
    same = {"_id": held["_id"], "token": held["token"]}
    return token if store.update(same, {"$set": mine}) else ""


def of_others(person_ids: Iterable[str], *, actor: Actor) -> set[str]:
    """Those of these people whom somebody else has at the moment."""
    moment, found = db.now(), set()
    for batch in chunks(_id(i) for i in person_ids):
        for lock in db.collection("campaigns_locks").find({"_id": {"$in": batch}}):
            if lock["until"] > moment and lock["by"] != actor.account_id:
                found.add(lock["person_id"])
    return found


def held(queue_id: str, *, actor: Actor) -> Lock | None:
    """The actor's newest live lock in a call list."""
    moment = db.now()
    found = db.collection("campaigns_locks").find(
        {"by": actor.account_id}, where={"queue_id": queue_id}, sort=[("until", -1)], limit=1
    )
    return found[0] if found and found[0]["until"] > moment else None


def release(person_id: str, *, actor: Actor, token: str = "") -> None:
    """Let a person go (only the lock with this token, where given); another's lock stays."""
    mine = {"_id": _id(person_id), "by": actor.account_id, **({"token": token} if token else {})}
    db.collection("campaigns_locks").delete(mine)


def release_all(*, actor: Actor) -> None:
    """Let everybody go whom the actor holds."""
    db.collection("campaigns_locks").delete_many({"by": actor.account_id})
