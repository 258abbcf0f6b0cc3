"""Counting the roll of a survey: who was invited and has answered, by group (read by `rates`)."""

from collections.abc import Mapping
from typing import Any

from crm import db
from plugins.surveys.answering.respondents import INVITATIONS
from plugins.surveys.service.rates import EVERYBODY, NAME
from plugins.surveys.service.surveys import Survey


def count(survey: Survey) -> dict[str, Any]:
    """Count the invitations and keep the numbers."""
    invited: dict[str, dict[str, int]] = {b: {} for b in (EVERYBODY, *survey["breakdowns"])}
    answered: dict[str, dict[str, int]] = {b: {} for b in invited}
    rows = db.collection(INVITATIONS).find(
        {"survey_id": survey["_id"]}, fields=["cohort", "answered"]
    )
    for row in rows:
        cohort, tallies = row.get("cohort") or {}, [invited]
        tallies += [answered] if row.get("answered") else []
        for tally in tallies:
            for breakdown, values in tally.items():
                value = str(cohort.get(breakdown, ""))
                values[value] = values.get(value, 0) + 1
    found = {"survey_id": survey["_id"], "invited": _pairs(invited), "answered": _pairs(answered)}
    db.collection(NAME).update(
        {"_id": db.local_key("rates", survey["_id"])},
        {"$set": {**found, "at": db.now()}},
        upsert=True,
    )
    return found


def _pairs(counts: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Lists, because values of facets may hold what field names may not."""
    return [
        {"breakdown": b, "values": [{"value": v, "n": n} for v, n in sorted(values.items())]}
        for b, values in counts.items()
    ]
