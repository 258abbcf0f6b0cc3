"""Translations of a survey's draft and of its own words, one language at a time."""

from collections.abc import Mapping
from typing import Any

from crm import db
from crm.errors import NotFound
from crm.tenancy import Actor
from plugins.surveys.definition import translating
from plugins.surveys.definition.building import say_in
from plugins.surveys.service import building, surveys, versions
from plugins.surveys.service.setup import TEXTS
from plugins.surveys.service.surveys import Survey
from plugins.surveys.service.versions import Version

OWN = "survey"
"""The first part of the paths of the survey's own words: survey|title, survey|intro, ..."""


def all_texts(survey: Survey, version: Version) -> list[tuple[str, Mapping[str, str]]]:
    """Everything members read, by path, in reading order."""
    own = [(f"{OWN}|{name}", survey[name]) for name in TEXTS]
    return [*own, *translating.texts(version["pages"])]


def untranslated(survey: Survey, version: Version) -> dict[str, int]:
    """How many texts each further language lacks."""
    main, *others = version["languages"]
    found = all_texts(survey, version)
    return {
        code: sum(1 for _p, text in found if text.get(main) and not text.get(code))
        for code in others
    }


@db.atomic
def save_translation(
    survey_id: str, language: str, given: Mapping[str, str], *, actor: Actor
) -> None:
    """Store words in one language by path (only these); NotFound for a language it has not.

    Other languages and everything else stay as they are by now, whoever wrote them meanwhile.
    """
    survey = surveys.get_survey(survey_id, actor=actor)
    draft = building.draft_of(survey)
    if language not in draft["languages"]:
        raise NotFound()
    own = {path.partition("|")[2]: words for path, words in given.items()
           if path.startswith(f"{OWN}|")}  # fmt: skip
    pages = translating.translated(draft["pages"], language, given)
    versions.save_draft_version(survey_id, draft["version"], pages, actor=actor)
    changes: dict[str, Any] = {
        name: say_in(survey[name], language, own[name]) for name in TEXTS if name in own
    }
    if any(survey[name] != text for name, text in changes.items()):
        surveys.change(survey, changes, "translate", actor=actor)
