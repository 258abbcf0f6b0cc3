"""Suggestions come in with answers, wait until somebody decides, and go with what they came from.

A suggestion (collection `surveys_suggestions`): {_id, survey_id, person_id, response, question,
code, action, values, version, at: when the answers were sent, order: the same as text, state:
"waiting" | "done" | "dismissed", by, decided_at, result: what the action gave, times: how often it
was carried out}. None is ever stored in a survey without names.
"""

from collections.abc import Mapping
from typing import Any

from crm import db
from plugins.surveys.answering.respondents import Respondent
from plugins.surveys.definition import suggests
from plugins.surveys.definition.shapes import Version

NAME = "surveys_suggestions"
WAITING, DONE, DISMISSED = "waiting", "done", "dismissed"


def queue(who: Respondent, version: Version, response: Mapping[str, Any]) -> int:
    """Note what a response that was just sent suggests; gives how much. Nothing is carried out."""
    if not who.named or not who.person_id:
        return 0
    base = {
        "survey_id": who.survey["_id"],
        "person_id": who.person_id,
        "response": response["_id"],
        "version": version["n"],
        "at": response["submitted_at"],
        "order": response["submitted_at"].isoformat(),
        "state": WAITING,
        "by": "",
        "decided_at": None,
        "result": {},
        "times": 0,
    }
    found = suggests.found(version, response["answers"])
    return db.collection(NAME).insert_many({**base, **_one(each)} for each in found)


def _one(each: suggests.Suggested) -> dict[str, Any]:
    return {
        "_id": db.new_id(),
        "question": each.question,
        "code": each.code,
        "action": each.action,
        "values": dict(each.values),
    }


def withdraw(response_id: str, survey_id: str, person_id: str) -> None:
    """The answers were taken back: so is what they suggested."""
    mine = {"survey_id": survey_id, "person_id": person_id}
    for one in db.collection(NAME).find(mine, where={"response": response_id}, fields=["_id"]):
        db.collection(NAME).delete({"_id": one["_id"]})


def forget(survey_id: str) -> None:
    """Remove all suggestions of a survey: the link to names is destroyed."""
    db.collection(NAME).delete_many({"survey_id": survey_id})
