"""The pages of questions: shown with what was answered, saved one by one, sent at the end."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm.auth import public
from crm.errors import Conflict
from plugins.surveys.answering import responses
from plugins.surveys.answering.respondents import Respondent
from plugins.surveys.definition.answers import clean_answers
from plugins.surveys.definition.shapes import Version
from plugins.surveys.definition.visibility import visible_pages, visible_questions
from plugins.surveys.views import fields
from plugins.surveys.views.public.blueprint import bp, language, page, respondent, to


def _shown(
    who: Respondent, version: Version, number: int, answers: Mapping[str, Any], **more: Any
) -> Response:
    """Page `number` (from 1) with `raw` typed into it and `errors` beside it."""
    raw = more.pop("raw", None)
    errors = more.pop("errors", None) or {}
    if raw is None:
        raw = fields.as_raw(version, answers)
    drawn = fields.fields_of(
        version, number - 1, answers, raw, language=language(), errors=errors, seed=who.key
    )
    seen = visible_pages(version, answers)
    place = seen.index(number - 1) + 1 if number - 1 in seen else 1
    return page(
        "questions.html",
        422 if errors else 200,
        fields=drawn,
        heading=version["pages"][number - 1].get("title"),
        number=number,
        place=place,
        total=len(seen),
        last=not [n for n in seen if n > number - 1],
        errors=errors,
        **more,
    )


@bp.get("/q/<int:number>")
@public
def question_page(number: int) -> Response:
    """One page of questions, with what was answered before."""
    who = respondent()
    found = responses.find(who)
    if responses.is_sent(found):
        return to("done")
    version = responses.version_for(who, found)
    answers = found["answers"] if found else {}
    seen = visible_pages(version, answers)
    if number - 1 not in seen:
        after = [n for n in seen if n > number - 1] or seen[-1:]
        return to("question_page", number=(after or [0])[0] + 1)
    return _shown(who, version, number, answers)


@bp.post("/q/<int:number>")
@public
def save_page(number: int) -> Response:
    """Save the page, then go on, back, or send everything."""
    who = respondent()
    found = responses.find(who)
    if responses.is_sent(found):
        return to("done")
    version = responses.version_for(who, found)
    if not 1 <= number <= len(version["pages"]):
        return to("question_page", number=1)
    before = found["answers"] if found else {}
    raw = fields.posted(version, number - 1, request.form.getlist)
    answers, errors = clean_answers(version, raw, before, page=number - 1)
    back = request.form.get("go") == "back"
    seen = visible_pages(version, answers)
    ahead = [n for n in seen if n > number - 1]
    behind = [n for n in seen if n < number - 1]
    appeared = _on_page(version, number, answers) - _on_page(version, number, before) - set(answers)
    stays = not back and (errors or appeared)
    target = (
        number - 1
        if stays or not (behind if back else ahead)
        else (behind[-1] if back else ahead[0])
    )
    try:
        responses.save(who, version, answers, target)
    except Conflict:
        return to("done")
    if stays:
        errors = {k: e for k, e in errors.items() if k not in appeared}
        return _shown(who, version, number, answers, raw=raw, errors=errors, appeared=appeared)
    if back or ahead:
        return to("question_page", number=target + 1)
    return _send(who, version, answers)


def _on_page(version: Version, number: int, answers: Mapping[str, Any]) -> set[str]:
    here = {question["key"] for question in version["pages"][number - 1]["items"]}
    return here & set(visible_questions(version, answers))


def _send(who: Respondent, version: Version, answers: Mapping[str, Any]) -> Response:
    """Send, unless a page further up still lacks an answer: then show that page."""
    for place in visible_pages(version, answers):
        raw = fields.as_raw(version, answers)
        _kept, errors = clean_answers(version, raw, answers, page=place)
        if errors:
            return _shown(who, version, place + 1, answers, errors=errors)
    responses.send(who, version, answers)
    return to("done")
