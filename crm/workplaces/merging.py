"""Joining two workplaces that are one and the same.

The one that goes leaves a pointer, so that its address and id keep working; its names become
aliases, what stands under it moves, plugins hear of it, and people follow by a job.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import audit, db, jobs
from crm.errors import Conflict, Invalid
from crm.events import WorkplaceMerged
from crm.i18n import _
from crm.people import record as person_record
from crm.people import service as people
from crm.registry import current as registry
from crm.registry import emit
from crm.tenancy import Actor, system_actor
from crm.workplaces import record, service
from crm.workplaces.record import Workplace
from crm.workplaces.resolving import by_keys

JOB = "core.move_workplace_people"
ALIKE = ({"employer"}, {"worksite", "production"}, {"department"}, {"shift"})


def candidates(place: Mapping[str, Any], words: Sequence[str], limit: int = 20) -> list[Workplace]:
    """Workplaces that `place` may be merged into: of its kind, by words, else its neighbours."""
    if words:
        found = service.search(words, limit=200)
    elif place["parent_id"]:
        found = service.children(place["parent_id"])
    else:
        found, _after = service.list_workplaces(place["kind"], limit=limit + 1)
    return [other for other in found if _mergeable(place, other)][:limit]


def _mergeable(gone: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    related = gone["_id"] in kept["path"] or kept["_id"] in gone["path"]
    alike = any({gone["kind"], kept["kind"]} <= kinds for kinds in ALIKE)
    return alike and not related and gone["_id"] != kept["_id"]


@db.atomic
def merge_workplaces(gone_id: str, kept_id: str, *, actor: Actor) -> Workplace:
    """Merge one workplace into another of its kind; gives the one that stayed.

    Raises Invalid where the two cannot be one.
    """
    gone, kept = service.get_workplace(gone_id), service.get_workplace(kept_id)
    if not _mergeable(gone, kept):
        raise Invalid({"into": [_("These two cannot be one workplace.")]})
    _merge(gone, kept, actor)
    return service.get_workplace(kept["_id"])


def _merge(gone: Workplace, kept: Workplace, actor: Actor) -> None:
    for child in service.children(gone["_id"]):
        keys = [record.key_of(kept["_id"], child["kind"], name) for name in record.names(child)]
        twin = next(iter(by_keys(keys).values()), None)
        if twin is None:
            _move(child, kept, actor)
        else:
            _merge(child, twin, actor)
    _leave_pointer(gone, kept["_id"])
    _take_names(gone, kept, actor)
    emit(WorkplaceMerged(actor.account_id, kept["_id"], gone["_id"]))
    args = {"gone_id": gone["_id"], "kept_id": kept["_id"]}
    jobs.enqueue(JOB, args, by=actor.account_id, key=gone["_id"])
    audit.record(actor, "merge", "workplace", gone["_id"], reason=kept["_id"])


def _move(place: Workplace, parent: Workplace, actor: Actor) -> None:
    path = [*parent["path"], parent["_id"]]
    below = service.descendants(place["_id"])
    service.write(place, {**place, "parent_id": parent["_id"], "path": path}, actor=actor)
    changes = []
    for lower in below:
        rest = lower["path"][lower["path"].index(place["_id"]) :]
        changes.append(({"_id": lower["_id"]}, {"$set": {"path": [*path, *rest]}}, False))
    db.collection("workplaces").bulk(changes)


def _leave_pointer(gone: Workplace, kept_id: str) -> None:
    pointer = {
        "kind": "merged",
        "merged_into": kept_id,
        "keys": [f"merged|{gone['_id']}"],
        "kw": [],
        "path": [],
        "parent_id": "merged",
    }
    same = {"_id": gone["_id"], "version": gone["version"]}
    if not db.collection("workplaces").update(same, {"$set": pointer, "$inc": {"version": 1}}):
        raise Conflict()


def _take_names(gone: Workplace, kept: Workplace, actor: Actor) -> None:
    """Names of the gone one become aliases, but for those that a neighbour already has."""
    names = {record.key_of(kept["parent_id"], kept["kind"], n): n for n in record.names(gone)}
    taken = by_keys(names)
    fresh = [name for key, name in names.items() if key not in taken]
    blanks = {k: gone[k] for k in ("city", "state", "jurisdiction", "notes") if not kept[k]}
    service.write(kept, {**kept, **blanks, "aliases": [*kept["aliases"], *fresh]}, actor=actor)


def move_people(job: jobs.Job, gone_id: str, kept_id: str) -> dict[str, int]:
    """The job: point people's employments at the workplace that stayed. Safe to repeat."""
    actor = system_actor()
    ids = [p["_id"] for p in db.collection("people").find({"workplace_ids": gone_id})]
    for number, person_id in enumerate(ids):
        if number % 50 == 0:
            job.progress(number, len(ids))
        _move_person(person_id, gone_id, kept_id, actor)
    return {"people": len(ids)}


@db.atomic
def _move_person(person_id: str, gone_id: str, kept_id: str, actor: Actor) -> None:
    before = db.collection("people").get(person_id)
    if before is None or gone_id not in before["workplace_ids"]:
        return
    jobs_held = [
        {**held, "workplace_id": kept_id} if held.get("workplace_id") == gone_id else held
        for held in before["employments"]
    ]
    after = {**before, "employments": jobs_held}
    after = person_record.derive(after, registry().items("facets"))
    people.write(before, after, actor=actor, action="workplace-merged")
