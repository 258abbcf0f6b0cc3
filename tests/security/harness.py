"""Requests as any of the nine principals, and the database put back after each that wrote.

What a request wrote is known from the commands it sent (`tests.shapes`), so that looking for a
change and undoing it costs only the collections concerned.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from crm import audit, db, ratelimits
from crm.accounts import sessions
from tests import shapes
from tests.factories import OTHER, OWN, World
from tests.security import bodies, matrix
from tests.security.seed import Values

LIMITS = (ratelimits.COUNTERS, ratelimits.WINDOWS)
LIVE = frozenset({"sessions", *LIMITS})
"""Collections that a mere visit may touch."""
POLICY = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PUBLIC = {"Referrer-Policy": "no-referrer"}
"""What pages without an account say otherwise: their address is a secret."""
NOISE = re.compile(
    rb'name="csrf_token"[^>]*|name="csrf-token"[^>]*|X-CSRFToken[^}]*|[?&]v=[0-9a-f]+'
    rb"|[0-9a-f]{20,}|\d+ (minutes?|seconds?) ago|just now"
    rb'|"(created|updated)_at":"[^"]*"'
)
"""What differs between any two answers: tokens, new ids, and when something was made."""
READS = frozenset({audit.READ, "download"})
"""Entries of the trail that say somebody looked."""
Docs = Mapping[Any, db.Doc]
Documents = dict[str, Docs]


@dataclass
class Crash:
    """A request that ended in an exception: what a production server answers with 500."""

    error: BaseException
    status_code: int = 500
    data: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    location: str | None = None
    is_json: bool = False

    def __str__(self) -> str:
        return f"{type(self.error).__name__}: {self.error}"[:300]


Answer = TestResponse | Crash


def everything() -> Documents:
    """All documents of all collections."""
    database = db.raw_database()
    return {name: {doc["_id"]: doc for doc in database[name].find({})} for name in db.declared()}


def _visible(name: str, docs: Docs) -> Docs:
    """What counts as a change: not a session's last use, not the audit of a read."""
    if name in LIVE:
        return {}
    if name == "audit":
        return {k: v for k, v in docs.items() if v["action"] not in READS}
    return docs


class House:
    """The seeded installation with its application."""

    def __init__(self, app: Flask, world: World, values: dict[str, Values]) -> None:
        self.app, self.world = app, world
        self.own, self.other = values[OWN], values[OTHER]
        self.http = app.test_client(use_cookies=False)
        self.cookies: dict[tuple[str, bool], tuple[str, str]] = {}
        self.answers = 0
        self.headers_wrong: list[str] = []
        self.foreign: set[str] = set()
        for letter in matrix.PRINCIPALS:
            for proven in (True, False):
                self.cookies[letter, proven] = self._cookie(letter, proven)
        self._stay_awake()
        self.stored = everything()
        for held in (self.own, self.other):
            bodies.versions(held, self.stored)
        shapes.writes.clear()

    def _stay_awake(self) -> None:
        """Sessions and their step-ups last as long as the tests, however slow the machine."""
        found, later = db.raw_database()["sessions"], db.now() + timedelta(hours=3)
        found.update_many({}, {"$set": {"seen_at": later}})
        found.update_many({"stepped_up_at": {"$ne": None}}, {"$set": {"stepped_up_at": later}})

    def _cookie(self, letter: str, proven: bool) -> tuple[str, str]:
        """A cookie with a session of this principal, and the CSRF token that goes with it."""
        client = self.app.test_client()
        with self.app.test_request_context():
            token, raw = generate_csrf(), session["csrf_token"]
        with client.session_transaction() as cookie:
            cookie["csrf_token"] = raw
            if letter != "a":
                account = self.world.accounts[matrix.PRINCIPALS[letter]]
                cookie["_user_id"] = sessions.start(account, proven=proven)
                cookie["_fresh"] = True
        found = client.get_cookie("callboard")
        assert found is not None
        return f"callboard={found.value}", token

    def send(
        self,
        letter: str,
        method: str,
        path: str,
        *,
        proven: bool = True,
        csrf: bool = True,
        headers: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> Answer:
        """One request; every answer's headers are looked at."""
        cookie, token = self.cookies[letter, proven]
        sent = {"Cookie": cookie, **({"X-CSRFToken": token} if csrf else {}), **(headers or {})}
        try:
            answer = self.http.open(path, method=method, headers=sent, buffered=True, **kwargs)
        except Exception as error:
            return Crash(error)
        answer.close()
        self._look(answer, method, path)
        return answer

    def _look(self, answer: TestResponse, method: str, path: str) -> None:
        self.answers += 1
        policy = answer.headers.get("Content-Security-Policy", "")
        wanted = {**HEADERS, **(PUBLIC if path.startswith("/p/") else {})}
        wrong = [name for name, value in wanted.items() if answer.headers.get(name) != value]
        wrong += [part for part in POLICY if part not in policy]
        if "unsafe-" in policy or "http:" in policy or "*" in policy:
            wrong.append("CSP is too wide")
        kept = answer.headers.get("Cache-Control", "")
        if "no-store" not in kept and not path.startswith("/static/"):
            wrong.append(f"Cache-Control {kept!r}")
        if "Server" in answer.headers or "X-Powered-By" in answer.headers:
            wrong.append("names its server")
        if wrong:
            self.headers_wrong.append(f"{method} {path}: {wrong}")

    def rules(self) -> list[Rule]:
        """The rules that have their line and whose records are there (tests say so of the rest)."""
        table = matrix.read()
        return [
            rule
            for rule in matrix.rules(self.app)
            if (row := table.get(rule.endpoint))
            and all(row.ids.get(name, name) in self.own for name in rule.arguments)
        ]

    def path(self, rule: Rule, row: matrix.Row, values: Values | None = None) -> str:
        """The address of a rule, of the own local's records or with `values` put in."""
        given = {**self.own, **(values or {})}
        wanted = {name: given[row.ids.get(name, name)] for name in rule.arguments}
        built = rule.build(wanted, append_unknown=False)
        assert built is not None, f"no address for {rule}: {wanted}"
        return str(built[1])

    def _differences(self) -> dict[str, tuple[Docs, Docs]]:
        """What was written since the last time, by collection: as seeded, and as it is now."""
        database, found = db.raw_database(), {}
        for name in shapes.writes.keys() & self.stored.keys():
            ids, stored = shapes.writes[name], self.stored[name]
            query = {} if ids is None else {"_id": {"$in": list(ids)}}
            now = {doc["_id"]: doc for doc in database[name].find(query)}
            before = stored if ids is None else {k: stored[k] for k in ids if k in stored}
            found[name] = (before, now)
        return found

    def _touched(self) -> dict[str, list[db.Doc]]:
        """The documents that differ from the seed in a way that counts, by collection."""
        found: dict[str, list[db.Doc]] = {}
        for name, (all_before, all_now) in self._differences().items():
            before, now = _visible(name, all_before), _visible(name, all_now)
            keys = [k for k in before.keys() | now.keys() if before.get(k) != now.get(k)]
            if keys:
                found[name] = [now.get(key) or before[key] for key in keys]
        return found

    def changed(self) -> set[str]:
        """Collections that differ from the seed."""
        return set(self._touched())

    def touched(self) -> int:
        """How many documents differ from the seed."""
        return sum(map(len, self._touched().values()))

    def written(self) -> list[db.Doc]:
        """The documents that differ from the seed."""
        return [doc for docs in self._touched().values() for doc in docs]

    def changed_elsewhere(self, local_id: str) -> set[str]:
        """Collections in which a document of this local differs from the seed."""
        return {
            name
            for name, docs in self._touched().items()
            if any(doc.get("local_id") == local_id for doc in docs)
        }

    def restore(self) -> None:
        """Put back what was written since the last time; tries that are limited start anew."""
        for name in LIMITS:
            if name in shapes.writes:
                db.raw_database()[name].delete_many({})
        for name, (before, now) in self._differences().items():
            wrong = {k for k in before.keys() | now.keys() if before.get(k) != now.get(k)}
            batch: list[Any] = [db.Delete({"_id": key}) for key in wrong & now.keys()]
            batch += [db.Insert(before[key]) for key in wrong & before.keys()]
            if batch:
                db.raw_database()[name].bulk_write(batch)
        shapes.writes.clear()


def refused(answer: Answer) -> bool:
    """Whether the door stayed shut: sign-in, 403, 404, or a step-up first."""
    if answer.status_code in {401, 403, 404}:
        return True
    where = answer.location or ""
    return answer.status_code in {302, 303} and where.startswith(
        ("/login?next=", "/confirm", "/account/second-factor?")
    )


def plain(answer: Answer, *ids: str) -> bytes:
    """The body without what differs from one answer to the next (and without `ids`)."""
    body = NOISE.sub(b"", answer.data)
    for each in sorted(ids, key=len, reverse=True):
        body = body.replace(each.encode(), b"<id>")
    return body
