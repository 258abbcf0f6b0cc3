"""Beginning a survey, and its settings."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.surveys.answering import sources
from plugins.surveys.schemas import GroupsLook, NewSurvey, SurveyEdit
from plugins.surveys.service import foreseen, setup, surveys, templates, versions
from plugins.surveys.views.blueprint import bp, survey_of
from plugins.surveys.words import DRAFT


@bp.get("/new")
@allow("surveys.edit")
def new() -> Response:
    """The form of a new survey."""
    values = {"template": request.args.get("template", "")}
    found = templates.all_templates()
    return web.page("surveys/new.html", values=values, errors={}, templates=found)


@bp.post("/new")
@allow("surveys.edit")
def create() -> Response:
    """Begin a survey and write its questions."""
    try:
        data = web.load(NewSurvey)
        begun = templates.get_template(data["template"]) if data["template"] else {}
        survey = surveys.create_survey({**begun, **data}, actor=auth.actor())
    except Invalid as error:
        found = templates.all_templates()
        return web.page("surveys/new.html", status=422, values=request.form,
                        errors=error.errors, templates=found)  # fmt: skip
    text = _("Read it through and make it yours.") if begun else _("Now write the questions.")
    return web.go("surveys.builder", text, survey_id=survey["_id"])


def _form(survey_id: str, values: Any = None, errors: Any = None, **more: Any) -> Response:
    survey = survey_of(survey_id)
    return web.page(
        "surveys/settings.html",
        survey=survey,
        version=versions.working_version(survey),
        values=values or setup.as_form(survey),
        errors=errors or {},
        campaigns=setup.campaigns(auth.actor()),
        facets=setup.breakdowns(),
        accounts=setup.custodians(),
        fixed=survey["state"] != DRAFT,
        sources=sources.choices(actor=auth.actor()) if survey["state"] == DRAFT else [],
        **{"status": 422 if errors else 200, "theirs": None, **more},
    )


@bp.get("/<survey_id>/settings")
@allow("surveys.edit")
def edit_settings(survey_id: str) -> Response:
    """The form of a survey's settings."""
    return _form(survey_id)


def _entered(survey_id: str) -> dict[str, Any]:
    """The posted form; what an open survey's form no longer offers stays as it is stored."""
    survey = survey_of(survey_id)
    raw = web.form_values(SurveyEdit)
    raw.pop("source", None)
    if survey["state"] == DRAFT:
        return raw
    stored = setup.as_form(survey)
    kept = ("mode", "purpose", "breakdowns", "custodians", "unlink_on", "k", "comments", "cohort")
    return {**{name: stored[name] for name in kept}, **raw}


@bp.post("/<survey_id>/settings/groups")
@allow("surveys.edit")
def foresee_groups(survey_id: str) -> Response:
    """The form as it was filled in, with what would become of its groups; nothing is saved."""
    survey, raw = survey_of(survey_id), web.form_values(GroupsLook)
    if survey["state"] != DRAFT:
        raise Conflict(_("The groups were declared when the survey opened."))
    try:
        data = web.load(GroupsLook, raw)
        wished = setup.wished(survey, data)
    except Invalid as error:
        return _form(survey_id, raw, error.errors)
    found = foreseen.look(wished, data["source"], actor=auth.actor())
    return _form(survey_id, raw, foreseen=found)


@bp.post("/<survey_id>/settings")
@allow("surveys.edit")
def save_settings(survey_id: str) -> Response:
    """Change the settings; whoever comes second sees both."""
    raw = _entered(survey_id)
    try:
        data = web.load(SurveyEdit, raw)
        version = data.pop("version")
        setup.save_settings(survey_id, version, data, actor=auth.actor())
    except Invalid as error:
        return _form(survey_id, raw, error.errors)
    except Conflict as error:
        if "theirs" not in error.extra:
            raise
        theirs = setup.as_form(error.extra["theirs"])
        note = {"_schema": [_("Somebody else changed this survey; their values are beside.")]}
        values = {**raw, "version": theirs["version"]}
        return _form(survey_id, values, note, theirs=theirs, status=409)
    return web.go("surveys.survey", _("Saved."), survey_id=survey_id)
