"""Who asked for which path or training, and what came of it.

A row of `jobclasses_wishes`: person_id, class_key (where they want to go), from_key (their class
then), offer_key (a training, or ''), note, state ('asked', 'arranged', 'done', 'dropped'), at, by,
title_key ''. People out of reach are counted and not named. A person's rows follow merges and go
with them when they are purged.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from crm import audit, db
from crm.errors import NotFound
from crm.events import ImportUndone, PersonErased, PersonMerged, PersonUnmerged
from crm.people import merge, reach
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.jobclasses.service import classes, training

Wish = dict[str, Any]
NAME = "jobclasses_wishes"
OPEN = ("asked", "arranged")


def ask(person_id: str, data: Mapping[str, Any], *, actor: Actor) -> Wish:
    """Note that a person in reach asks for a path; the same `key` sent again makes no second."""
    reach.find(person_id, actor=actor)
    target = classes.standing(data["class_key"])
    if target is None:
        raise NotFound()
    if data.get("offer_key"):
        training.get(data["offer_key"])
    if data.get("from_key"):
        classes.get(data["from_key"])
    wish = {
        "_id": sha256(db.local_key("wish", data["key"]).encode()).hexdigest()[:20],
        "person_id": person_id,
        "class_key": target["key"],
        "title_key": "",
        "from_key": data.get("from_key", ""),
        "offer_key": data.get("offer_key", ""),
        "note": data.get("note", ""),
        "state": "asked",
        "at": db.now(),
        "by": actor.account_id,
        "listed": "yes",
    }
    return _store(wish, actor)


@db.atomic
def _store(wish: Wish, actor: Actor) -> Wish:
    existing = db.collection(NAME).get(wish["_id"])
    if existing is not None:
        return existing
    db.collection(NAME).insert(wish)
    audit.record(actor, "ask", "path", wish["_id"], people=[wish["person_id"]])
    return wish


def of_person(person_id: str, *, actor: Actor) -> list[Wish]:
    """What a person in reach has asked for, newest first."""
    reach.find(person_id, actor=actor)
    found = db.collection(NAME).find({"person_id": person_id})
    return sorted(found, key=lambda wish: wish["at"], reverse=True)


@db.atomic
def settle(wish_id: str, state: str, *, actor: Actor) -> Wish:
    """Say what came of it; NotFound where the person is out of reach."""
    wish = db.collection(NAME).get(wish_id)
    if wish is None:
        raise NotFound()
    reach.find(wish["person_id"], actor=actor)
    db.collection(NAME).update({"_id": wish_id}, {"$set": {"state": state}})
    people = [wish["person_id"]]
    audit.record(actor, "update", "path", wish_id, fields=["state"], people=people)
    return {**wish, "state": state}


def open_wishes(*, actor: Actor) -> dict[str, Any]:
    """What is asked for now: rows with names as far as in reach, how many others, by offer."""
    rows = [w for w in db.collection(NAME).find({"listed": "yes"}) if w["state"] in OPEN]
    rows.sort(key=lambda wish: wish["at"], reverse=True)
    people = reach.find_many([w["person_id"] for w in rows], actor=actor)
    seen = [{**w, "person": people[w["person_id"]]} for w in rows if w["person_id"] in people]
    return {
        "seen": seen,
        "unseen": len(rows) - len(seen),
        "by_offer": Counter(w["offer_key"] for w in rows if w["offer_key"]),
        "by_class": Counter(w["class_key"] for w in rows),
    }


def forget(person_ids: Iterable[str]) -> None:
    """Remove everything these people asked for."""
    for person_id in person_ids:
        db.collection(NAME).delete_many({"person_id": person_id})


def on_erased(event: PersonErased) -> None:
    """A purged person's wishes go with them."""
    forget([event.person_id])


def on_import_undone(event: ImportUndone) -> None:
    """People whom the undo of an import removes for good are forgotten."""
    forget(str(row["person_id"]) for row in event.rows if row.get("removed"))


def on_merged(event: PersonMerged) -> None:
    """The wishes of the one who is merged away are those of the one who stays."""
    rows = db.collection(NAME).find({"person_id": event.gone_id}, fields=("_id",))
    ids = [row["_id"] for row in rows]
    _set(ids, event.kept_id)
    merge.note_move(event.merge_id, NAME, ids)


def on_unmerged(event: PersonUnmerged) -> None:
    """They go back to whose they were."""
    _set(merge.moved(event.merge_id, NAME), event.gone_id)


def _set(ids: list[str], person_id: str) -> None:
    for batch in chunks(ids):
        change = {"$set": {"person_id": person_id}}
        db.collection(NAME).update_many({"_id": {"$in": batch}}, change)


HANDLERS: Mapping[Any, Callable[[Any], None]] = {
    PersonErased: on_erased,
    PersonMerged: on_merged,
    PersonUnmerged: on_unmerged,
    ImportUndone: on_import_undone,
}
