"""Answers of a published survey come out of the tables as they were counted by their publisher."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crm.tenancy import Actor
from plugins.surveys.answering import responses, tokens
from plugins.surveys.answering.respondents import by_code
from plugins.surveys.definition import keys
from plugins.surveys.definition.answers import clean_answers
from plugins.surveys.service import lifecycle, progress, releases, versions
from plugins.surveys.service import results as reading
from tests.plugins.surveys.answering import invite, make, members
from tests.plugins.surveys.samples import options, question
from tests.plugins.surveys.test_results import send

Doc = dict[str, Any]
ONE = ("robots", "climate_change", "trump_approval", "education", "ghosts", "wise_unwise")
NUMBERS = ("transformers", "books")
PARTIES = ("Democrat", "Independent", "Republican")


def code(words: str) -> str:
    """The code of an answer in a column of labels ("other" is no code for an answer of its own)."""
    return keys.fresh(keys.slug(words, "answer"), ())


def asked(rows: list[Doc]) -> list[Doc]:
    """The columns as questions, their labels as answers."""
    found = [
        question(name, "single", options=options(*sorted({code(row[name]) for row in rows})))
        for name in ONE
    ]
    return found + [question(name, "number") for name in NUMBERS]


@pytest.mark.timeout(600)
def test_a_published_survey_is_counted_as_its_publisher_counted_it(
    lead: Actor, shared_data: Path
) -> None:
    with (shared_data / "surveys" / "pulse_of_the_nation.csv").open() as stream:
        rows: list[Doc] = list(csv.DictReader(stream))
    survey = make(lead, "open", asked(rows), breakdowns=["place"])
    survey["version"] = versions.live_version(survey)
    for row in rows:
        raw = {**{name: code(row[name]) for name in ONE}, **{name: row[name] for name in NUMBERS}}
        answer(survey, row["party"], raw)
    progress.count(lifecycle.close_survey(survey["_id"], actor=lead))
    found = reading.results(survey["_id"], "en", actor=lead, by="place")
    tables = {table.id: table for table in found.tables}
    robots = {row.code: row.all.n for row in tables["robots"].rows}
    assert robots == {"likely": 199, "unlikely": 801, "-": 0}
    assert found.release
    assert found.release["responses"] == 1000
    for name in ONE:
        shown = compared(tables[name], Counter((code(row[name]), row["party"]) for row in rows))
        assert shown > 2 * len(tables[name].rows), "most of it is shown"
    for name in NUMBERS:
        each = Counter((inside(tables[name], int(row[name])), row["party"]) for row in rows)
        assert compared(tables[name], each) > 2 * len(tables[name].rows)


def inside(table: Any, value: int) -> str:
    """The range of a table that a number is in."""
    for row in table.rows[:-1]:
        first, _hyphen, last = row.code.partition("-")
        if int(first) <= value <= int(last or first):
            return str(row.code)
    raise AssertionError(value)


def answer(survey: Doc, place: str, raw: Doc) -> None:
    """Somebody answers by the open link of a place."""
    who, version = by_code(survey, tokens.new_code(), cohort={"place": place}), survey["version"]
    answers, wrong = clean_answers(version, raw)
    assert not wrong
    responses.save(who, version, answers, 0)
    responses.send(who, version, answers)


def compared(table: Any, real: Counter[tuple[str, str]]) -> int:
    """Every count that is shown is the real one, and none is of one to four; gives how many are."""
    assert table.base == 1000
    assert table.groups == PARTIES
    shown = 0
    for row in table.rows:
        every = [real[row.code, party] for party in PARTIES]
        assert row.all.n in {None, sum(every)}, (table.id, row.code)
        assert row.all.n is not None or sum(every) < 20
        for cell, n in zip(row.groups, every, strict=True):
            assert cell.n is None or (cell.n == n and not 0 < n < 5), (table.id, row.code)
            shown += cell.n is not None
    return shown


CAMERA = ["yes"] * 15 + ["no"] * 9 + [None] * 6
GRIP = ["yes"] * 8 + ["no"] * 6 + [None] * 6
TOLD = ["yes"] * 8 + ["no"] * 15
"""Of the 23 who use it, in this order."""


def test_shares_stand_on_those_asked_and_weights_bring_them_to_the_roster(lead: Actor) -> None:
    """By hand: 40 are on the roster of each, so Camera's 30 weigh 25/30 and Grip's 20 25/20."""
    told = {"question": "uses", "op": "is", "value": "yes"}
    page = [
        question("uses", "yes_no", options=options("yes", "no")),
        question("told", "yes_no", options=options("yes", "no"), show_if=told),
    ]
    survey = make(lead, "confidential", page, breakdowns=["department"])
    people = members(lead, 40, ("Camera",)) + members(lead, 40, ("Grip",))
    codes, later = invite(survey, people, lead), iter(TOLD)
    given = [{"uses": a, "told": next(later)} if a == "yes" else {"uses": a} for a in CAMERA + GRIP]
    for person, raw in zip(people[:30] + people[40:60], given, strict=True):
        answers, wrong = clean_answers(versions.live_version(survey), raw)
        assert not wrong
        send(survey, codes[person["_id"]], answers)
    progress.count(lifecycle.close_survey(survey["_id"], actor=lead))
    found = reading.results(survey["_id"], "en", actor=lead, by="department")
    uses, was_told = found.tables
    assert {row.code: row.all.n for row in uses.rows} == {"yes": 23, "no": 15, "-": 12}
    assert {row.code: row.all.n for row in was_told.rows} == {"yes": 8, "no": 15, "-": 0}
    assert (uses.base, was_told.base, found.rate.invited, found.rate.answered) == (50, 23, 80, 50)
    shares = {row.code: row.weighted for row in uses.rows}
    assert shares == {"yes": 0.45, "no": 0.3, "-": 0.25}
    release = releases.latest(survey["_id"])
    assert release
    kish = 50**2 / (30 * (25 / 30) ** 2 + 20 * (25 / 20) ** 2)
    assert release["weights"]["effective"] == pytest.approx(kish, abs=0.05)
