"""The blueprint of the public pages: whose survey, who answers, in which language.

The token of the address names the survey. A personal code comes once, by POST, and then lives in a
cookie that only this survey's pages get, until the browser is closed.
"""

from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from crm.errors import CRMError
from crm.tenancy import suite
from plugins.surveys import words
from plugins.surveys.answering import links, respondents, responses, wording
from plugins.surveys.answering.respondents import Respondent
from plugins.surveys.definition.shapes import say
from plugins.surveys.service.surveys import Survey
from plugins.surveys.views.public import limits
from plugins.surveys.words import OPEN_LINK

bp = Blueprint("surveys_public", __name__, template_folder="../../templates")


class Closed(CRMError):
    """The survey does not take answers, now or any more."""

    status, code = 410, "closed"


class LinkNeeded(CRMError):
    """The browser has no code for this survey (any more)."""

    status, code = 409, "link_needed"


def token() -> str:
    """The token of the address; the gate has taken it out of the view's arguments."""
    return request.path.split("/")[2]


def address(endpoint: str, **values: Any) -> str:
    """The address of one of these pages."""
    return url_for(f"surveys_public.{endpoint}", token=token(), **values)


def to(endpoint: str, **values: Any) -> Response:
    """Go on to another of these pages."""
    return make_response(redirect(address(endpoint, **values), 303))


def current_survey() -> Survey:
    """The survey of the address."""
    if "survey" not in g:
        g.survey = links.survey_of(g.link)
    found: Survey = g.survey
    return found


def open_survey() -> Survey:
    """The survey of the address; Closed unless it takes answers now."""
    survey = current_survey()
    if not responses.takes_answers(survey):
        raise Closed()
    return survey


def respondent(code: str = "") -> Respondent:
    """Who answers, by the code given or that of the cookie; LinkNeeded without one."""
    code = code or request.cookies.get(cookie_name(), "")
    if not code:
        raise LinkNeeded()
    place = g.link.get("place", "")
    survey = open_survey()
    cohort = {"place": place} if place and survey["mode"] == OPEN_LINK else {}
    return respondents.by_code(survey, code, cohort=cohort)


def cookie_name() -> str:
    """The cookie of the code."""
    return "__Secure-survey" if suite().config.secure_cookies else "survey"


def set_cookie(answer: Response, name: str, value: str) -> Response:
    """A cookie for this survey's pages alone, gone with the browser's session."""
    path, secure = f"/p/{token()}", suite().config.secure_cookies
    if value:
        answer.set_cookie(name, value, path=path, secure=secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(name, path=path, secure=secure, httponly=True, samesite="Lax")
    return answer


def language() -> str:
    """The language to show: asked for, chosen before, the browser's, the survey's first."""
    offered = current_survey()["languages"]
    for wanted in (request.args.get("lang", ""), request.cookies.get("lang", "")):
        if wanted in offered:
            return str(wanted)
    return str(request.accept_languages.best_match(offered) or offered[0])


def page(template: str, status: int = 200, **context: Any) -> Response:
    """One of the public pages, in the style of their own."""
    survey, lang = current_survey(), language()
    html = render_template(
        f"surveys/public/{template}",
        survey=survey,
        lang=lang,
        dir=words.direction(lang),
        language_name=words.language,
        title=wording.title(survey, lang),
        sponsor=wording.sponsor(),
        kiosk=g.link.get("kind") == "kiosk",
        at=address,
        words_of=lambda text: say(text, lang, survey["languages"]),
        **context,
    )
    answer = make_response(html, status)
    if request.args.get("lang") == lang:
        set_cookie(answer, "lang", lang)
    return answer


@bp.before_request
def _limit() -> None:
    limits.count("page", limits.PAGES)


@bp.after_request
def _no_referrer(answer: Response) -> Response:
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.errorhandler(Closed)
def _closed(error: Closed) -> Response:
    return page("closed.html", 410, early=responses.is_early(current_survey()))


@bp.errorhandler(LinkNeeded)
def _link_needed(error: LinkNeeded) -> Response:
    return page("lost.html", 409)


@bp.errorhandler(CRMError)
def _other(error: CRMError) -> Response:
    if "link" not in g:
        return make_response(render_template("surveys/public/gone.html"), error.status)
    return page("error.html", error.status, error=error)


@bp.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    shown = CRMError()
    shown.status = error.code or 500  # type: ignore[misc]
    return _other(shown)
