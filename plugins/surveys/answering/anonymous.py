"""Responses that carry no name: slots that are filled (`slots`), nothing beside the answers.

A response: {_id, survey_id, key, pick, state, version, answers, cohort, at, batch}. `state` is
"draft" while it is written, "new" once sent, "taken" while a batch counts it, then "counted".
There is no time, number, address, browser or person, and the database refuses any (SCHEMA).
"""

from collections.abc import Mapping
from typing import Any

from crm import db
from crm.errors import Conflict
from plugins.surveys.answering import slots
from plugins.surveys.answering.respondents import Respondent

NAME = "surveys_anonymous"
DRAFT, NEW, TAKEN, COUNTED = "draft", "new", "taken", "counted"
SENT = frozenset({NEW, TAKEN, COUNTED})
FIELDS = ("version", "answers", "cohort", "at", "batch")
SCHEMA: dict[str, Any] = {
    "bsonType": "object",
    "additionalProperties": False,
    "required": ["_id", "local_id", "survey_id", "key", "pick", "state"],
    "properties": {
        "_id": {"bsonType": "string"},
        "local_id": {"bsonType": "string"},
        "survey_id": {"bsonType": "string"},
        "key": {"bsonType": "string"},
        "pick": {"bsonType": "int"},
        "state": {"enum": [slots.FREE, DRAFT, NEW, TAKEN, COUNTED]},
        "version": {"bsonType": "int"},
        "answers": {"bsonType": "object"},
        "cohort": {"bsonType": "object"},
        "at": {"bsonType": "int"},
        "batch": {"bsonType": "string"},
    },
}


def find(who: Respondent) -> dict[str, Any] | None:
    """The response begun or sent by `who`, or None."""
    return slots.of_key(NAME, who.survey["_id"], who.key)


def save(who: Respondent, version: int, answers: Mapping[str, Any], at: int) -> None:
    """Keep a response that is being written. Raises Conflict once it was sent."""
    values = {"version": version, "answers": dict(answers), "at": at}
    found = find(who)
    if found is None:
        try:
            begun = {**values, "state": DRAFT, "cohort": dict(who.cohort)}
            slots.claim(NAME, who.survey["_id"], who.key, begun)
            return
        except Conflict:  # the same person's other request was quicker
            found = find(who)
    if found is None or not _change(found, DRAFT, values):
        raise Conflict()


def send(who: Respondent, answers: Mapping[str, Any]) -> bool:
    """Make the draft the response; False where it was sent already."""
    found = find(who)
    if found is None:
        raise Conflict()
    if found["state"] in SENT:
        return False
    return _change(found, DRAFT, {"answers": dict(answers), "state": NEW, "at": 0})


def _change(found: Mapping[str, Any], state: str, values: Mapping[str, Any]) -> bool:
    same = {"_id": found["_id"], "key": found["key"], "state": state}
    return bool(db.collection(NAME).update(same, {"$set": dict(values)}))


def withdraw(who: Respondent) -> str:
    """Take the response out, all of it; gives the state it was in, "" where there is none."""
    for _attempt in range(3):
        found = find(who)
        if found is None:
            return ""
        if slots.empty(NAME, found, FIELDS):
            return str(found["state"])
    raise Conflict()


def forget_drafts(survey_id: str) -> None:
    """Wipe what was begun and never sent: the survey has closed."""
    blank = {"$set": {"state": slots.FREE}, "$unset": dict.fromkeys(FIELDS, "")}
    db.collection(NAME).update_many({"survey_id": survey_id, "state": DRAFT}, blank)
