"""Entering answers for somebody: who is to be called, and one form with all questions."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.surveys.answering import entering, responses, tokens
from plugins.surveys.service.surveys import Survey
from plugins.surveys.views import fields
from plugins.surveys.views.blueprint import bp, survey_of
from plugins.surveys.words import ANONYMOUS, NAMED_MODES


@bp.get("/<survey_id>/enter")
@allow("surveys.collect")
def enter(survey_id: str) -> Response:
    """Who is to be called; without names, the form for paper."""
    survey = survey_of(survey_id)
    if not responses.takes_answers(survey):
        return web.page("surveys/enter.html", survey=survey, people=[], closed=True)
    if survey["mode"] in NAMED_MODES:
        people = entering.to_call(survey, actor=auth.actor())
        return web.page("surveys/enter.html", survey=survey, people=people, most=entering.MOST)
    return _form(survey, code=_fresh(survey))


def _fresh(survey: Survey) -> str:
    """With an open link each sheet gets a code of its own, so that sending it twice is one."""
    return "" if survey["mode"] == ANONYMOUS else tokens.new_code()


def _form(
    survey: Survey,
    status: int = 200,
    *,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    **more: Any,
) -> Response:
    version, wrong = responses.live(survey), errors or {}
    drawn = fields.fields_of(
        version,
        -1,
        {},
        raw or {},
        language=version["languages"][0],
        errors={key: found[0] for key, found in wrong.items()},
    )
    context = {"survey": survey, "fields": drawn, "errors": wrong, **more}
    return web.page("surveys/enter_form.html", status=status, **{
        "person": None, "code": "", "place": "", "places": entering.places(survey), **context
    })  # fmt: skip


@bp.post("/<survey_id>/enter")
@allow("surveys.collect")
def enter_paper(survey_id: str) -> Response:
    """Store a sheet without a name."""
    survey = survey_of(survey_id)
    entering.require_entering(survey)
    raw = fields.posted(responses.live(survey), -1, request.form.getlist)
    code, place = request.form.get("code", "")[:60], request.form.get("place", "")[:60]
    try:
        entering.enter_paper(survey, code, place, raw)
    except Invalid as error:
        return _form(survey, 422, raw=raw, errors=error.errors, code=code, place=place)
    return web.go("surveys.enter", _("Entered. Next sheet."), survey_id=survey_id)


@bp.get("/<survey_id>/enter/<person_id>")
@allow("surveys.collect")
def enter_person(survey_id: str, person_id: str) -> Response:
    """The form for one person's answers."""
    survey = survey_of(survey_id)
    person = entering.person_to_enter(survey, person_id, actor=auth.actor())
    return _form(survey, person=person)


@bp.post("/<survey_id>/enter/<person_id>")
@allow("surveys.collect")
def enter_person_post(survey_id: str, person_id: str) -> Response:
    """Store one person's answers."""
    survey = survey_of(survey_id)
    person = entering.person_to_enter(survey, person_id, actor=auth.actor())
    raw = fields.posted(responses.live(survey), -1, request.form.getlist)
    try:
        entering.enter_for(survey, person_id, raw, actor=auth.actor())
    except Invalid as error:
        return _form(survey, 422, raw=raw, errors=error.errors, person=person)
    message = _("Entered for %(name)s.", name=person["name"])
    return web.go("surveys.enter", message, survey_id=survey_id)
