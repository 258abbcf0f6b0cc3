"""What one response adds to the tables."""

from collections.abc import Iterable
from typing import Any

from plugins.surveys.definition.shapes import Answers, Question, Version, codes, questions
from plugins.surveys.definition.visibility import asked
from plugins.surveys.results.tables import NO_ANSWER

STEPS = (0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000)
"""Where the bins of numbers begin; the last is open."""

Marks = dict[str, list[str]]
"""Rows by table id: where a response is counted; a table that is absent was not asked."""


def marks(version: Version, answers: Answers) -> Marks:
    """The rows of each table in which a response of this version stands."""
    shown = set(asked(version, answers))
    found: Marks = {}
    for question in questions(version):
        if question["key"] in shown:
            found.update(_of_question(question, answers.get(question["key"])))
    return found


def _of_question(question: Question, answer: Any) -> Marks:
    key, kind = question["key"], question["type"]
    if kind == "matrix":
        given = answer or {}
        return {f"{key}.{r['code']}": [given.get(r["code"], NO_ANSWER)] for r in question["rows"]}
    if kind == "ranking":
        places = {code: str(place) for place, code in enumerate(answer or (), start=1)}
        return {f"{key}.{code}": [places.get(code, NO_ANSWER)] for code in codes(question)}
    if answer is None:
        return {key: [NO_ANSWER]}
    if kind == "multiple":
        return {key: list(answer)}
    if kind == "number":
        return {key: [number_bin(answer)]}
    return {key: [answer[:7] if kind == "date" else str(answer)]}


def number_bin(value: float) -> str:
    """The bin of a number: "3-4", "100-199", "100000+", "below 0".

    Exact numbers can point at people (hours, pay), so bins are what is counted.
    """
    if value < 0:
        return "below 0"
    start = max(step for step in STEPS if step <= value)
    if start == STEPS[-1]:
        return f"{start}+"
    end = STEPS[STEPS.index(start) + 1] - 1
    return str(start) if end == start else f"{start}-{end}"


def bin_order(code: str) -> tuple[int, str]:
    """Sorts bins of numbers by size, and months by time."""
    digits = code.replace("below 0", "-1").split("-", 1)[0].rstrip("+")
    number = int(digits) if digits.isdigit() else -1
    return (number, code)


def cell_name(values: Iterable[str]) -> str:
    """The name of a weighting cell in stored counts: breakdown values in order.

    A field name in the database cannot hold every character; what it cannot is escaped.
    """
    return "|".join(_escaped(value) for value in values) or "all"


def cell_values(name: str) -> tuple[str, ...]:
    """The breakdown values of a cell's name."""
    return () if name == "all" else tuple(_plain(part) for part in name.split("|"))


_ESCAPES = {"%": "%25", "|": "%7C", ".": "%2E", "$": "%24", "\0": "%00"}


def _escaped(text: str) -> str:
    if text == "all":
        return "%61ll"  # the name of the one cell of a survey without breakdowns
    return "".join(_ESCAPES.get(c, c) for c in text) or "%"


def _plain(text: str) -> str:
    if text == "%":
        return ""
    text = text.replace("%61", "a")
    for plain, escaped in reversed(_ESCAPES.items()):
        text = text.replace(escaped, plain)
    return text
