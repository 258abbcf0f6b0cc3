"""Saying in the builder what an option suggests: an action of another plugin, and its values."""

from collections.abc import Mapping
from typing import Any

from crm import actions
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.plugin import Action
from crm.tenancy import Actor
from plugins.surveys.definition import editing, suggests
from plugins.surveys.definition.shapes import Option, Question, Version, find
from plugins.surveys.service import building, questions
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import NAMED_MODES


def get_option(
    survey_id: str, key: str, code: str, *, actor: Actor
) -> tuple[Survey, Version, Question, Option]:
    """An option of a draft that may suggest something; NotFound where there is none."""
    survey, version, question = questions.get_question(survey_id, key, actor=actor)
    for option in question.get("options") or ():
        if option["code"] == code and question["type"] in suggests.TYPES:
            return survey, version, question, option
    raise NotFound()


def action_of(action_id: str, *, actor: Actor) -> Action:
    """An action that the actor may suggest; Invalid for another."""
    action = actions.find(action_id, actor=actor)
    if action is None:
        raise Invalid({"action": [_("Choose from the list.")]})
    return action


def add(
    survey_id: str, key: str, code: str, action_id: str, values: Mapping[str, Any], *, actor: Actor
) -> None:
    """Have an option suggest an action with these values; Invalid by field where they are wrong."""
    survey, *_rest = get_option(survey_id, key, code, actor=actor)
    if survey["mode"] not in NAMED_MODES:
        raise Invalid(_("Without names no answer can suggest anything."))
    wanted = {"action": action_id, "values": _values(action_id, values, actor)}

    def more(there: list[Any]) -> list[Any]:
        if len(there) >= suggests.MOST:
            raise Invalid(_("An answer suggests at most %(n)d things.", n=suggests.MOST))
        return there if wanted in there else [*there, wanted]

    _change(survey_id, key, code, more, actor)


def _values(action_id: str, values: Mapping[str, Any], actor: Actor) -> dict[str, str]:
    return actions.checked(action_of(action_id, actor=actor), values)


def remove(survey_id: str, key: str, code: str, n: int, *, actor: Actor) -> None:
    """Take one suggestion of an option out again."""
    get_option(survey_id, key, code, actor=actor)
    _change(survey_id, key, code, lambda there: [*there[:n], *there[n + 1 :]], actor)


def _change(survey_id: str, key: str, code: str, change: Any, actor: Actor) -> None:
    def changed(draft: Version, _used: Mapping[str, Any]) -> tuple[Any, str]:
        question = find(draft, key)
        if question is None:
            raise KeyError(key)
        options = []
        for option in question["options"]:
            made = {k: v for k, v in option.items() if k != "suggests"}
            left = list(option.get("suggests") or ())
            left = change(left) if option["code"] == code else left
            options.append({**made, "suggests": left} if left else made)
        return editing.set_question(draft["pages"], key, {**question, "options": options}), key

    building.apply(survey_id, changed, actor)
