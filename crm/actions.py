"""Actions about one person, which one plugin declares and another may suggest.

Such an action's schema has `person_id`. Who suggests it stores the other values beforehand; GIVEN
are filled in when it is run: the person, a `key` that makes a repeated run one write, and `as_of`,
the moment (ISO text) of which it is true. A schema has those of GIVEN that it needs. A field whose
bare value says nothing (a number of days) has `say(value) -> text` in its metadata.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from crm.errors import Invalid
from crm.i18n import _
from crm.lists import controls
from crm.plugin import Action
from crm.registry import current as registry
from crm.tenancy import Actor

GIVEN = ("person_id", "key", "as_of")


def about_one(*, actor: Actor | None = None) -> list[Action]:
    """The actions about one person that this actor may run (all that are on without one)."""
    found: list[Action] = registry().items("actions", actor)
    return [action for action in found if "person_id" in action.schema().fields]


def find(action_id: str, *, actor: Actor | None = None) -> Action | None:
    """One of `about_one`, or None."""
    return next((one for one in about_one(actor=actor) if one.id == action_id), None)


def asks(action: Action) -> list[controls.Control]:
    """What is to be said beforehand, as controls of a form."""
    return controls.of(action.schema, leave_out=GIVEN)


def checked(action: Action, values: Mapping[str, Any]) -> dict[str, str]:
    """The values said beforehand, as they are to be stored; Invalid by field where they are wrong.

    A value with choices must be one of those that the reader is offered.
    """
    plain = {name: str(value).strip() for name, value in values.items() if str(value).strip()}
    try:
        action.schema().load(controls.typed(action.schema, plain), partial=GIVEN)
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from error
    wrong = controls.not_offered((one for one in asks(action) if one.choices), plain)
    if wrong:
        raise Invalid(wrong)
    return plain


def problem(action_id: str, values: Mapping[str, Any]) -> str:
    """Why an action with these stored values could not be run in this local; "" where it could."""
    action = find(action_id)
    if action is None:
        return str(_("What an answer suggests is not there any more: take it out."))
    wrong = action.schema().validate(controls.typed(action.schema, values), partial=GIVEN)
    return str(_("What an answer suggests is not complete: take it out.")) if wrong else ""


def data(action: Action, values: Mapping[str, Any], **given: str) -> dict[str, Any]:
    """What `run`, and `newer`, are given: the stored values with those of GIVEN that it needs."""
    needed = {k: v for k, v in given.items() if k in action.schema().fields}
    try:
        loaded: dict[str, Any] = action.schema().load(
            {**controls.typed(action.schema, values), **needed}
        )
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from error
    return loaded


def described(action: Action | None, values: Mapping[str, Any]) -> str:
    """The action in words: its label and what was said beforehand."""
    if action is None:
        return str(_("Something that is not available here"))
    said = [text for control in asks(action) if (text := _said(action, control, values))]
    return f"{action.label}: {', '.join(said)}" if said else str(action.label)


def _said(action: Action, control: controls.Control, values: Mapping[str, Any]) -> str:
    """One value in words; "" where it was left open and nothing stands in its place."""
    field = action.schema().fields[control.name]
    say = field.metadata.get("say")
    value = values.get(control.name, field.load_default if say else None)
    if value is None:
        return ""
    if say is None:
        return str(dict(control.choices).get(value, value))
    try:
        return str(say(field.deserialize(value)))
    except ValidationError:
        return str(value)
