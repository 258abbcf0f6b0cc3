"""Pairs of records that may be one person: found in the background, then merged or dismissed.

A pair's id is made of both sorted ids, so that one dismissed for good is never opened again.
What makes a pair is in `resemblance`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from crm import audit, db, jobs
from crm.errors import NotFound
from crm.events import ImportUndone, PeopleImported, PersonChanged, PersonCreated
from crm.people import reach, resemblance, walking
from crm.people.merge_moves import pair_id
from crm.people.record import NAME_FIELDS
from crm.queryshape import chunks
from crm.tenancy import Actor

FIELDS = (
    *NAME_FIELDS, "status", "phone_keys", "email_keys", "name_key", "workplace_ids", "facets",
    "member_number",
)  # fmt: skip
TELLING = {*NAME_FIELDS, "phones", "emails", "employments", "member_number", "status"}
CROWD = 30
"""A phone, e-mail or name that more people share says nothing about any two of them."""
PAGE = 50
WAIT = 30
"""Seconds by which a search put off by a running import gathers more of its chunks."""


def _pair(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any] | None:
    found = resemblance.reasons(one, other)
    points = resemblance.score(found)
    if points < resemblance.ENOUGH:
        return None
    people = sorted((one["_id"], other["_id"]))
    return {"_id": pair_id(*people), "people": people, "score": points, "reasons": found}


def _store(pairs: Iterable[dict[str, Any]]) -> int:
    """Open new pairs and bring open ones up to date; gives how many are new."""
    store, new = db.collection("duplicates"), 0
    for batch in chunks(pairs):
        ids = [pair["_id"] for pair in batch]
        known = {pair["_id"]: pair for pair in store.find({"_id": {"$in": ids}})}
        for pair in batch:
            facts = {k: pair[k] for k in ("score", "reasons")}
            there = known.get(pair["_id"])
            if there is None:
                fresh = {"people": pair["people"], "state": "open", "found_at": db.now(), **facts}
                store.update({"_id": pair["_id"]}, {"$setOnInsert": fresh}, upsert=True)
                new += 1
            elif any(there.get(k) != v for k, v in facts.items()):
                store.update({"_id": pair["_id"], "state": "open"}, {"$set": facts})
    return new


def find_all(job: jobs.Job, *, again: bool = False) -> dict[str, int]:
    """The job that looks through the whole local; nothing to do where nobody was changed since.

    People are read in bounded ranges and compared only within equal phone, e-mail or name.
    """
    head, started = db.local_key("duplicates"), db.now()
    last = db.collection("settings").get(head)
    since = {"updated_at": {"$gte": last["at"]}} if last else None
    if since and not again and not db.collection("people").find(since, limit=1, fields=("_id",)):
        return {"new": 0}
    blocks, people = _blocks()
    pairs, compared = {}, set()
    for number, ids in enumerate(blocks):
        for one, other in combinations(ids, 2):
            if (one, other) not in compared:
                compared.add((one, other))
                if pair := _pair(people[one], people[other]):
                    pairs[pair["_id"]] = pair
        if number % 500 == 0:
            job.progress(number, len(blocks))
    new = _store(pairs.values())
    db.collection("settings").update({"_id": head}, {"$set": {"at": started}}, upsert=True)
    return {"new": new}


def _blocks() -> tuple[list[list[str]], dict[str, dict[str, Any]]]:
    """Groups of ids that share a key, and everybody's fields by id."""
    groups: dict[str, list[str]] = defaultdict(list)
    people: dict[str, dict[str, Any]] = {}
    for person in walking.everyone(fields=FIELDS):
        people[person["_id"]] = person
        for key in resemblance.blocks(person):
            groups[key].append(person["_id"])
    crowds = (sorted(ids) for ids in groups.values() if 1 < len(ids) <= CROWD)
    return list(crowds), people


def check_one(_job: jobs.Job, person_id: str) -> dict[str, int]:
    """The job that looks for doubles of one person who was added or changed."""
    people, pairs = db.collection("people"), db.collection("duplicates")
    person = people.get(person_id, fields=FIELDS)
    found: dict[str, dict[str, Any]] = {}
    if person is not None and person["status"] == "here":
        lookups = {
            "phone_keys": person["phone_keys"],
            "email_keys": person["email_keys"],
            "name_key": resemblance.name_keys(person),
        }
        for key, values in lookups.items():
            for other in _others(key, values, person_id):
                if pair := _pair(person, other):
                    found[pair["_id"]] = pair
    new = _store(found.values())
    for pair in pairs.find({"people": person_id}, where={"state": "open"}):
        if pair["_id"] not in found and "middle" not in pair["reasons"]:
            pairs.delete({"_id": pair["_id"], "state": "open"})
    return {"new": new}


def _others(key: str, values: list[str], person_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for batch in chunks(values):
        where = {"status": "here", "_id": {"$ne": person_id}}
        query = {key: {"$in": batch}}
        found += db.collection("people").find(query, where=where, limit=CROWD * 10, fields=FIELDS)
    return found if len(found) <= CROWD else []


def person_changed(event: PersonCreated | PersonChanged) -> None:
    """Look for doubles again after a change that may make or end one."""
    if isinstance(event, PersonCreated) or TELLING & set(event.fields):
        args = {"person_id": event.person_id}
        jobs.enqueue("core.recheck_duplicates", args, by=event.actor_id, key=event.person_id)


def people_imported(event: PeopleImported | ImportUndone) -> None:
    """Look through the local once the chunks of an import are in."""
    jobs.enqueue("core.find_duplicates", by=event.actor_id, key="all", after=WAIT)


def enqueue() -> None:
    """What the schedule does every hour."""
    jobs.enqueue("core.find_duplicates", by="system", key="all")


def open_pairs(*, actor: Actor, below: int = 101, limit: int = PAGE) -> dict[str, Any]:
    """Open pairs with both people in reach, the likeliest first, from scores under `below`.

    Gives {pairs: [{_id, score, reasons, one, other}], below: next score to go on from or None}.
    Whole steps of ten points are read, so a page may hold more than `limit`.
    """
    shown: list[dict[str, Any]] = []
    while below > resemblance.ENOUGH:
        floor = max(resemblance.ENOUGH, (below - 1) // 10 * 10)
        bounds = {"$gte": floor, "$lt": below}
        found = db.collection("duplicates").find({"state": "open", "score": bounds})
        shown += _with_people(found, actor)
        below = floor
        if len(shown) >= limit:
            break
    return {"pairs": shown, "below": below if below > resemblance.ENOUGH else None}


def _with_people(pairs: list[dict[str, Any]], actor: Actor) -> list[dict[str, Any]]:
    people = reach.find_many((p for pair in pairs for p in pair["people"]), actor=actor)
    whole = [pair for pair in pairs if all(p in people for p in pair["people"])]
    for pair in whole:
        sides = sorted((people[p] for p in pair["people"]), key=lambda person: person["created_at"])
        pair["one"], pair["other"] = sides
    return sorted(whole, key=lambda pair: (-pair["score"], pair["one"]["sort_key"], pair["_id"]))


def of_person(person_id: str, *, actor: Actor) -> list[dict[str, Any]]:
    """Open pairs this person is in, as `open_pairs` gives them."""
    found = db.collection("duplicates").find({"people": person_id}, where={"state": "open"})
    return _with_people(found, actor)


def set_state(pair: str, state: str, *, actor: Actor) -> None:
    """Dismiss a pair for good ('dismissed'), or open it again ('open'); NotFound out of reach."""
    store = db.collection("duplicates")
    found = store.get(pair)
    if found is None or not _with_people([dict(found)], actor):
        raise NotFound()
    mine = {"_id": pair, "state": "open" if state == "dismissed" else "dismissed"}
    change = {"state": state, "by": actor.account_id, "at": db.now()}
    if store.update(mine, {"$set": change}):
        audit.record(actor, state, "duplicate", pair, people=found["people"])
