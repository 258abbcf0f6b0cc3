"""Today (what needs me) and the dashboard (what leadership steers by)."""

from flask import Blueprint
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.dashboard import service
from crm.registry import current as registry

bp = Blueprint("dashboard", __name__, template_folder="templates")


@bp.get("/")
@allow("local.view")
def today() -> Response:
    """The first screen: panels of the enabled plugins for this person, useful without a click."""
    panels = registry().render("today_panels", auth.actor())
    return web.page("dashboard/today.html", panels=panels)


@bp.get("/dashboard")
@allow("dashboard.view")
def overview() -> Response:
    """The plugins' tiles, and the counts that the locals under this body share."""
    tiles = registry().render("dashboard_tiles", auth.actor())
    below = service.below()
    labels = list(dict.fromkeys(label for row in below for label in row.counts or ()))
    return web.page("dashboard/overview.html", tiles=tiles, below=below, labels=labels)
