"""Answers that people write: numbers, dates and texts."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from crm.i18n import _
from plugins.surveys.definition.shapes import LONGEST, Question, say

NUMBER = re.compile(r"^[+-]?(\d{1,15}(\.\d{0,9})?|\.\d{1,9})$")
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def _rule(question: Question) -> Mapping[str, Any]:
    return question.get("validate") or {}


def _own_message(question: Question, fallback: Any) -> Any:
    return say(_rule(question).get("message"), "") or fallback


def clean_number(question: Question, raw: Any) -> tuple[int | float | None, Any]:
    """A number within `validate.min` and `max`; a decimal comma is understood."""
    if raw in (None, "", []):
        return None, None
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
        return None, _("Write a number.")
    text = str(raw).strip().replace("\u00a0", "").replace(" ", "")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if not text:
        return None, None
    if not NUMBER.match(text):
        return None, _("Write a number, in digits only.")
    value = float(text) if "." in text else int(text)
    value = int(value) if value == int(value) else value
    return _bounded_number(question, value)


def _bounded_number(question: Question, value: int | float) -> tuple[int | float | None, Any]:
    rule = _rule(question)
    if rule.get("step", "integer") == "integer" and value != int(value):
        return None, _("Write a whole number.")
    low, high = rule.get("min"), rule.get("max")
    if low is not None and value < low:
        return None, _own_message(question, _("Write a number of at least %(n)s.", n=low))
    if high is not None and value > high:
        return None, _own_message(question, _("Write a number of at most %(n)s.", n=high))
    return value, None


def clean_date(question: Question, raw: Any) -> tuple[str | None, Any]:
    """A day as ISO text, within `validate.min_date` and `max_date`."""
    if raw in (None, "", []):
        return None, None
    text = raw.strip() if isinstance(raw, str) else ""
    try:
        day = date.fromisoformat(text) if DAY.match(text) else None
    except ValueError:
        day = None
    if day is None:
        return None, _("Write a day such as 2026-11-27.")
    rule = _rule(question)
    if rule.get("min_date") and text < rule["min_date"]:
        return None, _own_message(question, _("Not before %(day)s.", day=rule["min_date"]))
    if rule.get("max_date") and text > rule["max_date"]:
        return None, _own_message(question, _("Not after %(day)s.", day=rule["max_date"]))
    return text, None


def clean_text(question: Question, raw: Any) -> tuple[str | None, Any]:
    """A text without control characters, not longer than it may be."""
    if raw in (None, "", []):
        return None, None
    if not isinstance(raw, str):
        return None, _("Write a text.")
    text = "".join(c for c in raw.replace("\r\n", "\n") if _shown(c)).strip()
    rule = _rule(question)
    most = min(rule.get("longest") or 10**6, LONGEST[question["type"]])
    if len(text) > most:
        return None, _("At most %(n)d characters; you wrote %(m)d.", n=most, m=len(text))
    if text and rule.get("pattern") and not _matches(rule["pattern"], text):
        return None, _own_message(question, _("This is not written as it should be."))
    return (text or None), None


def _shown(char: str) -> bool:
    return (char >= " " or char in "\n\t") and not "\ud800" <= char <= "\udfff"


def _matches(pattern: str, text: str) -> bool:
    """A pattern is of `#` (a digit), `@` (a letter), `*` (any) and literal characters.

    Not a regular expression: one that backtracks could hold the server.
    """
    tests = {"#": str.isdigit, "@": str.isalpha, "*": lambda _c: True}
    return len(pattern) == len(text) and all(
        tests[p](c) if p in tests else p == c for p, c in zip(pattern, text, strict=True)
    )
