"""Sign-in, sign-out, first run and an account's own page."""

from typing import Any

from flask import Blueprint, request, session
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from crm import security, web
from crm.accounts import service as accounts
from crm.accounts import sessions, setup
from crm.accounts.schemas import LoginForm, SetupForm
from crm.accounts.signed_in import SignedIn
from crm.auth import public, signed_in
from crm.errors import Invalid
from crm.i18n import _
from crm.locals import service as local_bodies

bp = Blueprint("accounts", __name__, template_folder="templates")


def device() -> str:
    """The browser and system in two words, for the list of sessions."""
    agent = request.user_agent.string
    browser = next((b for b in ("Firefox", "Edg", "Chrome", "Safari") if b in agent), "")
    system = next((s for s in ("Android", "iPhone", "Windows", "Mac", "Linux") if s in agent), "")
    return f"{browser} {system}".strip() or "unknown"


def sign_in(account: dict[str, Any]) -> None:
    """Start a fresh session for `account` (nothing of an earlier one survives)."""
    session.clear()
    token = sessions.start(account["_id"], device=device())
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
        values = {"email": request.form.get("email", ""), "needs_code": "code" in error.errors}
        return web.page(
            "accounts/login.html", "form", status=422, values=values, errors=error.errors
        )
    sign_in(account)
    if web.is_htmx():
        answer = web.page("accounts/signed_in.html")
        answer.headers["HX-Trigger"] = "signed-in"
        return answer
    return web.redirect_to(web.back_or("accounts.index"))


def _throttle(email: str) -> None:
    address = security.address_key()
    security.throttle("30 per 15 minutes", f"login|{address}")
    security.throttle("20 per hour", f"login|{email.casefold()}")
    security.throttle("8 per 15 minutes", f"login|{address}|{email.casefold()}")


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


@bp.get("/setup")
@public
def first_run() -> Response:
    """The first page of an empty installation."""
    if not setup.needed():
        return web.go("accounts.login")
    token = request.args.get("token", "")
    return web.page("accounts/setup.html", values={"token": token}, errors={})


@bp.post("/setup")
@public
def first_run_post() -> Response:
    """Create the first local and its administrator."""
    security.throttle("20 per hour", f"setup|{security.address_key()}")
    try:
        data = web.load(SetupForm)
        account = setup.first_local(data)
    except Invalid as error:
        values = {k: v for k, v in request.form.items() if k != "password"}
        return web.page("accounts/setup.html", status=422, values=values, errors=error.errors)
    sign_in(account)
    return web.go("dashboard.today", local=data["slug"])


@bp.get("/account")
@signed_in
def account() -> Response:
    """My account: name, password, second factor, where I am signed in."""
    found = sessions.of_account(current_user.account["_id"])
    return web.page("accounts/account.html", sessions=found, values={}, errors={})


@bp.post("/account/theme")
@signed_in
def theme() -> Response:
    """Keep the choice of dark or light."""
    accounts.set_theme(current_user.account["_id"], request.form.get("theme", ""))
    return web.nothing()
