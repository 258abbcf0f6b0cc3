"""The wall chart: any two facets, four colourings, cells that open, keys with undo."""

import json

import pytest

from crm import db
from crm.errors import Conflict, NotFound
from plugins.campaigns.service import (
    assessments,
    cards,
    chart,
    contacts,
    kept,
    recount,
    undoing,
)
from tests.factories import Client

HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(app, unit_of):
    """A client over the unit, in the lead's hands."""
    return Client(app, unit_of.world).sign_in("lead")


def drawn(unit_of, *asked, who="lead"):
    return chart.wall_chart(unit_of.campaign, *asked, actor=unit_of.world.actor(who))


def assess(unit_of, person, level, who="lead"):
    data = {"assessment": level, "provenance": "opinion"}
    assessments.assess(unit_of.id, person, data, actor=unit_of.world.actor(who))
    actor = unit_of.world.actor(who)
    return undoing.last_change(unit_of.id, person, actor=actor)


@pytest.mark.parametrize(
    "asked", [("department", "shift"), ("job_title", ""), ("shift", "department")]
)
def test_everybody_stands_in_exactly_one_cell_whatever_the_facets(unit_of, asked):
    found = drawn(unit_of, *asked)
    assert sum(len(s.marks) for s in found.squares.values()) == found.total.n == 6
    assert sum(found.shades.values()) == 6


def test_each_colouring_tells_its_shades_apart_by_letter(unit_of):
    person = unit_of.people[0]
    data = {"key": "a" * 24, "kind": "phone", "result": "talked", "assessment": 2}
    contacts.log_contact(unit_of.id, person, data, actor=unit_of.world.actor("lead"))
    cards.sign(unit_of.id, person, {}, actor=unit_of.world.actor("lead"))
    for colour, code in (("assessment", "a2"), ("card", "k-good"), ("contact", "k-good")):
        found = drawn(unit_of, "department", "shift", colour)
        letters = [shade.letter for shade in found.scheme.shades]
        assert len(set(letters)) == len(letters)
        assert found.shades[code] == 1
        assert found.shades["a0" if colour == "assessment" else "k-none"] == 5


def test_a_chart_too_large_for_squares_counts_from_cells_and_opens_to_the_same_people(
    unit_of, monkeypatch
):
    monkeypatch.setattr(chart, "MARKS", 3)
    assess(unit_of, unit_of.people[0], 1)
    for asked in (("department", "shift"), ("department", "shift", "card"), ("job_title", "")):
        found = drawn(unit_of, *asked)
        assert not found.single
        facets = (asked[0], asked[1])
        for (row, column), square in found.squares.items():
            page = chart.people_of_cell(
                unit_of.campaign, facets, (row, column), actor=unit_of.world.actor("lead")
            )
            assert len(page.rows) == square.cell.n == sum(square.shades.values())


def test_counts_that_are_kept_say_when_they_were_counted_and_are_counted_anew(unit_of, monkeypatch):
    monkeypatch.setattr(chart, "MARKS", 3)
    first = drawn(unit_of, "job_title", "")
    assess(unit_of, unit_of.people[0], 1)
    again = drawn(unit_of, "job_title", "")
    assert (again.at, again.total.assessed) == (first.at, 0)
    monkeypatch.setattr(kept, "FRESH", kept.FRESH * 0)
    later = drawn(unit_of, "job_title", "")
    assert later.total.assessed == 1
    assert later.at > first.at
    assert drawn(unit_of, "department", "shift").at is None


def test_an_organizer_sees_all_counts_but_only_own_squares(unit_of):
    found = drawn(unit_of, who="organizer")
    assert found.total.n == 6
    assert {m.name for s in found.squares.values() for m in s.marks} == {
        "Worker0 Tester000", "Worker1 Tester001",
    }  # fmt: skip


def test_a_cell_opens_page_by_page_without_a_cap(unit_of, page, monkeypatch):
    monkeypatch.setattr(chart, "PAGE", 1)
    path = f"~/campaigns/{unit_of.id}/chart/cell?rows=department&columns=&row=Wardrobe"
    seen = []
    for _turn in range(6):
        text = page.get(path, headers=HTMX).get_data(as_text=True)
        seen += [n for n in range(6) if f"Worker{n} " in text]
        if "hx-get=" not in text:
            break
        path = text.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert seen == [0, 1, 4, 5]


def test_unknown_facets_and_colours_are_not_there(unit_of, page):
    for wrong in ("rows=nothing", "columns=nothing", "colour=nothing", "rows=" + "x" * 10_000):
        answer = page.get(f"~/campaigns/{unit_of.id}/chart?{wrong}")
        assert answer.status_code in {404, 422}, wrong
    assert page.get(f"~/campaigns/{unit_of.id}/chart?show=nothing").status_code == 422


@pytest.mark.parametrize(
    ("show", "names"), [("squares", True), ("names", True), ("numbers", False)]
)
def test_paper_shows_squares_names_or_numbers(unit_of, page, show, names):
    text = page.get(f"~/campaigns/{unit_of.id}/chart?show={show}").get_data(as_text=True)
    visible = text.replace('title="Worker', "")
    assert ("Worker0" in text) is names
    assert ("Worker0" in visible) is (show == "names")


def test_a_key_sets_an_assessment_and_undo_takes_it_back(unit_of, page):
    person = unit_of.people[0]
    assess(unit_of, person, 3)
    before = unit_of.member(person)
    answer = page.post(
        f"~/campaigns/{unit_of.id}/people/{person}/assess", {"assessment": "1"}, headers=HTMX
    )
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert unit_of.member(person)["assessment"] == 1
    back = page.post(undo, headers=HTMX)
    assert json.loads(back.headers["HX-Trigger"])["levels"]["level"] == 3
    after = unit_of.member(person)
    for name in ("assessment", "provenance", "assessed_by"):
        assert after[name] == before[name]
    assert page.post(undo, headers=HTMX).status_code == 204, "a second undo is harmless"
    assert recount.differences(unit_of.id) == []


def test_undoing_the_first_assessment_leaves_none(unit_of):
    change = assess(unit_of, unit_of.people[0], 2)
    undoing.undo_assessment(change, actor=unit_of.world.actor("lead"))
    member = unit_of.member(unit_of.people[0])
    assert (member["assessment"], member["assessed_at"]) == (0, None)
    assert recount.differences(unit_of.id) == []


def test_an_assessment_that_somebody_changed_since_stays(unit_of):
    person = unit_of.people[0]
    change = assess(unit_of, person, 2)
    assess(unit_of, person, 4, who="organizer")
    with pytest.raises(Conflict):
        undoing.undo_assessment(change, actor=unit_of.world.actor("lead"))
    assert unit_of.member(person)["assessment"] == 4
    with pytest.raises(NotFound):
        undoing.undo_assessment(change, actor=unit_of.world.actor("organizer"))


def test_a_contacts_assessment_is_taken_back_with_the_contact_only(unit_of):
    data = {"key": "b" * 24, "kind": "phone", "result": "talked", "assessment": 2}
    lead = unit_of.world.actor("lead")
    contact = contacts.log_contact(unit_of.id, unit_of.people[0], data, actor=lead)
    with pytest.raises(NotFound):
        undoing.undo_assessment(contact["_id"], actor=lead)
    assert db.collection("campaigns_assessments").get(contact["_id"])["undone"] is False


def test_rows_and_columns_add_up_to_the_whole_unit(unit_of):
    assess(unit_of, unit_of.people[0], 1)
    found = drawn(unit_of)
    for totals in (found.row_totals, found.column_totals):
        for name in ("n", "a1", "a0"):
            assert sum(t.counts[name] for t in totals.values()) == found.total.counts[name]
