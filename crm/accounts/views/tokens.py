"""My API tokens. They are made inside a local, because they open that local only."""

from typing import Any

from flask import g, request
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import auth, web
from crm.accounts import tokens
from crm.accounts.schemas import TokenForm
from crm.accounts.views.blueprint import bp
from crm.auth import allow, signed_in
from crm.errors import Invalid, StepUpNeeded
from crm.i18n import _


def _token_page(
    values: dict[str, Any], errors: dict[str, Any], status: int = 200, token: str = ""
) -> Response:
    held = [p for p in g.suite.registry.permissions() if auth.actor().can(p.id)]
    return web.page(
        "accounts/token.html",
        status=status,
        held=held,
        lives=[(n, _("%(n)d days", n=n)) for n in tokens.LIVES],
        values=values,
        errors=errors,
        token=token,
    )


def _need_factor() -> None:
    if current_user.must_enrol:
        raise StepUpNeeded(enrol=True)


@bp.get("/l/<local>/account/token")
@allow("local.view", step_up=True)
def new_token() -> Response:
    """The form for a token of this local."""
    _need_factor()
    return _token_page({"days": 90, "permissions": []}, {})


@bp.post("/l/<local>/account/token")
@allow("local.view", step_up=True)
def new_token_post() -> Response:
    """Make the token and show it, once."""
    _need_factor()
    try:
        data = web.load(TokenForm)
        token = tokens.create(data["name"], data["permissions"], data["days"], actor=auth.actor())
    except Invalid as error:
        values = {**request.form.to_dict(), "permissions": request.form.getlist("permissions")}
        return _token_page(values, error.errors, 422)
    return _token_page({}, {}, token=token)


@bp.post("/account/tokens/<token_id>/revoke")
@signed_in
def revoke_token(token_id: str) -> Response:
    """End one of my tokens."""
    tokens.revoke(token_id, current_user.account["_id"])
    return web.go("accounts.account", _("The token is revoked."))
