"""Merging two records of the same person, and taking a merge back.

A merge is one transaction: the kept person gets the chosen values and the scopes of both, the
other one becomes "deleted" with `merged_into`, and all that points at it is moved, plugins'
records included (they hear PersonMerged and note what they moved with `note_move`). The `merges`
document holds what an undo needs; after UNDO_DAYS that part is purged.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from crm import audit, db
from crm.errors import Conflict, Invalid, NotFound
from crm.events import PersonErased, PersonMerged, PersonUnmerged
from crm.i18n import _
from crm.people import merge_fields, merge_moves, reach, record, service
from crm.people.record import Person
from crm.queryshape import chunks
from crm.registry import current as registry
from crm.registry import emit
from crm.tenancy import Actor

UNDO_DAYS = 30
UNDO_DATA = {"kept_before": "", "kept_after": "", "gone_before": "", "gone_after": "", "moves": "",
             "core_moves": "", "undo_until": ""}  # fmt: skip


def note_move(merge_id: str, collection: str, ids: Iterable[str]) -> None:
    """Note that a merge moved the documents `ids` of `collection`; for handlers of PersonMerged."""
    for batch in chunks(ids):
        change = {"$push": {f"moves.{collection}": {"$each": batch}}}
        db.collection("merges").update({"_id": merge_id}, change)


def moved(merge_id: str, collection: str) -> list[str]:
    """The ids that a merge moved in `collection`; for handlers of PersonUnmerged."""
    found = db.collection("merges").get(merge_id) or {}
    ids: list[str] = (found.get("moves") or {}).get(collection, [])
    return ids


def pair(kept_id: str, gone_id: str, *, actor: Actor) -> tuple[Person, Person]:
    """The two people to merge; NotFound unless both are in reach, Invalid for one and the same."""
    if kept_id == gone_id:
        raise Invalid({"gone_id": [_("These are one and the same record.")]})
    return reach.find(kept_id, actor=actor), reach.find(gone_id, actor=actor)


@db.atomic
def merge_people(
    kept_id: str,
    gone_id: str,
    versions: Sequence[int],
    choices: Mapping[str, str],
    *,
    actor: Actor,
) -> dict[str, Any]:
    """Merge `gone_id` into `kept_id`; gives the document of the merge.

    `versions` are those of the two as they were shown; Conflict when one has changed since.
    `choices` maps fields to 'kept', 'gone' or 'both' (see `merge_fields.combine`).
    """
    kept, gone = pair(kept_id, gone_id, actor=actor)
    if [kept["version"], gone["version"]] != list(versions):
        raise Conflict(_("One of the two records has changed: look at both again."))
    after = record.derive(merge_fields.combine(kept, gone, choices), registry().items("facets"))
    service.require_name(after)
    merge_id = _begin(kept_id, gone_id, actor)
    images = {"kept_before": kept, "gone_before": gone}
    images["kept_after"] = service.write(kept, after, actor=actor, action="merge")
    images["gone_after"] = _retire(gone, kept_id, actor)
    images["core_moves"] = merge_moves.move(kept_id, gone_id, actor=actor)
    emit(PersonMerged(actor.account_id, kept_id, gone_id, merge_id))
    service.refresh(kept_id, actor=actor)
    db.collection("merges").update({"_id": merge_id}, {"$set": images})
    return get(merge_id, actor=actor)


def _begin(kept_id: str, gone_id: str, actor: Actor) -> str:
    """The document that handlers note their moves on."""
    moment = db.now()
    return db.collection("merges").insert(
        {
            "kept_id": kept_id,
            "gone_id": gone_id,
            "state": "merged",
            "by": actor.account_id,
            "created_at": moment,
            "undo_until": moment + timedelta(days=UNDO_DAYS),
            "moves": {},
        }
    )


def _retire(gone: Person, kept_id: str, actor: Actor) -> Person:
    """Take the merged record out of sight; it stays for the undo and for old links."""
    moment = db.now()
    change = {
        "status": "deleted",
        "merged_into": kept_id,
        "deleted_at": moment,
        "deleted_by": actor.account_id,
        "updated_at": moment,
        "version": gone["version"] + 1,
    }
    same = {"_id": gone["_id"], "version": gone["version"]}
    if not db.collection("people").update(same, {"$set": change}):
        raise Conflict(_("One of the two records has changed: look at both again."))
    audit.record(actor, "merge", "person", gone["_id"], people=[gone["_id"], kept_id])
    return {**gone, **change}


def get(merge_id: str, *, actor: Actor) -> dict[str, Any]:
    """A merge whose kept person is in reach; NotFound otherwise."""
    found = db.collection("merges").get(merge_id)
    if found is None:
        raise NotFound()
    kept = db.collection("people").get(found["kept_id"])
    if kept is None or not reach.sees(actor, kept):
        raise NotFound()
    return {**found, "kept": kept}


def of_person(person_id: str, *, actor: Actor) -> list[dict[str, Any]]:
    """Merges into this person that can still be taken back, newest first; NotFound out of reach."""
    reach.find(person_id, actor=actor)
    where = {"state": "merged", "undo_until": {"$gt": db.now()}}
    found = db.collection("merges").find({"kept_id": person_id}, where=where)
    return sorted(found, key=lambda merge: merge["created_at"], reverse=True)


def conflicts(merge_id: str, *, actor: Actor) -> list[dict[str, Any]]:
    """What an undo would leave as it is now: [{who, field, label, before, now}].

    Raises NotFound, or Conflict where the merge cannot be taken back at all.
    """
    _restored, found = _plan(get(merge_id, actor=actor))
    return found


def _plan(merge: dict[str, Any]) -> tuple[dict[str, tuple[Person, Person]], list[dict[str, Any]]]:
    """By 'kept' and 'gone': (what there is, what the undo makes of it); and the conflicts."""
    if merge["state"] != "merged" or "kept_before" not in merge:
        raise Conflict(_("This merge can no longer be taken back."))
    people = db.collection("people")
    now = {who: people.get(merge[f"{who}_id"]) for who in ("kept", "gone")}
    kept, gone = now["kept"], now["gone"]
    if kept is None or gone is None or gone.get("merged_into") != merge["kept_id"]:
        raise Conflict(_("This merge can no longer be taken back."))
    if kept["status"] != "here":
        text = _("The merged record is itself deleted or merged: take that back first.")
        raise Conflict(text)
    plan, found = {}, []
    for who, person in (("kept", kept), ("gone", gone)):
        before, after = merge[f"{who}_before"], merge[f"{who}_after"]
        fresh, differing = merge_fields.take_back(before, after, person)
        plan[who] = (person, fresh)
        labels = merge_fields.fields(before, after, person)
        found += [{**d, "who": who, "label": labels.get(d["field"], d["field"])} for d in differing]
    return plan, found


@db.atomic
def unmerge_people(merge_id: str, *, actor: Actor) -> list[dict[str, Any]]:
    """Take a merge back; gives the fields that were edited since and so stay as they are now.

    Raises Conflict where it cannot be taken back at all (see `conflicts`).
    """
    merge = get(merge_id, actor=actor)
    plan, found = _plan(merge)
    mine = {"_id": merge_id, "state": "merged"}
    if not db.collection("merges").update(mine, {"$set": {"state": "undone"}}):
        raise Conflict(_("This merge can no longer be taken back."))
    facets = registry().items("facets")
    for who in ("gone", "kept"):
        person, fresh = plan[who]
        service.write(person, record.derive(fresh, facets), actor=actor, action="unmerge")
    merge_moves.back(merge["core_moves"], merge["kept_id"], merge["gone_id"], actor=actor)
    emit(PersonUnmerged(actor.account_id, merge["kept_id"], merge["gone_id"], merge_id))
    for person_id in (merge["kept_id"], merge["gone_id"]):
        service.refresh(person_id, actor=actor)
    db.collection("merges").update({"_id": merge_id}, {"$unset": UNDO_DATA})
    return found


def purge() -> int:
    """Drop the undo data of merges older than UNDO_DAYS; gives how many. Run by the worker."""
    late = {"undo_until": {"$lt": db.now()}}
    found = db.collection("merges").find(late, fields=("_id",))
    for merge in found:
        change = {"$set": {"state": "final"}, "$unset": UNDO_DATA}
        db.collection("merges").update({"_id": merge["_id"]}, change)
    return len(found)


def erase(event: PersonErased) -> None:
    """Drop what merges, pairs and lists keep about a person who is erased."""
    for role in ("kept_id", "gone_id"):
        change = {"$set": {"state": "final"}, "$unset": UNDO_DATA}
        db.collection("merges").update_many({role: event.person_id}, change)
    db.collection("duplicates").delete_many({"people": event.person_id})
    db.collection("list_rows").delete_many({"person_id": event.person_id})
