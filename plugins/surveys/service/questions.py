"""One question of a draft, read and stored from its form.

The form carries a digest of what the question was read as; whoever comes second sees both texts.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from crm.errors import Conflict, NotFound
from crm.tenancy import Actor
from plugins.surveys.definition import editing
from plugins.surveys.definition.building import question_from
from plugins.surveys.definition.shapes import Question, find
from plugins.surveys.service import building, surveys
from plugins.surveys.service.surveys import Survey
from plugins.surveys.service.versions import Version


def seen(question: Mapping[str, Any]) -> str:
    """A digest of a question as it was read, for its form."""
    plain = json.dumps(question, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:24]


def get_question(survey_id: str, key: str, *, actor: Actor) -> tuple[Survey, Version, Question]:
    """The survey, its draft and one question of it; NotFound for a key it has not."""
    survey = surveys.get_survey(survey_id, actor=actor)
    draft = building.draft_of(survey)
    question = find(draft, key)
    if question is None:
        raise NotFound()
    return survey, draft, question


def save_question(
    survey_id: str, key: str, seen_as: str, form: Mapping[str, Any], *, actor: Actor
) -> Question:
    """Store a question from its form; Conflict with `theirs` where it is not as it was read.

    Raises Invalid where the change would scramble answers given to an earlier version.
    """

    def change(draft: Version, register: Mapping[str, Any]) -> tuple[Any, str]:
        before = find(draft, key)
        if before is None:
            raise KeyError(key)
        if seen(before) != seen_as:
            raise Conflict(theirs=before)
        made = question_from(form, before, register.get(key, {}), draft["languages"][0])
        made.pop("show_if", None)
        made |= {"show_if": form["show_if"]} if form.get("show_if") else {}
        return editing.set_question(draft["pages"], key, made), key

    building.apply(survey_id, change, actor)
    _survey, _draft, question = get_question(survey_id, key, actor=actor)
    return question
