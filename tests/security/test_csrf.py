"""Requests from elsewhere: every write without its token or from another site; every page read."""

import pytest
from werkzeug.routing import Rule

from tests import figures
from tests.security import bodies, matrix
from tests.security.harness import House
from tests.security.test_authorization import CACHES, UNSAFE

pytestmark = pytest.mark.timeout(900)
TABLE = matrix.read()
FOREIGN = (
    ("no token", False, {}),
    ("a wrong token", False, {"X-CSRFToken": "ImZha2Ui.aaaaaa.bbbbbbbbbbbbbbbb"}),
    ("another origin", True, {"Origin": "https://elsewhere.example"}),
    ("another origin that looks alike", True, {"Origin": "http://localhost.elsewhere.example"}),
    ("another site by metadata", True, {"Sec-Fetch-Site": "cross-site"}),
    ("a sister site by metadata", True, {"Sec-Fetch-Site": "same-site"}),
    ("a null origin without token", False, {"Origin": "null"}),
    ("our origin without token", False, {"Origin": "http://localhost"}),
)
"""What a request from another page looks like: (name, whether it has the token, headers)."""


def _writes(house: House) -> list[Rule]:
    return [rule for rule in house.rules() if UNSAFE & set(matrix.methods(rule))]


def test_no_write_comes_from_elsewhere(house: House) -> None:
    wrong, cases = [], 0
    for rule in _writes(house):
        row = TABLE[rule.endpoint]
        letter = next(c for c in "molusnxa" if row.may(c))
        path = house.path(rule, row)
        for method in sorted(UNSAFE & set(matrix.methods(rule))):
            for name, token, headers in FOREIGN:
                sent = bodies.sent(rule.endpoint, house.own)
                answer = house.send(letter, method, path, csrf=token, headers=headers, **sent)
                if answer.status_code not in {400, 403} or house.changed():
                    wrong.append(f"{method} {rule.endpoint} with {name}: {answer.status_code}")
                house.restore()
                cases += 1
    figures.record("CSRF cases tried", cases)
    assert not wrong, "\n".join(wrong)


def test_the_token_of_somebody_else_is_worth_nothing(house: House) -> None:
    wrong = []
    _cookie, foreign = house.cookies["o", True]
    for rule in _writes(house):
        row = TABLE[rule.endpoint]
        if not row.may("m"):
            continue
        sent = bodies.sent(rule.endpoint, house.own)
        method = next(iter(UNSAFE & set(matrix.methods(rule))))
        path, headers = house.path(rule, row), {"X-CSRFToken": foreign}
        answer = house.send("m", method, path, csrf=False, headers=headers, **sent)
        if answer.status_code != 400 or house.changed():
            wrong.append(f"{method} {rule.endpoint}: {answer.status_code}")
        house.restore()
    figures.record("CSRF cases tried", len(_writes(house)))
    assert not wrong, "\n".join(wrong)


def test_reading_with_a_query_changes_nothing(house: House) -> None:
    """Pages without one are read by everybody in the authorization matrix."""
    wrong, cases = [], 0
    for rule in house.rules():
        if rule.endpoint not in bodies.QUERIES:
            continue
        path, query = house.path(rule, TABLE[rule.endpoint]), bodies.QUERIES[rule.endpoint]
        for letter in matrix.LETTERS:
            house.send(letter, "GET", path, query_string=query(house.own))
            if changed := house.changed() - CACHES.get(rule.endpoint, set()):
                wrong.append(f"GET {path} by {letter}: {sorted(changed)}")
            house.restore()
            cases += 1
    figures.record("CSRF cases tried", cases)
    assert not wrong, "\n".join(wrong)
