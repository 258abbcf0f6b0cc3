"""The blueprint of the survey pages and what several of them need."""

from typing import Any

from flask import Blueprint

from crm import auth
from plugins.surveys import words
from plugins.surveys.answering import single
from plugins.surveys.definition.shapes import say
from plugins.surveys.service import suggestions, surveys
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import IDENTIFIED

bp = Blueprint("surveys", __name__, template_folder="../templates")


@bp.context_processor
def _context() -> dict[str, Any]:
    return {
        "words": words,
        "word": words.word,
        "say": say,
        "single_answers": single_answers,
        "suggested": suggested,
        "still_linked": single.linked,
    }


def single_answers(survey: Survey) -> str:
    """The endpoint of the single answers with names that the actor may read; "" for none."""
    if not single.may_read(survey, auth.actor()):
        return ""
    return "surveys.answers" if survey["mode"] == IDENTIFIED else "surveys.custodian_answers"


def suggested(survey: Survey) -> int | None:
    """How many suggestions wait for the actor; None where they are not the actor's to decide."""
    if not suggestions.may_decide(survey, auth.actor()):
        return None
    return suggestions.count(survey, actor=auth.actor())


def survey_of(survey_id: str) -> Survey:
    """The survey of the address, as far as the actor may know of it."""
    return surveys.get_survey(survey_id, actor=auth.actor())
