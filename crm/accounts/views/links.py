"""Opening invitation and reset links, and asking for a new password.

The token of the address is moved into the browser's session at once, so that the address bar,
the history and the referrer of the page that follows do not hold it.
"""

from typing import Any

from flask import request, session, url_for
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from crm import mail, security, web
from crm.accounts import links
from crm.accounts import service as accounts
from crm.accounts.schemas import ForgottenForm, JoinForm, NewPasswordForm
from crm.accounts.views.blueprint import bp
from crm.accounts.views.signing_in import sign_in
from crm.auth import public, signed_in
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.locals import service as local_bodies
from crm.tenancy import suite


def address(token: str) -> str:
    """The whole address of a link, as it is mailed or copied."""
    path = url_for("accounts.open_link", token=token)
    return (suite().config.base_url or request.host_url.rstrip("/")) + path


@bp.get("/link/<token>")
@public
def open_link(token: str) -> Response:
    """Move the token into the session and go on to the page it opens."""
    security.throttle("60 per 15 minutes", f"link|{security.address_key()}")
    session["link"] = token
    return web.go("accounts.link")


@bp.get("/link")
@public
def link() -> Response:
    """What the opened link offers: choose a password, or accept an invitation."""
    return _link_page({}, {})


def _found() -> dict[str, Any]:
    try:
        return links.find(session.get("link", ""))
    except NotFound:
        session.pop("link", None)
        raise


def _link_page(values: dict[str, Any], errors: dict[str, Any], status: int = 200) -> Response:
    try:
        found = _found()
    except NotFound:
        return web.page("accounts/link_gone.html", status=404)
    known = accounts.by_email(found["email"])
    body = local_bodies.get(found["local_id"]) if found["local_id"] else None
    return web.page(
        "accounts/link.html",
        status=status,
        link=found,
        known=bool(known and known["active"]),
        mine=current_user.is_authenticated and current_user.account["email"] == found["email"],
        body=body,
        values=values,
        errors=errors,
    )


@bp.post("/link")
@public
def link_post() -> Response:
    """Use the link: a new password, or a new account with its roles."""
    security.throttle("30 per 15 minutes", f"link-use|{security.address_key()}")
    try:
        found = _found()
        if found["purpose"] == links.RESET:
            return _reset()
        data = web.load(JoinForm)
        account = links.accept_as_new(session["link"], data["name"], data["password"])
    except NotFound:
        return web.page("accounts/link_gone.html", status=404)
    except Invalid as error:
        return _link_page({"name": request.form.get("name", "")}, error.errors, 422)
    session.pop("link", None)
    sign_in(account)
    return web.go("accounts.index")


def _reset() -> Response:
    links.use_reset(session["link"], web.load(NewPasswordForm)["password"])
    session.pop("link", None)
    if current_user.is_authenticated:
        logout_user()
    return web.go("accounts.login", _("Your password is changed. Please sign in."))


@bp.post("/link/accept")
@signed_in
def accept_link() -> Response:
    """Accept an invitation with the account that is signed in."""
    proven = current_user.stepped_up
    account = links.accept_as(session.get("link", ""), current_user.account["_id"])
    session.pop("link", None)
    sign_in(account, proven=proven)  # new roles ended every session of the account
    return web.go("accounts.index")


@bp.get("/forgotten")
@public
def forgotten() -> Response:
    """Ask for a reset link, or learn whom to ask where no mail is set up."""
    shown: dict[str, Any] = {"values": {}, "errors": {}, "sent": False}
    return web.page("accounts/forgotten.html", mail=mail.configured(), **shown)


@bp.post("/forgotten")
@public
def forgotten_post() -> Response:
    """Mail a link if there is such an account; the answer never tells."""
    values = {"email": request.form.get("email", "")}
    shown: dict[str, Any] = {"values": values, "errors": {}, "sent": False, "mail": True}
    try:
        email = web.load(ForgottenForm)["email"]
    except Invalid as error:
        shown["errors"] = error.errors
        return web.page("accounts/forgotten.html", status=422, **shown)
    caller = security.address_key()
    security.throttle("10 per hour", f"forgotten|{caller}")
    security.throttle("4 per hour", f"forgotten|{email.casefold()}")
    links.forgotten(email, address)
    return web.page("accounts/forgotten.html", **{**shown, "sent": True, "mail": mail.configured()})
