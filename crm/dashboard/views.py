"""Today (what needs me) and the dashboard (what leadership steers by)."""

from flask import Blueprint
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.registry import current as registry

bp = Blueprint("dashboard", __name__, template_folder="templates")


@bp.get("/")
@allow("local.view")
def today() -> Response:
    """The first screen: panels of the enabled plugins for this person, useful without a click."""
    panels = registry().render("today_panels", auth.actor())
    return web.page("dashboard/today.html", panels=panels)
