"""Surveys over the API: what is asked, who answered, and released results; never single answers."""

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema, fields, validate

from crm import auth
from crm.auth import allow
from crm.errors import NotFound
from crm.schemas import Query, text
from plugins.surveys.apishapes import SurveyOut, SurveyResponseOut, SurveyResultsOut
from plugins.surveys.formats import native
from plugins.surveys.service import rates, releases, results, surveys, versions
from plugins.surveys.words import CLOSED, DRAFT, OPEN

bp = Blueprint("surveys_api", __name__, description="Surveys: definition, response, results")


class SurveyResultsQuery(Query):
    """A breakdown that was declared before launch, and the number of a release (0: the newest)."""

    by = text(longest=80, load_default="")
    release = fields.Integer(load_default=0, validate=validate.Range(min=0, max=10_000))


class SurveyGroupQuery(Query):
    """A breakdown that was declared before launch."""

    by = text(longest=80, load_default="")


class SurveyDefinitionOut(Schema):
    """A questionnaire in Callboard's own format (see its JSON Schema)."""

    class Meta:
        """The schema is published apart."""

        unknown = EXCLUDE

    definition = fields.Dict()
    version = fields.Integer()
    sha256 = fields.String()


@bp.get("/")
@allow("surveys.view")
@bp.response(200, SurveyOut(many=True))
def list_surveys() -> list[dict[str, Any]]:
    """The surveys that the caller may know of."""
    return surveys.list_surveys(actor=auth.actor(), states=(OPEN, DRAFT, CLOSED))


@bp.get("/<survey_id>/definition")
@allow("surveys.view")
@bp.response(200, SurveyDefinitionOut)
def get_definition(survey_id: str) -> dict[str, Any]:
    """What is asked: the live version, or the draft of a survey that was never open."""
    survey = surveys.get_survey(survey_id, actor=auth.actor())
    n = survey["current_version"]
    version = versions.get_version(survey_id, n) if n else versions.working_version(survey)
    definition = json.loads(native.write(survey, version))
    return {"definition": definition, "version": version["n"], "sha256": version["sha256"]}


@bp.get("/<survey_id>/response")
@allow("surveys.results")
@bp.arguments(SurveyGroupQuery, location="query")
@bp.response(200, SurveyResponseOut)
def get_response(query: dict[str, Any], survey_id: str) -> Mapping[str, Any]:
    """How many were invited and have answered, in all and by group; null is too few to say."""
    survey = surveys.get_survey(survey_id, actor=auth.actor())
    if query["by"] and query["by"] not in survey["breakdowns"]:
        raise NotFound()
    groups = rates.by_group(survey, query["by"]) if query["by"] else []
    return {"all": rates.overall(survey_id), "by": query["by"], "groups": groups}


@bp.get("/<survey_id>/results")
@allow("surveys.results")
@bp.arguments(SurveyResultsQuery, location="query")
@bp.response(200, SurveyResultsOut)
def get_results(query: dict[str, Any], survey_id: str) -> Mapping[str, Any]:
    """The tables of a release, as the page shows them; null is not shown. No tables before any."""
    survey = surveys.get_survey(survey_id, actor=auth.actor())
    if not query["release"] and releases.latest(survey_id) is None:
        return {"survey": survey, "release": None, "releases": [], "tables": [], "by": query["by"]}
    found = results.released(
        survey_id,
        str(get_locale() or "en"),
        actor=auth.actor(),
        by=query["by"],
        n=query["release"],
    )
    return {
        "survey": found.survey,
        "release": found.release,
        "releases": results.history(survey_id),
        "tables": found.tables,
        "by": found.by,
    }
