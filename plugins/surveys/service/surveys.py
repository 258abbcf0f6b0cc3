"""Surveys: who may know of one, making and changing it. Opening and closing is in `lifecycle`.

A survey (collection `surveys_surveys`):

    {_id, name: str (for the team), title: text, intro: text, thanks: text,
     purpose: "survey" | "pledge", mode: one of words.MODES (fixed once state is not "draft"),
     state: "draft" | "open" | "closed", campaign_ids: [str], scopes: [str],
     languages: [code], opens: "" | ISO day, closes: "" | ISO day,
     current_version: int (0: never open), draft_version: int (0: no change being written),
     register: see definition.changes, thresholds: {k, comments, cohort},
     breakdowns: [facet id] (declared before opening, at most 4), custodians: [account id],
     unlink_on: "" | ISO day (confidential: when the link to names is destroyed),
     template: str, left: [what an import could not take over],
     created_by, created_at, version (compare-and-set)}
"""

from collections.abc import Mapping
from typing import Any

from crm import audit, db
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from crm.values import fold
from plugins.surveys import settings
from plugins.surveys.words import DRAFT

Survey = dict[str, Any]
FIXED = frozenset({"mode", "purpose", "breakdowns", "thresholds", "custodians", "unlink_on"})
"""What the first page promises members: fixed when the survey opens."""


def knows(survey: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the actor may know of a survey: one of a campaign only with a part in that."""
    campaigns = survey.get("campaign_ids") or []
    if not campaigns or actor.sees_all or survey["created_by"] == actor.account_id:
        return True
    if set(survey["scopes"]) & actor.grants or actor.can("campaigns.numbers"):
        return True
    turfs = tuple(f"turf:{campaign}:" for campaign in campaigns)
    return any(grant.startswith(turfs) for grant in actor.grants)


def get_survey(survey_id: str, *, actor: Actor) -> Survey:
    """A survey the actor may know of; NotFound otherwise."""
    found = db.collection("surveys_surveys").get(survey_id)
    if found is None or not knows(found, actor):
        raise NotFound()
    return found


def list_surveys(*, actor: Actor, states: tuple[str, ...] = ("draft", "open")) -> list[Survey]:
    """The surveys in these states that the actor may know of: by state, then by name."""
    found: list[Survey] = []
    for state in states:
        stored = db.collection("surveys_surveys").find({"state": state})
        found += sorted((s for s in stored if knows(s, actor)), key=lambda s: fold(s["name"]))
    return found


def _thresholds() -> dict[str, int]:
    chosen = settings.current()
    return {
        "k": chosen["smallest_cell"],
        "comments": chosen["smallest_comments"],
        "cohort": chosen["smallest_cohort"],
    }


def create_survey(data: Mapping[str, Any], *, actor: Actor, survey_id: str = "") -> Survey:
    """Make a survey of data shaped by SurveyForm, with a first version to write on.

    `data["pages"]` (and `texts` such as title) may come from a template or an import.
    """
    languages = list(data.get("languages") or settings.current()["languages"])
    survey: Survey = {
        "_id": survey_id or db.new_id(),
        "name": data["name"],
        "title": data.get("title") or {languages[0]: data["name"]},
        "intro": data.get("intro") or {},
        "thanks": data.get("thanks") or {},
        "purpose": data.get("purpose", "survey"),
        "mode": data.get("mode", "anonymous"),
        "state": DRAFT,
        "campaign_ids": list(data.get("campaign_ids") or ()),
        "scopes": list(data.get("scopes") or ()),
        "languages": languages,
        "opens": data.get("opens", ""),
        "closes": data.get("closes", ""),
        "current_version": 0,
        "draft_version": 1,
        "register": {},
        "thresholds": _thresholds(),
        "breakdowns": list(data.get("breakdowns") or ()),
        "custodians": list(data.get("custodians") or ()),
        "unlink_on": data.get("unlink_on", ""),
        "template": data.get("template", ""),
        "left": list(data.get("left") or ()),
        "created_by": actor.account_id,
        "created_at": db.now(),
        "version": 1,
    }
    return _store(survey, list(data.get("pages") or ()), actor)


@db.atomic
def _store(survey: Survey, pages: list[Any], actor: Actor) -> Survey:
    db.collection("surveys_surveys").insert(survey)
    first = pages or [{"key": "page_1", "title": {}, "items": []}]
    db.collection("surveys_versions").insert(
        {
            "_id": f"{survey['_id']}:1",
            "survey_id": survey["_id"],
            "n": 1,
            "state": "draft",
            "languages": survey["languages"],
            "pages": first,
            "frozen_at": None,
            "sha256": "",
            "version": 1,
        }
    )
    audit.record(actor, "create", "survey", survey["_id"], fields=["name", "mode", "pages"])
    return survey


@db.atomic
def change(survey: Survey, changes: Mapping[str, Any], action: str, *, actor: Actor) -> Survey:
    """Store changes of a survey read before; Conflict with `theirs` when it has moved on."""
    same = {"_id": survey["_id"], "version": survey["version"]}
    fields = {**changes, "version": survey["version"] + 1}
    if not db.collection("surveys_surveys").update(same, {"$set": fields}):
        raise Conflict(theirs=db.collection("surveys_surveys").get(survey["_id"]))
    audit.record(actor, action, "survey", survey["_id"], fields=sorted(changes))
    return {**survey, **fields}


def update_survey(survey_id: str, version: int, data: Mapping[str, Any], *, actor: Actor) -> Survey:
    """Change the settings of a survey read at `version` (data shaped by SurveyEdit).

    Raises Conflict when it has moved on, or (without `theirs`) when it is open and the change
    touches what its first page promises.
    """
    survey = get_survey(survey_id, actor=actor)
    if survey["version"] != version:
        raise Conflict(theirs=survey)
    if survey["state"] != DRAFT and any(survey[k] != v for k, v in data.items() if k in FIXED):
        raise Conflict(_("The survey has been opened: what it promised to members stays as it is."))
    if data.get("opens") and data.get("closes") and data["opens"] > data["closes"]:
        raise Invalid({"closes": [_("The last day is before the first.")]})
    return change(survey, data, "update", actor=actor)


@db.atomic
def delete_survey(survey_id: str, *, actor: Actor) -> None:
    """Remove a survey that has never been open; Conflict for any other."""
    survey = get_survey(survey_id, actor=actor)
    if survey["state"] != DRAFT:
        raise Conflict(_("Only a survey that was never open can be deleted."))
    same = {"_id": survey_id, "version": survey["version"], "state": DRAFT}
    if not db.collection("surveys_surveys").delete(same):
        raise Conflict(theirs=db.collection("surveys_surveys").get(survey_id))
    db.collection("surveys_versions").delete_many({"survey_id": survey_id})
    audit.record(actor, "delete", "survey", survey_id)
