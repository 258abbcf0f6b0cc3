"""All texts of a questionnaire as one flat list, and back: for translating side by side."""

from collections.abc import Iterator, Mapping
from typing import Any

from plugins.surveys.definition import editing
from plugins.surveys.definition.building import say_in

PARTS = ("text", "help", "other_text")


def texts(pages: Any) -> Iterator[tuple[str, Mapping[str, str]]]:
    """(path, text) of everything that has words, in reading order.

    A path is `key|part` or `key|part|code`: `tool|text`, `tool|options|chat`, `tool|scale|low`.
    """
    for page in pages:
        yield f"{page['key']}|title", page.get("title") or {}
        for question in page["items"]:
            yield from _of_question(question)


def _of_question(question: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    key = question["key"]
    for part in PARTS:
        if question.get(part):
            yield f"{key}|{part}", question[part]
    for name in ("options", "rows"):
        for entry in question.get(name) or ():
            yield f"{key}|{name}|{entry['code']}", entry["text"]
    for end in ("low", "high"):
        if (question.get("scale") or {}).get(end):
            yield f"{key}|scale|{end}", question["scale"][end]
    if (question.get("validate") or {}).get("message"):
        yield f"{key}|validate|message", question["validate"]["message"]


def translated(pages: Any, language: str, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The pages with these words in one language, by path; '' takes words out.

    A path that is not there any more is passed over: its question has gone meanwhile.
    """
    made = editing.fresh(pages)
    entries = {e["key"]: e for p in made for e in (p, *p["items"])}
    for path, words in given.items():
        key, part, *rest = path.split("|")
        entry = entries.get(key)
        if entry is None:
            continue
        if not rest:
            entry[part] = say_in(entry.get(part), language, words)
        elif part in {"options", "rows"}:
            for row in entry.get(part) or ():
                if row["code"] == rest[0]:
                    row["text"] = say_in(row["text"], language, words)
        elif part in entry:
            entry[part] = {
                **entry[part],
                rest[0]: say_in(entry[part].get(rest[0]), language, words),
            }
    return made
