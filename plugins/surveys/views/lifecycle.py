"""Opening, closing and deleting a survey."""

from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.surveys.service import lifecycle, surveys, versions
from plugins.surveys.views.blueprint import bp, survey_of


@bp.post("/<survey_id>/open")
@allow("surveys.open")
def open_survey(survey_id: str) -> Response:
    """Open the survey: its mode and its promises are fixed from now on."""
    try:
        lifecycle.open_survey(survey_id, actor=auth.actor())
    except Invalid as error:
        survey = survey_of(survey_id)
        version = versions.working_version(survey)
        return web.page("surveys/survey.html", survey=survey, version=version,
                        errors=error.errors, status=422)  # fmt: skip
    return web.go("surveys.survey", _("The survey is open."), survey_id=survey_id)


@bp.post("/<survey_id>/close")
@allow("surveys.open")
def close_survey(survey_id: str) -> Response:
    """End answering for good."""
    lifecycle.close_survey(survey_id, actor=auth.actor())
    return web.go("surveys.survey", _("The survey is closed."), survey_id=survey_id)


@bp.post("/<survey_id>/delete")
@allow("surveys.edit")
def delete_survey(survey_id: str) -> Response:
    """Remove a survey that was never open."""
    surveys.delete_survey(survey_id, actor=auth.actor())
    return web.go("surveys.index", _("The survey is deleted."))
