"""The part of a form that says who is asked a question or page: rows of comparisons, from lists."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm.i18n import _
from plugins.surveys.definition import conditions
from plugins.surveys.definition.answers import answer_label
from plugins.surveys.definition.shapes import Question, Version, codes, find, say


def shown_condition(condition: Any) -> dict[str, Any]:
    """A condition as rows; one that the rows cannot show is kept as it is (`nested`)."""
    if not condition:
        return {"join": "all", "conditions": []}
    join = next((name for name in ("all", "any") if name in condition), "all")
    parts = condition.get(join, [condition])
    flat = all("question" in p and not isinstance(p.get("value"), list) for p in parts)
    if not flat:
        return {"join": "all", "conditions": [], "nested": True}
    rows = [
        {
            "question": "/".join(filter(None, (p["question"], p.get("row")))),
            "op": p["op"],
            "value": "" if p.get("value") is None else str(p["value"]),
        }
        for p in parts
    ]
    return {"join": join, "conditions": rows}


def condition_from(data: Mapping[str, Any], before: Any) -> Any:
    """The condition that the rows of a loaded form say; None without any."""
    if data.get("keep_condition"):
        return before
    parts = []
    for row in data["conditions"]:
        if not row["question"]:
            continue
        key, _slash, line = row["question"].partition("/")
        part: dict[str, Any] = {"question": key, "op": row["op"]}
        if row["op"] not in {"answered", "unanswered"}:
            part["value"] = row["value"]
        parts.append({**part, "row": line} if line else part)
    if len(parts) < 2:
        return parts[0] if parts else None
    return {data["join"]: parts}


def offered(version: Version, key: str, language: str) -> list[dict[str, Any]]:
    """What a condition may look at: the questions before this question, or before this page.

    [{value, label, answers: [(code, label)]}].
    """
    found: list[dict[str, Any]] = []
    languages = list(version["languages"])
    for question in _before(version, key):
        if question["type"] == "statement":
            continue
        words = say(question["text"], language, languages)
        answers = [(c, answer_label(version, question["key"], c, language))
                   for c in codes(question)]  # fmt: skip
        for row in question.get("rows") or [None]:
            name = question["key"] + (f"/{row['code']}" if row else "")
            label = words + (f" – {say(row['text'], language, languages)}" if row else "")
            found.append({"value": name, "label": label, "answers": answers})
    return found


def _before(version: Version, key: str) -> Iterator[Question]:
    """The questions before this question, or before this page."""
    for page in version["pages"]:
        if page["key"] == key:
            return
        for question in page["items"]:
            if question["key"] == key:
                return
            yield question


def unfinished(data: Mapping[str, Any], version: Version) -> dict[str, list[Any]]:
    """Conditions that say whom they look at but not for what: {"conditions": messages}."""
    for row in data["conditions"]:
        key = row["question"].partition("/")[0]
        if row["question"] and find(version, key) is None:
            return {"conditions": [_("That question is not there any more.")]}
        if row["question"] and not row["value"] and row["op"] not in {"answered", "unanswered"}:
            return {"conditions": [_("Choose the answer to look for.")]}
    depth = conditions.depth(condition_from(data, None))
    return {} if depth <= conditions.DEEPEST else {"conditions": [_("That is too much.")]}
