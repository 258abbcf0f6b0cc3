"""What somebody sends becomes exactly one stored value, or a sentence that says what to mend."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.surveys.definition.answers import clean_answer, clean_answers
from plugins.surveys.definition.posted import read_form
from plugins.surveys.definition.shapes import codes, other_key
from tests.plugins.surveys.samples import EVERY, options, question, version

BY_KEY = {q["key"]: q for q in EVERY}


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("tool", "chat", "chat"),
        ("tool", {"value": "other", "other": "loom"}, "other"),
        ("tools", ["b", "a", "a"], ["a", "b"]),
        ("tools", ["none"], ["none"]),
        ("told", "dont_know", "dont_know"),
        ("worry", "5", 5),
        ("worry", "dont_know", "dont_know"),
        ("days", " 12 ", 12),
        ("role", "  dresser ", "dresser"),
        ("story", "one\r\ntwo", "one\ntwo"),
        ("since", "2024-02-29", "2024-02-29"),
        ("order", {"pay": "2", "hours": "1", "credit": ""}, ["hours", "pay"]),
        ("order", ["credit", "pay", "hours"], ["credit", "pay", "hours"]),
        ("effects", {"pay": "worse", "pace": ""}, {"pay": "worse"}),
        ("agree", "on", "yes"),
        ("note", "anything", None),
    ],
)
def test_an_answer_is_kept_in_one_shape(key: str, raw: Any, value: Any) -> None:
    assert clean_answer(BY_KEY[key], raw) == (value, None)


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("tool", "piano"),
        ("tool", ["chat", "code"]),
        ("tools", ["a", "none"]),
        ("tools", [{"$ne": 1}]),
        ("told", {"$gt": ""}),
        ("worry", "6"),
        ("worry", "1.5"),
        ("days", "32"),
        ("days", "-1"),
        ("days", "1.5"),
        ("days", "1e400"),
        ("role", "x" * 301),
        ("story", "x" * 4001),
        ("since", "2019-12-31"),
        ("since", "2023-02-29"),
        ("since", "31.12.2023"),
        ("order", {"pay": "1", "hours": "1"}),
        ("order", ["pay", "pay"]),
        ("order", ["pay", "fame"]),
        ("effects", {"pay": "great"}),
        ("effects", {"fame": "same"}),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_a_sentence(key: str, raw: Any) -> None:
    value, error = clean_answer(BY_KEY[key], raw)
    assert value is None or key == "tools"
    assert str(error).endswith((".", "wrote 301.", "wrote 4001."))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["value", "other", "pay", "1", "$x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(EVERY), ANYTHING)
def test_nothing_that_is_sent_breaks_a_question(asked: dict[str, Any], raw: Any) -> None:
    value, error = clean_answer(asked, raw)
    assert value is None or error is not None or clean_answer(asked, value) == (value, None)


def test_a_needed_question_must_be_answered_and_a_hidden_one_stops_nobody() -> None:
    shown = {"question": "told", "op": "is", "value": "yes"}
    survey = version(
        [
            question("told", "yes_no", options=options("yes", "no"), required=True),
            question("when", "date", required=True, show_if=shown),
        ]
    )
    assert set(clean_answers(survey, {})[1]) == {"told"}
    assert set(clean_answers(survey, {"told": "yes"})[1]) == {"when"}
    assert clean_answers(survey, {"told": "no", "when": "2026-01-01"}) == ({"told": "no"}, {})


def test_each_line_of_a_needed_matrix_must_be_answered() -> None:
    asked = {**BY_KEY["effects"], "required": True}
    assert clean_answer(asked, {"pay": "same"})[1] is not None
    assert clean_answer(asked, {"pay": "same", "pace": "same"})[1] is None


def test_the_text_beside_other_stands_apart_from_codes() -> None:
    survey = version([BY_KEY["tools"]])
    sent = {"tools": {"value": ["a", "other"], "other": "a loom"}}
    answers, errors = clean_answers(survey, sent)
    assert answers == {"tools": ["a", "other"], other_key("tools"): "a loom"}
    assert not errors
    again, _errors = clean_answers(survey, {"tools": ["a"]}, answers)
    assert again == {"tools": ["a"]}


def test_posted_fields_are_read_by_the_names_the_pages_use() -> None:
    posted = {
        "q-tool": ["other"],
        "q-tool-other": ["loom"],
        "q-tools": ["a", "b"],
        "q-order-pay": ["1"],
        "q-effects-pace": ["same"],
    }
    raw = {key: read_form(BY_KEY[key], lambda n: posted.get(n, [])) for key in BY_KEY}
    answers, errors = clean_answers(version(EVERY), raw)
    assert not errors
    assert answers == {
        "tool": "other",
        "tool__other": "loom",
        "tools": ["a", "b"],
        "order": ["pay"],
        "effects": {"pace": "same"},
    }


def test_the_rows_of_a_result_are_known_before_anybody_answers() -> None:
    assert codes(BY_KEY["worry"]) == ["1", "2", "3", "4", "5", "dont_know"]
    assert codes(BY_KEY["tool"]) == ["chat", "code", "other"]
