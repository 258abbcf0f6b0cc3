"""Keeping people's classes in step with the core: people come, change, merge, leave."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from crm import db
from crm.events import (
    ImportUndone,
    PeopleImported,
    PersonChanged,
    PersonCreated,
    PersonErased,
    PersonMerged,
    PersonUnmerged,
)
from crm.people import service as people
from crm.queryshape import chunks
from crm.tenancy import Actor, system_actor
from plugins.jobclasses.service import classes, roster, titles

COLUMN = "jobclasses.class"


def _actor(account_id: str) -> Actor:
    return Actor(account_id) if account_id else system_actor()


def on_created(event: PersonCreated) -> None:
    """Somebody new has a title, perhaps."""
    roster.settle([event.person_id], actor=_actor(event.actor_id))


def on_changed(event: PersonChanged) -> None:
    """A title may have changed."""
    if "employments" in event.fields:
        roster.settle([event.person_id], actor=_actor(event.actor_id))


def on_imported(event: PeopleImported) -> None:
    """A chunk of people came in: their titles, and the classes the file names."""
    actor = _actor(event.actor_id)
    roster.settle([str(row["person_id"]) for row in event.rows], actor=actor)
    named = {}
    for row in event.rows:
        values = row.get("values")
        key = values.get(COLUMN) if isinstance(values, dict) else None
        if key:
            named[str(row["person_id"])] = str(key)
    for person_id, key in named.items():
        _import_class(person_id, key, event.import_id)
    people.settle_facets(named, actor=actor)


def _import_class(person_id: str, class_key: str, import_id: str) -> None:
    row = roster.row_of(person_id) or {"title_key": "", "class_key": "", "how": "title"}
    fresh = {
        "person_id": person_id,
        "title_key": row["title_key"],
        "class_key": class_key,
        "how": "import",
        "import_id": import_id,
        "before": {"class_key": row["class_key"], "how": row["how"]},
    }
    where = {"_id": roster.row_id(person_id)}
    db.collection("jobclasses_people").update(where, {"$set": fresh}, upsert=True)


def _as_today(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What was stored of a row earlier, with the class that stands for its class today."""
    return {**stored, "class_key": classes.today(stored["class_key"])}


def on_import_undone(event: ImportUndone) -> None:
    """Forget who goes; set back the classes the file gave, where nobody changed them since."""
    removed = [str(row["person_id"]) for row in event.rows if row.get("removed")]
    kept = [str(row["person_id"]) for row in event.rows if not row.get("removed")]
    forget(removed)
    for person_id in kept:
        row = roster.row_of(person_id)
        if row and row["how"] == "import" and row["import_id"] == event.import_id:
            before = _as_today(row["before"]) if row["before"] else {}
            change = {**before, "import_id": "", "before": None}
            db.collection("jobclasses_people").update({"_id": row["_id"]}, {"$set": change})
    actor = _actor(event.actor_id)
    roster.settle(kept, actor=actor)
    people.settle_facets(kept, actor=actor)


def on_erased(event: PersonErased) -> None:
    """Nothing is left of a purged person."""
    forget([event.person_id])


def forget(ids: Iterable[str]) -> None:
    """Remove these people's rows; their titles are used once less."""
    for part in chunks(map(roster.row_id, ids)):
        these = {"_id": {"$in": part}}
        for row in db.collection("jobclasses_people").find(these):
            if row["title_key"]:
                titles.release(row["title_key"])
        db.collection("jobclasses_people").delete_many(these)


def on_merged(event: PersonMerged) -> None:
    """The one who stays takes over a class said of the other, where none was said of them."""
    gone, kept = roster.row_of(event.gone_id), roster.row_of(event.kept_id)
    if gone is not None:
        aside = {"aside": {"class_key": gone["class_key"], "how": gone["how"]}, "class_key": ""}
        db.collection("jobclasses_people").update({"_id": gone["_id"]}, {"$set": aside})
        if gone["title_key"]:
            titles.release(gone["title_key"])
    _take_over(gone, kept, event)
    roster.settle([event.kept_id], actor=_actor(event.actor_id))
    people.settle_facets([event.kept_id], actor=_actor(event.actor_id))


def _take_over(gone: Any, kept: Any, event: PersonMerged) -> None:
    said = gone is not None and gone["class_key"] and gone["how"] != "title"
    if not said or (kept is not None and kept["how"] != "title"):
        return
    before = {"class_key": kept["class_key"], "how": kept["how"]} if kept else None
    fresh = {
        "person_id": event.kept_id,
        "title_key": kept["title_key"] if kept else "",
        "class_key": gone["class_key"],
        "how": gone["how"],
        "import_id": "",
        "before": before,
        "merge_id": event.merge_id,
    }
    where = {"_id": roster.row_id(event.kept_id)}
    db.collection("jobclasses_people").update(where, {"$set": fresh}, upsert=True)


def on_unmerged(event: PersonUnmerged) -> None:
    """Both have again what was known of each."""
    gone, kept = roster.row_of(event.gone_id), roster.row_of(event.kept_id)
    if kept is not None and kept.get("merge_id") == event.merge_id:
        back = _as_today(kept["before"] or {"class_key": "", "how": "title"})
        change = {"$set": {**back, "before": None, "merge_id": ""}}
        db.collection("jobclasses_people").update({"_id": kept["_id"]}, change)
    if gone is not None and gone.get("aside"):
        change = {"$set": _as_today(gone["aside"]), "$unset": {"aside": ""}}
        db.collection("jobclasses_people").update({"_id": gone["_id"]}, change)
        if gone["title_key"]:
            titles.note([gone["title_key"]], titles.ROSTER)
    both = [event.kept_id, event.gone_id]
    roster.settle(both, actor=_actor(event.actor_id))
    people.settle_facets(both, actor=_actor(event.actor_id))


HANDLERS: Mapping[Any, Callable[[Any], None]] = {
    PersonCreated: on_created,
    PersonChanged: on_changed,
    PeopleImported: on_imported,
    ImportUndone: on_import_undone,
    PersonErased: on_erased,
    PersonMerged: on_merged,
    PersonUnmerged: on_unmerged,
}
