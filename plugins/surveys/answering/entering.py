"""Answers that a collector enters for somebody: on the telephone, or from paper that came back."""

from collections.abc import Mapping
from typing import Any

from crm import audit, db
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.people import reach
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.surveys.answering import (
    invitations,
    keys,
    links,
    named,
    respondents,
    responses,
    tokens,
)
from plugins.surveys.answering.respondents import INVITATIONS, Respondent
from plugins.surveys.definition.answers import clean_answers
from plugins.surveys.definition.shapes import Version
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import NAMED_MODES, OPEN_LINK

MOST = 300
SHOWN = ("name", "sort_key", "phones", "facets")


def require_entering(survey: Mapping[str, Any]) -> None:
    """Raise Conflict unless the survey takes answers today."""
    if not responses.takes_answers(survey):
        raise Conflict(_("This survey takes no answers today."))


def to_call(survey: Survey, *, actor: Actor) -> list[dict[str, Any]]:
    """Invited people in reach who have not answered, by name, at most MOST; none without names."""
    if survey["mode"] not in NAMED_MODES:
        return []
    query = {"survey_id": survey["_id"], "answered": False}
    ids = [row["person_id"] for row in db.collection(INVITATIONS).find(query)]
    found: list[dict[str, Any]] = []
    for batch in chunks(ids):
        found += reach.find_many(batch, actor=actor, fields=SHOWN).values()
    shown = sorted(found, key=lambda person: person["sort_key"])[:MOST]
    if shown:
        who = [person["_id"] for person in shown]
        audit.record(actor, audit.READ, "survey", survey["_id"], people=who)
    return shown


def places(survey: Survey) -> list[str]:
    """The places of the posters and kiosks of an open survey, for paper from there."""
    if survey["mode"] != OPEN_LINK:
        return []
    return sorted({link["place"] for link in links.of_survey(survey["_id"]) if link["place"]})


def person_to_enter(survey: Survey, person_id: str, *, actor: Actor) -> dict[str, Any]:
    """The person whose answers are to be entered; NotFound out of reach, Conflict if answered."""
    require_entering(survey)
    if survey["mode"] not in NAMED_MODES:
        raise NotFound()
    person = reach.find(person_id, actor=actor)
    if responses.is_sent(named.of_person(survey["_id"], person_id)):
        raise Conflict(_("%(name)s has answered already.", name=person["name"]))
    return person


def enter_for(survey: Survey, person_id: str, raw: Mapping[str, Any], *, actor: Actor) -> None:
    """Store the answers of a person, with who entered them. Raises Invalid by question."""
    person = person_to_enter(survey, person_id, actor=actor)
    version, answers = _clean(survey, raw)
    mine = {"survey_id": survey["_id"], "person_id": person_id}
    if not db.collection(INVITATIONS).get(mine):
        invitations.invite(survey, [person], invitations.ENTRY, str, actor=actor)
    invitation = db.collection(INVITATIONS).get(mine) or {}
    key = tokens.person_key(keys.get(survey["_id"]), person_id)
    cohort = invitation.get("cohort", {})
    who = Respondent(survey, key, invitation, cohort, actor.account_id, invitations.ENTRY)
    _store(who, version, answers)
    audit.record(actor, "enter-answers", "survey", survey["_id"], people=[person_id])


def enter_paper(survey: Survey, code: str, place: str, raw: Mapping[str, Any]) -> None:
    """Store answers from paper without a name: by the code on it, or, with an open link, any.

    Nothing of who entered it, or when, is kept. Raises Invalid by question, or for the code.
    """
    require_entering(survey)
    if survey["mode"] in NAMED_MODES:
        raise NotFound()
    known = {"place": place} if place and place in places(survey) else {}
    try:
        who = respondents.by_code(survey, tokens.read_code(code), cohort=known)
    except NotFound as error:
        raise Invalid({"code": [_("This code does not open the survey.")]}) from error
    if responses.is_sent(responses.find(who)):
        if survey["mode"] == OPEN_LINK:
            return  # the same form, sent twice
        raise Invalid({"code": [_("Whoever has this code has answered already.")]})
    version, answers = _clean(survey, raw)
    _store(who, version, answers)


def _clean(survey: Survey, raw: Mapping[str, Any]) -> tuple[Version, dict[str, Any]]:
    version = responses.live(survey)
    answers, errors = clean_answers(version, raw)
    if errors:
        raise Invalid({key: [error] for key, error in errors.items()})
    if not answers:
        raise Invalid({"_schema": [_("There is no answer to store.")]})
    return version, answers


def _store(who: Respondent, version: Version, answers: Mapping[str, Any]) -> None:
    responses.save(who, version, answers, 0)
    responses.send(who, version, answers)
