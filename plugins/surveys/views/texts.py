"""Written answers on the page: read, sort into themes, leave out."""

from flask import request
from flask_babel import get_locale
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import NotFound
from crm.i18n import _
from crm.schemas import Form, text
from plugins.surveys.service import texts as written
from plugins.surveys.views.blueprint import bp, survey_of


class Themes(Form):
    """Themes of one text, with commas between them."""

    themes = text(longest=500, load_default="")


@bp.get("/<survey_id>/texts")
@allow("surveys.results")
def texts(survey_id: str) -> Response:
    """The written answers of one question."""
    survey = survey_of(survey_id)
    asked = written.asked(survey, str(get_locale() or "en"))
    key = request.args.get("question") or (asked[0][0] if asked else "")
    if key and key not in dict(asked):
        raise NotFound()
    theme = request.args.get("theme", "")
    found = written.of_question(survey, key, theme) if key else None
    return web.page(
        "surveys/texts.html", survey=survey, asked=asked, key=key, theme=theme, found=found
    )


@bp.post("/<survey_id>/texts/<text_id>/themes")
@allow("surveys.open")
def set_themes(survey_id: str, text_id: str) -> Response:
    """Assign themes to a text."""
    data = web.load(Themes)
    kept = written.set_themes(survey_id, text_id, data["themes"].split(","), actor=auth.actor())
    if web.is_htmx():
        return web.nothing(_("Themes: %(names)s", names=", ".join(kept) or "–"))
    return web.go("surveys.texts", _("Noted."), survey_id=survey_id)


@bp.post("/<survey_id>/texts/<text_id>/leave-out")
@allow("surveys.open")
def leave_out(survey_id: str, text_id: str) -> Response:
    """Show a text to nobody any more."""
    written.leave_out(survey_id, text_id, actor=auth.actor())
    return web.go("surveys.texts", _("The answer is left out."), survey_id=survey_id)
