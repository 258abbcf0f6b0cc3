"""What else in the core points at a person, moved by a merge and moved back by its undo.

Relations, rows of lists and imports, pairs of possible duplicates, requests for access. Plugins
move their own records, by the events.
"""

from typing import Any

from crm import db
from crm.people import service
from crm.queryshape import chunks
from crm.tenancy import Actor

PLAIN = ("import_rows", "access_requests")
"""Collections whose `person_id` is simply set to the other person."""


def move(kept_id: str, gone_id: str, *, actor: Actor) -> dict[str, Any]:
    """Make everything that points at `gone_id` point at `kept_id`; gives what `back` needs."""
    return {
        "plain": {name: _repoint(name, {"person_id": gone_id}, kept_id) for name in PLAIN},
        "relations": _move_relations(kept_id, gone_id, actor),
        "list_rows": _move_rows(kept_id, gone_id),
        "duplicates": _move_pairs(kept_id, gone_id),
    }


def back(moved: dict[str, Any], kept_id: str, gone_id: str, *, actor: Actor) -> None:
    """Undo `move` for whatever is still where it put it."""
    for name, ids in moved["plain"].items():
        for batch in chunks(ids):
            db.collection(name).update_many(
                {"_id": {"$in": batch}}, {"$set": {"person_id": gone_id}}
            )
    for note in moved["relations"]:
        _relations_back(note, kept_id, gone_id, actor)
    _rows_back(moved["list_rows"])
    _pairs_back(moved["duplicates"], kept_id, gone_id)


def _repoint(name: str, query: dict[str, Any], kept_id: str) -> list[str]:
    ids = [doc["_id"] for doc in db.collection(name).find(query, fields=("_id",))]
    if ids:
        db.collection(name).update_many(query, {"$set": {"person_id": kept_id}})
    return ids


def _move_relations(kept_id: str, gone_id: str, actor: Actor) -> list[dict[str, Any]]:
    """Relations are kept on both sides: what the kept person does not have is dropped there too."""
    notes, people = [], db.collection("people")
    kept = people.get(kept_id, fields=("relations",)) or {}
    wanted = {r["person_id"] for r in kept.get("relations", ())}
    for person in people.find({"relations.person_id": gone_id}):
        if person["_id"] in (kept_id, gone_id):
            continue
        before = person["relations"]
        known = {r["person_id"] for r in before}
        after = [
            {**r, "person_id": kept_id} if r["person_id"] == gone_id else r
            for r in before
            if r["person_id"] != gone_id or (kept_id not in known and person["_id"] in wanted)
        ]
        service.write(person, {**person, "relations": after}, actor=actor, action="merge")
        notes.append({"person_id": person["_id"], "before": before, "after": after})
    return notes


def _relations_back(note: dict[str, Any], kept_id: str, gone_id: str, actor: Actor) -> None:
    person = db.collection("people").get(note["person_id"])
    if person is None:
        return
    now = person["relations"]
    if now == note["after"]:
        relations = note["before"]
    else:  # edited since: what the merge moved goes back, the rest stays as it is now
        had = any(r["person_id"] == kept_id for r in note["before"])
        gone = [r for r in note["before"] if r["person_id"] == gone_id]
        relations = [r for r in now if had or r["person_id"] != kept_id] + gone
        if not any(r["person_id"] == kept_id for r in now):
            return
    if relations != now:
        service.write(person, {**person, "relations": relations}, actor=actor, action="unmerge")


def row_id(list_id: str, person_id: str) -> str:
    """The id of a person's row in a saved list: a person stands in a list once."""
    return f"{list_id}|{person_id}"


def _move_rows(kept_id: str, gone_id: str) -> dict[str, Any]:
    rows = db.collection("list_rows")
    taken = rows.find({"person_id": gone_id})
    there = {row["list_id"] for row in rows.find({"person_id": kept_id})}
    kept = db.collection("people").get(kept_id, fields=("sort_key",)) or {}
    given = [
        {
            "_id": row_id(row["list_id"], kept_id),
            "list_id": row["list_id"],
            "person_id": kept_id,
            "sort_key": kept.get("sort_key", row["sort_key"]),
        }
        for row in taken
        if row["list_id"] not in there
    ]
    rows.delete_many({"person_id": gone_id})
    rows.insert_many(given)
    return {"taken": taken, "given": [row["_id"] for row in given]}


def _rows_back(moved: dict[str, Any]) -> None:
    rows = db.collection("list_rows")
    for batch in chunks(moved["given"]):
        rows.delete_many({"_id": {"$in": batch}})
    for row in moved["taken"]:
        if db.collection("lists").get(row["list_id"], fields=("_id",)):
            kept = {k: row[k] for k in ("list_id", "person_id", "sort_key")}
            rows.update({"_id": row["_id"]}, {"$set": kept}, upsert=True)


def pair_id(one: str, other: str) -> str:
    """The id of a pair of possible duplicates, whichever comes first."""
    return "|".join(sorted((one, other)))


def _move_pairs(kept_id: str, gone_id: str) -> list[dict[str, Any]]:
    """Dismissals of the gone person hold for the kept one; open pairs are looked for anew."""
    pairs = db.collection("duplicates")
    found = {p["_id"]: p for person in (kept_id, gone_id) for p in pairs.find({"people": person})}
    for pair in found.values():
        if gone_id not in pair["people"]:
            continue
        if kept_id in pair["people"]:
            pairs.update({"_id": pair["_id"]}, {"$set": {"state": "merged"}})
            continue
        pairs.delete({"_id": pair["_id"]})
        other = next(p for p in pair["people"] if p != gone_id)
        moved = {**pair, "_id": pair_id(kept_id, other), "people": sorted((kept_id, other))}
        if pair["state"] == "dismissed" and moved["_id"] not in found:
            pairs.insert(moved)
    return list(found.values())


def _pairs_back(before: list[dict[str, Any]], kept_id: str, gone_id: str) -> None:
    pairs = db.collection("duplicates")
    known = {pair["_id"] for pair in before}
    others = [p for pair in before if gone_id in pair["people"] for p in pair["people"]]
    for other in set(others) - {kept_id, gone_id}:
        if pair_id(kept_id, other) not in known:
            pairs.delete({"_id": pair_id(kept_id, other)})
    for pair in before:
        kept = {k: v for k, v in pair.items() if k not in ("_id", "local_id")}
        if gone_id in pair["people"]:
            pairs.update({"_id": pair["_id"]}, {"$set": kept}, upsert=True)
