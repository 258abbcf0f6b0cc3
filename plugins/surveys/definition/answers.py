"""What somebody sent -> what is kept, or what to tell them. One function per type of question.

`raw` is what a form or a client sends for one question:

    most types        "text" (blank or None: not answered)
    single, multiple  "code", ["code", ...], or {"value": ..., "other": "what they wrote"}
    matrix            {"row": "code", ...}
    ranking           ["code", ...] best first, or {"code": "1", ...} places, as a form sends them
    consent           anything but blank

`read_form` makes it of posted fields. Errors are short sentences for the person who answers.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm.i18n import _
from plugins.surveys.definition.shapes import (
    LONGEST_OTHER,
    OTHER,
    UNANSWERABLE,
    WITH_OTHER,
    Answers,
    Question,
    Version,
    codes,
    find,
    other_key,
    say,
)
from plugins.surveys.definition.visibility import kept_answers, visible_questions
from plugins.surveys.definition.written import clean_date, clean_number, clean_text

Cleaned = tuple[Any, Any]
"""(value, error): the value as stored (None: not answered); the error a sentence or None."""
FIELD = "q-"


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


def _value(question: Question, raw: Any) -> Any:
    wrapped = question["type"] in WITH_OTHER and isinstance(raw, Mapping)
    return raw.get("value") if wrapped else raw


def _single(question: Question, raw: Any) -> Cleaned:
    raw = raw[0] if isinstance(raw, list) and len(raw) == 1 else raw
    if raw in (None, "", []):
        return None, None
    if not isinstance(raw, str) or raw not in codes(question):
        return None, _("Choose one of the answers.")
    return raw, None


def _multiple(question: Question, raw: Any) -> Cleaned:
    sent = [raw] if isinstance(raw, str) else raw
    chosen = [one for one in sent if one not in (None, "")] if isinstance(sent, list) else []
    known = codes(question)
    if (sent is not None and not isinstance(sent, list)) or any(
        not isinstance(one, str) or one not in known for one in chosen
    ):
        return None, _("Choose among the answers.")
    picked = [code for code in known if code in chosen]
    alone = {o["code"] for o in question.get("options", ()) if o.get("exclusive")}
    if len(picked) > 1 and alone & set(picked):
        return None, _("One of your answers rules out the others: keep one or the other.")
    return (picked or None), _how_many(question, len(picked), bool(alone & set(picked)))


def _how_many(question: Question, n: int, exclusive: bool) -> Any:
    rule = question.get("validate") or {}
    if n and rule.get("most") and n > rule["most"]:
        return _("Choose at most %(n)d.", n=rule["most"])
    if n and not exclusive and rule.get("least") and n < rule["least"]:
        return _("Choose at least %(n)d.", n=rule["least"])
    return None


def _scale(question: Question, raw: Any) -> Cleaned:
    if raw in (None, "", []):
        return None, None
    text = str(raw).strip() if isinstance(raw, (str, int)) and not isinstance(raw, bool) else ""
    if text not in codes(question):
        return None, _("Choose one of the answers.")
    extra = {option["code"] for option in question.get("options", ())}
    return (text if text in extra else int(text)), None


def _matrix(question: Question, raw: Any) -> Cleaned:
    if raw in (None, "", []):
        return None, None
    rows, known = [r["code"] for r in question["rows"]], codes(question)
    if not isinstance(raw, Mapping) or not set(raw) <= set(rows):
        return None, _("Choose one answer in each line.")
    given = {row: raw[row] for row in rows if raw.get(row)}
    if any(not isinstance(code, str) or code not in known for code in given.values()):
        return None, _("Choose one of the answers in each line.")
    if question.get("required") and len(given) < len(rows):
        return None, _("Please answer each line.")
    return given or None, None


def _ranking(question: Question, raw: Any) -> Cleaned:
    if raw in (None, "", [], {}):
        return None, None
    known = codes(question)
    order = _places(raw) if isinstance(raw, Mapping) else raw
    if not isinstance(order, list) or any(one not in known for one in order):
        return None, _("Give each line its own place: 1 for the first.")
    if len(set(order)) < len(order):
        return None, _("Give each line a place of its own.")
    most = (question.get("validate") or {}).get("most")
    if most and len(order) > most:
        return None, _("Put at most %(n)d in order.", n=most)
    if question.get("required") and 0 < len(order) < (most or len(known)):
        return None, _("Please put all lines in order.")
    return order or None, None


def _places(raw: Mapping[str, Any]) -> list[str] | None:
    """Codes by their places; None where a place is no number or taken twice."""
    placed = {code: str(place).strip() for code, place in raw.items() if place not in (None, "")}
    if any(not (p.isascii() and p.isdigit() and len(p) < 4) for p in placed.values()):
        return None
    numbers = {code: int(place) for code, place in placed.items()}
    if len(set(numbers.values())) < len(numbers):
        return None
    return sorted(numbers, key=lambda code: numbers[code])


def _consent(_question: Question, raw: Any) -> Cleaned:
    return ("yes" if raw not in (None, "", [], {}, False, "no") else None), None


def _finite(question: Question, raw: Any) -> Cleaned:
    value, error = clean_number(question, raw)
    if value is not None and not math.isfinite(value):
        return None, _("Write a number.")
    return value, error


CLEANERS: Mapping[str, Callable[[Question, Any], Cleaned]] = {
    "single": _single,
    "yes_no": _single,
    "multiple": _multiple,
    "scale": _scale,
    "matrix": _matrix,
    "ranking": _ranking,
    "number": _finite,
    "date": clean_date,
    "short_text": clean_text,
    "long_text": clean_text,
    "consent": _consent,
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
