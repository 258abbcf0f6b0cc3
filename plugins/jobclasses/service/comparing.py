"""What one version of a class changed against another, field by field."""

from collections.abc import Mapping
from difflib import ndiff
from typing import Any

from crm.accounts import service as accounts
from crm.i18n import _
from plugins.jobclasses import words
from plugins.jobclasses.service import keeping

LABELS = {
    "title": _("Title"),
    "aliases": _("Also called"),
    "parent": _("A kind of"),
    "craft": _("Craft"),
    "definition": _("Definition"),
    "tasks": _("Tasks"),
    "tools": _("Tools"),
    "codes": _("Standard codes"),
    "ai_relations": _("Relation to AI"),
    "ai_kinds": _("Kinds of AI"),
    "trained_on": _("Trained on"),
    "status": _("Status"),
    "merged_into": _("Merged into"),
    "sources": _("Sources"),
    "certainty": _("Certainty"),
}
Change = dict[str, Any]


def _lines(field: str, value: Any) -> list[str]:
    """A field's value as the lines that are compared."""
    if field == "codes":
        pairs = [(scheme, c) for scheme, listed in value.items() for c in listed]
        return [f"{scheme} {c['code']} {c['relation']}" for scheme, c in pairs]
    if field == "status":
        return [str(words.word(words.STATUSES, value))]
    if field == "ai_relations":
        return [str(words.word(words.RELATIONS, v)) for v in value]
    if isinstance(value, list):
        return [" | ".join(filter(None, v.values())) if isinstance(v, dict) else v for v in value]
    return [str(value)] if value else []


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Each field that differs: {field, label, lines: [(sign, text)]}; sign is '-', '+' or ' '."""
    found = []
    for field, label in LABELS.items():
        if old.get(field) != new.get(field):
            compared = ndiff(_lines(field, old[field]), _lines(field, new[field]))
            lines = [(line[0], line[2:]) for line in compared if line[0] != "?"]
            found.append({"field": field, "label": label, "lines": lines})
    return found


def _number(text: str, known: list[int], default: int) -> int:
    return int(text) if text.isdigit() and int(text) in known else default


def pages(class_key: str, of: str = "", to: str = "") -> dict[str, Any]:
    """What the history page shows: versions, names, and the comparison of two of them."""
    versions = keeping.versions(class_key)
    numbers = [int(v["number"]) for v in versions]
    newest = numbers[0] if numbers else 0
    new = _number(of, numbers, newest)
    older = [n for n in numbers if n < new]
    old = _number(to, numbers, older[0] if older else new)
    by_number = {v["number"]: v["snapshot"] for v in versions}
    changes = differences(by_number[old], by_number[new]) if old != new else []
    return {
        "versions": versions,
        "account_names": accounts.names(),
        "new": new,
        "old": old,
        "changes": changes,
    }
