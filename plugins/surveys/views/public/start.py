"""The first page: who asks, what is stored, and the way in; the code moves into a cookie."""

from collections.abc import Mapping
from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from crm.accounts import service as accounts
from crm.auth import public
from crm.errors import NotFound
from crm.registry import current as registry
from plugins.surveys.answering import promises, responses, tokens
from plugins.surveys.definition import suggests
from plugins.surveys.service import versions
from plugins.surveys.service.surveys import Survey
from plugins.surveys.views.public import limits
from plugins.surveys.views.public.blueprint import (
    bp,
    cookie_name,
    open_survey,
    page,
    respondent,
    set_cookie,
    to,
)
from plugins.surveys.words import ANONYMOUS, OPEN_LINK


def facts(survey: Mapping[str, Any]) -> dict[str, Any]:
    """What the promises name: custodians, breakdowns, the poster's place."""
    names = accounts.names()
    facets = {facet.id: str(facet.label) for facet in registry().items("facets")}
    return {
        "custodians": [names.get(one, "") for one in survey["custodians"] if one in names],
        "breakdowns": [facets[b].lower() for b in survey["breakdowns"] if b in facets],
        "place": g.link.get("place", "") if survey["mode"] == OPEN_LINK else "",
        "suggests": bool(suggests.of_version(versions.live_version(survey))),
    }


def _first(survey: Survey, code: str, status: int = 200, **more: Any) -> Response:
    return page(
        "start.html",
        status,
        code=code,
        needs_code=survey["mode"] != OPEN_LINK,
        promises=promises.sentences(survey, **facts(survey)),
        cautions=promises.cautions(survey),
        nature=promises.nature(survey),
        pages=len(versions.live_version(survey)["pages"]),
        forgets=survey["mode"] in {ANONYMOUS, OPEN_LINK},
        **more,
    )


@bp.get("/")
@public
def start() -> Response:
    """The first page of an open link, or the place to type a code from paper."""
    return _first(open_survey(), "")


@bp.get("/i/<code>")
@public
def invited(code: str) -> Response:
    """The first page for whoever comes by a personal link."""
    limits.count("code", limits.CODES)
    survey, read = open_survey(), tokens.read_code(code)
    if survey["mode"] == OPEN_LINK:
        return to("start")
    if not read:
        return _first(survey, "", 404, wrong=True)
    try:
        respondent(read)
    except NotFound:
        return _first(survey, "", 404, wrong=True)
    return _first(survey, read)


@bp.post("/start")
@public
def begin() -> Response:
    """Put the code into the cookie and go to the page where this person left off."""
    limits.count("code", limits.CODES)
    survey = open_survey()
    typed = request.form.get("code", "")
    known = request.cookies.get(cookie_name(), "")
    if survey["mode"] == OPEN_LINK:
        code = tokens.read_code(known) or tokens.new_code()
    else:
        code = tokens.read_code(typed)
    try:
        who = respondent(code) if code else None
    except NotFound:
        who = None
    if who is None:
        return _first(survey, "", 422, wrong=True, typed=typed[:60])
    found = responses.find(who)
    if responses.is_sent(found):
        return set_cookie(to("done"), cookie_name(), code)
    number = found["at"] + 1 if found else 1
    return set_cookie(to("question_page", number=number), cookie_name(), code)


@bp.post("/leave")
@public
def leave() -> Response:
    """Forget the code in this browser: the next person, or a borrowed phone."""
    return set_cookie(to("start"), cookie_name(), "")
