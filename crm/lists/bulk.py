"""Changing many people of a list at once: tags, do-not-contact, and the actions of plugins.

A page's choice is done at once; a whole list is a job. The core's own changes can be undone: who
was changed is kept for a week.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from marshmallow import Schema, fields

from crm import db, jobs
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.lists import controls, membership
from crm.lists import service as lists
from crm.people import reach
from crm.people import service as people
from crm.people.record import Person
from crm.people.schemas import DoNotContact
from crm.queryshape import chunks
from crm.registry import current as registry
from crm.schemas import Form, text
from crm.tenancy import Actor
from crm.values import fold

CHUNK = 50
Values = Mapping[str, Any]
Change = Callable[[Person, Values, Actor], dict[str, Any] | None]


class TagForm(Form):
    """One tag."""

    tag = text(required=True, longest=60, metadata={"label": _("Tag")})


class Nothing(Form):
    """An action that asks for nothing."""


@dataclass(frozen=True)
class Offer:
    """A bulk action as the page offers it; `change` for the core's own, else a plugin's."""

    id: str
    label: Any
    schema: type[Schema]
    change: Change | None = None
    inverse: str = ""
    shown: bool = True

    @property
    def controls(self) -> list[controls.Control]:
        """What the action asks for besides the people."""
        return controls.of(self.schema, leave_out=("people",))


def _add_tag(person: Person, values: Values, _actor: Actor) -> dict[str, Any] | None:
    have = {fold(tag) for tag in person["tags"]}
    return None if fold(values["tag"]) in have else {"tags": [*person["tags"], values["tag"]]}


def _remove_tag(person: Person, values: Values, _actor: Actor) -> dict[str, Any] | None:
    left = [tag for tag in person["tags"] if fold(tag) != fold(values["tag"])]
    return None if left == person["tags"] else {"tags": left}


def _do_not_contact(person: Person, values: Values, actor: Actor) -> dict[str, Any] | None:
    if person["do_not_contact"]:
        return None
    return {"do_not_contact": {**values, "at": db.now(), "by": actor.account_id}}


def _lift(person: Person, _values: Values, _actor: Actor) -> dict[str, Any] | None:
    return {"do_not_contact": None} if person["do_not_contact"] else None


class DoNotContactForm(DoNotContact):
    """Why nobody is to contact these people."""

    reason = text(required=True, longest=1000, metadata={"label": _("Reason")})
    lift = text(longest=1000, metadata={"label": _("May be lifted when")})


OWN = (
    Offer("add_tag", _("Add a tag"), TagForm, _add_tag, "remove_tag"),
    Offer("remove_tag", _("Remove a tag"), TagForm, _remove_tag, "add_tag"),
    Offer("do_not_contact", _("Do not contact"), DoNotContactForm, _do_not_contact, "lift"),
    Offer("lift", _("May be contacted again"), Nothing, _lift, shown=False),
)


def offers(*, actor: Actor) -> list[Offer]:
    """The bulk actions this actor may run."""
    own = [offer for offer in OWN if offer.shown and actor.can("people.edit")]
    named = [
        Offer(action.id, action.label, action.schema)
        for action in registry().items("actions", actor)
        if isinstance(action.schema().fields.get("people"), fields.List)
    ]
    return [*own, *named]


def offer(action_id: str, *, actor: Actor) -> Offer:
    """One of `offers`; NotFound for another."""
    found = next((o for o in offers(actor=actor) if o.id == action_id), None)
    if found is None:
        raise NotFound()
    return found


def run(chosen: Offer, ids: Sequence[str], values: Values, *, actor: Actor) -> tuple[int, str]:
    """Run an action on people in reach; gives how many changed and the id for an undo, or ''."""
    if not ids:
        raise Invalid({"people": [_("Choose at least one person.")]})
    changed = _apply(chosen, ids, values, actor)
    return len(changed), _note(chosen, changed, values, actor) if chosen.inverse else ""


def _apply(chosen: Offer, ids: Sequence[str], values: Values, actor: Actor) -> list[str]:
    seen = reach.find_many(ids, actor=actor, fields=("name",))
    known = [person_id for person_id in ids if person_id in seen]
    if chosen.change is None:
        action = registry().find("actions", chosen.id, actor)
        if known and action is not None:
            action.run(action.schema().load({**values, "people": known}), actor=actor)
        return known if action is not None else []
    return [i for i in known if _change_one(chosen.change, i, values, actor)]


def _change_one(change: Change, person_id: str, values: Values, actor: Actor) -> bool:
    """Change one person; when somebody writes in between, once more on what is there then."""
    for last in (False, True):
        given = change(reach.find(person_id, actor=actor), values, actor)
        if given is None:
            return False
        try:
            people.amend(person_id, partial(_given, given), actor=actor, action="bulk")
        except Conflict:
            if last:
                raise
            continue
        return True
    return False


def _given(given: dict[str, Any], _person: Person) -> dict[str, Any]:
    return given


def _note(chosen: Offer, changed: list[str], values: Values, actor: Actor) -> str:
    if not changed:
        return ""
    return db.collection("idempotency").insert(
        {
            "kind": "bulk",
            "action": chosen.inverse,
            "values": dict(values),
            "people": changed,
            "by": actor.account_id,
            "created_at": db.now(),
        }
    )


def undo(note_id: str, *, actor: Actor) -> int:
    """Take a bulk change back on those it changed; gives how many. NotFound for another's."""
    actor.require("people.edit")
    notes = db.collection("idempotency")
    found = notes.get(note_id)
    if found is None or found.get("kind") != "bulk" or found["by"] != actor.account_id:
        raise NotFound()
    inverse = next(o for o in OWN if o.id == found["action"])
    count = len(_apply(inverse, found["people"], found["values"], actor))
    notes.delete({"_id": note_id})
    return count


def enqueue(list_id: str, chosen: Offer, values: Values, *, actor: Actor) -> str:
    """Run an action on all people of a list in reach, as a job; gives the job's id."""
    lists.get(list_id, actor=actor)
    args = {"list_id": list_id, "action_id": chosen.id, "values": dict(values)}
    return jobs.enqueue("core.change_list", args, by=actor.account_id)


def job(work: jobs.Job, list_id: str, action_id: str, values: Values) -> dict[str, int]:
    """The job behind `enqueue`; harmless to start again: it changes only who is not changed yet."""
    actor = membership.account_actor(work.by)
    if actor is None:
        raise NotFound()
    entry, chosen = lists.get(list_id, actor=actor), offer(action_id, actor=actor)
    ids = [row["person_id"] for row in membership.rows(entry)]
    done = changed = 0
    for batch in _batches(ids):
        changed += len(_apply(chosen, batch, values, actor))
        done += len(batch)
        work.progress(done, len(ids))
    lists.mark_stale(list_id)
    return {"changed": changed}


def _batches(ids: Iterable[str]) -> Iterable[list[str]]:
    return chunks(ids, CHUNK)
