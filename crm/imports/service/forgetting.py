"""Removing what imports keep of people: after 30 days, and at once when a person is erased."""

from typing import Any

from crm import db
from crm.events import PersonErased
from crm.imports.service import files
from crm.imports.service.uploads import KEEP, Import

WINDOW = 1000
UNDO_LISTS = ("changes", "rows", "kept", "scoped")


def remove_plan(plan_id: str, last: int) -> None:
    """Remove the rows of one preview in short steps; `last` is about its last row number."""
    rows = db.collection("import_rows")
    for first in range(0, last, WINDOW):
        bounds = {"$gt": first, "$lte": first + WINDOW}
        rows.delete_many({"plan_id": plan_id, "number": bounds})
    rows.delete_many({"plan_id": plan_id})


def forget(found: Import) -> None:
    """Remove the file, the rows and the undo data of an import; the report's counts stay."""
    files.remove(found["_id"])
    for plan_id in found["plans"]:
        remove_plan(plan_id, found["last"])
    db.collection("import_chunks").delete_many({"import_id": f"{found['_id']}:undo"})
    db.collection("imports").update({"_id": found["_id"]}, {"$set": {"purged": True}})


def purge_old() -> int:
    """Forget the imports of the current local that nothing has happened to for 30 days."""
    limit = db.now() - KEEP
    old = {"$or": [{"committed_at": None}, {"committed_at": {"$lt": limit}}]}
    due = db.collection("imports").find(
        {"created_at": {"$lt": limit}}, where={"purged": False, **old}
    )
    for found in due:
        forget(found)
    return len(due)


def on_person_erased(event: PersonErased) -> None:
    """Remove a purged person from rows, files and undo data.

    A file that the person was matched in goes as a whole: its bytes cannot be picked apart.
    """
    person_id = event.person_id
    rows, parts = db.collection("import_rows"), db.collection("import_chunks")
    touched = {r["import_id"] for r in rows.find({"person_id": person_id}, fields=["import_id"])}
    blank: dict[str, Any] = {"data": {}, "values": [], "problems": [], "changes": [], "name": ""}
    rows.update_many({"person_id": person_id}, {"$set": {**blank, "erased": True}})
    for part in parts.find({"people": person_id}, fields=["import_id"]):
        touched.add(part["import_id"].removesuffix(":undo"))
        pulls: dict[str, Any] = {name: {"person_id": person_id} for name in UNDO_LISTS}
        pulls |= {"people": person_id, "created": {"person_id": person_id}}
        parts.update({"_id": part["_id"]}, {"$pull": pulls})
    for import_id in touched:
        files.remove(import_id)
