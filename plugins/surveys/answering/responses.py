"""Answering, whatever the mode: begin, save a page, send once, look again, withdraw.

The mode decides where a response is kept (`named` or `anonymous`); both have the same functions.
"""

from collections.abc import Mapping
from typing import Any

from crm import db, localtime
from plugins.surveys.answering import anonymous, batching, comments, keys, marks, named, queueing
from plugins.surveys.answering.anonymous import SENT
from plugins.surveys.answering.respondents import Respondent
from plugins.surveys.definition.shapes import Version
from plugins.surveys.service import versions
from plugins.surveys.words import NAMED_MODES


def store_of(mode: str) -> Any:
    """The module that keeps responses of this mode."""
    return named if mode in NAMED_MODES else anonymous


def collection_of(mode: str) -> str:
    """The collection of the responses of this mode."""
    return str(store_of(mode).NAME)


def find(who: Respondent) -> dict[str, Any] | None:
    """The response of `who`, begun or sent, or None."""
    found: dict[str, Any] | None = store_of(who.survey["mode"]).find(who)
    return found


def is_sent(response: Mapping[str, Any] | None) -> bool:
    """Whether the answers were sent."""
    return response is not None and response["state"] in SENT


def version_for(who: Respondent, response: Mapping[str, Any] | None) -> Version:
    """The version this person answers: the one they began with, else the live one."""
    n = response["version"] if response else who.survey["current_version"]
    return versions.get_version(who.survey["_id"], n)


def live(survey: Mapping[str, Any]) -> Version:
    """The version that is asked now."""
    return versions.live_version(survey)


def save(who: Respondent, version: Version, answers: Mapping[str, Any], at: int) -> None:
    """Keep the answers so far and the page they go on with. Raises Conflict once sent."""
    store_of(who.survey["mode"]).save(who, version["n"], answers, at)


def send(who: Respondent, version: Version, answers: Mapping[str, Any]) -> None:
    """Send the answers that were saved; sending again changes nothing."""
    if _send(who, version, answers) and who.invitation and not who.named:
        marks.note(str(who.invitation["_id"]))


@db.atomic
def _send(who: Respondent, version: Version, answers: Mapping[str, Any]) -> bool:
    """Answers and texts together, or neither; the roster has no part in this."""
    codes, texts = comments.split(version, answers)
    kept = answers if who.named else codes
    if not store_of(who.survey["mode"]).send(who, kept):
        return False
    sent = find(who)
    comments.store(who.survey["_id"], _id_of(who, sent), texts)
    if who.named and sent:
        queueing.queue(who, version, sent)
    return True


def _id_of(who: Respondent, response: Mapping[str, Any] | None) -> str:
    """What the keys of a response's texts are made of (see `comments.store`)."""
    return str(response["_id"]) if who.named and response else who.key


@db.atomic
def withdraw(who: Respondent) -> None:
    """Take everything back that `who` has saved or sent. Raises Conflict after the close."""
    response = find(who)
    if response is None:
        return
    version = version_for(who, response)
    before = store_of(who.survey["mode"]).withdraw(who)
    if before in SENT:
        comments.withdraw(who.survey["_id"], _id_of(who, response), version)
        if who.named:
            queueing.withdraw(str(response["_id"]), who.survey["_id"], who.person_id)
    if before in {anonymous.TAKEN, anonymous.COUNTED}:
        batching.want_rebuild(who.survey["_id"])


def is_early(survey: Mapping[str, Any]) -> bool:
    """Whether the survey's first day is still to come."""
    return bool(survey["opens"] and survey["opens"] > localtime.today().isoformat())


def takes_answers(survey: Mapping[str, Any]) -> bool:
    """Whether the survey takes answers today."""
    late = survey["closes"] and survey["closes"] < localtime.today().isoformat()
    if survey["state"] != "open" or late or is_early(survey):
        return False
    return keys.find(survey["_id"]) is not None
