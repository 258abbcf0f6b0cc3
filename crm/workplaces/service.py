"""Workplaces: creating, changing, reading and finding them.

Imports resolve whole batches of names in resolving.py; two that are one are joined in merging.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm import audit, db, values
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.queryshape import chunks, prefix_range
from crm.tenancy import Actor
from crm.workplaces import record, rules
from crm.workplaces.record import KIND_LABELS, UNDER, Workplace

PAGE = 50
MAX_TREE = 2000
TAKEN = _("There is already a workplace of this name here.")


def blank(kind: str, name: str, parent: Mapping[str, Any] | None = None) -> Workplace:
    """A new workplace document under `parent`, derived but not stored."""
    above = [*parent["path"], parent["_id"]] if parent else []
    place = {
        "_id": db.new_id(),
        "kind": kind,
        "name": name,
        "aliases": [],
        "parent_id": parent["_id"] if parent else "",
        "path": above,
        "city": "",
        "state": "",
        "jurisdiction": parent["jurisdiction"] if parent else "",
        "notes": "",
        "version": 1,
        "created_at": db.now(),
    }
    return record.derive(place)


def get_workplace(workplace_id: str) -> Workplace:
    """A workplace of the current local; one that was merged gives the one that stayed. NotFound."""
    found = db.collection("workplaces").get(workplace_id)
    while found and found["kind"] == "merged":
        found = db.collection("workplaces").get(found["merged_into"])
    if found is None:
        raise NotFound()
    return found


def get_many(ids: Iterable[str]) -> dict[str, Workplace]:
    """Those of `ids` that exist, by id."""
    found: dict[str, Workplace] = {}
    for batch in chunks(dict.fromkeys(ids)):
        for place in db.collection("workplaces").find({"_id": {"$in": batch}}):
            found[place["_id"]] = place
    return found


def ancestors(place: Mapping[str, Any]) -> list[Workplace]:
    """The workplaces above, the employer first."""
    found = get_many(place["path"])
    return [found[i] for i in place["path"] if i in found]


def children(workplace_id: str) -> list[Workplace]:
    """What stands directly under a workplace, by kind, then name."""
    found = db.collection("workplaces").find({"parent_id": workplace_id})
    return sorted(found, key=lambda p: (record.KINDS.index(p["kind"]), p["sort_key"]))


def descendants(workplace_id: str) -> list[Workplace]:
    """Everything under a workplace, in no order (at most MAX_TREE)."""
    return db.collection("workplaces").find({"path": workplace_id}, limit=MAX_TREE)


def tree(workplace_id: str) -> list[dict[str, Any]]:
    """Everything under a workplace as nested {place, children}, by kind, then name."""
    below: dict[str, list[Workplace]] = {}
    for place in descendants(workplace_id):
        below.setdefault(place["parent_id"], []).append(place)

    def branch(parent_id: str) -> list[dict[str, Any]]:
        places = below.get(parent_id, [])
        places.sort(key=lambda p: (record.KINDS.index(p["kind"]), p["sort_key"]))
        return [{"place": place, "children": branch(place["_id"])} for place in places]

    return branch(workplace_id)


def list_workplaces(
    kind: str = "employer", *, parent_id: str = "", after: str = "", limit: int = PAGE
) -> tuple[list[Workplace], str]:
    """A page of workplaces of a kind (or under a parent) by name, and the cursor of the next."""
    query: dict[str, Any] = {"parent_id": parent_id} if parent_id else {"kind": kind}
    name, _sep, last = after.rpartition("|")
    if after:
        query["sort_key"] = {"$gte": name}
    beyond = [{"sort_key": {"$gt": name}}, {"sort_key": name, "_id": {"$gt": last}}]
    where = {"$or": beyond} if after else None
    order = [("sort_key", 1), ("_id", 1)]
    found = db.collection("workplaces").find(query, where=where, sort=order, limit=limit + 1)
    more = found[limit - 1] if len(found) > limit else None
    return found[:limit], f"{more['sort_key']}|{more['_id']}" if more else ""


def search(words: Sequence[str], *, limit: int = 20) -> list[Workplace]:
    """Workplaces with every one of `words` (folded) at the start of a word of theirs, by name."""
    if not words:
        return []
    each = [{"kw": {"$elemMatch": prefix_range(word)}} for word in words]
    return db.collection("workplaces").find(
        {"kw": prefix_range(max(words, key=len))},
        where={"$and": each, "kind": {"$in": list(record.KINDS)}},
        sort=[("sort_key", 1)],
        limit=limit,
    )


def find_for_search(
    words: Sequence[str], *, actor: Actor, limit: int = 10
) -> Sequence[Mapping[str, Any]]:
    """Hits of the global search: workplaces by name, alias and city."""
    actor.require("workplaces.view")
    found = search(words, limit=limit)
    above = get_many(i for place in found for i in place["path"])
    return [
        {
            "title": place["name"],
            "detail": f"{KIND_LABELS[place['kind']]} · "
            + record.line(place, [above[i] for i in place["path"] if i in above]),
            "url": ("workplaces.show", {"workplace_id": place["_id"]}),
        }
        for place in found
    ]


def _taken(error: Conflict) -> Exception:
    """A unique key that is taken is the person's to mend; any other conflict stays one."""
    return Invalid({"name": [TAKEN]}) if error.extra.get("duplicate") else error


def _checked(data: Mapping[str, Any]) -> dict[str, Any]:
    clean = dict(data)
    rules.on_file(clean.get("jurisdiction") or "")
    if "aliases" in clean:
        clean["aliases"] = list(dict.fromkeys(a for a in clean["aliases"] if a))
    return clean


def _parent_for(kind: str, parent_id: str) -> Workplace | None:
    if not parent_id:
        if UNDER[kind] in ((), ("employer",)):
            return None
        raise Invalid({"parent_id": [_("Say which workplace this belongs to.")]})
    parent = get_workplace(parent_id)
    if parent["kind"] not in UNDER[kind]:
        raise Invalid(
            {
                "kind": [
                    _(
                        "A %(kind)s cannot stand under a %(parent)s.",
                        kind=str(KIND_LABELS[kind]).lower(),
                        parent=str(KIND_LABELS[parent["kind"]]).lower(),
                    )
                ]
            }
        )
    return parent


@db.atomic
def create_workplace(data: Mapping[str, Any], *, actor: Actor) -> Workplace:
    """Add a workplace from data shaped by NewWorkplace; gives the stored document.

    Raises Invalid where its name (or an alias) is taken in that place, or the kinds don't nest.
    """
    fields = _checked(data)
    kind, parent_id = fields.pop("kind"), fields.pop("parent_id", "")
    place = blank(kind, fields["name"], _parent_for(kind, parent_id))
    place = record.derive({**place, **fields})
    try:
        db.collection("workplaces").insert(place)
    except Conflict as error:
        raise _taken(error) from error
    audit.record(actor, "create", "workplace", place["_id"], fields=list(data))
    return place


@db.atomic
def update_workplace(
    workplace_id: str, version: int, changes: Mapping[str, Any], *, actor: Actor
) -> Workplace:
    """Set fields of a workplace read at `version`; gives the stored document.

    Raises Conflict with `theirs` when somebody changed it meanwhile, Invalid for a taken name.
    """
    before = get_workplace(workplace_id)
    if before["version"] != version:
        raise Conflict(theirs=before)
    return write(before, {**before, **_checked(changes)}, actor=actor)


def write(before: Workplace, after: Workplace, *, actor: Actor) -> Workplace:
    """Store `after` over `before` by compare-and-set on the version, derived anew, audited."""
    after = record.derive({**after, "version": before["version"] + 1})
    changed = {k: v for k, v in after.items() if before.get(k) != v}
    same = {"_id": before["_id"], "version": before["version"]}
    try:
        matched = db.collection("workplaces").update(same, {"$set": changed})
    except Conflict as error:
        raise _taken(error) from error
    if not matched:
        raise Conflict(theirs=db.collection("workplaces").get(before["_id"]))
    names = sorted(set(changed) - {"version", "kw", "keys", "sort_key", "name_key"})
    audit.record(actor, "update", "workplace", before["_id"], fields=names)
    return after


def words_of(text: str) -> list[str]:
    """Folded search words of what a person typed."""
    return values.tokens(text)
