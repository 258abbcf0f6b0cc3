"""Answers of several lines: a matrix, an order."""

from collections.abc import Mapping
from typing import Any

from crm.i18n import _
from plugins.surveys.definition.shapes import Question, codes

Cleaned = tuple[Any, Any]


def clean_matrix(question: Question, raw: Any) -> Cleaned:
    """A code for each line that was answered."""
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


def clean_ranking(question: Question, raw: Any) -> Cleaned:
    """Codes, best first."""
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
