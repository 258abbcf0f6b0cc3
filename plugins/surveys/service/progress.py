"""What turns sent answers into results, by the clock: batches, rates, and the final release."""

from collections.abc import Iterator, Mapping
from typing import Any

import structlog

from crm import db
from crm.tenancy import system_actor
from plugins.surveys.answering import anonymous, batching, named, slots
from plugins.surveys.service import rates, releases, roll, tallies
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import CLOSED, NAMED_MODES, OPEN

log = structlog.get_logger(__name__)
PIECES = 64
"""In how many pieces the responses of a survey are read when its counts are made anew."""


def count_all() -> int:
    """Count what waits in every survey of the local; gives how many surveys had something to do."""
    worked = 0
    for state in (OPEN, CLOSED):
        for survey in db.collection("surveys_surveys").find({"state": state}):
            if state == OPEN or not finished(survey["_id"]):
                worked += _guarded(survey)
    return worked


def _guarded(survey: Survey) -> bool:
    """Count one survey; what is wrong with it must not stop the others."""
    try:
        count(survey)
    except Exception as error:
        log.error("survey not counted", survey=survey["_id"], exc_info=error)
        return False
    return True


def count(survey: Survey) -> None:
    """Count the batches that wait, the roster's rates, and release at the end."""
    while batch := batching.take(survey):
        tallies.count(survey, batch.id, batch.responses)
        batching.done(batch)
    if gone := batching.rebuilds_wanted(survey["_id"]):
        tallies.rebuild(survey, counted(survey))
        batching.rebuilt(survey["_id"], gone)
    roll.count(survey)
    if survey["state"] == CLOSED:
        releases.make(survey, actor=system_actor())
        db.collection(rates.NAME).update(
            {"_id": db.local_key("rates", survey["_id"])}, {"$set": {"finished": True}}
        )


def finished(survey_id: str) -> bool:
    """Whether everything of a closed survey is counted and released."""
    found = db.collection(rates.NAME).get(db.local_key("rates", survey_id), fields=["finished"])
    return bool(found and found.get("finished"))


def counted(survey: Survey) -> Iterator[Mapping[str, Any]]:
    """All counted responses, in pieces that fit into memory."""
    mine = {"survey_id": survey["_id"], "state": anonymous.COUNTED}
    if survey["mode"] in NAMED_MODES:
        yield from db.collection(named.NAME).find(mine)
        return
    step = slots.SPAN // PIECES
    for start in range(0, slots.SPAN, step):
        piece = {**mine, "pick": {"$gte": start, "$lt": start + step}}
        yield from db.collection(anonymous.NAME).find(piece)


def recount(repair: bool) -> list[str]:
    """Compare the tallies of every survey with its responses; a line for each that differs."""
    found = []
    for state in (OPEN, CLOSED):
        for survey in db.collection("surveys_surveys").find({"state": state}):
            wrong = tallies.compare(survey, counted(survey))
            if wrong and repair:
                tallies.rebuild(survey, counted(survey))
            found += [f"survey {survey['_id']}: counts of {table or 'all'}" for table in wrong]
    return found
