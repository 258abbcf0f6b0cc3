"""Tenant swap: with another local's ids, every user of this one gets what a random id gets."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

from tests import figures
from tests.factories import OTHER, OWN
from tests.security import areas, bodies, matrix
from tests.security.harness import Answer, House, plain, refused
from tests.security.seed import SENTINEL, Values

USERS = "oxlnmu"
NOT_IDS = {"local", "role", "name", "slug", "plugin", "filename", "token", "table", "section_id",
           "way", "column_id", "action_id", "kind"}  # fmt: skip
NOT_IDS |= areas.united("NOT_IDS")
"""Parts of addresses that are words, alike in every local."""
pytestmark = pytest.mark.timeout(900)
WORDS = {"word", "survey_code", "phone", "seen", "key", "question", *NOT_IDS}
TABLE = matrix.read()


def _random(value: Any) -> Any:
    """A value of the same shape that nobody has."""
    text = str(value)
    return "".join(secrets.choice("0123456789abcdef") if c.isalnum() else c for c in text)


def _strange(house: House) -> Values:
    """The other local's ids (versions stay), for what a form or address names by id."""
    return {k: v for k, v in house.other.items() if k not in WORDS and not k.endswith("_version")}


def _unknown(house: House) -> Values:
    return {k: _random(v) for k, v in _strange(house).items()}


def _swaps(house: House, rule: Rule) -> Iterator[tuple[str, Values, Values]]:
    """Where an id of the other local can stand: (place, values with it, values with a random one).

    Values of the other places are the own local's.
    """
    row, strange, unknown = TABLE[rule.endpoint], _strange(house), _unknown(house)
    for name in sorted(rule.arguments - NOT_IDS):
        key = row.ids.get(name, name)
        yield f"path {name}", {key: strange[key]}, {key: unknown[key]}
    given = bodies.sent(rule.endpoint, {k: f"\0{k}\0" for k in house.own})
    used = {k for k in strange if f"\0{k}\0" in repr(given).replace("\\x00", "\0")}
    for key in sorted(used):
        yield f"body {key}", {key: strange[key]}, {key: unknown[key]}
    query = bodies.QUERIES.get(rule.endpoint)
    asked = repr(query({k: f"\0{k}\0" for k in house.own})) if query else ""
    for key in sorted(k for k in strange if f"\\x00{k}\\x00" in asked):
        yield f"query {key}", {key: strange[key]}, {key: unknown[key]}


def _ask(house: House, letter: str, rule: Rule, place: str, values: Values) -> Answer:
    own = {**house.own, **values}
    method = matrix.methods(rule)[0]
    in_path = values if place.startswith("path") else {}
    path = house.path(rule, TABLE[rule.endpoint], in_path)
    sent = bodies.sent(rule.endpoint, house.own if in_path else own)
    if place.startswith("query"):
        sent = {"query_string": bodies.QUERIES[rule.endpoint](own)}
    answer = house.send(letter, method, path, **sent)
    house.foreign = house.changed_elsewhere(OTHER)
    house.restore()
    return answer


def _compare(theirs: Answer, nobodys: Answer, values: Values, unknown: Values, place: str) -> str:
    if theirs.status_code >= 500:
        return f"{theirs.status_code} {theirs}"
    if theirs.status_code != nobodys.status_code:
        return f"{theirs.status_code}, but {nobodys.status_code} for a random id"
    if place.startswith("path") and not refused(theirs):
        return f"{theirs.status_code}, not 404"
    if SENTINEL.encode() in theirs.data.replace(str(*values.values()).encode(), b""):
        return "shows what the other local holds"
    ids = [*map(str, values.values()), *map(str, unknown.values())]
    if plain(theirs, *ids) != plain(nobodys, *ids):
        return "differs from the answer for a random id"
    return ""


def test_ids_of_another_local_are_as_good_as_random(house: House) -> None:
    wrong, cases = [], 0
    for rule in house.rules():
        if not rule.rule.startswith(("/l/", "/api/v1/l/", "/account/")):
            continue
        for place, values, unknown in _swaps(house, rule):
            for letter in USERS:
                theirs = _ask(house, letter, rule, place, values)
                foreign = house.foreign
                nobodys = _ask(house, letter, rule, place, unknown)
                problem = _compare(theirs, nobodys, values, unknown, place)
                problem = problem or (f"changed {foreign} of the other local" if foreign else "")
                if problem:
                    wrong.append(f"{rule.endpoint} ({place}) by {letter}: {problem}")
                cases += 1
    figures.record("tenant swaps tried", cases)
    assert not wrong, "\n".join(wrong)


def test_the_other_local_itself_is_not_there(house: House) -> None:
    """Its addresses, whole, answer as those of a local that does not exist."""
    wrong, cases = [], 0
    for rule in house.rules():
        if "local" not in rule.arguments:
            continue
        row, method = TABLE[rule.endpoint], matrix.methods(rule)[0]
        there = house.path(rule, row, house.other)
        nowhere = house.path(rule, row, {**_unknown(house), "local": "local-nowhere"})
        for letter in USERS:
            sent = bodies.sent(rule.endpoint, house.other)
            one, two = (house.send(letter, method, path, **sent) for path in (there, nowhere))
            alike = plain(one) == plain(two)
            if one.status_code != 404 or not alike or house.changed():
                wrong.append(f"{rule.endpoint} by {letter}: {one.status_code} {alike}")
            house.restore()
            cases += 1
    figures.record("tenant swaps tried", cases)
    assert not wrong, "\n".join(wrong)


def test_no_page_of_the_own_local_shows_the_other(house: House) -> None:
    wrong = []
    for rule in house.rules():
        if "GET" in (rule.methods or ()) and OWN in (
            path := house.path(rule, TABLE[rule.endpoint])
        ):
            for letter in USERS:
                answer = house.send(letter, "GET", path, **bodies.sent(rule.endpoint, house.own))
                if SENTINEL.encode() in answer.data:
                    wrong.append(f"{path} by {letter}")
    for words in (SENTINEL.lower(), "Tester", "Footlights", "twin"):
        for endpoint in ("search", "search/results"):
            answer = house.send("m", "POST", f"/l/{OWN}/{endpoint}", data={"words": words})
            wrong += [f"{endpoint} {words}"] if SENTINEL.encode() in answer.data else []
    assert not wrong, "\n".join(wrong)


def test_a_token_of_one_local_opens_no_other(house: House) -> None:
    from crm.accounts import tokens

    with house.world.local(OWN):
        admin = house.world.actor("admin")
        token = tokens.create("t", sorted(admin.permissions), 30, actor=admin)
    wrong = []
    for rule in house.rules():
        if not rule.rule.startswith("/api/v1/l/"):
            continue
        for values in ({"local": OTHER}, dict(house.other)):
            path = house.path(rule, TABLE[rule.endpoint], values)
            method = matrix.methods(rule)[0]
            answer = house.http.open(
                path, method=method, headers={"Authorization": f"Bearer {token}"},
                **bodies.sent(rule.endpoint, house.other),
            )  # fmt: skip
            if answer.status_code != 404:
                wrong.append(f"{method} {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
