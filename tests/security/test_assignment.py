"""Mass assignment: keys that a form does not have are refused, and change nothing."""

import os
from typing import Any

import pytest

from tests import figures
from tests.factories import OTHER
from tests.security import areas, bodies, matrix
from tests.security.harness import House
from tests.security.test_authorization import UNREACHED, UNSAFE

CACHES = areas.joined("CACHES")
pytestmark = pytest.mark.timeout(900)
TABLE = matrix.read()
MARK = "mass-assigned"
EXTRA: dict[str, Any] = {
    "_id": MARK, "local_id": OTHER, "local": OTHER, "created_by": MARK, "created_at": "2020-01-01",
    "updated_at": "2020-01-01", "version_": "9", "status": "deleted", "scopes": MARK,
    "grants": MARK, "memberships": MARK, "suite_admin": "true", "active": "false",
    "is_admin": "true", "account": MARK, "owner": MARK, "actor_id": MARK, "by": MARK, "kw": MARK,
    "sort_key": MARK, "facets": MARK, "import_id": MARK, "workplace_ids": MARK, "team": MARK,
    "undone": "true", "before": MARK, "password_hash": MARK, "recovery": MARK, "totp": MARK,
    "state_": MARK, "expires_at": "2099-01-01", "merged_into": MARK,
}  # fmt: skip
COUNT = 25
EVERY = 1 if os.environ.get("CALLBOARD_FAULTS") == "full" else 3
"""Each write is sent every third of the keys, in turn; all with CALLBOARD_FAULTS=full."""
OPEN = frozenset(
    {"accounts.theme", "accounts.load_demo", "duplicates.find", "workplaces.election_import_start"}
)
"""Writes without a schema, because a button sends them: what else they are sent is not read."""


SAYS_SO = frozenset({"campaigns.assign", "lists.run", "people.alike"})
"""Writes of a list's buttons, and a hint while typing: they change nothing and say why in a
message on the page they come from."""
OPEN |= areas.united("OPEN")
SAYS_SO |= areas.united("SAYS_SO")


def _extra(body: dict[str, Any], number: int) -> list[str]:
    return [key for key in EXTRA if key not in body][:COUNT][number % EVERY :: EVERY]


def test_extra_keys_are_refused(house: House) -> None:
    wrong, cases = [], 0
    for number, rule in enumerate(house.rules()):
        method = next(iter(UNSAFE & set(matrix.methods(rule))), "")
        sent = bodies.sent(rule.endpoint, house.own)
        if not method or "query_string" in sent:
            continue
        row, path = TABLE[rule.endpoint], house.path(rule, TABLE[rule.endpoint])
        letter = next(c for c in "molusnxa" if row.may(c))
        kind, body = next(iter(sent.items()), ("data", {}))
        strict = bool(body) and rule.endpoint not in OPEN
        for key in _extra(body, number):
            answer = house.send(letter, method, path, **{kind: {**body, key: EXTRA[key]}})
            status = answer.status_code
            fine = status == 422 or (rule.endpoint in UNREACHED and status in {404, 303})
            fine = fine or rule.endpoint in SAYS_SO
            changed = house.changed() - CACHES.get(rule.endpoint, set())
            if strict and (not fine or changed):
                wrong.append(f"{rule.endpoint} with {key}: {status} {sorted(changed)}")
            elif MARK in repr(house.written()) or status >= 500:
                wrong.append(f"{rule.endpoint} with {key}: stored what it was not asked for")
            house.restore()
            cases += 1
    figures.record("mass assignment cases tried", cases)
    assert not wrong, f"{len(wrong)} of {cases}:\n" + "\n".join(wrong)
