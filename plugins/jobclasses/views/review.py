"""The review queue: a title after another by keyboard; one decision settles all equal titles."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.jobclasses.match_schemas import DecideForm, NewClassForm, PickQuery, ReviewQuery
from plugins.jobclasses.service import (
    browsing,
    classes,
    deciding,
    learning,
    newclass,
    occupations,
    titles,
)
from plugins.jobclasses.views.blueprint import bp

PICKED = 8


@bp.get("/review")
@allow("jobclasses.match")
def review() -> Response:
    """The titles that wait, most used first."""
    source = web.load_query(ReviewQuery)["source"]
    rows = titles.waiting(source)
    codes = [o["code"] for row in rows for o in row["occupations"][:2]]
    return web.page(
        "jobclasses/review.html",
        rows=rows,
        source=source,
        known=classes.every(),
        occupation_titles=occupations.titles_of(codes),
        state=learning.state(),
        recent=deciding.recent(10),
    )


def _settled(decision: deciding.Decision) -> Response:
    known = classes.titles([decision["class_key"]])
    said = {
        "class": known.get(decision["class_key"], ""),
        "not_a_job": _("not a job"),
        "skip": _("later"),
    }[decision["choice"]]
    text = _("%(title)s: %(said)s", title=decision["title"], said=said)
    if decision["people"]:
        text = _("%(text)s (%(n)d people)", text=text, n=decision["people"])
    undo = url_for("jobclasses.review_undo", decision_id=decision["_id"])
    if not web.is_htmx():
        return web.go("jobclasses.review", text)
    return web.with_toast(Response("", mimetype="text/html"), text, undo=undo)


@bp.post("/review/<title_id>")
@allow("jobclasses.match")
def review_decide(title_id: str) -> Response:
    """Settle a title."""
    data = web.load(DecideForm)
    decided = deciding.decide(title_id, data["choice"], data["class_key"], actor=auth.actor())
    return _settled(decided)


@bp.post("/review/undo/<decision_id>")
@allow("jobclasses.match")
def review_undo(decision_id: str) -> Response:
    """Take a decision back."""
    try:
        row = deciding.undo(decision_id, actor=auth.actor())
    except Conflict:
        text = _("This title was decided again since; nothing is changed.")
        return web.nothing(text) if web.is_htmx() else web.go("jobclasses.review", text)
    text = _("%(title)s waits again.", title=row["title"])
    return web.nothing(text) if web.is_htmx() else web.go("jobclasses.review", text)


def _panel(title_id: str, values: Any, errors: Any = None) -> Response:
    row = titles.get(title_id)
    query = values.get("q", "")
    found = browsing.look_up({"q": query})[:PICKED] if query else []
    return web.page(
        "jobclasses/another.html",
        "panel",
        status=422 if errors else 200,
        row=row,
        values=values,
        errors=errors or {},
        found=found,
        occupation_titles={},
    )


@bp.get("/review/<title_id>/another")
@allow("jobclasses.match")
def review_another(title_id: str) -> Response:
    """Look for another class, or propose a new one."""
    asked = web.load_query(PickQuery)
    return _panel(title_id, {**asked, "title": titles.get(title_id)["title"]})


@bp.post("/review/<title_id>/new")
@allow("jobclasses.match")
def review_new(title_id: str) -> Response:
    """Propose a class from a title, and settle the title with it."""
    try:
        data = web.load(NewClassForm)
        decision = newclass.propose_for(title_id, data, actor=auth.actor())
    except Invalid as error:
        return _panel(title_id, request.form, error.errors)
    return web.go("jobclasses.review", _("%(title)s is proposed.", title=decision["title"]))
