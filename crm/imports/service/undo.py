"""Undoing an import, as a job: chunk by chunk, the last one first, one transaction each.

People whom the import made go, unless somebody has edited them or a plugin has something on them
that must not be lost. Changed fields get their old values back where they still hold what the
import wrote. What stays as it is gets listed, with both values, for a person to decide.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from crm import audit, db
from crm.events import ImportUndoAsked, ImportUndone, PersonErased
from crm.imports.service.chunk import digest
from crm.imports.service.preview import Progress
from crm.imports.service.uploads import Import, get_import, move, unpaired
from crm.people import record
from crm.queryshape import chunks
from crm.registry import current as registry
from crm.registry import emit
from crm.tenancy import Actor

Doc = dict[str, Any]
EDITED, IN_USE, GONE = "edited", "in-use", "gone"
"""Why something was kept: edited since, in use by a plugin, or no longer there."""


def run(import_id: str, *, actor: Actor, progress: Progress) -> dict[str, int]:
    """Undo an import in state `undoing`, from wherever it is; gives removed, restored, kept."""
    found = get_import(import_id, actor=actor)
    if found["state"] != "undoing":
        return dict(found["undo"])
    parts = db.collection("import_chunks").find(
        {"import_id": f"{import_id}:undo"}, sort=[("number", -1)], fields=["undone"]
    )
    for done, part in enumerate(parts):
        progress(done, len(parts))
        if not part["undone"]:
            _undo_chunk(found, part["_id"], actor)
    progress(len(parts), len(parts))
    found = get_import(import_id, actor=actor)
    move(found, ("undoing",), state="undone", undone_at=db.now())
    return dict(found["undo"])


@db.atomic
def _undo_chunk(found: Import, part_id: str, actor: Actor) -> None:
    parts = db.collection("import_chunks")
    if not parts.update({"_id": part_id, "undone": False}, {"$set": {"undone": True}}):
        return
    part = parts.get(part_id) or {}
    people = _people(part["people"])
    removed, kept = _to_remove(found, part, people, actor)
    restored, edited = _restore(part, people, actor)
    kept += edited
    gone = set(removed)
    rows = [
        {
            **row,
            "values": unpaired(row["values"]),
            "removed": row["person_id"] in gone,
            "fields": restored.get(row["person_id"], []),
        }
        for row in part["rows"]
        if not row["created"] or row["person_id"] in gone
    ]
    options = unpaired(found["targets"])
    emit(ImportUndone(actor.account_id, found["_id"], options, tuple(rows)))
    _unscope(part["scoped"])
    _remove(removed, actor)
    _note(found, part_id, removed, restored, kept, actor)


def _people(ids: Iterable[str]) -> dict[str, Doc]:
    found: dict[str, Doc] = {}
    for batch in chunks(ids):
        for person in db.collection("people").find({"_id": {"$in": batch}}):
            found[person["_id"]] = person
    return found


def _to_remove(
    found: Import, part: Doc, people: Mapping[str, Doc], actor: Actor
) -> tuple[list[str], list[Doc]]:
    """Ids of new people nobody has touched since, and notes on those who stay."""
    untouched, kept = [], []
    for made in part["created"]:
        person = people.get(made["person_id"])
        if person is not None and digest(person) == made["digest"]:
            untouched.append(made["person_id"])
        elif person is not None:
            kept.append(_kept(made["person_id"], EDITED))
    options = unpaired(found["targets"])
    asked = ImportUndoAsked(actor.account_id, found["_id"], options, tuple(untouched))
    emit(asked)
    kept += [_kept(person_id, IN_USE) for person_id in untouched if person_id in asked.vetoes]
    return [i for i in untouched if i not in asked.vetoes], kept


def _kept(person_id: str, why: str, field: str = "", **values: Any) -> Doc:
    return {"person_id": person_id, "why": why, "field": field, **values}


def _restore(
    part: Doc, people: Mapping[str, Doc], actor: Actor
) -> tuple[dict[str, list[str]], list[Doc]]:
    """Set changed fields back; gives the fields by person, and notes on those edited since."""
    by_person: dict[str, list[Doc]] = defaultdict(list)
    kept: list[Doc] = []
    for change in part["changes"]:
        person, name = people.get(change["person_id"]), change["field"]
        if person is None:
            kept.append(_kept(change["person_id"], GONE, name))
        elif person.get(name) == change["wrote"]:
            by_person[change["person_id"]].append(change)
        else:
            values = {key: change[key] for key in ("before", "wrote")}
            kept.append(_kept(person["_id"], EDITED, name, **values, now=person.get(name)))
    facets = registry().items("facets")
    updates = [_set_back(people[i], changes, facets) for i, changes in by_person.items()]
    db.collection("people").bulk(updates)
    return {i: [c["field"] for c in changes] for i, changes in by_person.items()}, kept


def _set_back(
    person: Doc, changes: Iterable[Doc], facets: list[Any]
) -> tuple[dict[str, Any], dict[str, Any], bool]:
    fresh = dict(person)
    for change in changes:
        if change["had"]:
            fresh[change["field"]] = change["before"]
        else:
            fresh.pop(change["field"], None)
    fresh = record.derive(fresh, facets)
    fresh |= {"version": person["version"] + 1, "updated_at": db.now()}
    changed = {k: v for k, v in fresh.items() if k not in person or person[k] != v}
    gone = {k: "" for k in person if k not in fresh}
    update: Doc = {"$set": changed} | ({"$unset": gone} if gone else {})
    return {"_id": person["_id"]}, update, False


def _unscope(scoped: Iterable[Doc]) -> None:
    by_scope: dict[str, list[str]] = defaultdict(list)
    for entry in scoped:
        for scope in entry["scopes"]:
            by_scope[scope].append(entry["person_id"])
    for scope, ids in by_scope.items():
        for batch in chunks(ids):
            change = {"$pull": {"scopes": scope}}
            db.collection("people").update_many({"_id": {"$in": batch}}, change)


def _remove(ids: list[str], actor: Actor) -> None:
    """Remove people for good, with what the core and the plugins keep beside them."""
    for plugin in registry().plugins.values():
        erased = plugin.handlers.get(PersonErased)
        if erased is not None and ImportUndone not in plugin.handlers:
            for person_id in ids:
                erased(PersonErased(actor.account_id, person_id))
    for batch in chunks(ids):
        for name, key in (("duplicates", "people"), ("list_rows", "person_id")):
            db.collection(name).delete_many({key: {"$in": batch}})
        db.collection("people").delete_many({"_id": {"$in": batch}})


def _note(
    found: Import,
    part_id: str,
    removed: list[str],
    restored: Mapping[str, Any],
    kept: list[Doc],
    actor: Actor,
) -> None:
    db.collection("import_chunks").update({"_id": part_id}, {"$set": {"kept": kept}})
    counts = {"removed": len(removed), "restored": len(restored), "kept": len(kept)}
    change = {"$inc": {f"undo.{name}": n for name, n in counts.items()}}
    db.collection("imports").update({"_id": found["_id"]}, change)
    touched = [*removed, *restored]
    if touched:
        audit.record(actor, "undo", "import", found["_id"], people=touched)
