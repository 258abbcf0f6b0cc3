"""Loading reference data in batches: what was loaded when, and going on where a load was stopped.

A load is a document of `jobclasses_loads`: `kind` (onet, exposure), `release`, `digest` of the
content, `next` (the first record not written), `counts`, `finished_at`. Each batch stands or falls
with the place it reached. The same content again changes nothing.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from crm import db, tenancy
from crm.errors import Conflict, NotFound
from crm.queryshape import chunks

BATCH = 50
Progress = Callable[[int, int], None]
Doc = dict[str, Any]
SOURCES = {
    "onet": "jobclasses_occupations",
    "exposure": "jobclasses_figures",
    "units": "jobclasses_units",
}


def latest(kind: str) -> Doc | None:
    """The newest load of a kind that was finished; None before the first."""
    done = {"finished_at": {"$ne": None}}
    found = _of_kind(kind, done)
    return found[0] if found else None


def _of_kind(kind: str, where: Doc, limit: int = 1) -> list[Doc]:
    since = {"$gt": datetime(2000, 1, 1, tzinfo=UTC)}
    return db.collection("jobclasses_loads").find(
        {"kind": kind, "at": since}, where=where, sort=[("at", -1)], limit=limit
    )


def recent(kind: str) -> list[Doc]:
    """The last loads of a kind, newest first."""
    return _of_kind(kind, {}, 10)


def get(load_id: str) -> Doc:
    """A load; NotFound."""
    found = db.collection("jobclasses_loads").get(load_id)
    if found is None:
        raise NotFound()
    return found


def begin(kind: str, release: str, digest: str, by: str, **more: Any) -> Doc:
    """A load of this content: the one that was stopped on the way, else a new one."""
    with tenancy.suite_scope():
        stopped = _of_kind(kind, {"finished_at": None, "digest": digest})
        if stopped:
            return stopped[0]
        counts = dict.fromkeys(("new", "changed", "unchanged", "removed"), 0)
        doc = {"kind": kind, "release": release, "digest": digest, "by": by, "at": db.now()}
        doc |= {"finished_at": None, "next": 0, "counts": counts, "unmatched": [], **more}
        return get(db.collection("jobclasses_loads").insert(doc))


def write(load: Doc, records: Sequence[Doc], progress: Progress) -> Doc:
    """Write the records that are not yet, `BATCH` at a time; gives the load, finished.

    A record has `_id`, `digest` and `listed`. Raises Conflict where another process writes too.
    """
    name = SOURCES[load["kind"]]
    with tenancy.suite_scope():
        for start in range(load["next"], len(records), BATCH):
            progress(start, len(records))
            _write(load["_id"], name, start, records[start : start + BATCH])
        removed = _remove_others(name, {record["_id"] for record in records})
        done = {"finished_at": db.now(), "unmatched": load["unmatched"]}
        change = {"$set": done, "$inc": {"counts.removed": removed}}
        db.collection("jobclasses_loads").update({"_id": load["_id"]}, change)
    progress(len(records), len(records))
    return get(load["_id"])


@db.atomic
def _write(load_id: str, name: str, start: int, batch: Sequence[Doc]) -> None:
    known = _digests(name, [record["_id"] for record in batch])
    new = [record for record in batch if record["_id"] not in known]
    changed = [r for r in batch if r["_id"] in known and known[r["_id"]] != r["digest"]]
    counts = {"new": len(new), "changed": len(changed)}
    counts["unchanged"] = len(batch) - len(new) - len(changed)
    step = {f"counts.{key}": count for key, count in counts.items()}
    place = {"_id": load_id, "next": start}
    done = {"$set": {"next": start + len(batch)}, "$inc": step}
    if not db.collection("jobclasses_loads").update(place, done):
        raise Conflict()
    db.collection(name).insert_many(new)
    db.collection(name).bulk(({"_id": r["_id"]}, {"$set": r}, False) for r in changed)


def _digests(name: str, ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in chunks(ids):
        for doc in db.collection(name).find({"_id": {"$in": part}}, fields=["digest"]):
            found[doc["_id"]] = doc["digest"]
    return found


def _remove_others(name: str, kept: set[str]) -> int:
    """Take away what an earlier release had and this one has not."""
    listed = db.collection(name).find({"listed": "yes"}, fields=["_id"])
    gone = [doc["_id"] for doc in listed if doc["_id"] not in kept]
    return sum(db.collection(name).delete({"_id": one}) for one in gone)
