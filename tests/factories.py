"""Small worlds for tests: two locals with every role, people, and a client that signs in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm import auth, db, localtime, tenancy
from crm.accounts import passwords, sessions
from crm.accounts import service as accounts
from crm.locals import service as local_bodies
from crm.tenancy import Actor

PASSWORD = "a long phrase for tests"
ROLES = ("organizer", "lead", "leadership", "admin", "auditor")
OWN, OTHER = "local-764", "local-33"
YESTERDAY = (localtime.today() - timedelta(days=1)).isoformat()
SOON = (localtime.today() + timedelta(days=30)).isoformat()
"""A day on which something may be due, whenever the tests run."""
_hash: list[str] = []


def _password_hash() -> str:
    if not _hash:
        _hash.append(passwords.hash_password(PASSWORD))
    return _hash[0]


def make_account(name: str, roles: Mapping[str, list[str]], **extra: Any) -> str:
    """An account with `roles` by local; its address is <name>@example.org."""
    memberships = [{"local_id": k, "roles": v, "grants": []} for k, v in roles.items()]
    doc = {
        "_id": f"acct-{name}",
        "email": f"{name}@example.org",
        "name": name.replace("-", " ").title(),
        "password": _password_hash(),
        "active": True,
        "suite_admin": False,
        "memberships": memberships,
        "totp": None,
        "recovery": [],
        "theme": "",
        "language": "",
        "created_at": db.now(),
        **extra,
    }
    return db.collection("accounts").insert(doc)


@dataclass
class World:
    """Who there is: `accounts['organizer']` is an account id of the own local."""

    accounts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls) -> "World":
        """Two locals, all plugins on, an account per role in each and a suite administrator."""
        world = cls()
        plugins = [p for p in tenancy.suite().registry.plugins if p != "core"]
        for slug in (OWN, OTHER):
            local_bodies.create(slug, slug.replace("-", " ").title(), plugins=plugins)
            days = {"$set": {"settings.core": {"time_zone": "UTC"}}}  # as the tests' own
            db.collection("locals").update({"_id": slug}, days)
        for role in ROLES:
            world.accounts[role] = make_account(role, {OWN: [role]})
            world.accounts[f"other-{role}"] = make_account(f"other-{role}", {OTHER: [role]})
        world.accounts["organizer2"] = make_account("organizer2", {OWN: ["organizer"]})
        world.accounts["suite"] = make_account("suite", {}, suite_admin=True)
        return world

    def actor(self, who: str, local: str = OWN) -> Actor:
        """The actor that an account is in a local."""
        account = accounts.get(self.accounts[who])
        return auth.actor_for(tenancy.suite().registry, account, local_bodies.get(local))

    @contextmanager
    def local(self, slug: str = OWN) -> Iterator[None]:
        """Inside a local."""
        with tenancy.local_scope(slug):
            yield


class Client:
    """A test browser: keeps cookies, sends the CSRF token, fills in the local."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        self.http: FlaskClient = app.test_client()
        self.csrf = ""

    def sign_in(self, who: str, *, stepped_up: bool = True) -> "Client":
        """Become `who` by a real session, without the form."""
        self.http = self.app.test_client()
        token = sessions.start(self.world.accounts[who], proven=stepped_up)
        with self.http.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        self.csrf = ""
        return self

    def _token(self) -> str:
        if not self.csrf:
            from flask_wtf.csrf import generate_csrf

            with self.app.test_request_context():
                from flask import session

                token = generate_csrf()
                raw = session["csrf_token"]
            with self.http.session_transaction() as cookie:
                cookie["csrf_token"] = raw
            self.csrf = token
        return self.csrf

    def path(self, path: str, local: str = OWN) -> str:
        """`~/people/` is the address inside the own local."""
        return path.replace("~", f"/l/{local}", 1) if path.startswith("~") else path

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """GET."""
        return self.http.get(self.path(path), **kwargs)

    def post(self, path: str, data: Any = None, *, method: str = "POST", **kwargs: Any) -> Any:
        """An unsafe request with the CSRF token in its header."""
        headers = {"X-CSRFToken": self._token(), **kwargs.pop("headers", {})}
        return self.http.open(self.path(path), method=method, data=data, headers=headers, **kwargs)
