"""Carrying out what answers suggest, or not: one decision each, written down and taken back."""

from collections.abc import Mapping
from typing import Any

from crm import actions, audit, db
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.surveys.answering.queueing import DISMISSED, DONE, NAME, WAITING
from plugins.surveys.service import suggestions
from plugins.surveys.service.surveys import Survey


@db.atomic
def confirm(survey: Survey, suggestion_id: str, *, actor: Actor) -> None:
    """Carry a suggestion out; doing so twice is one. Conflict where something newer is known."""
    one, _person = suggestions.stored(survey, suggestion_id, actor)
    if one["state"] == DONE:
        return
    if why := suggestions.stops(one, actor):
        raise Conflict(why)
    action = actions.find(one["action"], actor=actor)
    if action is None:
        raise Conflict(_("This is not yours to do, or its plugin is off."))
    result = dict(action.run(suggestions.data_of(action, one), actor=actor))
    _decide(one, DONE, actor, result=result, times=one["times"] + 1)


@db.atomic
def dismiss(survey: Survey, suggestion_id: str, *, actor: Actor) -> None:
    """Decide that nothing follows; doing so twice is one."""
    one, _person = suggestions.stored(survey, suggestion_id, actor)
    if one["state"] != DISMISSED:
        _decide(one, DISMISSED, actor)


def _decide(one: Mapping[str, Any], state: str, actor: Actor, **more: Any) -> None:
    fields = {"state": state, "by": actor.account_id, "decided_at": db.now(), **more}
    if not db.collection(NAME).update({"_id": one["_id"], "state": WAITING}, {"$set": fields}):
        raise Conflict(_("Somebody else has decided on this just now."))
    verb = "confirm" if state == DONE else "dismiss"
    audit.record(actor, verb, "survey-suggestion", one["_id"], fields=[one["action"]],
                 people=[one["person_id"]])  # fmt: skip


@db.atomic
def undo(survey: Survey, suggestion_id: str, *, actor: Actor) -> None:
    """Take one's own decision back: what was carried out goes, the suggestion waits again."""
    one, _person = suggestions.stored(survey, suggestion_id, actor)
    if one["state"] == WAITING:
        return
    if one["by"] != actor.account_id:
        raise NotFound()
    if one["state"] == DONE:
        action = actions.find(one["action"], actor=actor)
        if action is None or action.undo is None:
            raise Conflict(_("This cannot be taken back here: correct it by hand."))
        action.undo(one["result"], actor=actor)
    fields: dict[str, Any] = {"state": WAITING, "by": "", "decided_at": None, "result": {}}
    same = {"_id": one["_id"], "state": one["state"]}
    if not db.collection(NAME).update(same, {"$set": fields}):
        raise Conflict(_("Somebody else has decided on this just now."))
    audit.record(actor, "undo", "survey-suggestion", one["_id"], people=[one["person_id"]])
