"""Requests for access: the page under Settings and the panel on Today."""

from flask import render_template
from werkzeug.wrappers import Response

from crm import auth, web
from crm.admin import requests as access_requests
from crm.admin.views.blueprint import AT, bp, page
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from crm.tenancy import Actor


@bp.get(f"{AT}/requests")
@allow("people.see_all")
def requests() -> Response:
    """Who asks for access to whom."""
    return _requests_page({})


def _requests_page(errors: dict[str, object], status: int = 200) -> Response:
    found = access_requests.open_requests(auth.actor())
    return page(
        "admin/requests.html", status=status, tab="admin.requests", requests=found, errors=errors
    )


def _answer(request_id: str, grant: bool) -> Response:
    try:
        access_requests.answer(request_id, grant, auth.actor())
    except Invalid as error:
        return _requests_page(error.errors, 422)
    return web.go("admin.requests", _("Access is given.") if grant else _("Access is refused."))


@bp.post(f"{AT}/requests/<request_id>/grant")
@allow("people.see_all")
def grant(request_id: str) -> Response:
    """Open the person to the one who asked."""
    return _answer(request_id, True)


@bp.post(f"{AT}/requests/<request_id>/refuse")
@allow("people.see_all")
def refuse(request_id: str) -> Response:
    """Keep the person closed."""
    return _answer(request_id, False)


def today_panel(*, actor: Actor) -> str:
    """Open requests on Today; nothing where there are none."""
    found = access_requests.open_requests(actor, limit=5)
    return render_template("admin/requests_panel.html", requests=found) if found else ""
