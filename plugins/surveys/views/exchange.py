"""Surveys out of files and into files."""

from typing import Any

from flask import make_response, request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.i18n import _
from plugins.surveys.service import exchange, surveys, templates, versions
from plugins.surveys.views.blueprint import bp, survey_of


@bp.post("/import")
@allow("surveys.edit")
def import_survey() -> Response:
    """A survey out of an uploaded file; a faulty one is refused with the place."""
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise Invalid({"file": [_("Choose a file.")]})
        survey = exchange.import_survey(given.read(), given.filename, actor=auth.actor())
    except Invalid as error:
        found: dict[str, Any] = {"templates": templates.all_templates(), "values": {}}
        return web.page("surveys/new.html", status=422, errors=error.errors, **found)
    text = _("Taken over.")
    if survey["left"]:
        text = _("Taken over, but for what is listed below.")
    return web.go("surveys.builder", text, survey_id=survey["_id"])


@bp.get("/<survey_id>/file/<file_format>")
@allow("surveys.edit")
def export_survey(survey_id: str, file_format: str) -> Response:
    """The questions as a file: json, xlsform, limesurvey or surveyjs."""
    survey = survey_of(survey_id)
    if file_format not in exchange.WRITERS:
        raise NotFound()
    version = versions.working_version(survey)
    data, name, kind = exchange.export_survey(survey, version, file_format)
    answer = make_response(data)
    answer.mimetype = kind
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/survey.schema.json")
@allow("surveys.view")
def schema_file() -> Response:
    """The published JSON Schema of Callboard's own format."""
    answer = make_response(exchange.schema_text())
    answer.mimetype = "application/schema+json"
    return answer


@bp.post("/<survey_id>/left")
@allow("surveys.edit")
def settle_left(survey_id: str) -> Response:
    """The list of what an import could not take over has been dealt with."""
    survey = surveys.get_survey(survey_id, actor=auth.actor())
    surveys.change(survey, {"left": []}, "update", actor=auth.actor())
    return web.go("surveys.builder", survey_id=survey_id)
