"""The risk board: a score with intervals, whose factors open their sources; honest about gaps."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from crm import jobs, localtime
from crm.people import service as people
from crm.workplaces import changes
from crm.workplaces import service as workplaces
from plugins.jobclasses.matching import scoring
from plugins.jobclasses.matching.scoring import Factors
from plugins.jobclasses.service import adoption, board, classes, exposed, exposure, sightings
from plugins.jobclasses.service.referencefiles import from_folder
from tests.factories import Client, World
from tests.plugins.jobclasses import release

PLAIN = {"headcount": 1.0, "exposure": 1.0, "adoption": 1.0}


def _factors(key: str, people: float, exposure: float, used: float) -> Factors:
    return Factors(key, people, people, (exposure, exposure, exposure), used, 6.0, 6)


def test_more_people_more_exposure_more_adoption_more_score() -> None:
    rows = [_factors("a", 100, 0.9, 5), _factors("b", 100, 0.9, 1), _factors("c", 10, 0.2, 1)]
    found = scoring.scores(rows, PLAIN)
    assert [score.key for score in found] == ["a", "b", "c"]
    for score in found:
        assert score.low <= score.middle <= score.high
    assert found[0].first == 1.0
    assert scoring.scores(rows, PLAIN) == found


def test_a_score_does_not_hang_on_who_else_is_on_the_board() -> None:
    alone = scoring.scores([_factors("a", 100, 0.9, 5)], PLAIN)[0]
    among = scoring.scores([_factors("a", 100, 0.9, 5), _factors("b", 9, 0.1, 0)], PLAIN)[0]
    assert (alone.low, alone.middle, alone.high) == (among.low, among.middle, among.high)


def test_what_is_not_known_is_not_scored() -> None:
    few = Factors("few", 4, 4, (0.5, 0.5, 0.5), 3, 6, 6)
    unobserved = Factors("dark", 50, 50, (0.5, 0.5, 0.5), 1, 2, 2)
    unrated = Factors("unrated", 50, 50, None, 3, 6, 6)
    assert scoring.scores([few, unobserved, unrated], PLAIN) == []


def test_a_weight_of_nothing_leaves_a_factor_out() -> None:
    rows = [_factors("many", 500, 0.2, 1), _factors("used", 20, 0.9, 5)]
    assert scoring.scores(rows, PLAIN)[0].key == "many"
    assert scoring.scores(rows, {**PLAIN, "headcount": 0.0})[0].key == "used"
    assert scoring.scores(rows, PLAIN)[0].without["headcount"] == 2


def test_old_records_weigh_half_after_a_year_and_an_employer_counts_once() -> None:
    today = date(2026, 11, 1)
    year_ago = (today - timedelta(days=365)).isoformat()
    old = {"type": "work-change", "day": year_ago, "employer": "a", "ai": True,
           "effects": ["replaces"], "relations": [], "clauses": ["notice"]}  # fmt: skip
    new = {**old, "day": today.isoformat(), "employer": "b", "ai": False, "effects": ["assists"]}
    told = adoption.summed([old, new, {**new}], today)
    assert told["used"] == pytest.approx(0.5, abs=0.01)
    assert told["observed"] == pytest.approx(1.5, abs=0.01)
    assert (told["employers"], told["substituted"], told["clauses"]) == (2, 1, ["notice"])


def test_records_count_under_every_name_of_a_class_and_an_employer_once(world: World) -> None:
    lead = world.actor("lead")
    with world.local():
        job = classes.get("gaffer")
        other = job["aliases"][0]["text"]
        data = {"kind": "employer", "name": "Example Pictures", "parent_id": ""}
        place = workplaces.create_workplace(data, actor=lead)
        day = localtime.today().isoformat()
        change = {name: [] for name in changes.FIELDS} | {
            "workplace_id": place["_id"], "day": day, "tool": "Example Light", "vendor": "",
            "task": "", "affected": None, "source": "report", "seen_by": "", "document": "",
            "link": ""}  # fmt: skip
        for title in (job["title"], other):
            changes.record_change({**change, "job_class": title}, actor=lead)
        seen = {"kind": "posting", "title": "Gaffer", "employer": "EXAMPLE Pictures",
                "tool": "Example Light", "seen_on": day}  # fmt: skip
        sightings.log(seen, actor=lead)
        told = adoption.by_class(classes.live())["gaffer"]
        assert (told["records"], told["employers"], told["observed"]) == (3, 1, 1.0)
        assert len(adoption.of_class(job)) == 3


def test_a_title_is_its_own_class_though_another_has_it_as_an_alias() -> None:
    known = {"a": {"title": "Gaffer", "aliases": []},
             "b": {"title": "Lighter", "aliases": [{"text": "gaffer"}]}}  # fmt: skip
    assert adoption._names(known) == {"gaffer": "a", "lighter": "b"}


def _fill(world: World, tmp_path: Path) -> None:
    """Six gaffers, sightings of gaffers with AI at three employers, exposure figures."""
    lead = world.actor("lead")
    for n in range(6):
        data = {"first_name": f"P{n}", "last_name": "T", "employments": [{"job_title": "Gaffer"}]}
        people.create_person(data, actor=lead)
    jobs.drain()
    for n in range(3):
        sighting = {"kind": "posting", "title": "Gaffer", "employer": f"Studio {n}",
                    "tool": "Example Light", "seen_on": localtime.today().isoformat()}  # fmt: skip
        sightings.log(sighting, actor=lead)
    files = from_folder(release.write_figures(tmp_path), ["occ_level.csv", "image.xlsx"])
    exposure.load(files, lambda _d, _t: None, by="system")


def test_the_board_is_computed_shown_and_exported(
    client: Client, world: World, tmp_path: Path
) -> None:
    client.sign_in("leadership")
    assert "not been computed" in client.get("~/jobclasses/board").get_data(as_text=True)
    with world.local():
        _fill(world, tmp_path)
    client.post("~/jobclasses/board")
    page = client.get("~/jobclasses/board").get_data(as_text=True)
    assert "Gaffer" in page
    assert "Exposure is not displacement" in page
    with world.local():
        [row] = [r for r in (board.get() or {})["rows"] if r["key"] == "gaffer"]
    assert row["people"] == 6
    assert row["score"]["place"] == 1
    lines = client.get("~/jobclasses/board/csv").get_data(as_text=True).splitlines()
    assert lines[1].split(",")[1] == "Gaffer"
    assert client.get("~/jobclasses/board/pdf").data.startswith(b"%PDF")
    detail = client.get("~/jobclasses/board/classes/gaffer").get_data(as_text=True)
    assert "GPTs are GPTs" in detail
    assert "Example Light" not in detail
    assert "Sighting" in detail
    assert client.sign_in("organizer").get("~/jobclasses/board").status_code == 403


def test_weights_are_changed_with_a_reason_and_kept(
    client: Client, world: World, tmp_path: Path
) -> None:
    with world.local():
        _fill(world, tmp_path)
    client.sign_in("admin")
    form = {"headcount": "1", "exposure": "2", "adoption": "0.5"}
    assert client.post("~/jobclasses/board/weights", form).status_code == 422
    assert client.post("~/jobclasses/board/weights", {**form, "reason": "x", "exposure": "9"}) \
        .status_code == 422  # fmt: skip
    client.post("~/jobclasses/board/weights", {**form, "reason": "Exposure is what we argue"})
    page = client.get("~/jobclasses/board").get_data(as_text=True)
    assert "Exposure is what we argue" in page
    with world.local():
        assert board.weights()["weights"] == {"headcount": 1.0, "exposure": 2.0, "adoption": 0.5}


def test_a_class_of_few_people_is_not_told(client: Client, world: World) -> None:
    with world.local():
        data = {"first_name": "P", "last_name": "T", "employments": [{"job_title": "Gaffer"}]}
        people.create_person(data, actor=world.actor("lead"))
        jobs.drain()
        board.compute()
    page = client.sign_in("leadership").get("~/jobclasses/board").get_data(as_text=True)
    assert "fewer than 5" in page
    lines = client.get("~/jobclasses/board/csv").get_data(as_text=True).splitlines()
    assert lines[1].split(",")[3] == "fewer than 5"


def test_a_broader_code_widens_the_interval(world: World, tmp_path: Path) -> None:
    with world.local():
        files = from_folder(release.write_figures(tmp_path), ["occ_level.csv"])
        exposure.load(files, lambda _d, _t: None, by="system")
        codes = {"soc": [{"code": "27-4015", "relation": "exact"}]}
        exact = exposed.of_classes({"x": {"codes": codes}})["x"]
        codes = {"soc": [{"code": "27-4015", "relation": "broader"}]}
        broad = exposed.of_classes({"x": {"codes": codes}})["x"]
    assert not exact["widened"]
    assert broad["widened"]
    assert broad["low"] <= exact["low"] <= exact["high"] <= broad["high"]
    assert broad["high"] - broad["low"] > exact["high"] - exact["low"]
