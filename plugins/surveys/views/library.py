"""The question library: take a question over, keep one for later."""

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.i18n import _
from plugins.surveys.schemas import TakeQuestion
from plugins.surveys.service import building, library, versions
from plugins.surveys.views.blueprint import bp, survey_of


@bp.get("/<survey_id>/library")
@allow("surveys.edit")
def question_library(survey_id: str) -> Response:
    """All questions there are, narrowed by words."""
    survey = survey_of(survey_id)
    version = versions.working_version(survey)
    words, page = request.args.get("words", "")[:100], request.args.get("page", "")
    return web.page(
        "surveys/library.html",
        survey=survey,
        version=version,
        page_key=page if page in {p["key"] for p in version["pages"]} else "",
        search=words,
        entries=library.entries(words),
    )


@bp.post("/<survey_id>/library")
@allow("surveys.edit")
def take_question(survey_id: str) -> Response:
    """Put a question of the library at the end of a page."""
    survey_of(survey_id)
    data = web.load(TakeQuestion)
    question = library.get_entry(data["entry"])
    key = building.insert_question(survey_id, data["page"], question, actor=auth.actor())
    return web.go("surveys.builder", _("Added."), survey_id=survey_id, _anchor=f"i-{key}")


@bp.post("/<survey_id>/questions/<item_key>/keep")
@allow("surveys.edit")
def keep_question(survey_id: str, item_key: str) -> Response:
    """Keep a question for later surveys."""
    library.keep(survey_id, item_key, actor=auth.actor())
    text = _("Kept in the library.")
    return web.go("surveys.edit_question", text, survey_id=survey_id, item_key=item_key)


@bp.post("/library/<entry_id>/forget")
@allow("surveys.edit")
def forget_question(entry_id: str) -> Response:
    """Take one of the local's own out of the library."""
    library.forget(entry_id, actor=auth.actor())
    return web.go("surveys.index", _("Taken out of the library."))
