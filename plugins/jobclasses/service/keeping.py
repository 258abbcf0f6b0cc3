"""Writing a class: compare-and-set on its version, a numbered snapshot, an audit entry, all in one.

`jobclasses_history` has a row per version: class_key, number, at, by, action, reason, snapshot
(the `FIELDS` of the class as they were then). Number 0 is the class as it was shipped.
"""

from collections.abc import Mapping
from typing import Any

from crm import audit, db
from crm.errors import Conflict, NotFound
from crm.tenancy import Actor
from crm.values import fold
from plugins.jobclasses.service import classes
from plugins.jobclasses.service.classes import JobClass

FIELDS = (
    "title",
    "aliases",
    "parent",
    "craft",
    "definition",
    "tasks",
    "tools",
    "codes",
    "ai_relations",
    "ai_kinds",
    "trained_on",
    "status",
    "merged_into",
    "sources",
    "certainty",
)
Version = dict[str, Any]


def snapshot(job: Mapping[str, Any]) -> dict[str, Any]:
    """What a version keeps of a class."""
    return {name: job[name] for name in FIELDS}


@db.atomic
def write(
    before: JobClass, changes: Mapping[str, Any], *, actor: Actor, action: str, reason: str = ""
) -> JobClass:
    """Store `changes` to a class read as `before`; Conflict with `theirs` when it has moved on.

    The first change to a shipped class makes it the local's own.
    """
    number = before["version"] + 1
    after = {**before, **changes, "version": number, "updated_at": db.now()}
    after |= {"updated_by": actor.account_id, "sort_key": fold(after["title"]), "listed": "yes"}
    if before["version"]:
        _replace(before, after)
    else:
        _first(before, after)
    _note(after, number, action, reason, actor)
    changed = [name for name in FIELDS if before.get(name) != after.get(name)]
    audit.record(actor, action, "job class", after["key"], fields=changed)
    return after


def _replace(before: JobClass, after: JobClass) -> None:
    same = {"_id": before["_id"], "version": before["version"]}
    change = {k: v for k, v in after.items() if k not in ("_id", "local_id")}
    if not db.collection("jobclasses_classes").update(same, {"$set": change}):
        raise Conflict(theirs=db.collection("jobclasses_classes").get(before["_id"]))


def _first(before: JobClass, after: JobClass) -> None:
    after["_id"] = classes.class_id(after["key"])
    if "created_at" not in after:
        after |= {"created_at": after["updated_at"], "created_by": after["updated_by"]}
    if db.collection("jobclasses_classes").get(after["_id"]) is not None:
        raise Conflict(theirs=classes.get(after["key"]))
    db.collection("jobclasses_classes").insert(after)
    if after["origin"] == "catalogue":
        shipped = {"class_key": after["key"], "number": 0, "action": "ship", "by": "", "reason": ""}
        row = {**shipped, "at": None, "snapshot": snapshot(before)}
        db.collection("jobclasses_history").insert(row)


def _note(job: JobClass, number: int, action: str, reason: str, actor: Actor) -> None:
    db.collection("jobclasses_history").insert(
        {
            "class_key": job["key"],
            "number": number,
            "at": job["updated_at"],
            "by": actor.account_id,
            "action": action,
            "reason": reason,
            "snapshot": snapshot(job),
        }
    )


def versions(class_key: str) -> list[Version]:
    """All versions of a class, newest first; none for one that is as it was shipped."""
    found = db.collection("jobclasses_history").find({"class_key": class_key})
    return sorted(found, key=lambda row: int(row["number"]), reverse=True)


def version(class_key: str, number: int) -> Version:
    """One version; NotFound."""
    key = {"class_key": class_key, "number": number}
    found = db.collection("jobclasses_history").find(key)
    if not found:
        raise NotFound()
    return found[0]
