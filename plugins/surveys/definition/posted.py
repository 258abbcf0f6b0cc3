"""The fields of a page that answers are posted in."""

from collections.abc import Callable, Sequence
from typing import Any

from plugins.surveys.definition.shapes import OTHER, WITH_OTHER, Question, codes

FIELD = "q-"


def read_form(question: Question, getlist: Callable[[str], Sequence[str]]) -> Any:
    """The raw answer of posted fields; `getlist` is that of the form.

    Fields: `q-<key>`; the text of "other" `q-<key>-other`; matrix `q-<key>-<row>`; ranking
    `q-<key>-<code>` with a place from 1.
    """
    name = FIELD + question["key"]
    kind = question["type"]
    if kind == "matrix":
        return {r["code"]: _first(getlist(f"{name}-{r['code']}")) for r in question["rows"]}
    if kind == "ranking":
        return {code: _first(getlist(f"{name}-{code}")) for code in codes(question)}
    value: Any = list(getlist(name)) if kind == "multiple" else _first(getlist(name))
    if kind in WITH_OTHER and question.get(OTHER):
        return {"value": value, OTHER: _first(getlist(f"{name}-other"))}
    return value


def _first(values: Sequence[str]) -> str:
    return values[0] if values else ""
