"""Mongo operators and other strange values in every field of every form, body, query and address.

Whatever is sent, no more documents are touched than by a proper request, nobody out of reach is
shown, and nothing is answered with a server error. CALLBOARD_FAULTS=full sends every shape to
every field; otherwise each field gets a sixth of them, in turn.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.routing import IntegerConverter, Rule

from tests import figures
from tests.security import bodies, matrix
from tests.security.harness import Answer, House
from tests.security.seed import HIDDEN

pytestmark = pytest.mark.timeout(1800)
FULL = os.environ.get("CALLBOARD_FAULTS") == "full"
EVERY = 1 if FULL else 6
TABLE = matrix.read()
Form = dict[str, Any]

TEXTS = (
    '{"$gt": ""}', '{"$ne": null}', '{"$regex": ".*"}', '{"$where": "1"}', '{"$in": [""]}',
    '{"$or": [{}]}', "[$ne]", "$where", "$gt", "$$ROOT", "';return true;var a='", "|| 1==1",
    "true, $or: [{}]", "{{7*7}}", "a\0b", "9" * 400, "-1", "NaN", "1e999", "²", "../../etc/passwd",
    "\u202e\u2066", "x" * 30_000,
)  # fmt: skip
NAMES = (
    "{}[$ne]", "{}[$gt]", "{}[$regex]", "{}[]", "{}[0][$gt]", "{}.$ne", "{}.0", "{}-0-$ne", "{}-x",
    "{}-²-x", "{}-0-", "{}-99999999999999999999-x", "$where", "$set", "__proto__[x]", "local_id",
    "t.r-0.$where", "t.r-²", "choice.$x",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    {"$gt": ""}, {"$ne": None}, {"$regex": ".*"}, {"$where": "1"}, {"$in": [""]}, {"$or": [{}]},
    {"$expr": {"$eq": [1, 1]}}, {"$function": {"body": "x"}}, [{"$gt": ""}], ["$ne"], [[]], [], {},
    {"a": {"$gt": ""}}, {"a.b": 1}, {"": ""}, {"$date": 0}, {"$oid": "x"}, {"$$ROOT": 1},
    {"__proto__": {}}, None, True, 1e308, -1, 2**70, "", "\0", {"\0": 1}, "$where",
    {"$set": {"local_id": "x"}}, [None], {"a": [{"$elemMatch": {}}]},
)  # fmt: skip
WHOLE: tuple[Any, ...] = ([], "x", 1, None, {"$where": "1"}, {"$set": {}}, [{"$gt": ""}], {"": 1})


def _forms(body: Form) -> Iterator[Form]:
    """Each field with each text, and each name bent with an operator."""
    shapes: list[Callable[[str], Form]] = [lambda f, t=t: {**body, f: t} for t in TEXTS]  # type: ignore[misc]
    shapes += [lambda f, n=n: {**body, n.format(f): "1"} for n in NAMES]  # type: ignore[misc]
    for number, name in enumerate(body):
        for shape in shapes[number % EVERY :: EVERY]:
            yield shape(name)


def _jsons(body: Form) -> Iterator[Any]:
    yield from WHOLE
    for number, name in enumerate(body):
        for value in VALUES[number % EVERY :: EVERY]:
            yield {**body, name: value}
            if isinstance(body[name], list) and body[name]:
                yield {**body, name: [value]}
            if isinstance(body[name], dict):
                yield {**body, name: dict.fromkeys(body[name], value)}
    nested = {k: v[0] for k, v in body.items() if isinstance(v, list) and v}
    for name, first in ((k, v) for k, v in nested.items() if isinstance(v, dict)):
        for inner in first:
            for value in VALUES[::EVERY]:
                yield {**body, name: [{**first, inner: value}]}


def _inputs(house: House, rule: Rule) -> Iterator[dict[str, Any]]:
    """Keyword arguments of requests to a rule, each with one strange thing in it."""
    endpoint = rule.endpoint
    if endpoint in bodies.JSON:
        yield from ({"json": each} for each in _jsons(bodies.JSON[endpoint](house.own)))
    elif endpoint in bodies.FORMS:
        yield from ({"data": each} for each in _forms(bodies.FORMS[endpoint](house.own)))
        yield {"json": {"$where": "1"}}
        yield {"data": b"\xff\xfe=%ED%A0%80", "content_type": "application/x-www-form-urlencoded"}
    if endpoint in bodies.QUERIES:
        query = bodies.QUERIES[endpoint](house.own)
        yield from ({"query_string": each} for each in _forms(query))


def _check(house: House, answer: Answer, usual: int) -> str:
    touched = house.touched()
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer}"
    if HIDDEN.encode() in answer.data:
        return "shows somebody out of reach"
    if touched > usual:
        return f"touches {touched} documents instead of {usual}"
    return ""


def _short(sent: Any) -> str:
    return repr(sent)[:160] + ("…" if len(repr(sent)) > 160 else "")


def _try(house: House, rule: Rule) -> tuple[int, list[str]]:
    row, method = TABLE[rule.endpoint], matrix.methods(rule)[0]
    letter = next(c for c in "olmunsax" if row.may(c))
    path = house.path(rule, row)
    usual = 0
    for who in filter(row.may, "olms"):
        house.send(who, method, path, **bodies.sent(rule.endpoint, house.own))
        usual = max(usual, house.touched())
        house.restore()
    cases, wrong = 0, []
    for sent in _inputs(house, rule):
        answer = house.send(letter, method, path, **sent)
        if problem := _check(house, answer, usual):
            wrong.append(f"{rule.endpoint} {_short(sent)}: {problem}")
        house.restore()
        cases += 1
    return cases, wrong


def test_no_field_takes_an_operator(house: House) -> None:
    cases, wrong = 0, []
    for rule in house.rules():
        tried, problems = _try(house, rule)
        cases += tried
        wrong += problems
    figures.record("operator inputs tried", cases)
    assert not wrong, f"{len(wrong)} of {cases}:\n" + "\n".join(wrong[:200])


def _mark(rule: Rule, name: str) -> str:
    """What stands for a part of an address until the strange text does; a number's is a number."""
    return "987654321" if isinstance(rule._converters[name], IntegerConverter) else "ZZ"


def test_no_address_takes_an_operator(house: House) -> None:
    cases, wrong = 0, []
    for rule in house.rules():
        row, method = TABLE[rule.endpoint], matrix.methods(rule)[0]
        letter = next(c for c in "mlounsax" if row.may(c))
        for number, name in enumerate(sorted(rule.arguments - {"way"})):
            for text in TEXTS[number % EVERY : -1 : EVERY]:
                mark = _mark(rule, name)
                path = house.path(rule, row, {row.ids.get(name, name): mark})
                path = path.replace(mark, quote(text.replace("/", "\\"), safe=""))
                sent = bodies.sent(rule.endpoint, house.own)
                answer = house.send(letter, method, path, **sent)
                if answer.status_code >= 500 or HIDDEN.encode() in answer.data:
                    wrong.append(f"{method} {path[:120]}: {answer.status_code} {answer}")
                house.restore()
                cases += 1
    figures.record("operator inputs tried", cases)
    assert not wrong, f"{len(wrong)} of {cases}:\n" + "\n".join(wrong[:100])


@pytest.mark.parametrize("value", ['{"$gt": ""}', "organizer@example.org"])
def test_nobody_signs_in_with_an_operator(house: House, value: str) -> None:
    before = "_user_id"
    tries: list[dict[str, Any]] = [
        {"data": {"email": value, "password": '{"$ne": ""}'}},
        {"data": {"email[$ne]": "x", "password[$ne]": "x"}},
        {"data": {"email": value, "password[$gt]": ""}},
        {"json": {"email": {"$gt": ""}, "password": {"$gt": ""}}},
        {"json": {"email": value, "password": {"$ne": None}}},
    ]
    for sent in tries:
        answer = house.send("a", "POST", "/login", **sent)
        assert answer.status_code == 422, (sent, answer)
        assert before not in str(answer.headers)
    figures.record("operator inputs tried", len(tries))
