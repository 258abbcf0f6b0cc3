"""Storing many generated people quickly: whole chunks, workplaces resolved once per chunk.

Nothing is audited per person and no handler is told: for empty locals, never for real people.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from crm import db
from crm.people import service as people
from crm.people.record import Person
from crm.queryshape import chunks
from crm.tenancy import Actor
from crm.workplaces import resolving
from crm.workplaces.resolving import Names

SIZE = 500
Progress = Callable[[int, int], None]


def insert_missing(collection: str, docs: Iterable[Mapping[str, Any]], size: int = SIZE) -> int:
    """Store those of `docs` whose `_id` is not there yet, in chunks; gives how many.

    Loading that was interrupted can so begin again from the same seed.
    """
    handle, stored = db.collection(collection), 0
    for batch in chunks(docs, size):
        there: set[str] = set()
        for ids in chunks(doc["_id"] for doc in batch):
            there |= {d["_id"] for d in handle.find({"_id": {"$in": ids}}, fields=["_id"])}
        stored += handle.insert_many(doc for doc in batch if doc["_id"] not in there)
    return stored


def insert_people(
    drafts: Sequence[dict[str, Any]],
    *,
    actor: Actor,
    scopes: Mapping[str, Sequence[str]] | None = None,
    progress: Progress = lambda _done, _total: None,
) -> list[Person]:
    """Store people drafted by `generator.people`; `scopes` by person id. Gives the documents."""
    given, stored = scopes or {}, []
    for batch in chunks(drafts, SIZE):
        _resolve(batch, actor)
        made = [people.prepared(d, actor=actor, scopes=given.get(d["_id"], ())) for d in batch]
        insert_missing("people", made)
        stored += made
        progress(len(stored), len(drafts))
    return stored


def _resolve(drafts: Iterable[dict[str, Any]], actor: Actor) -> None:
    """Give every employment the id of its workplace, made where it is missing."""
    jobs = [job for draft in drafts for job in draft["employments"]]
    found = resolving.resolve((_names(job) for job in jobs), actor=actor)
    for job in jobs:
        job["workplace_id"] = found[_names(job)]["workplace_id"]


def _names(job: Mapping[str, Any]) -> Names:
    return Names(job["employer"], job["worksite"])
