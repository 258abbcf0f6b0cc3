"""Trying a survey out as a member sees it, on a phone's width: nothing is stored anywhere.

Earlier answers travel in the form itself, so a trial leaves no trace, however it ends.
"""

import json
from collections.abc import Mapping
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from crm.auth import allow
from plugins.surveys.definition.answers import clean_answer, clean_answers
from plugins.surveys.definition.shapes import LONGEST_OTHER, Version, other_key, questions, say
from plugins.surveys.definition.visibility import asked, visible_pages
from plugins.surveys.service import versions
from plugins.surveys.service.surveys import Survey
from plugins.surveys.views import fields
from plugins.surveys.views.blueprint import bp, survey_of

LONGEST_STATE = 200_000


@bp.get("/<survey_id>/try")
@allow("surveys.view")
def try_out(survey_id: str) -> Response:
    """The first page of the questionnaire as it is now."""
    survey = survey_of(survey_id)
    version = versions.working_version(survey)
    pages = visible_pages(version, {})
    return _page(survey, version, {}, (pages or [0])[0])


@bp.post("/<survey_id>/try")
@allow("surveys.view")
def try_page(survey_id: str) -> Response:
    """The next page, or the one before, or what would have been stored."""
    survey = survey_of(survey_id)
    version = versions.working_version(survey)
    before = _state(version)
    number = request.form.get("number", 0, type=int)
    number = number if 0 <= number < len(version["pages"]) else 0
    raw = fields.posted(version, number, request.form.getlist)
    answers, errors = clean_answers(version, raw, before, page=number)
    seen = visible_pages(version, answers)
    if request.form.get("go") == "back":
        return _page(survey, version, answers, max([n for n in seen if n < number] or [number]))
    if errors:
        return _page(survey, version, answers, number, raw=raw, errors=errors)
    ahead = [n for n in seen if n > number]
    if ahead:
        return _page(survey, version, answers, ahead[0])
    return _page(survey, version, answers, number, done=True)


def _state(version: Version) -> dict[str, Any]:
    """The answers so far, as the form brought them back: cleaned again, never trusted."""
    text = request.form.get("state", "")[:LONGEST_STATE]
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):  # the latter: brackets in brackets, without end
        given = {}
    if not isinstance(given, Mapping):
        return {}
    found: dict[str, Any] = {}
    for question in questions(version):
        key = question["key"]
        value, error = clean_answer(question, given.get(key))
        found |= {} if value is None or error else {key: value}
        beside = given.get(other_key(key))
        found |= {other_key(key): beside[:LONGEST_OTHER]} if isinstance(beside, str) else {}
    return found


def _language(version: Version) -> str:
    wanted = request.values.get("lang", "")
    return wanted if wanted in version["languages"] else str(version["languages"][0])


def _page(
    survey: Survey,
    version: Version,
    answers: Mapping[str, Any],
    number: int,
    *,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    done: bool = False,
) -> Response:
    language = _language(version)
    raw = fields.as_raw(version, answers) if raw is None else raw
    drawn = fields.fields_of(
        version, number, answers, raw, language=language, errors=errors, seed="trial"
    )
    seen = visible_pages(version, answers)
    html = render_template(
        "surveys/trial.html",
        survey=survey,
        version=version,
        lang=language,
        fields=drawn,
        heading=say(version["pages"][number].get("title"), language, list(version["languages"])),
        title=say(survey["title"], language, list(version["languages"])),
        number=number,
        place=seen.index(number) + 1 if number in seen else 1,
        total=len(seen) or 1,
        errors=errors or {},
        state=json.dumps(answers, ensure_ascii=False),
        answers=answers,
        asked=asked(version, answers),
        done=done,
    )
    return make_response(html, 422 if errors else 200)
