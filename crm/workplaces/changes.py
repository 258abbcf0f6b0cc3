"""The work-change log: recorded changes of tasks or jobs that are tied to a tool.

Plugins read it here: `of_class`, `of_employer` and `observed` give records without who saw them.
Who saw a change is shown only to whoever wrote the record and to those who see every person.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from crm import audit, db, paging
from crm.errors import Conflict, Invalid, NotFound
from crm.events import WorkplaceMerged
from crm.i18n import _
from crm.registry import current as registry
from crm.tenancy import Actor
from crm.values import fold, tokens
from crm.workplaces import service

Change = dict[str, Any]
FIELDS = (
    "workplace_id", "day", "tool", "vendor", "kinds", "relations", "trained_on", "task",
    "job_class", "effects", "affected", "clauses", "source", "seen_by", "document", "link",
)  # fmt: skip
CONFIDENTIAL = ("seen_by", "created_by")
JOB_CLASSES = "jobclasses.classes"
"""The search source that offers job classes, where that plugin is on; else the class is text."""
SIZE = 50


def _employer_of(workplace_id: str) -> tuple[str, str]:
    """The id of the workplace as it is now, and its employer's. Invalid for an unknown one."""
    try:
        place = service.get_workplace(workplace_id)
    except NotFound as error:
        raise Invalid({"workplace_id": [_("There is no such workplace.")]}) from error
    return place["_id"], [*place["path"], place["_id"]][0]


def _derived(data: Mapping[str, Any]) -> Change:
    """What is stored of validated data, with what it is found by."""
    fields = {name: data[name] for name in FIELDS}
    place, employer = _employer_of(data["workplace_id"])
    key = fold(data["job_class"])
    return {**fields, "workplace_id": place, "employer_id": employer, "job_class_key": key}


def may_see_source(change: Mapping[str, Any], actor: Actor) -> bool:
    """Whether who saw it is the actor's to know."""
    return actor.sees_all or change["created_by"] == actor.account_id


def _open(change: Change, actor: Actor) -> Change:
    """The record as this actor may see it."""
    return change if may_see_source(change, actor) else without_source(change)


def without_source(change: Mapping[str, Any]) -> Change:
    """The record without a trace of who saw or wrote it."""
    return {k: v for k, v in change.items() if k not in CONFIDENTIAL}


def get(change_id: str, *, actor: Actor) -> Change:
    """A record of the current local, whole only to those who may know its source. NotFound."""
    found = db.collection("work_changes").get(change_id)
    if found is None:
        raise NotFound()
    return _open(found, actor)


@db.atomic
def record_change(data: Mapping[str, Any], *, actor: Actor, change_id: str = "") -> Change:
    """Record a work-change from data shaped by WorkChangeForm; gives the stored record."""
    change = {
        "_id": change_id or db.new_id(),
        **_derived(data),
        "listed": "yes",
        "created_at": db.now(),
        "created_by": actor.account_id,
        "version": 1,
    }
    db.collection("work_changes").insert(change)
    audit.record(actor, "create", "work-change", change["_id"], fields=list(data))
    return change


@db.atomic
def change_record(change_id: str, version: int, data: Mapping[str, Any], *, actor: Actor) -> Change:
    """Change a record read at `version`; Conflict with `theirs` when it has moved on.

    Whoever may not know who saw it changes all but that.
    """
    before = db.collection("work_changes").get(change_id)
    if before is None:
        raise NotFound()
    if before["version"] != version:
        raise Conflict(theirs=_open(before, actor))
    fields = _derived(data)
    if not may_see_source(before, actor):
        fields.pop("seen_by")
    return _store(before, fields, "update", actor)


@db.atomic
def set_listed(change_id: str, listed: bool, *, actor: Actor) -> Change:
    """Take a record off the log, or put it back; harmless to repeat."""
    before = db.collection("work_changes").get(change_id)
    if before is None:
        raise NotFound()
    state = "yes" if listed else "no"
    if before["listed"] == state:
        return before
    return _store(before, {"listed": state}, "restore" if listed else "remove", actor)


def _store(before: Change, fields: Mapping[str, Any], action: str, actor: Actor) -> Change:
    changes = {**fields, "version": before["version"] + 1}
    same = {"_id": before["_id"], "version": before["version"]}
    if not db.collection("work_changes").update(same, {"$set": changes}):
        raise Conflict(theirs=db.collection("work_changes").get(before["_id"]))
    changed = [k for k, v in changes.items() if before.get(k) != v]
    audit.record(actor, action, "work-change", before["_id"], fields=changed)
    return {**before, **changes}


# ---------------------------------------------------------------- reading


def page(asked: Mapping[str, Any], *, actor: Actor) -> tuple[list[Change], str]:
    """One page of the log, by day, the latest first; and the cursor of the next."""
    where = {
        field: asked[name]
        for name, field in (("effect", "effects"), ("kind", "kinds"), ("clause", "clauses"))
        if asked.get(name)
    }
    cursor = paging.read_cursor("work_changes", asked.get("after", ""), "day")
    query: dict[str, Any] = {"listed": "yes"}
    conditions: list[dict[str, Any]] = [where] if where else []
    if cursor:
        query["day"] = {"$lte": cursor[0]}
        past = [{"day": {"$lt": cursor[0]}}, {"day": cursor[0], "_id": {"$lt": cursor[1]}}]
        conditions.append({"$or": past})
    found = db.collection("work_changes").find(
        query,
        where={"$and": conditions} if conditions else None,
        sort=[("day", -1), ("_id", -1)],
        limit=SIZE,
    )
    after = paging.cursor_of(found[-1], "day") if len(found) == SIZE else ""
    return [_open(change, actor) for change in found], after


def of_employer(employer_id: str) -> list[Change]:
    """The records at an employer and all under it, latest first, without who saw them."""
    found = db.collection("work_changes").find(
        {"employer_id": employer_id}, where={"listed": "yes"}, sort=[("day", -1), ("_id", -1)]
    )
    return [without_source(change) for change in found]


def of_class(title: str) -> list[Change]:
    """The records of a job class, by its title in any spelling, latest first, without sources."""
    found = db.collection("work_changes").find(
        {"job_class_key": fold(title)}, where={"listed": "yes"}, sort=[("day", -1), ("_id", -1)]
    )
    return [without_source(change) for change in found]


def observed(since: str = "") -> list[Change]:
    """All records from day `since` on (ISO; '' for all): for figures by class, employer and day.

    Each has job_class, job_class_key ('' for none), employer_id, workplace_id, day, kinds,
    relations, effects, trained_on, affected and clauses; never who saw it.
    """
    found = db.collection("work_changes").find({"listed": "yes", "day": {"$gte": since}})
    return [without_source(change) for change in found]


def count_at(employer_id: str) -> int:
    """How many records there are at an employer."""
    found = db.collection("work_changes").find(
        {"employer_id": employer_id}, where={"listed": "yes"}, fields=("_id",)
    )
    return len(found)


def summary(changes: Iterable[Mapping[str, Any]]) -> dict[str, Counter[str]]:
    """Counts of records by effect, kind, clause, tool and job class, for an employer's page."""
    found: dict[str, Counter[str]] = {
        name: Counter() for name in ("effects", "kinds", "clauses", "tools", "classes")
    }
    for change in changes:
        for name in ("effects", "kinds", "clauses"):
            found[name].update(change[name])
        tool = f"{change['tool']} ({change['vendor']})" if change["vendor"] else change["tool"]
        found["tools"][tool] += 1
        if change["job_class"]:
            found["classes"][change["job_class"]] += 1
    return found


def class_titles(words: str, *, actor: Actor) -> list[str]:
    """Titles of job classes that begin so, from the plugin that keeps them, where it is on."""
    source = registry().find("search", JOB_CLASSES, actor)
    if source is None or not words.strip():
        return []
    hits = source.find(tokens(words), actor=actor, limit=8)
    return [str(hit["title"]) for hit in hits]


def on_workplace_merged(event: WorkplaceMerged) -> None:
    """Point the records at the workplace that stayed."""
    changes = db.collection("work_changes")
    for name in ("workplace_id", "employer_id"):
        changes.update_many({name: event.gone_id}, {"$set": {name: event.kept_id}})
