"""Releases: numbered, final tables of a survey, small cells already taken out.

A release: {_id, survey_id, n (from 1), day, final, responses, invited (by then), tables: [as in
`results.releasing`], weights: as in `weighted` or None, sha256}. What was released never
changes; the next release is made so that comparing the two tells nothing about fewer than k
people. Nothing but releases leaves a survey without names.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from crm import audit, db, localtime
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.surveys.results.bins import joined
from plugins.surveys.results.releasing import Counts, Released, Rules, groups_of, release
from plugins.surveys.results.weighted import weighted
from plugins.surveys.service import rates, surveys, tallies
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import IDENTIFIED, OPEN

NAME = "surveys_releases"
Release = dict[str, Any]


def latest(survey_id: str) -> Release | None:
    """The newest release, or None."""
    found = db.collection(NAME).find({"survey_id": survey_id}, sort=[("n", -1)], limit=1)
    return found[0] if found else None


def get(survey_id: str, n: int) -> Release:
    """Release `n`; NotFound where there is none."""
    found = db.collection(NAME).get(db.local_key("release", survey_id, str(n)))
    if found is None:
        raise NotFound()
    return found


def released(survey_ids: Iterable[str]) -> set[str]:
    """Which of these surveys have a release; none of their tables is read."""
    first = {db.local_key("release", one, "1"): one for one in survey_ids}
    found: set[str] = set()
    for some in chunks(list(first)):
        rows = db.collection(NAME).find({"_id": {"$in": some}}, fields=["_id"])
        found |= {first[row["_id"]] for row in rows}
    return found


def rules_of(survey: Survey) -> Rules:
    """How small is too small in this survey, fixed when it opened; by groups only at the end."""
    least = survey["thresholds"]
    stored = db.collection(NAME).find({"survey_id": survey["_id"]})
    before = tuple({table["id"]: table for table in each["tables"]} for each in stored)
    breakdowns = tuple(survey["breakdowns"]) if survey["state"] != OPEN else ()
    return Rules(least["k"], least["cohort"], breakdowns, before)


def live(survey: Survey, *, actor: Actor) -> list[Released] | None:
    """The counts of this moment, nothing taken out; None for whoever must not see them.

    Only in identified surveys, for those who may read the single answers anyway.
    """
    if survey["mode"] != IDENTIFIED or not actor.can("surveys.open"):
        return None
    exact = Rules(k=1, cohort=1, breakdowns=tuple(survey["breakdowns"]))
    return release(tallies.tables_of(survey), tallies.read(survey["_id"]), exact)


def make_interim(survey_id: str, *, actor: Actor) -> Release:
    """Release what has come in so far of an open survey. Raises Conflict where that is too little.

    It has a price, which the page says: later releases leave out what would tell on those who
    came in between.
    """
    survey = surveys.get_survey(survey_id, actor=actor)
    if survey["state"] != OPEN:
        raise Conflict(_("Only an open survey has interim releases."))
    made = make(survey, actor=actor)
    if made is None:
        raise Conflict(_("Too few answers have come in since the last release."))
    return made


def make(survey: Survey, *, actor: Actor) -> Release | None:
    """The next release from the counts as they are; None where it would show nothing new."""
    before = latest(survey["_id"])
    counts = tallies.read(survey["_id"])
    people = sum(counts.people.values())
    least = survey["thresholds"]["k"]
    if people < least or (before and 0 <= abs(people - before["responses"]) < least):
        return None
    return _store(survey, before, counts, actor)


@db.atomic
def _store(survey: Survey, before: Release | None, counts: Counts, actor: Actor) -> Release:
    n, rules = before["n"] + 1 if before else 1, rules_of(survey)
    asked, final = tallies.tables_of(survey), survey["state"] != OPEN
    if final and not rules.earlier:
        counts = joined(asked, counts, rules.cohort)
    tables = release(asked, counts, rules)
    groups = list(groups_of(counts, rules).values())
    found: Release = {
        "_id": db.local_key("release", survey["_id"], str(n)),
        "survey_id": survey["_id"],
        "n": n,
        "day": localtime.today().isoformat(),
        "final": final,
        "responses": sum(counts.people.values()),
        "invited": rates.overall(survey["_id"]).invited,
        "tables": tables,
        "weights": weighted(tables, counts, rates.margins(survey), groups),
        "sha256": digest(tables),
    }
    db.collection(NAME).insert(found)
    audit.record(actor, "release", "survey", survey["_id"], fields=[f"release {n}"])
    return found


def digest(tables: list[Released]) -> str:
    """SHA-256 of released tables in canonical JSON: a printed table can be checked."""
    plain = json.dumps(tables, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def table(found: Mapping[str, Any], table_id: str) -> Released:
    """One table of a release; NotFound where it has none of this id."""
    for each in found["tables"]:
        if each["id"] == table_id:
            released: Released = each
            return released
    raise NotFound()
