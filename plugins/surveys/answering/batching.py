"""Handing responses on to be counted, so that no count says what one person answered.

The results take them from here:

    batch = batching.take(survey)         # None: too few wait
    ... count batch.responses into the tallies, guarded by batch.id ...
    batching.done(batch)

`take` gives the same batch again until it is `done`, so a crash in between loses and doubles
nothing. In modes without names a batch has at least FEWEST responses, drawn at random, and while
the survey is open FEWEST are held back, so that the last batch has enough, too (a pool mix, after
Chaum 1981 and Serjantov et al. 2002). Once it is done nothing says which batch a response was in.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm import db
from crm.queryshape import chunks
from plugins.surveys.answering.anonymous import COUNTED, NEW, TAKEN
from plugins.surveys.words import NAMED_MODES

NAME = "surveys_batches"
REBUILDS = "surveys_rebuilds"
FEWEST = 5
MOST = 500


@dataclass(frozen=True)
class Batch:
    """Responses to count together: each has version, answers and cohort (see `anonymous`)."""

    id: str
    survey_id: str
    collection: str
    responses: tuple[Mapping[str, Any], ...]


def _collection(survey: Mapping[str, Any]) -> str:
    return "surveys_responses" if survey["mode"] in NAMED_MODES else "surveys_anonymous"


def waiting(survey: Mapping[str, Any]) -> int:
    """How many sent responses are in no count yet."""
    where = {"survey_id": survey["_id"], "state": NEW}
    return len(db.collection(_collection(survey)).find(where, fields=["_id"]))


def take(survey: Mapping[str, Any]) -> Batch | None:
    """The batch to count now, or None: see above."""
    name = _collection(survey)
    begun = db.collection(NAME).find({"survey_id": survey["_id"]}, limit=1)
    batch_id = str(begun[0]["_id"]) if begun else _draw(survey, name)
    if not batch_id:
        return None
    taken = {"survey_id": survey["_id"], "batch": batch_id}
    found = db.collection(name).find(taken)
    secrets.SystemRandom().shuffle(found)
    return Batch(batch_id, survey["_id"], name, tuple(found))


def allowed(survey: Mapping[str, Any], count: int) -> int:
    """How many of `count` waiting responses may be counted now."""
    if survey["mode"] in NAMED_MODES or survey["state"] != "open":
        return min(count, MOST)
    return min(count - FEWEST, MOST) if count >= 2 * FEWEST else 0


@db.atomic
def _draw(survey: Mapping[str, Any], name: str) -> str:
    where = {"survey_id": survey["_id"], "state": NEW}
    ids = [r["_id"] for r in db.collection(name).find(where, fields=["_id"])]
    secrets.SystemRandom().shuffle(ids)
    ids = ids[: allowed(survey, len(ids))]
    if not ids:
        return ""
    batch_id = db.collection(NAME).insert({"survey_id": survey["_id"]})
    for some in chunks(ids):
        change = {"$set": {"state": TAKEN, "batch": batch_id}}
        db.collection(name).update_many({"_id": {"$in": some}}, change)
    return batch_id


@db.atomic
def done(batch: Batch) -> None:
    """The batch is in the tallies: its responses are counted, and the batch is forgotten."""
    counted = {"$set": {"state": COUNTED}, "$unset": {"batch": ""}}
    taken = {"survey_id": batch.survey_id, "batch": batch.id}
    db.collection(batch.collection).update_many(taken, counted)
    db.collection(NAME).delete({"_id": batch.id})


def want_rebuild(survey_id: str) -> None:
    """Note that a counted response is gone: the tallies have to be made anew."""
    db.collection(REBUILDS).update({"_id": survey_id}, {"$inc": {"n": 1}}, upsert=True)


def rebuilds_wanted(survey_id: str) -> int:
    """How many counted responses were withdrawn since the tallies were last made anew."""
    found = db.collection(REBUILDS).get(survey_id)
    return int(found["n"]) if found else 0


def rebuilt(survey_id: str, n: int) -> None:
    """The tallies are made anew without the `n` responses that were withdrawn."""
    db.collection(REBUILDS).update({"_id": survey_id}, {"$inc": {"n": -n}})
