"""My account: name, password, theme and where I am signed in."""

from typing import Any

from flask import request
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import security, web
from crm.accounts import service as accounts
from crm.accounts import sessions, tokens
from crm.accounts.schemas import EndSessionForm, NameForm, PasswordForm
from crm.accounts.views.blueprint import bp
from crm.auth import signed_in
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.locals import service as local_bodies


@bp.get("/account")
@signed_in
def account() -> Response:
    """My account."""
    return _account_page({"name": current_user.account["name"]}, {})


def _account_page(values: dict[str, Any], errors: dict[str, Any], status: int = 200) -> Response:
    mine = current_user.account
    bodies = [local_bodies.get(m["local_id"]) for m in mine["memberships"]]
    return web.page(
        "accounts/account.html",
        status=status,
        sessions=sessions.of_account(mine["_id"]),
        tokens=tokens.of_account(mine["_id"]),
        bodies=bodies,
        values={"name": mine["name"], "theme": mine["theme"], **values},
        errors=errors,
    )


@bp.post("/account/name")
@signed_in
def rename() -> Response:
    """Change my name."""
    try:
        name = web.load(NameForm)["name"]
    except Invalid as error:
        return _account_page({"name": request.form.get("name", "")}, error.errors, 422)
    accounts.rename(current_user.account["_id"], name)
    return web.go("accounts.account", _("Your name is changed."))


@bp.post("/account/password")
@signed_in
def change_password() -> Response:
    """Change my password; every session but this one ends."""
    mine = current_user.account
    security.throttle("8 per 15 minutes", f"confirm|{mine['_id']}")
    try:
        data = web.load(PasswordForm)
        if accounts.authenticate(mine["email"], data["current"]) is None:
            raise Invalid({"current": [_("This is not your present password.")]})
        accounts.set_password(
            mine["_id"], data["password"], keep_session=current_user.session["_id"]
        )
    except Invalid as error:
        return _account_page({}, error.errors, 422)
    return web.go("accounts.account", _("Your password is changed; other sessions have ended."))


@bp.post("/account/theme")
@signed_in
def theme() -> Response:
    """Keep the choice of dark, light or as the system has it."""
    accounts.set_theme(current_user.account["_id"], request.form.get("theme", ""))
    if request.form.get("from") == "account":
        return web.go("accounts.account")
    return web.nothing()


@bp.post("/account/sessions/end")
@signed_in
def end_session() -> Response:
    """End one of my sessions."""
    try:
        session_id = web.load(EndSessionForm)["session_id"]
    except Invalid as error:
        raise NotFound() from error
    sessions.end_own(session_id, current_user.account["_id"])
    return web.go("accounts.account", _("That session has ended."))


@bp.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> Response:
    """End all my sessions but this one."""
    sessions.end_all(current_user.account["_id"], but=current_user.session["_id"])
    return web.go("accounts.account", _("All other sessions have ended."))
