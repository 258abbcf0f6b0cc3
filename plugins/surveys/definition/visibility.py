"""Who is asked what: pages and questions whose conditions hold, in one pass from the top."""

from typing import Any

from plugins.surveys.definition import conditions
from plugins.surveys.definition.shapes import UNANSWERABLE, Answers, Question, Version, other_key


def visible_questions(version: Version, answers: Answers) -> list[str]:
    """Keys of the questions (statements included) that someone with these answers is shown.

    An answer to a question that is hidden now counts as not given: a condition further down
    never hangs on what the person can no longer see.
    """
    seen: list[str] = []
    live: dict[str, Any] = {}
    for page in version["pages"]:
        if not conditions.holds(page.get("show_if"), live):
            continue
        for question in page["items"]:
            if conditions.holds(question.get("show_if"), live):
                seen.append(question["key"])
                _take(question["key"], answers, live)
    return seen


def _take(key: str, answers: Answers, live: dict[str, Any]) -> None:
    for name in (key, other_key(key)):
        if name in answers:
            live[name] = answers[name]


def visible_pages(version: Version, answers: Answers) -> list[int]:
    """Places (0-based) of the pages that show at least one item."""
    seen = set(visible_questions(version, answers))
    return [
        place
        for place, page in enumerate(version["pages"])
        if any(question["key"] in seen for question in page["items"])
    ]


def kept_answers(version: Version, answers: Answers) -> dict[str, Any]:
    """The answers to visible questions alone: what is stored when a response is sent."""
    live: dict[str, Any] = {}
    for key in visible_questions(version, answers):
        _take(key, answers, live)
    return live


def asked(version: Version, answers: Answers) -> list[str]:
    """Keys of the questions that count as asked: the base of their results (no statements)."""
    seen = set(visible_questions(version, answers))
    return [q["key"] for q in _all(version) if q["key"] in seen and q["type"] not in UNANSWERABLE]


def _all(version: Version) -> list[Question]:
    return [question for page in version["pages"] for question in page["items"]]
