"""Single answers with names: of identified surveys, and for the custodians of confidential ones."""

from flask import request
from flask_babel import get_locale
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from plugins.surveys.answering import single
from plugins.surveys.views.blueprint import bp, survey_of
from plugins.surveys.words import CONFIDENTIAL, IDENTIFIED


def _page(survey_id: str, mode: str) -> Response:
    survey, after = survey_of(survey_id), request.args.get("after", "")[:100]
    language = str(get_locale() or "en")
    found, more = single.page(survey, mode, after, language, actor=auth.actor())
    return web.page("surveys/answers.html", survey=survey, found=found, more=more, after=after)


@bp.get("/<survey_id>/answers")
@allow("surveys.open")
def answers(survey_id: str) -> Response:
    """Who answered what in an identified survey."""
    return _page(survey_id, IDENTIFIED)


@bp.get("/<survey_id>/confidential-answers")
@allow("surveys.custodian")
def custodian_answers(survey_id: str) -> Response:
    """Who answered what in a confidential survey, for its custodians, until names are unlinked."""
    return _page(survey_id, CONFIDENTIAL)
