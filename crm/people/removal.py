"""Deleting people: softly first, with a way back; then for good, with all that is kept on them.

The audit trail keeps its entries (ids and field names, no values).
"""

from datetime import UTC, datetime

from crm import audit, db
from crm.errors import Conflict
from crm.events import PersonErased
from crm.i18n import _
from crm.people import reach, service
from crm.people.record import Person
from crm.registry import emit
from crm.tenancy import Actor

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SHOWN = ("name", "deleted_at", "deleted_by", "facets")


@db.atomic
def delete_person(person_id: str, *, actor: Actor) -> Person:
    """Take a person out of every list; `restore_person` brings them back. NotFound."""
    gone = {"status": "deleted", "deleted_at": db.now(), "deleted_by": actor.account_id}
    return service.amend(person_id, lambda _person: gone, actor=actor, action="delete")


@db.atomic
def restore_person(person_id: str, *, actor: Actor) -> Person:
    """Bring a deleted person back; gives the stored document."""
    person = reach.find(person_id, actor=actor, deleted=True)
    if person.get("merged_into"):
        raise Conflict(_("This record was merged into another: undo the merge instead."))
    kept = {k: v for k, v in person.items() if k not in ("deleted_at", "deleted_by")}
    return service.write(person, {**kept, "status": "here"}, actor=actor, action="restore")


def deleted_people(*, actor: Actor, limit: int = 200) -> list[Person]:
    """The latest deleted people in reach, newest first."""
    return db.collection("people").find(
        {"deleted_at": {"$gt": LONG_AGO}},
        where=reach.where(actor),
        sort=[("deleted_at", -1)],
        limit=limit,
        fields=SHOWN,
    )


@db.atomic
def purge_person(person_id: str, *, actor: Actor) -> None:
    """Remove a deleted person for good, from every plugin and every undo too.

    Raises Conflict for a person who is not deleted yet.
    """
    person = reach.find(person_id, actor=actor, deleted=True)
    if person["status"] != "deleted":
        raise Conflict(_("Delete the person first; then they can be removed for good."))
    emit(PersonErased(actor.account_id, person_id))
    forget(person)
    db.collection("people").delete({"_id": person_id})
    audit.record(actor, "purge", "person", person_id)


def forget(person: Person) -> None:
    """Remove what the core keeps beside the record: undo data, rows of lists, other sides."""
    person_id = person["_id"]
    for relation in person["relations"]:
        change = {"$pull": {"relations": {"person_id": person_id}}, "$inc": {"version": 1}}
        db.collection("people").update({"_id": relation["person_id"]}, change)
    db.collection("merges").delete_many({"kept_id": person_id})
    db.collection("merges").delete_many({"gone_id": person_id})
    db.collection("duplicates").delete_many({"people": person_id})
    db.collection("list_rows").delete_many({"person_id": person_id})
