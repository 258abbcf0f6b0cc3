"""What a confidential survey promises for a date: names, times, collectors leave the answers."""

import secrets
from collections.abc import Mapping
from typing import Any

from crm import audit, db, localtime
from crm.queryshape import chunks
from crm.tenancy import system_actor
from plugins.surveys.answering import batching, following, keys, named, queueing, rosters
from plugins.surveys.answering.cohorts import Values
from plugins.surveys.answering.respondents import INVITATIONS
from plugins.surveys.words import CONFIDENTIAL

GONE = "gone:"


def unlink_due() -> int:
    """Destroy the links of the confidential surveys whose day has come; gives how many surveys."""
    today = localtime.today().isoformat()
    count = 0
    for state in ("open", "closed"):
        for survey in db.collection("surveys_surveys").find({"state": state}):
            if survey["mode"] != CONFIDENTIAL:
                continue
            lost = keys.find(survey["_id"]) is None
            if (not lost and survey["unlink_on"] <= today) or (lost and _names(survey)):
                unlink(survey)
                count += 1
    return count


def _names(survey: Mapping[str, Any]) -> bool:
    """Whether answers still carry names though the secret is gone: restored from an export."""
    mine = {"survey_id": survey["_id"], "person_id": {"$lt": GONE}}
    beyond = {"survey_id": survey["_id"], "person_id": {"$gte": f"{GONE}~"}}
    found = db.collection(named.NAME)
    return any(found.find(query, limit=1, fields=["_id"]) for query in (mine, beyond))


def unlink(survey: Mapping[str, Any]) -> None:
    """Take names, times and collectors out of all responses, under new ids, in a new order."""
    queueing.forget(survey["_id"])
    _regroup(survey)
    found = db.collection(named.NAME).find(
        {"survey_id": survey["_id"]}, fields=["_id", "person_id"]
    )
    linked = [r["_id"] for r in found if not str(r["person_id"]).startswith(GONE)]
    secrets.SystemRandom().shuffle(linked)
    for batch in chunks(linked):
        _without_names(batch)
    _forget_secret(survey["_id"])


@db.atomic
def _regroup(survey: Mapping[str, Any]) -> None:
    """Widen groups that are small by now: with names gone they would point at their members."""
    changed = rosters.regroup(survey)
    if not changed:
        return
    for before, after in changed.items():
        if before != after:
            _move(survey, before, after)
    batching.want_rebuild(survey["_id"])


def _move(survey: Mapping[str, Any], before: Values, after: Values) -> None:
    old, new = (dict(zip(survey["breakdowns"], v, strict=True)) for v in (before, after))
    mine = {"survey_id": survey["_id"]}
    for name in (named.NAME, INVITATIONS):
        found = db.collection(name).find(mine, fields=["_id", "cohort"])
        for batch in chunks(doc["_id"] for doc in found if doc["cohort"] == old):
            db.collection(name).update_many({"_id": {"$in": batch}}, {"$set": {"cohort": new}})


@db.atomic
def _without_names(ids: list[str]) -> None:
    responses = db.collection(named.NAME).find({"_id": {"$in": ids}})
    secrets.SystemRandom().shuffle(responses)
    plain = ("survey_id", "state", "version", "answers", "cohort", "at", "batch")
    blank = {"begun_at": None, "submitted_at": None, "collector": "", "channel": ""}
    kept = [
        {**{k: r[k] for k in plain if k in r}, **blank, "person_id": GONE + secrets.token_hex(8)}
        for r in responses
    ]
    db.collection(named.NAME).delete_many({"_id": {"$in": ids}})
    db.collection(named.NAME).insert_many(kept)


@db.atomic
def _forget_secret(survey_id: str) -> None:
    db.collection(following.ASIDE).delete_many({"survey_id": survey_id})
    keys.destroy(survey_id)
    audit.record(system_actor(), "unlink", "survey", survey_id)
