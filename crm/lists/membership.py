"""Who is in a saved list: rows (list, person, sort key) kept by refreshing, read in windows.

A list stores a fence at every PAGE-th sort key, so that a page is one bounded range, whatever
the length. A refresh writes only what differs from the rows that are there.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from marshmallow import EXCLUDE

from crm import db, jobs, tenancy
from crm.auth import actor_for
from crm.errors import Conflict, Invalid, NotFound
from crm.events import PersonErased
from crm.i18n import _
from crm.lists import trees
from crm.people import reach, walking
from crm.people.merge_moves import row_id
from crm.queryshape import chunks
from crm.registry import current as registry
from crm.tenancy import Actor

WINDOW = 50
OLD = timedelta(minutes=10)
YOUNG = timedelta(seconds=20)
QUICK_MS = 300
"""A list whose last refresh took no longer is refreshed while its page is opened."""
FEW = 1500
"""Up to so many people are read by id; more by walking through the local."""
NEVER = {"refreshed_at": None, "stale": False, "took_ms": 0, "count": 0, "fences": [""]}
FIELDS = ("sort_key", "status", "scopes", "created_by")


def need(entry: Mapping[str, Any]) -> str:
    """Whether the list is to be refreshed "now", "later" (in the background) or not ("")."""
    refreshed = entry["refreshed_at"]
    if refreshed is None:
        return "now"
    age = db.now() - refreshed
    quick = entry["took_ms"] <= QUICK_MS
    if entry["stale"] or age > (YOUNG if quick else OLD):
        return "now" if quick else "later"
    return ""


def stamp(entry: Mapping[str, Any]) -> str:
    """The moment of the last refresh as text, for telling whether there was another."""
    return entry["refreshed_at"].isoformat() if entry["refreshed_at"] else ""


def enqueue(list_id: str) -> str:
    """Refresh in the background; gives the job's id."""
    return jobs.enqueue("core.refresh_list", {"list_id": list_id}, by="system", key=list_id)


def refresh_job(_job: jobs.Job, list_id: str) -> dict[str, int]:
    """The job that refreshes one list."""
    found = db.collection("lists").get(list_id)
    return {"count": refresh(found)["count"]} if found else {"count": 0}


def account_actor(account_id: str) -> Actor | None:
    """The actor an account is in the current local; None for one without a role here."""
    account = db.collection("accounts").get(account_id)
    try:
        return actor_for(registry(), account or {}, tenancy.current().local)
    except NotFound:
        return None


def _query(condition: trees.Node) -> Any:
    found = registry().find("person_filters", condition["filter"])
    if found is None:
        text = _("A condition of this list belongs to a plugin that is switched off.")
        raise Invalid({"conditions": [text]})
    return found.query(found.schema(unknown=EXCLUDE).load(condition["values"]))


def _candidates(ids: frozenset[str], inverse: bool) -> Iterator[dict[str, Any]]:
    if inverse or len(ids) > FEW:
        for person in walking.everyone(fields=FIELDS):
            if (person["_id"] in ids) != inverse:
                yield person
        return
    for batch in chunks(sorted(ids)):
        found = db.collection("people").find({"_id": {"$in": batch}}, fields=FIELDS)
        yield from (person for person in found if person["status"] == "here")


def members(entry: Mapping[str, Any]) -> dict[str, str]:
    """Sort key by id of everybody the list means now.

    A list of one person holds only people in their reach; a shared one holds all, and each
    reader sees their part. Raises Invalid where a plugin of a condition is off.
    """
    ids, inverse = trees.evaluate(entry["tree"], _query)
    people = _candidates(ids, inverse)
    if entry["shared"] != "yes":
        owner = account_actor(entry["owner"])
        people = (p for p in people if owner is not None and reach.sees(owner, p))
    return {person["_id"]: person["sort_key"] for person in people}


def fences(keys: list[str]) -> list[str]:
    """Where each window of sorted `keys` begins; equal keys never fall into two windows."""
    return list(dict.fromkeys(["", *keys[WINDOW::WINDOW]]))


def window(entry: Mapping[str, Any], number: int) -> list[dict[str, Any]]:
    """The rows of one window, in order."""
    edges = entry["fences"]
    bounds = {"$gte": edges[number]}
    if number + 1 < len(edges):
        bounds["$lt"] = edges[number + 1]
    rows = db.collection("list_rows").find({"list_id": entry["_id"], "sort_key": bounds})
    return sorted(rows, key=lambda row: (row["sort_key"], row["person_id"]))


def rows(entry: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All rows of a list, window by window."""
    for number in range(len(entry["fences"])):
        yield from window(entry, number)


def refresh(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the rows up to date; gives the list with its new count, fences and time."""
    started = time.monotonic()
    wanted = members(entry)
    there = {row["person_id"]: row["sort_key"] for row in rows(entry)}
    _remove(entry["_id"], [i for i in there if i not in wanted])
    _write(entry["_id"], {i: key for i, key in wanted.items() if there.get(i) != key}, there)
    state = {
        "count": len(wanted),
        "fences": fences(sorted(wanted.values())),
        "refreshed_at": db.now(),
        "took_ms": int((time.monotonic() - started) * 1000),
        "stale": False,
    }
    db.collection("lists").update({"_id": entry["_id"]}, {"$set": state})
    return {**entry, **state}


def _remove(list_id: str, people: list[str]) -> None:
    for batch in chunks(row_id(list_id, person) for person in people):
        db.collection("list_rows").delete_many({"_id": {"$in": batch}})


def _write(list_id: str, wanted: Mapping[str, str], there: Mapping[str, str]) -> None:
    store = db.collection("list_rows")
    docs = [
        {"_id": row_id(list_id, person), "list_id": list_id, "person_id": person, "sort_key": key}
        for person, key in wanted.items()
    ]
    fresh = [doc for doc in docs if doc["person_id"] not in there]
    moved = [doc for doc in docs if doc["person_id"] in there]
    for batch in chunks(fresh, 500):
        try:
            store.insert_many(batch)
        except Conflict:  # another refresh was there first: the same rows, so write over them
            moved += batch
    for batch in chunks(moved, 500):
        store.bulk(({"_id": doc["_id"]}, {"$set": _facts(doc)}, True) for doc in batch)


def _facts(doc: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in doc.items() if k != "_id"}


def clear(entry: Mapping[str, Any]) -> None:
    """Remove all rows of a list."""
    _remove(entry["_id"], [row["person_id"] for row in rows(entry)])


def erased(event: PersonErased) -> None:
    """Take an erased person out of every list, and their sort key out of the fences."""
    store = db.collection("list_rows")
    for row in store.find({"person_id": event.person_id}):
        enqueue(row["list_id"])
    store.delete_many({"person_id": event.person_id})
