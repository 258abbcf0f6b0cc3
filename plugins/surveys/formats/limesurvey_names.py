"""Our names in LimeSurvey's words: short codes, and conditions as relevance equations.

LimeSurvey's question codes are letters and digits, 20 at most; its answer codes 5 at most.
"""

import re
from collections.abc import Mapping
from typing import Any

from plugins.surveys.definition.shapes import OTHER, Question, codes

TITLE, ANSWER = 20, 5
LINES = " lines"
"""Behind a key: the lines of that question."""
SYMBOLS = {"is": "==", "is_not": "!=", "at_least": ">=", "at_most": "<="}
PICKED = frozenset({"multiple", "consent"})
"""Types that LimeSurvey asks as several ticks, each a part with a value of its own."""


class Unsayable(ValueError):
    """A condition that LimeSurvey has no words for."""


class Short:
    """Short names, each once, and which of ours they stand for."""

    def __init__(self) -> None:
        self.own: list[dict[str, str]] = []
        self._given: dict[tuple[str, str], str] = {}

    def title(self, key: str) -> str:
        """The code of a question."""
        return self._short("", key, TITLE)

    def code(self, key: str, code: str, longest: int) -> str:
        """The code of an answer or line of a question."""
        return self._short(key, code, longest)

    def _short(self, inside: str, name: str, longest: int) -> str:
        if (inside, name) in self._given:
            return self._given[inside, name]
        taken = {s.lower() for (i, _name), s in self._given.items() if i == inside}
        plain = re.sub(r"[^A-Za-z0-9]", "", name)[:longest]
        found, number = plain, 2
        while not found or found.lower() in taken:
            found = f"{plain[: longest - len(str(number))]}{number}"
            number += 1
        self._given[inside, name] = found
        if found != name:
            key = inside.removesuffix(LINES)
            title = inside.replace(key, self._given["", key], 1) if inside else found
            self.own.append({"title": title, "code": found if inside else "", "own": name})
        return found


def relevance(condition: Mapping[str, Any], asked: Mapping[str, Question], short: Short) -> str:
    """A condition as a relevance equation; raises Unsayable. `asked`: questions by key."""
    for name, glue in (("all", " and "), ("any", " or ")):
        if name in condition:
            return "(" + glue.join(relevance(c, asked, short) for c in condition[name]) + ")"
    if "not" in condition:
        return f"!({relevance(condition['not'], asked, short)})"
    question, op = asked[condition["question"]], condition["op"]
    if question["type"] == "ranking":
        raise Unsayable(op)
    if op == "any_of":
        parts = [{**condition, "op": "is", "value": one} for one in condition["value"]]
        return "(" + " or ".join(relevance(part, asked, short) for part in parts) + ")"
    if question["type"] in PICKED:
        return _picked(question, op, condition.get("value"), short)
    return _compared(question, condition, short)


def _picked(question: Question, op: str, value: Any, short: Short) -> str:
    title, key = short.title(question["key"]), question["key"]
    if op in {"answered", "unanswered"}:
        every = [_picked(question, "is", code, short) for code in codes(question)]
        said = "(" + " or ".join(every) + ")"
        return said if op == "answered" else f"!{said}"
    if op not in {"is", "is_not", "includes", "excludes"}:
        raise Unsayable(op)
    yes = op in {"is", "includes"}
    if value == OTHER:
        return f'{title}_other.NAOK {"!=" if yes else "=="} ""'
    part = short.code(key, str(value), TITLE)
    return f'{title}_{part}.NAOK {"==" if yes else "!="} "Y"'


def _compared(question: Question, condition: Mapping[str, Any], short: Short) -> str:
    title, op, key = short.title(question["key"]), condition["op"], question["key"]
    if question["type"] == "matrix":
        if not condition.get("row"):
            raise Unsayable(op)
        title = f"{title}_{short.code(f'{key} lines', condition['row'], TITLE)}"
    if op in {"answered", "unanswered"}:
        return f'{title}.NAOK {"!=" if op == "answered" else "=="} ""'
    symbol = SYMBOLS.get({"includes": "is", "excludes": "is_not"}.get(op, op), "")
    value = str(condition["value"])
    if op in {"at_least", "at_most"} and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return f"{title}.NAOK {symbol} {value}"
    if value == OTHER and question.get(OTHER):
        return f'{title}.NAOK {symbol} "-oth-"'
    known = codes(question)
    said = short.code(key, value, ANSWER) if value in known else value
    if not symbol or '"' in said:
        raise Unsayable(op)
    return f'{title}.NAOK {symbol} "{said}"'
