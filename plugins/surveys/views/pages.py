"""The list of surveys and the page of one."""

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from plugins.surveys.service import surveys, versions
from plugins.surveys.views.blueprint import bp, survey_of


@bp.get("/")
@allow("surveys.view")
def index() -> Response:
    """All surveys the actor may know of; closed ones on request."""
    closed = bool(request.args.get("closed"))
    states = ("open", "draft", "closed") if closed else ("open", "draft")
    found = surveys.list_surveys(actor=auth.actor(), states=states)
    return web.page("surveys/index.html", surveys=found, closed=closed)


@bp.get("/<survey_id>")
@allow("surveys.view")
def survey(survey_id: str) -> Response:
    """One survey: how it stands, what it promises, what it asks."""
    found = survey_of(survey_id)
    version = versions.working_version(found)
    return web.page("surveys/survey.html", survey=found, version=version)
