"""Creating, reading and changing people. Merging is in `merge`, duplicates in `duplicates`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from crm import audit, db
from crm.errors import Conflict, Invalid
from crm.events import PersonChanged, PersonCreated
from crm.i18n import _
from crm.people import custom, reach, record
from crm.people.record import NAME_FIELDS, Person
from crm.queryshape import chunks
from crm.registry import current as registry
from crm.registry import emit
from crm.tenancy import Actor

Doc = dict[str, Any]
MIRROR = {"parent": "child", "child": "parent"}
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

    Raises Invalid without any name. Whether they are on file already is `adding`'s to ask.
    """
    require_name(data)
    values = {**data, "custom": custom.put({}, data.get("custom", {}))}
    person = prepared(values, actor=actor, scopes=scopes)
    _check_relations([], person["relations"], actor=actor)
    db.collection("people").insert(person)
    _mirror_relations(person["_id"], [], person["relations"])
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
    values = {**person, **changes}
    if "custom" in changes:
        values["custom"] = custom.put(person["custom"], changes["custom"])
    for job in values["employments"]:
        job.setdefault("id", db.new_id())
    require_name(values)
    _check_relations(person["relations"], values["relations"], actor=actor)
    _mirror_relations(person_id, person["relations"], values["relations"])
    return write(person, record.derive(values, _plugin_facets()), actor=actor)


def _check_relations(before: list[Doc], after: list[Doc], *, actor: Actor) -> None:
    known = {relation["person_id"] for relation in before}
    new = [r["person_id"] for r in after if r["person_id"] not in known]
    if len(reach.find_many(new, actor=actor, fields=("name",))) < len(set(new)):
        raise Invalid({"relations": [_("There is no such person.")]})


def _mirror_relations(person_id: str, before: list[Doc], after: list[Doc]) -> None:
    """Keep the other side of every relation in step: who is a parent here is a child there."""
    old = {r["person_id"]: r["kind"] for r in before}
    new = {r["person_id"]: r["kind"] for r in after}
    people = db.collection("people")
    for other in sorted(old.items() ^ new.items()):
        there, kind = other
        people.update({"_id": there}, {"$pull": {"relations": {"person_id": person_id}}})
        if new.get(there) == kind:
            seen_from_there = {"person_id": person_id, "kind": MIRROR.get(kind, kind)}
            change = {"$push": {"relations": seen_from_there}, "$inc": {"version": 1}}
            people.update({"_id": there}, change)


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


def settle_facets(ids: Iterable[str], *, actor: Actor, counted: bool = True) -> None:
    """Derive again what plugins say of people, without a new version: nobody edits these fields,
    so nobody who has the person's form open is told of a change. Tells plugins and lists, unless
    nothing counts these people yet (`counted` false: a load before anything else)."""
    for batch in chunks(dict.fromkeys(ids)):
        changes = []
        for person in db.collection("people").find({"_id": {"$in": batch}}):
            fresh = record.derive(dict(person), _plugin_facets())
            changed = {k: fresh[k] for k in ("facets", "marks") if fresh[k] != person.get(k)}
            if changed:
                changes.append(({"_id": person["_id"]}, {"$set": changed}, False))
        db.collection("people").bulk(changes)
        for where, _change, _new in changes if counted else ():
            emit(PersonChanged(actor.account_id, where["_id"], ("facets",)))


def give_scope(ids: Iterable[str], *scopes: str) -> int:
    """Put `scopes` on people (they come into reach of those who hold them); gives how many."""
    change = {"$addToSet": {"scopes": {"$each": list(scopes)}}}
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


@db.atomic
def set_do_not_contact(person_id: str, value: Mapping[str, Any] | None, *, actor: Actor) -> Person:
    """Mark (reason, lift) or clear (None) that nobody is to contact this person."""
    mark = None
    if value is not None:
        mark = {**value, "at": db.now(), "by": actor.account_id}
    action = "do-not-contact" if mark else "lift-do-not-contact"
    return amend(person_id, lambda _person: {"do_not_contact": mark}, actor=actor, action=action)


def amend(
    person_id: str,
    change: Callable[[Person], Mapping[str, Any]],
    *,
    actor: Actor,
    action: str = "update",
    deleted: bool = False,
) -> Person:
    """Set what `change(person)` gives, on whatever version is stored: for changes of one tap,
    which are right whoever else has written. NotFound out of reach."""
    person = reach.find(person_id, actor=actor, deleted=deleted)
    fresh = record.derive({**person, **change(person)}, _plugin_facets())
    return write(person, fresh, actor=actor, action=action)
