"""Browsing classes, and the page of one."""

from werkzeug.wrappers import Response

from crm import web
from crm.auth import allow
from plugins.jobclasses.schemas import BrowseQuery
from plugins.jobclasses.service import browsing, classes
from plugins.jobclasses.views.blueprint import bp


@bp.get("/")
@allow("jobclasses.view")
def index() -> Response:
    """All classes, narrowed by words, craft, status and AI; the results alone while typing."""
    asked = web.load_query(BrowseQuery)
    found = browsing.look_up(asked)
    return web.page("jobclasses/index.html", "results", asked=asked, found=found)


@bp.get("/classes/<class_key>")
@allow("jobclasses.view")
def show(class_key: str) -> Response:
    """One class: what it is and all that is known of it."""
    return web.page("jobclasses/class.html", job=classes.get(class_key))
