"""Deciding on what answers suggest: each by a person, with who it is about in view.

Identified surveys: whoever may decide on suggestions; confidential ones: their custodians alone,
until names are unlinked. Everybody only about people in their reach, and only by actions that are
theirs to run. What was noted after the answer is never written over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm import actions, audit, db, paging
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.people import reach
from crm.plugin import Action
from crm.tenancy import Actor
from plugins.surveys.answering import single
from plugins.surveys.answering.queueing import NAME, WAITING
from plugins.surveys.definition.answers import answer_label
from plugins.surveys.definition.shapes import find, say
from plugins.surveys.service import surveys, versions
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import CLOSED, DRAFT, IDENTIFIED, OPEN

SIZE, LATELY, LOOKED_AT = 50, 10, 200
SHOWN = ("name", "phones", "facets")
STATES = (OPEN, CLOSED)


@dataclass(frozen=True)
class Suggestion:
    """One suggestion as it is decided on: about whom, said by which answer, and what it is."""

    id: str
    state: str
    person: Mapping[str, Any]
    asked: str
    said: str
    what: str
    stops: str
    """Why it cannot be confirmed (something newer is known); "" where it can."""
    at: Any


def may_decide(survey: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the actor may decide on suggestions of the survey now."""
    if survey["state"] == DRAFT or not actor.can("surveys.suggestions"):
        return False
    return survey["mode"] == IDENTIFIED or single.may_read(survey, actor)


def require(survey: Survey, actor: Actor) -> None:
    """Raise NotFound unless the actor may decide."""
    if not may_decide(survey, actor):
        raise NotFound()


def page(
    survey: Survey, after: str, language: str, *, actor: Actor
) -> tuple[list[Suggestion], str]:
    """Waiting suggestions about people in reach, oldest answers first, and the next cursor."""
    require(survey, actor)
    found = paging.window(
        NAME,
        {"survey_id": survey["_id"], "state": WAITING},
        "order",
        after=paging.read_cursor(NAME, after, "order"),
        size=SIZE,
    )
    more = paging.cursor_of(found[-1], "order") if len(found) == SIZE else ""
    return _shown(survey, found, language, actor), more


def lately(survey: Survey, language: str, *, actor: Actor) -> list[Suggestion]:
    """What the actor has decided last in this survey, newest first: it can be taken back."""
    mine = db.collection(NAME).find(
        {"by": actor.account_id},
        where={"survey_id": survey["_id"]},
        sort=[("decided_at", -1)],
        limit=LATELY,
    )
    return _shown(survey, mine, language, actor)


def _shown(survey: Survey, found: list[Any], language: str, actor: Actor) -> list[Suggestion]:
    people = reach.find_many((one["person_id"] for one in found), actor=actor, fields=SHOWN)
    seen = [one for one in found if one["person_id"] in people]
    asked = {n: versions.get_version(survey["_id"], n) for n in {one["version"] for one in seen}}
    if seen:
        audit.record(actor, audit.READ, "survey", survey["_id"], fields=["suggestions"],
                     people=sorted(people))  # fmt: skip
    return [
        in_words(one, people[one["person_id"]], asked[one["version"]], language, actor)
        for one in seen
    ]


def in_words(
    one: Mapping[str, Any], person: Mapping[str, Any], version: Any, language: str, actor: Actor
) -> Suggestion:
    """A stored suggestion with its person, as it is shown."""
    question = find(version, one["question"]) or {}
    return Suggestion(
        id=one["_id"],
        state=one["state"],
        person=person,
        asked=say(question.get("text"), language, list(version["languages"])),
        said=answer_label(version, one["question"], one["code"], language),
        what=actions.described(actions.find(one["action"]), one["values"]),
        stops=stops(one, actor) if one["state"] == WAITING else "",
        at=one["at"],
    )


def stops(one: Mapping[str, Any], actor: Actor) -> str:
    """Why a waiting suggestion cannot be confirmed; "" where it can."""
    action = actions.find(one["action"], actor=actor)
    if action is None:
        return str(_("This is not yours to do, or its plugin is off."))
    try:
        return str(action.newer(data_of(action, one), actor=actor)) if action.newer else ""
    except NotFound:
        return str(_("The person is not in this campaign, or it is not yours."))
    except Invalid:
        return str(_("This cannot be done any more: what it names is gone."))


def data_of(action: Action, one: Mapping[str, Any]) -> dict[str, Any]:
    """What the action of a suggestion is given."""
    key = f"{one['_id']}{one['times']:02x}"
    return actions.data(
        action, one["values"], person_id=one["person_id"], key=key, as_of=one["at"].isoformat()
    )


def stored(
    survey: Survey, suggestion_id: str, actor: Actor
) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """A suggestion as it is stored, and the person in reach it is about; NotFound otherwise."""
    require(survey, actor)
    found = db.collection(NAME).get({"_id": suggestion_id, "survey_id": survey["_id"]})
    if found is None:
        raise NotFound()
    return found, reach.find(found["person_id"], actor=actor)


def get(survey: Survey, suggestion_id: str, language: str, *, actor: Actor) -> Suggestion:
    """One suggestion about somebody in reach; NotFound otherwise."""
    one, person = stored(survey, suggestion_id, actor)
    version = versions.get_version(survey["_id"], one["version"])
    return in_words(one, person, version, language, actor)


def count(survey: Survey, *, actor: Actor) -> int:
    """How many wait in a survey for somebody in reach, as far as LOOKED_AT."""
    if not may_decide(survey, actor):
        return 0
    waiting = {"survey_id": survey["_id"], "state": WAITING}
    found = db.collection(NAME).find(waiting, limit=LOOKED_AT, fields=["person_id"])
    people = reach.find_many((one["person_id"] for one in found), actor=actor, fields=("name",))
    return sum(one["person_id"] in people for one in found)


def everywhere(*, actor: Actor) -> list[tuple[Survey, int]]:
    """The surveys in which something waits for the actor, and how much, by name."""
    fields = ["survey_id"]
    found = db.collection(NAME).find({"state": WAITING}, limit=10 * LOOKED_AT, fields=fields)
    ids = {one["survey_id"] for one in found}
    known = [s for s in surveys.list_surveys(actor=actor, states=STATES) if s["_id"] in ids]
    counted = [(survey, count(survey, actor=actor)) for survey in known]
    return [(survey, n) for survey, n in counted if n]
