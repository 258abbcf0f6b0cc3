"""Training on offer: a short shipped list that a local edits and adds to.

An offer: key, name, by (who gives it), about, skills (list of words), url, checked (ISO day a
person last looked at it, '' if nobody has), version (0 while as shipped), listed ('yes' or 'no').
Rows of `jobclasses_training` are the local's own and lie over the shipped ones of the same key.
"""

from collections.abc import Mapping
from typing import Any

from crm import audit, db
from crm.errors import Conflict, NotFound
from crm.tenancy import Actor
from crm.values import fold, tokens
from plugins.jobclasses.service import catalogue

Offer = dict[str, Any]
FIELDS = ("name", "by", "about", "skills", "url", "checked")


def _shipped() -> dict[str, Offer]:
    found = {}
    for number, row in enumerate(catalogue.rows("training.csv"), 1):
        key = f"shipped{number}"
        skills = catalogue.split(row["skills"])
        found[key] = {**row, "key": key, "skills": skills, "version": 0, "listed": "yes"}
    return found


def _own() -> dict[str, Offer]:
    every = db.collection("jobclasses_training").find({"kept": "yes"})
    return {row["key"]: row for row in every}


def every() -> list[Offer]:
    """The offers of this local, by name."""
    found = {**_shipped(), **_own()}
    return sorted(
        (o for o in found.values() if o["listed"] == "yes"), key=lambda o: fold(o["name"])
    )


def get(key: str) -> Offer:
    """One offer; NotFound."""
    found = {**_shipped(), **_own()}.get(key)
    if found is None:
        raise NotFound()
    return found


@db.atomic
def save(key: str, version: int, data: Mapping[str, Any], *, actor: Actor) -> Offer:
    """Add an offer (key '') or change one read at `version`; Conflict with `theirs`."""
    before = get(key) if key else {"key": db.new_id(), "version": 0, "listed": "yes"}
    if before["version"] != version:
        raise Conflict(theirs=before)
    fields = {name: data[name] for name in FIELDS}
    return _write(before, fields, actor)


def _write(before: Offer, change: Mapping[str, Any], actor: Actor) -> Offer:
    after = {**before, **change, "version": before["version"] + 1, "kept": "yes"}
    after["_id"] = db.local_key("training", after["key"])
    if before["version"]:
        same = {"_id": after["_id"], "version": before["version"]}
        stored = {k: v for k, v in after.items() if k not in ("_id", "local_id")}
        if not db.collection("jobclasses_training").update(same, {"$set": stored}):
            raise Conflict(theirs=get(before["key"]))
    else:
        db.collection("jobclasses_training").insert(after)
    audit.record(actor, "save", "training", after["key"], fields=list(change))
    return after


@db.atomic
def remove(key: str, *, actor: Actor, back: bool = False) -> Offer:
    """Take an offer off the list, or put it back."""
    return _write(get(key), {"listed": "yes" if back else "no"}, actor)


def fitting(step: Mapping[str, Any]) -> list[Offer]:
    """Offers whose skills name something that is new on this path (see `paths.neighbours`)."""
    wanted = set(tokens(" ".join([*step["tools"], *step["tasks"], step["job"]["title"]])))
    craft = catalogue.crafts().get(step["job"]["craft"], {}).get("name", "")
    wanted |= set(tokens(craft))
    return [o for o in every() if wanted & set(tokens(" ".join(o["skills"])))]
