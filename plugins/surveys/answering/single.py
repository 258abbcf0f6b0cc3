"""Single answers with names: who may read them, and a page of them. Every reading is recorded.

Identified surveys: whoever opens and closes surveys. Confidential ones: the custodians that the
first page names, until the day on which the link to names is destroyed. All others: nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm import audit, localtime, paging
from crm.errors import NotFound
from crm.people import reach
from crm.tenancy import Actor
from plugins.surveys.answering import keys, named
from plugins.surveys.answering.anonymous import SENT
from plugins.surveys.definition.said import lines_of
from plugins.surveys.service import versions
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import CONFIDENTIAL, DRAFT, IDENTIFIED

SIZE = 50


@dataclass(frozen=True)
class One:
    """What one person answered: (question, answer) in words, in the order of the questions."""

    person: Mapping[str, Any]
    lines: tuple[tuple[str, str], ...]


def may_read(survey: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the actor may read single answers of the survey now."""
    if survey["state"] == DRAFT:
        return False
    if survey["mode"] == IDENTIFIED:
        return actor.can("surveys.open")
    if survey["mode"] != CONFIDENTIAL or not actor.can("surveys.custodian"):
        return False
    return actor.account_id in survey["custodians"] and linked(survey)


def linked(survey: Mapping[str, Any]) -> bool:
    """Whether a confidential survey that was opened still holds names: not after its day, and not
    where its secret is gone (it is in no export, so a restored survey is as good as unlinked)."""
    before = localtime.today().isoformat() < survey["unlink_on"]
    return before and keys.find(survey["_id"]) is not None


def page(
    survey: Survey, mode: str, after: str, language: str, *, actor: Actor
) -> tuple[list[One], str]:
    """At most SIZE people in reach with their answers, and the cursor of the next page or "".

    NotFound where the survey is not of `mode`, or its single answers are not the actor's to read.
    """
    if survey["mode"] != mode or not may_read(survey, actor):
        raise NotFound()
    found = paging.window(
        named.NAME,
        {"survey_id": survey["_id"]},
        "person_id",
        after=paging.read_cursor(named.NAME, after, "person_id"),
        size=SIZE,
        where={"state": {"$in": sorted(SENT)}},
    )
    people = reach.find_many([r["person_id"] for r in found], actor=actor, fields=("name",))
    asked = {n: versions.get_version(survey["_id"], n) for n in {r["version"] for r in found}}
    shown = [
        One(people[r["person_id"]], tuple(lines_of(asked[r["version"]], r["answers"], language)))
        for r in found
        if r["person_id"] in people
    ]
    if shown:
        audit.record(actor, audit.READ, "survey", survey["_id"], fields=["answers"],
                     people=sorted(people))  # fmt: skip
    return shown, paging.cursor_of(found[-1], "person_id") if len(found) == SIZE else ""
