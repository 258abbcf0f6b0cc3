"""The authorization matrix: every rule, method and principal against `matrix.txt`."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests import figures
from tests.security import areas, bodies, matrix
from tests.security.harness import Answer, House, refused

pytestmark = pytest.mark.timeout(900)
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
NEEDS_MORE = {"accounts.accept_link", "accounts.end_session",
              "accounts.link", "accounts.link_post", "accounts.demo_progress", "health.metrics",
              "accounts.load_demo", "accounts.first_run_post", "plugin_static",
              "static"}  # fmt: skip
"""What says 404 to whoever comes without their link, token or file."""
CACHES = {
    name: {"lists", "list_rows"} for name in ("lists.show", "lists.sheet", "lists_api.people")
}
"""What a page may bring up to date in passing: the kept rows of a list that has grown stale."""
NEEDS_MORE |= areas.united("NEEDS_MORE")
CACHES |= areas.joined("CACHES")
TABLE = matrix.read()


def test_every_endpoint_has_its_line(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in matrix.rules(app)}
    lines = [matrix.suggestion(app, e) for e in sorted(endpoints - set(TABLE))]
    assert not lines, (
        "Who may call these? Add to tests/security/matrix.txt, after thinking:\n" + "\n".join(lines)
    )
    gone = sorted(set(TABLE) - endpoints)
    assert not gone, f"no such endpoints; remove from tests/security/matrix.txt: {gone}"


def test_every_address_can_be_built(house: House) -> None:
    missing = []
    for rule in matrix.rules(house.app):
        row = TABLE.get(rule.endpoint)
        names = [row.ids.get(n, n) if row else n for n in rule.arguments]
        missing += [f"{rule.endpoint}: {n}" for n in names if n not in house.own]
    assert not missing, (
        f"tests/security/seed.py makes no such value: {missing}. Add a part that makes the record "
        "in both locals, or write name=value of another one into matrix.txt"
    )


def _verdict(rule: Rule, method: str, letter: str, answer: Answer, changed: set[str]) -> str:
    """'' if the answer is as the table says, else what is wrong."""
    row = TABLE[rule.endpoint]
    if answer.status_code >= 500:
        return str(answer)
    if method == "GET" and changed - CACHES.get(rule.endpoint, set()):
        return f"reading has changed {sorted(changed)}"
    if row.may(letter):
        hidden = answer.status_code == 404 and rule.endpoint in NEEDS_MORE
        return "" if hidden or not refused(answer) else "the table lets them in"
    if not refused(answer):
        return "the table keeps them out"
    if changed:
        return f"it has changed {sorted(changed)}"
    if letter in "fs" and rule.rule.startswith("/l/") and answer.status_code != 404:
        return "a stranger to the local must see 404"
    return ""


@pytest.fixture(scope="module")
def passed(_standing: House) -> dict[tuple[str, str, str], tuple[int, str]]:
    """Every case once: (endpoint, method, letter) -> status and what is wrong with it."""
    house, found = _standing, {}
    house.restore()  # a test without `house` may have emptied the database meanwhile
    for rule in house.rules():
        path, body = house.path(rule, TABLE[rule.endpoint]), bodies.sent(rule.endpoint, house.own)
        for method in matrix.methods(rule):
            for letter in matrix.LETTERS:
                answer = house.send(letter, method, path, **body)
                wrong = _verdict(rule, method, letter, answer, house.changed())
                found[rule.endpoint, method, letter] = (answer.status_code, wrong)
                house.restore()
    return found


def test_who_may_what_is_as_the_table_says(
    passed: dict[tuple[str, str, str], tuple[int, str]],
) -> None:
    mismatches = [
        f"{method} {endpoint} by {matrix.PRINCIPALS[letter]}: {status}, but {wrong}"
        for (endpoint, method, letter), (status, wrong) in passed.items()
        if wrong
    ]
    figures.record("authorization cases tried", len(passed))
    figures.record("authorization mismatches", len(mismatches))
    assert not mismatches, "\n".join(mismatches)


def test_other_methods_do_not_open_a_door(house: House) -> None:
    """HEAD is as closed as GET, and what a rule does not name is refused, for everybody."""
    wrong, cases = [], 0
    for rule in house.rules():
        row, path = TABLE[rule.endpoint], house.path(rule, TABLE[rule.endpoint])
        for letter in matrix.LETTERS:
            if "GET" in (rule.methods or ()) and not row.may(letter):
                answer = house.send(letter, "HEAD", path)
                wrong += [] if refused(answer) else [f"HEAD {path} {letter}"]
                cases += 1
        answer = house.send("m", "OPTIONS", path)
        wrong += [f"OPTIONS {path}"] if answer.data and not refused(answer) else []
        cases += 1
    assert not house.changed()
    figures.record("authorization cases tried", cases)
    assert not wrong, "\n".join(wrong)


def test_risky_changes_ask_for_the_password_first(house: House) -> None:
    wrong, cases = [], 0
    for rule in house.rules():
        view = house.app.view_functions[rule.endpoint]
        if not getattr(view, "step_up", False):
            continue
        row, path = TABLE[rule.endpoint], house.path(rule, TABLE[rule.endpoint])
        for letter in filter(row.may, matrix.LETTERS):
            for method in matrix.methods(rule):
                body = bodies.sent(rule.endpoint, house.own)
                answer = house.send(letter, method, path, proven=False, **body)
                asked = answer.status_code == 403 or (answer.location or "").startswith("/confirm")
                if not asked or house.changed():
                    wrong.append(f"{method} {rule.endpoint} by {letter}: {answer.status_code}")
                house.restore()
                cases += 1
    figures.record("authorization cases tried", cases)
    assert cases, "no view asks for a step-up any more"
    assert not wrong, "\n".join(wrong)


UNREACHED = {
    "accounts.accept_link", "accounts.end_session", "imports.upload", "imports.sheet",
    "accounts.first_run_post", "accounts.link_post", "accounts.load_demo", "accounts.login_post",
    "accounts.second_factor_post", "workplaces.election_import_start",
}  # fmt: skip
"""Writes whose body in `bodies` cannot succeed from here: they need a link, a code or a file."""

UNREACHED |= areas.united("UNREACHED")


def test_every_write_succeeds_for_somebody(
    passed: dict[tuple[str, str, str], tuple[int, str]],
) -> None:
    """So that its refusals are about rights alone, and the other tests reach the code behind."""
    best: dict[str, int] = {}
    for (endpoint, method, _letter), (status, _wrong) in passed.items():
        if method in UNSAFE and endpoint not in UNREACHED:
            best[endpoint] = min(best.get(endpoint, 600), status)
    useless = [f"{endpoint}: {status}" for endpoint, status in best.items() if status >= 400]
    assert not useless, (
        "nobody succeeds with these; write a valid body into tests/security/bodies.py:\n"
        + "\n".join(useless)
    )
