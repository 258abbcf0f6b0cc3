"""What somebody sent -> what is kept, or what to tell them. One function per type of question.

`raw` is what a form or a client sends for one question:

    most types        "text" (blank or None: not answered)
    single, multiple  "code", ["code", ...], or {"value": ..., "other": "what they wrote"}
    matrix            {"row": "code", ...}
    ranking           ["code", ...] best first, or {"code": "1", ...} places, as a form sends them
    consent           anything but blank

`posted.read_form` makes it of posted fields. Errors are short sentences for the person who answers.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from crm.i18n import _
from plugins.surveys.definition.chosen import (
    clean_consent,
    clean_multiple,
    clean_scale,
    clean_single,
)
from plugins.surveys.definition.lines import clean_matrix, clean_ranking
from plugins.surveys.definition.shapes import (
    LONGEST_OTHER,
    OTHER,
    UNANSWERABLE,
    WITH_OTHER,
    Answers,
    Question,
    Version,
    find,
    other_key,
    say,
)
from plugins.surveys.definition.visibility import kept_answers, visible_questions
from plugins.surveys.definition.written import clean_date, clean_number, clean_text

Cleaned = tuple[Any, Any]
"""(value, error): the value as stored (None: not answered); the error a sentence or None."""


def clean_answer(question: Question, raw: Any) -> Cleaned:
    """The answer to keep for one question and what is wrong with it, one of them None.

    For single and multiple the value is of codes alone; `clean_other` gives the written text.
    Nothing raises, whatever is sent.
    """
    if question["type"] in UNANSWERABLE:
        return None, None
    value, error = CLEANERS[question["type"]](question, _value(question, raw))
    if error is None and value is None and question.get("required"):
        return None, _("Please answer this question.")
    return value, error


def clean_other(question: Question, raw: Any, value: Any) -> Cleaned:
    """The text beside "other", where that is among the chosen."""
    chosen = value if isinstance(value, list) else [value]
    if not question.get(OTHER) or OTHER not in chosen or not isinstance(raw, Mapping):
        return None, None
    line = {"type": "short_text", "validate": {"longest": LONGEST_OTHER}}
    return clean_text(line, raw.get(OTHER))


def clean_answers(
    version: Version, raw: Mapping[str, Any], earlier: Answers | None = None, *, page: int = -1
) -> tuple[dict[str, Any], dict[str, Any]]:
    """All answers of what was sent, or of one page: (answers to keep, {key: error}).

    `earlier` are answers of pages before (or of a saved draft); what was sent replaces theirs.
    Only visible questions are kept and checked, so that a hidden required one stops nobody.
    """
    answers = dict(earlier or {})
    found: dict[str, Any] = {}
    for question in _asked(version, page):
        key = question["key"]
        sent = raw.get(key)
        value, error = clean_answer(question, sent)
        extra, wrong = clean_other(question, sent, value)
        found |= {key: error or wrong} if error or wrong else {}
        for name, kept in ((key, value), (other_key(key), extra)):
            answers.pop(name, None)
            answers |= {} if kept is None else {name: kept}
    seen = set(visible_questions(version, answers))
    return kept_answers(version, answers), {k: e for k, e in found.items() if k in seen}


def _asked(version: Version, page: int) -> list[Question]:
    pages = version["pages"] if page < 0 else version["pages"][page : page + 1]
    return [question for one in pages for question in one["items"]]


def _value(question: Question, raw: Any) -> Any:
    wrapped = question["type"] in WITH_OTHER and isinstance(raw, Mapping)
    return raw.get("value") if wrapped else raw


def _finite(question: Question, raw: Any) -> Cleaned:
    value, error = clean_number(question, raw)
    if value is not None and not math.isfinite(value):
        return None, _("Write a number.")
    return value, error


CLEANERS: Mapping[str, Callable[[Question, Any], Cleaned]] = {
    "single": clean_single,
    "yes_no": clean_single,
    "multiple": clean_multiple,
    "scale": clean_scale,
    "matrix": clean_matrix,
    "ranking": clean_ranking,
    "number": _finite,
    "date": clean_date,
    "short_text": clean_text,
    "long_text": clean_text,
    "consent": clean_consent,
}


def answer_label(version: Version, key: str, code: str, language: str) -> str:
    """The words of a code of a question in `language`; the code itself where it has none."""
    question = find(version, key) or {}
    for option in (*question.get("options", ()), *question.get("rows", ())):
        if option["code"] == code:
            return say(option["text"], language, list(version["languages"])) or code
    if code == OTHER:
        return say(question.get("other_text"), language) or str(_("Other"))
    return code
