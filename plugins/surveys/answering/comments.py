"""Written answers, apart from the other answers: one slot each, under a key of its own.

A comment: {_id, survey_id, key, pick, state ("free" or "written"), question, text, themes}. Its
key is an HMAC under the survey's secret, so that whoever wrote it can take it back while the
survey is open, and nobody can tell whose it is, or which other answers came with it.
"""

from collections.abc import Mapping
from typing import Any

from crm import db
from crm.errors import Conflict
from plugins.surveys.answering import keys, slots, tokens
from plugins.surveys.definition.shapes import (
    OTHER,
    WRITTEN,
    Version,
    other_key,
    questions,
)

NAME = "surveys_comments"
STATE = "written"
FIELDS = ("question", "text", "themes", "status")


def written_keys(version: Version) -> list[str]:
    """The answers of a version that are text: of written questions, and beside "other"."""
    found = []
    for question in questions(version):
        if question["type"] in WRITTEN:
            found.append(question["key"])
        if question.get(OTHER):
            found.append(other_key(question["key"]))
    return found


def split(version: Version, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Answers without text, and the texts by their key."""
    texts = {key: str(answers[key]) for key in written_keys(version) if key in answers}
    return {k: v for k, v in answers.items() if k not in texts}, texts


def store(survey_id: str, response_id: str, texts: Mapping[str, str]) -> None:
    """Keep each text of a response in a slot of its own.

    `response_id` is the key of an anonymous response, the id of a named one.
    """
    secret = keys.get(survey_id)
    for question in sorted(texts):
        key = tokens.comment_key(secret, response_id, question)
        values = {"state": STATE, "question": question, "text": texts[question], "themes": []}
        slots.claim(NAME, survey_id, key, values)


def withdraw(survey_id: str, response_id: str, version: Version) -> dict[str, str]:
    """Take back all that was written with a response; gives it by question."""
    secret, taken = keys.get(survey_id), {}
    for question in written_keys(version):
        key = tokens.comment_key(secret, response_id, question)
        found = slots.of_key(NAME, survey_id, key)
        if found:
            taken[question] = str(found["text"])
            if not slots.empty(NAME, found, FIELDS):
                raise Conflict()
    return taken


def of_question(survey_id: str, question: str) -> list[dict[str, Any]]:
    """All texts of one question, in no order that means anything."""
    asked = {"survey_id": survey_id, "state": STATE, "question": question}
    return db.collection(NAME).find(asked)
