"""Proving who sits there: the password again before risky changes, and the second factor."""

from typing import Any

import segno
from flask import session
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import security, web
from crm.accounts import service as accounts
from crm.accounts import sessions, setup, totp
from crm.accounts.schemas import CodeForm, ProofForm
from crm.accounts.views.blueprint import bp
from crm.auth import SIGNED_IN, allow, signed_in
from crm.errors import Invalid
from crm.i18n import _


@bp.get("/confirm")
@signed_in
def confirm() -> Response:
    """Ask for the password again; then the page that asked for it."""
    return _confirm_page({})


def _confirm_page(errors: dict[str, Any], status: int = 200) -> Response:
    return web.page("accounts/confirm.html", status=status, errors=errors)


@bp.post("/confirm")
@signed_in
def confirm_post() -> Response:
    """Note the proof for ten minutes and go on."""
    account = current_user.account
    security.throttle("8 per 15 minutes", f"confirm|{account['_id']}")
    try:
        data = web.load(ProofForm)
        if accounts.authenticate(account["email"], data["password"]) is None:
            raise Invalid({"password": [_("The password is not right.")]})
        second = setup.second_factor_error(account, data["code"])
        if second is not None:
            raise Invalid({"code": [second]})
    except Invalid as error:
        return _confirm_page(error.errors, 422)
    sessions.step_up(current_user.session["_id"])
    return web.redirect_to(web.back_or("accounts.account"))


@bp.get("/account/second-factor")
@allow(SIGNED_IN, step_up=True)
def second_factor() -> Response:
    """Show the QR code of a new authenticator, or that there is one."""
    if current_user.account["totp"]:
        return web.page("accounts/second_factor.html", secret="", codes=(), errors={})
    session.setdefault("enrol", totp.new_secret())
    return _enrol_page({})


def _enrol_page(errors: dict[str, Any], status: int = 200) -> Response:
    secret = session["enrol"]
    picture = segno.make(totp.address(secret, current_user.account["email"]), error="m")
    return web.page(
        "accounts/second_factor.html",
        status=status,
        secret=secret,
        picture=picture.svg_data_uri(scale=5, border=3, light="#fff"),
        codes=(),
        errors=errors,
    )


@bp.post("/account/second-factor")
@allow(SIGNED_IN, step_up=True)
def second_factor_post() -> Response:
    """Switch the second factor on and show the recovery codes, once."""
    if current_user.account["totp"] or "enrol" not in session:
        return web.go("accounts.second_factor")
    security.throttle("10 per 15 minutes", f"enrol|{current_user.account['_id']}")
    try:
        code = web.load(CodeForm)["code"]
        codes = totp.enrol(current_user.account["_id"], session["enrol"], code)
        if codes is None:
            raise Invalid({"code": [_("This code is not right; is the clock of the phone?")]})
    except Invalid as error:
        return _enrol_page(error.errors, 422)
    del session["enrol"]
    target = web.back_or("accounts.account")
    return web.page("accounts/second_factor.html", secret="", codes=codes, errors={}, next=target)


@bp.post("/account/second-factor/remove")
@allow(SIGNED_IN, step_up=True)
def second_factor_remove() -> Response:
    """Switch the second factor off."""
    totp.remove(current_user.account["_id"])
    return web.go("accounts.account", _("The second factor is off."))
