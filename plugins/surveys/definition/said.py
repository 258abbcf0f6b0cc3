"""One response in words: each question with its answer."""

from collections.abc import Mapping
from typing import Any

from plugins.surveys.definition.answers import answer_label
from plugins.surveys.definition.shapes import (
    OTHER,
    UNANSWERABLE,
    WRITTEN,
    Question,
    Version,
    other_key,
    questions,
    say,
)

CODED = frozenset({"single", "multiple", "yes_no", "scale", "matrix", "ranking", "consent"})


def lines_of(version: Version, answers: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """(question, answer) of all that was answered, in the order of the questions."""
    languages = list(version["languages"])
    return [
        (say(question["text"], language, languages), _said(version, question, answers, language))
        for question in questions(version)
        if question["type"] not in UNANSWERABLE and question["key"] in answers
    ]


def _said(version: Version, question: Question, answers: Mapping[str, Any], language: str) -> str:
    key, value = question["key"], answers[question["key"]]
    if question["type"] in WRITTEN or question["type"] not in CODED:
        return str(value)

    def label(code: Any) -> str:
        return answer_label(version, key, str(code), language)

    if isinstance(value, Mapping):
        return "; ".join(f"{label(row)}: {label(code)}" for row, code in value.items())
    many = value if isinstance(value, list) else [value]
    beside = answers.get(other_key(key), "") if OTHER in many else ""
    return ", ".join(map(label, many)) + (f": {beside}" if beside else "")
