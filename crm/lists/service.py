"""Saved lists: making, changing, sharing and reading them. Rows are kept by `membership`."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError

from crm import audit, db
from crm.errors import Conflict, Forbidden, Invalid, NotFound
from crm.events import AccountDeparted
from crm.i18n import _
from crm.lists import controls, membership, trees
from crm.people import reach
from crm.people.record import Person
from crm.registry import current as registry
from crm.tenancy import Actor

YES, NO = "yes", "no"
PAGE = 50
SCAN = 20
"""So many windows are read for one page where few people of a list are in reach."""
PRINTED = 500


def every(*, actor: Actor) -> list[dict[str, Any]]:
    """The lists `actor` may open: own ones, then those shared with the local, by name."""
    lists = db.collection("lists")
    found = lists.find({"owner": actor.account_id}) + lists.find({"shared": YES})
    unique = {entry["_id"]: entry for entry in found if _may_read(entry, actor)}
    return sorted(unique.values(), key=lambda entry: entry["name"].casefold())


def _may_read(entry: Mapping[str, Any], actor: Actor) -> bool:
    """Own or shared, and all of its conditions within the actor's rights."""
    if entry["owner"] != actor.account_id and entry["shared"] != YES:
        return False
    rights = {f.id: f.permission for f in registry().items("person_filters")}
    used = (rights.get(c["filter"]) for c in trees.conditions(entry["tree"]))
    return all(permission is None or actor.can(permission) for permission in used)


def get(list_id: str, *, actor: Actor) -> dict[str, Any]:
    """A list that `actor` may open; NotFound otherwise."""
    found = db.collection("lists").get(list_id)
    if found is None or not _may_read(found, actor):
        raise NotFound()
    return found


def may_edit(entry: Mapping[str, Any], actor: Actor) -> bool:
    """Owners change their lists; shared ones also whoever may share."""
    return bool(
        entry["owner"] == actor.account_id or (entry["shared"] == YES and actor.can("lists.share"))
    )


def _editable(list_id: str, actor: Actor) -> dict[str, Any]:
    found = get(list_id, actor=actor)
    if not may_edit(found, actor):
        raise Forbidden()
    return found


def checked(tree: trees.Node, *, actor: Actor) -> trees.Node:
    """The tree ready to store; Invalid (by path, "r-0": {...}) for what cannot be evaluated."""
    tree = trees.pruned(tree)
    trees.check_size(tree)
    offered = registry().filters(actor)
    errors: dict[str, Any] = {}
    _check(tree, trees.ROOT, offered, errors)
    if errors:
        raise Invalid({"conditions": errors})
    return tree


def _check(node: trees.Node, path: str, offered: Mapping[str, Any], errors: dict[str, Any]) -> None:
    if trees.is_group(node):
        for number, item in enumerate(node["items"]):
            _check(item, f"{path}-{number}", offered, errors)
        return
    found = offered.get(node["filter"])
    if found is None:
        errors[path] = {"filter": [_("There is no such condition.")]}
        return
    node["values"] = controls.typed(found.schema, node["values"])
    try:
        found.schema().load(node["values"])
    except ValidationError as error:
        errors[path] = error.normalized_messages()
        return
    if wrong := controls.not_offered(controls.fenced(found.schema), node["values"]):
        errors[path] = wrong


def _stored(data: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    shared = YES if data.get("shared") else NO
    if shared == YES and not actor.can("lists.share"):
        raise Forbidden()
    return {
        "name": data["name"],
        "shared": shared,
        "columns": list(data["columns"]),
        "tree": checked(data["tree"], actor=actor),
    }


def create(data: Mapping[str, Any], *, actor: Actor) -> str:
    """Save a new list from {name, shared, columns, tree}; gives its id. Raises Invalid."""
    moment = db.now()
    list_id = db.collection("lists").insert(
        {
            **_stored(data, actor),
            "owner": actor.account_id,
            "version": 1,
            "created_at": moment,
            "updated_at": moment,
            **membership.NEVER,
        }
    )
    audit.record(actor, "create", "list", list_id)
    return list_id


def change(list_id: str, version: int, data: Mapping[str, Any], *, actor: Actor) -> None:
    """Change a list read at `version`; Conflict when somebody else was first."""
    found = _editable(list_id, actor)
    stored = _stored(data, actor)
    if found["shared"] == YES and stored["shared"] == NO and found["owner"] != actor.account_id:
        raise Forbidden()
    same = all(stored[key] == found[key] for key in ("tree", "shared"))
    values = {**stored, "version": version + 1, "updated_at": db.now()}
    values |= {} if same else {"refreshed_at": None}
    if not db.collection("lists").update({"_id": list_id, "version": version}, {"$set": values}):
        raise Conflict()
    audit.record(actor, "update", "list", list_id, fields=list(stored))


def delete(list_id: str, *, actor: Actor) -> None:
    """Remove a list and its rows (not its people)."""
    found = _editable(list_id, actor)
    membership.clear(found)
    db.collection("lists").delete({"_id": list_id})
    audit.record(actor, "delete", "list", list_id)


def opened(entry: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The list as it is to be shown, refreshed at once where that is quick; else the id of the
    job that refreshes it ('' for none)."""
    need = membership.need(entry)
    if need == "now":
        return membership.refresh(entry), ""
    return entry, membership.enqueue(entry["_id"]) if need == "later" else ""


def page(
    entry: Mapping[str, Any],
    number: int,
    *,
    actor: Actor,
    size: int = PAGE,
    fields: Sequence[str] = (),
) -> dict[str, Any]:
    """People of a list in reach from its window `number` on: {people, next, number}.

    `next` is the window that follows, or None at the end. Reading is audited by the caller.
    """  # fmt: skip
    people: list[Person] = []
    windows = len(entry["fences"])
    at = number = max(0, min(number, windows - 1))
    while at < windows and len(people) < size and at < number + max(SCAN, size // PAGE):
        ids = [row["person_id"] for row in membership.window(entry, at)]
        found = reach.find_many(ids, actor=actor, fields=tuple(fields))
        people += [found[i] for i in ids if i in found]
        at += 1
    return {"people": people, "next": at if at < windows else None, "number": number}


def read_page(
    entry: Mapping[str, Any], number: int, *, actor: Actor, size: int = PAGE
) -> dict[str, Any]:
    """A page for the screen or paper, with an audit entry about those on it."""
    found = page(entry, number, actor=actor, size=size)
    shown = [person["_id"] for person in found["people"]]
    if shown:
        audit.record(actor, audit.READ, "list", str(entry["_id"]), people=shown)
    return found


def mark_stale(list_id: str) -> None:
    """Have the list refreshed when it is next opened: its people were changed."""
    db.collection("lists").update({"_id": list_id}, {"$set": {"stale": True}})


def departed(event: AccountDeparted) -> None:
    """Hand an organizer's lists to their heir."""
    if event.heir_id:
        change = {"$set": {"owner": event.heir_id, "stale": True}}
        db.collection("lists").update_many({"owner": event.account_id}, change)
