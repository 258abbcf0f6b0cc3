"""Flask-Login's user: an account with the session (or API token) it came by."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Request, g
from flask_login import AnonymousUserMixin, LoginManager, UserMixin

from crm import db, tenancy
from crm.accounts import sessions, tokens
from crm.errors import Unavailable

ADMIN_ROLES = frozenset({"admin"})


class SignedIn(UserMixin):
    """Who makes this request; `token_permissions` is None for a browser session."""

    def __init__(
        self,
        account: Mapping[str, Any],
        *,
        session: Mapping[str, Any] | None = None,
        token: str = "",
        api: Mapping[str, Any] | None = None,
    ) -> None:
        self.account, self.session, self._token = account, session or {}, token
        self.token_permissions = frozenset(api["permissions"]) if api else None
        self.token_local = api["local_id"] if api else ""

    def get_id(self) -> str:
        """What the cookie holds: the session's random token, never the account's id."""
        return self._token

    @property
    def stepped_up(self) -> bool:
        """Whether the password was given in the last minutes (never so for an API token)."""
        return sessions.stepped_up(self.session)

    @property
    def must_enrol(self) -> bool:
        """Whether an administrator still lacks a second factor (asked for in production)."""
        if not tenancy.suite().config.production or self.account.get("totp"):
            return False
        held = {role for m in self.account["memberships"] for role in m["roles"]}
        return bool(held & ADMIN_ROLES) or bool(self.account.get("suite_admin"))


class Anonymous(AnonymousUserMixin):
    """Nobody is signed in."""

    account: Mapping[str, Any] = {}
    session: Mapping[str, Any] = {}
    token_permissions = None
    token_local = ""
    stepped_up = False
    must_enrol = False


def _loaded(token: str) -> SignedIn | None:
    """The user of a session. Without the database nobody is, so that the error page shows."""
    try:
        return _by_session(token)
    except Unavailable:
        g._login_user = Anonymous()
        raise


def _by_session(token: str) -> SignedIn | None:
    session = sessions.find(token)
    account = db.collection("accounts").get(session["account_id"]) if session else None
    if account is None or not account["active"]:
        return None
    return SignedIn(account, session=session, token=token)


def _by_bearer(request: Request) -> SignedIn | None:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token or not request.path.startswith("/api/"):
        return None
    found = tokens.find(token.strip())
    account = db.collection("accounts").get(found["account_id"]) if found else None
    if found is None or account is None or not account["active"]:
        return None
    return SignedIn(account, api=found)


def init(app: Flask) -> None:
    """Attach Flask-Login to `app`."""
    manager = LoginManager(app)
    manager.session_protection = None  # the session is ours, in the database
    manager.anonymous_user = Anonymous
    manager.user_loader(_loaded)
    manager.request_loader(_by_bearer)
