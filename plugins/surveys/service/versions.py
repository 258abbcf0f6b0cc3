"""Versions of a questionnaire: one draft at most, one live, and those before, never changed.

A version is frozen when it goes live, which is before its first response: nobody answers a text
that changes under them. Keys and codes are permanent across versions (`definition.changes`).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from crm import actions, audit, db
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.surveys.definition import changes, checking, suggests
from plugins.surveys.definition.checking import Problem
from plugins.surveys.service import surveys
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import CLOSED

Version = dict[str, Any]


def version_id(survey_id: str, n: int) -> str:
    """The id of version `n` (from 1) of a survey."""
    return f"{survey_id}:{n}"


def get_version(survey_id: str, n: int) -> Version:
    """Version `n` of a survey; NotFound where there is none. Checks no rights: callers have."""
    found = db.collection("surveys_versions").get(version_id(survey_id, n))
    if found is None:
        raise NotFound()
    return found


def live_version(survey: Mapping[str, Any]) -> Version:
    """What members are asked now; NotFound before the survey has been opened."""
    return get_version(survey["_id"], survey["current_version"])


def working_version(survey: Mapping[str, Any]) -> Version:
    """What the builder shows: the draft where there is one, else the live version."""
    return get_version(survey["_id"], survey["draft_version"] or survey["current_version"])


def all_versions(survey_id: str) -> list[Version]:
    """All versions of a survey that have been live, oldest first (results merge by key)."""
    found = db.collection("surveys_versions").find({"survey_id": survey_id}, sort=[("n", 1)])
    return [version for version in found if version["state"] != "draft"]


def digest(pages: Sequence[Any], languages: Sequence[str]) -> str:
    """SHA-256 of a questionnaire in canonical JSON: what was asked can be proved."""
    plain = json.dumps([list(languages), list(pages)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def begin_change(survey_id: str, *, actor: Actor) -> Version:
    """The draft of a survey; where there is none, a copy of the live version to write on."""
    survey = surveys.get_survey(survey_id, actor=actor)
    if survey["state"] == CLOSED:
        raise Conflict(_("The survey is closed; its questions stay as they were."))
    if survey["draft_version"]:
        return get_version(survey_id, survey["draft_version"])
    return _begin(survey, actor)


@db.atomic
def _begin(survey: Survey, actor: Actor) -> Version:
    live, n = live_version(survey), survey["current_version"] + 1
    draft = {
        **live,
        "_id": version_id(survey["_id"], n),
        "n": n,
        "state": "draft",
        "frozen_at": None,
        "sha256": "",
        "version": 1,
    }
    db.collection("surveys_versions").insert(draft)
    surveys.change(survey, {"draft_version": n}, "begin-version", actor=actor)
    return draft


@db.atomic
def save_draft_version(
    survey_id: str,
    version: int,
    pages: Sequence[Mapping[str, Any]],
    *,
    actor: Actor,
    languages: Sequence[str] = (),
) -> Version:
    """Store the pages of the draft that was read at `version`; gives it as stored.

    Raises Conflict with `theirs` when it has moved on, Invalid on a change that would scramble
    answers. A draft may be unfinished: `problems` says what it lacks.
    """
    survey = surveys.get_survey(survey_id, actor=actor)
    if not survey["draft_version"]:
        raise Conflict(_("This version has gone live meanwhile; begin a new change."))
    draft = get_version(survey_id, survey["draft_version"])
    wanted = {
        **draft,
        "pages": [dict(page) for page in pages],
        "languages": list(languages) or draft["languages"],
        "version": version + 1,
    }
    scrambling = changes.check_changes(survey["register"], _live(survey), wanted)
    if scrambling:
        raise Invalid({p["key"]: [p["text"]] for p in scrambling})
    same = {"_id": draft["_id"], "version": version, "state": "draft"}
    fields = {name: wanted[name] for name in ("pages", "languages", "version")}
    if not db.collection("surveys_versions").update(same, {"$set": fields}):
        raise Conflict(theirs=draft)
    audit.record(actor, "update", "survey-version", draft["_id"], fields=["pages"])
    return wanted


def _live(survey: Mapping[str, Any]) -> Version | None:
    return live_version(survey) if survey["current_version"] else None


def problems(survey: Mapping[str, Any], version: Version) -> list[Problem]:
    """Everything that keeps a draft from going live; [] where it can."""
    found = checking.check(version)
    if version["state"] == "draft":
        found += changes.check_changes(survey["register"], _live(survey), version)
        found += suggests.check(survey["mode"], version, actions.problem)
    return found


def make_live(survey: Survey) -> dict[str, Any]:
    """Freeze the draft and retire the version before; gives the changes for the survey.

    To be called inside a transaction. Raises Invalid with everything that must be mended.
    """
    draft = get_version(survey["_id"], survey["draft_version"])
    wrong = problems(survey, draft)
    if wrong:
        raise Invalid({p["key"] or "_schema": [p["text"]] for p in wrong}, problems=wrong)
    frozen = {
        "state": "live",
        "frozen_at": db.now(),
        "sha256": digest(draft["pages"], draft["languages"]),
    }
    versions = db.collection("surveys_versions")
    same = {"_id": draft["_id"], "version": draft["version"], "state": "draft"}
    if not versions.update(same, {"$set": frozen}):
        raise Conflict(_("Somebody else changed the questions just now; look at them again."))
    if survey["current_version"]:
        before = {"_id": version_id(survey["_id"], survey["current_version"])}
        versions.update(before, {"$set": {"state": "past"}})
    return {
        "current_version": draft["n"],
        "draft_version": 0,
        "languages": draft["languages"],
        "register": changes.registered(survey["register"], draft),
    }


@db.atomic
def publish_change(survey_id: str, *, actor: Actor) -> Survey:
    """Make the draft of an open survey what members are asked from now on."""
    survey = surveys.get_survey(survey_id, actor=actor)
    if survey["state"] != "open" or not survey["draft_version"]:
        raise Conflict(_("There is no change waiting to go live."))
    return surveys.change(survey, make_live(survey), "publish-version", actor=actor)


@db.atomic
def drop_change(survey_id: str, *, actor: Actor) -> Survey:
    """Throw away the draft of a survey that has a live version."""
    survey = surveys.get_survey(survey_id, actor=actor)
    if not survey["current_version"] or not survey["draft_version"]:
        raise Conflict(_("There is no change to throw away."))
    draft = {"_id": version_id(survey_id, survey["draft_version"])}
    db.collection("surveys_versions").delete(draft)
    return surveys.change(survey, {"draft_version": 0}, "drop-version", actor=actor)
