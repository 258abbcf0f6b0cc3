"""A condition in words, for the builder, the printed questionnaire and the record of versions."""

from collections.abc import Mapping
from typing import Any

from crm.i18n import _
from plugins.surveys.definition.answers import answer_label
from plugins.surveys.definition.shapes import Version, find, say
from plugins.surveys.words import COMPARISONS

SHORT = 60


def describe(condition: Mapping[str, Any] | None, version: Version, language: str) -> str:
    """`“Do you use AI?” is “Yes”, and ...`; '' without a condition."""
    if not condition:
        return ""
    for name, glue in (("all", _("and")), ("any", _("or"))):
        if name in condition:
            parts = [_part(part, version, language) for part in condition[name]]
            return f" {glue} ".join(parts)
    if "not" in condition:
        return str(_("not: %(rest)s", rest=describe(condition["not"], version, language)))
    return _leaf(condition, version, language)


def _part(condition: Mapping[str, Any], version: Version, language: str) -> str:
    words = describe(condition, version, language)
    return words if "question" in condition else f"({words})"


def short(words: str) -> str:
    """The first words of a text."""
    return words if len(words) <= SHORT else words[: SHORT - 1].rstrip() + "…"


def _leaf(leaf: Mapping[str, Any], version: Version, language: str) -> str:
    question = find(version, leaf["question"])
    languages = list(version["languages"])
    asked = say(question["text"], language, languages) if question else leaf["question"]
    name = f"“{short(asked)}”"
    if leaf.get("row"):
        name += f" ({answer_label(version, leaf['question'], leaf['row'], language)})"
    op, value = str(dict(COMPARISONS).get(leaf["op"], leaf["op"])), leaf.get("value")
    if leaf["op"] in {"answered", "unanswered"}:
        return f"{name} {op}"
    values = value if isinstance(value, list) else [value]
    shown = [answer_label(version, leaf["question"], str(v), language) for v in values]
    return f"{name} {op} " + ", ".join(f"“{short(one)}”" for one in shown)
