"""Released tables found by what a question is asked for, for pages of campaigns and job classes.

Only final or interim releases are read, never counts: what is hidden there is hidden here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm import db
from crm.i18n import _
from crm.tenancy import Actor
from plugins.surveys.definition.shapes import Question, Version, questions
from plugins.surveys.results.reading import read
from plugins.surveys.results.releasing import Released
from plugins.surveys.results.shown import Cell, Shown, Wish
from plugins.surveys.results.tables import NO_ANSWER
from plugins.surveys.service import rates, releases, surveys, versions
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import CLOSED, OPEN, QUESTION_PURPOSES, WORRY

LATEST, TOP = 3, 5


@dataclass(frozen=True)
class Line:
    """One answer with its count, in words: of all, or of one group."""

    label: str
    cell: Cell


@dataclass(frozen=True)
class Told:
    """What one question told: its purpose, words, and the answers most people gave."""

    purpose: str
    question: str
    base: int | None
    lines: Sequence[Line]


@dataclass(frozen=True)
class Report:
    """A survey's newest release as another page shows it."""

    survey: Survey
    rate: rates.Rate
    release: Mapping[str, Any] | None
    told: Sequence[Told]


def of_campaign(campaign_id: str, language: str, *, actor: Actor) -> list[Report]:
    """The surveys of a campaign that the actor may know of: response, and what matters most."""
    found = surveys.list_surveys(actor=actor, states=(OPEN, CLOSED))
    mine = [survey for survey in found if campaign_id in survey["campaign_ids"]]
    mine.sort(key=lambda survey: (survey["opens"], survey["name"]), reverse=True)
    return [_report(survey, language) for survey in mine[:LATEST]]


def _report(survey: Survey, language: str) -> Report:
    release = releases.latest(survey["_id"])
    told = list(_told(survey, release, language, "", "")) if release else []
    return Report(survey, rates.overall(survey["_id"]), release, told)


def of_group(facet: str, value: str, language: str, *, actor: Actor) -> list[Report]:
    """What one group (a job class) said in surveys broken down by it, newest first.

    Only where the group is shown by itself in the release: small ones are taken together.
    """
    found = surveys.list_surveys(actor=actor, states=(CLOSED,))
    mine = [survey for survey in found if facet in survey["breakdowns"]]
    mine.sort(key=lambda survey: (survey["closes"], survey["name"]), reverse=True)
    reports = []
    for survey in mine[:LATEST]:
        release = releases.latest(survey["_id"])
        told = list(_told(survey, release, language, facet, value)) if release else []
        if told:
            reports.append(Report(survey, rates.overall(survey["_id"]), release, told))
    return reports


def marked(asked: Sequence[Version]) -> dict[str, Question]:
    """The questions that have a purpose, by key; the latest version decides."""
    return {q["key"]: q for version in asked for q in questions(version) if q.get("purpose")}


def _told(
    survey: Survey, release: Mapping[str, Any], language: str, facet: str, value: str
) -> Iterator[Told]:
    asked = versions.all_versions(survey["_id"])
    known = marked(asked)
    tables = [table for table in release["tables"] if table["key"] in known]
    if facet:
        tables = [table for table in tables if value in _groups(table, facet)]
    shown = read(tables, asked, language, Wish(by=facet))
    order = [purpose for purpose, _label in QUESTION_PURPOSES]
    for key in sorted(known, key=lambda key: order.index(known[key]["purpose"])):
        mine = [
            (table, one) for table, one in zip(tables, shown, strict=True) if table["key"] == key
        ]
        at = _groups(mine[0][0], facet).index(value) if mine and facet else None
        lines = sorted(_lines(known[key], mine, at), key=lambda line: -(line.cell.n or 0))
        if lines:
            yield Told(known[key]["purpose"], mine[0][1].question, lines[0].cell.base, lines[:TOP])


def _groups(table: Released, facet: str) -> list[str]:
    found: list[str] = (table["breakdowns"].get(facet) or {"groups": []})["groups"]
    return found


def _lines(
    question: Question, mine: Sequence[tuple[Released, Shown]], at: int | None
) -> Iterator[Line]:
    """Answers of a question; of a ranking, its entries by how many put them first.

    What is not shown, no opinion and no answer are left out.
    """
    if question["purpose"] == WORRY and question.get("worried"):
        yield from _worried(question["worried"], mine, at)
        return
    out = {o["code"] for o in question.get("options") or () if o.get("missing")} | {NO_ANSWER}
    for table, one in mine:
        rows = [row for row in one.rows if row.code not in out]
        if table["sub"]:
            rows = [row for row in rows if row.code == "1"]
        for row in rows:
            cell = row.all if at is None else row.groups[at]
            if cell.n:
                yield Line(one.line if table["sub"] else row.label, cell)


def _worried(
    codes: Sequence[str], mine: Sequence[tuple[Released, Shown]], at: int | None
) -> Iterator[Line]:
    """The answers that mean worry, taken together; nothing where one of them is not shown."""
    for _table, one in mine:
        rows = [row for row in one.rows if row.code in codes]
        cells = [row.all if at is None else row.groups[at] for row in rows]
        counts = [cell.n for cell in cells if cell.n is not None]
        if cells and len(counts) == len(cells):
            label = _("worried: %(answers)s", answers=", ".join(row.label for row in rows))
            yield Line(str(label), Cell(sum(counts), cells[0].base))


def final_of_all() -> Iterator[tuple[Survey, Mapping[str, Any]]]:
    """Closed surveys that belong to no campaign, newest first, with their final release.

    What is drawn for everybody with the right to results must not tell that a campaign exists.
    """
    found = db.collection("surveys_surveys").find({"state": CLOSED})
    for survey in sorted(found, key=lambda one: (one["closes"], one["_id"]), reverse=True):
        release = None if survey["campaign_ids"] else releases.latest(survey["_id"])
        if release and release["final"]:
            yield survey, release
