"""First run: an empty installation gets its first local, or the demo."""

from flask import request, session
from werkzeug.wrappers import Response

from crm import security, web
from crm.accounts import setup
from crm.accounts.schemas import SetupForm
from crm.accounts.views.blueprint import bp
from crm.accounts.views.signing_in import sign_in
from crm.admin import work
from crm.auth import public
from crm.errors import Invalid, NotFound


@bp.get("/setup")
@public
def first_run() -> Response:
    """The first page of an empty installation."""
    if not setup.needed():
        return web.go("accounts.login")
    token = request.args.get("token", "")
    return _form({"token": token}, {})


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
        return _form(values, error.errors, 422)
    sign_in(account)
    return web.go("dashboard.today", local=data["slug"])


def _form(values: dict[str, str], errors: dict[str, object], status: int = 200) -> Response:
    return web.page(
        "accounts/setup.html",
        status=status,
        values=values,
        errors=errors,
        demo=setup.has_demo(),
    )


@bp.post("/setup/demo")
@public
def load_demo() -> Response:
    """Fill the empty installation with made-up people, in the background."""
    security.throttle("20 per hour", f"setup|{security.address_key()}")
    token = request.form.get("token", "")
    try:
        session["demo_job"], session["demo_password"] = setup.load_demo(token)
    except Invalid as error:
        return _form({"token": token}, error.errors, 422)
    return web.go("accounts.demo_progress")


@bp.get("/setup/demo")
@public
def demo_progress() -> Response:
    """How far the demo is; only for the browser that asked for it."""
    job = work.of_suite(session.get("demo_job", ""))
    if job is None:
        raise NotFound()
    password = session.get("demo_password", "")
    return web.page("accounts/demo.html", "job", job=job, password=password)
