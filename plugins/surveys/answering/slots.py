"""Empty documents that answers are written into, so that no order of storing tells their order.

A database gives documents back in the order in which they were inserted. Here that order means
nothing: a survey has more empty slots than members, made beforehand, and each answer goes into
one drawn at random. A slot has `key` (unique in its survey; random while it is empty), `pick` (a
random place by which one is drawn) and `state` ("free" while it is empty).
"""

import secrets
from collections.abc import Mapping
from typing import Any

from crm import db
from crm.queryshape import Index

FREE = "free"
SPAN = 1 << 30
NARROW, WIDER = SPAN >> 12, 8
BLOCK = 500
INDEXES = (Index("survey_id", "key", unique=True), Index("survey_id", "state", "pick"))


def _blank(survey_id: str) -> dict[str, Any]:
    return {
        "survey_id": survey_id,
        "key": secrets.token_hex(32),
        "pick": secrets.randbelow(SPAN),
        "state": FREE,
    }


def grow(name: str, survey_id: str, count: int) -> None:
    """Add `count` empty slots for a survey."""
    for start in range(0, count, BLOCK):
        size = min(BLOCK, count - start)
        db.collection(name).insert_many(_blank(survey_id) for _number in range(size))


def of_key(name: str, survey_id: str, key: str) -> dict[str, Any] | None:
    """The slot that holds `key`, or None."""
    return db.collection(name).get({"survey_id": survey_id, "key": key})


def claim(name: str, survey_id: str, key: str, values: Mapping[str, Any]) -> None:
    """Write `values` into an empty slot drawn at random, under `key`.

    Raises Conflict where another slot has the key already: somebody was quicker.
    """
    change = {"$set": {**values, "key": key}}
    while True:
        drawn = _draw(name, survey_id)
        if not drawn:
            grow(name, survey_id, 4 * BLOCK)
            continue
        for slot_id in drawn:
            if db.collection(name).update({"_id": slot_id, "state": FREE}, change):
                return


def _draw(name: str, survey_id: str) -> list[str]:
    """Ids of some empty slots from a random place on, in random order; [] if none is left."""
    width = NARROW
    while width <= SPAN:
        start = secrets.randbelow(SPAN - width + 1)
        found = db.collection(name).find(
            {
                "survey_id": survey_id,
                "state": FREE,
                "pick": {"$gte": start, "$lt": start + width},
            },
            fields=["_id"],
        )
        if found:
            ids = [slot["_id"] for slot in found]
            secrets.SystemRandom().shuffle(ids)
            return ids
        width = width * WIDER if width * WIDER <= SPAN or width == SPAN else SPAN
    return []


def empty(name: str, slot: Mapping[str, Any], fields: tuple[str, ...]) -> bool:
    """Make a slot empty again, if nobody has changed its state meanwhile; its key goes, too."""
    blank = {
        "$set": {"state": FREE, "key": secrets.token_hex(32)},
        "$unset": dict.fromkeys(fields, ""),
    }
    found = {"_id": slot["_id"], "state": slot["state"], "key": slot["key"]}
    return bool(db.collection(name).update(found, blank))
