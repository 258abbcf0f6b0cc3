"""From sent answers to what somebody reads: batches, tallies, releases, pages and files."""

import csv
import io
import os
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from crm import db, tenancy
from crm.errors import Conflict
from crm.tenancy import Actor
from plugins.surveys.answering import batching, responses
from plugins.surveys.answering.respondents import by_code
from plugins.surveys.service import lifecycle, progress, rates, releases, surveys, tallies, versions
from plugins.surveys.service import results as reading
from tests import figures
from tests.factories import Client, World
from tests.plugins.surveys.answering import invite, make, members

Doc = dict[str, Any]
DEPARTMENTS = ("Camera", "Grip")
MANY = 60 if os.environ.get("CALLBOARD_FAULTS") == "full" else 8


def send(survey: Doc, code: str, answers: Doc) -> None:
    """Answer a survey as a member does, without the pages."""
    who = by_code(survey, code)
    version = versions.live_version(survey)
    responses.save(who, version, answers, 0)
    responses.send(who, version, answers)


def answered(actor: Actor, mode: str, count: int, seed: int = 1, **more: Any) -> Doc:
    """A survey whose members have answered: half of them use AI, a third want training."""
    random = Random(seed)
    survey = make(actor, mode, breakdowns=["department"], **more)
    codes = invite(survey, members(actor, count, DEPARTMENTS), actor)
    for code in codes.values():
        answers: Doc = {"uses_ai": random.choice(("yes", "no"))}
        if answers["uses_ai"] == "yes":
            answers["tool"] = random.choice(("chat", "image"))
        if random.random() < 0.4:
            answers["wants"] = ["training", "pay"]
        send(survey, code, answers)
    return survey


def test_an_open_anonymous_survey_shows_the_response_and_no_answers(lead: Actor) -> None:
    survey = answered(lead, "anonymous", 30)
    progress.count_all()
    found = reading.results(survey["_id"], "en", actor=lead)
    assert (found.rate.invited, found.tables, found.release) == (30, [], None)


def test_closing_releases_everything_once(lead: Actor) -> None:
    survey = answered(lead, "anonymous", 40)
    survey = lifecycle.close_survey(survey["_id"], actor=lead)
    progress.count_all()
    progress.count_all()
    found = reading.results(survey["_id"], "en", actor=lead)
    assert found.release is not None
    assert (found.release["n"], found.release["responses"], found.release["final"]) == (1, 40, True)
    assert (found.rate.answered, found.rate.invited) == (40, 40)
    first = found.tables[0]
    assert (first.question, first.base) == ("uses_ai?", 40)
    assert sum(row.all.n or 0 for row in first.rows) == 40
    assert len(reading.history(survey["_id"])) == 1


def test_tallies_equal_a_rescan_whatever_was_sent_and_withdrawn(lead: Actor) -> None:
    survey = answered(lead, "anonymous", 33, seed=5)
    progress.count(survey)
    codes = invite(survey, members(lead, 12), lead)
    for code in list(codes.values())[:9]:
        send(survey, code, {"uses_ai": "no"})
    progress.count(survey)
    for code in list(codes.values())[:4]:
        responses.withdraw(by_code(survey, code))
    progress.count(survey)
    assert tallies.compare(survey, progress.counted(survey)) == []
    survey = lifecycle.close_survey(survey["_id"], actor=lead)
    progress.count(survey)
    assert sum(tallies.read(survey["_id"]).people.values()) == 38
    assert progress.recount(False) == []


def test_a_crash_between_the_tallies_of_a_batch_loses_and_doubles_nothing(
    lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = answered(lead, "anonymous", 20)
    survey = lifecycle.close_survey(survey["_id"], actor=lead)
    whole = tallies._add
    for stop in range(6):
        calls = iter(range(100))

        def failing(*args: Any, stop: int = stop, calls: Any = calls) -> None:
            if next(calls) == stop:
                raise RuntimeError("the worker is gone")
            whole(*args)

        monkeypatch.setattr(tallies, "_add", failing)
        try:
            progress.count(survey)
        except RuntimeError:
            continue
    monkeypatch.setattr(tallies, "_add", whole)
    progress.count(survey)
    assert sum(tallies.read(survey["_id"]).people.values()) == 20
    assert tallies.compare(survey, progress.counted(survey)) == []
    assert batching.waiting(survey) == 0


steps = st.tuples(st.sampled_from(["yes", "no", None]), st.booleans(), st.booleans())
"""What somebody answers, whether answers are counted then, whether they take it back later."""


@pytest.mark.faults
@pytest.mark.timeout(1800)
@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["identified", "anonymous"]), st.lists(steps, max_size=24))
def test_the_rebuild_equals_the_running_tally(lead: Actor, mode: str, given: list[Any]) -> None:
    survey = make(lead, mode, breakdowns=["department"])
    people = members(lead, max(len(given), 12), DEPARTMENTS)
    codes = list(invite(survey, people, lead).values())
    for code, (uses, more, _back) in zip(codes, given, strict=False):
        send(survey, code, {"uses_ai": uses} if uses else {})
        if more:
            progress.count(survey)
    for code, (_uses, more, back) in zip(codes, given, strict=False):
        if back:
            responses.withdraw(by_code(survey, code))
        if more and back:
            progress.count(survey)
    progress.count(survey)
    before = tallies.read(survey["_id"])
    assert tallies.compare(survey, progress.counted(survey)) == []
    tallies.rebuild(survey, progress.counted(survey))
    assert tallies.read(survey["_id"]) == before
    figures.record("random surveys counted again from their responses", 1)


def test_an_interim_release_needs_enough_new_answers(lead: Actor) -> None:
    survey = answered(lead, "anonymous", 30)
    progress.count(survey)
    first = releases.make_interim(survey["_id"], actor=lead)
    assert first["n"] == 1
    with pytest.raises(Conflict):
        releases.make_interim(survey["_id"], actor=lead)


def test_the_lead_of_a_pledge_sees_exact_numbers_and_leadership_a_release(
    lead: Actor, world: World
) -> None:
    survey = answered(lead, "identified", 7)
    progress.count(survey)
    mine = reading.results(survey["_id"], "en", actor=lead)
    assert mine.live
    assert mine.tables[0].base == 7
    theirs = reading.results(survey["_id"], "en", actor=world.actor("leadership"))
    assert not theirs.live
    assert list(theirs.tables) == []


def test_response_rates_take_small_groups_together(lead: Actor) -> None:
    survey = make(lead, "identified", breakdowns=["department"])
    people = members(lead, 20) + members(lead, 3, ("Hair",)) + members(lead, 8, ("Paint",))
    codes = invite(survey, people, lead)
    for person in people[:12]:
        send(survey, codes[person["_id"]], {"uses_ai": "no"})
    progress.count(survey)
    found = rates.by_group(survey, "department")
    assert [(r.group, r.invited, r.answered) for r in found] == [("Camera", 20, 12), ("*", 11, 0)]


def test_weights_bring_answers_to_the_roster(lead: Actor) -> None:
    survey = make(lead, "confidential", breakdowns=["department"])
    people = members(lead, 40, ("Camera",)) + members(lead, 40, ("Grip",))
    codes = invite(survey, people, lead)
    for number, person in enumerate(people[:30] + people[40:50]):
        send(survey, codes[person["_id"]], {"uses_ai": "yes" if number < 30 else "no"})
    survey = lifecycle.close_survey(survey["_id"], actor=lead)
    progress.count(survey)
    release = releases.latest(survey["_id"])
    assert release is not None
    assert release["weights"]["effective"] < release["weights"]["answered"] == 40
    shown = reading.results(survey["_id"], "en", actor=lead).tables[0]
    by_code_ = {row.code: row for row in shown.rows}
    assert by_code_["yes"].all.share == pytest.approx(0.75)


def test_files_hold_the_numbers_of_the_page(client: Client, lead: Actor, app: Flask) -> None:
    survey = answered(lead, "anonymous", 60)
    survey = lifecycle.close_survey(survey["_id"], actor=lead)
    progress.count(survey)
    client.sign_in("lead")
    page = client.get(f"~/surveys/{survey['_id']}/results?by=department").get_data(as_text=True)
    assert "Release 1" in page
    base = f"~/surveys/{survey['_id']}/results"
    rows = list(csv.DictReader(io.StringIO(client.get(f"{base}.csv").data.decode("utf-8-sig"))))
    total = {r["code"]: r["n"] for r in rows if r["table"] == "uses_ai"}
    book = load_workbook(io.BytesIO(client.get(f"{base}.xlsx").data))
    assert book.sheetnames == ["Results", "Codebook", "About"]
    sheet = [[cell.value for cell in row] for row in book["Results"].iter_rows(min_row=2)]
    assert {r[3]: str(r[7]) for r in sheet if r[0] == "uses_ai" and r[7] is not None} == {
        code: n for code, n in total.items() if n
    }
    frame = _spss(client.get(f"{base}.sav").data)
    assert frame["n"].dropna().sum() == sum(int(r["n"]) for r in rows if r["n"])


def _spss(data: bytes) -> Any:
    import tempfile
    from pathlib import Path

    import pyreadstat

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.sav"
        path.write_bytes(data)
        frame, _meta = pyreadstat.read_sav(str(path))
    return frame


def test_a_pledge_carries_no_single_answers_into_a_file(client: Client, lead: Actor) -> None:
    survey = answered(lead, "identified", 12)
    progress.count(survey)
    client.sign_in("lead")
    data = client.get(f"~/surveys/{survey['_id']}/results.csv").data.decode()
    assert "Tester" not in data
    assert "member0@" not in data


def test_a_survey_of_another_local_has_no_results(client: Client, world: World) -> None:
    with world.local("local-33"):
        theirs = make(world.actor("other-lead", "local-33"), "anonymous")
    client.sign_in("admin")
    assert client.get(f"~/surveys/{theirs['_id']}/results").status_code == 404


def test_nothing_is_counted_for_a_survey_that_was_never_open(lead: Actor) -> None:
    data = {"name": "Never", "mode": "anonymous"}
    survey = surveys.create_survey(data, actor=lead)
    progress.count_all()
    assert reading.results(survey["_id"], "en", actor=lead).tables == []
    assert tenancy.in_local()
    assert db.collection(tallies.NAME).find({"survey_id": survey["_id"]}) == []


def test_the_results_come_alone_where_htmx_asks_for_them(lead: Actor, client: Client) -> None:
    survey = answered(lead, "identified", 12)
    progress.count_all()
    alone = client.sign_in("lead").get(
        f"~/surveys/{survey['_id']}/results?by=department", headers={"HX-Request": "true"}
    )
    assert alone.status_code == 200
    assert alone.text.strip().startswith('<div id="results">')
    assert "uses_ai?" in alone.text
