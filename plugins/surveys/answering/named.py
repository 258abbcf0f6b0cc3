"""Responses that carry the person (identified and confidential surveys).

A response: {_id (see tokens.person_key), survey_id, person_id, state, version, answers, cohort,
at, batch, begun_at, submitted_at, collector, channel}; states as in `anonymous`.
"""

from collections.abc import Mapping
from typing import Any

from crm import db
from crm.errors import Conflict
from plugins.surveys.answering.anonymous import DRAFT, NEW, SENT
from plugins.surveys.answering.respondents import INVITATIONS, Respondent

NAME = "surveys_responses"


def find(who: Respondent) -> dict[str, Any] | None:
    """The response begun or sent by `who`, or None."""
    return of_person(who.survey["_id"], who.person_id)


def of_person(survey_id: str, person_id: str) -> dict[str, Any] | None:
    """A person's response to a survey, or None."""
    return db.collection(NAME).get({"survey_id": survey_id, "person_id": person_id})


def save(who: Respondent, version: int, answers: Mapping[str, Any], at: int) -> None:
    """Keep a response that is being written. Raises Conflict once it was sent."""
    values = {"version": version, "answers": dict(answers), "at": at}
    found = find(who)
    if found is None:
        try:
            db.collection(NAME).insert({**_begun(who), **values})
            return
        except Conflict:  # the same person's other request was quicker
            found = find(who)
    if found is None or not _change(found, DRAFT, values):
        raise Conflict()


def _begun(who: Respondent) -> dict[str, Any]:
    return {
        "_id": who.key,
        "survey_id": who.survey["_id"],
        "person_id": who.person_id,
        "state": DRAFT,
        "cohort": dict(who.cohort),
        "begun_at": db.now(),
        "submitted_at": None,
        "collector": who.collector,
        "channel": who.channel,
    }


def send(who: Respondent, answers: Mapping[str, Any]) -> bool:
    """Make the draft the response and mark the invitation; False where it was sent already."""
    found = find(who)
    if found is None:
        raise Conflict()
    sent = {
        "answers": dict(answers),
        "state": NEW,
        "at": 0,
        "submitted_at": db.now(),
        "collector": who.collector,
        "channel": who.channel,
    }
    if found["state"] in SENT or not _change(found, DRAFT, sent):
        return False
    _mark(who, True)
    return True


def withdraw(who: Respondent) -> str:
    """Take the response out, all of it; gives the state it was in, "" where there is none."""
    found = find(who)
    if found is None:
        return ""
    if not db.collection(NAME).delete({"_id": found["_id"], "state": found["state"]}):
        raise Conflict()
    _mark(who, False)
    return str(found["state"])


def forget_drafts(survey_id: str) -> None:
    """Remove what was begun and never sent: the survey has closed."""
    db.collection(NAME).delete_many({"survey_id": survey_id, "state": DRAFT})


def _change(found: Mapping[str, Any], state: str, values: Mapping[str, Any]) -> bool:
    same = {"_id": found["_id"], "state": state}
    return bool(db.collection(NAME).update(same, {"$set": dict(values)}))


def _mark(who: Respondent, answered: bool) -> None:
    if who.invitation:
        change = {"$set": {"answered": answered}}
        db.collection(INVITATIONS).update({"_id": who.invitation["_id"]}, change)
