"""What answers suggest: a list to confirm or dismiss, by click or key, each taken back by undo."""

from collections.abc import Callable

from flask import render_template, request, url_for
from flask_babel import get_locale
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict
from crm.i18n import _
from crm.tenancy import Actor
from plugins.surveys.answering.queueing import DISMISSED, DONE
from plugins.surveys.service import deciding
from plugins.surveys.service import suggestions as waiting
from plugins.surveys.service.surveys import Survey
from plugins.surveys.views.blueprint import bp, survey_of


def _language() -> str:
    return str(get_locale() or "en")


@bp.get("/<survey_id>/suggestions")
@allow("surveys.suggestions")
def suggestions(survey_id: str) -> Response:
    """What waits for a decision, and what was decided last."""
    survey, actor = survey_of(survey_id), auth.actor()
    after = request.args.get("after", "")[:100]
    found, more = waiting.page(survey, after, _language(), actor=actor)
    return web.page(
        "surveys/suggestions.html",
        survey=survey,
        found=found,
        more=more,
        after=after,
        lately=waiting.lately(survey, _language(), actor=actor),
    )


def _answer(survey: Survey, suggestion_id: str, said: str) -> Response:
    """The row as it is now; without JavaScript, the list again."""
    if not web.is_htmx():
        return web.go("surveys.suggestions", said, survey_id=survey["_id"])
    one = waiting.get(survey, suggestion_id, _language(), actor=auth.actor())
    html = render_template("surveys/suggestion_swap.html", survey=survey, one=one)
    undo = ""
    if one.state in {DONE, DISMISSED}:
        undo = url_for(
            "surveys.undo_suggestion", survey_id=survey["_id"], suggestion_id=suggestion_id
        )
    return web.with_toast(Response(html, mimetype="text/html"), said, undo=undo)


def _decided(
    decide: Callable[..., None], survey_id: str, suggestion_id: str, said: object
) -> Response:
    """Decide and answer with what was said, or with why it could not be."""
    survey = survey_of(survey_id)
    try:
        decide(survey, suggestion_id, actor=auth.actor())
    except Conflict as error:
        said = error.detail or _("Not done.")
    return _answer(survey, suggestion_id, str(said))


@bp.post("/<survey_id>/suggestions/<suggestion_id>/confirm")
@allow("surveys.suggestions")
def confirm_suggestion(survey_id: str, suggestion_id: str) -> Response:
    """Carry it out; refused where something newer is known."""
    return _decided(deciding.confirm, survey_id, suggestion_id, _("Done."))


@bp.post("/<survey_id>/suggestions/<suggestion_id>/dismiss")
@allow("surveys.suggestions")
def dismiss_suggestion(survey_id: str, suggestion_id: str) -> Response:
    """Nothing follows from it."""
    return _decided(deciding.dismiss, survey_id, suggestion_id, _("Dismissed."))


@bp.post("/<survey_id>/suggestions/<suggestion_id>/undo")
@allow("surveys.suggestions")
def undo_suggestion(survey_id: str, suggestion_id: str) -> Response:
    """Take the decision back."""
    return _decided(deciding.undo, survey_id, suggestion_id, _("Taken back: it waits again."))


def today(*, actor: Actor) -> str:
    """On Today: the surveys in which something waits for the actor."""
    found = waiting.everywhere(actor=actor)
    return render_template("surveys/suggestions_today.html", waiting=found) if found else ""
