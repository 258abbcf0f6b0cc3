"""What holds a class's key and goes along when classes are merged or split.

Each collection of `CARRIED` has `class_key` (indexed first) and `title_key` (the folded title the
row is about): `jobclasses_mappings` (which class a title means; a row per title) and
`jobclasses_people` (which class a person is in; a row per person, with `person_id`). Claims to a
class and wishes for it have no title: they go along when it is merged and stay when it is split.
Rows are only ever re-pointed, never removed or doubled, so that nothing is lost on the way and an
undo finds all of them.
"""

from collections.abc import Collection
from typing import Any

from crm import db, jobs
from crm.people import service as people
from crm.queryshape import chunks
from crm.tenancy import Actor, system_actor

CARRIED = (
    "jobclasses_mappings",
    "jobclasses_people",
    "jobclasses_claims",
    "jobclasses_wishes",
    "jobclasses_sightings",
)
Moves = dict[str, list[str]]
"""The ids of the rows that were re-pointed, by collection."""


def repoint(from_key: str, to_key: str, titles: Collection[str] | None = None) -> Moves:
    """Make rows of `from_key` (with one of these folded titles, where given) point at `to_key`."""
    moves: Moves = {}
    for name in CARRIED:
        rows = db.collection(name).find({"class_key": from_key}, fields=("_id", "title_key"))
        ids = [r["_id"] for r in rows if titles is None or r.get("title_key", "") in titles]
        moves[name] = ids
        _set(name, ids, to_key)
    return moves


def _set(name: str, ids: list[str], key: str) -> None:
    for batch in chunks(ids):
        db.collection(name).update_many({"_id": {"$in": batch}}, {"$set": {"class_key": key}})


def back(moves: Moves, from_key: str, to_key: str) -> None:
    """Undo `repoint` for the rows that are still where it put them; later decisions stay."""
    for name, ids in moves.items():
        still: list[str] = []
        for batch in chunks(ids):
            rows = db.collection(name).find({"_id": {"$in": batch}}, fields=("_id", "class_key"))
            still += [row["_id"] for row in rows if row["class_key"] == to_key]
        _set(name, still, from_key)


def people_in(class_key: str) -> int:
    """How many people are in a class."""
    return len(db.collection("jobclasses_people").find({"class_key": class_key}, fields=("_id",)))


def class_of(person_id: str) -> str:
    """The key of the class a person is in, or ''."""
    rows = db.collection("jobclasses_people").find({"person_id": person_id})
    return str(rows[0]["class_key"]) if rows else ""


def refresh_later(moves: Moves, actor: Actor) -> None:
    """Have the facet of everybody who was carried derived again, in the background."""
    rows = moves.get("jobclasses_people", [])
    if rows:
        jobs.enqueue("jobclasses.refresh_people", {"rows": rows}, by=actor.account_id)


def refresh_people(rows: list[str]) -> dict[str, Any]:
    """Derive the facets of the people of these rows again."""
    done = 0
    for batch in chunks(rows):
        for row in db.collection("jobclasses_people").find({"_id": {"$in": batch}}):
            people.refresh(row["person_id"], actor=system_actor())
            done += 1
    return {"people": done}
