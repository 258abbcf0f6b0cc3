"""Conditions on people that saved lists combine: invited, answered, answered X.

Only surveys whose mode stores it are offered: who has answered is known in identified and
confidential ones, who gave which answer in identified ones alone.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from marshmallow import fields

from crm import db, tenancy
from crm.i18n import _
from crm.plugin import Filter
from crm.schemas import Form, choice, text
from plugins.surveys.answering import named
from plugins.surveys.answering.anonymous import SENT
from plugins.surveys.answering.respondents import INVITATIONS
from plugins.surveys.definition.shapes import codes, questions, say
from plugins.surveys.service import surveys, versions
from plugins.surveys.words import ANONYMOUS, CONFIDENTIAL, IDENTIFIED

BETWEEN = "/"
CODED = frozenset({"single", "multiple", "yes_no", "scale", "consent"})


def _offered(*modes: str) -> list[Mapping[str, Any]]:
    reader = tenancy.current().reader
    if reader is None:
        return []
    found = surveys.list_surveys(actor=reader, states=("open", "closed"))
    return [survey for survey in found if survey["mode"] in modes]


def _choices(*modes: str) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [(survey["_id"], survey["name"]) for survey in _offered(*modes)]


def _survey(*modes: str) -> fields.String:
    shown = {"label": _("Survey"), "choices": _choices(*modes), "offered_only": True}
    return text(required=True, longest=40, metadata=shown)


class Invited(Form):
    """A survey with invitations."""

    survey_id = _survey(IDENTIFIED, CONFIDENTIAL, ANONYMOUS)


class Answered(Form):
    """A survey that knows who has answered."""

    survey_id = _survey(IDENTIFIED, CONFIDENTIAL)
    answered = choice(
        ["yes", "no"],
        required=True,
        metadata={
            "label": _("Have answered"),
            "choices": [("yes", _("yes")), ("no", _("not yet"))],
        },
    )


def _answers() -> list[tuple[str, str]]:
    found = []
    for survey in _offered(IDENTIFIED):
        version = versions.live_version(survey)
        for question in questions(version):
            if question["type"] in CODED:
                asked = say(question["text"], "", version["languages"])[:60]
                label = f"{survey['name']}: {asked}"
                for code in codes(question):
                    value = BETWEEN.join((survey["_id"], question["key"], code))
                    found.append((value, f"{label} = {_word(question, code, version)}"))
    return found


def _word(question: Mapping[str, Any], code: str, version: Mapping[str, Any]) -> str:
    for option in question.get("options") or ():
        if option["code"] == code:
            return say(option["text"], "", version["languages"])
    return code


class Gave(Form):
    """One answer of an identified survey."""

    answer = text(
        required=True,
        longest=140,
        metadata={"label": _("Answer"), "choices": _answers, "offered_only": True},
    )


def _invited(values: Mapping[str, Any]) -> Iterable[str]:
    rows = db.collection(INVITATIONS).find({"survey_id": values["survey_id"]}, fields=["person_id"])
    return [row["person_id"] for row in rows]


def _of_mode(survey_id: str, *modes: str) -> bool:
    survey = db.collection("surveys_surveys").get(survey_id)
    return survey is not None and survey["mode"] in modes


def _answered(values: Mapping[str, Any]) -> Iterable[str]:
    if not _of_mode(values["survey_id"], IDENTIFIED, CONFIDENTIAL):
        return []
    query = {"survey_id": values["survey_id"], "answered": values["answered"] == "yes"}
    return [r["person_id"] for r in db.collection(INVITATIONS).find(query, fields=["person_id"])]


def _gave(values: Mapping[str, Any]) -> Iterable[str]:
    survey_id, _slash, rest = values["answer"].partition(BETWEEN)
    key, _slash, code = rest.partition(BETWEEN)
    if not _of_mode(survey_id, IDENTIFIED):
        return []
    found = db.collection(named.NAME).find({"survey_id": survey_id})
    return [
        r["person_id"] for r in found if r["state"] in SENT and _has(r["answers"].get(key), code)
    ]


def _has(answer: Any, code: str) -> bool:
    given = answer if isinstance(answer, list) else [answer]
    return code in {str(one) for one in given if one is not None}


FILTERS = (
    Filter(
        id="surveys.invited",
        label=_("Invited to a survey"),
        schema=Invited,
        query=_invited,
        permission="surveys.view",
    ),
    Filter(
        id="surveys.answered",
        label=_("Answered a survey, or not"),
        schema=Answered,
        query=_answered,
        permission="surveys.view",
    ),
    Filter(
        id="surveys.gave",
        label=_("Gave an answer in an identified survey"),
        schema=Gave,
        query=_gave,
        permission="surveys.results",
    ),
)
