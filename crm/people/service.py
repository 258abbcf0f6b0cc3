"""Creating, reading and changing people. Merging is in `merge`, duplicates in `duplicates`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm import audit, db
from crm.errors import Conflict, Invalid
from crm.events import PersonChanged, PersonCreated
from crm.i18n import _
from crm.people import reach, record
from crm.people.record import NAME_FIELDS, Person
from crm.queryshape import chunks
from crm.registry import current as registry
from crm.registry import emit
from crm.tenancy import Actor

LISTS = ("phones", "emails", "employments", "relations", "tags", "languages", "external_ids")


def blank() -> Person:
    """A person with nothing known yet (all fields that code may rely on)."""
    return {
        "version": 1,
        "status": "here",
        "first_name": "",
        "last_name": "",
        "address": {},
        "custom": {},
        "do_not_contact": None,
        "scopes": [],
        "import_id": "",
        "notes": "",
        **{name: [] for name in LISTS},
    }


def _plugin_facets() -> list[Any]:
    return registry().items("facets")


def prepared(data: Mapping[str, Any], *, actor: Actor, scopes: Sequence[str] = ()) -> Person:
    """A whole new person document from validated `data`, not yet stored."""
    moment = db.now()
    person = {
        **blank(),
        "_id": db.new_id(),
        **data,
        "scopes": list(scopes),
        "created_by": actor.account_id,
        "created_at": moment,
        "updated_at": moment,
    }
    for job in person["employments"]:
        job.setdefault("id", db.new_id())
    return record.derive(person, _plugin_facets())


def require_name(data: Mapping[str, Any]) -> None:
    """Refuse a person without any name."""
    if not any(data.get(name) for name in NAME_FIELDS):
        raise Invalid({"last_name": [_("Give at least one name.")]})


@db.atomic
def create_person(data: Mapping[str, Any], *, actor: Actor, scopes: Sequence[str] = ()) -> Person:
    """Add a person from data shaped by PersonShape; gives the stored document.

    Raises Invalid without any name.
    """
    require_name(data)
    person = prepared(data, actor=actor, scopes=scopes)
    db.collection("people").insert(person)
    emit(PersonCreated(actor.account_id, person["_id"]))
    audit.record(actor, "create", "person", person["_id"], fields=list(data))
    return person


def read_person(person_id: str, *, actor: Actor, deleted: bool = False) -> Person:
    """A person in reach; the read is written into the audit trail. NotFound otherwise."""
    person = reach.find(person_id, actor=actor, deleted=deleted)
    audit.record(actor, audit.READ, "person", person_id)
    return person


@db.atomic
def update_person(
    person_id: str, version: int, changes: Mapping[str, Any], *, actor: Actor
) -> Person:
    """Set fields of a person read at `version`; gives the stored document.

    Raises Conflict (with `theirs`) when somebody changed it meanwhile, NotFound out of reach.
    """
    person = reach.find(person_id, actor=actor)
    if person["version"] != version:
        raise Conflict(theirs=person)
    fresh = record.derive({**person, **changes}, _plugin_facets())
    require_name(fresh)
    return write(person, fresh, actor=actor)


def write(before: Person, after: Person, *, actor: Actor, action: str = "update") -> Person:
    """Store `after` over `before` by compare-and-set on the version; tells plugins and audit."""
    after = {**after, "version": before["version"] + 1, "updated_at": db.now()}
    changed = {k: v for k, v in after.items() if before.get(k) != v and k not in {"_id"}}
    gone = {k: "" for k in before if k not in after}
    change: dict[str, Any] = {"$set": changed} | ({"$unset": gone} if gone else {})
    same = {"_id": before["_id"], "version": before["version"]}
    if not db.collection("people").update(same, change):
        raise Conflict(theirs=db.collection("people").get(before["_id"]))
    derived = {"version", "updated_at", "kw", "sort_key", "name_key", "name"}
    names = tuple(sorted((set(changed) | set(gone)) - derived))
    emit(PersonChanged(actor.account_id, before["_id"], names))
    audit.record(actor, action, "person", before["_id"], fields=names)
    return after


def refresh(person_id: str, *, actor: Actor) -> None:
    """Derive again what depends on plugins' facets; no new version where nothing changed."""
    person = db.collection("people").get(person_id)
    if person is not None:
        fresh = record.derive(dict(person), _plugin_facets())
        if fresh != person:
            write(person, fresh, actor=actor, action="refresh")


def give_scope(ids: Iterable[str], scope: str) -> int:
    """Put `scope` on people (they come into reach of those who hold it); gives how many."""
    change = {"$addToSet": {"scopes": scope}}
    return sum(
        db.collection("people").update_many({"_id": {"$in": batch}}, change)
        for batch in chunks(ids)
    )


def take_scope(ids: Iterable[str], scope: str) -> int:
    """Take `scope` off people; gives how many were looked at."""
    change = {"$pull": {"scopes": scope}}
    return sum(
        db.collection("people").update_many({"_id": {"$in": batch}}, change)
        for batch in chunks(ids)
    )


def set_do_not_contact(person_id: str, value: Mapping[str, Any] | None, *, actor: Actor) -> Person:
    """Mark (reason, lift) or clear (None) that nobody is to contact this person."""
    person = reach.find(person_id, actor=actor)
    mark = None
    if value is not None:
        mark = {**value, "at": db.now(), "by": actor.account_id}
    return write(person, {**person, "do_not_contact": mark}, actor=actor, action="do-not-contact")
