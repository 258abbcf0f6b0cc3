"""The page of possible duplicates: merge or dismiss, by mouse, thumb or keyboard."""

from flask import Blueprint
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from crm import jobs, web
from crm.auth import actor, allow
from crm.i18n import _
from crm.people import duplicates, resemblance
from crm.schemas import Form

bp = Blueprint("duplicates", __name__, template_folder="templates")


class Query(Form):
    """Where the next page of pairs begins."""

    below = fields.Integer(load_default=101, validate=validate.Range(min=1, max=101))


@bp.get("/")
@allow("people.merge")
def index() -> Response:
    """Open pairs, the likeliest first."""
    found = duplicates.open_pairs(actor=actor(), **web.load_query(Query))
    return web.page("people/duplicates.html", "pairs", found=found, words=resemblance.REASONS)


@bp.post("/<pair>/dismiss")
@allow("people.merge")
def dismiss(pair: str) -> Response:
    """These are two people: never show the pair again (but for the undo)."""
    duplicates.set_state(pair, "dismissed", actor=actor())
    return _answer(_("Kept apart for good."), web.flask_url_for("duplicates.reopen", pair=pair))


@bp.post("/<pair>/reopen")
@allow("people.merge")
def reopen(pair: str) -> Response:
    """Undo a dismissal."""
    duplicates.set_state(pair, "open", actor=actor())
    return _answer(_("The pair is back in the list."))


def _answer(message: object, undo: str = "") -> Response:
    if not web.is_htmx():
        return web.go("duplicates.index", message)
    return web.with_toast(web.make_response("", 200), message, undo=undo)


@bp.post("/find")
@allow("people.merge")
def find() -> Response:
    """Look through the whole local now."""
    jobs.enqueue("core.find_duplicates", {"again": True}, by=actor().account_id, key="all")
    message = _("Looking for duplicates; the list fills in a moment. Open it again then.")
    return web.go("duplicates.index", message)
