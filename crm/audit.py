"""The audit trail: who did what to which record, when; ids and field names, never values.

Entries are append-only. The worker closes them in batches (`seal`): each seal holds the hash of
every entry in its span and of the seal before it, so that `verify` can name a broken entry
(a hash chain after Haber and Stornetta, 1991).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from crm import db
from crm.tenancy import Actor

READ, WRITE = "read", "write"
SEAL_AFTER = timedelta(seconds=30)
"""Entries younger than this may still be in an open transaction."""
BATCH = 500


def record(
    actor: Actor,
    action: str,
    entity: str,
    entity_id: str,
    *,
    fields: Sequence[str] = (),
    reason: str = "",
    people: Sequence[str] = (),
) -> None:
    """Write one entry; `action` is a verb such as 'view', 'create', 'merge'.

    `people` are the ids of those whose records were touched where the entity is no person.
    """
    db.collection("audit").insert(
        entry(actor, action, entity, entity_id, fields=fields, reason=reason, people=people)
    )


def entry(
    actor: Actor,
    action: str,
    entity: str,
    entity_id: str,
    *,
    fields: Sequence[str] = (),
    reason: str = "",
    people: Sequence[str] = (),
) -> dict[str, Any]:
    """The document of one entry, for callers that insert many at once."""
    about = list(people) or ([entity_id] if entity == "person" else [])
    return {
        "at": db.now(),
        "actor": actor.account_id,
        "action": action,
        "entity": entity,
        "entity_id": entity_id,
        "people": about,
        "fields": sorted(fields),
        "reason": reason,
    }


def record_many(entries: Iterable[dict[str, Any]]) -> None:
    """Write several entries in one round trip."""
    db.collection("audit").insert_many(entries)


def of_person(person_id: str, *, limit: int = 100) -> list[dict[str, Any]]:
    """The latest entries about one person, newest first."""
    return db.collection("audit").find(
        {"people": person_id}, sort=[("at", -1), ("_id", -1)], limit=limit
    )


def window(
    since: datetime, until: datetime, *, actor: str = "", action: str = "", limit: int = 500
) -> list[dict[str, Any]]:
    """Entries of a span of time, newest first; filtered by actor and action where given."""
    where = {k: v for k, v in (("actor", actor), ("action", action)) if v}
    return db.collection("audit").find(
        {"at": {"$gte": since, "$lt": until}},
        where=where,
        sort=[("at", -1), ("_id", -1)],
        limit=limit,
    )


def _digest(doc: dict[str, Any]) -> str:
    plain = {k: (v.isoformat() if isinstance(v, datetime) else v) for k, v in doc.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _chain(previous: str, hashes: Sequence[str]) -> str:
    return hashlib.sha256("|".join([previous, *hashes]).encode()).hexdigest()


def _last_seal() -> dict[str, Any] | None:
    head = db.collection("settings").get(db.local_key("audit_head"))
    return db.collection("audit_seals").get({"number": head["number"]}) if head else None


def _span(since: datetime | None, until: datetime) -> list[dict[str, Any]]:
    bounds = {"$lt": until} if since is None else {"$gte": since, "$lt": until}
    return db.collection("audit").find({"at": bounds}, sort=[("at", 1), ("_id", 1)])


def seal(now: datetime | None = None) -> int:
    """Close the entries older than SEAL_AFTER; gives how many. Run by the worker, per local."""
    until = (now or db.now()) - SEAL_AFTER
    closed = 0
    while count := _seal_batch(until):
        closed += count
    return closed


@db.atomic
def _seal_batch(until: datetime) -> int:
    last = _last_seal()
    since = last["until"] if last else None
    entries = _span(since, until)[: BATCH + 1]
    if not entries:
        return 0
    if len(entries) > BATCH:  # end before a moment shared with the next batch
        moment = entries[-1]["at"]
        kept = [e for e in entries if e["at"] < moment]
        entries, until = (kept, moment) if kept else (_span(since, _after(moment)), _after(moment))
    hashes = [_digest(e) for e in entries]
    previous = last["hash"] if last else ""
    number = last["number"] + 1 if last else 1
    db.collection("audit_seals").insert(
        {
            "number": number,
            "since": since,
            "until": until,
            "entries": [e["_id"] for e in entries],
            "hashes": hashes,
            "previous": previous,
            "hash": _chain(previous, hashes),
        }
    )
    db.collection("settings").update(
        {"_id": db.local_key("audit_head")}, {"$set": {"number": number}}, upsert=True
    )
    return len(entries)


def _after(moment: datetime) -> datetime:
    return moment + timedelta(milliseconds=1)


def verify() -> list[str]:
    """Recompute the chain of the current local; one line per broken entry or seal, [] if whole."""
    broken: list[str] = []
    previous, number = "", 1
    while found := db.collection("audit_seals").get({"number": number}):
        stored = {e["_id"]: _digest(e) for e in _span(found["since"], found["until"])}
        pairs = zip(found["entries"], found["hashes"], strict=True)
        for entry_id, digest in pairs:
            if stored.pop(entry_id, None) != digest:
                broken.append(f"entry {entry_id} (seal {number}) was changed or removed")
        broken += [f"entry {entry_id} (seal {number}) was added later" for entry_id in stored]
        if found["previous"] != previous or found["hash"] != _chain(previous, found["hashes"]):
            broken.append(f"seal {number} does not follow from the one before it")
        previous, number = found["hash"], number + 1
    head = db.collection("settings").get(db.local_key("audit_head"))
    if head and head["number"] != number - 1:
        broken.append(f"seal {number} is missing; the last was {head['number']}")
    return broken
