"""Sign-in and sign-out."""

from typing import Any

from flask import request, session
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from crm import security, web
from crm.accounts import service as accounts
from crm.accounts import sessions, setup
from crm.accounts.schemas import LoginForm
from crm.accounts.signed_in import SignedIn
from crm.accounts.views.blueprint import bp
from crm.auth import public, signed_in
from crm.errors import Invalid
from crm.i18n import _
from crm.locals import service as local_bodies


def device() -> str:
    """The browser and system in two words, for the list of sessions."""
    agent = request.user_agent.string
    browser = next((b for b in ("Firefox", "Edg", "Chrome", "Safari") if b in agent), "")
    system = next((s for s in ("Android", "iPhone", "Windows", "Mac", "Linux") if s in agent), "")
    return f"{browser} {system}".strip() or "unknown"


def sign_in(account: dict[str, Any], *, proven: bool = True) -> None:
    """Start a fresh session for `account`; of an earlier one only an opened link survives."""
    link = session.get("link")
    session.clear()
    if link:
        session["link"] = link
    token = sessions.start(account["_id"], device=device(), proven=proven)
    accounts.note_sign_in(account["_id"])
    login_user(SignedIn(account, session={}, token=token))


@bp.get("/")
@public
def index() -> Response:
    """Where to go: first run, sign-in, the only local, or a choice of locals."""
    if not current_user.is_authenticated:
        return web.go("accounts.first_run" if setup.needed() else "accounts.login")
    memberships = current_user.account["memberships"]
    if len(memberships) == 1:
        return web.go("dashboard.today", local=memberships[0]["local_id"])
    bodies = [local_bodies.get(m["local_id"]) for m in memberships]
    return web.page("accounts/choose.html", bodies=bodies)


@bp.get("/login")
@public
def login() -> Response:
    """The sign-in form (alone, or as a panel over a form that is kept)."""
    if setup.needed():
        return web.go("accounts.first_run")
    return web.page("accounts/login.html", "form", values={}, errors={})


@bp.post("/login")
@public
def login_post() -> Response:
    """Sign in; the same answer for an unknown address and a wrong password."""
    try:
        data = web.load(LoginForm)
        _throttle(data["email"])
        account = accounts.authenticate(data["email"], data["password"])
        if account is None:
            raise Invalid(_("The address or the password is not right."))
        second = setup.second_factor_error(account, data.get("code", ""))
        if second is not None:
            raise Invalid({"code": [second]})
    except Invalid as error:
        security.throttle(OFFICE, _office())
        values = {"email": request.form.get("email", ""), "needs_code": "code" in error.errors}
        return web.page(
            "accounts/login.html", "form", status=422, values=values, errors=error.errors
        )
    _succeeded(data["email"])
    sign_in(account)
    if web.is_htmx():
        answer = web.page("accounts/signed_in.html")
        answer.headers["HX-Trigger"] = "signed-in"
        return answer
    return web.redirect_to(web.back_or("accounts.index"))


HERE, ACCOUNT, OFFICE = "8 per 15 minutes", "20 per hour", "60 per 15 minutes"
"""Tries of one account from one address, of one account, and failures of one address."""


def _throttle(email: str) -> None:
    """The narrowest limit first: tries it refuses do not use up what the whole office shares."""
    security.throttle(HERE, _here(email))
    security.throttle(ACCOUNT, _anywhere(email))
    security.throttle(OFFICE, _office(), spend=False)


def _succeeded(email: str) -> None:
    """Typing errors before a right password are forgotten, here only: not what others tried.

    Of the account's tries only this one is uncounted: whoever signs in often is not guessing.
    """
    security.forgive(HERE, _here(email))
    security.give_back(ACCOUNT, _anywhere(email))


def _office() -> str:
    return f"login|{security.address_key()}"


def _anywhere(email: str) -> str:
    return f"login|{email.casefold()}"


def _here(email: str) -> str:
    return f"{_office()}|{email.casefold()}"


@bp.post("/logout")
@signed_in
def logout() -> Response:
    """End this session, and with it every copy of its cookie."""
    if current_user.session:
        sessions.end(current_user.session["_id"])
    logout_user()
    session.clear()
    answer = web.go("accounts.login", _("You are signed out."))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
