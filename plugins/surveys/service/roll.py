"""Counting the roll of a survey: how many have answered, by group (read by `rates`)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from crm import db
from plugins.surveys.answering import named
from plugins.surveys.answering.anonymous import SENT
from plugins.surveys.answering.respondents import INVITATIONS
from plugins.surveys.results.counting import cell_values
from plugins.surveys.service import tallies
from plugins.surveys.service.rates import EVERYBODY, NAME
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import ANONYMOUS, CLOSED, NAMED_MODES

Counts = dict[str, dict[str, int]]
"""People by breakdown (EVERYBODY for all) and value."""


def count(survey: Survey) -> None:
    """Count the marks of who answered and keep the numbers; who was invited is in the roster.

    Once a survey without names has closed, those who answered are counted from the answers: the
    roster's marks are late, and some may be lost.
    """
    rows = db.collection(INVITATIONS).find(
        {"survey_id": survey["_id"]}, fields=["cohort", "answered"]
    )
    marked = [(row.get("cohort") or {}, 1) for row in rows if row.get("answered")]
    if survey["state"] == CLOSED and survey["mode"] == ANONYMOUS:
        people = tallies.read(survey["_id"]).people.items()
        marked = [(dict(zip(survey["breakdowns"], cell_values(cell), strict=True)), n)
                  for cell, n in people]  # fmt: skip
    kept = {
        "survey_id": survey["_id"],
        "answered": _pairs(_by_value(survey, marked)),
        "collectors": _collectors(survey),
        "at": db.now(),
    }
    key = {"_id": db.local_key("rates", survey["_id"])}
    db.collection(NAME).update(key, {"$set": kept}, upsert=True)


def _collectors(survey: Survey) -> list[dict[str, Any]]:
    """Answers by who entered them, "" for members themselves; [] where that is not stored."""
    if survey["mode"] not in NAMED_MODES:
        return []
    found = db.collection(named.NAME).find(
        {"survey_id": survey["_id"]}, where={"state": {"$in": sorted(SENT)}}, fields=["collector"]
    )
    counted = Counter(str(response.get("collector") or "") for response in found)
    return [{"collector": who, "n": n} for who, n in sorted(counted.items())]


def _by_value(survey: Survey, cohorts: Iterable[tuple[Mapping[str, str], int]]) -> Counts:
    found: Counts = {breakdown: {} for breakdown in (EVERYBODY, *survey["breakdowns"])}
    for cohort, n in cohorts:
        for breakdown, values in found.items():
            value = str(cohort.get(breakdown, ""))
            values[value] = values.get(value, 0) + n
    return found


def _pairs(counts: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Lists, because values of facets may hold what field names may not."""
    return [
        {"breakdown": b, "values": [{"value": v, "n": n} for v, n in sorted(values.items())]}
        for b, values in counts.items()
    ]
