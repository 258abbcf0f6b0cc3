"""Who is asked what: conditions look only at earlier, visible answers and run no code."""

from typing import Any

import pytest

from plugins.surveys.definition.checking import check
from plugins.surveys.definition.conditions import holds
from plugins.surveys.definition.visibility import asked, visible_pages, visible_questions
from tests.plugins.surveys.samples import EVERY, options, question, version

GIVEN = {"tool": "chat", "tools": ["a", "b"], "worry": 4, "effects": {"pay": "worse"},
         "since": "2024-05-01", "told": "dont_know"}  # fmt: skip


def leaf(key: str, op: str, value: Any = None, **more: Any) -> dict[str, Any]:
    return {"question": key, "op": op, "value": value, **more}


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        (None, True),
        (leaf("tool", "is", "chat"), True),
        (leaf("tool", "is_not", "chat"), False),
        (leaf("absent", "is_not", "chat"), True),
        (leaf("absent", "is", "chat"), False),
        (leaf("tool", "any_of", ["code", "chat"]), True),
        (leaf("tools", "includes", "b"), True),
        (leaf("tools", "excludes", "b"), False),
        (leaf("worry", "at_least", 4), True),
        (leaf("worry", "at_most", 3), False),
        (leaf("told", "at_least", 3), False),
        (leaf("since", "at_least", "2024-01-01"), True),
        (leaf("effects", "is", "worse", row="pay"), True),
        (leaf("effects", "is", "worse", row="pace"), False),
        (leaf("tool", "answered"), True),
        (leaf("absent", "unanswered"), True),
        ({"all": [leaf("tool", "is", "chat"), leaf("worry", "at_least", 5)]}, False),
        ({"any": [leaf("tool", "is", "chat"), leaf("worry", "at_least", 5)]}, True),
        ({"not": leaf("tool", "is", "chat")}, False),
    ],
)
def test_conditions_mean_what_they_say(condition: Any, met: bool) -> None:
    assert holds(condition, GIVEN) is met


CHAIN = version(
    [question("a", "yes_no", options=options("yes", "no"))],
    [question("b", "yes_no", options=options("yes", "no"), show_if=leaf("a", "is", "yes"))],
    [
        question("c", "short_text", show_if=leaf("b", "is", "yes")),
        question("s", "statement", show_if=leaf("b", "is", "yes")),
    ],
)


def test_an_answer_that_is_hidden_now_shows_nothing_further_down() -> None:
    assert visible_questions(CHAIN, {"a": "yes", "b": "yes"}) == ["a", "b", "c", "s"]
    assert visible_questions(CHAIN, {"a": "no", "b": "yes"}) == ["a"]
    assert visible_pages(CHAIN, {"a": "no", "b": "yes"}) == [0]


def test_a_statement_is_nobodys_question() -> None:
    assert asked(CHAIN, {"a": "yes", "b": "yes"}) == ["a", "b", "c"]


def test_a_sound_questionnaire_has_no_problems() -> None:
    assert check(version(EVERY)) == []


@pytest.mark.parametrize(
    ("items", "key"),
    [
        ([], ""),
        ([question("a", "single", options=options("one"))], "a"),
        ([question("a", "single", options=options("x", "x"))], "a"),
        ([question("A b", "short_text")], "A b"),
        ([question("a", "sing")], "a"),
        ([question("a", "scale", scale={"min": 5, "max": 1})], "a"),
        ([question("a", "matrix", options=options("x", "y"), rows=[])], "a"),
        ([question("a", "number", validate={"min": 3, "max": 2})], "a"),
        ([{**question("a", "short_text"), "text": {"es": "hola"}}], "a"),
        ([question("a", "short_text", show_if=leaf("b", "answered")), question("b", "date")], "a"),
        ([EVERY[0], question("a", "date", show_if=leaf("tool", "is", "piano"))], "a"),
        ([EVERY[3], question("a", "date", show_if=leaf("worry", "at_least"))], "a"),
        ([question("a", "date"), question("a", "date")], "a"),
        ([question("a", "single", options=options("other", "x"))], "a"),
    ],
)
def test_what_must_be_mended_is_said_by_place(items: list[Any], key: str) -> None:
    assert key in {problem["key"] for problem in check(version(items))}
