"""The search: a fragment while typing, and a page of its own."""

from flask import Blueprint
from marshmallow import fields
from werkzeug.wrappers import Response

from crm import web
from crm.auth import actor, allow
from crm.schemas import Form
from crm.search import service

bp = Blueprint("search", __name__, template_folder="templates")


class SearchForm(Form):
    """What is searched for; posted, so that no log or history keeps it."""

    words = fields.String(load_default="")


@bp.get("/search")
@allow("people.view")
def page() -> Response:
    """The search as a page."""
    return web.page("search/page.html", words="", groups=(), limit=service.MANY)


@bp.post("/search")
@allow("people.view")
def all_results() -> Response:
    """Every hit, up to a hundred of each source."""
    words = web.load(SearchForm)["words"]
    groups = service.search(words, actor=actor(), limit=service.MANY)
    return web.page("search/page.html", "results", words=words, groups=groups, limit=service.MANY)


@bp.post("/search/results")
@allow("people.view")
def results() -> Response:
    """The first hits of each source, while somebody types (a fragment)."""
    words = web.load(SearchForm)["words"]
    groups = service.search(words, actor=actor())
    return web.page("search/hits.html", words=words, groups=groups)
